import copy

import numpy as np
import torch
from torch import nn


def dropout(x, p, rng, training=True):
    result = np.array(x, dtype=float)
    if training:
        for place in np.ndindex(result.shape):
            if rng.random() < p:
                result[place] = 0.0
            else:
                result[place] = result[place] / (1 - p)
    return result


def l2_penalty(weights, lam):
    total = 0.0
    for array in weights:
        for number in array.ravel():
            total += number * number
    return lam * total


def l2_gradient(weights, lam):
    gradients = []
    for array in weights:
        gradient = np.zeros(array.shape)
        for place in np.ndindex(array.shape):
            gradient[place] = 2 * lam * array[place]
        gradients.append(gradient)
    return gradients


class EarlyStopping:
    def __init__(self, patience=10, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.losses = []
        self.best_epoch = None
        self.best_weights = None

    def step(self, val_loss, weights):
        self.losses.append(val_loss)
        now = len(self.losses) - 1
        if self.best_epoch is None:
            better = val_loss == val_loss  # NaN is not equal to itself
        else:
            better = val_loss < self.losses[self.best_epoch] - self.min_delta
        if better:
            self.best_epoch = now
            self.best_weights = copy.deepcopy(weights)
        since = now + 1 if self.best_epoch is None else now - self.best_epoch
        return since >= self.patience


def three_way_split(n, seed, fractions=(0.7, 0.15, 0.15)):
    rng = np.random.default_rng(seed)
    hat = list(range(n))
    sizes = [int(round(fractions[0] * n)), int(round(fractions[1] * n))]
    parts = []
    for size in sizes:
        drawn = []
        for _ in range(size):
            drawn.append(hat.pop(int(rng.integers(len(hat)))))
        parts.append(drawn)
    parts.append(hat)
    return np.array(parts[0], dtype=int), np.array(parts[1], dtype=int), np.array(parts[2], dtype=int)


def train_regularized(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    network = nn.Sequential(
        nn.Linear(X_train.shape[1], 64),
        nn.ReLU(),
        nn.Linear(64, 64),
        nn.ReLU(),
        nn.Linear(64, 1),
        nn.Sigmoid(),
    ).to(X_train.device)
    optimizer = torch.optim.Adam(network.parameters(), 0.01)
    loss_function = torch.nn.BCELoss()
    stopping = EarlyStopping(patience=15)
    epoch = 1
    stop = False
    while epoch <= 100 and not stop:
        loss = loss_function(network(X_train), y_train)
        for W in network.parameters():
            if len(W.shape) == 2:
                loss = loss + 0.001 * torch.sum(W * W)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            val_loss = float(loss_function(network(X_val), y_val))
        stop = stopping.step(val_loss, network.state_dict())
        if epoch % 50 == 0:
            print("epoch", epoch, "validation loss", val_loss)
        epoch += 1
    network.load_state_dict(stopping.best_weights)
    return network.eval()
