"""Tests of a guest without fork: it calls back with its token, and serves what called it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from grader.sandbox.channel import Channel
from grader.sandbox.guest import standalone
from tests.support.fresh_process import ROOT

TOKEN = "0123456789abcdef"
SCRIPT = "import sys; from grader.sandbox.guest import standalone as s; s.main(int(sys.argv[1]))"
LOOK = "import os\ndef names(): return sorted(os.environ)\ndef double(x): return 2 * x"


@contextmanager
def started(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Start a guest that calls this port, in an environment that holds a secret."""
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(port)], cwd=ROOT,
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "SECRET": "x"},
    )  # fmt: skip
    assert process.stdin is not None
    with process:
        process.stdin.write(f"{TOKEN}\n".encode())
        process.stdin.flush()
        yield process
        process.kill()


@pytest.fixture
def calls() -> Iterator[socket.socket]:
    """The connection of a guest that has called back and said its token."""
    with socket.create_server(("127.0.0.1", 0)) as server, started(server.getsockname()[1]):
        connection, _ = server.accept()
        with connection:
            assert connection.recv(len(TOKEN), socket.MSG_WAITALL) == TOKEN.encode()
            yield connection


def asked(calls: socket.socket, *names: str) -> list[object]:
    """Load a module on the guest, and call functions of it."""
    channel, answers = Channel(calls.recv, calls.send), []
    load = {"do": "load", "name": "work", "cells": [["work.py", LOOK]], "siblings": {}}
    words = [{"do": "call", "name": name, "args": (), "kwargs": {}} for name in names]
    for number, word in enumerate([load, *words]):
        channel.send({"n": number, **word})
        answers.append(channel.receive())
    return answers[1:]


def test_it_serves_the_one_that_it_called(calls: socket.socket) -> None:
    """After the token, its words are those of any guest, and so are its refusals."""
    (answer,) = asked(calls, "double")

    assert answer["n"] == 1  # type: ignore[index]
    assert answer["error"]["type"] == "TypeError"  # type: ignore[index]


def test_the_environment_is_not_handed_on(calls: socket.socket) -> None:
    """A student's code finds no secret of the grader's there, and only names that are kept."""
    (answer,) = asked(calls, "names")

    assert set(answer["ok"]) <= standalone.KEPT  # type: ignore[index]


def test_it_ends_when_the_near_side_hangs_up() -> None:
    """Without an error, and by itself."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        with started(server.getsockname()[1]) as process:
            connection, _ = server.accept()
            with connection:
                connection.recv(len(TOKEN), socket.MSG_WAITALL)

            assert process.wait(60) == 0


def test_it_ends_where_nobody_listens() -> None:
    """It never waits for a caller: nothing is served to whoever may come."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with started(port) as process:
        _, complaint = process.communicate(timeout=60)

    assert process.returncode == 1
    assert b"ConnectionRefusedError" in complaint
