"""Tests of disk: a file is written whole or not at all, and a refusal is explained."""

from __future__ import annotations

import errno
import grp
import os
import pwd
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import StoreError
from grader.store.files import (
    create_private,
    is_open_to_others,
    make_folder,
    require_own,
    write_whole,
)


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


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Set each umask that people have."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    """Say who may do what with a file."""
    return stat.S_IMODE(path.stat().st_mode)


posix = pytest.mark.skipif(os.name != "posix", reason="owners and modes are POSIX's")


@posix
def test_a_private_folder_and_what_is_made_around_it(tmp_path: Path) -> None:
    """No other user may look into any of them; what was there stays as it was."""
    tmp_path.chmod(0o755)

    make_folder(tmp_path / "results" / "audit", private=True)
    make_folder(tmp_path / "results" / "audit", private=True)

    modes = [mode(tmp_path / each) for each in ("", "results", "results/audit")]
    assert modes == [0o755, 0o700, 0o700]


@posix
def test_private_files_are_this_users_alone(tmp_path: Path, umask: int) -> None:
    """Whatever the umask: a new folder and a file in it, and an older file that all could read."""
    path = tmp_path / "results" / "feedback" / "ada.txt"
    write_whole(path, "new", private=True)
    assert (mode(path.parent), mode(path)) == (0o700, 0o600)
    path.chmod(0o666)

    write_whole(path, "again", private=True)

    assert mode(path) == 0o600
    assert not is_open_to_others(path.parent)


@posix
def test_other_files_stay_as_readable_as_they_were(tmp_path: Path, umask: int) -> None:
    """A new one is as the umask lets; one that was there keeps its mode, and so does its folder."""
    path = tmp_path / "shared" / "mine.py"
    write_whole(path, "new")
    assert mode(path) == 0o666 & ~umask
    path.chmod(0o754)
    path.parent.chmod(0o755)

    write_whole(path, "again")
    write_whole(path.parent / "private.txt", "x", private=True)

    assert (mode(path), mode(path.parent)) == (0o754, 0o755)
    assert is_open_to_others(path.parent)


@posix
def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    """Who may write to the folder cannot lead us to a file elsewhere."""
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    (tmp_path / ".grades.csv.part").symlink_to(precious)
    (tmp_path / "grades.csv").symlink_to(precious)

    write_whole(tmp_path / "grades.csv", "new", private=True)
    (tmp_path / "store").symlink_to(precious)
    create_private(tmp_path / "store")

    assert precious.read_text() == "mine"
    assert (tmp_path / "grades.csv").read_text() == "new"
    assert not (tmp_path / "grades.csv").is_symlink()


@posix
@pytest.mark.parametrize("shared", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_to_is_not_believed(
    tmp_path: Path, shared: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so, with the line that helps."""
    path = tmp_path / "results.sqlite"
    create_private(path)
    path.chmod(shared)
    monkeypatch.setattr("grader.store.files._is_own_group", lambda _: False)

    with pytest.raises(StoreError, match="other users of this machine may write to") as caught:
        require_own(path)

    assert f"chmod 600 {path}" in caught.value.remedy
    path.chmod(0o600)
    require_own(path)


@posix
@pytest.mark.parametrize("readable", [0o644, 0o664])
def test_an_older_file_is_hidden_from_others(
    tmp_path: Path, readable: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That others could read it is no reason to refuse it, and ends.

    Nor is that its owner's own group may write to it, in which there is nobody else.
    """
    path = tmp_path / "results.sqlite"
    create_private(path)
    path.chmod(readable)
    user = pwd.getpwuid(os.geteuid()).pw_name
    alone = grp.struct_group((user, "x", os.getegid(), [user]))
    monkeypatch.setattr(grp, "getgrgid", lambda _: alone)

    require_own(path)
    require_own(tmp_path / "none")

    assert mode(path) == 0o600


@posix
@pytest.mark.parametrize("link", [False, True])
def test_a_file_of_another_user_is_not_believed(
    tmp_path: Path, link: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither is a link that another user laid to one of ours."""
    path = tmp_path / "results.sqlite"
    create_private(tmp_path / "ours" if link else path)
    if link:
        path.symlink_to(tmp_path / "ours")
        really, other = os.lstat(path), os.geteuid() + 1
        changed = os.stat_result((*really[:4], other, *really[5:]))
        monkeypatch.setattr(Path, "lstat", lambda _: changed)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)

    with pytest.raises(StoreError, match="belongs to another user") as caught:
        require_own(path)

    assert "--out DIR" in caught.value.remedy
    assert f"chown $(id -u) {path}" in caught.value.remedy
