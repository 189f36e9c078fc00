"""Tests of the filter, from within: what Landlock and namespaces do not see is refused by it."""

from __future__ import annotations

import errno
import fcntl
import os
import struct
import termios
from collections.abc import Callable

import pytest

from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.guest import seccomp
from grader.sandbox.guest.linux import PR_SET_DUMPABLE, PR_SET_PDEATHSIG
from grader.sandbox.guest.system_calls import (
    ALLOWED,
    BY_ARGUMENT,
    FIRST_UNKNOWN,
    OF_A_GPU,
    OWNERSHIP_IOCTLS,
    PRCTLS,
)
from tests.support.guests import student_of

ACTS = """
import ctypes, fcntl, os, struct
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
def locks():
    library = os.open(os.__file__, os.O_RDONLY)
    return [
        result(lambda: fcntl.flock(library, fcntl.LOCK_EX | fcntl.LOCK_NB)),
        result(lambda: fcntl.flock(own, fcntl.LOCK_EX | fcntl.LOCK_NB)),
        result(lambda: fcntl.fcntl(library, 37, bytes(32))),
    ]
def locks_of_this_process(library=None):
    file, kind = (os.open(library, os.O_RDONLY), fcntl.LOCK_SH) if library else (own, fcntl.LOCK_EX)
    fcntl.lockf(file, kind | fcntl.LOCK_NB)
    fcntl.lockf(file, kind)
    asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
    return struct.unpack_from("h", fcntl.fcntl(own, fcntl.F_GETLK, asked))[0] == fcntl.F_UNLCK
def notices(): return result(lambda: fcntl.fcntl(here, fcntl.F_NOTIFY, fcntl.DN_CREATE))
def names():
    made = [lambda: os.link("own", "linked"), lambda: os.mkfifo("pipe"), lambda: os.mknod("node")]
    return [result(make) for make in made]
def kernel_memory():
    return number(444, bytes(8), 8, 0), number(446, 0, 0), number(425, 8, bytes(200))
def peer():
    getsockopt, pidfd = 55 if os.uname().machine == "x86_64" else 209, 77
    return number(getsockopt, 3, 1, pidfd, bytes(4), bytes(4))
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


def verdict(code: bytes, number: int, architecture: int, *arguments: int) -> int:
    """Run a filter as the kernel does, for a call; arguments that are not given are 0."""
    data = struct.pack("<iIQ6Q", number, architecture, 0, *[*arguments, 0, 0, 0, 0, 0, 0][:6])
    loaded = place = 0
    while True:
        word, if_true, if_false, value = struct.unpack_from("<HBBI", code, 8 * place)
        place += 1
        if word == 0x06:
            return value
        if word == 0x20:
            (loaded,) = struct.unpack_from("<I", data, value)
        else:
            holds = {0x15: loaded == value, 0x35: loaded >= value, 0x45: bool(loaded & value)}[word]
            place += if_true if holds else if_false


PROCESSORS = pytest.mark.parametrize(("processor", "column"), [("x86_64", 0), ("aarch64", 1)])
ALLOW, REFUSE, UNKNOWN = seccomp._ALLOW, seccomp._ERRNO | EPERM, seccomp._ERRNO | ENOSYS


@pytest.fixture
def decide(processor: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return what the processor's filter for process 1 says of a call."""
    monkeypatch.setattr(seccomp, "machine", lambda: processor)
    architecture = seccomp._AUDIT_ARCH[processor]

    def asked(number: int, *arguments: int, devices: bool = False, beside: int = 0) -> int:
        code = seccomp.program.__wrapped__(1, devices)
        return verdict(code, number, architecture + beside, *arguments)

    return asked


@PROCESSORS
@pytest.mark.parametrize("devices", [False, True])
def test_the_filter_allows_what_is_listed_and_no_more(
    column: int, decide: Callable[..., int], devices: bool
) -> None:
    """Each call that there is, but those that are decided by their arguments."""
    listed = ALLOWED | OF_A_GPU if devices else ALLOWED
    allowed = {row[column] for row in listed.values()} - {None}
    by_argument = {row[column] for row in BY_ARGUMENT.values()}

    for number in {*range(FIRST_UNKNOWN)} - by_argument:
        expected = ALLOW if number in allowed else REFUSE
        assert decide(number, devices=devices) == expected, number
    for number in (FIRST_UNKNOWN, 457, 458, 469, 1000):
        assert decide(number, devices=devices) == UNKNOWN
    assert decide(0, beside=1) == seccomp._KILL


F_SETLK, F_SETLKW, F_SETOWN, F_SETSIG, F_OFD_SETLK, F_SETLEASE, F_NOTIFY = (
    6,
    7,
    8,
    10,
    37,
    1024,
    1026,
)


@PROCESSORS
def test_some_calls_are_decided_by_an_argument(column: int, decide: Callable[..., int]) -> None:
    """Threads and no processes, itself and no other, flags and no locks, names and no rights."""
    number = {name: row[column] or 0 for name, row in BY_ARGUMENT.items()}
    no_terminal = seccomp._ERRNO | errno.ENOTTY

    assert [decide(number["clone"], flags) for flags in (0x10000, 17)] == [ALLOW, REFUSE]
    assert decide(number["clone3"]) == UNKNOWN
    for name in ("kill", "tgkill"):
        assert [decide(number[name], pid) for pid in (1, 2, 0)] == [ALLOW, REFUSE, REFUSE]
    assert [decide(number["prlimit64"], pid) for pid in (0, 1, 2)] == [ALLOW, ALLOW, REFUSE]
    for command in (F_SETLK, F_SETLKW):
        assert decide(number["fcntl"], 0, command) == seccomp._ERRNO, command
    for command in (F_SETOWN, F_SETSIG, F_OFD_SETLK, F_SETLEASE, F_NOTIFY):
        assert decide(number["fcntl"], 0, command) == REFUSE, command
    assert decide(number["fcntl"], 0, fcntl.F_DUPFD_CLOEXEC) == ALLOW
    for control in OWNERSHIP_IOCTLS.values():
        assert decide(number["ioctl"], 0, control) == no_terminal
        assert decide(number["ioctl"], 0, control, devices=True) == REFUSE
    assert decide(number["ioctl"], 0, termios.TCGETS) == ALLOW
    assert [decide(number["ioctl"], 0, 0xC0DE, devices=d) for d in (0, 1)] == [no_terminal, ALLOW]
    for option in (PR_SET_PDEATHSIG, PR_SET_DUMPABLE, 22, 47):
        assert decide(number["prctl"], option) == REFUSE
    assert decide(number["prctl"], PRCTLS["PR_SET_NAME"]) == ALLOW


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
def test_a_guest_locks_and_links_no_file(sandbox: ForkedSandbox) -> None:
    """A lock of a library would be everybody's; links and pipes are names that nothing counts."""
    with student_of(sandbox, ACTS) as student:
        assert student.locks() == [EPERM] * 3
        assert student.notices() == EPERM
        assert student.names() == [EPERM] * 3


@pytest.mark.usefixtures("only_where_there_is_a_filter")
def test_a_guest_that_locks_its_file_locks_nothing(sandbox: ForkedSandbox) -> None:
    """sqlite3 takes such locks, and others would wait for one of a file that all may read."""
    with student_of(sandbox, ACTS) as student, open(os.__file__, "rb") as file:
        assert student.locks_of_this_process()
        assert student.locks_of_this_process(os.__file__)

        asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
        (found,) = struct.unpack_from("h", fcntl.fcntl(file, fcntl.F_GETLK, asked))
        assert found == fcntl.F_UNLCK


@pytest.mark.usefixtures("only_where_there_is_a_filter")
def test_a_guest_fills_no_memory_of_the_kernel_and_asks_for_no_peer(sandbox: ForkedSandbox) -> None:
    """No more rules of Landlock, no rings; and no handle to who reads its answers."""
    with student_of(sandbox, ACTS) as student:
        assert student.kernel_memory() == (EPERM, EPERM, EPERM)
        assert student.peer() == EPERM


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
