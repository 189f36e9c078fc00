"""Two circles: the field before and after training beside a line's, the coastline, the losses."""

import numpy as np
import torch
from sklearn.datasets import make_circles
from sklearn.linear_model import LogisticRegression

from grader.pictures import Picture, array, field, label, panels, points

EPOCHS, STEPS, LIMITS = 100, 51, (-1.4, 1.4)
LOOKS = (0, 5, 10, 15, 20, 30, 40, 60, 80, 100)
"""Epochs after which new points are asked about."""


def picture(student, guest):
    """Draw the student's field twice, with the student's training between, and a line's."""
    train, test = circles()
    figure, (before, flat, after, curve) = panels(2, 2, 3.5)
    network, _ = trained(student, guest, train, 0)
    draw(
        before, student.probability_field(network, LIMITS, LIMITS, STEPS), train, "before training"
    )
    straight = LogisticRegression().fit(train[0], train[1][:, 0])
    share = straight.score(test[0], test[1][:, 0])
    draw(flat, line_field(straight), train, f"the best line: {share:.0%} right")
    tested = []
    for epochs in LOOKS:
        network, losses = trained(student, guest, train, epochs)
        tested.append(judged(network, test))
    loss, right = tested[-1]
    title = f"after {EPOCHS} epochs: {right:.0%} right"
    draw(after, student.probability_field(network, LIMITS, LIMITS, STEPS), train, title, key=True)
    (line,) = curve.plot(np.arange(1, EPOCHS + 1), losses)
    label(curve, line, "training", at=38, shift=(10, 6))
    (line,) = curve.plot(LOOKS, [each for each, _ in tested], "D", ms=5)
    label(curve, line, "new points", at=4, shift=(-42, -24))
    curve.set(title="loss", xlabel="epoch", ylim=(-0.03, 0.8))
    before.legend(loc="lower left", fontsize="small")
    return Picture(
        figure,
        "Two circles: the network's probability before and after 100 epochs, and a line's",
        (
            f"training loss from {losses[0]:.2f} to {losses[-1]:.3f}",
            f"on 300 new points {right:.0%} right, loss {loss:.3f}",
            f"the best line: {share:.0%} right",
        ),
        "Light is class 1, dark is class 0, and the black coastline is 0.5. After training it "
        "is a closed curve with corners, one for each line along which the plane was folded. The "
        "best line cuts both circles: wherever it lies, about half of the points are wrong.",
    )


def frames(student, guest):
    """Draw the field after ever more epochs of the same training."""
    train, test = circles()
    for epochs in range(0, EPOCHS + 1, 4):
        network, losses = trained(student, guest, train, epochs)
        loss, right = judged(network, test)
        figure, (plane, curve) = panels(1, 2)
        title = f"after {epochs} epochs: {right:.0%} right"
        draw(plane, student.probability_field(network, LIMITS, LIMITS, STEPS), train, title)
        curve.plot(np.arange(1, epochs + 1), losses)
        curve.set(title="training loss", xlabel="epoch", xlim=(0, EPOCHS), ylim=(-0.03, 0.8))
        yield Picture(
            figure,
            f"Two circles: {EPOCHS} epochs of training, one frame for four",
            (f"on 300 new points {right:.0%} right, loss {loss:.3f}",),
            "The coastline closes round the inner circle, and gets its corners.",
        )


def circles():
    """Give 300 points to train on and 300 new ones, each (X, y)."""
    X, y = make_circles(600, noise=0.03, factor=0.8, random_state=0)
    X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y[:, None], dtype=torch.float32)
    return (X[:300], y[:300]), (X[300:], y[300:])


def trained(student, guest, train, epochs):
    """Give the network that the same start comes to after so many epochs, and their losses."""
    guest.seed(1)
    network = student.CircleClassifier()
    if not epochs:
        return network, []
    losses = student.train(network, *train, epochs=epochs, lr=0.03)
    return network, array(losses, (epochs,), "the list of losses")


def judged(network, test):
    """Give the loss on new points, and the share that is right."""
    p = array(network(test[0]), (300, 1), "the network's answer")
    answers = torch.tensor(p.clip(0, 1), dtype=torch.float32)
    loss = torch.nn.BCELoss()(answers, test[1]).item()
    return loss, np.mean((p > 0.5) == (test[1].numpy() > 0.5))


def line_field(model):
    """Give the field of a line: its probabilities over the same plane."""
    xx, yy = np.meshgrid(*[np.linspace(*LIMITS, STEPS)] * 2)
    p = model.predict_proba(np.column_stack([xx.ravel(), yy.ravel()]))[:, 1]
    return xx, yy, p.reshape(xx.shape)


def draw(axes, answer, train, title, key=False):
    """Draw a field over some of the points that the network was trained on."""
    xx, yy, p = (array(each, (STEPS, STEPS), "`probability_field`") for each in answer)
    field(axes, xx, yy, p, key)
    points(axes, *(each[:44].numpy() for each in train), 3)
    axes.set(title=title, aspect="equal")
