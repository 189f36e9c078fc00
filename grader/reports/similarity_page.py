"""similarity.html: how alike a class's works are, and the pairs that stand out, side by side.

One file that asks nobody and runs nothing; a template escapes all text (see `pages`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from grader.feedback import one_line
from grader.reports.pages import render_page
from grader.reports.source_lines import Line, shown_lines
from grader.similarity import Pair, Similarity
from grader.store import fingerprints

BINS = 20
_MOST_LINES = 400
_AROUND = 3


@dataclass(frozen=True)
class Histogram:
    """How alike each work is to its nearest: ``bins`` of 5 %; ``alt`` says it in words."""

    bins: tuple[int, ...]
    limit: float
    alt: str


@dataclass(frozen=True)
class SideBySide:
    """A pair for the template: its two headings and their lines."""

    title: str
    alike: str
    names: tuple[str, str]
    sources: tuple[Sequence[Line], Sequence[Line]]


@dataclass(frozen=True)
class Section:
    """An exercise for the template."""

    exercise: str
    works: int
    limit: str
    histogram: Histogram
    pairs: Sequence[SideBySide]
    left_out: int
    too_many: int


def render(found: Sequence[Similarity]) -> str:
    """Return the page of a class, exercise by exercise."""
    sections = [_section(each) for each in found]
    return render_page("similarity.html", sections=sections, version=fingerprints.own_version())


def _section(found: Similarity) -> Section:
    pairs = [_side_by_side(pair) for pair in found.pairs]
    limit = f"{found.limit:.0%}"
    return Section(
        found.exercise, len(found.nearest), limit, _histogram(found), pairs, found.left_out,
        found.too_many,
    )  # fmt: skip


def _histogram(found: Similarity) -> Histogram:
    places = [min(int(alike * BINS), BINS - 1) for alike in found.nearest.values()]
    bins = tuple(places.count(place) for place in range(BINS))
    step = 100 // BINS
    counted = [
        f"{count} from {step * place} to {step * (place + 1)} %"
        for place, count in enumerate(bins)
        if count
    ]
    said = ", ".join(counted) or "none"
    return Histogram(bins, found.limit, f"works by how alike the nearest other one is: {said}")


def _side_by_side(pair: Pair) -> SideBySide:
    first, second = (one_line(each) for each in pair.students)
    alike = f"{pair.alike:.0%} alike, {len(pair.lines[0])} and {len(pair.lines[1])} lines"
    both = zip(pair.sources, pair.lines, strict=True)
    one, other = (list(_lines(source, marked)) for source, marked in both)
    return SideBySide(f"{first} and {second}", alike, (first, second), (one, other))


def _lines(source: str, marked: Collection[int]) -> Iterator[Line]:
    """Give the marked lines and a few around them."""
    texts = source.split("\n")
    near = {each for line in marked for each in range(line - _AROUND, line + _AROUND + 1)}
    wanted = [each for each in range(1, len(texts) + 1) if each in near]
    yield from shown_lines(texts, wanted[:_MOST_LINES], marked)
