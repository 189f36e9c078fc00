"""An exported table in the light of its platform: its students, its columns of points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from grader.errors import UsageError, nearest
from grader.feedback import one_line
from grader.platforms.gradebooks.exported_table import ExportedTable, Row, read_table
from grader.platforms.gradebooks.layouts import LAYOUTS, Identity, Layout

_NUMBER = re.compile(r"[-+]?\d+([.,])?\d*")
_LISTED = 20
_ALIKE = "give them different titles on the platform, and export again"
_MAKE = "make the assignment or the grade item on the platform, and export again"
_ONE_MORE = 'make one called "{}" on the platform and export again, or name one: --column TITLE'


@dataclass(frozen=True)
class Column:
    """A column of points: where it is, its header, title and id, and the most points, if said."""

    at: int
    header: str
    title: str
    id: str = ""
    most: Decimal | None = None

    def is_called(self, words: str) -> bool:
        """Say whether words name it: its header, its title, or its id."""
        names = filter(None, (self.header, self.title, self.id))
        return _folded(words) in map(_folded, names)


@dataclass(frozen=True)
class ExportedGradebook:
    """A table that a platform exported, of the kind of ``layout``."""

    layout: Layout
    table: ExportedTable

    @cached_property
    def identities(self) -> list[tuple[Identity, int]]:
        """Which columns say whose a row is, those that are trusted most first."""
        found = []
        for identity in self.layout.identities:
            at = self._headed(re.escape(identity.header))
            if not at and identity.looks:
                some = range(1 if identity.first else len(self._header))
                at = [each for each in some if self._look(identity.looks, each)]
            found += [(identity, at[0])] if at else []
        return found

    @cached_property
    def names(self) -> tuple[int, ...]:
        """Which columns make a student's name, first name first; none where there are none."""
        header = [title.casefold() for title in self._header]
        for parts in self.layout.names:
            if all(part.casefold() in header for part in parts):
                return tuple(header.index(part.casefold()) for part in parts)
        return ()

    @cached_property
    def students(self) -> list[Row]:
        """The rows that are students': they have an id. Canvas has others below its header."""
        ids = [at for _, at in self.identities]
        return [row for row in self.table.rows[1:] if any(map(row.value, ids))]

    @cached_property
    def columns(self) -> list[Column]:
        """The columns that take points, in order."""
        taken = {*self.names, *(at for _, at in self.identities)}
        return [
            column
            for at, header in enumerate(self._header)
            if at not in taken and (column := self._column(at, header))
        ]

    def _column(self, at: int, header: str) -> Column | None:
        match = re.fullmatch(self.layout.points, header)
        if match is None or re.fullmatch(self.layout.closed, header):
            return None
        if any("read only" in row.value(at) for row in self._others):
            return None
        parts = match.groupdict()
        most = number(parts.get("most") or "") or self._most(at)
        return Column(at, header, parts["title"], parts.get("id") or "", most)

    def _most(self, at: int) -> Decimal | None:
        """Return the most points, as a row or a column of their own has them, and all agree."""
        cells: Iterable[str] = (row.value(at) for row in self._others)
        if self.layout.most:
            beside = self._headed(self.layout.most)
            cells = (row.value(each) for row in self.students for each in beside[:1])
        said = {found for cell in cells if (found := number(cell)) is not None}
        return said.pop() if len(said) == 1 else None

    @cached_property
    def _header(self) -> list[str]:
        return [field.value.strip() for field in self.table.rows[0].fields]

    @cached_property
    def _others(self) -> list[Row]:
        own = {row.line for row in self.students}
        return [row for row in self.table.rows[1:] if row.line not in own]

    def _headed(self, like: str) -> list[int]:
        header = re.compile(like, re.IGNORECASE)
        return [at for at, title in enumerate(self._header) if header.fullmatch(title)]

    def _look(self, like: str, at: int) -> bool:
        cells = [row.value(at) for row in self.table.rows[1:]]
        return bool(cells) and all(re.fullmatch(like, cell) for cell in cells)

    def name(self, row: Row) -> str:
        """Return a student's name as a row has it."""
        return " ".join(row.value(at) for at in self.names).strip()

    def shown(self, row: Row) -> str:
        """Say whose a row is, and where: ``line 7: Ada Lindqvist``."""
        id = next((row.value(at) for _, at in self.identities if row.value(at)), "")
        return f"line {row.line}: {one_line(self.name(row) or id)}"

    def column(
        self, wanted: str | None, titles: Sequence[str], others: Sequence[str] = ()
    ) -> Column:
        """Return the column that is meant: the ``wanted`` one, or the only one of these titles.

        Raises `UsageError` where there is none, or more than one; it lists those that there are,
        and suggests none that is called by one of the ``others``, which have points of their own.
        """
        asked = [wanted] if wanted else [*titles, *filter(None, [self.layout.default])]
        named = [each for each in self.columns if any(map(each.is_called, asked))]
        exact = [each for each in named if each.header == wanted]
        found = exact or named
        if len(found) == 1:
            return found[0]
        if found:
            raise self._ambiguous(found)
        raise self._none(wanted, titles, others)

    def _ambiguous(self, found: Sequence[Column]) -> UsageError:
        headers = [one_line(each.header) for each in found]
        apart = len({*headers}) == len(headers)
        return UsageError(
            f"{self.table.name} has {len(found)} columns that may be meant: {_listed(headers)}",
            f'--column "{headers[0]}"' if apart else _ALIKE,
        )

    def _none(self, wanted: str | None, titles: Sequence[str], others: Sequence[str]) -> UsageError:
        if not self.columns:
            return UsageError(f"{self.table.name} has no column that takes points", _MAKE)
        called = wanted or " or ".join(titles)
        own_titles = {one_line(each.title) for each in self.columns}
        by_title = len(own_titles) == len(self.columns)
        names = [one_line(each.title if by_title else each.header) for each in self.columns]
        free = [
            name
            for name, column in zip(names, self.columns, strict=True)
            if not any(map(column.is_called, others))
        ]
        near = nearest(called, names if wanted else free)
        there = self._headed(re.escape(called))
        problem = (
            f"{called} takes no points" if there else f"no column of points is called {called}"
        )
        if near:
            remedy = f'did you mean --column "{near}"?'
        elif free:
            remedy = f'--column "{free[0]}"'
        else:
            remedy = _ONE_MORE.format(titles[0])
        return UsageError(f"{self.table.name}: {problem}; it has {_listed(names)}", remedy)

    def cells_beside(self, column: Column) -> dict[tuple[tuple[str, ...], str], str]:
        """Return what stands in the other columns of points, by the ids of a row and the header."""
        ids = [at for _, at in self.identities]
        return {
            (tuple(map(row.value, ids)), each.header): row.value(each.at)
            for row in self.students
            for each in self.columns
            if each.header != column.header
        }

    def decimal_comma(self, column: Column) -> bool:
        """Say whether the file writes 8,5: as its column does, or else the other columns."""
        for some in ([column], self.columns):
            cells = [row.value(each.at) for row in self.table.rows[1:] for each in some]
            found = [match[1] for cell in cells if (match := _NUMBER.fullmatch(cell)) and match[1]]
            if found:
                return found.count(",") > found.count(".")
        return False


def read_gradebook(platform: str, content: bytes, name: str) -> ExportedGradebook:
    """Read what a platform exported.

    Raises `UsageError` for what is no such file.
    """
    table = read_table(content, name)
    layouts = LAYOUTS[platform]
    for layout in layouts:
        gradebook = ExportedGradebook(layout, table)
        known = [identity.header for identity, _ in gradebook.identities]
        if known and (not layout.needs or layout.needs in known):
            return gradebook
    wanted = ", ".join(dict.fromkeys(one.header for each in layouts for one in each.identities))
    kinds = " or ".join(each.title for each in layouts)
    raise UsageError(
        f"{name}:{table.rows[0].line} is no header of {kinds}: it has none of {wanted}",
        "give the file that the platform exported in English, as it comes",
    )


def number(text: str) -> Decimal | None:
    """Read points, with a point or a comma; None where a cell is empty or holds a word."""
    return Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def _folded(words: str) -> str:
    return " ".join(words.casefold().replace("_", " ").replace("-", " ").split())


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _LISTED
    return ", ".join(names[:_LISTED]) + (f" and {more} more" if more > 0 else "")
