"""Tests of tables: a store that an earlier grader wrote becomes one of this, with all it holds."""

from __future__ import annotations

import errno
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import StoreError
from grader.store.sqlite import APPLICATION_ID, Store
from grader.store.tables import VERSION
from grader.submission import unpack
from tests.support.fractions import RATIONALS, WORDS

HERE = Path(__file__).parent
VERSIONS = (1, 2, 3, 4, 5)


def written(path: Path, version: int) -> Path:
    """Make a store of what that version wrote of a class of two: ada's works, and eve has none.

    Version 3 has the second of ada's two, later ones also a third, of one exercise; version 1 kept
    no works, and versions 1 and 2 wrote of a failed check one text. Each was written by its grader.
    """
    db = sqlite3.connect(path)
    db.executescript((HERE / f"version{version}.sql").read_text(encoding="utf-8"))
    db.executescript(f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={version}")
    db.close()
    return path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store of version 3."""
    return written(tmp_path / "results.sqlite", 3)


def change(path: Path, *statements: str) -> None:
    """Change a store by hand."""
    db = sqlite3.connect(path)
    with db:
        for each in statements:
            db.execute(each)
    db.close()


def test_nothing_is_lost(old: Path) -> None:
    """Grades, the numbers of attempts and the secret, by which inputs are drawn, and the works."""
    with Store(old) as store:
        grades = {(each.student, each.exercise): each for each in store.load_all()}
        environment = store.environment()
        attempts = {pair: store.attempts(*pair) for pair in grades}
        works = {pair: store.work(each.key.submission) for pair, (each,) in attempts.items()}

    assert {pair: each.score for pair, each in grades.items()} == {
        ("ada", "rationals"): 7.5, ("ada", "words"): 5.0,
        ("eve", "rationals"): 0.0, ("eve", "words"): 0.0,
    }  # fmt: skip
    assert (len(environment["secret"]), environment["protection"]) == (64, "L3")
    for exercise, source in (("rationals", RATIONALS), ("words", WORDS)):
        (attempt,) = attempts["ada", exercise]
        assert (attempt.result.attempt, attempt.counts, attempt.judged) == (2, True, None)
        assert attempt.cpu_seconds is None
        submission = unpack(works["ada", exercise], "ada", {exercise: 2})
        (work,) = submission.works
        assert source in work.cells[0].source
        assert submission.digest == attempt.key.submission
        assert submission.code_digest == attempt.result.digest
    assert {grades["eve", each].verdict for each in ("rationals", "words")} == {"not submitted"}


def test_what_its_reports_said(old: Path) -> None:
    """Is what grades of now are compared with: points after lateness, and those that were held."""
    change(
        old,
        "UPDATE results SET result = json_set(result, '$.late_percent', 20.0, '$.score', 4.0, "
        "'$.note', '2 days late, 20 % deducted', '$.parts[0].held', 0.5) "
        "WHERE student = 'ada' AND exercise = 'words'",
    )

    with Store(old) as store:
        assert store.reported() == {
            ("ada", "rationals"): (7.5, 0.0), ("ada", "words"): (4.0, 0.5),
            ("eve", "rationals"): (0.0, 0.0), ("eve", "words"): (0.0, 0.0),
        }  # fmt: skip
        assert store.grade("ada", "words").result.late_percent == 0.0


def test_what_is_kept_of_reports(old: Path) -> None:
    """Whole grades, since version 3; where a table holds points alone, these, and no more."""
    with Store(old) as store:
        kept = store.reported_results()
        assert {pair: each.score for pair, each in kept.items()} == {
            pair: score for pair, (score, _) in store.reported().items()
        }
    change(old, "ALTER TABLE reported DROP COLUMN result")

    with Store(old) as store:
        assert store.reported_results() == {}
        assert store.reported()["ada", "rationals"] == (7.5, 0.0)
        store.record_reported(kept.values())
        assert store.reported_results() == kept


def test_a_table_without_what_judging_cost(old: Path) -> None:
    """It is read, and what is judged from then on has it; so has what is taken as the grade."""
    with Store(old):
        pass
    change(old, "ALTER TABLE attempts DROP COLUMN cpu_seconds")

    with Store(old) as store:
        attempt = store.grade("ada", "words")
        assert attempt is not None
        assert attempt.cpu_seconds is None
        store.save("ada", [replace(attempt, cpu_seconds=1.25, counts=False)])
        store.take(store.attempts("ada", "words")[0])
        taken = store.grade("ada", "words")
        assert taken is not None
        assert taken.cpu_seconds == 1.25


def test_it_goes_on_from_there(old: Path) -> None:
    """The next work is the third attempt; where nothing was handed in, the first is the first."""
    with Store(old) as store:
        assert store.number("ada", "words", "other code") == 3
        assert store.number("eve", "words", "other code") == 1

    with sqlite3.connect(old) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == VERSION
    db.close()


def test_a_work_that_cannot_be_read_keeps_its_grade(old: Path) -> None:
    """It stays as it is."""
    change(old, "UPDATE works SET packed = x'00' WHERE student = 'ada'")

    with Store(old) as store:
        attempt = store.grade("ada", "words")
        assert attempt is not None
        assert (attempt.result.score, attempt.result.attempt) == (5.0, 2)
        assert store.work(attempt.key.submission) == b"\0"


def test_a_damaged_store_is_left_as_it_is(old: Path) -> None:
    """It is refused, and nothing of it is changed."""
    change(old, "UPDATE results SET result = '[]' WHERE exercise = 'words'")
    before = old.read_bytes()

    with pytest.raises(StoreError, match="is damaged: a row holds no result"):
        Store(old)

    assert old.read_bytes() == before
    assert [each.name for each in old.parent.iterdir()] == ["results.sqlite"]


def version_of(path: Path) -> int:
    """Return the version that a store says it has."""
    with sqlite3.connect(path) as db:
        found = db.execute("PRAGMA user_version").fetchone()[0]
    db.close()
    return int(found)


@pytest.mark.parametrize("version", VERSIONS)
def test_each_earlier_version_is_taken_over(tmp_path: Path, version: int) -> None:
    """With a word, and all that it held; as it was it is kept beside it, for this user alone."""
    path = written(tmp_path / "results.sqlite", version)

    with Store(path) as store:
        said, grades = store.upgraded, {(r.student, r.exercise): r for r in store.load_all()}
        third = store.latest("ada", "words", "d3")
        secret = store.environment().get("secret")
        (newest, *_) = store.attempts("ada", "words")
        work = store.work(newest.key.submission)
        assert store.failures() == {}
        assert store.notes() == store.journal() == []
        assert store.reported_results() or version == 5  # which kept points alone
    kept = tmp_path / f"results.version-{version}.sqlite"

    assert f"(store version {version}); it is of version {VERSION} now" in said
    assert said.endswith(f"it is kept in {kept}")
    assert {pair: grade.score for pair, grade in grades.items()} == {
        ("ada", "rationals"): 7.5, ("ada", "words"): 5.0 if version > 2 else 2.5,
        ("eve", "rationals"): 0.0, ("eve", "words"): 0.0,
    }  # fmt: skip
    assert (third is not None and third.result.attempt == 3 and not third.counts) or version <= 3
    assert (bool(secret), bool(work)) == (version > 1, version > 1)
    assert grades["ada", "rationals"].attempt == (2 if version > 1 else 1)
    assert [each.digest for each in grades.values() if each.student == "eve"] == ["", ""]
    assert (version_of(path), version_of(kept)) == (VERSION, version)
    assert kept.stat().st_mode & 0o077 == 0
    with Store(path) as store:
        assert store.upgraded == ""
    with Store(kept) as store:  # an earlier grader may open it, and this one upgrades it again
        assert {(r.student, r.exercise): r for r in store.load_all()} == grades


def test_what_was_kept_before_stays(old: Path) -> None:
    """Whoever goes back to the earlier store and upgrades again has both."""
    before = old.read_bytes()
    for _ in range(2):
        with Store(old):
            pass
        old.write_bytes(before)
    with Store(old) as store:
        assert store.upgraded.endswith("results.version-3-3.sqlite")

    names = sorted(each.name for each in old.parent.iterdir())
    assert names == [
        "results.sqlite", "results.version-3-2.sqlite", "results.version-3-3.sqlite",
        "results.version-3.sqlite",
    ]  # fmt: skip


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="how a process is killed")
def test_an_upgrade_that_is_killed(old: Path) -> None:
    """Half-way through nothing has changed: the store is the earlier one, and is upgraded then."""
    program = (
        "import os, signal, sys\n"
        "from grader.store import sqlite\n"
        "whole = sqlite.upgrade\n"
        "def killed(db, version):\n"
        "    whole(db, version)\n"
        "    db.execute('PRAGMA cache_spill=1')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "sqlite.upgrade = killed\n"
        "sqlite.Store(sys.argv[1])\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(old)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert version_of(old) == version_of(old.with_name("results.version-3.sqlite")) == 3

    with Store(old) as store:
        assert [each.score for each in store.load_all()] == [7.5, 5.0, 0.0, 0.0]
    assert version_of(old) == VERSION


def test_no_room_for_the_copy(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is said, and the store stays as it is: it is not upgraded without a way back."""
    before = old.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("grader.store.opening.os.fsync", full)

    with pytest.raises(StoreError, match="the disk is full"):
        Store(old)

    assert old.read_bytes() == before
    assert [each.name for each in old.parent.iterdir()] == ["results.sqlite"]


@pytest.mark.parametrize("version", [1, 2])
def test_what_a_failed_check_said(tmp_path: Path, version: int) -> None:
    """Is read again, whole; what lateness took off is the gradebook's, and no more the work's."""
    path = written(tmp_path / "results.sqlite", version)
    crashed = "UPDATE results SET result = json_set(result, '$.verdict', 'crashed (SIGSEGV)')"
    change(path, f"{crashed} WHERE student = 'ada'")
    with Store(path) as store:
        found = store.grade("ada", "words")
        assert store.reported()["ada", "words"] == (2.5, 0.0)

    assert found is not None
    passed, failed = found.result.checks
    assert (passed.explanation, found.result.note) == (None, "")
    assert failed.explanation is not None
    assert failed.explanation.problem.startswith("1 value is off\ncalled  add([1, 2], [1, 3])")
    assert found.result.late_percent == 0.0
    assert (found.result.verdict, found.result.signal) == ("crashed", "SIGSEGV")
