"""Names that feedback gave to unseen mistakes: ``validity/names.yml`` says whether each is true.

A person has read each sentence beside what the chaff's source does: exercise, chaff, sentence.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import StrictBool, TypeAdapter

from grader.authoring.audit.entries import read_entries
from grader.course.model import Course

Judgements = Mapping[str, Mapping[str, Mapping[str, bool]]]
"""By exercise, chaff and sentence, whether the sentence is true of the chaff."""

_FILE = TypeAdapter(dict[str, dict[str, dict[str, StrictBool]]])


def load_judgements(course: Course) -> Judgements:
    """Read the file; none where there is none. Raises `CourseError` for one that is wrong."""
    path = course.root / "validity" / "names.yml"
    fix = "below each exercise and chaff: the sentence, and true or false"
    judgements: Judgements = read_entries(path, _FILE, {}, fix).entries
    return judgements
