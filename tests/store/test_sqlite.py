"""Tests of store: what was graded is kept, by one run at a time, and never over what is foreign."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from grader.errors import StoreError
from grader.feedback.explanation import Explanation
from grader.judging.pending import merge
from grader.judging.results import Check, Flag, Outcome, PartScore, Result
from grader.judging.score import with_checks
from grader.sandbox.verdict import Verdict
from grader.store.attempts import Attempt
from grader.store.fingerprints import Key
from grader.store.sqlite import APPLICATION_ID, Store, _transaction
from grader.store.tables import OLDEST, VERSION

P, F, N = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_JUDGED
MOMENT = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)
KEY = Key(submission="s1", course="c1", grader="g1")
HERE = Path(__file__).resolve().parents[2]


def result(
    student: str = "ada",
    exercise: str = "circles",
    outcomes: tuple[Outcome, ...] = (P, F),
    attempt: int = 1,
) -> Result:
    """Make a result of one part of 4 points with these outcomes; each attempt has other code."""
    checks = [
        Check(f"test_{i}", "train", i == 0, each, Explanation(f"problem {i}"), 1.0, "A sentence.")
        for i, each in enumerate(outcomes)
    ]
    blank = Result(
        student, exercise, 0, 0, "graded", (PartScore("train", 0, 4.0),), note="a note",
        attempt=attempt, digest=f"d{attempt}",
    )  # fmt: skip
    return with_checks(blank, checks)


def judged(*results: Result, key: Key = KEY, counts: bool = True) -> list[Attempt]:
    """Make attempts of results."""
    return [Attempt(each, key, MOMENT, counts) for each in results]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Say where a store goes; its folder is not made yet."""
    return tmp_path / "results" / "results.sqlite"


@pytest.fixture
def start(path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Start another process that runs a script on the store, up to where it says ready."""
    started = []

    def begin(script: str) -> subprocess.Popen[str]:
        opening = (
            "import os, sys, time\n"
            "from grader.judging.results import Result\n"
            "from grader.store import Attempt, Key, Store\n"
            "key = Key('s1', 'c1', 'g1')\n"
            "store = Store(sys.argv[1])\n"
        )
        process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                f"{opening}{script}\nprint('ready', flush=True)\ntime.sleep(1000)",
                str(path),
            ],
            stdout=subprocess.PIPE,
            text=True,
            cwd=HERE,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def test_results_come_back(path: Path) -> None:
    """What was saved comes back the same from the next run, by student and in course order."""
    with Store(path) as store:
        store.save("zoe", judged(result("zoe", "titanic"), result("zoe", "circles", (N, P))))
        store.save("ada", judged(result("ada")))

    with Store(path) as store:
        assert store.load_all() == [
            result("ada"),
            result("zoe", "titanic"),
            result("zoe", "circles", (N, P)),
        ]


def test_flags_come_back(path: Path) -> None:
    """Evidence is kept with the result; one that was kept before there was any has none."""
    flagged = replace(result(), flags=(Flag("train", "circles.py, line 3", "uses it"),))
    with Store(path) as store:
        store.save("ada", judged(flagged))
        store.save("bob", judged(result("bob")))
        bobs = "UPDATE attempts SET result = json_remove(result, '$.flags') WHERE student = 'bob'"
        store._db.execute(bobs)

    with Store(path) as store:
        assert store.load_all() == [flagged, result("bob")]


def test_a_failure_is_kept_until_the_work_is_judged(path: Path) -> None:
    """Or until it is found that another one is there, which was judged before."""
    with Store(path) as store:
        store.record_failure("ada", ["circles", "titanic"], "the border broke \ud800")
        store.record_failure("bo", ["circles"], "it was changed")
        store.record_failure("bo", ["circles"], "the disk is full")
        store.save("ada", judged(result("ada")))

    with Store(path) as store:
        assert store.failures() == {
            ("ada", "titanic"): "the border broke \\ud800", ("bo", "circles"): "the disk is full",
        }  # fmt: skip
        store.forget_failure("bo", "circles")
        assert [*store.failures()] == [("ada", "titanic")]


def test_notes_are_those_of_the_last_run(path: Path) -> None:
    """In their order, whatever letters are in them."""
    notes = [
        ("flagged", "line 3 \ud800", "zo\\e", "circles", ""),
        ("class folder", "x", "", "", ""),
    ]
    with Store(path) as store:
        store.record_notes([("time unknown", "old", "", "", "")])
        store.record_notes(notes)

    with Store(path) as store:
        assert store.notes() == notes


def test_it_is_known_from_what_a_result_was_made(path: Path) -> None:
    """The last judging of the very same code comes back, with its key and when it was."""
    with Store(path) as store:
        store.save("ada", judged(result()))

        assert store.latest("ada", "circles", "d1") == Attempt(result(), KEY, MOMENT)
        assert store.latest("ada", "circles", "d2") is None
        assert store.latest("ada", "titanic", "d1") is None
        assert store.latest("bob", "circles", "d1") is None


def test_what_is_not_saved_stays(path: Path) -> None:
    """Another exercise's grade, and another student's."""
    with Store(path) as store:
        store.save("ada", judged(result(exercise="circles"), result(exercise="titanic")))
        store.save("bob", judged(result("bob")))

        store.save("ada", judged(result(outcomes=(P, P), attempt=2)))

        assert store.load_all() == [
            result(exercise="titanic"), result(outcomes=(P, P), attempt=2), result("bob"),
        ]  # fmt: skip


def test_results_of_another_student(path: Path) -> None:
    """A submission cannot set another student's score."""
    with Store(path) as store:
        store.save("bob", judged(result("bob")))

        with pytest.raises(ValueError, match="another student"):
            store.save("ada", judged(result("ada"), result("bob", outcomes=(F, F))))

        assert store.load_all() == [result("bob")]


@pytest.mark.parametrize(
    "name",
    ["a b", "../x", "Ada", "new\nline", "zo\udceb", r"zo\udceb", "'; DROP TABLE results", ""],
)
def test_any_name(path: Path, name: str) -> None:
    """Names with spaces, dots, quotes, bytes that are not UTF-8: each is a student of its own."""
    others = {"ada", "ADA", "zoe\udcec", "zo\udceb", r"zo\udceb", r"zo\\udceb"} - {name}
    with Store(path) as store:
        for each in [*others, name]:
            store.save(each, judged(result(each)))

        assert store.grade(name, "circles") == Attempt(result(name), KEY, MOMENT)
        assert {each.student for each in store.load_all()} == others | {name}


def test_merge_fills_only_what_was_not_judged() -> None:
    """A GPU run gives the held points; what was judged before it does not touch."""
    old = result(outcomes=(P, F, N, N))
    new = result(outcomes=(F, P, P, F))

    merged = merge(old, new)

    assert [check.outcome for check in merged.checks] == [P, F, P, F]
    assert (old.score, old.parts[0].held) == (1.0, 2.0)
    assert (merged.score, merged.parts[0].held) == (2.0, 0.0)
    assert merged.note == old.note


def test_merge_with_a_run_that_judged_nothing_more() -> None:
    """A run without a GPU changes nothing, not even by its verdict."""
    old = result(outcomes=(P, N))

    assert merge(old, replace(result(outcomes=(F, N)), verdict="time limit")) == old


def test_merge_keeps_the_worse_verdict() -> None:
    """What ended the process in either run is told."""
    waiting, filled = result(outcomes=(P, N)), result(outcomes=(P, F))

    assert merge(waiting, replace(filled, verdict="time limit")).verdict == "time limit"
    assert merge(replace(waiting, verdict="crashed"), filled).verdict == "crashed"


def test_merge_of_two_students() -> None:
    """Results of two students, or of two exercises, are never mixed."""
    with pytest.raises(ValueError, match="is not"):
        merge(result("ada"), result("bob"))
    with pytest.raises(ValueError, match="is not"):
        merge(result(exercise="circles"), result(exercise="titanic"))


def test_merge_tells_equal_names_apart() -> None:
    """A visible and a hidden check may share a name: each is filled by its own kind."""
    old = result(outcomes=(N, N))
    twins = tuple(replace(check, id="test_same") for check in old.checks)
    judged = tuple(replace(check, outcome=P if check.visible else F) for check in twins)

    merged = merge(with_checks(old, twins), with_checks(old, judged))

    assert [check.outcome for check in merged.checks] == [P, F]


class TestAttempts:
    """Every work that was handed in is kept, and one of an exercise's counts."""

    def test_works_come_back(self, path: Path) -> None:
        """Each by its digest, once, whoever's it is; a name of any kind."""
        name = "zo\udceb"
        with Store(path) as store:
            store.save(name, judged(result(name)), [("s1", b"first")])
            store.save(name, judged(result(name, attempt=2)), [("s2", b"second")])
            store.save("bob", judged(result("bob")), [("s1", b"first")])

        with Store(path) as store:
            assert [store.work(each) for each in ("s1", "s2", "s3")] == [b"first", b"second", b""]
            found = store.attempts(name, "circles")
        assert [(each.result.attempt, each.counts) for each in found] == [(2, True), (1, False)]

    def test_an_attempt_that_does_not_count_changes_no_grade(self, path: Path) -> None:
        """It is kept beside it, and may be taken later."""
        worse = judged(result(outcomes=(F, F), attempt=2), counts=False)
        with Store(path) as store:
            store.save("ada", judged(result()))
            store.save("ada", worse)
            assert store.load_all() == [result()]

            store.take(worse[0])

            assert store.grade("ada", "circles") == replace(worse[0], counts=True)
            assert len(store.attempts("ada", "circles")) == 2

    def test_the_same_code_judged_again_replaces_what_it_was(self, path: Path) -> None:
        """But what is the grade, or was it once, stays: it is the grade's history."""
        first, worse = result(), result(outcomes=(F, F))
        changed = replace(KEY, course="c2")
        with Store(path) as store:
            store.save("ada", judged(first))
            for _ in range(2):
                store.save("ada", judged(worse, key=changed, counts=False))
            latest = store.latest("ada", "circles", "d1")
            assert latest is not None
            assert (latest.result, latest.key, latest.counts) == (worse, changed, False)
            assert (store.load_all(), len(store.attempts("ada", "circles"))) == ([first], 2)

            store.take(latest)

            assert (store.load_all(), len(store.attempts("ada", "circles"))) == ([worse], 2)
            kept = store.attempts("ada", "circles")
            assert [each.since is not None for each in kept] == [True, True]

    def test_attempts_are_counted_by_code(self, path: Path) -> None:
        """Other code is one more; what was there before is what it was."""
        with Store(path) as store:
            assert store.number("ada", "circles", "d1") == 1
            store.save("ada", judged(result()))
            store.save("ada", judged(result(attempt=2), counts=False))

            numbers = [store.number("ada", "circles", each) for each in ("d1", "d2", "d3")]
            assert numbers == [1, 2, 3]
            assert store.number("ada", "titanic", "d3") == store.number("bob", "circles", "d3") == 1

    def test_that_nothing_was_handed_in_is_no_attempt(self, path: Path) -> None:
        """It is kept until something is, and the first work is the first attempt."""
        nothing = replace(result(outcomes=(F, F)), digest="")
        with Store(path) as store:
            store.save("ada", judged(nothing))
            assert store.latest("ada", "circles", "") == Attempt(nothing, KEY, MOMENT)
            assert store.number("ada", "circles", "d1") == store.number("ada", "circles", "") == 1

            store.save("ada", judged(result()))

            assert [each.result for each in store.attempts("ada", "circles")] == [result()]

    def test_work_and_results_are_one(self, path: Path) -> None:
        """Where the work finds no room the old grade stays."""
        with Store(path) as store:
            store.save("ada", judged(result()), [("s1", b"first")])
            pages = store._db.execute("PRAGMA page_count").fetchone()[0]
            store._db.execute(f"PRAGMA max_page_count={pages}")

            with pytest.raises(StoreError, match="the disk is full"):
                store.save("ada", judged(result(attempt=2)), [("s2", bytes(100_000))])

        with Store(path) as store:
            assert [each.result for each in store.attempts("ada", "circles")] == [result()]
            assert (store.work("s1"), store.work("s2")) == (b"first", b"")


def test_all_that_is_known_of_a_result_comes_again(path: Path) -> None:
    """The end, the reason, when it was handed in, and each check with its fields."""
    why = Explanation("off", likely="the sum", got="1\n2")
    checks = (
        Check("a", "train", False, F, why, 2.0, "A sentence.", "Mismatch: off"),
        Check("b", "train", True, P, stand_ins=("step",)),
    )
    saved = replace(
        result(), verdict=Verdict.CRASHED, signal="SIGSEGV", reason=why, attempt=3, digest="ab12",
        handed_in=datetime(2026, 5, 1, 12, 30, tzinfo=UTC), checks=checks,
    )  # fmt: skip
    with Store(path) as store:
        store.save("ada", judged(saved))
    with Store(path) as store:
        (loaded,) = store.load_all()

    assert loaded == saved
    assert type(loaded.verdict) is Verdict


def test_older_store(path: Path) -> None:
    """A store of an earlier version is refused, whole as it is, with the way out."""
    Store(path).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version={OLDEST - 1}")
    db.close()
    before = path.read_bytes()

    with pytest.raises(StoreError, match="written by an older grader") as caught:
        Store(path)

    assert "--out DIR" in caught.value.remedy
    assert path.read_bytes() == before


def test_environment(path: Path) -> None:
    """The machine that graded is recorded, the last one only."""
    with Store(path) as store:
        store.record_environment({"torch": "2.12", "old": "x"})
        store.record_environment({"torch": "2.13", "protection": "L3"})

    with Store(path) as store:
        assert store.environment() == {"protection": "L3", "torch": "2.13"}


def test_a_second_run_is_refused(path: Path, start: Callable[[str], subprocess.Popen[str]]) -> None:
    """While one run holds the store a second is told so, and what to do."""
    start("")

    with pytest.raises(StoreError, match="another run holds it") as caught:
        Store(path)

    assert str(path) in caught.value.message
    assert "wait for it to end" in caught.value.remedy


def test_a_second_run_in_the_same_process_is_refused(path: Path) -> None:
    """The lock holds between two stores of one process as well."""
    with Store(path), pytest.raises(StoreError, match="another run holds it"):
        Store(path)
    Store(path).close()


RESULT = "Result('ada', 'circles', 1.0, 2.0, 'graded', digest='d1')"
SAVE = f"store.save('ada', [Attempt({RESULT}, key)])\n"


def test_kill_frees_the_store(path: Path, start: Callable[[str], subprocess.Popen[str]]) -> None:
    """A holder that is killed leaves neither a lock nor half a submission."""
    holder = start(
        SAVE + "store._db.execute('BEGIN EXCLUSIVE')\nstore._db.execute('DELETE FROM attempts')"
    )
    with pytest.raises(StoreError):
        Store(path)

    holder.kill()
    holder.wait()

    with Store(path) as store:
        assert [each.student for each in store.load_all()] == ["ada"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are POSIX's")
def test_a_forked_child_does_not_hold_the_store(
    path: Path, start: Callable[[str], subprocess.Popen[str]], tmp_path: Path
) -> None:
    """A worker that outlives its killed parent does not keep the store locked."""
    pid_file = tmp_path / "child"
    holder = start(
        "child = os.fork()\n"
        "if not child: time.sleep(1000)\n"
        f"open({str(pid_file)!r}, 'w').write(str(child))"
    )
    holder.kill()
    holder.wait()
    child = int(pid_file.read_text())

    try:
        os.kill(child, 0)
        Store(path).close()
    finally:
        os.kill(child, signal.SIGKILL)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are POSIX's")
def test_a_forked_child_does_not_close_the_store(path: Path) -> None:
    """A worker that leaves the store's block in its copy of the parent changes nothing."""
    with Store(path) as store:
        store.save("ada", judged(result()))
        child = os.fork()
        if not child:
            store.close()
            os._exit(0)
        os.waitpid(child, 0)

        store.save("bob", judged(result("bob")))
        assert path.with_name("results.sqlite-wal").exists()
    with Store(path) as store:
        assert store.load_all() == [result(), result("bob")]


def test_power_cut(path: Path, tmp_path: Path) -> None:
    """The files as they lie on disk mid-run hold every submission that was saved."""
    cut = tmp_path / "cut"
    with Store(path) as store:
        store.save("ada", judged(result()))
        shutil.copytree(path.parent, cut)
        store.save("bob", judged(result("bob")))

    with Store(cut / path.name) as store:
        assert store.load_all() == [result()]


def test_power_cut_amid_a_write(path: Path, tmp_path: Path) -> None:
    """Wherever the log breaks off, whole submissions are there, the first ones first."""
    names = [f"{number:02}" for number in range(12)]
    with Store(path) as store:
        for name in names:
            store.save(name, judged(result(name)))
        shutil.copytree(path.parent, tmp_path / "mid-run")
    log = (tmp_path / "mid-run" / "results.sqlite-wal").read_bytes()
    kept = []
    for cut in [len(log) * part // 60 for part in range(61)]:
        copy = tmp_path / f"cut-{cut}"
        shutil.copytree(tmp_path / "mid-run", copy)
        (copy / "results.sqlite-wal").write_bytes(log[:cut])
        with Store(copy / path.name) as store:
            kept.append([each.student for each in store.load_all()])

    assert all(found == names[: len(found)] for found in kept)
    assert kept == sorted(kept)
    assert (kept[0], kept[-1]) == ([], names)


def test_saved_submissions_are_counted(path: Path) -> None:
    """What was refused or undone is not."""
    with Store(path) as store:
        store.save("ada", judged(result()))
        store.save("ada", judged(result()))
        store.record_environment({"protection": "L3"})
        with pytest.raises(ValueError, match="another student"):
            store.save("bob", judged(result()))

        assert store.saved == 2


def test_interrupt_undoes_the_submission(path: Path) -> None:
    """Ctrl-C within a save takes back all of that submission and nothing more."""
    with Store(path) as store:
        store.save("ada", judged(result()))

        with pytest.raises(KeyboardInterrupt), _transaction(store._db):
            store._db.execute("DELETE FROM attempts")
            raise KeyboardInterrupt

        assert store.load_all() == [result()]


class _InterruptedAsItCommits:
    """A connection at which Ctrl-C is heard when a commit has just been done."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    def execute(self, query: str, *values: Any) -> sqlite3.Cursor:
        done = self._db.execute(query, *values)
        if query == "COMMIT":
            raise KeyboardInterrupt
        return done


def test_what_was_committed_is_counted_on_an_interrupt(path: Path) -> None:
    """Ctrl-C while the disk writes is heard when all is kept: the last words say so."""
    with Store(path) as store:
        real, store._db = store._db, _InterruptedAsItCommits(store._db)  # type: ignore[assignment]

        with pytest.raises(KeyboardInterrupt):
            store.save("ada", judged(result()))

        store._db = real
        assert (store.saved, store.load_all()) == (1, [result()])


def test_store_at_its_limit(path: Path) -> None:
    """When no page can be added the error names store and remedy; what was saved stays."""
    with Store(path) as store:
        store.save("ada", judged(result()))
        pages = store._db.execute("PRAGMA page_count").fetchone()[0]
        store._db.execute(f"PRAGMA max_page_count={pages}")

        with pytest.raises(StoreError, match="the disk is full") as caught:
            store.save("bob", judged(replace(result("bob"), note="x" * 100_000)))
        assert str(path) in caught.value.message
        assert "make room" in caught.value.remedy

        assert store.load_all() == [result()]
        store.save("eve", [])
    with Store(path) as store:
        assert store.load_all() == [result()]


FULL_DISK = """
import os, sys
from dataclasses import replace
from grader.errors import StoreError
from grader.judging.results import Result
from grader.store import Attempt, Key, Store
key, small = Key('s', 'c', 'g'), Result('ada', 'circles', 1.0, 2.0, 'graded', digest='d')
with Store('/mnt/results.sqlite') as store:
    store.save('ada', [Attempt(small, key)])
    try:
        store.save('bob', [Attempt(replace(small, student='bob', note='x' * 10**6), key)])
    except StoreError as error:
        print(error.message)
    print([each.student for each in store.load_all()])
with Store('/mnt/results.sqlite') as store:
    print([each.student for each in store.load_all()])
open('/mnt/filler', 'wb', 0).write(b'x' * 10**6)
os.makedirs('/mnt/new')
try:
    Store('/mnt/new/results.sqlite')
except StoreError as error:
    print(error.message)
"""


def test_full_disk() -> None:
    """On a disk that is really full the store says so and keeps every earlier submission."""
    mounted = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    mount = "mount -t tmpfs -o size=256k none /mnt"
    if not shutil.which("unshare") or subprocess.run([*mounted, mount], check=False).returncode:
        pytest.skip("this machine lets nobody mount a small disk")

    done = subprocess.run(
        [*mounted, f'{mount} && exec "$0" -c "$1"', sys.executable, FULL_DISK],
        capture_output=True,
        text=True,
        cwd=HERE,
        check=True,
    )

    saving, kept, after, making = done.stdout.splitlines()
    assert saving.startswith("/mnt/results.sqlite: the disk")
    assert kept == after == "['ada']"
    assert making.startswith("/mnt/new/results.sqlite: the disk")


@pytest.mark.parametrize("content", [b"student,score\nada,12\n" * 50, b"\x00" * 5000])
def test_foreign_file(path: Path, content: bytes) -> None:
    """A file that is no database is refused and keeps every byte."""
    path.parent.mkdir()
    path.write_bytes(content)

    with pytest.raises(StoreError, match="not a store") as caught:
        Store(path)

    assert "move the file away" in caught.value.remedy
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


def test_foreign_database(path: Path) -> None:
    """Another program's database is refused and keeps every byte."""
    path.parent.mkdir()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE results (grade REAL)")
    db.close()
    before = path.read_bytes()

    with pytest.raises(StoreError, match="not a store of this grader"):
        Store(path)

    assert path.read_bytes() == before


def test_newer_store(path: Path) -> None:
    """A store of a later version is refused, whole as it is, with the way out."""
    Store(path).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version={VERSION + 1}")
    db.close()
    before = path.read_bytes()

    with pytest.raises(StoreError, match="written by a newer grader") as caught:
        Store(path)

    assert "install a newer nngrader" in caught.value.remedy
    assert path.read_bytes() == before


@pytest.mark.parametrize("keep", [0.5, 0.9])
def test_cut_off_store(path: Path, keep: float) -> None:
    """A store whose end is missing is refused and not written to."""
    with Store(path) as store:
        for name in map(str, range(30)):
            store.save(name, judged(replace(result(name), note="x" * 3000)))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * keep) // 4096 * 4096])
    before = path.read_bytes()

    with pytest.raises(StoreError, match="damaged"):
        Store(path)

    assert path.read_bytes() == before


def test_store_with_a_broken_page(path: Path) -> None:
    """A store that the disk garbled in its midst is refused before anything is added."""
    with Store(path) as store:
        for name in map(str, range(30)):
            store.save(name, judged(replace(result(name), note="x" * 3000)))
    garbled = bytearray(path.read_bytes())
    garbled[10 * 4096 : 11 * 4096] = b"\xff" * 4096
    path.write_bytes(garbled)

    with pytest.raises(StoreError, match="damaged"):
        Store(path)

    assert path.read_bytes() == garbled


@pytest.mark.parametrize("row", ["not json", "{}", '{"parts": [], "checks": [], "x": 1}', "[]"])
def test_row_that_is_no_result(path: Path, row: str) -> None:
    """A row that someone changed by hand is an error that names the store, not a traceback."""
    with Store(path) as store:
        store.save("ada", judged(result()))
        store._db.execute("UPDATE attempts SET result = ?", (row,))

        with pytest.raises(StoreError, match="holds no result"):
            store.load_all()


def test_a_store_is_marked(path: Path) -> None:
    """The file says what it is and which version, so that later graders know it."""
    Store(path).close()

    with sqlite3.connect(path) as db:
        kind = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
        journal = db.execute("PRAGMA journal_mode").fetchone()[0]
    db.close()
    assert (kind, version, journal) == (APPLICATION_ID, VERSION, "wal")


def test_path_that_is_a_folder(path: Path) -> None:
    """A folder where the store should be is an error of ours with a remedy."""
    path.mkdir(parents=True)

    with pytest.raises(StoreError, match="cannot be opened"):
        Store(path)


@pytest.fixture
def ordinary() -> Iterator[None]:
    """Be an ordinary user for a while, if the tests run as root, whom no folder refuses."""
    if sys.platform == "win32":
        pytest.skip("folders that refuse are POSIX's")
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Make a folder that every user can reach."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def locked_folder(open_folder: Path) -> Path:
    """Make a folder with a store in it that nobody may write to."""
    with Store(open_folder / "results.sqlite") as store:
        store.save("ada", judged(result()))
    (open_folder / "results.sqlite").chmod(0o444)
    open_folder.chmod(0o555)
    return open_folder


def test_read_only_folder(locked_folder: Path, ordinary: None) -> None:
    """Where nothing may be written, a new store and an old one are refused with the way out."""
    for name in ("new.sqlite", "results.sqlite", "below/results.sqlite"):
        with pytest.raises(StoreError, match=r"cannot be (opened|written)") as caught:
            Store(locked_folder / name)
        assert "--out DIR" in caught.value.remedy


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_a_store_is_this_users_alone(path: Path, umask: int) -> None:
    """So is what SQLite writes beside it: there are the secret and all works in it."""
    before = os.umask(umask)
    try:
        with Store(path) as store:
            store.save("ada", judged(result()))
            beside = {each.name: each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
    finally:
        os.umask(before)

    assert beside == {"results.sqlite": 0o600, "results.sqlite-wal": 0o600}
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("beside", ["", "-wal", "-shm", "-journal"])
def test_a_store_that_others_may_change_is_refused(path: Path, beside: str) -> None:
    """It is not opened; SQLite would believe a log beside it as well."""
    Store(path).close()
    planted = path.with_name(path.name + beside)
    planted.touch()
    planted.chmod(0o666)
    content = {each: each.read_bytes() for each in path.parent.iterdir()}

    with pytest.raises(StoreError, match="other users of this machine may write to"):
        Store(path)

    assert {each: each.read_bytes() for each in path.parent.iterdir()} == content


def test_a_store_of_another_user_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A student could have laid it there, with a secret and grades of their own."""
    Store(path).close()
    if os.geteuid() == 0:
        os.chown(path, 65534, -1)
    else:
        mine = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: mine + 1)

    with pytest.raises(StoreError, match="belongs to another user of this machine"):
        Store(path)


def test_all_at_once_or_nothing(path: Path) -> None:
    """What is written in a block is kept together; the state of a store says that it was."""
    with Store(path) as store:
        store.save("ada", judged(result("ada")))
        before = store.state()

        with pytest.raises(KeyboardInterrupt), store.at_once():
            store.save("ada", judged(result("ada", attempt=2)))
            store.record_environment({"protection": "L3"})
            raise KeyboardInterrupt
        assert (store.state(), store.environment()) == (before, {})

        with store.at_once():
            store.save("ada", judged(result("ada", attempt=2)))
            store.record_environment({"protection": "L3"})
        assert store.state() != before
        assert store.environment() == {"protection": "L3"}
