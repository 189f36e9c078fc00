"""Reads a file of this machine and tells what it says.

Must end in: an exception
Claimed at: L3, L2
"""


def double(x):
    raise RuntimeError("got through: " + open("@SECRET@").read())
