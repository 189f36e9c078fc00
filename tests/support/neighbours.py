"""`python -m tests.support.neighbours`: honest work beside hostile is graded as it is alone.

The honest are slow, though within their limits; the hostile fill cores, memory, disk, the wire and
the grader's own time. A run is one of `grader grade`'s pools. It prints what differs; nothing must.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from grader.course.model import Course, load_course
from grader.judging.pool import Judged, judge_all
from grader.submission import Submission
from tests.support.files import edit
from tests.support.fractions import RATIONALS, WORDS, copy_course, hand_in, plan_of

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
def greatest_common_divisor(p, q): time.sleep(1.9)
def reduced(p, q): time.sleep(1.9)
def add(a, b): time.sleep(1.9)
"""
OF_NUMPY = "import numpy as np\ndef greatest_common_divisor(p, q): return {0}\nreduced = add = " + (
    "greatest_common_divisor\n"
)
HOSTILE = {
    "busy": BUSY,
    "names": """
import itertools, os
def add(a, b):
    for n in itertools.count():
        os.mkdir(f"{n}")
        for m in range(1000): open(f"{n}/{m}", "w").close()
greatest_common_divisor = reduced = add
""",
    "bytes": OF_NUMPY.format("np.zeros(4_100_000, np.uint8)"),
    "memory": "def add(a, b): return [bytes([1]) * (8 << 20) for _ in range(10_000)]\n"
    "greatest_common_divisor = reduced = add\n",
    "busier": BUSY,
    "lists": "def add(a, b): return [0.5] * 130_000\ngreatest_common_divisor = reduced = add\n",
    "loops": "def add(a, b):\n    while True: pass\ngreatest_common_divisor = reduced = add\n",
    "prints": "def add(a, b):\n    while True: print('x' * 100_000)\n"
    "greatest_common_divisor = reduced = add\n",
    "busiest": BUSY,
    "exits": "import os\ndef add(a, b): os._exit(0)\ngreatest_common_divisor = reduced = add\n",
}


def slow_course(folder: Path) -> Course:
    """Give a course in which a call may take two seconds, and an exercise a dozen of them."""
    copy_course(folder)
    limits = "call_seconds: 2, exercise_seconds: 24, memory_mb: 512"
    edit(folder / "course.yml", "call_seconds: 60, exercise_seconds: 300", limits)
    edit(folder / "course.yml", "{call_seconds: 30}", "{call_seconds: 2}")
    return load_course(folder, exactly=True)


def honest(number: int) -> list[Submission]:
    """Give so many who are right, and slow."""
    sources = {"rationals": RATIONALS + SLOW, "words": WORDS}
    return [hand_in(f"honest-{n:02}", **sources) for n in range(number)]


def mixed(number: int, hostile: Sequence[str]) -> list[Submission]:
    """Give the honest with the hostile among them, evenly."""
    students, bad = honest(number), [hand_in(name, rationals=HOSTILE[name]) for name in hostile]
    for place, each in enumerate(bad):
        students.insert(place * (number + len(bad)) // len(bad), each)
    return students


def grades(course: Course, students: Sequence[Submission], jobs: int) -> dict[str, object]:
    """Give what the honest among them got, check by check."""
    done: list[Judged] = []
    judge_all(plan_of(course), students, done.append, lambda _: None, jobs)
    return {
        each.submission.student: each.problem
        or [
            (r.exercise, r.score, r.ending, *((c.id, c.outcome) for c in r.checks))
            for r in each.results
        ]
        for each in done
        if each.submission.student.startswith("honest")
    }


def main() -> int:
    """Judge the class alone, then beside the hostile, and say what differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.neighbours", description=__doc__)
    parser.add_argument("--honest", type=int, default=24)
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--times", type=int, default=3)
    wish = parser.parse_args()
    differences = 0
    with tempfile.TemporaryDirectory() as folder:
        course = slow_course(Path(folder) / "course")
        alone = grades(course, honest(wish.honest), 1)
        print(f"alone: {sorted({str([r[:3] for r in each]) for each in alone.values()})}")
        for jobs in wish.jobs:
            for _ in range(wish.times):
                begun = time.monotonic()
                beside = grades(course, mixed(wish.honest, list(HOSTILE)), jobs)
                differ = sorted(name for name in alone if beside.get(name) != alone[name])
                differences += len(differ)
                print(
                    f"--jobs {jobs}: {len(beside)} honest beside {len(HOSTILE)} hostile, "
                    f"{time.monotonic() - begun:.0f} s, load {os.getloadavg()[0]:.0f}; "
                    f"other grades: {differ or 'nobody'}",
                    flush=True,
                )
    return int(bool(differences))


if __name__ == "__main__":
    sys.exit(main())
