"""Writes a frame onto the grader's connection that claims to be of 2^64 bytes.

Must end in: protocol violation
Claimed at: L3, L2, L1
"""

import sys


def double(x):
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "_channel"):
        frame = frame.f_back
    frame.f_locals["self"]._channel._write(b"\xff" * 12)
