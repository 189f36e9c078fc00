"""Tests of warm: which libraries a zygote imports before it forks."""

from __future__ import annotations

import importlib.util

import pytest

from grader.sandbox.libraries import imported_libraries, libraries_of, missing_libraries


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ()),
        ("import torch", ("torch",)),
        ("import torch.nn as nn", ("torch",)),
        ("from torch import nn", ("torch",)),
        ("from torch.nn.functional import relu", ("torch",)),
        ("def f():\n    import torch", ("torch",)),
        ("if True:\n\tfrom sklearn.datasets import make_circles", ("sklearn",)),
        ("import os, torch, sys", ("torch",)),
        ("import numpy as np, torch as t", ("torch",)),
        ("import matplotlib.pyplot as plt", ("matplotlib.pyplot",)),
        ("from scipy import special", ("scipy.special",)),
        ("x = 1; y = 2\n# import torch", ()),
        ("print('import torch')", ()),
        ("import torchvision", ()),
        ("import no_such_library", ()),
        ("import no_such_library.torch", ()),
        ("important = 1", ()),
    ],
)
def test_what_a_source_mentions(source: str, expected: tuple[str, ...]) -> None:
    """numpy is always there; the others where an import names them."""
    assert libraries_of([source]) == ("numpy", *expected)


def test_several_sources_share_one_zygote() -> None:
    """Each library once, in an order that does not depend on the students'."""
    sources = ["import torch", "import scipy\nimport torch", "import numpy"]

    assert libraries_of(sources) == libraries_of(reversed(sources)) == (
        "numpy", "scipy.special", "torch",
    )  # fmt: skip


def test_of_what_suites_import_guests_need_tensors_alone() -> None:
    """A suite's scikit-learn stays on the near side; its tensors are the student's arguments."""
    suites = ["import torch", "from sklearn.datasets import make_circles"]

    assert libraries_of([], suites) == ("numpy", "torch")
    assert libraries_of(["import sklearn"], suites) == ("numpy", "torch", "sklearn")


def test_a_library_that_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A student's import of it fails in the student's own line, not at the start."""
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "pandas" else real(name)
    )

    assert libraries_of(["import pandas, torch"]) == ("numpy", "torch")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import os, torch.nn as nn\nfrom sklearn.datasets import x", ["os", "torch", "sklearn"]),
        ("def f():\n    if f:\n        import torch", ["torch"]),
        ("try:\n    import torch\nexcept ImportError:\n    torch = None", []),
        ("from . import helper\nfrom .helper import f", []),
        ('"""Look:\n\nimport torch\n"""', []),
        ("def broken(:", []),
    ],
)
def test_what_a_source_imports(source: str, expected: list[str]) -> None:
    """In functions too; not where it can do without, nor in a text."""
    assert list(imported_libraries(source)) == expected


def test_what_is_missing_is_named_once() -> None:
    """In the order in which it is imported; what is here, and the standard library, is not."""
    source = "import zz_missing\nimport numpy, re\nfrom aa_missing.b import c\nimport zz_missing"

    assert missing_libraries(source) == ["zz_missing", "aa_missing"]
