"""`python -m tests.support.neighbours`: honest work beside hostile is graded as it is alone.

The honest are slow, though within their limits; the hostile fill cores, memory, disk, the wire and
the grader's own time. A run is one of `grader grade`'s pools. It prints what differs; nothing must.

It takes a small course; with ``--real`` this repository's own, half of whose time for a call is
taken away, and each honest student hands in three of its exercises, in some style of the wheats.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.course.model import load_course
from grader.judging.pool import Judged, judge_all
from grader.judging.warm_judge import JudgingPlan
from grader.submission import Submission
from tests.support.files import edit
from tests.support.fractions import RATIONALS, WORDS, copy_course, hand_in, plan_of

ROOT = Path(__file__).parents[2]
WHEATS = ROOT / "tests" / "validity" / "wheats"
EACH_HANDS_IN = (0, 3, 7)
"""Which exercises a student hands in, counted from one that is another's first."""

SLOW = """
import time as _time
_add = add
def add(a, b):
    end = _time.thread_time() + 0.4
    while _time.thread_time() < end: pass
    return _add(a, b)
"""
BUSY = """
import hashlib, threading, time
def _busy(): hashlib.pbkdf2_hmac("sha256", b"x", b"y", 2**31 - 1)
for _ in range(60):
    try: threading.Thread(target=_busy, daemon=True).start()
    except RuntimeError: break
def strike(*args): time.sleep(1.9)
"""
HOSTILE = {
    "busy": BUSY,
    "names": """
import itertools, os
def strike(*args):
    for n in itertools.count():
        os.mkdir(f"{n}")
        for m in range(1000): open(f"{n}/{m}", "w").close()
""",
    "bytes": "import numpy as np\ndef strike(*args): return np.zeros(4_100_000, np.uint8)\n",
    "memory": "def strike(*args): return [bytes([1]) * (8 << 20) for _ in range(10_000)]\n",
    "busier": BUSY,
    "lists": "def strike(*args): return [0.5] * 130_000\n",
    "loops": "def strike(*args):\n    while True: pass\n",
    "prints": "def strike(*args):\n    while True: print('x' * 100_000)\n",
    "busiest": BUSY,
    "exits": "import os\ndef strike(*args): os._exit(0)\n",
}
"""What each does in whatever is called; a call may take two seconds."""


@dataclass(frozen=True)
class Neighbourhood:
    """A course as it is judged, what its honest hand in by number, and where the hostile strike."""

    plan: JudgingPlan
    honest_work: Callable[[int], Mapping[str, str]]
    struck: str
    parts: tuple[str, ...]

    def honest(self, number: int) -> list[Submission]:
        """Give so many who are right, and slow."""
        return [hand_in(f"honest-{n:02}", **self.honest_work(n)) for n in range(number)]

    def mixed(self, number: int, hostile: Sequence[str]) -> list[Submission]:
        """Give the honest with the hostile among them, evenly."""
        students = self.honest(number)
        for place, name in enumerate(hostile):
            work = HOSTILE[name] + "".join(f"{part} = strike\n" for part in self.parts)
            bad = hand_in(name, **{self.struck: work})
            students.insert(place * (number + len(hostile)) // len(hostile), bad)
        return students

    def grades(self, students: Sequence[Submission], jobs: int) -> dict[str, object]:
        """Give what the honest among them got, check by check."""
        done: list[Judged] = []
        judge_all(self.plan, students, done.append, lambda _: None, jobs)
        return {
            each.submission.student: each.problem
            or [
                (r.exercise, r.score, r.ending, *((c.id, c.outcome) for c in r.checks))
                for r in each.results
            ]
            for each in done
            if each.submission.student.startswith("honest")
        }


def small_neighbourhood(folder: Path) -> Neighbourhood:
    """Give a course in which a call may take two seconds, and an exercise a dozen of them."""
    copy_course(folder)
    limits = "call_seconds: 2, exercise_seconds: 24, memory_mb: 512"
    edit(folder / "course.yml", "call_seconds: 60, exercise_seconds: 300", limits)
    edit(folder / "course.yml", "{call_seconds: 30}", "{call_seconds: 2}")
    work = {"rationals": RATIONALS + SLOW, "words": WORDS}
    plan = plan_of(load_course(folder, exactly=True))
    parts = ("greatest_common_divisor", "reduced", "add")
    return Neighbourhood(plan, lambda _: work, "rationals", parts)


def real_neighbourhood(folder: Path) -> Neighbourhood:
    """Give this repository's course with five seconds for a call, and two for the struck one's."""
    for each in ("solutions", "exercises", "data"):
        shutil.copytree(ROOT / each, folder / each)
    shutil.copyfile(ROOT / "course.yml", folder / "course.yml")
    edit(folder / "course.yml", "call_seconds: 10 ", "call_seconds: 5 ")
    course = load_course(folder, exactly=True)
    first = course.exercises[0]
    hurried = "limits: {call_seconds: 2, exercise_seconds: 12}"
    edit(folder / "course.yml", f"title: {first.title}\n", f"title: {first.title}\n    {hurried}\n")
    course = load_course(folder, exactly=True)
    names = [each.name for each in course.exercises]
    styles = {name: _styles(name) for name in names}

    def work(number: int) -> dict[str, str]:
        mine = [names[(number + step) % len(names)] for step in EACH_HANDS_IN]
        return {name: styles[name][number // 2 % len(styles[name])] for name in mine}

    sources = [text for texts in styles.values() for text in texts]
    plan = JudgingPlan.of(course, course.exercises, sources, secret=b"a secret")
    return Neighbourhood(plan, work, first.name, tuple(part.name for part in first.parts))


def _styles(exercise: str) -> list[str]:
    """Give an exercise's wheats: right work in many styles."""
    return [path.read_text(encoding="utf-8") for path in sorted((WHEATS / exercise).glob("*.py"))]


def main() -> int:
    """Judge the class alone, then beside the hostile, and say what differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.neighbours", description=__doc__)
    parser.add_argument("--honest", type=int, default=24)
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--level", default="L3", choices=("L3", "L2"))
    parser.add_argument("--real", action="store_true", help="this repository's own course")
    wish = parser.parse_args()
    differences = 0
    with tempfile.TemporaryDirectory() as folder:
        make = real_neighbourhood if wish.real else small_neighbourhood
        street = make(Path(folder) / "course")
        street = replace(street, plan=replace(street.plan, level=wish.level))
        alone = street.grades(street.honest(wish.honest), 1)
        for name, said in sorted(alone.items()):
            print(f"alone: {name}: {_shown(said)}")
        for jobs in wish.jobs:
            for _ in range(wish.times):
                begun = time.monotonic()
                beside = street.grades(street.mixed(wish.honest, list(HOSTILE)), jobs)
                differ = sorted(name for name in alone if beside.get(name) != alone[name])
                differences += len(differ)
                print(
                    f"--jobs {jobs}: {len(beside)} honest beside {len(HOSTILE)} hostile, "
                    f"{time.monotonic() - begun:.0f} s, load {os.getloadavg()[0]:.0f}; "
                    f"other grades: {differ or 'nobody'}",
                    flush=True,
                )
                for name in differ:
                    print(f"  {name}: {_unlike(alone[name], beside.get(name))}", flush=True)
    return int(bool(differences))


def _shown(grade: object) -> object:
    """Give what was handed in of a grade, without its checks."""
    if not isinstance(grade, list):
        return grade
    return [row[:3] for row in grade if row[2] != "not submitted"]


def _unlike(alone: object, beside: object) -> list[object]:
    """Give what of a grade is not as it was alone."""
    if not (isinstance(alone, list) and isinstance(beside, list)):
        return [beside]
    return [
        item for rows in zip(alone, beside, strict=False) for item in set(rows[1]) - set(rows[0])
    ]


if __name__ == "__main__":
    sys.exit(main())
