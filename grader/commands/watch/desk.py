"""Saves, keys and what checks say → the next picture. It runs no check and draws nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from grader.commands import hint, plot, reset
from grader.commands.check import Checked, asked_for
from grader.commands.check_screen import definitions, files_of
from grader.commands.standing import require_checks, standing, unfinished
from grader.commands.student_progress import recall
from grader.commands.watch.watched import (
    BY_KEYS,
    FAILS,
    PASSES,
    Watched,
    Ways,
    next_part,
    rows,
)
from grader.course import Course, Exercise
from grader.errors import GraderError, UsageError
from grader.feedback import one_line
from grader.judging import Check
from grader.reports import first_failure, own_feedback

CHECKING, DRAWING = "checking …", "drawing …"
FIRST = "save your file, and it is checked"


@dataclass(frozen=True)
class Start:
    """Where a watch begins; ``named`` if its user said at which part."""

    course: Course
    exercise: Exercise
    part: str
    named: bool = False


def start(course: Course, words: Sequence[str], here: Exercise | None) -> Start:
    """Read what was typed: an exercise, and a part of it; by default the first that is not done.

    Raises `UnknownName`, and `UsageError` for several exercises.
    """
    asked = asked_for(course, words or ([here.name] if here else []))
    if words and len(asked.exercises) != 1:
        raise UsageError(
            "one exercise is watched at a time", f"grader watch {asked.exercises[0].name}"
        )
    one = asked.exercises[0] if len(asked.exercises) == 1 else standing(course).exercise
    exercise = one or (course.judged or course.exercises)[-1]
    require_checks(exercise)
    return Start(course, exercise, asked.part or _first_open(course, exercise), bool(asked.part))


def _first_open(course: Course, exercise: Exercise) -> str:
    left = unfinished(exercise, recall(course).get(exercise.name, {}).get("parts", {}))
    return left[0] if left else exercise.parts[0].name


def _in_words(error: GraderError) -> str:
    """Return one quiet line, and below it what is to be typed, if that takes several lines."""
    said, remedy = one_line(error.message, 500), error.remedy.splitlines()
    if len(remedy) > 1:
        return "\n".join((f"{said}; try:", *remedy))
    return f"{said}; try: {one_line(error.remedy, 500)}" if remedy else said


class Wishes(Protocol):
    """Who runs checks and draws pictures, and gives each wish a number."""

    def check(self, exercise: Exercise, part: str) -> int:
        """Check an exercise, a part of it first."""

    def draw(self, exercise: Exercise) -> int:
        """Draw an exercise's picture."""


class Desk:
    """What a student is at, who acts in these ``ways``; ``show`` is given each new picture.

    The worker tells it what came of a wish, with the wish's number; others than the last are stale.
    """

    worker: Wishes

    def __init__(self, start: Start, show: Callable[[Watched], None], ways: Ways = BY_KEYS) -> None:
        self._first = FIRST + ways.otherwise
        self.watched = Watched(
            start.course, start.exercise, start.part, remark=self._first, ways=ways
        )
        self._show = show
        self._settled = start.named
        self._ticket = 0
        self._owes_a_check = False

    def saved(self, paths: Collection[Path]) -> None:
        """Check again, if it is this exercise's files that changed."""
        names = {self._exercise_of(path) for path in paths}
        if self.watched.exercise.name in names:
            self.run()
        elif others := ", ".join(sorted(names - {""})):
            this = self.watched.exercise.name
            elsewhere = self.watched.ways.elsewhere
            self._put(remark=f"you saved {others}, and this is {this}: {elsewhere}")

    def _exercise_of(self, path: Path) -> str:
        try:
            return path.relative_to(self.watched.course.exercise_folder().resolve()).parts[0]
        except (ValueError, IndexError):
            return ""

    def heard(self, ticket: int, check: Check) -> None:
        """Show the outcome of one check of the run under way."""
        if ticket == self._ticket:
            live = self.watched.live
            outcomes = (*live.get(check.part, ()), check.outcome)
            self._put(live={**live, check.part: outcomes})

    def concluded(self, ticket: int, checked: Checked) -> None:
        """Show what all checks said; what cannot be run leaves the last result where it is."""
        if ticket != self._ticket:
            return
        self._owes_a_check = False
        (result,) = checked.results
        last = self.watched.result
        if result.reason is not None and last is not None and last.reason is None:
            files = files_of(checked, result.exercise)
            _, *why = own_feedback(result, path_of=files.path_of).plain.splitlines()
            self._put(live={}, busy="", remark="", broken=tuple(why))
            return
        before = self.watched
        first = before.remark if before.remark == self._first else ""  # until a save is heard of
        now = replace(
            before, checked=checked, live={}, busy="", remark=checked.unkept or first, broken=()
        )
        part = before.part if self._settled else next(iter(now.open_parts), before.part)
        if self._settled:
            part = self._in_hand(before, now)
        self._settled = True
        stays = part == before.part and part in now.open_parts
        self.watched = replace(now, part=part, aside=before.aside if stays else "")
        self._show(self.watched)

    def _in_hand(self, before: Watched, now: Watched) -> str:
        """Stay with a part that fails or has just begun to pass; else go to one that fails."""
        was, state = ({row.part: row.state for row in rows(each)} for each in (before, now))
        part = before.part
        if state[part] == FAILS or (state[part] == PASSES and was[part] != PASSES):
            return part
        assert now.result is not None
        failed = first_failure([now.result])
        return failed.part if failed else part

    def failed(self, ticket: int, error: GraderError) -> None:
        """Show what stopped a wish, and what to do about it."""
        if ticket == self._ticket:
            self._put(busy="", remark=_in_words(error))

    def drawn(self, ticket: int, plotted: plot.Plotted) -> None:
        """Show a picture's words, and run the check that it came before."""
        if ticket != self._ticket:
            return
        self._put(busy="", aside=plot.shown([plotted]).plain)
        if self._owes_a_check:
            self.run()

    def run(self) -> None:
        """Check the exercise now."""
        self._owes_a_check = True
        self._ticket = self.worker.check(self.watched.exercise, self.watched.part)
        self._put(busy=CHECKING, live={}, remark="")

    def begin(self) -> None:
        """Check for the first time."""
        self.run()
        self._put(remark=self._first)

    def picture(self) -> None:
        """Draw the exercise's picture."""
        self._ticket = self.worker.draw(self.watched.exercise)
        self._put(busy=DRAWING, live={})

    def hint_price(self) -> str:
        """Say what the next hint for the part in hand costs; nothing, if it is free."""
        watched = self.watched
        try:
            upcoming = hint.upcoming(watched.course, watched.exercise, watched.part)
        except GraderError:  # asking for it says why there is none
            return ""
        return hint.asked(upcoming) if upcoming.price else ""

    def hint(self, *, pays: bool = False) -> None:
        """Show one hint more for the part in hand; one that costs points, only if it is paid."""
        course, exercise = self.watched.course, self.watched.exercise

        def read() -> str:
            rung = hint.next_hint(course, exercise, self.watched.part, pays=pays)
            more = "; h gives one more" if rung.rung < rung.rungs else ""
            price = f"\n  {hint.bill(rung)}" if rung.price else ""
            return f"hint {rung.rung} of {rung.rungs}{more}\n  {rung.text}{price}"

        self._aside(read)

    def reset(self) -> None:
        """Put the part in hand back as it was handed out, and check again."""
        course, exercise, part = self.watched.course, self.watched.exercise, self.watched.part

        def put_back() -> str:
            return reset.shown(exercise.name, part, reset.reset(course, exercise, part)).plain

        if self._aside(put_back):
            self.run()

    def _aside(self, what: Callable[[], str]) -> bool:
        try:
            self._put(aside=what(), remark="")
        except GraderError as error:
            self._put(remark=_in_words(error))
            return False
        return True

    def all(self) -> None:
        """Explain every failure of the exercise, or again only the one in hand."""
        self._put(everything=not self.watched.everything)

    def next(self) -> None:
        """Go to the next part that does not pass; after the last one, to the next exercise."""
        if part := next_part(self.watched):
            self._put(part=part, aside="", remark="", everything=False)
        elif self.watched.open_parts:
            self._put(remark=f"{self.watched.part} is the last part here that does not pass")
        elif exercise := self.watched.reached.exercise:
            self.choose(exercise)
        else:
            self._put(remark="every visible check of the course passes")

    def choose(self, exercise: Exercise) -> None:
        """Go to another exercise, at its first part that does not pass."""
        course, ways = self.watched.course, self.watched.ways
        self.watched = Watched(course, exercise, _first_open(course, exercise), ways=ways)
        self._settled = False
        self.run()

    @property
    def place(self) -> tuple[Path, int]:
        """The student's file of the exercise, and the line of the part in hand."""
        watched = self.watched
        work = watched.checked.works.get(watched.exercise.name) if watched.checked else None
        if work is None:
            return watched.course.stub(watched.exercise.name), 1
        _, line = definitions(work).get(watched.part, ("", 1))
        return watched.course.root / work.path, 1 if work.notebook else line

    def remark(self, line: str) -> None:
        """Say one quiet line."""
        self._put(remark=line)

    def _put(self, **changes: Any) -> None:
        self.watched = replace(self.watched, **changes)
        self._show(self.watched)
