"""`grader doctor`: what this machine gives a grade: protection, versions, threads, devices.

In a student's folder it says instead what could make a result come out otherwise here than where
the course was calibrated.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rich import box
from rich.table import Table
from rich.text import Text

from grader.course import PASSPORT, find_course
from grader.errors import SandboxError, UsageError
from grader.feedback import one_line
from grader.sandbox.interface import SandboxSettings
from grader.sandbox.launch import find_bwrap
from grader.sandbox.levels import MEANING, Protection, protected_sandbox
from grader.sandbox.obstacles import LANDLOCK_SINCE, LEAST_LANDLOCK, look, obstacles
from grader.store import fingerprints, network_drive, this_machine

_NAMED = ("python", "numpy", "torch")


class Finding(NamedTuple):
    """One thing that was looked at."""

    name: str
    value: str
    remark: str = ""


class Diagnosis(NamedTuple):
    """All that was found, and the protection, if there is any."""

    findings: tuple[Finding, ...]
    protection: Protection | None


def examine(results: Path = Path("results")) -> Diagnosis:
    """Look at the machine, and at the disk of the results; the protection is tried, not guessed."""
    protection, trouble = _try_protection()
    findings = [*_of_protection(protection, trouble), *_of_python(), *_of_devices()]
    return Diagnosis((*findings, *_of_disk(results)), protection)


def _try_protection() -> tuple[Protection | None, str]:
    try:
        with protected_sandbox(SandboxSettings("L3")) as (_, protection):
            return protection, ""
    except SandboxError as error:
        return None, error.message


def _of_protection(protection: Protection | None, trouble: str) -> list[Finding]:
    if protection is None:
        return [Finding("protection", "none", trouble), *_causes("none", [trouble])]
    found = [Finding("protection", protection.level, MEANING[protection.level])]
    found += [
        Finding("not better", reason.split(":")[0], reason.split(": ", 1)[-1])
        for reason in protection.reasons
    ]
    stopped = sum(probe.held for probe in protection.probes)
    found.append(Finding("self-test", f"{stopped} of {len(protection.probes)} attacks stopped"))
    return [*found, *_causes(protection.level, protection.reasons)]


def _causes(level: str, reasons: Sequence[str]) -> Iterator[Finding]:
    for each in obstacles(level, reasons):
        yield Finding("cause", "", each.cause)
        yield Finding("remedy", "", each.remedy)


def _of_python() -> list[Finding]:
    remark = f"runs the students' code too: {sys.executable}"
    found = [Finding("python", platform.python_version(), remark)]
    found += [Finding(name, version) for name, version in fingerprints.versions().items()]
    bwrap = find_bwrap()
    found.append(Finding("bubblewrap", bwrap or "missing", "" if bwrap else "needed for L3"))
    if sys.platform == "linux":
        version = look().landlock
        needed = f"needed above L1: ABI {LEAST_LANDLOCK} or later ({LANDLOCK_SINCE})"
        enough = version >= LEAST_LANDLOCK
        named = f"ABI {version}" if version else "missing"
        found.append(Finding("Landlock", named, "" if enough else needed))
    return found


def _of_devices() -> list[Finding]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    found = [
        Finding("cores", str(cores), "--jobs up to this many"),
        Finding(
            "threads", "1", "each student's process has one: grades do not depend on the cores"
        ),
    ]
    try:
        torch = importlib.import_module("torch")
    except ImportError:
        return [*found, Finding("GPU", "unknown", "torch is missing")]
    if torch.cuda.is_available():
        return [*found, Finding("GPU", torch.cuda.get_device_name(0), "grade --device cuda")]
    return [*found, Finding("GPU", "none", "GPU checks are not judged here; their points are held")]


def _of_disk(results: Path) -> list[Finding]:
    """Say it where the results would lie on a network drive, which is known on Linux alone."""
    kind = network_drive(results)
    remark = f"in {results}/ grades are stored safely, and more slowly; on a local disk: --out DIR"
    return [Finding("results", f"network drive ({kind})", remark)] if kind else []


def shown(diagnosis: Diagnosis) -> Table:
    """Draw a row for each finding."""
    drawn = Table(box=box.SIMPLE, show_header=False)
    for name, value, remark in diagnosis.findings:
        drawn.add_row(Text(name, "bold"), Text(value), Text(one_line(remark)))
    return drawn


def passport_here() -> dict[str, str] | None:
    """Return what the student's folder, in which we are, says of where its course was calibrated.

    None elsewhere.
    """
    try:
        path = find_course(Path.cwd()) / PASSPORT
        said = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): str(value) for name, value in said.items()}
    except (UsageError, OSError, ValueError, AttributeError):
        return None


def compared(there: Mapping[str, str], here: Mapping[str, str]) -> list[str]:
    """Say in sentences what differs here and could change a result, or that nothing does."""
    said = [*_python(there, here), *_libraries(there, here), *_sums(there, here)]
    if said:
        return said
    versions = ", ".join(f"{name} {here[name]}" for name in _NAMED if name in here)
    theirs = ", ".join(there[name] for name in _NAMED if name in there)
    return [
        f"nothing here should change a result: {versions} (the course was calibrated with {theirs})"
    ]


def students_sentences(passport: Mapping[str, str]) -> tuple[list[str], bool]:
    """Return what a student should know of this machine, and whether it can run checks."""
    protection, trouble = _try_protection()
    said = [] if protection else [f"no check can be run here: {trouble}"]
    return [*said, *compared(passport, this_machine())], protection is not None


def _python(there: Mapping[str, str], here: Mapping[str, str]) -> Iterator[str]:
    mine, theirs = here["python"], there.get("python", "")
    if _version(mine) > _version(theirs) > ():
        yield (
            f"Python is {mine} here, and your work is judged by {theirs}: what only a newer Python "
            "understands is a syntax error there"
        )


def _libraries(there: Mapping[str, str], here: Mapping[str, str]) -> Iterator[str]:
    for name in ("numpy", "torch"):
        theirs, mine = there.get(name), here.get(name)
        if theirs is None or mine == theirs:
            continue
        if mine is None:
            yield f"{name} is missing here: exercises that use it cannot be checked"
        elif _version(mine)[:1] != _version(theirs)[:1]:
            yield (
                f"{name} is {mine} here, and {theirs} where your work is judged: the same code can "
                f'give another result, or none; python -m pip install "{name}=={_plain(theirs)}"'
            )
        elif _version(mine) > _version(theirs):
            yield (
                f"{name} is {mine} here, and {theirs} where your work is judged: a function that "
                "is newer than that is not there"
            )


def _sums(there: Mapping[str, str], here: Mapping[str, str]) -> Iterator[str]:
    names = {"blas": "the library that multiplies matrices", "threads": "the number of threads"}
    for name, what in names.items():
        theirs = there.get(name, here[name])
        if here[name] != theirs:
            yield (
                f"{what} is {here[name]} here, and {theirs} where the course was calibrated: sums "
                "differ in their last digits. The checks allow for that; a training from the same "
                "seed can end elsewhere"
            )


def _version(text: str) -> tuple[int, ...]:
    """Return the first two numbers of a version."""
    return tuple(int(number) for number in re.findall(r"\d+", text)[:2])


def _plain(version: str) -> str:
    return version.partition("+")[0]
