"""Tests of this course's pictures: each lesson shows what its reference draws today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.commands.plot import PlotOptions, plot
from grader.course.model import load_course

ROOT = Path(__file__).parents[2]
COURSE = load_course(ROOT, exactly=True)
NAMES = [each.name for each in COURSE.exercises]
NUMBER = re.compile(r"(?<!\w)[−-]?\d+(?:\.\d+)?(?:e-?\d+)?")
LARGEST = 100_000


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_lesson_shows_what_the_reference_draws(name: str, tmp_path: Path) -> None:
    """Its words are the same, and its numbers as near as other versions of torch may bring them."""
    ((drawn),) = plot(COURSE, [name], PlotOptions(tmp_path, reference=True))

    assert drawn.picture is not None and drawn.path == tmp_path / f"{name}.svg"
    committed, new = description(ROOT / "solutions" / name / "picture.svg"), drawn.picture.alt
    assert NUMBER.sub("#", committed) == NUMBER.sub("#", new)
    pairs = zip(NUMBER.findall(committed), NUMBER.findall(new), strict=True)
    assert [pair for pair in pairs if not near(*pair)] == []
    assert "waits" not in new


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_is_small_and_seen_by_all(name: str) -> None:
    """The lesson shows it with an alt text, and says how to draw one's own."""
    lesson = (ROOT / "solutions" / name / "README.md").read_text(encoding="utf-8")
    (alt,) = re.findall(r"^!\[(.*)\]\(picture\.svg\)$", lesson, re.MULTILINE)
    content = (ROOT / "solutions" / name / "picture.svg").read_bytes()

    assert 100 < len(alt) < 400 and alt.endswith(".")
    assert f"`grader plot {name}`" in lesson
    assert len(content) < LARGEST
    assert b"fill: #ffffff" in content[:3000]  # solid, whatever page it lies on


def description(path: Path) -> str:
    """Return the words that an SVG file holds of itself."""
    (said,) = re.findall(r"<dc:description>(.*?)</dc:description>", path.read_text("utf-8"), re.S)
    for escaped, plain in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        said = said.replace(escaped, plain)
    return str(said)


def near(one: str, other: str) -> bool:
    """Return whether two numbers differ by a quarter, or by two in the last place, at most."""
    a, b = (float(each.replace("−", "-")) for each in (one, other))
    place = 0.0 if "e" in other else 2 * 10.0 ** -len(other.partition(".")[2])
    return abs(a - b) <= 0.25 * abs(b) + place
