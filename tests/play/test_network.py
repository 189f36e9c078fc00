"""Tests of the network in its own functions: against central differences and formulas."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from grader.play import network
from grader.play.network import MEMORIES, OWN, Network, look, rehearse, train

CURVES = [role for role in OWN if f"{role} slope" in OWN]
PLAN: dict[str, Any] = {
    "cast": {}, "hidden": "tanh", "last": "softmax", "step": "sgd", "rate": 0.1,
    "penalty": "none", "strength": 0.0, "batch": 4, "seed": 1,
}  # fmt: skip


def start(*sizes: int, seed: int = 0) -> dict[str, Any]:
    """A network's first state."""
    rng = np.random.default_rng(seed)
    W = [rng.normal(size=(n, m)) for m, n in pairwise(sizes)]
    b = [rng.normal(size=(n, 1)) for n in sizes[1:]]
    memory: list[list[Any]] = [[] for _ in range(2 * len(W))]
    return {"W": W, "b": b, "memory": memory, "t": 0, "epoch": 0, "at": 0, "norms": []}


def points(rows: int, n: int = 4, seed: int = 1) -> tuple[Any, Any]:
    """Inputs, and one-hot labels or numbers."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(2, n))
    return X, np.eye(2)[:, rng.integers(2, size=n)] if rows == 2 else rng.uniform(-1, 1, (1, n))


@pytest.mark.parametrize("role", CURVES)
def test_slopes_are_those_of_their_curves(role: str) -> None:
    """Against central differences, also far out; the corner at 0 is left out."""
    z = np.array([[-50.0, -2.0, -0.3], [0.4, 3.0, 60.0]])

    rise = (OWN[role](z + 1e-6) - OWN[role](z - 1e-6)) / 2e-6
    assert np.allclose(rise, OWN[f"{role} slope"](z, OWN[role](z)), atol=1e-6)


def test_curves_have_the_values_of_the_books() -> None:
    """At −1 and 2, worked out from their formulas."""
    z = np.array([-1.0, 2.0])
    wanted = {
        "linear": [-1, 2], "step": [0, 1], "sigmoid": [0.268941, 0.880797],
        "tanh": [-0.761594, 0.964028], "relu": [0, 2], "gelu": [-0.158655, 1.954500],
        "softplus": [0.313262, 2.126928], "elu": [-0.632121, 2], "selu": [-1.111331, 2.101402],
        "leaky relu": [-0.01, 2],
    }  # fmt: skip

    assert sorted(wanted) == sorted(CURVES)
    for role, values in wanted.items():
        assert np.allclose(values, OWN[role](z), atol=1e-6), role


@pytest.mark.parametrize("hidden", ["tanh", "sigmoid", "gelu"])
@pytest.mark.parametrize("last", ["softmax", "tanh", "linear"])
def test_one_step_goes_down_the_slope_of_the_loss(hidden: str, last: str) -> None:
    """Each weight and bias moves by the rate times its central difference of the mean loss."""
    rows = 2 if last == "softmax" else 1
    state, (X, Y) = start(2, 5, 3, rows), points(rows)
    first = [each.copy() for each in [*state["W"], *state["b"]]]

    def loss() -> float:
        a = X
        for layer in range(3):
            a = OWN[hidden if layer < 2 else last](first[layer] @ a + first[3 + layer])
        return float((-Y * np.log(a) if last == "softmax" else 0.5 * (a - Y) ** 2).sum() / 4)

    slopes = []
    for array in first:
        slope = np.zeros_like(array)
        for place in np.ndindex(array.shape):
            here = array[place]
            array[place] = here + 1e-6
            above = loss()
            array[place] = here - 1e-6
            slope[place] = (above - loss()) / 2e-6
            array[place] = here
        slopes.append(slope)

    Network({**PLAN, "hidden": hidden, "last": last}).step(state, X, Y)

    moved = [*state["W"], *state["b"]]
    for before, slope, after in zip(first, slopes, moved, strict=True):
        assert np.allclose(before - 0.1 * slope, after, atol=1e-7)
    assert np.allclose([np.linalg.norm(each) for each in slopes[:3]], state["norms"], atol=1e-6)


def mean_of(values: list[Any], keep: float) -> Any:
    """An exponentially weighted mean of all values from a start at 0, as one sum."""
    powers = keep ** np.arange(len(values))[::-1]
    return sum((1 - keep) * power * each for power, each in zip(powers, values, strict=True))


@pytest.mark.parametrize(
    ("role", "step"),
    [
        ("sgd", lambda g, t: g[-1]),
        ("gradient step", lambda g, t: g[-1]),
        ("momentum", lambda g, t: mean_of(g, 0.9)),
        ("adagrad", lambda g, t: g[-1] / (np.sqrt(sum(each**2 for each in g)) + 1e-10)),
        ("rmsprop", lambda g, t: g[-1] / (np.sqrt(mean_of([e**2 for e in g], 0.99)) + 1e-8)),
        (
            "adam",
            lambda g, t: (
                (mean_of(g, 0.9) / (1 - 0.9**t))
                / (np.sqrt(mean_of([e**2 for e in g], 0.999) / (1 - 0.999**t)) + 1e-8)
            ),
        ),
    ],
)
def test_optimizers_take_the_steps_of_their_formulas(role: str, step: Any) -> None:
    """Over twenty steps of changing gradients, each memory written out as one sum."""
    rng = np.random.default_rng(0)
    w = right = rng.normal(size=(3, 2))
    memory, gradients = [np.zeros_like(w)] * MEMORIES.get(role, 0), []
    for t in range(1, 21):
        gradients.append(rng.normal(size=w.shape))
        right = right - 0.1 * step(gradients, t)
        w, memory = OWN[role](w, gradients[-1], memory, t, 0.1)

        assert np.allclose(right, w, rtol=1e-9)


@pytest.mark.parametrize(("penalty", "pull"), [("L1", np.sign), ("L2", lambda w: 2 * w)])
def test_a_penalty_pulls_weights_and_leaves_biases(penalty: str, pull: Any) -> None:
    """By the slope of the sum of the weights' sizes, or of their squares."""
    plain, pulled, (X, Y) = start(2, 3, 2), start(2, 3, 2), points(2)
    W = [each.copy() for each in plain["W"]]

    Network(PLAN).step(plain, X, Y)
    Network({**PLAN, "penalty": penalty, "strength": 0.5}).step(pulled, X, Y)

    for first, without, ours in zip(W, plain["W"], pulled["W"], strict=True):
        assert np.allclose(without - 0.1 * 0.5 * pull(first), ours)
    assert all(np.array_equal(*pair) for pair in zip(plain["b"], pulled["b"], strict=True))


def test_an_epoch_in_pieces_is_the_same_epoch() -> None:
    """A training that stopped for a moment goes on in the same order, with no sample twice."""
    X, Y = points(2, 10)

    whole = train(PLAN, start(2, 3, 2), X, Y, 2, 0, 60.0)
    pieces = start(2, 3, 2)
    for _ in range(100):
        pieces = train(PLAN, pieces, X, Y, 2 - pieces["epoch"], 1, 60.0)
        if pieces["epoch"] == 2:
            break

    assert (whole["epoch"], whole["t"]) == (pieces["epoch"], pieces["t"]) == (2, 6)
    assert all(np.array_equal(*pair) for pair in zip(whole["W"], pieces["W"], strict=True))


def test_a_training_stops_when_its_time_is_up() -> None:
    """After the batch in hand: at least one, so that it goes on."""
    X, Y = points(2, 10)

    state = train(PLAN, start(2, 3, 2), X, Y, 1000, 0, 0.0)

    assert (state["epoch"], state["at"], state["t"]) == (0, 1, 1)


def test_the_plane_is_drawn_in_bytes() -> None:
    """0 is orange, 128 undecided, 255 blue; units are drawn smaller; no number breaks it."""
    state = start(2, 3, 2)
    X = np.concatenate([np.zeros((2, 5)), np.random.default_rng(0).normal(size=(2, 16))], axis=1)
    state["W"][0][0, 0] = np.nan

    seen = look(PLAN, state, X, 5, 4, 2)

    assert (seen["answers"].shape, seen["field"].shape) == ((2, 5), (16,))
    assert seen["squares"].shape == (5, 2, 2)
    assert {seen["field"].dtype, seen["squares"].dtype} == {np.dtype(np.uint8)}
    assert network.as_bytes(np.array([-9.0, -1, 0, 1, np.inf, np.nan])).tolist() == [
        1,
        1,
        128,
        255,
        255,
        128,
    ]


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A student's module, and a course that lends it the roles tanh and sgd."""
    student, course = ModuleType("thestudents"), ModuleType("playground")
    roles = {"tanh": ("thestudents", "curve", lambda module, z: module.curve(z))}
    course.__dict__["ROLES"] = roles
    monkeypatch.setitem(sys.modules, "thestudents", student)
    monkeypatch.setitem(sys.modules, "playground", course)
    yield student


def test_what_is_written_plays(lent: ModuleType) -> None:
    """Right or wrong."""
    lent.__dict__["curve"] = lambda z: 1 / 0

    assert rehearse("tanh", PLAN) == ("yours", "")
    assert rehearse("softmax", PLAN) == ("playground", "no exercise of this course asks for it")


def test_what_is_not_written_does_not(lent: ModuleType) -> None:
    """Not there, a stub, or one that needs a stub: each is said as it is."""
    assert rehearse("tanh", PLAN) == ("playground", "not written")

    def curve(z: Any) -> Any:
        raise NotImplementedError("write your code here")

    lent.__dict__["curve"] = curve
    assert rehearse("tanh", PLAN) == ("playground", "not written")

    lent.__dict__["curve"] = lambda z: curve_of(z)

    def curve_of(z: Any) -> Any:
        raise NotImplementedError

    assert rehearse("tanh", PLAN) == ("playground", "it needs curve_of, which is not written")


def test_a_released_reference_plays_for_what_is_not_written(
    lent: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is called a reference, not the student's."""
    reference = ModuleType("reference_thestudents")
    reference.__dict__["curve"] = np.tanh
    monkeypatch.setitem(sys.modules, "reference_thestudents", reference)

    assert rehearse("tanh", PLAN) == ("reference", "not written")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda z: z[0], r"`curve` returned the shapes \(4,\); expected \(3, 4\)"),
        (lambda z: None, r"`curve` returned the shapes \(\); expected \(3, 4\)|no numbers"),
        (lambda z: ["a", "b"], "`curve` returned no numbers"),
    ],
)
def test_what_a_function_returns_is_looked_at(lent: ModuleType, answer: Any, why: str) -> None:
    """A wrong shape is said with the function's name: it does not go on into numpy."""
    lent.__dict__["curve"] = answer
    X, Y = points(2)

    with pytest.raises(ValueError, match=why):
        Network({**PLAN, "cast": {"tanh": "yours"}}).step(start(2, 3, 2), X, Y)
