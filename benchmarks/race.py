"""The contestants side by side: every round, each of them grades every submission, in turn.

In go contestants and submissions; out comes a `Ledger`, and notes on what could not be measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from benchmarks.figures import Cost, Ledger
from benchmarks.fresh import Contestant, WentWrong
from benchmarks.warm import Life, Server
from grader.judging import JudgingPlan
from grader.submission import Submission


class Warm:
    """A contestant that lives in a process of its own, as long as the race."""

    def __init__(self, name: str, life: Life, order: JudgingPlan) -> None:
        self.name = name
        self._server = Server(life, order)

    @property
    def about(self) -> str:
        """What the process says of itself: the level of protection."""
        return self._server.about

    def prepare(self, submissions: Sequence[Submission]) -> None:
        """Grade each once: nobody's first is counted."""
        for submission in submissions:
            self.grade(submission)

    def grade(self, submission: Submission) -> Cost:
        """Grade a submission."""
        graded = self._server.judge(submission)
        if graded.failed:
            raise WentWrong(f"{submission.student}: {'; '.join(graded.failed)}")
        return graded.cost

    def close(self) -> None:
        """End it."""
        self._server.close()


class Race:
    """All contestants, on all submissions."""

    def __init__(
        self, submissions: Sequence[Submission], rounds: int, say: Callable[[str], None]
    ) -> None:
        self.ledger = Ledger()
        self.notes: list[str] = []
        self._submissions = submissions
        self._rounds = rounds
        self._say = say

    def run(self, contestants: Sequence[Contestant]) -> None:
        """Let everyone who can make ready grade everything, round after round."""
        running = [each for each in contestants if self._tries(each, self._prepare)]
        for number in range(self._rounds):
            for contestant in list(running):
                self._say(f"round {number + 1} of {self._rounds}: {contestant.name}")
                if not self._tries(contestant, partial(self._grade, number)):
                    running.remove(contestant)
                    self.ledger.rounds.pop(contestant.name, None)

    def _prepare(self, contestant: Contestant) -> None:
        self._say(f"preparing {contestant.name}")
        contestant.prepare(self._submissions)

    def _grade(self, number: int, contestant: Contestant) -> None:
        for submission in self._submissions:
            self.ledger.enter(contestant.name, number, contestant.grade(submission))

    def _tries(self, contestant: Contestant, work: Callable[[Contestant], None]) -> bool:
        """Let a contestant do something; note why, if it cannot."""
        try:
            work(contestant)
        except (WentWrong, ValueError, OSError) as error:
            self.notes.append(f"{contestant.name} could not be measured: {error}")
            return False
        return True
