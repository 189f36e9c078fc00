"""Tests of this course's playground.py: its references train the network as the playground does."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from grader.course import load_references
from grader.course.model import load_course
from grader.course.modules import load_module
from grader.play.network import OWN, Network, rehearse
from grader.play.settings import Settings

COURSE = load_course(Path(__file__))
NAMES = ("forward_propagation", "backpropagation", "optimizers", "activations")
CURVES = [role for role in OWN if f"{role} slope" in OWN]


@pytest.fixture
def students(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    """The references in the place of a student's files, beside this course's roles."""
    modules = load_references(COURSE, [COURSE.exercise(name) for name in NAMES])
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    roles = load_module(COURSE.root / "playground.py", "roles_of_this_course")
    monkeypatch.setitem(sys.modules, "playground", roles)
    return modules


def plan_of(**chosen: Any) -> dict[str, Any]:
    """A plan in which every role that has a function is the student's."""
    settings = Settings(**chosen)
    plan = {
        "cast": {}, "hidden": settings.activation, "last": settings.last, "step": settings.step,
        "rate": 0.1, "penalty": "none", "strength": 0.0, "batch": 4, "seed": 1,
    }  # fmt: skip
    for role in settings.roles:
        plan["cast"] = {**plan["cast"], role: rehearse(role, plan)[0]}
    return plan


def after_a_step(plan: dict[str, Any]) -> list[Any]:
    """The weights and biases of a small network after three steps."""
    rng = np.random.default_rng(3)
    rows = 2 if plan["last"] == "softmax" else 1
    sizes = [(5, 2), (3, 5), (rows, 3)]
    state: dict[str, Any] = {
        "W": [rng.normal(size=size) for size in sizes],
        "b": [rng.normal(size=(size[0], 1)) for size in sizes],
        "memory": [[] for _ in range(6)], "t": 0, "norms": [],
    }  # fmt: skip
    for _ in range(3):
        X, labels = rng.normal(size=(2, 7)), rng.integers(2, size=7)
        Y = np.eye(2)[:, labels] if rows == 2 else rng.uniform(-1, 1, (1, 7))
        Network(plan).step(state, X, Y)
    return [*state["W"], *state["b"]]


@pytest.mark.parametrize("loss", ["cross-entropy", "squares"])
@pytest.mark.parametrize("curve", CURVES)
def test_every_activation_trains_as_it_should(
    students: dict[str, ModuleType], curve: str, loss: str
) -> None:
    """The student's forward and backward pass are asked for it, though they call sigmoid."""
    plan = plan_of(activation=curve, loss=loss)

    assert {*plan["cast"].values()} == {"yours"}
    for ours, theirs in zip(after_a_step({**plan, "cast": {}}), after_a_step(plan), strict=True):
        assert np.allclose(ours, theirs)


@pytest.mark.parametrize("step", ["sgd", "gradient step", "momentum", "adagrad", "rmsprop", "adam"])
def test_every_optimizer_steps_as_it_should(students: dict[str, ModuleType], step: str) -> None:
    """With its memory, from step to step."""
    plan = plan_of(step=step)

    assert plan["cast"][step] == "yours"
    for ours, theirs in zip(after_a_step({**plan, "cast": {}}), after_a_step(plan), strict=True):
        assert np.allclose(ours, theirs)


def test_the_batches_are_the_student_s(students: dict[str, ModuleType]) -> None:
    """Whose samples are rows; each comes once."""
    X = np.arange(20.0).reshape(2, 10)

    dealt = list(Network(plan_of()).play("batches", X, X[:1], 4, np.random.default_rng(0)))

    assert [x.shape for x, _ in dealt] == [(2, 4), (2, 4), (2, 2)]
    assert sorted(np.concatenate([y for _, y in dealt], axis=1)[0]) == list(range(10))


def test_every_role_of_the_course_is_one_of_the_playground_s(
    students: dict[str, ModuleType],
) -> None:
    """And the other way round."""
    assert {*sys.modules["playground"].ROLES} == {*OWN}


def inlined(X: Any, W: Any, b: Any) -> Any:
    """A right forward pass that calls no function of its own."""
    outputs = [X]
    for i in range(len(W)):
        z = W[i] @ outputs[-1] + b[i]
        outputs.append(
            1 / (1 + np.exp(-z)) if i < len(W) - 1 else np.exp(z) / np.exp(z).sum(axis=0)
        )
    return outputs[-1], outputs


def test_a_forward_pass_that_computes_its_sigmoid_itself_plays_sigmoids_alone(
    students: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With another activation the playground's own runs, and it is said why."""
    monkeypatch.setattr(students["forward_propagation"], "forward_propagation", inlined)
    plan = {**plan_of(), "cast": {}}

    assert rehearse("forward", {**plan, "hidden": "sigmoid"}) == ("yours", "")
    whose, why = rehearse("forward", plan)
    assert (whose, "computes its sigmoid itself" in why) == ("playground", True)
    whose, why = rehearse("forward", {**plan, "hidden": "sigmoid", "last": "tanh"})
    assert (whose, "computes its softmax itself" in why) == ("playground", True)


def test_deltas_that_compute_their_slope_themselves_play_sigmoids_alone(
    students: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same for the way back."""

    def backprop_deltas(activations: Any, W: Any, Y: Any) -> Any:
        found = [activations[-1] - Y]
        for i in range(len(W) - 1, 0, -1):
            found.insert(0, W[i].T @ found[0] * activations[i] * (1 - activations[i]))
        return found

    monkeypatch.setattr(students["backpropagation"], "backprop_deltas", backprop_deltas)

    assert plan_of(activation="sigmoid")["cast"]["deltas"] == "yours"
    whose, why = rehearse("deltas", plan_of(activation="tanh"))
    assert (whose, "computes the sigmoid's slope itself" in why) == ("playground", True)


def test_a_wrong_function_trains_wrongly(
    students: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is the student's is not mended: its mistake is seen."""
    monkeypatch.setattr(students["activations"], "tanh_derivative", lambda x: 1 + np.tanh(x) ** 2)
    plan = plan_of()

    assert plan["cast"]["tanh slope"] == "yours"
    assert not np.allclose(after_a_step({**plan, "cast": {}})[0], after_a_step(plan)[0])


def test_nothing_of_a_student_s_module_stays_changed(students: dict[str, ModuleType]) -> None:
    """What stood in for a moment is gone, whether the call worked or not."""
    module = students["forward_propagation"]
    own = module.sigmoid, module.softmax

    after_a_step(plan_of())
    with pytest.raises(IndexError):
        Network(plan_of()).play("forward", np.ones((2, 1)), [np.ones((1, 2))], [], None, None)

    assert (module.sigmoid, module.softmax) == own
