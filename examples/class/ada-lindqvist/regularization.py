import copy

import numpy as np
import torch
import torch.nn as nn


def dropout(x, p, rng, training=True):
    if not training:
        return x
    keep = rng.random(x.shape) >= p
    return np.where(keep, x / (1 - p), 0.0)


def l2_penalty(weights, lam):
    return lam * np.sum([np.sum(np.square(w)) for w in weights])


def l2_gradient(weights, lam):
    return [2 * lam * w for w in weights]


class EarlyStopping:
    """Stops when the validation loss has not improved for `patience` epochs."""

    def __init__(self, patience=10, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best_loss = float("inf")
        self.best_weights = None
        self.bad_epochs = 0

    def step(self, val_loss, weights):
        if val_loss < self.best_loss - self.min_delta:
            self.best_loss = val_loss
            self.best_weights = copy.deepcopy(weights)
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def three_way_split(n, seed, fractions=(0.7, 0.15, 0.15)):
    rows = np.random.default_rng(seed).permutation(n)
    first = round(fractions[0] * n)
    second = first + round(fractions[1] * n)
    train, val, test = np.split(rows, [first, second])
    return train, val, test


def train_regularized(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    network = nn.Sequential(
        nn.Linear(X_train.shape[1], 64),
        nn.ReLU(),
        nn.Dropout(0.3),
        nn.Linear(64, 64),
        nn.ReLU(),
        nn.Dropout(0.3),
        nn.Linear(64, 1),
        nn.Sigmoid(),
    ).to(X_train.device)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01, weight_decay=0.001)
    criterion = nn.BCELoss()
    stopping = EarlyStopping(patience=15)
    for epoch in range(100):
        network.train()
        optimizer.zero_grad()
        loss = criterion(network(X_train), y_train)
        loss.backward()
        optimizer.step()

        network.eval()
        with torch.no_grad():
            val_loss = criterion(network(X_val), y_val).item()
        if stopping.step(val_loss, network.state_dict()):
            break
    network.load_state_dict(stopping.best_weights)
    network.eval()
    return network
