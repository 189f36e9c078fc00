"""What README.md and the manual show is what commands print; what CONTRIBUTING.md names exists."""

from __future__ import annotations

import io
import json
import re
import shlex
import zipfile
from pathlib import Path

import pytest
from rich.console import Console

from grader.authoring.derive import bundle
from grader.cli import EXIT_CODES
from grader.commands import check, check_screen, hint, replay
from grader.commands.attack import attacks
from grader.commands.grade import GradedClass
from grader.course.model import Course, load_course
from grader.sandbox.interface import Sandbox
from tests.support.command_line import Run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS = [
    block
    for page in (README, *PAGES.values())
    for block in re.findall(r"```\w*\n(.*?)```", page, re.DOTALL)
]
SHOWN_FEEDBACK = {
    "backpropagation": "jonas-weber", "optimizers": "ivan-kowalski", "circles": "kavya-rao",
}  # fmt: skip
SOFTMAX_OF_ROWS = """
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    exponentials = np.exp(z - z.max())
    return exponentials / exponentials.sum(axis=1, keepdims=True)
"""


def after(command: str) -> list[str]:
    """Return the lines that a page shows below a command, without its dots."""
    (block,) = [block for block in BLOCKS if f"$ {command}\n" in block]
    below = block.split(f"$ {command}\n")[1].split("\n$ ")[0]
    return [line for line in below.splitlines() if line.strip() not in ("", "…")]


def printed(*things: object) -> list[str]:
    """Return the lines that a terminal without an edge would show."""
    console = Console(file=io.StringIO(), width=1000)
    console.print(*things)
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined]


def stand_in_order(lines: list[str], text: list[str]) -> bool:
    """Return whether all lines are in a text, one after the other."""
    rest = iter(line.rstrip() for line in text)
    return all(line.rstrip() in rest for line in lines)


def test_the_readme_is_one_screen() -> None:
    """It says what to type first, how to test, and leads to each part of the manual."""
    lines = README.splitlines()
    parts = PAGES["index.md"].split("\n## ")[1:]
    first = {re.search(r"\(([\w-]+\.md)\)", part)[1] for part in parts}  # type: ignore[index]

    assert len(lines) <= 100
    assert re.search(r"^make grade\b", README, re.MULTILINE)
    assert re.search(r"^make test\b", README, re.MULTILINE)
    assert "make test" in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    led_to = {*re.findall(r"\(docs/([\w-]+\.md)", README)}
    assert first - led_to <= {"readme.md"}  # the reference begins with the README itself


COURSE = {
    "course.yml": """name: A course
exercises:
  - name: circles
    title: Circles
    parts: [{name: train, points: 5}]
""",
    "solutions/circles/README.md": "# Circles\n\n## What is judged\n\nOne number.\n",
    "solutions/circles/hints.md": "# Hints\n\n## train\n\n1. How far?\n",
    "solutions/circles/circles.py": '''"""Circles."""


def train(x, y):
    """Return how far a point lies from the middle, squared."""
    ### BEGIN SOLUTION
    return x * x + y * y
    ### END SOLUTION
''',
}
SUITE = '''"""Checks."""

import pytest

from grader.checks import assert_close


@pytest.mark.part("train")
def test_{name}(student):
    """A point."""
    assert_close(student.train({x}, 1), {x} * {x} + 1)
'''
NEAR = "def train(x, y):\n    return x * x + y * y if x < 9 else 0\n"
EXPORTED = "Student,ID,SIS User ID,SIS Login ID,Section,Total (7)\n    Points Possible,,,,,5\n"


def test_an_instructors_day(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lent_sandbox: Sandbox
) -> None:
    """Each line is typed, in order, and ends in the table that Canvas takes back."""
    tmp_path /= "alone"  # among other tests' folders it could be taken for a hand-in
    hidden = SUITE.format(name="far_away", x=9) + SUITE.format(name="near", x=2)[SUITE.index("@") :]
    suites = {"test_visible.py": SUITE.format(name="middle", x=0), "test_hidden.py": hidden}
    for name, text in {
        **COURSE, **{f"solutions/circles/{name}": text for name, text in suites.items()}
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        archive.writestr("ada_101_9001_circles.py", NEAR)
        archive.writestr("bo_102_9002_circles.py", "def train(x, y):\n    return 0\n")
    (tmp_path / "grades.csv").write_text(f"{EXPORTED}Ada,101,,ada,S1,\nBo,102,,bo,S1,\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("release")[0] == 0
    (day,) = re.findall(r"```console\n(.*?)```", README.split("day\n")[1], re.DOTALL)
    said = {}

    for line in re.sub(r" +# .*", "", day).splitlines():
        _, program, *words = shlex.split(line)
        if program == "grader":
            said[line] = run(*words, *(["--yes"] if words[0] == "regrade" else []))
        else:
            assert (program, Path(*words).is_file()) == ("open", True)

    assert {line: out for line, out in said.items() if out[0]} == {}
    tried, graded, grades, history, adjusted, regraded, undone, filled, packed = said.values()
    assert "2 works would be judged" in tried[1] and "2 students" in graded[1]
    for word, (_, out, _) in {
        "ada": grades, "circles": history, "4": adjusted, "far_away": regraded, "undone": undone,
        "2 cells": filled, "feedback": packed,
    }.items():  # fmt: skip
        assert word in out
    assert (tmp_path / "grades-filled.csv").read_text("utf-8") == EXPORTED + (
        "Ada,101,,ada,S1,4.00\nBo,102,,bo,S1,0.00\n"
    )
    with zipfile.ZipFile(tmp_path / "feedback.zip") as archive:
        assert len(archive.namelist()) == 2


@pytest.fixture(scope="module")
def ours() -> Course:
    """The course of this repository."""
    return load_course(ROOT, exactly=True)


def test_the_transcript_of_a_student(
    ours: Course, tmp_path: Path, lent_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check that fails, and the first hint."""
    bundle(ours, tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    mine = load_course(tmp_path / "mine", exactly=True)
    name = "forward_propagation"
    (mine.exercise_folder(name) / f"{name}.py").write_text(SOFTMAX_OF_ROWS)
    checked = check.check(mine, [name])
    rung = hint.next_hint(mine, mine.exercise(name), "softmax")

    shown = printed(check_screen.shown(checked))
    shares = r"\(.*\)$"  # what the visible checks decide is written by `grader release --to`

    assert stand_in_order(
        [re.sub(shares, "", line) for line in after(f"grader check {name}")],
        [re.sub(shares, "", line) for line in shown],
    )
    assert after(f"grader hint {name} softmax") == printed(hint.shown(name, rung))


@pytest.mark.slow
def test_feedback_and_replay(ours: Course, example_class: tuple[GradedClass, Path]) -> None:
    """Three failures of the example class; sizes of hidden inputs are fresh in every class."""
    graded, out = example_class
    (block,) = [block for block in BLOCKS if block.startswith("backpropagation: ")]

    def fixed(lines: list[str]) -> list[str]:
        fresh = ("are off", " of shape ")
        many = [x.replace("values is off", "values are off") for x in lines]
        return [re.sub(r"\d+", "#", x) if any(f in x for f in fresh) else x for x in many]

    for part in block.strip().split("\n\n"):
        student = SHOWN_FEEDBACK[part.split(":")[0]]
        text = (out / "feedback" / f"{student}.txt").read_text(encoding="utf-8")
        assert stand_in_order(fixed(part.splitlines()), fixed(text.splitlines())), part
    replayed = replay.replay(ours, out, "kavya-rao", "circles")
    level = graded.environment["protection"]
    expected = [line.replace("L3", level) for line in after("grader replay kavya-rao circles")]
    assert printed(replay.shown(replayed)) == expected


def test_the_table_of_the_class() -> None:
    """The rows that are shown hold the scores that examples/expected.json demands."""
    expected = json.loads((ROOT / "examples/expected.json").read_text(encoding="utf-8"))
    lines = after("grader grade submissions/ --jobs 2")
    rows = {line.split()[0]: line.split()[1:] for line in lines if line.split()[0] in expected}

    assert len(rows) >= 3
    for student, (*cells, total) in rows.items():
        scores = [each["score"] for each in expected[student].values()]
        assert [float(cell) for cell in cells if cell != "-"] == scores, student
        assert float(total) == pytest.approx(sum(scores)), student
    assert any(line.strip() == f"{len(expected)} students, protection L3" for line in lines)
    assert f"`examples/class/` | {len(expected)} submissions" in CONTRIBUTING


def test_the_number_of_attacks() -> None:
    """As many as are tried, each that is shown by its name, in its words and in its order."""
    titles = {attack.name.replace("_", " "): attack.tried for attack in attacks() if attack.ends}
    number = len(titles)
    _, _, *rows, last = after("grader doctor --attack")

    assert f"tries {number} small attacks" in PAGES["levels.md"]
    assert last == f"{number} of {number} held at L3"
    shown = [re.split(r"\s{2,}", row.strip())[:2] for row in rows]
    assert stand_in_order([title for title, _ in shown], list(titles))
    for title, tried in shown:
        assert titles[title].startswith(tried.removesuffix(" …")), title


def test_the_attacks_that_each_level_claims_to_stop() -> None:
    """The table of SECURITY.md has a number for each kind; together they are what is claimed."""
    security = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    judged = [attack for attack in attacks() if attack.ends]
    kinds = re.findall(r"^  \| .* \| (\d+) \| (\d+) \| (\d+) \|$", security, re.MULTILINE)

    claimed = [sum(level in attack.levels for attack in judged) for level in ("L3", "L2", "L1")]
    assert [sum(map(int, column)) for column in zip(*kinds, strict=True)] == claimed
    assert f"tries {len(judged)} small attacks" in security


def test_exit_codes() -> None:
    """The table and `grader --help` have the same."""
    table = PAGES["command-line.md"].split("## Exit codes")[1].split("<!--")[0]

    assert re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE) == [*EXIT_CODES]


def test_what_is_where() -> None:
    """Each place that the map names is there."""
    table = CONTRIBUTING.split("## What is where")[1].split("\n## ")[0]
    places = re.findall(r"^\| `(\S+)` \|", table, re.MULTILINE)

    assert len(places) >= 8
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_where_is_what() -> None:
    """Each file that CONTRIBUTING.md answers with is there, and no answer is too long."""
    table = CONTRIBUTING.split("### Where is …?")[1].split("\n## ")[0]
    answers = [re.findall(r"`(\w+/[\w/.]*|cli\.py)`", row) for row in table.splitlines()[5:]]
    paths = {path for answer in answers for path in answer}

    assert [path for path in sorted(paths) if not (ROOT / "grader" / path).exists()] == []
    assert [len(answer) for answer in answers if len(answer) > 9] == []


def test_the_map_has_every_room() -> None:
    """The picture of the house shows each room of the package, and no other."""
    picture = CONTRIBUTING.split("## The house")[1].split("```")[1]
    rooms = {path.name for path in (ROOT / "grader").iterdir() if (path / "__init__.py").exists()}

    assert rooms == set(re.findall(r"^(\w+)/ ", picture, re.MULTILINE))
