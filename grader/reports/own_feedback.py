"""What a student reads of a check on their own machine: how far each part is, what to mend.

No points: hidden checks are not there. What is not begun is one line. Files are called as the
caller knows them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from rich.text import Text

from grader.feedback import as_text, clean, is_of_needs, one_line, unwritten
from grader.judging import Check, Outcome, Result
from grader.reports.student_feedback import (
    NO_REASON,
    OUTCOMES,
    once_a_cause,
    remarks,
    visible_line,
)
from grader.sandbox.verdict import Verdict
from grader.submission import NOTHING

_PLACE = re.compile(r"([^\s(`']+\.py)(?:, lines? |:)(\d+)")
_ENDED = "ended a call, and its check fails; the other checks were run"
_CELL = re.compile(r"(?<!, )\bcell \d+(?=, lines? \d)")
_CONSTRUCTOR = "__init__"


def as_it_is(label: str) -> str:
    """Return what a check calls a file."""
    return label


def own_feedback(
    result: Result,
    decided: float | None = None,
    *,
    only: Check | None = None,
    path_of: Callable[[str], str] = as_it_is,
    places: Mapping[str, str] = {},
) -> Text:
    """Say what the visible checks found, without points: the hidden ones are not here.

    ``decided`` is how many points the visible checks decide, where that is known. ``only``
    this check is explained, and the others are named; ``path_of`` says how to call a file, and
    ``places`` where a part stands.
    """
    name = one_line(result.exercise)
    text = Text().append(f"{name}\n", "bold")
    if result.verdict == Verdict.NOT_SUBMITTED:
        found = clean(as_text(result.reason)).removesuffix(NOTHING)
        text.append(f"there is no {name}.py and no {name}.ipynb here\n", "yellow")
        return text.append(f"{found}\n" if found else "", "yellow")
    if result.reason is not None:
        said = filter(None, (clean(as_text(result.reason)), clean(result.note)))
        return text.append("".join(f"{placed(each, path_of)}\n" for each in said), "yellow")
    text.append_text(remarks_of(result, path_of))
    waiting = not_begun(result)
    for part in result.parts:
        if part.part not in waiting:
            mine = result.checks_of(part.part)
            text.append_text(part_feedback(part.part, mine, only, path_of, places))
    if waiting:
        text.append(f"  not written yet: {', '.join(map(one_line, waiting))}\n")
    if len(waiting) == len(result.parts):
        return text
    return text.append(visible_line([result], decided))


def remarks_of(result: Result, path_of: Callable[[str], str]) -> Text:
    """Return what a student should know of all of a work that was judged."""
    return Text().append(placed(remarks(result, _ENDED).plain, path_of), "yellow")


def part_feedback(
    part: str,
    checks: Sequence[Check],
    only: Check | None,
    path_of: Callable[[str], str],
    places: Mapping[str, str],
) -> Text:
    """Say how many of a part's checks pass, and why others do not; arguments as above."""
    return _count(part, checks, places).append_text(_reasons(checks, only, path_of))


def placed(text: str, path_of: Callable[[str], str]) -> str:
    """Write places in files as editors and terminals know them: ``path:line``; name a cell's."""
    in_files = _PLACE.sub(lambda found: f"{path_of(found[1])}:{found[2]}", text)
    return _CELL.sub(lambda found: path_of(found[0]), in_files)


def places_in(text: str) -> list[tuple[str, int]]:
    """Return the files and lines that a text names, as checks call them."""
    return [(found[1], int(found[2])) for found in _PLACE.finditer(text)]


def not_begun(result: Result) -> list[str]:
    """Return the parts of which no check gets further than to what was handed out."""
    return [part.part for part in result.parts if _is_not_begun(part.part, result)]


def _is_not_begun(part: str, result: Result) -> bool:
    why = [each.explanation for each in result.checks_of(part) if each.outcome is Outcome.FAILED]
    reached = {unwritten(each)[0] for each in why if each and not is_of_needs(each)}
    passed = any(each.outcome is Outcome.PASSED for each in result.checks_of(part))
    mine, others = {part, _CONSTRUCTOR}, {each.part for each in result.parts}
    return bool(reached & mine) and reached <= mine | others and not passed


def first_failure(results: Sequence[Result]) -> Check | None:
    """Return the first check to mend: of a part that is begun, and of its own making."""
    for result in results:
        waiting = not_begun(result)
        for part in result.parts if result.reason is None else ():
            for check in result.checks_of(part.part):
                theirs = check.explanation and is_of_needs(check.explanation)
                if check.outcome is Outcome.FAILED and part.part not in waiting and not theirs:
                    return check
    return None


def leaves_out(results: Sequence[Result], only: Check) -> bool:
    """Return whether there is more to explain than what ``only`` this check failed over."""
    for result in results:
        waiting = not_begun(result)
        for part in result.parts if result.reason is None else ():
            checks = result.checks_of(part.part)
            told = (only.explanation or NO_REASON) if only in checks else None
            for why in once_a_cause(checks, Outcome.FAILED):
                if part.part not in waiting and why != told and not is_of_needs(why):
                    return True
    return False


def _count(part: str, checks: Sequence[Check], places: Mapping[str, str]) -> Text:
    passed = sum(check.outcome is Outcome.PASSED for check in checks)
    whole = passed == len(checks)
    text = Text(f"  {one_line(part)}: ")
    text.append(f"{passed} of {len(checks)}", "green" if whole else "red")
    text.append(" visible checks" if len(checks) != 1 else " visible check")
    return text.append(f" ({places[part]})\n" if part in places and not whole else "\n")


def _reasons(checks: Sequence[Check], only: Check | None, path_of: Callable[[str], str]) -> Text:
    """Return each reason once, with the checks that failed over it; most in a line each."""
    text = Text()
    for outcome, style in OUTCOMES:
        for why, sentences in once_a_cause(checks, outcome).items():
            full = only is None or (only in checks and why == (only.explanation or NO_REASON))
            alone = why != NO_REASON and len(sentences) == len(checks) > 1
            if is_of_needs(why):
                text.append(f"    {outcome}: ", style).append(f"{clean(why.problem)}\n")
                continue
            for sentence in ["every check"] if alone else sentences:
                text.append(f"    {outcome}: ", style).append(sentence)
                short = f": {one_line(placed(why.problem, path_of))}" if alone and not full else ""
                text.append(f"{short}\n")
            for line in clean(as_text(why)).splitlines() if full else ():
                text.append(f"      {placed(line, path_of).expandtabs(4)}\n")
    return text
