"""`grader merge DIR...`: the shards of a class, graded apart, into its gradebook.

Works come in as `grader grade` takes them: a grade is lowered only on a yes, and all that was there
stays. The order of the shards does not matter, nor how often one is merged. Nothing is taken in
unless all of the class is there and was judged under the same conditions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from grader.commands.grade import TRIED, GradeOptions
from grader.commands.grade_shard import STORE
from grader.commands.gradebook import Gradebook
from grader.commands.graded_class import GradedClass, RunFacts, settle
from grader.commands.intake import Intake
from grader.commands.progress import QUIET, Progress
from grader.commands.shard import SHARD, ShardRun, is_of_nothing, unpack_shard_run
from grader.course.model import Course
from grader.errors import GraderError, StoreError, UsageError
from grader.feedback import one_line
from grader.judging import Judged, held
from grader.reports import Kind, Note, class_table, public_part
from grader.store import Attempt, Key, Store, fingerprints
from grader.submission import Entry

_AGAIN = "grade that shard again into a new folder, then merge"
_Identity = tuple[str, str, Key]
"""What a result was made from: the exercise, the digest of the code, and all else."""


@dataclass(frozen=True)
class _Piece:
    """A shard that is read: its store is open, at rest."""

    folder: Path
    run: ShardRun
    store: Store

    @cached_property
    def environment(self) -> dict[str, str]:
        """What graded it, and the class's secret."""
        return self.store.environment()

    @cached_property
    def looked(self) -> dict[str, list[tuple[str, str]]]:
        """What was handed in, by student: exercises, and the digests of the code."""
        found: dict[str, list[tuple[str, str]]] = {}
        for student, exercise, digest in self.run.looked:
            found.setdefault(student, []).append((exercise, digest))
        return found

    def attempts(self, student: str) -> dict[_Identity, Attempt]:
        """Return all that it holds of a student and its exercises, in the order of judging."""
        return _of(self.store, student, self.run.exercises)


def merge_shards(
    course: Course,
    folders: Sequence[Path],
    out: Path,
    progress: Progress = QUIET,
    *,
    yes: bool = False,
) -> GradedClass:
    """Take the shards in these folders into the gradebook in ``out``, and write all reports.

    Raises `GraderError` where a shard is missing or was not finished, `UsageError` where one is of
    another class, course, grader or level of protection, or two hold different grades of a student,
    and `StoreError` where a shard's store is missing, damaged or half-written. No grade is changed
    then.
    """
    with ExitStack() as stack:
        pieces = [_read(each, stack) for each in dict.fromkeys(map(Path.absolute, folders))]
        pieces.sort(key=lambda each: (each.run.shard.number, each.run.pack()))
        _require_all(pieces)
        pieces = [each for each in pieces if each.run.done]
        _require_one_course(course, pieces)
        store = stack.enter_context(_gradebook(out, pieces))
        if store.upgraded:
            progress.note(store.upgraded)
        book = Gradebook(store, course)
        intake = Intake(store, course, book)
        progress.say("merging")
        with store.at_once():
            judged = _take_in(pieces, store, intake)
            _record_environment(judged, store)
        exercises = [each.name for each in course.exercises if each.name in pieces[0].run.exercises]
        options = GradeOptions(out, out, exercises=exercises, yes=yes)
        return settle(course, options, store, book, intake, _facts(pieces), progress)


def _read(folder: Path, stack: ExitStack) -> _Piece:
    try:
        store = stack.enter_context(Store(folder / STORE, at_rest=True))
        environment = store.environment()
    except StoreError as error:
        raise StoreError(error.message, _AGAIN) from error
    if SHARD not in environment:
        what = f"{folder} holds a gradebook, and no shard of a class"
        raise UsageError(what, "grader merge SHARD... --out GRADEBOOK")
    try:
        return _Piece(folder, unpack_shard_run(environment[SHARD]), store)
    except ValueError as error:
        what = f"{folder} is no shard of this grader's version"
        raise StoreError(f"{what}: {error}", _AGAIN) from error


def _require_all(pieces: Sequence[_Piece]) -> None:
    """Refuse a class of which a piece is missing: its students would look as if they had nothing.

    Raises `GraderError`, or `UsageError` where the class was cut into other pieces, too.
    """
    counts = sorted({each.run.shard.count for each in pieces})
    if len(counts) != 1:
        what = f"these are shards of classes in {' and in '.join(map(str, counts))} pieces"
        raise UsageError(what, "merge those of one class: grader merge shard-1 shard-2 ...")
    (count,) = counts
    done = {each.run.shard.number for each in pieces if each.run.done}
    begun = {each.run.shard.number for each in pieces} - done
    missing = sorted({*range(1, count + 1)} - done)
    if not missing:
        return
    why = {True: "not finished", False: "not named"}
    said = [f"shard {each} was {why[each in begun]}" for each in missing]
    more = f", and {len(said) - 5} more" if len(said) > 5 else ""
    which = ",".join(map(str, missing))
    raise GraderError(
        f"shards done: {len(done)} of {count}; {', '.join(said[:5])}{more}: nothing was merged",
        f"run these again: sbatch --array={which} job.sh, or: grader grade SUBMISSIONS --shard "
        f"{missing[0]}/{count} --out DIR; then merge all of them",
    )


def _require_one_course(course: Course, pieces: Sequence[_Piece]) -> None:
    """Refuse shards of different secrets and exercises, or of another course than this one."""
    first = pieces[0]
    names = {each.name for each in course.exercises}
    for each in pieces:
        if each.environment.get("secret") != first.environment.get("secret"):
            what = f"{first.folder} and {each.folder} are of two classes: they have two secrets"
            raise UsageError(what, "name the shards of one class")
        if {*each.run.exercises} != {*first.run.exercises}:
            what = f"{first.folder} and {each.folder} were judged in different exercises"
            raise UsageError(what, "merge those of the same --exercise")
        for name, digest in each.run.exercises.items():
            if name not in names or fingerprints.judging_digest(course, name) != digest:
                what = f"{each.folder} was judged by another {name} than that of {course.root}"
                raise UsageError(what, f"{_AGAIN}; or name its course: --course DIR")


def _gradebook(out: Path, pieces: Sequence[_Piece]) -> Store:
    """Open the gradebook with which the shards began; one that was empty may be made anew."""
    path, secret = out / STORE, pieces[0].environment["secret"]
    if not path.exists():
        for each in pieces:
            if not is_of_nothing(each.run.base, secret):
                what = f"there is no {path}, and {each.folder} began with earlier grades"
                raise UsageError(what, "name the gradebook with which it began: --out DIR")
        store = Store(path)
        store.record_environment({"secret": secret, "protection": _level(pieces[0])})
        return store
    store = Store(path)
    try:
        environment = store.environment()
        if SHARD in environment:
            raise UsageError(f"{out} holds a shard of a class", "name the gradebook: --out DIR")
        if environment.get("secret") != secret:
            what = f"{pieces[0].folder} is of another class than {out}: its secret is another"
            raise UsageError(what, "name the gradebook with which the shards began: --out DIR")
        for each in pieces:
            if _level(each) != environment.get("protection"):
                what = f"{each.folder} was judged with protection {_level(each)}, {out} with"
                other = "a class is judged at one level"
                raise UsageError(f"{what} {environment.get('protection')}", f"{other}: {_AGAIN}")
    except BaseException:
        store.close()
        raise
    return store


def _level(piece: _Piece) -> str:
    return piece.environment.get("protection", "")


def _take_in(pieces: Sequence[_Piece], store: Store, intake: Intake) -> list[_Piece]:
    """Take in what is new, as a run over the whole class would; return the shards that had some."""
    fresh: dict[str, dict[_Identity, tuple[_Piece, Attempt]]] = {}
    holders: dict[str, list[_Piece]] = {}
    for each in pieces:
        for student in each.run.students:
            holders.setdefault(student, []).append(each)
    for student in sorted(holders):
        known = _of(store, student, pieces[0].run.exercises)
        held_by = [(each, each.attempts(student)) for each in holders[student]]
        new = [(each, _without(known, mine)) for each, mine in held_by]
        _require_one_grade(student, new)
        earliest = min(new, key=lambda pair: [_moment(each) for each in pair[1].values()])
        fresh[student] = {name: (earliest[0], each) for name, each in earliest[1].items()}
        for each, mine in held_by:
            by_code = {identity[:2]: identity for identity in mine}
            for found in [by_code.get(pair) for pair in each.looked.get(student, ())]:
                if found in known:
                    intake.offer(known[found])
    judged: dict[Path, _Piece] = {}
    for taken in fresh.values():
        for piece, attempt in taken.values():
            intake.adopt(attempt, piece.store.work(attempt.key.submission))
            judged[piece.folder] = piece
    _take_in_words(pieces, store)
    return list(judged.values())


def _of(store: Store, student: str, exercises: Iterable[str]) -> dict[_Identity, Attempt]:
    """Return a student's attempts in these exercises by what they were made from, first the old."""
    found = [each for name in exercises for each in reversed(store.attempts(student, name))]
    return {(each.result.exercise, each.result.digest, each.key): each for each in found}


def _without(
    known: dict[_Identity, Attempt], mine: dict[_Identity, Attempt]
) -> dict[_Identity, Attempt]:
    return {identity: each for identity, each in mine.items() if identity not in known}


def _moment(attempt: Attempt) -> datetime:
    return attempt.judged or datetime.min.replace(tzinfo=UTC)


def _require_one_grade(
    student: str, new: Sequence[tuple[_Piece, dict[_Identity, Attempt]]]
) -> None:
    """Refuse a student whom two shards hold, unless both say the same."""
    first, mine = new[0]
    for other, theirs in new[1:]:
        for identity in {**mine, **theirs}:
            one, two = mine.get(identity), theirs.get(identity)
            if one and two and one.result == two.result:
                continue
            shown = [
                f"{class_table.with_held(each.result.score, held(each.result))} in {where.folder}"
                if each
                else f"another work in {where.folder}"
                for each, where in ((one, first), (two, other))
            ]
            what = f"{one_line(student)} has two results in {identity[0]}: {' and '.join(shown)}"
            raise UsageError(what, "leave one of the two out, or grade both shards again")


def _take_in_words(pieces: Sequence[_Piece], store: Store) -> None:
    """Take in whence works came, and over which of them the grader failed."""
    known, mine = store.origins(), store.failures()
    for piece in pieces:
        students, exercises = {*piece.run.students}, {*piece.run.exercises}
        for (student, exercise), origins in piece.store.origins().items():
            if student in students and known.get((student, exercise)) != origins:
                for each in origins:
                    store.record_origin(student, [exercise], each)
        theirs = piece.store.failures()
        for pair in [(student, each) for student in sorted(students) for each in sorted(exercises)]:
            problem = theirs.get(pair, "")
            if problem and mine.get(pair) != problem:
                store.record_failure(pair[0], [pair[1]], problem)
            elif not problem and pair in mine:
                store.forget_failure(*pair)


def _record_environment(judged: Sequence[_Piece], store: Store) -> None:
    """Record what judged, which must be the same everywhere: else one class has two graders."""
    if not judged:
        return
    first = judged[0]
    here = _conditions(first)
    for each in judged[1:]:
        there = _conditions(each)
        for name in sorted({*here, *there}):
            if here.get(name) != there.get(name):
                mine, theirs = (found.get(name, "unknown") for found in (here, there))
                what = f"{name} is {mine} in {first.folder} and {theirs} in {each.folder}"
                raise UsageError(f"two graders judged one class: {what}", _AGAIN)
    tried = {each.environment.get(TRIED, "") for each in judged}
    private = {"secret": first.environment["secret"]}
    if len(tried) == 1:
        private[TRIED] = tried.pop()
    store.record_environment({**here, **private})


def _conditions(piece: _Piece) -> dict[str, str]:
    return public_part(piece.environment)


def _facts(pieces: Sequence[_Piece]) -> RunFacts:
    """Gather what the shards say of their students, in the students' order."""

    runs = [each.run for each in pieces]
    students = sorted({each for run in runs for each in run.students})
    remarks = _sorted((each for run in runs for each in run.remarks), by=0)
    late = _sorted((each for run in runs for each in run.late), by=1)
    failed = _sorted((each for run in runs for each in run.failed), by=0)
    return RunFacts(
        tuple(students),
        tuple(dict.fromkeys(each for run in runs for each in run.warnings)),
        tuple(Note(Kind.WORK, text, student) for student, text in remarks),
        tuple(late),
        tuple(Judged(Entry(student, Path()), problem=problem) for student, problem in failed),
        min(sum(run.resumed for run in runs), len(students)),
    )


def _sorted(said: Iterable[tuple[str, str]], by: int) -> list[tuple[str, str]]:
    """Sort pairs by the student in them, and keep their order otherwise; each comes once."""
    return sorted(dict.fromkeys(said), key=lambda each: each[by])
