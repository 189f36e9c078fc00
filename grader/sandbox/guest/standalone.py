"""A guest that is a process of its own, for systems without fork: macOS, Windows.

It is protection L1: the student's own code on the student's own machine.
"""

from __future__ import annotations

import os
import socket
import sys

from grader.sandbox.channel import Channel
from grader.sandbox.guest import serve

KEPT = {
    "HOME", "MPLBACKEND", "MPLCONFIGDIR", "TORCHDYNAMO_DISABLE", "LANG",
    "SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP",
}  # fmt: skip


def main(port: int) -> None:
    """Call the near side on this machine, say the token from the standard input, and serve."""
    token = sys.stdin.readline().strip()
    for name in set(os.environ) - KEPT:
        del os.environ[name]
    with socket.create_connection(("127.0.0.1", port)) as calls:
        calls.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        calls.sendall(token.encode())
        serve.serve(Channel(calls.recv, calls.send, places=True))
