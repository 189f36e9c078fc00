"""Libraries look for things that a guest does not have: let them go a way of theirs without these.

Each has one, and finds out too early, in the zygote, or too late that it is needed.
"""

from __future__ import annotations

import os
import sys


def before_imports() -> None:
    """Let joblib, and scikit-learn by it, work in this process: a guest starts no other.

    So it asks neither for semaphores that processes share, nor which cores a machine grants.
    """
    os.environ["JOBLIB_MULTIPROCESSING"] = "0"


def after_imports() -> None:
    """Let files be waited for with `poll`, and loaded libraries be asked of libc, not of /proc.

    A guest has neither `epoll`, which holds memory in the kernel and locks that are everybody's,
    nor a file about itself in which threadpoolctl could look (KMeans wants to know).
    """
    if waits := sys.modules.get("selectors"):
        waits.__dict__["DefaultSelector"] = waits.PollSelector
    threads = sys.modules.get("threadpoolctl")
    if threads is not None and hasattr(threads, "_HAS_PROCFS"):  # older ones ask libc anyway
        threads.__dict__["_HAS_PROCFS"] = False
