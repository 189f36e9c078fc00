"""Tests of disk: a file is written whole or not at all, and a refusal is explained."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from grader.errors import StoreError
from grader.store.files import write_whole


def test_write_whole(tmp_path: Path) -> None:
    """A file is replaced by the new text, its folder made, and nothing else is left there."""
    path = tmp_path / "new" / "grades.csv"
    write_whole(path, "old and longer\n")

    write_whole(path, "zoë\n")

    assert path.read_bytes() == "zoë\n".encode()
    assert list(path.parent.iterdir()) == [path]


def test_disk_full_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full the old file stays whole, and the error names file and remedy."""
    path = tmp_path / "grades.csv"
    write_whole(path, "old\n")

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StoreError, match="the disk is full") as caught:
        write_whole(path, "new\n")

    assert str(path) in caught.value.message
    assert "make room" in caught.value.remedy
    assert path.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [path]


def test_ctrl_c_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stops it in the middle finds the old file, and nothing beside it."""
    path = tmp_path / "grades.csv"
    write_whole(path, "old\n")

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "new\n")

    assert path.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [path]


def test_folder_that_is_none(tmp_path: Path) -> None:
    """A path below a file cannot be written: the error names the file, with the way out."""
    (tmp_path / "out").write_text("")

    for place in ("out/grades.csv", "out/feedback/ada.txt"):
        with pytest.raises(StoreError) as caught:
            write_whole(tmp_path / place, "text", "--out DIR")
        assert caught.value.message == f"{tmp_path / 'out'} is a file, not a folder"
        assert caught.value.remedy == "name a folder, which may be a new one: --out DIR"


def test_no_option_is_named_that_a_command_may_not_have(tmp_path: Path) -> None:
    """Only who writes knows what its command takes: by default no option is named."""
    (tmp_path / "out").write_text("")

    with pytest.raises(StoreError) as caught:
        write_whole(tmp_path / "out" / "mine.py", "text")

    assert caught.value.remedy
    assert "--" not in caught.value.remedy
