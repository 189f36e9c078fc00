"""A gate and a number of trainings → how often the reference fails it by bad luck, with bounds.

The figures of a `Calibration` are kept in ``validity/calibration/<gate>.json``, with the machine
and the versions that were used, and printed as lines for course.yml.
"""

from __future__ import annotations

import inspect
import json
import math
import os
import platform
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from importlib import metadata
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from grader.authoring.calibration_runs import Run, Runs
from grader.checks.gates import Rule
from grader.checks.remote import GuestTools, RemoteModule
from grader.checks.trusted import TrustedSession
from grader.course.binomial import CONFIDENCE, MOST_BAD_LUCK, bad_luck, upper_bound
from grader.course.modules import load_module
from grader.errors import CourseError
from grader.judging import die_with_parent

Train = Callable[[int], float]
RECORDS = "validity/calibration"
"""The course's folder in which a calibration is kept."""

_LIBRARIES = ("numpy", "scikit-learn", "scipy", "torch")
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class SureFigures:
    """The gate's ``sure``, and how many of the reference's trainings are not so good."""

    first: int
    threshold: float
    missed: int


@dataclass(frozen=True)
class Calibration:
    """What the reference and the best trivial rule reached, and what follows for the gate."""

    gate: str
    part: str
    threshold: float
    seeds: int
    need: int
    sure: SureFigures | None
    runs: int
    failures: int
    upper: float
    false_fail: float
    mean: float
    lowest: float
    trivial_mean: float
    trivial_max: float
    failed_seeds: tuple[int, ...]
    seconds: float

    @property
    def fair(self) -> bool:
        """Whether a right solution's bad luck stays under one in ten thousand."""
        return self.false_fail < MOST_BAD_LUCK

    @property
    def enough(self) -> int | None:
        """How many runs would show that the gate is fair, if it goes on failing as often.

        None where no number would.
        """
        rate = self.failures / self.runs
        if bad_luck(rate, self.seeds, self.need) >= MOST_BAD_LUCK:
            return None

        def shows(runs: int) -> bool:
            upper = upper_bound(math.ceil(rate * runs), runs)
            return bad_luck(upper, self.seeds, self.need) < MOST_BAD_LUCK

        most = self.runs
        while not shows(most):
            most *= 2
        return bisect_left(range(most), True, lo=1, key=shows)


@dataclass(frozen=True)
class SuiteGate:
    """A gate's functions, found in a hidden suite; it can be sent to another process."""

    solutions: Path
    exercise: str
    name: str

    def run(self, seed: int) -> float:
        """Train the reference once; return what it reached."""
        return float(_functions(self)[0](seed))

    def trivial(self, seed: int) -> float:
        """Return what the best trivial rule reaches on the same data."""
        return float(_functions(self)[1](seed))


def calibrate(
    gate: Rule,
    run: Train,
    trivial: Train,
    runs: int,
    jobs: int = 1,
    advance: Callable[[], None] = lambda: None,
    first: int = 0,
    kept: Runs | None = None,
) -> Calibration:
    """Call ``run`` and ``trivial`` with ``runs`` seeds from ``first`` on; bound the failure rate.

    What is ``kept`` is not done again, and what is done is kept there. With ``jobs`` above 1 both
    must be picklable: each of these processes has one thread.
    """
    kept, seeds = kept or Runs(), range(first, first + runs)
    waiting = [seed for seed in seeds if seed not in kept.done]
    start = time.monotonic()
    for seed, pair in zip(waiting, _measured(run, trivial, waiting, jobs), strict=True):
        kept.add(Run(seed, *pair, round((now := time.monotonic()) - start, 4)))
        start = now
        advance()
    done = kept.of(seeds)
    reached, rule = np.array([each[1:3] for each in done], dtype=np.float64).T
    sure = None
    if asked := gate.sure:
        missed = int((~(reached >= asked.threshold)).sum())
        sure = SureFigures(asked.first, asked.threshold, missed)
    failed = tuple(first + int(place) for place in np.flatnonzero(~(reached >= gate.threshold)))
    upper = upper_bound(len(failed), runs)
    return Calibration(
        gate=gate.name,
        part=gate.part,
        threshold=gate.threshold,
        seeds=gate.seeds,
        need=gate.need,
        sure=sure,
        runs=runs,
        failures=len(failed),
        upper=upper,
        false_fail=bad_luck(upper, gate.seeds, gate.need),
        mean=float(reached.mean()),
        lowest=float(reached.min()),
        trivial_mean=float(rule.mean()),
        trivial_max=float(rule.max()),
        failed_seeds=failed,
        seconds=round(math.fsum(each.seconds for each in done), 1),
    )


def calibrate_suite(
    solutions: Path,
    exercise: str,
    gate: Rule,
    runs: int,
    jobs: int = 1,
    advance: Callable[[], None] = lambda: None,
    first: int = 0,
    kept: Runs | None = None,
) -> Calibration:
    """Calibrate a gate with the functions of its exercise's hidden suite, on the reference."""
    suite = SuiteGate(solutions, exercise, gate.name)
    _functions(suite)
    return calibrate(gate, suite.run, suite.trivial, runs, jobs, advance, first, kept)


def _measured(
    run: Train, trivial: Train, seeds: Sequence[int], jobs: int
) -> Iterator[tuple[float, float]]:
    """Return (reached, trivial) for each seed, in order."""
    both = partial(_both, run, trivial)
    if jobs == 1:
        yield from map(both, seeds)
        return
    # spawn, not fork: children of a process that has used torch's threads may hang
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin) as pool:
        yield from pool.map(both, seeds, chunksize=8)


def _both(run: Train, trivial: Train, seed: int) -> tuple[float, float]:
    return run(seed), trivial(seed)


def _begin() -> None:
    """Use one thread, and leave no process behind, however the calibration ends."""
    die_with_parent()
    os.environ.update(dict.fromkeys(_THREADS, "1"))


@lru_cache(maxsize=8)
def _functions(suite: SuiteGate) -> tuple[Train, Train]:
    """Find the function that a check gives to the gate, and the trivial rule beside it."""
    folder = suite.solutions / suite.exercise
    path = folder / "test_hidden.py"
    reference = load_module(folder / f"{suite.exercise}.py", f"calibrated_{suite.exercise}")
    hidden = load_module(path, f"calibrated_{suite.exercise}_hidden")
    session = TrustedSession(reference)
    run = _captured(hidden, reference, session).get(suite.name)
    trivial = getattr(hidden, f"trivial_{suite.name}", None)
    if run is None:
        what, fix = unused(suite.name)
        raise CourseError(f"{path}:1: {what}", fix)
    if trivial is None:
        what = f"{path}:1: there is no function trivial_{suite.name}"
        raise CourseError(what, "add it to the suite: seed → what the best trivial rule gets")

    def run_afresh(seed: int) -> float:
        session.start_check(seed)  # and let go of the last training's networks
        return run(seed)

    return run_afresh, trivial


def unused(gate: str) -> tuple[str, str]:
    """Say that no check uses a gate, and what to do."""
    fix = f"let a check take the fixture gate, and call gate({gate!r}, function)"
    return f"no check uses the gate {gate!r}", fix


def _captured(
    hidden: ModuleType, reference: ModuleType, session: TrustedSession
) -> dict[str, Train]:
    """Call each check that uses a gate, on the reference, and keep the functions it would judge."""
    found: dict[str, Train] = {}
    fixtures = {
        "student": RemoteModule(session),
        "guest": GuestTools(session),
        "reference": reference,
        "rng": np.random.default_rng(0),
        "gate": found.__setitem__,
        "device": "cpu",
    }
    for name, check in inspect.getmembers(hidden, inspect.isfunction):
        wanted = inspect.signature(check).parameters
        if name.startswith("test_") and "gate" in wanted:
            if others := [each for each in wanted if each not in fixtures]:
                place = f"{hidden.__file__}:{check.__code__.co_firstlineno}: {name}"
                what = f"{place} asks a gate, and takes {others[0]!r}, which a calibration has not"
                raise CourseError(what, "let a check without cases ask the gate")
            check(**{fixture: fixtures[fixture] for fixture in wanted})
    return found


def write_calibration(calibration: Calibration, folder: Path) -> Path:
    """Keep a calibration as ``<folder>/<gate>.json``, with the machine and the versions."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{calibration.gate}.json"
    figures = asdict(calibration) | {"confidence": CONFIDENCE} | surroundings()
    path.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return path


def course_lines(calibration: Calibration) -> str:
    """Write the lines of the gate for course.yml; bounds are rounded up."""
    c = calibration
    sure = f"  sure: {{first: {c.sure.first}, threshold: {c.sure.threshold}}}\n" if c.sure else ""
    return (
        f"- name: {c.gate}\n  part: {c.part}\n  threshold: {c.threshold}\n"
        f"  seeds: {c.seeds}\n  need: {c.need}\n{sure}  trivial: {_rounded_up(c.trivial_max, 3)}\n"
        f"  calibration: {{runs: {c.runs}, failures: {c.failures}, "
        f"upper: {_rounded_up(c.upper, 6)}, false_fail: {_rounded_up(c.false_fail, 8)}}}"
    )


def surroundings() -> dict[str, Any]:
    """Name the machine and the versions that figures were measured with."""
    versions = {"python": platform.python_version()} | versions_of(_LIBRARIES)
    return {"machine": f"{platform.system()} {platform.machine()}", "versions": versions}


def versions_of(libraries: Iterable[str]) -> dict[str, str]:
    """Return the versions of those that are installed."""
    found = {}
    for name in libraries:
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def _rounded_up(value: float, decimals: int) -> str:
    scale = 10**decimals
    return f"{min(1.0, math.ceil(value * scale) / scale):.{decimals}f}"
