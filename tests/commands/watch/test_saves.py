"""Tests of who hears of a save, with real files; each waits for what it expects, and no clock."""

from __future__ import annotations

import os
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


def test_where_the_system_has_no_watch_left_it_looks_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where too many files are watched already."""
    asked: list[bool | None] = []
    found: Queue = Queue()

    def watch(*_: object, force_polling: bool | None, **__: object) -> Iterator[set]:
        asked.append(force_polling)
        if not force_polling:
            raise OSError("no space left on device")
        yield {(2, str(tmp_path / "a.py"))}

    monkeypatch.setattr("grader.commands.watch.saves.watch", watch)
    saves = Saves(tmp_path, found.put)

    assert found.get(timeout=LONG) == {tmp_path / "a.py"}
    saves.close()
    assert asked == [None, True]
