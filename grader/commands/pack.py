"""`grader pack`: the student's files that count → one archive, tried before it is handed in.

What `grade` reads of the archive is what it would read of the folder: the archive is opened by the
same reader, and its code is loaded and checked with nothing else beside it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.text import Text

from grader.commands.check import own_work, run_visible_checks
from grader.commands.check_screen import Files
from grader.commands.hint import paid
from grader.commands.progress import QUIET, Progress
from grader.commands.readable import readable
from grader.commands.screen import nearby
from grader.commands.suite_libraries import require_libraries
from grader.course import STUBS, Course, Exercise
from grader.errors import CourseError, UsageError, for_students
from grader.feedback import CANNOT_READ, as_text, explain_syntax
from grader.judging import STUDENT, JudgingPlan, Outcome, Result
from grader.reports import counted, placed
from grader.store import write_whole
from grader.submission import (
    Entry,
    Submission,
    Unusable,
    Work,
    imported,
    parts_of,
    python_text,
    read_submission,
)

ARCHIVE = "handin.zip"
HINTS = "hints.txt"
"""What the hints cost that were read, for the instructor: no grade reads it."""
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the same files make the same archive

Packing = dict[str, bytes]
"""Names in the archive, and what the files hold."""


@dataclass(frozen=True)
class HandedIn:
    """What of an exercise goes along, or in ``refused`` why it cannot be handed in as it is.

    ``counts`` are the files that are judged, by their names in the archive; ``along`` are the
    names of those that they import. ``broken`` says which lines of them Python cannot read.
    """

    exercise: str
    counts: Mapping[str, Path] = field(default_factory=dict)
    along: tuple[str, ...] = ()
    refused: str = ""
    result: Result | None = None
    answers: Mapping[str, Path] = field(default_factory=dict)
    broken: tuple[str, ...] = ()


@dataclass(frozen=True)
class Packed:
    """What was packed, and where it was written: nowhere if anything was refused."""

    exercises: tuple[HandedIn, ...]
    path: Path | None = None
    names: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it was written, and Python can read all that is in it."""
        return self.path is not None and not any(each.broken for each in self.exercises)


def pack(
    course: Course, names: Sequence[str], to: Path | None = None, progress: Progress = QUIET
) -> Packed:
    """Pack these exercises, or all that were begun, into ``to``; one without .zip is a folder.

    Raises `UnknownName`, `UsageError` where nothing was begun or ``to`` holds something else, and
    `StoreError`.
    """
    path = to or course.root / ARCHIVE
    _refuse_what_is_there(course, path)
    submission, files = own_work(course), Packing()
    exercises = [course.exercise(name) for name in names] or _begun(course, submission)
    found = [_packed(course, submission, each.name, files) for each in exercises]
    packed = _tried(course, submission, found, _zipped(files), progress)
    if any(each.refused for each in packed):
        return Packed(tuple(packed))
    names_of = {each.exercise for each in packed}
    if costs := {name: cost for name, cost in paid(course).items() if name in names_of}:
        files[HINTS] = _told(costs)
    if path.suffix == ".zip":
        write_whole(path, _zipped(files), "--to FILE.zip")
    else:
        for name, content in files.items():
            write_whole(path / name, content, "--to FOLDER")
    return Packed(tuple(packed), path, tuple(files))


def _told(costs: Mapping[str, float]) -> bytes:
    paid = {name: counted(cost, "point") for name, cost in costs.items()}
    lines = [f"{name}: hints for {cost} were read" for name, cost in paid.items()]
    return ("\n".join(lines) + "\n").encode()


def _refuse_what_is_there(course: Course, path: Path) -> None:
    """Write over an archive, and over nothing else."""
    if path.suffix == ".zip":
        if path.exists() and not zipfile.is_zipfile(path):
            what = f"{path} is there, and is no archive"
            raise UsageError(what, "name another file: --to FILE.zip")
    elif path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UsageError(f"{path} is there, and is no empty folder", "name a new one: --to FOLDER")
    elif path.resolve().is_relative_to(course.root.resolve()):
        what = f"files in {path} would be taken for your work: it lies in the course's folder"
        raise UsageError(what, "name a folder elsewhere: --to FOLDER")


def _begun(course: Course, submission: Submission) -> list[Exercise]:
    """Return the exercises of which a file is not as it was handed out, or lies elsewhere."""
    begun = []
    for exercise in course.exercises:
        script = course.stub(exercise.name)
        files = [path for path in (script, script.with_suffix(".ipynb")) if path.is_file()]
        answers = submission.answers_to(exercise.name)
        if (
            answers
            or not all(_is_untouched(course, path) for path in files)
            or (not files and submission.work(exercise.name))
        ):
            begun.append(exercise)
    if not begun:
        what = "there is nothing to hand in yet: every file is as it was handed out"
        raise UsageError(what, "grader list")
    return begun


def _is_untouched(course: Course, path: Path) -> bool:
    stub = course.root / STUBS / path.name
    return stub.is_file() and path.read_bytes() == stub.read_bytes()


def _packed(course: Course, submission: Submission, exercise: str, files: Packing) -> HandedIn:
    """Put the files of an exercise that count, and the modules that they import, into ``files``."""
    answers = _answers(course, submission, exercise)
    files |= {name: path.read_bytes() for name, path in answers.items()}
    work = submission.work(exercise)
    if not course.exercise(exercise).parts or (answers and _is_left(course, work)):
        wanted = " and ".join(part.answer_file for part in course.exercise(exercise).marked)
        return HandedIn(
            exercise, refused="" if answers else f"there is no {wanted}", answers=answers
        )
    if work is None or work.problem:
        neither = f"there is no {exercise}.py and no {exercise}.ipynb"
        refused = work.problem if work else submission.missing.get(exercise, neither)
        return HandedIn(exercise, refused=refused)
    paths = [course.root / version.path for version in work.versions]
    if refused := _nothing_in(course, work, paths):
        unread = readable(course, submission, [course.exercise(exercise)]).broken.get(exercise)
        files_of = Files(course, exercise, work, course.root)
        why = f"{placed(unread.problem, files_of.path_of)}; " if unread else ""
        return HandedIn(exercise, refused=f"{why}{refused}")
    counts: dict[str, Path] = {}
    for version, path in zip(work.versions, paths, strict=True):
        wanted = f"{exercise}{'.ipynb' if version.notebook else '.py'}"
        counts[wanted if wanted not in counts else f"exercises/{exercise}/{wanted}"] = path
    files |= {name: path.read_bytes() for name, path in counts.items()}
    along: list[str] = []
    modules = _imported(submission, work)
    for module in modules:
        if submission.work(module):
            if f"{module}.py" not in files and f"{module}.ipynb" not in files:
                _packed(course, submission, module, files)
            along += [name for name in files if Path(name).stem == module]
        elif helper := _helper(course, submission, module):
            along.append(helper.name)
            files[helper.name] = helper.read_bytes()
    broken = tuple(_broken(course, work, modules))
    return HandedIn(exercise, counts, tuple(along), answers=answers, broken=broken)


def _answers(course: Course, submission: Submission, exercise: str) -> dict[str, Path]:
    """Return the files that a person marks, by the names under which they are handed in."""
    wanted = {part.name: part.answer_file for part in course.exercise(exercise).marked}
    found = {each.part: course.root / each.path for each in submission.answers_to(exercise)}
    return {
        wanted[part]: path
        for part, path in found.items()
        if path.is_file() and path.suffix != ".ipynb"
    }


def _is_left(course: Course, work: Work | None) -> bool:
    """Return whether nothing was written of an exercise's code."""
    paths = [course.root / version.path for version in work.versions] if work else []
    return all(path.is_file() and _is_untouched(course, path) for path in paths)


def _broken(course: Course, work: Work, modules: Mapping[str, str]) -> Iterator[str]:
    """Say which file that goes along Python cannot read, and where.

    It is handed in all the same: `grade` runs what can be run of it, and a deadline may be near.
    """
    for version in work.versions:
        files = Files(course, work.exercise, version, course.root)
        for cell in version.cells:
            if why := explain_syntax(cell.label, cell.source):
                yield placed(why.problem, files.path_of)
    files = Files(course, work.exercise, work, course.root)
    for module, source in modules.items():
        if why := explain_syntax(f"{module}.py", source):
            yield placed(why.problem, files.path_of)


def _nothing_in(course: Course, work: Work, paths: Sequence[Path]) -> str:
    """Say why there is nothing of the student's in what counts; nothing, where there is."""
    called = nearby(paths[0])
    if not all(path.is_file() for path in paths):
        return f"{called} has too odd a name: call it {work.exercise}.py"
    if not any(cell.source.strip() for version in work.versions for cell in version.cells):
        return f"{called} holds no code"
    if not all(_is_untouched(course, path) for path in paths):
        return ""
    as_it_was = f"{called} is as it was handed out"
    return f"nothing of yours would count: {work.note}" if work.note else as_it_was


def _imported(submission: Submission, work: Work) -> dict[str, str]:
    """Return the student's own modules that a work imports, and that these import."""
    modules, found = submission.only(work.exercise).siblings, dict[str, str]()
    sources = [cell.source for version in work.versions for cell in version.cells]
    while sources:
        source = sources.pop()
        computed = "__import__" in source or "import_module" in source
        wanted = {*modules} if computed else imported([source]) & modules.keys()
        sources += [modules[name] for name in sorted(wanted - found.keys())]
        found |= {name: modules[name] for name in sorted(wanted)}
    return found


def _helper(course: Course, submission: Submission, module: str) -> Path | None:
    """Find the file of a helper module beside a work; a notebook may write it instead."""
    folders = {course.root / version.path for work in submission.works for version in work.versions}
    beside = [path.with_name(f"{module}.py") for path in sorted(folders)]
    read = submission.siblings[module]
    return next((path for path in beside if path.is_file() and _text(path) == read), None)


def _text(path: Path) -> str | None:
    try:
        return python_text(path.read_bytes())
    except Unusable:
        return None


def _zipped(files: Packing) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in files.items():
            info = zipfile.ZipInfo(name, _NO_TIME)
            info.external_attr = 0o644 << 16
            archive.writestr(info, held, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _tried(
    course: Course,
    own: Submission,
    packed: Sequence[HandedIn],
    archive: bytes,
    progress: Progress,
) -> list[HandedIn]:
    """Read the archive as `grade` does, and run the visible checks on what it holds alone."""
    exercises = [course.exercise(e.exercise) for e in packed if e.counts and not e.refused]
    if not exercises:
        return [*packed]
    with TemporaryDirectory() as folder:
        path = Path(folder) / ARCHIVE
        path.write_bytes(archive)
        read = read_submission(Entry(STUDENT, path), parts_of(course.exercises))
    require_libraries(course, exercises)
    plan = JudgingPlan.of(course, exercises, read.sources, hidden=False)
    try:
        judged, _ = run_visible_checks(plan, read, progress)
    except CourseError as error:
        raise for_students(error) from None
    results = {each.exercise: each for each in judged}
    return [
        replace(each, result=result, refused=_why_refused(own, read, result))
        if (result := results.get(each.exercise))
        else each
        for each in packed
    ]


def _why_refused(own: Submission, read: Submission, result: Result) -> str:
    if result.reason is not None:
        return as_text(result.reason)
    if _judged(own, result.exercise) != _judged(read, result.exercise):
        return "the archive does not hold what your folder holds: tell your instructor"
    return ""


def _judged(submission: Submission, exercise: str) -> list[object]:
    """Return all that decides what a work gets."""
    work = submission.work(exercise)
    assert work is not None
    cells = [[cell.source for cell in version.cells] for version in work.versions]
    return [cells, _imported(submission, work)]


def shown(packed: Packed) -> Text:
    """Say which file counts, what goes along, that it runs, and what the checks say of it."""
    broken = dict.fromkeys(line for each in packed.exercises for line in each.broken)
    text = Text("".join(f"broken: {line}\n" for line in broken), "bold red")
    for each in packed.exercises:
        text.append(f"{each.exercise}\n", "bold")
        for line in _said(each):
            text.append(f"  {line}\n", "red" if each.refused else "")
    if packed.path is None:
        fine = [each.exercise for each in packed.exercises if not each.refused]
        text.append("nothing was written")
        if fine:
            text.append(f"; what can be handed in: grader pack {' '.join(fine)}")
        return text
    if HINTS in packed.names:
        text.append(f"{HINTS} tells your instructor of the hints that cost points\n")
    files = counted(len(packed.names), "file")
    text.append(f"{nearby(packed.path)} holds {files}: {', '.join(packed.names)}\n", "bold")
    if broken:
        first = next(iter(broken)).removeprefix(CANNOT_READ)
        text.append(f"first mend {first}\n", "bold red")
        text.append("what stands there is not run, and its points are lost; then pack again\n")
        return text.append("no time left? What was packed can be handed in: the rest is graded")
    if packed.path.suffix == ".zip":
        return text.append("hand in this archive, as it is")
    return text.append("hand in these files, under these names")


def _said(packed: HandedIn) -> Iterator[str]:
    if packed.refused:
        yield f"cannot be handed in as it is: {packed.refused}"
        return
    for name, path in packed.answers.items():
        called = nearby(path) if path.name == name else f"{nearby(path)}, as {name}"
        yield f"{called}: a person marks it"
    if not packed.counts:
        return
    files = [
        nearby(path) if path.name == name else f"{nearby(path)}, as {name}"
        for name, path in packed.counts.items()
    ]
    both = "; both are judged, and the better counts" if len(files) > 1 else ""
    yield f"{' and '.join(files)} {'count' if both else 'counts'}{both}"
    if packed.along:
        yield f"goes along, since it is imported: {', '.join(packed.along)}"
    assert packed.result is not None
    yield from packed.result.note.splitlines()
    runs = "what can be run of it runs" if packed.broken else "runs"
    yield f"{runs} with nothing else beside it; {_checks(packed.result)}"


def _checks(result: Result) -> str:
    passed = sum(check.outcome is Outcome.PASSED for check in result.checks)
    open_parts = [
        part.part
        for part in result.parts
        if any(check.outcome is Outcome.FAILED for check in result.checks_of(part.part))
    ]
    failing = f" (not yet: {', '.join(open_parts)})" if open_parts else ""
    return f"{passed} of {len(result.checks)} visible checks pass{failing}"
