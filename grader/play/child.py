"""The child process in which a student's functions run, with a time limit: never in the server's.

A student's sources go in; plain data comes back, or `Stopped`, which says why nothing can.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.checks import RemoteModule
from grader.feedback import as_text, explain, explain_missing, one_line
from grader.play import network
from grader.sandbox.connection import GuestEnded, StudentError
from grader.sandbox.interface import Sandbox
from grader.sandbox.session import Session, Source
from grader.sandbox.verdict import Verdict

CALL_SECONDS = 10.0
"""What one call may take: a page that waits longer seems broken."""
_NETWORK = Path(network.__file__).read_text(encoding="utf-8")
_OURS = ("network.py", "playground.py", "imports")


@dataclass(frozen=True)
class StudentCode:
    """The sources that a playground runs: by exercise the student's, and released references.

    ``roles`` is the text of the course's ``playground.py``; ``paths`` says where an exercise's
    source lies, as a student would type it, and ``unusable`` why there is none.
    """

    roles: str
    works: Mapping[str, str]
    paths: Mapping[str, str] = field(default_factory=dict)
    helpers: Mapping[str, str] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)
    unusable: Mapping[str, str] = field(default_factory=dict)


class Stopped(Exception):
    """Why the student's code gives no answer: what the page says of it."""


class Child:
    """The process: called by name, and started afresh when it ended."""

    def __init__(self, sandbox: Sandbox, code: StudentCode, seconds: float = CALL_SECONDS) -> None:
        self.code = code
        self._seconds = seconds
        self._session = Session(sandbox, seconds, float("inf"))
        self._names = sorted({*code.works, *(f"reference_{name}" for name in code.references)})
        references = {f"reference_{name}": text for name, text in code.references.items()}
        siblings = {**code.helpers, **code.works, **references, "playground": code.roles}
        imports = "\n".join(f"import {name}" for name in ("playground", *self._names))
        cells = [("network.py", _NETWORK), ("imports", imports)]
        self._source = Source("network", cells, siblings)

    def open(self) -> list[str]:
        """Start it; return what of the student's files could not be run, a sentence each."""
        try:
            self._session.open(self._source)
        except GuestEnded as end:
            raise Stopped(as_text(explain(end, None, visible=True))) from None
        return [as_text(each) for each in explain_missing(self._session)]

    def call(self, name: str, *args: Any, about: str = "your code") -> Any:
        """Call a function of `grader.play.network` there; ``about`` names what may be at fault."""
        self._session.start_check(0)
        function: Callable[..., Any] = getattr(RemoteModule(self._session), name)
        try:
            return function(*args)
        except GuestEnded as end:
            said = explain(end, None, visible=True).problem.replace("your code", about, 1)
            limit = (
                f" The limit is {self._seconds:g} s." if end.verdict == Verdict.TIME_LIMIT else ""
            )
            raise Stopped(f"{said}{limit}") from None
        except StudentError as error:
            raise Stopped(_raised(error)) from None

    def close(self) -> None:
        """End the process."""
        self._session.close()


def _raised(error: StudentError) -> str:
    """Say what was raised, with the student's own lines; our own lines would lead nowhere."""
    error.frames = [frame for frame in error.frames if frame.file not in _OURS]
    if not error.frames:
        return one_line(error.message, 500)
    said = as_text(explain(error, None, visible=True))
    return said.replace("your code raised", f"`{one_line(error.frames[0].function)}` raised", 1)


def function_source(text: str, name: str) -> tuple[int, str]:
    """Return the line and the text of a function, or of what else is given that name; 0 and ""."""
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return 0, ""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name:
            return node.lineno, ast.get_source_segment(text, node) or ""
    found = re.search(rf"^{re.escape(name)} *=.*$", text, re.MULTILINE)
    return (text[: found.start()].count("\n") + 1, found[0]) if found else (0, "")
