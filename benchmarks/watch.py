"""`python -m benchmarks.watch`: from a save to the first changed cell of `grader watch`.

In goes this course, released into a new folder, with the references as a student's work; out comes
a row for each exercise that needs numpy alone: the median and the longest of the saves, on the wall
clock, and the CPU seconds of a save. Each save turns one part wrong, or right again. The screen is
textual's own without a terminal: a cell counts when it is drawn.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.console import Console

from grader.authoring import bundle
from grader.commands.watch.desk import start
from grader.commands.watch.screen import WatchApp
from grader.commands.watch.watched import Watched
from grader.course import Course, Exercise, load_course
from grader.sandbox.libraries import libraries_of

ROOT = Path(__file__).parent.parent
SAVES = 15
_SIZE = (120, 40)
_WRONG = "\n\ndef {part}(*_, **__):\n    return None\n"


@dataclass(frozen=True)
class Saved:
    """What one exercise's saves took, in seconds, and what they cost."""

    exercise: str
    waits: tuple[float, ...]
    cpu_seconds: float


class _TimedApp(WatchApp):
    """Notes when a cell that changed has been drawn."""

    changed: asyncio.Event
    drawn_at = 0.0

    def show(self, watched: Watched) -> None:
        """Draw, and if a row is another one look at the clock when that is done."""
        before = self._rows
        super().show(watched)
        if before != self._rows and not self.changed.is_set():
            self.call_after_refresh(self._note)

    def _note(self) -> None:
        self.drawn_at = time.perf_counter()
        self.changed.set()


async def timed(course: Course, exercise: Exercise, saves: int) -> Saved:
    """Save a right and a wrong file in turn, and time the first cell that changes."""
    path, part = course.stub(exercise.name), exercise.parts[0].name
    right = path.read_text(encoding="utf-8")
    app = _TimedApp(start(course, [exercise.name, part], None))
    app.changed = asyncio.Event()
    waits: list[float] = []
    async with app.run_test(size=_SIZE):
        await _settled(app)
        for number in range(saves + 1):
            app.changed.clear()
            cpu = time.process_time()
            began = time.perf_counter()
            _replace(path, right + ("" if number % 2 else _WRONG.format(part=part)))
            await asyncio.wait_for(app.changed.wait(), 60)
            waits.append(app.drawn_at - began)
            await _settled(app)
            cpu = time.process_time() - cpu
    path.write_text(right, encoding="utf-8")
    return Saved(exercise.name, tuple(waits[1:]), cpu)  # the first one warms up


def _replace(path: Path, text: str) -> None:
    """Save as most editors do: a new file in the old one's place."""
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)


async def _settled(app: WatchApp) -> None:
    """Wait until nothing is under way."""
    while app.desk.watched.checked is None or app.desk.watched.busy:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)


def handout(to: Path) -> Course:
    """Release this course, with the references as a student's finished work."""
    ours = load_course(ROOT, exactly=True)
    bundle(ours, to)
    for exercise in ours.exercises:
        shutil.copy(ours.reference(exercise.name), to / "exercises" / exercise.name)
    return load_course(to, exactly=True)


def needs_numpy_alone(course: Course, exercise: Exercise) -> bool:
    """Return whether neither an exercise nor its visible suite imports torch."""
    folder = course.exercise_folder(exercise.name)
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py"))]
    return "torch" not in libraries_of(texts)


def main(words: Sequence[str] | None = None) -> int:
    """Time each exercise and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.watch", description=__doc__)
    parser.add_argument("--saves", type=int, default=SAVES, help="of each exercise")
    saves = parser.parse_args(words).saves
    out = Console()
    out.print("| exercise | median | longest | CPU of a save, near side |")
    out.print("| --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        course = handout(Path(folder) / "handout")
        for exercise in course.exercises:
            if needs_numpy_alone(course, exercise):
                row = asyncio.run(timed(course, exercise, saves))
                figures = [median(row.waits), max(row.waits), row.cpu_seconds]
                shown = " | ".join(f"{1000 * each:.0f} ms" for each in figures)
                out.print(f"| `{row.exercise}` | {shown} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
