"""The second course with parts that a person marks, and what students hand in for them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

import yaml

from grader.course.model import Course, load_course

WHY = {
    "name": "why_reduce",
    "points": 3,
    "by": "hand",
    "rubric": [
        {"name": "idea", "points": 2, "text": "says that both are one number"},
        {"name": "example", "points": 1},
    ],
}
SKETCH = {
    "name": "sketch",
    "points": 2,
    "by": "hand",
    "answer": "sketch.png",
    "rubric": [{"name": "axes", "points": 0.5}, {"name": "curve", "points": 1.5}],
}


def with_answers(course: Course) -> Course:
    """Let a course ask for a text beside its code, and for a picture alone."""
    path = course.root / "course.yml"
    fields = yaml.safe_load(path.read_text("utf-8"))
    fields["exercises"][0]["parts"].append(WHY)
    fields["exercises"].append({"name": "essay", "title": "An essay", "parts": [SKETCH]})
    path.write_text(yaml.safe_dump(fields, sort_keys=False), "utf-8")
    return load_course(course.root, exactly=True)


def png(width: int = 40, height: int = 30, blue: int = 100) -> bytes:
    """Return a picture."""
    rows = b"".join(b"\0" + bytes([200, 100, blue]) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pieces = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in pieces
    )


def hand_in(folder: Path, students: Mapping[str, Mapping[str, str | bytes]]) -> Path:
    """Write a class: a folder a student, with texts and pictures."""
    for student, files in students.items():
        (folder / student).mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            raw = content.encode("utf-8") if isinstance(content, str) else content
            (folder / student / name).write_bytes(raw)
    return folder
