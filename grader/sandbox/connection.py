"""One guest as the near side holds it: calls with a deadline, and an end with a name.

A message is answered with plain data, or by a `StudentError`, the student's own exception, or by a
`GuestEnded` that says how the process ended. Reading simply blocks: the `Watcher` ends a guest that
overruns a limit, and the socket with it.
"""

from __future__ import annotations

import builtins
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from grader.sandbox import wire
from grader.sandbox.channel import Channel
from grader.sandbox.verdict import Verdict, ending

MOST_TEXT, MOST_FRAMES = 2_000, 64
MOST_PATIENCE = 5
"""How many times its limit a call may last by the wall clock while it waits for a core."""
_GRACE_SECONDS = 0.5
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_ANSWERED_BY_TYPE = {
    "SystemExit",
    "KeyboardInterrupt",
    "GeneratorExit",
    "StopIteration",  # a check's own loop over answers would take it for its end, and pass
    "StopAsyncIteration",
    "Exception",
    "BaseException",
}


class GuestEnded(Exception):
    """The student's process is over: how it ended, and by which signal if it crashed."""

    def __init__(self, verdict: Verdict, signal: str = "") -> None:
        super().__init__(ending(verdict, signal))
        self.verdict = verdict
        self.signal = signal


class Frame(NamedTuple):
    """One line of a student's traceback."""

    file: str
    line: int
    function: str
    source: str


class StudentError(Exception):
    """An exception that the student's code raised, also raised here as its built-in class."""

    def __init__(self, kind: str, message: str, frames: list[Frame]) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.frames = frames


@dataclass(frozen=True)
class Exit:
    """How a process ended: by which signal, 0 for none, what it had cost, if by too many files."""

    signal: int = 0
    cpu_seconds: float = 0.0
    filled: bool = False


class Process(Protocol):
    """A guest's process, however it was started."""

    def kill(self) -> None:
        """End it at once, and every thread and child of it."""

    def has_died(self, seconds: float) -> bool:
        """Wait up to some seconds for it to die of itself."""

    def collect(self) -> Exit:
        """Wait for its end and say how it ended; asked once."""


class CpuTime(NamedTuple):
    """For how long a process, since it began, waited for a core and had one."""

    waited: float = 0.0
    used: float = 0.0


class Clocks:
    """How long a process waited for a core: a busy machine takes nothing of a student's time.

    Linux says it of the main thread, and of all threads together how long they had a core;
    elsewhere both are 0. The files stay open: they are read with each call, and can only be this
    process's.
    """

    def __init__(self, pid: int) -> None:
        self._files = [_opened(f"/proc/{pid}/{name}") for name in ("schedstat", "stat")]
        self._last = CpuTime()

    def read(self) -> CpuTime:
        """Return what they say, or said last."""
        with suppress(OSError, IndexError, ValueError):  # no such file, or the process is over
            queue, stat = (os.pread(file, 1 << 10, 0) for file in self._files)
            ticks = stat.rsplit(b")", 1)[1].split()[11:13]  # of user and of system time: proc(5)
            used = sum(map(int, ticks)) / _TICKS_A_SECOND
            self._last = CpuTime(int(queue.split()[1]) / 1e9, used)
        return self._last

    def close(self) -> None:
        """Look no more."""
        for file in self._files:
            if file >= 0:
                os.close(file)
        self._files = [-1, -1]


def _opened(path: str) -> int:
    try:
        return os.open(path, os.O_RDONLY)
    except OSError:
        return -1


class GuestProcess:
    """A far side process that is alive, until a call says otherwise."""

    def __init__(
        self,
        calls: socket.socket,
        prints: int | None,
        pid: int,
        process: Process,
        answers: wire.Bounds = wire.WHOLE,
    ) -> None:
        self.prints = prints
        self.pid = pid
        self.clocks = Clocks(pid)
        self.starved = False  # whether it was ended though it had had hardly any time of a core
        self.printed = bytearray()
        self.flood = 0
        self.verdict: Verdict | None = None
        self.signal = ""
        self.exit: Exit | None = None
        self.settle: Callable[[], None] = lambda: None  # counts what was printed until now
        self._calls = calls
        self._process = process
        self._number = 0
        self._began = self._stood_in = 0.0
        self._at_first = CpuTime()
        self._seconds = float("inf")
        self._channel = Channel(calls.recv, calls.send, receives=answers)

    def ask(
        self,
        message: dict[str, Any],
        seconds: float,
        resolve: Callable[[wire.Ref], Any] | None = None,
        stand_in: Callable[[str, tuple[Any, ...], dict[str, Any]], Any] | None = None,
        may_run: Callable[[Any], bool] | None = None,
    ) -> Any:
        """Send one word and return its answer.

        ``stand_in`` answers for functions of the near side; ``may_run`` says whether a statement
        that begins is to run. Raises `StudentError` (as the built-in class it derives from),
        `GuestEnded`, or `wire.TooLarge` when the arguments are more than may cross.
        """
        if self.verdict:
            raise GuestEnded(self.verdict, self.signal)
        self._number += 1
        self._allow(seconds)
        try:
            self._channel.send({"n": self._number, **message}, reference)
            return self._answer(resolve, stand_in, may_run)
        except StudentError:  # some are OSErrors too
            raise
        except wire.ProtocolError:
            raise self.end(Verdict.PROTOCOL_VIOLATION) from None
        except (EOFError, OSError):
            raise self.end(*self._how_it_died()) from None
        finally:
            self._seconds = float("inf")

    def first_words(self, seconds: float) -> dict[str, Any]:
        """Wait for what the guest says of its own lock-down, before any student's code runs."""
        self._allow(seconds)
        try:
            return self._channel.receive()
        except (EOFError, OSError, wire.ProtocolError):
            self.end(Verdict.LEFT_EARLY)
            return {"locked": False, "problem": "the guest died while it locked itself down"}
        finally:
            self._seconds = float("inf")

    def spent_seconds(self) -> float:
        """Return how long the call lasted, but for waits for a core and for a stand-in's answer.

        It is a fifth of the wall clock's time at least, by `MOST_PATIENCE`.
        """
        lasted = time.monotonic() - self._began
        return max(self._own_seconds(lasted), lasted / MOST_PATIENCE)

    def _own_seconds(self, lasted: float) -> float:
        """Return the same of what its own code did: a wait for its own threads is no wait."""
        now = self.clocks.read()
        waited, used = now.waited - self._at_first.waited, now.used - self._at_first.used
        return max(lasted - waited - self._stood_in, min(used, lasted))

    def is_overdue(self) -> bool:
        """Return whether the call in hand is over its limit."""
        lasted = time.monotonic() - self._began
        if lasted <= self._seconds or self.spent_seconds() <= self._seconds:
            return False
        self.starved = self._own_seconds(lasted) <= self._seconds
        return True

    def _allow(self, seconds: float) -> None:
        self._began, self._at_first = time.monotonic(), self.clocks.read()
        self._seconds, self._stood_in = seconds, 0.0

    def _answer(self, resolve: Any, stand_in: Any, may_run: Any) -> Any:
        while True:
            reply = self._channel.receive(resolve)
            if type(reply.get("n")) is not int or reply["n"] != self._number:
                raise wire.ProtocolError("an answer to no question")
            if "ask" in reply and stand_in is not None:
                self._answer_with(stand_in, reply)
                continue
            self.settle()
            if self.verdict:
                raise self.end()
            if "begins" not in reply or may_run is None:
                return read_reply(reply)
            self._channel.send({"run": may_run(reply["begins"])})

    def _answer_with(self, stand_in: Any, question: dict[str, Any]) -> None:
        """Let the near side answer a call of the student's code to a stand-in."""
        name, args, kwargs = question["ask"], question.get("args"), question.get("kwargs")
        if type(name) is not str or type(args) is not tuple or type(kwargs) is not dict:
            raise wire.ProtocolError("no question")
        refusal = f"these arguments do not fit {name}"
        start = time.monotonic()
        try:
            answer = {"answer": stand_in(name, args, kwargs)}
        except Exception as error:  # the reference refuses what the student's code passed to it
            answer = {"refused": f"{type(error).__name__}: {refusal}"}
        finally:
            self._stood_in += time.monotonic() - start
        try:
            self._channel.send(answer)
        except (TypeError, wire.TooLarge):  # an answer that cannot cross
            self._channel.send({"refused": refusal})

    def _how_it_died(self) -> tuple[Verdict, str]:
        """Name the end of a process that closed its socket, and the signal of a crash."""
        if self.verdict:  # the watcher ended it
            return self.verdict, self.signal
        if not self._process.has_died(_GRACE_SECONDS):
            return Verdict.LEFT_EARLY, ""
        self.exit = self._process.collect()
        if self.exit.filled:
            return Verdict.FILE_LIMIT, ""
        if not self.exit.signal:
            return Verdict.LEFT_EARLY, ""
        if self.exit.signal == getattr(signal, "SIGXCPU", 0):
            return Verdict.TIME_LIMIT, ""
        try:
            return Verdict.CRASHED, signal.Signals(self.exit.signal).name
        except ValueError:  # most real-time ones have only their number
            return Verdict.CRASHED, f"signal {self.exit.signal}"

    def kill(self) -> None:
        """End the process at once, and wake whoever waits for its answer."""
        self._process.kill()
        with suppress(OSError):
            self._calls.shutdown(socket.SHUT_RDWR)

    def end(self, verdict: Verdict = Verdict.LEFT_EARLY, signal: str = "") -> GuestEnded:
        """Kill the guest, collect what it cost, and return the exception that names its end.

        A guest whose work is done has no verdict that anybody reads: the default.
        """
        if self.verdict is None:
            self.verdict, self.signal = verdict, signal
        if self.exit is None:
            self.kill()
            self.exit = self._process.collect()
        return GuestEnded(self.verdict, self.signal)

    def release(self) -> None:
        """Close the near side's descriptors of an ended guest, and keep nothing that it sent."""
        self.settle = lambda: None  # it held the guest, and with it the last answer's buffer
        self._calls.close()
        self.clocks.close()
        if self.prints is not None:
            os.close(self.prints)


def reference(value: Any) -> wire.Ref:
    """Return the reference that a handle on this side stands for; nothing else has one."""
    ref = getattr(value, "far_ref", None)
    if type(ref) is not wire.Ref:
        raise TypeError(f"a {type(value).__name__} cannot cross the border")
    return ref


def read_reply(reply: dict[str, Any]) -> Any:
    """Return the answer in a reply, or raise the error that it reports."""
    if "ok" in reply:
        return reply["ok"]
    if type(reply.get("large")) is str:
        raise student_error("TooLarge", [], "a value that is too large to check", [])
    raise read_error(reply.get("error"))


def read_error(error: Any) -> StudentError:
    """Read what the guest says of an exception, believing nothing of its form."""
    if type(error) is not dict or set(error) != {"type", "bases", "message", "frames"}:
        raise wire.ProtocolError("no error")
    kind, bases, message, frames = (error[key] for key in ("type", "bases", "message", "frames"))
    if (type(kind), type(message), type(bases)) != (str, str, list):
        raise wire.ProtocolError("no error")
    if max(len(kind), len(message)) > MOST_TEXT:  # each check that fails keeps it
        raise wire.ProtocolError("an error too long")
    if type(frames) is not list or len(frames) > MOST_FRAMES:
        raise wire.ProtocolError("no traceback")
    for frame in frames:
        if type(frame) is not list or [type(item) for item in frame] != [str, int, str, str]:
            raise wire.ProtocolError("no traceback")
    return student_error(kind, bases, message, [Frame(*frame) for frame in frames])


def student_error(kind: str, bases: list[Any], message: str, frames: list[Frame]) -> StudentError:
    """Make the exception that also is of the student's nearest built-in exception class."""
    for name in bases:
        base = getattr(builtins, name, None) if type(name) is str else None
        if isinstance(base, type) and issubclass(base, Exception) and name not in _ANSWERED_BY_TYPE:
            try:
                both = type(base.__name__, (StudentError, base), {})
                return both(kind, message, frames)  # type: ignore[no-any-return]
            except TypeError:  # a layout that cannot be mixed, such as OSError's
                break
    return StudentError(kind, message, frames)
