"""What a failed check raised → the words that the student reads.

In go the exception, the last call and whether the check is visible; out comes text. A visible check
shows the call, what came back and what was expected. A hidden one shows the student's own value's
kind and shape, never an input or an expected value. Both tell the misconception, or the pattern of
the difference. Tracebacks hold the student's lines only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice
from typing import Any

import numpy as np
import pytest

from grader.checks.expect import Mismatch, describe
from grader.feedback.loss_curves import loss_story
from grader.feedback.patterns import pattern, place
from grader.feedback.sanitize import clean, one_line
from grader.sandbox.connection import (
    GuestEnded,
    StudentError,
    read_error,
)
from grader.sandbox.libraries import ALLOWED
from grader.sandbox.session import Call, CellFailure, NotDefined
from grader.sandbox.verdict import Verdict

LIKELY = "  likely   "
"""How the line of a message begins that tells the misconception."""

_LONGEST_VALUE = 400
_MOST_ITEMS = 12
_MOST_DIMENSIONS = 5  # numpy shortens each axis by itself: six numbers for each of many
_SAYS_NO = (AssertionError, pytest.fail.Exception)  # the latter of pytest.raises, too
_NO_FILES = (
    "no other file lies beside your code when it is judged: read files in a notebook's cell of "
    'its own, or under if __name__ == "__main__":'
)
_ENDS = {
    Verdict.TIME_LIMIT: "ran longer than the time limit: is there a loop that cannot end?",
    Verdict.MEMORY_LIMIT: "used more memory than the limit: is an array far too large?",
    Verdict.OUTPUT_LIMIT: "printed far more than the limit: is there a print in a long loop?",
    Verdict.LEFT_EARLY: (
        "ended Python itself (exit, quit or os._exit): a function should return instead"
    ),
    Verdict.PROTOCOL_VIOLATION: (
        "wrote into the grader's own connection, which no solution needs to do"
    ),
}


def explain(error: BaseException, call: Call | None, *, visible: bool, named: str = "") -> str:
    """Say what happened, for the student; ``named`` is the sentence of a misconception."""
    name = f"`{one_line(call.name)}`" if call is not None else "your code"
    if isinstance(error, NotDefined):
        return f"`{error.name}` is not defined in what you handed in"
    if isinstance(error, GuestEnded):
        return f"{name} {how_it_ended(error)}{_called(call, visible)}"
    if isinstance(error, StudentError):
        likely = f"\n{LIKELY} {one_line(named)}" if named else ""
        return _raised(error, name) + likely + _called(call, visible)
    if isinstance(error, Mismatch):
        return _mismatch(error, call, visible, named)
    if isinstance(error, _SAYS_NO) and visible and str(error):
        return clean(str(error)) + _called(call, visible) + _got(call, visible)
    if isinstance(error, _SAYS_NO):
        return f"{name} does not do this{_called(call, visible)}{_got(call, visible)}"
    return f"the check cannot use what {name} gave{_called(call, visible)}{_got(call, visible)}"


def how_it_ended(end: GuestEnded) -> str:
    """Say what ended the student's process, after its name."""
    return _ENDS.get(end.verdict, f"crashed Python ({end.signal})")


def _raised(error: StudentError, name: str) -> str:
    if error.kind == "NotImplementedError":
        return f"{name} is not written yet (it raises NotImplementedError)"
    if error.kind == "TooLarge":
        return f"{name} gave {clean(error.message)}"
    lines = [f"{name} raised {one_line(error.kind)}: {clean(error.message)}"]
    for frame in error.frames:
        place = f"  {one_line(frame.file)}, line {frame.line}"
        lines.append(f"{place}, in {one_line(frame.function)}" if frame.function else place)
        if frame.source:
            lines.append(f"    {one_line(frame.source)}")
    return "\n".join(lines + _advice(error))


def _advice(error: StudentError) -> list[str]:
    if error.kind in ("ModuleNotFoundError", "ImportError"):
        return [f"you may import {ALLOWED}"]
    if error.kind in ("SystemExit", "KeyboardInterrupt"):
        return ["a function should return, not end Python"]
    if error.kind == "FileNotFoundError":
        return [_NO_FILES]
    if error.kind in ("BlockingIOError", "PermissionError"):
        return ["no processes, files or network are needed here; DataLoader needs num_workers=0"]
    return []


def _mismatch(error: Mismatch, call: Call | None, visible: bool, named: str) -> str:
    lines = [clean(error.problem)]
    lines += [f"{LIKELY} {one_line(named)}"] if named else _seen(error, call)
    if visible:
        lines += [_line("called", _render_call(call))] if call is not None else []
        lines += [_line("got", render(error.got))] if error.got is not None else []
        lines += [_line("expected", render(error.expected))] if error.expected is not None else []
    elif error.got is not None:
        lines += [_line("got", one_line(describe(error.got)))]
    lines += [_line("look at", error.look)] if error.look else []
    return "\n".join(lines)


def _seen(error: Mismatch, call: Call | None) -> list[str]:
    """Say what the difference looks like, or where it is; of ``losses``, what they did."""
    got, expected = error.got, error.expected
    try:
        told = pattern(got, expected, call)
        if not told and "losses" in error.problem:
            told = loss_story(got, expected)
        where = "" if told else place(got, expected, call)
    except Exception:  # a stranger's value may be anything: a remark on it is worth no failure
        return []
    return [_line("pattern", told)] if told else [_line("where", where)] if where else []


def _called(call: Call | None, visible: bool) -> str:
    return "\n" + _line("called", _render_call(call)) if call is not None and visible else ""


def _got(call: Call | None, visible: bool) -> str:
    if call is None:
        return ""
    return "\n" + _line("got", render(call.answer) if visible else one_line(describe(call.answer)))


def _line(label: str, text: str) -> str:
    head, *rest = text.split("\n")
    return "\n".join([f"  {label:<9} {head}", *[f"  {'':<9} {line}" for line in rest]])


def _render_call(call: Call | None) -> str:
    if call is None:
        return ""
    shown = [render(value) for value in call.args]
    shown += [f"{name}={render(value)}" for name, value in call.kwargs.items()]
    name = one_line(call.name)
    one = f"{name}({', '.join(shown)})"
    return one if "\n" not in one else f"{name}(\n" + ",\n".join(shown) + ")"


def render(value: Any) -> str:
    """Write a value as a student would type it, shortened: a stranger's may be huge, or deep."""
    dimensions = getattr(value, "ndim", 0)
    if type(dimensions) is int and dimensions > _MOST_DIMENSIONS:  # a handle has every attribute
        return one_line(describe(value))
    if type(value).__module__.startswith("torch"):
        tensor = value.float() if str(value.dtype) == "torch.bfloat16" else value
        numbers = np.array2string(
            tensor.detach().cpu().numpy(), precision=5, threshold=30, separator=", "
        )
        return clean(f"tensor({numbers})", _LONGEST_VALUE)
    if isinstance(value, np.ndarray):
        numbers = np.array2string(value, precision=5, threshold=30, separator=", ")
        return clean(f"array({numbers})", _LONGEST_VALUE)
    if isinstance(value, np.generic):
        return clean(str(value), _LONGEST_VALUE)
    if isinstance(value, (list, tuple)):
        inner = _joined(value, map(render, value))
        return clean(f"[{inner}]" if isinstance(value, list) else f"({inner})", _LONGEST_VALUE)
    if isinstance(value, dict):
        pairs = (f"{render(key)}: {render(item)}" for key, item in value.items())
        return clean(f"{{{_joined(value, pairs)}}}", _LONGEST_VALUE)
    if isinstance(value, (str, bytes)):
        return clean(repr(value[:_LONGEST_VALUE]), _LONGEST_VALUE)
    return clean(repr(value), _LONGEST_VALUE)


def _joined(items: Collection[Any], rendered: Iterable[str]) -> str:
    """Join the first few, and no more than are shown."""
    shown: list[str] = []
    for text in islice(rendered, _MOST_ITEMS):
        shown.append(text)
        if sum(map(len, shown)) > _LONGEST_VALUE:
            break
    return ", ".join(shown) + (", …" if len(items) > len(shown) else "")


def explain_load(failure: CellFailure) -> str:
    """Say why a cell, or a whole file, could not be run."""
    error = read_error(failure.error)
    head = f"{one_line(failure.label)} could not be run: "
    return head + _raised(error, "it").removeprefix("it raised ")
