"""A submission ↔ bytes: what was judged is kept beside its results, so that it can be judged again.

The bytes hold all of it.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from datetime import datetime
from typing import Any

from grader.submission.model import Cell, Submission, Work


def pack(submission: Submission) -> bytes:
    """Write a submission as compressed JSON."""
    text = json.dumps(asdict(submission), default=datetime.isoformat)
    return zlib.compress(text.encode("ascii"))


def unpack(packed: bytes) -> Submission:
    """Read it again. Raises `ValueError` for bytes that are damaged."""
    try:
        fields: dict[str, Any] = json.loads(zlib.decompress(packed))
        works = tuple(_work(each) for each in fields.pop("works"))
        problems = tuple(fields.pop("problems"))
        moment = _moment(fields.pop("submitted_at"))
        return Submission(**fields, works=works, problems=problems, submitted_at=moment)
    except (zlib.error, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this holds no submission: {error}") from error


def _work(fields: dict[str, Any]) -> Work:
    cells = tuple(Cell(**each) for each in fields.pop("cells"))
    return Work(**fields | {"cells": cells, "submitted_at": _moment(fields["submitted_at"])})


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
