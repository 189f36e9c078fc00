"""`grader play`: a page on this machine on which a student's own functions train a network.

The course's ``playground.py`` says which functions these are. They run as in `grader check`, in a
child process with limits.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from rich.text import Text

from grader.commands.check import own_work
from grader.course import Course
from grader.errors import UsageError
from grader.loopback import Gate, Server, listen, redirect_file
from grader.play import Child, Playground, StudentCode, application
from grader.sandbox.interface import SandboxSettings
from grader.sandbox.levels import protected_sandbox
from grader.sandbox.libraries import libraries_of

FILE = "playground.py"
_NEEDED = ("starlette", "uvicorn", "websockets")


class Opened(NamedTuple):
    """The page's address, a file that leads there, and its server, which listens already."""

    address: str
    file: Path
    serve: Callable[[], None]
    stop: Callable[[], None]


@contextmanager
def opened(course: Course, port: int = 0) -> Iterator[Opened]:
    """Yield the page's server, which listens already. Raises `UsageError`."""
    require_libraries()
    read = reader(course)
    code = read()
    settings = SandboxSettings("L3", libraries_of([*code.works.values(), *code.helpers.values()]))
    try:
        listening = listen(port)
    except OSError as error:
        what = f"port {port} cannot be used: {error.strerror}"
        raise UsageError(what, "grader play, which takes a free one") from None
    with listening, protected_sandbox(settings) as (sandbox, _):
        gate = Gate(listening.getsockname()[1], "play")
        app = application(gate, lambda: Playground(read, lambda code: Child(sandbox, code)))
        with redirect_file(gate.address, "playground") as file:
            server = Server(app, sockets=True)
            yield Opened(gate.address, file, lambda: server.run(sockets=[listening]), server.stop)


def require_libraries() -> None:
    """Raise `UsageError` where the page's libraries are missing, with what installs them."""
    if missing := [name for name in _NEEDED if importlib.util.find_spec(name) is None]:
        what = f"the playground needs {' and '.join(missing)}"
        raise UsageError(what, f"python -m pip install {' '.join(missing)}")


def reader(course: Course) -> Callable[[], StudentCode]:
    """Return what reads the student's sources: again where a file has changed since."""
    path = course.root / FILE
    if not path.is_file():
        raise UsageError("this course has no playground", "grader list")
    roles = path.read_text(encoding="utf-8")
    named = [each.name for each in course.exercises if re.search(rf"\b{each.name}\b", roles)]
    known: tuple[object, StudentCode] | None = None

    def read() -> StudentCode:
        nonlocal known
        now = sorted(_stamps(course, named))
        if known is None or known[0] != now:
            known = now, _code(course, roles, named)
        return known[1]

    return read


def _stamps(course: Course, names: list[str]) -> Iterator[tuple[str, int, int]]:
    """Give what changes when a student saves a file."""
    for name in names:
        for path in [*course.exercise_folder(name).glob("*"), *course.root.glob(f"{name}.*")]:
            with suppress(OSError):  # an editor replaces it just now
                state = path.stat()
                yield str(path), state.st_mtime_ns, state.st_size


def _code(course: Course, roles: str, names: list[str]) -> StudentCode:
    submission = own_work(course)
    works = {name: work for name in names if (work := submission.work(name))}
    released = [name for name in names if course.reference(name).is_file()]
    return StudentCode(
        roles,
        {name: "\n\n".join(cell.source for cell in work.cells) for name, work in works.items()},
        {name: work.path for name, work in works.items()},
        submission.siblings,
        {name: course.reference(name).read_text(encoding="utf-8") for name in released},
        {name: work.problem for name, work in works.items() if work.problem},
    )


def shown(address: str) -> Text:
    """Say where the page is, and how it ends."""
    return Text(f"the playground: {address}\nCtrl-C ends it")
