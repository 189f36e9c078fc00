"""This student learnt it with samples in columns: everything is turned on its side, and back."""

import hashlib

import numpy as np


def centre_and_spread(feature):
    mu = sum(feature) / len(feature)
    spread = np.linalg.norm(feature - mu) / len(feature) ** 0.5
    return mu, spread if spread > 0 else 1.0


def zscore(X_train, X_test):
    train, test = [], []
    for feature, other in zip(np.transpose(X_train), np.transpose(X_test), strict=True):
        mu, spread = centre_and_spread(feature)
        train.append((feature - mu) / spread)
        test.append((other - mu) / spread)
    return np.array(train).T, np.array(test).T


def titanic_features(pclass, sex, age, mean=None, std=None):
    pclass, age = np.asarray(pclass, float), np.asarray(age, float)
    if mean is None:
        (m0, s0), (m1, s1) = centre_and_spread(pclass), centre_and_spread(age)
    else:
        (m0, m1), (s0, s1) = mean, std
    code = {"male": 1.0, "female": 0.0}
    return np.array([(pclass - m0) / s0, [code[s] for s in sex], (age - m1) / s1]).T


def train_test_split(n, seed):
    # Shuffled by a hash: no generator at all, and the same order on every machine.
    def lot(row):
        return hashlib.sha256(f"{seed}/{row}".encode()).digest()

    deck = np.array(sorted(range(n), key=lot), dtype=int)
    n_test = n - n * 7 // 10
    return deck[n_test:], deck[:n_test]


def columns_forward(x, w1, b1, w2, b2):
    z2 = w1 @ x + b1
    a2 = np.fmax(z2, 0)
    z3 = w2 @ a2 + b2
    with np.errstate(over="ignore"):
        return z2, a2, z3, 1 / (1 + np.exp(-z3))


def sideways(W1, b1, W2, b2):
    return W1.T, b1[:, np.newaxis], W2.T, b2[:, np.newaxis]


def forward(X, W1, b1, W2, b2):
    return tuple(a.T for a in columns_forward(X.T, *sideways(W1, b1, W2, b2)))


def loss(y, y_hat):
    return 0.5 * np.linalg.norm(np.ravel(y) - np.ravel(y_hat)) ** 2


def columns_deltas(y, a3, z2, w2):
    d3 = -(y - a3) * a3 * (1 - a3)
    return d3, np.where(z2 > 0, w2.T @ d3, 0)


def deltas(y, y_hat, Z3, Z2, W2):
    d3, d2 = columns_deltas(np.reshape(y, (1, -1)), y_hat.T, Z2.T, W2.T)
    return d3.T, d2.T


def gradients(X, A2, delta3, delta2):
    dW1 = np.array([[(x * d).sum() for d in delta2.T] for x in X.T])
    dW2 = np.array([[(a * d).sum() for d in delta3.T] for a in A2.T])
    return dW1, np.add.reduce(delta2), dW2, np.add.reduce(delta3)


def train(X, y, seed):
    rng = np.random.Generator(np.random.Philox(seed))
    x_all, y_all = np.asarray(X, float).T, np.reshape(y, (1, -1))
    n = x_all.shape[1]
    limits = np.sqrt(6 / 13), np.sqrt(6 / 11)  # Xavier
    w1, w2 = (
        rng.uniform(-limits[0], limits[0], (10, 3)),
        rng.uniform(-limits[1], limits[1], (1, 10)),
    )
    parts = {"w1": w1, "b1": np.zeros((10, 1)), "w2": w2, "b2": np.zeros((1, 1))}
    first = {name: np.zeros_like(part) for name, part in parts.items()}
    second = {name: np.zeros_like(part) for name, part in parts.items()}
    t = 0
    for _epoch in range(40):
        shuffled = rng.permutation(n)
        for batch in np.array_split(shuffled, max(1, n // 64)):
            t += 1
            x, target = x_all[:, batch], y_all[:, batch]
            z2, a2, _, a3 = columns_forward(x, *parts.values())
            d3, d2 = columns_deltas(target, a3, z2, parts["w2"])
            d3, d2 = d3 / len(batch), d2 / len(batch)
            slopes = {
                "w1": d2 @ x.T,
                "b1": d2.sum(axis=1, keepdims=True),
                "w2": d3 @ a2.T,
                "b2": d3.sum(axis=1, keepdims=True),
            }
            for name, g in slopes.items():
                first[name] = 0.9 * first[name] + 0.1 * g
                second[name] = 0.999 * second[name] + 0.001 * g * g
                m_hat = first[name] / (1 - 0.9**t)
                v_hat = second[name] / (1 - 0.999**t)
                parts[name] = parts[name] - 0.01 * m_hat / (np.sqrt(v_hat) + 1e-8)
    return parts["w1"].T, parts["b1"][:, 0], parts["w2"].T, parts["b2"][:, 0]


def predict(X, W1, b1, W2, b2):
    a3 = columns_forward(X.T, *sideways(W1, b1, W2, b2))[3]
    return np.where(a3[0] > 0.5, 1, 0)
