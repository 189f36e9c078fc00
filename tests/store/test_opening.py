"""Tests of opening: a store that is copied while others hold it, or read and not touched."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from grader.errors import StoreError
from grader.store import opening
from grader.store.opening import copy_store
from grader.store.sqlite import Store
from grader.store.tables import VERSION


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a store that is closed lies."""
    path = tmp_path / "results.sqlite"
    with Store(path) as store:
        store.record_environment({"torch": "2.12"})
    return path


def test_a_copy_has_what_the_log_holds(path: Path, tmp_path: Path) -> None:
    """Also of a store that another run holds, and whatever was in the copy's place."""
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(b"something")
    copy.with_name("copy.sqlite-wal").write_bytes(b"something")
    with Store(path) as store:
        store.record_environment({"torch": "2.13"})
        copy_store(path, copy)

    with Store(copy) as copied:
        assert copied.environment() == {"torch": "2.13"}
    assert copy.stat().st_mode & 0o077 == 0


def test_a_store_that_is_written_all_the_while(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is not copied half; where the writing ends, it is."""
    monkeypatch.setattr(opening, "_BETWEEN_S", 0.0)
    copies, copyfile = [], shutil.copyfile

    def written(source: Path, target: Path) -> None:
        copyfile(source, target)
        if source == path and len(copies) < most:
            copies.append(source)
            path.write_bytes(path.read_bytes() + b"\0" * 4096)

    monkeypatch.setattr(opening.shutil, "copyfile", written)
    most = 3
    copy_store(path, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == path.read_bytes()

    most = 1000
    with pytest.raises(StoreError, match="is written by another run"):
        copy_store(path, tmp_path / "copy")


def test_what_is_not_there(tmp_path: Path) -> None:
    """Is a StoreError, for reading as for a copy."""
    with pytest.raises(StoreError, match="nosuch"):
        copy_store(tmp_path / "nosuch", tmp_path / "copy")
    with pytest.raises(StoreError, match="there is no"):
        Store(tmp_path / "nosuch", at_rest=True)


def test_a_store_at_rest_is_not_touched(path: Path) -> None:
    """Several read it at once, in a folder that may only be read, and nobody writes."""
    before = path.read_bytes()
    path.parent.chmod(0o500)
    try:
        with Store(path, at_rest=True) as one, Store(path, at_rest=True) as two:
            assert one.environment() == two.environment() == {"torch": "2.12"}
            with pytest.raises(StoreError):
                one.record_environment({})
    finally:
        path.parent.chmod(0o700)

    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_store_of_a_newer_grader(path: Path) -> None:
    """Is refused, whole as it is, with the version to install, where it says which."""
    with Store(path) as store:
        store.record_environment({"grader": "9.1.0\n"})
        store._db.execute(f"PRAGMA user_version={VERSION + 1}")
    before = path.read_bytes()

    with pytest.raises(StoreError, match="written by a newer grader") as named:
        Store(path)
    assert named.value.remedy.startswith("install nngrader 9.1.0, or a later one; or name another")
    assert path.read_bytes() == before

    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE environment")
    db.close()
    with pytest.raises(StoreError) as unnamed:
        Store(path)
    assert unnamed.value.remedy.startswith("install a newer nngrader; or name another folder")
