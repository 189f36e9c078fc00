"""Tests of what protects a page on this machine, whichever page: the token's file, and who it is.

The seven rules are tested over the pages themselves, in tests/play and tests/marking.
"""

from __future__ import annotations

import pytest

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

from grader.loopback import Gate, listen, redirect_file


def test_the_redirect_survives_no_error() -> None:
    """Whatever happens meanwhile."""
    address = "http://127.0.0.1:1/?token=x"
    with pytest.raises(RuntimeError), redirect_file(address, "marking") as file:
        assert address in file.read_text("utf-8")
        raise RuntimeError
    assert not file.exists()


def test_two_pages_of_one_port_have_their_own_cookies() -> None:
    """A cookie knows no port and no page: its name does."""
    gates = [Gate(80, "play"), Gate(80, "mark"), Gate(81, "mark")]

    assert len({gate._cookie for gate in gates}) == 3
    assert "`grader mark`" in gates[1].not_allowed


def test_it_listens_on_this_machine_alone() -> None:
    """On a port of the system's choice."""
    with listen() as one, listen() as other:
        assert one.getsockname()[0] == other.getsockname()[0] == "127.0.0.1"
        assert one.getsockname()[1] != other.getsockname()[1]
