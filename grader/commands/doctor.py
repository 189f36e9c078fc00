"""`grader doctor`: what this machine gives a grade: protection, versions, threads, devices."""

from __future__ import annotations

import importlib
import os
import platform
import sys
from typing import NamedTuple

from rich import box
from rich.table import Table
from rich.text import Text

from grader.errors import SandboxError
from grader.feedback import one_line
from grader.sandbox.interface import SandboxSettings
from grader.sandbox.launch import find_bwrap
from grader.sandbox.levels import MEANING, Protection, protected_sandbox
from grader.store import fingerprints


class Finding(NamedTuple):
    """One thing that was looked at."""

    name: str
    value: str
    remark: str = ""


class Diagnosis(NamedTuple):
    """All that was found, and the protection, if there is any."""

    findings: tuple[Finding, ...]
    protection: Protection | None


def examine() -> Diagnosis:
    """Look at the machine; the protection is tried, not guessed."""
    protection, trouble = _try_protection()
    findings = [*_of_protection(protection, trouble), *_of_python(), *_of_devices()]
    return Diagnosis(tuple(findings), protection)


def _try_protection() -> tuple[Protection | None, str]:
    try:
        with protected_sandbox(SandboxSettings("L3")) as (_, protection):
            return protection, ""
    except SandboxError as error:
        return None, error.message


def _of_protection(protection: Protection | None, trouble: str) -> list[Finding]:
    if protection is None:
        return [Finding("protection", "none", trouble)]
    found = [Finding("protection", protection.level, MEANING[protection.level])]
    found += [
        Finding("not better", reason.split(":")[0], reason.split(": ", 1)[-1])
        for reason in protection.reasons
    ]
    stopped = sum(probe.held for probe in protection.probes)
    found.append(Finding("self-test", f"{stopped} of {len(protection.probes)} attacks stopped"))
    if protection.level == "L1":
        found.append(
            Finding("remedy", "", "install bubblewrap on Linux: apt-get install bubblewrap")
        )
    return found


def _of_python() -> list[Finding]:
    remark = f"runs the students' code too: {sys.executable}"
    found = [Finding("python", platform.python_version(), remark)]
    found += [Finding(name, version) for name, version in fingerprints.versions().items()]
    bwrap = find_bwrap()
    return [*found, Finding("bubblewrap", bwrap or "missing", "" if bwrap else "needed for L3")]


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


def shown(diagnosis: Diagnosis) -> Table:
    """Draw a row for each finding."""
    drawn = Table(box=box.SIMPLE, show_header=False)
    for name, value, remark in diagnosis.findings:
        drawn.add_row(Text(name, "bold"), Text(value), Text(one_line(remark)))
    return drawn
