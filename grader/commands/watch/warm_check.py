"""`grader check` of one exercise, again and again: the sandbox and the suites stay warm.

Each time the student's files are read and loaded anew. It opens, judges and closes in one thread:
a zygote dies with the thread that started it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from types import TracebackType

from grader.commands.check import Asked, Checked, checked
from grader.commands.suite_libraries import require_libraries
from grader.course import Course, Exercise
from grader.judging import Check, JudgingPlan, Result, WarmJudge
from grader.submission import Submission

Heard = Callable[[Check], None]


class WarmCheck:
    """Checks one exercise after another, from ``with WarmCheck(course)`` to the block's end."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._open = ExitStack()
        self._plan: JudgingPlan | None = None
        self._judge: WarmJudge | None = None

    def __enter__(self) -> WarmCheck:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._open.close()

    def check(self, exercise: Exercise, part: str, heard: Heard) -> Checked:
        """Check an exercise, ``part`` first; ``heard`` is told of each check as it is done.

        What ``heard`` raises stops it. Raises `GraderError`.
        """

        def judged(plan: JudgingPlan, submission: Submission) -> Sequence[Result]:
            return self._warm(plan, exercise).judge(submission, first=part, heard=heard)

        return checked(self._course, Asked((exercise,)), judged)

    def _warm(self, plan: JudgingPlan, exercise: Exercise) -> WarmJudge:
        """Return the judge that is open, or a new one: for another exercise, or its libraries."""
        if self._judge is None or plan != self._plan:
            self._judge = None
            self._open.close()
            require_libraries(self._course, [exercise])
            self._judge, self._plan = self._open.enter_context(WarmJudge(plan)), plan
        return self._judge

    def interrupt(self) -> None:
        """End the call that is under way, if there is one; another thread may say so."""
        if self._judge is not None:
            self._judge.interrupt()
