"""Whatever dies, fills up or is stopped, at whatever stage: the same command finishes the class.

A run with a fault (see faults.py), then the same command again: the grades of an undisturbed run,
nobody judged twice, nothing left running.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import resource_tracker
from pathlib import Path

import pytest

from grader.authoring import REFERENCE, STUB
from grader.course.model import Course
from grader.judging.warm_judge import WarmJudge
from grader.sandbox.guest import linux
from grader.sandbox.interface import Sandbox
from grader.store.sqlite import Store
from grader.submission import Submission
from tests.support.command_line import Run
from tests.support.faults import STAGES, Fault
from tests.support.files import edit
from tests.support.fractions import LOOP, RATIONALS, STUDENTS, add_checks, class_of
from tests.support.processes import descendants, kill, wait_until

ROOT = Path(__file__).parents[1]
ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER of linux/prctl.h
ENDLESS_S = 300
"""What a call may take in the class `endless`: whoever waits for it takes longer than half of that.

A run that is stopped takes a second where a processor is idle; the half is for a busy machine.
"""
Outcomes = dict[tuple[str, str], object]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="faults are told by /proc")


@dataclass
class Ended:
    """How a run ended: its code, and what it said."""

    code: int
    out: str
    error: str


class Grading:
    """A class, and commands that grade it in processes of their own."""

    def __init__(self, course: Course, home: Path) -> None:
        self.course = course
        self.folder = class_of(home / "class", STUDENTS)
        self.out = home / "out"
        self.struck = home / "struck"

    def words(self, out: Path | None = None, jobs: int = 1) -> list[str]:
        """Give the command, as it is typed."""
        places = ["--out", out or self.out, "--course", self.course.root]
        return ["grade", *map(str, [self.folder, *places, "--jobs", jobs])]

    def start(self, fault: Fault | None = None, jobs: int = 1) -> subprocess.Popen[str]:
        """Start to grade."""
        module = "grader" if fault is None else "tests.support.faults"
        told = {} if fault is None else {"FAULT": fault.text()}
        return subprocess.Popen(
            [sys.executable, "-m", module, *self.words(jobs=jobs)],
            cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1", **told}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def start_until_busy(self, jobs: int) -> subprocess.Popen[str]:
        """Start to grade, and come back when five students are on the disk."""
        process = self.start(Fault("a student is committed", "count", str(self.struck)), jobs)
        wait_until(lambda: self.struck.exists() and self.struck.stat().st_size == 5)
        return process

    def strike(self, stage: str, deed: str, jobs: int = 1) -> Ended:
        """Grade, and let something happen when a stage is reached."""
        fault = Fault(stage, deed, str(self.struck), str(self.out))
        process = self.start(fault, jobs)
        out, error = process.communicate(timeout=600)
        assert self.struck.exists(), f"never came to where {stage}: {error}"
        return Ended(process.returncode, out, error)

    def stored(self, out: Path | None = None) -> set[str]:
        """Give the students whose results are on the disk."""
        if not (self.out / "results.sqlite").exists():
            return set()
        with Store((out or self.out) / "results.sqlite") as store:
            return {result.student for result in store.load_all()}


def outcomes(out: Path) -> Outcomes:
    """Give all that the files say of the grades; messages tell inputs, which every store has own.

    The three kinds of file must tell of the same students.
    """
    found = json.loads((out / "results.json").read_text())["results"]
    students = {each["student"] for each in found}
    rows = (out / "grades.csv").read_text("utf-8-sig").splitlines()[1:]
    assert {row.split(",")[0].strip('"') for row in rows} == students
    assert {path.stem for path in (out / "feedback").iterdir()} == students
    return {
        (each["student"], each["exercise"]): (
            each["score"], each["verdict"], each["parts"],
            [(check["id"], check["outcome"]) for check in each["checks"]],
        )
        for each in found
    }  # fmt: skip


def is_whole(out: Path) -> bool:
    """Say whether each report that is there is all there."""
    text = out / "results.json"
    table = out / "grades.csv"
    return (not text.exists() or len(json.loads(text.read_text())["results"]) == 10) and (
        not table.exists() or len(table.read_text().splitlines()) == 6
    )


@pytest.fixture(scope="module")
def undisturbed(pristine: Course, tmp_path_factory: pytest.TempPathFactory) -> Grading:
    """A run to which nothing happens."""
    grading = Grading(pristine, tmp_path_factory.mktemp("undisturbed"))
    grading.strike("a student is committed", "count")
    return grading


@pytest.fixture
def grading(pristine: Course, tmp_path: Path) -> Grading:
    """A class of this test's own."""
    return Grading(pristine, tmp_path)


@pytest.fixture
def endless(course: Course, tmp_path: Path) -> Grading:
    """A class with a sixth student, whose code never ends, and a course that lets it."""
    edit(course.root / "course.yml", "{call_seconds: 60, exercise_seconds: 300}",
         f"{{call_seconds: {ENDLESS_S}, exercise_seconds: {ENDLESS_S}}}")  # fmt: skip
    grading = Grading(course, tmp_path)
    work = RATIONALS.replace("    common =", f"{LOOP}    common =")
    class_of(grading.folder, {"zed": {"rationals.py": work}})
    return grading


@pytest.fixture
def adopting() -> Iterator[set[int]]:
    """Be the parent of orphans for a while, so that whatever a dead grader leaves is seen."""
    linux.prctl(ADOPT_ORPHANS, 1)
    resource_tracker.ensure_running()  # this process's own, from its first worker to its end
    before = set(descendants())
    yield before
    deadline = time.monotonic() + 120  # however busy the machine is
    while (left := descendants().keys() - before) and time.monotonic() < deadline:
        time.sleep(0.02)
    said = {pid: command for pid, command in descendants().items() if pid in left}
    kill(set(left))
    linux.prctl(ADOPT_ORPHANS, 0)
    assert said == {}


@pytest.fixture
def goes_on(
    grading: Grading, undisturbed: Grading, run: Run, lent_sandbox: Sandbox, monkeypatch
) -> Callable[..., None]:
    """Type the same command again: the same grades, and nobody judged who was on the disk."""
    judged: list[str] = []
    real = WarmJudge.judge

    def judge(warm_judge: WarmJudge, submission: Submission) -> object:
        if submission.student not in (REFERENCE, STUB):
            judged.append(submission.student)
        return real(warm_judge, submission)

    monkeypatch.setattr(WarmJudge, "judge", judge)

    def again(out: Path | None = None) -> None:
        stored = grading.stored(out)
        code, said, error = run(*grading.words(out))
        assert (code, error.strip()) == (0, "")
        assert outcomes(out or grading.out) == outcomes(undisturbed.out)
        assert sorted(judged) == sorted(STUDENTS.keys() - stored)
        assert (f"resumed: {len(stored)} of 5 were graded before" in said) == bool(stored)

    return again


KEPT = {
    "before the first submission": 0,
    "a workshop opens": 0,
    "libraries are warmed": 0,
    "the second student's second exercise is judged": 1,
    "the second student's first call": 1,
    "the third student is judged, not saved": 2,
    "inside the second student's transaction": 1,
    "the third student is committed": 3,
    "the first report is half written": 5,
    "the second student's feedback is written": 5,
}
"""How many are on the disk where something happens."""
IN_THE_PARENT = {
    "before the first submission": ("ada", False),
    "the third student is judged, not saved": ("cyd", False),
    "inside the second student's transaction": ("bob", False),
    "the third student is committed": ("cyd", True),
    "the first report is half written": ("eve", True),
    "the second student's feedback is written": ("eve", True),
}
"""The stages that are not a worker's: who is, or is not, on the disk where there is a pool.

How many others are is for the workers to decide.
"""
COMPUTING = [
    "the second student's first call",
    "the third student's last exercise",
    "the last import of all",
]  # fmt: skip
"""Where a guest is asked: early, late, and at the very last."""


def test_every_stage_is_walked() -> None:
    """No stage is left out of what follows; there are workers in a pool only."""
    only_here = {"a worker starts", "a student is committed", "the sandbox tests itself"}

    assert STAGES.keys() == KEPT.keys() | {*COMPUTING} | only_here
    assert KEPT.keys() - IN_THE_PARENT.keys() == {
        "a workshop opens", "libraries are warmed", "the second student's first call",
        "the second student's second exercise is judged",
    }  # fmt: skip


class TestKilled:
    """kill -9, of whatever there is."""

    @pytest.mark.parametrize("stage", KEPT)
    def test_the_grader(
        self, grading: Grading, adopting: set[int], goes_on: Callable[..., None], stage: str
    ) -> None:
        """At any stage: what was committed is there, and it goes on from that."""
        ended = grading.strike(stage, "kill the grader")

        assert (ended.code, ended.out) == (-signal.SIGKILL, "")
        assert len(grading.stored()) == KEPT[stage]
        assert is_whole(grading.out)
        goes_on()

    @pytest.mark.parametrize("stage", IN_THE_PARENT)
    def test_the_grader_with_a_pool(
        self, grading: Grading, adopting: set[int], goes_on: Callable[..., None], stage: str
    ) -> None:
        """Its workers, their zygotes and their guests end with it."""
        ended = grading.strike(stage, "kill the grader", jobs=2)

        assert ended.code == -signal.SIGKILL
        student, kept = IN_THE_PARENT[stage]
        assert (student in grading.stored()) == kept
        goes_on()

    def test_the_grader_while_its_workers_are_busy(
        self, endless: Grading, adopting: set[int]
    ) -> None:
        """They end with it, and not when they are done."""
        process = endless.start_until_busy(jobs=2)

        process.kill()
        process.communicate(timeout=300)  # whoever lives on holds the other end of its pipes

        assert process.returncode == -signal.SIGKILL

    @pytest.mark.parametrize("stage", sorted(KEPT.keys() - IN_THE_PARENT.keys()))
    def test_a_worker(
        self, grading: Grading, adopting: set[int], goes_on: Callable[..., None], stage: str
    ) -> None:
        """Another one takes its place and its work; nobody need type anything again."""
        ended = grading.strike(stage, "kill the worker", jobs=2)

        assert (ended.code, "not graded" in ended.out) == (0, False)
        assert len(grading.stored()) == 5
        goes_on()

    @pytest.mark.parametrize("deed", ["kill the zygote", "kill the guest"])
    @pytest.mark.parametrize("stage", COMPUTING)
    def test_what_computes(
        self,
        grading: Grading,
        adopting: set[int],
        goes_on: Callable[..., None],
        deed: str,
        stage: str,
    ) -> None:
        """It costs no student a point: not amid the class, and not at the very last question."""
        ended = grading.strike(stage, deed)

        assert (ended.code, "not graded" in ended.out) == (0, False)
        goes_on()

    @pytest.mark.parametrize(
        "stage",
        [
            "the second student's second exercise is judged",
            "the third student is judged, not saved",
            "inside the second student's transaction",
            "the third student is committed",
        ],
    )
    def test_a_zygote_at_any_stage(
        self, grading: Grading, adopting: set[int], goes_on: Callable[..., None], stage: str
    ) -> None:
        """Another one takes its place, and no student notices."""
        ended = grading.strike(stage, "kill the zygote")

        assert (ended.code, "not graded" in ended.out) == (0, False)
        goes_on()

    @pytest.mark.parametrize("stage", ["libraries are warmed", "the sandbox tests itself"])
    @pytest.mark.parametrize("jobs", [1, 2])
    def test_a_zygote_while_the_workshop_opens(
        self,
        grading: Grading,
        adopting: set[int],
        undisturbed: Grading,
        run: Run,
        stage: str,
        jobs: int,
    ) -> None:
        """All are graded alike, and who comes later is graded as they were."""
        ended = grading.strike(stage, "kill the zygote", jobs)
        class_of(grading.folder, {"zoe": STUDENTS["ada"]})
        (grading.folder / "zoe" / "more.py").write_text("more = 1\n")
        code, out, error = run(*grading.words())

        assert (ended.code, code) == (0, 0), error
        assert "resumed: 5 of 6" in out
        found = outcomes(grading.out)
        assert {who: said for who, said in found.items() if who[0] != "zoe"} == outcomes(
            undisturbed.out
        )
        assert found["zoe", "words"] == found["ada", "words"]


class TestFull:
    """A disk without room."""

    @pytest.mark.parametrize(
        "stage",
        [
            "the third student is judged, not saved",
            "the third student is committed",
            "the first report is half written",
        ],
    )
    def test_it_is_said(self, grading: Grading, goes_on: Callable[..., None], stage: str) -> None:
        """Which file, and what to do; then what was graded is there, and no half file."""
        ended = grading.strike(stage, "fill the disk")

        assert (ended.code, ended.out) == (3, "")
        assert f"error: {grading.out}" in ended.error
        assert "run the same command again" in " ".join(ended.error.split())
        assert len(grading.stored()) == KEPT[stage]
        assert not list(grading.out.rglob("*.part"))
        goes_on()

    def test_a_disk_of_its_own(self, grading: Grading, undisturbed: Grading) -> None:
        """On a small disk that is really full; once there is room, the same command goes on."""
        new = ["unshare", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"]), "--mount"]
        mount = "mount -t tmpfs -o size=1200k none /mnt"
        if not shutil.which("unshare") or subprocess.run([*new, *mount.split()]).returncode:
            pytest.skip("this machine lets nobody mount a small disk")
        script = f"""{mount} && head -c 1169000 /dev/zero > /mnt/filler && shift 0
            "$@"; echo "ended $?"; rm /mnt/filler
            "$@"; echo "ended $?"; cp -r /mnt/out {grading.out}"""
        words = grading.words(Path("/mnt/out"))
        ids = [f"--map-user={os.geteuid()}", f"--map-group={os.getegid()}"]
        again = [] if os.geteuid() == 0 else ["unshare", "--user", *ids]  # root only to mount

        done = subprocess.run(
            [*new, "sh", "-c", script, "sh", *again, sys.executable, "-m", "grader", *words],
            cwd=ROOT, capture_output=True, text=True, timeout=600,
        )  # fmt: skip

        assert [line for line in done.stdout.splitlines() if "ended" in line] == [
            "ended 3", "ended 0",
        ]  # fmt: skip
        assert "error: /mnt/out/results.sqlite: the disk" in done.stderr
        assert outcomes(grading.out) == outcomes(undisturbed.out)


@pytest.mark.parametrize(
    "stage",
    [
        "the third student is judged, not saved",
        "inside the second student's transaction",
        "the third student is committed",
        "the second student's feedback is written",
    ],
)
def test_a_power_cut(grading: Grading, goes_on: Callable[..., None], stage: str) -> None:
    """From the files as they lay on the disk in the middle of a run, its log among them."""
    grading.strike(stage, "cut the power")

    cut = grading.out.with_name("out-cut")
    assert len(grading.stored(cut)) == KEPT[stage]
    goes_on(cut)


def test_two_runs_at_once(
    grading: Grading, undisturbed: Grading, run: Run, goes_on: Callable[..., None]
) -> None:
    """The second is told so at once, and harms nothing; later it finds all that the first did."""
    fault = Fault("the third student is judged, not saved", "wait for word", str(grading.struck))
    first = grading.start(fault)
    wait_until(grading.struck.exists)

    code, out, error = run(*grading.words())
    grading.struck.with_name("struck-go-on").touch()
    said = first.communicate(timeout=600)

    assert (code, out) == (3, "")
    assert "another run holds it" in error
    assert (first.returncode, "5 students" in said[0]) == (0, True)
    goes_on()


class TestStopped:
    """Ctrl-C and SIGTERM."""

    @pytest.mark.parametrize("stage", KEPT)
    def test_at_any_stage(
        self, grading: Grading, adopting: set[int], goes_on: Callable[..., None], stage: str
    ) -> None:
        """It says exactly what is kept, and the same command goes on from that."""
        ended = grading.strike(stage, "press Ctrl-C")

        kept = len(grading.stored())
        assert (ended.code, ended.out) == (130, "")
        assert f"stopped: {kept} of 5 are graded and kept; run the same command" in ended.error
        assert "Traceback" not in ended.error
        assert not list(grading.out.rglob("*.part"))
        goes_on()

    @pytest.mark.parametrize("jobs", [1, 2])
    @pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_in_an_endless_loop(
        self, endless: Grading, adopting: set[int], jobs: int, number: int, code: int
    ) -> None:
        """Also with a pool; pressed twice, by a person who is in a hurry, it does no more."""
        process = endless.start_until_busy(jobs)

        pressed = time.monotonic()
        for _ in range(3):
            os.killpg(process.pid, number)
            time.sleep(0.02)
        out, error = process.communicate(timeout=600)

        assert time.monotonic() - pressed < ENDLESS_S / 2
        assert (process.returncode, out) == (code, "")
        assert error.strip() == (
            "stopped: 5 of 6 are graded and kept; run the same command again to continue"
        )

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_while_a_large_library_is_imported(
        self, course: Course, tmp_path: Path, adopting: set[int], jobs: int
    ) -> None:
        """Nobody waits for it to be ready only to be thrown away: this one never is."""
        add_checks(course, "\nimport time, torch\ntime.sleep(1000)\n")
        grading = Grading(course, tmp_path)
        process = grading.start(jobs=jobs)
        before = set(adopting)
        wait_until(lambda: any(map(_imports_torch, descendants().keys() - before)))

        os.killpg(process.pid, signal.SIGINT)
        _, error = process.communicate(timeout=600)

        assert process.returncode == 130
        assert "Traceback" not in error
        assert error.strip().startswith("stopped: 0 of 5 are graded")

    def test_workers_leave_it_to_the_grader(
        self, grading: Grading, goes_on: Callable[..., None]
    ) -> None:
        """A terminal's Ctrl-C reaches them too; not even one that has hardly begun minds it."""
        ended = grading.strike("a worker starts", "interrupt the workers", jobs=2)

        assert (ended.code, ended.error.strip()) == (0, "")
        goes_on()

    def test_while_a_zygote_is_warmed(self, grading: Grading, adopting: set[int]) -> None:
        """A zygote that is busy hears nothing; it is not waited for: this one is never ready."""
        ended = grading.strike("libraries are warmed", "freeze the zygote, press Ctrl-C")

        assert ended.code == 130


def _imports_torch(pid: int) -> bool:
    try:
        return "libtorch" in Path(f"/proc/{pid}/maps").read_text()
    except OSError:  # it is gone, or it is a guest's
        return False
