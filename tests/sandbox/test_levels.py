"""Tests of the self-test: it can fail, and then the level is not used."""

from __future__ import annotations

import os
from dataclasses import replace
from tempfile import NamedTemporaryFile

import pytest

from grader.errors import SandboxError
from grader.sandbox import launch, levels
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.guest.settings import GuestLimits
from grader.sandbox.interface import Sandbox, SandboxSettings
from tests.support.guests import session_with

SMALL = GuestLimits(256, 8, 60)
THROUGH_AT_L1 = {
    "reads_a_file", "lists_the_host", "writes_a_host_file", "empties_a_host_file",
    "marks_a_host_file", "opens_a_socket", "forks", "starts_a_program", "sees_other_processes",
    "signals_another_process", "asks_for_signals_of_input", "locks_a_shared_file",
    "makes_names_that_nothing_counts", "fills_kernel_memory", "regains_rights",
}  # fmt: skip


def test_every_probe_of_a_level_held(sandbox: ForkedSandbox) -> None:
    """A sandbox that is handed out has stopped all that its level must stop."""
    probes = levels.self_test(sandbox)

    assert [probe.sentence for probe in probes if not probe.held] == []
    assert len(probes) >= 2


def test_the_probes_get_through_where_nothing_stops_them() -> None:
    """At L1 most attacks succeed: a probe that cannot succeed would prove nothing."""
    with (
        ForkedSandbox(SandboxSettings("L1", limits=SMALL)) as sandbox,
        NamedTemporaryFile() as struck,
    ):
        os.chmod(struck.name, 0o666)
        sandbox.wait_until_warm()
        with session_with(sandbox, levels.filled(levels.attacks()[0].source, struck.name)) as guest:
            through = {name for name in THROUGH_AT_L1 if not levels._holds(guest, name)}

    assert through == THROUGH_AT_L1


def test_a_probe_that_ends_in_nothing_did_not_hold(plain_sandbox: Sandbox) -> None:
    """Only a refusal or a death is a hold: what returns anything got through."""
    source = (
        "def returns(x): return False\n"
        "def says(x): raise PermissionError('got through: 1')\n"
        "def is_refused(x): raise PermissionError\n"
        "def dies(x): __import__('os')._exit(0)\n"
    )
    with session_with(plain_sandbox, source) as guest:
        held = [levels._holds(guest, name) for name in ("returns", "says", "is_refused", "dies")]

    assert held == [False, False, True, True]


def test_every_level_tries_what_the_one_below_tries_and_more() -> None:
    """A level whose self-test tried nothing would be promised for nothing."""
    tried = {
        level: {a.name for a in levels.attacks() if a.in_self_test and level in a.levels}
        for level in levels.LEVELS
    }

    assert tried["L3"] > tried["L2"] > tried["L1"] > set()
    assert THROUGH_AT_L1 <= tried["L3"]
    assert len(tried["L3"]) >= 21


def test_a_level_whose_self_test_fails_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """When one attack gets through, the next lower level is tried, and the reason is kept."""
    real = levels.self_test

    def broken(sandbox: ForkedSandbox) -> list[levels.Probe]:
        if sandbox.settings.level == "L3":
            return [levels.Probe("opens_a_socket", held=False)]
        return real(sandbox)

    monkeypatch.setattr(levels, "self_test", broken)
    with levels.protected_sandbox(SandboxSettings("L3", limits=SMALL)) as (_, found):
        assert found.level != "L3"
        assert "opens a socket" in found.reasons[0]


def test_what_cannot_be_tried_is_not_stopped(
    sandbox: ForkedSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A self-test whose text lacks an attack fails, and so does the level."""
    flight = replace(levels.attacks()[0], name="flies_to_the_moon", levels=levels.LEVELS)
    monkeypatch.setattr(levels, "attacks", lambda: [flight])

    with pytest.raises(SandboxError, match="flies_to_the_moon"):
        levels.self_test(sandbox)


def test_a_kernel_whose_landlock_lets_files_be_emptied_has_no_l2(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before Linux 6.2 truncate(2) is nothing to Landlock, and without namespaces nothing else."""
    older = "from grader.sandbox.guest import landlock; landlock.abi = lambda: 2; "
    start = launch._START.replace("from grader", f"{older}from grader", 1)
    monkeypatch.setattr(launch, "_START", start)

    with levels.protected_sandbox(SandboxSettings("L2", limits=SMALL)) as (_, found):
        assert found.level == "L1"
        assert "empties a host file" in found.reasons[0]


def test_without_bubblewrap_the_level_is_lower(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing bwrap is said, not hidden."""
    monkeypatch.setattr(launch, "find_bwrap", lambda: None)

    with levels.protected_sandbox(SandboxSettings("L3", limits=SMALL)) as (_, found):
        assert found.level in ("L2", "L1")
        assert "bubblewrap" in found.reasons[0]


def test_a_broken_library_gives_no_border_at_any_level() -> None:
    """A library that cannot be imported is the instructor's to fix, by name."""
    with (
        pytest.raises(SandboxError, match="no_such_library"),
        levels.protected_sandbox(SandboxSettings("L3", ("no_such_library",), SMALL)),
    ):
        pass


def test_a_grader_that_is_process_1_is_no_attack_got_through(
    sandbox: ForkedSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a container's first process; a guest is process 1 too, in its own namespace at L3."""
    monkeypatch.setattr(levels.os, "getpid", lambda: 1)

    assert [probe.sentence for probe in levels.self_test(sandbox) if not probe.held] == []
