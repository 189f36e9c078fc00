"""Tests of the fuzzing itself: a fault that is planted is found, and an input comes again."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from fuzzing import __main__ as command
from fuzzing import plain, report
from fuzzing.targets import TARGETS, an_input
from fuzzing.watch import Finding, Tally, Watch, touching_nothing_but


def tally_of(read: Any, content: bytes = b"x") -> Tally:
    """Feed one input to a reader."""
    watch = Watch(read, Tally("wire", "plain"))
    watch.feed(content)
    return watch.finish()


def test_what_is_raised_is_found() -> None:
    """Any exception is a finding, with its input and its place."""

    def broken(content: bytes) -> str:
        raise KeyError("here")

    tally = tally_of(broken, b"\xff")

    assert tally.outcomes == {"FOUND": 1}
    assert tally.findings[0]["bytes"] == "ff"
    assert "KeyError: 'here'" in tally.findings[0]["error"]


def test_what_does_not_end_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that runs on is stopped where it stands."""
    monkeypatch.setattr("fuzzing.watch.SLOW_SECONDS", 0.1)

    def endless(content: bytes) -> str:
        while True:
            pass

    assert "more than 0.1 s" in tally_of(endless).findings[0]["error"]


def test_what_is_well_is_counted() -> None:
    """An input that ends in a known way is no finding."""
    tally = tally_of(lambda content: "refused")

    assert (tally.inputs, tally.outcomes, tally.findings) == (1, {"refused": 1}, [])


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux counts anew")
def test_the_most_memory_is_counted_from_the_start() -> None:
    """What was held before is not counted, and what is held for a moment is."""
    held = bytes([1]) * (96 << 20)
    del held

    assert tally_of(lambda content: "little").peak_mib < 16
    assert tally_of(lambda content: "much"[: len(bytes([1]) * (64 << 20))]).peak_mib > 60


@pytest.mark.parametrize(
    "touch",
    [
        lambda folder: (folder / "new").write_bytes(b""),
        lambda folder: (folder / "other").read_bytes(),
        lambda folder: (folder / "new").mkdir(),
        lambda folder: (folder / "other").unlink(),
        lambda folder: os.symlink("x", folder / "link"),
        lambda folder: shutil.copy(folder / "own", folder / "copy"),
        lambda folder: os.system("true"),
        lambda folder: eval("1"),
        lambda folder: open(folder / "own", "ab").close(),
    ],
)
def test_what_is_touched_is_found(touch: Any, tmp_path: Path) -> None:
    """Another file read or written, code compiled, a program started: the audit hook tells."""
    (tmp_path / "own").write_bytes(b"x")
    (tmp_path / "other").write_bytes(b"x")

    with pytest.raises(Finding), touching_nothing_but(tmp_path / "own"):
        touch(tmp_path)


def test_the_file_itself_may_be_read(tmp_path: Path) -> None:
    """The one file that the reader is given is no finding, nor is what is done afterwards."""
    (tmp_path / "own").write_bytes(b"x")

    with touching_nothing_but(tmp_path / "own"):
        (tmp_path / "own").read_bytes()
    (tmp_path / "new").write_bytes(b"")


@pytest.mark.parametrize("name", TARGETS)
def test_the_same_numbers_make_the_same_input(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A finding of the plain loop can be had again, also later; other numbers give other inputs."""
    target = TARGETS[name]
    made = [an_input(target, target.seeds(), 7, number) for number in range(20)]
    monkeypatch.setattr(time, "time", lambda: 2e9)

    assert made == [an_input(target, target.seeds(), 7, number) for number in range(20)]
    assert len(set(made)) > 10


def test_a_run_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each reader is fed in a process of its own; the table is printed, and written if asked."""
    readme = tmp_path / "README.md"
    readme.write_text("a\n<!-- figures: begin -->\n<!-- figures: end -->\nb\n")
    monkeypatch.setattr(command, "README", readme)

    code = command.main(
        ["--inputs", "100", "--only", "notebook", "tar", "--engine", "plain", "--write"]
    )

    assert code == 0
    assert "notebook: 20 inputs, plain" in capsys.readouterr().out
    assert "| notebooks | plain | 20 |" in readme.read_text()
    assert "| tar archives | plain | 10 |" in readme.read_text()


def test_a_process_that_dies_is_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash of Python itself leaves no tally: that is said, and the exit code is 1."""
    monkeypatch.setitem(command.ENGINES, "plain", "fuzzing.no_such_module")

    code = command.main(
        ["--only", "wire", "--engine", "plain", "--inputs", "1", "--keep", str(tmp_path)]
    )

    assert code == 1
    assert "the process died (1)" in capsys.readouterr().out


def test_what_was_found_is_kept(tmp_path: Path) -> None:
    """The input lies in a file, and the reason is told beside its name."""
    tally = tally_of(lambda content: {}[content], b"\x01\x02")  # type: ignore[misc,index]

    (told,) = report.keep(tally.plain(), tmp_path / "kept")

    assert (tmp_path / "kept" / "wire-0.bin").read_bytes() == b"\x01\x02"
    assert "KeyError" in told


def test_the_plain_loop_writes_its_tally(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All inputs are counted, each with its end."""
    monkeypatch.setattr(plain, "_limit_memory", lambda: None)  # this process lives on

    plain.main("notebook", 50, 1, tmp_path / "tally.json")

    tally = json.loads((tmp_path / "tally.json").read_text())
    assert tally["inputs"] == sum(tally["outcomes"].values()) == 50
    assert tally["findings"] == []
