"""This student builds small classes that remember things: a scaler, a layer, an optimiser."""

from dataclasses import dataclass, field

import numpy as np


class RunningScaler:
    """Mean and spread, one row at a time, as Welford does it."""

    def __init__(self, width):
        self.count, self.mean, self.squares = 0, np.zeros(width), np.zeros(width)

    def see(self, row):
        self.count += 1
        before = row - self.mean
        self.mean = self.mean + before / self.count
        self.squares = self.squares + before * (row - self.mean)

    def fit(self, rows):
        for row in rows:
            self.see(row)
        return self

    @property
    def std(self):
        std = np.sqrt(self.squares / self.count)
        return std + (std == 0)

    def __call__(self, rows):
        return (rows - self.mean) / self.std


@dataclass
class Layer:
    """An affine map whose bias is one more row of the weights, below a column of ones."""

    table: np.ndarray
    m: np.ndarray = field(init=False)
    v: np.ndarray = field(init=False)

    def __post_init__(self):
        self.m = np.zeros_like(self.table)
        self.v = np.zeros_like(self.table)

    @classmethod
    def of(cls, W, b):
        return cls(np.vstack([W, b]))

    @property
    def W(self):
        return self.table[:-1]

    @property
    def b(self):
        return self.table[-1]

    @staticmethod
    def with_ones(X):
        return np.hstack([X, np.ones((len(X), 1))])

    def __call__(self, X):
        return self.with_ones(X) @ self.table

    def adam(self, slope, t, lr):
        self.m += (slope - self.m) / 10
        self.v += (slope**2 - self.v) / 1000
        self.table = self.table - lr * (self.m / (1 - 0.9**t)) / (
            np.sqrt(self.v / (1 - 0.999**t)) + 1e-8
        )


class Network:
    def __init__(self, hidden, output):
        self.hidden, self.output = hidden, output

    def forward(self, X):
        Z2 = self.hidden(X)
        A2 = (Z2 + abs(Z2)) / 2
        Z3 = self.output(A2)
        return Z2, A2, Z3, np.exp(-np.logaddexp(0, -Z3))

    def weights(self):
        return self.hidden.W, self.hidden.b, self.output.W, self.output.b


def zscore(X_train, X_test):
    scaler = RunningScaler(X_train.shape[1]).fit(X_train)
    return scaler(X_train), scaler(X_test)


def titanic_features(pclass, sex, age, mean=None, std=None):
    people = np.stack([np.array(pclass, float), np.array(age, float)], axis=-1)
    if mean is None:
        people = RunningScaler(2).fit(people)(people)
    else:
        people = (people - np.array(mean)) / np.array(std)
    male = np.char.startswith(np.array(sex, dtype=str), "m")
    return np.insert(people, 1, male, axis=1)


def train_test_split(n, seed):
    rng = np.random.default_rng(seed)
    rows = np.arange(n)
    for last in range(n - 1, 0, -1):  # Fisher and Yates
        chosen = rng.integers(last + 1)
        rows[[last, chosen]] = rows[[chosen, last]]
    size = int(n * 0.7 + 1e-9)
    return rows[:size], rows[size:]


def forward(X, W1, b1, W2, b2):
    return Network(Layer.of(W1, b1), Layer.of(W2, b2)).forward(X)


def loss(y, y_hat):
    return np.square(y.reshape(y_hat.shape) - y_hat).mean() * len(y) / 2


def deltas(y, y_hat, Z3, Z2, W2):
    decay = np.exp(-np.abs(Z3))
    slope = decay / (1 + decay) ** 2
    delta3 = (y_hat - y.reshape(-1, 1)) * slope
    return delta3, np.outer(delta3, W2) * (np.sign(Z2) == 1)


def gradients(X, A2, delta3, delta2):
    first, second = Layer.with_ones(X).T @ delta2, Layer.with_ones(A2).T @ delta3
    return first[:-1], first[-1], second[:-1], second[-1]


def train(X, y, seed):
    rng = np.random.default_rng(seed)
    net = Network(
        Layer.of(rng.normal(0, 0.6, (3, 10)), np.zeros(10)),
        Layer.of(rng.normal(0, 0.3, (10, 1)), np.zeros(1)),
    )
    for t in range(1, 501):
        Z2, A2, Z3, y_hat = net.forward(X)
        delta3, delta2 = deltas(y, y_hat, Z3, Z2, net.output.W)
        lr = 0.03 / (1 + t / 100)  # big steps first
        net.hidden.adam(Layer.with_ones(X).T @ delta2, t, lr)
        net.output.adam(Layer.with_ones(A2).T @ delta3, t, lr)
    return net.weights()


def predict(X, W1, b1, W2, b2):
    *_, y_hat = forward(X, W1, b1, W2, b2)
    return np.digitize(y_hat[:, 0], [0.5], right=True)
