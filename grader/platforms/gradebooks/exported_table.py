r"""The bytes of a table that a platform exported ↔ its cells, so that any of them can be replaced.

Every byte outside a replaced cell stays: a byte order mark, UTF-16, the delimiter, the quotes, the
ends of lines, blank lines, columns that nobody knows.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grader.errors import UsageError

_DELIMITERS = ",;\t"
_MARK = "\ufeff"
_AS_EXPORTED = "export it again, and give that file as it comes: a spreadsheet may change it"


@dataclass(frozen=True)
class Field:
    """A cell, and where it stands in the text; ``value`` is without its quotes."""

    start: int
    end: int
    value: str
    quoted: bool = False


@dataclass(frozen=True)
class Row:
    """The cells of a row, and the line, from 1, on which it begins."""

    line: int
    fields: tuple[Field, ...]

    def value(self, column: int) -> str:
        """Return what a cell holds, without spaces around it; "" where the row is too short."""
        return self.fields[column].value.strip() if column < len(self.fields) else ""


@dataclass(frozen=True)
class ExportedTable:
    """A table as a platform exported it. The first of its ``rows`` is the header.

    ``name`` is the file's, for messages. A row without a word in it is none.
    """

    name: str
    text: str
    encoding: str
    delimiter: str
    rows: tuple[Row, ...]

    def replaced(self, cells: Mapping[tuple[Row, int], str]) -> bytes:
        """Return the file with other values in some cells, each named by its row and column."""
        spans = [(row.fields[column], value) for (row, column), value in cells.items()]
        parts, at = [], 0
        for field, value in sorted(spans, key=lambda pair: pair[0].start):
            parts += [self.text[at : field.start], self._written(value, field)]
            at = field.end
        return "".join([*parts, self.text[at:]]).encode(self.encoding)

    def _written(self, value: str, field: Field) -> str:
        if field.quoted or any(each in value for each in (self.delimiter, '"', "\r", "\n")):
            return '"' + value.replace('"', '""') + '"'
        return value


def read_table(content: bytes, name: str) -> ExportedTable:
    """Read an exported table; its delimiter is the one that cuts the header into most cells.

    Raises `UsageError`, with the line, for what is no such text or has a quote that does not end.
    """
    text, encoding = _decoded(content, name)
    begin = len(_MARK) if text.startswith(_MARK) else 0
    header = re.split(r"[\r\n]", text[begin:].lstrip("\r\n"), maxsplit=1)[0]
    delimiter = max(_DELIMITERS, key=lambda each: len(re.sub(r'"[^"]*"', "", header).split(each)))
    rows = tuple(_rows(text, begin, delimiter, name))
    if not rows:
        raise UsageError(f"{name} is empty", _AS_EXPORTED)
    return ExportedTable(name, text, encoding, delimiter, rows)


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    """Return the text, with its byte order mark, and an encoding that gives back the same bytes."""
    marks = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
    encoding = marks.get(content[:2], "utf-8")
    if content[:2] == b"PK":
        raise UsageError(f"{name} is a spreadsheet or a zip, not text", _AS_EXPORTED)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        shown = encoding.upper().removesuffix("-LE").removesuffix("-BE")
        raise UsageError(f"{name}:{line} is not written in {shown}", _AS_EXPORTED) from error
    if "\0" in text:
        raise UsageError(f"{name} is no text", _AS_EXPORTED)
    return text, encoding


def _rows(text: str, at: int, delimiter: str, name: str) -> Iterator[Row]:
    some = re.escape(delimiter)
    cell = re.compile(rf'"([^"]*(?:""[^"]*)*)"(?={some}|[\r\n]|\Z)|([^{some}\r\n]*)')
    line, fields = 1, list[Field]()
    while at < len(text) or fields:
        found = cell.match(text, at)
        assert found is not None  # the second form matches nothing at all, too
        quoted = found[1] is not None
        if not quoted and found[2].startswith('"'):
            raise UsageError(f"{name}:{line} has a quote that does not end its cell", _AS_EXPORTED)
        value = found[1].replace('""', '"') if quoted else found[2]
        fields.append(Field(found.start(), found.end(), value, quoted))
        at = found.end()
        if text.startswith(delimiter, at):
            at += 1
            continue
        ending = "\r\n" if text.startswith("\r\n", at) else text[at : at + 1]
        at += len(ending)
        if any(field.value.strip() for field in fields):
            yield Row(line, tuple(fields))
        written = "".join(text[field.start : field.end] for field in fields) + ending
        line += len(re.findall(r"\r\n|\r|\n", written))
        fields = []
