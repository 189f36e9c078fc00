"""Tests of the filter, from within: what Landlock and namespaces do not see is refused by it."""

from __future__ import annotations

import struct

import pytest

from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.guest import seccomp
from tests.support.guests import student_of

ACTS = """
import ctypes, fcntl, os
libc = ctypes.CDLL(None, use_errno=True)
def result(act):
    try:
        act()
        return 0
    except OSError as error:
        return error.errno
def number(number, *arguments):
    return ctypes.get_errno() if libc.syscall(number, *arguments) < 0 else 0
open("own", "w").close()
os.mkdir("folder")
own, here = os.open("own", os.O_RDWR), os.open(".", os.O_RDONLY)
MARKS = [
    lambda: os.chmod("own", 0), lambda: os.fchmod(own, 0), lambda: os.chmod("folder", 0),
    lambda: os.chown("own", os.getuid(), -1), lambda: os.fchown(own, -1, os.getgid()),
    lambda: os.lchown("own", -1, -1), lambda: os.utime("own"), lambda: os.utime(own, (1, 1)),
    lambda: os.setxattr("own", "user.a", b"a"), lambda: os.setxattr(own, "user.a", b"a"),
    lambda: os.removexattr("own", "user.a"), lambda: os.chmod("own", 0, dir_fd=here),
    lambda: os.chown("own", -1, -1, dir_fd=here), lambda: os.utime("own", (1, 1), dir_fd=here),
    lambda: os.setxattr("own", "user.a", b"a", follow_symlinks=False),
]
def marks(): return [result(mark) for mark in MARKS]
def watches(): return [libc.inotify_init(), libc.inotify_init1(0)]
def leases(): return result(lambda: fcntl.fcntl(own, fcntl.F_SETLEASE, fcntl.F_RDLCK))
def pins(): return result(lambda: os.sched_setaffinity(0, {0}))
def shares(): return [libc.shmat(0, 0, 0), libc.semctl(0, 0, 0), ctypes.get_errno()]
def newer(): return [number(each, -100, b"own", 0, 0, 0, 0) for each in (463, 466, 469, 500, 1000)]
def works():
    from pathlib import Path
    Path("own").touch()
    os.rename("own", "other")
    os.truncate("other", 1)
    return os.path.getsize("other")
"""
EPERM, ENOSYS = 1, 38


def verdict(code: bytes, number: int, architecture: int) -> int:
    """Run a filter as the kernel does, for a call with arguments of 0 (seccomp(2))."""
    data = struct.pack("<iIQ6Q", number, architecture, 0, *[0] * 6)
    loaded = place = 0
    while True:
        word, if_true, if_false, value = struct.unpack_from("<HBBI", code, 8 * place)
        place += 1
        if word == 0x06:
            return value
        if word == 0x20:
            (loaded,) = struct.unpack_from("<I", data, value)
        elif word == 0x05:
            place += value
        else:
            holds = {0x15: loaded == value, 0x35: loaded >= value, 0x45: bool(loaded & value)}[word]
            place += if_true if holds else if_false


@pytest.mark.parametrize(("processor", "column"), [("x86_64", 0), ("aarch64", 1)])
def test_the_filter_refuses_what_is_listed_and_no_more(
    processor: str, column: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each call that there is, but those that are told by their arguments; the rest has no end."""
    monkeypatch.setattr(seccomp, "machine", lambda: processor)
    code = seccomp.program.__wrapped__(1)
    architecture = seccomp._AUDIT_ARCH[processor]
    listed = {row[column] for row in seccomp._DENIED.values()}
    by_argument = {row[column] for row in seccomp._BY_ARGUMENT.values()}

    for number in {*range(seccomp._FIRST_UNKNOWN)} - by_argument:
        refused = seccomp._ERRNO | EPERM if number in listed else seccomp._ALLOW
        assert verdict(code, number, architecture) == refused, number
    assert verdict(code, seccomp._FIRST_UNKNOWN, architecture) == seccomp._ERRNO | ENOSYS
    assert verdict(code, 0, architecture + 1) == seccomp._KILL


@pytest.fixture
def only_where_there_is_a_filter(sandbox: ForkedSandbox) -> None:
    """L1 has none."""
    if sandbox.settings.level == "L1":
        pytest.skip("L1 has no filter")


@pytest.mark.usefixtures("only_where_there_is_a_filter")
def test_a_guest_marks_no_file(sandbox: ForkedSandbox) -> None:
    """Landlock lets modes, owners, times and attributes of hidden files be changed."""
    with student_of(sandbox, ACTS) as student:
        assert student.marks() == [EPERM] * 15


@pytest.mark.usefixtures("only_where_there_is_a_filter")
def test_a_guest_watches_no_file_and_shares_nothing(sandbox: ForkedSandbox) -> None:
    """Nor does it see watches, leases, and what belongs to the user and not to a process."""
    with student_of(sandbox, ACTS) as student:
        assert student.watches() == [-1, -1]
        assert student.leases() == EPERM
        assert student.pins() == EPERM
        assert student.shares() == [-1, -1, EPERM]


@pytest.mark.usefixtures("only_where_there_is_a_filter")
def test_calls_that_are_newer_than_the_filter_do_not_exist(sandbox: ForkedSandbox) -> None:
    """A new way to do what is refused is no way around."""
    with student_of(sandbox, ACTS) as student:
        assert student.newer() == [ENOSYS] * 5


@pytest.mark.usefixtures("only_where_there_is_a_filter")
def test_what_is_left_is_enough_to_work_with_files(sandbox: ForkedSandbox) -> None:
    """A guest's own files can be touched, renamed and cut."""
    with student_of(sandbox, ACTS) as student:
        assert student.works() == 1
