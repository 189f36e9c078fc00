"""A course that is being written → what students get, gates calibrated, and the course judged.

For its author alone: a student's installation never imports it.
"""

from grader.authoring.calibration import (
    Calibration,
    calibrate_suite,
    course_lines,
    surroundings,
    versions_of,
    write_calibration,
)
from grader.authoring.derive import bundle, reference_source, release, stale, stub_source
from grader.authoring.misconception_record import record_misconceptions
from grader.authoring.new_course import new_course

__all__ = [
    "Calibration",
    "bundle",
    "calibrate_suite",
    "course_lines",
    "new_course",
    "record_misconceptions",
    "reference_source",
    "release",
    "stale",
    "stub_source",
    "surroundings",
    "versions_of",
    "write_calibration",
]
