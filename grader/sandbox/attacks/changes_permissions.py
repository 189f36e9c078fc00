"""Changes who may read a file of this machine, and when it was last changed.

Must end in: an exception
Claimed at: L3, L2
"""

import os


def double(x):
    os.chmod("@SECRET@", 0o777)
    os.utime("@SECRET@", (1, 1))
    raise RuntimeError("got through: the mode and the time are others now")
