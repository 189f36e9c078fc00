# -*- coding: utf-8 -*-
# Léo Martin, TP 5

import numpy as np


def zscore(X_train, X_test):
    mu = X_train.mean(axis=0)
    sigma = X_train.std(axis=0)
    sigma[sigma == 0] = 1
    return (X_train - mu) / sigma, (X_test - mu) / sigma


def titanic_features(pclass, sex, age, mean=None, std=None):
    XA = np.column_stack((pclass, age)).astype(float)
    if mean is None:
        mean = XA.mean(axis=0)
        std = XA.std(axis=0)
    XA = (XA - np.array(mean)) / np.array(std)
    sexe = np.array([{"male": 1, "female": 0}[s] for s in sex])
    return np.column_stack((XA[:, 0], sexe, XA[:, 1]))


def train_test_split(n, seed):
    rng = np.random.default_rng(seed)
    perm = rng.permutation(n)
    k = round(0.7 * n)
    return perm[:k], perm[k:]


def forward(X, W1, b1, W2, b2):
    Z2 = X.dot(W1) + b1
    A2 = np.maximum(0, Z2)
    Z3 = A2.dot(W2) + b2
    y_hat = 1 / (1 + np.exp(-Z3))
    return Z2, A2, Z3, y_hat


def loss(y, y_hat):
    return 0.5 * ((y.reshape(-1, 1) - y_hat) ** 2).sum()


def deltas(y, y_hat, Z3, Z2, W2):
    # a (1 - a), like in TP 3
    delta3 = -(y.reshape(-1, 1) - y_hat) * Z3 * (1 - Z3)
    delta2 = delta3.dot(W2.T) * (Z2 > 0)
    return delta3, delta2


def gradients(X, A2, delta3, delta2):
    return X.T.dot(delta2), delta2.sum(axis=0), A2.T.dot(delta3), delta3.sum(axis=0)


def train(X, y, seed):
    rng = np.random.default_rng(seed)
    W1 = rng.normal(0, 0.8, (3, 10))
    b1 = np.zeros(10)
    W2 = rng.normal(0, 0.4, (10, 1))
    b2 = np.zeros(1)
    m = [np.zeros((3, 10)), np.zeros(10), np.zeros((10, 1)), np.zeros(1)]
    v = [np.zeros((3, 10)), np.zeros(10), np.zeros((10, 1)), np.zeros(1)]
    for t in range(1, 501):
        Z2, A2, Z3, y_hat = forward(X, W1, b1, W2, b2)
        d3, d2 = deltas(y, y_hat, Z3, Z2, W2)
        g = gradients(X, A2, d3, d2)
        pas = []
        for i in range(4):
            m[i] = 0.9 * m[i] + 0.1 * g[i]
            v[i] = 0.999 * v[i] + 0.001 * g[i] ** 2
            pas.append(0.01 * (m[i] / (1 - 0.9 ** t)) / (np.sqrt(v[i] / (1 - 0.999 ** t)) + 1e-8))
        W1, b1, W2, b2 = W1 - pas[0], b1 - pas[1], W2 - pas[2], b2 - pas[3]
    return W1, b1, W2, b2


def predict(X, W1, b1, W2, b2):
    return (forward(X, W1, b1, W2, b2)[3].ravel() > 0.5).astype(int)
