"""Appends to a file of this machine, empties it, renames it, puts another beside it.

Must end in: an exception
Claimed at: L3, L2
"""

import os


def double(x):
    done = []
    for change in (
        lambda: open("@SECRET@", "a").write("changed"),
        lambda: open("@SECRET@.new", "w").write("new"),
        lambda: os.truncate("@SECRET@", 1),
        lambda: os.rename("@SECRET@", "@SECRET@.moved"),
    ):
        try:
            change()
            done.append("got through")
        except OSError as error:
            done.append(error.strerror)
    raise RuntimeError("; ".join(done))
