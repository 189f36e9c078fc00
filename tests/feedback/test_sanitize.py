"""Tests of plain_text: a stranger's text can be shown anywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.feedback.sanitize import clean, encodable, one_line

ANY_TEXT = st.text(st.characters() | st.characters(categories=["Cs"]), max_size=300)


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("a\x1b[31;1mred\x1b[0m", "ared"),
        ("a\x1b]0;new title\x07b", "ab"),
        ("a\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "alink"),
        ("a\x9b2Jb", "ab"),
        ("a\x1bP1;2|x\x1b\\b", "ab"),
        ("a\x1b(Bb\x1bc", "ab"),
        ("over\rwritten\x08\x00\x7f\x85", "overwritten"),
        ("x\u202egnp.exe\u2066\u2069\u200f", "xgnp.exe"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("zo\udceb", r"zo\udceb"),
        ("straße, 数, 🙂", "straße, 数, 🙂"),
    ],
)
def test_clean(hostile: str, harmless: str) -> None:
    """Escape sequences, controls and bidi overrides go; words, newlines and tabs stay."""
    assert clean(hostile) == harmless


@given(ANY_TEXT)
def test_clean_leaves_no_control(text: str) -> None:
    """Whatever comes in, what goes out holds no control, can be encoded, and has an end."""
    cleaned = clean(text, limit=50)

    assert not any(ord(c) < 32 and c not in "\n\t" for c in cleaned)
    assert not any(0x7F <= ord(c) < 0xA0 or 0x202A <= ord(c) <= 0x202E for c in cleaned)
    assert len(cleaned) <= 50
    cleaned.encode("utf-8")


@given(ANY_TEXT)
def test_clean_twice(text: str) -> None:
    """Cleaning what is clean changes nothing."""
    assert clean(clean(text)) == clean(text)


def test_clean_shortens() -> None:
    """Two thousand characters stay; one more, or a flood of controls, ends in an ellipsis."""
    assert clean("x" * 2000) == "x" * 2000
    assert clean("x" * 2001) == "x" * 1999 + "…"
    assert clean("\x00" * 10**6 + "end") == "…"


def test_one_line() -> None:
    """A name stays on its line."""
    assert one_line(" a\n\tb\x1b[2J ") == "a b"


def test_encodable() -> None:
    """A name that is not UTF-8 is shown with its bytes, any other stays as it is."""
    assert encodable("zo\udceb") == r"zo\udceb"
    assert encodable("zoë") == "zoë"
