"""A helper: a child of the zygote's that does some work beside it and reads no student's code.

What a guest leaves, or makes while it lives, must not keep the zygote from the next order.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

if sys.platform == "linux":
    from grader.sandbox.guest import linux


class Helper:
    """A process that carries out one function, silently, with no descriptors but those named."""

    def __init__(self, work: Callable[[], object], keep: set[int]) -> None:
        self.pid = os.fork()
        if self.pid == 0:
            try:
                linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
                silent = os.open(os.devnull, os.O_RDWR)
                for descriptor in (0, 1, 2):
                    os.dup2(silent, descriptor)
                linux.close_descriptors_but(keep)
                work()
            finally:
                os._exit(0)

    def is_done(self) -> bool:
        """Return whether it has ended; asked until it has."""
        return os.waitpid(self.pid, os.WNOHANG)[0] == self.pid

    def end(self) -> None:
        """End it at once."""
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
