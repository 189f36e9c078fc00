"""Tests of a far side's settings: they cross a command line, and nothing of them is lost."""

from __future__ import annotations

import json

import pytest

from grader.sandbox.guest.settings import GuestLimits, GuestView, ZygoteSettings

VIEW = GuestView("L2", ("/usr/lib", "/with a blank"), "/tmp/guests-1", ("/dev/nvidia0",))
SETTINGS = ZygoteSettings(VIEW, ("numpy", "torch"))


@pytest.mark.parametrize("settings", [SETTINGS, ZygoteSettings(GuestView("L3", ()), ())])
def test_settings_are_read_as_they_were_written(settings: ZygoteSettings) -> None:
    """Every field comes back, tuples as tuples: the settings are compared, and used as keys."""
    read = ZygoteSettings.parse(settings.text())

    assert read == settings
    assert hash(read) == hash(settings)


def test_the_text_is_one_argument_of_a_command() -> None:
    """It has no line of its own and no zero byte, whatever the paths are."""
    text = ZygoteSettings(GuestView("L3", ("/a\nb", "/ö", "/'\"")), ()).text()

    assert text.isascii() and text.isprintable()


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null", '{"libraries": []}'])
def test_broken_settings_are_refused(text: str) -> None:
    """A zygote without its settings ends before it has done anything."""
    with pytest.raises((ValueError, KeyError, TypeError)):
        ZygoteSettings.parse(text)


@pytest.mark.parametrize("name", json.loads(SETTINGS.text()))
def test_settings_with_a_field_missing_are_refused(name: str) -> None:
    """No field has a default on the far side: what the near side forgot is not made up."""
    plain = json.loads(SETTINGS.text())
    del plain[name]

    with pytest.raises((KeyError, TypeError)):
        ZygoteSettings.parse(json.dumps(plain))


def test_an_unknown_limit_is_refused() -> None:
    """A limit that this far side does not know would be one that does not hold."""
    with pytest.raises(TypeError, match="network_mb"):
        GuestLimits(**{"network_mb": 0})
