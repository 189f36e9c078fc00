"""What tests of the playground share: a child process with a course of three functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from grader.play import Child, Playground, StudentCode
from grader.sandbox.interface import Sandbox

ROLES = """
ROLES = {
    "tanh": ("curves", "bend", lambda module, z: module.bend(z)),
    "sgd": ("curves", "walk", lambda module, w, g, memory, t, rate: (module.walk(w, g), memory)),
    "forward": ("layers", "go", lambda module, *given: module.go(*given)),
}
"""
CURVES = """import numpy as np

def bend(z):
    return np.tanh(z)

def walk(w, g):
    raise NotImplementedError("write your code here")
"""
LAYERS = """def go(X, W, b, hidden, last):
    outputs = [X]
    for i in range(len(W)):
        curve = last if i == len(W) - 1 else hidden
        outputs.append(curve(W[i] @ outputs[-1] + b[i]))
    return outputs
"""


def code(**changed: str) -> StudentCode:
    """A student's two files, some of them changed."""
    works = {"curves": CURVES, "layers": LAYERS, **changed}
    return StudentCode(ROLES, works, {name: f"exercises/{name}.py" for name in works})


@pytest.fixture
def opened(plain_sandbox: Sandbox) -> Iterator[Callable[..., Child]]:
    """Start child processes, which end with the test."""
    children = []

    def start(sources: StudentCode, seconds: float = 20.0) -> Child:
        children.append(Child(plain_sandbox, sources, seconds))
        return children[-1]

    yield start
    for child in children:
        child.close()


@pytest.fixture
def playground(opened: Callable[..., Child]) -> Playground:
    """A playground with the two files."""
    sources = code()
    return Playground(lambda: sources, opened)
