"""Tests of the clearing: whatever lies in a guest's folder, nothing of it stays."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from grader.sandbox.guest import linux
from grader.sandbox.guest.remove_tree import clear_away


def clear_away_as_owner(folder: Path) -> None:
    """Clear away in a process that may do no more than its owner: root may enter any folder."""
    child = os.fork()
    if child == 0:
        try:
            if sys.platform == "linux":
                linux.drop_capabilities()
            clear_away(str(folder))
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def test_a_tree_deeper_than_recursion_and_paths_go_is_removed(tmp_path: Path) -> None:
    """Neither Python's recursion nor the longest path nor the descriptors are a bound."""
    top = os.open(tmp_path, os.O_RDONLY)
    os.mkdir("work", dir_fd=top)
    inner = os.open("work", os.O_RDONLY, dir_fd=top)
    for _ in range(1500):
        os.mkdir("deeper and deeper", dir_fd=inner)
        os.close(os.open("leaf", os.O_WRONLY | os.O_CREAT, dir_fd=inner))
        below = os.open("deeper and deeper", os.O_RDONLY, dir_fd=inner)
        os.close(inner)
        inner = below
    os.close(inner)
    os.close(top)

    clear_away(str(tmp_path / "work"))

    assert os.listdir(tmp_path) == []


def test_folders_that_are_closed_to_their_owner_are_removed(tmp_path: Path) -> None:
    """A folder of mode 0 is opened first, at the top and below, with what is in it."""
    inner = tmp_path / "work" / "closed" / "inner"
    inner.mkdir(parents=True)
    (inner / "file").write_text("stays?")
    for folder in (inner, inner.parent, tmp_path / "work"):
        folder.chmod(0)

    clear_away_as_owner(tmp_path / "work")

    assert os.listdir(tmp_path) == []


def test_what_links_lead_to_stays(tmp_path: Path) -> None:
    """Links go; the folders and files behind them, and their modes, stay as they are."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    outside.chmod(0o500)
    work = tmp_path / "work"
    (work / "inner").mkdir(parents=True)
    for name in ("link", "inner/link"):
        (work / name).symlink_to(outside)
    (work / "loop").symlink_to("loop")

    clear_away(str(work))
    (tmp_path / "itself").symlink_to(outside)
    clear_away(str(tmp_path / "itself"))

    assert sorted(os.listdir(tmp_path)) == ["itself", "outside"]
    assert (outside / "kept").is_file()
    assert outside.stat().st_mode & 0o777 == 0o500


def test_a_folder_that_is_not_there_is_no_trouble(tmp_path: Path) -> None:
    """A guest that died before it had a folder leaves nothing to remove."""
    clear_away(str(tmp_path / "nowhere"))

    assert os.listdir(tmp_path) == []
