"""A submission, as Gradescope lays it out → results.json, or none where it could not be graded.

Below one folder, there ``/autograder``, lie ``source/`` (the zip), ``submission/``,
``submission_metadata.json`` and ``results/``. Where there is no results.json Gradescope shows no
score and asks the student to turn to the staff: that is what becomes of our own trouble. A score of
zero would be the student's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from grader.course import Course, Exercise, load_course
from grader.errors import GraderError, SandboxError
from grader.feedback import one_line
from grader.gradebook import grade
from grader.judging import Judged, JudgingPlan, judge_all
from grader.platforms.gradescope.results import render
from grader.platforms.gradescope.settings import Settings
from grader.sandbox.guest.settings import STAYS_ROOT
from grader.sandbox.levels import Protection
from grader.store import fingerprints, write_whole
from grader.submission import Entry, Submission, parts_of, read_submission
from grader.unpacking import Unpacker

COURSE, SETTINGS = "course", "settings.json"
OWN_MEMORY_MB = 768
"""What the grader itself takes beside a student's process, torch imported on both sides."""

_MEMORY_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


class Metadata(NamedTuple):
    """Who handed in, as Gradescope numbers its users, and when, if it says so."""

    student: str = "student"
    handed_in: datetime | None = None


def main(home: Path) -> int:
    """Grade the submission of a folder; return the exit code, and say to the staff what went on."""
    try:
        print(grade_submission(home))
        return 0
    except GraderError as error:
        print("\n".join(filter(None, [f"error: {error.message}", error.remedy])))
        return error.exit_code
    except Exception as error:  # of ours: the staff read it, and no student gets a zero for it
        print(f"error: the grader itself failed: {type(error).__name__}: {one_line(str(error))}")
        return GraderError.exit_code


def grade_submission(home: Path) -> str:
    """Write ``results/results.json`` below ``home``, and return a sentence for the staff.

    Raises `GraderError`, with no results.json left behind, where the submission was not judged.
    """
    out = home / "results" / "results.json"
    out.unlink(missing_ok=True)
    settings = Settings.parse((home / "source" / SETTINGS).read_text(encoding="utf-8"))
    course = load_course(home / "source" / COURSE, exactly=True)
    exercises = [course.exercise(each) for each in settings.exercises]
    _require_memory(exercises)
    submission = _read(home, course, exercises)
    plan = JudgingPlan.of(course, exercises, submission.sources, secret=settings.secret)
    kept: list[Judged] = []
    levels: list[str] = []

    def started(protection: Protection) -> None:
        _require_protection(protection, settings)
        levels[:] = [protection.level]

    judge_all(plan, [submission], kept.append, started)
    (judged,) = kept
    if judged.problem:
        raise SandboxError(judged.problem, "press Rerun Autograder; if it comes again, tell us")
    grades = [grade(course, each) for each in judged.results]
    text = render(grades, fingerprints.environment(levels[0], "cpu"))
    write_whole(out, text)
    named = ", ".join(f"{each.exercise} {each.score:g}" for each in grades)
    return f"graded at protection {levels[0]}: {named}"


def memory_needed_mb(exercises: Iterable[Exercise]) -> int:
    """Return the least memory with which no honest process is ended: a student's, and our own."""
    return max(each.limits.memory_mb for each in exercises) + OWN_MEMORY_MB


def _require_memory(exercises: Sequence[Exercise]) -> None:
    """Refuse a container in which the kernel may end an honest student's process."""
    limit, needed = memory_limit_mb(), memory_needed_mb(exercises)
    if limit is not None and limit < needed:
        raise SandboxError(
            f"this container has {limit} MiB of memory, and needs {needed}: what course.yml grants "
            f"a student's code, and {OWN_MEMORY_MB} for the grader",
            "choose a larger container in the assignment's autograder settings, or lower "
            "memory_mb in course.yml and export again",
        )


def memory_limit_mb() -> int | None:
    """Return how much memory the container may use, or None where nothing limits it."""
    for name in _MEMORY_LIMITS:
        with suppress(OSError, ValueError):  # "max" is no number, and no limit
            return int(Path(name).read_text(encoding="ascii")) >> 20
    return None


def _require_protection(protection: Protection, settings: Settings) -> None:
    if protection.level != "L1":
        return
    why = "; ".join(protection.reasons)
    if not settings.unsandboxed:
        raise SandboxError(
            f"this container cannot keep the student's code apart: {why}",
            "docs/levels.md says what helps; grader export gradescope --unsandboxed grades anyway",
        )
    if STAYS_ROOT in why:  # it would read the hidden checks, and write the score
        raise SandboxError(why, "without protection the code must at least not run as root")


def _read(home: Path, course: Course, exercises: list[Exercise]) -> Submission:
    """Read the submission; a different code is another attempt, and gets inputs of its own."""
    metadata = read_metadata(home / "submission_metadata.json")
    entry = Entry(metadata.student, (home / "submission").resolve())
    with Unpacker() as unpacker, unpacker.of_one_student() as unpack:
        submission = read_submission(entry, parts_of(exercises), unpack=unpack)
    attempts = {each.name: _number(submission.only(each.name)) for each in exercises}
    works = tuple(replace(work, submitted_at=metadata.handed_in) for work in submission.works)
    return replace(submission, works=works, attempts=attempts)


def _number(submission: Submission) -> int:
    """Return a number for the code: there is no store here that would count a student's works."""
    return int(submission.code_digest[:12] or "0", 16) + 1


def read_metadata(path: Path) -> Metadata:
    """Read who handed in and when; what is missing or odd is left out."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        ids = sorted(str(user["id"]) for user in said["users"])
        moment = datetime.fromisoformat(said["created_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return Metadata()
    return Metadata("+".join(ids) or Metadata().student, moment if moment.tzinfo else None)


def run() -> None:
    """Do what ``python -m grader.platforms.gradescope FOLDER`` does."""
    sys.exit(main(Path(sys.argv[1])))
