"""solutions/ → exercises/, and the folder that students get. Only what is named here ever leaves.

For each exercise these are the stub, the notebook, the lesson, its picture, the hints and the
visible suite. What is derived is never read back.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from grader.authoring import notebook, solution_markers, student_folder
from grader.authoring.passport import passport
from grader.authoring.student_folder import PICTURE, PLAYGROUND
from grader.course import absent
from grader.course.handout import PASSPORT, STUBS
from grader.course.model import Course, Exercise
from grader.errors import CourseError, GraderError, UsageError, nearest

Files = dict[str, bytes]
"""Paths, relative and with forward slashes, and what the files hold."""

MANIFEST = ".grader-release.json"
IGNORE = ".gitignore"
CONVENTIONS = "solutions/conventions.md"
NOT_OURS = ("__pycache__", ".ipynb_checkpoints", ".pytest_cache")
NOT_FOR_STUDENTS = ("reference", "gate")

_WHEN_RUN = """

if __name__ == "__main__":  # python {name}.py draws what you have so far
    from grader.script import show

    show()
"""


def derive(course: Course) -> Files:
    """Return all files below exercises/: the same bytes for the same solutions/."""
    if not course.solution_folder().is_dir():
        what = f"{course.root} has no solutions/: this is a student's folder of the course"
        raise UsageError(what, "release from the folder in which the course is written")
    files: Files = {}
    for exercise in course.exercises:
        for name, text in _derive_one(course, exercise).items():
            files[f"{exercise.name}/{name}"] = text.encode("utf-8")
    return files


def release(course: Course, to: Path | None = None) -> list[Path]:
    """Write what is derived below ``to`` (the course's exercises/); give the files that changed."""
    return write_files(derive(course), to or course.exercise_folder())


def stale(course: Course) -> list[str]:
    """Name each derived file of the course that is missing, stale or surplus."""
    files, folder = derive(course), course.exercise_folder()
    problems = []
    for name, content in files.items():
        path = folder / name
        if not path.is_file():
            problems.append(f"exercises/{name} is missing")
        elif path.read_bytes() != content:
            problems.append(f"exercises/{name} is stale")
    return sorted([*problems, *_surplus(course, files)])


def _surplus(course: Course, files: Files) -> set[str]:
    """Name each file that is not derived; of an exercise that course.yml has not, its folder."""
    said, known = set(), {each.name for each in course.exercises}
    for name in tree(course.exercise_folder()):
        exercise, slash, _ = name.partition("/")
        if name not in files:
            whole = f"{exercise}/" if slash and exercise not in known else name
            said.add(f"exercises/{whole} is surplus: delete it")
    return said


def reference_source(course: Course, exercise: str) -> str:
    """Return an exercise's reference; raise `CourseError` where it cannot be read."""
    return _text(course, f"solutions/{exercise}/{exercise}.py")


def stub_source(course: Course, exercise: str) -> str:
    """Return the stub that students of an exercise complete."""
    file = f"solutions/{exercise}/{exercise}.py"
    return solution_markers.stub(reference_source(course, exercise), file)


def cells_of(course: Course, exercise: Exercise) -> list[notebook.Cell]:
    """Return the cells of an exercise's notebook, for who writes it in another way."""
    lesson = _lesson(course, exercise.name)
    return notebook.lesson_cells(exercise, lesson, stub_source(course, exercise.name))


def bundle(
    course: Course,
    directory: Path,
    install: str = "",
    address: str = "",
    recorded: Files | None = None,
) -> list[Path]:
    """Write the folder that students get; give the files that changed.

    ``install`` is what students type after ``pip install``, ``address`` where they get this folder
    as a zip, and ``recorded`` what is not derived but was found out by running the checks. A folder
    with other things in it is refused, and so is an earlier release in which a file was changed
    since: nobody's work is lost.
    """
    return write_release(handout_files(course, install, address) | (recorded or {}), directory)


def write_release(files: Files, directory: Path) -> list[Path]:
    """Write a folder of files, as `bundle` does; remove those of an earlier release."""
    earlier = _earlier(directory)
    _refuse_changed(directory, files, earlier)
    write_files({MANIFEST: _manifest(earlier)}, directory)
    changed = write_files(files, directory)
    for name in set(earlier) - set(files):
        with _telling(directory / name):
            (directory / name).unlink(missing_ok=True)
    write_files({MANIFEST: _manifest({name: _digest(files[name]) for name in files})}, directory)
    return changed


def _derive_one(course: Course, exercise: Exercise) -> dict[str, str]:
    """Name every file of an exercise that leaves, and no other."""
    if not exercise.parts:
        return {"README.md": _lesson(course, exercise.name)}
    name, file = exercise.name, f"solutions/{exercise.name}/{exercise.name}.py"
    source = reference_source(course, name)
    solution_markers.check_parts(source, file, [part.name for part in exercise.parts])
    stub = stub_source(course, name)
    readme, picture = _lesson(course, name), _picture(course, name)
    return {
        "README.md": readme,
        "hints.md": _hints(course, exercise),
        f"{name}.py": stub + _WHEN_RUN.format(name=name) if picture else stub,
        f"{name}.ipynb": notebook.notebook(exercise, readme, stub),
        "test_visible.py": _visible_suite(course, exercise),
        **picture,
    }


def _picture(course: Course, name: str) -> dict[str, str]:
    """Return what draws an exercise's picture, and the picture; nothing where it has none."""
    if not (course.solution_folder(name) / PICTURE).is_file():
        return {}
    if not (course.solution_folder(name) / "picture.svg").is_file():
        what = f"solutions/{name}/{PICTURE}:1: its picture.svg has not been drawn"
        raise CourseError(what, f"grader plot --reference {name}")
    return {each: _text(course, f"solutions/{name}/{each}") for each in (PICTURE, "picture.svg")}


def _lesson(course: Course, name: str) -> str:
    file = f"solutions/{name}/README.md"
    text = _text(course, file)
    headings = dict(_headings(text))
    if notebook.JUDGED not in headings:
        fix, line = f"add a heading `## {notebook.JUDGED}`, and below it what no example shows", 1
        if near := nearest(notebook.JUDGED, [*headings]):
            fix, line = f"call this heading `## {notebook.JUDGED}`", headings[near]
        raise CourseError(f"{file}:{line}: the lesson does not say what is judged", fix)
    return text


def _hints(course: Course, exercise: Exercise) -> str:
    file = f"solutions/{exercise.name}/hints.md"
    text, parts = _text(course, file), [part.name for part in exercise.parts]
    for part in exercise.parts:
        if not re.search(rf"^##\s+`?{part.name}`?\s*$", text, re.MULTILINE):
            fix, line = f"add a heading `## {part.name}`, and 1. 2. 3. below it", 1
            headings = dict(_headings(text))
            if near := nearest(part.name, [each for each in headings if each not in parts]):
                fix, line = f"call this heading `## {part.name}`", headings[near]
            raise CourseError(f"{file}:{line}: part {part.name!r} has no hints", fix)
    return text


def _headings(text: str) -> Iterator[tuple[str, int]]:
    """Return the second-level headings of a Markdown text, with their lines."""
    for number, line in enumerate(text.splitlines(), 1):
        if heading := re.match(r"##\s+`?(.*?)`?\s*$", line):
            yield heading[1], number


def _visible_suite(course: Course, exercise: Exercise) -> str:
    """Return the visible suite, which must run where solutions/ is not."""
    file = f"solutions/{exercise.name}/test_visible.py"
    text = _text(course, file)
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise CourseError(f"{file}:{error.lineno}: {error.msg}", "fix the line") from None
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.arg in NOT_FOR_STUDENTS:
            what = f"a visible check uses {node.arg!r}, which students do not have"
            fix = "write the expected value out, or move the check to test_hidden.py"
            raise CourseError(f"{file}:{node.lineno}: {what}", fix)
    return text


def _text(course: Course, file: str) -> str:
    """Read a text of the course's author, with plain line ends and one at the end."""
    try:
        return (course.root / file).read_text(encoding="utf-8-sig").rstrip("\n") + "\n"
    except FileNotFoundError:
        what, fix = "the file is missing", "write it"
        if file.startswith("solutions/") and file.count("/") == 2:
            fix = absent.remedy(course, *file.split("/")[1:])
    except UnicodeDecodeError:
        what, fix = "this is not UTF-8 text", "save the file as UTF-8"
    except OSError as error:
        what, fix = f"it cannot be read: {error.strerror}", "make it readable"
    raise CourseError(f"{file}:1: {what}", fix)


def handout_files(course: Course, install: str = "", address: str = "") -> Files:
    """Return the files of the folder that students get, but for what running the checks gives."""
    derived = {
        name: notebook.filled(content, install, address) if name.endswith(".ipynb") else content
        for name, content in derive(course).items()
    }
    files = {f"exercises/{name}": content for name, content in derived.items()}
    for name in [each.name for each in course.judged]:
        for file in (f"{name}.py", f"{name}.ipynb"):
            files[f"{STUBS}/{file}"] = derived[f"{name}/{file}"]
    for name in tree(course.root / "data"):
        files[f"data/{name}"] = real_file(course, f"data/{name}")
    if (course.root / PLAYGROUND).is_file():
        files[PLAYGROUND] = _text(course, PLAYGROUND).encode("utf-8")
    files["course.yml"] = student_folder.student_course(course).encode("utf-8")
    files[PASSPORT] = passport(course).encode("utf-8")
    own = _text(course, CONVENTIONS) if (course.root / CONVENTIONS).is_file() else ""
    readme = student_folder.student_readme(course, install, own, derived, address)
    texts = {
        "README.md": readme,
        "pytest.ini": student_folder.PYTEST_INI,
        IGNORE: student_folder.IGNORED,
    }
    files |= {name: text.encode("utf-8") for name, text in texts.items()}
    return files


def real_file(course: Course, name: str) -> bytes:
    """Read a file that lies in the course itself: a link could bring a solution along."""
    path = course.root / name
    what, fix = "this is a link, or lies behind one", "put the file itself there"
    if path.resolve() == course.root.resolve() / name:
        try:
            return path.read_bytes()
        except OSError as error:
            what, fix = f"it cannot be read: {error.strerror}", "make it readable"
    raise CourseError(f"{name}:1: {what}", fix)


def tree(folder: Path) -> Iterator[str]:
    """Return the files below a folder, but caches and hidden ones."""
    for path in sorted(folder.rglob("*")):
        steps = path.relative_to(folder).parts
        hidden = any(step.startswith(".") or step in NOT_OURS for step in steps)
        if not hidden and (path.is_symlink() or not path.is_dir()):
            yield "/".join(steps)


def _earlier(directory: Path) -> dict[str, str]:
    """Return the digests of an earlier release's files; refuse a folder with anything else."""
    if not directory.exists() or (directory.is_dir() and not any(directory.iterdir())):
        return {}
    try:
        digests = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {
            name: str(digest)
            for name, digest in digests.items()
            if not Path(name).is_absolute() and ".." not in Path(name).parts
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        what = f"{directory} is there, and is no earlier release"
        raise UsageError(what, "name a new or empty folder: grader release --to DIR") from None


def _refuse_changed(directory: Path, files: Files, earlier: Mapping[str, str]) -> None:
    """Refuse to write over, or to remove, what somebody has changed since."""
    for name in sorted({*files, *earlier}):
        path = directory / name
        if not path.is_file():
            continue
        content = path.read_bytes()
        if content != files.get(name) and _digest(content) != earlier.get(name):
            what = f"{path} was changed since it was released"
            raise UsageError(what, "move it away, or name a new folder: grader release --to DIR")


def _manifest(digests: Mapping[str, str]) -> bytes:
    return (json.dumps({"files": dict(digests)}, indent=1, sort_keys=True) + "\n").encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def write_files(files: Files, folder: Path) -> list[Path]:
    """Write the files that differ, each of them whole or not at all."""
    changed = []
    for name, content in files.items():
        path = folder / name
        with _telling(path):
            if not path.is_file() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                new = path.with_name(f".{path.name}.new")
                try:
                    new.write_bytes(content)
                    os.replace(new, path)
                finally:
                    new.unlink(missing_ok=True)
                changed.append(path)
    return changed


@contextmanager
def new_folder(directory: Path) -> Iterator[Path]:
    """Lend a folder in which a new one is made; at the end it is there, and before that not at all.

    An empty one may be there already. Raises `UsageError` for one that is not empty.
    """
    final = directory.resolve()
    if final.exists() and not (final.is_dir() and not any(final.iterdir())):
        what = "is not empty" if final.is_dir() else "is a file"
        raise UsageError(f"{directory} is there, and {what}", "name a new folder")
    made = final.with_name(f".{final.name}.new")
    try:
        with _telling(made):
            shutil.rmtree(made, ignore_errors=True)  # of a run that was killed
            made.mkdir(parents=True)
        yield made
        with _telling(final):
            if not final.exists():
                made.rename(final)
                return
            for path in [*made.iterdir()]:  # somebody may stand in the empty one
                path.rename(final / path.name)
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Turn what the system says of a path into an error of ours."""
    try:
        yield
    except OSError as error:
        remedy = "make room, or make the folder writable, and run the command again"
        raise GraderError(f"{path} cannot be written: {error.strerror}", remedy) from None
