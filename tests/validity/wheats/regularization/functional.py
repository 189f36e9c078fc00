"""This student likes functions of functions: reduce, map, partial, closures."""

import copy
from functools import partial, reduce
from itertools import accumulate

import numpy as np
import torch
from torch import nn


def masked(draw, p, x):
    return np.multiply(x, np.greater_equal(draw(np.shape(x)), p)) * np.reciprocal(1.0 - p)


def dropout(x, p, rng, training=True):
    return masked(rng.random, p, x) if training else np.array(x)


def l2_penalty(weights, lam):
    return lam * reduce(lambda total, w: total + np.vdot(w, w), weights, 0.0)


def l2_gradient(weights, lam):
    return map(partial(np.multiply, 2.0 * lam), weights)


class EarlyStopping:
    def __init__(self, patience=10, min_delta=0.0):
        self._state = (np.inf, None, None)
        self._next = partial(_next, patience=patience, min_delta=min_delta)

    @property
    def best_weights(self):
        return self._state[1]

    def step(self, val_loss, weights):
        self._state, stop = self._next(self._state, val_loss, weights)
        return stop


def _next(state, val_loss, weights, patience, min_delta):
    best, kept, waited = state
    if val_loss + min_delta < best:
        return (val_loss, copy.deepcopy(weights), 0), False
    return (best, kept, waited + 1), waited + 1 >= patience


def three_way_split(n, seed, fractions=(0.7, 0.15, 0.15)):
    order = np.random.default_rng(seed).permutation(n)
    train, val, _ = (round(end * n) for end in accumulate(fractions))
    part = lambda start, end: order[slice(start, end)]
    return part(None, train), part(train, val), part(val, None)


def train_regularized(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    layer = lambda a, b: [nn.Linear(a, b), nn.ReLU(), nn.Dropout(0.4)]
    network = nn.Sequential(*layer(X_train.shape[1], 64), *layer(64, 64), nn.Linear(64, 1), nn.Sigmoid())
    network = network.to(X_train)
    loss = lambda X, y: nn.functional.binary_cross_entropy(network(X), y)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    stopping = EarlyStopping(patience=30)

    def epoch():
        network.train()
        optimizer.zero_grad()
        loss(X_train, y_train).backward()
        optimizer.step()
        network.eval()
        with torch.inference_mode():
            return loss(X_val, y_val).item()

    any(stopping.step(epoch(), network) for _ in range(400))
    return stopping.best_weights.eval()
