"""Tests of how attacks on one's own border are shown."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from grader.commands.attack import Attack, AttackOutcome, AttackReport
from grader.commands.attack_screen import besieged, under_siege

READS = Attack("reads_a_file", "Reads.", ("an exception",), ("L3", "L2"), "")
LEAVES = Attack("leaves_early", "Leaves.", ("left early",), ("L3", "L2", "L1"), "")


def shown(report: AttackReport) -> str:
    """Give the text of the table and what stands below."""
    console = Console(file=io.StringIO(), width=120)
    console.print(besieged(report))
    return console.file.getvalue()  # type: ignore[attr-defined]


def report(level: str, reads: bool, leaves: bool, *reasons: str) -> AttackReport:
    """Make what came of two attacks."""
    outcomes = (
        AttackOutcome(READS, "PermissionError" if reads else "got [through]", reads, level != "L1"),
        AttackOutcome(LEAVES, "left early", leaves, True),
    )
    return AttackReport(level, reasons, outcomes)


def test_all_held() -> None:
    """Each attack with what came of it, and one sentence."""
    text = shown(report("L3", True, True))

    assert "reads a file" in text and "PermissionError" in text
    assert "2 of 2 held at L3" in text
    assert "NO" not in text and "claim" not in text


def test_one_did_not_hold() -> None:
    """It cannot be overlooked, and what came of it is shown as it is."""
    text = shown(report("L2", False, True, "L3: no [bwrap]"))

    assert "NO" in text and "got [through]" in text
    assert "1 of 2 held at L2" in text
    assert "not better: L3: no [bwrap]" in text


@pytest.mark.parametrize(
    ("reads", "word"), [(False, "no, not claimed"), (True, "yes, not claimed")]
)
def test_what_is_not_claimed_is_said(reads: bool, word: str) -> None:
    """At L1 a file that is read is no broken promise, and is named."""
    text = shown(report("L1", reads, True))

    assert word in text
    assert "1 of 1 held at L1" in text
    assert "L1 does not claim to stop 1 more: reads a file" in text


def test_progress_without_a_terminal() -> None:
    """A plain line for each attack, before it is tried."""
    console = Console(file=io.StringIO(), width=80)

    with under_siege(console) as begin:
        trying = begin("L3", 2)
        trying(READS)
        assert console.file.getvalue() == "L3: reads a file\n"  # type: ignore[attr-defined]
        trying(LEAVES)

    assert console.file.getvalue() == "L3: reads a file\nL3: leaves early\n"  # type: ignore[attr-defined]


def test_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar that counts what is done."""
    monkeypatch.setenv("TERM", "xterm")  # a dumb one shows no bar
    console = Console(file=io.StringIO(), width=80, force_terminal=True)

    with under_siege(console) as begin:
        trying = begin("L3", 2)
        trying(READS)
        trying(LEAVES)

    assert "1/2" in console.file.getvalue()  # type: ignore[attr-defined]
    assert "leaves early" in console.file.getvalue()  # type: ignore[attr-defined]
