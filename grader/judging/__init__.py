"""A `JudgingPlan` and submissions → what became of each, its `Result` in every exercise.

A `WarmJudge` judges one after the other; `judge_all` judges a class, in one process or in several.
"""

from grader.judging.judge import JudgingContext, judge_submission, not_graded
from grader.judging.kernel_judge import judge_kernel
from grader.judging.needs import all_needs
from grader.judging.pending import has_unjudged, merge
from grader.judging.pool import (
    Judged,
    JudgingProcess,
    PackedWork,
    Worker,
    die_with_parent,
    judge_all,
    judge_here,
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
    "OPEN_SECRET", "SECRET_BYTES", "STUDENT", "Check", "Flag", "ItemMark", "Judged",
    "JudgingContext", "JudgingPlan", "JudgingProcess", "Marking", "Outcome", "PackedWork",
    "PartScore", "Result", "Standing", "WarmJudge", "Worker", "all_needs", "blank_parts",
    "die_with_parent", "has_unjudged", "held", "judge_all", "judge_here", "judge_kernel",
    "judge_submission", "merge", "not_graded", "points_of_checks", "require_device", "rounded",
    "standing", "suites_of", "total", "visible_share", "with_checks",
]  # fmt: skip
