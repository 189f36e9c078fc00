"""Works that count → pictures for their students' pages: what `grader grade --pictures` adds.

The course's own picture.py draws them, in processes like those that judge; a student's functions
run in the sandbox, under the limits of the checks. What cannot be drawn is a note for the
instructor: no error, and no point.
"""

from __future__ import annotations

import importlib.util
import warnings
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from grader.authoring import REFERENCE
from grader.checks.cpu_limit import OutOfTime, at_most
from grader.checks.trusted import TrustedSession
from grader.commands.check import open_own_work
from grader.commands.gradebook import Gradebook
from grader.commands.plot import picture_of
from grader.commands.progress import Progress
from grader.course import Course, Exercise
from grader.errors import CourseError, GraderError, MissingLibrary, SandboxError
from grader.feedback import one_line
from grader.judging import JudgingContext, JudgingPlan, Result, WarmJudge, Worker
from grader.pictures import NotDrawn, small
from grader.reports import Kind, Note
from grader.sandbox.libraries import libraries_of
from grader.sandbox.session import Conversation
from grader.store import KeptPicture
from grader.submission import Submission, unpack

MOST_BYTES = 100_000
"""Of a picture's file: a page holds two for each exercise."""
LONGEST_REASON = 300
PNG = "png"
TWO_VERSIONS = "two versions were handed in"
DIED = "the grader's own process died over it"

Drawn = KeptPicture | str | GraderError
"""A picture, why there is none, or that the process which was to draw it has ended."""


def require_drawing() -> None:
    """Refuse to promise pictures where nothing can draw them. Raises `MissingLibrary`."""
    if importlib.util.find_spec("matplotlib") is None:
        raise MissingLibrary("pictures need", ["matplotlib"])


@dataclass
class _Drawing:
    """A picture to be drawn: of a work, by its digest, and whose it is; or of the reference."""

    exercise: str
    submission: str = ""
    students: list[str] = field(default_factory=list)


def draw_pictures(
    course: Course,
    book: Gradebook,
    results: Sequence[Result],
    of: Collection[str],
    exercises: Collection[str],
    jobs: int,
    progress: Progress,
) -> list[Note]:
    """Draw and keep the pictures of what counts, and is not drawn yet; say which there are not.

    ``of`` names the students of the run, as their works are kept. Pictures are drawn under the
    protection that grades have. Raises `StoreError`.
    """
    mine = [each for each in results if each.exercise in exercises]
    drawings = _wanted(book, mine, of)
    if not drawings:
        return []
    notes, drawn = list[Note](), list[_Drawing]()

    def heard(drawing: _Drawing, words: Drawn) -> None:
        why = words.message if isinstance(words, GraderError) else words
        if isinstance(why, KeptPicture):
            book.pictures.keep(drawing.exercise, why, drawing.submission)
            drawn.append(drawing)
            progress.say(f"{len(drawn)} of {len(drawings)} pictures drawn")
        elif drawing.submission:
            notes.extend(_note(why, who, drawing.exercise) for who in drawing.students)
        else:
            notes.append(_note(f"the reference's: {why}", "", drawing.exercise))

    progress.say("drawing pictures")
    try:
        plan = _plan(course, book, drawings)
        _draw_all(plan, drawings, jobs, lambda each: _work_of(book, each), heard)
    except (SandboxError, CourseError) as error:
        notes.append(_note(error.message))
    left = len(drawings) - len(drawn)
    progress.note(f"pictures: {len(drawn)} drawn{f', {left} not: see notes.csv' if left else ''}")
    return notes


def _note(why: str, student: str = "", exercise: str = "") -> Note:
    return Note(Kind.PICTURE, one_line(why, LONGEST_REASON), student, exercise)


def _wanted(book: Gradebook, results: Sequence[Result], of: Collection[str]) -> list[_Drawing]:
    """Return what is not drawn yet: of each work that ran, and of the reference it goes beside."""
    found: dict[tuple[str, str], _Drawing] = {}
    for result in results:
        exercise = result.exercise
        if not result.digest or result.reason or not book.pictures.is_drawn(exercise):
            continue
        attempt = book.judged(result)
        if attempt is None or attempt.result.student not in of:
            continue
        submission = attempt.key.submission
        if book.pictures.is_in_the_lesson(exercise):
            found.setdefault((exercise, ""), _Drawing(exercise))
        drawing = found.setdefault((exercise, submission), _Drawing(exercise, submission))
        drawing.students.append(result.student)
    kept = book.pictures.of
    return [each for each in found.values() if not kept(each.exercise, each.submission)]


def _work_of(book: Gradebook, drawing: _Drawing) -> Submission:
    """Return what is drawn with; of the reference only its exercise is named."""
    if not drawing.submission:
        return Submission(REFERENCE, (), attempts={drawing.exercise: 1})
    name = drawing.students[0]
    try:
        return unpack(book.work(drawing.submission), name, {drawing.exercise: 1})
    except ValueError:  # damaged: `replay` says so
        return Submission(name, (), attempts={drawing.exercise: 1})


def _plan(course: Course, book: Gradebook, drawings: Sequence[_Drawing]) -> JudgingPlan:
    names = {each.exercise for each in drawings}
    exercises = [each for each in course.exercises if each.name in names]
    imports = {
        f"import {library}"
        for each in drawings
        for library in libraries_of(_work_of(book, each).sources)
    }
    pictures = [book.pictures.drawn_by(each.name) for each in exercises]
    return JudgingPlan.of(
        course, exercises, [*imports, *pictures], secret=b"", level=book.protection
    )


def _draw_all(
    plan: JudgingPlan,
    drawings: Sequence[_Drawing],
    jobs: int,
    work_of: Callable[[_Drawing], Submission],
    heard: Callable[[_Drawing, Drawn], None],
) -> None:
    """Draw in so many processes; one that dies over a picture is replaced, and draws it no more.

    Raises `GraderError` where one cannot begin.
    """
    waiting = deque(drawings)
    workers: dict[Connection, tuple[Worker, _Drawing | None]] = {}

    def start() -> None:
        worker = Worker(plan, serve=_serve)
        workers[worker.connection] = worker, None

    try:
        for _ in range(min(jobs, len(drawings))):
            start()
        while workers:
            for connection in wait(list(workers)):
                assert isinstance(connection, Connection)
                worker, drawing = workers.pop(connection)
                words = _words(connection)
                if drawing is not None:
                    heard(drawing, words)
                if not isinstance(words, GraderError) and waiting:
                    workers[connection] = worker, waiting[0]
                    worker.hand(work_of(waiting.popleft()))
                    continue
                worker.dismiss()
                worker.close()
                if isinstance(words, GraderError) and drawing is None:
                    raise words
                if waiting:
                    start()
    finally:
        for worker, _ in workers.values():
            worker.close()


def _words(connection: Connection) -> Any:
    """Return what a process says; where it died, that."""
    try:
        return connection.recv()
    except (EOFError, OSError):
        return SandboxError(DIED, "grader doctor")


def _serve(plan: JudgingPlan, connection: Connection) -> None:
    """Draw with what comes over the connection until None does."""
    with WarmJudge(plan) as judge, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a student's NaN, or of where a label goes
        if judge.protection.level != plan.level:
            what = f"the grades were made with protection {plan.level}, this machine has"
            raise SandboxError(f"{what} {judge.protection.level}", "grader doctor")
        connection.send(judge.protection)
        for work in iter(connection.recv, None):
            connection.send(_drawn(work, judge.context))


def _drawn(work: Submission, context: JudgingContext) -> KeptPicture | str:
    """Return the picture of the one exercise that is asked for, or why there is none."""
    (name,) = work.attempts
    exercise = context.course.exercise(name)
    try:
        with _opened(work, exercise, context) as session, at_most(exercise.limits.check_seconds):
            picture, png = picture_of(context.course, exercise, session, PNG)
            png = small(png)
    except OutOfTime:
        return "drawing it takes too long"
    except NotDrawn as error:
        if isinstance(error.__cause__, SandboxError):
            raise error.__cause__ from None
        return str(error)
    except SandboxError:
        raise
    except Exception as error:  # of the course's picture.py, whatever it is
        return f"picture.py: {type(error).__name__}: {error}"
    if len(png) > MOST_BYTES:
        return f"the picture takes {len(png)} bytes, more than {MOST_BYTES}"
    return KeptPicture(png, picture.alt, picture.see)


@contextmanager
def _opened(
    work: Submission, exercise: Exercise, context: JudgingContext
) -> Iterator[Conversation]:
    """Load a work in the sandbox; the reference is here already. Raises `NotDrawn`."""
    if work.student == REFERENCE:
        yield TrustedSession(context.references[exercise.name])
        return
    mine = work.work(exercise.name)
    if mine and mine.other:
        raise NotDrawn(TWO_VERSIONS)
    assert context.sandbox is not None
    session = open_own_work(work, exercise, context.sandbox)
    if isinstance(session, str):
        raise NotDrawn(session)
    try:
        yield session
    finally:
        session.close()
