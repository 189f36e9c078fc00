"""Tests of doctor: what it says of a machine, good or bad."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from grader.commands import doctor
from grader.commands.doctor import Diagnosis, Finding, examine
from grader.errors import SandboxError
from grader.sandbox.interface import SandboxSettings
from grader.sandbox.levels import Probe, Protection

PROBES = (Probe("opens_a_socket", True), Probe("forks", True))


def diagnose(monkeypatch: pytest.MonkeyPatch, protection: Protection | None) -> Diagnosis:
    """Examine a machine that has this protection."""

    @contextmanager
    def given(_: SandboxSettings) -> Iterator[tuple[None, Protection]]:
        if protection is None:
            raise SandboxError("L3: no bwrap; L1: no Python")
        yield None, protection

    monkeypatch.setattr(doctor, "protected_sandbox", given)
    return examine()


def of(diagnosis: Diagnosis, name: str) -> list[Finding]:
    """Give the findings of one name."""
    return [finding for finding in diagnosis.findings if finding.name == name]


def test_this_machine_is_tried() -> None:
    """The level is what a guest could not get through just now."""
    found = examine()

    assert found.protection is not None
    (level,) = of(found, "protection")
    (tried,) = of(found, "self-test")
    assert level.value == found.protection.level
    assert tried.value == f"{len(found.protection.probes)} of {len(found.protection.probes)} " + (
        "attacks stopped"
    )
    assert of(found, "numpy")[0].value == sys.modules["numpy"].__version__
    assert of(found, "cores")[0].value.isdigit()


def test_why_not_better(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each level that did not hold is named with its reason."""
    reasons = ("L3: a guest opens a socket: odd", "L2: no Landlock")

    found = diagnose(monkeypatch, Protection("L1", PROBES, reasons))

    assert [(each.value, each.remark) for each in of(found, "not better")] == [
        ("L3", "a guest opens a socket: odd"),
        ("L2", "no Landlock"),
    ]
    assert "never for a grade of record" in of(found, "protection")[0].remark
    assert "apt-get install bubblewrap" in of(found, "remedy")[0].remark


def test_a_good_machine_needs_no_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """At L3 there is nothing to do."""
    found = diagnose(monkeypatch, Protection("L3", PROBES, ()))

    assert of(found, "remedy") == of(found, "not better") == []
    assert of(found, "self-test")[0].value == "2 of 2 attacks stopped"


def test_no_protection_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even a plain process: the reason is told, and the versions all the same."""
    found = diagnose(monkeypatch, None)

    assert found.protection is None
    assert of(found, "protection") == [Finding("protection", "none", "L3: no bwrap; L1: no Python")]
    (python,) = of(found, "python")
    assert python.value == platform.python_version()
    assert python.remark.startswith("runs the students' code too")


def test_a_machine_without_bubblewrap(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is said to be needed."""
    monkeypatch.setattr(doctor, "find_bwrap", lambda: None)

    found = diagnose(monkeypatch, Protection("L2", PROBES, ()))

    assert of(found, "bubblewrap") == [Finding("bubblewrap", "missing", "needed for L3")]


@pytest.mark.parametrize(
    ("torch", "value"),
    [
        (None, "unknown"),
        (SimpleNamespace(cuda=SimpleNamespace(is_available=lambda: False)), "none"),
        (
            SimpleNamespace(
                cuda=SimpleNamespace(is_available=lambda: True, get_device_name=lambda n: "H100")
            ),
            "H100",
        ),
    ],
)
def test_the_gpu(monkeypatch: pytest.MonkeyPatch, torch: object, value: str) -> None:
    """A GPU is named; without one, or without torch, what follows is said."""
    monkeypatch.setitem(sys.modules, "torch", torch)

    (gpu,) = of(diagnose(monkeypatch, Protection("L3", PROBES, ())), "GPU")

    assert gpu.value == value
    assert gpu.remark
