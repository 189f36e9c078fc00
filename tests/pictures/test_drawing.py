"""Tests of drawing: files that are the same each time, and say in words what they show."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO

import matplotlib
import numpy as np
import pytest
from PIL import Image

from grader.pictures import FORMATS, THEMES, Picture, drawn, label, moving, panels, small


def line() -> Picture:
    """Draw a line that rises from 0 to 1."""
    figure, (axes,) = panels(1, 1)
    (rising,) = axes.plot([0, 1 / 3, 1])
    label(axes, rising, "rising")
    return Picture(figure, "A line", ("it ends at 1", "it is 3.14159 long"), "It rises.")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("form", FORMATS)
def test_the_same_bytes_each_time(form: str, theme: str) -> None:
    """Nothing of the moment is written: no date, no random name."""
    _, first = drawn(line, form, theme)
    _, second = drawn(line, form, theme)

    assert first == second
    assert b"date" not in first.lower()


def test_nobodys_settings_count_or_change() -> None:
    """A student's matplotlibrc changes no picture, and a picture changes no settings."""
    _, plain = drawn(line)
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red"}):
        _, mine = drawn(line)
        kept = matplotlib.rcParams["font.size"], matplotlib.rcParams["axes.facecolor"]

    assert plain == mine
    assert kept == (30, "red")


def test_what_it_shows_stands_in_the_file() -> None:
    """Words stay words, and the alt text is the title with the numbers."""
    picture, content = drawn(line)

    assert picture.alt == "A line: it ends at 1; it is 3.14159 long."
    for said in (b">rising</text>", b"<title>A line</title>", picture.alt.encode()):
        assert said in content


def test_coordinates_are_short() -> None:
    """A hundredth of a point is enough; numbers in words stay as they are."""
    _, content = drawn(line)

    assert re.findall(rb"\d+\.\d{5,}", content) == [b"3.14159"]


@pytest.mark.parametrize(("theme", "is_light"), [("light", True), ("dark", False)])
def test_the_background_is_solid(theme: str, is_light: bool) -> None:
    """A page of any colour may lie behind it."""
    _, content = drawn(line, "png", theme)
    pixels = np.asarray(Image.open(BytesIO(content)).convert("RGBA"))

    assert (pixels[..., 3] == 255).all()
    assert bool(pixels[0, 0, :3].mean() > 128) == is_light


@pytest.mark.parametrize("theme", THEMES)
def test_words_and_lines_stand_out(theme: str) -> None:
    """Every colour has a contrast of at least 3 to the paper (WCAG 1.4.11), words of 4.5."""
    chosen = THEMES[theme]
    with matplotlib.style.context(["default", chosen]):
        colours = matplotlib.rcParams["axes.prop_cycle"].by_key()["color"]

    paper = luminance(chosen["figure.facecolor"])
    assert all(contrast(paper, luminance(each)) >= 4.5 for each in [*colours, chosen["text.color"]])


def test_lines_differ_without_their_colours() -> None:
    """In black and white the dashes tell them apart."""
    with matplotlib.style.context(["default", THEMES["light"]]):
        dashes = matplotlib.rcParams["axes.prop_cycle"].by_key()["linestyle"]

    assert len({str(each) for each in dashes}) == len(dashes) == 5


def test_fields_grow_lighter_in_grey() -> None:
    """From 0 to 1 the colours of a field become lighter all the way."""
    colours = matplotlib.colormaps["cividis"](np.linspace(0, 1, 7))

    grey = [luminance(matplotlib.colors.to_hex(each)) for each in colours]
    assert grey == sorted(grey)
    assert drawn(line)[0].figure is not None


def test_no_state_of_pyplot() -> None:
    """Drawing opens no window and keeps no figure: pyplot is not even imported."""
    program = (
        "import sys; from grader.pictures import Picture, drawn, panels\n"
        "drawn(lambda: Picture(panels(1, 1)[0], 'a', (), ''), 'png')\n"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert done.stdout.split() == [b"False"]


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG defines it."""
    rgb = np.array(matplotlib.colors.to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: float, other: float) -> float:
    """Return the contrast of two luminances, from 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_a_film_shows_its_frames_in_turn(theme: str) -> None:
    """All are there, once each, in one size; the last stays a while, and its words are told."""

    def frames() -> Iterator[Picture]:
        for end in (1, 2, 3):
            figure, (axes,) = panels(1, 1)
            axes.plot([0, end])
            axes.set(ylim=(0, 3))
            yield Picture(figure, "A line", (f"it ends at {end}",), "It grows.")

    picture, content = moving(frames, theme)
    _, again = moving(frames, theme)

    film = Image.open(BytesIO(content))
    seen, times = [], []
    for number in range(3):
        film.seek(number)
        seen.append(film.convert("RGB").tobytes())
        times.append(film.info["duration"])
    assert content == again
    assert film.n_frames == 3 and len(set(seen)) == 3
    assert times[0] == times[1] < times[2]
    assert film.info["loop"] == 0
    assert picture.numbers == ("it ends at 3",)


def test_a_small_file_shows_the_same() -> None:
    """As large in pixels, in 64 colours, and a file that is shorter."""
    _, png = drawn(line, "png")

    found, before = Image.open(BytesIO(small(png))), Image.open(BytesIO(png)).convert("RGB")

    assert found.size == before.size and len(small(png)) < len(png)
    assert len(found.getcolors() or ()) <= 64
    assert np.abs(np.asarray(found.convert("RGB"), int) - np.asarray(before, int)).mean() < 1
