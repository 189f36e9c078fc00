"""Tests of a student's page in a headless Chromium: skipped with a word where there is none.

Every request but for the page itself is refused and counted: there must be none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from benchmarks.page import VARIABLE, browser, chromium_path
from grader.judging import Standing
from grader.reports.student_page import student_page
from grader.store import KeptPicture
from tests.support import student_pages as works

pytest.importorskip("playwright.sync_api")
if chromium_path() is None:
    pytest.skip(f"there is no Chromium on PATH, nor in {VARIABLE}", allow_module_level=True)

pytestmark = pytest.mark.slow
PATIENCE = 600_000
"""Milliseconds; nothing waits so long but for a busy machine."""
ATTACK = (
    "</pre></title></style>\n<script>document.title = 'ran'</script>"
    "<img src=x onerror=\"document.title = 'ran'\"><img src=http://127.0.0.1:9/x>"
    "<svg onload=\"document.title = 'ran'\"><link rel=stylesheet href=http://127.0.0.1:9/>"
    "<iframe srcdoc=x></iframe><meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>"
    "<base href=http://127.0.0.1:9/><a href=javascript:alert(1)>x</a>{{ 7 * 7 }}"
    "\x1b[31m\u202e\u2066\udc80\x00" + "long" * 250_000
)
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser for all tests."""
    with browser() as started:
        yield started


@pytest.fixture
def opened(chromium: Any, tmp_path: Path) -> Iterator[Open]:
    """Open a page of HTML; what it complains of, and whom it asks, is looked at in the end."""
    contexts, heard = [], list[str]()

    def open_page(html: str, scheme: str = "light", width: int = 1100) -> Any:
        file = tmp_path / "ada.html"
        file.write_text(html, encoding="utf-8")
        size = {"width": width, "height": 900}
        context = chromium.new_context(color_scheme=scheme, viewport=size)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)

        def judge(route: Any) -> None:
            if route.request.url == file.as_uri():
                route.continue_()
            else:
                heard.append(route.request.url)
                route.abort()

        context.route("**/*", judge)
        page = context.new_page()
        page.on("console", lambda said: heard.append(said.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("dialog", lambda dialog: (heard.append("a dialog"), dialog.dismiss()))
        page.goto(file.as_uri())
        return page

    yield open_page
    for each in contexts:
        each.close()
    assert heard == []


def three_works(hostile: str = "") -> str:
    """The page of three works, and of what there is no score for."""
    results = [
        works.perceptron(), works.circles(hostile), works.neuron(),
        works.standing("optimizers", Standing.NOT_DUE),
        works.standing("titanic", Standing.NOT_HANDED_IN),
    ]  # fmt: skip
    results = [replace(each, student=f"ada{hostile}") for each in results]
    code = works.CODE.replace("# of all", f"# {hostile}")
    return student_page(results, works.sources(code), works.history(), works.HERE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 320])
@pytest.mark.parametrize("hostile", ["", ATTACK])
def test_axe_finds_nothing(opened: Open, scheme: str, width: int, hostile: str) -> None:
    """By WCAG 2.2 AA, wide and narrow; nothing is cut off, nor scrolled to the side."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened(three_works(hostile), scheme, width)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    found = axe.run(page, options={"runOnly": {"type": "tag", "values": tags}})

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 320])
def test_pictures_are_seen_and_have_their_words(opened: Open, scheme: str, width: int) -> None:
    """Both are drawn, side by side where there is room, and axe finds nothing; no word acts."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    file = BytesIO()
    Image.new("1", (900, 600), 1).save(file, "PNG")
    picture = KeptPicture(file.getvalue(), f"A field: 99 % right. {ATTACK}", ATTACK)
    drawn = {"circles": (picture, picture)}
    page = opened(student_page([works.circles()], {}, {}, {}, drawn), scheme, width)

    found = axe.run(page, options={"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}})

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    images = page.locator("img")
    assert images.evaluate_all("all => all.map(each => each.naturalWidth)") == [900, 900]
    first, second = (images.nth(n).bounding_box() for n in range(2))
    assert (first["y"] == second["y"]) == (width == 1100)
    assert page.locator("script, svg, iframe, link, base").count() == 0
    assert page.title().startswith("Feedback for")


def test_no_word_of_a_student_s_does_anything(opened: Open) -> None:
    """No script runs, nothing is loaded, no element comes of it; and no template is filled in."""
    page = opened(three_works(ATTACK))
    page.wait_for_load_state("networkidle")

    assert page.title().startswith("Feedback for ada")
    for made in ("script", "img", "svg", "iframe", "link", "base", "a[href^='javascript']"):
        assert page.locator(made).count() == 0, made
    assert "{{ 7 * 7 }}" in page.locator("body").inner_text()


def test_the_policy_holds_where_an_escape_is_missing(opened: Open, chromium: Any) -> None:
    """Even a script that stands in the page as one does not run."""
    html = three_works().replace("</main>", "<script>document.title = 'ran'</script></main>")
    context = chromium.new_context()
    page = context.new_page()
    page.set_content(html)
    title = page.title()
    context.close()

    assert title == "Feedback for ada"


def test_the_keyboard_goes_through_the_page(opened: Open) -> None:
    """The first key leads past the top; then come the exercises, in order, each with an outline."""
    page = opened(three_works())
    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.textContent")
    seen = page.locator(".skip").bounding_box()
    page.keyboard.press("Enter")
    landed = page.evaluate("document.activeElement.id")
    links = []
    for _ in range(3):
        page.keyboard.press("Tab")
        links.append(page.evaluate("document.activeElement.textContent"))
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("Enter")

    assert (skip, landed, links) == (
        "Skip to the content", "content", ["perceptron", "circles", "neuron"],
    )  # fmt: skip
    assert seen["x"] >= 0 and outline == "solid"
    assert page.url.endswith("#exercise-3")


def test_it_prints_on_paper(opened: Open) -> None:
    """Black on white in the dark, too, without the link that skips; all of it is there."""
    page = opened(three_works(), "dark")
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )

    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.locator(".skip").is_hidden()
    assert page.locator("details").count() == 0
    assert page.pdf().startswith(b"%PDF")
