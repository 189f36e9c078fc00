"""A course that is being written → what students get, gates calibrated, and the course judged.

For its author alone: a student's installation never imports it.
"""

from grader.authoring.calibration import (
    RECORDS,
    Calibration,
    calibrate_suite,
    course_lines,
    surroundings,
    versions_of,
    write_calibration,
)
from grader.authoring.calibration_runs import Runs
from grader.authoring.derive import (
    Files,
    bundle,
    cells_of,
    handout_files,
    reference_source,
    release,
    stale,
    stub_source,
    write_files,
    write_release,
)
from grader.authoring.gate_lint import gate_problems
from grader.authoring.misconception_record import record_misconceptions
from grader.authoring.new_course import new_course
from grader.authoring.notebook import GRADER, HANDOUT, Cell, as_notebook
from grader.authoring.scaffolding import new_exercise, own_course
from grader.authoring.solution_markers import BEGIN, END
from grader.authoring.solution_markers import STUB as STUB_LINE
from grader.authoring.suite_lint import suite_problems
from grader.authoring.suite_trial import (
    REFERENCE,
    STUB,
    Fault,
    faults,
    require_sound_suites,
    trials,
)

__all__ = [
    "BEGIN",
    "END",
    "GRADER",
    "HANDOUT",
    "RECORDS",
    "REFERENCE",
    "STUB",
    "STUB_LINE",
    "Calibration",
    "Cell",
    "Fault",
    "Files",
    "Runs",
    "as_notebook",
    "bundle",
    "calibrate_suite",
    "cells_of",
    "course_lines",
    "faults",
    "gate_problems",
    "handout_files",
    "new_course",
    "new_exercise",
    "own_course",
    "record_misconceptions",
    "reference_source",
    "release",
    "require_sound_suites",
    "stale",
    "stub_source",
    "suite_problems",
    "surroundings",
    "trials",
    "versions_of",
    "write_calibration",
    "write_files",
    "write_release",
]
