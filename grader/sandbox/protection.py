"""Which level of protection this machine gives, found out by trying what each level must stop.

In go the libraries and limits; out come a warm border at the best level that held, and why no
better one did. Nothing is promised that was not just tried.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import SandboxError
from grader.sandbox.border import Border
from grader.sandbox.connection import GuestEnded, StudentError
from grader.sandbox.desk import Desk, Source
from grader.sandbox.proxies import Student
from grader.sandbox.setup import AnyBorder, Setup
from grader.sandbox.spawned import SpawnedBorder

LEVELS = ("L3", "L2", "L1")
MEANING = {
    "L3": "namespaces, Landlock, seccomp and limits",
    "L2": "Landlock, seccomp and limits, no namespaces",
    "L1": "a plain process: for your own code only, never for a grade of record",
}
_PROBE_SECONDS = 10.0
_FROM_L2 = (
    "reads_a_host_file", "lists_the_host", "writes_a_host_file", "empties_a_host_file",
    "marks_a_host_file", "opens_a_socket", "forks", "starts_a_program", "signals_another_process",
    "asks_for_signals_of_input", "traces_another_process", "mounts_something",
    "makes_namespaces", "has_capabilities",
)  # fmt: skip
_FROM_L1 = ("holds_other_descriptors", "keeps_the_environment")
_FROM_L3 = ("sees_other_processes",)


@dataclass(frozen=True)
class Probe:
    """One thing that was tried, and whether the border held."""

    name: str
    held: bool

    @property
    def sentence(self) -> str:
        """The attack in words: ``reads a host file``."""
        return self.name.replace("_", " ")


@dataclass(frozen=True)
class Protection:
    """The level that holds here, what was tried at it, and why no better level holds."""

    level: str
    probes: tuple[Probe, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Text:
    label: str
    source: str


@contextmanager
def protected_border(setup: Setup) -> Iterator[tuple[AnyBorder, Protection]]:
    """Give a warm border at the best level from ``setup.level`` down that stops what it must.

    Raises `SandboxError` if not even a plain process can be started.
    """
    reasons: list[str] = []
    for level in LEVELS[LEVELS.index(setup.level) :]:
        try:
            border, probes = _try(replace(setup, level=level))
        except SandboxError as error:
            reasons.append(f"{level}: {error.message}")
            continue
        with closing(border):
            yield border, Protection(level, tuple(probes), tuple(reasons))
            return
    raise SandboxError("; ".join(reasons), "grader doctor")


def _try(setup: Setup) -> tuple[AnyBorder, list[Probe]]:
    if setup.level != "L1" and sys.platform != "linux":
        raise SandboxError("only Linux has this protection", "")
    border = make_border(setup)
    try:
        missing = border.wait_until_warm()
        if missing:
            raise SandboxError(f"a library cannot be imported: {missing[0]}", "install it")
        probes = self_test(border)
        through = [probe.sentence for probe in probes if not probe.held]
        if through:
            raise SandboxError(f"a guest {', '.join(through)}", "")
        return border, probes
    except BaseException:
        border.close()
        raise


def make_border(setup: Setup) -> AnyBorder:
    """Give the kind of border that this system can have."""
    return Border(setup) if sys.platform == "linux" else SpawnedBorder(setup)


def self_test(border: AnyBorder) -> list[Probe]:
    """Let a guest try what the border's level must stop."""
    desk = Desk(border, _PROBE_SECONDS, len(_FROM_L2) * _PROBE_SECONDS)
    text = Path(__file__).with_name("probes.py").read_text(encoding="utf-8")
    try:
        desk.open(Source("probes", (_Text("probes.py", text),), {}))
        with tempfile.NamedTemporaryFile(prefix="canary-") as canary:
            canary.write(b"a secret of the host")
            canary.flush()
            os.chmod(canary.name, 0o666)
            return [
                Probe(name, _holds(desk, name, canary.name)) for name in _names(border.setup.level)
            ]
    except GuestEnded as end:
        raise SandboxError(f"the self-test's guest ended: {end.verdict}", "") from None
    finally:
        desk.close()


def _names(level: str) -> Sequence[str]:
    from_l2 = _FROM_L2 if level != "L1" else ()
    return (*_FROM_L1, *from_l2, *(_FROM_L3 if level == "L3" else ()))


def _holds(desk: Desk, name: str, canary: str) -> bool:
    """Let the guest try once; an attack that ends the guest, or raises, did not get through."""
    argument: dict[str, tuple[object, ...]] = {
        "reads_a_host_file": (canary,),
        "lists_the_host": ("/etc",),
        "writes_a_host_file": (canary,),
        "empties_a_host_file": (canary,),
        "marks_a_host_file": (canary,),
        "signals_another_process": (os.getpid(),),
        "traces_another_process": (os.getppid(),),
        "sees_other_processes": (os.getpid(),),
    }
    try:
        return getattr(Student(desk), name)(*argument.get(name, ())) is False
    except (GuestEnded, StudentError):
        return True
