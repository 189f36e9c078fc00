"""The process that reads archives: one for each student, forked from one that reads none.

One more reads the zip of a whole class, which it is given open.

It gets bytes and gives bytes: it can open no file, reach no network and start no process, and its
time and memory are limited before it has seen a byte. What a lock needs and a platform does not
have is left out; the limits are there wherever POSIX is.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress

from grader.submission.archives import LARGEST_ARCHIVE, open_archive, open_zip
from grader.submission.files import Tree, read_item
from grader.submission.model import Unusable
from grader.unpacking.frames import BrokenFrame, receive, send

if sys.platform != "win32":
    import resource
if sys.platform == "linux":
    from grader.sandbox.guest import landlock, linux, seccomp

CPU_SECONDS = 30
MEMORY = 1 << 30
_LIMITS = {
    "RLIMIT_CORE": 0,
    "RLIMIT_FSIZE": 0,
    "RLIMIT_NPROC": 0,
    "RLIMIT_NOFILE": 16,
    "RLIMIT_CPU": CPU_SECONDS,
    "RLIMIT_AS": MEMORY,
}
_LIMITS_OF_A_CLASS = {**_LIMITS, "RLIMIT_CPU": 600}
IN, OUT = 0, 1
ZIP = 2
"""Where the class's zip is open; on all systems a process can be started with three files."""
CLASS = "class"
PAGE = 300
"""So many rows of a list, of the longest paths, fit into a frame."""


def serve_students(asked: socket.socket) -> None:
    """Fork a process for each student that is asked for; it gets a connection to the near side.

    This one reads no byte of theirs. It ends a student's process before it forks the next one, so
    that no more than one has time and memory, and ends itself when nobody can ask any more.
    """
    gc.collect()
    gc.freeze()
    child = 0
    while True:
        said, connections, _, _ = socket.recv_fds(asked, 1, 1)
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        if not said:
            return
        child = os.fork()
        if child == 0:
            try:
                asked.close()
                os.dup2(connections[0], IN)
                os.dup2(connections[0], OUT)
                os.close(connections[0])
                lock()
                serve()
            finally:
                os._exit(0)
        os.close(connections[0])
        asked.send(b".")


def lock(limits: Mapping[str, int] = _LIMITS) -> None:
    """Give up, for good, all that reading bytes does not need."""
    if sys.platform == "linux":
        _confine()
    if sys.platform != "win32":
        _set_limits(limits)
    if sys.platform == "linux":
        with suppress(OSError):  # a processor or a kernel without it
            seccomp.restrict(os.getpid(), files=False)


def _set_limits(limits: Mapping[str, int]) -> None:
    for name, value in limits.items():
        if (which := getattr(resource, name, None)) is not None:
            hard = resource.getrlimit(which)[1]
            lowest = value if hard == resource.RLIM_INFINITY else min(value, hard)
            with suppress(OSError, ValueError):  # macOS knows some that it does not lower
                resource.setrlimit(which, (lowest, lowest))


def _confine() -> None:
    with suppress(OSError):
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        linux.prctl(linux.PR_SET_DUMPABLE, 0)
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        linux.drop_capabilities()
    with suppress(OSError):
        landlock.restrict((), ())


def serve() -> None:
    """List an archive, or read a file of one, as asked. Raises `BrokenFrame` at the end."""
    trees: list[Tree] = []
    while True:
        order, content = receive(IN, LARGEST_ARCHIVE)
        if "name" in order:
            tree = open_archive(content, order["name"], order["most"])
            trees.append(tree)
            items = [(item.path, item.size, item.refused) for item in tree.items]
            send(OUT, {"items": items, "problems": tree.problems, "held": tree.held})
        else:
            _send_file(trees[order["tree"]], order)


def serve_class() -> None:
    """List the class's zip, or read a file of it, as asked. Raises `BrokenFrame` at the end."""
    tree, inside = open_zip(ZIP)
    folders = sorted(inside)
    while True:
        order, _ = receive(IN, 0)
        if "item" in order:
            _send_file(tree, order)
            continue
        page = slice(order["start"], order["start"] + PAGE)
        files = [(item.path, item.size, item.refused) for item in tree.items[page]]
        send(OUT, {"files": files, "folders": folders[page], "problems": tree.problems})


def _send_file(tree: Tree, order: Mapping[str, int]) -> None:
    try:
        read = read_item(tree, tree.items[order["item"]], order["most"])
    except Unusable as error:
        send(OUT, {"problem": str(error)})
    else:
        send(OUT, {}, read)


def main(asked: str = "") -> None:
    """Serve one student after the other, as a descriptor asks for them; or else one alone.

    It is told the descriptor's number. What is told "class" serves a class's zip instead.
    """
    "".encode("cp437")  # of a zip's names: a codec is imported when it is first used
    if asked and asked != CLASS:
        serve_students(socket.socket(fileno=int(asked)))
        return
    lock(_LIMITS_OF_A_CLASS if asked == CLASS else _LIMITS)
    with suppress(BrokenFrame):
        (serve_class if asked == CLASS else serve)()
