"""Python source → its statements, and which definitions hold finished work, without a parser.

Some sources make Python's parser hang, recurse or eat memory. Here only quotes and brackets are
followed, which costs time in proportion to the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_WORD = re.compile(r"'''|\"\"\"|['\"#(\[{)\]}]")
_STRING_WORDS = {
    quote: re.compile(r"\\.|" + quote, re.DOTALL) for quote in ("'", '"', "'''", '"""')
}
_HEADER = re.compile(r"(?:async +)?(?:def|class) +(\w+)")
_BOUND = re.compile(r"(\w+) *(?::[^=]+)?=(?!=)")
_IMPORTED = re.compile(r"from +([\w.]+) +import\b(.*)")
_UNDONE = re.compile(r"raise +NotImplementedError\b")
_FILLER = re.compile(
    r"pass|\.\.\.|return(?: +None)?|raise +NotImplementedError\b.*|[rRbBuUfF]{0,2}['\"].*|@.*"
)
_EMPTY_HEADER = re.compile(r": *(?:pass|\.\.\.|raise +NotImplementedError\b.*)?\Z")


class Place(NamedTuple):
    """Where a line begins: in a string, in brackets, or after a backslash; or with a statement."""

    quote: str = ""
    depth: int = 0
    continued: bool = False

    @property
    def is_statement(self) -> bool:
        """Whether a statement begins here."""
        return not (self.quote or self.depth or self.continued)

    def follow(self, line: str) -> tuple[Place, int]:
        """Follow quotes and brackets through a line: where does the next begin, and its comment?"""
        at, quote, depth = 0, self.quote, self.depth
        while True:
            if quote:
                words = _STRING_WORDS[quote].finditer(line, at)
                at = next((word.end() for word in words if word[0] == quote), -1)
                if at < 0:
                    backslashes = len(line) - len(line.rstrip("\\"))
                    goes_on = len(quote) == 3 or backslashes % 2 == 1
                    return Place(quote if goes_on else "", depth), len(line)
                quote = ""
            word = _WORD.search(line, at)
            if not word:
                return Place("", depth, line.endswith("\\")), len(line)
            if word[0] == "#":
                return Place("", depth), word.start()
            at = word.end()
            if word[0] in _STRING_WORDS:
                quote = word[0]
            else:
                depth = max(0, depth + (1 if word[0] in "([{" else -1))


class Statement(NamedTuple):
    """A statement, or the header of a block, on one line, and how far it is indented."""

    indent: int
    text: str


def statements(source: str) -> Iterator[Statement]:
    """Return the statements of a source that ends its lines with plain newlines, in order."""
    place, lines = Place(), list[str]()
    for line in source.split("\n"):
        place, end = place.follow(line)
        lines.append(line[:end])
        if place.is_statement:
            yield from _joined(lines)
            lines = []
    yield from _joined(lines)


def unclosed(source: str) -> int:
    """Return the line of the statement that a bracket or a quote keeps open to the end, or 0."""
    place, begun = Place(), 0
    for number, line in enumerate(source.split("\n"), 1):
        if place.is_statement:
            begun = number
        place, _ = place.follow(line)
    return 0 if place.is_statement else begun


def _joined(lines: list[str]) -> Iterator[Statement]:
    text = " ".join(" ".join(lines).split())
    if text:
        first = lines[0].expandtabs()
        yield Statement(len(first) - len(first.lstrip()), text)


def imported(sources: Iterable[str]) -> set[str]:
    """Return the top-level names of the modules that sources import."""
    found: set[str] = set()
    for source in sources:
        for _, text in statements(source):
            if match := _IMPORTED.match(text):
                found.add(match[1].split(".")[0])
            elif text.startswith("import "):
                listed = text.removeprefix("import ").split(",")
                found |= {each.split()[0].split(".")[0] for each in listed if each.split()}
    return {name for name in found if name.isidentifier()}


class Definition(NamedTuple):
    """What is written in a definition; ``undone`` if it says so itself, by NotImplementedError."""

    body: tuple[str, ...] = ()
    undone: bool = False


def definitions(sources: Iterable[str], module: str = "") -> dict[str, Definition]:
    """Return what the sources define, by name: functions, classes, names that are bound.

    A docstring, ``pass``, ``...`` and a raised NotImplementedError are no body. What is imported
    from ``module`` itself is not defined.
    """
    bodies: dict[str, list[str]] = {}
    undone: set[str] = set()
    for source in sources:
        name, inside = "", -1
        for indent, text in statements(source):
            if name and indent <= inside:
                name = ""
            header = _HEADER.match(text)
            if header and not name:
                name, inside = header[1], indent
                bodies.setdefault(name, [])
            if name:
                if _UNDONE.search(text):
                    undone.add(name)
                if not (_EMPTY_HEADER.search(text) if header else _FILLER.fullmatch(text)):
                    bodies[name].append(text)
            elif bound := _BOUND.match(text):
                bodies[bound[1]] = [text]
            elif (imported := _IMPORTED.match(text)) and imported[1] != module:
                renamed = re.sub(r"\b\w+ +as +", "", imported[2])
                bodies.update({each: [text] for each in re.findall(r"\*|\w+", renamed)})
    return {name: Definition(tuple(body), name in undone) for name, body in bodies.items()}
