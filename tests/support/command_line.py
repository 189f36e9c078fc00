"""Commands as they are typed: in this process (the fixture `run`), or in one of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

OTHERS_PLUGINS = ("xdist", "anyio", "hypothesispytest")
"""What other packages plug into any pytest: a second of each start, and nothing of ours."""

Run = Callable[..., tuple[int, str, str]]


def typed(*words: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Type a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "grader", *map(str, words)],
        cwd=cwd, env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip


def without(*plugins: str) -> list[str]:
    """Return pytest's options that leave plugins out."""
    return [word for plugin in plugins for word in ("-p", f"no:{plugin}")]


def pytest_typed(folder: Path, *options: str) -> tuple[int, str]:
    """Type ``pytest``; give its exit code and all that it said."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *without("cacheprovider", *OTHERS_PLUGINS), *options],
        cwd=folder, capture_output=True, text=True, timeout=600,
        env={**environment, "OMP_NUM_THREADS": "1", "COLUMNS": "200"},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr
