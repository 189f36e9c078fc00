"""Which grader judged what a report says, and which one wrote it, where that is another."""

from __future__ import annotations

from collections.abc import Mapping

from grader.feedback import one_line
from grader.store import fingerprints

UNKNOWN = "unknown"
"""The version of a grader that wrote none down."""


def signature(environment: Mapping[str, str]) -> str:
    """Return ``nngrader 0.1.0``, the grader that judged; "" where nothing says who did.

    Where another one writes the report it stands there, too.
    """
    judged, here = environment.get("grader", ""), fingerprints.own_version()
    if not judged:
        return ""
    by = "an earlier nngrader" if judged == UNKNOWN else f"nngrader {one_line(judged, 40)}"
    return by if judged == here else f"{by}, reported by nngrader {here}"
