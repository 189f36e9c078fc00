"""Photograph what the manual shows: `python -m docs.screenshots [NAME ...]`, or all pictures.

Real commands make them, over the course of this repository and its example class. Those of pages
need playwright and a Chromium (GRADER_CHROMIUM, or on PATH), that of a notebook JupyterLab.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, SVG_EXPORT_THEME, TerminalTheme
from rich.text import Text

from benchmarks.page import browser, served, solved_folder
from grader.authoring import bundle
from grader.commands.watch import start
from grader.commands.watch.screen import WatchApp
from grader.course import Course, load_course

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
LARGEST = 200_000
"""Bytes of a picture: a page of the manual is opened over slow networks too."""
EXERCISE, PART = "forward_propagation", "softmax"
RIGHT, WRONG = "powers.sum(axis=0)", "powers.sum()"
CLASS, OUT = ROOT / "examples" / "class", ROOT / "results" / "example"
FAILS = ("jonas-weber", "backpropagation")
"""Whose page is shown, and where: one part is wrong in a way that has a name."""
COPIED = ("ada-lindqvist", "backpropagation", "mika-ahonen")
"""Whose work somebody hands in again, under other names."""
OTHER_NAMES = {"activations": "acts", "weights": "ws"}
WHY = """name: "Neural networks"
exercises:
  - name: xor
    title: "Why one line is not enough"
    parts:
      - name: why_layers
        points: 3
        by: hand
        rubric:
          - {name: idea, points: 2, text: "says that one line cannot separate the two classes"}
          - {name: example, points: 1, text: "names four points for which that is so"}
"""
ANSWERS = {
    "ada-lindqvist": "A perceptron draws *one* line. Of XOR's corners (0, 0) and (1, 1) are one "
    "class, (0, 1) and (1, 0) the other: whatever line has two of them on its one side has a third "
    "there, too. A hidden layer draws two lines, and the output asks for what lies between.\n",
    "hana-sato": "Because XOR is not linear.\n",
    "sofia-novak": "More layers have more weights, so the network learns better.\n",
}


def check_svg() -> bytes:
    """Return a failed check with what was called, got and expected."""
    with student_folder() as course:
        return terminal(said("check", EXERCISE, PART, cwd=course.root))


def watch_svg() -> bytes:
    """Return the screen that answers each save, with a hint."""
    with student_folder() as course:
        os.chdir(course.root)
        return asyncio.run(_watched(WatchApp(start(course, [EXERCISE, PART], None))))


async def _watched(app: WatchApp) -> bytes:
    """Wait for the first answer, ask for a hint, and photograph."""
    async with app.run_test(size=(100, 28)) as pilot:
        while app.desk.watched.result is None:
            await pilot.pause(0.1)
        await pilot.press("h")
        await pilot.pause(0.5)
        return lit(app.export_screenshot(title="grader watch"))


def grades_svg() -> bytes:
    """Return what an instructor reads of a class: the first rows of its table."""
    return terminal(said("grades", "--out", OUT), lines=28)


def notebook_png() -> bytes:
    """Return the card below a part's cell in JupyterLab."""
    from tests.support.jupyter_lab import jupyter_lab, run_all_cells

    with student_folder() as course, browser() as chromium:
        path = course.exercise_folder(EXERCISE) / f"{EXERCISE}.ipynb"
        made = json.loads(path.read_text("utf-8"))
        source = course.stub(EXERCISE).read_text("utf-8")
        for cell in made["cells"]:
            if cell["id"] == f"part-{PART}":
                cell["source"] = source[source.index(f"def {PART}") :]
        path.write_text(json.dumps(made), "utf-8")
        page = _page(chromium, 1150, 1400)
        with tempfile.TemporaryDirectory() as own, jupyter_lab(course.root, Path(own)) as address:
            run_all_cells(page, address.format(path.relative_to(course.root)), PART)
            card = page.locator(".jp-OutputArea-output", has_text="✗ failed").first
            return bytes(card.screenshot())


def playground_png() -> bytes:
    """Return the playground at epoch 120, on a ring of points."""
    choice = "#dataset=circle&rate=0.1&stop=120&test=true"
    with solved_folder() as folder, served(folder) as address, browser() as chromium:
        page = _page(chromium, 1280, 1000)
        page.goto(address + choice)
        page.get_by_role("button", name="Play").click(timeout=120_000)
        page.get_by_text("stopped at epoch").wait_for(timeout=120_000)
        return bytes(page.screenshot(full_page=True))


def student_page_png() -> bytes:
    """Return a student's page of the example class, at a part that failed."""
    with browser() as chromium:
        page = _page(chromium, 960, 1000)
        page.goto((OUT / "feedback" / f"{FAILS[0]}.html").as_uri())
        page.get_by_role("heading", name=FAILS[1], exact=True).evaluate("e => e.scrollIntoView()")
        return bytes(page.screenshot())


def class_page_png() -> bytes:
    """Return the example class at a glance."""
    with browser() as chromium:
        page = _page(chromium, 1100, 1100)
        page.goto((OUT / "class.html").as_uri())
        return bytes(page.screenshot())


def similarity_png() -> bytes:
    """Return two works that are far more alike than the example class is, side by side."""
    whose, exercise, by = COPIED
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        works, out = Path(folder) / "class", Path(folder) / "out"
        shutil.copytree(CLASS, works)
        text = (works / whose / f"{exercise}.py").read_text("utf-8")
        for name, other in OTHER_NAMES.items():
            text = re.sub(rf"\b{name}\b", other, text)
        (works / by).mkdir()
        (works / by / f"{exercise}.py").write_text(text, "utf-8")
        said("similarity", works, "--exercise", exercise, "--out", out)
        page = _page(chromium, 1100, 1000)
        page.goto((out / "similarity.html").as_uri())
        page.locator("summary").first.click()
        return bytes(page.screenshot())


def marking_png() -> bytes:
    """Return the page on which a person marks an answer by its rubric."""
    with tempfile.TemporaryDirectory() as name, browser() as chromium:
        folder = Path(name) / "course"
        for path, text in {
            "course.yml": WHY,
            "solutions/xor/README.md": "# Why layers?\n\n## What is judged\n\nYour reasons.\n",
            **{f"class/{who}/why_layers.md": answer for who, answer in ANSWERS.items()},
        }.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8")
        said("grade", "class", "--unsandboxed", cwd=folder)
        command = [sys.executable, "-m", "grader", "mark", "--no-browser"]
        with subprocess.Popen(
            command, cwd=folder, env=_environment(), stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout is not None
            try:
                page = _page(chromium, 1100, 560)
                page.goto(server.stdout.readline().split()[-1])
                page.get_by_text("says that one line").wait_for()
                return bytes(page.screenshot())
            finally:
                server.send_signal(signal.SIGINT)


SHOTS: dict[str, Callable[[], bytes]] = {
    "check.svg": check_svg,
    "watch.svg": watch_svg,
    "notebook.png": notebook_png,
    "playground.png": playground_png,
    "student-page.png": student_page_png,
    "grades.svg": grades_svg,
    "class-page.png": class_page_png,
    "similarity.png": similarity_png,
    "marking.png": marking_png,
}
"""Each picture by its file's name; pages of docs/ show it, with what it shows in words."""
OF_THE_CLASS = {"student-page.png", "grades.svg", "class-page.png"}


@contextmanager
def student_folder() -> Iterator[Course]:
    """Make a student's folder in which one part of an exercise is wrong, and the rest right."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "course"
        course = load_course(ROOT, exactly=True)
        bundle(course, folder)
        source = course.reference(EXERCISE).read_text("utf-8")
        assert RIGHT in source
        mine = load_course(folder, exactly=True)
        mine.stub(EXERCISE).write_text(source.replace(RIGHT, WRONG), "utf-8")
        before = Path.cwd()
        yield mine
        os.chdir(before)


def said(*words: object, cwd: Path = ROOT) -> str:
    """Type a command as if a wide terminal were there, and return what it says.

    Raises `RuntimeError` with its error where it could not do its work.
    """
    command = [sys.executable, "-m", "grader", *map(str, words)]
    done = subprocess.run(
        command, cwd=cwd, env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode > 1:  # 1: a check failed
        raise RuntimeError(done.stderr)
    return done.stdout


def _environment() -> dict[str, str]:
    seen = {"COLUMNS": "200", "FORCE_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    return {**os.environ, "PYTHONPATH": str(ROOT), **seen}


def terminal(text: str, lines: int | None = None) -> bytes:
    """Return what a command said as a light terminal would show it; of much, the first lines."""
    shown = Text.from_ansi("\n".join(text.rstrip().splitlines()[:lines]))
    width = max(map(len, shown.plain.splitlines()))
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True)
    console.print(shown)
    return lit(console.export_svg(title=""))


def lit(picture: str) -> bytes:
    """Return a dark terminal's picture in the colours of a light one."""
    dark, light = SVG_EXPORT_THEME, DEFAULT_TERMINAL_THEME
    colours = {
        **{_hex(dark, number): _hex(light, number) for number in range(16)},
        dark.background_color.hex: light.background_color.hex,
        dark.foreground_color.hex: light.foreground_color.hex,
    }
    for old, new in colours.items():
        picture = picture.replace(old, new)
    return picture.replace("rgba(255,255,255,0.35)", "rgba(0,0,0,0.35)").encode()


def _hex(theme: TerminalTheme, number: int) -> str:
    red, green, blue = theme.ansi_colors[number]
    return f"#{red:02x}{green:02x}{blue:02x}"


def _page(chromium: Any, width: int, height: int) -> Any:
    return chromium.new_page(color_scheme="light", viewport={"width": width, "height": height})


def smaller(picture: bytes) -> bytes:
    """Return a PNG in no more than 256 colours, which is all that a page needs."""
    from PIL import Image

    made = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        few = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        few.save(made, "PNG", optimize=True)
    return min(made.getvalue(), picture, key=len)


def main() -> None:
    """Photograph what is named, or all."""
    parser = argparse.ArgumentParser(prog="python -m docs.screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(SHOTS)}")
    names = parser.parse_args().names or [*SHOTS]
    if unknown := {*names} - {*SHOTS}:
        parser.error(f"no picture is called {', '.join(sorted(unknown))}")
    if OF_THE_CLASS & {*names}:
        print("grading the example class, if it is not yet", flush=True)
        said("grade", CLASS, "--out", OUT, "--jobs", 2)
    for name in names:
        picture = SHOTS[name]()
        picture = smaller(picture) if name.endswith(".png") else picture
        (PICTURES / name).write_bytes(picture)
        print(f"docs/pictures/{name}: {len(picture) / 1000:.0f} kB", flush=True)
        assert len(picture) <= LARGEST, "make it smaller"


if __name__ == "__main__":
    main()
