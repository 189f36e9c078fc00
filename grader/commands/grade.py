"""A class's folder → its grades: look, judge what is new, store each submission whole, report.

The instructor's main journey, from top to bottom. What a killed run had stored is not judged again,
and what earlier folders gave stays: see `gradebook`.
Of the class only names, digests and wanted libraries are held here: each submission is read once
to see whether it is known, and once more where it is judged. What was judged is what is stored,
should it have changed in between.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from grader.authoring import REFERENCE, STUB, require_sound_suites, trials
from grader.cluster import judge_on_cluster, require_address
from grader.commands.class_pictures import draw_pictures, require_drawing
from grader.commands.gradebook import Gradebook
from grader.commands.graded_class import GradedClass, RunFacts, settle
from grader.commands.intake import Intake
from grader.commands.progress import QUIET, Progress
from grader.commands.shard import SHARD, Shard
from grader.course.model import Course
from grader.errors import SandboxError, UnknownName, UsageError
from grader.gradebook import Change, roster_of
from grader.judging import (
    SECRET_BYTES,
    Emit,
    Judged,
    JudgingPlan,
    Result,
    Started,
    SubmissionOrPath,
    judge_all,
    require_device,
)
from grader.reports import Kind, Note
from grader.sandbox.levels import Protection
from grader.sandbox.libraries import libraries_of
from grader.store import Store, fingerprints, is_open_to_others
from grader.submission import (
    FOLDER,
    Entry,
    Origin,
    Submission,
    Survey,
    parts_of,
    read_submission,
    survey,
)
from grader.unpacking import Unpacker

CountKept = Callable[[int, int], None]

TRIED = "tried"
"""Under this name the store keeps which suites, and which grader, were tried and found right."""
SLOW = "{} is on a network drive ({}): results are stored safely there, and more slowly"


@dataclass(frozen=True)
class GradeOptions:
    """What the instructor asked for.

    ``exercises`` and ``only``, of students, are names; empty, they mean all. ``yes`` lets grades be
    lowered. ``prefix`` is taken off the names of what was handed in; ``platform`` is that whose
    download it is, by default by its names. ``pictures`` are drawn for the students' pages. Of a
    class that is graded in pieces ``shard`` is the one. With a Dask ``scheduler``'s address its
    workers judge.
    """

    folder: Path
    out: Path
    jobs: int = 1
    device: str = "cpu"
    unsandboxed: bool = False
    exercises: Sequence[str] = ()
    only: Sequence[str] = ()
    yes: bool = False
    prefix: str | None = None
    platform: str | None = None
    pictures: bool = False
    scheduler: str = ""
    shard: Shard | None = None

    def asks_for(self, change: Change) -> bool:
        """Whether a grade is of a student and an exercise that are to be graded."""
        return change.exercise in self.exercises and (not self.only or change.student in self.only)


def grade_class(
    course: Course,
    options: GradeOptions,
    progress: Progress = QUIET,
    kept: CountKept = lambda graded, submissions: None,
) -> GradedClass:
    """Grade the submissions of a folder and write the files of results, with all earlier grades.

    ``kept`` gets how many are graded and stored, and of how many. Nobody is graded by a suite that
    the reference fails, or a stub passes. No grade is lowered without a yes. Raises `UsageError`,
    `CourseError`, `StoreError`, and `SandboxError` when this machine cannot protect a grade of
    record and ``unsandboxed`` was not asked for.
    """
    require_device(options.device)
    if options.scheduler:
        _require_cluster(options)
    if options.pictures:
        require_drawing()
    options = replace(options, exercises=wanted_exercises(course, options))
    found = wanted_students(course, options)
    entries = found.entries
    with Store(options.out / "results.sqlite") as store:
        if is_open_to_others(options.out):
            progress.note(f"others may see who is in {options.out}: chmod 700 {options.out}")
        if store.upgraded:
            progress.note(store.upgraded)
        if store.network_drive:
            progress.note(SLOW.format(options.out, store.network_drive))
        if SHARD in store.environment():
            what = f"{options.out} holds a shard of a class, no gradebook"
            raise UsageError(what, "another folder: --out DIR; or grade that shard: --shard k/n")
        run = Run(course, options, store, progress, kept)
        run.judge(entries)
        said = RunFacts(
            tuple(each.student for each in entries), found.warnings, tuple(run.remarks(entries)),
            tuple(run.late), tuple(run.failed), run.resumed,
        )  # fmt: skip
        draw = partial(run.draw, entries=entries) if options.pictures else None
        return settle(course, options, store, run.book, run.intake, said, progress, draw)


def wanted_exercises(course: Course, options: GradeOptions) -> list[str]:
    """Return the names of the exercises to be judged. Raises `UnknownName`."""
    wanted = [course.exercise(each).name for each in options.exercises]
    return wanted or [each.name for each in course.exercises]


def wanted_students(course: Course, options: GradeOptions) -> Survey:
    """Return the students of a folder that are to be judged. Raises `UsageError`."""
    if course.solution_folder().is_dir():  # else nobody is graded, which is said with what helps
        _require_apart(course.root, options)
    names = [each.name for each in course.exercises]
    roster = roster_of(course)

    def key_of(origin: Origin) -> str | None:
        person = roster.find(origin.name, origin) if roster else None
        return person.key if person else None

    with Unpacker() as unpacker:
        found = survey(
            options.folder, names, options.prefix, platform=options.platform,
            zone=course.zone, key_of=key_of, open_zip=unpacker.open_zip,
        )  # fmt: skip
    if roster:
        strangers = roster.strangers({each.student: each.origin for each in found.entries})
        said = [f"not on roster.csv: {', '.join(strangers)}"] if strangers else []
        found = replace(found, warnings=(*found.warnings, *said))
    by_student = {each.student: each for each in found.entries}
    for student in options.only:
        if student not in by_student:
            raise UnknownName("student", student, sorted(by_student))
    wanted = [each for each in found.entries if not options.only or each.student in options.only]
    if shard := options.shard:
        wanted = [each for each in wanted if shard.holds(each.student)]
    return replace(found, entries=tuple(wanted))


def _require_apart(course: Path, options: GradeOptions) -> None:
    """Refuse results or a course among submissions: a student's could be taken for them."""
    submissions = options.folder
    if not submissions.is_dir():
        return
    if _is_within(options.out, submissions):
        raise UsageError(
            f"the results would lie among the submissions: {options.out.resolve()}",
            f"name a folder outside of {submissions}: --out DIR",
        )
    if _is_within(course, submissions):
        raise UsageError(
            f"the course in {course} lies among the submissions: it may be a student's",
            "name your own: --course DIR",
        )


def _is_within(path: Path, folder: Path) -> bool:
    """Return whether a path, which may be new, is a folder or lies below it, whatever links say."""
    path = path.resolve()
    return any(each.exists() and each.samefile(folder) for each in (path, *path.parents))


def _require_cluster(options: GradeOptions) -> None:
    """Refuse a cluster that may not be asked. Raises `UsageError`."""
    if options.jobs > 1:
        raise UsageError(
            "--jobs judges on this machine, --scheduler on others", "leave one of the two out"
        )
    require_address(options.scheduler)


@dataclass(frozen=True)
class SubmissionSummary:
    """What is kept of a submission that was looked at: what of it is new, and is to be judged."""

    entry: Entry
    libraries: tuple[str, ...]


@dataclass
class Run:
    """One run over a class: what is known already is taken from the store, the rest is judged."""

    course: Course
    options: GradeOptions
    store: Store
    progress: Progress
    kept: CountKept
    failed: list[Judged] = field(default_factory=list)
    resumed: int = 0
    late: list[tuple[str, str]] = field(default_factory=list)  # exercise, student: no time, a flag

    def __post_init__(self) -> None:
        self._parts = parts_of(self.course.exercises)
        self._exercises = [self.course.exercise(name) for name in self.options.exercises]
        self.book = Gradebook(self.store, self.course)
        self.intake = Intake(self.store, self.course, self.book)
        self._course_digest = fingerprints.course_digest(self.course)
        before = self.store.environment()
        secret = before.get("secret")
        self._secret = bytes.fromhex(secret) if secret else secrets.token_bytes(SECRET_BYTES)
        self._tried = before.get(TRIED, "")
        self._shard = before.get(SHARD, "")
        self._protect(before.get("protection", ""))
        self._remarks: dict[str, tuple[str, ...]] = {}
        self._count = 0
        self._trial: list[Judged] = []
        self._early: list[Judged] | None = None  # of students, while the suites are on trial

    def judge(self, entries: Sequence[Entry]) -> None:
        """Judge what is new."""
        with Unpacker() as unpacker:
            seen = [self._look(entry, unpacker) for entry in entries]
        waiting = [each for each in seen if each.entry.attempts]
        self._count, self.resumed = len(entries), len(entries) - len(waiting)
        self._report_kept()
        for why, count in self.intake.reasons.items():
            if why != "new":
                works = "work is" if count == 1 else "works are"
                self.progress.note(f"{count} {works} judged {why}")
        self.progress.begin(self._count, self.resumed)
        self.progress.say("warming up")
        pair: tuple[Submission, ...] = ()
        if waiting and self._tried != self._suites:
            pair, self._early = trials(self.course, self._exercises), []
        self._plan = self._plan_for(waiting, pair)
        self._judge_all([*pair, *(each.entry for each in waiting)], self._sort, self._start)

    def _judge_all(
        self, submissions: Sequence[SubmissionOrPath], emit: Emit, started: Started
    ) -> None:
        """Judge in processes of this machine, or on a cluster."""
        options, plan = self.options, self._plan
        if options.scheduler:
            note = self.progress.note
            judge_on_cluster(options.scheduler, self.course, plan, submissions, emit, started, note)
        else:
            judge_all(plan, submissions, emit, started, options.jobs)

    def draw(self, results: Sequence[Result], entries: Sequence[Entry]) -> list[Note]:
        """Draw the pictures of the entries that count; return what is to be said of them."""
        students, exercises = {each.student for each in entries}, self.options.exercises
        jobs = self.options.jobs
        return draw_pictures(
            self.course, self.book, results, students, exercises, jobs, self.progress
        )

    def remarks(self, entries: Sequence[Entry]) -> list[Note]:
        """Return what is to be said of the submissions, in their order."""
        students = [each.student for each in entries]
        remarks = self._remarks
        return [Note(Kind.WORK, said, who) for who in students for said in remarks.get(who, ())]

    def _look(self, entry: Entry, unpacker: Unpacker) -> SubmissionSummary:
        try:
            with unpacker.of_one_student() as unpack:
                submission = read_submission(
                    entry, self._parts, unpack=unpack, open_zip=unpacker.open_zip
                )
        except Exception:  # a fault of ours: it shows again, and is reported, when this is judged
            unread = self.intake.unread(entry.student, self.options.exercises)
            return SubmissionSummary(replace(entry, attempts=unread), ())
        self._remarks[entry.student] = submission.problems
        if entry.origin and (entry.origin.platform != FOLDER or entry.members):
            handed_in = [each.exercise for each in submission.works]
            origin = replace(entry.origin, members=entry.members)
            self.store.record_origin(entry.student, handed_in, origin)
            if origin.late and submission.submitted_at is None:
                self.late += [(each, entry.student) for each in handed_in]
        asked = self.intake.look(submission, self.options.exercises, self._code)
        libraries = libraries_of(submission.sources)
        return SubmissionSummary(replace(entry, attempts=asked), libraries)

    def _plan_for(
        self, waiting: Sequence[SubmissionSummary], pair: Sequence[Submission]
    ) -> JudgingPlan:
        """Ask for the best level, but for a class that was begun with less: it goes on as it is."""
        level = "L1" if self.options.unsandboxed else "L2" if self._level == "L2" else "L3"
        imports = {f"import {name}" for seen in waiting for name in seen.libraries}
        imports |= {source for one in pair for source in one.sources}
        return JudgingPlan.of(
            self.course, self._exercises, imports,
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
            elsewhere = "grade into another folder: --out DIR"
            other = f"a class is judged at one level: run it on a node that has {self._level}"
            raise SandboxError(
                f"{self.options.out} holds results of protection {self._level}, this run has "
                f"{protection.level}",
                other if self.options.shard else elsewhere,
            )
        described = self._protect(protection.level)
        self._record(described)
        self.progress.say(f"grading ({protection.level})")

    def _record(self, described: Mapping[str, str]) -> None:
        private = {"secret": self._secret.hex(), TRIED: self._tried}
        if self._shard:
            private[SHARD] = self._shard
        self.store.record_environment({**described, **private})

    def _protect(self, level: str) -> dict[str, str]:
        """Take a level of protection as the run's; describe the machine that grades."""
        described = fingerprints.environment(level, self.options.device)
        self._level, self._code = level, fingerprints.grader_digest(described)
        self._suites = " ".join([self._course_digest, self._code, *self.options.exercises])
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

        def again(pair: Sequence[Submission]) -> list[Judged]:
            judged: list[Judged] = []
            self._judge_all(pair, judged.append, lambda _: None)
            return judged

        require_sound_suites(self.course, self._exercises, self._trial, again)

    def _keep(self, judged: Judged) -> None:
        student = judged.submission.student
        if judged.problem:
            self._fail(judged)
        else:
            try:
                self.intake.keep(judged, self._code, on_cpu=self.options.device == "cpu")
            except SandboxError as error:
                self._fail(replace(judged, problem=error.message))
            finally:  # Ctrl-C may come between the commit and the word of it
                self._report_kept()
            self._remarks[student] = judged.remarks
        self.progress.advance(f"graded {student}")

    def _fail(self, judged: Judged) -> None:
        self.failed.append(judged)
        submission = judged.submission
        self.store.record_failure(submission.student, submission.attempts, judged.problem)

    def _report_kept(self) -> None:
        self.kept(self.resumed + self.store.saved, self._count)
