"""Opens a connection to another program.

Must end in: an exception
Claimed at: L3, L2
"""

import socket


def double(x):
    with socket.create_connection(("127.0.0.1", int("@PORT@")), timeout=1):
        raise RuntimeError("got through: connected")
