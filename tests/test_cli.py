"""Tests of the command line: what is typed, what is said, and with which code it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader import cli
from grader.authoring.derive import bundle
from grader.cli_author import author
from grader.cli_gradebook import gradebook
from grader.cli_options import AUTHORS, INSTRUCTORS, STUDENTS
from grader.commands.audit_screen import BEGIN, END
from grader.commands.student_progress import save
from grader.course.model import Course, load_course
from grader.errors import SandboxError
from grader.judging.warm_judge import WarmJudge
from grader.sandbox.interface import Sandbox
from grader.store.sqlite import Store
from tests.support.command_line import Run, typed
from tests.support.files import edit, no_room_for
from tests.support.fractions import GPU, LOOP, RATIONALS, WORDS, WRONG_DIVISOR, add_checks, class_of
from tests.support.planted import planted
from tests.support.processes import wait_until, zygotes

RIGHT = {"rationals.py": RATIONALS, "words.py": WORDS}


@pytest.fixture
def mine(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A student's folder of the course, in which the student stands."""
    bundle(course, tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine" / "exercises" / "words")
    return load_course(tmp_path / "mine", exactly=True)


@pytest.fixture
def taught(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The instructor's folder of the course, with a class beside it."""
    monkeypatch.chdir(course.root)
    class_of(tmp_path / "class", {"ada": RIGHT, "bob": {"rationals.py": WRONG_DIVISOR}})
    return course


class TestStudent:
    """list, check and hint."""

    def test_list_shows_points_and_progress(
        self, run: Run, mine: Course, lent_sandbox: Sandbox
    ) -> None:
        """From anywhere in the course's folder."""
        code, before, _ = run("list")
        run("check", "rationals", "words")
        _, after, _ = run("list")

        assert code == 0
        assert "Sums and sentences" in before
        assert "rationals" in before
        assert "7.5" in before
        assert "28 Feb 2031 23:59" in before
        assert before.count("not checked yet") == 2
        assert "0 of 3" in after
        assert "0 of 2" in after

    def test_check_ends_in_0_or_1(self, run: Run, mine: Course, lent_sandbox: Sandbox) -> None:
        """0 where every check passed, 1 where one failed, with the next step to type."""
        (mine.root / "exercises" / "words" / "words.py").write_text(WORDS)

        good, bad = run("check", "words"), run("check", "rationals", "words")

        assert good[0] == 0
        assert "visible: 2 of 2" in good[1]
        assert "every visible check passes" in good[1]
        assert bad[0] == 1
        assert "not written yet: greatest_common_divisor, reduced, add" in bad[1]
        assert "stuck? grader hint rationals greatest_common_divisor" in bad[1]

    def test_check_knows_the_folder_and_the_part(
        self, run: Run, mine: Course, lent_sandbox: Sandbox
    ) -> None:
        """Without a name it is the exercise's own folder that counts; --all explains everything."""
        wrong = WORDS.replace("lower()", "upper()")
        (mine.root / "exercises" / "words" / "words.py").write_text(wrong)

        here, part = run("check"), run("check", "words", "split_words")
        everything = run("check", "--all")

        assert (here[0], part[0], everything[0]) == (1, 1, 1)
        assert "rationals" not in here[1]
        assert "split_words: 0 of 1 visible check (words.py:4)" in here[1]
        assert "Counter" in here[1] and "Counter" not in part[1]
        assert everything[1].count("  got ") > here[1].count("  got ") == 1

    @pytest.mark.parametrize("path", ["exercises/words/words.py", "exercises/words/"])
    @pytest.mark.parametrize(
        "words",
        [
            ["check"], ["hint"], ["reset"], ["pack"], ["plot"], ["try", "split_word"],
            ["watch", "split_word"],
        ],
    )  # fmt: skip
    def test_a_path_is_taken_for_its_exercise(
        self, run: Run, mine: Course, lent_sandbox: Sandbox, words: list[str], path: str
    ) -> None:
        """As the shell completes it: each command says the same of it as of the name."""
        os.chdir(mine.root)
        command, *part = words

        by_path, by_name = run(command, path, *part), run(command, "words", *part)

        assert "no exercise is called" not in by_path[2] + by_name[2]
        if command != "hint":  # one rung more each time
            assert by_path == by_name

    def test_check_writes_junit(self, run: Run, mine: Course, lent_sandbox: Sandbox) -> None:
        """Beside what it says anyway; where it cannot be written, what was said stands."""
        plain, written = run("check"), run("check", "--junit", "junit.xml")
        refused = run("check", "--junit", "words.py/junit.xml")
        empty = run("check", "--junit", "")

        level = lent_sandbox.settings.level
        last = f"written to junit.xml as JUnit XML, protection {level}\n"
        assert written == (plain[0], plain[1] + last, "")
        assert "not written yet" in Path("junit.xml").read_text()
        assert (refused[0], refused[1]) == (3, plain[1])
        assert "try: --junit with a file in a folder that you may write to" in refused[2]
        assert (empty[0], "try: --junit junit.xml" in empty[2]) == (2, True)

    def test_grader_alone_says_where_one_is(self, run: Run, mine: Course) -> None:
        """And ends in 0."""
        code, out, _ = run()

        assert code == 0
        assert "you are at words, split_words\nlesson: README.md\n" in out
        assert "grader watch words  checks your work each time that you save" in out

    def test_hint_gives_one_rung_more(self, run: Run, mine: Course) -> None:
        """The first open part without a name; how to get the next one is said."""
        first, second = run("hint", "words"), run("hint", "words")
        last = [run("hint", "words", "split_words") for _ in range(2)][1]

        assert first[0] == 0
        assert first[1].startswith("split_words, hint 1 of 3: Make all letters small first. With")
        assert "one more: grader hint words split_words" in first[1]
        assert "hint 2 of 3" in second[1]
        assert "hint 3 of 3" in last[1]
        assert "one more" not in last[1]

    def test_hint_alone_is_for_the_part_in_hand(
        self, run: Run, mine: Course, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """That of the folder, or else of the course; where all passes, what to type is said."""
        in_folder = run("hint")
        monkeypatch.chdir(mine.root)
        at_root = run("hint")
        done = {e.name: {"parts": {p.name: [1, 1] for p in e.parts}} for e in mine.exercises}
        save(mine, done)
        code, out, error = run("hint")

        assert at_root[1].startswith("greatest_common_divisor, hint 1 of 3: ")
        assert in_folder[1].startswith("split_words, hint 1 of 3: ")
        assert (code, out) == (2, "")
        assert "every visible check of the course passes" in error
        assert "try: grader hint words split_words" in error

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["check", "rational"], "did you mean rationals?"),
            (["check", "words", "Countr"], "did you mean Counter?"),
            (["hint", "word"], "did you mean words?"),
            (["hint", "rtion"], "did you mean rationals?"),
            (["hint", "wrd"], "did you mean words?"),
            (["hint", "split_words"], "it is a part of words"),
            (["grade", "."], "try: grader check: it runs the visible checks"),
            (["hint", "words", "splitwords"], "did you mean split_words?"),
            (["hint", "words", "xyz"], "try: one of split_words, Counter"),
            (["chek"], "Did you mean 'check'?"),
            (["check", "--cours", "."], "Possible options: --course"),
            (["list", "--course", "/nowhere"], "there is no course.yml in /nowhere"),
            (["reset"], "you are at words, split_words"),
            (["reset"], "try: grader reset words split_words"),
        ],
    )
    def test_what_was_mistyped_ends_in_2(
        self, run: Run, mine: Course, words: list[str], said: str
    ) -> None:
        """With what was probably meant."""
        code, out, error = run(*words)

        assert (code, out) == (2, "")
        assert said in error.replace("\n", " ")

    def test_outside_a_course(self, run: Run, tmp_path: Path, monkeypatch) -> None:
        """Where to go is said."""
        monkeypatch.chdir(tmp_path)

        for words in (["list"], []):
            code, out, error = run(*words)

            assert code == 2
            assert "there is no course.yml" in error
            assert "try: go to the course's folder, or add --course DIR" in error
            assert (" check " in out) == (not words)  # the help

    def test_a_broken_course(self, run: Run, mine: Course) -> None:
        """Line and remedy, for whoever edited it."""
        edit(mine.root / "course.yml", "points: 1", "points: none")

        code, _, error = run("check")

        assert code == 2
        assert "course.yml:" in error
        assert "points" in error

    def test_what_cannot_be_judged_ends_in_3(
        self, run: Run, mine: Course, lent_sandbox: Sandbox, monkeypatch
    ) -> None:
        """It is neither passed nor failed."""
        monkeypatch.setattr(WarmJudge, "judge", lambda *_: 1 / 0)

        code, out, error = run("check")

        assert (code, out) == (3, "")
        assert "error: the grader itself failed over it" in error
        assert "try: grader doctor" in error


class TestInstructor:
    """release, grade and doctor."""

    def test_grade_prints_the_table_and_where_the_rest_is(
        self, run: Run, taught: Course, lent_sandbox: Sandbox
    ) -> None:
        """Students, scores, protection, and the files."""
        code, out, _ = run("grade", "../class", "--out", "../out")

        assert code == 0
        assert f"2 students, protection {lent_sandbox.settings.level}" in out
        (ada,) = [line for line in out.splitlines() if "ada" in line]
        assert ada.split() == ["ada", "7.5", "5", "12.5"]
        assert "results.json, grades.csv, notes.csv, class.html, feedback/" in out
        assert (taught.root.parent / "out" / "grades.csv").is_file()

    def test_a_second_run_says_what_it_knew(
        self, run: Run, taught: Course, lent_sandbox: Sandbox
    ) -> None:
        """An unchanged class prints the same table again."""
        first = run("grade", "../class")[1]
        second = run("grade", "../class")[1]

        assert "resumed: 2 of 2 were graded before" in second
        assert first.splitlines()[:8] == second.splitlines()[:8]

    def test_a_grade_is_lowered_by_a_yes_alone(
        self, run: Run, taught: Course, lent_sandbox: Sandbox
    ) -> None:
        """1 where a work would lower one; the others' works need no second look."""
        run("grade", "../class")
        (taught.root / "../class/ada/rationals.py").write_text(WRONG_DIVISOR)

        code, out, _ = run("grade", "../class")
        assert code == 1
        assert "not lowered: ada, rationals: from 7.5 to 5.5 (attempt 2)" in out
        assert "the earlier grades count; to take the lower ones add --yes to the command" in out

        code, out, _ = run("grade", "../class", "--only", "ada", "--exercise", "rationals", "--yes")
        assert code == 0
        assert "\nlowered: ada, rationals: from 7.5 to 5.5 (attempt 2)\n" in out
        assert "kept as they were: the grades of 1 other student\n" in out
        (ada,) = [line for line in out.splitlines() if line.startswith(" ada")]
        assert ada.split() == ["ada", "5.5", "5", "10.5"]
        assert "attempt 1: 7.5 of 7.5" in run("replay", "ada", "rationals", "--attempt", "1")[1]

    def test_replay_tells_whether_a_grade_comes_out_again(
        self, run: Run, taught: Course, lent_sandbox: Sandbox
    ) -> None:
        """0 where it does, 3 where it does not, 2 for a name that is not there."""
        run("grade", "../class")

        code, out, _ = run("replay", "bob", "rationals")
        assert code == 0
        assert "bob, rationals: attempt 1, submission " in out
        assert "reduced: 3 of 3" in out
        assert out.rstrip().endswith("the same, bit for bit")

        suite = taught.solution_folder("rationals") / "test_hidden.py"
        edit(suite, "Zero is 0/1 in lowest terms.", "Zero is 0/1.")
        code, out, _ = run("replay", "bob", "rationals")
        assert code == 3
        assert "sentence: Zero is 0/1 in lowest terms. then, Zero is 0/1. now" in out
        assert "since then: the exercise has changed" in out

        code, out, error = run("replay", "bab", "rationals")
        assert (code, out) == (2, "")
        assert "did you mean bob?" in error

    def test_audit_ends_in_0_where_all_is_clean(
        self, run: Run, taught: Course, lent_sandbox: Sandbox, monkeypatch
    ) -> None:
        """1 where something is to be mended; the tables go to where there is a place for them."""
        monkeypatch.setenv("COLUMNS", "40")
        plant = planted(taught)
        plant.put("validity/README.md", f"before\n{BEGIN}\n{END}\nafter\n")
        plant.wheat("wrong", "raise ValueError('[bold]no[/bold] \x1b[2J')\n")

        code, out, _ = run("audit", "rationals", "--quick", "--write")
        assert code == 1
        assert "fix: wheat wrong loses add, greatest_common_divisor, reduced (visible::" in out
        assert "ValueError: [bold]no[/bold]" in out
        assert "\x1b" not in out
        assert out.endswith("1 to fix\n")
        assert ["reduced", "1/2", "1/1", "1/1", "-"] in [
            line.split()[:5] for line in out.splitlines()
        ]

        plant.wheat("wrong", RATIONALS)
        code, out, error = run("audit", "rationals", "--quick", "--write")
        assert (code, error) == (0, "")
        assert out.endswith("\nthe audit is clean, as far as a sample goes\n")
        written = (taught.root / "validity" / "README.md").read_text()
        assert written.startswith("before") and written.endswith("after\n")
        assert "### rationals" in written
        assert written.count(BEGIN) == written.count(END) == 1

        code, _, error = run("audit", "rational")
        assert code == 2
        assert "did you mean rationals?" in error

    def test_audit_tells_what_visible_checks_catch(
        self, run: Run, taught: Course, lent_sandbox: Sandbox
    ) -> None:
        """Alone and in seconds; nothing is kept for a next time."""
        planted(taught)

        code, out, error = run("audit", "rationals", "--visible")

        assert (code, error) == (0, "")
        assert out.startswith("rationals: 2/2 (100 %)\n  greatest_common_divisor: 1/1 (100 %)\n")
        assert not (taught.root / "results" / "audit").exists()

    def test_audit_asks_for_a_place_before_it_judges(self, run: Run, taught: Course) -> None:
        """A README without markers is told of at once, and left as it is."""
        (taught.root / "validity").mkdir()
        readme = taught.root / "validity" / "README.md"
        readme.write_text("my own words\n")

        code, out, error = run("audit", "--write")

        assert (code, out, readme.read_text()) == (2, "", "my own words\n")
        assert "validity/README.md has no place for the figures" in error
        assert f"try: add lines {BEGIN} and {END}" in error
        assert not (taught.root / "results").exists()

    def test_held_points_are_shown(
        self, run: Run, taught: Course, lent_sandbox: Sandbox, monkeypatch
    ) -> None:
        """And filled in by a run on the GPU."""
        add_checks(taught, GPU)
        monkeypatch.setattr("grader.judging.warm_judge._has_cuda", lambda: True)

        held = run("grade", "../class")[1]
        filled = run("grade", "../class", "--device", "cuda")[1]

        assert "(+0.83 held)" in held
        assert "held" not in filled

    def test_unsandboxed_says_so(self, run: Run, taught: Course) -> None:
        """On the screen, in the table and in words."""
        code, out, _ = run("grade", "../class", "--unsandboxed")

        assert code == 0
        assert "protection L1: NOT SANDBOXED, no grade of record" in out
        assert "protection L1: a plain process: for your own code only" in out

    def test_who_could_not_be_graded_ends_in_3(
        self, run: Run, taught: Course, lent_sandbox: Sandbox, monkeypatch
    ) -> None:
        """The others' grades are there, and the one is named and keeps a row."""
        real = WarmJudge.judge

        def judge(warm_judge: WarmJudge, submission) -> object:
            if submission.student == "ada":
                raise SandboxError("the border broke")
            return real(warm_judge, submission)

        monkeypatch.setattr(WarmJudge, "judge", judge)
        code, out, _ = run("grade", "../class")

        assert code == 3
        assert "not graded: ada: the border broke" in out
        assert re.search(r"(?m)^ *not graded", out)
        assert "2 students, protection" in out

    @pytest.mark.parametrize(
        ("words", "code", "said"),
        [
            (["grade", "nowhere"], 2, "there is no folder nowhere"),
            (["grade", "empty"], 2, "there are no submissions in empty"),
            (["grade", "course.yml"], 2, "course.yml is a file, not a folder"),
            (["grade", "../class", "--jobs", "0"], 2, "'--jobs'"),
            (["grade", "../class", "--device", "gpu"], 2, "no device 'gpu'"),
            (["grade", "../class", "--out", "course.yml"], 3, "course.yml"),
            (["grade", "../class", "--exercise", "rational"], 2, "did you mean rationals?"),
            (["grade", "../class", "--only", "adda"], 2, "did you mean ada?"),
            (["grade"], 2, "Missing argument"),
        ],
    )
    def test_what_cannot_be_done(
        self, run: Run, taught: Course, words: list[str], code: int, said: str
    ) -> None:
        """Each with its reason, before anything is started."""
        (taught.root / "empty").mkdir()

        ended, out, error = run(*words)

        assert (ended, out) == (code, "")
        assert said in error

    @pytest.mark.parametrize(
        ("words", "code", "said"),
        [
            (["bob", "rational"], 2, "did you mean rationals?"),
            (["bob", "rationals", "--out", "nowhere"], 2, "there is no nowhere/results.sqlite"),
            (["bob"], 2, "Missing argument"),
        ],
    )
    def test_what_cannot_be_replayed(
        self, run: Run, taught: Course, lent_sandbox: Sandbox,
        words: list[str], code: int, said: str,
    ) -> None:  # fmt: skip
        """What was mistyped, with what was probably meant."""
        run("grade", "../class")

        ended, out, error = run("replay", *words)

        assert (ended, out) == (code, "")
        assert said in error

    def test_a_store_that_another_run_holds(self, run: Run, taught: Course) -> None:
        """It is said, and nothing is written over."""
        with Store(taught.root / "results" / "results.sqlite"):
            code, _, error = run("grade", "../class")

        assert code == 3
        assert "another run holds it" in error
        assert "try: wait for it to end" in error

    def test_a_full_disk(self, run: Run, taught: Course, lent_sandbox: Sandbox) -> None:
        """What was graded is kept, and the same command goes on."""
        with no_room_for("grades.csv"):
            code, _, error = run("grade", "../class")

        assert code == 3
        assert "grades.csv: the disk is full" in error
        assert "resumed: 2 of 2" in run("grade", "../class")[1]

    def test_release(self, run: Run, taught: Course, tmp_path: Path, lent_sandbox: Sandbox) -> None:
        """Writing says how much; checking ends in 1 with what is stale."""
        fresh = run("release", "--check")
        edit(taught.root / "solutions/words/hints.md", "dict.get", "dict.setdefault")
        stale = run("release", "--check")
        written = run("release")
        to = run("release", "--to", tmp_path / "students")
        again = run("release", "--to", tmp_path / "class")

        assert fresh[:2] == (0, "everything derived is fresh\n")
        assert stale[:2] == (1, "exercises/words/hints.md is stale\n")
        assert written[0] == 0
        assert "1 file written" in written[1]
        assert to[0] == 0
        assert (tmp_path / "students" / "README.md").is_file()
        assert again[0] == 2
        assert "is no earlier release" in again[2]

    def test_new_course(self, run: Run, taught: Course, tmp_path: Path) -> None:
        """Exercises stand between commas; one that the source does not have ends in 2."""
        there = str(tmp_path / "mine")
        code, out, _ = run("new-course", there, "--from", str(taught.root), "--exercises", "words")
        assert (code, "mine: words" in out) == (0, True)
        assert (tmp_path / "mine/exercises/words/words.py").is_file()

        there = str(tmp_path / "other")
        code, _, err = run("new-course", there, "--from", str(taught.root), "--exercises", "word,")
        assert (code, "words" in err) == (2, True)

    def test_new(self, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """A course without a source, and one more exercise; what to type next is said."""
        course = tmp_path / "mine"
        begun = run("new-course", course)
        again = run("new-course", course)
        of_none = run("new-course", tmp_path / "other", "--exercises", "words")
        monkeypatch.chdir(course)
        added = run("new", "layers", "--title", "Layers: [b]all[/b]")
        taken = run("new", "Layers")

        assert (begun[0], begun[2]) == (0, "")
        assert f"{course}: scaling\n" in begun[1]
        assert again == (2, "", (
            f"error: {course} is there, and is not empty\ntry: name a new folder\n"
        ))  # fmt: skip
        assert (of_none[0], "--from nn --exercises words" in of_none[2]) == (2, True)
        assert (added[0], added[2]) == (0, "")
        assert "grader audit layers" in added[1]
        assert load_course(course).exercise("layers").title == "Layers: [b]all[/b]"
        assert (taken[0], "called layers already" in taken[2]) == (2, True)

    def test_export_gradescope(self, run: Run, taught: Course, lent_sandbox: Sandbox) -> None:
        """The zip beside the course, or where one says; export alone lists the platforms."""
        alone = run("export")
        code, out, err = run("export", "gradescope", "words", "--unsandboxed")
        wrong = run("export", "gradescope", "--to", "autograder.tar")

        assert "gradescope" in alone[1] + alone[2]
        assert (code, err) == (0, "")
        assert out.startswith("autograder.zip: words\n")
        assert (taught.root / "autograder.zip").is_file()
        assert wrong == (2, "", (
            "error: autograder.tar is no name of a zip file\ntry: --to autograder.zip\n"
        ))  # fmt: skip

    def test_grade_reads_clones(
        self, run: Run, taught: Course, lent_sandbox: Sandbox, tmp_path: Path
    ) -> None:
        """What all clones' names begin with is taken off, and said; --prefix says another."""
        clones = {f"cs101-fractions-{name}": RIGHT for name in ("uni-ada", "uni-bob")}
        class_of(tmp_path / "clones", clones)
        for name in clones:
            (tmp_path / "clones" / name / ".git").mkdir()

        given = run("grade", tmp_path / "clones", "--prefix", "cs101-fractions-")
        inferred = run("grade", tmp_path / "clones", "--out", "others")

        assert "\n uni-ada " in given[1]
        assert "\n ada " in inferred[1]
        assert "note: clones: cs101-fractions-uni- is taken off each name" in inferred[1]

    def test_grade_writes_junit(
        self, run: Run, taught: Course, lent_sandbox: Sandbox, tmp_path: Path
    ) -> None:
        """A suite for each student; the class's secret is in no file but the store."""
        code, _, _ = run("grade", tmp_path / "class", "--junit", tmp_path / "new" / "junit.xml")

        text = (tmp_path / "new" / "junit.xml").read_text()
        with Store(taught.root / "results" / "results.sqlite") as store:
            secret = store.environment()["secret"]
        assert code == 0
        assert '<testsuite name="ada"' in text
        assert '<testsuite name="bob"' in text
        assert f'<property name="protection" value="{lent_sandbox.settings.level}"' in text
        assert secret not in text

    def test_a_name_with_brackets_is_no_markup(
        self, run: Run, taught: Course, lent_sandbox: Sandbox, tmp_path: Path
    ) -> None:
        """What a student is called is printed as it is."""
        class_of(tmp_path / "odd", {"[bold]eve[red]": RIGHT})

        code, out, _ = run("grade", tmp_path / "odd")

        assert code == 0
        assert "[bold]eve[red]" in out


def test_typer_knows_the_commands() -> None:
    """Help names each of them, the students' first, and what the exit codes mean."""
    runner = CliRunner()

    helped, short = runner.invoke(cli.app, ["--help"]), runner.invoke(cli.app, ["-h"])
    of_check = runner.invoke(cli.app, ["check", "-h"])

    assert (helped.exit_code, short.output, of_check.exit_code) == (0, helped.output, 0)
    panels = [helped.output.index(name) for name in (STUDENTS, INSTRUCTORS, AUTHORS)]
    assert panels == sorted(panels)
    for panel, commands in (
        (0, ("list", "check", "watch", "hint", "reset", "pack", "plot", "play")),
        (1, ("release", "new-course", "grade", "replay", "doctor", "export")),
        (2, ("new", "calibrate", "audit")),
    ):
        text = helped.output[panels[panel] : [*panels, None][panel + 1]]
        for command in commands:
            assert f" {command} " in text
    assert "Exit codes" in helped.output


def test_every_command_stands_in_a_panel() -> None:
    """None is left to the unnamed one, which would come first."""
    parts = (cli.app, gradebook, author)
    commands = [each for part in parts for each in part.registered_commands]
    panels = {each.rich_help_panel for each in commands}

    assert panels == {STUDENTS, INSTRUCTORS, AUTHORS}


def test_the_version(run: Run) -> None:
    """As the package has it."""
    assert run("--version") == (0, f"nngrader {version('nngrader')}\n", "")


def test_doctor_ends_in_0_where_something_protects(run: Run) -> None:
    """The level, and what it was found out with."""
    code, out, _ = run("doctor")

    assert code == 0
    assert "attacks stopped" in out
    assert "python" in out


class TestTerminal:
    """Processes of their own: terminals, pipes and signals."""

    def test_a_pipe_gets_plain_text(self, mine: Course) -> None:
        """No colour, no bar, no line that is written over; the codes are the process's."""
        (mine.root / "exercises" / "words" / "words.py").write_text(WORDS)

        good = typed("check", "words", cwd=mine.root)
        bad = typed("check", "word", cwd=mine.root)

        assert (good.returncode, bad.returncode) == (0, 2)
        for text in (good.stdout, good.stderr, bad.stdout, bad.stderr):
            assert "\x1b" not in text
            assert "\r" not in text
        assert good.stderr == ""
        assert bad.stderr == "error: no exercise is called 'word'\ndid you mean words?\n"

    @pytest.mark.parametrize("no_color", ["", "1"])
    def test_a_terminal_gets_colour_unless_it_wants_none(self, mine: Course, no_color: str) -> None:
        """NO_COLOR is respected."""
        environment = {"TERM": "xterm-256color", "NO_COLOR": no_color, "COLUMNS": "80"}

        text = _on_a_terminal(["hint", "nosuch"], mine.root, environment)

        assert "no exercise is called 'nosuch'" in text
        assert ("\x1b[1;31m" in text) == (not no_color)
        assert not (no_color and any(f"\x1b[{n}" in text for n in ("1;3", "3", "38")))

    def test_a_reset_is_asked_for(self, mine: Course) -> None:
        """Nobody answers, or --yes does; where nobody could be asked the copy is enough."""
        work = mine.root / "exercises" / "words" / "words.py"
        work.write_text(WORDS)

        refused = _on_a_terminal(["reset", "words"], mine.root, {}, b"n\n")
        kept = work.read_text()
        wanted = _on_a_terminal(["reset", "words", "--yes"], mine.root, {})

        assert "words.py back as handed out? A copy is kept [y/N]" in " ".join(refused.split())
        assert kept == WORDS != work.read_text()
        assert "to have it back: " in " ".join(wanted.split())
        work.write_text(WORDS)
        assert typed("reset", "words", cwd=mine.root).returncode == 0
        assert work.read_text() != WORDS

    @pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
    def test_any_encoding_will_do(self, mine: Course, encoding: str) -> None:
        """A letter that it lacks becomes a question mark, and nothing else is lost."""
        edit(mine.root / "course.yml", "Sums and sentences", "Sums \u2211 and sentences")
        spoken = {"PYTHONIOENCODING": encoding, "LANG": "C", "LC_ALL": "C"}

        listed = typed("list", cwd=mine.root, **spoken)
        checked = typed("check", cwd=mine.root, **spoken)
        hint = typed("hint", "words", cwd=mine.root, **spoken)

        assert (listed.returncode, checked.returncode, hint.returncode) == (0, 1, 0)
        assert "Sums ? and sentences" in listed.stdout
        assert not [each for each in (listed, checked, hint) if each.stderr]

    def test_a_narrow_terminal_cuts_no_name(self, mine: Course) -> None:
        """Of an exercise and of a part: they are to be typed."""
        narrow = {"COLUMNS": "40", "NO_COLOR": "1"}

        listed, checked = (
            re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", _on_a_terminal([word], mine.root, narrow))
            for word in ("list", "check")
        )

        names = [each.name for each in mine.exercises]
        parts = [part.name for each in mine.exercises for part in each.parts]
        assert [name for name in names if not re.search(rf"^{name}\r?$", listed, re.M)] == []
        assert [part for part in parts if not re.search(rf"\b{part}\b", checked)] == []
        assert "\u2026" not in listed
        assert max(len(line) for line in listed.splitlines()) <= 40

    def test_a_folder_that_may_only_be_read(self, mine: Course, run: Run) -> None:
        """A hint is given and a check says its result; that neither is kept is one line more."""
        (mine.root / ".grader" / "progress.json").mkdir()  # in the way of the file of this name

        hint, again = typed("hint", "words", cwd=mine.root), typed("hint", "words", cwd=mine.root)
        checked = typed("check", "words", cwd=mine.root)

        assert hint.returncode == again.returncode == 0
        assert "hint 1 of" in hint.stdout and hint.stdout == again.stdout
        assert hint.stdout.count("not kept, so that it comes again: ") == 1
        assert (checked.returncode, checked.stderr) == (1, "")
        assert "visible: 0 of 2" in checked.stdout
        assert checked.stdout.count("not kept for grader list: ") == 1

    def test_a_reader_that_has_seen_enough(self, mine: Course) -> None:
        """A closed pipe, such as head's, is no traceback."""
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run(
            [sys.executable, "-m", "grader", "list"], cwd=mine.root, stdout=write,
            stderr=subprocess.PIPE, text=True, timeout=300,
        )  # fmt: skip
        os.close(write)

        assert done.returncode == 1
        assert "Traceback" not in done.stderr

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_ctrl_c_keeps_what_was_graded(
        self, taught: Course, tmp_path: Path, run: Run, lent_sandbox: Sandbox, jobs: int
    ) -> None:
        """It ends in 130 with a word on how to go on, and the same command goes on."""
        endless = f"def greatest_common_divisor(p, q):\n{LOOP}"
        class_of(tmp_path / "class", {"eve": {"rationals.py": endless}})
        edit(taught.root / "course.yml", "{call_seconds: 60, exercise_seconds: 300}",
             "{call_seconds: 300, exercise_seconds: 300}")  # fmt: skip
        before = zygotes()
        process = subprocess.Popen(
            [sys.executable, "-m", "grader", "grade", "../class", "--jobs", str(jobs)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        wait_until(lambda: _committed(taught.root / "results", tmp_path / "copy") == {"ada", "bob"})

        os.killpg(process.pid, signal.SIGINT)
        out, error = process.communicate(timeout=300)

        assert process.returncode == 130, error
        assert (
            "stopped: 2 of 3 are graded and kept; run the same command again to continue" in error
        )
        assert (out, "Traceback" in error) == ("", False)
        wait_until(lambda: zygotes() == before)
        (tmp_path / "class" / "eve" / "rationals.py").write_text(RATIONALS)
        code, out, _ = run("grade", "../class")
        assert (code, "resumed: 2 of 3" in out) == (0, True)
        assert "3 students" in out

    @pytest.mark.parametrize(("number", "jobs"), [(signal.SIGINT, 2), (signal.SIGTERM, 1)])
    def test_an_audit_that_is_stopped_goes_on(
        self, taught: Course, run: Run, lent_sandbox: Sandbox, number: int, jobs: int
    ) -> None:
        """What was judged is kept, as it says, and is not judged again."""
        planted(taught)
        journal = taught.root / "results" / "audit" / "audit.jsonl"
        before = zygotes()
        auditing = subprocess.Popen(
            [sys.executable, "-m", "grader", "audit", "rationals", "--jobs", str(jobs)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        wait_until(lambda: journal.is_file() and len(journal.read_text().splitlines()) > 20)

        (os.killpg if number == signal.SIGINT else os.kill)(auditing.pid, number)
        out, error = auditing.communicate(timeout=300)

        assert (auditing.returncode, out) == (128 + number, "")
        assert error == (
            "stopped: what was judged is kept in results/audit/; "
            "run the same command again to continue\n"
        )
        wait_until(lambda: zygotes() == before)
        kept = journal.read_text()
        code, out, _ = run("audit", "rationals", "--quick")
        assert (code, "the audit is clean" in out) == (0, True)
        assert journal.read_text().startswith(kept)
        ids = [json.loads(line)["id"] for line in journal.read_text().splitlines()]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("words", "module", "work", "said"),
    [
        ("doctor", "doctor", "examine", "stopped: not all was tried"),
        ("doctor --attack", "attack", "run_attacks", "stopped: not all was tried"),
        ("replay ada rationals", "replay", "replay", "stopped: no grade was changed"),
        ("regrade", "regrade", "judge_again", "stopped: no grade was changed"),
    ],
)
def test_ctrl_c_is_answered(course: Course, words: str, module: str, work: str, said: str) -> None:
    """Commands that take a while end with a word, and in 130."""
    script = (
        f"import sys, time; from grader import cli; import grader.commands.{module} as module\n"
        f"module.{work} = lambda *_, **__: (print('ready', flush=True), time.sleep(1000))\n"
        f"sys.argv = ['grader', *{words.split()!r}]; cli.main()\n"
    )
    working = subprocess.Popen(
        [sys.executable, "-c", script], cwd=course.root, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert working.stdout.readline() == "ready\n"

    working.send_signal(signal.SIGINT)
    out, error = working.communicate(timeout=300)

    assert (working.returncode, out, error) == (130, "", f"{said}\n")


def _committed(results: Path, copy: Path) -> set[str]:
    """Name the students whose results a power cut would not undo; the store itself is locked."""
    copy.mkdir(exist_ok=True)
    for path in results.glob("results.sqlite*"):
        with suppress(FileNotFoundError):  # a journal ended meanwhile
            shutil.copy(path, copy)
    with closing(sqlite3.connect(copy / "results.sqlite")) as db:
        try:
            return {name for (name,) in db.execute("SELECT DISTINCT student FROM attempts")}
        except sqlite3.DatabaseError:  # it was copied while it was made
            return set()


def _on_a_terminal(
    words: list[str], cwd: Path, environment: dict[str, str], keys: bytes = b""
) -> str:
    """Type a command on a terminal, and give all that it shows."""
    near, far = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "grader", *words],
        cwd=cwd, env={**os.environ, **environment}, stdin=far, stdout=far, stderr=far,
    )  # fmt: skip
    os.close(far)
    os.write(near, keys)
    shown = b""
    try:
        while piece := os.read(near, 4096):
            shown += piece
    except OSError:  # the last one to hold the terminal is gone
        pass
    os.close(near)
    process.wait(timeout=300)
    return shown.decode()
