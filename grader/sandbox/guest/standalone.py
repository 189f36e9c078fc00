"""A guest that is a process of its own, for systems without fork: macOS, Windows.

It calls the near side on the loopback address, says the token that it was given on its standard
input, and serves. It is protection L1: the student's own code on the student's own machine.
"""

from __future__ import annotations

import os
import socket
import sys

from grader.sandbox.channel import Channel
from grader.sandbox.guest import serve

KEPT = {"HOME", "MPLBACKEND", "MPLCONFIGDIR", "LANG", "SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP"}


def main(port: int) -> None:
    """Connect, say the token, and serve until the near side hangs up."""
    token = sys.stdin.readline().strip()
    for name in set(os.environ) - KEPT:
        del os.environ[name]
    with socket.create_connection(("127.0.0.1", port)) as calls:
        calls.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        calls.sendall(token.encode())
        serve.serve(Channel(calls.recv, calls.send, places=True))
