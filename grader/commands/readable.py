"""A student's own files → those that Python can read, and why it cannot read the others.

The grader itself would run what is left of a broken file. Its author wants to know the line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.course import Course, Exercise
from grader.feedback import Explanation, explain_syntax
from grader.submission import Cell, Submission, Work
from grader.submission.encoding import python_text
from grader.submission.magics import script_without_magics
from grader.submission.model import Unusable


@dataclass(frozen=True)
class Readable:
    """A submission that judges nothing broken where it has something else.

    ``broken`` says by exercise what is wrong with a file, ``hopeless`` of which exercises there is
    no other one.
    """

    submission: Submission
    broken: Mapping[str, Explanation]
    hopeless: frozenset[str]


def readable(
    course: Course,
    submission: Submission,
    exercises: Sequence[Exercise],
    folder: Path | None = None,
) -> Readable:
    """Sort out what Python cannot read of these exercises; ``folder`` is the course's by default.

    The file that was handed out for work counts, too, where a notebook beside it would be judged:
    it could be read when it came.
    """
    works = {work.exercise: work for work in submission.works}
    broken: dict[str, Explanation] = {}
    hopeless: set[str] = set()
    for exercise in exercises:
        work = works.get(exercise.name)
        if work is None or work.problem:
            continue
        why = {each.path: _why_not(each.cells) for each in work.versions}
        judged = next(filter(None, why.values()), None)
        if found := judged or _unjudged(course, exercise, work, folder):
            broken[exercise.name] = found
        first, *other = [replace(e, other=None) for e in work.versions if not why[e.path]] or [work]
        if why[first.path]:
            hopeless.add(exercise.name)
        works[exercise.name] = replace(first, other=other[0]) if other else first
    return Readable(replace(submission, works=(*works.values(),)), broken, frozenset(hopeless))


def _why_not(cells: Sequence[Cell]) -> Explanation | None:
    return next(filter(None, (explain_syntax(each.label, each.source) for each in cells)), None)


def _unjudged(
    course: Course, exercise: Exercise, work: Work, folder: Path | None
) -> Explanation | None:
    """Explain why the file that was handed out cannot be read, if another one is judged."""
    path = course.stub(exercise.name).relative_to(course.root)
    stub = (folder or course.root) / path
    if path.as_posix() in {each.path for each in work.versions}:
        return None
    try:
        source, _ = script_without_magics(python_text(stub.read_bytes()), ())
    except Unusable as error:
        return Explanation(f"{stub.name} {error}")
    except OSError:
        return None
    return explain_syntax(stub.name, source)
