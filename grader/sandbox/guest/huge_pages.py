"""Puts a process's own memory into huge pages: a fork copies the page tables, which are then short.

A warm zygote holds hundreds of megabytes in pages of 4 KiB, and every fork of it, and every exit of
a guest, walks them all. In pages of 2 MiB both cost a fourth. What a guest writes to is still
copied 4 KiB at a time.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import suppress

HUGE_PAGE = 2 << 20
_MADV_COLLAPSE = 25  # since Linux 6.1; an older kernel refuses, and all stays as it was


def collapse_own_memory() -> int:
    """Put what fits into huge pages; return how many that are (0 where the kernel has none)."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    with suppress(OSError), open("/proc/self/maps", encoding="ascii", errors="replace") as maps:
        return sum(
            libc.madvise(start, HUGE_PAGE, _MADV_COLLAPSE) == 0
            for line in list(maps)
            for start in _huge_pages_in(line)
        )
    return 0


def _huge_pages_in(line: str) -> Iterator[int]:
    """Return the addresses of the whole huge pages in a mapping that is private and of no file."""
    addresses, rights, _, _, inode, *name = line.split()
    if rights != "rw-p" or inode != "0" or name not in ([], ["[heap]"]):
        return
    start, end = (int(address, 16) for address in addresses.split("-"))
    first = -(-start // HUGE_PAGE) * HUGE_PAGE
    yield from range(first, end - HUGE_PAGE + 1, HUGE_PAGE)
