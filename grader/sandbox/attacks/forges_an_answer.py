"""Sends answers of its own over the connection: for this call, and for the next.

Must end in: a wrong answer or protocol violation
Claimed at: L3, L2, L1
"""

import sys


def double(x):
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "_channel"):
        frame = frame.f_back
    guest = frame.f_locals["self"]
    for number in range(guest._number, guest._number + 3):
        guest._channel.send({"n": number, "ok": True, "passed": True, "score": 1.0})
