"""Find the best level of protection that this machine gives, by trying what each level must stop.

Nothing is promised that was not just tried.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import SandboxError
from grader.sandbox.connection import GuestEnded, StudentError
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.interface import Sandbox, SandboxSettings
from grader.sandbox.session import Session, Source
from grader.sandbox.spawned import SpawnedSandbox

LEVELS = ("L3", "L2", "L1")
MEANING = {
    "L3": "namespaces, Landlock, seccomp and limits",
    "L2": "Landlock, seccomp and limits, no namespaces",
    "L1": "a plain process: for your own code only, never for a grade of record",
}
SELF_TEST = Path(__file__).parent / "attacks" / "self_test.py"
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
    """One thing that was tried, and whether the sandbox held."""

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


@contextmanager
def protected_sandbox(settings: SandboxSettings) -> Iterator[tuple[Sandbox, Protection]]:
    """Yield a warm sandbox at the best level from ``settings.level`` down that stops what it must.

    Raises `SandboxError` if not even a plain process can be started.
    """
    reasons: list[str] = []
    for level in LEVELS[LEVELS.index(settings.level) :]:
        try:
            sandbox, probes = _try(replace(settings, level=level))
        except SandboxError as error:
            reasons.append(f"{level}: {error.message}")
            continue
        with closing(sandbox):
            yield sandbox, Protection(level, tuple(probes), tuple(reasons))
            return
    raise SandboxError("; ".join(reasons), "grader doctor")


def _try(settings: SandboxSettings) -> tuple[Sandbox, list[Probe]]:
    if settings.level != "L1" and sys.platform != "linux":
        raise SandboxError("only Linux has this protection", "")
    sandbox = make_sandbox(settings)
    try:
        missing = sandbox.wait_until_warm()
        if missing:
            raise SandboxError(f"a library cannot be imported: {missing[0]}", "install it")
        probes = self_test(sandbox)
        through = [probe.sentence for probe in probes if not probe.held]
        if through:
            raise SandboxError(f"a guest {', '.join(through)}", "")
        return sandbox, probes
    except BaseException:
        sandbox.close()
        raise


def make_sandbox(settings: SandboxSettings) -> Sandbox:
    """Return the kind of sandbox that this system can have."""
    return ForkedSandbox(settings) if sys.platform == "linux" else SpawnedSandbox(settings)


def self_test(sandbox: Sandbox) -> list[Probe]:
    """Let a guest try what the sandbox's level must stop."""
    session = Session(sandbox, _PROBE_SECONDS, len(_FROM_L2) * _PROBE_SECONDS)
    text, level = SELF_TEST.read_text(encoding="utf-8"), sandbox.settings.level
    names = _FROM_L1 + (_FROM_L2 if level != "L1" else ()) + (_FROM_L3 if level == "L3" else ())
    try:
        session.open(Source("self_test", ((SELF_TEST.name, text),), {}))
        missing = sorted(set(names) - session.names)
        if missing:  # what cannot be tried would seem to be stopped
            raise SandboxError(f"the self-test has no {missing[0]}", "install grader again")
        with tempfile.NamedTemporaryFile(prefix="canary-") as canary:
            canary.write(b"a secret of the host")
            canary.flush()
            os.chmod(canary.name, 0o666)
            return [Probe(name, _holds(session, name, canary.name)) for name in names]
    except GuestEnded as end:
        raise SandboxError(f"the self-test's guest ended: {end}", "") from None
    finally:
        session.close()


def _holds(session: Session, name: str, canary: str) -> bool:
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
        word = {"do": "call", "name": name, "args": argument.get(name, ()), "kwargs": {}}
        return session.ask(word) is False
    except (GuestEnded, StudentError):
        return True
