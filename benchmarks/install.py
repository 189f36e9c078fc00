"""What each install weighs and takes: `python -m benchmarks.install [EXTRA ...]`.

A wheel of this project is built once. For each extra, and for the base without any, it is installed
into a new virtual environment; out comes a row: packages, MB on the disk, wall-clock and CPU
seconds. The pins of constraints.txt hold. pip's own cache serves what was downloaded before, so the
seconds are those of unpacking and compiling, and not of a network.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXTRAS = ("", "plot", "play", "notebook", "torch")


@dataclass(frozen=True)
class Installed:
    """One environment: how many packages, how many bytes beside an empty one, how many seconds."""

    packages: int
    size: int
    wall: float
    cpu: float


def wheel(to: Path) -> Path:
    """Build this project's wheel."""
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(to), str(ROOT)]
    subprocess.run(command, check=True)
    return next(to.glob("*.whl"))


def install(package: Path, extra: str, folder: Path) -> Installed:
    """Install the wheel with an extra into a new environment of the folder."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
    asked = f"{package}[{extra}]" if extra else str(package)
    before, empty, began = _cpu(), _size(folder), time.perf_counter()
    constraints = str(ROOT / "constraints.txt")
    subprocess.run([*pip, "install", "-q", "-c", constraints, asked], check=True)
    wall, cpu = time.perf_counter() - began, _cpu() - before
    listed = subprocess.run(
        [*pip, "list", "--format=freeze"], check=True, capture_output=True, text=True
    )
    others = ("pip==", "setuptools==", "nngrader==")
    packages = [line for line in listed.stdout.splitlines() if not line.startswith(others)]
    return Installed(len(packages), _size(folder) - empty, wall, cpu)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _size(folder: Path) -> int:
    """Return the bytes that a folder's files take on the disk."""
    return sum(
        512 * os.lstat(Path(place) / name).st_blocks
        for place, _, names in os.walk(folder)
        for name in names
    )


def main(words: Sequence[str] | None = None) -> int:
    """Install each and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.install", description=__doc__)
    parser.add_argument("extras", nargs="*", default=EXTRAS, metavar="EXTRA")
    print("| install | other packages | MB | wall s | CPU s |\n|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as name:
        package = wheel(Path(name))
        for extra in parser.parse_args(words).extras:
            row = install(package, extra, Path(name) / (extra or "base"))
            title = f"`[{extra}]`" if extra else "the base"
            figures = f"{row.packages} | {row.size / 1e6:.0f} | {row.wall:.1f} | {row.cpu:.1f}"
            print(f"| {title} | {figures} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
