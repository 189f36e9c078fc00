"""A server of Jupyter on loopback, with folders of its own for what it writes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]

TOKEN = "word"


@contextmanager
def jupyter_server(
    module: str, folder: Path, own: Path, address: str, *options: str, **environment: str
) -> Iterator[str]:
    """Serve a folder by one of Jupyter's modules; give what of its log fits ``address``.

    ``own`` is for what Jupyter writes. Raises `RuntimeError` with the log of a server that ends.
    """
    command = [
        sys.executable, "-m", module, "--no-browser", "--allow-root", "--ServerApp.port=0",
        "--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.root_dir={folder}", *options,
    ]  # fmt: skip
    given = os.environ | {
        "PYTHONPATH": str(ROOT), "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "JUPYTER_CONFIG_DIR": str(own / "config"), "IPYTHONDIR": str(own / "ipython"),
        "OMP_NUM_THREADS": "1", **environment,
    }  # fmt: skip
    log = own / "log"
    with log.open("w") as written:
        server = subprocess.Popen(
            command, cwd=folder, env=given, stdout=written, stderr=written, start_new_session=True
        )
    try:
        while not (found := re.search(address, log.read_text())):
            try:
                server.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError(log.read_text())
        yield found[0]
    finally:
        server.terminate()  # it ends its kernels first
        try:
            server.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
