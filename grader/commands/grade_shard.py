"""`grader grade --shard k/n`: one piece of a class, graded into a store of its own.

It begins as a copy of the class's gradebook. So all pieces have one secret, one level of protection
and the attempts that were made before, and what is judged already is not judged again. `grader
merge` takes what is new into the gradebook; until then no report is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rich.text import Text

from grader.commands.grade import (
    CountKept,
    GradeOptions,
    Run,
    wanted_exercises,
    wanted_students,
)
from grader.commands.progress import QUIET, Progress
from grader.commands.shard import SHARD, Shard, ShardRun, base_of, unpack_shard_run
from grader.course.model import Course
from grader.errors import UsageError
from grader.feedback import one_line
from grader.judging import Judged, require_device
from grader.reports import counted
from grader.store import Store, copy_store, explained, fingerprints, make_folder

STORE = "results.sqlite"
_BEGUN = ".begun.sqlite"


@dataclass(frozen=True)
class GradedShard:
    """What became of a piece: its students, how many were graded before, and who could not be."""

    shard: Shard
    level: str
    students: int
    resumed: int
    failed: tuple[Judged, ...]


def grade_shard(
    course: Course,
    options: GradeOptions,
    gradebook: Path,
    progress: Progress = QUIET,
    kept: CountKept = lambda graded, submissions: None,
) -> GradedShard:
    """Grade the ``options.shard`` of the class whose ``gradebook`` this folder holds.

    Raises `UsageError` where that was not begun, or ``options.out`` is not this piece's, and what
    `grade_class` raises; `SandboxError` also where this machine has another level of protection
    than the class.
    """
    require_device(options.device)
    shard = options.shard or Shard(1, 1)
    options = replace(options, exercises=wanted_exercises(course, options))
    found = wanted_students(course, options)
    begun = _begin(options.out, shard, gradebook, progress)
    with Store(options.out / STORE) as store:
        run = Run(course, options, store, progress, kept)
        run.judge(found.entries)
        digests = {each: fingerprints.judging_digest(course, each) for each in options.exercises}
        done = replace(
            begun, done=True, resumed=run.resumed, exercises=digests,
            students=tuple(each.student for each in found.entries),
            looked=tuple((*pair, digest) for pair, digest in run.intake.looked.items()),
            failed=tuple((each.submission.student, each.problem) for each in run.failed),
            late=tuple(run.late), warnings=found.warnings,
            remarks=tuple((each.student, each.text) for each in run.remarks(found.entries)),
        )  # fmt: skip
        environment = store.environment()
        store.record_environment({**environment, SHARD: done.pack()})
    level = environment["protection"]
    return GradedShard(shard, level, len(found.entries), run.resumed, tuple(run.failed))


def shown(graded: GradedShard, out: Path) -> Iterator[Text]:
    """Say what became of a piece, and what to do when all of them are graded."""
    for each in graded.failed:
        said = one_line(f"{each.submission.student}: {each.problem}", 500)
        yield Text.assemble(("not graded: ", "bold red"), said)
    students = counted(graded.students, "student")
    before = f", {graded.resumed} graded before" if graded.resumed else ""
    yield Text(f"shard {graded.shard}: {students}{before}, protection {graded.level}")
    count = graded.shard.count
    others = f"all {count} shards are" if count > 1 else "it is"
    yield Text(f"written to {out}/{STORE}; when {others} graded: grader merge DIR...")


def _begin(out: Path, shard: Shard, gradebook: Path, progress: Progress) -> ShardRun:
    """Copy the gradebook to where a shard is graded, or find the shard that was begun there."""
    source, path = gradebook / STORE, out / STORE
    begin = "begin the class: grader sbatch SUBMISSIONS --shards 8 > job.sh"
    if not source.is_file():
        what = f"there is no {source}, from which all shards of a class have one secret"
        raise UsageError(what, f"{begin}; or name its folder: --like DIR")
    if out.exists() and out.samefile(gradebook):
        what = f"{out} is the class's gradebook: a shard is graded into a folder of its own"
        raise UsageError(what, f"--out shard-{shard.number}")
    before = _before(path, shard)
    copy = out / _BEGUN
    with explained(copy, "--out DIR"):
        make_folder(out, private=True)
    try:
        copy_store(source, copy)
        with Store(copy) as store:
            environment = store.environment()
            if "secret" not in environment or "protection" not in environment:
                raise UsageError(f"{source} has no secret and no level of protection", begin)
            if SHARD in environment:
                raise UsageError(f"{gradebook} holds a shard of a class", "--like its gradebook")
            secret = environment["secret"]
            begun = ShardRun(shard, base_of(secret, store.state()))
            store.record_environment({**environment, SHARD: begun.pack()})
        if before and before[0] != secret:
            what = f"{out} holds a shard of another class than {gradebook}: its secret is another"
            raise UsageError(what, f"--out DIR, or remove it: rm -r {out}")
        if before and before[1] == begun.base:
            with Store(path) as store:  # it was done, perhaps, and is not any more
                store.record_environment({**store.environment(), SHARD: begun.pack()})
            return begun
        if before:
            progress.note(f"{gradebook} has changed since {out} was begun: it is begun anew")
        with explained(path, "--out DIR"):
            copy.replace(path)
        return begun
    finally:
        for each in out.glob(".begun.*"):
            each.unlink(missing_ok=True)


def _before(path: Path, shard: Shard) -> tuple[str, str] | None:
    """Return the secret of a piece that was begun, and the state of the gradebook then."""
    if not path.exists():
        return None
    with Store(path) as store:
        environment = store.environment()
    if SHARD not in environment:
        what = f"{path.parent} holds a gradebook, and no shard"
        raise UsageError(what, f"--out shard-{shard.number}")
    try:
        run = unpack_shard_run(environment[SHARD])
    except ValueError:  # another grader's
        return environment["secret"], ""
    if run.shard != shard:
        what = f"{path.parent} holds shard {run.shard}, and not {shard}"
        raise UsageError(what, f"--out shard-{shard.number}")
    return environment["secret"], run.base
