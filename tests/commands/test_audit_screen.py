"""Tests of the audit's tables: all counts are there, and text is shown as it is."""

from __future__ import annotations

import io
import platform
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from grader.authoring.audit.verdicts import (
    CheckLine,
    Count,
    CourseVerdict,
    GateLine,
    PartLine,
    Verdict,
)
from grader.commands.audit_screen import (
    BEGIN,
    END,
    MOST_SHOWN,
    put_between_markers,
    sections,
    shown,
    shown_visible,
    write_tables,
)
from grader.errors import UsageError

LINE = PartLine(
    "add", Count(7, 7), Count(8, 8), Count(5, 6), Count(90, 90), 4, 0, Count(7, 8), ("below",)
)
CHECKS = (
    CheckLine("hidden::test_a", "add", 0.012, 3),
    CheckLine("hidden::test_b", "add", 0.001, 0),
    CheckLine("visible::test_c", "add", 0.002, 0),
)
DIRTY = Verdict(
    "rationals", (LINE,), CHECKS, Count(0, 200), Count(6, 8),
    ("chaff [red]x[/red] passes add",), (GateLine("xor", 1, 2500, 0.0019, 1.1e-5),),
    truly=Count(4, 4), unnamed=("above", "below"),
)  # fmt: skip
CLEAN = Verdict("words", (LINE,), CHECKS, Count(0, 200), Count(8, 8), ())


def drawn(*verdicts: Verdict) -> str:
    """Give what the terminal shows."""
    console = Console(file=io.StringIO(), width=100)
    console.print(shown(CourseVerdict(verdicts), terminal=True))
    return console.file.getvalue()  # type: ignore[attr-defined]


def markdown(*verdicts: Verdict) -> str:
    """Return what a README holds."""
    return "\n\n".join(sections(CourseVerdict(verdicts), "Linux").values())


def plain(verdicts: Sequence[Verdict]) -> str:
    """Return what a file holds."""
    return shown(CourseVerdict(tuple(verdicts)), terminal=False).plain


def test_a_table_and_its_sentences() -> None:
    """Counts by part, rates with bounds, flaky and dead checks, gates, what is to be mended."""
    text = drawn(DIRTY)

    assert ["add", "7/7", "8/8", "7/8", "5/6", "90/90", "4", "3", "15"] in [
        line.split() for line in text.splitlines()
    ]
    flat = " ".join(text.split())
    assert "false-fail: 0/7 (≤ 35 %)" in flat
    assert "false-pass: 1/104 (≤ 4.5 %)" in flat
    assert "flaky: 0/200 (≤ 1.5 %) of fresh seeds failed the reference, none a wheat" in flat
    assert "named in the feedback: 6/8 misconceptions, and not above, below; truly so: 4/4" in flat
    assert "gate xor, calibrated anew: 1 of 2500 right trainings miss it, p⁺ = 1.90e-03" in flat
    assert "catch nothing alone: 1 of 2 hidden: test_b" in flat
    assert "fix: chaff [red]x[/red] passes add" in flat
    assert "visible checks alone catch 7/8 (87.5 %) misconceptions, and not below" in flat
    assert flat.endswith("1 to fix")


def test_too_little_is_seen_of_the_whole_course() -> None:
    """Of all exercises together a larger share is asked than of a part; of a few it is not."""
    half = replace(CLEAN, parts=(replace(LINE, visible=Count(6, 8)),))
    whole, some = (CourseVerdict((half,), whole) for whole in (True, False))
    said = "fix: visible checks alone catch 6/8 misconceptions of the course: 85 % is the least"

    assert f"\n{said}\n1 to fix\n" in shown(whole, terminal=False).plain
    assert f"- **to fix**: {said[5:]}" in markdown(half)
    assert shown(some, terminal=False).plain.endswith("\nthe audit is clean\n")


def test_what_visible_checks_let_through_is_named() -> None:
    """By part, for who writes them."""
    text = shown_visible(CourseVerdict((replace(CLEAN, to_fix=("add is hardly seen",)),))).plain

    assert text == (
        "words: 7/8 (87.5 %)\n  add: 7/8 (87.5 %)\n    passes: below\n"
        "  fix: add is hardly seen\nvisible checks alone catch 7/8 (87.5 %) misconceptions\n"
    )


def test_luck_is_no_stain_but_is_told() -> None:
    """What passes a gate by luck is counted where everybody reads it, and at the very end."""
    lucky = replace(CLEAN, parts=(replace(LINE, lucky=3),))

    flat = " ".join(drawn(lucky).split())

    assert "pass a gate by luck: 3 mutants, counted as false passes" in flat
    assert flat.endswith("the audit is clean, but for 3 mutants passing a gate by luck")


def test_a_file_gets_the_whole_table() -> None:
    """However narrow the terminal would be: no cell is cut off, and no line has a tail."""
    part = replace(LINE, part="a_part_with_a_name_that_is_longer_than_most_of_them_are")
    long = f"a mutant of loops survives: {'x' * 250}"

    text = plain([replace(DIRTY, parts=(part,), to_fix=(long,))])

    lines = [line.split() for line in text.splitlines()]
    assert [part.part, "7/7", "8/8", "7/8", "5/6", "90/90", "4", "-", "-"] in lines
    assert f"fix: {long}" in text.splitlines()
    assert "…" not in text
    assert not [line for line in text.splitlines() if line != line.rstrip()]
    assert text.endswith("1 to fix\n")
    assert "\x1b" not in text


def test_what_was_not_measured_is_no_zero() -> None:
    """In a sample no check is timed, and none is called dead; of nothing there is no rate."""
    line = PartLine("add", Count(), Count(), Count(), Count(), 0)
    text = plain([Verdict("words", (line,), (), Count(), Count(), ())])

    assert ["add", "-", "-", "-", "-", "-", "-", "-", "-"] in [
        each.split() for each in text.splitlines()
    ]
    assert "false-fail: none of right parts; false-pass: none of wrong variants" in text
    assert "catch nothing alone" not in text


def test_text_of_others_moves_no_cursor() -> None:
    """What a wheat printed or raised is one harmless line, and no markup."""
    hostile = "wheat [red]x[/] loses add (\x1b[2J[link=http://x]y\nz\u202e)"

    text, written = (
        plain([replace(DIRTY, to_fix=(hostile,))]),
        markdown(DIRTY),
    )

    assert "fix: wheat [red]x[/] loses add ([link=http://x]y z)\n" in text
    assert not [each for each in ("\x1b", "\u202e") if each in text + written]


def test_a_long_list_ends() -> None:
    """A terminal shows so many, and how many there are; a file for the repository has all."""
    verdict = replace(DIRTY, to_fix=tuple(f"number {n}" for n in range(MOST_SHOWN + 3)))

    text, written = plain([verdict]), markdown(verdict)

    assert f"fix: number {MOST_SHOWN - 1}\nfix: 3 more\n" in text
    assert f"{MOST_SHOWN + 3} to fix" in text
    assert written.count("**to fix**") == MOST_SHOWN + 3


def test_a_clean_audit_says_so() -> None:
    """Last, so that it is seen."""
    assert drawn(CLEAN).strip().endswith("the audit is clean")


def test_a_clean_sample_says_that_it_is_one() -> None:
    """What it did not try may survive, so that it is not called clean without a word of that."""
    sampled = CourseVerdict((CLEAN,), whole=False, sampled=True)

    text = shown(sampled, terminal=False).plain

    assert text.endswith("\nthe audit is clean, as far as a sample goes\n")


def test_markdown_holds_the_same() -> None:
    """A table that GitHub draws, and no date."""
    text = markdown(DIRTY, CLEAN)

    assert text.startswith(
        "All together: visible checks alone catch 14/16 (87.5 %) misconceptions.\n\n"
        "### rationals\n\nLinux\n\n| part | wheats | misconceptions | visible |"
    )
    assert "| `add` | 7/7 | 8/8 | 7/8 | 5/6 | 90/90 | 4 | 3 | 15 |" in text
    assert "- **to fix**: chaff [red]x[/red] passes add" in text
    assert text.count("to fix") == 1


def test_only_what_stands_between_the_markers_changes(tmp_path: Path) -> None:
    """The author's words around it stay."""
    path = tmp_path / "README.md"
    path.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")

    put_between_markers(path, "new")

    assert path.read_text() == f"before\n{BEGIN}\nnew\n{END}\nafter\n"


def test_the_same_figures_are_the_same_file(tmp_path: Path) -> None:
    """Machine and versions stand above the tables; no date, so that only figures change it."""
    path = tmp_path / "README.md"
    path.write_text(f"{BEGIN}\n{END}\n")

    write_tables(CourseVerdict((DIRTY,)), path)
    first = path.read_text()
    write_tables(CourseVerdict((DIRTY,)), path)

    assert path.read_text() == first
    assert f"{platform.system()} {platform.machine()}; nngrader " in first
    assert f", python {platform.python_version()}" in first
    assert "### rationals" in first


def test_an_audit_of_one_exercise_leaves_the_others(tmp_path: Path) -> None:
    """Its own table is new, in its place; what the course has together waits for a whole audit."""
    path = tmp_path / "README.md"
    path.write_text(f"before\n{BEGIN}\n{END}\nafter\n")
    write_tables(CourseVerdict((DIRTY, CLEAN)), path)
    whole = path.read_text()

    write_tables(CourseVerdict((replace(DIRTY, to_fix=()),), whole=False), path)

    fault = "\n- **to fix**: chaff [red]x[/red] passes add"
    assert fault in whole
    assert path.read_text() == whole.replace(fault, "")
    write_tables(CourseVerdict((replace(CLEAN, exercise="new"),), whole=False), path)
    headings = [each for each in path.read_text().splitlines() if each.startswith("### ")]
    assert headings == ["### rationals", "### words", "### new"]


@pytest.mark.parametrize("sampled", [True, False])
def test_the_tables_of_a_sample_say_that_they_are(tmp_path: Path, sampled: bool) -> None:
    """Whoever reads the rates would else take a few mistakes for all."""
    path = tmp_path / "README.md"
    path.write_text(f"{BEGIN}\n{END}\n")

    write_tables(CourseVerdict((CLEAN,), whole=False, sampled=sampled), path)

    assert (". A sample.\n" in path.read_text()) == sampled


def test_the_first_table_of_a_course_may_be_one_exercises(tmp_path: Path) -> None:
    """Nothing stands above it, for nobody has looked at the whole course."""
    path = tmp_path / "README.md"
    path.write_text(f"{BEGIN}\n{END}\n")

    write_tables(CourseVerdict((CLEAN,), whole=False), path)

    assert path.read_text().startswith(f"{BEGIN}\n### words\n\n")


@pytest.mark.parametrize("text", [None, "", BEGIN, f"{END}\n{BEGIN}", f"{BEGIN}{END}{END}"])
def test_a_file_without_a_place_is_refused(tmp_path: Path, text: str | None) -> None:
    """And left as it is."""
    path = tmp_path / "README.md"
    if text is not None:
        path.write_text(text)

    with pytest.raises(UsageError, match="no place for the figures"):
        put_between_markers(path, "new")
    assert text is None or path.read_text() == text
