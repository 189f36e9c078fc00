"""Small attacks on the judging: floods, endless loops, early exits and forged answers.

As those of attacks.py they are sent to a guest as if students had handed them in, say in their
docstrings what they try and must end in, and are never imported here.
"""

import builtins
import gc
import json
import os
import signal
import struct
import sys
import threading
import unittest

import numpy as np


def makes_many_files(x):
    """Makes more files than its disk has room for names. [L3: an exception]"""
    for number in range(5000):
        open(f"name-{number}", "w").close()
    raise RuntimeError("got through: 5,000 files")


def fills_the_disk(x):
    """Writes several times what a guest may keep on the disk. [L3: an exception]"""
    for number in range(4):
        with open(f"full-{number}", "wb") as file:
            file.write(bytes(7 << 20))
    raise RuntimeError("got through: 28 MiB written")


def starts_many_threads(x):
    """Starts more threads than it may, which all wait. [L3: an exception]"""
    threading.stack_size(1 << 16)  # it is their number that is to be too large, and not their size
    goes_on = threading.Event()
    try:
        for _ in range(200):
            threading.Thread(target=goes_on.wait, daemon=True).start()
    finally:
        goes_on.set()
    raise RuntimeError("got through: 200 threads")


def eats_memory(x):
    """Asks for a gigabyte, piece by piece, and keeps it. [L2: an exception or memory limit]"""
    kept = [bytes([1]) * (8 << 20) for _ in range(128)]
    raise RuntimeError(f"got through: {len(kept)} pieces of 8 MiB")


def floods_the_output(x):
    """Prints without end. [L2: output limit]"""
    for _ in range(1024):
        print("x" * (64 << 10), flush=True)
    raise RuntimeError("got through: 64 MiB printed")


def leaves_early(x):
    """Ends its own process with success before the check can fail. [L1: left early]"""
    os._exit(0)


def never_ends(x):
    """Ignores every signal and loops for ever. [L1: time limit]"""
    for number in signal.valid_signals():
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            continue
    while True:
        pass


def _guest():
    """Find the guest that carries out this call, frame by frame."""
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "_channel"):
        frame = frame.f_back
    return frame.f_locals["self"]


def breaks_the_wire(x):
    """Writes a frame onto the grader's connection that claims to be of 2^64 bytes.

    [L1: protocol violation]
    """
    _guest()._channel._write(b"\xff" * 12)


def claims_more_than_it_sends(x):
    """Answers with an array that is said to hold a trillion numbers, and sends none of them.

    [L1: protocol violation]
    """
    guest = _guest()
    header = json.dumps({"n": guest._number, "ok": ["a", "<f8", [10**12]]}).encode()
    guest._channel._write(struct.pack("!IQ", len(header), 0) + header)


def answers_an_earlier_question(x):
    """Sends its answer with the number of a question that is long since answered.

    [L1: protocol violation]
    """
    guest = _guest()
    guest._channel.send({"n": guest._number - 1, "ok": 2 * x})


def asks_for_the_right_answer(x):
    """Asks the near side to answer in its place, as where a part is stood in for.

    [L1: an exception]
    """
    guest = _guest()
    guest._channel.send({"n": guest._number, "ask": "double", "args": (x,), "kwargs": {}})
    return guest.receive()["answer"]


def forges_an_answer(x):
    """Sends answers of its own over the connection: for this call, and for the next.

    [L1: a wrong answer or protocol violation]
    """
    guest = _guest()
    for number in range(guest._number, guest._number + 3):
        guest._channel.send({"n": number, "ok": True, "passed": True, "score": 1.0})


class _Anything:
    shape, dtype, ndim, size = (3,), float, 1, 3

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __array__(self, *_, **__):
        return self

    def __sub__(self, other):
        return 0

    __rsub__ = __le__ = __ge__ = all = any = __sub__


def equals_everything(x):
    """Returns an object that claims to equal all that it is compared with. [L1: a wrong answer]"""
    return _Anything()


def patches_the_libraries(x):
    """Replaces the functions that compare, in numpy, in unittest and in Python itself.

    [L1: a wrong answer]
    """

    def agree(*_, **__):
        return True

    for owner, names in (
        (np, ("allclose", "isclose", "array_equal", "all")),
        (np.testing, ("assert_allclose", "assert_array_equal")),
        (unittest.TestCase, ("assertEqual", "assertAlmostEqual")),
        (builtins, ("all", "abs")),
    ):
        for name in names:
            setattr(owner, name, agree)
    return np.zeros(3)


def searches_for_the_answer(x):
    """Searches its own memory, by module and by frame, for the expected value.

    [L1: a wrong answer or an exception]
    """
    frame, places = sys._getframe(), [vars(module) for module in [*sys.modules.values()]]
    while frame := frame.f_back:
        places.append(frame.f_locals)
    places += [each for each in gc.get_objects() if type(each) is dict]
    for place in places:
        for name, value in [*place.items()]:
            if name in ("expected", "right", "solution", "reference"):
                return value
            if isinstance(value, np.ndarray) and value.shape == x.shape and value is not x:
                return value
    raise LookupError("nothing is here but what was sent")
