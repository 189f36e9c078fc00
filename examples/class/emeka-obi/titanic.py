"""Titanic with layer objects. (Emeka Obi)"""

import numpy as np

from my_layers import Batches, Layer, as_column, logistic, relu


class Scaler:
    def __init__(self, X):
        X = np.asarray(X, dtype=float)
        self.mean = X.mean(axis=0)
        self.std = np.sqrt(((X - self.mean) ** 2).mean(axis=0))
        self.std = np.array([s if s > 0 else 1.0 for s in self.std])

    def __call__(self, X):
        return (np.asarray(X, dtype=float) - self.mean) / self.std


def zscore(X_train, X_test):
    scaler = Scaler(X_train)
    return scaler(X_train), scaler(X_test)


def titanic_features(pclass, sex, age, mean=None, std=None):
    scaler = Scaler(np.column_stack((pclass, age)))
    if mean is not None:
        scaler.mean = np.asarray(mean)
        scaler.std = np.asarray(std)
    scaled = scaler(np.column_stack((pclass, age)))
    code = {"female": 0, "male": 1}
    return np.column_stack((scaled[:, 0], [code[s] for s in sex], scaled[:, 1]))


def train_test_split(n, seed):
    rows = set(range(n))
    rng = np.random.default_rng(seed)
    train = rng.choice(n, size=round(0.7 * n), replace=False)
    test = np.array(sorted(rows - set(train.tolist())))
    return train, test


def forward(X, W1, b1, W2, b2):
    hidden, output = Layer(W1, b1, relu), Layer(W2, b2, logistic)
    output(hidden(X))
    return hidden.z, hidden.a, output.z, output.a


def loss(y, y_hat):
    return 0.5 * np.linalg.norm(as_column(y) - y_hat) ** 2


def deltas(y, y_hat, Z3, Z2, W2):
    delta3 = -(as_column(y) - y_hat) * y_hat * (1 - y_hat)
    delta2 = np.outer(delta3, W2)
    delta2[Z2 <= 0] = 0
    return delta3, delta2


def gradients(X, A2, delta3, delta2):
    def affine(x, delta):
        return x.T @ delta, delta.sum(axis=0)

    return *affine(X, delta2), *affine(A2, delta3)


class AdamFor:
    def __init__(self, array):
        self.m, self.v, self.t = np.zeros_like(array), np.zeros_like(array), 0

    def step(self, w, g, lr):
        self.t += 1
        self.m = 0.9 * self.m + 0.1 * g
        self.v = 0.999 * self.v + 0.001 * g**2
        return w - lr * (self.m / (1 - 0.9**self.t)) / (np.sqrt(self.v / (1 - 0.999**self.t)) + 1e-8)


def train(X, y, seed):
    """Mini-batches of 128, a smaller step towards the end."""
    rng = np.random.default_rng(seed)
    weights = [rng.uniform(-1, 1, (3, 10)), np.zeros(10), rng.uniform(-0.6, 0.6, (10, 1)), np.zeros(1)]
    adams = [AdamFor(w) for w in weights]
    y = as_column(y)
    for epoch in range(90):
        lr = 0.01 if epoch < 60 else 0.003
        for X_batch, y_batch in Batches(X, y, 128, rng):
            Z2, A2, Z3, y_hat = forward(X_batch, *weights)
            slopes = gradients(X_batch, A2, *deltas(y_batch, y_hat, Z3, Z2, weights[2]))
            weights = [adam.step(w, g, lr) for adam, w, g in zip(adams, weights, slopes)]
    return tuple(weights)


def predict(X, W1, b1, W2, b2):
    return np.squeeze(forward(X, W1, b1, W2, b2)[3] > 0.5, axis=1).astype(np.uint8)
