"""Tests of a guest's words, over a channel in this process: each answer, and each refusal."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from grader.sandbox import wire
from grader.sandbox.channel import Channel
from grader.sandbox.guest import serve, shut_door

WORK = """
import random
import numpy as np
class Counter(list):
    def __init__(self, start): self.value = start
    def add(self, n): self.value += n; return self.value
    def __iter__(self): return iter([self.value, self.value + 1])
def double(x): return x * 2
def clear(x): x[:] = 0
def draw(): return [random.random(), np.random.rand()]
def fail(): raise KeyError("none there")
def leave(): raise SystemExit(0)
def large(): return "x" * (65 << 20)
def both(x): return double(x) + 1
def quiet(): np.seterr(all="ignore")
"""


class Near:
    """The near side of a guest that answers in this process."""

    def __init__(self, calls: socket.socket) -> None:
        self.calls = calls
        self.channel = Channel(calls.recv, calls.send)

    def say(self, message: dict[str, Any], keep: Any = None) -> None:
        """Send a message, which lies in the socket until the guest reads it."""
        self.channel.send(message, keep)


@pytest.fixture
def ends() -> Iterator[tuple[Near, Channel]]:
    """Both ends of a channel; each holds all that the other sends here."""
    near, far = socket.socketpair()
    with near, far:
        yield Near(near), Channel(far.recv, far.send, places=True)


@pytest.fixture
def near(ends: tuple[Near, Channel]) -> Near:
    """The near end."""
    return ends[0]


@pytest.fixture
def guest(ends: tuple[Near, Channel]) -> serve.GuestServer:
    """A guest on which ``work`` is loaded."""
    guest = serve.GuestServer(ends[1])
    reply(ends[0], guest, {"do": "load", "name": "work", "cells": [["work.py", WORK]]})
    return guest


def reply(near: Near, guest: serve.GuestServer, message: dict[str, Any]) -> dict[str, Any]:
    """Let the guest answer one message, and return the whole of its answer."""
    siblings = {"siblings": {}} if message["do"] == "load" else {}
    near.say({"n": 7, **message, **siblings}, lambda ref: ref)
    guest.answer(guest.receive())
    return near.channel.receive()


def call(name: str, *args: Any) -> dict[str, Any]:
    """Return the word that calls a function of ``work``."""
    return {"do": "call", "name": name, "args": args, "kwargs": {}}


def test_an_answer_carries_the_number_of_its_question(near: Near, guest: serve.GuestServer) -> None:
    """That is how the near side knows which question it answers."""
    assert reply(near, guest, call("double", 4)) == {"n": 7, "ok": 8}


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ({"do": "dance"}, "AttributeError"),
        ({"do": "call"}, "TypeError"),
        ({"do": "seed", "number": 1, "loudly": True}, "TypeError"),
        (call("nothing_of_that_name"), "KeyError"),
        ({"do": "torch", "word": "explode", "args": ()}, "KeyError"),
        ({"n": 7}, "KeyError"),
    ],
)
def test_an_unknown_word_is_answered_with_an_error(
    near: Near, guest: serve.GuestServer, message: dict[str, Any], kind: str
) -> None:
    """Nothing is carried out by guess, and the guest goes on afterwards."""
    near.say({"n": 7, **message})
    guest.answer(guest.receive())

    assert near.channel.receive()["error"]["type"] == kind
    assert reply(near, guest, call("double", 1))["ok"] == 2


@pytest.mark.parametrize(("name", "kind"), [("fail", "KeyError"), ("leave", "SystemExit")])
def test_what_the_students_code_raises_is_its_answer(
    near: Near, guest: serve.GuestServer, name: str, kind: str
) -> None:
    """An exit too: it ends neither the guest nor the check in silence."""
    error = reply(near, guest, call(name))["error"]

    assert error["type"] == kind
    assert error["frames"][-1][0] == "work.py"


def test_more_than_may_cross_is_said_and_not_sent(near: Near, guest: serve.GuestServer) -> None:
    """The answer is a sentence about its size, and the next one is whole again."""
    large = reply(near, guest, call("large"))

    assert set(large) == {"n", "large"}
    assert reply(near, guest, call("double", 1))["ok"] == 2


def test_an_object_stays_and_its_methods_are_called(near: Near, guest: serve.GuestServer) -> None:
    """What a class makes is kept, though it be a list; it is iterated over item by item."""
    counter = reply(near, guest, call("Counter", 3))["ok"]
    method = {"do": "method", "of": counter, "name": "add", "args": (2,), "kwargs": {}}
    added = reply(near, guest, method)["ok"]
    iterator = reply(near, guest, {"do": "iterate", "of": counter})["ok"]
    items = [reply(near, guest, {"do": "next", "of": iterator})["ok"] for _ in range(3)]

    assert type(counter) is wire.Ref and counter.kind == "Counter"
    assert added == 5
    assert items == [{"item": 5}, {"item": 6}, {}]


def test_the_last_arguments_are_as_the_code_left_them(near: Near, guest: serve.GuestServer) -> None:
    """So a check can see what was changed in place."""
    reply(near, guest, call("clear", np.ones(2)))

    left = reply(near, guest, {"do": "arguments"})["ok"]

    assert left["args"][0].tolist() == [0.0, 0.0]


def test_a_seed_in_a_message_comes_before_its_word(near: Near, guest: serve.GuestServer) -> None:
    """The same seed, the same draws from every generator; another seed, others."""
    drawn = [reply(near, guest, {**call("draw"), "seed": seed})["ok"] for seed in (5, 6, 5)]

    assert drawn[0] == drawn[2]
    assert all(one != other for one, other in zip(drawn[0], drawn[1], strict=True))


@pytest.mark.parametrize(
    ("answer", "expected"), [({"answer": 40}, 41), ({"refused": "no"}, "ValueError")]
)
def test_a_stand_in_asks_the_near_side(
    near: Near, guest: serve.GuestServer, answer: dict[str, Any], expected: object
) -> None:
    """The student's own function is replaced for its callers; a refusal is their `ValueError`."""
    reply(near, guest, {"do": "stand_in", "names": ["double"]})
    near.say({"n": 8, **call("both", 20)})
    near.say(answer)

    guest.answer(guest.receive())

    assert near.channel.receive() == {"n": 8, "ask": "double", "args": (20,), "kwargs": {}}
    last = near.channel.receive()
    assert (last["ok"] if "ok" in last else last["error"]["type"]) == expected


def test_each_exercise_finds_the_libraries_as_they_come(
    near: Near, guest: serve.GuestServer
) -> None:
    """What one exercise's code sets for numpy does not judge the next one."""
    as_they_come = np.geterr()
    reply(near, guest, call("quiet"))
    assert np.geterr() != as_they_come

    reply(near, guest, {"do": "load", "name": "work", "cells": [["work.py", "x = 1"]]})

    assert np.geterr() == as_they_come


def test_it_serves_until_the_near_side_hangs_up(
    ends: tuple[Near, Channel], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every message is answered in its order; then it returns, and raises nothing."""
    monkeypatch.setattr(shut_door, "shut", lambda: None)  # this process is no guest's own
    near, far = ends
    for number in (1, 2):
        near.say({"n": number, "do": "seed", "number": 0})
    near.calls.shutdown(socket.SHUT_WR)

    serve.serve(far)

    assert [near.channel.receive() for _ in range(2)] == [{"n": n, "ok": None} for n in (1, 2)]


def test_a_reference_to_nothing_is_resolved_to_nothing() -> None:
    """A number that was never given out is no object, though one may lie there in memory."""
    with pytest.raises(KeyError):
        serve.Words().resolve(wire.Ref(id(sys.modules), "dict"))


def test_a_guest_with_no_room_to_report_makes_room(near: Near, guest: serve.GuestServer) -> None:
    """The reserve is there again after each error, for the next one."""
    reply(near, guest, call("fail"))

    assert guest._reserve.nbytes == serve._RESERVE
