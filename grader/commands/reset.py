"""`grader reset`: what was handed out → back in the student's files, after a copy of what is there.

A released folder keeps each stub and notebook, as it was handed out, in `.grader/stubs/`.
"""

from __future__ import annotations

import ast
import io
import json
import re
import shlex
import sys
import tokenize
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from rich.text import Text

from grader.commands.screen import nearby
from grader.commands.student_progress import recall, save
from grader.course import STUBS, Course, Exercise
from grader.errors import UsageError
from grader.store import explained, write_whole

COPIES = Path(".grader") / "before-reset"
_ELSEWHERE = re.compile(r"(?:async +def|def|class|import|from|if) |@|\w+ *=")


@dataclass(frozen=True)
class Reset:
    """A file that is as it was handed out again, and the copy of what was there, if it was."""

    path: Path
    copy: Path | None


def reset(course: Course, exercise: Exercise, part: str | None = None) -> list[Reset]:
    """Put the stubs of an exercise, or of one part of it, back; return the files that changed.

    A copy of each is kept first, and the part's checks are forgotten. Raises `UnknownName` for a
    part that the exercise does not have, `UsageError` where there is no stub, or a file in which
    no part can be found, and `StoreError`.
    """
    known, before, after = _planned(course, exercise, part)
    copies = {path: _keep(course, path, before[path]) for path in after}
    for path, content in after.items():
        write_whole(path, content)
    if after:
        _forget(course, exercise, known)
    return [Reset(path, copies[path]) for path in after]


def asked(course: Course, exercise: Exercise, part: str | None = None) -> str:
    """Return what to ask before a reset: of which files something goes; nothing, if of none.

    Raises what `reset` raises, but for `StoreError`.
    """
    known, before, after = _planned(course, exercise, part)
    names = [nearby(path) for path in after if before[path] is not None]
    what = f"{known} in {' and '.join(names)}" if known else " and ".join(names)
    return f"put {what} back as handed out? A copy is kept" if names else ""


def _planned(
    course: Course, exercise: Exercise, part: str | None
) -> tuple[str | None, dict[Path, bytes | None], dict[Path, bytes]]:
    """Return the part's name, what the files hold, and what those that change are to hold."""
    known = exercise.part(part).name if part else None
    before: dict[Path, bytes | None] = {}
    after: dict[Path, bytes] = {}
    for suffix, put_back in ((".py", _into_source), (".ipynb", _into_notebook)):
        path = course.stub(exercise.name).with_suffix(suffix)
        stub = _handed_out(course, path.name)
        before[path] = path.read_bytes() if path.is_file() else None
        after[path] = (
            stub if known is None else _put_back(path, before[path], stub, known, put_back)
        )
    if known and not any(before.values()):
        raise UsageError(f"there is no {exercise.name}.py", f"grader reset {exercise.name}")
    changed = {path: new for path, new in after.items() if new != (before[path] or b"")}
    return known, before, changed


def _handed_out(course: Course, name: str) -> bytes:
    try:
        return (course.root / STUBS / name).read_bytes()
    except OSError:
        what = f"{course.root / STUBS} does not hold {name}, as it was handed out"
        raise UsageError(
            what, "get the course's folder again, and take your file from it"
        ) from None


def _put_back(
    path: Path,
    content: bytes | None,
    stub: bytes,
    part: str,
    put_back: Callable[[bytes, bytes, str], bytes],
) -> bytes:
    """Return a file with a part as it was handed out; one that is not there stays away."""
    if content is None:
        return b""
    try:
        return put_back(content, stub, part)
    except (ValueError, SyntaxError, LookupError, TypeError, AttributeError):
        what = f"no part can be found in {nearby(path)}: it is no file that can be read"
        raise UsageError(what, f"grader reset {path.stem} puts the whole file back") from None


def _into_source(content: bytes, stub: bytes, part: str) -> bytes:
    coding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    text = content.decode(coding)
    put = with_stub(text.replace("\r\n", "\n"), stub.decode("utf-8"), part)
    return (put.replace("\n", "\r\n") if "\r\n" in text else put).encode(coding)


def with_stub(text: str, stub: str, part: str) -> str:
    """Return a source in which a part is as in the stub; where it is not defined, it comes last."""
    place, stubs = place_of(text, part), place_of(stub, part)
    assert stubs is not None, part
    piece = stub.split("\n")[stubs]
    if place is None:
        return "\n".join([*([f"{text.rstrip()}\n\n"] if text.strip() else []), *piece, ""])
    lines = text.split("\n")
    lines[place] = piece
    return "\n".join(lines)


def place_of(text: str, part: str) -> slice | None:
    """Return the lines of a part's last definition at the margin, even in a broken source."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _place_by_margin(text.split("\n"), part)
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = [each for each in body if isinstance(each, definitions) and each.name == part]
    if not found:
        return None
    first = min(each.lineno for each in (found[-1], *found[-1].decorator_list))
    return slice(first - 1, found[-1].end_lineno)


def _place_by_margin(lines: Sequence[str], part: str) -> slice | None:
    """Look for the definition's own line, and for the next one at which something else begins."""
    header = re.compile(rf"(?:async +def|def|class) +{part}\b")
    begins = [number for number, line in enumerate(lines) if header.match(line)]
    if not begins:
        return None
    begin = begins[-1]
    others = (n for n in range(begin + 1, len(lines)) if _ELSEWHERE.match(lines[n]))
    end = next(others, len(lines))
    while not lines[end - 1].strip() or lines[end - 1].startswith("#"):
        end -= 1
    while begin and lines[begin - 1].startswith("@"):
        begin -= 1
    return slice(begin, end)


def _into_notebook(content: bytes, stub: bytes, part: str) -> bytes:
    notebook, handed_out = json.loads(content), json.loads(stub)
    (theirs,) = [cell for cell in handed_out["cells"] if _defines(cell, part)]
    defining = [cell for cell in notebook["cells"] if _defines(cell, part)]
    same = [cell for cell in notebook["cells"] if cell.get("id") == theirs["id"]]
    if found := defining[-1:] or same:
        cell = found[0]
        if cell["cell_type"] != "code":
            raise ValueError("the part's cell holds text")
        source = with_stub(_source(cell), _source(theirs), part)
        if source == _source(cell):
            return content
        cell |= {"source": source.splitlines(keepends=True), "outputs": []}
        cell["execution_count"] = None
    else:
        notebook["cells"].append(theirs)
    # as Jupyter itself writes it
    return (json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _defines(cell: dict[str, Any], part: str) -> bool:
    return cell["cell_type"] == "code" and place_of(_source(cell), part) is not None


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def _keep(course: Course, path: Path, content: bytes | None) -> Path | None:
    """Copy what is there, under a name with the time; no earlier copy is written over."""
    if content is None:
        return None
    folder, moment = course.root / COPIES, f"{datetime.now():%Y-%m-%d-%H%M%S}"
    for number in count(1):
        again = f"-{number}" if number > 1 else ""
        copy = folder / f"{path.stem}-{moment}{again}{path.suffix}"
        with explained(copy):
            folder.mkdir(parents=True, exist_ok=True)
            try:
                with copy.open("xb") as file:
                    file.write(content)
                return copy
            except FileExistsError:
                continue
    raise AssertionError


def _forget(course: Course, exercise: Exercise, part: str | None) -> None:
    """What was put back passes no check any more."""
    progress = recall(course)
    parts = progress.get(exercise.name, {}).get("parts", {})
    for name in [part] if part else [*parts]:
        parts.pop(name, None)
    save(course, progress)


def _copying(copy: Path, to: Path, system: str = sys.platform) -> str:
    """Return what to type to copy a file over another one."""
    names = [nearby(copy), nearby(to)]
    if system == "win32":  # both of its shells know it so
        return " ".join(["copy", *(f'"{name}"' for name in names)])
    return shlex.join(["cp", *names])


def shown(exercise: str, part: str | None, changed: Sequence[Reset]) -> Text:
    """Say what is as it was handed out, where the copies are, and what else there is to do."""
    if not changed:
        return Text(f"{part or exercise} is as it was handed out: there is nothing to put back")
    said = []
    for each in changed:
        what = f"{part} in {nearby(each.path)}" if part else nearby(each.path)
        said.append(f"{what} is as it was handed out again")
        if each.copy is not None:
            said.append(f"  what you had is kept in {nearby(each.copy)}")
            said.append(f"  to have it back: {_copying(each.copy, each.path)}")
        if each.path.suffix == ".ipynb":
            said.append("  is it open in Jupyter? There: File, Reload Notebook from Disk")
    return Text("\n".join(said))
