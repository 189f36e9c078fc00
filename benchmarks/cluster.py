"""`python -m benchmarks.cluster`: what a Dask cluster costs beyond a pool of processes here.

In goes a class of small works of the tests' second course, or of another one; it is judged in turn
by a pool and by as many workers of a cluster, all on this machine. Out come CPU seconds a work of
all processes, the scheduler's and the nannies' too, and whether memory stays as it is. Warming up
does not count: it is the same in a class of ten thousand.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from statistics import median

import dask
import distributed
from rich.console import Console

from benchmarks import report
from benchmarks.engine import WARM, Engine, engine_alone
from benchmarks.load_figures import Load, Sample
from benchmarks.tree import cpu_seconds, look
from grader.authoring import trials
from grader.cluster import judge_on_cluster
from grader.course.model import load_course
from grader.judging import Emit, Judged, JudgingPlan, Started, judge_all
from grader.submission import Submission

SMALL = Path(__file__).parents[1] / "tests/courses/fractions"
CLUSTER_MD = Path(__file__).with_name("CLUSTER.md")
WORKERS = 2
SAMPLES = 50
QUIETER = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "500ms",
    "distributed.admin.system-monitor.interval": "5s",
}
"""Dask's settings that the manual asks for: it looks at itself less often."""
DONE = 0.95
"""Share of a class after which a process may have no more to do: its zygote's time ends with it."""

Judge = Callable[[Emit, Started], None]


@dataclass
class Round:
    """One class, judged: what was spent when all were warm, and what was held."""

    count: int
    samples: list[Sample] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    judged: int = 0
    problems: int = 0

    def emit(self, one: Judged) -> None:
        """Look at all processes, now and then."""
        self.judged += 1
        self.problems += bool(one.problem)
        if self.judged % max(1, self.count // SAMPLES) == 0:
            self.cpu.append(cpu_seconds(os.getpid()))
            seen = look(os.getpid())
            self.samples.append(Sample(time.monotonic(), self.judged, *seen))

    @property
    def cpu_a_work(self) -> float:
        """CPU seconds a work, of all processes, while all are warm."""
        first, last = self._while_warm
        return (self.cpu[last] - self.cpu[first]) / self._works

    @property
    def seconds_a_work(self) -> float:
        """Seconds on the wall clock a work, while all are warm."""
        first, last = self._while_warm
        return (self.samples[last].seconds - self.samples[first].seconds) / self._works

    @property
    def _while_warm(self) -> tuple[int, int]:
        """The samples from which on all are warm, and until which none has ended."""
        warm = [n for n, each in enumerate(self.samples)
                if WARM * self.count <= each.graded <= DONE * self.count]  # fmt: skip
        return warm[0], warm[-1]

    @property
    def _works(self) -> int:
        first, last = self._while_warm
        return self.samples[last].graded - self.samples[first].graded

    @property
    def growth(self) -> tuple[float, float, float]:
        """MB a thousand works: this process, the others of the near side, zygotes."""
        load = Load(self.samples, self.count, WORKERS, 0.0, 0.0)
        near, others = (lambda each: each.parent_mb), (lambda each: each.workers_mb)
        return load.slope(near), load.slope(others), load.slope(load.zygotes_mb)


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument("--course", type=Path, default=SMALL, help="whose references and stubs")
    parser.add_argument("--submissions", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone", type=int, default=10_000, help="works that nobody judges")
    parser.add_argument("--write", action="store_true", help=f"update {CLUSTER_MD.name}")
    return parser.parse_args(words)


def main() -> int:
    """Judge the class by both in turn, print what was found, and write it if asked to."""
    with dask.config.set(QUIETER):
        return measure(arguments(), Console())


def measure(wish: argparse.Namespace, console: Console) -> int:
    """Do as was wished, with the settings of Dask's that are in force."""
    rounds: dict[str, list[Round]] = {"pool": [], "cluster": []}
    course = load_course(wish.course, exactly=True)
    works = class_of(trials(course, course.exercises), wish.submissions)
    plan = JudgingPlan.of(course, course.exercises, works[0].sources)
    for _ in range(wish.rounds):
        pool = partial(judge_all, plan, works, jobs=WORKERS)
        rounds["pool"].append(timed(pool, wish.submissions))
        with distributed.LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, host="127.0.0.1", memory_limit=0,
            dashboard_address="127.0.0.1:0", silence_logs="CRITICAL",
        ) as cluster:  # fmt: skip
            address = cluster.scheduler_address
            judge = partial(judge_on_cluster, address, course, plan, works, note=console.log)
            rounds["cluster"].append(timed(judge, wish.submissions))
        console.log(
            *(f"{name} {1000 * each[-1].cpu_a_work:.1f} ms" for name, each in rounds.items())
        )
    many = class_of((works[0], works[1]), wish.alone)
    text = markdown(engine_alone(course, plan, many), rounds)
    console.print(text, markup=False)
    if wish.write:
        machine = report.machine(os.cpu_count() or 1)
        version = f"dask {distributed.__version__}"
        report.put_between_markers(CLUSTER_MD, f"{machine[:-1]}, {version}.\n\n{text}")
    return 0


def class_of(pair: tuple[Submission, Submission], count: int) -> list[Submission]:
    """Give so many works, references and stubs in turn, under names of their own."""
    return [replace(pair[n % 2], student=f"student-{n:05}") for n in range(count)]


def timed(judge: Judge, count: int) -> Round:
    """Judge a class; nobody may be left ungraded."""
    done = Round(count)
    judge(emit=done.emit, started=lambda _: None)  # type: ignore[call-arg]
    if done.problems:
        raise SystemExit(f"{done.problems} works were not judged")
    return done


def markdown(engine: Engine, rounds: dict[str, list[Round]]) -> str:
    """Write the figures as Markdown."""
    pool, cluster = rounds["pool"], rounds["cluster"]
    extra = [1000 * (b.cpu_a_work - a.cpu_a_work) for a, b in zip(pool, cluster, strict=True)]
    each = "| {} | {:.1f} | {:.0f} |"
    pause = [1000 * median(one.seconds_a_work for one in kind) for kind in rounds.values()]
    return "\n".join([
        "| Dask alone | CPU ms a work | CPU ms a second, idle |",
        "| --- | ---: | ---: |",
        each.format("client and scheduler", engine.client.a_work, engine.client.a_second),
        each.format("a worker", engine.worker.a_work, engine.worker.a_second),
        "",
        "| nobody judged | client and scheduler MB | a worker MB |",
        "| ---: | ---: | ---: |",
        *(f"| {count} | {near:.0f} | {far:.0f} |" for count, near, far in engine.held),
        "",
        "| judged by | CPU ms a work | works a core-hour | client MB | others MB | zygotes MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *(_row(name, one) for name, one in rounds.items()),
        "",
        f"- {pool[0].count} works in each of {len(pool)} rounds, {WORKERS} processes; MB are "
        "growth a thousand works",
        f"- the machine had a load of {os.getloadavg()[1]:.0f} on {os.cpu_count()} cores: a work "
        f"took {pause[0]:.0f} ms on the wall clock in the pool, {pause[1]:.0f} ms in the cluster",
        f"- beyond the pool's {median(extra):.0f} ms a work, of which Dask's idle processes make "
        f"{_idle(engine, pause[1]):.0f} ms",
    ])  # fmt: skip


def _idle(engine: Engine, pause: float) -> float:
    """Return the CPU ms that idle processes take for a work of so many ms."""
    return (engine.client.a_second + WORKERS * engine.worker.a_second) * pause / 1000


def _row(name: str, rounds: Sequence[Round]) -> str:
    cpu = median(each.cpu_a_work for each in rounds)
    growth = (median(column) for column in zip(*(each.growth for each in rounds), strict=True))
    cells = [f"{1000 * cpu:.1f}", f"{3600 / cpu:.0f}", *(f"{mb:+.1f}" for mb in growth)]
    return f"| {name} | {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
