"""Tests of the zygote itself: its few words, and that it leaves nothing when it ends."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from grader.sandbox import launch
from grader.sandbox.channel import Channel
from grader.sandbox.guest import names, zygote
from grader.sandbox.guest.settings import GuestLimits, GuestView
from tests.support.processes import wait_until

if sys.platform != "linux":
    pytest.skip("a pidfd is Linux's", allow_module_level=True)

LIMITS = asdict(GuestLimits(256, 8, 60))


class Zygote:
    """A zygote's process, spoken to as the near side does."""

    def __init__(self, control: socket.socket, process: subprocess.Popen[bytes]) -> None:
        self.control = control
        self.process = process
        self.number = 0

    def ask(self, **words: Any) -> tuple[dict[str, Any], list[int]]:
        """Say one word, and return the answer to it with its descriptors."""
        self.number += 1
        self.control.send(json.dumps({"n": self.number, **words}).encode())
        answer, descriptors = self.hear()
        assert answer.pop("n", self.number) == self.number
        return answer, descriptors

    def hear(self) -> tuple[dict[str, Any], list[int]]:
        """Return what it says next; nothing where it has hung up."""
        answer, descriptors, _, _ = socket.recv_fds(self.control, zygote.MESSAGE_BYTES, 1)
        return json.loads(answer or "{}"), descriptors

    def spawn(self) -> tuple[int, int, socket.socket]:
        """Ask for a guest; return its number, what it is held by, and its call socket."""
        near, far = socket.socketpair()
        with far, open(os.devnull, "wb") as prints:
            self.number += 1
            words = {"n": self.number, "do": "spawn", "limits": LIMITS}
            message = json.dumps(words).encode()
            socket.send_fds(self.control, [message], [far.fileno(), prints.fileno()])
        answer, (pidfd,) = self.hear()
        return answer["pid"], pidfd, near


@contextmanager
def started(settings: str) -> Iterator[Zygote]:
    """Start a zygote with these settings; it may end at once."""
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = launch.plain_command(far.fileno(), GuestView("L1", ()))
    with far:
        process = subprocess.Popen(
            [*command[:-1], settings], env=launch.ENVIRONMENT,
            pass_fds=[far.fileno()], stderr=subprocess.PIPE,
        )  # fmt: skip
    with process, near:
        yield Zygote(near, process)
        near.close()


@pytest.fixture
def work() -> Iterator[Path]:
    """The folder below which guests write: the zygote makes it, as which user it may become."""
    with tempfile.TemporaryDirectory() as open_to_all:
        os.chmod(open_to_all, 0o1777)
        yield Path(open_to_all) / "guests"


@pytest.fixture
def warm(work: Path) -> Iterator[Zygote]:
    """A zygote that has said that it is ready."""
    libraries = ("numpy", "no_such_library")
    view = GuestView("L1", launch.readable_paths(), str(work), (), libraries)
    with started(view.text()) as warm:
        ready, _ = warm.hear()
        assert ready["ready"] is True
        assert [problem.split(":")[0] for problem in ready["problems"]] == ["no_such_library"]
        yield warm


@pytest.mark.parametrize("settings", ["", "[]", '{"level": "L1"}'])
def test_broken_settings_end_it_before_it_says_anything(settings: str) -> None:
    """It never serves at a level that nobody named."""
    with started(settings) as broken:
        assert broken.hear() == ({}, [])
        assert broken.process.wait(60) == 1


def test_a_guest_is_locked_down_before_it_serves(warm: Zygote) -> None:
    """It says so first; then its words are answered, and its cost is known when it is over."""
    pid, pidfd, calls = warm.spawn()
    with calls:
        channel = Channel(calls.recv, calls.send)
        first = channel.receive()
        channel.send({"n": 1, "do": "seed", "number": 1})
        answer = channel.receive()
    gone = select.select([pidfd], [], [], 60)[0]
    os.close(pidfd)
    end, _ = warm.ask(do="reap", pid=pid)

    assert first == {"locked": True, "problem": ""}
    assert answer == {"n": 1, "ok": None}
    assert gone
    assert end["status"] == 0
    assert 0 < end["cpu_seconds"] <= end["far_cpu_seconds"]


def test_a_guest_that_cannot_lock_itself_down_says_why_and_ends(warm: Zygote, work: Path) -> None:
    """It reads nothing more: never "run anyway"."""
    work.rmdir()
    pid, pidfd, calls = warm.spawn()
    os.close(pidfd)
    with calls:
        channel = Channel(calls.recv, calls.send)
        words = channel.receive()
        with pytest.raises(EOFError):
            channel.receive()
    end, _ = warm.ask(do="reap", pid=pid)

    assert words["locked"] is False
    assert str(pid) in words["problem"]
    assert os.waitstatus_to_exitcode(end["status"]) == 1


def test_a_crash_is_reported_by_its_signal_and_its_folder_is_gone(warm: Zygote, work: Path) -> None:
    """The status comes from the kernel, never from the guest."""
    pid, pidfd, calls = warm.spawn()
    with calls:
        Channel(calls.recv, calls.send).receive()
        before = os.listdir(work)
        signal.pidfd_send_signal(pidfd, signal.SIGSEGV)
        os.close(pidfd)
        end, _ = warm.ask(do="reap", pid=pid)

    assert os.WTERMSIG(end["status"]) == signal.SIGSEGV
    assert (before, os.listdir(work)) == ([str(pid)], [])


def test_names_by_the_thousand_keep_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number is free at once, and a process of its own removes them; a few are gone at once."""
    helpers: list[Callable[[], object]] = []

    def helper(work: Callable[[], object], _: object) -> Mock:
        helpers.append(work)
        return Mock()

    monkeypatch.setattr(zygote, "_FEW_NAMES", 3)
    monkeypatch.setattr(zygote, "Helper", helper)
    monkeypatch.setattr(zygote, "NameCounter", lambda _: Mock(has_ended={8}.__contains__))
    folders = zygote._Folders(str(tmp_path))
    for guest, number in ((7, 3), (8, 4)):
        for name in range(number):
            (tmp_path / str(guest) / str(name)).mkdir(parents=True)

    ended = [folders.remove(guest) for guest in (7, 8, 9)]

    assert ended == [False, True, False]
    ((left, *others), (remove, *no_more)) = os.listdir(tmp_path), helpers
    assert left.startswith("gone-") and not others and not no_more
    remove()
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("names", [3, names.MOST_NAMES + 1])
def test_who_makes_too_many_names_is_ended(warm: Zygote, work: Path, names: int) -> None:
    """The zygote says so of it, and its folder is gone a moment later."""
    pid, pidfd, calls = warm.spawn()
    with calls:
        Channel(calls.recv, calls.send).receive()
        for number in range(names):
            (work / str(pid) / str(number)).touch()
        if names == 3:
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        assert select.select([pidfd], [], [], 60)[0]
        os.close(pidfd)
        end, _ = warm.ask(do="reap", pid=pid)

    assert end["status"] == signal.SIGKILL
    assert end["filled"] is (names > 3)
    wait_until(lambda: os.listdir(work) == [])


def test_a_guest_that_never_was_is_reaped_all_the_same(warm: Zygote) -> None:
    """A number of nobody's child costs nothing, and the zygote goes on."""
    ends = [warm.ask(do="reap", pid=1)[0] for _ in range(2)]

    assert [(end["status"], end["cpu_seconds"]) for end in ends] == [(0, 0.0)] * 2


@pytest.mark.parametrize("word", [{"do": "dance"}, {"pid": 1}, {"do": "spawn"}])
def test_an_unknown_word_ends_it_with_its_guests(
    word: dict[str, object], warm: Zygote, work: Path
) -> None:
    """The near side never says one: who does is not to be served, and nothing stays."""
    _, pidfd, calls = warm.spawn()
    with calls:
        Channel(calls.recv, calls.send).receive()
        answer, _ = warm.ask(**word)
        gone = select.select([pidfd], [], [], 60)[0]
        os.close(pidfd)

    assert answer == {}
    assert warm.process.wait(60) != 0
    assert gone and not work.exists()


def test_it_ends_with_its_guests_when_the_near_side_hangs_up(warm: Zygote, work: Path) -> None:
    """A grader that was killed leaves neither a process nor a file."""
    _, pidfd, calls = warm.spawn()
    with calls:
        Channel(calls.recv, calls.send).receive()
        warm.control.shutdown(socket.SHUT_RDWR)

        assert warm.process.wait(60) == 0
        assert select.select([pidfd], [], [], 60)[0]
        os.close(pidfd)
    assert not work.exists()
