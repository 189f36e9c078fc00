"""What makes a course file wrong beyond the shape of its values: names, needs, gates, limits.

The values may be half broken. One that is missing or of the wrong kind is passed over here: its
field has reported it already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from grader.course.binomial import CONFIDENCE, at_most, bad_luck, upper_bound
from grader.course.yaml_lines import Loc, Problem
from grader.errors import nearest

MOST_BAD_LUCK = 1e-4
"""A right solution's chance of failing by bad luck stays under this, over a whole exercise."""

_ROUNDED = 0.05
"""Figures in a file are rounded: they may be off by this share."""


class _Entry(NamedTuple):
    loc: Loc
    fields: Mapping[str, Any]

    @property
    def name(self) -> str:
        name = self.fields.get("name")
        return name if isinstance(name, str) else ""


def problems_of(course: Any, default_limits: Mapping[str, float]) -> Iterator[Problem]:
    """Return every broken rule of a course's plain values."""
    whole = _Entry((), course if isinstance(course, dict) else {})
    exercises = _entries(whole, "exercises")
    yield from _duplicates("exercise", exercises, fold=True)
    shared = {**default_limits, **_mapping(whole.fields, "limits")}
    yield from _limits(whole, shared)
    for exercise in exercises:
        parts, gates = _entries(exercise, "parts"), _entries(exercise, "gates")
        yield from _duplicates("part", parts)
        yield from _needs(parts)
        yield from _duplicates("gate", gates)
        for gate in gates:
            yield from _gate(gate, [part.name for part in parts])
        yield from _all_gates(gates)
        if own := _mapping(exercise.fields, "limits"):
            yield from _limits(exercise, {**shared, **own})


def suggestion(name: str, known: Iterable[str], kind: str) -> str:
    """Say which of the known names was perhaps meant."""
    names = [each for each in known if each]
    if near := nearest(name, names):
        return f"did you mean `{near}`?"
    return f"{kind}: {', '.join(names)}" if names else f"{kind}: none"


def _duplicates(kind: str, entries: list[_Entry], fold: bool = False) -> Iterator[Problem]:
    """Exercises are folders: on some machines their names may not differ by case alone."""
    seen: set[str] = set()
    for entry in entries:
        key = entry.name.casefold() if fold else entry.name
        if key and key in seen:
            what = f"a second {kind} is called `{entry.name}`"
            yield Problem((*entry.loc, "name"), what, "rename or remove one of the two")
        seen.add(key)


def _needs(parts: list[_Entry]) -> Iterator[Problem]:
    for position, part in enumerate(parts):
        earlier = [each.name for each in parts[:position]]
        needs = part.fields.get("needs")
        for index, need in enumerate(needs if isinstance(needs, list) else []):
            if not isinstance(need, str) or need in earlier:
                continue
            loc = (*part.loc, "needs", index)
            what = f"part `{part.name}` needs `{need}`, which is no earlier part of the exercise"
            if need != part.name and need in [each.name for each in parts[position:]]:
                yield Problem(loc, what, f"move `{need}` above `{part.name}`")
            else:
                yield Problem(loc, what, suggestion(need, earlier, "earlier parts are"))


def _gate(gate: _Entry, parts: list[str]) -> Iterator[Problem]:
    part = gate.fields.get("part")
    if isinstance(part, str) and part not in parts:
        what = f"gate `{gate.name}` is of part `{part}`, which the exercise does not have"
        yield Problem((*gate.loc, "part"), what, suggestion(part, parts, "its parts are"))
    match _numbers(gate.fields, "threshold", "trivial"):
        case [threshold, trivial] if trivial >= threshold:
            what = f"the trivial rule gets {trivial:g} and so passes the threshold {threshold:g}"
            fix = "raise the threshold above what the trivial rule gets"
            yield Problem((*gate.loc, "trivial"), what, fix)
    match _numbers(gate.fields, "seeds", "need"):
        case [seeds, need] if need > seeds:
            what = f"{need:g} of {seeds:g} seeds cannot be reached"
            yield Problem((*gate.loc, "need"), what, f"need at most {seeds:g}")
        case [seeds, need]:
            yield from _false_fail(gate, int(seeds), int(need))
    yield from _sure(gate)
    yield from _calibration(gate)


def _sure(gate: _Entry) -> Iterator[Problem]:
    """An early opening may ask for more of fewer trainings, and for no less."""
    sure, loc = _mapping(gate.fields, "sure"), (*gate.loc, "sure")
    match [*_numbers(gate.fields, "threshold"), *_numbers(sure, "threshold")]:
        case [threshold, more] if more < threshold:
            what = f"sure.threshold is {more:g}, below the gate's own threshold {threshold:g}"
            yield Problem((*loc, "threshold"), what, f"write {threshold:g}, or more")
    match [*_numbers(gate.fields, "need"), *_numbers(sure, "first")]:
        case [need, first] if first >= need:
            what = f"the first {first:g} are no fewer than the {need:g} that the gate needs"
            yield Problem((*loc, "first"), what, f"less than {need:g}, or leave `sure` out")


def _calibration(gate: _Entry) -> Iterator[Problem]:
    loc = (*gate.loc, "calibration")
    match _numbers(_mapping(gate.fields, "calibration"), "runs", "failures", "upper"):
        case [runs, failures, _] if failures > runs:
            what = f"{failures:g} of {runs:g} runs cannot have failed"
            yield Problem((*loc, "failures"), what, "calibrate again")
        case [runs, failures, upper] if not _is_bound(int(failures), int(runs), upper):
            bound = f"{upper_bound(int(failures), int(runs)):.2g}"
            what = (
                f"upper is {upper:g}, but {failures:g} failures of {runs:g} have the bound {bound}"
            )
            yield Problem((*loc, "upper"), what, f"write `upper: {bound}`, or calibrate again")


def _is_bound(failures: int, runs: int, upper: float) -> bool:
    """Return whether it bounds the rate: it may lie higher, and lower by rounding only."""
    if runs < 1 or not 0 <= upper <= 1:
        return True
    return at_most(failures, runs, upper * (1 + _ROUNDED)) <= 1 - CONFIDENCE


def _false_fail(gate: _Entry, seeds: int, need: int) -> Iterator[Problem]:
    match _numbers(_mapping(gate.fields, "calibration"), "upper", "false_fail"):
        case [upper, written] if 0 <= upper <= 1 and 1 <= need <= 10_000 >= seeds:
            right = bad_luck(upper, seeds, need)
            if not right * (1 - 2 * _ROUNDED) <= written <= right * (1 + 2 * _ROUNDED) + 1e-8:
                what = f"false_fail is {written:g}, but {need} of {seeds} seeds give {right:.2g}"
                fix = f"write `false_fail: {right:.1e}`, or calibrate again"
                yield Problem((*gate.loc, "calibration", "false_fail"), what, fix)


def _all_gates(gates: list[_Entry]) -> Iterator[Problem]:
    each = [_numbers(_mapping(gate.fields, "calibration"), "false_fail") for gate in gates]
    chances = [chance for numbers in each for chance in numbers]
    if all(chance < MOST_BAD_LUCK for chance in chances) and sum(chances) >= MOST_BAD_LUCK:
        loc = (*gates[-1].loc, "calibration", "false_fail")
        what = f"the exercise's gates together fail {sum(chances):.2g} of right solutions"
        fix = f"stay under {MOST_BAD_LUCK:g} in all: take more seeds, or a lower threshold"
        yield Problem(loc, what, fix)


def _limits(entry: _Entry, limits: Mapping[str, Any]) -> Iterator[Problem]:
    match _numbers(limits, "call_seconds", "exercise_seconds"):
        case [call, whole] if call > whole > 0:
            what = f"a call may take {call:g} s, but the whole exercise only {whole:g} s"
            fix = "raise exercise_seconds, or lower call_seconds"
            yield Problem((*entry.loc, "limits"), what, fix)


def _entries(entry: _Entry, key: str) -> list[_Entry]:
    listed = entry.fields.get(key)
    items = enumerate(listed if isinstance(listed, list) else [])
    return [_Entry((*entry.loc, key, i), item) for i, item in items if isinstance(item, dict)]


def _mapping(fields: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = fields.get(key)
    return value if isinstance(value, dict) else {}


def _numbers(fields: Mapping[str, Any], *keys: str) -> list[float]:
    """Return the numbers under these keys, or nothing unless all of them are numbers."""
    values = [fields.get(key) for key in keys]
    numbers = [v for v in values if isinstance(v, (int, float)) and not isinstance(v, bool)]
    return numbers if len(numbers) == len(keys) else []
