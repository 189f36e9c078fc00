"""Tests of the kernel's words: each in a process of its own, which it changes for good."""

from __future__ import annotations

import ctypes
import errno
import os
import sys

import pytest

from tests.support.fresh_process import result_of

if sys.platform != "linux":
    pytest.skip("these are Linux's own words", allow_module_level=True)

from grader.sandbox.guest import linux

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only where root runs the tests")
OPENING = """
import ctypes, errno, json, os, resource, sys
from grader.sandbox.guest import linux
def refused(act):
    try:
        act()
    except OSError as error:
        return errno.errorcode[error.errno], str(error)
"""
NAMESPACE = """
uid, gid = os.getuid(), os.getgid()
try:
    linux.unshare(linux.CLONE_NEWUSER | linux.CLONE_NEWNS)
except OSError:
    print("null")
    sys.exit()
linux.map_own_ids(uid, gid)
"""


def said(script: str, *arguments: object) -> object:
    """Return what a script says; skip where this machine has no user namespaces."""
    answer = result_of(OPENING + script, *arguments)
    if answer is None:
        pytest.skip("this machine refuses user namespaces")
    return answer


def test_what_the_kernel_refuses_is_an_error_with_its_number() -> None:
    """A negative result becomes the `OSError` in errno, with the words that say what was tried."""
    ctypes.set_errno(errno.EPERM)

    assert linux.check(7, "a call") == 7
    with pytest.raises(PermissionError, match="a call: Operation not permitted"):
        linux.check(-1, "a call")


def test_an_unknown_option_of_prctl_is_an_error() -> None:
    """A lock-down whose step does not exist here fails, and does not pass silently."""
    with pytest.raises(OSError, match="prctl 987654"):
        linux.prctl(987654)


def test_a_limit_is_lowered_and_never_raised() -> None:
    """Beyond what the process was given there is nothing to have; below it, both limits fall."""
    script = """
which, seen = resource.RLIMIT_NOFILE, []
for value in (64, 1000, 32):
    linux.limit(which, value)
    seen.append(resource.getrlimit(which))
print(json.dumps(seen))
"""

    assert said(script) == [[64, 64], [64, 64], [32, 32]]


def test_every_descriptor_but_those_named_is_closed() -> None:
    """The streams stay, the named ones stay, and all between, before and behind them go."""
    script = """
opened = [os.open(os.devnull, os.O_RDONLY) for _ in range(8)]
keep = {opened[2], opened[5]}
linux.close_descriptors_but(keep)
left = {number for number in range(64) if refused(lambda: os.fstat(number)) is None}
print(json.dumps([left == {0, 1, 2} | keep, len(keep)]))
"""

    assert said(script) == [True, 2]


def test_ids_are_mapped_to_themselves_and_only_once() -> None:
    """In its own user namespace a process is who it was, and is nobody else afterwards."""
    script = f"""{NAMESPACE}
same = (os.getuid(), os.getgid()) == (uid, gid)
again = refused(lambda: linux.map_own_ids(0, 0))
print(json.dumps([same, again[0]]))
"""

    assert said(script) == [True, "EPERM"]


def test_a_process_that_mapped_its_ids_can_be_traced_by_nobody() -> None:
    """It is dumpable only for the moment in which it writes its maps."""
    script = f"{NAMESPACE}\nPR_GET_DUMPABLE = 3\nprint(json.dumps(linux.prctl(PR_GET_DUMPABLE)))"

    assert said(script) == 0


def test_a_tmpfs_hides_what_lies_below_it_and_is_bounded() -> None:
    """It is empty and as large as it was ordered; over no folder there is none."""
    script = f"""{NAMESPACE}
linux.make_mounts_private()
folder = sys.argv[1]
linux.mount_tmpfs(folder, linux.MS_NOSUID, "size=64k,mode=0700")
hidden = os.listdir(folder)
full = refused(lambda: open(folder + "/big", "wb").write(bytes(1 << 20)))
nowhere = refused(lambda: linux.mount_tmpfs(folder + "/nowhere", 0, ""))
print(json.dumps([hidden, full[0], nowhere[0], "nowhere" in nowhere[1]]))
"""

    assert said(script, os.path.dirname(__file__)) == [[], "ENOSPC", "ENOENT", True]


@AS_ROOT
def test_without_capabilities_root_may_mount_nothing() -> None:
    """Every capability is gone, and none can come back through a program of root's."""
    script = """
linux.drop_capabilities()
lines = dict(line.split(":", 1) for line in open("/proc/self/status"))
sets = [int(lines[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")]
print(json.dumps([sets, refused(lambda: linux.mount_tmpfs("/tmp", 0, ""))[0]]))
"""

    assert said(script) == [[0] * 5, "EPERM"]


@AS_ROOT
def test_root_becomes_an_ordinary_user_for_good() -> None:
    """Real, effective and saved ids and all groups: there is no way back."""
    script = """
done = linux.become_ordinary_user(65534)
ids = [*os.getresuid(), *os.getresgid(), *os.getgroups()]
print(json.dumps([done, ids, refused(lambda: os.setresuid(0, 0, 0))[0]]))
"""

    assert said(script) == [True, [65534] * 6, "EPERM"]


@AS_ROOT
def test_where_root_may_not_change_its_id_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container may refuse it: then the caller knows that this is still root."""

    def refuse(*_: object) -> None:
        raise PermissionError

    for name in ("setgroups", "setresgid", "setresuid"):
        monkeypatch.setattr(os, name, refuse)

    assert linux.become_ordinary_user(65534) is False
