"""Find the best level of protection that this machine has, by trying what each level must stop.

Nothing is promised that was not just tried.
"""

from __future__ import annotations

import ast
import os
import re
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
THROUGH = "got through"
_ATTACKS, _ANSWERS = (
    Path(__file__).with_name(name) for name in ("attacks.py", "answer_attacks.py")
)
_SAYS = re.compile(r"(.*\.) \[(L\d)(, self-test)?(?:: (.*))?\]")
_PROBE_SECONDS = 10.0


@dataclass(frozen=True)
class Attack:
    """One attack: what it tries, what it must end in, and which levels claim to stop it.

    One that must end in nothing is tried in the self-test alone. ``source`` is its file's.
    """

    name: str
    tried: str
    ends: tuple[str, ...]
    levels: tuple[str, ...]
    in_self_test: bool
    source: str


def attacks() -> list[Attack]:
    """Read the attacks; none of them is imported. The first file holds those of the self-test."""
    return [*_attacks_in(_ATTACKS), *_attacks_in(_ANSWERS)]


def _attacks_in(file: Path) -> list[Attack]:
    source = file.read_text(encoding="utf-8")
    found = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            said = _SAYS.fullmatch(" ".join((ast.get_docstring(node) or "").split()))
            assert said is not None, node.name
            tried, level, first, ends = said.groups()
            claimed = LEVELS[: LEVELS.index(level) + 1]
            ends = tuple(ends.split(" or ")) if ends else ()
            found.append(Attack(node.name, tried, ends, claimed, bool(first), source))
    return found


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
    sandbox = (ForkedSandbox if sys.platform == "linux" else SpawnedSandbox)(settings)
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


def self_test(sandbox: Sandbox) -> list[Probe]:
    """Let a guest try what the sandbox's level must stop."""
    tried = [a for a in attacks() if a.in_self_test and sandbox.settings.level in a.levels]
    session = Session(sandbox, _PROBE_SECONDS, len(tried) * _PROBE_SECONDS)
    try:
        with tempfile.NamedTemporaryFile(prefix="canary-") as canary:
            canary.write(b"a secret of the host")
            canary.flush()
            os.chmod(canary.name, 0o666)
            text = filled(tried[0].source, canary.name)
            session.open(Source("attacks", ((_ATTACKS.name, text),), {}))
            missing = sorted({attack.name for attack in tried} - session.names)
            if missing:  # what cannot be tried would seem to be stopped
                raise SandboxError(f"the self-test has no {missing[0]}", "install grader again")
            return [Probe(attack.name, _holds(session, attack.name)) for attack in tried]
    except GuestEnded as end:
        raise SandboxError(f"the self-test's guest ended: {end}", "") from None
    finally:
        session.close()


def filled(source: str, secret: str, port: int = 0) -> str:
    """Put the places to strike into the attacks' text: a file, this process, another's port."""
    words = {"@SECRET@": secret, "@NEAR_PID@": str(os.getpid()), "@PORT@": str(port)}
    for word, value in words.items():
        source = source.replace(word, value)
    return source


def _holds(session: Session, name: str) -> bool:
    """Let the guest try once; only an attack that raises a refusal or ends the guest is stopped."""
    try:
        session.ask({"do": "call", "name": name, "args": (None,), "kwargs": {}})
    except GuestEnded:
        return True
    except StudentError as error:
        return THROUGH not in error.message
    return False
