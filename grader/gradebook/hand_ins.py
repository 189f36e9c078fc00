"""All that is kept of an exercise → each time that a work was handed in, and what it got then.

A work that is handed in once more, without another one in between, was handed in the first time:
to upload the same file again makes nobody late. With another one in between it is a new hand-in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby

from grader.store import Attempt


@dataclass(frozen=True)
class _Occasion:
    """That a code was there, since a moment: handed in then, or else first judged then."""

    digest: str
    handed_in: datetime | None
    judged: datetime | None

    @property
    def since(self) -> datetime | None:
        moment = self.handed_in or self.judged
        return moment and moment.astimezone(UTC)


def hand_ins(attempts: Iterable[Attempt], *, grades_alone: bool) -> list[Attempt]:
    """Return a student's hand-ins of an exercise, each as it was judged last, or as it counts.

    With ``grades_alone`` only those that became the grade. Where it is not known when one was
    handed in, its result says since when it was known.
    """
    kept = list(attempts)
    judged: dict[str, Attempt] = {}
    for each in kept:
        digest = each.result.digest
        if digest not in judged or each.counts or not judged[digest].counts:
            judged[digest] = each
    runs: dict[str, list[list[_Occasion]]] = {}
    for run in _runs(kept):
        runs.setdefault(run[0].digest, []).append(run)
    found = []
    for digest, own in runs.items():
        work = judged[digest]
        if grades_alone:
            mine = [each for each in own if work.result.handed_in in {o.handed_in for o in each}]
            own = (mine or own)[-1:] if work.counts else []
        found += [_handed_in(work, run[0]) for run in own]
    return found


def _runs(attempts: Sequence[Attempt]) -> list[list[_Occasion]]:
    """Gather what was handed in again and again without another work in between, in order."""
    occasions = [
        _Occasion(each.result.digest, each.result.handed_in, each.judged) for each in attempts
    ]
    by_time = {each.digest for each in occasions if each.handed_in}
    known = [  # a work without a time says more than one with it only if it was there before
        each
        for each in occasions
        if each.handed_in or each.digest not in by_time or _first_of_all(each, occasions)
    ]
    if all(each.since for each in known):
        known.sort(key=lambda each: each.since or datetime.min.replace(tzinfo=UTC))
    return [list(run) for _, run in groupby(known, key=lambda each: each.digest)]


def _first_of_all(occasion: _Occasion, others: Iterable[_Occasion]) -> bool:
    since = occasion.since
    alike = [each.since for each in others if each.digest == occasion.digest and each.handed_in]
    return since is not None and all(each is not None and since < each for each in alike)


def _handed_in(work: Attempt, first: _Occasion) -> Attempt:
    known_since = None if first.handed_in else first.judged
    result = replace(work.result, handed_in=first.handed_in, known_since=known_since)
    return replace(work, result=result)
