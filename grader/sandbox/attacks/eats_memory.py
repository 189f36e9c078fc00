"""Asks for a gigabyte, piece by piece, and keeps it.

Must end in: an exception or memory limit
Claimed at: L3, L2
"""


def double(x):
    kept = [bytes([1]) * (8 << 20) for _ in range(128)]
    raise RuntimeError(f"got through: {len(kept)} pieces of 8 MiB")
