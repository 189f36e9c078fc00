"""`grader mark --export` and `--import`: answers and their rubrics as a table, filled in and back.

A row is of one student and one item of a rubric. All but the points and the comment is compared
when the table comes back: what is not as it was written is an error with its line, and nothing is
kept then. Points that are left empty are not given yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from grader.commands.corrections import Corrected, decide
from grader.commands.gradebook import Gradebook, results_at, user
from grader.commands.marking import Asked, blind_ids, papers_in
from grader.course.model import Course
from grader.course.yaml_lines import all_broken, broken
from grader.errors import UsageError
from grader.feedback import one_line as shown
from grader.gradebook import Change, Paper, changes, csv_rows, mark_of, reported
from grader.judging import ItemMark, Marking
from grader.reports import as_csv, harmless
from grader.store import JournalEntry, Store, write_whole

COLUMNS = (
    "student", "exercise", "part", "attempt", "answer", "item", "text", "of", "points", "comment",
)  # fmt: skip
_KEY = ("student", "exercise", "part", "attempt", "item")
_KEPT = ("answer", "text", "of")
_DIGITS = 12
EXPORT_ANEW = "export anew, and fill that table in"
Problem = tuple[int, str, str]


@dataclass(frozen=True)
class Read:
    """A table that came back: what it would decide, and which grades would change by it."""

    entries: tuple[JournalEntry, ...]
    changes: tuple[Change, ...]
    waiting: int


@dataclass
class _Filled:
    """What a table says of one answer."""

    points: dict[str, float | None] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    line: int = 0


def export_marks(course: Course, out: Path, to: Path, asked: Asked, *, blind: bool) -> int:
    """Write the answers that are asked for as a table, and return how many there are.

    Raises `UsageError` where there are none, or ``to`` is there already.
    """
    if to.exists():
        raise UsageError(f"{to} is there already", "name a new file: its marks would be lost")
    with results_at(out) as store:
        found = papers_in(store, course, asked)
        names = _names(store, found, blind=blind)
    if not found:
        raise UsageError("nothing that is marked by hand was handed in", "grader grades")
    rows = [row for each in found for row in _rows_of(each, names[each.who])]
    text = as_csv([COLUMNS, *([row[column] for column in COLUMNS] for row in rows)])
    write_whole(to, "\ufeff" + text, "--export FILE", private=True)
    return len(found)


def read_marks(course: Course, out: Path, path: Path) -> Read:
    """Read a table that was filled in. Raises one `CourseError` of all that is wrong in it."""
    with results_at(out) as store:
        found = papers_in(store, course)
        entries = _entries(path, store, found)
        book, journal = Gradebook(store, course), store.journal()
        number = max((each.number for each in journal), default=0)
        numbered = [replace(each, number=number + n) for n, each in enumerate(entries, start=1)]
        before, after = (
            reported(book.grades(journal=each)) for each in (journal, [*journal, *numbered])
        )
    filled = {(each.student, each.exercise, each.part): each for each in entries}
    waits = [_waits(each, filled.get((each.kept_as, each.exercise, each.part))) for each in found]
    return Read(tuple(entries), tuple(changes(before, after)), sum(waits))


def _waits(paper: Paper, entry: JournalEntry | None) -> bool:
    if entry is None or entry.value["answer"] != paper.marking.answer:
        return paper.marking.waits
    return None in entry.value["items"].values()


def apply_marks(course: Course, out: Path, path: Path, read: Read) -> Corrected:
    """Keep what a table decides, and write the reports anew.

    Raises `UsageError` where something was marked or handed in since it was read.
    """
    with results_at(out) as store:
        again = _entries(path, store, papers_in(store, course))
        if again != list(read.entries):
            raise UsageError("the gradebook has changed just now", "grader mark --import again")
        return decide(store, course, out, *read.entries)


def _names(store: Store, found: Sequence[Paper], *, blind: bool) -> dict[str, str]:
    who = [each.who for each in found]
    ids = blind_ids(who, store.environment().get("secret", ""))
    return ids if blind else {each: each for each in who}


def _rows_of(paper: Paper, name: str) -> Iterator[dict[str, str | Decimal]]:
    marking = paper.marking
    for place, item in enumerate(marking.items):
        yield {
            "student": name,
            "exercise": paper.exercise,
            "part": paper.part,
            "attempt": Decimal(paper.attempt),
            "answer": _version(marking),
            "item": item.name,
            "text": item.text,
            "of": _decimal(item.max_points),
            "points": "" if item.points is None else _decimal(item.points),
            "comment": "" if place else marking.comment,
        }


def _version(marking: Marking) -> str:
    """Name an answer as it is marked now: its digest, and the number of its mark."""
    return f"sha256:{marking.answer[:_DIGITS]}/{marking.number}"


def _decimal(points: float) -> Decimal:
    return Decimal(f"{points:.2f}")


def _entries(path: Path, store: Store, found: Sequence[Paper]) -> list[JournalEntry]:
    """Return what a table decides that is not decided already, of answers as they are now."""
    names = {**_names(store, found, blind=True)}
    known: dict[tuple[str, ...], tuple[Paper, dict[str, str]]] = {}
    for paper in found:
        for name in (paper.who, names[paper.who]):
            for row in _rows_of(paper, name):
                cells = {column: _cell(each) for column, each in row.items()}
                known[_key(cells)] = paper, cells
    problems: list[Problem] = []
    filled = _filled(path, known, problems)
    entries = list[JournalEntry]()
    for paper, given in filled:
        marking = paper.marking
        points = {each.name: each.points for each in marking.items} | given.points
        comment = "\n".join(given.comments)
        if points == {e.name: e.points for e in marking.items} and comment == marking.comment:
            continue
        try:
            entries.append(mark_of(paper, points, comment, user()))
        except UsageError as error:
            problems.append((given.line, error.message, error.remedy))
    if problems:
        raise all_broken(problems, path.name)
    return entries


def _filled(
    path: Path,
    known: Mapping[tuple[str, ...], tuple[Paper, dict[str, str]]],
    problems: list[Problem],
) -> list[tuple[Paper, _Filled]]:
    """Gather what the rows say, by answer; what is wrong with them goes to the problems."""
    rows = csv_rows(path)
    if not rows:
        raise broken(1, "is empty", "grader mark --export writes a new one", path.name)
    line, header = rows[0]
    columns = [each.strip().lower() for each in header]
    if sorted(columns) != sorted(COLUMNS):
        what = f"its columns are not those that were written: {', '.join(map(shown, columns))}"
        raise broken(line, what, f"they are: {', '.join(COLUMNS)}", path.name)
    found: dict[tuple[str, str, str, int], tuple[Paper, _Filled]] = {}
    seen: dict[tuple[str, ...], int] = {}
    for line, cells in rows[1:]:
        if len(cells) != len(columns):
            what = f"has {len(cells)} cells, and there are {len(columns)} columns"
            problems.append((line, what, "compare the commas and quotes of this line"))
            continue
        row = dict(zip(columns, cells, strict=True))
        problem = _wrong(row, line, known, seen)
        if problem:
            problems.append(problem)
            continue
        paper, written = known[_key(row)]
        _, mine = found.setdefault(paper.key, (paper, _Filled()))
        mine.line = mine.line or line
        try:
            item = _item(paper, row["item"])
            mine.points[item.name] = _points(row["points"], item)
        except ValueError:
            most = written["of"]
            what = f"{shown(row['points'])} is no number of points from 0 to {most}"
            fix = "with two decimals at most, or nothing where none are given yet"
            problems.append((line, what, fix))
        if _same(row["comment"], written["comment"]):
            mine.comments += [paper.marking.comment] if written["comment"] else []
        elif row["comment"].strip():
            mine.comments.append(_plain(row["comment"]).strip())
    return list(found.values())


def _wrong(
    row: Mapping[str, str],
    line: int,
    known: Mapping[tuple[str, ...], tuple[Paper, dict[str, str]]],
    seen: dict[tuple[str, ...], int],
) -> Problem | None:
    """Say what is wrong with a row that was not written so."""
    key = _key(row)
    if key not in known:
        if any((*each[:3], *each[4:]) == (*key[:3], *key[4:]) for each in known):
            return line, _since(row, "changed"), EXPORT_ANEW
        said = ", ".join(shown(row[each]) for each in _KEY if row[each])
        return line, f"no answer is known as: {said}", EXPORT_ANEW
    paper, written = known[key]
    one = (*map(str, paper.key), row["item"])
    if one in seen:
        return line, f"the same row stands in line {seen[one]} too", "remove one of the two"
    seen[one] = line
    answer, now = row["answer"].strip(), written["answer"]
    if answer != now:
        same = answer.partition("/")[0] == now.partition("/")[0]
        return line, _since(row, "marked" if same else "changed"), EXPORT_ANEW
    for column in _KEPT:
        if not _same(row[column], written[column]):
            what = (
                f"`{column}` is {shown(row[column])}, and was written as {shown(written[column])}"
            )
            return line, what, "only `points` and `comment` are to be filled in"
    return None


def _since(row: Mapping[str, str], did: str) -> str:
    return f"the answer of {shown(row['student'])} was {did} since the table was written"


def _item(paper: Paper, written: str) -> ItemMark:
    """Return the rubric's item that a cell names."""
    return next(e for e in paper.marking.items if _same(_cell(e.name), written))


def _key(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(_number_or_text(row[each]) for each in _KEY)


def _number_or_text(cell: str) -> str:
    try:
        return f"{Decimal(cell.strip()):.2f}"
    except (InvalidOperation, ValueError):
        return _plain(cell.strip())


def _same(cell: str, written: str) -> bool:
    """Return whether a cell is what was written, however a spreadsheet writes numbers."""
    return _number_or_text(cell.replace(",", ".")) == _number_or_text(written.replace(",", "."))


def _cell(value: str | Decimal) -> str:
    return str(harmless(value))


def _plain(cell: str) -> str:
    """Take the apostrophe off again that keeps a formula from acting."""
    text = cell[1:]
    return text if cell.startswith("'") and harmless(text) == cell else cell


def _points(cell: str, item: ItemMark) -> float | None:
    text = cell.strip().replace(",", ".")
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError from None
    if not number.is_finite() or not 0 <= number <= _decimal(item.max_points):
        raise ValueError
    if number != round(number, 2):
        raise ValueError
    return float(number)
