# -*- coding: utf-8 -*-
# Léo Martin, TP 9

import copy

import numpy as np
import torch
from torch import nn


def dropout(x, p, rng, training=True):
    if not training:
        return x
    # p, comme dans le cours de l'an dernier : keep_prob
    masque = rng.random(x.shape) < p
    return x * masque / p


def l2_penalty(weights, lam):
    return lam * sum(np.sum(w ** 2) for w in weights)


def l2_gradient(weights, lam):
    return [2 * lam * w for w in weights]


class EarlyStopping:
    def __init__(self, patience=10, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.precedente = np.inf
        self.best_weights = None
        self.attente = 0

    def step(self, val_loss, weights):
        # mieux que l'époque d'avant ?
        if val_loss < self.precedente - self.min_delta:
            self.best_weights = copy.deepcopy(weights)
            self.attente = 0
        else:
            self.attente += 1
        self.precedente = val_loss
        return self.attente >= self.patience


def three_way_split(n, seed, fractions=(0.7, 0.15, 0.15)):
    perm = np.random.default_rng(seed).permutation(n)
    k1 = round(fractions[0] * n)
    k2 = round(fractions[1] * n)
    return perm[:k1], perm[k1:k1 + k2], perm[k1 + k2:]


def train_regularized(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    reseau = nn.Sequential(
        nn.Linear(X_train.shape[1], 64), nn.ReLU(), nn.Dropout(0.4),
        nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.4),
        nn.Linear(64, 1), nn.Sigmoid(),
    ).to(X_train.device)
    adam = torch.optim.Adam(reseau.parameters(), lr=0.01)
    perte = nn.BCELoss()
    meilleure, meilleurs_poids = np.inf, None
    for epoque in range(100):
        reseau.train()
        adam.zero_grad()
        perte(reseau(X_train), y_train).backward()
        adam.step()
        reseau.eval()
        with torch.no_grad():
            v = perte(reseau(X_val), y_val).item()
        if v < meilleure:
            meilleure = v
            meilleurs_poids = copy.deepcopy(reseau.state_dict())
    reseau.load_state_dict(meilleurs_poids)
    return reseau
