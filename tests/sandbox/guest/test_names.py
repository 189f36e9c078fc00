"""Tests of the counting of names: however they are hidden, and who has too many is ended."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("folders of guests that were forked are Linux's", allow_module_level=True)

from grader.sandbox.guest import linux, names
from grader.sandbox.guest.names import NameCounter, has_more_names


def as_owner(question: object) -> bool:
    """Ask in a process that may do no more than a folder's owner: root may enter any."""
    child = os.fork()
    if child == 0:
        linux.drop_capabilities()
        os._exit(int(question()))  # type: ignore[operator]
    return bool(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def limited_to(files: int) -> bool:
    """Let this process have no more open files."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    return True


def test_files_links_and_folders_count_at_every_depth(tmp_path: Path) -> None:
    """Eight names are more than seven, and not more than eight."""
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    for folder in (tmp_path, inner):
        (folder / "file").touch()
        (folder / "link").symlink_to("file")
        os.link(folder / "file", folder / "again")

    assert has_more_names(str(tmp_path), 7)
    assert not has_more_names(str(tmp_path), 8)


def test_what_a_link_leads_to_does_not_count(tmp_path: Path) -> None:
    """A guest has no say over other folders, nor do they count as its own."""
    (tmp_path / "outside").mkdir()
    for number in range(9):
        (tmp_path / "outside" / str(number)).touch()
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "link").symlink_to(tmp_path / "outside")

    assert not has_more_names(str(tmp_path / "work"), 1)


def test_a_closed_folder_is_counted_too(tmp_path: Path) -> None:
    """One that may be written to, and not be listed, hides nothing."""
    closed = tmp_path / "closed"
    closed.mkdir()
    for number in range(9):
        (closed / str(number)).touch()
    closed.chmod(0o300)

    assert as_owner(lambda: has_more_names(str(tmp_path), 9))
    assert closed.stat().st_mode & 0o700 == 0o700


def test_a_tree_that_is_too_deep_has_more(tmp_path: Path) -> None:
    """Paths end at 4,096 letters, and descriptors where the limit is."""
    top = os.open(tmp_path, os.O_RDONLY)
    for _ in range(500):
        os.mkdir("deeper and deeper", dir_fd=top)
        below = os.open("deeper and deeper", os.O_RDONLY, dir_fd=top)
        os.close(top)
        top = below
    os.close(top)

    assert not has_more_names(str(tmp_path), 500)
    assert has_more_names(str(tmp_path), 499)
    assert as_owner(lambda: limited_to(300) and has_more_names(str(tmp_path), 10**6))


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    """It may go while it is looked at."""
    assert not has_more_names(str(tmp_path / "gone"), 0)


def test_who_has_too_many_is_ended_and_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said of the one that was, once."""
    monkeypatch.setattr(names, "MOST_NAMES", 3)
    monkeypatch.setattr(names, "TICK_SECONDS", 0.01)
    greedy, modest = (subprocess.Popen(["sleep", "1000"]) for _ in range(2))
    for process, number in ((greedy, 4), (modest, 3)):
        for name in range(number):
            (tmp_path / str(process.pid) / str(name)).mkdir(parents=True)
    counter = NameCounter(str(tmp_path))

    assert greedy.wait(60) == -signal.SIGKILL
    assert counter.has_ended(greedy.pid)
    assert not counter.has_ended(greedy.pid)
    assert not counter.has_ended(modest.pid)
    assert modest.poll() is None

    counter.close()
    modest.kill()
    modest.wait()
