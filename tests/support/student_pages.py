"""Three works of one student, as their page is made of them: right, wrong and hostile, broken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from grader.feedback import Explanation
from grader.feedback.explanation import explain_needs
from grader.judging import Check, Outcome, PartScore, Result, Standing
from grader.judging.score import with_checks
from grader.sandbox.verdict import Verdict
from grader.submission import Cell, Submission, Work

P, F, N = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_JUDGED
HERE = {"protection": "L3", "python": "3.11.7", "numpy": "2.1.0", "secret": "5ec2e7"}
CODE = """import numpy as np


def softmax(z):
    e = np.exp(z)  # of all
    return e / e.sum(axis=1)


def train(X):
    raise NotImplementedError
"""
BROKEN = "def neuron(x:\n    return x\n"
GPU = Explanation("needs a GPU, and this machine has none")


@dataclass(frozen=True)
class Try:
    """A work as it was judged, as a store's Attempt."""

    result: Result
    judged: datetime | None
    counts: bool


def check(number: int, part: str, outcome: Outcome, why: Explanation | None = None) -> Check:
    """The first check of a part is visible."""
    return Check(
        f"test_{part}_{number}",
        part,
        not number,
        outcome,
        why,
        1.0,
        f"Sentence {number} of {part}.",
    )


def result(exercise: str, checks: Sequence[Check], **more: object) -> Result:
    """What these checks gave: six points for each part."""
    parts = dict.fromkeys(each.part for each in checks)
    blank = Result(
        "ada", exercise, 0, 0, Verdict.GRADED,
        tuple(PartScore(part, 0, 6.0) for part in parts), digest="ab12" * 16, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return with_checks(blank, checks)


def perceptron() -> Result:
    """All is right, a day late, and the arithmetic says so."""
    whole = result("perceptron", [check(0, "gate", P), check(1, "gate", P)])
    return replace(
        whole, score=5.4, judged_score=6.0, arithmetic="6 judged, 1 day late: -10 % = 5.4"
    )


def circles(hostile: str = "") -> Result:
    """One part is wrong, one builds on it, one is not written, and one waits for a GPU."""
    called = Explanation(
        f"the columns do not add up to 1{hostile}", likely="the sum runs over the wrong axis",
        called=f"softmax(array([[1., 2.]])){hostile}", got=f"array([[1., 1.]]){hostile}",
        expected="array([[0.27, 0.73]])", look="the axis: columns are samples",
    )  # fmt: skip
    raised = Explanation(
        "`softmax` raised AxisError: axis 1 is out of bounds",
        f"  circles.py, line 6, in softmax\n    return e / e.sum(axis=1){hostile}",
        "a list has one axis", got="list of 3",
    )  # fmt: skip
    stub = Explanation(
        "`train` is not written yet (circles.py, line 10 raises NotImplementedError)"
    )
    return result(
        "circles",
        [
            check(0, "softmax", F, called), check(1, "softmax", F, raised), check(2, "softmax", P),
            check(0, "loss", F, explain_needs(["softmax"])),
            check(0, "train", F, stub), check(1, "train", F, stub),
            check(0, "device", P), check(1, "device", N, GPU),
        ],
        attempt=2, handed_in=datetime(2026, 11, 20, 18, 30, tzinfo=UTC),
        note=f"cell 3 was left out{hostile}",
    )  # fmt: skip


def neuron() -> Result:
    """Python cannot read the file."""
    why = Explanation(
        "Python cannot read neuron.py, line 1: '(' was never closed", "  1 | def neuron(x:"
    )
    checks = [check(0, "neuron", F, why), check(1, "neuron", F, why)]
    return replace(result("neuron", checks), verdict=Verdict.UNREADABLE, reason=why)


def standing(exercise: str, standing: Standing) -> Result:
    """An exercise without a work that counts."""
    return replace(
        result(exercise, [check(0, "part", F)]), checks=(), digest="", standing=standing,
    )  # fmt: skip


def sources(code: str = CODE) -> dict[str, Submission]:
    """What was handed in for the three."""
    files = {"circles": code, "neuron": BROKEN}
    return {
        name: Submission("ada", (Work(name, f"{name}.py", (Cell(f"{name}.py", text),)),))
        for name, text in files.items()
    }


def history() -> Mapping[str, Sequence[Try]]:
    """Two attempts at circles, the second of which counts."""
    newest = circles()
    first = replace(newest, attempt=1, score=3.0, handed_in=None)
    return {
        "circles": [
            Try(newest, datetime(2026, 11, 21, 8, 0, tzinfo=UTC), True), Try(first, None, False),
        ]
    }  # fmt: skip
