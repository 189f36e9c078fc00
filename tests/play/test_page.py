"""Tests of the page, in a headless Chromium: skipped with a word where there is none.

Every request to another machine is refused and counted: there must be none.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.page import VARIABLE, browser, chromium_path

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")
pytest.importorskip("websockets")
playwright = pytest.importorskip("playwright.sync_api")
if chromium_path() is None:
    pytest.skip(f"there is no Chromium on PATH, nor in {VARIABLE}", allow_module_level=True)

from grader.loopback import Gate, Server, listen  # noqa: E402
from grader.play import Child, Playground, application  # noqa: E402
from grader.sandbox.interface import Sandbox  # noqa: E402
from tests.play.conftest import CURVES, code  # noqa: E402

pytestmark = pytest.mark.slow
PATIENCE = 600_000
"""Milliseconds; nothing waits so long but for a busy machine."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser for all tests."""
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def sources() -> dict[str, Any]:
    """What the student's files hold just now."""
    return {"now": code()}


@pytest.fixture(scope="module")
def address(plain_sandbox: Sandbox, sources: dict[str, Any]) -> Iterator[str]:
    """A server that plays the student's two files."""
    with listen() as listening:
        gate = Gate(listening.getsockname()[1], "play")

        def playground() -> Playground:
            return Playground(lambda: sources["now"], lambda each: Child(plain_sandbox, each, 3.0))

        server = Server(application(gate, playground), sockets=True)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield gate.address
        server.stop()
        thread.join()


@pytest.fixture(params=["light"])
def page(request: pytest.FixtureRequest, chromium: Any, address: str) -> Iterator[Any]:
    """A fresh page, without a cookie; what it complains of, and whom it asks, is looked at."""
    scheme, _, width = request.param.partition(" ")
    size = {"width": int(width or 1280), "height": 900}
    context = chromium.new_context(color_scheme=scheme, viewport=size, reduced_motion="reduce")
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
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert (foreign, complaints) == ([], [])


def opened(page: Any, address: str, choice: str = "") -> Any:
    """Open the page with these settings, and wait for its network."""
    page.goto(f"{address}#{choice}")
    page.locator(".unit").first.wait_for()
    return page


def press(page: Any, name: str) -> None:
    """Press a button by its name."""
    page.get_by_role("button", name=name, exact=True).click()


def test_it_trains_live_and_says_how_far_it_is(page: Any, address: str) -> None:
    """From Play to the epoch at which to stop; the loss falls, and both curves are told."""
    opened(page, address, "dataset=gauss&rate=0.1&stop=30")
    first = page.locator(".status").inner_text()

    press(page, "Play")
    page.get_by_text("stopped at epoch 3").wait_for()

    assert first.startswith("ready: training loss 0.")
    assert re.search(r"(9\d|100) % of the test points right", page.locator(".status").inner_text())
    assert int(page.locator(".epoch").inner_text()) >= 30
    assert "training (solid)" in page.locator(".output").inner_text()
    assert page.get_by_role("button", name="Play", exact=True).is_visible()


def test_each_function_has_its_badge(page: Any, address: str) -> None:
    """Yours, not written, or the playground's own, in words; and the code that ran is shown."""
    opened(page, address)

    badges = page.locator(".badges").inner_text()
    page.get_by_text("The code that ran", exact=True).click()
    page.locator(".code pre").first.wait_for()

    assert re.search(r"tanh\s+yours\s+bend in curves.py", badges)
    assert re.search(r"sgd\s+not written\s+walk.*\s+the playground's own runs", badges)
    assert "def bend(z):" in page.locator(".code").inner_text()
    assert "tanh: yours, exercises/curves.py:3" in page.locator(".code").inner_text()


def test_the_address_holds_every_choice(page: Any, address: str) -> None:
    """What was chosen is there again when the page is loaded again, and the token is not."""
    opened(page, address, "layers=3")
    page.get_by_label("optimizer").select_option("adam")
    page.get_by_label("activation").select_option("relu")
    page.get_by_role("button", name="XOR").click()
    page.get_by_role("button", name="feature xy").click()
    page.get_by_role("button", name="add a hidden layer").click()
    page.locator("h3", has_text="layer 2").wait_for()

    url = page.url
    page.reload()
    page.locator("h3", has_text="layer 2").wait_for()

    assert "token" not in url and "layers=3%2C2" in url and "dataset=xor" in url
    assert page.get_by_label("optimizer").input_value() == "adam"
    assert page.get_by_label("activation").input_value() == "relu"
    assert page.get_by_role("button", name="feature xy").get_attribute("aria-pressed") == "true"


def test_a_preset_is_a_link_with_a_question(page: Any, address: str) -> None:
    """Followed, it starts its network and asks."""
    opened(page, address)

    page.get_by_role("link", name="Features bend the line").click()
    page.get_by_text("0 hidden layers").wait_for()

    assert "Which curve do x² and y² make" in page.locator(".question").inner_text()
    assert "features=x2%2Cy2" in page.url


def test_all_of_it_is_done_by_keyboard(page: Any, address: str) -> None:
    """Play, a batch, a layer, a weight: with Tab and Enter alone, and the focus is seen."""
    opened(page, address)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "One batch":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("Enter")
    page.get_by_text("0 + 1 batches").wait_for()

    page.get_by_text("Weights and biases, as numbers").focus()
    page.keyboard.press("Enter")
    weight = page.get_by_label("layer 1, neuron 1, weight 1")
    weight.fill("2.5")
    weight.press("Enter")
    page.locator("path title", has_text="weight 2.5").first.wait_for(state="attached")

    assert outline == "solid"


def test_a_neuron_s_bias_is_set_on_its_card(page: Any, address: str) -> None:
    """A click on a neuron asks for its bias."""
    opened(page, address, "layers=1")

    page.get_by_role("button", name="layer 1, neuron 1").click()
    page.get_by_label("layer 1, neuron 1: bias").fill("-1.5")
    press(page, "Set")
    page.get_by_text("Weights and biases, as numbers").click()

    bias = page.get_by_label("layer 1, neuron 1, bias")
    playwright.expect(bias).to_have_value("-1.5", timeout=PATIENCE)


def test_own_points_come_from_a_file(page: Any, address: str, tmp_path: Path) -> None:
    """And a file that cannot be used is refused with a word, while the network stays."""
    table, broken = tmp_path / "points.csv", tmp_path / "broken.csv"
    table.write_text("".join(f"{x},{x * x},{x > 3}\n" for x in range(8)), encoding="utf-8")
    broken.write_text("1,2\n", encoding="utf-8")
    opened(page, address)
    chooser = page.get_by_label("your own (x, y, label in each line of a CSV file)")

    chooser.set_input_files(table)
    page.get_by_text("train (4)").wait_for()
    chooser.set_input_files(broken)
    page.get_by_text("each line needs three values").wait_for()

    assert page.get_by_text("train (4)").is_visible()


def test_what_goes_wrong_is_said_and_the_page_goes_on(
    page: Any, address: str, sources: dict[str, Any]
) -> None:
    """An endless loop stops the training, not the page; a better file goes on."""
    opened(page, address)
    try:
        sources["now"] = code(curves=CURVES.replace("return np.tanh(z)", "while True: pass"))
        press(page, "Play")
        page.get_by_text("`bend` ran longer than the time limit").wait_for()
        page.get_by_label("learning rate").select_option("1")
    finally:
        sources["now"] = code()
    press(page, "Play")
    page.locator(".trouble").wait_for(state="hidden")
    press(page, "Pause")


@pytest.mark.parametrize("page", ["light", "dark", "light 390", "dark 390"], indirect=True)
def test_axe_finds_nothing(page: Any, address: str) -> None:
    """In light and dark, wide and narrow, with all that unfolds unfolded; nothing overflows."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    opened(page, address, "test=true&stop=3")
    press(page, "Play")
    page.get_by_text("stopped at epoch").wait_for()
    for summary in page.locator("summary").all():
        summary.click()
    page.locator(".code pre").first.wait_for()
    page.get_by_role("button", name="layer 1, neuron 1").click()

    found = axe.run(page)

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
