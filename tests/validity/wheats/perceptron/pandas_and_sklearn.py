"""This student asks the libraries for everything: data frames for the sums, scikit-learn's own
Perceptron for the learning."""

import numpy as np
import pandas as pd
from sklearn.linear_model import Perceptron

TRUTH = pd.DataFrame(
    {"x1": [0, 0, 1, 1], "x2": [0, 1, 0, 1], "AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1]}
).assign(NAND=lambda t: 1 - t["AND"])


def heaviside(z):
    if np.isscalar(z):
        return bool(z > 0)
    z = np.asarray(z)
    return pd.Series(z.ravel()).gt(0).astype(int).to_numpy().reshape(z.shape)


def perceptron(inputs, weights, bias):
    one_sample = np.ndim(inputs) == 1
    frame = pd.DataFrame([inputs] if one_sample else inputs)
    z = frame.mul(np.asarray(weights), axis="columns").sum(axis="columns").add(bias)
    fired = heaviside(z.to_numpy())
    return fired.item() if one_sample else fired


def gate_parameters(name):
    if name == "NOT":
        features, target = pd.DataFrame({"x": [0, 1]}), pd.Series([1, 0])
    else:
        features, target = TRUTH[["x1", "x2"]], TRUTH[name]
    return perceptron_fit(features.to_numpy(), target.to_numpy())


def perceptron_fit(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    learner = Perceptron(eta0=eta, random_state=0)
    for _ in range(epochs):
        learner.partial_fit(X, y, classes=[0, 1])  # one epoch, shuffled
        if learner.score(X, y) == 1.0:
            break
    return learner.coef_.ravel(), float(learner.intercept_[0])


def xor_network(x):
    pairs = pd.DataFrame(np.atleast_2d(x), columns=["x1", "x2"])
    layer = pd.DataFrame(
        {name: perceptron(pairs.to_numpy(), *gate_parameters(name)) for name in ("OR", "NAND")}
    )
    out = perceptron(layer.to_numpy(), *gate_parameters("AND"))
    return out[0] if np.ndim(x) == 1 else out
