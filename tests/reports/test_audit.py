"""Tests of the audit's tables: all counts are there, and text is shown as it is."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from grader.audit.verdicts import CheckLine, Count, GateLine, PartLine, Verdict
from grader.errors import UsageError
from grader.reports.audit import BEGIN, END, audited, markdown, put_between_markers, under_audit

LINE = PartLine("add", Count(7, 7), Count(8, 8), Count(5, 6), Count(90, 90), 4)
CHECKS = (
    CheckLine("hidden::test_a", "add", 0.012, 3),
    CheckLine("hidden::test_b", "add", 0.001, 0),
    CheckLine("visible::test_c", "add", 0.002, 0),
)
DIRTY = Verdict(
    "rationals", (LINE,), CHECKS, Count(0, 200), Count(6, 8),
    ("chaff [red]x[/red] passes add",), (GateLine("xor", 1, 2500, 0.0019, 1.1e-5),),
)  # fmt: skip
CLEAN = Verdict("words", (LINE,), CHECKS, Count(0, 200), Count(8, 8), ())


def drawn(*verdicts: Verdict) -> str:
    """Give what the terminal shows."""
    console = Console(file=io.StringIO(), width=100)
    console.print(audited(verdicts))
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_a_table_and_its_sentences() -> None:
    """Counts by part, rates with bounds, flaky and dead checks, gates, what is to be mended."""
    text = drawn(DIRTY)

    assert ["add", "7/7", "8/8", "5/6", "90/90", "4", "3", "15"] in [
        line.split() for line in text.splitlines()
    ]
    flat = " ".join(text.split())
    assert "false-fail: 0/7 (≤ 35 %)" in flat
    assert "false-pass: 1/104 (≤ 4.5 %)" in flat
    assert "flaky: 0/200 (≤ 1.5 %)" in flat
    assert "named in the feedback: 6/8 misconceptions" in flat
    assert "gate xor, calibrated anew: 1 of 2500 right trainings miss it, p⁺ = 1.90e-03" in flat
    assert "catch nothing alone: 1 of 2 hidden: test_b" in flat
    assert "mend: chaff [red]x[/red] passes add" in flat
    assert flat.endswith("1 to mend")


def test_a_clean_audit_says_so() -> None:
    """Last, so that it is seen."""
    assert drawn(CLEAN).strip().endswith("the audit is clean")


def test_markdown_holds_the_same() -> None:
    """A table that GitHub draws, and no date."""
    text = markdown([DIRTY, CLEAN], "Linux")

    assert text.startswith("Linux\n\n### rationals\n\n| part | wheats | misconceptions |")
    assert "| `add` | 7/7 | 8/8 | 5/6 | 90/90 | 4 | 3 | 15 |" in text
    assert "- **to mend**: chaff [red]x[/red] passes add" in text
    assert text.count("to mend") == 1


def test_only_what_stands_between_the_markers_changes(tmp_path: Path) -> None:
    """The author's words around it stay."""
    path = tmp_path / "README.md"
    path.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")

    put_between_markers(path, "new")

    assert path.read_text() == f"before\n{BEGIN}\nnew\n{END}\nafter\n"


@pytest.mark.parametrize("text", [None, "", BEGIN, f"{END}\n{BEGIN}", f"{BEGIN}{END}{END}"])
def test_a_file_without_a_place_is_refused(tmp_path: Path, text: str | None) -> None:
    """And left as it is."""
    path = tmp_path / "README.md"
    if text is not None:
        path.write_text(text)

    with pytest.raises(UsageError, match="no place for the figures"):
        put_between_markers(path, "new")
    assert text is None or path.read_text() == text


def test_nothing_moves_where_nobody_looks() -> None:
    """Into a file no bar is drawn."""
    console = Console(file=io.StringIO())

    with under_audit(console) as steps:
        steps.begin(2)
        steps.advance()
        steps.advance()

    assert console.file.getvalue().strip() == ""  # type: ignore[attr-defined]
