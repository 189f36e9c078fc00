"""Gates: accuracies that trainings must reach, and how often a right solution misses them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import InitErrorDetails

from grader.course.binomial import CONFIDENCE, MOST_BAD_LUCK, at_most, bad_luck, upper_bound
from grader.course.fields import NAME, Count, Name, Number, Strict, broken_rule, refuse

_ROUNDED = 0.05
"""Figures in a file are rounded: they may be off by this share."""
CALIBRATING = "calibrating"
"""The context of a validation in which a gate may have no figures yet."""
_NEVER = 1e-8


class Calibration(Strict):
    """How often the reference itself missed the threshold, and what follows for right solutions."""

    runs: Count = Field(description="so many seeds were tried with the reference", examples=[10000])
    failures: int = Field(
        ge=0, description="so many of them stayed below the threshold", examples=[25]
    )
    upper: float = Field(
        ge=0, le=1, examples=[0.0035],
        description="the upper 95 % bound of the failure rate per seed",
    )  # fmt: skip
    false_fail: float = Field(
        ge=0, lt=MOST_BAD_LUCK, examples=[3.7e-5],
        description="the chance that a right solution fails the gate by bad luck; "
        "if it is too high take more seeds, or a lower threshold, and calibrate again",
    )  # fmt: skip

    @field_validator("failures", "upper")
    @classmethod
    def _follow_from_the_runs(cls, value: Any, info: ValidationInfo) -> Any:
        """An upper bound may lie higher than it must, and lower by rounding only."""
        match info.field_name, info.data:
            case "failures", {"runs": runs} if value > runs:
                what = f"{value} of {runs} runs cannot have failed"
                refuse(broken_rule(what, "calibrate again"))
            case "upper", {"runs": runs, "failures": failures} if (
                at_most(failures, runs, value * (1 + _ROUNDED)) > 1 - CONFIDENCE
            ):
                bound = f"{upper_bound(failures, runs):.2g}"
                what = f"but {failures} failures of {runs} have the bound {bound}"
                fix = f"write `upper: {bound}`, or calibrate again"
                refuse(broken_rule(f"upper is {value:g}, {what}", fix))
        return value


class Sure(Strict):
    """What opens a gate early: the ``first`` trainings reach this much, every one of them."""

    first: Count = Field(description="so many trainings, the first ones", examples=[3])
    threshold: Number = Field(description="the gate's own, or more", examples=[0.95])


class Gate(Strict):
    """An accuracy that ``need`` of ``seeds`` trainings must reach."""

    name: Name = Field(description=f"by which a hidden check asks for it: {NAME}")
    part: Name = Field(description="the exercise's part that the gate judges", examples=["train"])
    threshold: Number = Field(
        description="what a training must reach, such as a share of right answers", examples=[0.9]
    )
    seeds: int = Field(
        ge=1, le=1000, description="trainings, each with a seed of its own", examples=[3]
    )
    need: Count = Field(description="so many of them must reach the threshold", examples=[2])
    sure: Sure | None = Field(
        default=None, examples=[{"first": 3, "threshold": 0.95}],
        description="opens the gate early: so few trainings are enough, if they are so good",
    )  # fmt: skip
    trivial: Number = Field(
        description="what the best trivial rule gets: below the threshold", examples=[0.7]
    )
    calibration: Calibration = Field(
        description="run `grader calibrate EXERCISE`, and add what it prints"
    )

    @model_validator(mode="before")
    @classmethod
    def _to_be_calibrated(cls, fields: Any, info: ValidationInfo) -> Any:
        """Let a gate that is about to be calibrated have no figures: any stand there till then."""
        if info.context != CALIBRATING or not isinstance(fields, dict) or "calibration" in fields:
            return fields
        match fields:
            case {"seeds": int(seeds), "need": int(need)} if 1 <= need <= seeds:
                luck = {"upper": _NEVER, "false_fail": bad_luck(_NEVER, seeds, need)}
                return {**fields, "calibration": {"runs": 10**9, "failures": 0, **luck}}
        return fields

    @field_validator("need", "sure", "trivial", "calibration")
    @classmethod
    def _fits_what_stands_before(cls, value: Any, info: ValidationInfo) -> Any:
        match info.field_name, info.data:
            case "need", {"seeds": seeds} if value > seeds:
                what = f"{value} of {seeds} seeds cannot be reached"
                refuse(broken_rule(what, f"need at most {seeds}"))
            case "trivial", {"threshold": least} if value >= least:
                what = f"the trivial rule gets {value:g} and so passes the threshold {least:g}"
                refuse(broken_rule(what, "raise the threshold above what the trivial rule gets"))
            case "sure", before if value:
                refuse(*_weaker(value, **before))
            case "calibration", {"seeds": seeds, "need": need}:
                right, written = bad_luck(value.upper, seeds, need), value.false_fail
                if abs(written - right) > 2 * _ROUNDED * right + 1e-8 * (written > right):
                    what = f"but {need} of {seeds} seeds give {right:.2g}"
                    fix = f"write `false_fail: {right:.1e}`, or calibrate again"
                    refuse(broken_rule(f"false_fail is {written:g}, {what}", fix, "false_fail"))
        return value


def _weaker(
    sure: Sure, threshold: float = -math.inf, need: float = math.inf, **others: Any
) -> Iterator[InitErrorDetails]:
    """An early opening may ask for more of fewer trainings, and for no less."""
    if sure.threshold < threshold:
        what = f"{sure.threshold:g}, below the gate's own threshold {threshold:g}"
        yield broken_rule(f"sure.threshold is {what}", f"write {threshold:g}, or more", "threshold")
    if sure.first >= need:
        what = f"the first {sure.first} are no fewer than the {need} that the gate needs"
        yield broken_rule(what, f"less than {need}, or leave `sure` out", "first")
