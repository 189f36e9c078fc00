"""Tests of what is said to stand in a level's way: machines that lack one thing each."""

from __future__ import annotations

import errno
import sys
from dataclasses import replace

import pytest

from grader.sandbox import obstacles as named
from grader.sandbox.obstacles import Machine, found_on, obstacles

if sys.platform != "linux":
    pytest.skip("the levels are Linux's", allow_module_level=True)

ALL = (1 << 41) - 1
MINE = Machine(has_bwrap=True, landlock=7, max_user_namespaces=96365)
"""A machine of an ordinary user, on which nothing stands in the way."""
DOCKER = replace(MINE, root=True, capabilities=0xA80425FB, filtered=True)
"""A container's root, with Docker's default capabilities."""
REFUSED = "L3: the zygote could not go on: bwrap: Creating new namespace failed: not permitted"


@pytest.mark.parametrize(
    ("machine", "level", "reason", "cause", "remedy"),
    [
        (
            replace(MINE, has_bwrap=False), "L2", "L3: bubblewrap (bwrap) is not installed",
            "bubblewrap is not installed", "apt-get install bubblewrap",
        ),
        (
            replace(MINE, max_user_namespaces=0), "L2", REFUSED,
            "user.max_user_namespaces is 0", "sysctl -w user.max_user_namespaces=15000",
        ),
        (
            replace(MINE, unprivileged_userns_clone=0), "L2", REFUSED,
            "kernel.unprivileged_userns_clone is 0", "kernel.unprivileged_userns_clone=1",
        ),
        (
            replace(MINE, apparmor_restricts=1), "L2", "L3: bwrap: setting up uid map: denied",
            "AppArmor", "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
        ),
        (
            replace(MINE, filtered=True), "L2", "L3: bwrap: Can't mount proc on /newroot/proc",
            "parts of /proc", "--security-opt unmask=ALL",
        ),
        (
            replace(MINE, filtered=True), "L2", "L3: bwrap: No permissions to create new namespace",
            "seccomp filter refuses namespaces", "docs/levels.md",
        ),
        (DOCKER, "L2", REFUSED, "container's root", "--cap-add SYS_ADMIN --cap-add NET_ADMIN"),
        (
            replace(DOCKER, capabilities=ALL), "L2", "L3: bwrap: pivot_root: not permitted",
            "seccomp filter refuses namespaces", "docs/levels.md",
        ),
        (
            replace(MINE, landlock=0, landlock_error=errno.ENOSYS), "L1", "L2: landlock",
            "this kernel has no Landlock", "Linux 6.2, RHEL 9.6",
        ),
        (
            replace(MINE, landlock=0, landlock_error=errno.EOPNOTSUPP), "L1", "L2: landlock",
            "switched off at its start", "lsm=",
        ),
        (
            replace(MINE, landlock=2), "L1", "L2: a guest empties a host file",
            "ABI 2", "ABI 3 or later",
        ),
    ],
)  # fmt: skip
def test_one_thing_is_lacking(
    machine: Machine, level: str, reason: str, cause: str, remedy: str
) -> None:
    """Its cause is named, with what takes it away, and no other."""
    (found,) = found_on(machine, level, [reason])

    assert cause in found.cause
    assert remedy in found.remedy


def test_a_container_that_refuses_landlock() -> None:
    """L2's obstacle comes first: L3 needs what L2 needs."""
    for error in (errno.EPERM, errno.ENOSYS):
        machine = replace(DOCKER, landlock=0, landlock_error=error)

        first, second = found_on(machine, "L1", [REFUSED, "L2: landlock: refused"])

        assert "no Landlock here" in first.cause
        assert "newer container engine" in first.remedy
        assert "container's root" in second.cause


def test_root_that_may_end_nobody() -> None:
    """Capabilities were taken one too many."""
    machine = replace(DOCKER, capabilities=DOCKER.capabilities & ~(1 << 5))

    first, _ = found_on(machine, "none", ["L1: root may not end them"])

    assert "--cap-add KILL" in first.remedy


@pytest.mark.parametrize(
    "machine",
    [
        replace(MINE, root=True, capabilities=ALL, apparmor_restricts=1),
        replace(MINE, root=True, capabilities=ALL, unprivileged_userns_clone=0),
        replace(MINE, apparmor_restricts=0, unprivileged_userns_clone=1),
        replace(MINE, max_user_namespaces=None),
    ],
)
def test_what_is_not_known_to_hinder_is_not_named(machine: Machine) -> None:
    """Root needs no leave that ordinary users need."""
    assert found_on(machine, "L2", ["L3: something odd"]) == []


def test_at_the_best_level_nothing_is_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine is not even looked at; and elsewhere there is one cause."""
    monkeypatch.setattr(named, "look", None)

    assert obstacles("L3", ["odd"]) == []
    monkeypatch.setattr(named.sys, "platform", "darwin")
    (only,) = obstacles("L1", ["L3: only Linux has this protection"])
    assert only.remedy == "grade on Linux, or in a Linux VM"


def test_this_machine_can_be_read() -> None:
    """Each fact is there, or is said to be unknown."""
    here = named.look()

    assert here.landlock >= 0
    assert (here.landlock == 0) == (here.landlock_error != 0)
    assert here.max_user_namespaces is None or here.max_user_namespaces >= 0
