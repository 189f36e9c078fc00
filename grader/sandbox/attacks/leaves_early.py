"""Ends its own process with success before the check can fail.

Must end in: left early
Claimed at: L3, L2, L1
"""

import os


def double(x):
    os._exit(0)
