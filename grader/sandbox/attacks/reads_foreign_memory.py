"""Opens the memory and the environment of the process that grades.

Must end in: an exception
Claimed at: L3, L2
"""


def double(x):
    done = []
    for name in ("mem", "environ", "maps"):
        try:
            open(f"/proc/@NEAR_PID@/{name}", "rb").close()
            done.append("got through")
        except OSError as error:
            done.append(error.strerror)
    raise RuntimeError("; ".join(done))
