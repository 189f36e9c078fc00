"""Tests of the page in a headless Chromium: skipped with a word where there is none.

Every request to another machine is refused and counted: there must be none.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from benchmarks.page import VARIABLE, browser, chromium_path

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")
pytest.importorskip("playwright.sync_api")
if chromium_path() is None:
    pytest.skip(f"there is no Chromium on PATH, nor in {VARIABLE}", allow_module_level=True)

from grader.loopback import Gate, Server, listen
from grader.marking import Desk, application
from tests.support.papers import FakeShelf

pytestmark = pytest.mark.slow
PATIENCE = 600_000
"""Milliseconds; nothing waits so long but for a busy machine."""


class Marking(NamedTuple):
    """A server that runs, what is behind it, and the way to its end."""

    address: str
    shelf: FakeShelf
    server: Server


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser for all tests."""
    with browser() as started:
        yield started


@pytest.fixture(params=["named"])
def marking(request: pytest.FixtureRequest) -> Iterator[Marking]:
    """A server of this test's own answers."""
    with listen() as listening:
        gate, shelf = Gate(listening.getsockname()[1], "mark"), FakeShelf()
        desk = Desk(shelf, "eve", "a secret", blind=request.param == "blind")
        server = Server(application(gate, desk))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield Marking(gate.address, shelf, server)
        server.stop()
        thread.join()


@pytest.fixture(params=["light"])
def page(request: pytest.FixtureRequest, chromium: Any, marking: Marking) -> Iterator[Any]:
    """A page that was opened; what it complains of, and whom it asks, is looked at."""
    scheme, _, width = request.param.partition(" ")
    size = {"width": int(width or 1280), "height": 900}
    context = chromium.new_context(color_scheme=scheme, viewport=size)
    context.set_default_timeout(PATIENCE)
    foreign: list[str] = []
    complaints: list[str] = []

    def judge(route: Any) -> None:
        if route.request.url.startswith("http://127.0.0.1:"):
            route.continue_()
        else:
            foreign.append(route.request.url)
            route.abort()

    context.route("**/*", judge)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(marking.address)
    shows(page, "Answer 1 of 4")
    yield page
    context.close()
    assert (foreign, complaints) == ([], [])


def shows(page: Any, text: str) -> None:
    """Wait for a heading."""
    page.locator("#who", has_text=text).wait_for()


def said(page: Any, text: str) -> None:
    """Wait for what is said of a save; "not saved yet" is no "saved"."""
    page.locator("#said", has_text=re.compile(f"^{text}")).wait_for()


def press(page: Any, *keys: str) -> None:
    """Press keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def test_the_token_does_not_stay_in_the_address(page: Any, marking: Marking) -> None:
    """What is copied from there opens nothing; a second visit needs no token."""
    assert "token" not in page.url
    page.reload()
    shows(page, "Answer 1 of 4: ada")


def test_a_class_is_marked_by_keyboard_alone(page: Any, marking: Marking) -> None:
    """Digits, half points, all points, a comment, next, and the part's end."""
    press(page, "1", ".", "1")
    said(page, "saved")
    press(page, "c")
    page.keyboard.type("Nearly: n is no key in here")
    press(page, "Escape", "n")
    shows(page, "Answer 2 of 4")
    press(page, "f", "ArrowDown", "0")
    said(page, "saved")
    press(page, "p")
    shows(page, "Answer 1 of 4")
    assert page.locator("#comment").input_value() == "Nearly: n is no key in here"
    press(page, "u")
    shows(page, "Answer 3 of 4")
    press(page, "9")
    said(page, "at most 2")
    press(page, "0", "1")
    said(page, "saved")
    press(page, "u")
    shows(page, "Answer 4 of 4")
    press(page, "2", "s")
    said(page, "saved; points that are not given yet are held")
    press(page, "1")
    page.locator("#count", has_text="4 of 4 marked").wait_for()
    press(page, "u")
    said(page, "all answers of this part are marked")
    press(page, "n")
    said(page, "this is the last one")

    last = {e.student: (e.value["items"], e.value["comment"]) for e in marking.shelf.kept}
    assert last["ada"] == ({"idea": 1.5, "example": 1}, "Nearly: n is no key in here")
    assert last["bob"] == ({"idea": 2, "example": 0}, "")
    assert last["cyd"] == ({"idea": 0, "example": 1}, "")


def test_all_is_reached_by_tab(page: Any) -> None:
    """And what has the focus is seen to have it."""
    reached = []
    press(page, "Tab")
    for _ in range(16):
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
        seen = page.evaluate(
            "document.activeElement === document.body "
            "|| getComputedStyle(document.activeElement).outlineStyle !== 'none'"
        )
        assert seen, reached
        press(page, "Tab")

    wanted = ["part", "previous", "next", "open", "keys", "answer", "item-0", "item-1", "comment"]
    assert [each for each in reached if each in {*wanted, "save"}][:10] == [*wanted, "save"]


def test_the_keys_are_told(page: Any) -> None:
    """By a key and by a button; Esc closes the list, and no other key acts meanwhile."""
    press(page, "?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    press(page, "2", "Escape")
    assert not page.get_by_role("dialog", name="Keys").is_visible()
    assert page.locator("#item-0").input_value() == ""
    page.get_by_role("button", name="Keys").click()
    assert page.get_by_role("dialog", name="Keys").is_visible()


def test_fields_take_numbers_as_well(page: Any, marking: Marking) -> None:
    """With the mouse, or by Tab; what is no number of points is refused with a word."""
    page.get_by_label("idea").fill("2.5")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").get_by_text("idea: a number from 0 to 2").wait_for()
    assert marking.shelf.kept == []
    page.get_by_label("idea").fill("0.25")
    page.get_by_role("button", name="Save").click()
    said(page, "saved")

    assert marking.shelf.kept[0].value["items"] == {"idea": 0.25, "example": None}
    page.locator("#sum", has_text="0.25 of 3 points, 1 not given yet").wait_for()


def test_of_two_tabs_the_later_is_told(page: Any, marking: Marking) -> None:
    """Nothing is overwritten; what was typed stands until the newer mark is loaded."""
    other = page.context.new_page()
    other.goto(marking.address)
    shows(other, "Answer 1 of 4")
    press(other, "2", "1")
    said(other, "saved")
    other.close()
    press(page, "0", "0")
    page.get_by_role("alert").get_by_text("marked elsewhere").wait_for()

    assert page.locator("#item-0").input_value() == "0"
    assert len(marking.shelf.kept) == 1
    page.get_by_role("button", name="Load it again").click()
    page.locator("#sum", has_text="3 of 3 points").wait_for()


def test_what_could_not_be_saved_stands_until_it_can(page: Any, marking: Marking) -> None:
    """While another run has the store, and no answer is left behind."""
    marking.shelf.locked = True
    press(page, "2", "1")
    page.get_by_role("alert").get_by_text("another run holds it").wait_for()
    press(page, "n")
    page.get_by_role("alert").get_by_text("another run holds it").wait_for()
    shows(page, "Answer 1 of 4")
    marking.shelf.locked = False
    press(page, "n")
    shows(page, "Answer 2 of 4")

    assert marking.shelf.kept[0].value["items"] == {"idea": 2, "example": 1}


def test_when_the_server_has_ended_it_is_said(page: Any, marking: Marking) -> None:
    """All that was saved is kept; what was not is still on the page."""
    press(page, "2", "1")
    said(page, "saved")
    marking.server.stop()
    page.wait_for_timeout(1500)
    press(page, "c")
    page.keyboard.type("later")
    press(page, "Escape", "s")
    page.get_by_role("alert").get_by_text("grader mark has ended").wait_for()

    assert page.locator("#comment").input_value() == "later"
    assert len(marking.shelf.kept) == 1


def test_pictures_documents_and_what_is_neither(page: Any) -> None:
    """A picture is drawn at its size, the others are named."""
    page.get_by_label("Part").select_option("layers: sketch")
    shows(page, "Answer 1 of 3")
    page.locator("#shown img").wait_for()
    page.wait_for_function("document.querySelector('#shown img').naturalWidth === 300")
    press(page, "Escape", "n")
    page.locator("#who").click()
    press(page, "n")
    page.get_by_role("link", name="Save the document").wait_for()
    press(page, "n")
    page.get_by_text("It cannot be shown: s.png is no PNG").wait_for()


def test_hostile_answers_and_names(page: Any) -> None:
    """Nothing that a student writes, or is called, runs or loads anything."""
    press(page, "n")
    shows(page, "Answer 2 of 4: bob")
    assert "<img src=x onerror" in page.locator("#shown pre").inner_text()
    press(page, "n")
    shows(page, "Answer 3 of 4")
    press(page, "n")
    shows(page, "Answer 4 of 4: <img")
    page.locator("summary").first.click()
    assert "return '<b>' + x" in page.locator("#code pre").inner_text()
    assert page.title() == "Answer 4 of 4, layers: why"
    assert page.locator("#answer img, #answer script, #code b").count() == 0


@pytest.mark.parametrize("marking", ["blind"], indirect=True)
def test_blind(page: Any) -> None:
    """No name is anywhere on the page, nor in what it was sent."""
    texts = []
    for number in range(1, 5):
        shows(page, f"Answer {number} of 4")
        texts.append(page.locator("#who").inner_text())
        press(page, "n")

    assert texts == [f"Answer {number} of 4" for number in range(1, 5)]
    sent = page.evaluate("fetch('answers').then((answer) => answer.text())")
    assert "ada" not in sent and "bob" not in sent


@pytest.mark.parametrize("page", ["light", "dark", "light 320", "dark 320"], indirect=True)
def test_axe_finds_nothing(page: Any) -> None:
    """In light and dark, wide and narrow, with code unfolded, keys told and a fault said."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.locator("summary").first.click()
    page.get_by_label("idea").fill("7")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").get_by_text("idea: a number").wait_for()
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("button", name="Keys").click()
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    page.keyboard.press("Escape")
    page.get_by_label("idea").fill("1")
    page.get_by_label("Part").select_option("layers: sketch")
    page.locator("#shown img").wait_for()
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
