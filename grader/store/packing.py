"""Nouns ↔ what stands in a column of the store: names and results, as text."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.errors import StoreError
from grader.feedback import Explanation
from grader.judging import Check, Flag, ItemMark, Marking, Outcome, PartScore, Result, Standing
from grader.sandbox.verdict import Verdict
from grader.store.files import MOVE_AWAY


def column(name: str) -> str:
    r"""Spell a name in UTF-8, each differently: one that is not UTF-8 has ``\udc80`` in it."""
    return name.replace("\\", "\\\\").encode("utf-8", "backslashreplace").decode("utf-8")


def name(column: str) -> str:
    """Read a name again that `column` spelled."""
    spelled = re.compile(r"\\\\|\\u(d[89a-f][0-9a-f]{2})")
    return spelled.sub(lambda found: chr(int(found[1], 16)) if found[1] else "\\", column)


def pack_result(result: Result) -> str:
    """Write a result as JSON."""
    return json.dumps(asdict(result), allow_nan=False, default=datetime.isoformat)


def unpack_result(packed: str, path: Path) -> Result:
    """Read it again. Raises `StoreError`, which names the store, where it is damaged."""
    try:
        fields: dict[str, Any] = json.loads(packed)
        handed_in = fields["handed_in"] and datetime.fromisoformat(fields["handed_in"])
        read = {
            "verdict": Verdict(fields["verdict"]),
            "parts": tuple(map(_part, fields["parts"])),
            "checks": tuple(map(_check, fields["checks"])),
            "reason": _explanation(fields["reason"]),
            "handed_in": handed_in,
            "standing": Standing(fields.get("standing", Standing.JUDGED)),
            "flags": tuple(Flag(**each) for each in fields.get("flags", ())),
            "known_since": None,  # a gradebook says it, by all that is kept
        }
        return Result(**{**fields, **read})
    except (ValueError, TypeError, KeyError) as error:
        message = f"{path} is damaged: a row holds no result ({error})"
        raise StoreError(message, MOVE_AWAY) from error


def _part(fields: dict[str, Any]) -> PartScore:
    marking = fields.get("marking")
    if marking is not None:
        items = tuple(ItemMark(**each) for each in marking["items"])
        marking = Marking(**{**marking, "items": items})
    return PartScore(**{**fields, "marking": marking})


def _check(fields: dict[str, Any]) -> Check:
    read = {
        "outcome": Outcome(fields["outcome"]),
        "explanation": _explanation(fields["explanation"]),
        "stand_ins": tuple(fields["stand_ins"]),
    }
    return Check(**{**fields, **read})


def _explanation(fields: dict[str, str] | None) -> Explanation | None:
    return Explanation(**fields) if fields is not None else None
