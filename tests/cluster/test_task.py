"""Tests of task: what a worker answers, and what it keeps warm."""

from __future__ import annotations

import json
import multiprocessing as mp
import os
import pickle
import pickletools
import shutil
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.cluster import task
from grader.cluster.answers import Broken, Done, Ready, Refused, read_answer
from grader.cluster.orders import Order
from grader.course.model import Course, load_course
from grader.errors import CourseError, SandboxError
from grader.judging import Judged, JudgingPlan
from grader.sandbox.levels import Protection
from grader.submission import Submission, pack
from tests.support.fractions import HERE, RATIONALS, WORDS, hand_in, plan_of

ADA = hand_in("ada", rationals=RATIONALS, words=WORDS)
ALONE = json.dumps({"number": 0, "workers": 1}).encode()
ABOUT = json.dumps({"student": "ada", "attempts": {}}).encode()


class Process:
    """Stands in for a process that judges; the test says what it has, and what comes of it."""

    has = "L3"
    raises: Exception | None = None
    begun: list[JudgingPlan] = []  # noqa: RUF012 - emptied for each test
    cores: list[Collection[int]] = []  # noqa: RUF012 - the same
    open = 0

    def __init__(self, plan: JudgingPlan, cores: Collection[int]) -> None:
        if isinstance(self.raises, CourseError | SandboxError):
            raise self.raises
        self.begun.append(plan)
        self.cores.append(cores)
        self.protection = Protection(min(self.has, plan.level), (), ("why",))
        Process.open += 1

    def judge(self, submission: Submission) -> Judged:
        """Say that it cannot, or raise."""
        if self.raises:
            raise self.raises
        return Judged(submission, problem=f"seen {submission.student}")

    def close(self) -> None:
        """Take notice."""
        Process.open -= 1


@pytest.fixture(autouse=True)
def process(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Process]]:
    """Let a worker of this test keep a stand-in warm."""
    monkeypatch.setattr(task, "JudgingProcess", Process)
    monkeypatch.setattr(Process, "begun", [])
    monkeypatch.setattr(Process, "cores", [])
    monkeypatch.setattr(Process, "open", 0)
    daemon = mp.current_process().daemon
    yield Process
    task.dismiss()
    mp.current_process().daemon = daemon


@pytest.fixture(scope="module")
def order() -> Order:
    """What is asked of a worker, for a course as it is."""
    course = load_course(HERE, exactly=True)
    return Order.of(course, plan_of(course))


def refusal(order: Order) -> str:
    """Give why a worker does not want an order."""
    answer = read_answer(task.greet(order.pack(), ALONE))
    assert isinstance(answer, Refused)
    return answer.why


def test_an_order_comes_as_it_was(order: Order) -> None:
    """Plain JSON, secret and path included."""
    plan = replace(order.plan, parts=("add",), call_seconds=0.5, root=Path("/x/\udc80"))
    other = replace(order, plan=plan)

    assert Order.unpack(order.pack()) == order
    assert Order.unpack(other.pack()) == other
    assert json.loads(order.pack())["plan"]["secret"] == b"a secret".hex()


def test_a_worker_stays_warm(order: Order) -> None:
    """It is greeted, and judges one after the other in the same process, which ends in the end."""
    assert read_answer(task.greet(order.pack(), ALONE)) == Ready(level="L3", reasons=("why",))
    for _ in range(2):
        answer = read_answer(task.judge(order.pack(), ABOUT, pack(ADA)))
        assert answer == Done(problem="seen ada")
    assert (len(Process.begun), Process.open) == (1, 1)
    assert Process.begun == [order.plan]

    task.dismiss()

    assert Process.open == 0


def test_another_order_ends_what_is_warm(order: Order) -> None:
    """Another class's secret, say: there is one process at a time."""
    task.greet(order.pack(), ALONE)
    task.greet(replace(order, plan=replace(order.plan, secret=b"another")).pack(), ALONE)

    assert [each.secret for each in Process.begun] == [b"a secret", b"another"]
    assert Process.open == 1


def test_a_worker_judges_on_its_share_of_the_cores(
    order: Order, process: type[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of its place among the workers there, also when its process is started again."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 2, 4, 6})
    second = json.dumps({"number": 1, "workers": 2}).encode()
    task.greet(order.pack(), second)
    monkeypatch.setattr(process, "raises", OSError("full"))
    task.judge(order.pack(), ABOUT, pack(ADA))
    monkeypatch.setattr(process, "raises", None)
    task.judge(order.pack(), ABOUT, pack(ADA))
    task.greet(order.pack(), second)
    assert process.cores == [[2, 6], [2, 6]]

    task.greet(order.pack(), ALONE)

    assert process.cores == [[2, 6], [2, 6], ()]
    assert process.open == 1


def test_a_worker_judges_at_the_level_that_is_asked_for(
    order: Order, process: type[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With more it starts anew with that; with less it refuses, and says what it has."""
    task.greet(order.pack(), ALONE)
    assert read_answer(task.greet(order.at("L2").pack(), ALONE)) == Ready(
        level="L2", reasons=("why",)
    )
    assert len(Process.begun) == 2
    task.judge(order.at("L2").pack(), ABOUT, pack(ADA))
    assert len(Process.begun) == 2

    monkeypatch.setattr(process, "has", "L2")
    answer = read_answer(task.judge(order.pack(), ABOUT, pack(ADA)))

    assert isinstance(answer, Refused)
    assert "has L2, and not L3" in answer.why


def test_another_course_is_refused(
    order: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hidden suite that differs by a space makes another one; so does no course at all."""
    shutil.copytree(HERE, tmp_path / "mine")
    monkeypatch.setenv("GRADER_COURSE", str(tmp_path / "mine"))
    assert isinstance(read_answer(task.greet(order.pack(), ALONE)), Ready)
    assert Process.begun[-1].root == tmp_path / "mine"
    task.dismiss()

    suite = tmp_path / "mine/solutions/rationals/test_hidden.py"
    suite.write_text(suite.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert f"another course in {tmp_path / 'mine'}" in refusal(order)

    monkeypatch.setenv("GRADER_COURSE", str(tmp_path))
    assert "there is no course.yml" in refusal(order)
    monkeypatch.delenv("GRADER_COURSE")
    missing = replace(order, plan=replace(order.plan, root=tmp_path / "nowhere"))
    assert "GRADER_COURSE may name the course's folder" in refusal(missing)
    assert len(Process.begun) == 1


def test_another_grader_is_refused(order: Order) -> None:
    """With what differs by name: a library's version, or its own code."""
    described = order.described | {"numpy": "0.1"}
    other = replace(order, described=described, grader="0" * 64)

    assert f"another version here: numpy {order.described['numpy']}" in refusal(other)
    assert "another version here: of the grader" in refusal(replace(order, grader="0" * 64))


def test_a_gpu_that_is_missing_is_refused(
    order: Order, pristine: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan asks for it."""
    monkeypatch.setattr("grader.judging.warm_judge._has_cuda", lambda: False)
    course = load_course(HERE, exactly=True)

    assert "no GPU" in refusal(Order.of(course, plan_of(course, device="cuda")))


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), MemoryError(), ValueError("of ours")]
)
def test_a_machines_trouble_is_an_answer(
    order: Order, process: type[Process], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """It is no exception of a task: Dask would log its arguments. The process starts anew."""
    task.greet(order.pack(), ALONE)
    monkeypatch.setattr(process, "raises", error)

    answer = read_answer(task.judge(order.pack(), ABOUT, pack(ADA)))

    assert isinstance(answer, Done)
    assert f"{type(error).__name__}: {error}" in answer.problem
    assert answer.results == ()
    assert Process.open == 0


def test_what_is_no_order_is_an_answer(order: Order) -> None:
    """Nothing is raised for bytes that are damaged."""
    assert isinstance(read_answer(task.greet(b"\x80", ALONE)), Refused)
    assert isinstance(read_answer(task.judge(order.pack(), ABOUT, b"damaged")), Done)


def test_a_sandbox_that_breaks_is_not_kept(
    order: Order, process: type[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker refuses, and would begin anew."""
    task.greet(order.pack(), ALONE)
    monkeypatch.setattr(Process, "judge", lambda *_: (_ for _ in ()).throw(SandboxError("less")))

    assert isinstance(read_answer(task.judge(order.pack(), ABOUT, pack(ADA))), Refused)
    assert Process.open == 0


@pytest.mark.parametrize("call", ["greet", "judge"])
def test_the_courses_fault_is_told_from_the_machines(
    order: Order, process: type[Process], monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """The one is everybody's, the other leaves this worker out."""
    given = (order.pack(), ALONE) if call == "greet" else (order.pack(), ABOUT, pack(ADA))
    monkeypatch.setattr(process, "raises", CourseError("line 3", "fix it"))
    assert read_answer(getattr(task, call)(*given)) == Broken(message="line 3", remedy="fix it")

    monkeypatch.setattr(process, "raises", SandboxError("no sandbox"))
    answer = read_answer(getattr(task, call)(*given))

    assert isinstance(answer, Refused)
    assert answer.why.endswith(": no sandbox")


def test_a_worker_may_have_children(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dask's nanny starts it as a daemon, which Python lets have none, and with odd habits."""
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "65536")
    mp.current_process().daemon = True

    task.greet(order.pack(), ALONE)

    assert not mp.current_process().daemon
    assert "MALLOC_TRIM_THRESHOLD_" not in os.environ


@pytest.mark.parametrize("function", [task.greet, task.judge, task.dismiss])
def test_functions_cross_by_their_names(function: object) -> None:
    """Of ours Dask's pickle names a module and a function, and no class; it holds no code."""
    distributed = pytest.importorskip("distributed")
    sent = distributed.protocol.pickle.dumps((function, b"order", b"about", b"packed"))

    strings: list[object] = []
    named = []
    for code, argument, _ in pickletools.genops(sent):
        if code.name == "STACK_GLOBAL":
            named.append(tuple(strings[-2:]))
        elif isinstance(argument, str):
            strings.append(argument)

    assert named == [("grader.cluster.task", function.__name__)]  # type: ignore[attr-defined]
    assert pickle.loads(sent)[0] is function
    assert len(sent) < 200
