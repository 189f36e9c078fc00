"""The derived notebooks where students run them: in a kernel of Jupyter, and in JupyterLab's page.

They need ipykernel, and for the page JupyterLab, playwright and a Chromium; without them they are
skipped with a word.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.authoring.derive import bundle
from grader.course.model import load_course
from tests.support.jupyter_lab import jupyter_lab, run_all_cells
from tests.support.jupyter_server import ROOT

pytestmark = pytest.mark.slow

NAME = "perceptron"
MINE = {
    "part-heaviside": "def heaviside(z):\n    return (np.asarray(z) > 0).astype(int)",
    "part-perceptron": (
        "def perceptron(inputs, weights, bias):\n"
        "    return heaviside(np.dot(inputs, weights) - bias)"
    ),
}
"""Right and wrong; the other parts are stubs."""
ENDLESS = """
def gate_parameters(name):
    import os
    with open("{begun}.new", "w") as file:
        file.write(str(os.getpid()))
    os.rename("{begun}.new", "{begun}")
    while True:
        pass
"""
PATIENCE = 600_000
"""Milliseconds that the page may take: no verdict hangs on it."""


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """A student's notebook, in the students' folder."""
    bundle(load_course(ROOT, exactly=True), tmp_path / "course")
    path = tmp_path / "course" / "exercises" / NAME / f"{NAME}.ipynb"
    made = json.loads(path.read_text("utf-8"))
    for cell in made["cells"]:
        if cell["id"] in MINE:
            cell["source"] = MINE[cell["id"]]
        if cell["id"] in ("try-gate_parameters", "try-xor_network", "picture"):
            cell["source"] = ""
    path.write_text(json.dumps(made), "utf-8")
    return path


@pytest.fixture
def interrupts() -> Iterator[None]:
    """Let a kernel be interrupted, also where whoever started the tests ignores SIGINT."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def _stop(begun: Path) -> None:
    """Interrupt the kernel that wrote its number into a file, once it has."""
    while not begun.is_file():
        time.sleep(0.1)
    os.kill(int(begun.read_text()), signal.SIGINT)


@pytest.mark.usefixtures("interrupts")
def test_in_a_kernel(notebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A card comes for each part; a check that never ends is stopped by an interrupt."""
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    made = nbformat.read(notebook, as_version=4)
    begun = tmp_path / "begun"
    for cell in made.cells:
        if cell.id == "part-gate_parameters":
            cell.source = ENDLESS.format(begun=begun)
    where = {"metadata": {"path": str(notebook.parent)}}
    threading.Thread(target=_stop, args=(begun,), daemon=True).start()

    nbclient.NotebookClient(made, timeout=None, resources=where).execute()

    titles, pages = {}, {}
    for cell in made.cells:
        for output in cell.get("outputs", ()):
            if "text/html" in output.get("data", {}):
                titles[cell.id] = output["data"]["text/plain"].splitlines()[0]
                pages[cell.id] = output["data"]["text/html"]
    assert titles == {
        "check-heaviside": "heaviside: all 4 checks pass",
        "check-perceptron": "perceptron: 2 of 5 checks pass",
        "check-gate_parameters": "gate_parameters: you stopped the check",
        "check-perceptron_fit": "perceptron_fit is not written yet",
        "check-xor_network": "xor_network is not written yet",
    }
    assert "Hint 1 of " in pages["check-perceptron"]


def test_a_traceback_names_the_cell(notebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the number that stands beside it in the page."""
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    made = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(source)
            for source in (
                "x = 1",
                "def heaviside(z):\n    print('here')\n    return z[0] > 0",
                'from grader.notebook import check\ncheck("heaviside")',
            )
        ]
    )
    where = {"metadata": {"path": str(notebook.parent)}}

    nbclient.NotebookClient(made, timeout=None, resources=where).execute()

    said = made.cells[-1].outputs[0]["data"]["text/plain"]
    assert "cell [2], line 3, in heaviside" in said
    assert "return z[0] > 0" in said and "printed   here" in said


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium without a window."""
    pytest.importorskip("jupyterlab")
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("there is no chromium: apt-get install chromium")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_in_jupyterlab(notebook: Path, tmp_path: Path, browser: Any, theme: str) -> None:
    """All cells are run in the page; a hint opens there, and axe finds nothing in the cards."""
    made = json.loads(notebook.read_text("utf-8"))
    for cell in made["cells"]:
        if cell["id"] == "part-gate_parameters":
            cell["source"] = 'def gate_parameters(name):\n    raise KeyError("<b>no</b>")'
    notebook.write_text(json.dumps(made), "utf-8")
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    page.set_default_timeout(PATIENCE)

    with jupyter_lab(tmp_path / "course", tmp_path, theme) as address:
        run_all_cells(page, address.format(f"exercises/{NAME}/{NAME}.ipynb"), "xor_network is not")
        titles = page.locator(".jp-RenderedHTML h3").all_inner_texts()
        hint = page.locator(".jp-RenderedHTML summary", has_text="Hint 1 of ").first
        hint.click()
        page.get_by_text("A perceptron weighs and adds up").wait_for()
        hint.press("Enter")
        assert not page.get_by_text("A perceptron weighs and adds up").is_visible()
        found = _axe(page)
        if folder := os.environ.get("SCREENSHOTS"):
            hint.scroll_into_view_if_needed()
            page.screenshot(path=f"{folder}/notebook-{theme}.png")

    assert titles == [
        "heaviside: all 4 checks pass",
        "perceptron: 2 of 5 checks pass",
        "gate_parameters: 0 of 4 checks pass",
        "perceptron_fit is not written yet",
        "xor_network is not written yet",
    ]
    assert found == []


def _axe(page: Any) -> list[tuple[str, str]]:
    """Return what axe finds in the cards, where it is installed."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        return []
    found = Axe().run(page, context=".jp-RenderedHTML").response["violations"]
    return [(each["id"], node["html"][:200]) for each in found for node in each["nodes"]]
