"""Results → Gradescope's results.json: a test for each part, which the student sees at once.

Its ``output`` is Markdown. What a student's code may have had a hand in stands in it as a block of
code, each line indented, where no Markdown has a meaning; names and sentences are escaped.
Nothing is hidden: Gradescope shows no total where a test is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.feedback import as_text, is_of_needs, one_line
from grader.judging import Check, Outcome, PartScore, Result, held, total, visible_share
from grader.platforms.markdown import escaped, indented, protection
from grader.reports import NO_REASON, OUTCOMES, counted, once_a_cause, points, remarks, visible_line


def render(results: Sequence[Result], environment: Mapping[str, str]) -> str:
    """Return results.json for one submission; ``environment`` names the level of protection."""
    several = len(results) > 1
    written = {
        "score": total(each.score for each in results),
        "output": _overview(results, environment),
        "output_format": "md",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "environment": dict(environment),
            "submissions": {each.exercise: each.digest for each in results},
        },
        "tests": [
            _test(result, part, f"{i}.{j}" if several else f"{j}", several=several)
            for i, result in enumerate(results, start=1)
            for j, part in enumerate(result.parts, start=1)
        ],
    }
    return json.dumps(written, indent=1, allow_nan=False) + "\n"


def _test(result: Result, part: PartScore, number: str, *, several: bool) -> dict[str, Any]:
    checks = result.checks_of(part.part)
    name = f"{result.exercise}: {part.part}" if several else part.part
    test: dict[str, Any] = {
        "name": one_line(name),
        "name_format": "text",
        "number": number,
        "score": part.score,
        "max_score": part.max_score,
        "output": "\n\n".join(_said_of_part(result, part, checks)),
        "output_format": "md",
        "visibility": "visible",
        "extra_data": {"held": part.held},
    }
    if part.marking is not None:
        return test
    if any(check.outcome is Outcome.FAILED for check in checks) or not checks:
        test["status"] = "failed"
    elif not part.held:
        test["status"] = "passed"
    return test


def _said_of_part(result: Result, part: PartScore, checks: Sequence[Check]) -> Iterator[str]:
    if part.held:
        yield f"**{points(part.held)} held**: not judged here, and neither won nor lost."
    if part.marking is not None:
        yield "A person marks this part." if part.marking.answer else "Not handed in."
        return
    if result.reason is not None:
        yield "No check could be run: the reason stands at the top."
        return
    if all(check.outcome is Outcome.PASSED for check in checks):
        yield f"All {len(checks)} checks pass." if len(checks) > 1 else "The check passes."
    for outcome, _ in OUTCOMES:
        for why, sentences in once_a_cause(checks, outcome).items():
            if is_of_needs(why):
                yield f"**{outcome}**: {escaped(why.problem)}"
                continue
            alone = why != NO_REASON and len(sentences) == len(checks) > 1
            for sentence in ["every check"] if alone else sentences:
                yield f"**{outcome}**: {escaped(sentence)}"
            if said := as_text(why):
                yield indented(said)


def _overview(results: Sequence[Result], environment: Mapping[str, str]) -> str:
    """Say of the whole submission what no part can: the level, held points, how it ended."""
    level = environment.get("protection", "")
    said = [protection(level, environment)]
    if level == "L1":
        said.insert(0, "**NOT SANDBOXED: no grade of record**")
    if waiting := held(*results):
        said.append(
            f"**Held: {counted(waiting, 'point')}**, of checks that could not be judged here. They "
            "are missing in the score, and are neither won nor lost: your instructor adds what "
            "they come to."
        )
    for result in results:
        gained = f"{points(result.score)} of {counted(result.max_score, 'point')}"
        work = f", submission {result.digest[:12]}" if result.digest else ""
        said.append(f"**{escaped(result.exercise)}**: {gained}{work}")
        if remark := remarks(result).plain:
            said.append(indented(remark))
        if result.reason is None:
            said.append(escaped(visible_line([result], visible_share(result).points)))
    return "\n\n".join(said)
