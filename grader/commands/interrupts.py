"""Ctrl-C and SIGTERM: a run stops within a second, and says how to continue.

A block of code ends as ever, or the process ends with 128 and the signal's number. The first
signal is raised as KeyboardInterrupt, so that what is open is closed in order; later ones change
nothing. Where that takes too long (a library that swallows it, a process that is slow to end) this
process ends itself: what was graded is on the disk, and workers, zygotes and guests die with it.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

PATIENCE_S = 0.7
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_SHOW_CURSOR = "\x1b[?25h"


class Tally:
    """How far a run is, for its last words."""

    def __init__(self) -> None:
        self._words = "what was graded before is kept"

    def count(self, graded: int, submissions: int) -> None:
        """Take notice of how many are graded and on the disk."""
        self._words = f"{graded} of {submissions} are graded and kept"

    def last_words(self) -> str:
        """Say what is kept, and how to continue."""
        return f"stopped: {self._words}; run the same command again to continue"


class _Stop:
    """Whether a signal came, and what is said then, once."""

    def __init__(self, last_words: Callable[[], str]) -> None:
        self.code = 0
        self._last_words = last_words
        self._ending = threading.Lock()

    def on_signal(self, number: int, _: FrameType | None) -> None:
        """Unwind from wherever the program is, for a while."""
        if self.code:
            return
        self.code = 128 + number
        patience = threading.Timer(PATIENCE_S, self.end)
        patience.daemon = True
        patience.start()
        raise KeyboardInterrupt

    def end(self) -> NoReturn:
        """Say the last words, even if something still draws on the terminal, and end this process.

        Python's own way out may take seconds, and forgets the code where the interrupt went
        through an ``exec``.
        """
        self._ending.acquire()  # never released: two threads may come here, one speaks
        terminal = f"{_SHOW_CURSOR}\n" if os.isatty(2) else ""
        with suppress(OSError):  # nobody listens any more
            os.write(2, f"{terminal}{self._last_words()}\n".encode())
        os._exit(self.code)


@contextmanager
def stoppable(last_words: Callable[[], str]) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM stop a block, and the process with it; in the main thread only.

    A signal that is ignored already, as nohup and a shell's ``&`` do with some, stays ignored.
    """
    stop = _Stop(last_words)
    heard = [each for each in _SIGNALS if signal.getsignal(each) not in (signal.SIG_IGN, None)]
    before = {each: signal.signal(each, stop.on_signal) for each in heard}
    try:
        yield
    except BaseException:  # an interrupted library may raise anything
        if not stop.code:
            raise
    finally:
        if not stop.code:
            for each, handler in before.items():
                signal.signal(each, handler)
    if stop.code:
        stop.end()
