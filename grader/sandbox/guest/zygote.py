"""The zygote: a warm process that has imported the libraries and forks a guest on request.

It reads no byte of any submission. Its messages come over a SOCK_SEQPACKET socket from the near
side, as JSON: ``spawn`` (with the guest's call socket and print pipe as descriptors; answered
with a pidfd) and ``reap`` (answered with the exit status and the CPU seconds of a dead guest).
Each has a number ``n``, and so has its answer. None is kept waiting by what a guest left behind.

At L3 it stands in bwrap's namespaces, and once more in a user and a pid namespace of its own:
that lets it place each guest, with a single fork, as process 1 of a pid namespace of its own.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import secrets
import signal
import socket
import sys
import traceback
from contextlib import suppress
from typing import Any

from grader.sandbox.channel import Channel
from grader.sandbox.guest import linux, other_ways, serve, torch_calls
from grader.sandbox.guest.drop_root import give_up_root
from grader.sandbox.guest.helper import Helper
from grader.sandbox.guest.huge_pages import collapse_own_memory
from grader.sandbox.guest.lockdown import lock_down, prepare
from grader.sandbox.guest.names import NameCounter, has_more_names
from grader.sandbox.guest.remove_tree import clear_away
from grader.sandbox.guest.settings import GuestLimits, GuestView
from grader.sandbox.wire import Bounds

MESSAGE_BYTES = 1 << 16
_FEW_NAMES = 1000  # are removed in some milliseconds


def main(control: socket.socket, view_text: str) -> None:
    """Warm up, say so, serve until the near side hangs up, and leave nothing behind."""
    view = GuestView.parse(view_text)
    give_up_root(view.readable, view.level)
    if view.level == "L3":
        _enter_own_namespaces()
    else:
        os.mkdir(view.work, 0o700)
    linux.prctl(linux.PR_SET_DUMPABLE, 0)
    problems = warm_up(view.libraries)
    prepare(view)
    folders = _Folders(view.work) if view.level != "L3" else None  # the kernel does it all there
    guests: set[int] = set()
    try:
        control.send(json.dumps({"ready": True, "problems": problems}).encode())
        _serve(control, view, guests, folders)
    finally:
        if folders is not None:
            for pid in guests:  # a near side that was killed no longer ends them
                with suppress(ProcessLookupError, ChildProcessError):
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
            folders.close()


def _serve(
    control: socket.socket, view: GuestView, guests: set[int], folders: _Folders | None
) -> None:
    namespace = -1
    if view.level == "L3":
        namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    while True:
        text, descriptors, _, _ = socket.recv_fds(control, MESSAGE_BYTES, 2)
        if not text:
            return
        words = json.loads(text)
        number, pidfds = words["n"], []
        if words["do"] == "spawn":
            child = _spawn(view, GuestLimits(**words["limits"]), descriptors, namespace)
            guests.add(child)
            answer = {"pid": child}
            # Python has no pidfd if it was built where the kernel had none.
            pidfds = [os.pidfd_open(child)] if hasattr(os, "pidfd_open") else []
        else:
            guests.discard(words["pid"])
            answer = _reap(words["pid"], folders)
        socket.send_fds(control, [json.dumps({"n": number, **answer}).encode()], pidfds)
        for pidfd in pidfds:
            os.close(pidfd)


class _Folders:
    """The guests' folders on disk: how many names they hold, and their removal."""

    def __init__(self, work: str) -> None:
        self._work = work
        self._counter = NameCounter(work)
        self._removing: list[Helper] = []

    def remove(self, pid: int) -> bool:
        """Remove a dead guest's folder, sooner or later; return whether it held too many names.

        Its name is free at once: the number may be another guest's soon.
        """
        self._removing = [helper for helper in self._removing if not helper.is_done()]
        folder, gone = f"{self._work}/{pid}", f"{self._work}/gone-{secrets.token_hex(8)}"
        with suppress(OSError):  # it never came to have one
            os.rename(folder, gone)
            if has_more_names(gone, _FEW_NAMES):
                self._removing.append(Helper(lambda: clear_away(gone), set()))
            else:
                clear_away(gone)
        return self._counter.has_ended(pid)

    def close(self) -> None:
        """Remove them all."""
        self._counter.close()
        for helper in self._removing:
            helper.end()
        clear_away(self._work)


def _enter_own_namespaces() -> None:
    uid, gid = os.getuid(), os.getgid()
    linux.unshare(linux.CLONE_NEWUSER | linux.CLONE_NEWPID)
    linux.map_own_ids(uid, gid)
    child = os.fork()
    if child:  # wait in the outer namespace, and end as the zygote ends
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)
    linux.prctl(linux.PR_SET_PDEATHSIG, 9)


def warm_up(libraries: tuple[str, ...]) -> list[str]:
    """Import the libraries; return the names of those that failed, each with its reason."""
    problems = []
    other_ways.before_imports()
    for name in libraries:
        try:
            importlib.import_module(name)
        except Exception as error:  # a broken library is the instructor's to fix
            problems.append(f"{name}: {error}")
    other_ways.after_imports()
    if "torch" in sys.modules:
        torch_calls.warm_up()
    serve.seed_everything(0)
    gc.collect()
    gc.freeze()
    if sys.platform == "linux":
        collapse_own_memory()
    return problems


def _spawn(view: GuestView, limits: GuestLimits, ends: list[int], namespace: int) -> int:
    calls, prints = ends
    if namespace >= 0:
        linux.unshare(linux.CLONE_NEWPID)
    child = os.fork()
    if child == 0:
        _become_guest(view, limits, calls, prints)
    if namespace >= 0:
        linux.join_pid_namespace(namespace)
    os.close(calls)
    os.close(prints)
    return child


def _become_guest(view: GuestView, limits: GuestLimits, calls: int, prints: int) -> None:
    """Lock this new process down and serve; never returns."""
    try:
        sends = Bounds.of_answers(limits.answer_mb)
        channel = Channel(
            lambda n: os.read(calls, n), lambda b: os.write(calls, b), places=True, sends=sends
        )
        try:
            lock_down(view, limits, {calls}, prints)
        except OSError as error:
            channel.send({"locked": False, "problem": str(error)})
            os._exit(1)
        channel.send({"locked": True, "problem": ""})
        serve.serve(channel)
    except BaseException:  # of ours, not of the student's: it is seen in what the guest printed
        traceback.print_exc()
    finally:
        os._exit(0)


def _reap(pid: int, folders: _Folders | None) -> dict[str, Any]:
    status, cost = 0, 0.0
    with suppress(ChildProcessError):
        _, status, usage = os.wait4(pid, 0)
        cost = usage.ru_utime + usage.ru_stime
    filled = folders.remove(pid) if folders else False
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    in_all = sum(usage.ru_utime + usage.ru_stime for usage in usages)  # all dead guests' and ours
    return {"status": status, "cpu_seconds": cost, "far_cpu_seconds": in_all, "filled": filled}
