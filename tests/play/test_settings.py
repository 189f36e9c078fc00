"""Tests of the settings: what a page may choose, and what follows from it."""

from __future__ import annotations

from typing import Any

import pytest

from grader.play.settings import Settings, read_settings


def test_the_defaults_are_those_of_the_other_playground() -> None:
    """But for the loss, which is the course's."""
    assert Settings() == read_settings(
        {
            "problem": "classification", "dataset": "circle", "features": ["x", "y"],
            "layers": [4, 2], "activation": "tanh", "loss": "cross-entropy", "step": "sgd",
            "rate": 0.03, "penalty": "none", "strength": 0, "train_percent": 50, "noise": 0,
            "batch": 10,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"layers": [9]}, {"layers": [0]}, {"layers": [1] * 7}, {"features": []}, {"rate": 0},
        {"rate": float("nan")}, {"noise": 51}, {"train_percent": 95}, {"dataset": "moon"},
        {"activation": "__import__"}, {"surprise": 1}, {"seed": -1}, {"problem": "regression"},
        {"dataset": "hills"}, {"dataset": "plane", "problem": "regression"}, "text", None,
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence(wrong: Any) -> None:
    """Of any form."""
    with pytest.raises(ValueError, match=r"^.+: .+"):
        read_settings(wrong)


@pytest.mark.parametrize(
    ("fields", "last", "roles"),
    [
        (
            {}, "softmax",
            "tanh, softmax, forward, tanh slope, deltas, gradients, sgd, batches",
        ),
        (
            {"loss": "squares", "activation": "relu", "step": "adam"}, "tanh",
            "relu, tanh, forward, relu slope, tanh slope, deltas, gradients, adam, batches",
        ),
        (
            {"layers": [], "activation": "relu"}, "softmax",
            "softmax, forward, deltas, gradients, sgd, batches",
        ),
        (
            {"problem": "regression", "dataset": "plane", "loss": "squares", "layers": []},
            "linear", "linear, forward, deltas, gradients, sgd, batches",
        ),
    ],
)  # fmt: skip
def test_roles_follow_from_the_choices(fields: dict[str, Any], last: str, roles: str) -> None:
    """Nobody is asked for a function that does not run."""
    settings = read_settings(fields)

    assert settings.last == last
    assert ", ".join(settings.roles) == roles


def test_what_can_change_while_weights_stay() -> None:
    """The rate, the optimizer and the points can; the layers cannot."""
    old = Settings()

    assert old.same_start(Settings(rate=1, step="adam", activation="relu", noise=5))
    assert not old.same_start(Settings(layers=(4, 3)))
    assert not old.same_points(Settings(noise=5))
    assert old.same_points(Settings(rate=1, layers=()))
