"""How much of a gradient reaches each of five layers: sigmoids beside ReLU."""

import numpy as np
import torch

from grader.pictures import Picture, array, label, panels

LAYERS, WIDTH, SAMPLES = 5, 16, 32
NAMES = {"relu": "ReLU", "sigmoid": "sigmoid"}


def picture(student, guest):
    """Measure the same weights twice, behind sigmoids and behind ReLU."""
    rng = np.random.default_rng(0)
    weights = [rng.normal(0, np.sqrt(2 / WIDTH), (WIDTH, WIDTH)) for _ in range(LAYERS)]
    X = rng.normal(size=(SAMPLES, WIDTH))
    figure, (axes,) = panels(1, 1, 5.6, 3.4)
    numbers, layers = [], np.arange(1, LAYERS + 1)
    for bend, marker in (("relu", "s"), ("sigmoid", "o")):
        network, loss = far_network(guest, weights, X, bend)
        norms = array(student.gradient_norms(network, loss), (2 * LAYERS,), "the list of norms")[
            ::2
        ]
        (line,) = axes.plot(layers, norms, marker=marker, ms=7)
        label(axes, line, NAMES[bend], shift=(8, 0))
        listed = ", ".join(f"{norm:.2g}" for norm in norms)
        numbers.append(f"{NAMES[bend]}: {listed}")
    axes.set(title="length of the gradient by layer", xlabel="layer (5 is nearest to the loss)")
    axes.set(ylabel="‖∂L/∂W‖", yscale="log", xticks=layers, xlim=(0.8, 5.8))
    return Picture(
        figure,
        "Gradient norms of the weights in five layers, first to last",
        tuple(numbers),
        "Each line down is a power of ten. From layer to layer the sigmoids pass on a fraction, "
        "so that the first is hardly asked to learn; ReLU passes on nearly all.",
    )


def far_network(guest, weights, X, bend):
    """Return layers that live beside the student's code, and there the mean of their answers.

    A tensor that is sent is only its numbers; one that is lazily made over there keeps its history.
    """
    X = torch.tensor(X, dtype=torch.float32)
    network = guest.sequential(*[("LazyLinear", WIDTH)] * LAYERS)
    handles = [
        [network.get_parameter(f"{k}.{name}") for name in ("weight", "bias")] for k in range(LAYERS)
    ]
    network(torch.zeros(1, WIDTH))
    for k, W in enumerate(weights):
        network.load_state(
            {f"{k}.weight": W.astype(np.float32), f"{k}.bias": np.zeros(WIDTH, np.float32)}
        )
    shelf = guest.sequential(*[("LazyBatchNorm1d",)] * (LAYERS + 2))
    *layers, row, mean = (shelf.get_buffer(f"{k}.running_mean") for k in range(LAYERS + 2))
    shelf(torch.zeros(2, 1))
    before = X.T.contiguous()
    for here, (W, b) in zip(layers, handles, strict=True):
        become_product(here, (WIDTH, SAMPLES), W, before)
        here.addr_(b, torch.ones(SAMPLES))
        getattr(here, f"{bend}_")()
        before = here
    become_product(row, (1, SAMPLES), torch.full((1, WIDTH), 1 / WIDTH), before)
    become_product(mean, (1, 1), row, torch.full((SAMPLES, 1), 1 / SAMPLES))
    mean.squeeze_()
    return network, mean


def become_product(here, shape, left, right):
    """Let a tensor over there become a product, and know its history."""
    here.resize_(*shape)
    here.zero_()
    here.addmm_(left, right)
