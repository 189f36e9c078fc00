"""A picture in words and lines → the bytes of a file; no display, no pyplot, no date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure


FORMATS = ("svg", "png")
MOVING = "gif"
"""The form of pictures that move."""
_ATTRIBUTE, _LONG = re.compile(rb'="[^"<>]*"'), re.compile(rb"-?\d+\.\d{5,}")
_FRAME, _LAST = 150, 2500  # milliseconds
_DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
_STYLE: dict[str, Any] = {
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": "medium",
    "font.size": 10,
    "grid.alpha": 0.25,
    "image.cmap": "cividis",  # grows lighter all the way: it is read in grey, too
    "lines.linewidth": 2,
    "savefig.dpi": 120,
    "svg.fonttype": "none",  # words stay words, which can be searched and read aloud
    "svg.hashsalt": "nngrader",
}


def _theme(paper: str, ink: str, *colours: str) -> dict[str, Any]:
    """Return a theme; its colours are Okabe and Ito's, which colour-blind readers tell apart."""
    inked = ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color")
    return {
        **dict.fromkeys(("figure.facecolor", "axes.facecolor", "savefig.facecolor"), paper),
        **dict.fromkeys((*inked, "grid.color", "hatch.color"), ink),
        "axes.prop_cycle": f"cycler(color={list(colours)}) + cycler(linestyle={list(_DASHES)})",
    }


THEMES = {
    "light": _theme("#ffffff", "#1a1a1a", "#0072b2", "#c04f00", "#00735a", "#9a4a7c", "#5c5c5c"),
    "dark": _theme("#14181f", "#e8e8e8", "#56b4e9", "#e69f00", "#2fc79a", "#dd94bd", "#b0b0b0"),
}


class NotDrawn(Exception):
    """Why a picture, or a panel of it, cannot be drawn yet: in one sentence, for the student."""


@dataclass(frozen=True)
class Picture:
    """A figure, and the same in words: ``title`` names it, ``numbers`` are those that it shows.

    ``see`` says what to look for, in a sentence or two.
    """

    figure: Figure
    title: str
    numbers: tuple[str, ...]
    see: str

    @property
    def alt(self) -> str:
        """What stands for the picture where it cannot be seen."""
        return f"{self.title}: {'; '.join(self.numbers)}."


def drawn(
    draw: Callable[[], Picture], form: str = "svg", theme: str = "light"
) -> tuple[Picture, bytes]:
    """Draw a picture and return it with its file, in a form of `FORMATS` and a theme of `THEMES`.

    Nobody's own settings of matplotlib count, and none are changed.
    """
    with _styled(theme):
        picture, file = draw(), BytesIO()
        nothing = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}[form]
        words = {"Title": picture.title, "Description": picture.alt}
        picture.figure.savefig(file, format=form, metadata={**words, **nothing})
    content = file.getvalue()
    if form == "svg":
        content = _ATTRIBUTE.sub(_shortened, content)
    return picture, content


def small(png: bytes) -> bytes:
    """Return a PNG file's picture in 64 colours: a page may hold many."""
    from PIL import Image

    file = BytesIO()
    colours = Image.open(BytesIO(png)).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    colours.save(file, "PNG", optimize=True)
    return file.getvalue()


def moving(draw: Callable[[], Iterable[Picture]], theme: str = "light") -> tuple[Picture, bytes]:
    """Draw pictures of one size; return the last, and a GIF that shows all in turn, for ever."""
    from PIL import Image

    frames = []
    with _styled(theme):
        for picture in draw():
            file = BytesIO()
            picture.figure.savefig(file, format="png")
            frames.append(Image.open(file).convert("RGB").quantize(64, dither=Image.Dither.NONE))
    times, content = [_FRAME] * (len(frames) - 1) + [_LAST], BytesIO()
    first, *others = frames
    first.save(content, "GIF", save_all=True, append_images=others, duration=times, loop=0)
    return picture, content.getvalue()


def _styled(theme: str) -> AbstractContextManager[None]:
    """Set matplotlib to ours alone, for a while."""
    import matplotlib.style

    return matplotlib.style.context(["default", _STYLE | THEMES[theme]], after_reset=True)


def _shortened(attribute: re.Match[bytes]) -> bytes:
    """Round coordinates: a hundredth of a point is enough, and the file is half as long."""
    return _LONG.sub(lambda number: b"%.2f" % float(number[0]), attribute[0])
