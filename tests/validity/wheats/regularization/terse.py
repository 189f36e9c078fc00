"""This student writes as little as possible."""

from copy import deepcopy as copied

import numpy as np
import torch
from torch import nn


def dropout(x, p, rng, training=True):
    return x * rng.binomial(1, 1 - p, x.shape) / (1 - p) if training else x


def l2_penalty(weights, lam):
    return lam * np.square(np.concatenate([w.ravel() for w in weights])).sum()


def l2_gradient(weights, lam):
    return tuple(w * lam * 2 for w in weights)


class EarlyStopping:
    best_weights, best, waited = None, np.inf, None

    def __init__(self, patience=10, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta

    def step(self, val_loss, weights):
        if val_loss < self.best - self.min_delta:
            self.best, self.best_weights, self.waited = val_loss, copied(weights), 0
        else:
            self.waited += 1
        return self.waited >= self.patience or None


def three_way_split(n, seed, fractions=(0.7, 0.15, 0.15)):
    np.random.seed(seed)
    rows = np.random.permutation(n)
    a, b, _ = np.cumsum(np.round(np.multiply(fractions, n))).astype(int)
    return rows[:a], rows[a:b], rows[b:]


def train_regularized(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    net = nn.Sequential(nn.LazyLinear(64), nn.ReLU(), nn.LazyLinear(64), nn.ReLU(), nn.LazyLinear(1), nn.Sigmoid())
    net.to(X_train.device)(X_train)
    adam, bce, stopping = torch.optim.AdamW(net.parameters(), 0.01, weight_decay=0.1), nn.BCELoss(), EarlyStopping(30)
    for _ in range(500):
        adam.zero_grad()
        bce(net(X_train), y_train).backward()
        adam.step()
        if stopping.step(bce(net(X_val), y_val).item(), net.state_dict()):
            break
    net.load_state_dict(stopping.best_weights)
    return net.eval()
