"""`grader export canvas`, `moodle`, `brightspace`, `blackboard`, `csv`: points into a gradebook.

And `canvas-feedback`, `moodle-feedback`: each student's feedback, in the zip that gives it out. The
class is read from the store that `grader grade` wrote; nothing is judged again.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Literal

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from grader.commands.gradebook import Gradebook, results_at
from grader.course.model import Course
from grader.errors import UsageError
from grader.feedback import one_line
from grader.gradebook import Person
from grader.judging import Result, Standing, total
from grader.platforms.gradebooks import (
    Change,
    FeedbackZip,
    Filled,
    Instead,
    Known,
    Points,
    Wanted,
    columns_lost,
    feedback_zip,
    fill,
    flat_table,
)
from grader.reports import feedback_stem, points
from grader.store import write_whole
from grader.submission import Origin

Held = Literal["leave", "score"]
Missing = Literal["leave", "zero"]
_MOST_NAMED = 20


class State(StrEnum):
    """How far a student is in an exercise, as a gradebook sees it."""

    JUDGED = "judged"
    HELD = "points are held"
    MISSING = "nothing was handed in"
    NOT_DUE = "not yet due"
    EXCUSED = "excused"


_STATES = {
    Standing.JUDGED: State.JUDGED,
    Standing.HELD: State.HELD,
    Standing.NOT_GRADED: State.HELD,
    Standing.NOT_HANDED_IN: State.MISSING,
    Standing.NOT_DUE: State.NOT_DUE,
    Standing.EXCUSED: State.EXCUSED,
}


@dataclass(frozen=True)
class Rules:
    """What is written where points are ``held``, and where a work is ``missing``."""

    held: Held = "leave"
    missing: Missing = "leave"


@dataclass(frozen=True)
class FillOptions:
    """What `grader export canvas` and its like were asked for.

    By default the file is written beside ``into``, with ``-filled`` in its name.
    """

    into: Path
    results: Path = Path("results")
    exercise: str | None = None
    total: bool = False
    column: str | None = None
    out: Path | None = None
    rules: Rules = Rules()
    scale: bool = False
    by_name: bool = False

    @property
    def path(self) -> Path:
        """The file to write."""
        return self.out or self.into.with_name(f"{self.into.stem}-filled{self.into.suffix}")


@dataclass(frozen=True)
class Exported:
    """A gradebook that was filled in; each student's points in what it is about, and how far."""

    filled: Filled
    options: FillOptions
    most: Decimal
    points: Mapping[str, Points]
    states: Mapping[str, State]


def export_points(course: Course, platform: str, options: FillOptions) -> Exported:
    """Fill a class's points into the gradebook that a platform exported, in a new file.

    Raises `UsageError` where there are no results, for an exercise or a column that cannot be
    told, for a file that is none of the platform's, and where a file with points in other columns
    would be replaced; nothing is written then.
    """
    names = _exercises(course, options)
    class_ = _read(course, options.results)
    states = {each.student: class_.state(each.student, names) for each in class_.known}
    cells = {
        student: class_.points(student, names, state, options.rules)
        for student, state in states.items()
    }
    most = _number(total(p.points for n in names for p in course.exercise(n).parts))
    titles = ("total",) if options.total else (course.exercise(names[0]).title, names[0])
    apart = [each for each in course.exercises if options.total or each.name not in names]
    others = tuple(name for each in apart for name in (each.title, each.name))
    wanted = Wanted(titles, most, options.column, options.scale, options.by_name, others)
    exported = _content(options.into)
    filled = fill(platform, exported, str(options.into), class_.known, cells, wanted)
    to = options.path
    _lose_nothing(platform, filled, options)
    write_whole(to, filled.content, "--out FILE", private=not to.exists())
    _remember(course, options.results, platform, class_.of(filled.students, names))
    return Exported(filled, options, most, cells, states)


def export_table(course: Course, results: Path, out: Path, rules: Rules = Rules()) -> int:
    """Write a class as a flat table, and return how many students it has.

    Raises `UsageError` where there are no results.
    """
    class_ = _read(course, results)
    every = [each.name for each in course.exercises]
    columns: dict[str, dict[str, Points]] = {}
    for title, names in {**{name: [name] for name in every}, "total": every}.items():
        columns[title] = {}
        for each in class_.known:
            state = class_.state(each.student, names)
            columns[title][each.student] = class_.points(each.student, names, state, rules)
    write_whole(out, flat_table(class_.known, columns), "--out FILE", private=not out.exists())
    _remember(course, results, "csv", class_.results.values())
    return len(class_.known)


def export_feedback(course: Course, platform: str, results: Path, to: Path) -> FeedbackZip:
    """Pack the class's feedback for a platform; a page where there is one, else the text.

    Raises `UsageError` where there are no results, for a name that is no zip's, and where no work
    came from a download of the platform.
    """
    if to.suffix.lower() != ".zip":
        raise UsageError(f"{to} is no name of a zip file", f"--to {to.with_suffix('.zip')}")
    class_ = _read(course, results)
    files = {each.student: _feedback(results, each.student) for each in class_.known}
    feedback = {student: file for student, file in files.items() if file}
    packed = feedback_zip(platform, feedback, class_.labels)
    if not packed.files:
        raise UsageError(
            f"no work in {results} came from a download of {platform.capitalize()}",
            "grade what the platform lets you download as it comes, and export again",
        )
    write_whole(to, packed.content, "--to FILE.zip", private=True)
    return packed


def _exercises(course: Course, options: FillOptions) -> list[str]:
    """Return the exercises whose points are added."""
    if options.total and options.exercise:
        raise UsageError("--exercise and --total exclude each other", "leave one of them out")
    if options.total:
        return [each.name for each in course.exercises]
    if options.exercise:
        return [course.exercise(options.exercise).name]
    if len(course.exercises) == 1:
        return [course.exercises[0].name]
    known = ", ".join(each.name for each in course.exercises)
    raise UsageError("which points?", f"--total, or --exercise NAME with one of {known}")


@dataclass(frozen=True)
class _Class:
    """A class as a platform is to see it: its students, and what became of their works.

    ``labels`` are the names of a student's works in the downloads that were graded.
    """

    known: Sequence[Known]
    results: Mapping[tuple[str, str], Result]
    labels: Mapping[str, Sequence[str]]

    def state(self, student: str, names: Iterable[str]) -> State:
        """Say how far a student is in some exercises: what hinders a sum of them stands first."""
        states = {self._state(student, name) for name in names}
        for hindrance in (State.HELD, State.EXCUSED, State.JUDGED, State.MISSING):
            if hindrance in states:
                return hindrance
        return State.NOT_DUE

    def of(self, students: Iterable[str], names: Sequence[str]) -> Iterator[Result]:
        """Return what there is of some students in some exercises."""
        for pair in itertools.product(students, names):
            if pair in self.results:
                yield self.results[pair]

    def _state(self, student: str, name: str) -> State:
        result = self.results.get((student, name))
        return _STATES[result.standing] if result else State.MISSING

    def points(self, student: str, names: Sequence[str], state: State, rules: Rules) -> Points:
        """Return the sum of a student's points, or what stands in its place."""
        own = [found for name in names if (found := self.results.get((student, name)))]
        ungraded = any(each.standing is Standing.NOT_GRADED for each in own)
        if state is State.EXCUSED and len(names) == 1:
            return Instead.EXCUSED
        if state is State.MISSING and rules.missing == "zero":
            return Instead.ZERO
        if state is State.JUDGED or (
            state is State.HELD and rules.held == "score" and not ungraded
        ):
            return _number(total(each.score for each in own))
        return Instead.NOTHING


def _read(course: Course, results: Path) -> _Class:
    """Read a class from the folder that `grader grade` wrote."""
    with results_at(results, "name the folder that grader grade wrote: RESULTS") as store:
        book = Gradebook(store, course)
        graded, origins = book.agreed(), book.origins()
    students = [*dict.fromkeys(each.student for each in graded)]
    return _Class(
        [_known(each, book.people.get(each), origins.get(each, ())) for each in students],
        {(each.student, each.exercise): each for each in graded},
        {student: (student, *(each.label for each in own)) for student, own in origins.items()},
    )


def _known(student: str, person: Person | None, origins: Sequence[Origin]) -> Known:
    """Gather what the roster and the downloads know of a student."""
    own = [each for each in origins if not each.members]
    name = own[-1].name if own else ""
    ids = [each.ids for each in own]
    if person is None:
        return Known.of(student, name, "", *ids)
    return Known.of(student, person.name or name, person.email, person.ids, *ids)


def _remember(course: Course, results: Path, to: str, grades: Iterable[Result]) -> None:
    with results_at(results) as store:
        Gradebook(store, course).record_export(to, grades)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror})"
        raise UsageError(
            message, "name the file that the platform exported: --into FILE"
        ) from error


def _lose_nothing(platform: str, filled: Filled, options: FillOptions) -> None:
    """Refuse to replace a file with points in other columns that the new one does not have."""
    into, to = options.into, options.path
    if not to.is_file() or to.samefile(into):
        return
    if lost := columns_lost(platform, _content(to), filled):
        what = ", ".join(map(one_line, lost))
        raise UsageError(
            f"{to} has points in {what} that are not in {into}, and would be written anew",
            f"to add to them: --into {to} --out {to}; to begin anew: --out with another name",
        )


def _feedback(results: Path, student: str) -> tuple[str, bytes] | None:
    for suffix in (".html", ".txt"):
        path = results / "feedback" / f"{feedback_stem(student)}{suffix}"
        if path.is_file():
            return f"feedback{suffix}", path.read_bytes()
    return None


def _number(score: float) -> Decimal:
    return Decimal(f"{score:.2f}")


def shown(exported: Exported) -> Iterator[RenderableType]:
    """Say what was filled in, what was not and why, and who has no counterpart."""
    filled, options = exported.filled, exported.options
    column = one_line(filled.column.header)
    already = f"; {filled.same} had their points already" if filled.same else ""
    yield Text(
        f"{options.path}: {_count(len(filled.changes), 'cell')} of {column} filled in{already}"
    )
    yield from map(Text, _remarks(exported))
    if filled.unmatched_students or filled.unmatched_rows:
        yield _unmatched(exported)


def _remarks(exported: Exported) -> Iterator[str]:
    filled = exported.filled
    if filled.column.most is not None and filled.column.most != exported.most:
        theirs, ours = points(float(filled.column.most)), points(float(exported.most))
        done = "each is scaled" if exported.options.scale else "none is scaled (--scale does)"
        yield f"note: of {theirs} points there, of {ours} here: {done}"
    above = (f"{one_line(each.student)} {each.after}" for each in filled.above)
    yield from _named("above what the column takes", above)
    replaced = [each for each in filled.changes if each.before not in ("", "-")]
    yield from _named("changed from another grade", map(_change, replaced))
    for state in State:
        own = [each for each in filled.left if exported.states[each.student] is state]
        why = "excused on the platform" if state is State.JUDGED else state
        yield from _named(f"left as they are, {why}", map(_left, own))
    yield from _named("matched by their names alone", map(one_line, filled.by_name))


def _change(change: Change) -> str:
    return f"{one_line(change.student)} {one_line(change.before)} → {change.after}"


def _left(change: Change) -> str:
    stays = f" ({one_line(change.before)} stays)" if change.before else ""
    return f"{one_line(change.student)}{stays}"


def _named(what: str, names: Iterable[str]) -> Iterator[str]:
    every = list(names)
    if every:
        more = len(every) - _MOST_NAMED
        rest = f"; and {more} more" if more > 0 else ""
        yield f"{what} ({len(every)}): {'; '.join(every[:_MOST_NAMED])}{rest}"


def _unmatched(exported: Exported) -> Table:
    drawn = Table(box=box.SIMPLE, padding=(0, 1, 0, 0), pad_edge=False)
    for heading in ("without a counterpart", "stands in", "points"):
        drawn.add_column(heading, overflow="fold")
    for student in exported.filled.unmatched_students:
        given = exported.points[student]
        own = f"{given:.2f}" if isinstance(given, Decimal) else exported.states[student]
        drawn.add_row(Text(one_line(student)), Text(str(exported.options.results)), Text(own))
    for row in exported.filled.unmatched_rows:
        drawn.add_row(Text(row), Text(exported.options.into.name))
    return drawn


def shown_feedback(packed: FeedbackZip, to: Path) -> Iterator[str]:
    """Say how many files are in the zip, and who is not."""
    yield f"{to}: feedback for {_count(packed.files, 'work')}"
    yield from _named("left out, a team's or of no such download", map(one_line, packed.left_out))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
