"""Regularization, a class for everything. (Emeka Obi)"""

import copy

import numpy as np
import torch
from torch import nn


class InvertedDropout:
    def __init__(self, p, rng):
        self.p = p
        self.rng = rng

    def __call__(self, x):
        self.mask = self.rng.binomial(1, 1 - self.p, size=x.shape)
        return x * self.mask / (1 - self.p)


def dropout(x, p, rng, training=True):
    return InvertedDropout(p, rng)(x) if training else np.array(x)


class L2:
    def __init__(self, lam):
        self.lam = lam

    def penalty(self, weights):
        # one long vector, and its scalar product with itself
        flat = np.concatenate([np.ravel(w) for w in weights])
        return self.lam * flat.dot(flat)

    def gradient(self, weights):
        return [2.0 * self.lam * w for w in weights]


def l2_penalty(weights, lam):
    return L2(lam).penalty(weights)


def l2_gradient(weights, lam):
    return L2(lam).gradient(weights)


class EarlyStopping:
    def __init__(self, patience=10, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best_weights = None
        self.lowest = None
        self.left = patience  # counts down

    def step(self, val_loss, weights):
        if self._improves(val_loss):
            self.lowest = val_loss
            self.best_weights = copy.deepcopy(weights)
            self.left = self.patience
        else:
            self.left -= 1
        return self.left <= 0

    def _improves(self, val_loss):
        if np.isnan(val_loss):
            return False
        return self.lowest is None or val_loss < self.lowest - self.min_delta


def three_way_split(n, seed, fractions=(0.7, 0.15, 0.15)):
    keys = np.random.default_rng(seed).random(n)
    order = np.argsort(keys)  # sorting random keys = shuffling
    a = int(fractions[0] * n)
    b = int(fractions[1] * n)
    return order[:a], order[a : a + b], order[a + b :]


class Network(nn.Module):
    def __init__(self, n_features, n_hidden=64, p=0.3):
        super().__init__()
        self.inner = nn.Sequential(
            nn.Linear(n_features, n_hidden), nn.ReLU(), nn.Dropout(p),
            nn.Linear(n_hidden, n_hidden), nn.ReLU(), nn.Dropout(p),
        )
        self.head = nn.Linear(n_hidden, 1)

    def forward(self, x):
        return torch.sigmoid(self.head(self.inner(x)))


class Trainer:
    def __init__(self, network):
        self.network = network
        self.optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
        self.criterion = nn.BCELoss()

    def epoch(self, X, y):
        self.network.train()
        self.optimizer.zero_grad()
        self.criterion(self.network(X), y).backward()
        self.optimizer.step()

    @torch.no_grad()
    def validate(self, X, y):
        self.network.eval()
        return self.criterion(self.network(X), y).item()


def train_regularized(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    trainer = Trainer(Network(X_train.shape[1]).to(X_train.device))
    stopping = EarlyStopping(patience=15)
    for _ in range(100):
        trainer.epoch(X_train, y_train)
        # the whole network is kept, and the best of them is what comes back
        if stopping.step(trainer.validate(X_val, y_val), trainer.network):
            break
    return stopping.best_weights
