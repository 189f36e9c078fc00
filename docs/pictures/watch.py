"""Photograph `grader watch` for the README: `python docs/pictures/watch.py`; no terminal is needed.

A student's folder is made, a mistake in it, and the real screen checks it.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from grader.authoring import bundle
from grader.commands.watch import start
from grader.commands.watch.screen import WatchApp
from grader.course import load_course

HERE = Path(__file__).resolve().parent
NAME, PART = "forward_propagation", "softmax"
RIGHT, WRONG = "np.exp(z - z.max(axis=0))", "np.exp(z)"
SIZES = {"watch": (100, 36), "watch-narrow": (50, 40)}


def main() -> None:
    """Check once, open the hint, and photograph wide and narrow."""
    course = load_course(HERE.parents[1], exactly=True)
    with tempfile.TemporaryDirectory() as folder:
        bundle(course, Path(folder) / "course")
        source = course.reference(NAME).read_text("utf-8")
        assert RIGHT in source
        mine = load_course(Path(folder) / "course", exactly=True)
        mine.stub(NAME).write_text(source.replace(RIGHT, WRONG), "utf-8")
        os.chdir(mine.root)
        for name, size in SIZES.items():
            asyncio.run(photograph(WatchApp(start(mine, [NAME, PART], None)), name, size))


async def photograph(app: WatchApp, name: str, size: tuple[int, int]) -> None:
    """Wait for the first answer, ask for a hint, and write the picture."""
    async with app.run_test(size=size) as pilot:
        while app.desk.watched.result is None:
            await pilot.pause(0.1)
        await pilot.press("h")
        await pilot.pause(0.5)
        app.save_screenshot(f"{name}.svg", path=str(HERE))


if __name__ == "__main__":
    main()
