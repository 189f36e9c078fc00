"""Tests of tables: a store that an earlier grader wrote becomes one of this, with all it holds."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import StoreError
from grader.store.sqlite import APPLICATION_ID, Store
from grader.store.tables import VERSION
from grader.submission import unpack
from tests.support.fractions import RATIONALS, WORDS

WRITTEN = Path(__file__).with_name("version3.sql").read_text(encoding="utf-8")
"""What version 3 wrote of a class of two: ada's second work of two, and eve, who has none."""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store of version 3."""
    path = tmp_path / "results.sqlite"
    db = sqlite3.connect(path)
    db.executescript(WRITTEN)
    db.executescript(f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version=3")
    db.close()
    return path


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
