"""A class's folder → its grades: look, judge what is new, store each submission whole, report.

The instructor's main journey, from top to bottom. What a killed run had stored is not judged again.
Of the class only names, digests and wanted libraries are held here: each submission is read once
to see whether it is known, and once more where it is judged. What was judged is what is stored,
should it have changed in between.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from grader.commands.progress import QUIET, Progress
from grader.commands.suite_trial import REFERENCE, STUB, faults, trials
from grader.course.model import Course
from grader.errors import CourseError, SandboxError, UsageError
from grader.feedback import one_line
from grader.judging import (
    SECRET_BYTES,
    Judged,
    JudgingPlan,
    Outcome,
    Result,
    judge_all,
    merge,
    not_graded,
)
from grader.reports import class_table, remove_feedback, write_reports
from grader.sandbox.levels import MEANING, Protection
from grader.sandbox.libraries import libraries_of
from grader.store import Key, Store, fingerprints
from grader.submission import Entry, Submission, parts_of, read_submission, survey

CountKept = Callable[[int, int], None]

TRIED = "tried"
"""Under this name the store keeps which suites, and which grader, were tried and found right."""

MOST_FAULTS = 5
EARLIER = "the grader failed over your newest work: this is the grade of the one before it"


@dataclass(frozen=True)
class GradeOptions:
    """What the instructor asked for."""

    folder: Path
    out: Path
    jobs: int = 1
    device: str = "cpu"
    unsandboxed: bool = False


@dataclass(frozen=True)
class GradedClass:
    """What became of a class, and all that its instructor should know.

    ``resumed`` of all ``submissions`` had been graded before.
    """

    results: tuple[Result, ...]
    environment: Mapping[str, str]
    warnings: tuple[str, ...]
    resumed: int
    failed: tuple[Judged, ...]
    submissions: int = 0


def grade_class(
    course: Course,
    options: GradeOptions,
    progress: Progress = QUIET,
    kept: CountKept = lambda graded, submissions: None,
) -> GradedClass:
    """Grade every submission of a folder and write the three files of results.

    ``kept`` gets how many are graded and stored, and of how many. Nobody is graded by a suite that
    the reference fails, or a stub passes. Raises `UsageError`, `CourseError`, `StoreError`, and
    `SandboxError` when this machine cannot protect a grade of record and ``unsandboxed`` was not
    asked for.
    """
    require_device(options.device)
    found = survey(options.folder, [each.name for each in course.exercises])
    with Store(options.out / "results.sqlite") as store:
        run = _Run(course, options, store, progress, kept)
        run.judge(found.entries)
        there = {each.student for each in found.entries}
        described = store.environment()
        stored = store.load_all()
        failed = {each.submission.student for each in run.failed}
        results = [_marked(each, failed) for each in stored if each.student in there]
        for student in failed - {each.student for each in stored}:
            results += not_graded(course, student)
        remove_feedback({each.student for each in stored} - there, options.out)
        write_reports(results, described, options.out)
    warnings = (*_broken(results), *found.warnings, *run.remarks(found.entries))
    count = len(found.entries)
    return GradedClass(tuple(results), described, warnings, run.resumed, tuple(run.failed), count)


def _marked(result: Result, failed: Collection[str]) -> Result:
    """Say in an earlier grade of a student's that the work since then could not be judged."""
    if result.student not in failed:
        return result
    return replace(result, note="\n".join(filter(None, [EARLIER, result.note])))


def _broken(results: Sequence[Result]) -> Iterator[str]:
    """Name each check that broke, and how many students' points wait for it to be fixed."""
    details = Counter(
        f"{check.id} of {result.exercise} is broken: {check.detail}"
        for result in results
        for check in result.checks
        if check.outcome is Outcome.NOT_JUDGED and check.detail
    )
    for said, count in details.items():
        yield f"{said} (its points are held for {count}; fix the suite, and grade again)"


def require_device(device: str) -> None:
    """Refuse a device that is not known, or not here."""
    if device not in ("cpu", "cuda"):
        raise UsageError(f"there is no device {device!r}", "--device cpu, or --device cuda")
    if device == "cuda" and not _has_cuda():
        raise UsageError("this machine has no GPU that torch can use", "grader doctor")


def _has_cuda() -> bool:
    import torch

    return torch.cuda.is_available()


@dataclass(frozen=True)
class SubmissionSummary:
    """What is kept of a submission that was looked at: enough to know it, and to get ready."""

    entry: Entry
    digest: str
    libraries: tuple[str, ...]


@dataclass
class _Run:
    """One run over a class: what is known already is taken from the store, the rest is judged."""

    course: Course
    options: GradeOptions
    store: Store
    progress: Progress
    kept: CountKept
    failed: list[Judged] = field(default_factory=list)
    resumed: int = 0

    def __post_init__(self) -> None:
        self._parts = parts_of(self.course.exercises)
        self._course_digest = fingerprints.course_digest(self.course)
        before = self.store.environment()
        secret = before.get("secret")
        self._secret = bytes.fromhex(secret) if secret else secrets.token_bytes(SECRET_BYTES)
        self._tried = before.get(TRIED, "")
        self._protect(before.get("protection", ""))
        self._remarks: dict[str, tuple[str, ...]] = {}
        self._count = 0
        self._trial: list[Judged] = []
        self._early: list[Judged] | None = None  # of students, while the suites are on trial

    def judge(self, entries: Sequence[Entry]) -> None:
        """Judge what is new."""
        waiting = [
            seen
            for seen in map(self._look, entries)
            if self.store.graded(seen.entry.student, self._key(seen.digest)) is None
        ]
        self._count, self.resumed = len(entries), len(entries) - len(waiting)
        self._report_kept()
        self.progress.begin(self._count, self.resumed)
        self.progress.say("warming up")
        # The inputs are fresh for each different work that a student hands in.
        numbered = [
            replace(each.entry, attempt=self.store.attempt(each.entry.student, each.digest))
            for each in waiting
        ]
        pair: tuple[Submission, ...] = ()
        if waiting and self._tried != self._suites:
            pair, self._early = trials(self.course), []
        self._plan = self._plan_for(waiting, pair)
        judge_all(self._plan, [*pair, *numbered], self._sort, self._start, self.options.jobs)

    def remarks(self, entries: Sequence[Entry]) -> list[str]:
        """Return what is to be said of the submissions, in their order."""
        students = [each.student for each in entries]
        return [f"{who}: {said}" for who in students for said in self._remarks.get(who, ())]

    def _look(self, entry: Entry) -> SubmissionSummary:
        try:
            submission = read_submission(entry, self._parts)
        except Exception:  # a fault of ours: it shows again, and is reported, when this is judged
            return SubmissionSummary(entry, "", ())
        self._remarks[entry.student] = submission.problems
        return SubmissionSummary(entry, submission.digest, libraries_of(submission.sources))

    def _key(self, digest: str) -> Key:
        return Key(digest, self._course_digest, self._code)

    def _plan_for(
        self, waiting: Sequence[SubmissionSummary], pair: Sequence[Submission]
    ) -> JudgingPlan:
        """Ask for the best level, but for a class that was begun with less: it goes on as it is."""
        level = "L1" if self.options.unsandboxed else "L2" if self._level == "L2" else "L3"
        imports = {f"import {name}" for seen in waiting for name in seen.libraries}
        imports |= {source for one in pair for source in one.sources}
        return JudgingPlan.of(
            self.course, self.course.exercises, imports,
            secret=self._secret, level=level, device=self.options.device,
        )  # fmt: skip

    def _start(self, protection: Protection) -> None:
        """Record what protects this run, before the first result; refuse what is no protection."""
        if protection.level == "L1" and not self.options.unsandboxed:
            why = "; ".join(protection.reasons)
            raise SandboxError(
                f"this machine cannot keep the students' code apart: {why}",
                "grader doctor shows what is missing; --unsandboxed grades anyway, and says so",
            )
        if self._level and protection.level != self._level:
            raise SandboxError(
                f"{self.options.out} holds results of protection {self._level}, this run has "
                f"{protection.level}",
                "grade into another folder: --out DIR",
            )
        described = self._protect(protection.level)
        self._record(described)
        self.progress.say(f"grading ({protection.level})")

    def _record(self, described: Mapping[str, str]) -> None:
        private = {"secret": self._secret.hex(), TRIED: self._tried}
        self.store.record_environment({**described, **private})

    def _protect(self, level: str) -> dict[str, str]:
        """Take a level of protection as the run's; describe the machine that grades."""
        described = fingerprints.environment(level, self.options.device)
        self._level, self._code = level, fingerprints.grader_digest(described)
        self._suites = f"{self._course_digest} {self._code}"
        return described

    def _sort(self, judged: Judged) -> None:
        """Keep back what is judged of students until the suites have been tried."""
        if judged.submission.student not in (REFERENCE, STUB):
            if self._early is None:
                self._keep(judged)
            else:
                self._early.append(judged)
            return
        self._trial.append(judged)
        if len(self._trial) == 2:
            self._refuse_broken_suites()
            early, self._early, self._tried = self._early or [], None, self._suites
            self._record(self._protect(self._level))
            for each in early:
                self._keep(each)

    def _refuse_broken_suites(self) -> None:
        """Grade nobody by a suite that is wrong; what bad luck may have failed is tried again."""
        for each in self._trial:
            if each.problem:
                raise SandboxError(f"{each.submission.student}: {each.problem}", "grader doctor")
        found = list(faults(self.course, self._trial))
        if not found:
            return
        again: list[Judged] = []
        pair = [replace(each, attempt=2) for each in trials(self.course)]
        judge_all(self._plan, pair, again.append, lambda _: None)
        still = {(each.exercise, each.check) for each in faults(self.course, again)}
        found = [each for each in found if (each.exercise, each.check) in still]
        if found:
            said = "\n".join(f"{each.place}: {each.said}" for each in found[:MOST_FAULTS])
            more = f"\nand {len(found) - MOST_FAULTS} more" if len(found) > MOST_FAULTS else ""
            raise CourseError(said + more, "fix the suite: nobody has been graded by it")

    def _keep(self, judged: Judged) -> None:
        student = judged.submission.student
        if judged.problem:
            self.failed.append(judged)
        else:
            key = self._key(judged.digest)
            attempt = judged.submission.attempt
            results = self._with_held(judged, key)
            try:
                self.store.save(student, results, key, attempt, judged.packed)
            finally:  # Ctrl-C may come between the commit and the word of it
                self._report_kept()
            self._remarks[student] = judged.remarks
        self.progress.advance(f"graded {student}")

    def _report_kept(self) -> None:
        self.kept(self.resumed + self.store.saved, self._count)

    def _with_held(self, judged: Judged, key: Key) -> list[Result]:
        """On another device, fill in what waited for it; on the CPU, keep what was filled in."""
        on_cpu = self.options.device == "cpu"
        find = self.store.of_work if on_cpu else self.store.held
        old = find(judged.submission.student, key)
        if old is None:
            return list(judged.results)
        pairs = zip(old, judged.results, strict=True)
        return [merge(now, before) if on_cpu else merge(before, now) for before, now in pairs]


def shown(graded: GradedClass, out: Path, *, terminal: bool) -> Iterator[RenderableType]:
    """Say what became of the class; in a file the table is as wide as it need be."""
    for warning in graded.warnings:
        yield Text.assemble(("note: ", "yellow"), one_line(warning, 500))
    results, described = graded.results, graded.environment
    if terminal:
        yield class_table.table(results, described)
    else:
        yield Text(class_table.render(results, described))
    if graded.resumed:
        count = f"{graded.resumed} of {graded.submissions}"
        yield Text(f"resumed: {count} were graded before, and are unchanged since")
    for judged in graded.failed:
        said = f"{judged.submission.student}: {judged.problem}"
        yield Text.assemble(("not graded: ", "bold red"), one_line(said, 500))
    if described.get("protection") == "L1":
        yield Text(f"protection L1: {MEANING['L1']}", "bold red")
    yield Text(f"written to {out}/: results.sqlite, results.json, grades.csv, feedback/")
