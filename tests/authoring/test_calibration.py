"""A calibration finds a gate's functions in its suite, and counts failures."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.authoring.calibration import SuiteGate, SureFigures, calibrate, calibrate_suite
from grader.course.binomial import bad_luck, upper_bound
from grader.errors import CourseError
from tests.support.processes import wait_until

GATE = SimpleNamespace(name="coin", part="toss", threshold=0.9, seeds=3, need=2, sure=None)

REFERENCE = """
class Purse:
    def __init__(self, coins):
        self.coins = coins

    def __call__(self, seed):
        return seed % self.coins != 0

def toss(purse, seed):
    return 1.0 if purse(seed) else 0.5
"""

HIDDEN = '''
import numpy as np

def test_plain(student):
    """A check without a gate."""
    raise AssertionError("a calibration calls no other check")

def test_tosses(student, guest, rng, device, gate):
    """The gate's own check."""
    def reached(seed):
        guest.seed(seed)
        return student.toss(student.Purse(10), seed) - np.random.randint(1)
    gate("coin", reached)

def trivial_coin(seed):
    return 0.5 + seed / 1000
'''


@pytest.fixture
def solutions(tmp_path: Path) -> Path:
    """A course with one exercise, whose reference fails one seed in ten."""
    folder = tmp_path / "solutions" / "tossing"
    folder.mkdir(parents=True)
    (folder / "tossing.py").write_text(REFERENCE, encoding="utf-8")
    (folder / "test_hidden.py").write_text(HIDDEN, encoding="utf-8")
    return folder.parent


def mostly(seed: int) -> float:
    """Fail on every hundredth seed."""
    return 0.2 if seed % 100 == 99 else 0.95


def half(seed: int) -> float:
    """Give what a trivial rule gets."""
    return 0.5


def nothing(seed: int) -> float:
    """Give no number."""
    return float("nan")


def test_failures_are_counted_and_bounded() -> None:
    """Three failures of 300 give their exact bound and the chance of bad luck that follows."""
    figures = calibrate(GATE, mostly, half, runs=300)

    assert (300, 3, (99, 199, 299)) == (figures.runs, figures.failures, figures.failed_seeds)
    assert figures.upper == upper_bound(3, 300)
    assert figures.false_fail == bad_luck(figures.upper, 3, 2)
    assert (0.5, 0.5, 0.2) == (figures.trivial_mean, figures.trivial_max, figures.lowest)


def test_a_run_without_a_number_is_a_failure() -> None:
    """NaN reaches no threshold."""
    assert 5 == calibrate(GATE, nothing, half, runs=5).failures


def test_trainings_that_are_not_sure_are_counted() -> None:
    """A gate that opens early is told how often the reference needs the other seeds."""
    sure = SimpleNamespace(first=2, threshold=0.95)
    gate = SimpleNamespace(**{**vars(GATE), "threshold": 0.1, "sure": sure})

    figures = calibrate(gate, mostly, half, runs=300)

    assert (figures.failures, figures.sure) == (0, SureFigures(2, 0.95, missed=3))
    assert calibrate(GATE, mostly, half, runs=3).sure is None


def test_a_value_at_the_threshold_is_none() -> None:
    """The calibration counts as the judge does: at the threshold is reached."""
    assert 0 == calibrate(GATE, lambda seed: 0.9, half, runs=5).failures


@pytest.mark.parametrize(("runs", "fair"), [(600, True), (60, False)])
def test_a_gate_is_fair_when_bad_luck_is_rare_enough(runs: int, fair: bool) -> None:
    """Without a failure 600 runs show that 2 of 3 is fair, and 60 do not."""
    assert fair == calibrate(GATE, lambda seed: 1.0, half, runs=runs).fair


def test_the_functions_are_found_in_the_hidden_suite(solutions: Path) -> None:
    """The function that a check gives to the gate is run on the reference, seed by seed."""
    figures = calibrate_suite(solutions, "tossing", GATE, runs=30)

    assert (0, 10, 20) == figures.failed_seeds
    assert figures.trivial_max == pytest.approx(0.529)


def test_more_processes_give_the_same_figures(solutions: Path) -> None:
    """Two processes count what one counts, in the same order."""
    alone = calibrate_suite(solutions, "tossing", GATE, runs=20)
    shared = calibrate_suite(solutions, "tossing", GATE, runs=20, jobs=2)

    assert (alone.failed_seeds, alone.mean, alone.trivial_mean) == (
        shared.failed_seeds,
        shared.mean,
        shared.trivial_mean,
    )


@pytest.mark.parametrize("jobs", [1, 2])
def test_seeds_begin_where_they_are_told_to(solutions: Path, jobs: int) -> None:
    """An audit takes seeds that the committed figures have not seen."""
    figures = calibrate_suite(solutions, "tossing", GATE, runs=30, jobs=jobs, first=5)

    assert (30, (10, 20, 30)) == (figures.runs, figures.failed_seeds)
    assert figures.trivial_max == pytest.approx(0.534)


@pytest.mark.skipif(sys.platform != "linux", reason="processes die with their parent on Linux")
def test_no_process_outlives_a_calibration_that_is_killed(solutions: Path) -> None:
    """Its own processes would train for hours, and then wait for ever."""
    (solutions / "tossing" / "tossing.py").write_text(f"{REFERENCE}\nimport time\n", "utf-8")
    hidden = solutions / "tossing" / "test_hidden.py"
    training = "(Path(__file__).parents[2] / f'training {os.getpid()}').touch(); time.sleep(0.1)"
    hidden.write_text(
        HIDDEN.replace("guest.seed(seed)", training)
        + "\nimport os, time\nfrom pathlib import Path\n"
    )
    script = (
        "from pathlib import Path; from types import SimpleNamespace\n"
        "from grader.authoring.calibration import calibrate_suite\n"
        "if __name__ == '__main__':\n"
        f"    gate = SimpleNamespace(**{vars(GATE)})\n"
        f"    calibrate_suite(Path({str(solutions)!r}), 'tossing', gate, runs=10**6, jobs=2)\n"
    )
    calibrating = subprocess.Popen([sys.executable, "-c", script])
    wait_until(lambda: len([*solutions.parent.glob("training *")]) == 2)
    workers = [path.name.split()[1] for path in solutions.parent.glob("training *")]

    calibrating.kill()
    calibrating.wait()

    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def test_a_gate_that_no_check_uses_is_the_courses_error(solutions: Path) -> None:
    """The message names the suite and the gate."""
    gate = SimpleNamespace(**{**vars(GATE), "name": "dice"})

    with pytest.raises(CourseError, match=r"test_hidden\.py:1: no check uses the gate 'dice'"):
        calibrate_suite(solutions, "tossing", gate, runs=1)


def test_a_gate_without_a_trivial_rule_is_the_courses_error(solutions: Path) -> None:
    """Without a trivial rule nobody knows what the threshold means."""
    hidden = solutions / "tossing" / "test_hidden.py"
    hidden.write_text(HIDDEN.replace("trivial_coin", "other"), encoding="utf-8")

    with pytest.raises(CourseError, match="no function trivial_coin"):
        SuiteGate(solutions, "tossing", "coin").trivial(0)


def test_an_exercise_that_is_not_there_is_the_courses_error(tmp_path: Path) -> None:
    """A folder without a reference cannot be calibrated."""
    with pytest.raises(CourseError, match=r"nowhere\.py: there is no such file"):
        SuiteGate(tmp_path, "nowhere", "coin").run(0)


def test_progress_is_reported() -> None:
    """A calibration takes minutes: each training is reported."""
    steps: list[None] = []

    calibrate(GATE, mostly, half, runs=4, advance=lambda: steps.append(None))

    assert len(steps) == 4
