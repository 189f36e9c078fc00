"""Tests of a far side's settings: they cross a command line, and nothing of them is lost."""

from __future__ import annotations

import json

import pytest

from grader.sandbox.guest.settings import GuestLimits, GuestView

VIEW = GuestView(
    "L2", ("/usr/lib", "/with a blank"), "/tmp/guests-1", ("/dev/nvidia0",), ("numpy", "torch")
)


@pytest.mark.parametrize("view", [VIEW, GuestView("L3", ())])
def test_settings_are_read_as_they_were_written(view: GuestView) -> None:
    """Every field comes back, tuples as tuples: the settings are compared, and used as keys."""
    read = GuestView.parse(view.text())

    assert read == view
    assert hash(read) == hash(view)


def test_the_text_is_one_argument_of_a_command() -> None:
    """It has no line of its own and no zero byte, however odd the paths are."""
    text = GuestView("L3", ("/a\nb", "/ö", "/'\"")).text()

    assert text.isascii() and text.isprintable()


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null", '{"libraries": []}'])
def test_broken_settings_are_refused(text: str) -> None:
    """A zygote without its settings ends before it has done anything."""
    with pytest.raises((ValueError, KeyError, TypeError)):
        GuestView.parse(text)


@pytest.mark.parametrize("name", json.loads(VIEW.text()))
def test_settings_with_a_field_missing_are_refused(name: str) -> None:
    """No field has a default on the far side: what the near side forgot is not made up."""
    plain = json.loads(VIEW.text())
    del plain[name]

    with pytest.raises((KeyError, TypeError)):
        GuestView.parse(json.dumps(plain))


def test_an_unknown_limit_is_refused() -> None:
    """A limit that this far side does not know would be one that does not hold."""
    with pytest.raises(TypeError, match="network_mb"):
        GuestLimits(**{"network_mb": 0})
