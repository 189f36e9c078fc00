"""What an author mistypes is said with file, line and fix, by what they would type next."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from grader.authoring import own_course
from grader.authoring.leaks import listen
from grader.course.model import load_course
from grader.sandbox.interface import Sandbox
from tests.support.command_line import Run
from tests.support.files import edit

COURSE, EQUIVALENT = "course.yml", "validity/equivalent.yml"
EXERCISE = "solutions/scaling"
REFERENCE, LESSON = f"{EXERCISE}/scaling.py", f"{EXERCISE}/README.md"
HINTS, MISTAKEN = f"{EXERCISE}/hints.md", f"{EXERCISE}/misconceptions.py"
VISIBLE, HIDDEN = f"{EXERCISE}/test_visible.py", f"{EXERCISE}/test_hidden.py"
PICTURE = f"{EXERCISE}/picture.py"
WHEAT, CHAFFS = "tests/validity/wheats/scaling/loops.py", "tests/validity/chaffs/scaling.py"
RELEASE, CHECK, PLOT, AUDIT = "release", "release --check", "plot --reference", "audit"

LAST = "- {name: standardize, points: 2, needs: [centre]}\n"
THIRD = f"{LAST}      - {{name: third, points: 1}}\n"
GATE = (
    f"{LAST}    gates:\n      - name: steady\n        part: standardize\n        threshold: 0.9\n"
    "        seeds: 3\n        need: 2\n        trivial: 0.5\n"
)
FIGURES = "        calibration: {runs: 10000, failures: 25, upper: 0.0035, false_fail: 3.7e-05}\n"
ASKS = '''
@pytest.mark.part("standardize")
def test_steady(student, gate):
    """Trainings are steady."""
    gate("{}", lambda seed: 1.0)
'''
FIRST_MARK = '@pytest.mark.part("centre")\n'
TRIVIAL = "\n\ndef trivial_steady(seed):\n    return 0.5\n"
SHORT = "limits: {call_seconds: 0.1, exercise_seconds: 1, check_seconds: 0.1}\n\n"
SECOND = '\n    """Columns'
FIRST_CHECK = '(student, rng, shape):\n    """Any'
ONE_MEAN = (
    '@misconception("centre", "you take off one mean of the whole table: each column has its own")'
)
DRAWS = '"""Draws."""\n\n\ndef picture(student, guest):\n    '
CHAFF = (
    'import scaling as right\nfrom grader.course import misconception\n\n\n'
    '@misconception("center", "")\ndef wrong(table):\n    return table\n'
)  # fmt: skip


class Mistake(NamedTuple):
    """What is mistyped (in a file, what is there and what is written), and what must be said."""

    what: str
    file: str
    old: str | re.Pattern[str]
    new: str
    typed: str
    place: str
    fix: str
    more: tuple[tuple[str, str | re.Pattern[str], str], ...] = ()

    def make(self, course: Path) -> None:
        """Make it in a course."""
        for file, old, new in [(self.file, self.old, self.new), *self.more]:
            path = course / file
            path.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            if isinstance(old, re.Pattern):
                changed = old.sub(new, text)
            else:
                changed = text.replace(old, new, 1) if old else text + new
            assert changed != text, self
            path.write_text(changed, encoding="utf-8")


IN_COURSE = [
    Mistake("a key that is unknown", COURSE, "points: 1", "pionts: 1", RELEASE,
            f"{COURSE}:10: unknown key `pionts`", "did you mean `points`?"),
    Mistake("the key that is missing, misspelt", COURSE, "{name: centre", "{nam: centre", RELEASE,
            f"{COURSE}:10: unknown key `nam`", "did you mean `name`?"),
    Mistake("a text for a number", COURSE, "points: 1", "points: one", RELEASE,
            f'{COURSE}:10: `points` is not a number: "one"', "`points: 2`"),
    Mistake("a part without points", COURSE, ", points: 1", "", RELEASE,
            f"{COURSE}:10: part `centre` has no `points`", "add `points: 2`"),
    Mistake("a need that is unknown", COURSE, "[centre]", "[center]", RELEASE,
            f"{COURSE}:11: part `standardize` needs `center`", "did you mean `centre`?"),
    Mistake("parts that need each other", COURSE, "points: 1}", "points: 1, needs: [standardize]}",
            RELEASE, f"{COURSE}:10: part `centre` needs `standardize`", "move `standardize` above"),
    Mistake("an exercise twice", COURSE, LAST,
            f"{LAST}  - {{name: Scaling, title: T, parts: [{{name: f, points: 1}}]}}\n", RELEASE,
            f"{COURSE}:12: a second exercise is called `Scaling`", "rename or remove one"),
    Mistake("an exercise that is not written", COURSE, LAST,
            f"{LAST}  - {{name: losses, title: T, parts: [{{name: f, points: 1}}]}}\n", RELEASE,
            "solutions/losses/losses.py:1: the file is missing", "take losses out of course.yml"),
    Mistake("a day that is none", COURSE, "    parts:",
            "    deadline: 2030-13-01 23:59\n    parts:", RELEASE,
            f"{COURSE}:9: `deadline` is not a date and time", "2026-11-30T23:59:00+01:00"),
    Mistake("a deadline somewhere", COURSE, "    parts:", "    deadline: 2030-12-01\n    parts:",
            RELEASE, f"{COURSE}:9: `deadline` ", "2026-11-30T23:59:00+01:00"),
    Mistake("a tab", COURSE, "    parts:", "\tparts:", RELEASE,
            f"{COURSE}:9: is not YAML", "indent with spaces"),
    Mistake("a bracket that stays open", COURSE, "points: 1}", "points: 1", RELEASE,
            f"{COURSE}:11: is not YAML", "of this line and the one before"),
    Mistake("a colon in a title", COURSE, '"Columns on one scale"', "Columns: one scale", RELEASE,
            f"{COURSE}:8: is not YAML", "in quotes"),
    Mistake("a line that is indented otherwise", COURSE, "    parts:", "     parts:", RELEASE,
            f"{COURSE}:9: is not YAML", "indent this line as its neighbours are"),
    Mistake("a gate that the trivial rule passes", COURSE, LAST,
            f"{GATE.replace('0.5', '0.95')}{FIGURES}", RELEASE,
            f"{COURSE}:18: the trivial rule gets 0.95", "raise the threshold"),
    Mistake("a gate that more seeds need than it has", COURSE, LAST,
            f"{GATE.replace('need: 2', 'need: 4')}{FIGURES}", RELEASE,
            f"{COURSE}:17: 4 of 3 seeds cannot be reached", "need at most 3"),
    Mistake("a gate of no part", COURSE, LAST,
            f"{GATE.replace('part: st', 'part: St')}{FIGURES}", RELEASE,
            f"{COURSE}:14: gate `steady` is of part `Standardize`", "`standardize`?"),
    Mistake("a gate that nobody calibrated", COURSE, LAST, GATE, RELEASE,
            f"{COURSE}:13: gate `steady` has no `calibration`",
            "run `grader calibrate scaling steady`"),
    Mistake("a gate by another name", COURSE, LAST, GATE + FIGURES, CHECK,
            f"{HIDDEN}:35: UnknownName: no gate of scaling is called 'staedy'",
            "did you mean steady?",
            ((HIDDEN, "", ASKS.format("staedy")),)),
    Mistake("a gate that course.yml has not", HIDDEN, "", ASKS.format("steady"), CHECK,
            f"{HIDDEN}:35: UnknownName: no gate of scaling is called 'steady'",
            "add it to scaling in course.yml"),
    Mistake("a gate that no check asks", COURSE, LAST, GATE, "calibrate scaling",
            f"{HIDDEN}:1: no check uses the gate 'steady'", "call gate('steady', function)"),
    Mistake("a gate that no check asks, and figures", COURSE, LAST, GATE + FIGURES, CHECK,
            f"{COURSE}:13: no check uses the gate 'steady'", "call gate('steady', function)"),
    Mistake("a gate in a check with cases", COURSE, LAST, GATE, "calibrate scaling",
            f"{HIDDEN}:23: test_columns_of_any_scale asks a gate", "a check without cases",
            ((HIDDEN, f"rng, shape):{SECOND}", f"rng, gate, shape):{SECOND}"),)),
    Mistake("a gate that nothing opens", COURSE, LAST, GATE.replace("0.9", "1.1"),
            "calibrate scaling --runs 20", f"{COURSE}:15: steady: right solutions fail too often",
            "lower the threshold of steady", ((HIDDEN, "", ASKS.format("steady") + TRIVIAL),)),
    Mistake("a gate without a trivial rule", COURSE, LAST, GATE, "calibrate scaling",
            f"{HIDDEN}:1: there is no function trivial_steady", "add it to the suite",
            ((HIDDEN, "", ASKS.format("steady")),)),
]  # fmt: skip
IN_REFERENCE = [
    Mistake("BEGIN without END", REFERENCE, "    ### END SOLUTION\n", "", RELEASE,
            f"{REFERENCE}:15: a solution begins inside the one of line 8", "### END SOLUTION"),
    Mistake("END alone", REFERENCE, "    ### BEGIN SOLUTION\n", "", RELEASE,
            f"{REFERENCE}:10: a solution ends that never began", "add ### BEGIN SOLUTION"),
    Mistake("BEGIN, misspelt", REFERENCE, "BEGIN SOLUTION", "BEGIN SOLUTON", RELEASE,
            f"{REFERENCE}:8: this is almost a solution marker", "write exactly ### BEGIN SOLUTION"),
    Mistake("END, misspelt", REFERENCE, "### END", "### EDN", RELEASE,
            f"{REFERENCE}:11: this is almost a solution marker", "or ### END SOLUTION, alone on"),
    Mistake("no markers", REFERENCE, re.compile(" *### .*\n"), "", RELEASE,
            f"{REFERENCE}:1: no solution is marked", "put ### BEGIN SOLUTION and ### END"),
    Mistake("a part without one", COURSE, LAST, THIRD, RELEASE,
            f"{REFERENCE}:21: part 'third' has no marked solution", "what students write",
            ((REFERENCE, "", "\n\ndef third():\n    return 3\n"),)),
    Mistake("a part by another name", REFERENCE, "def centre", "def center", RELEASE,
            f"{REFERENCE}:6: part 'centre' of course.yml is not defined", "did you mean 'center'"),
    Mistake("a colon too few", REFERENCE, "def centre(table):", "def centre(table)", RELEASE,
            f"{REFERENCE}:6: the reference is not Python", "fix the line: def centre(table)"),
    Mistake("an import that is misspelt", REFERENCE, "import numpy as", "import numpi as", CHECK,
            f"{REFERENCE}:3: ModuleNotFoundError", "did you mean numpy?"),
]  # fmt: skip
IN_SUITES = [
    Mistake("a bracket that stays open", VISIBLE, "is_centred(student)", "is_centred(student",
            RELEASE, f"{VISIBLE}:13: '(' was never closed", "fix the line"),
    Mistake("a colon too few", HIDDEN, f"{FIRST_CHECK}", f"{FIRST_CHECK.replace(':', '', 1)}",
            CHECK, f"{HIDDEN}:15: SyntaxError: expected ':'", "fix the suite"),
    Mistake("an import that is misspelt", HIDDEN, "import pytest", "import pytset", CHECK,
            f"{HIDDEN}:6: ModuleNotFoundError", "did you mean pytest?"),
    Mistake("a name that a module has not", HIDDEN, "import assert_close", "import asert_close",
            CHECK, f"{HIDDEN}:8: ImportError", "did you mean assert_close?"),
    Mistake("a part that is unknown", HIDDEN, FIRST_MARK, FIRST_MARK.replace("re", "er"), CHECK,
            f"{HIDDEN}:13: test_tables_of_any_shape[shape0] judges no part of scaling",
            "did you mean @pytest.mark.part('centre')?"),
    Mistake("no mark", HIDDEN, FIRST_MARK, "", CHECK,
            f"{HIDDEN}:13: test_tables_of_any_shape[shape0] is marked with no part",
            "write @pytest.mark.part('centre') above it"),
    Mistake("a mark that is misspelt", HIDDEN, "mark.part", "mark.prat", CHECK,
            f"{HIDDEN}:13: test_tables_of_any_shape[shape0] is marked with no part",
            "did you mean part in @pytest.mark.prat?"),
    Mistake("a weight that is misspelt", HIDDEN, '("centre")', '("centre", wieght=2)', CHECK,
            f"{HIDDEN}:13: test_tables_of_any_shape[shape0]: a part's mark has no 'wieght'",
            "weight=1"),
    Mistake("no docstring", HIDDEN, '"""Any table can be centred, one of a single row, too."""',
            "pass", CHECK, f"{HIDDEN}:13: test_tables_of_any_shape[shape0] has no docstring",
            "write the sentence that students read"),
    Mistake("a fixture that is unknown", HIDDEN, FIRST_CHECK, FIRST_CHECK.replace("rng", "rgn"),
            CHECK, f"{HIDDEN}:13: hidden::test_tables_of_any_shape[shape0] is broken",
            "did you mean rng?"),
    Mistake("what students have not", VISIBLE, '(student):\n    """Each',
            '(student, reference):\n    """Each', RELEASE,
            f"{VISIBLE}:13: a visible check uses 'reference'", "move the check to test_hidden.py"),
    Mistake("a name that is misspelt", HIDDEN, "- fmean(column) for", "- fmaen(column) for", CHECK,
            f"{HIDDEN}:18: hidden::test_tables_of_any_shape[shape0] is broken: NameError",
            "did you mean fmean?"),
    Mistake("what is expected is wrong", HIDDEN, "- fmean(column) for", "+ fmean(column) for",
            CHECK, f"{HIDDEN}:15: the reference fails hidden::test_tables_of_any_shape[shape0]",
            "(and 2 more of its cases): correct what the check expects, or the reference"),
    Mistake("nothing is asked", HIDDEN, "assert_close(student.centre(table), expected)",
            "assert len(expected) > 0", CHECK,
            f"{HIDDEN}:15: the stub passes hidden::test_tables_of_any_shape[shape0]",
            "compare what the part returns"),
    Mistake("a second check of a name", HIDDEN, "def test_columns_of_any_scale",
            "def test_tables_of_any_shape", CHECK,
            f"{HIDDEN}:25: a second check is called test_tables_of_any_shape", "rename one of"),
    Mistake("a check that is none", VISIBLE, "def test_each_column_is", "def each_column_is", CHECK,
            f"{VISIBLE}:13: each_column_is_centred is marked with a part, and judges nobody",
            "call it test_each_column_is_centred"),
    Mistake("cases for no argument", HIDDEN, '"shape"', '"shpe"', CHECK,
            f"{HIDDEN}:15: Failed: In ::test_tables_of_any_shape", "fix the suite"),
    Mistake("a check that never ends", HIDDEN, "    assert_close(student.centre(table), expected)",
            "    while True:\n        ...", CHECK,
            f"{HIDDEN}:13: hidden::test_tables_of_any_shape[shape0] has not ended in 1 s",
            "let it end sooner", ((COURSE, "exercises:\n", f"{SHORT}exercises:\n"),)),
    Mistake("a hidden value is told", HIDDEN, "(student.centre(table), expected)",
            "(student.centre(table), expected, look=f'like {expected[0, 0]}')", CHECK,
            f"{HIDDEN}:13: hidden::test_tables_of_any_shape[shape0] tells ", "say it without"),
    Mistake("a part that no check judges", COURSE, LAST, THIRD, CHECK,
            f"{HIDDEN}:1: no check with a weight judges part 'third'",
            'mark one here or in test_visible.py: @pytest.mark.part("third")',
            ((HINTS, "", "\n## third\n\n1. A?\n2. B?\n3. ____\n"),
             (REFERENCE, "", "\n\ndef third():\n    ### BEGIN SOLUTION\n    return 3\n"
              "    ### END SOLUTION\n"))),
]  # fmt: skip
IN_MISCONCEPTIONS = [
    Mistake("a part that is unknown", MISTAKEN, '("centre"', '("center"', CHECK,
            f"{MISTAKEN}:10: one_mean_for_all: scaling has no part 'center'", "`centre`?"),
    Mistake("no sentence", MISTAKEN, ONE_MEAN, '@misconception("centre")', CHECK,
            f"{MISTAKEN}:10: one_mean_for_all: its sentence is empty", "(part, sentence)"),
    Mistake("no arguments", MISTAKEN, ONE_MEAN, "@misconception()", CHECK,
            f"{MISTAKEN}:10: TypeError", "@misconception(part, sentence)"),
    Mistake("no such function", MISTAKEN, "right.centre(table) / np.var",
            "right.center(table) / np.var", CHECK,
            f"{MISTAKEN}:22: divided_by_the_variance cannot run", "did you mean centre?"),
    Mistake("a name that is misspelt", MISTAKEN, "- np.mean(table)\n", "- npp.mean(table)\n", CHECK,
            f"{MISTAKEN}:10: one_mean_for_all cannot run", "did you mean np?"),
    Mistake("other arguments", MISTAKEN, "one_mean_for_all(table)", "one_mean_for_all(a, table)",
            CHECK, f"{MISTAKEN}:10: one_mean_for_all cannot run", "what the reference takes"),
    Mistake("it ends Python", MISTAKEN, "# TODO", "raise SystemExit(2)\n# TODO", CHECK,
            f"{MISTAKEN}:9: SystemExit: 2", "fix the line"),
    Mistake("no check catches it", MISTAKEN, "table - np.mean(table)\n",
            "right.centre(table) + 1e-12\n", CHECK,
            f"{MISTAKEN}:10: one_mean_for_all passes every check of centre", "add a check"),
    Mistake("it is right", MISTAKEN, "table - np.mean(table)\n", "right.centre(table)\n", CHECK,
            f"{MISTAKEN}:10: one_mean_for_all passes every check of centre", "if it is right"),
    Mistake("two of a name", MISTAKEN, "def means_of_rows", "def one_mean_for_all", CHECK,
            f"{MISTAKEN}:16: one_mean_for_all: another one has this name", "rename or remove"),
    Mistake("another exercise's reference", MISTAKEN, "import scaling", "import scalling", CHECK,
            f"{MISTAKEN}:3: ModuleNotFoundError", "did you mean scaling?"),
]  # fmt: skip
ELSEWHERE = [
    Mistake("hints for no part", HINTS, "# Hints", "# Hints\n\n## cantre\n\n1. A?", CHECK,
            f"{HINTS}:3: cantre: scaling has no such part", "did you mean `centre`?"),
    Mistake("a part whose hints are another's", HINTS, "## standardize", "## standardise", RELEASE,
            f"{HINTS}:11: part 'standardize' has no hints", "call this heading `## standardize`"),
    Mistake("a hint that is too long", HINTS, "2. `np.mean", f"2. {'and ' * 120}`np.mean", CHECK,
            f"{HINTS}:5: centre: hint 2 has ", "shorten it"),
    Mistake("a hint that asks nothing", HINTS, "over the rows?", "over the rows.", CHECK,
            f"{HINTS}:5: centre: hint 2 does not end with a question", "ask one"),
    Mistake("a lesson that keeps a secret", LESSON, "is judged", "is asked", RELEASE,
            f"{LESSON}:9: the lesson does not say what is judged", "call this heading `## What"),
    Mistake("a picture that is not drawn", PICTURE, "", f"{DRAWS}return None\n", RELEASE,
            f"{PICTURE}:1: its picture.svg has not been drawn", "grader plot --reference scaling"),
    Mistake("a picture that is no Python", PICTURE, "", DRAWS.replace(":", ""), PLOT,
            f"{PICTURE}:4: SyntaxError", "fix the picture"),
    Mistake("a picture that stops", PICTURE, "", f"{DRAWS}return nothing\n", PLOT,
            f"{PICTURE}:5: NameError: name 'nothing' is not defined", "fix the picture"),
    Mistake("a picture by another name", PICTURE, "", f"{DRAWS}pass\n".replace("re(", "er("), PLOT,
            f"{PICTURE}:1: there is no function picture", "define picture(student, guest)"),
    Mistake("a picture that is none", PICTURE, "", f"{DRAWS}return 1\n", PLOT,
            f"{PICTURE}:4: picture() returned int", "let it return one"),
    Mistake("what is no list", EQUIVALENT, "", "\n- exercise: [scaling\n", AUDIT,
            f"{EQUIVALENT}:10: is not YAML", "brackets"),
    Mistake("a key that is unknown", EQUIVALENT, "",
            "\n- exercise: scaling\n  chnage: a\n  reason: it is right\n", AUDIT,
            f"{EQUIVALENT}:10: unknown key `chnage`", "each entry has exercise, change"),
    Mistake("an exercise that is unknown", EQUIVALENT, "",
            "\n- exercise: scalling\n  change: a\n  reason: it is right\n", AUDIT,
            f"{EQUIVALENT}:9: there is no exercise 'scalling'", "did you mean `scaling`?"),
    Mistake("a wheat that is no Python", WHEAT, "", "x = 1\ndef f(:\n", AUDIT,
            f"{WHEAT}:2: SyntaxError", "fix the line"),
    Mistake("a chaff of no part", CHAFFS, "", CHAFF, AUDIT,
            f"{CHAFFS}:5: wrong: scaling has no part 'center'", "did you mean `centre`?"),
    Mistake("a reference that does what is to be avoided", COURSE, "points: 1}",
            "points: 1, avoid: [numpy.mean]}", CHECK,
            f"{REFERENCE}:10: the reference itself uses numpy.mean", "correct `centre` in course"),
]  # fmt: skip
MISTAKES = [
    pytest.param(each, id=f"{group}: {each.what}")
    for group, mistakes in [
        ("course.yml", IN_COURSE), ("reference", IN_REFERENCE), ("suites", IN_SUITES),
        ("misconceptions", IN_MISCONCEPTIONS), ("elsewhere", ELSEWHERE),
    ]
    for each in mistakes
]  # fmt: skip


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course without a mistake."""
    return own_course(tmp_path_factory.mktemp("sound") / "course").root


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_said_with_its_place_and_its_fix(
    mistake: Mistake, sound: Path, tmp_path: Path, run: Run, lent_sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """It ends in 2 or 3, or in 1 where checks found it, and never with a traceback."""
    shutil.copytree(sound, tmp_path / "course")
    monkeypatch.chdir(tmp_path / "course")
    mistake.make(tmp_path / "course")
    if mistake.typed == CHECK:
        run("release")

    code, out, err = run(*mistake.typed.split())

    said = (out + err).replace(f"{tmp_path / 'course'}/", "")
    lines = [line.removeprefix("error: ") for line in said.splitlines()]
    at = [number for number, line in enumerate(lines) if line.startswith(mistake.place)]
    assert code in ((2, 3) if err else (1,)), said
    assert at, said
    assert mistake.fix in "\n".join(lines[at[0] :]), said
    assert "Traceback" not in said


def test_a_misconception_that_never_ends_is_cut(sound: Path, tmp_path: Path) -> None:
    """Students write such loops, too: checks catch it, and it takes no longer than a call."""
    shutil.copytree(sound, tmp_path / "course")
    edit(tmp_path / "course" / MISTAKEN, "return table - np.mean(table)\n", "while True: ...\n")
    edit(tmp_path / "course" / COURSE, "exercises:\n", f"{SHORT}exercises:\n")

    heard = listen(load_course(tmp_path / "course"))

    assert heard == ([], {"scaling": []}, [])
