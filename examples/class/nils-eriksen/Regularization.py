# Regularization
# by Nils

import copy

import numpy as np
import torch
from torch import nn


def dropout(x, p, rng, training=True):
    """ drops with probability p """
    if training == False:
        return x
    mask = np.where(rng.random(size=x.shape) < p, 0, 1)
    return x * mask / (1 - p)


def l2_penalty(weights, lam):
    return lam * np.sum([np.sum(w ** 2) for w in weights])


def l2_gradient(weights, lam):
    return [lam * 2 * w for w in weights]


class EarlyStopping:
    def __init__(self, patience=10, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best = np.inf
        self.best_weights = None
        self.n = 0

    def step(self, val_loss, weights):
        # at least min_delta better than the best one
        if val_loss <= self.best - self.min_delta:
            self.best = val_loss
            self.best_weights = copy.deepcopy(weights)
            self.n = 0
        else:
            self.n = self.n + 1
        if self.n >= self.patience:
            print("stop, best loss:", self.best)
            return True
        return False


def three_way_split(n, seed, fractions=(0.7, 0.15, 0.15)):
    rows = np.random.default_rng(seed).permutation(n)
    a = int(round(n * fractions[0]))
    b = a + int(round(n * fractions[1]))
    return rows[0:a], rows[a:b], rows[b:n]


def train_regularized(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    net = nn.Sequential(
        nn.Linear(2, 64),
        nn.ReLU(),
        nn.Linear(64, 64),
        nn.ReLU(),
        nn.Linear(64, 1),
        nn.Sigmoid(),
    ).to(X_train.device)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    stopping = EarlyStopping(patience=10)
    for epoch in range(100):
        optimizer.zero_grad()
        loss = nn.BCELoss()(net(X_train), y_train)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            val_loss = nn.BCELoss()(net(X_val), y_val).item()
        if stopping.step(val_loss, net.state_dict()):
            break
    net.load_state_dict(stopping.best_weights)
    net.eval()
    return net
