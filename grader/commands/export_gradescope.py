"""`grader export gradescope`: the course, tried, as the zip file that Gradescope takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.authoring import faults, trials
from grader.commands.progress import QUIET, Progress
from grader.course.model import Course, Exercise
from grader.errors import CourseError, UsageError
from grader.judging import Judged, JudgingPlan, judge_all, total
from grader.platforms.gradescope import autograder_zip, memory_needed_mb
from grader.reports import points
from grader.store import write_whole

MOST_FAULTS = 5
_SHORTEST_MINUTES, _LONGEST_MINUTES = 10, 40  # Gradescope's time limit: its default, and the most


@dataclass(frozen=True)
class Exported:
    """What was exported, and where it lies."""

    path: Path
    exercises: tuple[Exercise, ...]
    unsandboxed: bool


def export(
    course: Course,
    names: Sequence[str],
    to: Path,
    *,
    unsandboxed: bool = False,
    progress: Progress = QUIET,
) -> Exported:
    """Try the suites of exercises (all by default), and write the zip, readable to its owner alone.

    Raises `UsageError` for a course without solutions and for a name that is no zip's,
    `CourseError` where the reference fails a check or the stub passes one, and `StoreError` where
    the file cannot be written.
    """
    if to.suffix.lower() != ".zip":
        raise UsageError(f"{to} is no name of a zip file", f"--to {to.with_suffix('.zip')}")
    exercises = tuple(course.exercise(each) for each in names) or course.judged
    archive = autograder_zip(course, exercises, unsandboxed=unsandboxed)
    _try(course, exercises, progress)
    write_whole(to, archive, "--to FILE.zip", private=True)  # it holds the solutions
    return Exported(to, exercises, unsandboxed)


def _try(course: Course, exercises: Sequence[Exercise], progress: Progress) -> None:
    pair, judged = trials(course, exercises), list[Judged]()
    plan = JudgingPlan.of(course, exercises, [each for one in pair for each in one.sources])
    judge_all(plan, pair, judged.append, lambda _: progress.say("trying the suites"))
    problems = [f"{each.submission.student}: {each.problem}" for each in judged if each.problem]
    found = [*problems, *(f"{each.place}: {each.said}" for each in faults(course, judged))]
    if found:
        more = [f"and {len(found) - MOST_FAULTS} more"] if len(found) > MOST_FAULTS else []
        said = "\n".join([*found[:MOST_FAULTS], *more])
        raise CourseError(said, "fix the suite: nothing was exported")


def shown(exported: Exported) -> str:
    """Say what the zip holds, and what to set on Gradescope."""
    names = ", ".join(each.name for each in exported.exercises)
    most = points(total(each.max_score for each in exported.exercises))
    memory = memory_needed_mb(exported.exercises)
    seconds = sum(each.limits.exercise_seconds for each in exported.exercises)
    minutes = max(_SHORTEST_MINUTES, -(-int(seconds) // 60))
    lines = [
        f"{exported.path}: {names}",
        "It holds your solutions: give it to nobody but Gradescope, which wants",
        f"  autograder points  {most}",
        f"  container          {memory / 1024:g} GB of memory or more",
        f"  timeout            {min(minutes, _LONGEST_MINUTES)} minutes",
    ]
    if minutes > _LONGEST_MINUTES:
        lines.append(
            f"note: code that uses all its time takes {minutes} minutes, and Gradescope gives it "
            f"{_LONGEST_MINUTES} and then a zero: export fewer exercises, or lower exercise_seconds"
        )
    if exported.unsandboxed:
        lines.append("note: it grades without protection too, and every result then says so")
    return "\n".join(lines)
