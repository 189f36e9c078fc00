"""A student's own checks, made up: what became of each; and wishes, written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.commands.check import Asked, Checked, with_results
from grader.commands.student_progress import recall
from grader.course.model import Course, Exercise
from grader.feedback.explanation import Explanation
from grader.judging.results import Check, Outcome, PartScore, Result
from grader.submission import Cell, Work

SIGNS = {"+": Outcome.PASSED, "-": Outcome.FAILED, ".": Outcome.FAILED, "?": Outcome.NOT_JUDGED}
SOURCE = "def {}(p, q):\n    raise NotImplementedError\n"


@dataclass
class Wished:
    """Writes wishes down: what was to be done, for which exercise and part."""

    wishes: list[tuple[str, ...]] = field(default_factory=list)

    def check(self, exercise: Exercise, part: str) -> int:
        """Write down a check."""
        self.wishes.append(("check", exercise.name, part))
        return len(self.wishes)

    def draw(self, exercise: Exercise) -> int:
        """Write down a picture."""
        self.wishes.append(("draw", exercise.name))
        return len(self.wishes)


def check_of(part: str, number: int, sign: str) -> Check:
    """Give a check: + passes, - fails, . reaches the part's stub, ? is not judged."""
    why = {"-": Explanation("the sign is off", got=str(number)), ".": stub_of(part)}.get(sign)
    return Check(f"{part}-{number}", part, True, SIGNS[sign], why, 1.0, f"{part} {number}.")


def stub_of(part: str) -> Explanation:
    """Give what is said where a part's stub is reached."""
    return Explanation(f"`{part}` is not written yet (x.py, line 2 raises NotImplementedError)")


def checked_of(
    course: Course, exercise: str, signs: Mapping[str, str], reason: str = ""
) -> Checked:
    """Give what came of a check of one exercise, by part a sign for each check."""
    one = course.exercise(exercise)
    checks = tuple(
        check_of(part, number, sign)
        for part, each in signs.items()
        for number, sign in enumerate(each)
    )
    parts = tuple(PartScore(part.name, 0.0, part.points) for part in one.parts)
    why = Explanation(reason) if reason else None
    result = Result("you", exercise, 0.0, 5.0, "graded", parts, checks, reason=why)
    return _checked(course, exercise, [result])


def _checked(course: Course, exercise: str, results: Sequence[Result]) -> Checked:
    one = course.exercise(exercise)
    cell = Cell(f"{exercise}.py", "".join(SOURCE.format(part.name) for part in one.parts))
    work = Work(exercise, f"exercises/{exercise}/{exercise}.py", (cell,))
    known = with_results(recall(course), results)
    return Checked(course, Asked((one,)), tuple(results), known, {exercise: work})
