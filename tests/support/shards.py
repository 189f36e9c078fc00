"""A class that is graded in shards, on one machine: what tests of shards and merging share."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.commands.grade import GradeOptions, grade_class
from grader.commands.grade_shard import GradedShard, grade_shard
from grader.commands.graded_class import GradedClass
from grader.commands.merge import merge_shards
from grader.commands.progress import QUIET, Progress
from grader.commands.sbatch import Job, prepare
from grader.commands.shard import Shard
from grader.course.model import load_course

MINUTE = re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d")


@dataclass(frozen=True)
class Cluster:
    """A course, a class beside it, the gradebook ``results`` and the folders of shards."""

    home: Path
    level: str

    @property
    def course(self) -> Path:
        """The course."""
        return self.home / "course"

    @property
    def folder(self) -> Path:
        """The class."""
        return self.home / "class"

    @property
    def gradebook(self) -> Path:
        """The class's results."""
        return self.home / "results"

    def shard(self, number: int) -> Path:
        """Return the folder of a shard."""
        return self.home / f"shard-{number}"

    def begin(self, shards: int = 2, **wishes: Any) -> Job:
        """Prepare the class to be graded in shards."""
        options = GradeOptions(self.folder, self.gradebook)
        course = load_course(self.course, exactly=True)
        return prepare(course, options, shards, 1, **{"level": self.level, **wishes})

    def grade_shard(
        self, number: int, count: int = 2, progress: Progress = QUIET, **wishes: Any
    ) -> GradedShard:
        """Grade one of the shards."""
        shard = Shard(number, count)
        options = GradeOptions(self.folder, self.shard(number), shard=shard, **wishes)
        course = load_course(self.course, exactly=True)
        return grade_shard(course, options, self.gradebook, progress)

    def merge(self, *numbers: int, out: Path | None = None, yes: bool = False) -> GradedClass:
        """Merge shards into the gradebook, or into another one."""
        course = load_course(self.course, exactly=True)
        folders = [self.shard(each) for each in numbers]
        return merge_shards(course, folders, out or self.gradebook, yes=yes)

    def grade(self, out: Path, **wishes: Any) -> GradedClass:
        """Grade the class in one piece."""
        course = load_course(self.course, exactly=True)
        return grade_class(course, GradeOptions(self.folder, out, **wishes))


def change(store: Path, *statements: str) -> None:
    """Change a store by hand, behind the grader's back."""
    db = sqlite3.connect(store / "results.sqlite")
    with db:
        for each in statements:
            db.execute(each)
    db.close()


def change_run(store: Path, **fields: Any) -> None:
    """Change what a shard says of its run."""
    db = sqlite3.connect(store / "results.sqlite")
    with db:
        (packed,) = db.execute("SELECT value FROM environment WHERE name = 'shard'").fetchone()
        changed = json.dumps({**json.loads(packed), **fields})
        db.execute("UPDATE environment SET value = ? WHERE name = 'shard'", (changed,))
    db.close()


def reports(out: Path) -> dict[str, bytes]:
    """Return all reports but the class's page, which says what judging cost.

    The minute of judging, which a student's page tells, is left out.
    """
    found = [out / "results.json", out / "grades.csv", out / "notes.csv"]
    found += sorted((out / "feedback").iterdir())
    return {str(each.relative_to(out)): MINUTE.sub(b"", each.read_bytes()) for each in found}
