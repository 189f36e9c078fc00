"""Tests of losses: what a list of losses did."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from grader.feedback.loss_curves import loss_story

FALLING = 2.0 * 0.9 ** np.arange(20)


@pytest.mark.parametrize(
    ("losses", "told"),
    [
        ([0.7] * 8, "flat from the first step"),
        ([0.7, 0.5, 0.5, 0.5, 0.5], "flat from the second step"),
        (2.0 ** np.arange(12), "the loss diverged at step 5"),
        ([1.0, 0.5, np.nan, 0.1, 0.1], "from step 3 on the loss is NaN or infinite"),
        ([1.0, 2.0, np.inf, np.inf, np.inf], "from step 3 on the loss is NaN or infinite"),
        (torch.tensor([0.7, 0.71, 0.72, 0.73, 0.74]), "the loss ends higher than it begins"),
    ],
)
def test_what_went_wrong(losses: object, told: str) -> None:
    """Each trouble has its clause, with the step counted from 1."""
    assert told in loss_story(losses)
    assert "the loss" in loss_story(losses)


def test_a_step_uphill_is_seen_where_the_start_is_right() -> None:
    """Losses of another training, such as those that a second call adds to, may rise as well."""
    rising = FALLING[0] * 1.01 ** np.arange(20)

    assert loss_story(rising, FALLING).endswith("begins: is the gradient subtracted?")
    for losses, right in ((rising / 2, FALLING), (rising, rising[::-1]), (rising, rising * 2)):
        assert loss_story(losses, right) == "the loss ends higher than it begins"


def test_a_loss_that_falls_but_is_another() -> None:
    """The first step that differs is told; nothing is, where all is well or unknown."""
    other = FALLING.copy()
    other[3:] *= 1.1

    assert (
        loss_story(other, FALLING) == "the loss falls, but from step 4 on it is not the right one"
    )
    assert [loss_story(FALLING, FALLING), loss_story(FALLING), loss_story(other, [1.0])] == [""] * 3


@pytest.mark.parametrize("thing", [None, 3.0, [1.0] * 4, np.ones((5, 5)), "losses", {"a": 1}])
def test_what_is_no_list_of_losses(thing: object) -> None:
    """Fewer than five, or something else, has no story."""
    assert loss_story(thing) == ""
