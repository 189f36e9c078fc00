"""What a student reads of one exercise: points, what failed and why, how much is still unseen.

In goes one Result; out comes rich Text: nothing in it is read as markup, and every word that a
student's code may have had a hand in is cleaned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.text import Text

from grader.feedback.explain import LIKELY
from grader.feedback.sanitize import clean, one_line
from grader.judging.results import Check, Outcome, PartScore, Result
from grader.judging.score import visible_share
from grader.reports.class_table import held_points, points, with_held

_ENDS_ALL = ("not submitted", "unreadable", "import failed")


def feedback(result: Result) -> Text:
    """Tell a student what a grade of record gave for an exercise."""
    score = with_held(result.score, held_points(result))
    text = Text(
        f"{one_line(result.exercise)}: {score} of {points(result.max_score)} points\n", "bold"
    )
    text.append_text(_remarks(result))
    if _one_reason_for_all(result):
        return text
    for part in result.parts:
        mine = _checks_of(part, result)
        whole = part.score >= part.max_score
        text.append(f"  {one_line(part.part)}: ")
        text.append(with_held(part.score, part.held), "green" if whole else "red")
        text.append(f" of {points(part.max_score)}\n")
        text.append_text(_reasons(mine))
    return text.append(_visible(result, visible_share(result).points))


def own_feedback(result: Result, decided: float | None = None) -> Text:
    """Tell a student what the visible checks say, without points: the hidden ones are not here.

    ``decided`` is how many points the visible checks decide, where that is known.
    """
    text = Text(f"{one_line(result.exercise)}\n", "bold").append_text(_remarks(result))
    if _one_reason_for_all(result):
        return text
    for part in result.parts:
        mine = _checks_of(part, result)
        passed = sum(check.outcome is Outcome.PASSED for check in mine)
        text.append(f"  {one_line(part.part)}: ")
        text.append(f"{passed} of {len(mine)}", "green" if passed == len(mine) else "red")
        text.append(" visible checks\n" if len(mine) != 1 else " visible check\n")
        text.append_text(_reasons(mine))
    return text.append(_visible(result, decided))


def _one_reason_for_all(result: Result) -> bool:
    """Return whether the note says already why every check failed: a file that does not run."""
    messages = {check.message for check in result.checks}
    return len(messages) == 1 and "" not in messages and messages.pop() in result.note


def _checks_of(part: PartScore, result: Result) -> list[Check]:
    return [check for check in result.checks if check.part == part.part]


def _remarks(result: Result) -> Text:
    lines = filter(None, [_ending(result), clean(result.note)])
    return Text("".join(f"{line}\n" for line in lines), "yellow")


def _ending(result: Result) -> str:
    verdict = one_line(result.ending)
    if result.verdict == "graded" or verdict in result.note:
        return ""
    if result.verdict == "not submitted" and result.note:
        return ""
    if verdict in _ENDS_ALL:
        return verdict
    return f"{verdict}: it ended a call, and cost that part; the other parts were judged"


def _reasons(checks: Sequence[Check]) -> Text:
    """Return each reason to lose points once, with the checks it failed."""
    text = Text()
    for outcome, style in ((Outcome.FAILED, "red"), (Outcome.NOT_JUDGED, "yellow")):
        for message, sentences in _once_a_cause(_by_message(checks, outcome)).items():
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


def _once_a_cause(gathered: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Tell a likely cause in full where it first shows; the checks that it also failed follow."""
    told: dict[str, str] = {}
    merged: dict[str, list[str]] = {}
    for message, sentences in gathered.items():
        cause = next((line for line in message.splitlines() if line.startswith(LIKELY)), "")
        again = f"{LIKELY} the same: {cause.removeprefix(LIKELY).strip()}"
        shown = message if told.setdefault(cause, message) == message or not cause else again
        merged.setdefault(shown, []).extend(sentences)
    return merged


def _indented(message: str) -> str:
    return "".join(f"      {line.expandtabs(4)}\n" for line in message.splitlines())


def _visible(result: Result, decided: float | None) -> str:
    share = visible_share(result)
    if not share.checks:
        return ""
    here = "hidden checks decide the rest"
    if decided is not None:
        here = f"{points(decided)} of {points(result.max_score)} points are decided here"
    return f"visible: {share.passed} of {share.checks} ({here})\n"
