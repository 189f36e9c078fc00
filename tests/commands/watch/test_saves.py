"""Tests of who hears of a save, with real files; each waits for what it expects, and no clock."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest

from grader.commands.watch.saves import Saves

LONG = 60


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[Queue]:
    """Hear of the saves below a folder."""
    (tmp_path / "words").mkdir()
    found: Queue = Queue()
    saves = Saves(tmp_path, found.put)
    ready = tmp_path / "ready.py"
    while True:  # until the system tells this thread of changes, they may be missed
        ready.write_text(f"{ready.stat().st_size if ready.exists() else 0}" * 2)
        try:
            found.get(timeout=0.5)
            break
        except Empty:
            continue
    yield found
    saves.close()


def hear(found: Queue, path: Path) -> None:
    """Wait until a path is heard of."""
    while path not in found.get(timeout=LONG):
        pass


def test_a_save_and_a_file_in_an_old_ones_place(heard: Queue, tmp_path: Path) -> None:
    """Both are told by the path, in a folder below."""
    path = tmp_path / "words" / "words.py"

    path.write_text("x = 1\n")
    hear(heard, path)
    new = tmp_path / "words" / ".words.py.swp"
    new.write_text("x = 22\n")
    os.replace(new, path)
    hear(heard, path)


def test_what_is_no_source_is_not_heard_of(heard: Queue, tmp_path: Path) -> None:
    """An editor's own files, compiled ones, data, a notebook's checkpoint."""
    for name in (".words.py", "words.pyc", "data.csv", "words.py~", ".words.py.swp"):
        (tmp_path / "words" / name).write_text("x")
    last = tmp_path / "words" / "words.ipynb"
    last.write_text("{}")

    told: set[Path] = set()
    while last not in told:
        told |= heard.get(timeout=LONG)

    assert {path.name for path in told} <= {"words.ipynb", "ready.py"}


class Looked:
    """The saves that are heard of by looking again and again."""

    def __init__(self, folder: Path) -> None:
        self.found: Queue = Queue()
        self.saves = Saves(folder, self.found.put, poll=True)


@pytest.fixture
def looked(tmp_path: Path) -> Iterator[Looked]:
    """Look at a folder in which a file was saved in this very second."""
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "words.py").write_text("x = 0\n")
    made = Looked(tmp_path)
    yield made
    made.saves.close()


@pytest.mark.parametrize("tick", [1, 1_000_000_000], ids=["nanoseconds", "seconds"])
def test_looking_again_misses_no_save(looked: Looked, tmp_path: Path, tick: int) -> None:
    """Two in one second, of the same length: on a drive that tells them apart, and on one that
    does not. The time of a save is made up, so that the clock decides nothing."""
    path = tmp_path / "words" / "words.py"
    second = 1_800_000_000 * 1_000_000_000

    for number in (1, 2):
        new = path.with_name(".new.py")
        new.write_text(f"x = {number}\n")
        moment = (second + number) // tick * tick
        os.utime(new, ns=(moment, moment))
        path.write_text(new.read_text())  # as an editor does that keeps the file
        os.utime(path, ns=(moment, moment))
        hear(looked.found, path)


def test_looking_again_sees_new_and_removed_files_and_no_others(
    looked: Looked, tmp_path: Path
) -> None:
    """In a folder that is new, too; what is not changed is not told."""
    new = tmp_path / "numbers" / "numbers.ipynb"
    new.parent.mkdir()
    new.with_name("numbers.pyc").write_text("x")
    new.with_name(".numbers.ipynb").write_text("x")
    new.write_text("{}")
    assert looked.found.get(timeout=LONG) == {new}

    (tmp_path / "words" / "words.py").unlink()
    told = looked.found.get(timeout=LONG)
    while told == {new}:  # it was perhaps seen half written
        told = looked.found.get(timeout=LONG)
    assert told == {tmp_path / "words" / "words.py"}


def test_where_the_system_has_no_watch_left_it_looks_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where too many files are watched already."""
    found: Queue = Queue()
    path = tmp_path / "a.py"

    def watch(*_: object, **__: object) -> Iterator[set]:
        raise OSError("no space left on device")

    monkeypatch.setattr("grader.commands.watch.saves.watch", watch)
    saves = Saves(tmp_path, found.put)
    while found.empty():  # until its first look is over, it may miss one
        path.write_text(f"x = {time.monotonic_ns()}\n")
        time.sleep(0.01)

    assert found.get(timeout=LONG) == {path}
    saves.close()
