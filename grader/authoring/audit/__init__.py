"""A course → its right and wrong variants, the `Evidence` of each, and a `Verdict` an exercise.

Right variants must pass, wrong ones must fail, and luck must not decide.
"""

from grader.authoring.audit.costs import check_costs
from grader.authoring.audit.equivalents import load_equivalents
from grader.authoring.audit.evidence import Evidence, Journal, gather, gather_visible
from grader.authoring.audit.names import load_judgements
from grader.authoring.audit.recalibrate import recalibrated
from grader.authoring.audit.variants import Kind, Variant, mistaken, mutated, standing
from grader.authoring.audit.verdicts import (
    Count,
    CourseVerdict,
    ExerciseAudit,
    GateLine,
    PartLine,
    Verdict,
)

__all__ = [
    "Count",
    "CourseVerdict",
    "Evidence",
    "ExerciseAudit",
    "GateLine",
    "Journal",
    "Kind",
    "PartLine",
    "Variant",
    "Verdict",
    "check_costs",
    "gather",
    "gather_visible",
    "load_equivalents",
    "load_judgements",
    "mistaken",
    "mutated",
    "recalibrated",
    "standing",
]
