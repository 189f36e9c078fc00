"""A JupyterLab of its own for a folder, and a page of it in a headless Chromium."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
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
    environment = os.environ | {
        "PYTHONPATH": str(ROOT), "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"), "IPYTHONDIR": str(own / "ipython"),
        "JUPYTER_CONFIG_DIR": str(own / "config"), "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.port=0", "--allow-root",
        "--ServerApp.ip=127.0.0.1", "--ServerApp.token=word", f"--ServerApp.root_dir={folder}",
    ]  # fmt: skip
    log = own / "log"
    with log.open("w") as written:
        server = subprocess.Popen(
            command, env=environment, stdout=written, stderr=written, start_new_session=True
        )
    try:
        while not (found := re.search(r"http://127\.0\.0\.1:\d+/lab", log.read_text())):
            try:
                server.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError(log.read_text())
        yield f"{found[0]}/tree/{{}}?token=word"
    finally:
        server.terminate()  # it ends its kernels first
        try:
            server.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


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
