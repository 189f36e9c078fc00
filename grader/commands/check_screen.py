"""What `grader check` says: what passes, the failure to mend first, and what to type next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from grader.commands.check import Checked, is_green
from grader.commands.screen import Hanging, clickable, nearby
from grader.commands.standing import bar, lesson, standing, unfinished
from grader.course import Course
from grader.feedback import unwritten
from grader.judging import Check, Result, total
from grader.reports import first_failure, leaves_out, not_begun, own_feedback, placed, visible_line
from grader.submission import Work

REST = "these are examples; 'What is judged' in the lesson lists the rest"


@dataclass(frozen=True)
class Files:
    """How the files of a student's exercise are called from where the student stands."""

    course: Course
    exercise: str
    work: Work | None
    root: Path

    def path_of(self, label: str) -> str:
        """Return the path of what a check calls so; the label itself, where no file is found."""
        root, work = self.root, self.work
        if not label.endswith(".py"):  # a notebook's cell
            notebook = (
                next((each for each in work.versions if each.notebook), None) if work else None
            )
            return f"{nearby(root / notebook.path)}, {label}" if notebook else label
        beside = [(root / work.path).parent] if work else []
        named = map(self.course.exercise_folder, (self.exercise, label.removesuffix(".py")))
        own = (root / folder.relative_to(self.course.root) for folder in named)
        for folder in (*beside, *own, root):
            if (folder / label).is_file():
                return nearby(folder / label)
        return label

    def places(self) -> Mapping[str, str]:
        """Return where each definition at the margin begins, by its name."""
        if self.work is None or self.work.other is not None:  # nobody knows here which one counts
            return {}
        return {name: self._at(*place) for name, place in definitions(self.work).items()}

    def _at(self, label: str, line: int) -> str:
        assert self.work is not None
        return f"{self.path_of(label)}{', line ' if self.work.notebook else ':'}{line}"


def definitions(work: Work) -> dict[str, tuple[str, int]]:
    """Return the cell and line where each function and class at the margin begins, by its name."""
    found = {}
    for cell in work.cells:
        for number, line in enumerate(cell.source.split("\n"), 1):
            if defines := re.match(r"(?:async +def|def|class) +(\w+)", line):
                found[defines[1]] = cell.label, number
    return found


def files_of(checked: Checked, exercise: str) -> Files:
    """Return how an exercise's files are called."""
    return Files(checked.course, exercise, checked.works.get(exercise), checked.root)


def shown(checked: Checked, *, everything: bool = False) -> Group:
    """Say what the visible checks found, how much they decide, and what to do next.

    The failure to mend first is explained, or with ``everything`` each one.
    """
    only = None if everything else first_failure(checked.results)
    said = []
    for each in checked.results:
        files, decided = files_of(checked, each.exercise), checked.decided.get(each.exercise)
        said.append(
            own_feedback(each, decided, only=only, path_of=files.path_of, places=files.places())
        )
    last = _last_line(checked)
    once = len(said) == 1 and said[0].plain.endswith(last)  # unless its file cannot be run
    unkept = [Text(f"not kept for grader list: {checked.unkept}")] if checked.unkept else []
    lacks = checked.lacking
    lacking = [Text(f"not checked: {lacks}\ntry: {lacks.remedy}")] if lacks else []
    total_line = [] if once else [Text(last)]
    return Group(
        *(Hanging(clickable(each)) for each in said),
        *total_line,
        *unkept,
        *lacking,
        *_next(checked),
        *_others(checked, only),
    )


def _others(checked: Checked, only: Check | None) -> Iterator[Text]:
    """Say how to read why the others fail, where one failure alone is explained."""
    if only is None or not leaves_out(checked.results, only):
        return
    asked = checked.asked.exercises
    every = len(asked) == len(checked.course.judged)
    names = [] if every and len(asked) > 1 else [each.name for each in asked]
    typed = " ".join(filter(None, ["grader check", *names, checked.asked.part, "--all"]))
    yield Text(f"the others: {typed}", "dim")


def _last_line(checked: Checked) -> str:
    known = [checked.decided.get(each.exercise) for each in checked.results]
    in_all = None if None in known else total(points for points in known if points is not None)
    return visible_line(checked.results, in_all)


def _next(checked: Checked) -> Iterator[RenderableType]:
    for result in checked.results:
        if result.reason is not None:  # no file, or one that cannot be run: no hint helps yet
            yield _step(f"fix that, then grader check {result.exercise}")
            return
        if failed := first_failure([result]):
            yield _step(f"grader hint {result.exercise} {failed.part}")
            return
    for result in checked.results:
        if waiting := not_begun(result):
            yield from _begin(checked, result, waiting[0])
            return
    if not checked.passed:  # a part that builds on one that was not asked for
        (result, *_) = [each for each in checked.results if not is_green(each)]
        yield _step(f"grader check {result.exercise}")
        return
    yield from _green(checked)


def _begin(checked: Checked, result: Result, part: str) -> Iterator[RenderableType]:
    where = unwritten(result.checks_of(part)[0].explanation)[1]
    place = placed(where, files_of(checked, result.exercise).path_of)
    yield _step(f"write {part}" + (f", {place}" if place else ""))
    yield Text(f"stuck? grader hint {result.exercise} {part}", "dim")


def _green(checked: Checked) -> Iterator[RenderableType]:
    """After green: what was passed, how far that is, and the way on."""
    course, reached = checked.course, standing(checked.course, checked.progress)
    what = "every visible check that can run here" if checked.lacking else "every visible check"
    yield Text(f"{what} passes: {REST}", "green")
    yield bar(reached)
    exercise = checked.asked.exercises[0]
    left = unfinished(exercise, checked.progress.get(exercise.name, {}).get("parts", {}))
    if checked.asked.part and left:
        place = files_of(checked, exercise.name).places().get(left[0], "")
        yield _step(left[0] + (f", {place}" if place else ""))
    elif reached.exercise is not None:
        yield _step(lesson(course, reached.exercise))


def _step(what: str) -> Text:
    return clickable(Text.assemble(("next: ", "bold"), what))
