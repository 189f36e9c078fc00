"""What README.md shows is what the commands print, and what CONTRIBUTING.md names is there."""

from __future__ import annotations

import io
import json
import re
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

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\w*\n(.*?)```", README, re.DOTALL)
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
    """Return the lines that README shows below a command, without its dots."""
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
    assert f"`examples/class/` | {len(expected)} submissions" in README


def test_the_number_of_attacks() -> None:
    """As many as are tried, each that is shown by its name, in its words and in its order."""
    titles = {attack.name.replace("_", " "): attack.tried for attack in attacks() if attack.ends}
    number = len(titles)
    _, _, *rows, last = after("grader doctor --attack")

    assert f"tries {number} small attacks" in README
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
    table = README.split("### Exit codes")[1].split("###")[0]

    assert re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE) == [*EXIT_CODES]


def test_what_is_where() -> None:
    """Each place that the map names is there."""
    places = re.findall(r"^\| `(\S+)` \|", README.split("## What is where")[1], re.MULTILINE)

    assert len(places) >= 8
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_where_is_what() -> None:
    """Each file that CONTRIBUTING.md answers with is there, and no answer is too long."""
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = contributing.split("### Where is …?")[1].split("\n## ")[0]
    answers = [re.findall(r"`(\w+/[\w/.]*|cli\.py)`", row) for row in table.splitlines()[5:]]
    paths = {path for answer in answers for path in answer}

    assert [path for path in sorted(paths) if not (ROOT / "grader" / path).exists()] == []
    assert [len(answer) for answer in answers if len(answer) > 9] == []


def test_the_map_has_every_room() -> None:
    """The picture of the house shows each room of the package, and no other."""
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    picture = contributing.split("## The house")[1].split("```")[1]
    rooms = {path.name for path in (ROOT / "grader").iterdir() if (path / "__init__.py").exists()}

    assert rooms == set(re.findall(r"^(\w+)/ ", picture, re.MULTILINE))
