"""The worked example over the whole plane: three hidden neurons, and what follows from them."""

import numpy as np

from grader.checks import unpack
from grader.pictures import Picture, array, field, panels

W = [
    np.array([[1.0, -0.5], [0.0, 1.0], [2.0, -1.0]]),
    np.array([[1.0, 0.0, -1.0], [0.0, 2.0, 1.0]]),
]
B = [np.array([[0.0], [-1.0], [1.0]]), np.array([[0.5], [-1.5]])]
SAMPLES = np.array([[1.0, 0.0], [2.0, -1.0]])
STEPS = 41


def picture(student, guest):
    """Send a grid of points through the network, as columns."""
    side = np.linspace(-4, 4, STEPS)
    xx, yy = np.meshgrid(side, side)
    A, hidden = forward(student, np.stack([xx.ravel(), yy.ravel()]))
    of_samples, _ = forward(student, SAMPLES)
    figure, places = panels(1, 4, 2.6, 2.7)
    for k, axes in enumerate(places[:3]):
        field(axes, xx, yy, hidden[k].reshape(xx.shape))
        axes.set(title=f"hidden neuron {k + 1}", aspect="equal")
    field(places[3], xx, yy, A[1].reshape(xx.shape), key=True)
    places[3].set(title="probability of class 1", aspect="equal")
    for (x1, x2), p in zip(SAMPLES.T, of_samples[1], strict=True):
        places[3].plot(x1, x2, "o", color="white", markeredgecolor="black", ms=7)
        frame = {"boxstyle": "round,pad=0.2", "fc": "white", "ec": "none"}
        places[3].annotate(
            f"{p:.2f}",
            (x1, x2),
            (9, 0),
            textcoords="offset points",
            va="center",
            color="black",
            bbox=frame,
        )
    numbers = [
        f"sample ({x1:g}, {x2:g}): {p:.4f}"
        for (x1, x2), p in zip(SAMPLES.T, of_samples[1], strict=True)
    ]
    return Picture(
        figure,
        "The worked example's network over the plane: probability of class 1",
        tuple(numbers),
        "Each hidden neuron draws one straight coastline, where it answers 0.5, and grows from "
        "dark (0) to light (1) across it. The output mixes the three: its coastline is bent.",
    )


def forward(student, X):
    """Return the probabilities (2, N) and the hidden activations (3, N)."""
    A, activations = unpack(student.forward_propagation(X, W, B), "A", "the list of activations")
    _, hidden, _ = unpack(activations, "X", "A1", "A2")
    n = X.shape[1]
    return array(A, (2, n), "A"), array(hidden, (3, n), "A1")
