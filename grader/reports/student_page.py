"""One student's results and sources → a page of HTML for them, to read and to print.

It says what each exercise gave and by which arithmetic, and of each check that does not pass yet
what was called, what came back, what it likely is, and where in their own source; then what to try
next. What a hidden check may not show stands in no explanation. What is flagged for a person is
not for this page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from grader.feedback import Explanation, is_of_needs, one_line, unwritten
from grader.judging import (
    Check,
    Outcome,
    PartScore,
    Result,
    Standing,
    held,
    total,
    visible_share,
)
from grader.reports.class_table import counted, points, with_held
from grader.reports.pages import render_page
from grader.reports.signature import signature
from grader.reports.source_lines import Excerpt, Sources
from grader.reports.standing import FOR_MARKING
from grader.reports.student_feedback import (
    NO_REASON,
    how_it_ended,
    once_a_cause,
    sentence_of,
)
from grader.sandbox.verdict import Verdict
from grader.store import KeptPicture
from grader.submission import NOTHING, Submission

_WITHOUT_SCORE = {
    Standing.NOT_HANDED_IN: "Nothing was handed in.",
    Standing.NOT_DUE: "Not due yet: there is time, and nothing is lost.",
    Standing.NOT_GRADED: (
        "The grader could not judge this work. That is not your mistake, and no points are lost: "
        "your instructor will look into it."
    ),
    Standing.EXCUSED: "You are excused from this exercise: it takes no points from you.",
}
DRAWN_WITH = ("Drawn with your functions", "Drawn with the reference, as in the lesson")
_COUNTS_NOT = (Standing.NOT_DUE, Standing.EXCUSED)
_WAITS = "{} held: neither won nor lost until the checks below that wait are judged."
_WAITS_FOR_A_PERSON = "{} held: neither won nor lost until your answer has been marked."
_TOOLS = ("python", "numpy", "torch", "scikit-learn")


class Judged(Protocol):
    """A work as it was judged, such as a store's Attempt."""

    @property
    def result(self) -> Result:
        """What came of it."""

    @property
    def judged(self) -> datetime | None:
        """When, if that is known."""

    @property
    def counts(self) -> bool:
        """Whether it is the grade."""


@dataclass(frozen=True)
class Failure:
    """Checks that one reason failed, or that wait for it, each by its sentence.

    ``whole`` says that they are all of their part; ``hidden`` that none of them is visible.
    """

    sentences: tuple[str, ...]
    why: Explanation
    waits: bool
    whole: bool
    hidden: bool
    sends: bool


@dataclass(frozen=True)
class Trouble:
    """A part that is not whole yet: why, and where in the student's source."""

    part: str
    failures: tuple[Failure, ...]
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True)
class Row:
    """A part in the table of an exercise."""

    part: str
    score: str
    most: str
    state: str
    kind: str


@dataclass(frozen=True)
class Marked:
    """What a person gave for a part: by the rubric's items, with what is to be said of it."""

    part: str
    items: tuple[tuple[str, str, str, str], ...]
    said: tuple[str, ...]
    comment: str


@dataclass(frozen=True)
class Try:
    """An earlier or later work for an exercise, in the table of them."""

    number: int
    handed_in: str
    judged: str
    score: str
    counts: bool


@dataclass(frozen=True)
class Section:
    """All that is said of one exercise."""

    exercise: str
    score: str
    standing: str
    arithmetic: str
    remarks: tuple[str, ...]
    reason: Explanation | None
    excerpts: tuple[Excerpt, ...]
    rows: tuple[Row, ...]
    troubles: tuple[Trouble, ...]
    marked: tuple[Marked, ...]
    pictures: tuple[tuple[str, KeptPicture], ...]
    whole: bool
    visible: str
    first: str
    steps: tuple[str, ...]
    attempts: tuple[Try, ...]
    passport: str
    detailed: bool


def student_page(
    results: Sequence[Result],
    sources: Mapping[str, Submission],
    history: Mapping[str, Sequence[Judged]],
    described: Mapping[str, str],
    pictures: Mapping[str, tuple[KeptPicture, KeptPicture | None]] | None = None,
) -> str:
    """Return one student's page.

    ``results`` are of one student, in course order; ``sources`` what was judged, and ``history``
    all that ever was, the newest first, by exercise and as far as they are known. ``described`` is
    the machine that graded, as in every report. Times are shown in the zones that they carry.
    ``pictures`` has by exercise one drawn with the student's functions, and the reference's where
    it may be shown.
    """
    drawn = pictures or {}
    sections = [
        _section(
            each, sources.get(each.exercise), history.get(each.exercise, ()),
            drawn.get(each.exercise, (None, None)),
        )
        for each in results
    ]  # fmt: skip
    counted = [each for each in results if _standing(each) not in _COUNTS_NOT]
    return render_page(
        "student.html",
        student=results[0].student,
        sections=sections,
        score=with_held(total(each.score for each in counted), held(*counted)),
        most=points(total(each.max_score for each in counted)),
        level=described.get("protection", ""),
        signature=signature(described),
        tools=[f"{each} {described[each]}" for each in _TOOLS if each in described],
    )


def _section(
    result: Result,
    submission: Submission | None,
    history: Sequence[Judged],
    drawn: tuple[KeptPicture | None, KeptPicture | None],
) -> Section:
    standing = _standing(result)
    written = Sources.of(submission, result.exercise)
    troubles = () if result.reason else tuple(_troubles(result, written))
    ended = "" if result.reason or standing in _WITHOUT_SCORE else how_it_ended(result)
    first, steps = _next(result)
    without = standing in _WITHOUT_SCORE
    reason = result.reason
    if reason and reason.problem == NOTHING:
        reason = None
    return Section(
        exercise=result.exercise,
        score=_score(result, standing),
        standing=_said_of(result, standing),
        arithmetic=result.arithmetic,
        remarks=tuple(filter(None, [ended, *result.note.splitlines()])),
        reason=reason,
        excerpts=tuple(written.around(reason)) if reason else (),
        rows=() if without else tuple(_rows(result)),
        troubles=troubles,
        marked=() if without else tuple(_marked(result)),
        pictures=()
        if without
        else tuple((by, each) for by, each in zip(DRAWN_WITH, drawn, strict=True) if each),
        whole=not (result.reason or troubles) and any(not p.marking for p in result.parts),
        visible=_visible(result),
        first=first if not without else "",
        steps=steps if not without else (),
        attempts=tuple(_tries(history)),
        passport=_passport(result),
        detailed=bool(not without or reason or result.note or result.arithmetic or history),
    )


def _standing(result: Result) -> Standing:
    """Return what the score stands for; where no policy says it, what was judged does."""
    if result.standing is not Standing.JUDGED:
        return result.standing
    by_verdict = {
        Verdict.NOT_SUBMITTED: Standing.NOT_HANDED_IN,
        Verdict.NOT_GRADED: Standing.NOT_GRADED,
    }
    waits = Standing.HELD if held(result) else Standing.JUDGED
    return by_verdict.get(result.verdict, waits)


def _said_of(result: Result, standing: Standing) -> str:
    if standing is Standing.HELD:
        waiting = held(result)
        are = f"{counted(waiting, 'point')} {'is' if waiting == 1 else 'are'}"
        by_hand = total(p.held for p in result.parts if p.marking and p.marking.waits) == waiting
        said = _WAITS_FOR_A_PERSON if by_hand else _WAITS
        return said.format(are) if waiting else "These points are held for now."
    return _WITHOUT_SCORE.get(standing, "")


def _score(result: Result, standing: Standing) -> str:
    if standing in (Standing.NOT_DUE, Standing.EXCUSED, Standing.NOT_GRADED):
        return str(standing)
    return f"{with_held(result.score, held(result))} of {counted(result.max_score, 'point')}"


def _visible(result: Result) -> str:
    share = visible_share(result) if result.checks else None
    if not share or not share.checks:
        return ""
    decided = f"{points(share.points)} of {counted(result.max_score, 'point')}"
    passed = f"{share.passed} of {share.checks}"
    return f"Visible checks: {passed} pass. They decide {decided}, hidden checks the rest."


def _rows(result: Result) -> Iterator[Row]:
    for part in result.parts:
        if result.reason is None or (part.marking and part.marking.answer):
            yield _row(part)


def _marked(result: Result) -> Iterator[Marked]:
    """Say what a person gave for each answer, or that it waits."""
    for part in result.parts:
        marking = part.marking
        if marking is None or not marking.answer:
            continue
        said = [f"This answer waits {FOR_MARKING}."] if marking.waits else []
        said += [f"{marking.note[:1].upper()}{marking.note[1:]}."] if marking.note else []
        given = any(each.points is not None for each in marking.items)
        items = tuple(
            (each.name, "–" if each.points is None else points(each.points),
             points(each.max_points), each.text)
            for each in (marking.items if given else ())
        )  # fmt: skip
        yield Marked(part.part, items, tuple(said), marking.comment)


def _row(part: PartScore) -> Row:
    if part.marking and not part.marking.answer:
        return Row(part.part, points(0), points(part.max_score), "not handed in", "bad")
    if part.marking and part.marking.waits:
        waiting, score = f"held {FOR_MARKING}", with_held(part.score, part.held)
        return Row(part.part, score, points(part.max_score), waiting, "wait")
    if part.score >= part.max_score:
        state, kind = "all points", "good"
    else:
        state, kind = ("some points", "") if part.score else ("no points yet", "bad")
    if part.held:
        state, kind = f"{state}, some are waiting", "wait"
    return Row(part.part, with_held(part.score, part.held), points(part.max_score), state, kind)


def _troubles(result: Result, written: Sources) -> Iterator[Trouble]:
    for part in result.parts:
        checks = result.checks_of(part.part)
        failures = tuple(_failures(checks))
        if not failures:
            continue
        reasons = [each.why for each in failures if not each.sends]
        begun = [each for each in reasons if not unwritten(each)[0]]
        theirs = any(not each.waits and not each.sends for each in failures)
        shown = written.excerpts(part.part, begun) if begun and theirs else []
        yield Trouble(part.part, failures, tuple(shown))


def _failures(checks: Sequence[Check]) -> Iterator[Failure]:
    """Gather what failed by its reason; then what waits."""
    visible = {sentence_of(each) for each in checks if each.visible}
    for outcome in (Outcome.FAILED, Outcome.NOT_JUDGED):
        for why, sentences in once_a_cause(checks, outcome).items():
            whole = why != NO_REASON and len(sentences) == len(checks) > 1
            yield Failure(
                tuple(sentences), why, outcome is Outcome.NOT_JUDGED, whole,
                not visible & {*sentences}, is_of_needs(why),
            )  # fmt: skip


def _next(result: Result) -> tuple[str, tuple[str, ...]]:
    """Return the part to begin with, and what to do, in the order in which to do it."""
    name = one_line(result.exercise)
    if result.reason is not None:
        check = f"`grader check {name}` says at once whether your file runs again."
        return "", ("Fix this first: until then none of the checks can say anything.", check)
    for part in result.parts:
        failed = [each for each in result.checks_of(part.part) if each.outcome is Outcome.FAILED]
        own = [each for each in failed if not (each.explanation and is_of_needs(each.explanation))]
        if own:
            return part.part, tuple(_steps(result, part.part, own))
    return "", ()


def _steps(result: Result, part: str, failed: Sequence[Check]) -> Iterator[str]:
    name, quoted = f"{one_line(result.exercise)} {one_line(part)}", f"`{one_line(part)}`"
    waiting = [
        f"`{one_line(check.part)}`"
        for check in result.checks
        if check.explanation
        and is_of_needs(check.explanation)
        and quoted in check.explanation.problem
    ]
    later = " and ".join(dict.fromkeys(waiting))
    stub = {unwritten(each.explanation)[0] for each in failed} == {part}
    first = f"Write {quoted}" if stub else f"Begin with {quoted}"
    yield f"{first}: {later} can only work once it does." if later else f"{first}."
    if not stub and not any(each.visible for each in failed):
        yield (
            f"The visible checks of {quoted} pass; hidden ones do not. Read the sentences above, "
            "and try inputs of the kind that they name."
        )
    yield f"`grader hint {name}` gives a nudge, without giving it away."
    yield f"`grader check {name}` says at once whether it works."


def _tries(history: Sequence[Judged]) -> Iterator[Try]:
    oldest_first = history[::-1]
    for each in sorted(oldest_first, key=lambda one: one.result.attempt):
        if each.result.digest:
            result = each.result
            score = f"{with_held(result.score, held(result))} of {points(result.max_score)}"
            handed_in, judged = _moment(result.handed_in), _moment(each.judged)
            yield Try(result.attempt, handed_in, judged, score, each.counts)


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M %Z}".strip() if moment else "not known"


def _passport(result: Result) -> str:
    if not result.digest:
        return ""
    when = f", handed in {_moment(result.handed_in)}" if result.handed_in else ""
    return f"attempt {result.attempt}{when}, submission {result.digest[:12]}"
