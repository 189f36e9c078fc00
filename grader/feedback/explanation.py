"""Why a check failed, as a value: what each report shows, and the one way in which it is written.

Every field is plain text, made harmless already, and empty where there is nothing to say. The
explanation of a hidden check holds no ``called`` and no ``expected``: no report can show them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Explanation:
    """Why a check failed, for the student.

    ``traceback`` holds the student's own lines, ``advice`` what cannot be known of the machine that
    judges. Of ``likely`` (a misconception), ``pattern`` (of the difference) and ``where`` (it lies)
    there is one at most.
    """

    problem: str
    traceback: str = ""
    advice: str = ""
    likely: str = ""
    pattern: str = ""
    where: str = ""
    called: str = ""
    got: str = ""
    expected: str = ""
    look: str = ""


_LABELS = {
    "likely": "likely",
    "pattern": "pattern",
    "where": "where",
    "called": "called",
    "got": "got",
    "expected": "expected",
    "look": "look at",
}


def as_text(explanation: Explanation | None) -> str:
    """Write an explanation in lines: the problem, then a label and a text for each field."""
    if explanation is None:
        return ""
    whole = (explanation.problem, explanation.traceback, explanation.advice)
    fields = ((label, getattr(explanation, name)) for name, label in _LABELS.items())
    labelled = (_labelled(label, text) for label, text in fields if text)
    return "\n".join([*filter(None, whole), *labelled])


def _labelled(label: str, text: str) -> str:
    head, *rest = text.split("\n")
    return "\n".join([f"  {label:<9} {head}", *(f"  {'':<9} {line}" for line in rest)])
