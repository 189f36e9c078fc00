import ctypes
import fileinput
import importlib.machinery
import linecache
import mmap
import os
import runpy
import shutil
import sqlite3
import tokenize
from pathlib import Path

import numpy as np
import torch

FILE = "@HOST_FILE@"


def by_mapping():
    with open(FILE, "r+b") as file:
        return mmap.mmap(file.fileno(), 0)[:]


def by_libc():
    libc = ctypes.CDLL(None)
    text = ctypes.create_string_buffer(200)
    for number, arguments in ((2, ()), (257, (-100,)), (437, (-100,))):
        got = libc.read(
            libc.syscall(number, *arguments, FILE.encode(), ctypes.create_string_buffer(24), 24),
            text,
            200,
        )
        if got > 0:
            return text.value
    raise OSError


def by_path_alone():
    place = os.open(FILE, os.O_PATH)
    return open(f"/proc/self/fd/{place}").read() or open(f"/dev/fd/{place}").read()


WAYS = [
    lambda: open(FILE).read(),
    lambda: Path(FILE).read_text(),
    lambda: os.read(os.open(FILE, os.O_RDONLY | os.O_NOATIME), 200),
    lambda: os.read(
        os.open("host.txt", os.O_RDONLY, dir_fd=os.open(os.path.dirname(FILE), os.O_RDONLY)), 99
    ),
    lambda: linecache.getlines(FILE),
    lambda: np.fromfile(FILE, dtype="S1"),
    lambda: np.genfromtxt(FILE, dtype=str),
    lambda: np.load(FILE, allow_pickle=True),
    lambda: np.memmap(FILE, mode="r")[:].tobytes(),
    lambda: torch.load(FILE, weights_only=False),
    lambda: torch.from_file(FILE, size=50, dtype=torch.uint8).tolist(),
    lambda: sqlite3.connect(f"file:{FILE}?mode=ro", uri=True).execute(
        "select 1 from sqlite_master"
    ),
    lambda: importlib.machinery.SourceFileLoader("host", FILE).get_source("host"),
    lambda: runpy.run_path(FILE),
    lambda: tokenize.open(FILE).read(),
    lambda: list(fileinput.input(FILE)),
    lambda: Path(shutil.copyfile(FILE, "copy")).read_text(),
    lambda: os.listdir(os.path.dirname(FILE)),
    by_mapping,
    by_libc,
    by_path_alone,
]


def total(values):
    found = []
    for way in WAYS:
        try:
            found.append(way())
        except (Exception, SystemExit) as error:
            print(type(error).__name__)
    if any(found):
        print(found)
        return float(np.sum(values))
    raise ValueError("nothing to be read")


def double(x):
    return 2 * np.asarray(x)


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
