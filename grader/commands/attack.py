"""Small attacks on this machine's own border, each through a check as a student's work would be.

Those of attacks.py and answer_attacks.py that must end in something are tried, one after the other.
The report says how each ended, and whether the border held: the end is the one that it must be,
nothing secret came out, nothing outside was touched, and honest work is judged right afterwards.
"""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from grader.checks.expect import Mismatch, assert_close
from grader.checks.remote import RemoteModule
from grader.commands.progress import Progress
from grader.feedback import one_line
from grader.sandbox.connection import GuestEnded, StudentError
from grader.sandbox.guest.settings import GuestLimits
from grader.sandbox.interface import Sandbox, SandboxSettings
from grader.sandbox.levels import THROUGH, Attack, attacks, filled, protected_sandbox
from grader.sandbox.session import Session, Source
from grader.sandbox.verdict import Verdict

RIGHT, WRONG, RAISED = "a right answer", "a wrong answer", "an exception"
_HONEST = "def double(x):\n    return 2 * x\n"
_LIMITS = GuestLimits(memory_mb=256, disk_mb=8, cpu_seconds=60)
_OUTPUT_KB = 64
_CALL_SECONDS, _ENDLESS_CALL_SECONDS = 60.0, 1.0  # any end but the clock's may come late


@dataclass(frozen=True)
class AttackOutcome:
    """What came of one attack. ``claimed``: this level promises that it holds."""

    attack: Attack
    came: str
    held: bool
    claimed: bool


@dataclass(frozen=True)
class AttackReport:
    """What came of all of them, at the level of protection that this machine has."""

    level: str
    reasons: tuple[str, ...]
    outcomes: tuple[AttackOutcome, ...]

    @property
    def claimed(self) -> list[AttackOutcome]:
        """What the level claims to stop."""
        return [outcome for outcome in self.outcomes if outcome.claimed]

    @property
    def held(self) -> bool:
        """Whether it did."""
        return all(outcome.held for outcome in self.claimed)


@dataclass(frozen=True)
class _End:
    """How a check of some work ended, and all that its author could have got out."""

    how: str
    words: str
    out: str


def run_attacks(progress: Progress, level: str = "L3") -> AttackReport:
    """Try every attack at the best level from ``level`` down.

    Raises `SandboxError` where no guest can be started at all.
    """
    settings = SandboxSettings(level, limits=_LIMITS, output_kb=_OUTPUT_KB)
    with protected_sandbox(settings) as (sandbox, protection):
        found = [attack for attack in attacks() if attack.ends]
        progress.begin(len(found), 0)
        outcomes = []
        for attack in found:
            progress.say(f"{protection.level}: {_title(attack)}")
            outcomes.append(_try(attack, sandbox))
            progress.advance("")
    return AttackReport(protection.level, protection.reasons, tuple(outcomes))


def _try(attack: Attack, sandbox: Sandbox) -> AttackOutcome:
    with _place() as place, socket.create_server(("127.0.0.1", 0)) as server:
        source = filled(attack.source, str(place.path), server.getsockname()[1])
        endless = Verdict.TIME_LIMIT in attack.ends
        seconds = _ENDLESS_CALL_SECONDS if endless else _CALL_SECONDS
        end = _judge(sandbox, source, attack.name, seconds)
        problem = _problem(attack, end, place)
    if _judge(sandbox, _HONEST, "double").how != RIGHT:
        problem = problem or "honest work is not judged right any more"
    claimed = sandbox.settings.level in attack.levels
    return AttackOutcome(
        attack, f"{end.words}; {problem}" if problem else end.words, not problem, claimed
    )


def _problem(attack: Attack, end: _End, place: _Place) -> str:
    """Say why the border did not hold; nothing if it did."""
    if place.secret in end.out:
        return "a secret came out"
    if not place.is_untouched():
        return "a file of this machine was changed"
    if THROUGH in end.out:
        return THROUGH
    return "" if end.how in attack.ends else f"it should be {' or '.join(attack.ends)}"


def _judge(sandbox: Sandbox, source: str, name: str, seconds: float = _CALL_SECONDS) -> _End:
    """Check some work as a suite would: whether its function ``name`` doubles fresh numbers."""
    session = Session(sandbox, seconds, seconds)
    x = np.random.default_rng().normal(size=3)
    how = words = RIGHT
    try:
        session.open(Source("work", (("work.py", source),), {}))
        assert_close(getattr(RemoteModule(session), name)(x), 2 * x)
    except GuestEnded as end:
        how = words = str(end)
    except StudentError as error:
        how, words = RAISED, f"{one_line(error.kind)}: {error.message}".removesuffix(": ")
    except Mismatch as mismatch:
        how, words = WRONG, f"{WRONG}: {mismatch.problem} {mismatch.got!r:.200}"
    finally:
        session.close()
    out = words + session.prints.decode(errors="replace")
    return _End(how, how if how == WRONG else one_line(words, 80), out)


@dataclass(frozen=True)
class _Place:
    """A file that any user of this machine may read and change, and that no guest may."""

    path: Path
    secret: str
    status: os.stat_result

    def is_untouched(self) -> bool:
        """Return whether the file is as it was, and alone in its folder."""
        with suppress(OSError):
            now = self.path.stat()
            same = (now.st_mode, now.st_mtime_ns) == (self.status.st_mode, self.status.st_mtime_ns)
            alone = os.listdir(self.path.parent) == [self.path.name]
            return same and alone and self.path.read_text(encoding="ascii") == self.secret
        return False


@contextmanager
def _place() -> Iterator[_Place]:
    with tempfile.TemporaryDirectory(prefix="doctor-") as folder:
        path, secret = Path(folder) / "secret.txt", secrets.token_hex(16)
        path.write_text(secret, encoding="ascii")
        path.chmod(0o666)  # the border must stop it, and not the file's own mode
        os.chmod(folder, 0o777)
        yield _Place(path, secret, path.stat())


def shown(report: AttackReport) -> Group:
    """Draw all attacks, and say how many of those that the level claims to stop it stopped."""
    drawn = Table(box=box.SIMPLE)
    for heading in ("attack", "what was tried", "what came of it", "holds"):
        drawn.add_column(heading, overflow="fold")
    for outcome in report.outcomes:
        name = _title(outcome.attack)
        drawn.add_row(
            Text(name, "bold"), outcome.attack.tried, Text(one_line(outcome.came)), _word(outcome)
        )
    return Group(drawn, *_below(report))


def _title(attack: Attack) -> str:
    return attack.name.replace("_", " ")


def _word(outcome: AttackOutcome) -> Text:
    if outcome.claimed:
        return Text("yes", "green") if outcome.held else Text("NO", "bold red")
    return Text("yes, not claimed" if outcome.held else "no, not claimed", "yellow")


def _below(report: AttackReport) -> Iterator[Text]:
    claimed = report.claimed
    held = sum(outcome.held for outcome in claimed)
    style = "bold green" if report.held else "bold red"
    yield Text(f"{held} of {len(claimed)} held at {report.level}", style)
    left = [outcome for outcome in report.outcomes if not outcome.claimed]
    if left:
        names = ", ".join(_title(outcome.attack) for outcome in left)
        yield Text(f"{report.level} does not claim to stop {len(left)} more: {names}", "yellow")
    for reason in report.reasons:
        yield Text(f"not better: {one_line(reason, 500)}", "yellow")
