"""class.html: the class at a glance, one file without a request to anywhere.

Tables and pictures are drawn by a template (see `pages`), which escapes all text. The one script,
which sorts tables, is admitted by its digest.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grader.feedback import one_line
from grader.judging import Result, Standing, total
from grader.reports import class_figures
from grader.reports.class_figures import BINS, Distribution, Group
from grader.reports.class_table import points, with_held
from grader.reports.notes import Note
from grader.reports.order import by_student, exercises
from grader.reports.pages import render_page
from grader.reports.signature import signature
from grader.reports.slowest import SlowWork
from grader.reports.standing import has_grade, in_words

_LONGEST = 500
_DASH = "–"
_GRADED = (Standing.JUDGED, Standing.HELD, Standing.NOT_GRADED)


@dataclass(frozen=True)
class Students:
    """A cell that names students; more than a few unfold."""

    names: tuple[str, ...]


Cell = str | Students


@dataclass(frozen=True)
class Table:
    """A table for the template; ``numbers`` are the headings whose columns sort as numbers."""

    name: str
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numbers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Histogram:
    """A histogram for the template: ``alt`` says in words what the bars show."""

    title: str
    alt: str
    bins: tuple[int, ...]


def render(
    results: Sequence[Result],
    environment: Mapping[str, str],
    notes: Sequence[Note] = (),
    slow: Sequence[SlowWork] = (),
) -> str:
    """Return the page of a class, with the notes of the last run and the slowest works."""
    totals, each = class_figures.totals(results), class_figures.by_exercise(results)
    return render_page(
        "class.html", script_policy=_policy(_script()),
        students=len(by_student(results)), graded=len(totals.scores),
        level=environment.get("protection", "unknown"), signature=signature(environment),
        totals=_histogram("Total", totals), histograms=[_histogram(d.name, d) for d in each],
        tables={table.name: table for table in _tables(results, notes, totals, each, slow)},
    )  # fmt: skip


def _policy(script: str) -> str:
    """Admit one script, by its digest, and no other."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


@cache
def _script() -> str:
    """Return the script as the page has it: without the line break that ends the file."""
    file = Path(__file__).parent / "templates" / "class.js"
    return file.read_text(encoding="utf-8").removesuffix("\n")


def _histogram(title: str, figures: Distribution) -> Histogram:
    step = 100 // BINS
    counted = [
        f"{count} from {step * place} to {step * (place + 1)} %"
        for place, count in enumerate(figures.bins)
        if count
    ]
    works = "students" if title == "Total" else "works"
    alt = f"{title}, {works} by share of the points: {', '.join(counted) or 'none'}"
    return Histogram(one_line(title), one_line(alt, _LONGEST), figures.bins)


def _tables(
    results: Sequence[Result],
    notes: Sequence[Note],
    totals: Distribution,
    each: Sequence[Distribution],
    slow: Sequence[SlowWork],
) -> Iterator[Table]:
    yield _points_table(totals, each)
    yield _bins_table(totals, each)
    yield _standings_table(results)
    yield _parts_table(results)
    yield _misconceptions_table(results)
    yield _checks_table(results)
    yield _not_judged_table(results)
    yield _slowest_table(slow)
    yield _flags_table(results)
    yield _notes_table(notes)
    yield _students_table(results)


def _points_table(totals: Distribution, each: Sequence[Distribution]) -> Table:
    headings = ("exercise", "of", "works", "mean", "median", "lowest", "highest", "full points")
    rows = [_points_row(one_line(figures.name), figures) for figures in each]
    if each:
        rows.append(_points_row("total, in %", totals))
    return Table("points", "Points", headings, rows, frozenset(headings[1:]))


def _points_row(name: str, figures: Distribution) -> list[Cell]:
    scores = figures.scores
    ends = [_number(min(scores, default=None)), _number(max(scores, default=None))]
    full = sum(score >= figures.most for score in scores)
    middle = [_number(figures.mean), _number(figures.median)]
    return [name, points(figures.most), str(len(scores)), *middle, *ends, str(full)]


def _bins_table(totals: Distribution, each: Sequence[Distribution]) -> Table:
    step = 100 // BINS
    shares = [f"from {step * place} %" for place in range(BINS)]
    rows = [
        [one_line(figures.name), *map(str, figures.bins)]
        for figures in (*each, *([totals] if each else []))
    ]
    return Table("bins", "The same as numbers", ["exercise", *shares], rows, frozenset(shares))


def _standings_table(results: Sequence[Result]) -> Table:
    kinds = [str(kind) for kind in Standing]
    rows = [
        [one_line(name), *(str(counted[kind]) for kind in Standing)]
        for name, counted in class_figures.standings(results).items()
    ]
    return Table("standings", "Standing of all works", ["exercise", *kinds], rows, frozenset(kinds))


def _parts_table(results: Sequence[Result]) -> Table:
    headings = ("exercise", "part", "judged", "all pass", "all pass, %", "some", "none", "held")
    rows = [
        [
            one_line(each.exercise), one_line(each.part), str(each.works), str(each.all_pass),
            _percent(each.all_pass, each.works), str(each.some_pass), str(each.none_pass),
            str(each.held),
        ]
        for each in class_figures.by_part(results)
    ]  # fmt: skip
    return Table("parts", "Parts", headings, rows, frozenset(headings[2:]))


def _misconceptions_table(results: Sequence[Result]) -> Table:
    headings = ("students", "exercise", "part", "what they seem to think", "whom to speak with")
    rows = [
        [str(len(each.students)), *_texts(each.exercise, each.part, each.why), _students(each)]
        for each in class_figures.misconceptions(results)
    ]
    return Table(
        "misconceptions", "Commonest misconceptions", headings, rows, frozenset(["students"])
    )


def _checks_table(results: Sequence[Result]) -> Table:
    numbers = ("judged", "failed", "alone", "discrimination")
    headings = ("exercise", "part", "check", "seen", *numbers)
    rows = [
        [
            *_texts(each.exercise, each.part, each.sentence or each.name),
            "visible" if each.visible else "hidden", str(each.judged), str(each.failed),
            str(each.alone), _number(each.discrimination),
        ]
        for each in class_figures.by_check(results)
    ]  # fmt: skip
    return Table("checks", "Checks", headings, rows, frozenset(numbers))


def _not_judged_table(results: Sequence[Result]) -> Table:
    headings = ("works", "exercise", "what", "points held", "why", "who")
    rows = [
        [
            str(len(each.students)), *_texts(each.exercise, each.what), points(each.points),
            *_texts(each.why), _students(each),
        ]
        for each in class_figures.not_judged(results)
    ]  # fmt: skip
    numbers = frozenset(["works", "points held"])
    return Table("not-judged", "What could not be judged", headings, rows, numbers)


def _slowest_table(slow: Sequence[SlowWork]) -> Table:
    rows: list[list[Cell]] = [
        [f"{each.seconds:.2f}", one_line(each.exercise), _students(each)] for each in slow
    ]
    headings = ("seconds", "exercise", "who")
    return Table("slowest", "Slowest works", headings, rows, frozenset(["seconds"]))


def _flags_table(results: Sequence[Result]) -> Table:
    headings = ("student", "exercise", "part", "line", "what to look at")
    rows = [
        _texts(student, each.exercise, flag.part, flag.line, flag.what)
        for student, own in by_student(results).items()
        for each in own
        for flag in each.flags
    ]
    return Table("flags", "Works flagged for a person", headings, rows)


def _notes_table(notes: Sequence[Note]) -> Table:
    headings = ("kind", "student", "exercise", "part", "note")
    rows = [_texts(each.kind, each.student, each.exercise, each.part, each.text) for each in notes]
    return Table("notes", "Notes of the last run", headings, rows)


def _students_table(results: Sequence[Result]) -> Table:
    columns = exercises(results)
    headings = ["student", *map(one_line, columns), "total", "%"]
    rows = []
    for student, own in by_student(results).items():
        cells = {each.exercise: _grade(each) for each in own}
        graded = [each for each in own if has_grade(each)]
        won, most = total(r.score for r in graded), total(r.max_score for r in graded)
        numbers = [points(won), f"{100 * won / most:.0f}" if most else _DASH]
        rows.append([one_line(student), *(cells.get(name, _DASH) for name in columns), *numbers])
    return Table("students", "All students", headings, rows, frozenset(headings[1:]))


def _grade(result: Result) -> str:
    kind = result.standing
    if kind not in _GRADED or not has_grade(result):
        return in_words(result)
    waiting = total(part.held for part in result.parts)
    score = with_held(result.score, waiting)
    if result.lower is not None:
        score += " (as last reported)"
    return f"{score} (earlier grade)" if kind is Standing.NOT_GRADED else score


def _students(group: Group | SlowWork) -> Students:
    return Students(tuple(map(one_line, group.students)))


def _texts(*texts: str) -> list[Cell]:
    return [one_line(text, _LONGEST) for text in texts]


def _number(number: float | None) -> str:
    return _DASH if number is None else points(number)


def _percent(count: int, of: int) -> str:
    return f"{100 * count / of:.0f}" if of else _DASH
