"""Starts another program, and forks itself.

Must end in: an exception
Claimed at: L3, L2
"""

import os
import subprocess
import sys


def double(x):
    try:
        subprocess.run([sys.executable, "-c", ""], check=False)
    except OSError:
        if os.fork() == 0:
            os._exit(0)
    raise RuntimeError("got through: another process ran")
