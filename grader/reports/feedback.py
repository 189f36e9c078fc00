"""What a student reads of one exercise: points, what failed and why, how much is still unseen.

In goes one Result; out comes rich Text: nothing in it is read as markup, and every word that a
student's code may have had a hand in is cleaned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.text import Text

from grader.plain_text import clean, one_line
from grader.reports.terminal import held_points, points, with_held
from grader.results import Check, Outcome, PartScore, Result
from grader.score import visible_share


def feedback(result: Result, decided: float | None = None) -> Text:
    """Tell a student what became of an exercise.

    ``decided`` is how many points the visible checks decide, where the result itself cannot tell:
    a student's own copy has no hidden checks.
    """
    text = Text()
    score = with_held(result.score, held_points(result))
    text.append(f"{one_line(result.exercise)}: ", "bold")
    text.append(f"{score} of {points(result.max_score)} points\n", "bold")
    for line in filter(None, [_ending(result), clean(result.note)]):
        text.append(f"{line}\n", "yellow")
    for part in result.parts:
        text.append_text(_part(part, [c for c in result.checks if c.part == part.part]))
    text.append(_visible(result, decided))
    return text


def _ending(result: Result) -> str:
    return "" if result.verdict == "graded" else one_line(result.verdict)


def _part(part: PartScore, checks: Sequence[Check]) -> Text:
    """Give a part's score, then each reason to lose points once, with the checks it failed."""
    whole = part.score >= part.max_score
    text = Text(f"  {one_line(part.part)}: ")
    text.append(with_held(part.score, part.held), "green" if whole else "red")
    text.append(f" of {points(part.max_score)}\n")
    for outcome, style in ((Outcome.FAILED, "red"), (Outcome.NOT_JUDGED, "yellow")):
        for message, sentences in _by_message(checks, outcome).items():
            alone = message and len(sentences) == len(checks) > 1
            for sentence in ["every check"] if alone else sentences:
                text.append(f"    {outcome}: ", style)
                text.append(f"{sentence}\n")
            text.append(_indented(message))
    return text


def _by_message(checks: Iterable[Check], outcome: Outcome) -> dict[str, list[str]]:
    gathered: dict[str, list[str]] = {}
    for check in checks:
        if check.outcome is outcome:
            sentence = one_line(check.sentence or check.id, limit=500)
            gathered.setdefault(clean(check.message).strip("\n"), []).append(sentence)
    return gathered


def _indented(message: str) -> str:
    return "".join(f"      {line.expandtabs(4)}\n" for line in message.splitlines())


def _visible(result: Result, decided: float | None) -> str:
    share = visible_share(result)
    if not share.checks:
        return ""
    here = points(share.points if decided is None else decided)
    return (
        f"visible: {share.passed} of {share.checks} "
        f"({here} of {points(result.max_score)} points are decided here)\n"
    )
