"""Tests of reach: what a name is bound to is followed as far as it is plain, and no further."""

from __future__ import annotations

import pytest

from grader.judging.reach import Sources
from grader.submission import Cell


def used(source: str, name: str = "step", stop: tuple[str, ...] = (), **siblings: str) -> set[str]:
    """Give the names with a dot that a name of a source reaches."""
    sources = Sources("work", [Cell("work.py", source)], siblings)
    uses = {u.name for code in sources.reached(name, stop) for u in sources.uses(code)}
    return {each for each in uses if "." in each}


@pytest.mark.parametrize(
    "source",
    [
        "import torch\ndef step(w):\n    return torch.optim.Adam(w)",
        "import torch.optim\ndef step(w):\n    return torch.optim.Adam(w)",
        "import torch.optim as o\ndef step(w):\n    return o.Adam(w)",
        "from torch import optim\ndef step(w):\n    return optim.Adam(w)",
        "from torch.optim import Adam as A\ndef step(w):\n    return A(w)",
        "from torch.optim import *\ndef step(w):\n    return Adam(w)",
        "def step(w):\n    from torch.optim import Adam\n    return Adam(w)",
        "def step(w):\n    import torch as t\n    o = t.optim\n    return o.Adam(w)",
        "import torch\no = torch.optim\ndef step(w):\n    return o.Adam(w)",
        "import torch\nstep = torch.optim.Adam",
        "from torch.optim import Adam as step",
        "import torch\nstep = lambda w: torch.optim.Adam(w)",
        "import torch\ndef step(w, kind=torch.optim.Adam):\n    return kind(w)",
        "import torch\nclass step:\n    def run(self, w):\n        return torch.optim.Adam(w)",
        "try:\n    import torch\nexcept ImportError:\n    torch = None\n"
        "def step(w):\n    return torch.optim.Adam(w)",
        "import torch\ndef step(w):\n    return torch.optim.Adam(w)\n"
        "if not step:\n    def step(w):\n        return w",
    ],
)
def test_aliases_are_followed(source: str) -> None:
    """However a library's name was got, it is known by its full one."""
    assert "torch.optim.Adam" in used(source)


@pytest.mark.parametrize(
    "source",
    [
        "def helper(w):\n    return torch.optim.Adam(w)\ndef step(w):\n    return helper(w)",
        "def helper(w):\n    return torch.optim.Adam(w)\ndef step(w):\n    return map(helper, w)",
        "class Adam:\n    def __call__(self, w):\n        return torch.optim.Adam(w)\n"
        "adam = Adam()\ndef step(w):\n    return adam(w)",
        "kinds = {'adam': torch.optim.Adam}\ndef step(w):\n    return kinds['adam'](w)",
        "def wrap(f):\n    return lambda w: torch.optim.Adam(f(w))\n"
        "@wrap\ndef step(w):\n    return w",
        "def step(w):\n    return torch.optim.Adam(w)\nstep = print(step)",
        "adam = torch.optim.Adam\ndef step(w):\n    global adam\n    adam = adam(w)\n"
        "    return adam",
        "if True:\n    def helper(w):\n        return torch.optim.Adam(w)\n"
        "def step(w):\n    return helper(w)",
        "def a(w):\n    return b(w)\ndef b(w):\n    return a(w) or torch.optim.Adam(w)\nstep = a",
    ],
)
def test_helpers_are_followed(source: str) -> None:
    """What a part reaches by name in its module is its own."""
    assert "torch.optim.Adam" in used(f"import torch\n{source}")


@pytest.mark.parametrize(
    "source",
    [
        "def other(w):\n    return torch.optim.Adam(w)\ndef step(w):\n    return w",
        "optimizer = torch.optim.Adam(w)\ndef step(w, optimizer):\n    return optimizer",
        "optimizer = torch.optim.Adam(w)\ndef step(w):\n    optimizer = w\n    return optimizer",
        "optimizer = torch.optim.Adam(w)\ndef step(w):\n    return [optimizer for optimizer in w]",
        "def step(w):\n    return torch.optim.Adam(w)\ndef step(w):\n    return w",
        "def step(w):\n    return w\nif __name__ == '__main__':\n    step = torch.optim.Adam",
        "def step(w: torch.optim.Adam) -> torch.optim.Adam:\n    kind: torch.optim.Adam = w\n"
        "    return kind",
        "def step(torch):\n    return torch.optim.Adam",
        "class Own:\n    def Adam(self, w):\n        return w\ndef step(torch):\n    return 'Adam'",
        "def step(w):\n    'not torch.optim.Adam'\n    return w  # torch.optim.Adam",
        "def step(w):\n    import work as torch\n    return torch.optim.Adam(w)",
    ],
)
def test_what_is_not_reached_is_not_used(source: str) -> None:
    """A local name hides the module's, an earlier definition is gone, and a type is no use."""
    assert "torch.optim.Adam" not in used(f"import torch\n{source}")


def test_a_stop_is_not_followed() -> None:
    """Behind another part's name is that part's affair; a part's own name stops nothing."""
    source = (
        "import torch\ndef other(w):\n    return torch.optim.Adam(w)\n"
        "def step(w):\n    return other(w)\n"
    )

    assert used(source, "step", ("step", "other")) == set()
    assert used(source, "other", ("step", "other")) == {"torch.optim.Adam"}
    assert used(source, "step") == {"torch.optim.Adam"}


@pytest.mark.parametrize(
    "source",
    [
        "from mine import helper\ndef step(w):\n    return helper(w)",
        "from mine import helper as h\ndef step(w):\n    return h(w)",
        "from .mine import helper\ndef step(w):\n    return helper(w)",
        "import mine\ndef step(w):\n    return mine.helper(w)",
        "import mine as m\ndef step(w):\n    return m.helper(w)",
        "from mine import *\ndef step(w):\n    return helper(w)",
        "def step(w):\n    from mine import helper\n    return helper(w)",
        "from mine import helper as step",
    ],
)
def test_the_students_own_modules_are_followed(source: str) -> None:
    """A helper in another file is a helper as well."""
    mine = "from torch.optim import Adam\ndef helper(w):\n    return Adam(w)\n"

    assert "torch.optim.Adam" in used(source, mine=mine)
    assert used(source, mine=mine.replace("helper", "other")) <= {"mine.helper"}


def test_attributes_of_anything_are_said() -> None:
    """Of a value nobody knows the kind of, the attribute's name is all there is to say."""
    source = "def step(loss):\n    loss.backward()\n    [loss][0].item()"

    assert used(source) == {".backward", ".item"}


def test_cells_are_one_module() -> None:
    """A notebook's cells share their names, and each line is known by its own cell."""
    cells = [Cell("cell 1", "from torch.optim import Adam"), Cell("cell 4", "\nstep = Adam")]
    sources = Sources("work", cells, {})

    found = [u for code in sources.reached("step") for u in sources.uses(code)]

    assert [(u.name, u.code.label, u.line) for u in found] == [
        ("torch.optim.Adam", "cell 4", 2),
        ("torch.optim.Adam", "cell 1", 1),
    ]


def test_a_syntax_error_costs_its_statement_alone() -> None:
    """What stands beside it is looked through."""
    source = (
        "def broken(:\n    pass\n\nimport torch\n\ndef step(w):\n    return torch.optim.Adam(w)\n"
    )

    assert used(source) == {"torch.optim.Adam"}


def test_a_missing_part_reaches_nothing() -> None:
    """What is nowhere defined has no code."""
    assert used("x = 1") == set()


def test_nothing_is_run() -> None:
    """Code is read; what it would do, it does not."""
    assert used("raise SystemExit\nimport torch\nstep = torch.optim.Adam(print(1 / 0))") == {
        "torch.optim.Adam"
    }
