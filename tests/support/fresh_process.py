"""A Python process of its own, for what cannot be undone in this one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def result_of(script: str, *arguments: object) -> Any:
    """Run a script in a fresh Python, and return what it prints, read as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
