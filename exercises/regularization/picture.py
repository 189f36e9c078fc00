"""Losses on the noisy disc: a network that nothing holds back, beside a penalty and a stop."""

import numpy as np
import torch
from torch import nn

from grader.pictures import Picture, array, label, panels

EPOCHS, LAM, PATIENCE = 250, 0.01, 30
ENTROPY = nn.BCELoss()


def picture(student, guest):
    """Train the same network twice; the second time the student's functions hold it back."""
    rng = np.random.default_rng(0)
    train, validation = noisy_disc(100, rng), noisy_disc(100, rng)
    figure, (free, held) = panels(1, 2, 4.4, 3.2)
    stopping = student.EarlyStopping(patience=PATIENCE)

    plain = losses_of(train, validation)
    draw(free, plain, "nothing holds it back")

    regular = losses_of(train, validation, student, stopping)
    draw(held, regular, f"penalty, λ = {LAM}, and an early stop")
    weights = stopping._method("__getattribute__", ("best_weights",), {})
    kept = int(array(weights, (1,), "`best_weights`")[0])
    best = regular[1][kept]
    end = len(regular[1]) - 1
    held.axvline(end, color="C4", ls=":", lw=1.5)
    held.text(end, 3, " stop", va="top")
    held.plot(kept, best, "D", color="C1", ms=7)
    held.annotate(
        "these weights\nare kept", (kept, best), (8, 26), textcoords="offset points", ha="right"
    )

    network = student.train_regularized(*train, *validation, seed=0)
    answers = torch.tensor(
        array(network(validation[0]), (100, 1), "the network's answer"), dtype=torch.float32
    )
    own = ENTROPY(answers.clamp(0, 1), validation[1]).item()
    return Picture(
        figure,
        "Losses on the noisy disc, without and with regularization",
        (
            f"without: validation loss {plain[1].min():.2f} at best, {plain[1][-1]:.1f} after "
            f"{EPOCHS} epochs, training loss {plain[0][-1]:.2f}",
            f"with a penalty and early stopping: validation loss {best:.2f} for the kept weights",
            f"`train_regularized`: validation loss {own:.2f}",
        ),
        "On the left the training loss only falls, while the validation loss turns round: from "
        "there on the network learns its own 100 points by heart. On the right both stay "
        "together, and training ends.",
    )


def noisy_disc(n, rng):
    """Return points and labels: 1 inside a disc, but one label in ten is turned round."""
    X = rng.normal(size=(n, 2))
    inside = np.sum(X**2, axis=1) < 2 * np.log(2)  # about half of the points
    y = np.where(rng.random(n) < 0.1, ~inside, inside)
    return torch.tensor(X, dtype=torch.float32), torch.tensor(y[:, None], dtype=torch.float32)


def losses_of(train, validation, student=None, stopping=None):
    """Return the losses (training, validation) by epoch, as arrays."""
    torch.manual_seed(0)
    layers = (
        nn.Linear(2, 64),
        nn.ReLU(),
        nn.Linear(64, 64),
        nn.ReLU(),
        nn.Linear(64, 1),
        nn.Sigmoid(),
    )
    network = nn.Sequential(*layers)
    weights = [each for each in network.parameters() if each.ndim == 2]
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    losses = []
    for epoch in range(EPOCHS):
        optimizer.zero_grad()
        loss = ENTROPY(network(train[0]), train[1])
        loss.backward()
        if student is not None:
            there = [each.detach().numpy() for each in weights]
            for each, more in zip(weights, student.l2_gradient(there, LAM), strict=True):
                each.grad += torch.tensor(
                    array(more, tuple(each.shape), "`l2_gradient`"), dtype=torch.float32
                )
        optimizer.step()
        with torch.no_grad():
            losses.append((loss.item(), ENTROPY(network(validation[0]), validation[1]).item()))
        if stopping is not None and stopping.step(losses[-1][1], np.array([float(epoch)])):
            break
    return np.array(losses).T


def draw(axes, losses, title):
    """Draw both curves with their names, and the loss of who answers 0.5 everywhere."""
    for values, name, up in zip(losses, ("training", "validation"), (-6, 6), strict=True):
        (line,) = axes.plot(values)
        label(axes, line, name, shift=(6, up))
    axes.axhline(np.log(2), color="C4", ls=":", lw=1)
    axes.set(
        title=title,
        xlabel="epoch",
        ylabel="loss",
        xlim=(0, 1.3 * EPOCHS),
        yscale="log",
        ylim=(0.05, 4),
    )
    axes.set_yticks([0.05, 0.1, 0.2, 0.5, 1, 2, 4], ["0.05", "0.1", "0.2", "0.5", "1", "2", "4"])
    axes.minorticks_off()
