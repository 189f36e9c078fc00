r"""The bytes of a tar archive → its members, even of a broken or hostile one.

The standard library's reader is made for archives that one trusts: on Python 3.11 a negative size
sends it round in circles for ever, and a long run of digits in a pax header costs it minutes
(CVE-2025-8194, CVE-2024-6232). This one does a bounded amount of work for each 512 bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

BLOCK = 512
LONGEST_NAME = 65_536
MOST_HEADERS = 60_000
"""Of one archive: a file has up to three."""
MOST_PAX = 2 * 1024 * 1024
"""So many bytes of pax records are read of one archive, each of five bytes or more."""
_ORDINARY = (b"0", b"\0", b"7")
_WITHOUT_CONTENT = (b"1", b"2", b"3", b"4", b"5", b"6")
_OCTAL = re.compile(rb"[ \0]*([0-7]*)[ \0]*\Z")


class BrokenTar(Exception):
    """The bytes are no tar archive from here on."""


@dataclass(frozen=True)
class Member:
    """One member: its name as it stands there, what it is, and where its content lies."""

    name: str
    kind: str
    start: int
    size: int


def tar_members(content: bytes | bytearray) -> Iterator[Member]:
    """Return an archive's members in order; raise BrokenTar where it breaks off."""
    at, long_name, headers, pax = 0, "", 0, 0
    while any(header := bytes(content[at : at + BLOCK])):
        headers += 1
        if headers > MOST_HEADERS or pax > MOST_PAX:
            raise BrokenTar("it says more about its files than any honest archive")
        _require_checksum(header)
        kind = header[156:157]
        size = 0 if kind in _WITHOUT_CONTENT else _number(header[124:136])
        start = at + BLOCK
        if start + size > len(content):
            raise BrokenTar("it breaks off in the middle of a file")
        words = bytes(content[start : start + min(size, LONGEST_NAME)])
        at = start + -(-size // BLOCK) * BLOCK
        if kind == b"L":
            long_name = _text(words)
        elif kind == b"x":
            pax += len(words)
            long_name = _pax_path(words) or long_name
        elif kind not in (b"g", b"K"):
            name = long_name or _short_name(header)
            yield Member(name, _kind(kind, name), start, size)
            long_name = ""


def _require_checksum(header: bytes) -> None:
    stated = _number(header[148:156])
    if len(header) < BLOCK or stated != sum(header) - sum(header[148:156]) + 8 * ord(" "):
        raise BrokenTar("it is damaged, or no tar archive")


def _number(digits: bytes) -> int:
    if digits[:1] == b"\x80":
        return int.from_bytes(digits[1:], "big")
    match = _OCTAL.match(digits)
    if not match:
        raise BrokenTar("it is damaged, or no tar archive")
    return int(match[1] or b"0", 8)


def _text(name: bytes) -> str:
    return name.split(b"\0", 1)[0].decode("utf-8", "surrogateescape")


def _short_name(header: bytes) -> str:
    name = _text(header[:100])
    prefix = _text(header[345:500]) if header[257:263] == b"ustar\0" else ""
    return f"{prefix}/{name}" if prefix else name


def _pax_path(records: bytes) -> str:
    """Return the path of a pax header, whose records are ``length key=value`` and a newline."""
    at, path = 0, b""
    while (space := records.find(b" ", at, at + 20)) > at and records[at:space].isdigit():
        end = at + int(records[at:space])
        if not space < end <= len(records):
            break
        key, _, value = records[space + 1 : end - 1].partition(b"=")
        path = value if key == b"path" else path
        at = end
    return _text(path)


def _kind(kind: bytes, name: str) -> str:
    if kind in (b"1", b"2"):
        return "link"
    if kind == b"5" or name.endswith("/"):
        return "folder"
    return "file" if kind in _ORDINARY else "special"
