"""nbgrader's formgrader on loopback: pages that need no browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.support.nbgrader_course import ROOT

Get = Callable[..., tuple[int, str]]


@contextmanager
def formgrader(course: Path, own: Path) -> Iterator[Get]:
    """Serve an nbgrader course; give what asks for a page below formgrader/: status and text."""
    extensions = "{'nbgrader.server_extensions.formgrader': True}"
    command = [
        sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root",
        "--ServerApp.port=0", "--ServerApp.ip=127.0.0.1", "--IdentityProvider.token=word",
        f"--ServerApp.root_dir={course}", f"--ServerApp.jpserver_extensions={extensions}",
    ]  # fmt: skip
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT), "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "JUPYTER_CONFIG_DIR": str(own / "config"), "IPYTHONDIR": str(own / "ipython"),
    }  # fmt: skip
    log = own / "log"
    with log.open("w") as written:
        server = subprocess.Popen(
            command, cwd=course, env=environment, stdout=written, stderr=written
        )
    try:
        while not (found := re.search(r"http://127\.0\.0\.1:\d+/", log.read_text())):
            try:
                server.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError(log.read_text())

        def get(page: str, method: str = "GET") -> tuple[int, str]:
            word = {"Authorization": "token word"}
            asked = Request(f"{found[0]}formgrader/{page}", headers=word, method=method)
            try:
                with urlopen(asked, timeout=300) as answer:
                    return answer.status, answer.read().decode()
            except HTTPError as error:
                with error:
                    return error.code, error.read().decode()

        yield get
    finally:
        server.terminate()
        server.wait()
