"""`python -m benchmarks`: every contestant on the same submissions, in turn, in one run."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks import figures, fresh, latency, report
from benchmarks.race import Race, Warm
from benchmarks.subjects import subjects
from benchmarks.warm import grader_life, own_life
from grader.course.model import Course, load_course
from grader.judging import JudgingPlan
from grader.submission import Submission

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
ROOT = Path(__file__).parent.parent
README = Path(__file__).with_name("README.md")
NAMES = {
    "grader": "this grader, behind the border at {level}",
    "own": "the student's own computing alone, in a warm plain process",
    "pytest": "a fresh `python -m pytest` process",
    "nbgrader": "`nbgrader autograde`",
    "otter": "`otter run`",
}


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"update the tables of {README.name}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--submissions", type=int, default=3, help="how many at most")
    parser.add_argument("--only", nargs="*", choices=NAMES, help="these besides grader and own")
    parser.add_argument(
        "--otter", default=sys.executable, help="the interpreter that has otter-grader"
    )
    parser.add_argument("--level", default="L3", choices=("L3", "L2", "L1"))
    parser.add_argument("--spawns", type=int, default=latency.SPAWNS)
    parser.add_argument("--calls", type=int, default=latency.CALLS)
    return parser.parse_args(words)


def main() -> int:
    """Run the race and the short times, print the tables, and write them if asked to."""
    wish, console = arguments(), Console()
    os.environ.update(ONE_THREAD)  # for all who are started from here
    course = load_course(ROOT, exactly=True)
    submissions = subjects(course, ROOT / "examples")[: wish.submissions]
    sources = [source for each in submissions for source in each.sources]
    order = JudgingPlan.of(course, course.exercises, sources, level=wish.level)
    race = Race(submissions, wish.rounds, console.log)
    level = run(race, course, order, wish)
    if not {"grader", "own"} <= race.ledger.rounds.keys():
        console.print(*race.notes, sep="\n", markup=False)
        return 1
    console.log("short times")
    moments = latency.latency(level, order.libraries, wish.spawns, wish.calls)
    found = report_of(race, submissions, level, moments)
    console.print(report.drawn(found))
    if wish.write:
        machine = report.machine(os.cpu_count() or 1)
        report.put_between_markers(README, report.markdown(found, machine))
    return 0


def run(race: Race, course: Course, order: JudgingPlan, wish: argparse.Namespace) -> str:
    """Run the race; give the level of protection that this grader had."""
    ours = Warm("grader", grader_life, order)
    own = Warm("own", own_life, order)
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        place = fresh.Place(course, Path(folder), order.secret)
        race.run([ours, own, *others(place, wish, race.notes)])
    ours.close()
    own.close()
    return ours.about


def others(
    place: fresh.Place, wish: argparse.Namespace, notes: list[str]
) -> list[fresh.Contestant]:
    """Give the other ways of grading that are wished for and installed."""
    found: list[fresh.Contestant] = [fresh.FreshPytest(place)]
    if fresh.has_module(sys.executable, "nbgrader"):
        found.append(fresh.NbgraderAutograde(place))
    else:
        notes.append("nbgrader is not installed: pip install -e '.[nbgrader]'")
    if fresh.has_module(wish.otter, "otter"):
        found.append(fresh.OtterRun(place, wish.otter))
    else:
        notes.append("otter-grader is not installed: see --otter")
    return [each for each in found if wish.only is None or each.name in wish.only]


def report_of(
    race: Race, submissions: Sequence[Submission], level: str, moments: figures.Latency
) -> report.Report:
    """Put all that was found together."""
    names = {key: text.format(level=level) for key, text in NAMES.items()}
    verdicts = figures.verdicts(race.ledger, "grader", "pytest", "own", moments)
    students = ", ".join(each.student for each in submissions)
    rounds = len(race.ledger.rounds["grader"])
    notes = [f"medians of {rounds} rounds over {len(submissions)} submissions: {students}"]
    return report.Report(race.ledger, names, "grader", moments, verdicts, [*notes, *race.notes])


if __name__ == "__main__":
    sys.exit(main())
