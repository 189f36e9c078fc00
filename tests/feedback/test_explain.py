"""Tests of explain: what a student reads of a failure, and what a hidden check never says."""

from __future__ import annotations

import re
import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from grader.checks.expect import Mismatch, assert_close
from grader.checks.remote import RemoteObject
from grader.feedback.explanation import (
    Explanation,
    as_text,
    concluded,
    explain,
    explain_left_out,
    explain_load,
    explain_syntax,
    explain_undefined,
    render,
    shown_prints,
    unwritten,
)
from grader.feedback.performance import Answer
from grader.sandbox.connection import Frame, GuestEnded, StudentError, student_error
from grader.sandbox.guest import load_module
from grader.sandbox.guest.load_module import BELOW_CODE
from grader.sandbox.session import Call, LeftOut, LoadFailure, NotDefined
from grader.sandbox.verdict import Verdict
from grader.sandbox.wire import Ref

CALL = Call("softmax", (np.array([[1.5, 71.25]]),), {"axis": 1}, np.array([424.5, 2.0]))
FRAMES = [Frame("work.py", 7, "softmax", "return z / 0")]


def both(error: BaseException, call: Call | None = CALL) -> tuple[str, str]:
    """Give what a visible and what a hidden check says."""
    visible, hidden = (explain(error, call, visible=visible) for visible in (True, False))
    assert (hidden.called, hidden.expected) == ("", "")
    return as_text(visible), as_text(hidden)


def test_values_that_are_off() -> None:
    """A visible check shows call, answer and right answer; a hidden one kind and shape alone."""
    with pytest.raises(Mismatch) as caught:
        assert_close(CALL.answer, [0.25, 0.75], what="softmax(z)", look="the sum below the line")
    visible, hidden = both(caught.value)

    for word in ("softmax(array([[", "axis=1", "424.5", "0.25", "71.25"):
        assert word in visible
        assert word not in hidden
    for told in (visible, hidden):
        assert "softmax(z) has the right shape, but 2 of 2 values are off" in told
        assert "the sum below the line" in told
    assert "float64 array of shape (2,)" in hidden


def test_an_attribute_is_no_call() -> None:
    """What a check looks at is named, and not as if it had been called."""
    read = Call("Stopping().best", (), {}, is_attribute=True)
    missing = StudentError("AttributeError", "'Stopping' object has no attribute 'best'", [])

    wrong, absent = both(Mismatch("best is off", got=3, expected=2), read)[0], both(missing, read)
    assert "called    Stopping().best\n" in wrong
    assert absent[1] == (
        "`Stopping().best` raised AttributeError: 'Stopping' object has no attribute 'best'\n"
        "the check asks for this name: spell it as the stub does; an attribute is set on self, in "
        "__init__"
    )


def test_a_likely_misconception_follows_the_problem() -> None:
    """Its sentence stands before the values."""
    why = Explanation("2 of 2 values are off", likely="you divide: multiply", got="7")

    assert as_text(why).startswith("2 of 2 values are off\n  likely    you divide: multiply\n")


def test_a_difference_is_told_by_its_pattern_or_its_place() -> None:
    """One line of words, the same where nothing is visible; no value is in it."""
    right = np.array([[424.5, 2.0, 3.0], [1.0, 5.5, 0.25]])
    off = right + np.array([[0, 0, 0], [0, 71.25, 0]])
    for got, line in (
        (right / 2, "pattern   each value is half"),
        (off, "where     only the value"),
    ):
        visible, hidden = both(Mismatch("off", got=got, expected=right))
        assert visible.splitlines()[1] == hidden.splitlines()[1]
        assert hidden.splitlines()[1].startswith(f"  {line}")
        assert "424.5" not in hidden


def test_losses_have_a_story() -> None:
    """Where a check's problem speaks of losses, it is said what they did."""
    flat, right = np.full(6, 0.7), np.array([0.7, 0.6, 0.5, 0.4, 0.3, 0.2])
    wrong = {"got": flat, "expected": right}

    for told in both(Mismatch("the list of losses is off", **wrong)):
        assert told.splitlines()[1].startswith("  pattern   the loss is flat from the first step")
    assert "flat" not in both(Mismatch("the list is off", **wrong))[0]


def test_a_remark_that_fails_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that breaks what describes it costs the remark, and not the message."""

    def broken(*_: object) -> str:
        raise MemoryError

    monkeypatch.setattr("grader.feedback.explanation.pattern", broken)
    assert both(Mismatch("off", got=[1.0], expected=[2.0]))[1] == "off\n  got       list of 1"


def test_an_exception_shows_the_students_line() -> None:
    """Its type, its message, file, line and source; the call only where it is visible."""
    visible, hidden = both(StudentError("ZeroDivisionError", "division by zero", FRAMES))

    for told in (visible, hidden):
        assert "`softmax` raised ZeroDivisionError: division by zero" in told
        assert "work.py, line 7, in softmax\n    return z / 0" in told
    assert "71.25" in visible
    assert "71.25" not in hidden


def test_where_our_libraries_lie_is_nobodys_business() -> None:
    """Of a path to one of them its own part is left; a student's path stays as it is."""
    for root in ("/opt/course/.venv/lib/python3.11/site-packages/", "/usr/lib/python3.11/"):
        said = both(StudentError("OSError", f"no {root}numpy/x.so, no /content/a.csv", FRAMES))[1]
        assert "raised OSError: no numpy/x.so, no /content/a.csv\n" in said


@pytest.mark.parametrize(
    ("kind", "advice"),
    [
        ("ModuleNotFoundError", "you may import numpy"),
        ("SystemExit", "should return instead"),
        ("EOFError", "take out input()"),
        ("PermissionError", "num_workers=0"),
        ("BlockingIOError", "num_workers=0"),
        ("NotImplementedError", "not written yet"),
        ("TooLarge", "`softmax` returned too much"),
    ],
)
def test_some_exceptions_come_with_advice(kind: str, advice: str) -> None:
    """What a student cannot know of the far side is said."""
    for told in both(student_error(kind, [], "too much", [])):
        assert advice in told


@pytest.mark.parametrize(
    "verdict",
    [Verdict.TIME_LIMIT, Verdict.MEMORY_LIMIT, Verdict.OUTPUT_LIMIT, Verdict.LEFT_EARLY,
     Verdict.PROTOCOL_VIOLATION],
)  # fmt: skip
def test_an_end_is_told_in_words(verdict: Verdict) -> None:
    """Each end of the process has a sentence of its own."""
    visible, hidden = both(GuestEnded(verdict))

    assert hidden.startswith("`softmax` ") and "crashed" not in hidden
    assert verdict not in hidden or verdict.endswith("limit")
    assert visible.startswith(f"{hidden}\n  called ")


def test_a_crash_is_told_by_its_signal() -> None:
    """A signal is named."""
    assert "`softmax` crashed Python (SIGSEGV)" in both(GuestEnded(Verdict.CRASHED, "SIGSEGV"))[1]


def test_a_name_that_is_not_there() -> None:
    """What a check asks for and the submission lacks is named."""
    assert both(NotDefined("relu")) == ("`relu` is not defined in what you handed in",) * 2


def test_a_bare_assertion_tells_its_words_where_all_is_visible() -> None:
    """pytest's rewritten assertion holds values: a hidden check says that it fails, no more."""
    visible, hidden = both(AssertionError("assert 424.5 == 0.25"))

    assert "assert 424.5 == 0.25" in visible
    assert "`softmax` fails this check" in hidden
    assert "0.25" not in hidden


def test_an_exception_that_did_not_come() -> None:
    """Where a check waits for an exception, not raising it is a failure like any other."""
    with pytest.raises(pytest.fail.Exception) as caught, pytest.raises(ValueError, match="a word"):
        pass
    visible, hidden = both(caught.value)

    assert "DID NOT RAISE" in visible
    assert "`softmax` fails this check" in hidden
    assert "0.25" not in hidden


def test_an_answer_that_breaks_the_check() -> None:
    """An answer of a kind that the check cannot use is the student's to mend, by its kind."""
    visible, hidden = both(TypeError("424.5 is not subscriptable"))

    assert "the check cannot use what `softmax` returned" in visible
    assert "424.5" in visible.split("got")[1]
    assert "424.5" not in hidden
    assert "float64 array of shape (2,)" in hidden


def test_nothing_was_called_yet() -> None:
    """A failure before the first call still has words."""
    for told in both(GuestEnded(Verdict.TIME_LIMIT), None) + both(TypeError("x"), None):
        assert "your code" in told


class _Desk:
    def ask(self, *_: object) -> object:
        raise AssertionError("an object on the far side was asked while a failure was told")


def test_an_object_of_the_far_side_is_never_asked() -> None:
    """To show a handle is to name its type: it has every attribute, and each would be a call."""
    handle = RemoteObject(_Desk(), Ref(5, "CircleClassifier"))  # type: ignore[arg-type]
    call = Call("train", (handle,), {}, handle)
    visible, hidden = both(Mismatch("no", got=handle, expected=1), call)

    assert "train(<CircleClassifier>)" in visible
    assert "got       CircleClassifier" in hidden
    with pytest.raises(Mismatch, match="is a CircleClassifier, not numbers"):
        assert_close(handle, [1.0])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.array([[1.0, 0.123456]]), "array([[1.     , 0.12346]])"),
        (np.array([[1, 2], [3, 4]]), "array([[1, 2],\n       [3, 4]])"),
        ([np.array([[1], [2]]), 3], "[array([[1],\n        [2]]),\n 3]"),
        (torch.tensor([1.5, 2.0]), "tensor([1.5, 2. ])"),
        (torch.tensor([1.5], dtype=torch.bfloat16), "tensor([1.5])"),
        (torch.tensor([1.5], requires_grad=True), "tensor([1.5])"),
        (np.float64(0.5), "0.5"),
        ([1, (2.5, "a")], "[1, (2.5, 'a')]"),
        ({"W": [1]}, "{'W': [1]}"),
        (None, "None"),
        ("a\x1b[31mb", r"'a\x1b[31mb'"),
        ("\udc80", r"'\udc80'"),
    ],
)
def test_values_as_a_student_would_type_them(value: object, text: str) -> None:
    """Whatever came back can be shown."""
    assert render(value) == text


@pytest.mark.parametrize(
    "value", [np.zeros((300, 300)), list(range(10**5)), "x" * 10**6, torch.zeros(50, 50, 50)]
)
def test_large_values_are_cut(value: object) -> None:
    """No message is longer than a student would read."""
    assert len(render(value)) <= 400
    assert len(both(Mismatch("no", got=value), Call("f", (value,), {}))[0]) < 1500


def test_an_exception_called_as_ours_is_harmless_too() -> None:
    """A student may name a class TooLarge, or a class's name may be anything."""
    evil = "\x1b[2J\x9b\ud800\u202e"
    for message in both(StudentError("TooLarge", evil, [])):
        assert not set(message) & set(evil[:1] + evil[4:])
    call = Call(f"{evil}()", (), {})
    for error in (StudentError("ValueError", "no", []), Mismatch("off", got=1)):
        for visible in (True, False):
            told = as_text(explain(error, call, visible=visible))
            assert not set(told) & set(evil[:1] + evil[4:])


def test_words_of_a_students_exception_are_harmless() -> None:
    """Nothing in it moves a cursor or writes a line that looks like ours."""
    frames = [Frame("work\x1b]0;x\x07.py\nscore: 100", 1, "f\n", "\x1b[2Jraise")]
    told = both(StudentError("Fine\nscore", "a\x1b[31m\u202eb", frames))[1]

    assert "\x1b" not in told
    assert "\u202e" not in told
    assert not any(line.startswith("score") for line in told.splitlines())


def test_a_cell_that_could_not_be_run() -> None:
    """The cell is named, and the student's own line of it."""
    error = {"type": "NameError", "bases": ["NameError"], "message": "name 'x' is not defined"}
    failure = LoadFailure("cell 3", 0, 0, {**error, "frames": [["cell 3", 2, "<module>", "x + 1"]]})

    told = as_text(explain_load(failure))

    assert told.startswith("cell 3 could not be run: NameError: name 'x' is not defined\n")
    assert "cell 3, line 2" in told
    assert "x + 1" in told


def test_a_value_of_many_dimensions_is_described_at_once() -> None:
    """Of each axis numpy would write six numbers: with 22 axes, for seconds and gigabytes."""
    assert render(np.zeros((2,) * 22, np.uint8)) == f"uint8 array of shape {(2,) * 22}"


def test_a_deep_value_is_written_no_longer_than_it_is_shown() -> None:
    """Twelve items of twelve items of twelve …: no more is written than can be read."""
    value: object = "x" * 10_000
    for _ in range(12):
        value = [value] * 12

    assert len(render(value)) <= 401
    assert len(render(dict.fromkeys(range(1000), value))) <= 401


def load_failure(kind: str, message: str = "", source: str = "", last: int = 7) -> str:
    """Return what is said of a statement that could not be run for an error of this kind."""
    frames = [["work.py", 7, "<module>", source]] if source else []
    error = {"type": kind, "bases": [kind], "message": message, "frames": frames}
    return as_text(explain_load(LoadFailure("work.py", 7, last, error)))


@pytest.mark.parametrize(
    ("kind", "message", "source", "advice"),
    [
        ("SystemExit", "0", "exit()", '0\n.*left out; put what runs at the end under if __name__'),
        ("EOFError", "EOF", "x = input()", "nobody can type an answer while"),
        ("NameError", "name 'get_ipython' is not defined", "get_ipython()", "this line can go"),
        ("ModuleNotFoundError", "No module named 'seaborn'", "", "you may import numpy"),
        ("ImportError", "Cannot load backend 'TkAgg' which", "", "no screen .* matplotlib.use"),
        ("ModuleNotFoundError", "No module named 'tkinter'", "", "no screen .* opens windows"),
        ("ModuleNotFoundError", "No module named '_tkinter'", "", "no screen .* opens windows"),
        ("ModuleNotFoundError", "No module named 'tkinterdnd2'", "", "you may import numpy"),
        ("ImportError", "cannot import name 'a' from 'typing'", "", "whose typing has no a"),
        ("SyntaxError", "invalid syntax", "x y", "it was left out: fix that line first"),
        ("IndentationError", "unexpected indent", "x", "it was left out: fix that line first"),
    ],
)  # fmt: skip
def test_advice_on_what_could_not_be_loaded(
    kind: str, message: str, source: str, advice: str
) -> None:
    """It says what to do where the file is loaded, not what to do in a function."""
    said = load_failure(kind, message, source)

    assert said.startswith(f"work.py, line 7 could not be run: {kind}")
    assert re.search(advice, said, re.DOTALL)
    assert "function should return" not in said


def test_no_advice_beside_the_point() -> None:
    """Of a helper of the student's own the error says it all."""
    assert (
        len(load_failure("ImportError", "cannot import name 'f' from 'helper'").splitlines()) == 1
    )


def test_of_several_lines_the_first_and_the_last_are_named() -> None:
    """A statement that does not parse is left out whole, wherever in it the mistake is."""
    assert load_failure("SyntaxError", last=9).startswith("work.py, lines 7 to 9 could not be run")
    assert load_failure("ValueError", last=9).startswith("work.py, line 7 could not be run")


def said_of(source: str) -> str:
    """Return what is said of a file that does not parse, by the Python that runs this."""
    failures = load_module.load("odd", [["odd.py", source]], {}).failures
    return "\n".join(as_text(explain_load(LoadFailure(*each))) for each in failures)


@pytest.mark.parametrize(
    ("since", "source", "what"),
    [
        ((3, 12), "d = {'a': 1}\nx = f'{d['a']}'", "this f-string (3.12 does): inside { }, use"),
        ((3, 12), 'x = f"{", ".join("ab")}"', "this f-string (3.12 does): inside { }, use"),
        ((3, 12), "x = f\"{'\\n'.join('ab')}\"", "this f-string (3.12 does): put what stands in"),
        ((3, 12), "type Row = list[int]", "`type X = …` (3.12 does): write X = …"),
        ((3, 12), "type Row[T] = list[T]", "`type X = …` (3.12 does): write X = …"),
        ((3, 12), "def f[T](x: T): pass", "type parameters (3.12 does): leave out the [ ]"),
        ((3, 12), "class A[T]:\n    x = 1", "type parameters (3.12 does): leave out the [ ]"),
        ((3, 14), "try: 1\nexcept OSError, ValueError: 2", "`except A, B:` (3.14 does): write"),
        ((3, 14), "x = t'{1}'", "t-strings (3.14 does): write an f-string"),
        ((3, 14), "t'{1}'", "t-strings (3.14 does): write an f-string"),
        ((3, 15), "lazy import math", "`lazy import` (3.15 does): leave out lazy"),
        ((3, 15), "x = [*i for i in [(1, 2)]]", "`*` or `**` at the front of a compre"),
    ],
)  # fmt: skip
def test_a_later_pythons_syntax_is_told_from_a_mistake(
    since: tuple[int, int], source: str, what: str
) -> None:
    """Which Python runs the code, what it does not know, and what to write instead."""
    said = said_of(source)

    if sys.version_info >= since:
        assert said == ""
    else:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        assert f"your code is run by Python {version}, which does not know {what}" in said


@pytest.mark.parametrize(
    "source",
    [
        "x = 'don't'", 'x = f"{1"', 'print(f"{1}"', 'x = f"{1 2}"', "type = 1 2", "def f(x:\n  x",
        "x y", "x = 'a", "if 1:\nx = 1", "x = [1 for]", "classify [1", "t = 1 'a'",
    ],
)  # fmt: skip
def test_a_mistake_is_not_called_a_later_pythons_syntax(source: str) -> None:
    """The line is named, and that it comes first."""
    said = said_of(source)

    assert "it was left out: fix that line first" in said
    assert "your code is run by" not in said


@pytest.mark.parametrize(
    ("end", "how"),
    [
        (GuestEnded(Verdict.LEFT_EARLY), "ended Python"),
        (GuestEnded(Verdict.TIME_LIMIT), "took longer than the time limit"),
        (GuestEnded(Verdict.CRASHED, "SIGSEGV"), "crashed Python (SIGSEGV)"),
    ],
)
def test_a_statement_that_was_left_out(end: GuestEnded, how: str) -> None:
    """Its line is shown, what it did, and where it belongs."""
    said = as_text(explain_left_out(LeftOut("work.py", 41, "train()", end)))

    assert said.startswith(f"work.py, line 41, `train()`, {how} while the file was loaded, so it")
    assert "put what runs at the end under if __name__" in said


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("", "`heaviside` is not written yet (work.py, line 4 raises NotImplementedError)"),
        (
            BELOW_CODE,
            "`heaviside` raises NotImplementedError (work.py, line 4, below other code)\n"
            "if that code is finished, delete this line",
        ),
    ],
)
def test_the_stub_that_was_reached_is_named(message: str, said: str) -> None:
    """Not the function that the check called, which may be finished."""
    source = "raise NotImplementedError"
    frames = [Frame("work.py", 9, "softmax", "h(z)"), Frame("work.py", 4, "heaviside", source)]
    told = both(student_error("NotImplementedError", ["RuntimeError"], message, frames))

    assert told[1] == said
    assert told[0].startswith(said)


CELLS = [("work.py", "import numpy\n\n\nclass Gates:\n    def relu(z):\n        return z\n")]


@pytest.mark.parametrize(
    ("name", "others", "advice"),
    [
        (
            "relu",
            [],
            "work.py, line 5 defines it, but indented, inside something else: checks find",
        ),
        (
            "fit_line",
            ["fit_a_line", "plot"],
            "is it your `fit_a_line`? It has to have the stub's na",
        ),
        ("fit_line", ["FIT_LINE"], "is it your `FIT_LINE`?"),
        ("fit_line", ["plot", "Gates"], ""),
    ],
)
def test_a_part_that_is_not_defined(name: str, others: list[str], advice: str) -> None:
    """It is said where it stands, or what may be meant for it."""
    session: Any = SimpleNamespace(failure_of=lambda name: None)
    why = explain_undefined(session, name, "work.py", others, CELLS)

    assert why.problem == f"`{name}` is not defined in work.py"
    assert why.advice.startswith(advice) and bool(advice) == bool(why.advice)


def test_a_size_that_is_fixed_is_guessed_where_other_checks_pass() -> None:
    """Of shapes that do not fit; of another exception, and where no check passes, it is not."""
    error = StudentError("ValueError", "shapes (3,) and (2,) not aligned: 3 (dim 0)", FRAMES)
    of_shapes = explain(error, CALL, visible=False)
    other = explain(StudentError("EOFError", "", FRAMES), CALL, visible=False)

    said = concluded(of_shapes, "", [], passes=True).advice
    assert said.endswith("other checks of this part pass: is a size fixed in your code?")
    assert concluded(of_shapes, "", [], passes=False) == of_shapes
    assert concluded(other, "", [], passes=True) == other


def test_what_all_checks_show_concludes_an_explanation() -> None:
    """A misconception stands in the place of a pattern; a pattern that one contradicts goes."""
    wrong = np.array([[2.0, 4.0, 6.0, 9.0]])
    why = explain(Mismatch("off", got=wrong, expected=wrong / 2), None, visible=False)
    assert why.pattern

    named = concluded(why, "you divide", [], passes=True)
    assert (named.likely, named.pattern, named.where) == ("you divide", "", "")
    assert concluded(why, "", [Answer(wrong, wrong / 2)], passes=True) == why
    assert concluded(why, "", [Answer(wrong, wrong)], passes=True).pattern == ""


def test_prints_are_shown_from_both_ends() -> None:
    """Few lines all, of many the first and the last; harmless, and none too long."""
    assert shown_prints(b"") == ""
    assert shown_prints(b"a\nb\n") == "a\nb"
    many = shown_prints("\n".join(map(str, range(100))).encode())
    assert many.split("\n") == [*"0123", "… 92 more lines …", "96", "97", "98", "99"]
    evil = shown_prints(b"\x1b[2J\xff" + b"x" * 1000)
    assert len(evil) == 120 and "\x1b" not in evil


@pytest.mark.parametrize(
    ("source", "problem", "advice"),
    [
        ("x = (1,\ny = 2\n", "Python cannot read a.py, line 1: '(' was never closed", ""),
        ("def f():\nreturn 1\n", "Python cannot read a.py, line 2: expected an indented", "column"),
        ("x = \u201c1\u201d\n", "Python cannot read a.py, line 1: invalid character", "quotes"),
    ],
)
def test_a_source_that_python_cannot_read(source: str, problem: str, advice: str) -> None:
    """The line is named, and what to do where the problem does not say it."""
    why = explain_syntax("a.py", source)

    assert why is not None
    assert why.problem.startswith(problem)
    assert advice in why.advice
    number = int(problem.split(":")[0][-1])
    assert why.traceback.splitlines()[-1] == f"  {number} | {source.splitlines()[number - 1]}"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("def f():\n    x = 1\n   y = 2\n", ["  2 |     x = 1", "  3 |    y = 2"]),
        ("def f():\n    x = 1\n\n\ty = 2\n", ["  2 |     x = 1", "  4 | »   y = 2"]),
        (f"{'#' * 9}\n" * 9 + "  x = 1\r\n", ["   9 | #########", "  10 |   x = 1"]),
    ],
)
def test_a_wrong_indentation_is_shown_as_it_is(source: str, shown: list[str]) -> None:
    """Three spaces are no four, a tab is seen and named, and the line above can be compared."""
    why = explain_syntax("a.py", source)

    assert why is not None
    assert why.traceback.splitlines() == shown
    assert ("» is a tab" in why.advice) == ("\t" in source)


@pytest.mark.parametrize("source", ["", "x = '\\d'\n", "x = 1\0", "(" * 10_000])
def test_a_source_of_which_there_is_nothing_to_say(source: str) -> None:
    """It can be read, or is no matter of a line."""
    found = explain_syntax("a.py", source)

    assert found is None or "too many nested" in found.problem


def test_what_is_unwritten_has_a_name_and_a_place() -> None:
    """Of a stub that was reached, and of nothing else."""
    frames = [Frame("work.py", 7, "softmax", "raise NotImplementedError")]
    stub = explain(student_error("NotImplementedError", [], "", frames), CALL, visible=True)
    bare = explain(student_error("NotImplementedError", [], "", []), CALL, visible=True)
    below = explain(
        student_error("NotImplementedError", [], BELOW_CODE, frames), CALL, visible=True
    )

    assert unwritten(stub) == ("softmax", "work.py, line 7")
    assert unwritten(bare) == ("softmax", "")
    assert unwritten(below) == unwritten(None) == ("", "")
