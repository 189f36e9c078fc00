"""Tests of the class's page in a headless Chromium: skipped with a word where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.page import VARIABLE, browser, chromium_path
from grader.feedback import Explanation
from grader.judging import Flag
from grader.reports import Kind, Note
from grader.reports.class_page import render
from tests.reports.conftest import HOSTILE, F, Make, N, P

pytest.importorskip("playwright.sync_api")
if chromium_path() is None:
    pytest.skip(f"there is no Chromium on PATH, nor in {VARIABLE}", allow_module_level=True)

pytestmark = pytest.mark.slow
PATIENCE = 600_000
"""Milliseconds; nothing waits so long but for a busy machine."""

ATTACK = "\"'><img src=x onerror=document.title=1><script>document.title=1</script>{{7*7}}"
LIKELY = Explanation("values differ", likely="the gradient is summed")
Show = Callable[[str], Any]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser for all tests."""
    with browser() as started:
        yield started


@pytest.fixture
def show(request: pytest.FixtureRequest, chromium: Any, tmp_path: Path) -> Iterator[Show]:
    """Open a page from a file; it may complain of nothing, and ask for nothing."""
    scheme, _, width = getattr(request, "param", "light").partition(" ")
    size = {"width": int(width or 1280), "height": 900}
    context = chromium.new_context(color_scheme=scheme, viewport=size)
    context.set_default_timeout(PATIENCE)
    asked: list[str] = []
    complaints: list[str] = []

    def shown(text: str) -> Any:
        file = tmp_path / "class.html"
        file.write_text(text, encoding="utf-8")
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(file.as_uri())
        asked.remove(file.as_uri())
        return page

    yield shown
    context.close()
    assert (asked, complaints) == ([], [])


@pytest.fixture
def everything(make: Make) -> str:
    """A page on which every table has rows, and some names unfold."""
    many = [make(f"student {n}", outcomes=(F, P), why=LIKELY) for n in range(8)]
    held = make("ada", outcomes=(P, N), flags=(Flag("train", "circles.py:3", "calls torch"),))
    notes = [Note(Kind.WORK, "a.txt is no work of any exercise " * 5, "ada")]
    return render([*many, held], {"protection": "L1"}, notes)


def column(page: Any, table: str, place: int) -> list[str]:
    """Give the texts of a table's column."""
    rows = page.get_by_role("region", name=table).locator("tbody tr").all()
    return [row.locator("td").nth(place).inner_text() for row in rows]


@pytest.mark.parametrize("show", ["light", "dark", "light 320", "dark 320"], indirect=True)
def test_axe_finds_nothing(show: Show, everything: str) -> None:
    """In light and dark, wide and narrow, sorted and unfolded; no page scrolls sideways."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = show(everything)
    for summary in page.locator("summary").all():
        summary.click()
    page.get_by_role("button", name="student", exact=True).last.click()

    found = axe.run(page)

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_sorting_by_keyboard(show: Show, make: Make) -> None:
    """Numbers begin with the largest, names with A; what is no number is last."""
    points = {"ada": (P, F), "bob": (P, P), "cem": (F, F), "dan": (P, F)}
    results = [make(name, outcomes=each) for name, each in points.items()]
    results.append(make("eve", outcomes=(), verdict="not submitted"))
    page = show(render(results, {"protection": "L3"}))
    students = page.get_by_role("region", name="All students")
    heading = students.get_by_role("columnheader", name="circles")

    students.get_by_role("button", name="student").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert heading.get_attribute("aria-sort") == "descending"
    assert column(page, "All students", 0) == ["bob", "ada", "dan", "cem", "eve"]
    page.keyboard.press("Space")
    assert heading.get_attribute("aria-sort") == "ascending"
    assert column(page, "All students", 0) == ["cem", "ada", "dan", "bob", "eve"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert column(page, "All students", 0) == ["ada", "bob", "cem", "dan", "eve"]
    assert heading.get_attribute("aria-sort") is None


@pytest.mark.parametrize("attack", [ATTACK, HOSTILE])
def test_hostile_names(show: Show, make: Make, attack: str) -> None:
    """Nothing that a stranger is called, writes or raises runs, or loads anything."""
    why = Explanation(attack, likely=attack)
    flags = (Flag(attack, attack, attack),)
    results = [make(f"{attack}{n}", attack, (F, N), why=why, flags=flags) for n in range(7)]
    page = show(render(results, {"protection": attack}, [Note(Kind.FLAG, *[attack] * 4)]))

    page.get_by_role("button", name="student", exact=True).last.click()

    assert page.title() == "The class at a glance"
    assert page.locator("img").count() == 0
    if attack == ATTACK:
        assert column(page, "All students", 0)[0] == f"{attack}0"


def test_two_thousand_students(show: Show, make: Make) -> None:
    """Ten exercises each: the page holds them all, sorts and scrolls to the last."""
    outcomes = [(P, P, P), (P, P, F), (P, F, N), (F, F, F)]
    patterns = [[make("", f"e{x}", each, why=LIKELY) for x in range(10)] for each in outcomes]
    results = [
        replace(each, student=f"student {n:04d}") for n in range(2000) for each in patterns[n % 4]
    ]
    text = render(results, {"protection": "L3"})
    page = show(text)
    students = page.get_by_role("region", name="All students")

    students.get_by_role("button", name="total").click()

    rows = students.locator("tbody tr")
    assert len(text.encode()) < 5_000_000
    assert rows.count() == 2000
    assert rows.first.inner_text().startswith("student 0000")
    rows.last.scroll_into_view_if_needed()
    assert rows.last.inner_text().startswith("student 1999")
