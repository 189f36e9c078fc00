"""Mutants that pass: ``validity/equivalent.yml`` lists them, and says of each why.

Most of them are right: a ``reason`` says why the change is no mistake. Some are wrong, and passed
an accuracy gate of k of n seeds by ``luck``. An entry may name many alike with ``*`` and ``?``.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from grader.authoring.audit.entries import read_entries
from grader.authoring.audit.variants import Variant
from grader.course.messages import suggestion
from grader.course.model import Course
from grader.course.yaml_lines import broken


class Equivalent(BaseModel):
    """One entry: in which solution, where, which change, and why it is no mistake, or passes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    exercise: str = Field(min_length=1)
    of: str = Field("*", min_length=1, description="reference, or the wheat's style")
    place: str = Field("*", min_length=1, description="the function, or Class.method")
    change: str = Field(min_length=1, description="before → after")
    reason: str = Field("", description="why it is right")
    luck: str = Field("", description="how often it fails, if it is wrong and may pass by luck")

    @model_validator(mode="after")
    def _one_of_two(self) -> Equivalent:
        if bool(self.reason) == bool(self.luck) or len(self.reason or self.luck) < 10:
            raise ValueError("give a `reason`, or say what `luck` it has, in some words")
        return self

    def covers(self, mutant: Variant) -> bool:
        """Return whether the entry is about this mutant."""
        place, change = mutant.name.split(": ", 1)
        return self.exercise == mutant.exercise and all(
            fnmatchcase(value, pattern.replace("[", "[[]"))  # brackets are code's own
            for value, pattern in (
                (mutant.of, self.of), (place, self.place), (change, self.change),
            )
        )  # fmt: skip


_FILE = TypeAdapter(list[Equivalent])


def load_equivalents(course: Course) -> list[Equivalent]:
    """Read the file; none where there is none. Raises `CourseError` for one that is wrong."""
    path = course.root / "validity" / "equivalent.yml"
    fix = "each entry has exercise, change, and a reason (or luck)"
    found: list[Equivalent]
    found, lines = read_entries(path, _FILE, [], fix)
    names = [each.name for each in course.exercises]
    for number, entry in enumerate(found):
        if entry.exercise not in names:  # no exercise would ever miss its survivor
            line = lines.of((number, "exercise")) if lines else 1
            what = f"there is no exercise {entry.exercise!r}"
            fix = suggestion(entry.exercise, names, "the exercises are")
            raise broken(line, what, fix, f"validity/{path.name}")
    return found
