"""Titanic. Loops over the columns and the passengers; only the network itself is matrices."""

import csv
from pathlib import Path

import numpy as np


def load_passengers(path="../../data/titanic.csv"):
    """Read the passengers whose age is known. (Given: nothing to do here.)"""
    with Path(path).open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["age"]]
    pclass, age, survived = (
        np.array([float(row[name]) for row in rows]) for name in ("pclass", "age", "survived")
    )
    return pclass, [row["sex"] for row in rows], age, survived


def mean_and_std(values):
    mean = sum(values) / len(values)
    variance = 0.0
    for value in values:
        variance += (value - mean) ** 2 / len(values)
    return mean, variance ** 0.5


def zscore(X_train, X_test):
    train = np.zeros(X_train.shape)
    test = np.zeros(X_test.shape)
    for column in range(X_train.shape[1]):
        mean, std = mean_and_std([float(x) for x in X_train[:, column]])
        if std == 0:
            std = 1.0
        train[:, column] = (X_train[:, column] - mean) / std
        test[:, column] = (X_test[:, column] - mean) / std
    return train, test


def titanic_features(pclass, sex, age, mean=None, std=None):
    if mean is None:
        statistics = [mean_and_std(pclass), mean_and_std(age)]
        mean = [statistics[0][0], statistics[1][0]]
        std = [statistics[0][1], statistics[1][1]]
    X = []
    for i in range(len(sex)):
        male = 0.0
        if sex[i] == "male":
            male = 1.0
        X.append([(pclass[i] - mean[0]) / std[0], male, (age[i] - mean[1]) / std[1]])
    return np.array(X)


def train_test_split(n, seed):
    # Fisher-Yates, as we did it in the algorithms course
    rng = np.random.RandomState(seed)
    rows = list(range(n))
    for i in range(n - 1, 0, -1):
        j = rng.randint(0, i + 1)
        rows[i], rows[j] = rows[j], rows[i]
    n_train = n * 7 // 10
    return np.array(rows[:n_train]), np.array(rows[n_train:])


def forward(X, W1, b1, W2, b2):
    Z2 = np.dot(X, W1) + b1
    A2 = Z2.copy()
    A2[A2 < 0] = 0
    Z3 = np.dot(A2, W2) + b2
    y_hat = np.zeros(Z3.shape)
    for i in range(len(Z3)):
        z = Z3[i, 0]
        if z >= 0:
            y_hat[i, 0] = 1 / (1 + np.exp(-z))
        else:
            y_hat[i, 0] = np.exp(z) / (1 + np.exp(z))
    return Z2, A2, Z3, y_hat


def loss(y, y_hat):
    J = 0.0
    for label, guess in zip(np.ravel(y), np.ravel(y_hat)):
        J += (label - guess) ** 2 / 2
    return J


def deltas(y, y_hat, Z3, Z2, W2):
    y = np.ravel(y)
    delta3 = np.zeros(y_hat.shape)
    delta2 = np.zeros(Z2.shape)
    for i in range(len(y)):
        delta3[i, 0] = -(y[i] - y_hat[i, 0]) * y_hat[i, 0] * (1 - y_hat[i, 0])
        delta2[i] = delta3[i, 0] * W2[:, 0] * (Z2[i] > 0)
    return delta3, delta2


def gradients(X, A2, delta3, delta2):
    dW1 = np.dot(X.T, delta2)
    db1 = sum(delta2)
    dW2 = np.dot(A2.T, delta3)
    db2 = sum(delta3)
    return dW1, db1, dW2, db2


class Adam:
    def __init__(self, shape, lr):
        self.m = np.zeros(shape)
        self.v = np.zeros(shape)
        self.t = 0
        self.lr = lr

    def next(self, w, g):
        self.t += 1
        self.m = 0.9 * self.m + 0.1 * g
        self.v = 0.999 * self.v + 0.001 * g * g
        m_hat = self.m / (1 - 0.9 ** self.t)
        v_hat = self.v / (1 - 0.999 ** self.t)
        return w - self.lr * m_hat / (np.sqrt(v_hat) + 1e-8)


def train(X, y, seed):
    rng = np.random.RandomState(seed % 2 ** 32)
    weights = [rng.randn(3, 10) * 0.5, np.zeros(10), rng.randn(10, 1) * 0.5, np.zeros(1)]
    adams = [Adam(w.shape, 0.03) for w in weights]
    y = np.reshape(y, (len(X), 1))
    for round in range(250):
        # same formulas as above, without the loops over passengers (they took a minute)
        Z2 = X @ weights[0] + weights[1]
        A2 = Z2 * (Z2 > 0)
        y_hat = 1 / (1 + np.exp(-(A2 @ weights[2] + weights[3])))
        delta3 = -(y - y_hat) * y_hat * (1 - y_hat)
        delta2 = (delta3 @ weights[2].T) * (Z2 > 0)
        slopes = [X.T @ delta2, delta2.sum(axis=0), A2.T @ delta3, delta3.sum(axis=0)]
        for i in range(4):
            weights[i] = adams[i].next(weights[i], slopes[i])
    return weights[0], weights[1], weights[2], weights[3]


def predict(X, W1, b1, W2, b2):
    Z2, A2, Z3, y_hat = forward(X, W1, b1, W2, b2)
    answer = []
    for row in y_hat:
        answer.append(1 if row[0] > 0.5 else 0)
    return answer
