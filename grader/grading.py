"""A class's folder → its grades: read, judge what is new, store each submission whole, report.

The instructor's main journey, from top to bottom. What a killed run had stored is not judged again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader import digests
from grader.batch import Judged, judge_all
from grader.course import Course
from grader.disk import write_whole
from grader.errors import SandboxError, UsageError
from grader.reports import grades_csv, results_json
from grader.reports.feedback import feedback
from grader.results import Result
from grader.sandbox.protection import Protection
from grader.store import Key, Store, merge
from grader.submission import Submission, read_submission, survey
from grader.suites import suite_paths
from grader.warm import libraries_of
from grader.workshop import Order

SECRET_BYTES = 32
LONGEST_FILE_NAME = 200
NO_RECORD = "protection L1: NOT SANDBOXED, no grade of record\n"


@dataclass(frozen=True)
class Wish:
    """What the instructor asked for."""

    folder: Path
    out: Path
    jobs: int = 1
    device: str = "cpu"
    unsandboxed: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a class, and all that its instructor should be told."""

    results: tuple[Result, ...]
    environment: Mapping[str, str]
    warnings: tuple[str, ...]
    resumed: int
    failed: tuple[Judged, ...]


@dataclass(frozen=True)
class Steps:
    """How the progress of a run is shown; each does nothing by default."""

    begin: Callable[[int, int], None] = lambda total, resumed: None
    protected: Callable[[Protection], None] = lambda protection: None
    advance: Callable[[str], None] = lambda student: None


def grade_class(course: Course, wish: Wish, steps: Steps) -> Outcome:
    """Grade every submission of a folder and write the three files of results.

    Raises `UsageError`, `CourseError`, `StoreError`, and `SandboxError` when this machine cannot
    protect a grade of record and ``unsandboxed`` was not asked for.
    """
    require_device(wish.device)
    found = survey(wish.folder, [each.name for each in course.exercises])
    names = [each.name for each in course.exercises]
    submissions = [read_submission(entry, names) for entry in found.entries]
    problems = [f"{each.student}: {said}" for each in submissions for said in each.problems]
    with Store(wish.out / "results.sqlite") as store:
        run = _Run(course, wish, store, steps)
        failed, resumed = run.judge(submissions)
        lost = {each.submission.student for each in failed}
        results = _of_class(store, [each for each in submissions if each.student not in lost])
        described = store.environment()
        write_reports(results, described, wish.out)
    warnings = (*found.warnings, *problems)
    return Outcome(tuple(results), described, warnings, resumed, tuple(failed))


def require_device(device: str) -> None:
    """Refuse a device that is not known, or not here."""
    if device not in ("cpu", "cuda"):
        raise UsageError(f"there is no device {device!r}", "--device cpu, or --device cuda")
    if device == "cuda" and not _has_cuda():
        raise UsageError("this machine has no GPU that torch can use", "grader doctor")


def _has_cuda() -> bool:
    import torch

    return torch.cuda.is_available()


class _Run:
    """One run over a class: what is known already is taken from the store, the rest is judged."""

    def __init__(self, course: Course, wish: Wish, store: Store, steps: Steps) -> None:
        self._course = course
        self._wish = wish
        self._store = store
        self._steps = steps
        self._course_digest = digests.course_digest(course)
        self._failed: list[Judged] = []
        self._secret, before = _secret(store)
        self._level = before.get("protection", "")
        self._wanted = "L1" if wish.unsandboxed else "L3"

    def judge(self, submissions: Sequence[Submission]) -> tuple[list[Judged], int]:
        """Judge what is new; give what could not be judged, and how many were known already."""
        waiting = [each for each in submissions if not self._is_known(each)]
        resumed = len(submissions) - len(waiting)
        self._steps.begin(len(waiting), resumed)
        judge_all(self._order(waiting), waiting, self._keep, self._start, self._wish.jobs)
        return self._failed, resumed

    def _is_known(self, submission: Submission) -> bool:
        if not self._level:
            return False
        return self._store.graded(submission.student, self._key(submission)) is not None

    def _key(self, submission: Submission) -> Key:
        code = digests.grader_digest(digests.environment(self._level, self._wish.device))
        return digests.key_of(submission, self._course_digest, code)

    def _order(self, submissions: Sequence[Submission]) -> Order:
        names = tuple(each.name for each in self._course.exercises)
        cells = [cell.source for each in submissions for work in each.works for cell in work.cells]
        suites = [
            path.read_text(encoding="utf-8")
            for each in self._course.exercises
            for path in suite_paths(self._course, each, hidden=True)
        ]
        libraries = libraries_of([*cells, *suites])
        wish = self._wish
        return Order(
            self._course.root, names, libraries, self._secret, self._wanted, device=wish.device
        )

    def _start(self, protection: Protection) -> None:
        """Record what protects this run, before the first result; refuse what is no protection."""
        if protection.level == "L1" and not self._wish.unsandboxed:
            why = "; ".join(protection.reasons)
            raise SandboxError(
                f"this machine cannot keep the students' code apart: {why}",
                "grader doctor shows what is missing; --unsandboxed grades anyway, and says so",
            )
        if self._level and protection.level != self._level:
            raise SandboxError(
                f"{self._wish.out} holds results of protection {self._level}, this run has "
                f"{protection.level}",
                "grade into another folder: --out DIR",
            )
        self._level = protection.level
        described = digests.environment(protection.level, self._wish.device)
        self._store.record_environment({**described, "secret": self._secret.hex()})
        self._steps.protected(protection)

    def _keep(self, judged: Judged) -> None:
        student = judged.submission.student
        if judged.problem:
            self._failed.append(judged)
        else:
            key = self._key(judged.submission)
            self._store.save(student, self._with_held(judged, key), key)
        self._steps.advance(student)

    def _with_held(self, judged: Judged, key: Key) -> list[Result]:
        """On another device, fill in what waited for it; on the CPU, keep what was filled in."""
        on_cpu = self._wish.device == "cpu"
        find = self._store.of_work if on_cpu else self._store.held
        old = find(judged.submission.student, key)
        if old is None:
            return list(judged.results)
        pairs = zip(old, judged.results, strict=True)
        return [merge(now, before) if on_cpu else merge(before, now) for before, now in pairs]


def _secret(store: Store) -> tuple[bytes, dict[str, str]]:
    """Give the class's secret, made once, and the environment of the last run."""
    known = store.environment()
    text = known.pop("secret", "")
    return (bytes.fromhex(text) if text else secrets.token_bytes(SECRET_BYTES)), known


def _of_class(store: Store, submissions: Sequence[Submission]) -> list[Result]:
    """Give the results of those who stand in the folder now."""
    students = {each.student for each in submissions}
    return [result for result in store.load_all() if result.student in students]


def write_reports(results: Sequence[Result], described: Mapping[str, str], out: Path) -> None:
    """Write results.json, grades.csv and each student's feedback."""
    public = {name: value for name, value in described.items() if name != "secret"}
    write_whole(out / "results.json", results_json.render(results, public))
    write_whole(out / "grades.csv", grades_csv.render(results, public))
    texts: dict[str, list[str]] = {}
    for result in results:
        texts.setdefault(result.student, []).append(feedback(result).plain)
    warning = [NO_RECORD] if described.get("protection") == "L1" else []
    for student, parts in texts.items():
        write_whole(out / "feedback" / _file_name(student), "\n".join([*warning, *parts]))


def _file_name(student: str) -> str:
    """Name a student's file; a name that is too long for a file's is cut, and stays its own."""
    if len(student.encode()) > LONGEST_FILE_NAME:
        return f"{student[:40]}-{hashlib.sha256(student.encode()).hexdigest()[:16]}.txt"
    return f"{student}.txt"
