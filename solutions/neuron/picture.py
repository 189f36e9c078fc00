"""One neuron on two blobs and on two circles: the line that it learns, and its losses."""

import numpy as np
import torch
from sklearn.datasets import make_blobs, make_circles

from grader.pictures import Picture, array, field, label, panels, points

SETS = {
    "two blobs": make_blobs(300, centers=[[-1, 0], [1, 1.5]], cluster_std=0.5, random_state=0),
    "two circles": make_circles(300, noise=0.03, factor=0.8, random_state=0),
}
EPOCHS, STEPS = 100, 31


def picture(student, guest):
    """Train the student's network on both, and ask it about the whole plane."""
    figure, (*planes, curves) = panels(1, 3)
    numbers = []
    for axes, (name, (X, y)) in zip(planes, SETS.items(), strict=True):
        network = student.LinearClassifier()
        sent = torch.tensor(X, dtype=torch.float32), torch.tensor(y[:, None], dtype=torch.float32)
        losses = array(
            student.train(network, *sent, epochs=EPOCHS, lr=0.5), (EPOCHS,), "the list of losses"
        )
        sides = [
            np.linspace(low - 0.4, high + 0.4, STEPS)
            for low, high in zip(X.min(0), X.max(0), strict=True)
        ]
        xx, yy = np.meshgrid(*sides)
        grid = torch.tensor(np.column_stack([xx.ravel(), yy.ravel()]), dtype=torch.float32)
        p = array(network(grid), (STEPS**2, 1), "the network's answer")
        answers = array(network(sent[0]), (len(X), 1), "the network's answer")
        field(axes, xx, yy, p.reshape(xx.shape), key=name == "two circles")
        points(axes, X[:150], y[:150])
        right = np.mean((answers[:, 0] > 0.5) == y)
        axes.set_title(f"{name}: {right:.0%} right, loss {losses[-1]:.2f}")
        (line,) = curves.plot(losses)
        label(curves, line, name.split()[1], at=EPOCHS // 2, shift=(0, 9))
        numbers.append(f"{name}: {right:.0%} right, loss from {losses[0]:.2f} to {losses[-1]:.2f}")
    planes[0].legend(loc="upper left", fontsize="small")
    curves.axhline(np.log(2), color="C4", ls=":", lw=1)
    curves.text(EPOCHS, 0.67, "ln 2 = 0.693: always 0.5", ha="right", va="top", fontsize="small")
    curves.set(title="loss", xlabel="epoch", ylim=(0, 0.85))
    return Picture(
        figure,
        "One neuron after 100 epochs on two blobs and on two circles",
        tuple(numbers),
        "The black line is z = 0, where the neuron answers 0.5. It divides the blobs; no "
        "straight line divides the circles, and the loss stays at ln 2 = 0.693: the wall.",
    )
