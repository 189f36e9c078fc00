"""This student knows scikit-learn and pandas, and takes from them what there is."""

import copy

import numpy as np
import pandas as pd
import torch
from sklearn.model_selection import train_test_split
from sklearn.utils.extmath import squared_norm
from torch import nn


def dropout(x, p, rng, training=True):
    if not training:
        return x
    factors = rng.choice([0.0, 1 / (1 - p)], size=x.size, p=[p, 1 - p])
    return (pd.Series(x.ravel()) * factors).to_numpy().reshape(x.shape)


def l2_penalty(weights, lam):
    return pd.Series([squared_norm(w) for w in weights]).sum() * lam


def l2_gradient(weights, lam):
    return [pd.Series(w.ravel()).mul(lam).mul(2).to_numpy().reshape(w.shape) for w in weights]


class EarlyStopping:
    def __init__(self, patience=10, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.history = pd.DataFrame({"loss": [], "better": []})
        self.best_weights = None
        self.best = np.inf

    def step(self, val_loss, weights):
        better = val_loss < self.best - self.min_delta
        self.history.loc[len(self.history)] = [val_loss, float(better)]
        if better:
            self.best, self.best_weights = val_loss, copy.deepcopy(weights)
        last = self.history["better"].tail(self.patience)
        return len(last) == self.patience and not last.any()


def three_way_split(n, seed, fractions=(0.7, 0.15, 0.15)):
    n_val, n_test = round(fractions[1] * n), round(fractions[2] * n)
    rest, test = train_test_split(np.arange(n), test_size=n_test, random_state=seed)
    train, val = train_test_split(rest, test_size=n_val, random_state=seed)
    return train, val, test


def train_regularized(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    # little capacity is regularization too
    network = nn.Sequential(nn.Linear(X_train.shape[1], 20), nn.ReLU(), nn.Linear(20, 1), nn.Sigmoid())
    network.to(X_train.device)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.02)
    criterion = nn.BCELoss()
    epochs = pd.Series(dtype=float)
    best = None
    for epoch in range(400):
        optimizer.zero_grad()
        criterion(network(X_train), y_train).backward()
        optimizer.step()
        with torch.no_grad():
            epochs.loc[epoch] = criterion(network(X_val), y_val).item()
        if epochs.idxmin() == epoch:
            best = {name: tensor.clone() for name, tensor in network.state_dict().items()}
        if epoch - epochs.idxmin() > 40:
            break
    network.load_state_dict(best)
    return network.eval()
