# Sofia Novak

import copy

import numpy as np
import torch
from torch import nn


def dropout(x, p, rng, training=True):
    if not training:
        return x
    mask = np.array(rng.random(x.shape) >= p, dtype=float)
    return x * mask / (1 - p)


def l2_penalty(weights, lam):
    return lam * sum(np.sum(w * w) for w in weights)


def l2_gradient(weights, lam):
    return [2 * lam * np.array(w) for w in weights]


class EarlyStopping:
    def __init__(self, patience=10, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best_loss = np.inf
        self.best_weights = None
        self.waited = 0

    def step(self, val_loss, weights):
        if val_loss < self.best_loss - self.min_delta:
            self.best_loss = val_loss
            self.best_weights = copy.deepcopy(weights)
            self.waited = 0
        else
            self.waited += 1
        return self.waited >= self.patience


def three_way_split(n, seed, fractions=(0.7, 0.15, 0.15)):
    rows = np.random.default_rng(seed).permutation(n)
    n_train = round(n * fractions[0])
    n_val = round(n * fractions[1])
    return rows[:n_train], rows[n_train:n_train + n_val], rows[n_train + n_val:]


def train_regularized(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    network = nn.Sequential(nn.Linear(X_train.shape[1], 64), nn.ReLU(), nn.Linear(64, 64),
                            nn.ReLU(), nn.Linear(64, 1), nn.Sigmoid()).to(X_train.device)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    best_loss = np.inf
    for epoch in range(60):
        optimizer.zero_grad()
        nn.functional.binary_cross_entropy(network(X_train), y_train).backward()
        optimizer.step()
        with torch.no_grad():
            val_loss = nn.functional.binary_cross_entropy(network(X_val), y_val).item()
        if val_loss < best_loss:
            best_loss = val_loss
            best = copy.deepcopy(network)
    return best.eval()
