"""A student's source and the lines that an explanation names → the piece of it that is shown.

Nothing is parsed: some sources make Python's parser hang, and one that is broken is shown, too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from grader.feedback import Explanation, clean
from grader.submission import Submission

if TYPE_CHECKING:
    from markupsafe import Markup

MOST_LINES, LONGEST_LINE = 40, 200
_AROUND = 3
_MOST_MARKED = 4
_CLOSING = tuple(")]}")


@dataclass(frozen=True)
class Line:
    """A line as it is shown: its number, its code as HTML, and whether it was named.

    A line without a number stands for those that are left out.
    """

    number: int
    code: str | Markup
    marked: bool = False


@dataclass(frozen=True)
class Excerpt:
    """Some lines of a file or a cell, with what they are."""

    label: str
    lines: tuple[Line, ...]
    part: str = ""


@dataclass(frozen=True)
class Sources:
    """All that a student handed in for an exercise, in lines, by the labels that checks use."""

    texts: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, submission: Submission | None, exercise: str) -> Sources:
        """Take the cells of the exercise's work, and the helpers beside it."""
        if submission is None:
            return cls({})
        work = submission.work(exercise)
        versions = work.versions if work else ()
        cells = {each.label: each.source for one in versions for each in one.cells}
        helpers = {f"{name}.py": text for name, text in submission.siblings.items()}
        return cls({name: _lines(text) for name, text in {**helpers, **cells}.items()})

    def excerpts(self, part: str, reasons: Iterable[Explanation]) -> list[Excerpt]:
        """Show a part's definition, the lines marked that the reasons name, and what is around
        those that lie elsewhere."""
        named = self._named(reasons)
        found = self._definition(part)
        shown = []
        if found:
            label, first, last = found
            inside = {line for line in named.get(label, ()) if first <= line <= last}
            shown.append(self._excerpt(label, first, last, inside, part))
            named = {**named, label: named.get(label, set()) - inside}
        for label, lines in named.items():
            for line in sorted(lines)[:_MOST_MARKED]:
                first = max(1, line - _AROUND)
                shown.append(self._excerpt(label, first, line + _AROUND, {line}))
        return shown

    def around(self, reason: Explanation) -> list[Excerpt]:
        """Show the lines that one reason names, and what is around them."""
        return self.excerpts("", [reason])

    def _named(self, reasons: Iterable[Explanation]) -> dict[str, set[int]]:
        """Return the lines that explanations name, by label, as far as there are such lines."""
        found: dict[str, set[int]] = {}
        if not self.texts:
            return found
        labels = "|".join(map(re.escape, sorted(self.texts, key=len, reverse=True)))
        place = re.compile(rf"(?<![\w/.])({labels}), lines? (\d{{1,7}})")
        for why in reasons:
            for label, number in place.findall(f"{why.problem}\n{why.traceback}"):
                if 1 <= int(number) <= len(self.texts[label]):
                    found.setdefault(label, set()).add(int(number))
        return found

    def _definition(self, part: str) -> tuple[str, int, int] | None:
        """Find where a part is defined last: the label, the first line and the last."""
        header = re.compile(rf"([ \t]*)(?:async +)?(?:def|class) +{re.escape(part)}\b")
        for label, lines in reversed(list(self.texts.items()) if part else []):
            for number in range(len(lines), 0, -1):
                if found := header.match(lines[number - 1]):
                    return label, number, _end(lines, number, len(found[1].expandtabs()))
        return None

    def _excerpt(
        self, label: str, first: int, last: int, marked: Collection[int], part: str = ""
    ) -> Excerpt:
        lines = self.texts[label]
        wanted = _wanted(first, min(last, len(lines)), marked)
        shown = shown_lines(lines, wanted, marked)
        if wanted and wanted[-1] < min(last, len(lines)):
            shown.append(Line(0, _left_out(min(last, len(lines)) - wanted[-1])))
        return Excerpt(label, tuple(shown), part)


def shown_lines(lines: Sequence[str], wanted: Sequence[int], marked: Collection[int]) -> list[Line]:
    """Return the wanted lines, counted from 1, with a word for each gap between them."""
    code = highlighted([_harmless(lines[number - 1]) for number in wanted])
    shown = list[Line]()
    for number, text in zip(wanted, code, strict=True):
        if shown and number > shown[-1].number + 1:
            shown.append(Line(0, _left_out(number - shown[-1].number - 1)))
        shown.append(Line(number, text, number in marked))
    return shown


def _lines(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)


def _harmless(line: str) -> str:
    return clean(line, LONGEST_LINE).expandtabs(4)


def _left_out(count: int) -> str:
    return f"… {count} more {'line' if count == 1 else 'lines'} …"


def _end(lines: Sequence[str], first: int, indent: int) -> int:
    """Return the last line of the block that a header begins, by how far lines are indented."""
    last = first
    for number in range(first + 1, len(lines) + 1):
        code = lines[number - 1].expandtabs()
        bare = code.lstrip()
        if not bare:
            continue
        if len(code) - len(bare) <= indent and not bare.startswith(_CLOSING):
            break
        last = number
    return last


def _wanted(first: int, last: int, marked: Collection[int]) -> list[int]:
    """Choose the lines to show: all, or the header and what is around the marked ones."""
    if last - first < MOST_LINES:
        return list(range(first, last + 1))
    if not marked:
        return list(range(first, first + MOST_LINES))
    near = {first, first + 1}
    for line in sorted(marked)[:_MOST_MARKED]:
        near |= set(range(max(first, line - _AROUND), min(last, line + _AROUND) + 1))
    return sorted(near)


def highlighted(lines: Sequence[str]) -> list[Markup]:
    """Set Python's words, strings, numbers and comments apart: each line as escaped HTML."""
    from markupsafe import Markup

    done, parts = list[Markup](), list[str]()
    tokens = _lexer().get_tokens("\n".join(lines))
    for name, alike in groupby(tokens, key=lambda token: _class_of(token[0])):
        for place, piece in enumerate("".join(text for _, text in alike).split("\n")):
            if place:
                done.append(Markup("".join(parts)))
                parts = []
            if piece:
                code = escape(piece)
                parts.append(f'<span class="{name}">{code}</span>' if name else code)
    return [*done, Markup("".join(parts))][: len(lines)]


@cache
def _lexer() -> Any:
    from pygments.lexers.python import PythonLexer

    return PythonLexer(stripnl=False, ensurenl=False)


@cache
def _class_of(kind: Any) -> str:
    from pygments.token import Comment, Keyword, Number, Operator, String

    if kind in Keyword or kind is Operator.Word:
        return "k"
    pairs = ((String, "s"), (Comment, "c"), (Number, "n"))
    return next((name for family, name in pairs if kind in family), "")
