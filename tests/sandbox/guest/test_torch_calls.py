"""Tests of the words about torch modules, in this process: what each does and refuses."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import torch

from grader.sandbox.guest import torch_calls


@pytest.fixture
def layer() -> torch.nn.Linear:
    """A layer of two inputs and one output, with known weights."""
    layer = torch.nn.Linear(2, 1)
    torch_calls.load_state(
        layer, {"weight": np.array([[2.0, -1.0]], np.float32), "bias": np.zeros(1, np.float32)}
    )
    return layer


def test_seeding_is_torchs_own() -> None:
    """The same numbers come as after torch.manual_seed, which is slower."""
    torch.manual_seed(5)
    expected = torch.rand(3)

    torch_calls.seed(5)

    assert torch.equal(torch.rand(3), expected)


def test_the_state_is_a_copy_of_parameters_and_buffers() -> None:
    """Training on changes nothing in a state that was asked for before."""
    module = torch.nn.BatchNorm1d(2)
    before = torch_calls.state(module)

    module(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    with torch.no_grad():
        module.weight.fill_(9.0)

    assert set(before) == {
        "weight", "bias", "running_mean", "running_var", "num_batches_tracked",
    }  # fmt: skip
    assert before["weight"].tolist() == [1.0, 1.0]
    assert before["running_mean"].tolist() == [0.0, 0.0]


def test_only_what_is_named_is_set(layer: torch.nn.Linear) -> None:
    """The rest stays as it is, and parameters still have gradients afterwards."""
    torch_calls.load_state(layer, {"bias": np.array([7.0])})

    assert torch_calls.state(layer)["weight"].tolist() == [[2.0, -1.0]]
    assert layer.bias.item() == 7.0
    assert layer.bias.requires_grad


@pytest.mark.parametrize(
    ("values", "error"),
    [({"wieght": np.zeros((1, 2))}, KeyError), ({"weight": np.zeros((3, 5))}, RuntimeError)],
)
def test_a_state_that_does_not_fit_is_refused(
    layer: torch.nn.Linear, values: dict[str, np.ndarray], error: type[Exception]
) -> None:
    """Neither an unknown name nor a wrong shape is passed over."""
    with pytest.raises(error):
        torch_calls.load_state(layer, values)


def test_gradients_are_of_this_call_alone(layer: torch.nn.Linear) -> None:
    """Asked twice, they are the same: nothing is added to what an earlier call left."""
    x, output_gradient = np.array([[3.0, 4.0]]), np.array([[10.0]])

    first = torch_calls.vjp(layer, (x,), output_gradient)
    by_input, by_parameter = torch_calls.vjp(layer, (x,), output_gradient)

    assert by_input.tolist() == first[0].tolist() == [[20.0, -10.0]]
    assert by_parameter["weight"].tolist() == [[30.0, 40.0]]
    assert by_parameter["bias"].tolist() == [10.0]


def test_a_weighted_sum_can_be_gone_back_from(layer: torch.nn.Linear) -> None:
    """It is the sum, and has its history, wherever it is asked for."""
    with torch.no_grad():
        total = torch_calls.weighted_sum(layer, (torch.tensor([[3.0, 4.0]]),), 10.0)
    total.backward()

    assert total.item() == pytest.approx(10 * layer(torch.tensor([[3.0, 4.0]])).item())
    assert layer.weight.grad is not None
    assert layer.weight.grad.tolist() == [[30.0, 40.0]]


def test_whole_numbers_have_no_gradient() -> None:
    """The indices of an embedding go in as they are, and no gradient comes back for them."""
    by_input, by_parameter = torch_calls.vjp(
        torch.nn.Embedding(3, 2), (np.array([1]),), np.ones((1, 2))
    )

    assert by_input is None
    assert by_parameter["weight"].tolist() == [[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]]


def test_a_module_without_parameters_has_gradients_by_its_input() -> None:
    """There is no parameter to take the type from: it is torch's default."""
    by_input, by_parameter = torch_calls.vjp(
        torch.nn.ReLU(), (np.array([-1.0, 2.0]),), np.array([5.0, 5.0])
    )

    assert by_input.tolist() == [0.0, 5.0]
    assert by_parameter == {}


def test_a_layer_that_torch_does_not_have_is_an_error() -> None:
    """A check that misspells a layer hears of it."""
    assert torch_calls.parameter_shapes(torch_calls.sequential(("Linear", 2, 3), ("ReLU",))) == [
        ("0.weight", (3, 2)), ("0.bias", (3,)),
    ]  # fmt: skip
    with pytest.raises(AttributeError, match="Linaer"):
        torch_calls.sequential(("Linaer", 2, 3))


def test_an_error_that_has_nothing_to_do_with_devices_is_raised(layer: torch.nn.Linear) -> None:
    """A wrong shape is the student's own exception, and no finding about GPUs."""
    assert torch_calls.device_check(layer, (np.ones((4, 2), np.float32),)) == "passed"
    with pytest.raises(RuntimeError, match="dim"):
        torch_calls.device_check(layer, (np.ones((4, 3), np.float32),))


def test_a_torch_without_pretended_tensors_proves_nothing(
    layer: torch.nn.Linear, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are private to torch: where they are gone, no student loses by it."""
    monkeypatch.setitem(sys.modules, "torch._subclasses", None)

    assert torch_calls.device_check(layer, (np.ones((4, 2), np.float32),)) == "inconclusive"
