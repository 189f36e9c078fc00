"""Names that feedback gave to unseen mistakes: ``validity/names.yml`` says whether each is true.

A person has read each sentence beside what the chaff's source does: exercise, chaff, sentence.
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml
from pydantic import StrictBool, TypeAdapter, ValidationError

from grader.course.model import Course
from grader.errors import CourseError

Judgements = Mapping[str, Mapping[str, Mapping[str, bool]]]
"""By exercise, chaff and sentence, whether the sentence is true of the chaff."""

_FILE = TypeAdapter(dict[str, dict[str, dict[str, StrictBool]]])


def load_judgements(course: Course) -> Judgements:
    """Read the file; none where there is none. Raises `CourseError` for one that is wrong."""
    path = course.root / "validity" / "names.yml"
    if not path.is_file():
        return {}
    try:
        return _FILE.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (yaml.YAMLError, ValidationError) as error:
        remedy = "below each exercise and chaff: the sentence, and true or false"
        raise CourseError(f"{path}: {error}", remedy) from None
