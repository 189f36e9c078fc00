"""One input under watch: how long, how much memory, what was touched, what was raised.

In go a reader and bytes; what comes out is added to a `Tally`. A reader that runs too long is
stopped where it stands.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

SLOW_SECONDS = 2.0
MOST_FINDINGS = 20
_SHOWN = 12
_HARMLESS = {"os.scandir", "os.listdir"}
_CHANGING = ("os.", "shutil.", "socket.", "subprocess.", "tempfile.", "ctypes.")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_LIBRARY = os.path.dirname(os.__file__)


class Finding(Exception):
    """What a reader must never do, although it raised nothing."""


@dataclass
class Tally:
    """What came of many inputs to one reader."""

    reader: str
    engine: str
    inputs: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    peak_mib: float = 0.0
    outcomes: dict[str, int] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)

    def count(self, outcome: str) -> None:
        """Count one more input that came to this."""
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1

    def plain(self) -> dict[str, Any]:
        """Give it as JSON can hold it."""
        return asdict(self)


class Watch:
    """Feeds one reader, and keeps the tally."""

    def __init__(self, read: Callable[[bytes], str], tally: Tally) -> None:
        self._read = read
        self.tally = tally
        self._start = time.process_time()
        forget_peak()
        self._memory = peak_mib()
        signal.signal(signal.SIGPROF, _too_slow)

    def feed(self, content: bytes) -> None:
        """Let the reader read one input, and note what came of it."""
        tally = self.tally
        start = time.thread_time()
        signal.setitimer(signal.ITIMER_PROF, SLOW_SECONDS)
        try:
            tally.count(self._read(content))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # whatever it is, no reader may raise it
            self._find(content, error)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            tally.slowest = max(tally.slowest, time.thread_time() - start)
            tally.inputs += 1

    def _find(self, content: bytes, error: BaseException) -> None:
        lines = "".join(traceback.format_exception(error)).splitlines()
        self.tally.count("FOUND")
        if len(self.tally.findings) < MOST_FINDINGS:
            number = self.tally.inputs
            found = {"input": number, "bytes": content.hex(), "error": "\n".join(lines[-_SHOWN:])}
            self.tally.findings.append(found)

    def finish(self) -> Tally:
        """Give the tally with what all of it cost."""
        self.tally.seconds = time.process_time() - self._start
        self.tally.peak_mib = max(0.0, peak_mib() - self._memory)
        return self.tally


def forget_peak() -> None:
    """Let the kernel count the most memory anew, from what is held now."""
    with suppress(OSError), open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def peak_mib() -> float:
    """Give the most memory that this process held, since that was forgotten."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:  # not Linux
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _too_slow(*_: object) -> None:
    raise Finding(f"more than {SLOW_SECONDS} s for one input")


@contextmanager
def touching_nothing_but(path: Path) -> Iterator[None]:
    """Find out if anything else is opened, written or run, whatever library does it."""
    guard = _hook()
    guard.path = str(path)
    guard.touched = []
    try:
        yield
    finally:
        guard.path = None
    if guard.touched:
        raise Finding(f"it touched {guard.touched[:3]}")


class _Guard:
    """Python's own report of what it is about to do: an audit hook, which stays for good."""

    path: str | None = None
    touched: list[str] = []  # noqa: RUF012 - set anew for each input

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.path is not None and self._forbids(event, arguments):
            self.touched.append(f"{event} {arguments[:2]!r:.200}")

    def _forbids(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == "open":
            path, _, flags = arguments
            return bool(flags & _WRITING) or not self._may_read(path)
        if event == "exec":
            return not _is_pythons_own(arguments[0].co_filename)
        return event == "compile" or (event.startswith(_CHANGING) and event not in _HARMLESS)

    def _may_read(self, path: Any) -> bool:
        """Let the file be opened, from its folder by its name alone, too; and Python's own."""
        own = {
            self.path,
            *map(os.fspath, (Path(self.path or "").parent, Path(self.path or "").name)),
        }
        return isinstance(path, int) or str(path) in own or _is_pythons_own(str(path))


def _is_pythons_own(path: str) -> bool:
    """Tell a file of the standard library: a codec is imported when it is first needed."""
    return path.startswith((_LIBRARY, "<frozen"))


@cache
def _hook() -> _Guard:
    guard = _Guard()
    sys.addaudithook(guard)
    return guard
