"""The benchmarks add up right, and grade what the grader grades. No test here measures a time."""

from __future__ import annotations

import json
import math
import os
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from benchmarks import notebooks, plain, report
from benchmarks.__main__ import arguments
from benchmarks.figures import Cost, Latency, Ledger, verdicts
from benchmarks.fresh import WentWrong, has_module, measured
from benchmarks.race import Race
from benchmarks.subjects import source_of, with_full_marks, write_modules
from grader.checks.fixtures import Seeds
from grader.checks.trusted import TrustedSession
from grader.sandbox.forked import ForkedSandbox
from grader.submission import Cell, Submission, Work

RIGHT = "def double(x):\n    return 2 * x\n"
WRONG = "def double(x):\n    return 3 * x\n"
VISIBLE = '''
import pytest

@pytest.mark.part("double")
def test_one(student):
    """Twice one is two."""
    assert student.double(1) == 2

@pytest.mark.part("double")
@pytest.mark.gpu
def test_gpu(student):
    """This is not for here."""
    raise RuntimeError
'''
HIDDEN = '''
import pytest

@pytest.mark.part("double")
def test_reference(student, guest, reference, rng, gate):
    """It is what the reference gives."""
    x = int(rng.integers(1000))
    assert student.double(x) == reference.double(x)
    assert list(guest.many("double", [(1,), (2,)])) == [2, 4]
    gate("small", lambda seed: float(student.double(seed) == 2 * seed))
'''
GATE = {
    "name": "small", "part": "double", "threshold": 1.0, "seeds": 3, "need": 2,
    "sure": {"first": 1, "threshold": 1.0},
}  # fmt: skip


@pytest.fixture
def task(tmp_path: Path) -> plain.Task:
    """A course of one exercise, and a right submission."""
    folder = tmp_path / "solutions" / "small"
    folder.mkdir(parents=True)
    (folder / "small.py").write_text(RIGHT, encoding="utf-8")
    (folder / "test_visible.py").write_text(VISIBLE, encoding="utf-8")
    (folder / "test_hidden.py").write_text(HIDDEN, encoding="utf-8")
    home = write_modules(submission(RIGHT), tmp_path)
    return plain.Task(str(folder.parent), str(home), "ada", "ab" * 32, {"small": dict(GATE)})


def submission(source: str, student: str = "ada") -> Submission:
    """Hand in one exercise."""
    work = Work("small", "small.py", (Cell("small.py", source),))
    return Submission(student, (work,))


def ledger_of(**rounds: list[list[float]]) -> Ledger:
    """Enter CPU seconds: a list a round, a number a submission; the wall takes twice as long."""
    ledger = Ledger()
    for name, numbers in rounds.items():
        for number, costs in enumerate(numbers):
            for cpu in costs:
                ledger.enter(name, number, Cost(cpu, 2 * cpu))
    return ledger


def test_a_cost_is_the_median_of_the_rounds_means() -> None:
    """A round that was disturbed does not count."""
    ledger = ledger_of(ours=[[1.0, 3.0], [50.0, 70.0], [2.0, 4.0]])

    assert ledger.cost("ours") == Cost(3.0, 6.0)


def test_a_ratio_is_taken_within_each_round() -> None:
    """A machine that gets slower from round to round slows both."""
    ledger = ledger_of(ours=[[1.0], [2.0], [9.0]], other=[[6.0], [12.0], [9.0]])

    assert ledger.ratio("other", "ours") == 6.0


def test_a_difference_is_taken_within_each_round() -> None:
    """What is not the student's own computing, whatever the machine did in another round."""
    ledger = ledger_of(
        ours=[[1.0, 2.0], [8.0, 9.0], [1.5, 2.5]], own=[[1.0, 1.0], [8.0, 8.0], [1.0, 1.0]]
    )

    assert ledger.difference("ours", "own") == 0.5


def test_the_targets_are_judged() -> None:
    """Each target has its own figure, and is met or missed on its own."""
    ledger = ledger_of(ours=[[1.0]], own=[[0.96]], fresh=[[5.9]])
    latency = Latency(0.03, 0.02, {"L3": 0.0004, "L1": 0.0001})

    found = verdicts(ledger, "ours", "fresh", "own", latency)

    assert [each.met for each in found] == [True, False, True, False]
    assert [each.reached for each in found] == ["0.04 CPU s", "5.9 times", "1.50 times", "0.40 ms"]


def test_a_target_that_was_not_measured_is_missed() -> None:
    """Without a fresh pytest there is nothing to be eight times quicker than."""
    ledger = ledger_of(ours=[[1.0]], own=[[1.0]])

    found = verdicts(ledger, "ours", "fresh", "own", Latency(1.0, 1.0, {"L1": 0.0001}))

    assert not found[1].met
    assert math.isnan(float(found[1].reached.split()[0]))


def test_the_stopwatch_counts_failures_too() -> None:
    """What raises has cost its time."""
    stopwatch = plain.Stopwatch()

    def burn(seconds: float) -> None:
        sum(range(int(seconds * 1e6)))
        raise ValueError

    with pytest.raises(ValueError):
        stopwatch(burn, 0.5)

    assert stopwatch.seconds > 0


def test_a_notebook_runs_every_check_but_those_of_a_gpu(task: plain.Task) -> None:
    """The suites of an exercise run on what cells define."""
    names: dict[str, object] = {}
    exec(RIGHT, names)

    assert plain.judge_notebook(json.dumps(asdict(task)), "small", names) == 2


def test_a_notebook_with_a_wrong_function_fails(task: plain.Task) -> None:
    """The checks are the real ones: a wrong answer raises."""
    names: dict[str, object] = {}
    exec(WRONG, names)

    with pytest.raises(AssertionError):
        plain.judge_notebook(json.dumps(asdict(task)), "small", names)


def test_inputs_are_those_of_the_grader(task: plain.Task) -> None:
    """The same secret, student, exercise and check give the same inputs as over the border."""
    session = TrustedSession(task.module("small"))
    bench = task.bench("small", "hidden::test_reference", session, plain)
    seeds = Seeds(bytes.fromhex(task.secret), "ada", "small")

    expected = seeds.of("rng hidden::test_reference")
    assert bench.seeds.of("rng hidden::test_reference") == expected
    assert bench.exercise.gate("small").need == 2


def test_a_check_begins_seeded_as_over_the_border(task: plain.Task) -> None:
    """What the student's code draws is the same for every contestant."""
    module = task.module("small")
    vars(module)["draw"] = np.random.rand
    bench = task.bench("small", "hidden::test_reference", TrustedSession(module), plain)
    drawn = []
    for begin in (bench.start, bench.start, lambda: None):
        begin()
        drawn.append(bench.student.draw())

    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize(("source", "passes"), [(RIGHT, True), (WRONG, False)])
def test_a_plain_pytest_runs_the_same_suites(
    task: plain.Task, tmp_path: Path, source: str, passes: bool
) -> None:
    """With the plain fixtures pytest passes a right submission, and fails a wrong one."""
    (Path(task.submission) / "small.py").write_text(source, encoding="utf-8")
    root = str(Path(__file__).parent.parent)
    environment = {**os.environ, "TASK": json.dumps(asdict(task)), "PYTHONPATH": root}
    command = [sys.executable, "-m", "pytest", "-q", "--disable-plugin-autoload"]
    command += ["-p", "benchmarks.plain_fixtures", "-p", "no:cacheprovider", "-c", os.devnull]
    command += ["--import-mode=importlib", "--rootdir", task.solutions, task.solutions]

    if passes:
        cost = measured(command, environment, tmp_path / "here")
        assert 0 < cost.cpu
        assert "2 passed, 1 skipped" in (tmp_path / "here" / "log.txt").read_text(encoding="utf-8")
    else:
        with pytest.raises(WentWrong, match="2 failed, 1 skipped"):
            measured(command, environment, tmp_path / "here")


class Fails:
    """A contestant that grades one submission, and then no more."""

    name = "fails"

    def prepare(self, submissions: object) -> None:
        """Be ready."""
        self.left = 1

    def grade(self, submission: Submission) -> Cost:
        """Grade once."""
        if not self.left:
            raise WentWrong("no more")
        self.left -= 1
        return Cost(1.0, 1.0)


def test_a_contestant_that_fails_is_left_out_and_named() -> None:
    """Half a measurement is none; the others go on."""
    race = Race([submission(RIGHT), submission(RIGHT, "bo")], 2, lambda _: None)

    race.run([Fails()])

    assert race.ledger.rounds == {}
    assert race.notes == ["fails could not be measured: no more"]


def test_right_submissions_fail_no_part() -> None:
    """Held points are no fault; a failed part, an unread or a missing exercise is one."""
    right = {"verdict": "graded", "failed_parts": [], "score": 18.7, "max_score": 20.0}
    wrong = {"verdict": "graded", "failed_parts": ["softmax"]}
    unread = {"verdict": "unreadable", "failed_parts": []}
    expected = {
        "a": {"x": right, "y": right}, "b": {"x": right, "y": wrong},
        "c": {"x": right, "y": unread}, "d": {"x": right},
    }  # fmt: skip

    assert with_full_marks(expected, ["x", "y"]) == {"a"}


def test_the_cells_of_a_work_become_one_text() -> None:
    """All cells count, in order."""
    work = Work("small", "small.ipynb", (Cell("cell 1", "a = 1"), Cell("cell 2", "b = a")), True)

    assert source_of(work) == "a = 1\n\nb = a\n"


def test_the_notebooks_are_notebooks() -> None:
    """What is written for nbgrader and otter holds every cell, with ids of its own."""
    nbformat = pytest.importorskip("nbformat")
    sources = notebooks.sources_of(submission(RIGHT))

    for make in (notebooks.for_nbgrader, notebooks.for_otter):
        notebook = make(["small"], sources)
        nbformat.validate(nbformat.from_dict(notebook))
        assert sources["small"] in [cell["source"] for cell in notebook["cells"]]


def test_an_otter_test_is_python_that_calls_the_suites() -> None:
    """otter reads a module with a dictionary `test`."""
    names: dict[str, dict[str, object]] = {}

    exec(notebooks.otter_test("small"), names)

    code = names["test"]["suites"][0]["cases"][0]["code"]  # type: ignore[index]
    assert 'judge_notebook(os.environ["TASK"], "small", globals())' in code
    assert code.endswith("True\n")


@pytest.mark.parametrize(
    ("outputs", "count"), [([{"output_type": "error", "ename": "E", "evalue": ""}], 1), ([], None)]
)
def test_a_notebook_that_raised_or_did_not_run_is_no_measurement(
    outputs: list[dict[str, str]], count: int | None
) -> None:
    """A kernel that failed was quick for nothing."""
    notebook = {"cells": [{"outputs": outputs, "execution_count": count}]}

    with pytest.raises(ValueError, match="nbgrader"):
        notebooks.must_have_run(notebook)


def test_the_tables_go_between_the_markers(tmp_path: Path) -> None:
    """What stands around the markers stays, and writing twice changes nothing."""
    path = tmp_path / "README.md"
    path.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n", encoding="utf-8")

    for _ in range(2):
        report.put_between_markers(path, "new")
        text = path.read_text(encoding="utf-8")
        assert text == f"before\n{report.BEGIN}\nnew\n{report.END}\nafter\n"


def test_a_file_without_markers_is_left_alone(tmp_path: Path) -> None:
    """Nothing is guessed."""
    path = tmp_path / "README.md"
    path.write_text(f"{report.END}\n{report.BEGIN}\n", encoding="utf-8")

    with pytest.raises(ValueError, match="needs the lines"):
        report.put_between_markers(path, "new")


def test_the_report_is_markdown_without_a_date() -> None:
    """A row for each contestant that ran, the short times, the targets and the notes."""
    ledger = ledger_of(ours=[[1.0]], own=[[0.96]], fresh=[[8.0]])
    latency = Latency(0.03, 0.02, {"L3": 0.0002})
    names = {"ours": "this grader", "own": "the floor", "fresh": "pytest", "otter": "otter"}
    found = verdicts(ledger, "ours", "fresh", "own", latency)

    text = report.markdown(report.Report(ledger, names, "ours", latency, found, ["a note"]), "M.")

    assert text.startswith("M.\n\n| what | CPU s |")
    assert "| pytest | 8.00 | 16.00 | 8.00 |" in text
    assert "otter" not in text
    assert "| spawn to first answer | 30.0 ms |" in text
    assert text.endswith("- a note")


def test_the_readme_has_its_markers() -> None:
    """`--write` has where to write."""
    text = (Path(report.__file__).with_name("README.md")).read_text(encoding="utf-8")

    assert text.count(report.BEGIN) == text.count(report.END) == 1


def test_a_missing_interpreter_has_no_module(tmp_path: Path) -> None:
    """An optional contestant that is not here is skipped, not an error."""
    assert has_module(sys.executable, "pytest")
    assert not has_module(sys.executable, "no_such_module")
    assert not has_module(str(tmp_path / "python"), "pytest")


def test_the_command_line_has_its_defaults() -> None:
    """Five rounds, at the best level, and nothing is written."""
    wish = arguments([])

    assert (wish.rounds, wish.level, wish.write, wish.only) == (5, "L3", False, None)


def test_the_far_side_says_what_it_cost(sandbox: ForkedSandbox) -> None:
    """Each guest that ends adds to the far side's CPU seconds, and so does the zygote's work."""
    before = sandbox.far_cpu_seconds

    for _ in range(2):
        guest = sandbox.spawn()
        sandbox.end(guest)
        assert guest.exit is not None
        assert sandbox.far_cpu_seconds >= before + guest.exit.cpu_seconds
        before = sandbox.far_cpu_seconds
