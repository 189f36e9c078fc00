"""Tests of the attacks on one's own border: what holds, what does not, and that it is told."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from rich.console import Console

from grader.commands import attack as attack_command
from grader.commands.attack import (
    RIGHT,
    WRONG,
    AttackOutcome,
    AttackReport,
    run_attacks,
    shown,
)
from grader.commands.progress import QUIET, Progress
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.interface import SandboxSettings
from grader.sandbox.levels import LEVELS, Attack, Protection, attacks, protected_sandbox
from grader.sandbox.verdict import Verdict
from tests.support.command_line import Run
from tests.support.guests import warm_sandbox

ENDS = {WRONG, attack_command.RAISED, *Verdict}
ATTACKS = 37
REAL = {
    "reads_a_file", "changes_a_file", "changes_permissions", "climbs_out_of_its_folder",
    "locks_a_shared_file", "watches_a_folder", "makes_names_that_nothing_counts", "calls_home",
    "asks_who_reads_its_answers", "starts_a_program", "takes_more_than_its_share",
    "fills_kernel_memory", "leaves_memory_to_the_next", "widens_the_kernels_surface",
    "calls_what_is_newer", "makes_many_files", "fills_the_disk", "starts_many_threads",
}  # fmt: skip
SOME = ("reads_a_file", "changes_a_file", "calls_home", "starts_a_program", "leaves_early")


def attack_with(source: str, *ends: str) -> Attack:
    """Make an attack of a source."""
    return Attack("double", "Tries.", ends or (WRONG,), LEVELS, False, source)


@pytest.fixture(scope="module")
def bare() -> Iterator[ForkedSandbox]:
    """A border that stops hardly anything."""
    settings = SandboxSettings("L1", limits=attack_command._LIMITS, output_kb=64)
    with warm_sandbox(settings) as sandbox:
        yield sandbox


@pytest.fixture
def some(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let only a few attacks be tried."""
    few = [attack for attack in attacks() if attack.name in SOME]
    monkeypatch.setattr(attack_command, "attacks", lambda: few)


def test_every_attack_says_what_it_is() -> None:
    """One line of what is tried, ends that there are, levels that there are."""
    found = attacks()

    assert len([attack for attack in found if attack.ends]) == ATTACKS
    assert all(attack.ends or attack.in_self_test for attack in found)
    for attack in found:
        assert attack.tried.endswith(".") and "\n" not in attack.tried and len(attack.tried) < 90
        assert set(attack.ends) <= ENDS, attack.name
        assert attack.levels == LEVELS[: len(attack.levels)], attack.name
        assert f"def {attack.name}(x):" in attack.source


def test_every_level_claims_less_than_the_one_above() -> None:
    """L3 claims to stop all of them, L2 nearly all, L1 what is forged."""
    judged = [attack for attack in attacks() if attack.ends]
    claims = [sum(level in attack.levels for attack in judged) for level in LEVELS]

    assert claims[0] == len(judged)
    assert claims == sorted(claims, reverse=True)
    assert 0 < claims[2] < claims[1] < claims[0]


@pytest.mark.parametrize("level", ["L3", "L2"])
def test_this_machine_holds_what_its_level_claims(level: str) -> None:
    """Every attack ends as it must, at each level that this machine has."""
    report = run_attacks(QUIET, level)

    assert [(b.attack.name, b.came) for b in report.claimed if not b.held] == []
    assert len(report.outcomes) == ATTACKS


@pytest.mark.usefixtures("some")
def test_at_l1_what_gets_through_is_said() -> None:
    """A plain process claims little: a file that is read, and one that is changed, are told."""
    report = run_attacks(QUIET, "L1")
    came = {outcome.attack.name: outcome.came for outcome in report.outcomes}
    held = {outcome.attack.name: outcome.held for outcome in report.outcomes}

    assert report.level == "L1" and report.held
    assert [outcome.attack.name for outcome in report.claimed] == ["leaves_early"]
    assert came["reads_a_file"].endswith("a secret came out")
    assert came["changes_a_file"].endswith("a file of this machine was changed")
    assert came["calls_home"].endswith("got through")
    assert held == {name: name == "leaves_early" for name in SOME}


def test_the_attacks_get_through_where_nothing_stops_them(bare: ForkedSandbox) -> None:
    """An attack that cannot succeed would prove nothing."""
    tried = [attack for attack in attacks() if attack.name in REAL]
    through = {each.name for each in tried if not attack_command._try(each, bare).held}

    assert through == REAL


def test_no_call_is_made_by_its_number_on_another_system(bare: ForkedSandbox) -> None:
    """There a number may be any call's; the attack says that it has none."""
    (newer,) = [attack for attack in attacks() if attack.name == "calls_what_is_newer"]
    elsewhere = newer.source.replace('sys.platform == "linux"', 'sys.platform == "another"')

    assert attack_command._try(replace(newer, source=elsewhere), bare).held


@contextmanager
def broken(settings: SandboxSettings) -> Iterator[tuple[ForkedSandbox, Protection]]:
    """A border that says that it is L3, and is not."""
    with warm_sandbox(replace(settings, level="L1")) as sandbox:
        sandbox.settings = settings
        yield sandbox, Protection("L3", (), ())


@pytest.mark.usefixtures("some")
def test_a_broken_border_is_reported(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where less holds than the level claims, the table says NO, and the exit code is 3."""
    monkeypatch.setattr(attack_command, "protected_sandbox", broken)

    code, out, _ = run("doctor", "--attack")

    assert code == 3
    assert "1 of 5 held at L3" in out
    assert out.count("NO") == 4
    assert "a secret came out" in out


def test_the_command(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """All attacks in one table, a line for each on the way, and what held below."""
    few = [attack for attack in attacks() if attack.name in ("leaves_early", "breaks_the_wire")]
    monkeypatch.setattr(attack_command, "attacks", lambda: few)

    code, out, told = run("doctor", "--attack")

    assert code == 0
    assert "protocol violation" in out and "left early" in out
    assert "2 of 2 held at L" in out
    assert [line.split(": ")[1] for line in told.splitlines()] == [
        "leaves early", "breaks the wire",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("def double(x): return 2 * x", "it should be a wrong answer"),
        ("def double(x): raise SystemExit", "it should be a wrong answer"),
        ("def double(x):\n    print(open('@SECRET@').read())\n    return 0 * x", "a secret came"),
        ("def double(x): raise OSError(open('@SECRET@').read())", "a secret came out"),
        ("def double(x):\n    print('got through')\n    return x", "got through"),
        ("import os\ndef double(x):\n    os.unlink('@SECRET@')\n    return x", "was changed"),
        ("def double(x):\n    open('@SECRET@2', 'w').close()\n    return x", "was changed"),
    ],
)
def test_what_does_not_hold(bare: ForkedSandbox, source: str, problem: str) -> None:
    """A wrong end, a secret in what is raised or printed, a touched file: each is enough."""
    outcome = attack_command._try(attack_with(source), bare)

    assert not outcome.held
    assert problem in outcome.came


def test_what_holds(bare: ForkedSandbox) -> None:
    """The right end, and nothing else that came of it."""
    outcome = attack_command._try(attack_with("def double(x): return x"), bare)

    assert outcome.held and outcome.claimed
    assert outcome.came == WRONG


def test_a_border_that_is_hurt_does_not_hold(
    bare: ForkedSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When honest work is no longer right after an attack, it got through."""
    monkeypatch.setattr(attack_command, "_HONEST", "def double(x): return x")

    outcome = attack_command._try(attack_with("def double(x): return x"), bare)

    assert not outcome.held
    assert "honest work is not judged right" in outcome.came


def test_honest_work_is_right(bare: ForkedSandbox) -> None:
    """The check that attacks are held against can be passed."""
    assert attack_command._judge(bare, attack_command._HONEST, "double").how == RIGHT


def test_no_claim_no_failure() -> None:
    """What a level does not claim does not count against it."""
    attack = replace(attack_with(""), levels=("L3",))
    through = AttackOutcome(attack, "got through", held=False, claimed=False)

    assert AttackReport("L1", (), (through,)).held
    assert not AttackReport("L3", (), (replace(through, claimed=True),)).held


def test_the_level_is_tried_first() -> None:
    """The self-test decides which level the attacks are held against."""
    with protected_sandbox(SandboxSettings("L3")) as (_, protection):
        expected = protection.level
    said: list[str] = []

    def say(what: str) -> None:
        said.append(what)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_attacks(Progress(say=say))
    assert [expected] == [what.split(":")[0] for what in said]


READS = Attack("reads_a_file", "Reads.", ("an exception",), ("L3", "L2"), True, "")
LEAVES = Attack("leaves_early", "Leaves.", ("left early",), ("L3", "L2", "L1"), False, "")


def text_of(report: AttackReport) -> str:
    """Return the text of the table and what stands below."""
    console = Console(file=io.StringIO(), width=120)
    console.print(shown(report))
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
    text = text_of(report("L3", True, True))

    assert "reads a file" in text and "PermissionError" in text
    assert "2 of 2 held at L3" in text
    assert "NO" not in text and "claim" not in text


def test_one_did_not_hold() -> None:
    """It cannot be overlooked, and what came of it is shown as it is."""
    text = text_of(report("L2", False, True, "L3: no [bwrap]"))

    assert "NO" in text and "got [through]" in text
    assert "1 of 2 held at L2" in text
    assert "not better: L3: no [bwrap]" in text


@pytest.mark.parametrize(
    ("reads", "word"), [(False, "no, not claimed"), (True, "yes, not claimed")]
)
def test_what_is_not_claimed_is_said(reads: bool, word: str) -> None:
    """At L1 a file that is read is no broken promise, and is named."""
    text = text_of(report("L1", reads, True))

    assert word in text
    assert "1 of 1 held at L1" in text
    assert "L1 does not claim to stop 1 more: reads a file" in text
