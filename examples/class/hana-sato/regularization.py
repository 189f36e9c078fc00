"""Exercise 9, Hana Sato"""

import copy

import numpy as np
import torch
import torch.nn as nn


def dropout(x, p, rng, training=True):
    if training:
        mask = rng.random(x.shape) > p
        return x * mask / (1 - p)
    return x


def l2_penalty(weights, lam):
    # from the lecture notes of my last course: lam/2 * ||w||^2
    total = 0
    for w in weights:
        total = total + np.sum(w ** 2)
    return lam / 2 * total


def l2_gradient(weights, lam):
    # derivative of lam/2 * w^2
    grads = []
    for w in weights:
        grads.append(lam * w)
    return grads


class EarlyStopping:
    def __init__(self, patience=10, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best_loss = np.inf
        self.best_weights = None
        self.counter = 0

    def step(self, val_loss, weights):
        if val_loss < self.best_loss - self.min_delta:
            self.best_loss = val_loss
            self.best_weights = copy.deepcopy(weights)
            self.counter = 0
        else:
            self.counter += 1
        return self.counter >= self.patience


def three_way_split(n, seed, fractions=(0.7, 0.15, 0.15)):
    rng = np.random.default_rng(seed)
    perm = rng.permutation(n)
    n_train = int(np.round(n * fractions[0]))
    n_val = int(np.round(n * fractions[1]))
    return perm[:n_train], perm[n_train:n_train + n_val], perm[n_train + n_val:]


def train_regularized(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    net = nn.Sequential(
        nn.Linear(X_train.shape[1], 64), nn.ReLU(),
        nn.Linear(64, 64), nn.ReLU(),
        nn.Linear(64, 1), nn.Sigmoid(),
    )
    net.to(X_train.device)
    opt = torch.optim.Adam(net.parameters(), lr=0.01)
    loss_fn = nn.BCELoss()
    stopping = EarlyStopping(patience=15)
    for epoch in range(100):
        net.train()
        opt.zero_grad()
        loss_fn(net(X_train), y_train).backward()
        opt.step()
        net.eval()
        with torch.no_grad():
            val_loss = loss_fn(net(X_val), y_val).item()
        if stopping.step(val_loss, net.state_dict()):
            break
    net.load_state_dict(stopping.best_weights)
    return net
