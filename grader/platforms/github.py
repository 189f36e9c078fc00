"""Results → what a step of GitHub Actions prints and leaves: annotations, and a summary.

An annotation is a line on standard output, ``::error file=…,line=…,title=…::text``. GitHub shows
ten of each kind a step and drops the rest without a word: so there is one for each part, errors
before notices. All else stands in the summary, which GitHub refuses whole above 1 MiB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from grader.feedback import Explanation, as_text, clean, is_of_needs, one_line
from grader.judging import Check, Outcome, Result
from grader.platforms.markdown import block, escaped, fitted, protection, table_of_parts
from grader.reports import class_table, counted, feedback, not_begun
from grader.store import fingerprints

__all__ = [
    "MOST_BYTES", "Annotation", "Place", "PlaceOf", "annotated", "check_summary", "class_summary",
    "of_parts", "resume", "stop",
]  # fmt: skip

MOST_BYTES = 900_000
"""Of a summary; GitHub takes 1 MiB for all that a step writes."""

_MOST_OF_A_KIND = 10
_LONGEST_TEXT = 4_000
Kind = Literal["error", "warning", "notice"]


class Place(NamedTuple):
    """A line of a file, both as far as they are known; the file is named from the checkout."""

    path: str = ""
    line: int = 0


NOWHERE = Place()
PlaceOf = Callable[[str, str, Explanation | None], Place]
"""An exercise, a part of it or nothing, and an explanation → where it is to be shown."""


@dataclass(frozen=True)
class Annotation:
    """One remark on a student's line; ``str`` is the workflow command."""

    kind: Kind
    title: str
    text: str
    place: Place = NOWHERE

    def __str__(self) -> str:
        """Return the command, in which no text ends a property or the line."""
        named = {"file": clean(self.place.path), "line": self.place.line or "", "title": self.title}
        properties = ",".join(f"{k}={_property(str(v))}" for k, v in named.items() if v)
        return f"::{self.kind} {properties}::{_data(clean(self.text, _LONGEST_TEXT))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def stop(token: str) -> str:
    """Return the line after which GitHub takes no command, until `resume` of the same token.

    What students' code prints, and how students are called, would be commands otherwise.
    """
    return f"::stop-commands::{token}"


def resume(token: str) -> str:
    """Return the line that ends `stop`."""
    return f"::{token}::"


def of_parts(results: Sequence[Result], place_of: PlaceOf) -> list[Annotation]:
    """Return an annotation for each part that does not pass, and each file that cannot be run."""
    return [each for result in results for each in _of_result(result, place_of)]


def _of_result(result: Result, place_of: PlaceOf) -> Iterator[Annotation]:
    name = one_line(result.exercise)
    if result.reason is not None:
        place = place_of(result.exercise, "", result.reason)
        yield Annotation("error", f"{name}: {result.ending}", as_text(result.reason), place)
        return
    waiting = not_begun(result)
    for part in result.parts:
        checks = result.checks_of(part.part)
        open_ones = [check for check in checks if check.outcome is not Outcome.PASSED]
        if not open_ones:
            continue
        kind, check = _to_show(open_ones)
        title = (
            f"{one_line(part.part)}: {len(checks) - len(open_ones)} of "
            f"{counted(len(checks), 'check')} pass"
        )
        text = f"{check.outcome}: {one_line(check.sentence, 500)}\n{as_text(check.explanation)}"
        if part.part in waiting:
            kind, title, text = "notice", f"{one_line(part.part)}: not written yet", check.sentence
        yield Annotation(kind, title, text, place_of(result.exercise, part.part, check.explanation))


def _to_show(checks: Sequence[Check]) -> tuple[Kind, Check]:
    """Return the first check that fails by its own part's fault, else the first one."""
    for check in checks:
        theirs = check.explanation is not None and is_of_needs(check.explanation)
        if check.outcome is Outcome.FAILED and not theirs:
            return "error", check
    return "notice", checks[0]


def annotated(annotations: Sequence[Annotation]) -> list[str]:
    """Return the lines to print, as many as GitHub shows; the last one says what is left out."""
    lines, left_out = list[str](), 0
    kinds: tuple[Kind, ...] = ("error", "warning", "notice")
    for kind in kinds:
        mine = [str(each) for each in annotations if each.kind == kind]
        lines += mine[:_MOST_OF_A_KIND]
        left_out += len(mine[_MOST_OF_A_KIND:])
    if left_out:
        lines.append(f"{left_out} more: GitHub shows ten of a kind; the summary has all of them")
    return lines


def check_summary(
    results: Sequence[Result], level: str, explained: Sequence[str], most: int = MOST_BYTES
) -> str:
    """Return the summary of a student's own checks; ``explained`` says of each exercise why."""
    checks = [check for result in results for check in result.checks]
    passed = sum(check.outcome is Outcome.PASSED for check in checks)
    title = f"## Visible checks: {passed} of {len(checks)} pass"
    blocks = [block(text) for text in explained]
    here = {"grader": fingerprints.own_version()}  # who shows it is who judged
    return fitted([title, protection(level, here), table_of_parts(results), *blocks], most)


def class_summary(
    results: Sequence[Result],
    environment: Mapping[str, str],
    notes: Sequence[str],
    most: int = MOST_BYTES,
) -> str:
    """Return the summary of a graded class; of one student alone it holds the feedback too."""
    students = {result.student for result in results}
    level = environment.get("protection", "")
    pieces = [f"## Grades of {counted(len(students), 'student')}"]
    if level == "L1":
        pieces.append("**NOT SANDBOXED: no grade of record**")
    pieces.append(protection(level, environment))
    if notes:
        pieces.append("\n".join(f"- {escaped(note)}" for note in notes))
    pieces.append(block(class_table.render(results, environment)))
    if len(students) == 1:
        pieces += [block(feedback(result).plain) for result in results]
    return fitted(pieces, most)
