"""Tests of merge: a class in pieces becomes the class, or nothing of it does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader.course.model import Course
from grader.errors import GraderError, StoreError, UsageError
from grader.sandbox.interface import Sandbox
from grader.store.sqlite import Store
from tests.support.command_line import Run
from tests.support.fractions import RATIONALS, STUDENTS, WORDS, WRONG_DIVISOR, class_of
from tests.support.lending import lend
from tests.support.shards import Cluster, change, change_run, reports


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory, pristine: Course, plain_sandbox: Sandbox
) -> Cluster:
    """A class of which both shards are graded, once for all tests."""
    home = tmp_path_factory.mktemp("cluster")
    shutil.copytree(pristine.root, home / "course")
    class_of(home / "class", STUDENTS)
    cluster = Cluster(home, plain_sandbox.settings.level)
    cluster.begin()
    with pytest.MonkeyPatch.context() as patch:
        lend(patch, plain_sandbox)
        for each in (1, 2):
            cluster.grade_shard(each)
    return cluster


@pytest.fixture
def cluster(graded: Cluster, tmp_path: Path) -> Cluster:
    """A copy of it, which a test may change."""
    shutil.copytree(graded.home, tmp_path / "home")
    return replace(graded, home=tmp_path / "home")


def test_a_term_in_shards_is_the_term_in_one_piece(cluster: Cluster, lent_sandbox: Sandbox) -> None:
    """Two downloads: every report is the same, byte by byte, in any order and merged again.

    In the second one bob's work is better, ada's worse, which lowers her grade only on a yes, and
    a student is new. A platform's remarks, and what was not handed in, are in it.
    """
    plain, turned = cluster.home / "plain", cluster.home / "turned"
    shutil.copytree(cluster.gradebook, plain)
    cluster.merge(2, 1, out=turned)
    graded = cluster.merge(1, 2)
    whole = cluster.grade(plain)
    assert reports(cluster.gradebook) == reports(turned) == reports(plain)
    assert (graded.submissions, graded.notes) == (whole.submissions, whole.notes)
    assert graded.environment == whole.environment

    (cluster.folder / "bob" / "rationals.py").write_text(RATIONALS)
    (cluster.folder / "ada" / "rationals.py").write_text(WRONG_DIVISOR)
    class_of(cluster.folder, {"fay": {"words.py": WORDS, "essay.txt": "?"}})
    for each in (1, 2, 3):
        shutil.rmtree(cluster.shard(each), ignore_errors=True)
        cluster.grade_shard(each, 3)
    for yes, lower in ((False, 1), (True, 0), (False, 0)):
        again, anew = cluster.merge(3, 1, 2, yes=yes), cluster.grade(plain, yes=yes)

        assert [len(each.lower) for each in (again, anew)] == [lower, lower]
        assert again.changes == anew.changes
        assert reports(cluster.gradebook) == reports(plain)
    stores = [Store(each / "results.sqlite") for each in (cluster.gradebook, plain)]
    kept = [[(a.result, a.key, a.counts, a.why) for a in s.load_attempts()] for s in stores]
    for each in stores:
        each.close()
    assert kept[0] == kept[1]


def test_a_shard_that_is_merged_twice(cluster: Cluster) -> None:
    """Changes nothing; neither does one that two folders hold."""
    shutil.copytree(cluster.shard(1), cluster.shard(3))
    before = {each: each.read_bytes() for each in cluster.home.glob("shard-*/*")}
    cluster.merge(1, 2, 3)
    first = reports(cluster.gradebook)

    again = cluster.merge(2, 1)

    assert reports(cluster.gradebook) == first
    with Store(cluster.gradebook / "results.sqlite") as store:
        assert len(store.load_attempts()) == 2 * len(STUDENTS)
    assert (again.lower, again.changes) == ((), ())
    assert {each: each.read_bytes() for each in cluster.home.glob("shard-*/*")} == before


def test_who_could_not_be_graded(cluster: Cluster) -> None:
    """Is held in the class, too, until a later run judges the work."""
    change(
        cluster.shard(2),
        "DELETE FROM attempts WHERE student = 'dan'",
        "INSERT INTO failures VALUES ('dan', 'words', 'it broke', '2026-05-01T12:00:00+00:00')",
        "INSERT INTO failures VALUES ('dan', 'rationals', 'it broke', '2026-05-01T12:00:00+00:00')",
    )
    change_run(cluster.shard(2), failed=[["dan", "it broke"]])

    graded = cluster.merge(1, 2)

    assert [(each.submission.student, each.problem) for each in graded.failed] == [
        ("dan", "it broke")
    ]
    assert "not graded" in {str(each.kind) for each in graded.notes}
    assert {str(r.standing) for r in graded.results if r.student == "dan"} == {"not graded"}


def _missing(cluster: Cluster) -> None:
    shutil.rmtree(cluster.shard(2))


def _half_written(cluster: Cluster) -> None:
    (cluster.shard(2) / "results.sqlite-wal").write_bytes(b"frames")


def _torn(cluster: Cluster) -> None:
    path = cluster.shard(2) / "results.sqlite"
    path.write_bytes(path.read_bytes()[:9000])


def _no_store(cluster: Cluster) -> None:
    (cluster.shard(2) / "results.sqlite").write_bytes(b"no store at all" * 100)


def _empty(cluster: Cluster) -> None:
    (cluster.shard(2) / "results.sqlite").write_bytes(b"")


def _older(cluster: Cluster) -> None:
    change(cluster.shard(2), "PRAGMA user_version = 5")


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (_missing, r"there is no .*shard-2"),
        (_half_written, r"shard-2.* is being written, or was left half-written"),
        (_torn, r"shard-2.* (damaged|malformed|refused)"),
        (_no_store, r"shard-2.* is not a store of this grader"),
        (_empty, r"shard-2.* is not a store of this grader's version \(it is empty\)"),
        (_older, r"shard-2.* is not a store of this grader's version \(store version 5"),
    ],
)
def test_a_store_that_cannot_be_read(
    cluster: Cluster, spoil: Callable[[Cluster], None], problem: str
) -> None:
    """Is named, and nothing is merged."""
    spoil(cluster)

    with pytest.raises(StoreError, match=problem) as caught:
        cluster.merge(1, 2)

    assert "grade that shard again" in caught.value.remedy
    assert _is_untouched(cluster)


def _is_untouched(cluster: Cluster) -> bool:
    with Store(cluster.gradebook / "results.sqlite") as store:
        kept = store.load_attempts(), store.origins(), store.failures()
    return not any(kept) and not (cluster.gradebook / "grades.csv").exists()


@pytest.mark.parametrize(
    ("numbers", "said", "again"),
    [
        ((1,), "shard 2 was not named", "--array=2"),
        ((2, 2), "shard 1 was not named", "--shard 1/2"),
    ],
)
def test_a_piece_that_is_missing(
    cluster: Cluster, numbers: tuple[int, ...], said: str, again: str
) -> None:
    """Stops it, with what to run: its students would look as if they had handed in nothing."""
    with pytest.raises(GraderError, match=f"shards done: 1 of 2; {said}") as caught:
        cluster.merge(*numbers)

    assert caught.value.exit_code == 3
    assert again in caught.value.remedy
    assert _is_untouched(cluster)


def test_a_piece_that_was_not_finished(cluster: Cluster) -> None:
    """Stops it, too; where it was finished elsewhere, that counts."""
    shutil.copytree(cluster.shard(2), cluster.shard(3))
    change_run(cluster.shard(2), done=False, students=[], exercises={})

    with pytest.raises(GraderError, match="shard 2 was not finished"):
        cluster.merge(1, 2)

    assert len(cluster.merge(1, 2, 3).results) == 2 * len(STUDENTS)


def _another_secret(cluster: Cluster) -> None:
    change(cluster.shard(2), "UPDATE environment SET value = 'ab' WHERE name = 'secret'")


def _both_of_another_class(cluster: Cluster) -> None:
    change(cluster.gradebook, "UPDATE environment SET value = 'ab' WHERE name = 'secret'")


def _another_count(cluster: Cluster) -> None:
    change_run(cluster.shard(2), shard={"number": 2, "count": 4})


def _another_course(cluster: Cluster) -> None:
    path = cluster.course / "solutions" / "words" / "test_hidden.py"
    path.write_text(path.read_text() + "\n# stricter\n")


def _other_exercises(cluster: Cluster) -> None:
    change_run(cluster.shard(2), exercises={"words": "d"})


def _another_level(cluster: Cluster) -> None:
    change(cluster.shard(2), "UPDATE environment SET value = 'L1' WHERE name = 'protection'")


def _another_numpy(cluster: Cluster) -> None:
    change(cluster.shard(2), "UPDATE environment SET value = '1.0' WHERE name = 'numpy'")


def _another_grade(cluster: Cluster) -> None:
    shutil.copytree(cluster.shard(2), cluster.shard(3))
    change(
        cluster.shard(3),
        "UPDATE attempts SET result = json_set(result, '$.score', 0.5) WHERE student = 'cyd' "
        "AND exercise = 'words'",
    )


def _another_work(cluster: Cluster) -> None:
    shutil.copytree(cluster.shard(2), cluster.shard(3))
    change(
        cluster.shard(3),
        "UPDATE attempts SET result = json_set(result, '$.digest', 'x') WHERE student = 'cyd'",
    )


def _another_attempt(cluster: Cluster) -> None:
    change(
        cluster.shard(2),
        "UPDATE attempts SET result = json_set(result, '$.attempt', 2) WHERE student = 'cyd'",
    )


def _a_gradebook(cluster: Cluster) -> None:
    change(cluster.shard(2), "DELETE FROM environment WHERE name = 'shard'")


def _no_gradebook(cluster: Cluster) -> None:
    shutil.rmtree(cluster.gradebook)
    change_run(cluster.shard(2), base="of earlier grades")


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (_another_secret, "are of two classes: they have two secrets"),
        (_both_of_another_class, "is of another class than .*results: its secret is another"),
        (_another_count, "shards of classes in 2 and in 4 pieces"),
        (_another_course, "was judged by another words than that of"),
        (_other_exercises, "were judged in different exercises"),
        (_another_level, "was judged with protection L1"),
        (_another_numpy, "two graders judged one class: numpy is .* in .*shard-1 and 1.0 in"),
        (_another_grade, "cyd has two results in words: 5 in .*shard-2 and 0.5 in .*shard-3"),
        (_another_work, "cyd has two results in .*: .* another work in .*shard-3"),
        (_another_attempt, "cyd, .*: this is attempt 1, and was judged as 2"),
        (_a_gradebook, "shard-2 holds a gradebook, and no shard"),
        (_no_gradebook, "there is no .*results.sqlite, and .*shard-2 began with earlier grades"),
    ],
)
def test_what_does_not_belong_together(
    cluster: Cluster, spoil: Callable[[Cluster], None], problem: str
) -> None:
    """Is refused with the reason, and nothing is merged."""
    spoil(cluster)
    third = [3] if cluster.shard(3).exists() else []

    with pytest.raises(UsageError, match=problem) as caught:
        cluster.merge(1, 2, *third)

    assert caught.value.remedy
    assert not cluster.gradebook.exists() or _is_untouched(cluster)


def test_typed(cluster: Cluster, run: Run) -> None:
    """The table of the class, and where the reports are; a missing piece ends in 3."""
    words = ("merge", "--course", cluster.course, "--out", cluster.gradebook)

    code, _, err = run(*words, cluster.shard(1))
    done, out, _ = run(*words, cluster.shard(2), cluster.shard(1))

    assert code == 3
    assert "shard 2 was not named: nothing was merged" in err
    assert done == 0
    assert "5 students" in out
    assert f"written to {cluster.gradebook}/" in out
