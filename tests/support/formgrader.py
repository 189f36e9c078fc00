"""nbgrader's formgrader on loopback: pages that need no browser."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.support.jupyter_server import TOKEN, jupyter_server

Get = Callable[..., tuple[int, str]]
_EXTENSIONS = "{'nbgrader.server_extensions.formgrader': True}"


@contextmanager
def formgrader(course: Path, own: Path) -> Iterator[Get]:
    """Serve an nbgrader course; give what asks for a page below formgrader/: status and text."""
    extensions = f"--ServerApp.jpserver_extensions={_EXTENSIONS}"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    address = r"http://127\.0\.0\.1:\d+/"
    with jupyter_server("jupyter_server", course, own, address, extensions, PATH=path) as found:

        def get(page: str, method: str = "GET") -> tuple[int, str]:
            word = {"Authorization": f"token {TOKEN}"}
            asked = Request(f"{found}formgrader/{page}", headers=word, method=method)
            try:
                with urlopen(asked, timeout=300) as answer:
                    return answer.status, answer.read().decode()
            except HTTPError as error:
                with error:
                    return error.code, error.read().decode()

        yield get
