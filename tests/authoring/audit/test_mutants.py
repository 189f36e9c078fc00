"""Tests of mutants: which changes a line gives, what is left alone, and how a mutant is named."""

from __future__ import annotations

import ast
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.authoring.audit.mutants import mutants

ROOT = Path(__file__).parents[3]
REFERENCES = sorted(
    path
    for path in (ROOT / "solutions").glob("*/*.py")
    if path.stem == path.parent.name
)  # fmt: skip


def inside(*lines: str) -> str:
    """Write a function with these lines."""
    return "\n    ".join(["def f():", *lines]) + "\n"


def changes(*lines: str) -> set[str]:
    """Give the changes of a function with these lines, without the statement that each is in."""
    heads = [line.strip() for line in lines]
    found = {mutant.change for mutant in mutants(inside(*lines))}
    for head in sorted(heads, key=len, reverse=True):
        found = {each.removesuffix(f" in {head} …").removesuffix(f" in {head}") for each in found}
    return found


OPERATORS = {
    "y = a + b": {"a + b → a - b", "a + b → a", "a + b → b"},
    "y = a - b": {"a - b → a + b", "a - b → a", "a - b → b"},
    "y = a * b": {"a * b → a / b", "a * b → a", "a * b → b"},
    "y = a / b": {"a / b → a * b", "a / b → a", "a / b → b"},
    "y = a ** b": {"a ** b → a * b"},
    "y = a // b": {"a // b → a / b"},
    "y = a % b": {"a % b → a // b"},
    "y = a @ b": {"a @ b → b @ a"},
    "y = a & b": {"a & b → a | b"},
    "y = a | b": {"a | b → a & b"},
    "y = -a": {"-a → a"},
    "y = ~a": {"~a → a"},
    "y = +a": set(),
    "y = not a": {"not a → a"},
    "y = a and b": {"a and b → a or b"},
    "y = a or b": {"a or b → a and b"},
    "y = a > b": {"a > b → a >= b", "a > b → a < b"},
    "y = a >= b": {"a >= b → a > b", "a >= b → a <= b"},
    "y = a < b": {"a < b → a <= b", "a < b → a > b"},
    "y = a <= b": {"a <= b → a < b", "a <= b → a >= b"},
    "y = a == b": {"a == b → a != b"},
    "y = a != b": {"a != b → a == b"},
    "y = a is b": {"a is b → a is not b"},
    "y = a is not b": {"a is not b → a is b"},
    "y = a in b": {"a in b → a not in b"},
    "y = a not in b": {"a not in b → a in b"},
    "y = a == b is c != d": {
        "a == b is c != d → a != b is c != d", "a == b is c != d → a == b is not c != d",
        "a == b is c != d → a == b is c == d",
    },
    "y = a if b else c": {"a if b else c → a", "a if b else c → c"},
}  # fmt: skip

CONSTANTS = {
    "y = 3": {"3 → 4"},
    "y = 0": {"0 → 1"},
    "y = 1": {"1 → 2", "1 → 0"},
    "y = -1": {"-1 → 1", "1 → 2", "1 → 0"},
    "y = 0.25": {"0.25 → 0.5"},
    "y = 0.0": {"0.0 → 1.0"},
    "y = True": {"True → False"},
    "y = None": set(),
    "y = 'one'": set(),
    "y = f'{a + 1}'": set(),
}

CALLS = {
    "y = f(a, b)": {"f(a, b) → f(b, a)"},
    "y = f(a, b, c)": {"f(a, b, c) → f(b, a, c)", "f(a, b, c) → f(a, c, b)"},
    "y = f(a, a)": set(),
    "y = f(a, b=b)": set(),
    "y = np.dot(a, b)": {"np.dot(a, b) → np.dot(b, a)"},
    "y = f(*a, b)": {"f(*a, b) → f(b, *a)"},
    "y = np.add(a, b)": set(),
    "y = np.allclose(a, b)": set(),
    "y = min(a, b)": {"min → max"},
    "y = np.maximum(a, b)": {"np.maximum → np.minimum"},
    "y = np.exp(a)": {"np.exp(a) → a"},
    "y = np.sqrt(a)": {"np.sqrt(a) → a"},
    "y = a.exp()": {"a.exp() → a"},
    "y = sigmoid(a)": {"sigmoid(a) → a"},
    "y = torch.sigmoid(a)": {"torch.sigmoid(a) → a", "torch.sigmoid → torch.relu"},
    "y = torch.relu(a)": {"torch.relu(a) → a", "torch.relu → torch.sigmoid"},
    "y = nn.ReLU()": {"nn.ReLU → nn.Sigmoid"},
    "y = nn.Sigmoid()": {"nn.Sigmoid → nn.ReLU"},
    "y = nn.BCELoss()": {"nn.BCELoss → nn.BCEWithLogitsLoss"},
    "y = np.log(a)": {"np.log(a) → a", "np.log → np.log1p"},
    "y = np.sum(a)": {"np.sum → np.mean"},
    "y = a.mean()": {"a.mean → a.sum"},
    "y = a.max()": {"a.max → a.min"},
    "y = a.argmax()": {"a.argmax → a.argmin"},
    "y = a.std()": {"a.std → a.var"},
    "y = a.var()": {"a.var → a.std"},
    "y = np.zeros(n)": {"np.zeros → np.ones"},
    "y = np.floor(a)": {"np.floor → np.ceil"},
    "y = sum(a)": {"sum → max"},
    "y = rng.permutation(n)": {"rng.permutation(n) → n"},
    "y = a.copy()": {"a.copy() → a"},
    "y = np.copy(a)": {"np.copy(a) → a"},
    "y = a.reshape(b)": {"a.reshape(b) → a"},
    "y = np.reshape(a, b)": {"np.reshape(a, b) → np.reshape(b, a)", "np.reshape(a, b) → a"},
    "y = np.sqrt(*a)": set(),
    "y = a.T": {"a.T → a"},
    "y = a.mT": {"a.mT → a"},
    "y = a.transpose(b, c)": {
        "a.transpose(b, c) → a.transpose(c, b)", "a.transpose(b, c) → a",
    },
    "y = f(axis=0)": {"0 → 1", "f(axis=0) → f()"},
    "y = f(axis=None)": set(),
    "y = f(dim=n)": {"f(dim=n) → f()"},
    "y = f(keepdims=True)": {"True → False"},
    "y = f(a, keepdim=k, b=b)": {"f(a, keepdim=k, b=b) → f(a, b=b)"},
    "y = f(other=n)": set(),
    "y = range(n)": {"range(n) → range(n - 1)"},
    "y = range(k, n)": {"range(k, n) → range(n, k)", "range(k, n) → range(k, n - 1)"},
    "y = range(k, n, d)": {
        "range(k, n, d) → range(n, k, d)", "range(k, n, d) → range(k, d, n)",
        "range(k, n, d) → range(k, n - 1, d)",
    },
    "y = range(*n)": set(),
}  # fmt: skip

SLICES = {
    "y = a[i:]": {"i: → :"},
    "y = a[:i]": {":i → :"},
    "y = a[i:j]": {"i:j → :j", "i:j → i:"},
    "y = a[::i]": {"::i → :"},
    "y = a[i:j:k]": {"i:j:k → :j:k", "i:j:k → i::k", "i:j:k → i:j"},
    "y = a[1:]": {"1: → :", "1 → 2", "1 → 0"},
    "y = a[:, i:]": {"i: → :"},
    "y = a[i]": set(),
}

STATEMENTS = {
    ("optimizer.step()",): {"optimizer.step() → pass"},
    ("optimizer.zero_grad()",): {"optimizer.zero_grad() → pass"},
    ("self.w = w",): {"self.w = w → pass"},
    ("self.w: list = w",): {"self.w: list = w → pass"},
    ("a[i] = b",): {"a[i] = b → pass"},
    ("a.T, a.sum = b",): {"a.T, a.sum = b → pass"},
    ("a = b",): set(),
    ("a += b",): {"a += b → pass", "a += b → a -= b"},
    ("a -= b",): {"a -= b → pass", "a -= b → a += b"},
    ("a *= b",): {"a *= b → pass", "a *= b → a /= b"},
    ("return (a, b)",): {"return (a, b) → return (b, a)"},
    ("return (a, a)",): set(),
    ("return (a, b, c)",): {
        "return (a, b, c) → return (b, a, c)", "return (a, b, c) → return (a, c, b)",
    },
    ("yield (a, b)",): {"yield (a, b) → yield (b, a)"},
    ("if a:", "    return b"): {"if a: … → if True: …", "if a: … → if False: …"},
    ("while a:", "    break"): {"break → pass"},
    ("while a:", "    continue"): {"continue → pass"},
    ("for i in reversed(a):", "    return i"): {"reversed(a) → a"},
    ("return [i for i in a if i]",): {"for i in a if i → for i in a"},
    ("return lambda x: x + a",): {"x + a → x - a", "x + a → x", "x + a → a"},
}  # fmt: skip


@pytest.mark.parametrize("line", [*OPERATORS, *CONSTANTS, *CALLS, *SLICES])
def test_a_line_gives_these_changes_and_no_others(line: str) -> None:
    """Operators, constants, calls and slices: each table row is a line and all its changes."""
    expected = (OPERATORS | CONSTANTS | CALLS | SLICES)[line]

    assert expected == changes(line)


@pytest.mark.parametrize("lines", STATEMENTS)
def test_statements_give_these_changes_and_no_others(lines: tuple[str, ...]) -> None:
    """A statement is left out, turned, or gives back its values in another order."""
    assert STATEMENTS[lines] == changes(*lines)


LEFT_ALONE = {
    "imports": "import numpy as np\nfrom math import log as ln",
    "docstrings": '"""Add 1 + 1."""\ndef f():\n    """Give 1 + 1."""\nclass A:\n    """Has 1."""',
    "annotations": "def f(a: Literal[1], *, b: 'x' = None) -> Array[2]:\n    c: Literal[3] = a",
    "decorators": "@lru_cache(maxsize=1)\ndef f():\n    return None",
    "bases": "class A(make(1 + 1)):\n    pass",
    "prints": "def f(a):\n    print(a + 1)",
    "errors": "def f(a):\n    raise ValueError(a + 1)",
    "asserts": "def f(a):\n    assert a > 1",
    "texts": "def f(a):\n    return {'1': 'one', a: b'2'}",
    "the main block": "if __name__ == '__main__':\n    n = 1 + 1",
    "calls of the module": "plot(1 + 1)",
}


@pytest.mark.parametrize("what", LEFT_ALONE)
def test_what_computes_nothing_is_left_alone(what: str) -> None:
    """Imports, texts, annotations, prints and errors give no mutants."""
    assert () == mutants(LEFT_ALONE[what])


def test_a_place_is_a_function_a_method_a_class_or_a_number() -> None:
    """What lies deeper belongs to the function or class at the top."""
    source = (
        "ETA = 0.5\n"
        "STEPS: int = 7\n"
        "def outer(a, eta=0.25):\n"
        "    def inner():\n"
        "        return a > 8\n"
        "class Net:\n"
        "    width = 3\n"
        "    @property\n"
        "    def half(self, n=4):\n"
        "        pass\n"
        "    class Inner:\n"
        "        def deep(self):\n"
        "            return 5\n"
    )

    assert [
        ("ETA", "0.5 → 1.0 in ETA = 0.5"),
        ("STEPS", "7 → 8 in STEPS: int = 7"),
        ("outer", "0.25 → 0.5 in def outer(a, eta=0.25): …"),
        ("outer", "a > 8 → a >= 8 in return a > 8"),
        ("outer", "a > 8 → a < 8 in return a > 8"),
        ("outer", "8 → 9 in return a > 8"),
        ("Net", "3 → 4 in width = 3"),
        ("Net.half", "4 → 5 in def half(self, n=4): …"),
        ("Net", "5 → 6 in return 5"),
    ] == [(each.place, each.change) for each in mutants(source)]


def test_the_same_change_twice_is_counted() -> None:
    """What is changed in a like statement of a place has a number, in the order of the lines."""
    source = "def f(x):\n    x = x + 5\n    x = x + 5\n    return x\ndef g(x):\n    x = x + 5\n"

    found = [each for each in mutants(source) if each.change.startswith("5 → 6")]

    assert [
        ("f", "5 → 6 in x = x + 5"),
        ("f", "5 → 6 in x = x + 5 (no. 2)"),
        ("g", "5 → 6 in x = x + 5"),
    ] == [(each.place, each.change) for each in found]
    assert [1, 1, 1] == [each.source.count("x + 6") for each in found]


def test_a_function_that_is_written_twice_is_counted_too() -> None:
    """The second of a name goes on counting, so that place and change still name one mutant."""
    found = mutants("def f():\n    return 5\ndef f():\n    return 5\n")

    assert ["5 → 6 in return 5", "5 → 6 in return 5 (no. 2)"] == [m.change for m in found]


def test_names_hold_when_lines_move() -> None:
    """Comments, blank lines, brackets and other functions change no name."""
    plain = "def f(a):\n    b = a * 3\n    return b, a\n"
    moved = (
        "# new\n\ndef other():\n    pass\n\n"
        "def f(a):\n    # why\n    b = (a\n         * 3)\n\n    return (b, a)\n"
    )

    names = [(each.place, each.change) for each in mutants(plain)]

    assert names
    assert names == [(each.place, each.change) for each in mutants(moved)]


def test_a_long_line_is_cut() -> None:
    """A change stays readable, and different ones stay apart."""
    long = " + ".join(f"number_{i}" for i in range(60))
    found = [each.change for each in mutants(inside(f"return {long}"))]

    assert len(found) == len(set(found)) > 100
    assert max(map(len, found)) < 520
    assert all("\n" not in each for each in found)


def test_a_mutant_computes_what_its_change_says() -> None:
    """The text is a whole module: the rest of it is as it was, and the function does otherwise."""
    source = '"""A module."""\nK = 3\ndef f(x):\n    return x * K\ndef g():\n    return "same"\n'

    answers = {}
    for mutant in mutants(source):
        module: dict[str, Any] = {}
        exec(mutant.source, module)
        assert ("A module.", "same") == (module["__doc__"], module["g"]())
        answers[mutant.place, mutant.change] = module["f"](5)

    assert {
        ("K", "3 → 4 in K = 3"): 20,
        ("f", "x * K → x / K in return x * K"): 5 / 3,
        ("f", "x * K → x in return x * K"): 5,
        ("f", "x * K → K in return x * K"): 3,
    } == answers


def test_a_forced_condition_keeps_its_branches() -> None:
    """If it always holds, the first branch is taken, and else the other."""
    source = "def f(x):\n    if x:\n        return 'first'\n    else:\n        return 'other'\n"

    answers = {}
    for mutant in mutants(source):
        module: dict[str, Any] = {}
        exec(mutant.source, module)
        answers[mutant.change] = [module["f"](x) for x in (True, False)]

    assert {
        "if x: … → if True: …": ["first", "first"],
        "if x: … → if False: …": ["other", "other"],
    } == answers


def test_two_ways_to_the_same_text_are_one_mutant() -> None:
    """Of a + (a + a), dropping the first term or either inner one leaves a + a."""
    found = [each.source for each in mutants(inside("return a + (a + a)"))]

    assert len(found) == len(set(found)) == 4


def assert_sound(source: str) -> None:
    """See that each mutant compiles and differs, from the original and from all others."""
    found = mutants(source)
    trees = [ast.dump(ast.parse(each.source)) for each in found]
    for each in found:
        compile(each.source, each.change, "exec")

    assert ast.dump(ast.parse(source)) not in trees
    assert len(found) == len(set(trees)) == len({(each.place, each.change) for each in found})
    assert found == mutants(source)


@pytest.mark.parametrize("path", REFERENCES, ids=lambda path: path.stem)
def test_mutants_of_a_reference_are_sound(path: Path) -> None:
    """Valid Python, never the original, each with a name of its own, the same each time."""
    source = path.read_text(encoding="utf-8")

    assert len(mutants(source)) > 20
    assert_sound(source)


@pytest.mark.parametrize("path", REFERENCES, ids=lambda path: path.stem)
def test_mutants_of_a_reference_lie_in_code_of_its_own(path: Path) -> None:
    """Each place is a name that the module defines, and docstrings are as they were."""
    source = path.read_text(encoding="utf-8")
    module = ast.parse(source)
    docstrings = _docstrings(module)
    tops = {getattr(node, "name", None) or ast.unparse(node).split(" =")[0] for node in module.body}

    for mutant in mutants(source):
        assert mutant.place.split(".")[0] in tops
        assert docstrings == _docstrings(ast.parse(mutant.source))


def _docstrings(module: ast.Module) -> list[str | None]:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    return [ast.get_docstring(node) for node in ast.walk(module) if isinstance(node, documented)]


NAMES = st.sampled_from(["a", "b", "*c", "1", "0.0", "True", "'text'"])


def _wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    plain = inner.map(lambda text: text.lstrip("*"))
    binary = st.sampled_from(["+", "-", "*", "/", "**", "@", "//", "<", "==", "and", "or", "in"])
    functions = st.sampled_from(["np.exp", "a.copy", "range", "reversed", "f", "np.reshape", "sum"])
    return st.one_of(
        st.builds("({} {} {})".format, plain, binary, plain),
        st.builds("(-{})".format, plain),
        st.builds("{}({})".format, functions, inner),
        st.builds("{}({}, {}, axis={})".format, functions, inner, inner, plain),
        st.builds("({} if {} else {})".format, plain, plain, plain),
        st.builds("a[{}:{}]".format, plain, plain),
        st.builds("({}).T".format, plain),
        st.builds("[i for i in {} if {}]".format, plain, plain),
    )


@settings(deadline=None)  # other tests may run beside it
@given(st.recursive(NAMES, _wider, max_leaves=8), st.sampled_from(["return {}, a", "x[{}] += 1"]))
def test_mutants_of_any_expression_are_sound(expression: str, statement: str) -> None:
    """Whatever is put together: starred arguments, chains, numbers in odd places."""
    assert_sound(inside(statement.format(expression)))


def test_mutants_are_made_quickly() -> None:
    """The longest reference takes far less than the two seconds that a person would notice."""
    source = max((path.read_text(encoding="utf-8") for path in REFERENCES), key=len)
    start = time.process_time()
    mutants(source)

    assert time.process_time() - start < 2
