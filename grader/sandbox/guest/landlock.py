"""Landlock: which files this process may still reach.

Source of the numbers: linux/landlock.h.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterable

from grader.sandbox.guest.linux import check, libc

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 1 << 1, 1 << 2, 1 << 3
_MAKE_CHAR, _MAKE_SOCK, _MAKE_FIFO, _MAKE_BLOCK = 1 << 6, 1 << 9, 1 << 10, 1 << 11
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_FIRST_ABI_RIGHTS = (1 << 13) - 1
_ALL_NET = 0b11
_ALL_SCOPES = 0b11  # abstract unix sockets, signals to processes outside


def abi() -> int:
    """Return the version of Landlock that the kernel has; 0 for none."""
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(_VERSION_FLAG))
    return max(int(version), 0)


def restrict(readable: Iterable[str], writable: Iterable[str], devices: Iterable[str] = ()) -> int:
    """Allow reading below ``readable``, writing too below ``writable``, and nothing else.

    ``devices``, the files of a GPU, may also be controlled with ioctl. Returns the `abi` whose
    rights hold: the kernel's, or the newest below it of which the kernel knows all rights. Whether
    that is enough, the level's self-test finds out.

    Raises `OSError` where the kernel has no Landlock.
    """
    version, ruleset, rights = _newest_ruleset(abi())
    for path in readable:
        _allow(ruleset, path, _EXECUTE | _READ_FILE | _READ_DIR)
    special = _EXECUTE | _MAKE_CHAR | _MAKE_SOCK | _MAKE_FIFO | _MAKE_BLOCK | _IOCTL_DEV
    for path in writable:
        _allow(ruleset, path, rights & ~special)
    for path in devices:
        _allow(ruleset, path, rights & (_READ_FILE | _WRITE_FILE | _IOCTL_DEV))
    check(libc.syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint(0)), "landlock")
    os.close(ruleset)
    return version


def _newest_ruleset(version: int) -> tuple[int, int, int]:
    """Return the version whose rights the kernel takes, its ruleset, and its rights on files.

    A kernel into which Landlock was ported back may name a version that it does not know whole.
    """
    while True:
        rights = _FIRST_ABI_RIGHTS
        for since, right in ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL_DEV)):
            if version >= since:
                rights |= right
        net = _ALL_NET if version >= 4 else 0
        scopes = _ALL_SCOPES if version >= 6 else 0
        attributes = struct.pack("<QQQ", rights, net, scopes)
        size = ctypes.c_size_t(8 if version < 4 else 16 if version < 6 else 24)
        ruleset = libc.syscall(_CREATE_RULESET, attributes, size, ctypes.c_uint(0))
        unknown = ruleset < 0 and ctypes.get_errno() in (errno.EINVAL, errno.E2BIG)
        if version <= 1 or not unknown:
            return version, check(ruleset, "landlock"), rights
        version -= 1


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not os.path.isdir(path):
        rights &= _EXECUTE | _READ_FILE | _WRITE_FILE | _TRUNCATE | _IOCTL_DEV
    rule = struct.pack("<Qi", rights, descriptor)
    arguments = (ctypes.c_int(ruleset), ctypes.c_int(_RULE_PATH_BENEATH), rule, ctypes.c_uint(0))
    check(libc.syscall(_ADD_RULE, *arguments), f"landlock {path}")
    os.close(descriptor)
