"""`check` and `picture` in a notebook: the objects that its kernel holds → a card.

The suites of an exercise stay open as long as the kernel lives: the first check of an exercise
takes a second, the others only their own time. What cannot be judged is a card, too, and so is a
check that its student stops.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any

from grader.checks.suites import open_suites
from grader.checks.trusted import KernelSession
from grader.commands.handout import fetched
from grader.commands.hint import asked, bill, ladder, next_hint
from grader.commands.plot import FILE, picture_of
from grader.commands.standing import exercise_at
from grader.commands.student_progress import recall, save
from grader.commands.suite_libraries import require_libraries
from grader.course import Course, Exercise, find_course, load_course
from grader.errors import CourseError, GraderError, UnknownName, UsageError, for_students
from grader.feedback import read_recorded
from grader.judging import OPEN_SECRET, Check, JudgingContext, Outcome, judge_kernel, suites_of
from grader.pictures import MOVING, NotDrawn
from grader.reports import Card, Drawing, Ladder, card_of_part
from grader.sandbox.guest.load_module import own_label
from grader.sandbox.guest.process_state import ProcessState

NO_COURSE = (
    "the course's folder is not here",
    'from grader.notebook import course; course("the handout\'s address, or its path")',
)

NOT_BY_NBGRADER = (
    "nbgrader runs this cell, which gives no points: its nbgrader_config.py was not read",
    "run nbgrader in the folder with the nbgrader_config.py of grader release --format nbgrader",
)


@dataclass
class Kernel:
    """What stays as long as a kernel lives: the course, its open suites, the parts that pass."""

    root: Path | None = None
    courses: dict[Path, Course] = field(default_factory=dict)
    neutral: ProcessState = field(default_factory=partial(ProcessState, libraries_only=True))
    opened: ExitStack = field(default_factory=ExitStack)
    contexts: dict[Path, JudgingContext] = field(default_factory=dict)
    passed: dict[str, set[str]] = field(default_factory=dict)
    drawn: dict[tuple[str, str], tuple[tuple[Any, ...], Drawing]] = field(default_factory=dict)

    def close(self) -> None:
        """Close the suites, while Python still has all that this takes."""
        self.opened.close()

    def check(self, objects: Mapping[str, Any], part: str, exercise: str = "") -> Card:
        """Judge a part by the visible suite, and say what it says.

        Raises `UsageError` where nbgrader itself runs the cell to grade it: it would take any card
        for full marks.
        """
        if os.environ.get("NBGRADER_EXECUTION") == "autograde":
            raise UsageError(*NOT_BY_NBGRADER)
        try:
            return self._checked(objects, part, exercise)
        except GraderError as error:
            return _trouble(error)

    def picture(self, objects: Mapping[str, Any], exercise: str = "", film: bool = False) -> Card:
        """Draw the exercise's picture with the kernel's functions, or say what it waits for."""
        try:
            course = self._course()
            where = course.exercise(exercise) if exercise else exercise_at(course, Path.cwd())
            if where is None:
                name = course.exercises[0].name
                raise UsageError("which exercise's picture?", f'picture("{name}")')
            drawing = self._drawing(course, where, objects, MOVING if film else "png")
        except NotDrawn as error:
            return Card("no picture yet", (str(error),))
        except GraderError as error:
            return _trouble(error)
        except KeyboardInterrupt:
            return Card("stopped", ("The picture was not finished.",))
        return Card(where.title, drawing=drawing)

    def hint(self, part: str, exercise: str = "", *, pays: bool = False) -> Card:
        """Show the next hint that costs something, once it is paid for, and keep that it was."""
        try:
            course = self._course()
            where = _exercise_of(course, part, exercise)
            if not any(each.price for each in ladder(course, where, part)):
                said = f"The card of `check` shows every hint of `{part}` that there is to see."
                return Card(f"{part}: no hint costs anything now", (said,))
            hint = next_hint(course, where, part, pays=pays)
            while not hint.price:  # what costs nothing was open already
                hint = next_hint(course, where, part, pays=pays)
        except GraderError as error:
            return _trouble(error, "no hint yet")
        unkept = (f"not kept, so that it comes again: {hint.unkept}",) if hint.unkept else ()
        title = f"{part}, hint {hint.rung} of {hint.rungs}"
        return Card(title, (hint.text, bill(hint), *unkept))

    def course(self, source: str, exercise: str = "") -> Card:
        """Get the course from elsewhere; with an exercise, go on in that one's folder."""
        try:
            root = fetched(source)
            course = self.courses[root] = load_course(root, exactly=True)
            where = course.exercise_folder(course.exercise(exercise).name) if exercise else None
        except GraderError as error:
            return _trouble(error, "there is no course yet")
        self.root = root
        if where is not None:
            os.chdir(where)
        said = f"{len(course.exercises)} exercises, in {where or root}"
        return Card(course.name, (f"{said}. Every check below now finds its part.",), good=True)

    def _checked(self, objects: Mapping[str, Any], part: str, name: str) -> Card:
        course = self._course()
        exercise = _exercise_of(course, part, name)
        if not callable(objects.get(part)):
            run = f"run the cell that defines `{part}`, and then this one again."
            return Card(f"{part} is not there yet", (f"Write it above, {run}",))
        context = self._context(course, exercise)
        session = KernelSession(objects, label_of, self.neutral)
        try:
            checks = judge_kernel(session, objects, exercise, part, context)
        except KeyboardInterrupt:
            call = session.last_call.name if session.last_call else part
            why = f"`{call}` was running. If it takes this long by itself: can its loop end?"
            return Card(f"{part}: you stopped the check", (why,))
        unkept = _remember(course, exercise, checks)
        mine = [each for each in checks if each.part == part]
        said = [f"not kept for grader list: {unkept}"] if unkept else []
        card = card_of_part(part, mine, _hints(course, exercise, part), said)
        return self._with_picture(card, course, exercise, objects, checks)

    def _with_picture(
        self, card: Card, course: Course, exercise: Exercise, objects: Mapping[str, Any],
        checks: list[Check],
    ) -> Card:  # fmt: skip
        """Add the picture to the card of the part with which the last one of them passes."""
        passed = self.passed.setdefault(exercise.name, set())
        for name in {each.part for each in checks}:
            every = all(c.outcome is Outcome.PASSED for c in checks if c.part == name)
            (passed.add if every else passed.discard)(name)
        has_one = (course.exercise_folder(exercise.name) / FILE).is_file()
        if not card.good or not has_one or len(passed) < len(exercise.parts):
            return card
        with suppress(NotDrawn, UsageError):  # without matplotlib, a card is a card
            return replace(card, drawing=self._drawing(course, exercise, objects))
        return card

    def _drawing(
        self, course: Course, exercise: Exercise, objects: Mapping[str, Any], form: str = "png"
    ) -> Drawing:
        """Draw the picture, unless the same functions have drawn it already."""
        functions = tuple(objects.get(part.name) for part in exercise.parts)
        before = self.drawn.get((exercise.name, form))
        if before and all(a is b for a, b in zip(before[0], functions, strict=True)):
            return before[1]
        session = KernelSession(objects, label_of, self.neutral)
        with session.undisturbed():
            picture, file = picture_of(course, exercise, session, form)
        drawing = Drawing(file, picture.alt, picture.see, form)
        self.drawn[exercise.name, form] = functions, drawing
        return drawing

    def _course(self) -> Course:
        try:
            root = self.root or find_course(Path.cwd())
        except UsageError:
            raise UsageError(*NO_COURSE) from None
        if root not in self.courses:
            self.courses[root] = load_course(root, exactly=True)
        return self.courses[root]

    def _context(self, course: Course, exercise: Exercise) -> JudgingContext:
        """Open the suite of an exercise, once, with what a release recorded of it."""
        folder = course.exercise_folder(exercise.name)
        if folder in self.contexts:
            return self.contexts[folder]
        require_libraries(course, [exercise])
        paths = {exercise.name: suites_of(course, exercise, hidden=False)}
        try:
            suites = self.opened.enter_context(open_suites(paths, [exercise]))
        except CourseError as error:
            raise for_students(error) from None
        gc.unfreeze()  # what the kernel held is its student's to forget
        self.contexts[folder] = JudgingContext(
            course, (exercise,), suites, None, {}, OPEN_SECRET, recorded=read_recorded(course.root)
        )
        return self.contexts[folder]


def _exercise_of(course: Course, part: str, name: str) -> Exercise:
    """Return the exercise that has a part: the named one, that of the folder, or the only one."""
    if not isinstance(part, str):
        called = getattr(part, "__name__", "softmax")
        raise UsageError("a part is called by its name, in quotes", f'check("{called}")')
    here = course.exercise(name) if name else exercise_at(course, Path.cwd())
    if here is not None:
        here.part(part)
        return here
    having = [each for each in course.exercises if part in {p.name for p in each.parts}]
    if len(having) > 1:
        names = " and ".join(each.name for each in having)
        fix = f'check("{part}", exercise="{having[0].name}")'
        raise UsageError(f"{names} both have a part {part}: say which", fix)
    if not having:
        known = [p.name for each in course.exercises for p in each.parts]
        raise UnknownName("part", part, dict.fromkeys(known))
    return having[0]


def label_of(file: str) -> str:
    """Return what a student calls the file of some code: ``cell [3]``, or a file beside them."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    label = getattr(getattr(shell, "compile", None), "format_code_name", lambda _: None)(file)
    if label:
        return f"cell {label[1].removeprefix('In')}"
    path = Path(file)
    return own_label(file) or (path.name if path.parent == Path.cwd() else "")


def _hints(course: Course, exercise: Exercise, part: str) -> Ladder:
    """Return the hints up to the first that costs something, and how to have that one."""
    try:
        rungs = ladder(course, exercise, part)
    except CourseError:
        return Ladder()
    free = tuple(each.text for each in takewhile(lambda each: not each.price, rungs))
    if len(free) == len(rungs):
        return Ladder(free, len(rungs))
    toll = asked(rungs[len(free)])
    call = f'`from grader.notebook import hint; hint("{part}", pays=True)`'
    return Ladder(free, len(rungs), f"{toll[0].upper()}{toll[1:]}. To have it: {call}")


def _remember(course: Course, exercise: Exercise, checks: list[Check]) -> str:
    """Keep by part how many checks passed, for `grader list`; say why that was not possible."""
    progress = recall(course)
    parts: dict[str, list[int]] = {each.part: [0, 0] for each in checks}
    for each in checks:
        parts[each.part][0] += each.outcome is Outcome.PASSED
        parts[each.part][1] += 1
    known = progress.setdefault(exercise.name, {})
    known["parts"] = known.get("parts", {}) | parts
    try:
        save(course, progress)
    except GraderError as error:
        return error.message
    return ""


def _trouble(error: GraderError, what: str = "nothing was checked") -> Card:
    asks = error.remedy.endswith("?")  # did you mean …?
    then = error.remedy if asks or not error.remedy else f"Try: {error.remedy}"
    return Card(f"{what}: {error.message}", tuple(then.splitlines()))
