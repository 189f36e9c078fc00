# Jonas Weber
# Regularization

import numpy as np
import torch
from torch import nn


def dropout(x, p, rng, training=True):
    if training:
        x[rng.random(x.shape) < p] = 0
        x /= 1 - p
    return x


def l2_penalty(weights, lam):
    return lam * sum([(w ** 2).sum() for w in weights])


def l2_gradient(weights, lam):
    return [2 * lam * w for w in weights]


class EarlyStopping:
    def __init__(self, patience=10, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best_loss = np.inf
        self.best_weights = None
        self.count = 0

    def step(self, val_loss, weights):
        if val_loss < self.best_loss - self.min_delta:
            self.best_loss = val_loss
            self.best_weights = weights   # remember the best ones
            self.count = 0
        else:
            self.count += 1
        return self.count >= self.patience


def three_way_split(n, seed, fractions=(0.7, 0.15, 0.15)):
    rng = np.random.default_rng(seed)
    idx = rng.permutation(n)
    a = round(n * fractions[0])
    b = round(n * (fractions[0] + fractions[1]))
    return idx[:a], idx[a:b], idx[b:]


def train_regularized(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Linear(X_train.shape[1], 64), nn.ReLU(), nn.Dropout(0.5),
        nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.5),
        nn.Linear(64, 1), nn.Sigmoid(),
    ).to(X_train.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=1e-3)
    loss_fn = nn.BCELoss()
    best = np.inf
    count = 0
    for epoch in range(100):
        model.train()
        optimizer.zero_grad()
        loss_fn(model(X_train), y_train).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            val_loss = loss_fn(model(X_val), y_val).item()
        if val_loss < best:
            best = val_loss
            count = 0
            torch_weights = {k: v.clone() for k, v in model.state_dict().items()}
        else:
            count += 1
            if count == 15:
                break
    model.load_state_dict(torch_weights)
    return model
