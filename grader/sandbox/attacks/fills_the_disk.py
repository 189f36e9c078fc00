"""Writes several times what a guest may keep on the disk.

Must end in: an exception
Claimed at: L3
"""


def double(x):
    for number in range(4):
        with open(f"full-{number}", "wb") as file:
            file.write(bytes(7 << 20))
    raise RuntimeError("got through: 28 MiB written")
