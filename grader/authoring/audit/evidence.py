"""What became of each variant, in short, and a journal of it: an audit that was stopped goes on.

An `Evidence` is judged now, or read from the journal if exactly the same was judged before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from grader.authoring.audit.variants import Variant
from grader.errors import SandboxError
from grader.feedback import as_text, one_line
from grader.judging import (
    Judged,
    JudgingPlan,
    Outcome,
    Result,
    WarmJudge,
    judge_all,
    judge_submission,
)
from grader.sandbox.levels import Protection
from grader.store import explained, make_folder


@dataclass(frozen=True)
class Evidence:
    """What one variant got: the checks that failed, and what each part lost.

    ``named``: a failed check named the variant's own sentence; ``names`` are all sentences that
    failed checks named. ``told`` is the first failure's message.
    """

    id: str
    verdict: str
    failed: tuple[str, ...] = ()
    passed: int = 0
    lost: Mapping[str, float] | None = None
    named: bool = False
    told: str = ""
    names: tuple[str, ...] = ()

    @property
    def losers(self) -> set[str]:
        """The parts that lost points."""
        return {part for part, points in (self.lost or {}).items() if points}

    @property
    def is_seen(self) -> bool:
        """Whether a visible check failed."""
        return any(id.startswith("visible::") for id in self.failed)


def read(variant: Variant, result: Result) -> Evidence:
    """Keep of a result what the audit needs of it."""
    failed = [check for check in result.checks if check.outcome is Outcome.FAILED]
    passed = sum(check.outcome is Outcome.PASSED for check in result.checks)
    lost = {each.part: round(each.max_score - each.score - each.held, 6) for each in result.parts}
    likely = {each.explanation.likely for each in failed if each.explanation} - {""}
    named = bool(variant.sentence) and one_line(variant.sentence) in likely
    said = failed[0].detail or as_text(failed[0].explanation) if failed else ""
    told = f"{failed[0].id}: {said}"[:300] if failed else ""
    ids = tuple(check.id for check in failed)
    names = tuple(sorted(likely))
    return Evidence(variant.id, result.ending, ids, passed, lost, named, told, names)


class Journal:
    """A file of evidence, a line each; what is written there under the same key holds.

    ``grounds`` are digests of all that an exercise's evidence rests on but the variant itself.
    """

    def __init__(self, path: Path, grounds: Mapping[str, str]) -> None:
        text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        self._path = path
        self._grounds = grounds
        self._known = dict(_read(text))
        self._gap = "" if text.endswith("\n") or not text else "\n"  # behind what a kill cut off

    def find(self, variant: Variant) -> Evidence | None:
        """Return what is known of a variant, if all that it depends on is as it was."""
        return self._known.get(self._key(variant))

    def write(self, variant: Variant, evidence: Evidence) -> None:
        """Add a line."""
        key = self._key(variant)
        self._known[key] = evidence
        line = json.dumps({"key": key, **asdict(evidence)})
        with explained(self._path, "--out DIR"):
            make_folder(self._path.parent, private=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{self._gap}{line}\n")
        self._gap = ""

    def _key(self, variant: Variant) -> str:
        ground = self._grounds[variant.exercise]
        words = f"{ground}\0{variant.id}\0{variant.submission.digest}"
        return hashlib.sha256(words.encode()).hexdigest()[:32]


def _read(text: str) -> Iterator[tuple[str, Evidence]]:
    """Return what the lines hold, but those that a run was killed over."""
    for line in text.splitlines():
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            fields = json.loads(line)
            key = fields.pop("key")
            lists = {name: tuple(fields[name]) for name in ("failed", "names")}
            yield key, Evidence(**{**fields, **lists})


def gather(
    variants: Sequence[Variant],
    plan: JudgingPlan,
    journal: Journal,
    jobs: int,
    advance: Callable[[], None],
    started: Callable[[Protection], None] = lambda protection: None,
) -> dict[str, Evidence]:
    """Return the evidence of all variants, by id; judge those that the journal does not know."""
    found = {each.id: known for each in variants if (known := journal.find(each)) is not None}
    for _ in found:
        advance()
    waiting = {each.id: each for each in variants if each.id not in found}

    def emit(judged: Judged) -> None:
        variant = waiting[judged.submission.student]
        if judged.problem:
            raise SandboxError(f"{variant.id}: {judged.problem}", "grader doctor")
        result = next(each for each in judged.results if each.exercise == variant.exercise)
        found[variant.id] = read(variant, result)
        journal.write(variant, found[variant.id])
        advance()

    judge_all(plan, [each.submission for each in waiting.values()], emit, started, jobs)
    return found


def gather_visible(
    variants: Sequence[Variant], plan: JudgingPlan, advance: Callable[[], None]
) -> dict[str, Evidence]:
    """Return what the visible checks alone say of these variants, by id: in seconds."""
    found = {}
    with WarmJudge(plan) as warm_judge:
        context = warm_judge.context
        checks = context.suites.checks.items()
        visible = {name: [each for each in group if each.visible] for name, group in checks}
        seeing = replace(context, suites=replace(context.suites, checks=visible))
        for each in variants:
            only = replace(seeing, exercises=[context.course.exercise(each.exercise)])
            (result,) = judge_submission(each.submission, only)
            found[each.id] = read(each, result)
            advance()
    return found
