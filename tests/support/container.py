"""What a container takes from its root: capabilities and calls, as Docker's defaults do.

``python -m tests.support.container [--without-landlock] COMMAND…`` runs a command so. It
needs root, and no container engine. Sources: capabilities(7), and the default seccomp profile of
moby: without CAP_SYS_ADMIN it refuses what makes namespaces and mounts.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import subprocess
import sys
from pathlib import Path
from platform import machine

from grader.sandbox.guest import drop_root, linux
from grader.sandbox.launch import readable_paths

CHECKOUT = str(Path(__file__).parents[2])
DOCKER_KEEPS = {0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31}  # not SYS_ADMIN
LANDLOCK = (444, 445, 446)
_CALLS = {  # unshare setns mount umount2 pivot_root, and mounts by the newer calls
    "x86_64": (272, 308, 165, 166, 155, 428, 429, 430, 432, 442),
    "aarch64": (97, 268, 40, 39, 41, 428, 429, 430, 432, 442),
}
_CLONE, _CLONE3 = {"x86_64": 56, "aarch64": 220}, 435
_NAMESPACES = 0x7E02_0000
_ALLOW, _ERRNO = 0x7FFF_0000, 0x0005_0000
WORKS = sys.platform == "linux" and os.geteuid() == 0 and machine() in _CALLS


def contained(*command: object, without: str = "", **more: object) -> subprocess.CompletedProcess:
    """Run a command as in a container, and return what became of it."""
    flags = [f"--without-{without}"] if without else []
    start = [sys.executable, "-m", "tests.support.container", *flags, *map(str, command)]
    return subprocess.run(start, capture_output=True, text=True, timeout=600, **more)


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, value)


def _filter(refused: dict[int, int]) -> bytes:
    """Refuse these calls, each with its error, and clones into new namespaces."""
    load, equal, any_bit, give = 0x20, 0x15, 0x45, 0x06
    parts = [_instruction(load, 0)]
    for number, error in refused.items():
        parts += [_instruction(equal, number, 0, 1), _instruction(give, _ERRNO | error)]
    parts += [
        _instruction(equal, _CLONE[machine()], 0, 3),
        _instruction(load, 16),
        _instruction(any_bit, _NAMESPACES, 0, 1),
        _instruction(give, _ERRNO | errno.EPERM),
        _instruction(give, _ALLOW),
    ]
    return b"".join(parts)


def _confine(*, landlock: bool) -> None:
    closed = [path for path in (*readable_paths(), CHECKOUT) if drop_root._remedy_for(path)]
    if closed:  # a Python or a checkout in root's own folder: images have theirs in the open
        drop_root._show_without_closed_folders(closed)
    refused = dict.fromkeys(_CALLS[machine()], errno.EPERM) | {_CLONE3: errno.ENOSYS}
    if not landlock:
        refused |= dict.fromkeys(LANDLOCK, errno.ENOSYS)
    code = _filter(refused)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("<HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    linux.check(linux.libc.prctl(22, ctypes.c_ulong(2), ctypes.c_char_p(program), 0, 0), "seccomp")
    for number in range(64):
        if number not in DOCKER_KEEPS and linux.libc.prctl(24, number, 0, 0, 0):
            break
    kept = sum(1 << number for number in DOCKER_KEEPS)
    low, high = kept & 0xFFFF_FFFF, kept >> 32
    header = struct.pack("<Ii", 0x2008_0522, 0)
    linux.check(
        linux.libc.capset(header, struct.pack("<6I", low, low, low, high, high, 0)), "capset"
    )


if __name__ == "__main__":
    words = sys.argv[1:]
    has_landlock = words[0] != "--without-landlock"
    os.chdir("/")
    _confine(landlock=has_landlock)
    command = words if has_landlock else words[1:]
    os.execvp(command[0], command)
