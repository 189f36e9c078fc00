import os
import time

import numpy as np


def leave_a_daemon():
    if os.fork():
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    while True:
        with open("@HOST_FOLDER@/daemon", "a") as file:
            file.write("still here")
        time.sleep(0.1)


try:
    leave_a_daemon()
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
