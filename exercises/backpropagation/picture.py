"""XOR's plane as it was learnt, and how long a deep network's gradients are, layer by layer."""

import numpy as np

from grader.checks import as_floats, unpack
from grader.pictures import NotDrawn, Picture, array, field, panels, points, waiting

PAIRS, XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])
STEPS, DEPTH, WIDTH = 61, 6, 8


def picture(student, guest):
    """Draw what `train_xor` learnt, and what the deltas and gradients say of six layers."""
    figure, (plane, bars) = panels(1, 2, 3.8, 3.3)
    numbers, waits = [], []
    plane.set_title("XOR, learnt: probability of class 1")
    with waiting(plane, waits):
        numbers.append(draw_plane(plane, student))
    bars.set_title("length of the gradient by layer")
    with waiting(bars, waits):
        numbers.append(draw_norms(bars, student))
    if not numbers:
        raise NotDrawn("waits for `train_xor`, or `backprop_deltas` and `gradients`")
    return Picture(
        figure,
        "XOR as a network learnt it, and gradients in six layers of sigmoids",
        (*numbers, *waits),
        "On the left two coastlines (0.5) divide what one line cannot. On the right each step "
        "is a power of ten: the further back a layer is, the less it hears of the mistake.",
    )


def draw_plane(axes, student):
    """Draw the field of the trained network over the four pairs."""
    side = np.linspace(-0.6, 1.6, STEPS)
    xx, yy = np.meshgrid(side, side)
    W, b = ([as_floats(each) for each in part] for part in unpack(student.train_xor(0), "W", "b"))
    p = forward(np.stack([xx.ravel(), yy.ravel()]), W, b)[-1][1]
    field(axes, xx, yy, p.reshape(xx.shape), key=True)
    points(axes, PAIRS, XOR, 9)
    axes.set(xticks=(0, 1), yticks=(0, 1), aspect="equal")
    at_pairs = forward(PAIRS.T, W, b)[-1][1]
    listed = ", ".join(
        f"({x1:g}, {x2:g}) {each:.2f}" for (x1, x2), each in zip(PAIRS, at_pairs, strict=True)
    )
    return f"probability of class 1 at {listed}"


def draw_norms(axes, student):
    """Draw the norm of each layer's gradient in a network as it starts."""
    rng = np.random.default_rng(0)
    W = [rng.normal(0, 1 / np.sqrt(WIDTH), (WIDTH, WIDTH)) for _ in range(DEPTH)]
    X, Y = rng.normal(size=(WIDTH, 20)), np.eye(WIDTH)[:, rng.integers(WIDTH, size=20)]
    activations = forward(X, W, [np.zeros((WIDTH, 1))] * DEPTH)
    deltas = student.backprop_deltas(activations, W, Y)
    dW, _ = unpack(student.gradients(activations, deltas), "dW", "db")
    arrays = unpack(dW, *[f"dW[{k}]" for k in range(DEPTH)])
    norms = [np.linalg.norm(array(each, (WIDTH, WIDTH), "a gradient")) for each in arrays]
    layers = np.arange(1, DEPTH + 1)
    axes.bar(layers, norms, color="C0", width=0.6)
    for layer, norm in zip(layers, norms, strict=True):
        axes.text(layer, norm, f"{norm:.1g}", ha="center", va="bottom", fontsize="small")
    axes.set(yscale="log", xlabel=f"layer ({DEPTH} is the last)", ylabel="‖∂J/∂W‖", xticks=layers)
    axes.grid(False, axis="x")
    return "gradient norms from the first layer to the last: " + ", ".join(
        f"{norm:.1g}" for norm in norms
    )


def forward(X, W, b):
    """Return [X, A1, …, AL]: sigmoids, and softmax in the last layer."""
    activations = [X]
    for weights, bias in zip(W[:-1], b[:-1], strict=True):
        activations.append(1 / (1 + np.exp(-(weights @ activations[-1] + bias.reshape(-1, 1)))))
    scores = W[-1] @ activations[-1] + b[-1].reshape(-1, 1)
    powers = np.exp(scores - scores.max(axis=0))
    return [*activations, powers / powers.sum(axis=0)]
