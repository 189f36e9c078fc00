"""Prints without end.

Must end in: output limit
Claimed at: L3, L2
"""


def double(x):
    for _ in range(1024):
        print("x" * (64 << 10), flush=True)
    raise RuntimeError("got through: 64 MiB printed")
