"""What a student reads of one exercise: points, what failed and why, how much is still unseen.

It is rich Text: nothing in it is read as markup, and every word that a student's code may have had
a hand in is cleaned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rich.text import Text

from grader.feedback import Explanation, as_text, clean, is_of_needs, one_line
from grader.judging import (
    Check,
    Marking,
    Outcome,
    PartScore,
    Result,
    Standing,
    held,
    total,
    visible_share,
)
from grader.reports.class_table import counted, points, with_held
from grader.reports.standing import FOR_MARKING
from grader.sandbox.verdict import Verdict

OUTCOMES = ((Outcome.FAILED, "red"), (Outcome.NOT_JUDGED, "yellow"))
"""What a check that did not pass came to, and its colour."""

NO_REASON = Explanation("")
LONGEST_COMMENT = 5000
_LOST = "ended a call, and cost its part points; the other parts were judged"
_WITHOUT_ITS_NAME = (Verdict.IMPORT_FAILED, Verdict.UNREADABLE)
"""Verdicts whose reason does not say them."""


def feedback(result: Result) -> Text:
    """Say what a grade of record gave for an exercise."""
    text = Text(f"{one_line(result.exercise)}: {_grade(result)}\n", "bold")
    text.append_text(remarks(result))
    for part in result.parts:
        if result.reason is None or (part.marking and part.marking.answer):
            text.append_text(_part(result, part))
    if result.reason is not None:
        return text
    return text.append(visible_line([result], visible_share(result).points))


def _grade(result: Result) -> str:
    if result.standing in (Standing.NOT_DUE, Standing.EXCUSED):
        return f"{result.standing} (of {points(result.max_score)} points)"
    return f"{with_held(result.score, held(result))} of {points(result.max_score)} points"


def feedback_on_part(result: Result, part: str) -> Text:
    """Say what a grade of record gave for one part.

    What is to be said of all of the work stands with the first part; where no check could be run,
    that is all, and stands with each.
    """
    if result.reason is not None:
        return remarks(result)
    (scored,) = [each for each in result.parts if each.part == part]
    text = remarks(result) if scored == result.parts[0] else Text()
    return text.append_text(_part(result, scored))


def _part(result: Result, part: PartScore) -> Text:
    whole = part.score >= part.max_score
    text = Text(f"  {one_line(part.part)}: ")
    text.append(with_held(part.score, part.held), "green" if whole else "red")
    text.append(f" of {points(part.max_score)}\n")
    if part.marking is not None:
        return text.append_text(_marking(part.marking))
    return text.append_text(_reasons(result.checks_of(part.part)))


def _marking(marking: Marking) -> Text:
    """Say what a person gave, item by item, or that it waits for that, or was not handed in."""
    text = Text()
    if not marking.answer:
        return text.append("    not handed in\n", "yellow")
    if marking.waits:
        text.append(f"    held {FOR_MARKING}\n", "yellow")
    if marking.note:
        text.append(f"    {marking.note}\n", "yellow")
    for item in marking.items if any(each.points is not None for each in marking.items) else ():
        given = "not yet" if item.points is None else points(item.points)
        text.append(f"    {one_line(item.name)}: {given} of {points(item.max_points)}\n")
        for line in clean(item.text).splitlines():
            text.append(f"      {line}\n")
    for line in clean(marking.comment, LONGEST_COMMENT).splitlines():
        text.append(f"    comment: {line}\n")
    return text


def visible_line(results: Sequence[Result], decided: float | None) -> str:
    """Count the visible checks, and say how many points they decide, where that is known."""
    shares = [visible_share(each) for each in results]
    checks = sum(each.checks for each in shares)
    if not checks:
        return ""
    rest = "hidden checks decide the rest"
    if decided is not None:
        most = total(each.max_score for each in results)
        rest = f"these checks decide {points(decided)} of {counted(most, 'point')}"
    scope = "visible" if len(shares) == 1 else f"visible, in all {len(shares)} exercises"
    return f"{scope}: {sum(each.passed for each in shares)} of {checks} ({rest})\n"


def remarks(result: Result, lost: str = _LOST) -> Text:
    """Return what is to be said of all of a work: how it ended, why, and what to know of it.

    ``lost`` says what became of the rest, where it ended while one of its functions was called.
    """
    said = (as_text(result.reason), result.note, result.arithmetic)
    lines = filter(None, [how_it_ended(result, lost), *map(clean, said)])
    return Text("".join(f"{line}\n" for line in lines), "yellow")


def how_it_ended(result: Result, lost: str = _LOST) -> str:
    """Name the verdict, unless the reason does already; ``lost`` as in `remarks`."""
    if result.verdict == Verdict.GRADED:
        return ""
    if result.reason is not None:
        return result.ending if result.verdict in _WITHOUT_ITS_NAME else ""
    if not result.checks:
        return result.ending
    return f"{one_line(result.ending)}: this {lost}"


def _reasons(checks: Sequence[Check]) -> Text:
    """Return each reason to lose points once, with the checks it failed."""
    text = Text()
    for outcome, style in OUTCOMES:
        for why, sentences in once_a_cause(checks, outcome).items():
            if is_of_needs(why):
                text.append(f"    {outcome}: ", style).append(f"{clean(why.problem)}\n")
                continue
            alone = why != NO_REASON and len(sentences) == len(checks) > 1
            for sentence in ["every check"] if alone else sentences:
                text.append(f"    {outcome}: ", style)
                text.append(f"{sentence}\n")
            for line in clean(as_text(why)).splitlines():
                text.append(f"      {line.expandtabs(4)}\n")
    return text


def once_a_cause(checks: Iterable[Check], outcome: Outcome) -> dict[Explanation, list[str]]:
    """Gather the sentences of checks that one explanation fits.

    A likely cause is explained in full where it first shows; the other checks that it also failed
    follow.
    """
    first: dict[str, Explanation] = {}
    gathered: dict[Explanation, list[str]] = {}
    for check in checks:
        if check.outcome is not outcome:
            continue
        why = check.explanation or NO_REASON
        if why.likely and first.setdefault(why.likely, why) != why:
            why = replace(NO_REASON, likely=f"the same: {why.likely}")
        gathered.setdefault(why, []).append(sentence_of(check))
    return gathered


def sentence_of(check: Check) -> str:
    """Return the sentence of a check, or its name where it has none."""
    return one_line(check.sentence or check.id, limit=500)
