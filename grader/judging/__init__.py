"""A `JudgingPlan` and submissions → what became of each, its `Result` in every exercise.

A `WarmJudge` judges one after the other; `judge_all` judges a class, in one process or in several.
"""

from grader.judging.judge import JudgingContext, judge_submission, not_graded
from grader.judging.kernel_judge import judge_kernel
from grader.judging.needs import all_needs
from grader.judging.pending import has_unjudged, merge
from grader.judging.pool import (
    DIED_TWICE,
    MAX_TRIES,
    Emit,
    Judged,
    JudgingProcess,
    PackedWork,
    Started,
    SubmissionOrPath,
    Worker,
    cores_of,
    die_with_parent,
    fault,
    judge_all,
    judge_here,
    packed_works,
    read_handed,
)
from grader.judging.results import (
    Check,
    Flag,
    ItemMark,
    Marking,
    Outcome,
    PartScore,
    Result,
    Standing,
)
from grader.judging.score import (
    blank_parts,
    held,
    points_of_checks,
    rounded,
    standing,
    total,
    visible_share,
    with_checks,
)
from grader.judging.warm_judge import (
    OPEN_SECRET,
    SECRET_BYTES,
    STUDENT,
    JudgingPlan,
    WarmJudge,
    require_device,
    suites_of,
)

__all__ = [
    "DIED_TWICE", "MAX_TRIES", "OPEN_SECRET", "SECRET_BYTES", "STUDENT", "Check", "Emit", "Flag",
    "ItemMark", "Judged", "JudgingContext", "JudgingPlan", "JudgingProcess", "Marking", "Outcome",
    "PackedWork", "PartScore", "Result", "Standing", "Started", "SubmissionOrPath", "WarmJudge",
    "Worker", "all_needs", "blank_parts", "cores_of", "die_with_parent", "fault", "has_unjudged",
    "held", "judge_all", "judge_here", "judge_kernel", "judge_submission", "merge", "not_graded",
    "packed_works", "points_of_checks", "read_handed", "require_device", "rounded", "standing",
    "suites_of", "total", "visible_share", "with_checks",
]  # fmt: skip
