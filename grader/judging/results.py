"""The nouns of the outcome: what became of a check, a part, an exercise."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from grader.feedback import Explanation
from grader.sandbox.verdict import Verdict, ending


class Outcome(StrEnum):
    """A check's three outcomes: what cannot be judged here is neither right nor wrong."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_JUDGED = "not judged"


class Standing(StrEnum):
    """What kind of grade a result is.

    Judging says whether all of it was judged (see `score.standing`); a gradebook knows what is not
    due yet, what was decided, and that an earlier grade stands where the grader failed since.
    """

    JUDGED = "judged"
    HELD = "held"
    NOT_HANDED_IN = "not handed in"
    NOT_DUE = "not yet due"
    NOT_GRADED = "not graded"
    EXCUSED = "excused"


@dataclass(frozen=True)
class Check:
    """What one check said of one submission.

    ``explanation`` is the student's, of a check that did not pass; ``detail`` is what the near side
    saw, for the suite's author, where a check broke over an answer that it cannot use.
    ``stand_ins`` are the parts that it passed without: the reference's stood in their place.
    """

    id: str
    part: str
    visible: bool
    outcome: Outcome
    explanation: Explanation | None = None
    weight: float = 1.0
    sentence: str = ""
    detail: str = ""
    stand_ins: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemMark:
    """One item of a rubric: of how many points, what earns them, and what a person gave, if any."""

    name: str
    max_points: float
    text: str = ""
    points: float | None = None


@dataclass(frozen=True)
class Marking:
    """How a part stands that a person marks: by an answer's digest, empty where there is none.

    Judging knows the ``answer`` and its ``path`` alone: the rubric's ``items``, a ``comment``, a
    ``note`` on why an earlier mark does not hold, and the ``number`` of the one that does are a
    gradebook's.
    """

    answer: str = ""
    path: str = ""
    items: tuple[ItemMark, ...] = ()
    comment: str = ""
    note: str = ""
    number: int = 0

    @property
    def waits(self) -> bool:
        """Whether a person has still to give points."""
        return bool(self.answer) and (
            not self.items or any(each.points is None for each in self.items)
        )

    @property
    def state(self) -> str:
        """``not handed in``, ``waits`` or ``marked``."""
        return "not handed in" if not self.answer else "waits" if self.waits else "marked"


@dataclass(frozen=True)
class PartScore:
    """Points of one part; ``held`` are those of checks that could not be judged.

    Of a part that a person marks, they are those that nobody has given yet, or taken.
    """

    part: str
    score: float
    max_score: float
    held: float = 0.0
    marking: Marking | None = None


@dataclass(frozen=True)
class Flag:
    """Evidence for a person, of a part or ("") of all of a work: no point hangs on it.

    ``line`` says where it stands: ``adam.py, line 12``, or ``cell 3, line 2``.
    """

    part: str
    line: str
    what: str


@dataclass(frozen=True)
class Result:
    """One student's outcome in one exercise.

    As it is judged and stored, nothing is taken off. As a grade, policies and corrections are
    applied: the parts' scores and the ``adjustment`` add up to ``score``, ``late_percent`` of
    every part is already deducted, ``arithmetic`` says in a line how the score came of the
    ``judged_score``, and ``standing`` what kind of grade it is.

    ``signal`` names what a process crashed with, where it did: "SIGSEGV". ``reason`` says why no
    check could be run, where none could: every check has it too. ``digest`` names the code that
    was judged, if any was, and ``attempt`` counts a student's different ones; when a work was
    handed in is not always known, but of a grade, ``known_since`` when it had been. ``flags`` are
    the instructor's to see, not the student's; so is ``lower``, the score and held points that a
    grade would have if somebody said yes to it: until then it is the one that was last reported.
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
    reason: Explanation | None = None
    attempt: int = 1
    digest: str = ""
    handed_in: datetime | None = None
    standing: Standing = Standing.JUDGED
    arithmetic: str = ""
    judged_score: float | None = None
    adjustment: float = 0.0
    flags: tuple[Flag, ...] = ()
    lower: tuple[float, float] | None = None
    known_since: datetime | None = field(default=None, compare=False)

    def checks_of(self, part: str) -> list[Check]:
        """Return the checks of a part, in order."""
        return [check for check in self.checks if check.part == part]

    @property
    def judged_parts(self) -> tuple[PartScore, ...]:
        """The parts that checks judge: the others a person marks."""
        return tuple(part for part in self.parts if part.marking is None)

    @property
    def ending(self) -> str:
        """The verdict in words, with the signal of a crash: ``crashed (SIGSEGV)``."""
        return ending(self.verdict, self.signal)
