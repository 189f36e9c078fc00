"""Tests of sbatch: the job script that it prints, and the gradebook that all shards begin with."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from grader.commands.grade import GradeOptions
from grader.commands.sbatch import prepare, script, shown
from grader.course.model import Course, load_course
from grader.errors import UsageError
from grader.sandbox.interface import Sandbox
from grader.store.sqlite import Store
from tests.support.command_line import Run
from tests.support.fractions import STUDENTS, class_of
from tests.support.shards import Cluster, change, reports


@pytest.fixture
def cluster(course: Course, tmp_path: Path, plain_sandbox: Sandbox) -> Cluster:
    """A class of which nothing is begun."""
    class_of(tmp_path / "class", STUDENTS)
    return Cluster(tmp_path, plain_sandbox.settings.level)


def environment_of(out: Path) -> dict[str, str]:
    """Return what a store says of the class."""
    with Store(out / "results.sqlite") as store:
        return store.environment()


def test_a_class_is_begun_once(cluster: Cluster) -> None:
    """With a secret that no other class has, for this user alone; asked again it stays."""
    first, again = cluster.begin(), cluster.begin()
    begun = environment_of(cluster.gradebook)

    assert (first.begun, again.begun) == (True, False)
    assert (len(begun["secret"]), begun["protection"]) == (64, cluster.level)
    assert (cluster.gradebook / "results.sqlite").stat().st_mode & 0o077 == 0
    assert shown(first).startswith(f"begun: {cluster.gradebook}")
    cluster.begin(level=None)
    assert environment_of(cluster.gradebook) == begun


@pytest.mark.parametrize("name", ["line\nbreak", "half\rbreak"])
def test_a_folder_that_would_break_the_script(cluster: Cluster, name: str) -> None:
    """Its name would end a comment, and the rest would be a command."""
    moved = cluster.home / name
    cluster.folder.rename(moved)
    course = load_course(cluster.course, exactly=True)

    with pytest.raises(UsageError, match="a line ends in it"):
        prepare(course, GradeOptions(moved, cluster.gradebook), 2, 1)

    assert not cluster.gradebook.exists()


def test_a_folder_whose_name_slurm_would_read(cluster: Cluster) -> None:
    """A % is doubled where Slurm puts its own words in the place of %A and the like."""
    job = cluster.begin()
    odd = replace(job, options=replace(job.options, out=cluster.home / "50%A"))

    lines = script(odd).splitlines()

    (log,) = (each for each in lines if each.startswith("#SBATCH --output="))
    assert log.endswith("/50%%A/shards/%a/log.txt")
    assert f"kept={cluster.home}/50%A/shards/$shard" in lines


def test_the_level_of_a_new_class(cluster: Cluster) -> None:
    """L3, if nobody asks for less; another than that of the class is refused."""
    cluster.begin(level=None)
    assert environment_of(cluster.gradebook)["protection"] == "L3"

    with pytest.raises(UsageError, match="holds a class of protection L3"):
        cluster.begin(level="L2")
    with pytest.raises(UsageError, match="no level 'L1'"):
        cluster.begin(level="L1")


def test_how_much_it_asks_for(cluster: Cluster) -> None:
    """By what judging cost before, and the course's limits; in whole quarters of an hour."""
    job = cluster.begin()
    assert (job.students, job.seconds_each, job.seconds, job.mib) == (5, 5.0, 900, 4096)

    text = script(job)
    assert "#SBATCH --array=1-2\n" in text
    assert "#SBATCH --time=00:15:00\n" in text
    assert "#SBATCH --mem=4096M\n" in text
    assert f"protection {cluster.level}:" in text
    change(
        cluster.gradebook,
        "INSERT INTO attempts VALUES (NULL, 'ada', 'words', 1, 'd', 's', 'c', 'g', NULL, 0, "
        """'{"student": "ada", "exercise": "words", "score": 0, "max_score": 5, """
        """"verdict": "graded", "parts": [], "checks": [], "reason": null, "handed_in": null}', """
        "NULL, NULL, 600.0)",
    )
    slower = cluster.begin()
    assert (slower.seconds_each, slower.seconds) == (600.0, 900 * 13)


def test_the_class_by_the_script_is_the_class_in_one_piece(
    cluster: Cluster, run: Run, monkeypatch: pytest.MonkeyPatch, lent_sandbox: Sandbox
) -> None:
    """Its body, run with Slurm's variables for each task, and merged: the same byte by byte.

    A folder has a space and an apostrophe in its name; the scratch of each node is left empty.
    """
    home = cluster.home / "a class's term"
    home.mkdir()
    for each in ("course", "class"):
        (cluster.home / each).rename(home / each)
    monkeypatch.chdir(home)
    words = ("--course", "course", "--out", "results")

    level = ("--level", cluster.level)
    code, text, said = run("sbatch", "class", "--shards", 2, "--cores", 1, *level, *words)
    assert (code, "begun: results/results.sqlite" in said) == (0, True)
    Path("job.sh").write_text(text)
    shutil.copytree("results", "plain")
    assert subprocess.run(["bash", "-n", "job.sh"], check=False).returncode == 0
    Path("scratch").mkdir()
    for task in (1, 2):
        given = {"SLURM_ARRAY_TASK_ID": str(task), "SLURM_ARRAY_TASK_COUNT": "2"}
        done = subprocess.run(
            ["bash", str(home / "job.sh")],
            cwd="/", env={**os.environ, **given, "TMPDIR": str(home / "scratch")},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert f"shard {task}/2" in done.stdout
    assert [*Path("scratch").iterdir()] == []
    merging = next(line for line in text.splitlines() if " merge " in line).lstrip("# ")
    merged = subprocess.run(
        ["bash", "-c", merging], cwd="/", capture_output=True, text=True, check=False
    )
    plain = run("grade", "class", "--course", "course", "--out", "plain")

    assert (merged.returncode, plain[0]) == (0, 0), merged.stderr
    assert reports(Path("results")) == reports(Path("plain"))


def test_a_script_that_runs_into_its_time(cluster: Cluster, tmp_path: Path) -> None:
    """SIGTERM ends the grader, and what it had stored is copied; other failures end it as well."""
    job = cluster.begin()
    text = script(job)
    fake = tmp_path / "fake"
    fake.write_text(
        '#!/bin/bash\nwhile [ "$1" != --out ]; do shift; done\n'
        'echo store > "$2/results.sqlite"\ntrap "exit 143" TERM\n'
        "kill -TERM $PPID\nfor i in 1 2 3 4 5 6 7 8 9; do sleep 1; done\n"
    )
    fake.chmod(0o755)
    begin = text.index("\n", text.index('cp "$kept"')) + 1
    (tmp_path / "job.sh").write_text(
        text[:begin] + f'{fake} --out "$scratch" &\ngrading=$!\nwait "$grading"\n'
    )

    done = subprocess.run(
        ["bash", str(tmp_path / "job.sh")],
        env={**os.environ, "SLURM_ARRAY_TASK_ID": "1"}, capture_output=True, check=False,
    )  # fmt: skip

    assert done.returncode == 143
    kept = cluster.gradebook / "shards" / "1"
    assert [each.name for each in kept.iterdir()] == ["results.sqlite"]
