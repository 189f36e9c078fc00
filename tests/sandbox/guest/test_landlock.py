"""Tests of Landlock: in processes of their own, which it restricts for good."""

from __future__ import annotations

import ctypes
import errno
import struct
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support.fresh_process import result_of

if sys.platform != "linux":
    pytest.skip("Landlock is Linux's", allow_module_level=True)

from grader.sandbox.guest import landlock

NEEDS_LANDLOCK = pytest.mark.skipif(landlock.abi() == 0, reason="this kernel has no Landlock")
SCRIPT = """
import errno, json, os, sys
from grader.sandbox.guest import landlock, linux
def end(act):
    try:
        act()
    except OSError as error:
        return errno.errorcode[error.errno]
top = sys.argv[1]
os.chdir(top)
linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
version = landlock.restrict(["read", "alone.txt", "nowhere"], ["write"])
answers = {
    "version": version == landlock.abi(),
    "read": end(lambda: open("read/a.txt").read()),
    "list": end(lambda: os.listdir("read")),
    "read alone": end(lambda: open("alone.txt").read()),
    "change what is read": end(lambda: open("read/a.txt", "a")),
    "make beside what is read": end(lambda: open("read/new.txt", "w")),
    "read beside": end(lambda: open("beside.txt").read()),
    "list above": end(lambda: os.listdir(".")),
    "run": end(lambda: os.execv("/bin/true", ["true"])),
    "write": end(lambda: open("write/new.txt", "w").close()),
    "read what was written": end(lambda: open("write/new.txt").read()),
    "make a folder": end(lambda: os.mkdir("write/folder")),
    "make a pipe": end(lambda: os.mkfifo("write/pipe")),
    "run what was written": end(lambda: os.execv("write/program", ["program"])),
    "move out": end(lambda: os.rename("write/new.txt", "read/new.txt")),
}
print(json.dumps(answers))
"""
MAY = {
    "read", "list", "read alone", "write", "read what was written", "make a folder",
}  # fmt: skip


@NEEDS_LANDLOCK
def test_only_what_is_named_is_reached(tmp_path: Path) -> None:
    """Reading below one path, writing below another, one single file; all else is refused."""
    for name in ("read", "write"):
        (tmp_path / name).mkdir()
    for name in ("read/a.txt", "alone.txt", "beside.txt"):
        (tmp_path / name).write_text("text")
    (tmp_path / "write/program").write_text("#!/bin/sh\n")
    (tmp_path / "write/program").chmod(0o755)

    answers = result_of(SCRIPT, tmp_path)

    assert answers.pop("version")
    assert {name for name, end in answers.items() if end is None} == MAY
    assert {end for end in answers.values() if end} <= {"EACCES", "EXDEV"}


@NEEDS_LANDLOCK
def test_without_new_privileges_there_is_no_restriction() -> None:
    """The kernel asks for NO_NEW_PRIVS first; a step that was left out is an error."""
    script = """
import json
from grader.sandbox.guest import landlock, linux
linux.drop_capabilities()
try:
    landlock.restrict([], [])
except PermissionError as error:
    print(json.dumps(str(error)))
"""

    assert "landlock" in result_of(script)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """A kernel that takes note of what it is asked, and grants it."""
    calls: list[tuple[int, ...]] = []

    def syscall(number: int, attributes: bytes, size: object = None, *_: object) -> int:
        if number == landlock._CREATE_RULESET:
            calls.append((*struct.unpack("<QQQ", attributes), size.value))  # type: ignore[attr-defined]
            return landlock.os.open(landlock.os.devnull, landlock.os.O_RDONLY)
        return 0

    monkeypatch.setattr(landlock, "libc", SimpleNamespace(syscall=syscall))
    return calls


@pytest.mark.parametrize(
    ("version", "newest_right", "net", "scopes", "size"),
    [
        (1, 12, 0, 0, 8),
        (2, 13, 0, 0, 8),
        (3, 14, 0, 0, 8),
        (4, 14, 3, 0, 16),
        (5, 15, 3, 0, 16),
        (6, 15, 3, 3, 24),
        (9, 15, 3, 3, 24),
    ],
)
def test_a_kernel_is_asked_for_all_that_its_version_has(
    version: int, newest_right: int, net: int, scopes: int, size: int,
    asked: list[tuple[int, ...]], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Less would leave a door open; more would be refused, and no level be given."""
    monkeypatch.setattr(landlock, "abi", lambda: version)

    assert landlock.restrict([], []) == version
    assert asked == [((2 << newest_right) - 1, net, scopes, size)]


@pytest.mark.parametrize("error", [errno.EINVAL, errno.E2BIG])
def test_a_kernel_that_names_a_version_it_does_not_know_whole(
    error: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked for the rights of the version before, and so on: fewer rights, not none."""
    asked = []

    def syscall(number: int, attributes: bytes, *_: object) -> int:
        if number != landlock._CREATE_RULESET:
            return 0
        asked.append(struct.unpack("<QQQ", attributes))
        ctypes.set_errno(error)
        known = not asked[-1][2] and not asked[-1][0] >> 15  # no scopes, no ioctl
        return landlock.os.open(landlock.os.devnull, landlock.os.O_RDONLY) if known else -1

    monkeypatch.setattr(landlock, "libc", SimpleNamespace(syscall=syscall))
    monkeypatch.setattr(landlock, "abi", lambda: 6)

    assert landlock.restrict([], []) == 4
    assert [(rights.bit_length() - 1, net, scopes) for rights, net, scopes in asked] == [
        (15, 3, 3), (15, 3, 0), (14, 3, 0),
    ]  # fmt: skip


def test_a_kernel_that_takes_no_version_ends_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the first version there is none to try."""

    def syscall(*_: object) -> int:
        ctypes.set_errno(errno.EINVAL)
        return -1

    monkeypatch.setattr(landlock, "libc", SimpleNamespace(syscall=syscall))
    monkeypatch.setattr(landlock, "abi", lambda: 3)

    with pytest.raises(OSError, match="landlock") as refused:
        landlock.restrict([], [])
    assert refused.value.errno == errno.EINVAL


def test_a_kernel_without_landlock_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is never taken for a restriction that holds."""

    def syscall(*_: object) -> int:
        ctypes.set_errno(errno.ENOSYS)
        return -1

    monkeypatch.setattr(landlock, "libc", SimpleNamespace(syscall=syscall))

    assert landlock.abi() == 0
    with pytest.raises(OSError, match="landlock") as refused:
        landlock.restrict(["/usr"], [])
    assert refused.value.errno == errno.ENOSYS


def test_a_rule_that_is_refused_is_an_error_that_names_its_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A guest with one rule too few may not start."""

    def syscall(number: int, *_: object) -> int:
        ctypes.set_errno(errno.EINVAL)
        return -1 if number == landlock._ADD_RULE else 1 << 20

    monkeypatch.setattr(landlock, "libc", SimpleNamespace(syscall=syscall))

    with pytest.raises(OSError, match=f"landlock {tmp_path}"):
        landlock.restrict([str(tmp_path)], [])
