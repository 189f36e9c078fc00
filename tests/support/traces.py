"""What an attack left behind, and what came out of the grader: where it would show that one worked.

In go a stage before and after a class was judged on it; out come complaints, each a sentence.
"""

from __future__ import annotations

import csv
import functools
import io
import json
import os
import re
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from unittest import mock

from rich.console import Console, RenderableType

from grader.commands.grade import GradedClass
from grader.commands.grade_screen import shown as shown_class
from grader.reports import Kind, Note, own_feedback
from grader.reports.write_all import write_reports
from grader.sandbox.guest.drop_root import ORDINARY_USER
from grader.store import Attempt, Key, Store, fingerprints
from grader.submission import pack
from tests.support.attacks import Attack, Performance, Stage, World, hurried, limit_seconds, perform
from tests.support.processes import command, descendants, everyone

SECRET = b"CANARY-SECRET-of-this-run"
CANARIES = {
    "the hidden suite": [b"CANARY-SUITE"],
    "the hidden labels": [b"CANARY-LABEL"],
    "an expected value": [b"7391046", b"7.391046"],
    "the reference": [b"CANARY-REFERENCE"],
    "a neighbour's work": [b"CANARY-NEIGHBOUR"],
    "a file of the host's": [b"CANARY-HOST"],
    "the secret": [SECRET, SECRET.hex().encode()],
}
MOST_BYTES = 1 << 20
"""What the reports of three students in one exercise never fill."""

PATIENCE_SECONDS = 120.0
"""How long processes that were killed may take to be gone, on however busy a machine."""

MOST_GROWN_MB = 1024
"""What answers as large as may cross never need on this side: 654 MB at most, when it was set."""

_environment = functools.cache(fingerprints.environment)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FORMULA = tuple("=+-@\t\r＝＋－＠")
_SHARED = ("/tmp", "/var/tmp", "/dev/shm")


@dataclass(frozen=True)
class Traces:
    """Processes, and files: all of the world's, and those of guests' where everyone may write."""

    processes: frozenset[int]
    files: frozenset[tuple[str, int, int, int]]
    strangers: frozenset[str]


def traces_of(world: World) -> Traces:
    """Look at what is there now."""
    return Traces(
        frozenset(_processes(world)), frozenset(_files(world.root)), frozenset(_strangers())
    )


def _processes(world: World) -> Iterator[int]:
    """Give the processes below this one, and those that have left it but came of a zygote."""
    yield from descendants()
    place = str(world.temporary).encode()
    yield from (pid for pid in everyone() if place in command(pid))


def _files(root: Path) -> Iterator[tuple[str, int, int, int]]:
    for path in [os.path.join(at, each) for at, *two in os.walk(root) for each in chain(*two)]:
        try:
            about = os.lstat(path)
        except OSError:  # it is still being removed, or too deep to be named: what holds it is
            continue
        is_folder = stat.S_ISDIR(about.st_mode)  # its time changes with each guest's own folder
        when = 0 if is_folder else about.st_mtime_ns
        yield path, about.st_mode, 0 if is_folder else about.st_size, when


def _strangers() -> Iterator[str]:
    """Give what is the guests' user's where everyone may write, but other borders' folders."""
    for folder in _SHARED:
        for entry in os.scandir(folder) if os.path.isdir(folder) else ():
            with suppress(FileNotFoundError):  # other programs come and go
                owner = entry.stat(follow_symlinks=False).st_uid
                if owner == ORDINARY_USER and not entry.name.startswith("guests-"):
                    yield entry.path


def complaints(attack: Attack, stage: Stage, out: Path) -> list[str]:
    """Judge the class that stands on the stage, and say what the attack achieved."""
    with mock.patch.object(tempfile, "tempdir", str(stage.world.temporary)):
        before = traces_of(stage.world)
        performance = perform(attack, stage)
        found = [*_of_results(attack, stage, performance), *_of_traces(before, stage.world)]
        outlets = {**_outlets(performance, stage, out), "what guests printed": performance.printed}
    return [*found, *complaints_of_outlets(outlets)]


def _of_results(attack: Attack, stage: Stage, performance: Performance) -> Iterator[str]:
    wanted = attack.verdicts(stage.level)
    if not performance.attackers:
        yield "nobody attacks"
    for student in performance.attackers:
        for result in performance.of(student):
            if result.ending not in wanted:
                yield f"{student}: {result.ending}, not {' or '.join(sorted(wanted))}"
            points = {part.part: part.score for part in result.parts}
            right = {part: float(part in attack.earns) for part in points}
            if points != right:
                yield f"{student}: earned {points}, not {list(attack.earns)}"
    if performance.seconds > limit_seconds(hurried(stage.world.course, attack)):
        yield f"it kept the grader for {performance.seconds:.1f} s"
    if performance.grown_mb > MOST_GROWN_MB:
        yield f"it cost the grader {performance.grown_mb:.0f} MB"
    for result in performance.of("zoe"):
        if (result.score, result.verdict) != (result.max_score, "graded"):
            yield f"the honest student got {result.score:g}: {result.ending}"


def _of_traces(before: Traces, world: World) -> Iterator[str]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (after := traces_of(world)).processes - before.processes:
        if time.monotonic() > deadline:
            yield f"left running: {sorted(after.processes - before.processes)}"
            break
        time.sleep(0.01)
    if before.processes - after.processes:
        yield f"ended: {sorted(before.processes - after.processes)}"
    for path, *_ in sorted(before.files ^ after.files):
        yield f"changed: {path}"
    for path in sorted(after.strangers - before.strangers):
        yield f"left behind: {path}"


def _outlets(performance: Performance, stage: Stage, out: Path) -> dict[str, bytes]:
    """Store and report as `grader grade` does; give all that came out, by where."""
    described = _environment(stage.level, "cpu")
    course = fingerprints.course_digest(stage.world.course)
    with Store(out / "results.sqlite") as store:
        store.record_environment({**described, "secret": SECRET.hex()})
        for each in performance.submissions:
            if own := performance.of(each.student):
                key = Key(each.digest, course, fingerprints.grader_digest(described))
                attempts = [Attempt(result, key) for result in own]
                store.save(each.student, attempts, [(each.digest, pack(each))])
        results = store.load_all()
    write_reports(results, described, out)
    problems = [f"{s.student}: {said}" for s in performance.submissions for said in s.problems]
    notes = tuple(Note(Kind.FOLDER, each) for each in (*performance.warnings, *problems))
    outcome = GradedClass(tuple(results), described, notes, 0, ())
    outlets = {"the results": repr(results).encode("utf-8", "backslashreplace")}
    outlets["the terminal"] = _printed(outcome, out).encode()
    for path in out.rglob("*"):
        if path.is_file():
            outlets[path.relative_to(out).as_posix()] = path.read_bytes()
    known = outlets["results.sqlite"]
    outlets["results.sqlite"] = known.replace(SECRET.hex().encode(), b"")
    return outlets


def _printed(outcome: GradedClass, out: Path) -> str:
    """Give what an instructor and a student see, as in a pipe and as wide as a terminal."""
    console = Console(file=io.StringIO(), width=200, color_system=None, force_terminal=False)
    shown: list[RenderableType] = [own_feedback(result) for result in outcome.results]
    for terminal in (True, False):
        shown += shown_class(outcome, Path("out"), terminal=terminal)
    with console.capture() as capture:
        for each in shown:
            console.print(each)
    return capture.get()


def complaints_of_outlets(outlets: dict[str, bytes]) -> Iterator[str]:
    """Say where something came out that should not have, by where it came out."""
    for where, content in outlets.items():
        for what, marks in CANARIES.items():
            if any(mark in content for mark in marks):
                yield f"{what} came out in {where}"
        if where != "what guests printed" and len(content) > MOST_BYTES:
            yield f"{where} grew to {len(content) >> 10} KiB"
        if where == "the terminal" or where.endswith((".csv", ".txt")):
            yield from _of_text(where, content.decode("utf-8"))
        if where.endswith(".json"):  # in the file they are escaped: whoever reads it has them again
            for text in _strings(json.loads(content)):
                yield from _of_text(where, text)


def _strings(value: object) -> Iterator[str]:
    """Give all texts in what JSON holds, keys too."""
    if isinstance(value, str):
        yield value
    for item in value if isinstance(value, list) else ():
        yield from _strings(item)
    for key, item in value.items() if isinstance(value, dict) else ():
        yield from (key, *_strings(item))


def _of_text(where: str, text: str) -> Iterator[str]:
    if found := _CONTROLS.search(text):
        yield f"{where} holds the control character {found[0]!r}"
    if where.endswith(".csv"):
        for cell in (cell for row in csv.reader(io.StringIO(text)) for cell in row):
            if cell.startswith(_FORMULA):
                yield f"{where} holds the formula {cell!r}"
