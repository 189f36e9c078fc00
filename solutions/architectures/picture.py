"""How much of a gradient reaches each of five layers: sigmoids beside ReLU."""

import numpy as np
import torch

from grader.pictures import Picture, array, label, panels

LAYERS, WIDTH, SAMPLES = 5, 16, 32
BENDS = {"ReLU": ("ReLU", "s"), "Sigmoid": ("sigmoid", "o")}


def picture(student, guest):
    """Measure the same weights twice, behind sigmoids and behind ReLU."""
    rng = np.random.default_rng(0)
    weights = [rng.normal(0, np.sqrt(2 / WIDTH), (WIDTH, WIDTH)) for _ in range(LAYERS)]
    X = torch.tensor(rng.normal(size=(SAMPLES, WIDTH)), dtype=torch.float32)
    figure, (axes,) = panels(1, 1, 5.6, 3.4)
    numbers, layers = [], np.arange(1, LAYERS + 1)
    for bend, (name, marker) in BENDS.items():
        network = guest.sequential(*[("Linear", WIDTH, WIDTH), (bend,)] * LAYERS)
        for k, W in enumerate(weights):
            network.load_state({f"{2 * k}.weight": W, f"{2 * k}.bias": np.zeros(WIDTH)})
        loss = network.weighted_sum((X,), 1 / (SAMPLES * WIDTH))  # the mean of the answers
        norms = array(student.gradient_norms(network, loss), (2 * LAYERS,), "the list of norms")
        norms = norms[::2]  # the weights', and not the biases'
        (line,) = axes.plot(layers, norms, marker=marker, ms=7)
        label(axes, line, name, shift=(8, 0))
        listed = ", ".join(f"{norm:.2g}" for norm in norms)
        numbers.append(f"{name}: {listed}")
    axes.set(title="length of the gradient by layer", xlabel="layer (5 is nearest to the loss)")
    axes.set(ylabel="‖∂L/∂W‖", yscale="log", xticks=layers, xlim=(0.8, 5.8))
    return Picture(
        figure,
        "Gradient norms of the weights in five layers, first to last",
        tuple(numbers),
        "Each line down is a power of ten. From layer to layer the sigmoids pass on a fraction, "
        "so that the first is hardly asked to learn; ReLU passes on nearly all.",
    )
