"""Calibrating: what is done is kept, a longer record is not lost, and too few runs are too few."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from grader.authoring import Calibration
from grader.commands.calibrate import Calibrated, Tally, calibrate, longer, shown, unfair
from grader.commands.progress import Progress
from grader.course.model import Course, load_course
from tests.support.command_line import Run
from tests.support.files import edit
from tests.support.processes import wait_until

COURSE = """
name: Tossing
exercises:
  - name: tossing
    title: Tossing coins
    parts: [{name: toss, points: 1}]
    gates:
      - name: coin
        part: toss
        threshold: 0.9
        seeds: 3
        need: 2
        trivial: 0.5
        calibration: {runs: 3000, failures: 0, upper: 0.000999, false_fail: 0.000003}
  - name: plain
    title: Nothing to train
    parts: [{name: plain, points: 1}]
"""
REFERENCE = """
import time
PAUSE = 0

def toss(seed):
    time.sleep(PAUSE)
    return 0.5 if seed % 200 == 199 else 1.0
"""
HIDDEN = '''
import pytest

@pytest.mark.part("toss")
def test_tosses(student, gate):
    """Coins are tossed."""
    gate("coin", lambda seed: student.toss(seed))

def trivial_coin(seed):
    return 0.5
'''


@pytest.fixture
def tossing(tmp_path: Path) -> Course:
    """A course with a gate that the reference misses once in 200 seeds, and one without."""
    folder = tmp_path / "tossing" / "solutions" / "tossing"
    folder.mkdir(parents=True)
    (folder.parents[1] / "course.yml").write_text(COURSE)
    (folder / "tossing.py").write_text(REFERENCE)
    (folder / "test_hidden.py").write_text(HIDDEN)
    return load_course(folder.parents[1], exactly=True)


def test_a_new_gate_has_no_figures_yet(run: Run, tossing: Course) -> None:
    """No other command reads such a course; what is printed is what was missing."""
    figures = (
        "        calibration: {runs: 3000, failures: 0, upper: 0.000999, false_fail: 0.000003}\n"
    )
    edit(tossing.root / "course.yml", figures, "")
    here = ("--course", tossing.root)

    listed = run("list", *here)
    new = run("calibrate", "tossing", "--runs", 10, *here)
    edit(tossing.root / "course.yml", "need: 2", "need: 4")
    beyond = run("calibrate", "tossing", "--runs", 10, *here)

    assert (listed[0], "course.yml:8: gate `coin` has no `calibration`" in listed[2]) == (2, True)
    assert "run `grader calibrate tossing coin`" in listed[2]
    assert "#   calibration: {runs: 10, failures: 0" in new[1]
    assert "coin: too few runs to know" in new[2]
    assert (beyond[0], "4 of 3 seeds cannot be reached" in beyond[2]) == (2, True)


def record(course: Course) -> Path:
    """Return where the figures are kept."""
    return course.root / "validity" / "calibration" / "coin.json"


def calibrated(course: Course, runs: int, stop_after: int | None = None) -> tuple[Calibrated, int]:
    """Calibrate, stopped after so many runs; return what came of it, and how many were made."""
    made = []

    def advance(_: str) -> None:
        made.append(1)
        if len(made) == stop_after:
            raise KeyboardInterrupt

    (found,) = calibrate(course, "tossing", None, runs, 1, Progress(advance=advance), Tally())
    return found, len(made)


def without_time(found: Calibrated) -> Calibration:
    """Return the figures that are the same each time."""
    return replace(found.figures, seconds=0)


class TestGoingOn:
    """Nothing that was trained is trained again."""

    def test_what_was_stopped_goes_on(self, tossing: Course) -> None:
        """The figures are those of an undisturbed calibration, and the rest alone is run."""
        with pytest.raises(KeyboardInterrupt):
            calibrated(tossing, 300, stop_after=250)
        assert not record(tossing).exists()

        found, made = calibrated(tossing, 300)

        assert (found.resumed, made) == (250, 50)
        assert (found.figures.runs, found.figures.failed_seeds) == (300, (199,))
        (tossing.root / "results/calibration/coin.jsonl").unlink()
        assert without_time(calibrated(tossing, 300)[0]) == without_time(found)

    def test_more_runs_are_added_and_fewer_are_taken(self, tossing: Course) -> None:
        """They are the first seeds either way."""
        calibrated(tossing, 30)

        assert calibrated(tossing, 50)[1] == 20
        found, made = calibrated(tossing, 10)
        assert (found.figures.runs, made) == (10, 0)

    @pytest.mark.parametrize("file", ["tossing.py", "test_hidden.py"])
    def test_what_rests_on_other_files_is_run_anew(self, tossing: Course, file: str) -> None:
        """Another reference or suite may reach something else; a threshold changes none."""
        calibrated(tossing, 20)
        edit(tossing.root / "course.yml", "threshold: 0.9", "threshold: 0.95")
        assert calibrated(load_course(tossing.root, exactly=True), 20)[1] == 0

        path = tossing.solution_folder("tossing") / file
        path.write_text(path.read_text() + "\n# changed\n")

        assert calibrated(tossing, 20)[1] == 20

    def test_a_line_that_was_cut_off_is_run_again(self, tossing: Course) -> None:
        """A kill may come in the middle of it, and the next line stands for itself."""
        calibrated(tossing, 5)
        path = tossing.root / "results/calibration/coin.jsonl"
        path.write_text(path.read_text()[:-20] + "\n{}\n[1]\nno line")

        assert calibrated(tossing, 6)[1] == 2
        assert calibrated(tossing, 6)[1] == 0

    def test_the_last_words(self, tossing: Course) -> None:
        """How many are kept, of which gate."""
        tally = Tally()
        calibrate(tossing, "tossing", None, 1200, 1, Progress(), tally)

        assert tally.last_words() == (
            "stopped: 1,200 of 1,200 runs of coin are kept; run the same command again to continue"
        )

    @pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
    def test_ctrl_c(self, tossing: Course) -> None:
        """It is said what is kept, the code is 130, and half a calibration has no record."""
        edit(tossing.reference("tossing"), "PAUSE = 0", "PAUSE = 0.05")
        words = ["calibrate", "tossing", "--runs", "100000"]
        process = subprocess.Popen(
            [sys.executable, "-m", "grader", *words], cwd=tossing.root, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )  # fmt: skip
        kept = tossing.root / "results/calibration/coin.jsonl"
        wait_until(lambda: kept.exists() and kept.read_text().count("\n") > 2)

        os.killpg(process.pid, signal.SIGINT)
        _, error = process.communicate()

        assert process.returncode == 130
        assert "of 100,000 runs of coin are kept; run the same command again" in error
        assert "Traceback" not in error
        assert not record(tossing).exists()


class TestTheRecord:
    """Hours of work are not replaced by a minute's."""

    def test_a_longer_one_is_kept_unless_a_yes_is_given(self, tossing: Course, run: Run) -> None:
        """Without a terminal there is nobody to ask: --yes says it."""
        calibrated(tossing, 1000)
        before = record(tossing).read_text()

        words = ("calibrate", "tossing", "--runs", 600, "--course", tossing.root)
        code, _, error = run(*words)

        assert code == 2
        assert f"{record(tossing)} holds 1,000 runs, and 600 would replace them" in error
        assert "try: as many --runs, or more; or --yes to replace it" in error
        assert record(tossing).read_text() == before
        assert run(*words, "--yes")[0] == 3  # too few, but written
        assert json.loads(record(tossing).read_text())["runs"] == 600

    @pytest.mark.parametrize(("answer", "replaced"), [(True, True), (False, False)])
    def test_on_a_terminal_it_is_asked(
        self,
        tossing: Course,
        run: Run,
        monkeypatch: pytest.MonkeyPatch,
        answer: bool,
        replaced: bool,
    ) -> None:
        """Before anything is trained."""
        calibrated(tossing, 1000)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        asked: list[str] = []
        monkeypatch.setattr("typer.confirm", lambda text, **_: asked.append(text) or answer)

        run("calibrate", "tossing", "--runs", 600, "--course", tossing.root)

        assert "would replace them. Replace it?" in asked[0]
        assert (json.loads(record(tossing).read_text())["runs"] == 600) == replaced

    def test_a_shorter_one_is_replaced(self, tossing: Course) -> None:
        """As much, or more, is better."""
        assert longer(tossing, "tossing", None, 1) == []
        calibrated(tossing, 20)

        assert longer(tossing, "tossing", "coin", 20) == []
        assert len(longer(tossing, "tossing", "coin", 19)) == 1

    @pytest.mark.parametrize("text", ["", "{}", "[]", '{"runs": null}'])
    def test_what_cannot_be_read_is_asked_about(self, tossing: Course, text: str) -> None:
        """It may be somebody's, by a mistake in its name."""
        record(tossing).parent.mkdir(parents=True)
        record(tossing).write_text(text)

        assert longer(tossing, "tossing", None, 9) == [
            f"{record(tossing)} is no record of a calibration"
        ]


class TestVerdicts:
    """What is said of figures that course.yml would refuse."""

    def test_too_few_runs(self, tossing: Course) -> None:
        """It says how many it takes, which is true, and no threshold is blamed."""
        edit(tossing.reference("tossing"), "0.5 if seed % 200 == 199 else 1.0", "1.0")
        found, _ = calibrated(tossing, 30)

        what, fix = unfair(tossing, [found], "tossing")

        assert what == "course.yml:10: coin: too few runs to know: 0 of 30 runs failed"
        enough = int(fix.removeprefix("grader calibrate tossing coin --runs "))
        assert 500 < enough < 540
        assert unfair(tossing, [calibrated(tossing, enough)[0]], "tossing") == ("", "")
        assert unfair(tossing, [calibrated(tossing, enough - 1)[0]], "tossing")[0]

    def test_a_rate_that_more_runs_would_show_to_be_fair(self, tossing: Course) -> None:
        """One failure of 200 is little: the bound alone is too high."""
        found, _ = calibrated(tossing, 200)

        assert found.figures.enough is not None
        assert found.figures.enough > 200
        assert found.figures.false_fail > 1e-4

    def test_a_rate_that_is_too_high(self, tossing: Course) -> None:
        """No number of runs would help: the gate has to change."""
        edit(tossing.reference("tossing"), "seed % 200 == 199", "seed % 10 == 0")
        found, _ = calibrated(tossing, 300)

        what, fix = unfair(tossing, [found], "tossing")

        assert found.figures.enough is None
        assert what == "course.yml:10: coin: right solutions fail too often: 30 of 300 runs failed"
        assert fix == "lower the threshold of coin, or take more seeds"

    def test_lines_that_course_yml_would_refuse_are_no_lines(self, tossing: Course) -> None:
        """They are commented out; fair ones stand as they are to be pasted."""
        edit(tossing.reference("tossing"), "0.5 if seed % 200 == 199 else 1.0", "1.0")
        few, enough = calibrated(tossing, 30)[0], calibrated(tossing, 600)[0]

        assert all(line.startswith("# ") for line in shown(few).split("\n"))
        first, *lines = shown(enough).split("\n")
        assert first == f"# {record(tossing)} (30 of 600 runs had been done before)"
        assert lines[0] == "- name: coin"

    def test_the_command(self, tossing: Course, run: Run) -> None:
        """The code is that of what could not be done."""
        edit(tossing.reference("tossing"), "0.5 if seed % 200 == 199 else 1.0", "1.0")

        code, out, error = run("calibrate", "tossing", "--runs", 30, "--course", tossing.root)

        assert code == 3
        assert "# - name: coin" in out
        assert "error: course.yml:10: coin: too few runs to know: 0 of 30 runs failed" in error
        assert "try: grader calibrate tossing coin --runs 5" in error

    def test_an_exercise_without_gates(self, tossing: Course, run: Run) -> None:
        """There is a word for it."""
        said = run("calibrate", "plain", "--course", tossing.root)

        assert said == (0, "plain has no gate: there is nothing to calibrate\n", "")
