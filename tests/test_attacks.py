"""Tests of the border and all behind it, by a corpus of attacks: each folder is one."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from grader.sandbox.levels import LEVELS
from tests.support import attacks, processes, traces
from tests.support.attacks import (
    CORPUS,
    Stage,
    World,
    open_stage,
    open_world,
    read_attack,
    set_up_class,
)
from tests.support.traces import complaints

FOLDERS = sorted(path for path in CORPUS.iterdir() if path.is_dir())
AT_LEAST = 200
Play = Callable[[Path, str], list[str]]
HONEST_BUT_DOUBLE = ["total", "classify", "step", "halve"]


def _played() -> Iterator[object]:
    """Give each attack at each of its levels; one that is not well-formed fails its own test."""
    for level in LEVELS:
        for folder in FOLDERS:
            if level in _levels(folder):
                yield pytest.param(folder, level, id=f"{folder.name}-{level}")


@cache
def _levels(folder: Path) -> tuple[str, ...]:
    try:
        return read_attack(folder).levels
    except (ValidationError, OSError, yaml.YAMLError):
        return ()


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    """A course, and files of the host's, all readable to everyone on this machine."""
    with open_world() as world:
        yield world


@pytest.fixture(scope="session")
def stage_at(world: World) -> Iterator[Callable[[str], Stage]]:
    """Stages by their level, each with a warm border that is opened once."""
    with ExitStack() as stack:

        @cache
        def opened(level: str) -> Stage | str:
            return stack.enter_context(open_stage(world, level, traces.SECRET))

        def stage(level: str) -> Stage:
            found = opened(level)
            if isinstance(found, str):
                pytest.skip(found)
            return found

        yield stage


@pytest.fixture
def play(
    world: World,
    stage_at: Callable[[str], Stage],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Play]:
    """Let an attack loose at a level; give what it achieved, in sentences."""

    def loose(folder: Path, level: str) -> list[str]:
        stage = stage_at(level)
        set_up_class(folder, world)
        capfd.readouterr()
        found = complaints(read_attack(folder), stage, tmp_path / "out")
        said = "".join(capfd.readouterr())
        return [*found, *([f"the grader printed {said!r}"] if said else [])]

    yield loose
    shutil.rmtree(world.class_folder, ignore_errors=True)
    for left in world.host_folder.iterdir():
        left.unlink()


@pytest.mark.parametrize(("folder", "level"), [*_played()])
def test_an_attack_achieves_nothing(play: Play, folder: Path, level: str) -> None:
    """Points for honest parts only, in time, nothing out, nothing left, and nobody else hurt."""
    assert play(folder, level) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_attack_is_well_formed(folder: Path) -> None:
    """It says what it tries and what must become of it, and holds what is handed in."""
    attack = read_attack(folder)

    assert {*attack.levels} <= {*LEVELS}
    assert (folder / "submission").is_dir() or (folder / "build.py").is_file()
    for level in attack.levels:
        assert attack.verdicts(level)


def test_there_are_many_attacks() -> None:
    """The corpus grows; it does not shrink unseen."""
    assert len(FOLDERS) >= AT_LEAST


@pytest.mark.parametrize(
    "said",
    [
        {"remark": "unknown"},
        {"earns": ["triple"]},
        {"verdict": "passed"},
        {"verdict": ["graded"]},
        {"verdict": {"L4": "graded"}},
        {"levels": []},
        {"description": "two\nlines"},
        {"family": "Forged Frames!"},
        {"call_seconds": 3.0},
    ],
)
def test_an_attack_that_is_not_well_formed(tmp_path: Path, said: dict[str, object]) -> None:
    """A slip in an attack.yml is an error, not an attack that is left out."""
    assert read_attack(_attack(tmp_path / "right", "")).levels == ("L1",)

    with pytest.raises(ValidationError):
        read_attack(_attack(tmp_path / "wrong", "", **said))


def _attack(folder: Path, source: str, **said: object) -> Path:
    """Write an attack at L1 that claims to be honest work."""
    described = {"description": "An attack.", "family": "attacks", "verdict": "graded"}
    described |= {"earns": ["double", "total", "classify", "step", "halve"], "levels": ["L1"]}
    (folder / "submission").mkdir(parents=True)
    (folder / "attack.yml").write_text(yaml.safe_dump({**described, **said}))
    (folder / "submission" / "vault.py").write_text(attacks.HONEST + source)
    return folder


TEETH = {
    "print('CANARY-REFERENCE-0')": "the reference came out in what guests printed",
    "def double(x): raise ValueError(open('@HOST_FILE@').read())": (
        "a file of the host's came out in feedback/mallory.txt"
    ),
    "def double(x): raise ValueError(open('@NEIGHBOUR@/vault.py').read())": (
        "a neighbour's work came out in results.json"
    ),
    "def double(x): raise ValueError(open('@COURSE@/solutions/vault/labels.csv').read())": (
        "the hidden labels came out in results.sqlite"
    ),
    "def total(v): raise ValueError(str(v) + str(float(np.sum(v))))": (
        "an expected value came out in the results"
    ),
    "def total(v): return 1": "mallory: earned {'double': 1.0, 'total': 0.0,",
    "def step(w, g): os._exit(0)\nimport os": "mallory: left early, not graded",
    "open('@HOST_FOLDER@/note', 'w').close()": "changed: ",
    "import os, time\nif not os.fork():\n    os.setsid(); time.sleep(300)": "left running: ",
}


@pytest.mark.parametrize("source", TEETH)
def test_an_attack_that_works_is_noticed(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """At L1, where files are readable and processes may start, some attacks do work."""
    monkeypatch.setattr(traces, "PATIENCE_SECONDS", 0.5)
    found = play(_attack(tmp_path / "attack", source), "L1")

    for said in found:
        if said.startswith("left running: "):
            processes.kill(set(yaml.safe_load(said.removeprefix("left running: "))))
    assert [said for said in found if said.startswith(TEETH[source])]


def test_an_honest_student_who_is_hurt_is_noticed(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is graded right after an attack gets every point, or the attack did harm."""
    folder = _attack(tmp_path / "attack", "")
    monkeypatch.setattr(attacks, "HONEST", "def halve(t): return t / 2")

    assert play(folder, "L1") == ["the honest student got 1: graded"]


def test_an_attack_that_takes_its_time_is_noticed(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One student keeps the grader no longer than the exercise's limit, and a little."""
    monkeypatch.setattr(attacks, "PATIENCE_SECONDS", -120.0)

    (said,) = play(_attack(tmp_path / "attack", ""), "L1")

    assert said.startswith("it kept the grader for ")


def test_an_attack_that_costs_the_graders_memory_is_noticed(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a guest holds is its own; what this side holds for it is measured, and has an end."""
    monkeypatch.setattr(traces, "MOST_GROWN_MB", 16)
    source = "\ndef double(x): return np.zeros((60 << 20,), np.uint8)\n"

    found = play(_attack(tmp_path / "attack", source, earns=HONEST_BUT_DOUBLE), "L1")

    assert [said.split(" the grader")[0] for said in found] == ["it cost"]


def test_a_grader_that_hangs_is_woken() -> None:
    """A wait of the near side that has no end fails one test, and does not stop them all."""
    with pytest.raises(TimeoutError), attacks.hang_guard(0.1):
        time.sleep(1000)


@pytest.mark.parametrize(
    ("where", "content", "said"),
    [
        ("results.json", b'"' + b"x" * (2 << 20) + b'"', "results.json grew to 2048 KiB"),
        ("results.json", rb'{"a": ["\u001b"]}', "results.json holds the control character '\\x1b'"),
        ("grades.csv", b'"student"\n"=1+1"\n', "grades.csv holds the formula '=1+1'"),
        ("feedback/a.txt", b"\x1b[31m", "feedback/a.txt holds the control character '\\x1b'"),
        ("the terminal", "\u202e".encode(), "the terminal holds the control character '\\u202e'"),
        ("results.sqlite", traces.SECRET.hex().encode(), "the secret came out in results.sqlite"),
        ("a.txt", b"of CANARY-SUITE-4", "the hidden suite came out in a.txt"),
    ],
)
def test_what_comes_out_is_looked_at(where: str, content: bytes, said: str) -> None:
    """Canaries, floods, formulas and what a terminal obeys are found wherever they are."""
    assert [*traces.complaints_of_outlets({where: content})] == [said]
    assert [*traces.complaints_of_outlets({where: b'"nothing"'})] == []
