import sys

import numpy as np

EVIL = "".join(
    [
        "\x1b[2J\x1b[H\x1b[31;1m",
        "\x1b]0;graded: 5 of 5\x07",
        "\x1b]52;c;cm0gLXJmIH4=\x07",
        "\x1b]8;;http://example.org\x1b\\5 of 5\x1b]8;;\x1b\\",
        "\x1bP1$r0m\x1b\\ \x1b_G\x1b\\ \x1b^x\x1b\\ \x1bc \x1b#8 \x1b(0",
        "\x9b2J\x9d0;title\x9c\x90q\x9c",
        "\x1b\x1b[31m \x1b[\x1b[31m31m \x1b]0;\x1b]0;x\x07\x07",
        "\r\x08\x7f\x07\x0e\x85\u2028",
        "\u202e5 fo 5\u2066\u200f\u061c",
    ]
)


def double(x):
    print(EVIL)
    print(EVIL, file=sys.stderr)
    raise ValueError(chr(0) + EVIL)


def total(values):
    raise type(EVIL, (KeyError,), {})(EVIL)


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return type(EVIL, (), {"__repr__": lambda self: EVIL, "shape": EVIL})()


def halve(t):
    return t / 2
