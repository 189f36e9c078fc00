"""The judged checks of an exercise → the same, where a part that fails over another sends there.

What a check says changes, and never its outcome.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from grader.course import Exercise
from grader.feedback import explain_needs
from grader.judging.results import Check, Outcome


def fold(
    exercise: Exercise, checks: Sequence[Check], own: Collection[str], sources: Iterable[str]
) -> list[Check]:
    """Send each part that fails over earlier ones to these; failures in ``own`` are its own.

    Nobody is sent to a part that no line of the ``sources`` uses: it may be done without.
    """
    text = "\n".join(sources)
    folded: dict[str, Check] = {}
    to_fix: list[str] = []
    for part in exercise.parts:
        failed = [each for each in _of(part.name, checks) if each.outcome is Outcome.FAILED]
        needs = [name for name in to_fix if name in all_needs(exercise, part.name)]
        theirs = [each for each in failed if needs and each.id not in own]
        folded |= {each.id: replace(each, explanation=explain_needs(needs)) for each in theirs}
        if len(theirs) < len(failed) and _is_used(part.name, text):
            to_fix.append(part.name)
    return [folded.get(each.id, each) for each in checks]


def all_needs(exercise: Exercise, name: str) -> set[str]:
    """Return the parts that a part builds on, and those that they build on."""
    found: set[str] = set()
    for need in exercise.part(name).needs:
        found |= {need} | all_needs(exercise, need)
    return found


def _is_used(name: str, text: str) -> bool:
    """Return whether a line names it that neither defines it nor is an example in a docstring."""
    lines = re.findall(r"^[ \t]*+(?!>>>|\.\.\.|#)(.*)$", text, re.MULTILINE)
    used = re.compile(rf"(?<![\w.])(?<!def )(?<!class ){name}\b")
    return any(map(used.search, lines))


def _of(part: str, checks: Sequence[Check]) -> list[Check]:
    return [check for check in checks if check.part == part]
