"""The loss as the network learns, and who survives: by age, for each class and sex."""

import csv
from pathlib import Path

import numpy as np

from grader.checks import unpack
from grader.pictures import Picture, array, label, panels

DATA = Path(__file__).resolve().parents[2] / "data" / "titanic.csv"
ROUNDS, AGES, SPLITS = 150, np.linspace(1, 70, 47), range(8)
SHAPES = ((3, 10), (10,), (10, 1), (1,))


def picture(student, guest):
    """Train by the student's forward and backward pass, and ask what `train` gives."""
    pclass, sex, age, survived = passengers()
    train, test = split(student, 0)
    features, scale = scaled(student, pclass, sex, age, train)
    figure, (curve, rights, women, men) = panels(2, 2, 3.7, 2.9)
    losses = learn(student, features, survived, train, test)
    for values, name, shift in zip(losses, ("training", "test"), ((4, 5), (4, -5)), strict=True):
        (line,) = curve.plot(values)
        label(curve, line, name, shift=shift)
    curve.set(
        title="loss for each passenger",
        xlabel="round",
        xlim=(0, 1.4 * ROUNDS),
        ylim=(0, 0.14),
        xticks=(0, 50, 100, 150),
    )
    weights = learnt(student, features[train], survived[train])
    numbers = [f"loss for each test passenger from {losses[1][0]:.2f} to {losses[1][-1]:.2f}"]
    for axes, who in ((women, "female"), (men, "male")):
        chances = []
        for kind in (1, 2, 3):
            X = student.titanic_features(np.full(47, kind), [who] * 47, AGES, *scale)
            p = forward(student, array(X, (47, 3), "the features"), weights)[3][:, 0]
            (line,) = axes.plot(AGES, p)
            label(axes, line, f"class {kind}", shift=(3, 0))
            chances.append(f"class {kind} {p[20]:.2f}")
        axes.set(
            title=f"{who}: probability of surviving",
            xlabel="age",
            ylim=(0, 1),
            xlim=(0, 88),
            xticks=(0, 20, 40, 60),
        )
        numbers.append(f"{who}, {AGES[20]:.0f} years old: {', '.join(chances)}")
    numbers.append(draw_rights(rights, student, (pclass, sex, age), survived))
    return Picture(
        figure,
        "Titanic: the loss, how many are right, and who survives by age, class and sex",
        tuple(numbers),
        "Compare the two panels below: the sex decides most. Within each class and age move the "
        "probability, which is what the rule 'women survive' cannot say.",
    )


def split(student, seed):
    """Give the rows to train on and those to test."""
    names = "the rows to train on", "the rows to test"
    rows = unpack(student.train_test_split(1046, seed=seed), *names)
    return [array(each, (n,)).astype(int) for each, n in zip(rows, (732, 314), strict=True)]


def scaled(student, pclass, sex, age, train):
    """Give the features, and the mean and deviation of the training rows with which they scale."""
    raw = np.column_stack([pclass, age])[train]
    scale = raw.mean(axis=0), raw.std(axis=0)
    features = student.titanic_features(pclass, sex, age, *scale)
    return array(features, (1046, 3), "the features"), scale


def learnt(student, X, y, seed=0):
    """Give the weights that `train` finds."""
    weights = unpack(student.train(X, y, seed=seed), "W1", "b1", "W2", "b2")
    return [array(w, shape, "a weight") for w, shape in zip(weights, SHAPES, strict=True)]


def draw_rights(axes, student, people, survived):
    """Draw for several splits how many test passengers are right, and by the rule beside it."""
    _, sex, _ = people
    rights = []
    for seed in SPLITS:
        train, test = split(student, seed)
        features, _ = scaled(student, *people, train)
        weights = learnt(student, features[train], survived[train], seed)
        said = array(student.predict(features[test], *weights), (len(test),))
        women = np.array(sex)[test] == "female"
        rights.append([np.mean(said == survived[test]), np.mean(women == survived[test])])
    shares = np.array(rights).T
    looks = (("your network", "o", 2, (6, 14)), ("women survive", "s", 4, (-50, -18)))
    for values, (name, marker, at, shift) in zip(shares, looks, strict=True):
        (line,) = axes.plot(SPLITS, values, marker)
        label(axes, line, name, at, shift)
    axes.set(title="share of test passengers that is right", xlabel="seed of the split")
    axes.set(ylim=(0.6, 0.9))
    mine, rule = shares.mean(axis=1)
    return f"right over {len(SPLITS)} splits: {mine:.0%}; by 'women survive': {rule:.0%}"


def passengers():
    """Read the passengers whose age is known."""
    with DATA.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["age"]]
    pclass, age, survived = (
        np.array([float(row[k]) for row in rows]) for k in ("pclass", "age", "survived")
    )
    return pclass, [row["sex"] for row in rows], age, survived


def forward(student, X, weights):
    """Return (Z2, A2, Z3, y_hat) as arrays."""
    n = len(X)
    answers = unpack(student.forward(X, *weights), "Z2", "A2", "Z3", "y_hat")
    return [
        array(each, shape)
        for each, shape in zip(answers, ((n, 10), (n, 10), (n, 1), (n, 1)), strict=True)
    ]


def learn(student, X, y, train, test):
    """Return the losses for each passenger (training, test) of plain gradient descent."""
    rng = np.random.default_rng(0)
    weights = [
        rng.normal(0, 0.5, shape) if len(shape) == 2 else np.zeros(shape) for shape in SHAPES
    ]
    losses = []
    for _ in range(ROUNDS):
        Z2, A2, Z3, y_hat = forward(student, X[train], weights)
        tested = forward(student, X[test], weights)[3]
        pairs = (y[train], y_hat), (y[test], tested)
        losses.append([float(array(student.loss(*each), ())) / len(each[0]) for each in pairs])
        delta3, delta2 = unpack(
            student.deltas(y[train], y_hat, Z3, Z2, weights[2]), "delta3", "delta2"
        )
        steps = unpack(student.gradients(X[train], A2, delta3, delta2), "dW1", "db1", "dW2", "db2")
        weights = [
            w - array(step, w.shape, "a gradient") * 1.0 / len(train)
            for w, step in zip(weights, steps, strict=True)
        ]
    return np.array(losses).T
