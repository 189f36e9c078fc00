"""Tests of dispatch: whatever becomes of workers, each work is judged once, or named with a reason.

The cluster here is a list of calls; what each worker does with one is scripted.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import replace

import pytest

from grader.cluster import dispatch as dispatch_module
from grader.cluster import task
from grader.cluster.answers import Broken, Ready, Refused, pack_judged
from grader.cluster.connection import Function, Reply
from grader.cluster.dispatch import IN_HAND, MOST_STILLBORN, MOST_TROUBLES, Dispatch
from grader.cluster.orders import Order
from grader.course.model import load_course
from grader.errors import CourseError, GraderError, SandboxError, UsageError
from grader.judging import DIED_TWICE, Judged, Result
from grader.sandbox.levels import Protection
from grader.sandbox.verdict import Verdict
from grader.submission import Submission, unpack
from grader.unpacking import Unpacker
from tests.support.fractions import HERE, RATIONALS, WORDS, hand_in, plan_of

A, B, C = "tls://10.0.0.1:1", "tls://10.0.0.2:1", "tls://10.0.0.3:1"
CLASS = [hand_in(f"s{n}", rationals=f"{RATIONALS}# {n}", words=WORDS) for n in range(9)]
DIES, IS_KILLED, BREAKS = "dies", "is killed", "breaks"

Does = Callable[[str, Submission], Judged | bytes | str]


def judged(submission: Submission, **changes: object) -> Judged:
    """Judge as a worker does that gives everybody a point."""
    results = []
    for name in ("rationals", "words"):
        work = submission.only(name)
        attempt, digest = work.attempts[name], work.code_digest
        results.append(Result("", name, 1.0, 1.0, Verdict.GRADED, attempt=attempt, digest=digest))
    return replace(Judged(submission, tuple(results)), **changes)


class Script:
    """A cluster whose workers do what a test says, one call after the other.

    ``judges`` says what comes of a submission on a worker; ``greets`` what each says first.
    """

    def __init__(self, *addresses: str) -> None:
        self.here = dict.fromkeys(addresses, 1)
        self.levels: dict[str, str] = {}
        self.greets: dict[str, bytes | str] = {}
        self.judges: Does = lambda _, submission: judged(submission)
        self.waiting: deque[tuple[str, str, Function, tuple[bytes, ...]]] = deque()
        self.late: list[Reply] = []
        self.forgotten: set[str] = set()
        self.sent: list[tuple[str, Function]] = []
        self.seen: list[tuple[str, str]] = []
        self.levels_asked: list[tuple[str, str]] = []
        self.places: list[tuple[str, int, int]] = []
        self.beside: list[tuple[str, int]] = []
        self.most_in_hand: Counter[str] = Counter()
        self._calls = 0

    def workers(self) -> dict[str, int]:
        """Say who is there."""
        return dict(self.here)

    def call(self, worker: str, function: Function, *arguments: bytes) -> str:
        """Put a call into the row."""
        self._calls += 1
        if function is task.judge:
            student = json.loads(arguments[1])["student"]
            beside = sum(each[1] == worker and each[2] is task.judge for each in self.waiting)
            self.beside.append((student, beside))
        self.waiting.append((f"call {self._calls}", worker, function, arguments))
        mine = sum(each[1] == worker and each[2] is task.judge for each in self.waiting)
        self.most_in_hand[worker] = max(self.most_in_hand[worker], mine)
        return f"call {self._calls}"

    def reply(self, _: float) -> Reply | None:
        """Do the first call that is not forgotten and whose worker is there."""
        if self.late:
            return self.late.pop()
        while self.waiting:
            call, worker, function, arguments = self.waiting.popleft()
            if call in self.forgotten or worker not in self.here:
                continue
            greeting = function is task.greet
            said = self._greeting(worker, *arguments) if greeting else self._of(worker, *arguments)
            if said in (DIES, IS_KILLED):
                self.waiting = deque(each for each in self.waiting if each[1] != worker)
                del self.here[worker]
                return Reply(call, lost=True) if said == IS_KILLED else None
            if said == BREAKS:
                return Reply(call, failure="ModuleNotFoundError: no grader")
            assert isinstance(said, bytes)
            return Reply(call, said)
        return None

    def _greeting(self, worker: str, order: bytes, place: bytes) -> bytes | str:
        self.places.append((worker, *json.loads(place).values()))
        level = Order.unpack(order).plan.level
        self.levels_asked.append((worker, level))
        mine = min(self.levels.get(worker, "L3"), level)
        return self.greets.get(worker, Ready(level=mine, reasons=("so it is",)).pack())  # type: ignore[arg-type]

    def _of(self, worker: str, order: bytes, about: bytes, packed: bytes) -> bytes | str:
        assert min(self.levels.get(worker, "L3"), "L3") >= Order.unpack(order).plan.level
        submission = unpack(packed, **json.loads(about))
        self.seen.append((worker, submission.student))
        said = self.judges(worker, submission)
        return pack_judged(said) if isinstance(said, Judged) else said

    def forget(self, *calls: str) -> None:
        """Take calls back."""
        self.forgotten.update(calls)

    def send(self, worker: str, function: Function) -> None:
        """Take notice."""
        self.sent.append((worker, function))


class Run:
    """What came of a class on a scripted cluster."""

    def __init__(
        self,
        cluster: Script,
        begin: Callable[[Protection], None] = lambda _: None,
        end: Callable[[list[Judged]], None] = lambda _: None,
    ) -> None:
        self.judged: list[Judged] = []
        self.started: list[Protection] = []
        self.notes: list[str] = []
        course = load_course(HERE, exactly=True)

        def emit(one: Judged) -> None:
            self.judged.append(one)
            end(self.judged)

        def started(protection: Protection) -> None:
            self.started.append(protection)
            begin(protection)

        with Unpacker() as unpacker:
            plan = plan_of(course)
            dispatch = Dispatch(cluster, course, plan, CLASS, unpacker, self.notes.append)
            try:
                dispatch.run(emit, started)
            finally:
                dispatch.close()

    @property
    def problems(self) -> dict[str, str]:
        """What was said of whom; nobody twice."""
        students = [each.submission.student for each in self.judged]
        assert len(students) == len(set(students))
        return {each.submission.student: each.problem for each in self.judged}

    def is_whole(self) -> bool:
        """Whether everybody was judged, without a problem."""
        return self.problems == {each.student: "" for each in CLASS}


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look round each time; where nobody is there, that is so."""
    monkeypatch.setattr(dispatch_module, "LOOK_S", 0.0)
    monkeypatch.setattr(dispatch_module, "PATIENCE_S", -1.0)


def test_everybody_is_judged_once() -> None:
    """Each worker has a few works in hand and no more; the protection is said before a result."""
    cluster = Script(A, B)

    run = Run(cluster)

    assert run.is_whole()
    assert run.started == [Protection("L3", (), ("so it is",))]
    assert {worker for worker, _ in cluster.seen} == {A, B}
    assert max(cluster.most_in_hand.values()) == IN_HAND
    first = next(each for each in run.judged if each.submission is CLASS[0])
    assert [each.student for each in first.results] == ["s0", "s0"]
    assert first.works["words"].digest == CLASS[0].only("words").digest
    assert sorted(cluster.sent) == [(A, task.dismiss), (B, task.dismiss)]
    assert run.notes == []


@pytest.mark.parametrize("end", [DIES, IS_KILLED])
def test_a_lost_worker_costs_a_retry_and_nothing_else(end: str) -> None:
    """What it had in hand is judged by the other one."""
    cluster = Script(A, B)
    cluster.judges = lambda who, one: end if who == A and len(cluster.seen) > 2 else judged(one)

    assert Run(cluster).is_whole()


def test_a_worker_that_comes_late_is_asked_too() -> None:
    """It is greeted, as one whose nanny started it again is."""
    cluster = Script(A)

    def judges(_: str, submission: Submission) -> Judged:
        cluster.here[B] = 1
        return judged(submission)

    cluster.judges = judges

    assert Run(cluster).is_whole()
    assert {worker for worker, _ in cluster.seen} == {A, B}


def test_workers_of_one_machine_share_its_cores() -> None:
    """Each has a number there, and what comes in the place of one that died has its number."""
    here = [f"tls://10.0.0.1:{port}" for port in (1, 2, 3)]
    cluster = Script(*here, B)

    def judges(worker: str, submission: Submission) -> Judged | str:
        if worker == here[1]:
            cluster.here["tls://10.0.0.1:9"] = 1
            return DIES
        return judged(submission)

    cluster.judges = judges

    assert Run(cluster).is_whole()
    first = [(address, number, 3) for number, address in enumerate(here)]
    assert cluster.places == [*first, (B, 0, 1), ("tls://10.0.0.1:9", 1, 3)]


def test_who_cannot_judge_has_no_share_of_the_cores() -> None:
    """A worker of several threads is left out before the others are greeted."""
    cluster = Script("tls://10.0.0.1:1", "tls://10.0.0.1:2")
    cluster.here["tls://10.0.0.1:1"] = 4

    assert Run(cluster).is_whole()
    assert [place for _, *place in cluster.places] == [[0, 1]]


@pytest.mark.parametrize("deadly", ["s0", "s1", "s8"])
@pytest.mark.parametrize("end", [DIES, IS_KILLED])
def test_a_submission_that_kills_workers_is_named(deadly: str, end: str) -> None:
    """Two die of it and no more; what they had in hand beside it is not blamed."""
    cluster = Script(A, B, C)
    cluster.judges = lambda _, one: end if one.student == deadly else judged(one)

    run = Run(cluster)

    assert run.problems == {each.student: "" for each in CLASS} | {deadly: DIED_TWICE}
    assert [student for _, student in cluster.seen].count(deadly) == 2


@pytest.mark.parametrize("restarted", [True, False])
def test_who_was_with_a_worker_that_died_is_judged_by_himself(restarted: bool) -> None:
    """With nothing before it or after it in the same hand: so a second death says whose it is."""
    cluster = Script(A) if restarted else Script(A, B, C)

    def judges(_: str, submission: Submission) -> Judged | str:
        if submission.student != "s0":
            return judged(submission)
        if restarted:
            cluster.here[f"tls://10.0.1.1:{len(cluster.seen)}"] = 1
        return DIES

    cluster.judges = judges

    run = Run(cluster)

    assert run.problems == {each.student: "" for each in CLASS} | {"s0": DIED_TWICE}
    assert [student for _, student in cluster.seen].count("s0") == 2
    assert [beside for student, beside in cluster.beside if student == "s0"] == [0, 0]


def test_workers_that_die_are_not_waited_for_for_ever() -> None:
    """Where all have gone the run ends and says so; what was judged was kept."""
    cluster = Script(A, B)
    cluster.judges = lambda _, one: DIES if len(cluster.seen) > 4 else judged(one)

    with pytest.raises(SandboxError, match="no worker is left"):
        Run(cluster)


def test_workers_that_die_as_they_are_greeted_are_counted() -> None:
    """They are started again and again: that has an end, and says what may be missing there."""
    cluster = Script()
    ports = iter(range(1, 100))

    def workers() -> dict[str, int]:
        if not cluster.here:
            address = f"tls://10.0.0.1:{next(ports)}"
            cluster.here[address], cluster.greets[address] = 1, DIES
        return dict(cluster.here)

    cluster.workers = workers  # type: ignore[method-assign]

    with pytest.raises(SandboxError, match="is this grader there"):
        Run(cluster)

    assert len(cluster.greets) == MOST_STILLBORN + 1


def test_a_full_machine_is_left_out_by_name() -> None:
    """Its works are judged by another one; after some it is asked no more, and is named."""
    cluster = Script(A, B)
    full = "node1: OSError: [Errno 28] No space left on device"
    cluster.judges = lambda who, one: judged(one, problem=full if who == A else "", results=()) if (
        who == A
    ) else judged(one)  # fmt: skip

    run = Run(cluster)

    assert run.is_whole()
    assert MOST_TROUBLES <= sum(worker == A for worker, _ in cluster.seen) < len(CLASS)
    assert len(run.notes) == 2
    assert all(A in note and full in note for note in run.notes)
    assert run.notes[-1].startswith("left out")


def test_trouble_on_two_machines_is_the_works() -> None:
    """It is said of the student, with the reason; no worker is left out for it."""
    cluster = Script(A, B)
    cluster.judges = lambda _, one: (
        judged(one, problem="no way", results=()) if one.student == "s3" else judged(one)
    )

    run = Run(cluster)

    assert run.problems == {each.student: "" for each in CLASS} | {"s3": "no way"}
    assert len({worker for worker, student in cluster.seen if student == "s3"}) == 2
    assert run.notes == []


def test_trouble_on_the_only_machine_is_said() -> None:
    """There is no other one to ask."""
    cluster = Script(A)
    cluster.judges = lambda _, one: judged(one, problem="full", results=())

    assert set(Run(cluster).problems.values()) == {"full"}


def test_a_lying_answer_is_a_failure_and_no_grade() -> None:
    """Where two workers say what is no result the work is not graded, and why is said."""
    cluster = Script(A, B)
    forged = pack_judged(judged(CLASS[1]))
    lies = {
        "s3": b'{"kind": "done", "results": [{"score": 1e9}]}',
        "s4": b"\x80\x04.",
        "s5": forged,
    }
    cluster.judges = lambda _, one: lies.get(one.student, judged(one))

    run = Run(cluster)

    assert {who for who, problem in run.problems.items() if problem} == set(lies)
    assert all("answered" in problem for problem in run.problems.values() if problem)
    assert not any(each.results for each in run.judged if each.problem)


@pytest.mark.parametrize("said", [Refused(why="node1: another course in /x").pack(), BREAKS])
def test_an_unfit_worker_is_left_out(said: bytes | str) -> None:
    """It is named with its reason, and the others judge."""
    cluster = Script(A, B)
    cluster.greets[A] = said

    run = Run(cluster)

    assert run.is_whole()
    (note,) = run.notes
    assert A in note
    assert "another course" in note or "no grader" in note
    assert {worker for worker, _ in cluster.seen} == {B}


def test_a_worker_may_become_unfit() -> None:
    """What it had in hand is for the others."""
    cluster = Script(A, B)
    no = Refused(why="the sandbox does not start any more").pack()
    cluster.judges = lambda who, one: no if who == A and len(cluster.seen) > 2 else judged(one)

    run = Run(cluster)

    assert run.is_whole()
    assert len(run.notes) == 1


def test_where_all_are_unfit_they_are_named() -> None:
    """The run ends."""
    cluster = Script(A, B)
    cluster.greets = {A: Refused(why="node1: no").pack(), B: Refused(why="node2: never").pack()}

    with pytest.raises(SandboxError, match=r"no worker is left.*node1: no.*node2: never|node2.*no"):
        Run(cluster)


def test_a_worker_with_threads_is_left_out() -> None:
    """Its works would take each other's time; how to start it is said."""
    cluster = Script(A, B)
    cluster.here[A] = 8

    run = Run(cluster)

    assert run.is_whole()
    assert "8 threads: start it with --nthreads 1" in run.notes[0]
    assert {worker for worker, _ in cluster.seen} == {B}


@pytest.mark.parametrize(("first", "second"), [("L3", "L2"), ("L2", "L3")])
def test_a_class_is_judged_at_one_level(first: str, second: str) -> None:
    """The first worker's: one that has less is left out, one that has more judges at that."""
    cluster = Script(A)
    cluster.levels = {A: first, B: second}

    run = Run(cluster, lambda _: cluster.here.update({B: 1}))

    assert run.is_whole()
    assert {each.level for each in run.started} == {first}
    if second < first:
        assert {worker for worker, _ in cluster.seen} == {A}
        assert "has L2, and others have L3" in run.notes[0]
    else:
        assert {worker for worker, _ in cluster.seen} == {A, B}
        assert run.notes == []


def test_two_that_are_greeted_at_once_end_at_one_level() -> None:
    """Both were asked for the best; who has more is asked again, for what the first has."""
    cluster = Script(A, B, C)
    cluster.levels = {A: "L2", B: "L3", C: "L3"}

    run = Run(cluster)

    assert run.is_whole()
    level = run.started[0].level
    assert len(run.started) == 1
    assert {worker for worker, _ in cluster.seen} == ({A, B, C} if level == "L2" else {B, C})
    assert len(cluster.levels_asked) == (5 if level == "L2" else 3)


def test_protection_that_the_class_may_not_have_leaves_a_worker_out() -> None:
    """As one that has less than the class's earlier results; with no other one the run ends."""
    cluster = Script(A)
    cluster.levels = {A: "L1"}

    def begin(_: Protection) -> None:
        raise SandboxError("this machine cannot keep the students' code apart")

    with pytest.raises(SandboxError, match=r"no worker is left.*keep the students' code apart"):
        Run(cluster, begin)

    assert cluster.seen == []


def test_a_broken_course_ends_the_run() -> None:
    """It is the same for everybody; the message and the remedy are the course's."""
    cluster = Script(A, B)
    cluster.greets[A] = Broken(message="test_hidden.py, line 3: no", remedy="fix the suite").pack()

    with pytest.raises(CourseError, match="line 3") as error:
        Run(cluster)

    assert error.value.remedy == "fix the suite"
    assert {worker for worker, _ in cluster.sent} <= {A, B}


def test_starved_work_is_judged_again_alone() -> None:
    """When nobody works beside it; what comes then is the result, however it was served."""
    cluster = Script(A, B)
    beside: list[int] = []

    def judges(_: str, submission: Submission) -> Judged:
        if submission.student in ("s2", "s4"):
            beside.append(len(cluster.waiting))
            return judged(submission, starved=True)
        return judged(submission)

    cluster.judges = judges

    run = Run(cluster)

    assert run.is_whole()
    assert [student for _, student in cluster.seen][-2:] == ["s2", "s4"]
    assert beside[-2:] == [0, 0]
    assert len(cluster.seen) == len(CLASS) + 2


def test_a_second_result_is_dropped() -> None:
    """A worker that was given up, and answers after all, is not heard."""
    cluster = Script(A, B)
    late: list[bytes] = []

    def judges(who: str, submission: Submission) -> Judged | str:
        if who == A and len(cluster.seen) > 2:
            late.append(pack_judged(judged(submission)))
            return DIES
        return judged(submission)

    cluster.judges = judges
    real = cluster.reply

    def reply(seconds: float) -> Reply | None:
        calls = [f"call {n}" for n in range(1, 12)]
        if late and not cluster.late and calls:
            cluster.late = [Reply(each, late[0]) for each in calls if each in cluster.forgotten]
            late.clear()
        return real(seconds)

    cluster.reply = reply  # type: ignore[method-assign]

    assert Run(cluster).is_whole()


def test_a_worker_without_encryption_ends_the_run() -> None:
    """The scheduler is on this machine, its worker is not: works would cross in the clear."""
    with pytest.raises(UsageError, match="neither encrypted"):
        Run(Script("tcp://127.0.0.1:1", "tcp://10.0.0.9:1"))


@pytest.mark.parametrize("error", [KeyboardInterrupt(), GraderError("a full disk")])
def test_what_emit_raises_ends_the_run(error: BaseException) -> None:
    """Calls are taken back, and workers end what they keep warm."""
    cluster = Script(A, B)

    def end(kept: list[Judged]) -> None:
        if len(kept) == 3:
            raise error

    with pytest.raises(type(error)):
        Run(cluster, end=end)

    assert {call for call, *_ in cluster.waiting} <= cluster.forgotten
    assert sorted(cluster.sent) == [(A, task.dismiss), (B, task.dismiss)]


def test_what_cannot_be_read_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours, as in the pool."""
    real = dispatch_module.read_handed

    def read(handed: Submission, *rest: object) -> Submission:
        if handed.student == "s5":
            raise ZeroDivisionError("of ours")
        return real(handed, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(dispatch_module, "read_handed", read)

    problems = Run(Script(A, B)).problems

    assert "ZeroDivisionError: of ours (test_dispatch.py:" in problems.pop("s5")
    assert set(problems.values()) == {""}
