"""Tests of the desk: one exercise through the lives of several guests."""

from __future__ import annotations

import multiprocessing as mp
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from grader.checks.remote import GuestTools, RemoteModule
from grader.sandbox.connection import GuestEnded, StudentError
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.session import NotDefined, Session, Source
from tests.support.guests import session_with, student_of
from tests.support.processes import compute


def test_a_crash_costs_one_call_and_not_the_next(safe_sandbox: ForkedSandbox) -> None:
    """After a guest's death the next call finds the same module in a fresh guest."""
    source = "import os\nx = 0\ndef die(): os._exit(1)\ndef f():\n    global x; x += 1; return x"

    with student_of(safe_sandbox, source) as student:
        before = [student.f(), student.f()]
        with pytest.raises(GuestEnded):
            student.die()
        after = student.f()

    assert before == [1, 2]
    assert after == 1


def test_a_failing_cell_does_not_void_the_others(safe_sandbox: ForkedSandbox) -> None:
    """In a notebook the functions of the other cells are judged, and the failure is named."""
    with session_with(
        safe_sandbox, "def f(): return 1", "1 / 0", "def g(): return f() + 1"
    ) as session:
        student = RemoteModule(session)

        assert (student.f(), student.g()) == (1, 2)
        assert [failure.label for failure in session.failures] == ["cell 2"]


def test_a_syntax_error_names_its_line(safe_sandbox: ForkedSandbox) -> None:
    """A cell that does not parse is a failure of that cell, with the student's line."""
    with session_with(safe_sandbox, "def f(:\n  pass") as session:
        (failure,) = session.failures

    assert failure.error["type"] == "SyntaxError"
    assert failure.error["frames"][0][:2] == ["work.py", 1]


def test_a_name_leads_to_the_statement_that_should_have_defined_it(
    safe_sandbox: ForkedSandbox,
) -> None:
    """It failed, or it does not parse; an indented line that looks like it does not count."""
    source = (
        "def f():\n    h = 1\n    return f g\n\n\n@nothing\ndef g(): pass\n\n\nh = 1 / 0\nk = h"
    )
    with session_with(safe_sandbox, source) as session:
        found = {name: session.failure_of(name) for name in ("f", "g", "h", "k", "nothing")}

    lines = {name: failure and failure.line for name, failure in found.items()}
    assert lines == {"f": 1, "g": 7, "h": 10, "k": 11, "nothing": None}


def test_a_name_that_is_not_there_is_not_defined(safe_sandbox: ForkedSandbox) -> None:
    """Asking for what the submission lacks does not even cross."""
    with student_of(safe_sandbox, "x = 1") as student, pytest.raises(NotDefined, match="softmax"):
        _ = student.softmax


def test_exiting_at_the_top_ends_no_other_cell(safe_sandbox: ForkedSandbox) -> None:
    """sys.exit() at the top of a file is that file's failure, told as such."""
    with session_with(safe_sandbox, "import sys\nsys.exit(0)") as session:
        assert session.failures[0].error["type"] == "SystemExit"


@pytest.mark.parametrize(
    "report",
    [
        "numpy.zeros(1)",
        "[]",
        "{'names': []}",
        "{'names': 7, 'failures': []}",
        "{'names': [7], 'failures': []}",
        "{'names': [], 'failures': numpy.zeros(0)}",
        "{'names': [], 'failures': [7]}",
        "{'names': [], 'failures': [['work.py', 1, 1, None]]}",
        "{'names': [], 'failures': [['work.py', None, 1, load_module.report(OSError())]]}",
        "{'names': [], 'failures': [['work.py', 1, '1', load_module.report(OSError())]]}",
        "{'names': [], 'failures': [['work.py', 1, load_module.report(OSError())]]}",
        "{'names': [], 'failures': [['work.py', 1, 1, load_module.report(OSError())]] * 101}",
    ],
)
def test_a_forged_report_is_a_violation(safe_sandbox: ForkedSandbox, report: str) -> None:
    """What a guest says of its import is read as a stranger's word, whatever it is."""
    source = f"""
import numpy, sys
from grader.sandbox.guest import load_module
at = sys._getframe()
while not hasattr(at.f_locals.get("self"), "_channel"):
    at = at.f_back
owner = at.f_locals["self"]
owner._channel.send({{"n": owner._number, "ok": {report}}})
"""
    with pytest.raises(GuestEnded, match="protocol violation"):
        with session_with(safe_sandbox, source):
            pass


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("while True: pass", "time limit"),
        ("import os; os._exit(0)", "left early"),
        ("import os; os.abort()", "crashed"),
        ("while True: print('x' * 1000)", "output limit"),
    ],
)
def test_a_statement_that_ends_the_guest_is_left_out(
    safe_sandbox: ForkedSandbox, statement: str, verdict: str
) -> None:
    """What stands above and below it counts, also after another death."""
    source = f"def f(): return 1\n{statement}\nimport os\ndef g(): return f() + 1\n"
    session = Session(safe_sandbox, 1, 60)
    session.open(Source("work", (("work.py", source + "def die(): os._exit(0)"),), {}))
    session.allow(60, 300)
    student = RemoteModule(session)
    with pytest.raises(GuestEnded):
        student.die()

    answer = student.g()
    session.close()

    (left,) = session.left_out
    assert answer == 2
    assert (left.label, left.line, left.text) == ("work.py", 2, statement)
    assert left.end.verdict == verdict


def test_lines_are_counted_as_python_counts_them(safe_sandbox: ForkedSandbox) -> None:
    """A form feed, or a separator in a text, begins no line: what is quoted is the line meant."""
    source = "x = '\u2028'\n\f\nimport os\ndef g():\n    return 1 / 0\nos._exit(0)\n"
    session = Session(safe_sandbox, 10, 60)
    session.open(Source("work", (("work.py", source),), {}))
    with pytest.raises(StudentError) as caught:
        RemoteModule(session).g()
    session.close()

    assert [(left.line, left.text) for left in session.left_out] == [(6, "os._exit(0)")]
    assert caught.value.frames == [("work.py", 5, "g", "return 1 / 0")]


def test_of_very_many_statements_that_end_the_guest_three_are_left_out(
    safe_sandbox: ForkedSandbox,
) -> None:
    """Each costs a fresh guest: the fourth ends the loading."""
    source = "import os\n" + "os._exit(0)\n" * 4

    with pytest.raises(GuestEnded, match="left early"), session_with(safe_sandbox, source):
        pass


def test_a_helpers_statement_is_left_out_too(safe_sandbox: ForkedSandbox) -> None:
    """What ends the guest may stand in a module of the student's that is imported."""
    helper = "def f(): return 1\nimport os\nos._exit(0)"
    session = Session(safe_sandbox, 10, 60)
    session.open(Source("work", (("work.py", "from helper import f"),), {"helper": helper}))
    session.close()

    assert [(left.label, left.line) for left in session.left_out] == [("helper.py", 3)]
    assert session.names == {"f"}


def test_a_forged_place_ends_the_guest(safe_sandbox: ForkedSandbox) -> None:
    """What a guest says of its statements is believed for nothing but to leave one out."""
    source = "import sys\nat = sys._getframe()\nwhile 'self' not in at.f_locals: at = at.f_back\n"
    source += "at.f_locals['self'].may_run('work.py', '7')"

    with pytest.raises(GuestEnded, match="protocol violation"):
        with session_with(safe_sandbox, source):
            pass


def test_prints_count_for_the_call_that_made_them(safe_sandbox: ForkedSandbox) -> None:
    """What is far too much ends the call that printed it, however fast; less adds up to nothing."""
    source = "def f(n):\n  for _ in range(n): print('x' * 1_000_000)\n  return n"
    ends = []

    for _ in range(5):
        with student_of(safe_sandbox, source) as student:
            assert [student.f(12), student.f(12), student.f(12)] == [12, 12, 12]
            with pytest.raises(GuestEnded) as ended:
                student.f(17)
            ends.append(ended.value.verdict)

    assert ends == ["output limit"] * 5


def test_an_exercise_has_a_limit_over_all_its_calls(safe_sandbox: ForkedSandbox) -> None:
    """Many calls that are each short enough still end at the exercise's limit."""
    source = "import time\ndef f(): time.sleep(0.4)"
    calls = 0

    with session_with(safe_sandbox, source, in_all=1.5) as session:
        student = RemoteModule(session)
        with pytest.raises(GuestEnded) as ended:
            while True:
                student.f()
                calls += 1

    assert ended.value.verdict == "time limit"
    assert calls <= 3  # each takes 0.4 s at least, on any machine


def test_a_sibling_can_be_imported(safe_sandbox: ForkedSandbox) -> None:
    """A helper module that was handed in beside the exercise is found, and traced."""
    session = Session(safe_sandbox, 10, 60)
    cell = ("work.py", "from helper import double\ndef f(x): return double(x)")

    session.open(Source("work", (cell,), {"helper": "def double(x): return 2 * x"}))
    answer = RemoteModule(session).f(4)
    session.close()

    assert answer == 8


def test_a_sibling_never_shadows_a_library(safe_sandbox: ForkedSandbox) -> None:
    """A numpy.py beside the exercise is not the numpy that gets imported."""
    session = Session(safe_sandbox, 10, 60)
    cell = ("work.py", "import numpy\ndef f(): return hasattr(numpy, 'ones')")

    session.open(Source("work", (cell,), {"numpy": "fake = True"}))
    answer = RemoteModule(session).f()
    session.close()

    assert answer is True


def test_one_exercise_leaves_nothing_to_the_next(safe_sandbox: ForkedSandbox) -> None:
    """Global settings of a library are as new for each exercise."""
    session = Session(safe_sandbox, 10, 60)
    spoiler = (
        "import torch, numpy as np\ntorch.set_default_dtype(torch.float64); np.seterr(all='raise')"
    )
    honest = (
        "import torch, numpy as np\n"
        "def f(): return str(torch.zeros(1).dtype), float(np.float64(1) / np.float64(0))"
    )

    session.open(Source("first", (("first.py", spoiler),), {}))
    session.open(Source("second", (("second.py", honest),), {}))
    answer = RemoteModule(session).f()
    session.close()

    assert answer == ("torch.float32", float("inf"))


def test_a_stand_in_answers_in_the_place_of_a_function(safe_sandbox: ForkedSandbox) -> None:
    """The near side can answer for a part, without its code crossing."""
    with session_with(safe_sandbox, "def a(x): return -x\ndef b(x): return a(x) + 1") as session:
        session.put_in_place({"a": lambda x: x * 10})

        assert RemoteModule(session).b(2) == 21


def test_a_stand_in_is_there_where_nothing_was_handed_in(safe_sandbox: ForkedSandbox) -> None:
    """A check may call a part that is missing, as soon as the reference answers for it."""
    with session_with(safe_sandbox, "def b(x): return x + 1") as session:
        with pytest.raises(NotDefined):
            _ = RemoteModule(session).a

        session.put_in_place({"a": lambda x: x * 10})
        assert RemoteModule(session).a(2) == 20

        session.put_in_place({})
        with pytest.raises(NotDefined):
            _ = RemoteModule(session).a


GRADIENTS = """
import torch
def mean(x, scale=1.0, *, by=None):
    raise AssertionError
def loss(x, y):
    return (mean(x, 2.0, by=y) ** 2).sum()
def number(x):
    with torch.no_grad():
        return mean(x)
def twice(x):
    slope, = torch.autograd.grad(loss(x, x), x, create_graph=True)
    return (slope ** 2).sum()
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 2)
    def forward(self, x):
        return mean(self.layer(x)) + x
"""


def weighted_mean(x: Any, scale: float = 1.0, *, by: Any = None) -> Any:
    """Stand in for ``mean``."""
    return scale * (x * (1 if by is None else by)).mean(axis=0)


def test_gradients_find_their_way_through_a_stand_in(safe_sandbox: ForkedSandbox) -> None:
    """They are asked for here as well; a second derivative is refused, and no wrong one given."""
    x, y = (torch.tensor(v, requires_grad=True) for v in ([[1.0, 2.0], [3.0, 5.0]], [[2.0], [0.5]]))
    right = (weighted_mean(x, 2.0, by=y) ** 2).sum()
    by_x, by_y = torch.autograd.grad(right, (x, y))
    with session_with(safe_sandbox, GRADIENTS) as session:
        student, guest = RemoteModule(session), GuestTools(session)
        session.put_in_place({"mean": weighted_mean})
        value, gradients = guest.backward("loss", x, y)
        alone = guest.backward("number", x)
        network = student.Net()
        verdict = guest.device_check(network, np.ones((2, 2), np.float32))
        _, by_parameter = network.vjp((x.detach(),), np.ones((2, 2), np.float32))
        with pytest.raises(StudentError, match="once_differentiable"):
            guest.backward("twice", x)

    assert value.item() == pytest.approx(right.item())
    assert np.allclose(gradients[0], by_x) and np.allclose(gradients[1], by_y)
    assert alone[1] == [None]
    assert verdict == "inconclusive"  # what is only pretended cannot be computed with
    assert np.allclose(by_parameter["layer.bias"], [2.0, 2.0])


def test_a_stand_in_that_refuses_raises_in_the_students_code(safe_sandbox: ForkedSandbox) -> None:
    """Arguments that the reference cannot take are a ValueError over there."""

    def refuse(*_: object) -> None:
        raise RuntimeError("secret words of the reference")

    with session_with(safe_sandbox, "def a(x): return x\ndef b(x): return a(x)") as session:
        session.put_in_place({"a": refuse})
        with pytest.raises(ValueError, match="do not fit a") as caught:
            RemoteModule(session).b(2)

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("answer", [object(), [bytes(1 << 26)] * 2])
def test_a_stand_in_whose_answer_cannot_cross_refuses(
    safe_sandbox: ForkedSandbox, answer: object
) -> None:
    """What the reference makes of odd arguments may be nothing that crosses."""
    with session_with(safe_sandbox, "def a(x): return x\ndef b(x): return a(x)") as session:
        session.put_in_place({"a": lambda x: answer})
        with pytest.raises(ValueError, match="do not fit a"):
            RemoteModule(session).b(2)


def test_a_stand_in_cannot_ask_the_students_objects(safe_sandbox: ForkedSandbox) -> None:
    """It refuses them; the student who passed one did nothing to the connection."""
    source = (
        "class Pair:\n    def sum(self): return 3\ndef a(x): return 1\ndef b(): return a(Pair())"
    )
    with session_with(safe_sandbox, source) as session:
        session.put_in_place({"a": lambda pair: pair.sum()})
        with pytest.raises(ValueError, match="do not fit a"):
            RemoteModule(session).b()

        assert RemoteModule(session).Pair().sum() == 3


def test_seeding_makes_the_far_side_repeat_itself(safe_sandbox: ForkedSandbox) -> None:
    """The same seed of a check gives the same draws from all three generators."""
    source = (
        "import random, numpy as np, torch\n"
        "def f(): return [random.random(), np.random.rand(), torch.rand(1).item()]"
    )

    with session_with(safe_sandbox, source) as session:
        student = RemoteModule(session)
        drawn = []
        for seed in (5, 6, 5):
            session.start_check(seed)
            drawn.append(student.f())

    assert drawn[0] == drawn[2] != drawn[1]


@contextmanager
def all_cores_busy() -> Iterator[None]:
    """Let two endless loops compete for each core."""
    context = mp.get_context("fork")
    loops = [context.Process(target=compute, args=(600,)) for _ in range(2 * (os.cpu_count() or 1))]
    for loop in loops:
        loop.start()
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.join()


@pytest.mark.skipif(
    not Path("/proc/self/schedstat").exists(), reason="this kernel does not say who waits"
)
def test_a_wait_for_a_core_is_not_the_students_time(safe_sandbox: ForkedSandbox) -> None:
    """Half a second of work is within 0.7 s, though others make it last 1.5 s and more.

    It holds until the wall clock says five times 0.7 s: with seven processes for each core.
    """
    source = (
        "import time\n"
        "def f():\n"
        "    end = time.process_time() + 0.5\n"
        "    while time.process_time() < end: pass\n"
        "    return 1\n"
    )
    with session_with(safe_sandbox, source, seconds=0.7) as session, all_cores_busy():
        assert RemoteModule(session).f() == 1


def test_a_stand_ins_time_is_not_the_students(safe_sandbox: ForkedSandbox) -> None:
    """What the near side computes for a student is not counted; the student's own sleep is."""

    def slow(x: int) -> int:
        time.sleep(0.5)
        return x

    source = (
        "import time\ndef a(x): ...\ndef b(): return [a(1), a(2), a(3)]\ndef c(): time.sleep(60)\n"
    )
    with session_with(safe_sandbox, source, seconds=1.0) as session:
        session.put_in_place({"a": slow})
        student = RemoteModule(session)

        assert student.b() == [1, 2, 3]
        with pytest.raises(GuestEnded, match="time limit"):
            student.c()


def test_stand_ins_are_not_asked_for_ever(safe_sandbox: ForkedSandbox) -> None:
    """Student code that asks the near side again and again ends at five times its limit."""
    asked = []

    def slow(x: int) -> int:
        asked.append(x)
        time.sleep(0.05)
        return x

    source = "def a(x): ...\ndef b():\n    while True: a(1)\n"
    with session_with(safe_sandbox, source, seconds=0.5) as session:
        session.put_in_place({"a": slow})
        with pytest.raises(GuestEnded, match="time limit"):
            RemoteModule(session).b()

    assert len(asked) < 150  # 50 in 2.5 s, and more if the watcher has to wait for a core
