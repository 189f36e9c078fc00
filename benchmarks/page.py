"""How many frames a second the playground's page draws: `python -m benchmarks.page`.

The page is opened in a headless Chromium, by the reference solutions in a folder of their own, and
trains for some seconds; each frame is an epoch, a plane, and a picture in each neuron.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
VARIABLE = "GRADER_CHROMIUM"
WORDS = ("chromium", "chromium-browser", "google-chrome", "chrome")
CASES = {"4, 2": "", "8, 8, 8, 8, 8, 8": "layers=8,8,8,8,8,8", "no hidden layer": "layers="}


def chromium_path() -> str | None:
    """Return where a Chromium is: as GRADER_CHROMIUM says, or on PATH."""
    return os.environ.get(VARIABLE) or next(filter(None, map(shutil.which, WORDS)), None)


@contextmanager
def browser() -> Iterator[Any]:
    """Start a headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = chromium_path()
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Run `grader play` in a folder; give the page's address."""
    command = [sys.executable, "-m", "grader", "play", "--no-browser"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        found = re.search(r"http\S+", server.stdout.readline())
        assert found, "grader play did not start"
        try:
            yield found[0]
        finally:
            server.send_signal(signal.SIGINT)


@contextmanager
def solved_folder() -> Iterator[Path]:
    """Make a student's folder in which every function of the playground is the reference's."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "course"
        release = [sys.executable, "-m", "grader", "release", "--to", str(folder)]
        subprocess.run(release, cwd=ROOT, check=True, capture_output=True)
        for path in (ROOT / "solutions").glob("*/*.py"):
            if path.stem == path.parent.name:
                shutil.copy(path, folder / "exercises" / path.stem / path.name)
        yield folder


def frames_a_second(page: Any, address: str, seconds: float) -> float:
    """Open the page, train, and count the frames that it has drawn."""
    page.goto(address)
    page.wait_for_selector(".unit", timeout=120_000)
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(1000)
    count = "document.querySelector('.playground').dataset.frames + ' ' + performance.now()"
    before, began = map(float, page.evaluate(count).split())
    page.wait_for_timeout(1000 * seconds)
    after, ended = map(float, page.evaluate(count).split())
    page.get_by_role("button", name="Pause").click()
    return 1000 * (after - before) / (ended - began)


def main() -> None:
    """Measure each network some times, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    print("| hidden neurons | frames a second, median | slowest | fastest |\n|---|---:|---:|---:|")
    with solved_folder() as folder, served(folder) as address, browser() as chromium:
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        for name, choice in CASES.items():
            place = f"{address}#{choice}"
            rates = [frames_a_second(page, place, options.seconds) for _ in range(options.rounds)]
            row = statistics.median(rates), min(rates), max(rates)
            print(f"| {name} | " + " | ".join(f"{rate:.0f}" for rate in row) + " |", flush=True)


if __name__ == "__main__":
    main()
