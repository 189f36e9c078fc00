"""What `check` and `grade` leave behind for a CI system: JUnit XML, and what GitHub shows.

On GitHub, what a command prints is read line by line for commands to the runner. So it is printed
where GitHub takes none, and only our annotations are printed where it does.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from grader.commands.check import Checked
from grader.commands.check_screen import definitions, files_of
from grader.course import Course
from grader.errors import SandboxError, StoreError, UsageError
from grader.feedback import Explanation
from grader.judging import Result
from grader.platforms.classroom50 import BODY, RESULT, release_body, render
from grader.platforms.github import (
    MOST_BYTES,
    Annotation,
    Place,
    annotated,
    check_summary,
    class_summary,
    of_parts,
    resume,
    stop,
)
from grader.reports import junit, own_feedback, places_in, public_part
from grader.store import explained, write_whole
from grader.submission import Work, parts_of, read_submission

if TYPE_CHECKING:  # a student's check waits for nothing of a class
    from grader.commands.grade import GradeOptions
    from grader.commands.graded_class import GradedClass

_AT_HOME = (
    "the same command without --github, or GITHUB_STEP_SUMMARY=summary.md before it: what GitHub "
    "would show is then written there"
)
SUMMARY, WORKSPACE = "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"


def write_junit(
    path: Path, results: Sequence[Result], environment: Mapping[str, str], *, private: bool = False
) -> str:
    """Write the results as JUnit XML, and say where, and behind which protection they were got.

    With ``private`` no other user of this machine may read them.

    Raises `StoreError` where the file cannot be written, and `UsageError` for the name of none.
    """
    if not path.name:
        raise UsageError(f"--junit {path} is no name of a file", "--junit junit.xml")
    try:
        write_whole(path, junit.render(results, public_part(environment)), private=private)
    except StoreError as error:
        remedy = "--junit with a file in a folder that you may write to"
        raise StoreError(error.message, remedy) from None
    return f"written to {path} as JUnit XML, protection {environment.get('protection', 'unknown')}"


@contextmanager
def log(on_github: bool) -> Iterator[None]:
    """Let nothing that is printed in the block be a command to GitHub's runner.

    After an exception the step is over, and nothing printed in it is one any more. Raises
    `UsageError` where this is no step of GitHub Actions.
    """
    if not on_github:
        yield
        return
    if not os.environ.get(SUMMARY):
        what = f"--github is for a step of GitHub Actions, and {SUMMARY} is not set"
        raise UsageError(what, _AT_HOME)
    token = secrets.token_hex(16)
    print(stop(token), flush=True)
    yield
    print(resume(token), flush=True)


def show_check(checked: Checked) -> None:
    """Print an annotation for each part that does not pass, and write the step's summary."""

    def place_of(exercise: str, part: str, why: Explanation | None) -> Place:
        work = checked.works.get(exercise)
        return _place(checked.root, exercise, work, part, why)

    _print(of_parts(checked.results, place_of))
    results, level, said = checked.results, checked.protection, _explained(checked)
    _summarise(lambda most: check_summary(results, level, said, most))


def _explained(checked: Checked) -> list[str]:
    """Explain each exercise in the words of `check --all`."""
    return [
        own_feedback(
            each,
            checked.decided.get(each.exercise),
            path_of=(files := files_of(checked, each.exercise)).path_of,
            places=files.places(),
        ).plain
        for each in checked.results
    ]


def write_classroom50(checked: Checked) -> None:
    """Write what Classroom 50 reads into this folder.

    Raises `SandboxError` where nothing kept the student's code from writing it, and `UsageError`
    where this is no autograder.
    """
    if checked.protection == "L1":
        what = "this machine cannot keep the student's code from writing its own score"
        raise SandboxError(what, "grader doctor shows what is missing")
    results, level, said = checked.results, checked.protection, _explained(checked)
    text = render(results, level, os.environ, datetime.now(UTC))
    write_whole(BODY, release_body(results, level, said))
    write_whole(RESULT, text)


def show_grades(course: Course, graded: GradedClass, options: GradeOptions) -> None:
    """Print what went wrong, or of a single student the parts that fail; write the summary."""
    failed = [f"not graded: {each.submission.student}: {each.problem}" for each in graded.failed]
    lower = [f"not lowered: {each}" for each in graded.lower]
    notes = [*failed, *lower, *graded.warnings]
    annotations = [Annotation("error", "not graded", each) for each in failed]
    annotations += [Annotation("warning", "grade", each) for each in notes[len(failed) :]]
    if len({each.student for each in graded.results}) == 1:
        annotations += _of_one(course, graded, options)
    _print(annotations)
    results, environment = graded.results, public_part(graded.environment)
    _summarise(lambda most: class_summary(results, environment, notes, most))


def _of_one(course: Course, graded: GradedClass, options: GradeOptions) -> list[Annotation]:
    from grader.commands.grade import wanted_students  # with all that judges

    (entry, *_) = wanted_students(course, options).entries
    submission = read_submission(entry, parts_of(course.exercises))

    def place_of(exercise: str, part: str, why: Explanation | None) -> Place:
        return _place(entry.path, exercise, submission.work(exercise), part, why)

    return of_parts(graded.results, place_of)


def _place(
    root: Path, exercise: str, work: Work | None, part: str, why: Explanation | None
) -> Place:
    """Return the student's own line to show: the last that was reached, or the definition."""
    own = root / work.path if work else None
    reached = [*places_in(why.problem), *places_in(why.traceback)] if why else []
    defined = definitions(work).get(part) if work else None
    folders = [*([own.parent] if own else []), root / "exercises" / exercise, root]
    for label, line in [*reversed(reached), *([defined] if defined else [])]:
        for folder in folders:
            path = folder / label  # a label is the student's word: it leads nowhere else
            if path.is_file() and path.resolve().is_relative_to(root.resolve()):
                return Place(_from_checkout(path), line)
    return Place(_from_checkout(own) if own and own.is_file() else "")


def _from_checkout(path: Path) -> str:
    """Call a file as GitHub does: from the root of its repository, or else of the workspace."""
    whole = path.resolve()
    roots = [folder for folder in whole.parents if (folder / ".git").exists()]
    workspace = Path(os.environ.get(WORKSPACE) or Path.cwd()).resolve()
    for root in (*roots, workspace):
        if whole.is_relative_to(root):
            return whole.relative_to(root).as_posix()
    return path.as_posix()


def _print(annotations: Sequence[Annotation]) -> None:
    for line in annotated(annotations):
        print(line, flush=True)


def _summarise(rendered: Callable[[int], str]) -> None:
    """Add to the step's summary, within what is left of its room."""
    path = Path(os.environ[SUMMARY])
    with explained(path), path.open("a", encoding="utf-8") as summary:
        summary.write(rendered(MOST_BYTES - summary.tell()))
