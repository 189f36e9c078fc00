"""A check's fixtures in one process, and a stopwatch around the student's code.

In goes a submission's module; out come its `CheckFixtures`, with the same inputs for the same
secret. There is no border: for code that we trust. Imports little, so that a fresh process pays for
the suites, not for us.
"""

from __future__ import annotations

import inspect
import io
import json
import time
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from grader.checks.fixtures import CheckFixtures, Seeds
from grader.checks.trusted import TrustedSession
from grader.course.modules import load_module
from grader.sandbox.guest import load_module as loading

KINDS = ("visible", "hidden")


class Stopwatch:
    """Adds up what a process spends in what it is asked to call: CPU seconds, and by the clock."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.wall = 0.0

    def __call__(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call a function, and count its time, also if it raises."""
        start, began = time.process_time(), time.monotonic()
        try:
            return function(*args, **kwargs)
        finally:
            self.seconds += time.process_time() - start
            self.wall += time.monotonic() - began


class TimedSession(TrustedSession):
    """A session with a module whose own computing is timed, and nothing beside it."""

    def __init__(self, module: ModuleType, stopwatch: Stopwatch) -> None:
        super().__init__(module)
        self._stopwatch = stopwatch

    def carry_out(self, message: dict[str, Any]) -> Any:
        """Carry out a message, and count its time."""
        return self._stopwatch(super().carry_out, message)


@dataclass(frozen=True)
class Rules:
    """What a check needs to know of its exercise: the gates."""

    gates: Mapping[str, Mapping[str, Any]]

    def gate(self, name: str) -> Any:
        """Give a gate of course.yml."""
        gate = self.gates[name]
        sure = gate["sure"] and SimpleNamespace(**gate["sure"])
        return SimpleNamespace(**{**gate, "sure": sure})


@dataclass(frozen=True)
class Task:
    """What a fresh process is told, as JSON: where all lies, and the secret of the inputs."""

    solutions: str
    submission: str
    subject: str
    secret: str
    gates: dict[str, dict[str, Any]]

    @staticmethod
    def read(text: str) -> Task:
        """Read a task."""
        return Task(**json.loads(text))

    def seeds(self, exercise: str) -> Seeds:
        """Give the source of inputs that the grader itself has for this submission."""
        return Seeds(bytes.fromhex(self.secret), self.subject, exercise)

    def bench(
        self, exercise: str, check: str, session: TrustedSession, reference: ModuleType
    ) -> CheckFixtures:
        """Give the bench of a check."""
        rules: Any = Rules(self.gates)
        return CheckFixtures(session, rules, self.seeds(exercise), check, reference=reference)

    def module(self, exercise: str) -> ModuleType:
        """Load the submission's module of an exercise."""
        path = Path(self.submission) / f"{exercise}.py"
        loaded = loading.load(exercise, [[path.name, path.read_text(encoding="utf-8")]], {})
        return loaded.module

    def reference(self, exercise: str) -> ModuleType:
        """Load the reference of an exercise."""
        path = Path(self.solutions) / exercise / f"{exercise}.py"
        return load_module(path, f"reference_{exercise}")


def judge_notebook(text: str, exercise: str, names: Mapping[str, Any]) -> int:
    """Run an exercise's suites on what a notebook's cells define; give how many checks ran.

    Raises what the first failing check raises.
    """
    task = Task.read(text)
    module = ModuleType(exercise)
    vars(module).update(names)
    session, reference = TrustedSession(module), task.reference(exercise)
    done = 0
    for kind in KINDS:
        path = Path(task.solutions) / exercise / f"test_{kind}.py"
        for name, check in _checks(load_module(path, f"{exercise}_{kind}")):
            bench = task.bench(exercise, f"{kind}::{name}", session, reference)
            bench.start()
            with redirect_stdout(io.StringIO()):  # otter's doctests take a print for a wrong answer
                check(**{fixture: getattr(bench, fixture) for fixture in _fixtures(check)})
            done += 1
    return done


def _checks(suite: ModuleType) -> list[tuple[str, Callable[..., None]]]:
    """Give a suite's checks in the order of its file, those that need a GPU left out."""
    named = [(name, thing) for name, thing in vars(suite).items() if name.startswith("test_")]
    return [(name, check) for name, check in named if callable(check) and not _needs_gpu(check)]


def _needs_gpu(check: Callable[..., None]) -> bool:
    return any(mark.name == "gpu" for mark in getattr(check, "pytestmark", ()))


def _fixtures(check: Callable[..., None]) -> list[str]:
    return list(inspect.signature(check).parameters)
