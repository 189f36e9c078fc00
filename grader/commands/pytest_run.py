"""A plain ``pytest`` in a course's folder: a check → its fixtures; its failure → what is shown.

One sandbox serves a whole run of pytest; each exercise is loaded once.
"""

from __future__ import annotations

import secrets
from contextlib import ExitStack, suppress
from functools import cached_property
from pathlib import Path

import pytest

from grader.checks.fixtures import CheckFixtures, Seeds
from grader.checks.marks import marks_of
from grader.commands.check import open_own_work, own_work
from grader.course.model import Exercise, find_course, load_course
from grader.errors import GraderError, MissingLibrary
from grader.feedback import as_text, explain, explain_missing, unwritten
from grader.sandbox.interface import Sandbox, SandboxSettings
from grader.sandbox.levels import protected_sandbox
from grader.sandbox.libraries import libraries_of, missing_libraries
from grader.sandbox.session import Session
from grader.submission import Submission

_STATEMENTS_SHOWN = 3  # beside each check that fails, of those that could not be run
_SESSIONS: pytest.StashKey[_OpenSessions] = pytest.StashKey()
_FIXTURES: pytest.StashKey[CheckFixtures] = pytest.StashKey()


class _OpenSessions:
    """The sandbox of this run of pytest, and in it a session for each exercise that is checked."""

    def __init__(self, run: pytest.Session) -> None:
        self._run = run
        self._secret = secrets.token_bytes(32)
        self._places: dict[Path, tuple[Exercise, Submission]] = {}
        self._opened: dict[Path, Session | str] = {}
        self._stack = ExitStack()
        run.config.add_cleanup(self._stack.close)

    def fixtures(self, item: pytest.Function) -> CheckFixtures:
        """Return what this check may hold."""
        folder = item.path.parent
        exercise, submission = self._place(folder)
        if folder not in self._opened:
            self._opened[folder] = open_own_work(submission, exercise, self._sandbox)
        opened = self._opened[folder]
        if isinstance(opened, str):
            pytest.fail(opened, pytrace=False)
        return CheckFixtures(
            opened, exercise, Seeds(self._secret, str(folder), exercise.name), item.name
        )

    def _place(self, folder: Path) -> tuple[Exercise, Submission]:
        """Find the exercise in whose folder a suite lies, and read the student's files, once."""
        if folder not in self._places:
            course = load_course(find_course(folder), exactly=True)
            self._places[folder] = course.exercise(folder.name), own_work(course)
        return self._places[folder]

    @cached_property
    def _sandbox(self) -> Sandbox:
        """Warm one sandbox, with the libraries of every exercise that this run checks."""
        sources: list[str] = []
        items = [each for each in self._run.items if isinstance(each, pytest.Function)]
        for folder in {each.path.parent for each in items if "fixtures" in each.fixturenames}:
            with suppress(GraderError):  # the checks of that folder say so
                exercise, submission = self._place(folder)
                work = submission.work(exercise.name)
                sources += [cell.source for cell in work.cells] if work else []
        settings = SandboxSettings("L3", libraries_of(sources))
        sandbox, _ = self._stack.enter_context(protected_sandbox(settings))
        return sandbox


def what_is_missing(suite: Path) -> str:
    """Say which libraries a suite needs that are not installed, and how to install them; or ""."""
    if not (missing := missing_libraries(suite.read_text(encoding="utf-8"))):
        return ""
    lacking = MissingLibrary(f"{suite.parent.name} needs", missing)
    return f"{lacking}: {', then '.join(lacking.remedy.splitlines())}"


def fixtures_of(request: pytest.FixtureRequest) -> CheckFixtures:
    """Return the fixtures of a check that pytest itself runs."""
    if marks_of(request.node).gpu:
        pytest.skip("needs a GPU")
    stash = request.config.stash
    try:
        if _SESSIONS not in stash:
            stash[_SESSIONS] = _OpenSessions(request.session)
        fixtures = stash[_SESSIONS].fixtures(request.node)
    except GraderError as error:
        pytest.fail(f"{error.message}. {error.remedy}", pytrace=False)
    fixtures.start()
    request.node.stash[_FIXTURES] = fixtures
    return fixtures


def still_to_write(item: pytest.Item, error: BaseException) -> str:
    """Say which function a check reached that is not written yet; "" if it failed otherwise."""
    fixtures = item.stash.get(_FIXTURES, None)
    if fixtures is None or isinstance(error, pytest.fail.Exception):
        return ""
    name, where = unwritten(explain(error, fixtures.session.last_call, visible=True))
    return f"`{name}` is not written yet ({where})" if name else ""


def explained(item: pytest.Item, error: BaseException) -> str:
    """Explain a failed check as `grader check` does."""
    if isinstance(error, pytest.fail.Exception):
        return str(error)
    if isinstance(error, ImportError) and (why := what_is_missing(item.path)):
        return why
    fixtures = item.stash.get(_FIXTURES, None)
    call = fixtures.session.last_call if fixtures is not None else None
    sentence = " ".join((getattr(item, "function", explained).__doc__ or "").split())
    said = [explain(error, call, visible=True)]
    if fixtures is not None and isinstance(fixtures.session, Session):
        said += explain_missing(fixtures.session)[:_STATEMENTS_SHOWN]
    return "\n".join([sentence, *map(as_text, said)])
