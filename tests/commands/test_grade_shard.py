"""Tests of grade --shard: a piece of a class, graded from its gradebook into its own store."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.commands.grade import GradeOptions, grade_class
from grader.commands.grade_shard import shown
from grader.commands.progress import Progress
from grader.commands.shard import SHARD, unpack_shard_run
from grader.course.model import Course, load_course
from grader.errors import SandboxError, StoreError, UsageError
from grader.sandbox.interface import Sandbox
from grader.store.sqlite import Store
from tests.support.command_line import Run
from tests.support.fractions import RATIONALS, STUDENTS, class_of
from tests.support.shards import Cluster, change

DECIDED = (
    "INSERT INTO journal VALUES (9, '2026-05-01T12:00:00+00:00', 'me', 'undo', '', '', '', '1', '')"
)


@pytest.fixture
def cluster(course: Course, tmp_path: Path, lent_sandbox: Sandbox) -> Cluster:
    """A class that is begun, and of which nothing is graded."""
    class_of(tmp_path / "class", STUDENTS)
    cluster = Cluster(tmp_path, lent_sandbox.settings.level)
    cluster.begin()
    return cluster


def secret_of(out: Path) -> str:
    """Return the secret of a store."""
    with Store(out / "results.sqlite") as store:
        return store.environment()["secret"]


def test_two_shards_are_the_class(cluster: Cluster) -> None:
    """Each student is in one of them, all have the class's secret, and neither has a report."""
    graded = [cluster.grade_shard(each) for each in (1, 2)]

    assert sorted(each.students for each in graded) == [2, 3]
    assert {secret_of(cluster.shard(each)) for each in (1, 2)} == {secret_of(cluster.gradebook)}
    for each in (1, 2):
        assert [path.name for path in cluster.shard(each).iterdir()] == ["results.sqlite"]
        assert (cluster.shard(each) / "results.sqlite").stat().st_mode & 0o077 == 0
    with Store(cluster.shard(1) / "results.sqlite") as store:
        run = unpack_shard_run(store.environment()[SHARD])
        assert {each.student for each in store.load_all()} == {*run.students}
        assert run.done
    said = [str(line) for line in shown(graded[0], cluster.shard(1))]
    assert said[0] == f"shard 1/2: {graded[0].students} students, protection {cluster.level}"
    assert "grader merge DIR" in said[-1]


def test_a_shard_goes_on_where_it_was_stopped(cluster: Cluster) -> None:
    """What is graded in it is not graded again, as long as the gradebook is what it was."""
    notes: list[str] = []
    cluster.grade_shard(2)

    again = cluster.grade_shard(2)
    assert again.resumed == again.students == 3
    change(cluster.gradebook, DECIDED)
    anew = cluster.grade_shard(2, progress=Progress(note=notes.append))

    assert anew.resumed == 0
    assert f"{cluster.gradebook} has changed since {cluster.shard(2)} was begun" in notes[0]


def test_a_shard_knows_what_the_gradebook_has(cluster: Cluster) -> None:
    """What was judged is not judged again, and another work has the next number."""
    cluster.grade(cluster.gradebook)
    (cluster.folder / "bob" / "rationals.py").write_text(RATIONALS)

    graded = cluster.grade_shard(1, 1)

    assert (graded.students, graded.resumed) == (5, 4)
    with Store(cluster.shard(1) / "results.sqlite") as store:
        found = store.grade("bob", "rationals")
    assert found is not None
    assert (found.result.attempt, found.result.score) == (2, 7.5)


def test_a_node_with_less_protection(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is refused before anybody is judged: one class is judged at one level."""
    other = "L2" if cluster.level == "L3" else "L3"
    change(cluster.gradebook, f"UPDATE environment SET value = '{other}' WHERE name = 'protection'")

    with pytest.raises(SandboxError, match=f"of protection {other}, this run has") as caught:
        cluster.grade_shard(1)

    assert f"a class is judged at one level: run it on a node that has {other}" in (
        caught.value.remedy
    )
    with Store(cluster.shard(1) / "results.sqlite") as store:
        assert store.load_all() == []
        assert not unpack_shard_run(store.environment()[SHARD]).done


def _no_gradebook(cluster: Cluster) -> None:
    (cluster.gradebook / "results.sqlite").unlink()


def _no_secret(cluster: Cluster) -> None:
    change(cluster.gradebook, "DELETE FROM environment")


def _in_the_gradebook(cluster: Cluster) -> None:
    cluster.shard(1).symlink_to(cluster.gradebook)


def _another_shard(cluster: Cluster) -> None:
    cluster.grade_shard(2)
    cluster.shard(2).rename(cluster.shard(1))


def _another_gradebook(cluster: Cluster) -> None:
    cluster.grade(cluster.shard(1))


def _of_another_class(cluster: Cluster) -> None:
    cluster.grade_shard(1)
    change(cluster.gradebook, "UPDATE environment SET value = 'ab' WHERE name = 'secret'")


@pytest.mark.parametrize(
    ("spoil", "problem", "remedy"),
    [
        (_no_gradebook, "from which all shards of a class have one secret", "grader sbatch"),
        (_no_secret, "has no secret and no level of protection", "grader sbatch"),
        (_in_the_gradebook, "is the class's gradebook", "--out shard-1"),
        (_another_shard, "holds shard 2/2, and not 1/2", "--out shard-1"),
        (_another_gradebook, "holds a gradebook, and no shard", "--out shard-1"),
        (_of_another_class, "a shard of another class", "rm -r"),
    ],
)
def test_what_a_shard_cannot_begin_with(
    cluster: Cluster, spoil: Callable[[Cluster], None], problem: str, remedy: str
) -> None:
    """Is said in a sentence, with what to type; nothing half-begun is left."""
    spoil(cluster)

    with pytest.raises(UsageError, match=problem) as caught:
        cluster.grade_shard(1)

    assert remedy in caught.value.remedy
    assert [*cluster.home.rglob(".begun*")] == []


@pytest.mark.skipif(os.name != "posix", reason="who may write to a file")
def test_a_gradebook_that_others_may_write(cluster: Cluster) -> None:
    """Is refused: its secret and its grades may be anybody's."""
    (cluster.gradebook / "results.sqlite").chmod(0o666)

    with pytest.raises(StoreError, match="other users of this machine may write"):
        cluster.grade_shard(1)


def test_a_shard_is_no_gradebook(cluster: Cluster) -> None:
    """A class graded into its folder would be lost with the next merge."""
    cluster.grade_shard(1)
    course = load_course(cluster.course, exactly=True)

    with pytest.raises(UsageError, match="holds a shard of a class, no gradebook"):
        grade_class(course, GradeOptions(cluster.folder, cluster.shard(1)))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--shard", "1/2"], "--shard 1/2 --out shard-1"),
        (["--shard", "3/2", "--out", "x"], "--shard 1/2 to 2/2"),
        (["--shard", "1/2", "--out", "x", "--yes"], "--yes with --shard"),
        (["--shard", "1/2", "--out", "x", "--pictures", "--junit", "y"], "--pictures and --junit"),
        (["--like", "x"], "--shard 1/8"),
    ],
)
def test_mistyped(
    cluster: Cluster, run: Run, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    """One sentence says what to write, and nothing is written."""
    monkeypatch.chdir(cluster.home)

    code, _, err = run("grade", "class", "--course", cluster.course, *words)

    assert code == 2
    assert said in err
    assert not (cluster.home / "x").exists()


def test_typed(cluster: Cluster, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the gradebook of the course to a shard; a dry run lists those of the shard alone."""
    monkeypatch.chdir(cluster.home)
    words = ("class", "--course", cluster.course, "--shard", "1/2", "--out", "mine")

    dry = run("grade", *words, "--dry-run")
    code, out, _ = run("grade", *words)

    assert "2 students, read as a folder" in dry[1]
    assert code == 0
    assert "shard 1/2: 2 students" in out
