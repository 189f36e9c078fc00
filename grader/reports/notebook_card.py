"""What `check` found in a notebook → a card: HTML for a page, the same as text for a terminal.

The HTML stands alone: no script, no file, no colour of its own but the marks at its edge, so that
it is read in any theme. What opens is a `<details>`, which needs no kernel. Every word that a
student's code may have had a hand in is escaped.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from grader.feedback import Explanation, clean, is_of_needs, unwritten
from grader.feedback import as_text as in_lines
from grader.judging import Check, Outcome
from grader.reports.class_table import counted

_PASSED, _FAILED, _OPEN = "#2e9a60", "#e05a6b", "#8a8a8a"
_CARD = (
    "border:1px solid rgba(128,128,128,.5);border-left:6px solid {};border-radius:4px;"
    "padding:.6em 1em;margin:.4em 0;max-width:60em;line-height:1.45"
)
_PRE = (
    "white-space:pre-wrap;overflow-wrap:anywhere;margin:.3em 0;padding:.4em .7em;color:inherit;"
    "background:rgba(128,128,128,.1);font-family:monospace"
)
_MARKS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOT_JUDGED: "–"}
_CODE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class Drawing:
    """A picture: its file, what stands for it where it is not seen, and what to see in it.

    ``form`` is png, or gif for a film.
    """

    file: bytes
    alt: str
    see: str
    form: str = "png"


@dataclass(frozen=True)
class Ladder:
    """The rungs of a part's hints that are open, from a nudge to nearly the line, of how many.

    ``toll`` says what the next one costs and how to have it, where it costs anything.
    """

    rungs: tuple[str, ...] = ()
    of: int = 0
    toll: str = ""


@dataclass(frozen=True)
class Card:
    """What is shown under a cell.

    ``title`` is the first line and ``said`` what follows it, each a sentence. ``checks`` and
    ``hints`` are the part's.
    """

    title: str
    said: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    hints: Ladder = Ladder()
    drawing: Drawing | None = None
    good: bool | None = None

    def _repr_html_(self) -> str:
        return as_html(self)

    def __repr__(self) -> str:
        return as_text(self)


def card_of_part(
    part: str, checks: Sequence[Check], hints: Ladder, said: Sequence[str] = ()
) -> Card:
    """Make the card of a part's checks."""
    failed = [each for each in checks if each.outcome is Outcome.FAILED]
    passed = sum(each.outcome is Outcome.PASSED for each in checks)
    if failed and len(failed) == len(checks):
        names = {unwritten(each.explanation)[0] for each in checks}
        if names == {part}:
            todo = "Write it in the cell above, run that cell, and then this one again."
            return Card(f"{part} is not written yet", (todo, *said), hints=hints)
    how_many = f"all {len(checks)} checks pass" if len(checks) != 1 else "its check passes"
    if passed < len(checks):
        how_many = f"{passed} of {counted(len(checks), 'check')} pass"
    told = [] if failed else ["These are examples: “What is judged”, below, lists the rest."]
    return Card(
        f"{part}: {how_many}", (*told, *said), tuple(checks), hints if failed else Ladder(),
        good=None if passed < len(checks) and not failed else not failed,
    )  # fmt: skip


def as_html(card: Card) -> str:
    """Return the card as a piece of a page."""
    edge = {True: _PASSED, False: _FAILED, None: _OPEN}[card.good]
    title = f'<h3 style="margin:0 0 .3em;font-size:1.1em">{_line(card.title)}</h3>'
    said = "".join(f'<p style="margin:.2em 0">{_line(each)}</p>' for each in card.said)
    inside = [title, said, _checks(card.checks), _hints(card.hints), _picture(card.drawing)]
    return f'<div style="{_CARD.format(edge)}">{"".join(inside)}</div>'


def _checks(checks: Sequence[Check]) -> str:
    first = next((each for each in checks if each.outcome is not Outcome.PASSED), None)
    items = "".join(_check(each, opened=each is first) for each in checks)
    if not items:
        return ""
    return f'<ul style="list-style:none;margin:.4em 0;padding:0">{items}</ul>'


def _check(check: Check, *, opened: bool) -> str:
    head = f"<strong>{_MARKS[check.outcome]} {check.outcome}:</strong> {_line(check.sentence)}"
    why = _explained(check.explanation) if check.explanation else ""
    if why:
        summary = f'<summary style="cursor:pointer">{head}</summary>'
        head = f"<details{' open' if opened else ''}>{summary}{why}</details>"
    return f'<li style="margin:.25em 0">{head}</li>'


def _explained(why: Explanation) -> str:
    if is_of_needs(why):
        return f'<p style="margin:.2em 0">{_line(why.problem)}</p>'
    return f'<pre style="{_PRE}">{escape(clean(in_lines(why)))}</pre>' if in_lines(why) else ""


def _hints(hints: Ladder) -> str:
    """Return the rungs, each inside the one before it: they open one after the other."""
    inside = f'<p style="margin:.3em 0">{_line(hints.toll)}</p>' if hints.toll else ""
    for number, hint in reversed(list(enumerate(hints.rungs, start=1))):
        summary = f'<summary style="cursor:pointer">Hint {number} of {hints.of}</summary>'
        inside = (
            f'<details style="margin:.3em 0">{summary}'
            f'<p style="margin:.3em 0 .3em 1em">{_line(hint)}</p>{inside}</details>'
        )
    return inside


def _picture(drawing: Drawing | None) -> str:
    if drawing is None:
        return ""
    file = base64.b64encode(drawing.file).decode("ascii")
    image = (
        f'<img src="data:image/{drawing.form};base64,{file}" alt="{escape(clean(drawing.alt))}" '
        'style="max-width:100%">'
    )
    summary = '<summary style="cursor:pointer">The picture, drawn by your functions</summary>'
    see = f'<p style="margin:.3em 0">{_line(drawing.see)}</p>'
    return f'<details open style="margin:.3em 0">{summary}{image}{see}</details>'


def _line(text: str) -> str:
    """Return a sentence as HTML, in which what stands in backticks is code."""
    return _CODE.sub(r"<code>\1</code>", escape(clean(text)))


def as_text(card: Card) -> str:
    """Return the card in lines; hints and pictures are where HTML is shown."""
    lines = [card.title, *card.said]
    for check in card.checks:
        lines.append(f"  {check.outcome}: {check.sentence}")
        if check.outcome is not Outcome.PASSED:
            lines += [f"    {line}" for line in clean(in_lines(check.explanation)).splitlines()]
    if card.drawing is not None:
        lines.append(card.drawing.alt)
    return clean("\n".join(lines), limit=20_000)
