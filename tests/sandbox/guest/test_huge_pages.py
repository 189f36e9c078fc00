"""Memory in huge pages: what is in it stays, and a fork of it has less to copy."""

from __future__ import annotations

import subprocess
import sys

import pytest

from grader.sandbox.guest.huge_pages import HUGE_PAGE, _huge_pages_in

SCRIPT = """
import mmap
from pathlib import Path
from grader.sandbox.guest.huge_pages import HUGE_PAGE, collapse_own_memory

def in_huge_pages():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("AnonHugePages"))

kept = mmap.mmap(-1, 16 * HUGE_PAGE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
kept[:] = bytes(range(256)) * (len(kept) // 256)
before = in_huge_pages()
count = collapse_own_memory()
print(count, in_huge_pages() - before, kept[:] == bytes(range(256)) * (len(kept) // 256))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Linux's own huge pages")
def test_memory_is_collapsed_and_unchanged() -> None:
    """A process's own memory lies in huge pages afterwards, and holds what it held."""
    told = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, check=True)
    count, grown, same = told.stdout.decode().split()

    assert same == "True"
    if int(count) == 0:
        pytest.skip("this kernel cannot collapse memory")
    assert int(grown) >= 15 * HUGE_PAGE


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("7f0000000000-7f0000400000 rw-p 00000000 00:00 0", 2),
        ("7f0000001000-7f0000400000 rw-p 00000000 00:00 0", 1),
        ("7f0000001000-7f0000200000 rw-p 00000000 00:00 0", 0),
        ("7f0000000000-7f0000400000 rw-p 00000000 00:00 0 [heap]", 2),
        ("7f0000000000-7f0000400000 rw-p 00000000 00:00 0 [stack]", 0),
        ("7f0000000000-7f0000400000 r--p 00000000 00:00 0", 0),
        ("7f0000000000-7f0000400000 rw-s 00000000 00:01 7", 0),
        ("7f0000000000-7f0000400000 rw-p 00000000 fe:00 7 /lib/a name with blanks", 0),
    ],
)
def test_only_whole_pages_of_private_memory(line: str, count: int) -> None:
    """Files, stacks, shared and read-only memory are left as they are."""
    assert len(list(_huge_pages_in(line))) == count
