"""What a check is given: one object that all fixtures of a check are read from.

In goes the desk of a submission and what the near side knows; out come the fixtures `student`,
`guest`, `reference`, `rng`, `gate` and `device`, the same for a grade of record and for a student's
own pytest.
"""

from __future__ import annotations

import hmac
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from grader.checks.gates import Judge
from grader.checks.remote import GuestTools, RemoteModule
from grader.sandbox.session import Conversation

if TYPE_CHECKING:
    from grader.course.model import Exercise

_SEED_BYTES = 8


@dataclass(frozen=True)
class Seeds:
    """Where fresh inputs come from: a class's secret, and what is being judged.

    The guest never sees a seed from which another check's inputs could be foretold, and what one
    student or attempt was asked tells nothing of another's: each seed is an HMAC (RFC 2104, with
    SHA-256) of them all and of its purpose, under the secret.
    """

    secret: bytes
    student: str
    exercise: str = ""
    attempt: int = 1

    def of(self, purpose: str) -> int:
        """Return the seed for one purpose, such as a check's id."""
        words = json.dumps([self.student, self.exercise, self.attempt, purpose]).encode("ascii")
        return int.from_bytes(hmac.digest(self.secret, words, "sha256")[:_SEED_BYTES], "big")


@dataclass(frozen=True)
class CheckFixtures:
    """Everything that one check may hold, and how many seconds of our own CPU time it may take."""

    session: Conversation
    exercise: Exercise
    seeds: Seeds
    check: str
    device: str = "cpu"
    reference: ModuleType | None = None
    seconds: float = math.inf

    @property
    def student(self) -> RemoteModule:
        """The student's names: a call runs in their process, and returns plain data or a handle."""
        return RemoteModule(self.session)

    @property
    def guest(self) -> GuestTools:
        """What else can be done in the student's process, such as many calls at once."""
        return GuestTools(self.session)

    @property
    def rng(self) -> np.random.Generator:
        """A generator of fresh inputs; its seed stays on this side."""
        return np.random.default_rng(self.seeds.of(f"rng {self.check}"))

    def gate(self, name: str, run: Callable[[int], float]) -> None:
        """Let one of the course's accuracy gates judge what ``run`` gives for fresh seeds."""
        Judge(self.exercise.gate(name), self._gate_seeds())(run)

    def _gate_seeds(self) -> Iterator[int]:
        """Return the same seeds to all gates of a check: they can judge the same trainings."""
        rng = np.random.default_rng(self.seeds.of(f"gate {self.check}"))
        while True:
            yield int(rng.integers(2**31))

    def start(self) -> None:
        """Begin the check: what the student's code draws is seeded for it alone."""
        self.session.start_check(self.seeds.of(f"guest {self.check}") % 2**32)
