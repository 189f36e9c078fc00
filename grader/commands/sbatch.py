"""`grader sbatch`: the job script with which Slurm grades a class in shards, and what they share.

What they share is the class's gradebook: its secret, and the level of protection that every node
must have. Where there is none yet, it is begun here.
"""

from __future__ import annotations

import math
import secrets
import shlex
import sys
from dataclasses import dataclass

from grader.commands.grade import GradeOptions, wanted_exercises, wanted_students
from grader.commands.grade_shard import STORE
from grader.commands.shard import SHARD
from grader.course.model import Course
from grader.errors import UsageError
from grader.judging import SECRET_BYTES
from grader.store import Store, make_folder

LEVELS = ("L3", "L2")
SHARDS = "shards"
"""The folder of the shards, in that of the results."""

_SECONDS_EACH = 5.0
"""CPU seconds of an exercise, where nothing was judged yet: trainings take a few, most less."""
_SHARE = 3
"""How many times as long a node may take as the works did that were judged before."""
_START_SECONDS, _QUARTER = 300, 900
_MIB_EACH = 2048
"""Of a judging process and the one from which students' processes are forked."""


@dataclass(frozen=True)
class Job:
    """A class in so many shards, each on so many cores of a node; ``begun`` it was just now.

    ``upgraded`` says what became of a gradebook of an earlier grader.
    """

    course: Course
    options: GradeOptions
    shards: int
    cores: int
    level: str
    students: int
    seconds_each: float
    begun: bool = False
    upgraded: str = ""

    @property
    def seconds(self) -> int:
        """How long a shard may take, in whole quarters of an hour."""
        works = math.ceil(self.students / self.shards) * len(self.options.exercises)
        honest = works * self.seconds_each / self.cores
        return _QUARTER * math.ceil((_START_SECONDS + _SHARE * honest) / _QUARTER)

    @property
    def mib(self) -> int:
        """How much memory a shard may take, its students' processes included."""
        return self.cores * (_MIB_EACH + self.course.limits.memory_mb)


def prepare(
    course: Course, options: GradeOptions, shards: int, cores: int, level: str | None = None
) -> Job:
    """Look at a class and begin its gradebook, if there is none yet.

    Raises `UsageError` where the class cannot be read, where there is no such level, where the
    gradebook has another one, and where a folder's name would break the script.
    """
    if level not in (None, *LEVELS):
        raise UsageError(f"there is no level {level!r} for a grade of record", "--level L3 or L2")
    for path in (course.root, options.folder, options.out):
        _require_one_line(str(path.resolve()))
    exercises = wanted_exercises(course, options)
    found = wanted_students(course, options)
    with Store(options.out / STORE) as store:
        environment, upgraded = store.environment(), store.upgraded
        if SHARD in environment:
            raise UsageError(f"{options.out} holds a shard of a class", "its gradebook: --out DIR")
        has = environment.get("protection")
        if level and has and level != has:
            what = f"{options.out} holds a class of protection {has}, which no shard can change"
            raise UsageError(what, "leave --level out, or use another folder: --out DIR")
        begun = "secret" not in environment
        if begun or not has:
            secret = environment.get("secret") or secrets.token_bytes(SECRET_BYTES).hex()
            has = has or level or LEVELS[0]
            store.record_environment({**environment, "secret": secret, "protection": has})
        spent = [each.cpu_seconds for each in store.load_attempts() if each.cpu_seconds]
    for number in range(1, shards + 1):  # Slurm writes its logs there, and makes no folders
        make_folder(options.out / SHARDS / str(number), private=True)
    wanted = GradeOptions(
        options.folder, options.out, exercises=exercises,
        prefix=options.prefix, platform=options.platform,
    )  # fmt: skip
    each = sum(spent) / len(spent) if spent else _SECONDS_EACH
    return Job(course, wanted, shards, cores, has, len(found.entries), each, begun, upgraded)


def _require_one_line(name: str) -> None:
    """Refuse a name that would end a comment of the script, or a line for Slurm, half-way."""
    if len(name.splitlines()) > 1:
        raise UsageError(f"no job script can name {name!r}: a line ends in it", "rename the folder")


_SCRIPT = """\
#!/bin/bash
# Grades {students} students in {shards} shards. Submit it with: sbatch FILE
# When all are done, on any machine that sees the same folders:
#   {merge}
# Each node must have protection {level}: grader doctor says there what it has.
# Time: {works} works a shard at {each:.1f} CPU seconds, {share} times that, and the start.
# Memory: for each of {cores} processes {mib_each} MiB, and the {mib_student} MiB of a student's.
#SBATCH --job-name=grader
#SBATCH --array=1-{shards}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task={cores}
#SBATCH --mem={mib}M
#SBATCH --time={time}
#SBATCH --signal=B:TERM@60
#SBATCH --output={log}
set -euo pipefail
umask 077

shard=$SLURM_ARRAY_TASK_ID
kept={shards_folder}/$shard
scratch=$(mktemp -d "${{TMPDIR:-/tmp}}/grader.XXXXXXXX")
grading=

# A node's own disk holds the store while it is written. It is copied once, whole, also when the
# time is over: the same job, submitted again, goes on from there.
keep() {{
    if [ -n "$grading" ]; then wait "$grading" || true; fi
    if [ -f "$scratch/results.sqlite" ]; then
        mkdir -p "$kept"
        rm -rf "$kept/.part"
        mkdir "$kept/.part"
        cp "$scratch"/results.sqlite* "$kept/.part/"
        rm -f "$kept"/results.sqlite*
        mv "$kept/.part"/results.sqlite* "$kept/"
        rmdir "$kept/.part"
        echo "copied to $kept"
    fi
    rm -rf "$scratch"
}}
trap keep EXIT
trap 'if [ -n "$grading" ]; then kill -TERM "$grading" || true; fi' TERM

if [ -f "$kept/results.sqlite" ]; then cp "$kept"/results.sqlite* "$scratch/"; fi
{command} \\
    --shard "$shard/{shards}" --like {out} --out "$scratch" --jobs {cores} &
grading=$!
wait "$grading"
"""


def script(job: Job) -> str:
    """Return the job script: an array from 1, one task a shard."""
    options, out = job.options, job.options.out.resolve()
    course = str(job.course.root.resolve())
    program = [sys.executable, "-m", "grader"]
    chosen = [word for name in options.exercises for word in ("--exercise", name)]
    everything = [each.name for each in job.course.exercises] == list(options.exercises)
    command = [*program, "grade", str(options.folder.resolve()), "--course", course]
    command += [] if everything else chosen
    command += ["--from", options.platform] if options.platform else []
    command += ["--prefix", options.prefix] if options.prefix else []
    merge = shlex.join([*program, "merge", "--course", course, "--out", str(out)])
    folder = shlex.quote(str(out / SHARDS))
    hours, minutes = divmod(job.seconds // 60, 60)
    return _SCRIPT.format(
        students=job.students, shards=job.shards, level=job.level,
        merge=f"{merge} {folder}/{{1..{job.shards}}}",
        works=math.ceil(job.students / job.shards) * len(options.exercises),
        each=job.seconds_each, share=_SHARE, cores=job.cores, mib=job.mib, mib_each=_MIB_EACH,
        mib_student=job.course.limits.memory_mb, time=f"{hours:02d}:{minutes:02d}:00",
        log=shlex.quote(f"{out / SHARDS}".replace("%", "%%") + "/%a/log.txt"),
        shards_folder=folder,
        out=shlex.quote(str(out)), command=shlex.join(command),
    )  # fmt: skip


def shown(job: Job) -> str:
    """Say what was begun, for whoever sees the script go to a file."""
    store = job.options.out / STORE
    begun = "begun: " if job.begun else ""
    upgraded = f"note: {job.upgraded}\n" if job.upgraded else ""
    return (
        f"{upgraded}{begun}{store} holds the class's secret, from which every shard draws the "
        f"same inputs; each node must have protection {job.level}"
    )
