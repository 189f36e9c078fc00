"""A JupyterLab of its own for a folder, and a page of it in a headless Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.support.jupyter_server import TOKEN, jupyter_server

_BEGUN = re.compile(r"\[(\*|\d+)\]")
SETTINGS = {
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},  # every cell is drawn
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


@contextmanager
def jupyter_lab(folder: Path, own: Path, theme: str = "light") -> Iterator[str]:
    """Serve a folder; give the address of its files. ``own`` is for what Jupyter writes."""
    themed = {"@jupyterlab/apputils-extension/themes": {"theme": f"JupyterLab {theme.title()}"}}
    for name, values in {**SETTINGS, **themed}.items():
        path = own / "settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    settings = str(own / "settings")
    address = r"http://127\.0\.0\.1:\d+/lab"
    with jupyter_server(
        "jupyterlab", folder, own, address, JUPYTERLAB_SETTINGS_DIR=settings
    ) as lab:
        yield f"{lab}/tree/{{}}?token={TOKEN}"


def run_all_cells(page: Any, address: str, last: str) -> None:
    """Open a notebook, run all its cells, and wait for the output that holds a text."""
    page.goto(address)
    page.locator(".jp-Notebook").wait_for()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").first.wait_for()
    _ask(page)
    page.locator(".jp-OutputArea-output", has_text=last).last.wait_for()
    page.locator(".jp-InputPrompt", has_text="[*]").first.wait_for(state="hidden")


def _ask(page: Any) -> None:
    """Ask until it is heard: JupyterLab drops what comes while it joins its kernel."""
    from playwright.sync_api import TimeoutError

    while True:
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        with suppress(TimeoutError):
            return page.locator(".jp-InputPrompt", has_text=_BEGUN).first.wait_for(timeout=20_000)
