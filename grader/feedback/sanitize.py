"""Text of strangers made harmless: what a student printed, raised or named, before we show it.

Any string becomes one that moves no cursor, recolours nothing, reverses no reading order, can be
encoded as UTF-8, and has an end.
"""

from __future__ import annotations

import re

LIMIT = 2_000

_ESCAPE_SEQUENCES = re.compile(
    r"""
    (?: \x1b\[ | \x9b ) [0-?]* [ -/]* [@-~]?                           # CSI: colours, cursor
    | (?: \x1b[\]PX^_] | [\x9d\x90\x98\x9e\x9f] )                      # OSC, DCS, SOS, PM, APC:
      [^\x07\x1b\x9c\n]* (?: \x07 | \x1b\\ | \x9c )?                   #   titles, links, clipboard
    | \x1b [ -/]* [0-~]?                                               # every other escape
    """,
    re.VERBOSE,
)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str, limit: int = LIMIT) -> str:
    """Strip escape sequences, control characters (but newline and tab) and bidi overrides.

    What is longer than ``limit`` characters ends in an ellipsis, and is then ``limit`` long.
    """
    head = text[: 8 * limit]
    stripped = encodable(_CONTROLS.sub("", _ESCAPE_SEQUENCES.sub("", head)))
    if len(stripped) <= limit and len(head) == len(text):
        return stripped
    return stripped[: limit - 1] + "…"


def one_line(text: str, limit: int = 200) -> str:
    """Clean a name or a title, which has no business with a second line."""
    return " ".join(clean(text, limit).split())


def encodable(text: str) -> str:
    r"""Show lone surrogates (a file name that is not UTF-8 has them) as ``\udc80``."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
