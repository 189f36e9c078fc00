"""`grader release`: what is derived, and whether it deserves to be.

`write` writes the files, and `write_nbgrader` those of an nbgrader course. `problems` says in
sentences what is stale, which text gives a hidden value away, what is wrong with the hints, the
suites and the gates, which check a stub passes, where the reference misses a point, and which
misconception no check catches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from grader.authoring import (
    GRADER,
    HANDOUT,
    Fault,
    Files,
    bundle,
    faults,
    gate_problems,
    record_misconceptions,
    release,
    stale,
    suite_problems,
    trials,
    write_files,
    write_release,
)
from grader.authoring.audit import Kind, Variant, mistaken
from grader.authoring.leaks import Heard, listen
from grader.checks.suites import open_suites, suite_paths, visible_points
from grader.commands.handout import require_safe
from grader.commands.hint_lint import hint_problems
from grader.commands.progress import QUIET, Progress
from grader.course import load_references
from grader.course.model import Course
from grader.errors import UsageError
from grader.feedback import MISCONCEPTIONS_FILE, RecordedMisconception, recorded_text
from grader.judging import Judged, JudgingPlan, Outcome, judge_here
from grader.platforms.nbgrader import CONFIG, assignment_files, config_text
from grader.reports import counted


def write(
    course: Course,
    to: Path | None,
    install: str = "",
    address: str = "",
    progress: Progress = QUIET,
) -> tuple[list[Path], Path]:
    """Write exercises/, or with ``to`` the students' folder; return the files, and where.

    Raises `UsageError` for an ``address`` that the students' notebooks would refuse.
    """
    if "://" in address:
        try:
            require_safe(address)
        except UsageError as error:
            raise UsageError(error.message, "--address https://…, or a path") from None
    if to is None:
        return release(course), course.exercise_folder()
    course, found = _tried(course, progress)
    recorded = {MISCONCEPTIONS_FILE: recorded_text(found)} if found else {}
    return bundle(course, to, install, address, recorded), to


def write_nbgrader(
    course: Course, to: Path, progress: Progress = QUIET
) -> tuple[list[Path], tuple[str, ...]]:
    """Write an nbgrader course, with an assignment for each exercise, below ``to``.

    Its settings are written once, and then left to the instructor. Returns the files that changed,
    and the assignments.
    """
    course, found = _tried(course, progress)
    files: Files = {}
    for exercise in course.judged:
        mine = {name: each for name, each in found.items() if name == exercise.name}
        recorded = {MISCONCEPTIONS_FILE: recorded_text(mine)} if mine else {}
        files |= assignment_files(course, exercise, recorded)
    changed = write_release(files, to)
    if not (to / CONFIG).exists():
        changed += write_files({CONFIG: config_text(course).encode("utf-8")}, to)
    return changed, tuple(each.name for each in course.judged)


def shown(written: Sequence[Path], where: Path) -> str:
    """Say what was written."""
    return f"{counted(len(written), 'file')} written to {where}"


def shown_placeholders(install: str, address: str) -> str:
    """Say what students would read in the place of what was not given; nothing if all was."""
    missing = {GRADER: ("--install", install), HANDOUT: ("--address", address)}
    open_ = {word: option for word, (option, given) in missing.items() if not given}
    if not open_:
        return ""
    words, options = (" and ".join(each) for each in (open_, open_.values()))
    stand, say = ("stands", "says") if len(open_) == 1 else ("stand", "say")
    return f"note: {words} still {stand} in what students read: {options} {say} what to write there"


def shown_nbgrader(written: list[Path], to: Path, assignments: Sequence[str]) -> str:
    """Say what was written, and what to type next."""
    first = assignments[0]
    return (
        f"{counted(len(written), 'file')} written to {to}: "
        f"{counted(len(assignments), 'assignment')} in source/\n"
        f"next: cd {to} && nbgrader generate_assignment {first}"
    )


def _tried(
    course: Course, progress: Progress
) -> tuple[Course, dict[str, list[RecordedMisconception]]]:
    """Return the course, knowing what its visible checks decide, and what gives mistakes away."""
    paths = {each.name: suite_paths(course, each, hidden=True) for each in course.exercises}
    with open_suites(paths, course.exercises) as suites:
        shares = {
            each.name: visible_points(suites.checks[each.name], each) for each in course.exercises
        }
    progress.say("running the misconceptions")
    found = record_misconceptions(course, lambda total: progress.begin(total, 0), progress.advance)
    return course.deciding(shares), found


def problems(course: Course, progress: Progress = QUIET) -> list[str]:
    """Say what is wrong with what students would get; nothing if all is well."""
    found = stale(course)
    missing = [said for said in found if "missing" in said]
    if missing:
        return found
    heard = listen(course)
    written = [*hint_problems(course), *suite_problems(course), *gate_problems(course)]
    told = [*heard.leaks, *heard.broken]
    return [*found, *written, *told, *_judged_problems(course, heard, progress)]


def _judged_problems(course: Course, heard: Heard, progress: Progress) -> list[str]:
    """Say what is wrong with checks, by the reference, the stub and unnoticed misconceptions."""
    variants = {each.id: each for each in _unnoticed(course, heard)}
    tried = [*trials(course, course.judged), *(each.submission for each in variants.values())]
    judged: list[Judged] = []
    plan = JudgingPlan.of(course, course.judged, [each for one in tried for each in one.sources])
    judge_here(plan, tried, judged.append, lambda _: progress.say("running the checks"))
    said = [f"{each.submission.student}: {each.problem}" for each in judged if each.problem]
    standing = [each for each in judged if each.submission.student not in variants]
    said += _each_once(faults(course, standing))
    for each in judged:
        variant = variants.get(each.submission.student)
        if variant and _passes(each, variant):
            said.append(_uncaught(variant, heard))
    return said


def _each_once(faults: Iterable[Fault]) -> Iterator[str]:
    """Say each fault with its fix: of a check with many cases the first, and how many there are."""
    of = defaultdict[tuple[str, str], list[Fault]](list)
    for each in faults:
        of[each.place, each.fix].append(each)
    for (place, fix), alike in of.items():
        cases = f" (and {len(alike) - 1} more of its cases)" if len(alike) > 1 else ""
        yield f"{place}: {alike[0].said}{cases}: {fix}"


def _unnoticed(course: Course, heard: Heard) -> Iterator[Variant]:
    """Return the misconceptions that no hidden check noticed, as work that can be judged."""
    exercises = [each for each in course.judged if heard.unnoticed[each.name]]
    references = load_references(course, exercises)
    for exercise in exercises:
        names = {each.name for each in heard.unnoticed[exercise.name]}
        for variant in mistaken(course, exercise, references[exercise.name]):
            if variant.kind is Kind.MISCONCEPTION and variant.name in names:
                yield variant


def _passes(judged: Judged, variant: Variant) -> bool:
    """Return whether every check of a variant's part passed; one that was not judged did not."""
    (result,) = [each for each in judged.results if each.exercise == variant.exercise]
    outcomes = [each.outcome for each in result.checks if each.part == variant.part]
    return all(each is Outcome.PASSED for each in outcomes)


def _uncaught(variant: Variant, heard: Heard) -> str:
    unnoticed = heard.unnoticed[variant.exercise]
    (line,) = [each.line for each in unnoticed if each.name == variant.name]
    return (
        f"solutions/{variant.exercise}/misconceptions.py:{line}: {variant.name} passes every "
        f"check of {variant.part}: add a check that it fails, or remove it if it is right"
    )
