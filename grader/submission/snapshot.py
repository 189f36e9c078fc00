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
    return zlib.compress(json.dumps(asdict(submission), default=datetime.isoformat).encode("ascii"))


def unpack(packed: bytes) -> Submission:
    """Read it again. Raises `ValueError` for bytes that are damaged."""
    try:
        fields: dict[str, Any] = json.loads(zlib.decompress(packed))
        for work in fields["works"]:
            work["cells"] = tuple(Cell(**each) for each in work["cells"])
        for each in (fields, *fields["works"]):
            moment = each["submitted_at"]
            each["submitted_at"] = None if moment is None else datetime.fromisoformat(moment)
        works = tuple(Work(**each) for each in fields["works"])
        return Submission(**fields | {"works": works, "problems": tuple(fields["problems"])})
    except (zlib.error, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this holds no submission: {error}") from error
