"""What a worker is to judge by, as JSON: the plan, and the digests of what it must have."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from grader.course.model import Course
from grader.judging import JudgingPlan
from grader.store import fingerprints


@dataclass(frozen=True)
class Order:
    """A plan, the digest of the course for which it was made, and by what grader.

    ``described`` names the versions of Python and the libraries; ``grader`` is a digest of them
    and of the grader's code. ``plan.level`` is the level to judge at, or at first the best one.
    """

    plan: JudgingPlan
    course: str
    described: Mapping[str, str]
    grader: str

    @classmethod
    def of(cls, course: Course, plan: JudgingPlan) -> Order:
        """Order from this machine what it would do itself."""
        described = described_here(plan)
        grader = fingerprints.grader_digest(described)
        return cls(plan, fingerprints.course_digest(course), described, grader)

    def at(self, level: str) -> Order:
        """Return the same order at another level of protection."""
        return replace(self, plan=replace(self.plan, level=level))

    def pack(self) -> bytes:
        """Write it as JSON."""
        plan = asdict(self.plan) | {"root": str(self.plan.root), "secret": self.plan.secret.hex()}
        return json.dumps({**vars(self), "plan": plan}).encode("ascii")

    @classmethod
    def unpack(cls, packed: bytes) -> Order:
        """Read it again, from whom a worker obeys."""
        fields = json.loads(packed)
        plan: dict[str, Any] = fields["plan"]
        plan |= {name: tuple(each) for name, each in plan.items() if isinstance(each, list)}
        plan |= {"root": Path(plan["root"]), "secret": bytes.fromhex(plan["secret"])}
        return cls(**{**fields, "plan": JudgingPlan(**plan)})


def described_here(plan: JudgingPlan) -> dict[str, str]:
    """Describe what would grade on this machine, but for its level of protection."""
    return fingerprints.environment("", plan.device)
