"""Why this machine has no better level of protection, from what its kernel says, and what helps.

What was tried decides the level (`levels`); this only names the cause.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox.launch import find_bwrap

if sys.platform == "linux":
    from grader.sandbox.guest import landlock, linux

LEAST_LANDLOCK = 3
"""Before this ABI a guest may empty files: no level above L1 passes its self-test."""

LANDLOCK_SINCE = "Linux 6.2, RHEL 9.6"
_INSTALL = "apt-get install bubblewrap (dnf, pacman and apk know it by the same name)"


@dataclass(frozen=True)
class Obstacle:
    """What stands in a level's way, and what takes it away: a line to type, or a word."""

    cause: str
    remedy: str


@dataclass(frozen=True)
class Machine:
    """What a kernel says of itself and of this process; None where it says nothing.

    ``landlock`` is the ABI, 0 for none, and ``landlock_error`` is then the kernel's errno.
    ``filtered`` says whether a seccomp filter is on this process.
    """

    has_bwrap: bool
    landlock: int
    landlock_error: int = 0
    root: bool = False
    capabilities: int = 0
    filtered: bool = False
    max_user_namespaces: int | None = None
    unprivileged_userns_clone: int | None = None
    apparmor_restricts: int | None = None


def look() -> Machine:
    """Read what this machine says. On Linux alone."""
    ctypes.set_errno(0)
    version = landlock.abi()
    return Machine(
        has_bwrap=find_bwrap() is not None,
        landlock=version,
        landlock_error=0 if version else ctypes.get_errno(),
        root=os.geteuid() == 0,
        capabilities=linux.capabilities(),
        filtered="Seccomp:\t2" in Path("/proc/self/status").read_text(encoding="utf-8"),
        max_user_namespaces=_sysctl("user/max_user_namespaces"),
        unprivileged_userns_clone=_sysctl("kernel/unprivileged_userns_clone"),
        apparmor_restricts=_sysctl("kernel/apparmor_restrict_unprivileged_userns"),
    )


def _sysctl(name: str) -> int | None:
    with suppress(OSError, ValueError):
        return int(Path("/proc/sys", name).read_text(encoding="ascii"))
    return None


def obstacles(level: str, reasons: Sequence[str]) -> list[Obstacle]:
    """Name what stands in the way of the levels above ``level`` here.

    ``reasons`` are what came of trying them. Nothing is named that is not known.
    """
    if level == "L3":
        return []
    if sys.platform != "linux":
        return [Obstacle("only Linux can keep code apart", "grade on Linux, or in a Linux VM")]
    return found_on(look(), level, reasons)


def found_on(machine: Machine, level: str, reasons: Sequence[str]) -> list[Obstacle]:
    """Name the obstacles of a machine; L2's first, since L3 needs all that L2 needs."""
    below = list(_to_l2(machine)) if level != "L2" else []
    return [*below, *_to_l3(machine, " ".join(reasons))]


def _to_l2(machine: Machine) -> Iterator[Obstacle]:
    error, version = machine.landlock_error, machine.landlock
    if version >= LEAST_LANDLOCK:
        pass
    elif version:
        cause = f"Landlock is too old here: ABI {version}, which lets a guest empty files"
        yield Obstacle(cause, f"a kernel with ABI {LEAST_LANDLOCK} or later: {LANDLOCK_SINCE}")
    elif error == errno.EOPNOTSUPP:
        cause = "Landlock is in this kernel, and was switched off at its start"
        yield Obstacle(cause, "add landlock to lsm= on the kernel's command line, and restart")
    elif error == errno.EPERM or machine.filtered:
        cause = "no Landlock here: the kernel has none, or a container's seccomp filter refuses it"
        yield Obstacle(cause, f"a newer container engine, on a host with {LANDLOCK_SINCE} or later")
    else:
        yield Obstacle("this kernel has no Landlock", f"a newer kernel: {LANDLOCK_SINCE}")
    others_process = machine.root and machine.capabilities & linux.CAP_SETUID
    if others_process and not machine.capabilities & linux.CAP_KILL:
        cause = "root may not end another user's process here, and guests are nobody's"
        yield Obstacle(cause, "docker run --cap-add KILL, podman run --cap-add KILL")


def _to_l3(machine: Machine, said: str) -> Iterator[Obstacle]:
    ordinary, privileged = not machine.root, linux.CAP_SYS_ADMIN | linux.CAP_NET_ADMIN
    if not machine.has_bwrap:
        yield Obstacle("bubblewrap is not installed", _INSTALL)
    if machine.max_user_namespaces == 0:
        cause = "user namespaces are switched off: user.max_user_namespaces is 0"
        yield Obstacle(cause, "sudo sysctl -w user.max_user_namespaces=15000")
    if machine.unprivileged_userns_clone == 0 and ordinary:
        cause = "only root may make namespaces: kernel.unprivileged_userns_clone is 0"
        yield Obstacle(cause, "sudo sysctl -w kernel.unprivileged_userns_clone=1")
    if machine.apparmor_restricts and ordinary:
        cause = "AppArmor keeps ordinary users from namespaces, as Ubuntu has it since 23.10"
        remedy = (
            "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or a profile for "
            "bwrap alone: docs/levels.md"
        )
        yield Obstacle(cause, remedy)
    if "mount proc" in said:
        cause = "the container covers parts of /proc, so that no new one may be mounted"
        remedy = (
            "podman run --security-opt unmask=ALL, docker run --security-opt systempaths=unconfined"
        )
        yield Obstacle(cause, remedy)
    elif machine.root and machine.capabilities & privileged != privileged:
        cause = "this is a container's root, who may neither mount nor make namespaces"
        remedy = (
            "L2 is what a container gives as it is; with podman run --cap-add SYS_ADMIN "
            "--cap-add NET_ADMIN it is L3: docs/levels.md"
        )
        yield Obstacle(cause, remedy)
    elif machine.filtered and "bwrap:" in said:
        cause = "a container's seccomp filter refuses namespaces or mounts"
        remedy = "L2 is what a container gives as it is; docs/levels.md says how to get L3"
        yield Obstacle(cause, remedy)
