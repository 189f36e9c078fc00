"""Tests of evidence: what a part does without is found, and right work gets no flag."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from grader.course.model import Exercise, load_course
from grader.judging import evidence
from grader.judging.evidence import TOO_INTRICATE, TOO_MUCH, UNTRAINED, avoided, find_flags
from grader.judging.results import Flag
from grader.submission import Cell, Submission, Work, parts_of, read_submission, survey

HOME = Path(__file__).parents[2]
COURSE = load_course(HOME, exactly=True)
WITHOUT_TORCH = Exercise.model_validate(
    {
        "name": "work",
        "title": "Work",
        "avoid": ["torch"],
        "parts": [{"name": "step", "points": 1}],
    }
)


def flags(
    source: str, *parts: dict[str, object], siblings: dict[str, str] | None = None, **more: object
) -> tuple[Flag, ...]:
    """Give the flags of a file whose exercise has these parts; the first is called ``step``."""
    named = [{"name": "step", "points": 1, **parts[0]}, *({"points": 1, **p} for p in parts[1:])]
    exercise = Exercise.model_validate({"name": "work", "title": "Work", "parts": named, **more})
    work = Work("work", "work.py", (Cell("work.py", source),))
    return find_flags(Submission("ada", (work,), siblings or {}), exercise)


class TestAvoided:
    """What course.yml names, where it is used."""

    def test_the_line_is_said(self) -> None:
        """A flag has the part, the file with its line, and what is used in the place of what."""
        source = "import torch\n\ndef step(w):\n    return torch.optim.Adam(w)\n"
        what = "uses torch.optim.Adam, and is to be written without torch.optim"

        assert flags(source, {"avoid": ["torch.optim"]}) == (Flag("step", "work.py, line 4", what),)

    def test_a_helper_is_named(self) -> None:
        """What is used in a helper is the part's, and the helper is said."""
        source = (
            "from torch import conv2d\ndef f(x):\n    return conv2d(x)\n"
            "def step(x):\n    return f(x)\n"
        )
        what = "uses torch.conv2d in f, and is to be written without it"

        assert flags(source, {"avoid": ["torch.conv2d"]}) == (
            Flag("step", "work.py, line 3", what),
        )

    def test_once_for_each_name(self) -> None:
        """The first line is enough, for each name that is avoided."""
        source = "import torch as t\ndef step(w):\n    t.optim.SGD(w)\n    t.optim.Adam(w).fit()\n"

        found = flags(source, {"avoid": ["torch.optim", ".fit"]})

        assert [flag.line for flag in found] == ["work.py, line 3", "work.py, line 4"]

    def test_a_name_is_whole(self) -> None:
        """Another name that begins alike is another name."""
        source = "import torch\ndef step(w):\n    return torch.optimal(w) + torch.nn.LinearOne(w)\n"

        assert flags(source, {"avoid": ["torch.optim", "torch.nn.Linear"]}) == ()

    def test_a_part_answers_for_itself(self) -> None:
        """A part that calls another one is not flagged for what that one uses."""
        source = (
            "import torch\ndef step(w):\n    return torch.optim.Adam(w)\n"
            "def train(w):\n    return step(w)\n"
        )
        train = {"name": "train"}

        found = flags(source, {}, train, avoid=["torch.optim"])

        assert [flag.part for flag in found] == ["step"]

    def test_the_exercises_are_every_parts(self) -> None:
        """What an exercise does without, each part does: one flag, which names the other parts."""
        source = "def step(loss):\n    loss.backward()\ndef train(loss):\n    loss.backward()\n"
        what = "uses .backward, and is to be written without it"

        found = flags(source, {}, {"name": "train"}, avoid=[".backward"])

        assert found == (Flag("step", "work.py, line 2", f"{what} (likewise train)"),)

    def test_what_a_part_avoids_besides_is_its_own(self) -> None:
        """Once, though its exercise avoids it too."""
        source = "def step(loss):\n    loss.backward()\ndef train(loss):\n    loss.backward()\n"
        train = {"name": "train", "avoid": [".backward"]}

        for more in ({"avoid": [".backward"]}, {}):
            found = flags(source, {}, train, **more)
            own = [("step", "work.py, line 2"), ("train", "work.py, line 4")]
            assert [(flag.part, flag.line) for flag in found] == own[0 if more else 1 :]

    def test_an_own_method_is_no_librarys(self) -> None:
        """Who writes a network with a ``backward`` of its own calls that one."""
        call = "def step(net):\n    net.backward()\n"
        own = "class Net:\n    def backward(self):\n        pass\n"

        assert flags(call, {"avoid": [".backward"]}) != ()
        assert flags(own + call, {"avoid": [".backward"]}) == ()
        helpers = {"nets": own}
        assert flags(f"import nets\n{call}", {"avoid": [".backward"]}, siblings=helpers) == ()

    @pytest.mark.parametrize(
        "line",
        [
            "return a != b",
            "return (x[:, 0] != x[:, 1]).astype(int)",
            "return a ^ b",
            "a ^= b",
            "return bool(a) != bool(b)",
        ],
    )
    def test_operators_on_two_values(self, line: str) -> None:
        """An operator is found where it meets two values."""
        source = f"def step(x):\n    a, b = x\n    {line}\n"

        (flag,) = flags(source, {"avoid": ["!=", "^"]})

        assert flag.line == "work.py, line 3"
        assert flag.what.startswith(f"uses {'!=' if '!=' in line else '^'}, and is to be written")

    @pytest.mark.parametrize(
        "test",
        [
            "x.ndim != 1",
            "x.shape != y.shape",
            "len(x) != len(y)",
            "type(x) != list",
            "x.dtype != y.dtype",
            "getattr(x, 'shape', None) != ()",
            "x != None",
            "x == y",
        ],
    )
    def test_a_question_about_shapes_is_none_about_values(self, test: str) -> None:
        """Who asks what kind of thing was sent gives no answer by it."""
        source = f"def step(x, y):\n    if {test}:\n        return 0\n    return perceptron(x)\n"

        assert flags(source, {"avoid": ["!=", "^"]}) == ()

    def test_nothing_declared_is_not_parsed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An exercise that asks for nothing costs nothing."""
        monkeypatch.setattr(evidence, "Sources", None)

        assert flags("import torch\ndef step(w):\n    return torch.optim.Adam(w)\n", {}) == ()


class TestTrains:
    """Parts that learn from what they are given."""

    @pytest.mark.parametrize(
        "body",
        [
            "return [0.0] * epochs",
            "loss = model(X)\n    return [loss.item()]",
            "return np.zeros((3, 10)), np.zeros(10)",
            "return helper(X)",
        ],
    )
    def test_one_that_cannot_is_flagged(self, body: str) -> None:
        """Without a loop, a way back and a step nothing is learnt."""
        source = f"def helper(X):\n    return X\n\ndef step(model, X, epochs):\n    {body}\n"

        assert flags(source, {"trains": True}) == (Flag("step", "work.py, line 4", UNTRAINED),)

    @pytest.mark.parametrize(
        "body",
        [
            "for _ in range(9):\n        w = w - X",
            "while X > 0:\n        X -= 1",
            "return [update(w) for _ in X]",
            "return minimize(f, X)",
            "model(X).backward()",
            "return reduce(update, X)",
            "return down(X)",
            "return loop(X)",
            "return other(X)",
        ],
    )
    def test_one_that_may_is_not(self, body: str) -> None:
        """Only what is plain is said: a loop, in a helper or another part too, may learn."""
        source = (
            f"def step(w, X):\n    {body}\ndef loop(X):\n    while X:\n        X -= 1\n"
            "def other(X):\n    return loop(X)\ndef down(X):\n    return down(X - 1) if X else X\n"
        )

        assert flags(source, {"trains": True}, {"name": "other"}) == ()

    @pytest.mark.parametrize(
        "body", ["pass", "...", "raise NotImplementedError", "'''Later.'''\n    raise ValueError"]
    )
    def test_one_that_is_not_written_is_not(self, body: str) -> None:
        """A stub says by itself that it is none."""
        assert flags(f"def step(X):\n    {body}\n", {"trains": True}) == ()

    def test_a_missing_one_is_not(self) -> None:
        """What is not there has no line to look at."""
        assert flags("x = 1\n", {"trains": True}) == ()

    def test_hard_coded_weights(self) -> None:
        """A long list of numbers with decimals is shown, wherever the part gets it from."""
        weights = [[0.5 + i, -0.25 * (2 * i + 1)] for i in range(10)]
        source = f"W = np.array({weights})\n\ndef step(X):\n    return [W for _ in X]\n"
        what = "has 20 numbers in one list: is that a result, in the place of a training?"

        assert flags(source, {"trains": True}) == (Flag("step", "work.py, line 1", what),)
        assert flags(source, {"avoid": ["torch"]}) == ()

    def test_samples_and_settings_are_no_weights(self) -> None:
        """Whole numbers are labels and pairs; a few decimals are rates."""
        source = (
            f"X = {[[float(i), 1.0] for i in range(50)]}\nRATES = {[0.5] * 19}\n"
            "def step():\n    for rate in RATES:\n        yield X\n"
        )

        assert flags(source, {"trains": True}) == ()


class TestLimits:
    """Code that was made to be hard to read."""

    @pytest.mark.parametrize("padding", ["x = 1  # " + "x" * evidence.MOST_CODE, "\n" * 5001])
    def test_too_much_is_said(self, padding: str) -> None:
        """A file that is padded is not looked through, and that is what a person is shown."""
        assert flags(padding, {"avoid": ["torch"]}) == (Flag("", "work.py", TOO_MUCH),)

    def test_helpers_count(self) -> None:
        """So is a helper that is imported."""
        padding = "x = 1  # " + "x" * evidence.MOST_CODE

        found = flags("import more\n", {"avoid": ["torch"]}, siblings={"more": padding})

        assert [flag.what for flag in found] == [TOO_MUCH]

    @pytest.mark.parametrize(
        "source",
        [
            "x = " + "-" * 50_000 + "1\n",
            "x = " + "(" * 150 + ")" * 150 + "\n" + "y = " + "a." * 40_000 + "b\n",
            "x = " + "+".join(["1"] * 40_000) + "\n",
            "x" + "[0]" * 30_000 + "\n",
            "x = 1 if " + "a else 1 if " * 5_000 + "a else 0\n",
        ],
    )
    def test_deep_nesting_is_no_trouble(self, source: str) -> None:
        """It is looked through, or said to be too intricate, and costs no crash."""
        code = f"import torch\ndef step(w):\n    return torch.optim.Adam(w)\n{source}"

        found = flags(code, {"avoid": ["torch.optim"]})

        assert found in (
            (Flag("", "work.py", TOO_INTRICATE),),
            flags(code.removesuffix(source), {"avoid": ["torch.optim"]}),
        )

    def test_many_stars_are_too_intricate(self) -> None:
        """Where any name may come from everywhere, nobody can say where it does."""
        source = "from torch.optim import *\n" * 21

        assert flags(source, {"avoid": ["torch"]}) == (Flag("", "work.py", TOO_INTRICATE),)

    def test_nothing_to_look_at(self) -> None:
        """Work that is missing or cannot be read has no flags."""
        unread = Work("work", "work.py", problem="is empty")

        assert find_flags(Submission("ada"), WITHOUT_TORCH) == ()
        assert find_flags(Submission("ada", (unread,)), WITHOUT_TORCH) == ()

    def test_both_versions_are_looked_through(self) -> None:
        """Of two versions that are judged either may be the grade."""
        call = "import torch\ndef step(w):\n    return torch.optim.SGD(w)\n"
        other = Work("work", "b.py", (Cell("b.py", call),))
        work = Work("work", "a.py", (Cell("a.py", call),), other=other)

        found = find_flags(Submission("ada", (work,)), WITHOUT_TORCH)

        assert [flag.line for flag in found] == ["a.py, line 3", "b.py, line 3"]


LIBRARY = {
    "activations/torch_inside", "architectures/torchs_own", "backpropagation/torch_inside",
    "forward_propagation/scipy_and_functional", "forward_propagation/torch_inside",
    "neuron/all_of_torch", "optimizers/torch_inside", "perceptron/pandas_and_sklearn",
    "perceptron/torch_inside", "titanic/pandas_and_scipy", "titanic/torch_inside",
}  # fmt: skip
"""Right solutions in which a library does what the lesson asks to be written."""


class TestThisCourse:
    """What the course.yml of this repository declares."""

    def test_declared_names_exist(self) -> None:
        """A name that is misspelt would find nothing."""
        names = {n for e in COURSE.exercises for p in e.parts for n in avoided(e, p)}
        dotted = {name for name in names if name[0] not in ".!^"}

        assert len(dotted) > 10
        for name in dotted:
            found: object = importlib.import_module(name.partition(".")[0])
            for length in range(2, name.count(".") + 2):
                *before, last = name.split(".")[:length]
                if not hasattr(found, last):
                    importlib.import_module(f"{'.'.join(before)}.{last}")
                found = getattr(found, last)

    def test_every_part_with_a_gate_trains(self) -> None:
        """A gate measures what was learnt."""
        gated = {(e.name, gate.part) for e in COURSE.exercises for gate in e.gates}

        assert gated <= {(e.name, p.name) for e in COURSE.exercises for p in e.parts if p.trains}

    @pytest.mark.parametrize("exercise", [each.name for each in COURSE.exercises])
    def test_references_and_stubs_have_no_flags(self, exercise: str) -> None:
        """What the lessons themselves write is as they ask."""
        for path in (COURSE.reference(exercise), COURSE.stub(exercise)):
            assert _flags_of(path, exercise) == ()

    def test_right_work_has_flags_only_where_a_library_does_it(self) -> None:
        """Of all the right solutions, in whatever style, none is flagged that is written out."""
        wheats = sorted((HOME / "tests" / "validity" / "wheats").glob("*/*.py"))

        flagged = {
            f"{path.parent.name}/{path.stem}"
            for path in wheats
            if _flags_of(path, path.parent.name)
        }

        assert len(wheats) >= 60
        assert flagged == LIBRARY

    def test_the_example_class(self) -> None:
        """Each flag is a call in the place of what is to be written, or a training that is none."""
        parts = parts_of(COURSE.exercises)
        found = survey(HOME / "examples" / "class", list(parts)).entries
        read = [read_submission(entry, parts) for entry in found]

        flagged = {
            (student.student, exercise.name): {flag.part for flag in find_flags(student, exercise)}
            for student in read
            for exercise in COURSE.exercises
        }

        assert {pair: found for pair, found in flagged.items() if found} == {
            ("chiara-rossi", "neuron"): {"forward_pass", "binary_cross_entropy"},
            ("chiara-rossi", "titanic"): {"zscore"},
            ("deniz-yilmaz", "activations"): {"relu", "identity_derivative"},
            ("deniz-yilmaz", "architectures"): {"conv2d"},
            ("deniz-yilmaz", "backpropagation"): {"train_xor"},
            ("deniz-yilmaz", "forward_propagation"): {"softmax"},
            ("deniz-yilmaz", "neuron"): {"gradient_descent_step"},
            ("deniz-yilmaz", "titanic"): {"train"},
            ("freya-nilsen", "forward_propagation"): {"sigmoid"},
            ("goran-petrovic", "neuron"): {"forward_pass"},
            ("leo-martin", "architectures"): {"conv2d"},
            ("pablo-ruiz", "neuron"): {"binary_cross_entropy"},
            ("rafael-souza", "neuron"): {"forward_pass"},
            ("tomasz-zielinski", "architectures"): {"conv2d"},
            ("tomasz-zielinski", "neuron"): {"binary_cross_entropy"},
            ("xavier-dubois", "architectures"): {"conv2d"},
            ("yara-haddad", "regularization"): {"train_regularized"},
            ("yara-haddad", "titanic"): {"train"},
        }

    @pytest.mark.parametrize(
        ("exercise", "source", "part"),
        [
            (
                "optimizers",
                "import torch.optim as o\ndef adam_update(w):\n    o.Adam(w)",
                "adam_update",
            ),
            (
                "architectures",
                "from torch import nn\ndef conv2d(x):\n    nn.Conv2d(1, 2, 3)",
                "conv2d",
            ),
            (
                "titanic",
                "from sklearn.preprocessing import StandardScaler as S\ndef zscore(a, b):\n    S()",
                "zscore",
            ),
            (
                "neuron",
                "from torch import nn\ndef forward_pass(X):\n    nn.Linear(2, 1)",
                "forward_pass",
            ),
            ("perceptron", "def xor_network(x):\n    return x[0] != x[1]", "xor_network"),
            ("perceptron", "def xor_network(x):\n    return int(x[0]) ^ int(x[1])", "xor_network"),
            ("backpropagation", "def gradients(loss):\n    loss.backward()", "gradients"),
        ],
    )
    def test_what_the_lessons_ask_for(self, exercise: str, source: str, part: str) -> None:
        """Each of these gives its part to a library, or to an operator."""
        work = Work(exercise, "work.py", (Cell("work.py", source),))

        found = find_flags(Submission("ada", (work,)), COURSE.exercise(exercise))

        assert part in {flag.part for flag in found}


def _flags_of(path: Path, exercise: str) -> tuple[Flag, ...]:
    work = Work(exercise, path.name, (Cell(path.name, path.read_text(encoding="utf-8")),))
    return find_flags(Submission("ada", (work,)), COURSE.exercise(exercise))
