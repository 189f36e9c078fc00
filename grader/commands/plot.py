"""`grader plot`: an exercise's picture, drawn with the student's own functions, and its numbers.

They run as in `grader check`. For the course's author the reference draws what lessons show.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

from rich.console import ConsoleRenderable
from rich.text import Text

from grader.checks import GuestTools, Mismatch, RemoteModule
from grader.checks.trusted import TrustedSession
from grader.commands.check import open_own_work, own_work
from grader.commands.check_screen import Files
from grader.commands.progress import QUIET, Progress
from grader.commands.readable import readable
from grader.commands.screen import nearby
from grader.commands.standing import exercise_at
from grader.course import Course, Exercise, find_course, load_course, load_references
from grader.course.modules import load_module, place_of
from grader.errors import CourseError, MissingLibrary, StoreError, UsageError
from grader.feedback import as_text, explain
from grader.pictures import MOVING, NotDrawn, Picture, drawn, moving
from grader.reports import placed
from grader.sandbox.connection import GuestEnded, StudentError
from grader.sandbox.interface import SandboxSettings
from grader.sandbox.levels import protected_sandbox
from grader.sandbox.libraries import libraries_of, missing_libraries
from grader.sandbox.session import Conversation, NotDefined
from grader.store import write_whole

FILE = "picture.py"


@dataclass(frozen=True)
class PlotOptions:
    """Where pictures go (``pictures/`` by default), their form and theme, and whose they are."""

    to: Path | None = None
    form: str = "svg"
    theme: str = "light"
    reference: bool = False


@dataclass(frozen=True)
class Plotted:
    """A picture and its file; or ``why`` there is none yet, and what to type ``next``.

    Where there is none the ``path`` is the lesson's.
    """

    exercise: str
    path: Path | None = None
    picture: Picture | None = None
    why: str = ""
    next: str = ""


def plot(
    course: Course, names: Sequence[str], options: PlotOptions, progress: Progress = QUIET
) -> list[Plotted]:
    """Draw the pictures of these exercises (of all that have one, if none is named).

    Raises `UnknownName`, `UsageError` for an exercise without a picture (of this form),
    `MissingLibrary` where none can be drawn for want of a library, and `StoreError`.
    """
    if importlib.util.find_spec("matplotlib") is None:
        raise MissingLibrary("pictures need", ["matplotlib"])
    folder = course.solution_folder if options.reference else course.exercise_folder
    exercises = [course.exercise(name) for name in names] or [
        each for each in course.exercises if (folder(each.name) / FILE).is_file()
    ]
    with ExitStack() as opened:
        modules, lacking = _author_modules([folder(each.name) / FILE for each in exercises])
        exercises = [each for each in exercises if each.name in modules]
        if options.form == MOVING:
            still = [each.name for each in exercises if not hasattr(modules[each.name], "frames")]
            if names and still:
                what = f"the picture of {still[0]} does not move"
                raise UsageError(what, f"grader plot {still[0]}")
            exercises = [each for each in exercises if each.name not in still]
        if torch := sys.modules.get("torch"):  # so that sums come in the same order everywhere
            torch.set_num_threads(1)
        conversations = (
            _references(course, exercises)
            if options.reference
            else _students(course, exercises, opened)
        )
        plotted = []
        for exercise, conversation in conversations:
            progress.say(exercise.name)
            plotted.append(
                _plotted(course, exercise, modules[exercise.name], conversation, options)
            )
    return [*plotted, *lacking]


def _author_modules(paths: Sequence[Path]) -> tuple[dict[str, ModuleType], list[Plotted]]:
    """Import what draws these pictures, by exercise; say which need a library that is missing."""
    modules, lacking = {}, list[Plotted]()
    for path in paths:
        name = path.parent.name
        if not path.is_file():
            raise UsageError(f"there is no picture of {name}", "grader list")
        try:
            modules[name] = load_module(path, f"picture_{name}")
        except ModuleNotFoundError as error:
            libraries = missing_libraries(path.read_text(encoding="utf-8")) or [str(error.name)]
            missing = MissingLibrary("this picture needs", libraries)
            if len(paths) == 1:
                raise missing from None
            lacking.append(Plotted(name, why=missing.message, next=missing.remedy))
        except Exception as error:
            raise CourseError(place_of(error, [str(path)]), "fix the picture") from error
        else:
            if not callable(getattr(modules[name], "picture", None)):
                fix = "define picture(student, guest), which returns a grader.pictures.Picture"
                raise CourseError(f"{path}:1: there is no function picture", fix)
    return modules, lacking


def _references(
    course: Course, exercises: Sequence[Exercise]
) -> Iterator[tuple[Exercise, Conversation]]:
    modules = load_references(course, exercises)
    return ((each, TrustedSession(modules[each.name])) for each in exercises)


def _students(
    course: Course, exercises: Sequence[Exercise], opened: ExitStack
) -> Iterator[tuple[Exercise, Conversation | str]]:
    """Open the student's files, one exercise after the other, in one sandbox."""
    sorted_out = readable(course, own_work(course), exercises)
    submission = sorted_out.submission
    works = [work for each in exercises if (work := submission.work(each.name))]
    sources = [cell.source for work in works for cell in work.cells]
    pictures = [(course.exercise_folder(each.name) / FILE).read_text("utf-8") for each in exercises]
    settings = SandboxSettings("L3", libraries_of(sources, pictures))
    sandbox, _ = opened.enter_context(protected_sandbox(settings))
    for exercise in exercises:
        if broken := sorted_out.broken.get(exercise.name):
            files = Files(course, exercise.name, submission.work(exercise.name), course.root)
            yield exercise, placed(as_text(broken), files.path_of)
            continue
        session = open_own_work(submission, exercise, sandbox)
        yield exercise, session
        if not isinstance(session, str):
            session.close()


def _plotted(
    course: Course,
    exercise: Exercise,
    module: ModuleType,
    conversation: Conversation | str,
    options: PlotOptions,
) -> Plotted:
    lesson = course.exercise_folder(exercise.name) / "picture.svg"
    waits = Plotted(exercise.name, lesson if lesson.is_file() else None)
    if isinstance(conversation, str):
        return replace(waits, why=conversation)
    try:
        picture, file = _drawn(conversation, exercise, module, options.form, options.theme)
    except NotDrawn as error:
        if options.reference:
            cause = error.__cause__
            what = place_of(cause or error, [str(module.__file__)])
            raise CourseError(what, "fix the picture, or the reference") from cause
        return replace(waits, why=str(error))
    suffix = "" if options.theme == "light" else f"-{options.theme}"
    path = (options.to or course.root / "pictures") / f"{exercise.name}{suffix}.{options.form}"
    if options.reference and options.to is None:
        path = course.solution_folder(exercise.name) / f"picture{suffix}.{options.form}"
    try:
        write_whole(path, file, "--to FOLDER")
    except StoreError as error:  # its numbers are said where the folder may only be read, too
        if options.to or options.reference:
            raise
        elsewhere = f"grader plot {exercise.name} --to FOLDER"
        return Plotted(exercise.name, None, picture, error.message, elsewhere)
    return Plotted(exercise.name, path, picture)


def picture_of(
    course: Course, exercise: Exercise, conversation: Conversation, form: str
) -> tuple[Picture, bytes]:
    """Draw a picture with a student's functions, wherever they are; return it with its file.

    Raises `NotDrawn`, which says what it waits for, `UsageError` and `MissingLibrary`.
    """
    module = _picture_module(course, exercise)
    if form == MOVING and not hasattr(module, "frames"):
        raise UsageError(f"{exercise.name} has a picture, and no film", "picture()")
    return _drawn(conversation, exercise, module, form, "light")


def plot_script(module: ModuleType, file: Path) -> Plotted:
    """Draw the picture of the exercise in whose folder a file lies, with the module's functions.

    Raises `UsageError` where it lies in no exercise's folder, and `MissingLibrary`.
    """
    course = load_course(find_course(file.parent), exactly=True)
    exercise = exercise_at(course, file.parent)
    if exercise is None:
        what = f"{nearby(file)} does not lie in the folder of an exercise"
        raise UsageError(what, "put it back, or: grader plot")
    session = TrustedSession(module, lambda path: path if Path(path).resolve() == file else "")
    return _plotted(course, exercise, _picture_module(course, exercise), session, PlotOptions())


def _picture_module(course: Course, exercise: Exercise) -> ModuleType:
    if importlib.util.find_spec("matplotlib") is None:
        raise MissingLibrary("pictures need", ["matplotlib"])
    modules, _ = _author_modules([course.exercise_folder(exercise.name) / FILE])
    return modules[exercise.name]


def _drawn(
    conversation: Conversation, exercise: Exercise, module: ModuleType, form: str, theme: str
) -> tuple[Picture, bytes]:
    conversation.start_check(0)
    student = _Student(conversation, {part.name for part in exercise.parts})

    def draw() -> Any:
        draws = module.frames if form == MOVING else module.picture
        came = draws(student, GuestTools(conversation))
        if form != MOVING and not isinstance(came, Picture):
            what = f"picture() returned {type(came).__name__}, and no grader.pictures.Picture"
            place = f"{module.__file__}:{draws.__code__.co_firstlineno}"
            raise CourseError(f"{place}: {what}", "let it return one")
        return came

    try:
        return moving(draw, theme) if form == MOVING else drawn(draw, form, theme)
    except CourseError:
        raise
    except Exception as error:  # whatever comes of an answer that the picture cannot use
        raise NotDrawn(f"this picture {student.why(error)}") from error


class _Student(RemoteModule):
    """The student's names; a function that is not written yet, or fails, raises `NotDrawn`."""

    def __init__(self, session: Conversation, parts: set[str]) -> None:
        super().__init__(session)
        self._parts = parts

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            try:
                return super(_Student, self).__getattr__(name)(*args, **kwargs)
            except (NotDefined, StudentError, GuestEnded) as error:
                raise NotDrawn(self.why(error)) from error

        return call

    def why(self, error: Exception) -> str:
        """Say what a picture waits for, behind the words "this picture"."""
        call = self._session.last_call
        name = call.name.partition("(")[0] if call else "your code"
        match error:
            case NotDefined():
                return f"waits for `{error.name}`"
            case StudentError(kind="NotImplementedError", frames=[*_, last]):
                return f"waits for `{last.function if last.function in self._parts else name}`"
            case StudentError() | GuestEnded():
                return f"waits until `{name}` works: {explain(error, call, visible=True).problem}"
            case Mismatch():
                return f"cannot use what `{name}` returned: {error.problem}"
            case NotDrawn():
                return str(error)
        return f"cannot use what `{name}` returned"


def images(plotted: Sequence[Plotted]) -> Iterator[ConsoleRenderable]:
    """Return the pictures as a terminal that can show images draws them; nothing in another one."""
    try:
        from textual_image.renderable import Image, SixelImage, TGPImage
    except ImportError:
        return
    if Image not in (SixelImage, TGPImage):  # blocks of colour show no line
        return
    for each in plotted:
        if each.picture is not None:
            file = BytesIO()
            each.picture.figure.savefig(file, format="png", dpi=120)
            yield Image(file)


def shown(plotted: Sequence[Plotted]) -> Text:
    """Say where each picture is, what it shows in numbers and what to see in it."""
    said = []
    for each in plotted:
        if each.picture is None:
            lines = [f"{each.exercise}: {each.why}"]
            if each.path is not None:
                lines.append(f"the reference's picture is in the lesson: {nearby(each.path)}")
            command = each.next or f"grader check {each.exercise}"
            said.append("\n".join([*lines, f"next: {command}"]))
        else:
            numbers = [f"  {line}" for line in each.picture.numbers]
            where = str(each.path) if each.path else f"not kept: {each.why}\ntry: {each.next}"
            said.append("\n".join([where, each.picture.title, *numbers, each.picture.see]))
    return Text("\n\n".join(said))
