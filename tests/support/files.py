"""Files that tests change and compare."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.store import files


def edit(path: Path, old: str, new: str) -> None:
    """Change a text in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    """Give all files below a folder, hidden ones too."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@contextmanager
def no_room_for(name: str) -> Iterator[None]:
    """Let the disk be full for the files of a name that the grader writes."""
    create = files._new

    def full(path: Path, *, private: bool) -> int:
        mine = path.name == f".{name}.part"
        return os.open("/dev/full", os.O_WRONLY) if mine else create(path, private=private)

    files._new = full
    try:
        yield
    finally:
        files._new = create


def ignored(folder: Path, names: Iterable[str]) -> set[str]:
    """Give those of the names that git leaves out of a repository made of the folder."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    nobody = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "HOME": str(folder)}
    environment = {"PATH": os.environ["PATH"], **nobody}
    subprocess.run(["git", "init", "-q", folder], env=environment, check=True)
    asked = subprocess.run(
        ["git", "-C", folder, "check-ignore", "--stdin"], env=environment, check=False,
        input="\n".join(names), capture_output=True, text=True,
    )  # fmt: skip
    shutil.rmtree(folder / ".git")
    return set(asked.stdout.splitlines())
