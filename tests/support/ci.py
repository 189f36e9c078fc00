"""A CI system, made up: tools that only write down how they were called; steps of a workflow."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
_NOTES = 'echo "${{0##*/}} $*" >> "{calls}"\n'
_PIP = """
import sys
with open({calls!r}, "a") as calls:
    print("pip", *sys.argv[1:], file=calls)
"""


def stand_ins(folder: Path, **programs: str) -> dict[str, str]:
    """Make tools that do nothing, and return the environment in which they are found.

    ``calls`` in the folder says how they were called: sudo, pip, and ``programs``, whose text is
    what they do then. ``python`` and ``grader`` are those of these tests.
    """
    bin_folder, calls = folder / "bin", str(folder / "calls")
    (folder / "modules" / "pip").mkdir(parents=True)
    (folder / "modules" / "pip" / "__init__.py").write_text("")
    (folder / "modules" / "pip" / "__main__.py").write_text(_PIP.format(calls=calls))
    bin_folder.mkdir()
    texts = {name: _NOTES.format(calls=calls) + text for name, text in programs.items()}
    texts.setdefault("sudo", _NOTES.format(calls=calls))
    texts["python"] = f'exec "{sys.executable}" "$@"\n'
    texts["grader"] = f'exec "{sys.executable}" -P -m grader "$@"\n'
    for name, text in texts.items():
        program = bin_folder / name
        program.write_text(f"#!/bin/bash\n{text}")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    path = os.pathsep.join([str(bin_folder), os.environ["PATH"]])
    modules = os.pathsep.join([str(folder / "modules"), str(ROOT)])
    return {"PATH": path, "PYTHONPATH": modules, "OMP_NUM_THREADS": "1"}


def steps_of(path: str, *keys: str) -> list[dict[str, Any]]:
    """Return the steps of a workflow or an action of this repository, below these keys."""
    found = yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))
    for key in keys:
        found = found[key]
    steps: list[dict[str, Any]] = found["steps"]
    return steps


def run_step(
    step: Mapping[str, Any], cwd: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a step's script as GitHub does; its own ``env`` must be given, since it is a formula."""
    assert set(step.get("env", {})) <= set(environment)
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
