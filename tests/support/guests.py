"""Guests for the tests: a source in, what its functions give out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from grader.checks.remote import GuestTools, RemoteModule
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.interface import Sandbox, SandboxSettings
from grader.sandbox.session import Session, Source


@contextmanager
def warm_sandbox(settings: SandboxSettings) -> Iterator[ForkedSandbox]:
    """Give a border whose zygote has imported its libraries, at whatever level is asked for."""
    with ForkedSandbox(settings) as sandbox:
        sandbox.wait_until_warm()
        yield sandbox


@contextmanager
def session_with(
    sandbox: Sandbox, *sources: str, seconds: float = 60.0, in_all: float = 300.0
) -> Iterator[Session]:
    """Give a session with these cells loaded; ``seconds`` is what each call may take after that."""
    session = Session(sandbox, call_seconds=60.0, exercise_seconds=in_all)
    cells = tuple(("work.py" if not n else f"cell {n + 1}", s) for n, s in enumerate(sources))
    try:
        session.open(Source("work", cells, {}))
        session.allow(seconds, in_all)  # a guest may be slow to load, on a busy machine
        yield session
    finally:
        session.close()


@contextmanager
def student_of(sandbox: Sandbox, *sources: str, seconds: float = 60.0) -> Iterator[RemoteModule]:
    """Give the names that these cells define."""
    with session_with(sandbox, *sources, seconds=seconds) as session:
        yield RemoteModule(session)


@contextmanager
def pair_of(sandbox: Sandbox, *sources: str) -> Iterator[tuple[RemoteModule, GuestTools]]:
    """Give the names, and the workbench beside them."""
    with session_with(sandbox, *sources) as session:
        yield RemoteModule(session), GuestTools(session)
