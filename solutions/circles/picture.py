"""Two circles: the field before and after training, the points, the coastline, the losses."""

import numpy as np
import torch
from sklearn.datasets import make_circles

from grader.pictures import Picture, array, field, label, panels, points

EPOCHS, STEPS, LIMITS = 100, 51, (-1.4, 1.4)


def picture(student, guest):
    """Draw the student's field twice, with the student's training between."""
    X, y = make_circles(600, noise=0.03, factor=0.8, random_state=0)
    X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y[:, None], dtype=torch.float32)
    train, test = (X[:300], y[:300]), (X[300:], y[300:])
    figure, (before, after, curve) = panels(1, 3)
    guest.seed(1)
    network = student.CircleClassifier()
    draw(
        before, student.probability_field(network, LIMITS, LIMITS, STEPS), train, "before training"
    )
    losses = array(
        student.train(network, *train, epochs=EPOCHS, lr=0.03), (EPOCHS,), "the list of losses"
    )
    p = array(network(test[0]), (300, 1), "the network's answer")
    answers = torch.tensor(p.clip(0, 1), dtype=torch.float32)
    loss = torch.nn.BCELoss()(answers, test[1]).item()
    right = np.mean((p > 0.5) == (test[1].numpy() > 0.5))
    title = f"after: {right:.0%} of new points right"
    draw(after, student.probability_field(network, LIMITS, LIMITS, STEPS), train, title, key=True)
    (line,) = curve.plot(losses)
    label(curve, line, "training", at=EPOCHS // 4, shift=(12, 8))
    curve.plot(EPOCHS, loss, "D", color="C1", ms=7)
    curve.annotate("new points ", (EPOCHS, loss), (-6, 14), textcoords="offset points", ha="right")
    curve.set(title="loss", xlabel="epoch", ylim=(-0.03, 0.8))
    before.legend(loc="lower left", fontsize="small")
    return Picture(
        figure,
        "Two circles: the network's probability before and after 100 epochs",
        (
            f"training loss from {losses[0]:.2f} to {losses[-1]:.3f}",
            f"on 300 new points {right:.0%} right, loss {loss:.3f}",
        ),
        "Light is class 1, dark is class 0, and the black coastline is 0.5. After training it "
        "is a closed curve with corners, one for each line along which the plane was folded.",
    )


def draw(axes, answer, train, title, key=False):
    """Draw a field over some of the points that the network was trained on."""
    xx, yy, p = (array(each, (STEPS, STEPS), "`probability_field`") for each in answer)
    field(axes, xx, yy, p, key)
    points(axes, *(each[:120].numpy() for each in train), 3)
    axes.set(title=title, aspect="equal")
