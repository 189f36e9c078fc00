"""Other ways to grade: a fresh process for every submission.

In go submissions; out comes what each cost, by the system's own count of the process and of all
that it started and waited for. Preparations that a course makes once are not counted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from benchmarks import notebooks
from benchmarks.figures import Cost
from benchmarks.plain import KINDS, Task
from benchmarks.subjects import write_modules
from grader.course.model import Course
from grader.submission import Submission

_TAIL = 2000


class WentWrong(Exception):
    """A contestant did not grade; the message is the end of what it said."""


class Contestant(Protocol):
    """Something that grades."""

    @property
    def name(self) -> str:
        """What it is called in the ledger."""

    def prepare(self, submissions: Sequence[Submission]) -> None:
        """Make ready what a course makes once."""

    def grade(self, submission: Submission) -> Cost:
        """Grade a submission; raise `WentWrong` unless every check passed."""


@dataclass(frozen=True)
class Place:
    """Where the contestants work: the course, an empty folder, and the inputs' secret."""

    course: Course
    folder: Path
    secret: bytes

    @property
    def names(self) -> list[str]:
        """The exercises, in order."""
        return [exercise.name for exercise in self.course.exercises]

    def environment(self, submission: Submission) -> dict[str, str]:
        """Give what a contestant's process is told."""
        home = write_modules(submission, self.folder / "modules")
        gates = [gate for exercise in self.course.exercises for gate in exercise.gates]
        task = Task(
            str(self.course.solution_folder()), str(home), submission.student,
            self.secret.hex(), {gate.name: gate.model_dump() for gate in gates},
        )  # fmt: skip
        told = {"TASK": json.dumps(asdict(task)), "PYTHONPATH": str(Path(__file__).parent.parent)}
        return {**self.plain_environment(), **told}

    def plain_environment(self) -> dict[str, str]:
        """Give the environment of what is not about one submission.

        nbgrader looks for alembic on the PATH; IPython keeps its history in a folder.
        """
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        return {**os.environ, "PATH": path, "IPYTHONDIR": str(self.folder / "ipython")}


class FreshPytest:
    """``python -m pytest`` on the suites, with fixtures that need no border."""

    name = "pytest"

    def __init__(self, place: Place) -> None:
        self._place = place

    def prepare(self, submissions: Sequence[Submission]) -> None:
        """There is nothing to prepare."""

    def grade(self, submission: Submission) -> Cost:
        """Grade one submission."""
        root = self._place.course.solution_folder()
        files = [root / name / f"test_{kind}.py" for name in self._place.names for kind in KINDS]
        command = [sys.executable, "-m", "pytest", "-q", "--disable-plugin-autoload"]
        command += ["-p", "benchmarks.plain_fixtures", "-p", "no:cacheprovider"]
        command += ["--import-mode=importlib", "-c", os.devnull, "--rootdir", str(root)]
        command += [str(path) for path in files if path.is_file()]
        return measured(command, self._place.environment(submission), self._place.folder)


class NbgraderAutograde:
    """``nbgrader autograde`` on a notebook of all exercises."""

    name = "nbgrader"

    def __init__(self, place: Place) -> None:
        self._place = place
        self._home = place.folder / "nbgrader"

    def prepare(self, submissions: Sequence[Submission]) -> None:
        """Make the assignment, and a student's copy of it for each submission."""
        self._write("source", notebooks.for_nbgrader(self._place.names, {}))
        command = [*self._command("generate_assignment"), "all"]
        measured(command, self._place.plain_environment(), self._home)
        for each in submissions:
            sources = notebooks.sources_of(each)
            notebook = notebooks.for_nbgrader(self._place.names, sources)
            self._write(f"submitted/{each.student}", notebook)

    def grade(self, submission: Submission) -> Cost:
        """Grade one submission."""
        command = [*self._command("autograde"), "all", "--force", f"--student={submission.student}"]
        cost = measured(command, self._place.environment(submission), self._home)
        path = self._home / "autograded" / submission.student / "all" / "all.ipynb"
        notebooks.must_have_run(json.loads(path.read_bytes()))
        return cost

    def _command(self, verb: str) -> list[str]:
        root = f"--CourseDirectory.root={self._home}"
        return [sys.executable, "-m", "nbgrader", verb, root, "--ExecutePreprocessor.timeout=300"]

    def _write(self, folder: str, notebook: Any) -> None:
        path = self._home / folder / "all" / "all.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")


class OtterRun:
    """``otter run`` on a notebook of all exercises."""

    name = "otter"

    def __init__(self, place: Place, python: str) -> None:
        self._place = place
        self._python = python
        self._home = place.folder / "otter"

    def prepare(self, submissions: Sequence[Submission]) -> None:
        """Make the autograder's archive, and a notebook for each submission."""
        tests = self._home / "tests"
        tests.mkdir(parents=True, exist_ok=True)
        for name in self._place.names:
            (tests / f"{name}.py").write_text(notebooks.otter_test(name), encoding="utf-8")
        command = [*self._otter(), "generate", "-t", "tests", "-o", "autograder.zip"]
        measured([*command, "--no-requirements"], self._place.plain_environment(), self._home)
        for each in submissions:
            sources = notebooks.sources_of(each)
            notebook = notebooks.for_otter(self._place.names, sources)
            path = self._home / f"{each.student}.ipynb"
            path.write_text(json.dumps(notebook), encoding="utf-8")

    def grade(self, submission: Submission) -> Cost:
        """Grade one submission."""
        command = [*self._otter(), "run", "-a", "autograder.zip", "--no-logo"]
        command += [f"{submission.student}.ipynb"]
        cost = measured(command, self._place.environment(submission), self._home)
        results = json.loads((self._home / "results.json").read_text(encoding="utf-8"))
        reached = sum(test.get("score") or 0 for test in results["tests"])
        if reached < len(self._place.names):
            raise WentWrong(f"otter gave {reached} points of {len(self._place.names)}")
        return cost

    def _otter(self) -> list[str]:
        return [self._python, "-m", "otter"]


def measured(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> Cost:
    """Run a command to its end; give what it and its descendants cost.

    Raises `WentWrong` unless it ends with 0.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "log.txt"
    start = time.monotonic()
    with log.open("wb") as said:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        end = log.read_text(encoding="utf-8", errors="replace")[-_TAIL:]
        raise WentWrong(f"{' '.join(command[:4])} ended with {process.returncode}:\n{end}")
    return Cost(usage.ru_utime + usage.ru_stime, time.monotonic() - start)


def has_module(python: str, name: str) -> bool:
    """Tell whether an interpreter has a module."""
    probe = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)"
    try:
        return subprocess.run([python, "-c", probe, name], capture_output=True).returncode == 0
    except OSError:
        return False
