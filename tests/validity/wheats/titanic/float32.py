"""This student keeps every array in float32 and works in place, on copies, to save memory."""

import numpy as np


def single(a):
    return np.array(a, dtype=np.float32)  # always a copy


def squash(z):
    out = np.empty_like(z)
    pos = z >= 0
    out[pos] = 1 / (1 + np.exp(-z[pos]))
    e = np.exp(z[~pos])
    out[~pos] = e / (1 + e)
    return out


def zscore(X_train, X_test):
    a, b = single(X_train), single(X_test)
    mu, sigma = a.mean(0), a.std(0)
    sigma[np.ptp(a, axis=0) == 0] = 1
    for array in (a, b):
        array -= mu
        array /= sigma
    return a, b


def titanic_features(pclass, sex, age, mean=None, std=None):
    X = np.zeros((len(sex), 3), np.float32)
    X[:, 0] = pclass
    X[:, 2] = age
    X[np.array(sex) == "male", 1] = 1
    numbers = X[:, ::2]  # a view: what happens to it happens to X
    if mean is None:
        mean, std = numbers.mean(axis=0), numbers.std(axis=0)
        std = np.where(std > 0, std, np.float32(1))
    numbers -= single(mean)
    numbers /= single(std)
    return X


def train_test_split(n, seed):
    order = np.arange(n)
    np.random.RandomState(seed).shuffle(order)
    train_rows, test_rows = np.split(order, [round(0.7 * n)])
    return train_rows, test_rows


def forward(X, W1, b1, W2, b2):
    Z2 = single(X) @ single(W1)
    Z2 += single(b1)
    A2 = Z2.copy()
    A2[A2 < 0] = 0
    Z3 = A2 @ single(W2)
    Z3 += single(b2)
    return Z2, A2, Z3, squash(Z3)


def loss(y, y_hat):
    error = single(y).reshape(-1)
    error -= single(y_hat).reshape(-1)
    return float(0.5 * np.dot(error, error))


def deltas(y, y_hat, Z3, Z2, W2):
    delta3 = single(y_hat)
    slope = delta3 - delta3**2
    delta3 -= single(y).reshape(delta3.shape)
    delta3 *= slope
    delta2 = delta3 @ single(W2).T
    delta2[np.asarray(Z2) <= 0] = 0
    return delta3, delta2


def gradients(X, A2, delta3, delta2):
    X, A2, delta3, delta2 = map(single, (X, A2, delta3, delta2))
    return X.T @ delta2, delta2.sum(0), A2.T @ delta3, delta3.sum(0)


def train(X, y, seed):
    X, y = single(X), single(y).reshape(-1, 1)
    rng = np.random.default_rng(seed)
    he = np.sqrt(2 / 3, dtype=np.float32)
    W1 = rng.standard_normal((3, 10), dtype=np.float32) * he
    W2 = rng.standard_normal((10, 1), dtype=np.float32) * np.float32(0.4)
    weights = [W1, np.zeros(10, np.float32), W2, np.zeros(1, np.float32)]
    m = [np.zeros_like(w) for w in weights]
    v = [np.zeros_like(w) for w in weights]
    for t in range(1, 401):
        Z2, A2, Z3, y_hat = forward(X, *weights)
        grads = gradients(X, A2, *deltas(y, y_hat, Z3, Z2, weights[2]))
        rate = 0.015 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for k in range(4):
            m[k] *= 0.9
            m[k] += 0.1 * grads[k]
            v[k] *= 0.999
            v[k] += 0.001 * grads[k] ** 2
            weights[k] -= (rate * m[k] / (np.sqrt(v[k]) + 1e-7)).astype(np.float32)
        if t % 200 == 0:
            print("round", t, "loss", loss(y, y_hat))
    return tuple(weights)


def predict(X, W1, b1, W2, b2):
    y_hat = forward(X, W1, b1, W2, b2)[-1]
    y_hat -= np.float32(0.5)
    return np.sign(y_hat).clip(0, 1).squeeze(axis=1)
