"""Titanic, by hand. Rows are samples. -- Ada Lindqvist"""

import numpy as np


def zscore(X_train, X_test):
    mu = np.mean(X_train, axis=0)
    sigma = np.std(X_train, axis=0)
    sigma[sigma == 0] = 1.0
    return (X_train - mu) / sigma, (X_test - mu) / sigma


def titanic_features(pclass, sex, age, mean=None, std=None):
    pclass = np.asarray(pclass, dtype=float)
    age = np.asarray(age, dtype=float)
    is_male = (np.asarray(sex) == "male").astype(float)
    if mean is None:
        mean = (pclass.mean(), age.mean())
    if std is None:
        std = (pclass.std(), age.std())
    columns = [(pclass - mean[0]) / std[0], is_male, (age - mean[1]) / std[1]]
    return np.stack(columns, axis=1)


def train_test_split(n, seed):
    rng = np.random.default_rng(seed)
    order = np.arange(n)
    rng.shuffle(order)
    cut = int(0.7 * n)
    return order[:cut], order[cut:]


def relu(z):
    return np.maximum(z, 0)


def forward(X, W1, b1, W2, b2):
    Z2 = X @ W1 + b1
    A2 = relu(Z2)
    Z3 = A2 @ W2 + b2
    with np.errstate(over="ignore"):
        y_hat = 1 / (1 + np.exp(-Z3))
    return Z2, A2, Z3, y_hat


def loss(y, y_hat):
    residual = np.reshape(y, (-1, 1)) - y_hat
    return float(0.5 * np.sum(residual**2))


def deltas(y, y_hat, Z3, Z2, W2):
    y = np.reshape(y, (-1, 1))
    delta3 = (y_hat - y) * y_hat * (1 - y_hat)
    delta2 = (delta3 @ W2.T) * (Z2 > 0)
    return delta3, delta2


def gradients(X, A2, delta3, delta2):
    dW1 = X.T @ delta2
    db1 = delta2.sum(axis=0)
    dW2 = A2.T @ delta3
    db2 = delta3.sum(axis=0)
    return dW1, db1, dW2, db2


def train(X, y, seed):
    rng = np.random.default_rng(seed)
    W1 = rng.normal(0, np.sqrt(2 / 3), size=(3, 10))  # He
    b1 = np.zeros(10)
    W2 = rng.normal(0, np.sqrt(2 / 10), size=(10, 1))
    b2 = np.zeros(1)
    params = [W1, b1, W2, b2]
    m = [np.zeros_like(p) for p in params]
    v = [np.zeros_like(p) for p in params]

    for t in range(1, 501):
        Z2, A2, Z3, y_hat = forward(X, *params)
        d3, d2 = deltas(y, y_hat, Z3, Z2, params[2])
        for k, g in enumerate(gradients(X, A2, d3, d2)):
            m[k] = 0.9 * m[k] + 0.1 * g
            v[k] = 0.999 * v[k] + 0.001 * g**2
            step = (m[k] / (1 - 0.9**t)) / (np.sqrt(v[k] / (1 - 0.999**t)) + 1e-8)
            params[k] = params[k] - 0.01 * step
    return tuple(params)


def predict(X, W1, b1, W2, b2):
    y_hat = forward(X, W1, b1, W2, b2)[3]
    return (y_hat > 0.5).astype(int).ravel()
