"""How far a student is in the course: the parts that pass, and which one comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from grader.commands.screen import Hanging, clickable, nearby
from grader.commands.student_progress import recall
from grader.course import Course, Exercise
from grader.errors import UsageError

LESSON = "README.md"
_BAR_WIDTH = 30
_OF_AUTHORS = (
    "the course itself, with its solutions/: students get what grader release --to DIR writes"
)
_FOR_AUTHORS = (
    ("grader release --check", "says what is stale or wrong in what students get"),
    ("grader audit", "judges right and wrong work: is each check fair, and does it notice?"),
    ("grader grade CLASS", "grades a class: a folder, or what a platform lets you download"),
    ("grader --help", "all commands"),
)


@dataclass(frozen=True)
class Standing:
    """How many of the course's parts pass, and the first exercise and part that does not.

    Where all of them pass, ``exercise`` is None and ``part`` is empty.
    """

    passed: int
    parts: int
    exercise: Exercise | None
    part: str


def standing(course: Course, progress: Mapping[str, Mapping[str, Any]] | None = None) -> Standing:
    """Return how far a student is, by what was kept of the last checks."""
    known = recall(course) if progress is None else progress
    open_parts = {
        each.name: unfinished(each, known.get(each.name, {}).get("parts", {}))
        for each in course.exercises
    }
    parts = sum(len(each.parts) for each in course.exercises)
    passed = parts - sum(map(len, open_parts.values()))
    for exercise in course.exercises:
        if mine := open_parts[exercise.name]:
            return Standing(passed, parts, exercise, mine[0])
    return Standing(passed, parts, None, "")


def unfinished(exercise: Exercise, counts: Mapping[str, Sequence[int]]) -> list[str]:
    """Return the parts of which a check does not pass, or that were never checked, in order.

    ``counts`` are, by part, how many checks passed and how many there are.
    """
    names = [part.name for part in exercise.parts]
    return [name for name in names if name not in counts or counts[name][0] < counts[name][1]]


def require_checks(exercise: Exercise, part: str = "") -> None:
    """Refuse an exercise, or a ``part``, that a person marks: what can be handed in is said.

    Raises `UsageError`.
    """
    answers = [each for each in exercise.marked if part in ("", each.name)]
    if answers and (part or not exercise.parts):
        files = " and ".join(each.answer_file for each in answers)
        what = f"{part or exercise.name} is marked by hand: there is nothing to check"
        raise UsageError(what, f"write {files} in {exercise.name}'s folder, and hand it in")


def exercise_at(course: Course, folder: Path) -> Exercise | None:
    """Return the exercise in whose folder somebody stands, or None."""
    name = _folder_of_an_exercise(course, folder)
    return next((each for each in course.exercises if each.name == name), None)


def _folder_of_an_exercise(course: Course, path: Path) -> str:
    """Return the name of the folder below exercises/ in which a path lies, or nothing."""
    try:
        return (*path.resolve().relative_to(course.exercise_folder().resolve()).parts, "")[0]
    except ValueError:
        return ""


def exercise_named(course: Course, word: str) -> str:
    """Return the name of the exercise to which a typed path leads; another word stays as it is.

    Shells complete the names of files: exercises/NAME/NAME.py means NAME. Of a path that leads to
    no exercise a name is left, too, for the error that says which there are.
    """
    if word.isidentifier():
        return word
    return _folder_of_an_exercise(course, Path(word)) or Path(word).stem or word


def in_hand(course: Course, here: Exercise | None) -> tuple[Exercise | None, str]:
    """Return the exercise and part that a student is at: the folder's, while it is not finished."""
    if here is not None and (left := _left(course, here)):
        return here, left[0]
    reached = standing(course)
    return reached.exercise, reached.part


def _left(course: Course, exercise: Exercise) -> list[str]:
    return unfinished(exercise, recall(course).get(exercise.name, {}).get("parts", {}))


def part_meant(
    course: Course, here: Exercise | None, command: str, exercise: str | None, part: str | None
) -> tuple[Exercise, str]:
    """Return the exercise and the part that were typed; what was not is the one in hand.

    Raises `UnknownName`, and `UsageError` where nothing was typed and nothing is left to do.
    """
    if exercise:
        one = course.exercise(exercise)
        require_checks(one, part if part in [each.name for each in one.marked] else "")
        named = one.part(part).name if part else ""
        return one, named or next(iter(_left(course, one)), one.parts[0].name)
    at, name = in_hand(course, here)
    if at is None:
        raise must_be_named(course, here, command)
    return at, name


def must_be_named(course: Course, here: Exercise | None, command: str) -> UsageError:
    """Return the error of a command that was typed without an exercise: where one is, what to type.

    Where every check passes, any exercise is as good an example.
    """
    exercise, part = in_hand(course, here)
    if exercise is None:
        said = "every visible check of the course passes"
        exercise = (course.judged or course.exercises)[-1]
        part = exercise.all_parts[0].name
    else:
        said = f"you are at {exercise.name}, {part}"
    return UsageError(
        f"{command} wants an exercise, and {said}", f"grader {command} {exercise.name} {part}"
    )


def bar(reached: Standing) -> Table:
    """Draw how much of the course passes, with the figures."""
    drawn = Table.grid(padding=(0, 1))
    parts = "part" if reached.parts == 1 else "parts"
    figures = f"{reached.passed} of {reached.parts} {parts} pass"
    drawn.add_row(Text("the course"), _Bar(reached.passed, reached.parts), Text(figures))
    return drawn


@dataclass(frozen=True)
class _Bar:
    """A bar that can be read without colour: what is done and what is not have signs of their own.

    Rich's own has one sign for both. Only nothing looks empty, and only all looks full.
    """

    done: int
    of: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(_BAR_WIDTH, options.max_width)
        full = self.done * width // self.of if self.of else 0
        if self.done > 0 and not full:
            full = 1
        mark, rest = ("=", ".") if options.ascii_only else ("━", "·")
        yield Text.assemble((mark * full, "green"), (rest * (width - full), "dim"), no_wrap=True)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(min(4, options.max_width), min(_BAR_WIDTH, options.max_width))


def lesson(course: Course, exercise: Exercise) -> str:
    """Return how to call the file in which an exercise is explained."""
    return nearby(course.exercise_folder(exercise.name) / LESSON)


def whereabouts(course: Course, here: Exercise | None) -> Group:
    """Say where a student is, in the course or in the exercise's folder, and what to type next.

    Where there is solutions/, an author or instructor is there, and is told what they type.
    """
    if course.solution_folder().is_dir():
        return Group(Text(course.name, "bold"), Text(_OF_AUTHORS), Text(), Commands(_FOR_AUTHORS))
    exercise, part = in_hand(course, here)
    said: list[RenderableType] = [Text(course.name, "bold"), bar(standing(course)), Text()]
    if here is not None and exercise is not here:
        said.append(Text(f"{here.name}: every visible check passes", "green"))
    if exercise is None:
        said.append(Text("every visible check of the course passes", "green"))
    else:
        said.append(Text(f"you are at {exercise.name}, {part}"))
        said.append(clickable(Text(f"lesson: {lesson(course, exercise)}")))
    return Group(*said, Text(), _to_type(exercise))


def _to_type(exercise: Exercise | None) -> Commands:
    name = exercise.name if exercise else ""
    return Commands((
        (f"grader watch {name}".rstrip(), "checks your work each time that you save"),
        (f"grader check {name}".rstrip(), "checks it once"),
        ("grader list", "all exercises"),
        ("grader --help", "all commands"),
    ))  # fmt: skip


@dataclass(frozen=True)
class Commands:
    """What can be typed, each command whole: what it does is beside it, or below where it fits."""

    rows: tuple[tuple[str, str], ...]

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        """Draw two columns, or where there is no room for them one."""
        command, what = (max(map(len, column)) for column in zip(*self.rows, strict=True))
        if command + 2 + what <= options.max_width:
            drawn = Table.grid(padding=(0, 2))
            for row in self.rows:
                drawn.add_row(Text(row[0], "bold", no_wrap=True), Text(row[1]))
            yield drawn
            return
        for row in self.rows:
            yield Text(row[0], "bold", overflow="fold")
            yield Hanging(Text(f"  {row[1]}"))
