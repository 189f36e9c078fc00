"""Tests of the full screen, by textual's pilot: no terminal, no thread but textual's own."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from grader.commands.plot import Plotted
from grader.commands.watch import screen
from grader.commands.watch.desk import Start
from grader.commands.watch.screen import WatchApp
from grader.course.model import Course, load_course
from tests.support.own_results import Wished, check_of, checked_of

GCD, REDUCED, ADD = "greatest_common_divisor", "reduced", "add"
Scene = Callable[[WatchApp, Pilot], Awaitable[None]]


class Silent(Wished):
    """Stands for a thread: the worker's, of which wishes are written down, and that of saves."""

    def __init__(self, *_: object, **__: object) -> None:
        super().__init__()

    def close(self) -> None:
        """End nothing."""


@pytest.fixture(autouse=True)
def _without_threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(screen, "Worker", Silent)
    monkeypatch.setattr(screen, "Saves", Silent)
    yield


def play(course: Course, scene: Scene, size: tuple[int, int] = (110, 30)) -> None:
    """Let a scene run on a screen of the first exercise."""

    async def run() -> None:
        app = WatchApp(Start(course, course.exercises[0], GCD))
        async with app.run_test(size=size) as pilot:
            await scene(app, pilot)

    asyncio.run(run())


def conclude(app: WatchApp, **signs: str) -> None:
    """Let the last wish's check come to an end."""
    wishes = app.desk.worker.wishes
    name = app.desk.watched.exercise.name
    app.desk.concluded(len(wishes), checked_of(app.desk.watched.course, name, signs))


async def seen(app: WatchApp, pilot: Pilot) -> list[str]:
    """Give the lines of the screen as they are drawn."""
    await pilot.pause()
    await pilot.pause()
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


async def found(app: WatchApp, pilot: Pilot, *words: str) -> bool:
    """Return whether all words stand on the screen."""
    text = "\n".join(await seen(app, pilot))
    return all(word in text for word in words)


def test_all_that_a_student_needs_is_on_the_screen(mine: Course) -> None:
    """Exercise and course, the parts, the failure, and the keys; no name is cut."""

    async def scene(app: WatchApp, pilot: Pilot) -> None:
        conclude(app, **{GCD: "++", REDUCED: "+-", ADD: "."})

        assert await found(
            app, pilot, "rationals", "the course", "1 of 5 parts pass",
            f"✓ {GCD}  ●●", f"▶ ✗ {REDUCED}  ●○", f"· {ADD}  not written yet",
            "reduced: 1 of 2 visible checks", "the sign is off",
            "h hint", "n next", "l list", "a all", "p picture", "o open", "r run", "x reset",
            "q quit",
        )  # fmt: skip

    play(mine, scene)


def test_a_narrow_screen_has_the_parts_above(mine: Course) -> None:
    """And long content scrolls, by the keys for it."""

    async def scene(app: WatchApp, pilot: Pilot) -> None:
        conclude(app, **{GCD: "-" * 3 + "+", REDUCED: ".", ADD: "."})
        lines = await seen(app, pilot)
        assert any(line.startswith(f"▶ ✗ {GCD}") for line in lines)
        assert not any("greatest_common_divisor 2." in line for line in lines)

        await pilot.press("end")
        assert await found(app, pilot, "greatest_common_divisor 2.")
        assert await found(app, pilot, "q quit")

    play(mine, scene, (44, 18))


def test_a_cell_changes_with_each_check_that_is_done(mine: Course) -> None:
    """While the rest of the screen stays as it was."""

    async def scene(app: WatchApp, pilot: Pilot) -> None:
        conclude(app, **{GCD: "--", REDUCED: ".", ADD: "."})
        app.desk.run()
        app.desk.heard(2, check_of(GCD, 0, "+"))

        assert await found(app, pilot, f"✗ {GCD}  ●○", "the sign is off", "checking …")

    play(mine, scene)


def test_a_save_that_cannot_be_run_is_seen(mine: Course) -> None:
    """Above the result, which is said to be older, and in the last line, in red and reversed."""
    reason = "Python cannot read rationals.py, line 3: invalid syntax\n    retu rn 1"

    async def scene(app: WatchApp, pilot: Pilot) -> None:
        conclude(app, **{GCD: "-" * 9 + "+", REDUCED: ".", ADD: "."})
        await seen(app, pilot)
        await pilot.press("end")
        assert not await found(app, pilot, f"{GCD}: 1 of 10")
        name = app.desk.watched.exercise.name
        wishes = len(app.desk.worker.wishes)
        app.desk.concluded(wishes, checked_of(app.desk.watched.course, name, {}, reason))

        lines = await seen(app, pilot)
        said = [number for number, line in enumerate(lines) if "rationals.py:3" in line]
        older = next(number for number, line in enumerate(lines) if "from before" in line)
        assert "    retu rn 1" in lines[said[0] + 1]
        assert said[0] < older < said[1]
        assert f"{GCD}: 1 of 10" in lines[older + 2]
        foot = [s for strip in app.screen._compositor.render_strips()[said[1] :] for s in strip]
        style = next(s.style for s in foot if "rationals.py:3" in s.text)
        assert style is not None and style.bold and style.reverse
        await pilot.press("h")
        assert await found(app, pilot, "Python cannot read")
        conclude(app, **{GCD: "+", REDUCED: ".", ADD: "."})
        assert not await found(app, pilot, "from before")

    play(mine, scene, (80, 20))


def test_every_key_does_what_it_says(mine: Course) -> None:
    """Hint, all, next, run, picture; q ends."""

    async def scene(app: WatchApp, pilot: Pilot) -> None:
        conclude(app, **{GCD: "--+", REDUCED: "-", ADD: "."})
        wishes = app.desk.worker.wishes

        await pilot.press("h")
        assert await found(app, pilot, "hint 1 of 3")
        await pilot.press("a")
        assert await found(app, pilot, "reduced: 0 of 1", "not written yet: add")
        await pilot.press("n")
        assert await found(app, pilot, f"▶ ✗ {REDUCED}")
        await pilot.press("r", "p")
        await pilot.pause()
        assert wishes[-2:] == [("check", "rationals", REDUCED), ("draw", "rationals")]
        await pilot.press("q")
        await pilot.pause()
        assert not app.is_running

    play(mine, scene)


def test_what_is_asked_for_is_scrolled_to(mine: Course) -> None:
    """A hint, also when the last one is asked for again, and a picture's words; a result is not."""

    async def scene(app: WatchApp, pilot: Pilot) -> None:
        signs = {GCD: "-" * 9 + "+", REDUCED: ".", ADD: "."}
        conclude(app, **signs)
        assert await found(app, pilot, f"{GCD}: 1 of 10")
        for hint in ("hint 1 of 3", "hint 2 of 3", "hint 3 of 3", "hint 3 of 3"):
            await pilot.press("home")
            assert not await found(app, pilot, hint)
            await pilot.press("h")
            assert await found(app, pilot, hint)

        await pilot.press("home", "p")
        app.desk.drawn(len(app.desk.worker.wishes), Plotted("rationals", why="waits for `add`"))
        assert await found(app, pilot, "waits for `add`")
        await pilot.press("home")
        conclude(app, **signs)
        assert await found(app, pilot, f"{GCD}: 1 of 10")

    play(mine, scene, (60, 20))


def test_a_hint_that_has_room_moves_nothing(mine: Course) -> None:
    """The failure that it helps with stays above it."""

    async def scene(app: WatchApp, pilot: Pilot) -> None:
        conclude(app, **{GCD: "-", REDUCED: ".", ADD: "."})
        await pilot.press("h")
        assert await found(app, pilot, f"{GCD}: 0 of 1", "the sign is off", "hint 1 of 3")

    play(mine, scene)


def test_another_exercise_is_chosen_from_the_list(mine: Course) -> None:
    """By arrows and Enter; Escape goes back, and checks go on below meanwhile."""

    async def scene(app: WatchApp, pilot: Pilot) -> None:
        conclude(app, **{GCD: "-", REDUCED: ".", ADD: "."})
        await pilot.press("l")
        assert await found(
            app, pilot, "go to which exercise?", "rationals  0 of 3", "words  0 of 2"
        )
        conclude(app, **{GCD: "+", REDUCED: ".", ADD: "."})
        await pilot.press("escape")
        assert await found(app, pilot, f"✓ {GCD}  ●")

        await pilot.press("l", "down", "enter")
        assert await found(app, pilot, "words", "split_words", "Counter")
        assert app.desk.worker.wishes[-1] == ("check", "words", "split_words")

    play(mine, scene)


def test_a_hint_with_a_price_asks_first(mine: Course) -> None:
    """Enter alone says no, and nothing is shown; yes shows it, with what it costs."""
    path = mine.root / "course.yml"
    path.write_text(path.read_text() + "hint_prices: [0.25]\n")

    async def scene(app: WatchApp, pilot: Pilot) -> None:
        conclude(app, **{GCD: "-", REDUCED: ".", ADD: "."})
        await pilot.press("h")
        assert await found(app, pilot, f"hint 1 of 3 of {GCD} costs 0.25", "Show it?")
        await pilot.press("enter")
        await pilot.pause()
        assert app.desk.watched.aside == ""
        await pilot.press("h", "down", "enter")
        assert await found(app, pilot, "hint 1 of 3", "it costs 0.25 points: ")

    play(load_course(mine.root, exactly=True), scene)


def test_a_reset_asks_first(mine: Course) -> None:
    """Enter alone changes nothing."""
    stub = mine.stub("rationals")
    mine_now = stub.read_text().replace("raise NotImplementedError", "return 1 #")
    stub.write_text(mine_now)

    async def scene(app: WatchApp, pilot: Pilot) -> None:
        conclude(app, **{GCD: "-", REDUCED: ".", ADD: "."})
        await pilot.press("x")
        assert await found(app, pilot, f"put {GCD} back as it was handed out?")
        await pilot.press("enter")
        await pilot.pause()
        assert stub.read_text() == mine_now
        await pilot.press("x", "down", "enter")
        assert await found(app, pilot, "what you had is kept in")
        assert stub.read_text() != mine_now

    play(mine, scene)


def test_an_editor_is_opened_or_it_is_said_what_to_open(
    mine: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One with a window of its own, none, and one that is not there."""
    started: list[list[str]] = []
    for name in ("TERM_PROGRAM", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)

    def start(command: list[str], **_: object) -> None:
        if command[0] == "subl":
            raise FileNotFoundError(2, "not found")
        started.append(command)

    monkeypatch.setattr(subprocess, "Popen", start)

    async def scene(app: WatchApp, pilot: Pilot) -> None:
        conclude(app, **{GCD: "-", REDUCED: ".", ADD: "."})
        path = app.desk.place[0]
        await pilot.press("o")
        assert await found(app, pilot, "set EDITOR")
        monkeypatch.setenv("EDITOR", "gedit")
        await pilot.press("o")
        await pilot.pause()
        assert started == [["gedit", "+1", str(path)]]
        monkeypatch.setenv("EDITOR", "subl")
        await pilot.press("o")
        assert await found(app, pilot, "subl cannot be started")

    play(mine, scene)


def save(path: Path, text: str) -> None:
    """Put a new file in the old one's place: at no moment is there an empty one to be checked."""
    new = path.with_suffix(".new")
    new.write_text(text)
    os.replace(new, path)


@pytest.mark.slow
def test_a_save_is_seen_on_the_screen(
    mine: Course, lent_sandbox: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all threads: files that are saved, right or not, are checked."""
    monkeypatch.undo()
    path: Path = mine.stub("rationals")

    async def until(app: WatchApp, pilot: Pilot, *words: str) -> None:
        while not await found(app, pilot, *words):
            await pilot.pause(0.05)

    async def scene(app: WatchApp, pilot: Pilot) -> None:
        await until(app, pilot, f"{GCD} is not written yet")
        while not await found(app, pilot, "greatest_common_divisor: 0 of 1"):
            if not app.desk.watched.busy:  # perhaps the folder was not watched yet
                save(path, "def greatest_common_divisor(p, q):\n    return 1\n")
            await pilot.pause(0.3)
        save(path, "def greatest_common_divisor(p, q):\n    retu rn 1\n")
        await until(app, pilot, "Python cannot read", "rationals.py:2", f"✗ {GCD}  ○")

    play(mine, scene)
