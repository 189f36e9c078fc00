"""Tests of the list of system calls: the kernel's numbers, and enough for honest work."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from benchmarks.system_calls import DOCUMENT, Calls, acts_of, counted, run, table, workloads
from grader.sandbox.connection import StudentError
from grader.sandbox.guest.system_calls import ALLOWED, BY_ARGUMENT, FIRST_UNKNOWN, OF_A_GPU
from grader.sandbox.interface import SandboxSettings
from grader.sandbox.levels import protected_sandbox

EVERY = {**ALLOWED, **BY_ARGUMENT, **OF_A_GPU}
X86_64 = Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")
GENERIC = Path("/usr/include/asm-generic/unistd.h")
AARCH64_ASKS_FOR = ("RENAMEAT", "NEW_STAT", "SET_GET_RLIMIT", "MEMFD_SECRET", "SYS_CLONE3")


@cache
def level_here(level: str) -> str:
    """Return the best level from this one down that this machine has."""
    with protected_sandbox(SandboxSettings(level)) as (_, protection):
        return protection.level


@pytest.mark.skipif(not X86_64.exists(), reason="no kernel headers for x86_64 here")
def test_the_numbers_of_x86_64_are_the_headers() -> None:
    """Each call has the number that the kernel's header gives it, and none has another's."""
    header = dict(re.findall(r"#define __NR_(\w+) (\d+)", X86_64.read_text()))

    assert {name: header.get(name) for name in EVERY} == {n: str(r[0]) for n, r in EVERY.items()}


@pytest.mark.skipif(
    not GENERIC.exists() or not shutil.which("cc"), reason="no kernel headers, or no compiler, here"
)
def test_the_numbers_of_aarch64_are_the_generic_headers() -> None:
    """As the kernel builds its table for aarch64; what the table lacks has no number here."""
    flags = [f"-D__ARCH_WANT_{name}" for name in AARCH64_ASKS_FOR]
    command = ["cc", "-E", "-dM", "-D__BITS_PER_LONG=64", *flags, "-include", str(GENERIC)]
    done = subprocess.run(
        [*command, "-x", "c", "/dev/null"], capture_output=True, text=True, check=True
    )
    defined = dict(re.findall(r"#define (__NR\w+) (\w+)", done.stdout))
    header = {name: defined.get(f"__NR_{name}") for name in EVERY}
    header = {name: defined.get(number, number) for name, number in header.items()}

    assert header == {name: number and str(number) for name, (_, number) in EVERY.items()}


def test_no_two_calls_have_one_number() -> None:
    """A slip in the table would allow what nobody named."""
    for column in (0, 1):
        numbers = [row[column] for row in EVERY.values() if row[column] is not None]
        assert len(numbers) == len(set(numbers)) and max(numbers) < FIRST_UNKNOWN


@pytest.mark.slow
@pytest.mark.parametrize("level", ["L3", "L2"])
@pytest.mark.parametrize("name", workloads())
def test_honest_work_finds_every_act_unhindered(name: str, level: str) -> None:
    """What students do with Python and each library works as it does without a filter."""
    if name != "python":
        pytest.importorskip(name)
    if level != level_here(level):
        pytest.skip(f"this machine has no {level}")
    text = workloads()[name].read_text(encoding="utf-8")

    assert dict(run(text, level)) == dict.fromkeys(acts_of(text), True)


TRACE = """\
7 openat(AT_FDCWD, ""..., O_RDONLY) = 3
7 prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, {len=9} <unfinished ...>
6 poll([{fd=3}], 1, -1) = 1
7 <... prctl resumed>) = 0
7 read(3, ""..., 9) = 9
7 clone(child_stack=0x1, flags=CLONE_VM|CLONE_THREAD <unfinished ...>
8 rseq(0x1, 0x20, 0, 0x53053053) = 0
7 <... clone resumed>, parent_tid=[2]) = 2 /* 8 in strace's PID NS */
8 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = -1 EPERM (Operation not permitted)
8 clone3({flags=CLONE_VM}, 88) = -1 ENOSYS (Function not implemented)
8 exit(0) = ?
8 +++ exited with 0 +++
8 chdir(""...) = 0
9 mount("", "", "", 0, NULL) = 0
9 clone(child_stack=0x1, flags=CLONE_VM|CLONE_THREAD, parent_tid=[10]) = 10
10 chmod("", 0) = 0
11 prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, {len=9}) = 0
11 uname({}) = 0
7 newfstatat(AT_FDCWD, "", 0x1, 0) = -1 ENOENT (No such file or directory)
7 openat(AT_FDCWD, ""... <unfinished ...>
7 +++ killed by SIGKILL +++
7 truncate(""..., 0) = 0
"""


def test_only_what_a_guest_calls_after_its_filter_counts() -> None:
    """Its threads' calls too; neither its zygote's, nor others', nor who gets its number later."""
    calls = counted(TRACE.splitlines())

    assert calls.made == {"read", "clone", "rseq", "exit", "newfstatat", "uname"}
    assert dict(calls.refused) == {"socket": 1, "clone3": 1}


def test_an_act_that_fails_is_said_and_the_next_is_tried() -> None:
    """A refusal is what the tool is asked for: it does not end at one."""
    text = "import os\ndef forks(): os.fork()\ndef works(): return True\ndef needs(x): pass\n"
    if level_here("L3") == "L1":
        pytest.skip("L1 has no filter")

    (name, error), other = run(text, level_here("L3"))
    assert name == "forks" and isinstance(error, StudentError)
    assert other == ("works", True)


def test_the_table_says_who_calls_what() -> None:
    """A row for each call, a column for each work; the refusals of each."""
    drawn = table({"python": Calls({"read"}, {"vfork": 2}), "class": Calls({"brk"}, {"mount": 1})})

    assert (
        "| call | python | class |\n|---|---|---|\n| `brk` |  | x |\n| `read` | x |  |\n" in drawn
    )
    assert "| python | `vfork` |\n" in drawn and "mount" not in drawn
    assert "made by none of these: `access`, " in drawn


def test_every_call_that_was_seen_is_on_the_list() -> None:
    """The document holds the measured table, and the list has each of its rows."""
    seen = re.findall(r"^\| `(\w+)` \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)

    assert len(seen) > 50
    assert {*seen} <= {*ALLOWED, *BY_ARGUMENT}
