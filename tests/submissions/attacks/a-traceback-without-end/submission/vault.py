import json
import os
import struct
import sys


def frame(message, body=b""):
    header = json.dumps(message).encode()
    return struct.pack("!IQ", len(header), len(body)) + header + body


def shout_at_sockets(content):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, content)
        except OSError:
            pass


def number():
    """Find the number of the question that is being answered."""
    at = sys._getframe()
    while not hasattr(at.f_locals.get("self"), "_number"):
        at = at.f_back
    return at.f_locals["self"]._number


line = ["l", "vault.py", 1, "double", "return 2 * x " * 4]


def forge(kind, message, frames):
    error = [["type", kind], ["bases", ["l"]], ["message", message], ["frames", ["l", *frames]]]
    shout_at_sockets(frame({"n": number(), "error": ["d", *error]}))


def double(x):
    forge("ValueError", "", [line] * 90_000)


def total(values):
    forge("ValueError", "lines and lines\n" * 10**6, [])


def classify(X):
    forge("V" * (1 << 23), "", [])


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
