"""One run of `nbgrader autograde` → one process that judges all its submissions, kept warm.

nbgrader makes its preprocessors anew for every notebook; what lives as long as a run is its
converter. Of a server that runs one for every click only the newest process is kept, until the last
notebook of its run is judged.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.authoring import require_sound_suites, trials
from grader.course import Course, Exercise
from grader.errors import GraderError, SandboxError
from grader.gradebook import grade
from grader.judging import Judged, JudgingPlan, JudgingProcess
from grader.submission import Entry, Origin, Submission, parts_of, read_submission
from grader.unpacking import Unpacker

REFUSED = (
    "grader doctor shows what is missing; c.Judge.unsandboxed = True in nbgrader_config.py grades "
    "anyway, and says so"
)


class AutogradeRun:
    """Judges what students handed in for an assignment, by suites that were tried first.

    Raises `SandboxError` where this machine cannot protect a grade of record and ``unsandboxed``
    was not asked for; `CourseError` for suites that the reference fails, or the stub passes.
    """

    def __init__(
        self,
        course: Course,
        exercises: Sequence[Exercise],
        folders: Iterable[Path],
        *,
        unsandboxed: bool = False,
        device: str = "cpu",
    ) -> None:
        self._course = course
        parts = parts_of(exercises)
        pair = trials(course, exercises)
        imports = {source for each in pair for source in each.sources}
        with Unpacker() as unpacker:
            for folder in folders:
                # A fault of ours shows again where this is judged.
                with suppress(Exception), unpacker.of_one_student() as unpack:
                    read = read_submission(Entry("", folder), parts, unpack=unpack)
                    imports |= {*read.sources}
        level = "L1" if unsandboxed else "L3"
        plan = JudgingPlan.of(course, exercises, sorted(imports), level=level, device=device)
        self._process = JudgingProcess(plan)
        self.close = weakref.finalize(self, self._process.close)
        self.level = self._process.protection.level
        if self.level == "L1" and not unsandboxed:
            why = "; ".join(self._process.protection.reasons)
            self.close()
            what = f"this machine cannot keep the students' code apart: {why}"
            raise SandboxError(what, REFUSED)
        try:
            require_sound_suites(course, exercises, self._judged(pair), self._judged)
        except GraderError:
            self.close()
            raise

    def judge(self, student: str, folder: Path, exercise: str) -> Judged:
        """Judge what a student handed in for one exercise, lateness deducted."""
        origin = Origin("nbgrader", student)
        judged = self._process.judge(Entry(student, folder, {exercise: 1}, origin))
        return replace(judged, results=tuple(grade(self._course, each) for each in judged.results))

    def _judged(self, submissions: Sequence[Submission]) -> list[Judged]:
        return [self._process.judge(each) for each in submissions]


_RUNS: weakref.WeakKeyDictionary[Any, AutogradeRun] = weakref.WeakKeyDictionary()


def run_of(converter: Any, begin: Callable[[], AutogradeRun]) -> AutogradeRun:
    """Return the run of a converter, or begin it; that of an earlier one ends."""
    if converter not in _RUNS:
        for earlier in [*_RUNS]:
            end_run(earlier)
        _RUNS[converter] = begin()
    return _RUNS[converter]


def end_run(converter: Any) -> None:
    """End a converter's run, if it has one."""
    run = _RUNS.pop(converter, None)
    if run is not None:
        run.close()
