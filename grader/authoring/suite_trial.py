"""A course's suites tried on its own references and stubs, before they judge anybody.

The reference must pass every check and the stub none: what else comes of it is a fault of the
suite, or of the reference.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.authoring.derive import reference_source, stub_source
from grader.course.model import Course, Exercise
from grader.errors import CourseError, SandboxError
from grader.feedback import as_text
from grader.judging import Judged, Outcome, Result, suites_of
from grader.submission import Cell, Submission, Work

REFERENCE, STUB = "the course/reference", "the course/stub"
"""No folder has these names, so no student does."""

MOST_FAULTS = 5
JudgeAgain = Callable[[Sequence[Submission]], Sequence[Judged]]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a check, or with a part, and the fix; ``place`` is its file and line."""

    exercise: str
    check: str
    place: str
    said: str
    fix: str


def trials(course: Course, exercises: Sequence[Exercise]) -> tuple[Submission, Submission]:
    """Return the references and the stubs of exercises, as two students' submissions."""
    exercises = [each for each in exercises if each.parts]
    for each in exercises:
        suites_of(course, each, hidden=True)  # a student's folder has none: say that first
    names = [each.name for each in exercises]
    return (
        _submission(REFERENCE, {name: reference_source(course, name) for name in names}),
        _submission(STUB, {name: stub_source(course, name) for name in names}),
    )


def _submission(student: str, sources: Mapping[str, str]) -> Submission:
    files = [(name, f"{name}.py", source) for name, source in sources.items()]
    works = (Work(exercise, path, (Cell(path, text),)) for exercise, path, text in files)
    return Submission(student, tuple(works))


def require_sound_suites(
    course: Course, exercises: Sequence[Exercise], judged: Sequence[Judged], again: JudgeAgain
) -> None:
    """Raise `CourseError` for suites that are wrong, by what became of the `trials`.

    What bad luck may have failed is judged ``again``, as a second attempt. Raises `SandboxError`
    where one of them could not be judged.
    """
    for each in judged:
        if each.problem:
            raise SandboxError(f"{each.submission.student}: {each.problem}", "grader doctor")
    found = [*faults(course, judged)]
    if not found:
        return
    second = {each.name: 2 for each in course.exercises}
    pair = [replace(each, attempts=second) for each in trials(course, exercises)]
    still = {(each.exercise, each.check) for each in faults(course, again(pair))}
    found = [each for each in found if (each.exercise, each.check) in still]
    if found:
        said = "\n".join(f"{each.place}: {each.said}: {each.fix}" for each in found[:MOST_FAULTS])
        more = f"\nand {len(found) - MOST_FAULTS} more" if len(found) > MOST_FAULTS else ""
        raise CourseError(said + more, "fix the suite: nobody has been graded by it")


def faults(course: Course, judged: Sequence[Judged]) -> Iterator[Fault]:
    """Say which checks are broken, which the reference fails, and which the stub passes.

    And where the reference is not written as course.yml asks: everybody would be flagged.
    """
    for one in judged:
        is_reference = one.submission.student == REFERENCE
        for result in one.results:
            yield from _faults(course, result, is_reference)


def _faults(course: Course, result: Result, is_reference: bool) -> Iterator[Fault]:
    for check in result.checks:
        place, said, fix = _place(course, result.exercise, check.id), "", "fix the line"
        if is_reference and check.outcome is Outcome.FAILED:
            said = f"the reference fails {check.id}: {check.detail or as_text(check.explanation)}"
            fix = "correct what the check expects, or the reference"
        elif is_reference and check.outcome is Outcome.NOT_JUDGED and check.detail:
            place, _, why = check.detail.partition(": ")
            said = f"{check.id} is broken: {why}"
        elif not is_reference and check.outcome is Outcome.PASSED:
            said = f"the stub passes {check.id}"
            fix = "compare what the part returns: points are for work"
        if said:
            yield Fault(result.exercise, check.id, place, said, fix)
    for flag in result.flags if is_reference else ():
        said = f"the reference itself {flag.what}"
        place = f"solutions/{result.exercise}/{flag.line.replace(', line ', ':')}"
        fix = f"correct `{flag.part}` in course.yml"
        yield Fault(result.exercise, flag.part, place, said, fix)


def _place(course: Course, exercise: str, check: str) -> str:
    """Return the file and the line in which a check begins."""
    suite, _, name = check.partition("::")
    path = course.solution_folder(exercise) / f"test_{suite}.py"
    functions = {
        node.name: node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8-sig")))
        if isinstance(node, ast.FunctionDef)
    }
    return f"solutions/{exercise}/{path.name}:{functions.get(name.partition('[')[0], 1)}"
