"""Ignores every signal and loops for ever.

Must end in: time limit
Claimed at: L3, L2, L1
"""

import signal


def double(x):
    for number in signal.valid_signals():
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            continue
    while True:
        pass
