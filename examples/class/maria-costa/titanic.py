# Maria Costa
# I use pandas because the data is a table

import csv
from pathlib import Path

import numpy as np
import pandas as pd


def load_passengers(path="../../data/titanic.csv"):
    """Read the passengers whose age is known. (Given: nothing to do here.)"""
    with Path(path).open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["age"]]
    pclass, age, survived = (
        np.array([float(row[name]) for row in rows]) for name in ("pclass", "age", "survived")
    )
    return pclass, [row["sex"] for row in rows], age, survived


def zscore(X_train, X_test):
    # put both together, so that they are on the same scale
    X = np.concatenate([X_train, X_test])
    mean = X.mean(axis=0)
    std = X.std(axis=0)
    std[std == 0] = 1
    return (X_train - mean) / std, (X_test - mean) / std


def titanic_features(pclass, sex, age, mean=None, std=None):
    df = pd.DataFrame({"pclass": pclass, "sex": sex, "age": age})
    numbers = df[["pclass", "age"]]
    if mean is None:
        mean = numbers.mean()
        std = numbers.std()
    else:
        mean = pd.Series(mean, index=numbers.columns)
        std = pd.Series(std, index=numbers.columns)
    df[["pclass", "age"]] = (numbers - mean) / std
    df["sex"] = df["sex"].map({"female": 0, "male": 1})
    return df.to_numpy(dtype=float)


def train_test_split(n, seed):
    rows = pd.Series(range(n))
    train = rows.sample(frac=0.7, random_state=seed)
    test = rows.drop(train.index)
    return train.to_numpy(), test.to_numpy()


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(X, W1, b1, W2, b2):
    Z2 = X @ W1 + b1
    A2 = np.maximum(0, Z2)
    Z3 = A2 @ W2 + b2
    return Z2, A2, Z3, sigmoid(Z3)


def loss(y, y_hat):
    return 0.5 * np.sum((y.reshape(-1, 1) - y_hat) ** 2)


def deltas(y, y_hat, Z3, Z2, W2):
    s = sigmoid(Z3)
    delta3 = -(y.reshape(-1, 1) - y_hat) * s * (1 - s)
    delta2 = (delta3 @ W2.T) * np.where(Z2 > 0, 1, 0)
    return delta3, delta2


def gradients(X, A2, delta3, delta2):
    dW1 = X.T @ delta2
    db1 = np.sum(delta2, axis=0)
    dW2 = A2.T @ delta3
    db2 = np.sum(delta3, axis=0)
    return dW1, db1, dW2, db2


def train(X, y, seed):
    rng = np.random.default_rng(seed)
    w = {"W1": rng.normal(size=(3, 10)) * 0.7, "b1": np.zeros(10),
         "W2": rng.normal(size=(10, 1)) * 0.4, "b2": np.zeros(1)}
    m = {k: np.zeros_like(w[k]) for k in w}
    v = {k: np.zeros_like(w[k]) for k in w}
    for t in range(1, 501):
        Z2, A2, Z3, y_hat = forward(X, w["W1"], w["b1"], w["W2"], w["b2"])
        delta3, delta2 = deltas(y, y_hat, Z3, Z2, w["W2"])
        g = dict(zip(["W1", "b1", "W2", "b2"], gradients(X, A2, delta3, delta2)))
        for k in w:
            m[k] = 0.9 * m[k] + 0.1 * g[k]
            v[k] = 0.999 * v[k] + 0.001 * g[k] ** 2
            w[k] = w[k] - 0.01 * (m[k] / (1 - 0.9 ** t)) / (np.sqrt(v[k] / (1 - 0.999 ** t)) + 1e-8)
    return w["W1"], w["b1"], w["W2"], w["b2"]


def predict(X, W1, b1, W2, b2):
    _, _, _, y_hat = forward(X, W1, b1, W2, b2)
    return (y_hat > 0.5).astype(int)[:, 0]
