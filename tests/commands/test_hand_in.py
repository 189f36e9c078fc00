"""Tests of what is refused: a course that was found where students' works lie."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.commands.hand_in import require_no_hand_in
from grader.errors import UsageError

ROOT = Path(__file__).parents[2]
HANDOUT = ("course.yml", "exercises/words/words.py", "exercises/words/test_visible.py")


def put(folder: Path, *paths: str) -> Path:
    """Fill a folder with files of no content."""
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).touch()
    return folder


@pytest.mark.parametrize(
    "beside",
    [
        ("eve/words.py",),
        ("eve/words/words.ipynb",),
        ("eve/exercises/words/words.py", "notes/x.txt", "bob/words.py"),
        ("eve/other.py", "bob/other.py", "cyd/deep/er/other.py"),
        tuple(f"{name}/{path}" for name in ("eve", "bob") for path in HANDOUT),
        ("../course.yml",),
        ("../../course.yml", "../../solutions/words/words.py"),
        ("mallory/timestamp.txt",),
    ],
)
def test_a_hand_in_is_refused(tmp_path: Path, beside: tuple[str, ...]) -> None:
    """The whole handout comes back from a student, with suites that are not the course's."""
    folder = put(tmp_path / "home" / "term" / "class", *beside)
    mallory = put(folder / "mallory", *HANDOUT)

    with pytest.raises(UsageError, match="checks would run unprotected") as caught:
        require_no_hand_in(mallory)

    assert "check --submission DIR" in caught.value.remedy
    assert "--course DIR" in caught.value.remedy


@pytest.mark.parametrize(
    "beside",
    [
        (),
        ("notes.txt", "words.py"),
        tuple(f"copy/{path}" for path in HANDOUT),
        ("week2/course.yml", "week2/exercises/two/two.py", "week3/course.yml", "week3/three.py"),
        ("physics/main.py", "maths/main.py", "art/x.png"),
        ("physics/a.py", "maths/a.py", "art/b.py", "music/b.py"),
        ("2025/solutions/words/words.py", "2025/words.py", "2024/solutions/x", "2024/words.py"),
        ("class/ada/words.py", "class/bob/words.py", "clones/a/words.py", "clones/b/words.py"),
    ],
)
def test_ones_own_folder_is_not(tmp_path: Path, beside: tuple[str, ...]) -> None:
    """A student's folder, whatever else lies there, and an instructor's beside older ones."""
    folder = put(tmp_path / "home" / "term" / "uni", *beside)

    require_no_hand_in(put(folder / "mine", *HANDOUT))


def typed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Type a command in a folder."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("words", [("list",), ("check", "words"), ("grade", ".."), ("--version",)])
def test_nothing_in_the_folder_is_imported(tmp_path: Path, words: tuple[str, ...]) -> None:
    """A file there that is called as a library is not run, by whatever command."""
    for name in ("rich", "yaml", "numpy", "typer", "pickle", "typing", "multiprocessing"):
        (tmp_path / f"{name}.py").write_text("open('it-ran', 'w')\nraise SystemExit('it ran')\n")

    done = typed(tmp_path, "-m", "grader", *words)

    assert "it ran" not in done.stdout + done.stderr
    assert not (tmp_path / "it-ran").exists()


def test_what_the_command_starts_looks_elsewhere_too(tmp_path: Path) -> None:
    """Python's own helper processes begin with -c, for which the folder would come first."""
    (tmp_path / "multiprocessing.py").write_text("open('it-ran', 'w')\n")
    program = (
        "import sys; del sys.path[0]; import grader.cli as cli; cli.app = int; cli.main(); "
        "import subprocess; subprocess.run([sys.executable, '-c', 'import multiprocessing'])"
    )

    done = typed(tmp_path, "-c", program)

    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "it-ran").exists()
