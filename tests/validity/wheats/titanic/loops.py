"""This student loops over passengers, units and weights with plain numbers in plain lists."""

import math
import random
import statistics

import numpy as np


def sigma(z):
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    e = math.exp(z)
    return e / (1 + e)


def zscore(X_train, X_test):
    train = [[0.0] * len(X_train[0]) for _ in X_train]
    test = [[0.0] * len(X_train[0]) for _ in X_test]
    for k in range(len(X_train[0])):
        total = 0.0
        for row in X_train:
            total += row[k]
        mu = total / len(X_train)
        squares = 0.0
        for row in X_train:
            squares += (row[k] - mu) ** 2
        sd = math.sqrt(squares / len(X_train)) or 1.0
        for i, row in enumerate(X_train):
            train[i][k] = (row[k] - mu) / sd
        for i, row in enumerate(X_test):
            test[i][k] = (row[k] - mu) / sd
    return np.array(train), np.array(test)


def titanic_features(pclass, sex, age, mean=None, std=None):
    if mean is None:
        mean = [statistics.fmean(pclass), statistics.fmean(age)]
        std = [statistics.pstdev(map(float, pclass)) or 1, statistics.pstdev(map(float, age)) or 1]
    rows = []
    for i in range(len(sex)):
        row = [(pclass[i] - mean[0]) / std[0]]
        if sex[i] == "male":
            row.append(1.0)
        else:
            row.append(0.0)
        row.append((age[i] - mean[1]) / std[1])
        rows.append(row)
    return np.array(rows)


def train_test_split(n, seed):
    rows = list(range(n))
    random.Random(seed).shuffle(rows)
    cut = 7 * n // 10
    return np.array(rows[:cut], dtype=int), np.array(rows[cut:], dtype=int)


def forward(X, W1, b1, W2, b2):
    Z2, A2, Z3, y_hat = [], [], [], []
    W1, b1, W2, b2 = (np.asarray(p).tolist() for p in (W1, b1, W2, b2))
    for x in np.asarray(X).tolist():
        z2 = []
        for j in range(len(b1)):
            z = b1[j]
            for i in range(len(x)):
                z += x[i] * W1[i][j]
            z2.append(z)
        a2 = [z if z > 0 else 0.0 for z in z2]
        z3 = b2[0]
        for j in range(len(a2)):
            z3 += a2[j] * W2[j][0]
        Z2.append(z2)
        A2.append(a2)
        Z3.append([z3])
        y_hat.append([sigma(z3)])
    return np.array(Z2), np.array(A2), np.array(Z3), np.array(y_hat)


def loss(y, y_hat):
    J = 0.0
    for i in range(len(y)):
        J += 0.5 * (float(np.ravel(y)[i]) - float(y_hat[i][0])) ** 2
    return J


def deltas(y, y_hat, Z3, Z2, W2):
    targets = np.ravel(y).tolist()
    delta3, delta2 = [], []
    for i in range(len(targets)):
        p = float(y_hat[i][0])
        d3 = (p - targets[i]) * p * (1 - p)
        d2 = []
        for j in range(len(W2)):
            if Z2[i][j] > 0:
                d2.append(d3 * float(W2[j][0]))
            else:
                d2.append(0.0)
        delta3.append([d3])
        delta2.append(d2)
    return np.array(delta3), np.array(delta2)


def gradients(X, A2, delta3, delta2):
    X, A2, delta3, delta2 = (np.asarray(a).tolist() for a in (X, A2, delta3, delta2))
    hidden = len(A2[0])
    dW1 = [[0.0] * hidden for _ in X[0]]
    db1, dW2, db2 = [0.0] * hidden, [[0.0] for _ in range(hidden)], [0.0]
    for x, a2, d3, d2 in zip(X, A2, delta3, delta2, strict=True):
        for j in range(hidden):
            for i in range(len(x)):
                dW1[i][j] += x[i] * d2[j]
            db1[j] += d2[j]
            dW2[j][0] += a2[j] * d3[0]
        db2[0] += d3[0]
    return np.array(dW1), np.array(db1), np.array(dW2), np.array(db2)


def train(X, y, seed):
    dice = random.Random(seed)
    shapes = [(3, 10), (10,), (10, 1), (1,)]
    flat = [dice.gauss(0, 0.5) for _ in range(30)] + [0.0] * 10
    flat += [dice.gauss(0, 0.5) for _ in range(10)] + [0.0]
    m, v, t = [0.0] * 51, [0.0] * 51, 0

    def arrays():
        cuts = np.split(np.array(flat), [30, 40, 50])
        return [part.reshape(shape) for part, shape in zip(cuts, shapes, strict=True)]

    X, y = np.asarray(X, dtype=float), np.ravel(y)
    order = list(range(len(X)))
    for _ in range(25):
        dice.shuffle(order)
        for start in range(0, len(order), 32):  # mini-batches: loops are too slow for more
            rows = order[start : start + 32]
            W1, b1, W2, b2 = arrays()
            Z2, A2, Z3, y_hat = forward(X[rows], W1, b1, W2, b2)
            delta3, delta2 = deltas(y[rows], y_hat, Z3, Z2, W2)
            grads = [g for array in gradients(X[rows], A2, delta3, delta2) for g in array.flat]
            t += 1
            for i, g in enumerate(grads):
                m[i] = 0.9 * m[i] + 0.1 * g
                v[i] = 0.999 * v[i] + 0.001 * g * g
                step = m[i] / (1 - 0.9**t) / (math.sqrt(v[i] / (1 - 0.999**t)) + 1e-8)
                flat[i] -= 0.01 * step
    return tuple(arrays())


def predict(X, W1, b1, W2, b2):
    answers = []
    for row in forward(X, W1, b1, W2, b2)[3]:
        if row[0] > 0.5:
            answers.append(1)
        else:
            answers.append(0)
    return np.array(answers)
