"""The nouns of the outcome: what became of a check, a part, an exercise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from grader.sandbox.verdict import Verdict, ending


class Outcome(StrEnum):
    """A check's three outcomes: what cannot be judged here is neither right nor wrong."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_JUDGED = "not judged"


@dataclass(frozen=True)
class Check:
    """What one check said of one submission.

    ``message`` is written for the student; ``detail`` is what the near side saw, for the suite's
    author, where a check broke over an answer that it cannot use.
    """

    id: str
    part: str
    visible: bool
    outcome: Outcome
    message: str = ""
    weight: float = 1.0
    sentence: str = ""
    detail: str = ""


@dataclass(frozen=True)
class PartScore:
    """Points of one part; ``held`` are those of checks that could not be judged."""

    part: str
    score: float
    max_score: float
    held: float = 0.0


@dataclass(frozen=True)
class Result:
    """One student's outcome in one exercise.

    The parts' scores add up to ``score``; ``late_percent`` of every part is already deducted.
    ``signal`` names what a process crashed with, where it did: "SIGSEGV".
    """

    student: str
    exercise: str
    score: float
    max_score: float
    verdict: Verdict
    parts: tuple[PartScore, ...] = ()
    checks: tuple[Check, ...] = ()
    note: str = ""
    late_percent: float = 0.0
    signal: str = ""

    @property
    def ending(self) -> str:
        """The verdict in words, with the signal of a crash: ``crashed (SIGSEGV)``."""
        return ending(self.verdict, self.signal)
