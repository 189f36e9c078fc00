import linecache

import numpy as np

EVIL = "\x1b[2J\x1b]52;c;cm0=\x07\u202e[red]=1+1\r\nhidden 5 of 5\n"


def double(x):
    exec(compile("1 / 0", "\x1b]0;title\x07vault.py\r\n  hidden", "exec"))


def total(values):
    def inner():
        raise IndexError

    code = inner.__code__.replace(co_name=EVIL, co_filename=EVIL, co_firstlineno=2**31 - 1)
    linecache.cache[EVIL] = (1, None, [EVIL + "\n"] * 9, EVIL)
    type(inner)(code, {})()


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
