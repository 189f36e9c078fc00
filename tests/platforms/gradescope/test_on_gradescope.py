"""The zip in Gradescope's folders, as its root, in what a container leaves of root: end to end."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.course import load_course
from grader.platforms.gradescope import autograder_zip
from grader.sandbox.guest import landlock
from tests.support import container
from tests.support.fractions import HERE, RATIONALS, WORDS, WRONG_DIVISOR
from tests.support.gradescope import hand_in, lay_out, results, run_autograder, set_up

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not container.WORKS, reason="needs root, to give up most of it"),
    pytest.mark.skipif(landlock.abi() < 3, reason="this kernel has no Landlock that gives L2"),
]
GRABS = """
import glob, os, socket

HOME = {home!r}

def _tried(act):
    try:
        return f"got through: {{act()!r}}"
    except OSError as error:
        return type(error).__name__

def greatest_common_divisor(p, q):
    suite = HOME + "/source/course/solutions/rationals/test_hidden.py"
    raise ValueError(" ".join([
        "suite", _tried(lambda: open(suite).read()),
        "settings", _tried(lambda: open(HOME + "/source/settings.json").read()),
        "results", _tried(lambda: open(HOME + "/results/results.json", "w").write("{{}}")),
        "beside", _tried(lambda: open(HOME + "/results/other", "w").write("{{}}")),
        "replace", _tried(lambda: os.replace("/tmp/x", HOME + "/run_autograder")),
        "user", "is root" if 0 in os.getresuid() + os.getresgid() else "is nobody",
    ]))
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """An autograder that is set up; the folder is open to all, as /autograder is."""
    top = Path(tempfile.mkdtemp(prefix="gradescope-"))
    top.chmod(0o755)
    try:
        course = load_course(HERE, exactly=True)
        (top / "autograder.zip").write_bytes(autograder_zip(course, course.exercises))
        home = lay_out(top / "autograder.zip", top / "autograder")
        (top / "asked").write_text(set_up(home), encoding="utf-8")
        yield home
    finally:
        shutil.rmtree(top)


def by_name(home: Path) -> dict[str, dict]:
    """Give the tests of results.json by their names."""
    return {each["name"]: each for each in results(home)["tests"]}


def test_setup_asks_for_what_grading_needs_and_closes_the_rest(home: Path) -> None:
    """bubblewrap, the exported Python and versions; of the course nobody but root reads a byte."""
    asked = (home.parent / "asked").read_text(encoding="utf-8")
    others = [path for path in (home / "source").rglob("*") if path.stat().st_mode & 0o077]

    assert "apt-get install -y -qq --no-install-recommends bubblewrap python3 python3-venv" in asked
    assert "tools -m pip install -q uv" in asked
    assert f"uv venv -q --python 3.{__import__('sys').version_info[1]}" in asked
    assert "-c constraints.txt -r requirements.txt ./nngrader-" in asked
    assert "torch" not in asked.split("protection")[0]
    assert "protection" in asked  # what doctor says, for the staff
    assert (home / "source").stat().st_mode & 0o077 == 0
    assert others == []


def test_right_work_gets_every_point(home: Path) -> None:
    """A test for each part, all of them to be seen, and the level stated."""
    hand_in(home, {"rationals.py": RATIONALS, "words.py": WORDS})

    done = run_autograder(home)

    assert (done.returncode, done.stderr) == (0, "")
    said = results(home)
    assert said["score"] == 12.5
    assert said["output"].startswith("Protection L2: ")
    assert "leaderboard" not in said
    assert {each["visibility"] for each in [said, *said["tests"]]} == {"visible"}
    assert [(each["name"], each["score"], each["status"]) for each in said["tests"]] == [
        ("rationals: greatest_common_divisor", 2.0, "passed"),
        ("rationals: reduced", 3.0, "passed"),
        ("rationals: add", 2.5, "passed"),
        ("words: split_words", 1.0, "passed"),
        ("words: Counter", 4.0, "passed"),
    ]
    assert done.stdout == "graded at protection L2: rationals 7.5, words 5\n"


def test_wrong_work_is_explained(home: Path) -> None:
    """What is wrong costs its part, what builds on it nothing; a file that is not there is said."""
    hand_in(home, {"rationals.py": WRONG_DIVISOR})

    done = run_autograder(home)

    parts = by_name(home)
    wrong = parts["rationals: greatest_common_divisor"]
    assert done.returncode == 0
    assert wrong["status"] == "failed"
    assert wrong["score"] == 0
    assert "**failed**: The greatest common divisor of 12 and 18 is 6" in wrong["output"]
    assert parts["rationals: add"]["score"] == 2.5
    assert parts["words: Counter"]["score"] == 0
    assert "    nothing was handed in for this exercise" in results(home)["output"]


@pytest.mark.parametrize("level", ["L2", "L1"])
def test_hostile_work_reads_no_suite_and_writes_no_score(home: Path, level: str) -> None:
    """At L2 Landlock stops it; at L1, where the instructor wants it so, another user's id does."""
    settings = home / "source" / "settings.json"
    exported = settings.read_text(encoding="utf-8")
    hand_in(home, {"rationals.py": GRABS.format(home=str(home))})
    if level == "L1":
        settings.write_text(exported.replace('unsandboxed": false', 'unsandboxed": true'))

    done = run_autograder(home, without="landlock" if level == "L1" else "")
    settings.write_text(exported, encoding="utf-8")

    said = by_name(home)["rationals: greatest_common_divisor"]["output"]
    assert done.returncode == 0, done.stdout
    assert f"Protection {level}: " in results(home)["output"]
    assert ("NOT SANDBOXED" in results(home)["output"]) == (level == "L1")
    assert "got through" not in said
    assert said.count("PermissionError") >= 4
    assert "user is nobody" in said
    assert "pytest.mark" not in (home / "results" / "results.json").read_text(encoding="utf-8")
    assert not (home / "results" / "other").exists()


def test_broken_work_is_judged(home: Path) -> None:
    """It is the student's: no points, with the line to fix."""
    hand_in(home, {"rationals.py": "def f(:\n", "words.py": WORDS})

    done = run_autograder(home)

    assert done.returncode == 0
    assert results(home)["score"] == 5
    assert "line 1" in results(home)["output"]
    assert "the reason stands at the top" in by_name(home)["rationals: add"]["output"]


def test_without_protection_there_is_no_score(home: Path) -> None:
    """An earlier results.json goes too: Gradescope must not take it for this submission's."""
    hand_in(home, {"rationals.py": RATIONALS})
    (home / "results" / "results.json").write_text('{"score": 12.5}')

    done = run_autograder(home, without="landlock")

    assert done.returncode == 3
    assert not (home / "results" / "results.json").exists()
    assert "cannot keep the student's code apart: " in done.stdout
    assert "--unsandboxed" in done.stdout
    assert "no results.json is written" in done.stdout


def test_trouble_of_our_own_is_no_zero(home: Path) -> None:
    """A library that is missing: no score, not even an earlier one, and a word for the staff."""
    hand_in(home, {"rationals.py": RATIONALS})
    (home / "results" / "results.json").write_text('{"score": 12.5}')
    (numpy,) = (home / "venv").glob("lib/*/site-packages/numpy")
    numpy.rename(numpy.with_name("numpy.away"))

    done = run_autograder(home)
    numpy.with_name("numpy.away").rename(numpy)

    assert done.returncode != 0
    assert not (home / "results" / "results.json").exists()
    assert "numpy" in done.stderr
    assert done.stdout.endswith("fix this, and rerun the autograder\n")
