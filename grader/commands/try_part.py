"""`grader try`: a part, and what the first failing visible check gives it → a Python prompt.

The check runs as in `grader check`. The prompt is a process of its own, the student's: it holds the
student's code and the values of that one call, and a debugger works in it.
"""

from __future__ import annotations

import pickle
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.checks import CheckFixtures, Mismatch, RemoteObject, Seeds
from grader.checks.suites import CollectedCheck, open_suites, suite_paths
from grader.commands.check import open_own_work, own_work
from grader.commands.check_screen import Files
from grader.commands.hand_in import users_environment
from grader.commands.progress import QUIET, Progress
from grader.commands.prompt import Generator, Given
from grader.commands.readable import readable
from grader.commands.suite_libraries import require_libraries
from grader.course import Course, Exercise, Part
from grader.errors import SandboxError, UsageError
from grader.feedback import as_text
from grader.judging import OPEN_SECRET, STUDENT
from grader.reports import placed
from grader.sandbox.interface import SandboxSettings
from grader.sandbox.levels import protected_sandbox
from grader.sandbox.libraries import libraries_of
from grader.sandbox.session import Call, Session
from grader.submission import Submission, Work

_DEBUGGERS = re.compile(r"\b(?:pdb\.set_trace|breakpoint)\(\)")
_START = "import sys; from grader.commands import prompt; prompt.main(sys.argv[1])"


@dataclass(frozen=True)
class _Seen:
    """What a check called last, and what it expected; ``failed`` if it did not pass."""

    sentence: str
    failed: bool
    call: Call | None
    expected: Any


def prepared(course: Course, exercise: Exercise, part: str, progress: Progress = QUIET) -> Given:
    """Return what a prompt for a part holds: its code, and the call of a visible check.

    That is the first check that fails, or where all pass the first one. Raises `UnknownName`,
    `MissingLibrary` for what the checks import, and `UsageError` where there is no file, or one
    that Python cannot read.
    """
    known, sorted_out = exercise.part(part), readable(course, own_work(course), [exercise])
    submission = sorted_out.submission
    work = submission.work(exercise.name)
    if work is None or not work.cells:
        problem = work.problem if work else f"there is no {exercise.name}.py here"
        raise UsageError(problem, f"grader check {exercise.name}")
    if broken := sorted_out.broken.get(exercise.name):
        why = placed(
            as_text(broken),
            Files(course, exercise.name, work, course.root).path_of,
        )
        raise UsageError(why, f"fix that, then grader try {exercise.name} {known.name}")
    require_libraries(course, [exercise])
    progress.say("running the checks")
    seen = _seen(course, exercise, known, submission)
    args, kwargs = (seen.call.args, seen.call.kwargs) if seen and seen.call else ((), {})
    here = course.root / work.path
    return Given(
        exercise.name, known.name, _cells(course, work), _folders(course, submission, work),
        f"{known.name}, as it stands in {here}", _said(seen, known.name),
        tuple(map(_plain, args)), {name: _plain(value) for name, value in kwargs.items()},
        _plain(seen.expected) if seen else None,
    )  # fmt: skip


def _cells(course: Course, work: Work) -> tuple[tuple[str, str], ...]:
    """Return the sources with the names under which a debugger shows their lines."""
    path = str(course.root / work.path)
    if not work.notebook:
        return tuple((path, cell.source) for cell in work.cells)
    return tuple((f"{path}, {cell.label}", cell.source) for cell in work.cells)


def _folders(course: Course, submission: Submission, work: Work) -> tuple[str, ...]:
    """Return where modules of the student's own are imported from, the work's folder first."""
    works = [work, *(each for each in submission.works if each is not work)]
    return tuple(dict.fromkeys(str((course.root / each.path).parent) for each in works))


def _seen(course: Course, exercise: Exercise, part: Part, submission: Submission) -> _Seen | None:
    paths = suite_paths(course, exercise, hidden=False)
    suites = [path.read_text(encoding="utf-8") for path in paths]
    settings = SandboxSettings("L3", libraries_of(submission.sources, suites))
    quiet = _without_debuggers(submission)
    with protected_sandbox(settings) as (sandbox, _):
        session = open_own_work(quiet, exercise, sandbox)
        if isinstance(session, str):  # the prompt shows where it stops
            return None
        try:
            with open_suites({exercise.name: paths}, [exercise]) as opened:
                mine = [c for c in opened.checks[exercise.name] if c.marks.part == part.name]
                return _first(session, exercise, [c for c in mine if not c.marks.gpu], opened.run)
        finally:
            session.close()


def _first(
    session: Session, exercise: Exercise, checks: Sequence[CollectedCheck], run: Any
) -> _Seen | None:
    """Run checks up to the first that fails; return it, or the first where none does."""
    seeds = Seeds(OPEN_SECRET, STUDENT, exercise.name)
    passed: _Seen | None = None
    for collected in checks:
        error = run(collected, CheckFixtures(session, exercise, seeds, collected.id))
        if isinstance(error, (KeyboardInterrupt, SandboxError)):
            raise error
        expected = error.expected if isinstance(error, Mismatch) else None
        seen = _Seen(collected.sentence, error is not None, session.last_call, expected)
        if error is not None:
            return seen
        passed = passed or seen
    return passed


def _without_debuggers(submission: Submission) -> Submission:
    """A check that stopped in a debugger, where nobody types, would fail for that."""

    def quiet(work: Work) -> Work:
        cells = (replace(c, source=_DEBUGGERS.sub("None", c.source)) for c in work.cells)
        return replace(work, cells=tuple(cells))

    siblings = {name: _DEBUGGERS.sub("None", text) for name, text in submission.siblings.items()}
    return replace(submission, works=tuple(map(quiet, submission.works)), siblings=siblings)


def _said(seen: _Seen | None, part: str) -> str:
    if seen is None:
        return "no check could be run on it"
    which = "the first check that fails" if seen.failed else "every visible check passes; the first"
    called = f", called {seen.call.name}" if seen.call and seen.call.name != part else ""
    return f"{which}{called}: {seen.sentence}"


def _plain(value: Any) -> Any:
    """Return a value that can go to another process; what stays in the sandbox is None there."""
    if isinstance(value, RemoteObject):
        return Generator() if value.kind == "Generator" else None
    if isinstance(value, (list, tuple)):
        return type(value)(map(_plain, value))
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value


def open_prompt(given: Given) -> int:
    """Let the student type, until the prompt is left; return its exit code."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "given"
        path.write_bytes(pickle.dumps(given))
        heard = signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is the prompt's own
        try:
            command = [sys.executable, "-c", _START, str(path)]
            return subprocess.call(command, env=users_environment())
        finally:
            signal.signal(signal.SIGINT, heard)
