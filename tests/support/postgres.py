"""A PostgreSQL server of a test's own, on loopback, in a folder that goes with it."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USER = "postgres"


def _programs() -> Path:
    """Return where Debian or the PATH has the server's programs; skip where there are none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    here = shutil.which("initdb")
    if not found and not here:
        pytest.skip("PostgreSQL's server is not installed: apt install postgresql")
    return (found[-1] if found else Path(str(here))).parent


def _as_user(*words: object) -> list[str]:
    """Return a command that runs as the server's user: root may not be it."""
    command = [str(each) for each in words]
    if os.geteuid() != 0:
        return command
    try:
        pwd.getpwnam(USER)
    except KeyError:
        pytest.skip("there is no user postgres")
    return ["runuser", "-u", USER, "--", *command]


@contextmanager
def postgres() -> Iterator[str]:
    """Serve an empty database; give its address."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, USER)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    cluster, log = folder / "cluster", folder / "log"
    settings = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off"
    begin = ("initdb", "-D", cluster, "-A", "trust", "-U", "grader", "-E", "UTF8", "--no-sync")
    start = ("pg_ctl", "-D", cluster, "-l", log, "-w", "-t", "300", "-o", settings, "start")
    stop = ("pg_ctl", "-D", cluster, "-m", "immediate", "stop")
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "timeout": 600}
    try:
        for name, *words in (begin, start):
            subprocess.run(_as_user(programs / str(name), *words), check=True, **quiet)  # type: ignore[call-overload]
        yield f"postgresql+psycopg://grader:word@127.0.0.1:{port}/postgres"
    finally:
        name, *words = stop
        subprocess.run(_as_user(programs / str(name), *words), **quiet)  # type: ignore[call-overload]
        shutil.rmtree(folder, ignore_errors=True)
