"""Tests on a Dask cluster of two worker processes: what it grades is what this machine grades."""

from __future__ import annotations

import gc
import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.cluster import judge_on_cluster, task
from grader.commands.grade import GradedClass, GradeOptions, grade_class
from grader.commands.progress import Progress
from grader.course.model import Course, load_course
from grader.errors import GraderError, UsageError
from grader.judging import DIED_TWICE, Judged, JudgingPlan, Result
from grader.sandbox.interface import Sandbox
from grader.sandbox.levels import Protection
from grader.sandbox.verdict import Verdict
from grader.store import Store
from grader.submission import Submission
from tests.support.command_line import Run
from tests.support.fractions import HERE, RATIONALS, STUDENTS, WORDS, class_of, hand_in, plan_of
from tests.support.processes import kill, wait_until, zygotes

distributed = pytest.importorskip("distributed")
dask = pytest.importorskip("dask")

CLASS = [hand_in(f"s{n}", rationals=f"{RATIONALS}# {n}", words=WORDS) for n in range(12)]
FAILED = "A_WORKER_FAILED"
"""Names, in a worker's environment, the file that says so."""
FULL = "OSError: [Errno 28] No space left on device"


def certificates(folder: Path) -> dict[str, str]:
    """Make an authority of this test's own, and what everybody shows; give Dask's settings."""

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    new = ("-newkey", "rsa:2048", "-nodes")
    openssl("req", "-x509", *new, "-subj", "/CN=us", "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", *new, "-subj", "/CN=one of us", "-keyout", "key.pem", "-out", "request.pem")
    by = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial")
    openssl("x509", "-req", "-in", "request.pem", *by, "-out", "cert.pem")
    tls, cert, key = "distributed.comm.tls", str(folder / "cert.pem"), str(folder / "key.pem")
    shown = {f"{tls}.{who}.cert": cert for who in ("client", "scheduler", "worker")}
    keys = {f"{tls}.{who}.key": key for who in ("client", "scheduler", "worker")}
    return {f"{tls}.ca-file": str(folder / "ca.pem"), **shown, **keys}


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A scheduler, and two workers, each a process with one thread, all on this machine.

    They are encrypted, where there is what makes certificates.
    """
    encrypted = shutil.which("openssl") is not None
    settings = certificates(tmp_path_factory.mktemp("tls")) if encrypted else {}
    with dask.config.set(settings):
        security = distributed.Security(require_encryption=encrypted)
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1",
            dashboard_address="127.0.0.1:0", memory_limit=0, silence_logs="CRITICAL",
            protocol="tls://" if encrypted else "tcp://", security=security,
        ) as cluster:  # fmt: skip
            yield cluster


def graded(
    course: Course,
    folder: Path,
    out: Path,
    kept: Callable[[int, int], None] = lambda _, __: None,
    scheduler: str = "",
) -> tuple[GradedClass, list[str]]:
    """Grade a class, here or on a cluster; give what was noted, too."""
    notes: list[str] = []
    options = GradeOptions(folder, out, scheduler=scheduler)
    return grade_class(course, options, Progress(note=notes.append), kept), notes


def files(out: Path) -> dict[str, bytes]:
    """Give all that was written but for the store, and the page that says when it was."""
    written = {str(each.relative_to(out)): each for each in out.rglob("*") if each.is_file()}
    names = [each for each in written if each != "class.html" and "results.sqlite" not in each]
    return {name: written[name].read_bytes() for name in names}


@pytest.mark.slow
def test_grades_are_those_of_this_machine(
    workers: Any,
    pristine: Course,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lent_sandbox: Sandbox,
) -> None:
    """Byte by byte, though a worker is killed in the middle; and nobody is recorded twice.

    Students' processes have the cores of their worker alone.
    """
    wait_until(lambda: len(workers.scheduler_info["workers"]) == 2)
    secret = secrets.token_bytes(32)
    monkeypatch.setattr("grader.commands.grade.secrets.token_bytes", lambda _: secret)
    students = {f"{who}{n}": works for n in range(2) for who, works in STUDENTS.items()}
    folder = class_of(tmp_path / "class", students)
    killed: set[int] = set()
    ours, bound = zygotes(), set()

    def kept(count: int, _: int) -> None:
        for each in zygotes() - ours:
            with suppress(ProcessLookupError):
                bound.add(frozenset(os.sched_getaffinity(each)))
        if count == 3 and not killed:
            killed.add(workers.workers[0].pid)
            kill(killed)

    here, _ = graded(pristine, folder, tmp_path / "here")
    there, notes = graded(pristine, folder, tmp_path / "there", kept, workers.scheduler_address)

    assert killed
    everything = os.sched_getaffinity(0)
    assert bound
    assert len(everything) == 1 or all(each < everything for each in bound)
    assert there.results == here.results
    assert files(tmp_path / "there") == files(tmp_path / "here")
    assert notes == []
    with (
        Store(tmp_path / "here/results.sqlite") as a,
        Store(tmp_path / "there/results.sqlite") as b,
    ):
        by_student = sorted(b.load_attempts(), key=lambda each: each.result.student)
        for one, other in zip(a.load_attempts(), by_student, strict=True):
            assert replace(one, judged=None) == replace(other, judged=None)
            assert a.work(one.key.submission) == b.work(other.key.submission)
        assert all(each.cpu_seconds for each in by_student)


class Stub:
    """Stands in for a worker's warm process, and gives everybody a point."""

    def __init__(self, plan: JudgingPlan, _: Collection[int]) -> None:
        self.protection = Protection(plan.level, (), ())

    def judge(self, submission: Submission) -> Judged:
        """Give a point."""
        works = [submission.only(name) for name in ("rationals", "words")]
        results = [
            Result("", name, 1.0, 1.0, Verdict.GRADED, attempt=number, digest=work.code_digest)
            for work in works
            for name, number in work.attempts.items()
        ]
        return Judged(submission, tuple(results))

    def close(self) -> None:
        """End nothing."""


class Full(Stub):
    """Stands in for one on a machine whose disk is full."""

    def judge(self, submission: Submission) -> Judged:
        """Fail."""
        Path(os.environ[FAILED]).touch()
        raise OSError(28, "No space left on device")


class Patient(Stub):
    """Stands in for one that is slow to judge: another worker failed before."""

    def judge(self, submission: Submission) -> Judged:
        """Give a point, when the time has come."""
        wait_until(Path(os.environ[FAILED]).exists)
        return super().judge(submission)


class Mortal(Stub):
    """Stands in for one whose worker ends with it."""

    def judge(self, submission: Submission) -> Judged:
        """End the worker, over one student's work."""
        if submission.student == "s5":
            os._exit(1)
        return super().judge(submission)


class Having(distributed.WorkerPlugin):
    """Lets workers, those that are started again too, have other processes; by worker's name."""

    name = "having"

    def __init__(self, first: type[Stub], others: type[Stub], failed: Path) -> None:
        self.first, self.others, self.failed = first, others, str(failed)

    def setup(self, worker: Any) -> None:
        """Put it into its place."""
        os.environ[FAILED] = self.failed
        task.JudgingProcess = self.first if worker.name == 0 else self.others  # type: ignore[misc]


@pytest.fixture
def having(workers: Any, tmp_path: Path) -> Iterator[Callable[[type[Stub], type[Stub]], None]]:
    """Let the workers have other processes that judge, for one test."""
    wait_until(lambda: len(workers.scheduler_info["workers"]) == 2)
    with distributed.Client(workers, set_as_default=False) as client:
        yield lambda *kinds: client.register_plugin(Having(*kinds, tmp_path / "failed"))
        client.unregister_worker_plugin("having")


def judged_on(workers: Any, class_: list[Submission]) -> tuple[dict[str, Judged], list[str]]:
    """Judge a class; give what became of each, nobody twice, and what was noted."""
    judged: list[Judged] = []
    notes: list[str] = []
    course = load_course(HERE, exactly=True)
    judge_on_cluster(
        workers.scheduler_address, course, plan_of(course), class_, judged.append,
        lambda _: None, notes.append,
    )  # fmt: skip
    by_student = {each.submission.student: each for each in judged}
    assert len(by_student) == len(judged) == len(class_)
    return by_student, notes


@pytest.mark.slow
def test_a_full_machine_costs_nobody_anything(workers: Any, having: Any) -> None:
    """Its works are judged by the other one, and it is named."""
    having(Full, Patient)

    judged, notes = judged_on(workers, CLASS)

    assert {each.problem for each in judged.values()} == {""}
    assert notes
    assert all(FULL in note and "://127.0.0.1:" in note for note in notes)


@pytest.mark.slow
def test_a_submission_that_kills_workers_is_blamed_by_name(
    workers: Any, having: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Two die of it, and are started again; the others are judged, and Dask is quiet."""
    having(Mortal, Mortal)

    judged, _ = judged_on(workers, CLASS)
    gc.collect()

    assert {who: each.problem for who, each in judged.items() if each.problem} == {"s5": DIED_TWICE}
    assert "never retrieved" not in caplog.text


def test_no_scheduler_is_said(pristine: Course, tmp_path: Path, monkeypatch) -> None:
    """With the address, and what starts one."""
    monkeypatch.setattr("grader.cluster.connection.CONNECT_S", 1)
    folder = class_of(tmp_path / "class", {"ada": STUDENTS["ada"]})

    with pytest.raises(GraderError, match=r"no Dask scheduler answers at tcp://127") as said:
        graded(pristine, folder, tmp_path / "out", scheduler="tcp://127.0.0.1:9")

    assert not isinstance(said.value, UsageError)
    assert "dask scheduler" in said.value.remedy


@pytest.mark.parametrize(
    ("words", "said"),
    [(["--scheduler", "tcp://10.0.0.7:8786"], "whoever reaches it runs code"),
     (["--scheduler", "inproc://10.0.0.7/1/1"], "not reached by inproc"),
     (["--scheduler", "tcp://127.0.0.1:9", "--jobs", "2"], "leave one of the two out")],
)  # fmt: skip
def test_what_was_mistyped_ends_in_2(
    run: Run, pristine: Course, tmp_path: Path, words: list[str], said: str
) -> None:
    """Before anything is read or written."""
    folder = class_of(tmp_path / "class", {"ada": STUDENTS["ada"]})
    out = tmp_path / "out"

    code, _, err = run("grade", folder, "--out", out, "--course", pristine.root, *words)

    assert code == 2
    assert said in " ".join(err.split())
    assert not out.exists()
