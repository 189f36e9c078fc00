"""This student works in float32 throughout, as deep learning does."""

import copy

import numpy as np
import torch
from torch import nn


def dropout(x, p, rng, training=True):
    x = np.asarray(x, dtype=np.float32)
    if training:
        keep = np.float32(1 - p)
        return x * (rng.random(x.shape, dtype=np.float32) < keep).astype(np.float32) / keep
    return x


def l2_penalty(weights, lam):
    penalty = np.float32(0)
    for w in weights:
        penalty += np.sum(np.square(w.astype(np.float32)))
    return np.float32(lam) * penalty


def l2_gradient(weights, lam):
    return [np.float32(2 * lam) * w.astype(np.float32) for w in weights]


class EarlyStopping:
    def __init__(self, patience=10, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.best_weights, self.left = None, None, patience

    def step(self, val_loss, weights):
        if self.best is None or val_loss < self.best - self.min_delta:
            self.best, self.best_weights = val_loss, copy.deepcopy(weights)
            self.left = self.patience
            return np.bool_(False)
        self.left -= 1
        return np.bool_(self.left <= 0)


def three_way_split(n, seed, fractions=(0.7, 0.15, 0.15)):
    order = np.argsort(np.random.default_rng(seed).random(n, dtype=np.float32)).astype(np.int32)
    a = int(fractions[0] * n)
    b = a + int(fractions[1] * n)
    return [order[:a], order[a:b], order[b:]]


def train_regularized(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    device = X_train.device
    network = nn.Sequential(
        nn.Linear(X_train.shape[1], 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1), nn.Sigmoid()
    ).to(device)
    # weight_decay takes the biases along, which hardly matters
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01, weight_decay=0.004)
    stopping = EarlyStopping(patience=25)
    for _ in range(400):
        optimizer.zero_grad()
        nn.functional.binary_cross_entropy(network(X_train), y_train).backward()
        optimizer.step()
        with torch.no_grad():
            val_loss = nn.functional.binary_cross_entropy(network(X_val), y_val)
        if stopping.step(val_loss.item(), network.state_dict()):
            break
    network.load_state_dict(stopping.best_weights)
    return network.eval()
