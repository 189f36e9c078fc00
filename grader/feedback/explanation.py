"""What a failed check raised → its `Explanation`, in the words that the student reads.

A visible check shows the call, what came back and what was expected. A hidden one shows the
student's own value's kind and shape, never an input or an expected value: its explanation holds no
``called`` and no ``expected``, so that no report can show them. Both name the misconception, or the
pattern of the difference. Tracebacks hold the student's lines only.
"""

from __future__ import annotations

import ast
import difflib
import re
import warnings
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
import pytest

from grader.checks.cpu_limit import OutOfTime
from grader.checks.expect import Mismatch, describe
from grader.feedback.advice import (
    BROKEN_SYNTAX,
    UNDER_MAIN,
    advice,
    is_of_shapes,
    load_advice,
    syntax_advice,
)
from grader.feedback.loss_curves import loss_story
from grader.feedback.patterns import is_contradicted, pattern, place
from grader.feedback.performance import Answer
from grader.feedback.sanitize import clean, one_line
from grader.sandbox.connection import GuestEnded, StudentError, read_error
from grader.sandbox.guest.load_module import BELOW_CODE, report
from grader.sandbox.session import Call, Conversation, LeftOut, LoadFailure, NotDefined
from grader.sandbox.verdict import Verdict

CANNOT_READ = "Python cannot read "
"""What the explanation of a syntax error begins with; the place follows."""
_LONGEST_VALUE = 400
_MOST_ITEMS = 12
_OUR_FOLDERS = re.compile(r"(?:/[^\s/'\"]+)*/(?:site-packages|lib/python\d\.\d+)/")
_MOST_PRINTED, _LONGEST_LINE = 4, 120  # lines at the beginning and at the end, and letters in each
_TAB, _TAB_WIDTH = "»", 4  # a letter that Windows' pipes have, too
_MOST_DIMENSIONS = 5  # numpy shortens each axis by itself: six numbers for each of many
_NEEDS = "builds on "
_UNWRITTEN = re.compile(r"`(\w+)` is not written yet(?: \((.+ \d+) raises NotImplementedError\))?")
_SAYS_NO = (AssertionError, pytest.fail.Exception)  # the latter of pytest.raises, too
_LOAD_ENDS = {
    Verdict.TIME_LIMIT: "took longer than the time limit",
    Verdict.MEMORY_LIMIT: "used more memory than the limit",
    Verdict.OUTPUT_LIMIT: "printed far more than the limit",
    Verdict.FILE_LIMIT: "made more files than the limit",
    Verdict.LEFT_EARLY: "ended Python",
}
_ENDS = {
    Verdict.TIME_LIMIT: "ran longer than the time limit: is there a loop that cannot end?",
    Verdict.MEMORY_LIMIT: "used more memory than the limit: is an array far too large?",
    Verdict.OUTPUT_LIMIT: "printed far more than the limit: is there a print in a long loop?",
    Verdict.FILE_LIMIT: "made more files than the limit: no part needs one",
    Verdict.LEFT_EARLY: (
        "ended Python itself (exit, quit or os._exit): a function should return instead"
    ),
    Verdict.PROTOCOL_VIOLATION: (
        "wrote into the grader's own connection, which no solution needs to do"
    ),
}


@dataclass(frozen=True)
class Explanation:
    """Why a check failed, for the student: each field is harmless text, or empty.

    ``traceback`` holds the student's own lines, ``advice`` what to do where the problem does not
    say it, ``printed`` what the student's code printed in the check. Of ``likely`` (a
    misconception), ``pattern`` (of the difference) and ``where`` (it lies) there is one at most.
    """

    problem: str
    traceback: str = ""
    advice: str = ""
    likely: str = ""
    pattern: str = ""
    where: str = ""
    called: str = ""
    got: str = ""
    expected: str = ""
    look: str = ""
    printed: str = ""


def explain(error: BaseException, call: Call | None, *, visible: bool) -> Explanation:
    """Explain a failure to the student."""
    name = f"`{one_line(call.name)}`" if call is not None else "your code"
    called = _render_call(call) if call is not None and visible else ""
    if isinstance(error, NotDefined):
        return Explanation(f"`{error.name}` is not defined in what you handed in")
    if isinstance(error, GuestEnded):
        how = _ENDS.get(error.verdict, f"crashed Python ({error.signal})")
        return Explanation(f"{name} {how}", called=called)
    if isinstance(error, OutOfTime):
        problem = f"the check took too long over what {name} returned: is it far too much?"
        return Explanation(problem, called=called)
    if isinstance(error, StudentError):
        why = _raised(error, name)
        is_stub = error.kind == "NotImplementedError" and error.message != BELOW_CODE
        return why if is_stub else replace(why, called=called)  # a stub: whatever it is called with
    if isinstance(error, Mismatch):
        return _mismatch(error, call, called, visible)
    got = _shown(call.answer, visible) if call is not None else ""
    if not isinstance(error, _SAYS_NO):
        return Explanation(f"the check cannot use what {name} returned", called=called, got=got)
    problem = clean(str(error)) if visible else ""
    return Explanation(problem or f"{name} fails this check", called=called, got=got)


def concluded(
    why: Explanation, named: str, answers: Iterable[Answer], *, passes: bool
) -> Explanation:
    """Return what is left to say of a failure when all checks of its part have been run.

    ``named`` is the sentence of a misconception, if there is one. A pattern that one of the
    ``answers`` does not show, each beside the right one, was none. ``passes`` says whether other
    checks of the part do.
    """
    if passes and is_of_shapes(why.advice):
        why = replace(
            why,
            advice=f"{why.advice}; other checks of this part pass: is a size fixed in your code?",
        )
    if named:
        return replace(why, likely=one_line(named), pattern="", where="")
    return replace(why, pattern="") if is_contradicted(why.pattern, answers) else why


def beside_right_parts(why: Explanation, own: Explanation, parts: Sequence[str]) -> Explanation:
    """Return a failure beside right ``parts``, without values that may be an answer of theirs.

    ``own`` is the same check's failure beside the student's own parts: its values are shown, where
    they belong to what is said. Where none of ``parts`` is to be named, nothing is said of it.
    """
    if (why.called, why.got, why.printed) == (own.called, own.got, own.printed):
        return why
    why = replace(why, called=own.called if parts else "", got="", printed="")
    if not parts:
        return why
    named = " and ".join(f"`{one_line(part)}`" for part in parts)
    beside = f"it fails beside a right {named}, too"
    alike = (why.problem, why.expected) == (own.problem, own.expected)
    if not alike or why.pattern or why.where:
        return replace(why, advice=f"{beside}: what came back there is not shown")
    said = f"{beside}: what came back here came with yours"
    return replace(why, advice=said, got=own.got, printed=own.printed)


def _raised(error: StudentError, name: str) -> Explanation:
    if error.kind == "NotImplementedError":
        return _unwritten(error, name)
    if error.kind == "TooLarge":
        return Explanation(f"{name} returned {clean(error.message)}")
    lines = []
    for frame in error.frames:
        where = f"  {one_line(frame.file)}, line {frame.line}"
        lines.append(f"{where}, in {one_line(frame.function)}" if frame.function else where)
        if frame.source:
            lines.append(f"    {one_line(frame.source)}")
    message = clean(_OUR_FOLDERS.sub("", error.message))
    problem = f"{name} raised {one_line(error.kind)}: {message}"
    return Explanation(problem, "\n".join(lines), advice(error))


def _unwritten(error: StudentError, name: str) -> Explanation:
    """Name the function whose stub was reached, which the one that was called may only need."""
    if not error.frames:
        return Explanation(f"{name} is not written yet (it raises NotImplementedError)")
    last = error.frames[-1]
    reached = f"`{one_line(last.function)}`" if last.function.isidentifier() else name
    if error.message == BELOW_CODE:
        where = f"{_at(last.file, last.line)}, below other code"
        problem = f"{reached} raises NotImplementedError ({where})"
        return Explanation(problem, advice="if that code is finished, delete this line")
    where = f"{_at(last.file, last.line)} raises NotImplementedError"
    return Explanation(f"{reached} is not written yet ({where})")


def is_stub_of(error: BaseException, part: str) -> bool:
    """Return whether a part's own stub was reached, and not that of one that it needs."""
    if not isinstance(error, StudentError) or error.kind != "NotImplementedError":
        return False
    return bool(error.frames) and error.frames[-1].function == part


def unwritten(explanation: Explanation | None) -> tuple[str, str]:
    """Return which function was reached before it was written, and where; or nothing twice."""
    found = _UNWRITTEN.match(explanation.problem) if explanation else None
    return (found[1], found[2] or "") if found else ("", "")


def _mismatch(error: Mismatch, call: Call | None, called: str, visible: bool) -> Explanation:
    looks, where = _seen(error, call)
    return Explanation(
        problem=clean(error.problem),
        pattern=looks,
        where=where,
        called=called,
        got=_shown(error.got, visible) if error.got is not None else "",
        expected=render(error.expected) if visible and error.expected is not None else "",
        look=clean(error.look),
    )


def _seen(error: Mismatch, call: Call | None) -> tuple[str, str]:
    """Return the pattern of the difference, or where it is; of ``losses``, what they did."""
    got, expected = error.got, error.expected
    try:
        looks = pattern(got, expected, call)
        if not looks and "losses" in error.problem:
            looks = loss_story(got, expected)
        return looks, "" if looks else place(got, expected, call)
    except Exception:  # a stranger's value may be anything: a remark on it is worth no failure
        return "", ""


def _shown(value: Any, visible: bool) -> str:
    """Return the student's own value, of a hidden check its kind and shape alone."""
    return render(value) if visible else one_line(describe(value))


def _render_call(call: Call) -> str:
    shown = [render(value) for value in call.args]
    shown += [f"{name}={render(value)}" for name, value in call.kwargs.items()]
    name = one_line(call.name)
    if call.is_attribute:
        return name
    one = f"{name}({', '.join(shown)})"
    return one if "\n" not in one else f"{name}(\n" + ",\n".join(shown) + ")"


def render(value: Any) -> str:
    """Write a value as a student would type it, shortened: a stranger's may be huge, or deep."""
    dimensions = getattr(value, "ndim", 0)
    if type(dimensions) is int and dimensions > _MOST_DIMENSIONS:  # a handle has every attribute
        return one_line(describe(value))
    kind, array = "array", value
    if type(value).__module__.startswith("torch"):
        tensor = value.float() if str(value.dtype) == "torch.bfloat16" else value
        kind, array = "tensor", tensor.detach().cpu().numpy()
    if isinstance(array, np.ndarray):
        numbers = np.array2string(
            array, precision=5, threshold=30, separator=", ", prefix=f"{kind}("
        )
        text = f"{kind}({numbers})"
    elif isinstance(value, np.generic):
        text = str(value)
    elif isinstance(value, (list, tuple)):
        inner = _joined(value, map(render, value))
        text = f"[{inner}]" if isinstance(value, list) else f"({inner})"
    elif isinstance(value, dict):
        pairs = (f"{render(key)}: {render(item)}" for key, item in value.items())
        text = f"{{{_joined(value, pairs)}}}"
    else:
        text = repr(value[:_LONGEST_VALUE] if isinstance(value, (str, bytes)) else value)
    return clean(text, _LONGEST_VALUE)


def _joined(items: Collection[Any], rendered: Iterable[str]) -> str:
    """Join the first few, and no more than are shown; what has lines begins on its own."""
    shown: list[str] = []
    for text in islice(rendered, _MOST_ITEMS):
        shown.append(text)
        if sum(map(len, shown)) > _LONGEST_VALUE:
            break
    between = ",\n" if any("\n" in text for text in shown) else ", "
    joined = between.join(shown).replace("\n", "\n ")  # below what the bracket opens
    return joined + (", …" if len(items) > len(shown) else "")


def _meant_by(name: str, others: Collection[str], cells: Iterable[tuple[str, str]]) -> str:
    """Return where a name that is not defined stands indented, or what may be meant for it."""
    indented = re.compile(rf"^[ \t]+(?:async[ \t]+)?(?:def|class)[ \t]+{name}\b", re.MULTILINE)
    for label, text in cells:
        if found := indented.search(text):
            place = _at(label, text.count("\n", 0, found.start()) + 1)
            where = "inside something else: checks find only what stands at the top level"
            return f"{place} defines it, but indented, {where}"
    spelled = {other.lower(): other for other in sorted(others)}
    near = difflib.get_close_matches(name.lower(), spelled, 1)
    return (
        f"is it your `{one_line(spelled[near[0]])}`? It has to have the stub's name" if near else ""
    )


def shown_prints(printed: bytes) -> str:
    """Return the first and last lines that were printed, made harmless."""
    lines = printed.decode("utf-8", "replace").splitlines()
    left_out = len(lines) - 2 * _MOST_PRINTED
    if left_out > 0:
        between = [f"… {left_out} more lines …"]
        lines = [*lines[:_MOST_PRINTED], *between, *lines[-_MOST_PRINTED:]]
    return "\n".join(clean(line, _LONGEST_LINE) for line in lines)


def explain_missing(session: Conversation, parts: Collection[str] = ()) -> list[Explanation]:
    """Explain each statement that could not be run, those that ended the process first.

    Nothing is said of one that tried a part which is not written yet, nor of one below it that
    misses a name: the part's checks say it.
    """
    failures, vain = list[LoadFailure](), set[str]()
    for failure in session.failures:
        error = read_error(failure.error)
        if any(is_stub_of(error, part) for part in parts):
            vain.add(failure.label)
        elif failure.label not in vain or error.kind != "NameError":
            failures.append(failure)
    return [*map(explain_left_out, session.left_out), *map(explain_load, failures)]


def explain_needs(parts: Sequence[str]) -> Explanation:
    """Send a student from a part that fails to the earlier ones that it builds on, and that do."""
    named = " and ".join(f"`{one_line(part)}`" for part in parts)
    return Explanation(f"{_NEEDS}{named}, above: fix {'them' if len(parts) > 1 else 'that'} first")


def is_of_needs(explanation: Explanation) -> bool:
    """Return whether an explanation only sends to earlier parts: it fits all checks of a part."""
    sends = explanation.problem.startswith(_NEEDS)
    return sends and explanation == Explanation(explanation.problem)


def explain_nothing(session: Conversation) -> Explanation | None:
    """Explain why nothing is defined that a check may call, if a statement failed."""
    return None if session.names else next(iter(explain_missing(session)), None)


def explain_load(failure: LoadFailure) -> Explanation:
    """Explain why a statement, a cell or a whole file could not be run."""
    error = read_error(failure.error)
    raised = _raised(error, "it")
    said = raised.problem.removeprefix("it raised ")
    broken = error.kind in BROKEN_SYNTAX
    place = _at(failure.label, failure.line, failure.last if broken else failure.line)
    problem = f"{place} could not be run: {said}"
    return replace(raised, problem=problem, advice=load_advice(error))


def explain_syntax(label: str, source: str) -> Explanation | None:
    """Explain why Python cannot read a source of the student's own, or return None if it can."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a backslash that means nothing
            ast.parse(source, label)
    except SyntaxError as error:
        if not error.lineno:  # of a null byte: what judges it says so in its own words
            return None
        told = read_error(report(error))
        problem = f"{CANNOT_READ}{_at(label, error.lineno)}: {clean(told.message)}"
        read = _lines_as_they_are(source, error.lineno, isinstance(error, IndentationError))
        tabs = f"{_TAB} is a tab" if _TAB in read else ""
        return Explanation(problem, read, "\n".join(filter(None, (tabs, syntax_advice(told)))))
    except (ValueError, RecursionError, MemoryError):  # the same
        return None
    return None


def _lines_as_they_are(source: str, last: int, above: bool) -> str:
    """Show a line, and with ``above`` the code before it, with all that it begins with."""
    lines = re.split(r"\r\n|\r|\n", source)[:last]
    written = [number for number, line in enumerate(lines, 1) if line.strip()]
    return "\n".join(
        f"  {number:>{len(str(last))}} | {_with_tabs(clean(lines[number - 1], 200))}".rstrip()
        for number in written[-2 if above else -1 :]
    )


def _with_tabs(line: str) -> str:
    """Draw each tab that indents a line, as wide as it is."""
    code = line.lstrip(" \t")
    indent = "".join(
        _TAB.ljust(_TAB_WIDTH) if each == "\t" else each for each in line[: -len(code) or None]
    )
    return indent + code.expandtabs(_TAB_WIDTH)


def explain_undefined(
    session: Conversation,
    name: str,
    path: str,
    others: Collection[str] = (),
    cells: Iterable[tuple[str, str]] = (),
) -> Explanation:
    """Explain that a part is not there: the statement that failed, or what may be meant for it.

    ``others`` are names that are defined and no parts, ``cells`` the source as (label, text).
    """
    why = f"`{one_line(name)}` is not defined in {one_line(path)}"
    failure = session.failure_of(name)
    if failure is None:
        return Explanation(why, advice=_meant_by(name, others, cells))
    where = _at(failure.label, failure.line).removeprefix(f"{one_line(path)}, ")
    return Explanation(f"{why}, since {where} could not be run")


def explain_left_out(left: LeftOut) -> Explanation:
    """Explain why a statement is left out that ended the student's process as it was loaded."""
    end = left.end
    how = _LOAD_ENDS.get(end.verdict, f"crashed Python ({end.signal})")
    problem = f"{_at(left.label, left.line)}, `{one_line(left.text)}`, {how} while the file was"
    return Explanation(f"{problem} loaded, so it was left out", advice=UNDER_MAIN)


def _at(label: str, line: int, last: int = 0) -> str:
    lines = f"lines {line} to {last}" if last > line else f"line {line}"
    return f"{one_line(label)}, {lines}" if line else one_line(label)


_LABELLED = ("likely", "pattern", "where", "called", "got", "expected", "look", "printed")


def as_text(explanation: Explanation | None) -> str:
    """Write an explanation in lines: the problem, then a label and a text for each field."""
    if explanation is None:
        return ""
    said = [explanation.problem, explanation.traceback, explanation.advice]
    for name in _LABELLED:
        if text := getattr(explanation, name):
            label = "look at" if name == "look" else name
            said.append(f"  {label:<9} " + text.replace("\n", "\n" + " " * 12))
    return "\n".join(filter(None, said))
