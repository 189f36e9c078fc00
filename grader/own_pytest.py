"""A plain ``pytest`` in an exercise's folder: the bench, and how a failure is told.

In go pytest's own nouns; out come a `Bench` on the student's own files, and text. One border serves
a whole run of pytest; each exercise is loaded once.
"""

from __future__ import annotations

import secrets
from contextlib import ExitStack

import pytest

from grader.bench import Bench, Seeds
from grader.checking import own_work
from grader.checks import marks_of
from grader.course import Course, Exercise, find_course, load_course
from grader.errors import GraderError
from grader.explain import explain, explain_load
from grader.sandbox.connection import GuestEnded
from grader.sandbox.desk import Desk, Source
from grader.sandbox.protection import protected_border
from grader.sandbox.setup import Setup
from grader.submission import Submission
from grader.warm import libraries_of

DESKS: pytest.StashKey[_Desks] = pytest.StashKey()


class _Desks:
    """The border of this run of pytest, and a desk for each exercise that was asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self._stack = ExitStack()
        self._desks: dict[str, Desk] = {}
        self._problems: dict[str, str] = {}
        self._secret = secrets.token_bytes(32)
        config.add_cleanup(self._stack.close)

    def bench(self, item: pytest.Function) -> Bench:
        """Give what this check may hold."""
        course, exercise = _place(item)
        name = f"{course.root}/{exercise.name}"
        if name not in self._desks and name not in self._problems:
            self._open(name, exercise, own_work(course))
        if name in self._problems:
            pytest.fail(self._problems[name], pytrace=False)
        return Bench(self._desks[name], exercise, Seeds(self._secret, name), item.name)

    def _open(self, name: str, exercise: Exercise, submission: Submission) -> None:
        """Load the student's files, once: a problem that all checks share is found once too."""
        work = submission.work(exercise.name)
        if work is None or work.problem:
            self._problems[name] = work.problem if work else f"there is no {exercise.name}.py"
            return
        libraries = libraries_of(cell.source for cell in work.cells)
        border, _ = self._stack.enter_context(protected_border(Setup("L3", libraries)))
        desk = Desk(border, exercise.limits.call_seconds, exercise.limits.exercise_seconds)
        self._stack.callback(desk.close)
        try:
            desk.open(Source(exercise.name, work.cells, submission.siblings))
        except GuestEnded as end:
            self._problems[name] = explain(end, None, visible=True)
        if desk.failures and not work.notebook:
            self._problems[name] = explain_load(desk.failures[0])
        self._desks[name] = desk


def _place(item: pytest.Function) -> tuple[Course, Exercise]:
    """Find the course and the exercise in whose folder a suite lies."""
    course = load_course(find_course(item.path.parent), exactly=True)
    return course, course.exercise(item.path.parent.name)


def bench_of(request: pytest.FixtureRequest) -> Bench:
    """Give the bench of a check that pytest itself runs."""
    stash = request.config.stash
    if DESKS not in stash:
        stash[DESKS] = _Desks(request.config)
    if marks_of(request.node).gpu:
        pytest.skip("needs a GPU")
    try:
        bench = stash[DESKS].bench(request.node)
    except GraderError as error:
        pytest.fail(f"{error.message}. {error.remedy}", pytrace=False)
    bench.start()
    request.node.stash[BENCH_OF_ITEM] = bench
    return bench


BENCH_OF_ITEM: pytest.StashKey[Bench] = pytest.StashKey()


def told(item: pytest.Item, error: BaseException) -> str:
    """Tell a failed check as `grader check` does."""
    if isinstance(error, pytest.fail.Exception):
        return str(error)
    bench = item.stash.get(BENCH_OF_ITEM, None)
    call = bench.desk.last_call if bench is not None else None
    sentence = " ".join((getattr(item, "function", told).__doc__ or "").split())
    return f"{sentence}\n{explain(error, call, visible=True)}"
