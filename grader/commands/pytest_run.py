"""A plain ``pytest`` in an exercise's folder: the bench, and how a failure is told.

In go pytest's own nouns; out come a `CheckFixtures` on the student's own files, and text. One
border serves a whole run of pytest; each exercise is loaded once.
"""

from __future__ import annotations

import secrets
from contextlib import ExitStack

import pytest

from grader.checks.fixtures import CheckFixtures, Seeds
from grader.checks.marks import marks_of
from grader.commands.check import own_work
from grader.course.model import Course, Exercise, find_course, load_course
from grader.errors import GraderError
from grader.feedback.explain import explain, explain_load
from grader.feedback.explanation import as_text
from grader.sandbox.connection import GuestEnded
from grader.sandbox.interface import SandboxSettings
from grader.sandbox.levels import protected_sandbox
from grader.sandbox.libraries import libraries_of
from grader.sandbox.session import Session, Source
from grader.submission import Submission

SESSIONS: pytest.StashKey[_OpenSessions] = pytest.StashKey()


class _OpenSessions:
    """The border of this run of pytest, and a desk for each exercise that was asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self._stack = ExitStack()
        self._sessions: dict[str, Session] = {}
        self._problems: dict[str, str] = {}
        self._secret = secrets.token_bytes(32)
        config.add_cleanup(self._stack.close)

    def fixtures(self, item: pytest.Function) -> CheckFixtures:
        """Return what this check may hold."""
        course, exercise = _place(item)
        name = f"{course.root}/{exercise.name}"
        if name not in self._sessions and name not in self._problems:
            self._open(name, exercise, own_work(course))
        if name in self._problems:
            pytest.fail(self._problems[name], pytrace=False)
        return CheckFixtures(self._sessions[name], exercise, Seeds(self._secret, name), item.name)

    def _open(self, name: str, exercise: Exercise, submission: Submission) -> None:
        """Load the student's files, once: a problem that all checks share is found once too."""
        work = submission.work(exercise.name)
        if work is None or work.problem:
            self._problems[name] = work.problem if work else f"there is no {exercise.name}.py"
            return
        libraries = libraries_of(cell.source for cell in work.cells)
        sandbox, _ = self._stack.enter_context(protected_sandbox(SandboxSettings("L3", libraries)))
        session = Session(sandbox, exercise.limits.call_seconds, exercise.limits.exercise_seconds)
        self._stack.callback(session.close)
        try:
            cells = [(cell.label, cell.source) for cell in work.cells]
            session.open(Source(exercise.name, cells, submission.siblings))
        except GuestEnded as end:
            self._problems[name] = as_text(explain(end, None, visible=True))
        if session.failures and not work.notebook:
            self._problems[name] = as_text(explain_load(session.failures[0]))
        self._sessions[name] = session


def _place(item: pytest.Function) -> tuple[Course, Exercise]:
    """Find the course and the exercise in whose folder a suite lies."""
    course = load_course(find_course(item.path.parent), exactly=True)
    return course, course.exercise(item.path.parent.name)


def fixtures_of(request: pytest.FixtureRequest) -> CheckFixtures:
    """Return the bench of a check that pytest itself runs."""
    stash = request.config.stash
    if SESSIONS not in stash:
        stash[SESSIONS] = _OpenSessions(request.config)
    if marks_of(request.node).gpu:
        pytest.skip("needs a GPU")
    try:
        fixtures = stash[SESSIONS].fixtures(request.node)
    except GraderError as error:
        pytest.fail(f"{error.message}. {error.remedy}", pytrace=False)
    fixtures.start()
    request.node.stash[FIXTURES_OF_ITEM] = fixtures
    return fixtures


FIXTURES_OF_ITEM: pytest.StashKey[CheckFixtures] = pytest.StashKey()


def told(item: pytest.Item, error: BaseException) -> str:
    """Tell a failed check as `grader check` does."""
    if isinstance(error, pytest.fail.Exception):
        return str(error)
    fixtures = item.stash.get(FIXTURES_OF_ITEM, None)
    call = fixtures.session.last_call if fixtures is not None else None
    sentence = " ".join((getattr(item, "function", told).__doc__ or "").split())
    return f"{sentence}\n{as_text(explain(error, call, visible=True))}"
