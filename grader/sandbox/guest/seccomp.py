"""A seccomp filter: which system calls this process may still make.

The filter is an allow list (`system_calls`): what is not in it is refused. So nothing starts a
process, reaches another one, opens a socket, changes mounts or identities, marks or locks files, or
holds memory in the kernel that no limit counts. Threads are allowed, and signals to oneself.

A refusal never ends a process, as in container runtimes: a call that the list knows and leaves out
gives EPERM, one that is newer than the list ENOSYS, since libc then does without it.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from platform import machine

from grader.sandbox.guest.linux import check, libc
from grader.sandbox.guest.system_calls import (
    ALLOWED,
    BY_ARGUMENT,
    FCNTLS,
    FCNTLS_OF_NO_EFFECT,
    FIRST_UNKNOWN,
    IOCTLS,
    NAMING,
    OF_A_GPU,
    OWNERSHIP_IOCTLS,
    PRCTLS,
)

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_ALLOW, _ERRNO, _KILL = 0x7FFF_0000, 0x0005_0000, 0x8000_0000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16
_X32_BIT = 0x4000_0000
_CLONE_THREAD = 0x0001_0000

_AUDIT_ARCH = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, value)


def _refuse(error: int) -> bytes:
    return _instruction(_RETURN, _ERRNO | error)


_ALLOWED, _REFUSED = _instruction(_RETURN, _ALLOW), _refuse(errno.EPERM)
_NO_EFFECT = _instruction(_RETURN, _ERRNO)  # the call returns 0, as if it were done


def _decide_all(verdicts: list[tuple[int, bytes]]) -> bytes:
    """Find a call's verdict; each holds from its number up to the next one's.

    By halves: the kernel runs a filter that is put on a guest with every number that there is, to
    remember those that are always allowed.
    """
    if len(verdicts) == 1:
        return verdicts[0][1]
    middle = len(verdicts) // 2
    below, above = _decide_all(verdicts[:middle]), _decide_all(verdicts[middle:])
    return _instruction(_AT_LEAST, verdicts[middle][0], len(below) // 8, 0) + below + above


def _verdicts(allowed: set[int | None]) -> list[tuple[int, bytes]]:
    """Return from which number on which verdict holds."""
    known = [_ALLOWED if number in allowed else _REFUSED for number in range(FIRST_UNKNOWN)]
    ranges = [next(each) for _, each in groupby(enumerate(known), key=lambda pair: pair[1])]
    return [*ranges, (FIRST_UNKNOWN, _refuse(errno.ENOSYS))]


def _by_value(values: Iterable[int], listed: bytes, others: bytes, test: int = _EQUAL) -> bytes:
    """Tell values apart by what is loaded; ``others`` may tell more of them apart."""
    values = [*values]
    past = len(others) // 8 - 1
    tests = [_instruction(test, value, len(values) - i + past, 0) for i, value in enumerate(values)]
    return b"".join(tests) + others + listed


def _decide(
    number: int,
    argument: int,
    values: Iterable[int],
    listed: bytes,
    others: bytes,
    test: int = _EQUAL,
) -> bytes:
    """Decide one call by an argument: by whether it equals one of ``values``, or has its bit."""
    block = _instruction(_LOAD, _ARGUMENTS_AT + 8 * argument)
    block += _by_value(values, listed, others, test)
    return _instruction(_EQUAL, number, 0, len(block) // 8) + block


@cache
def program(own_pid: int, devices: bool = False, files: bool = True) -> bytes:
    """Return the filter as BPF instructions for this machine's processor.

    ``devices``: a GPU's driver may be called as well. Without ``files`` none is opened, nor looked
    for by its name. Raises `OSError` (ENOSYS) on a processor whose numbers are not known.
    """
    processor = machine()
    if processor not in _AUDIT_ARCH:
        raise OSError(errno.ENOSYS, f"no seccomp filter for {processor}")
    column = 0 if processor == "x86_64" else 1
    numbers = {name: row[column] or 0 for name, row in BY_ARGUMENT.items()}
    listed = ALLOWED | OF_A_GPU if devices else ALLOWED
    listed = {name: row for name, row in listed.items() if files or name not in NAMING}
    parts = [_instruction(_LOAD, _ARCH_AT), _instruction(_EQUAL, _AUDIT_ARCH[processor], 1, 0)]
    parts += [_instruction(_RETURN, _KILL), _instruction(_LOAD, _NUMBER_AT)]
    if processor == "x86_64":
        parts += [_instruction(_AT_LEAST, _X32_BIT, 0, 1), _instruction(_RETURN, _KILL)]
    no_terminal = _refuse(errno.ENOTTY)  # what a file that cannot be so controlled answers
    driver = _decide(numbers["ioctl"], 1, OWNERSHIP_IOCTLS.values(), _REFUSED, _ALLOWED)
    plain = _decide(numbers["ioctl"], 1, IOCTLS.values(), _ALLOWED, no_terminal)
    other_fcntls = _by_value(FCNTLS.values(), _ALLOWED, _REFUSED)
    parts += [
        driver if devices else plain,
        _decide(numbers["fcntl"], 1, FCNTLS_OF_NO_EFFECT.values(), _NO_EFFECT, other_fcntls),
        _decide(numbers["clone"], 0, [_CLONE_THREAD], _ALLOWED, _REFUSED, _ANY_BIT),
        _decide(numbers["kill"], 0, [own_pid], _ALLOWED, _REFUSED),
        _decide(numbers["tgkill"], 0, [own_pid], _ALLOWED, _REFUSED),
        _decide(numbers["prlimit64"], 0, [0, own_pid], _ALLOWED, _REFUSED),
        _decide(numbers["prctl"], 0, PRCTLS.values(), _ALLOWED, _REFUSED),
        _instruction(_EQUAL, numbers["clone3"], 0, 1),
        _refuse(errno.ENOSYS),  # so that libc falls back to clone
        _decide_all(_verdicts({row[column] for row in listed.values()})),
    ]
    return b"".join(parts)


def restrict(own_pid: int, devices: bool = False, files: bool = True) -> None:
    """Put the filter on this process, for good. NO_NEW_PRIVS must be set before."""
    code = program(own_pid, devices, files=files)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("<HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    arguments = (ctypes.c_ulong(_MODE_FILTER), ctypes.c_char_p(header), 0, 0)
    check(libc.prctl(_PR_SET_SECCOMP, *arguments), "seccomp")
