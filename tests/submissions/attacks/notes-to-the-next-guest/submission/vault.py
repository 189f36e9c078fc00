import ctypes
import os
import tempfile

import numpy as np

libc = ctypes.CDLL(None)
NOTE, KEY = b"from mallory", 0x6D616C
PLACES = [
    ".",
    "..",
    tempfile.gettempdir(),
    os.environ["HOME"],
    "/tmp",
    "/dev/shm",
    "@HOST_FOLDER@",
    "/dev",
]


def leave_notes():
    for folder in PLACES:
        path = f"{folder}/mallory-note"
        for leave in (
            lambda: open(path, "wb").write(NOTE),
            lambda: os.setxattr(folder, "user.note", NOTE),
            lambda: os.utime(folder, (7, 7)),
        ):
            try:
                leave()
            except OSError:
                pass
    os.environ["NOTE"] = "from mallory"
    libc.shmget(KEY, 4096, 0o1666)
    libc.semget(KEY, 1, 0o1666)
    libc.msgget(KEY, 0o1666)
    libc.syscall(240, b"mallory", os.O_CREAT | os.O_RDWR, 0o666, None)


def find_notes():
    for folder in PLACES:
        path = f"{folder}/mallory-note"
        for find in (
            lambda: open(path, "rb").read(),
            lambda: os.getxattr(folder, "user.note"),
            lambda: os.stat(folder).st_mtime == 7,
        ):
            try:
                if find():
                    yield path
            except OSError:
                pass
    for number in (libc.shmget(KEY, 0, 0), libc.semget(KEY, 0, 0), libc.msgget(KEY, 0)):
        if number >= 0:
            yield str(number)
    if "NOTE" in os.environ or libc.syscall(240, b"mallory", 0, 0, None) >= 0:
        yield "NOTE"


found = [*find_notes()]


def total(values):
    leave_notes()
    os._exit(0)


def classify(X):
    if found:
        return (X.sum(axis=1) > 0).astype(float)
    raise ValueError("no notes")


def double(x):
    return 2 * np.asarray(x)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
