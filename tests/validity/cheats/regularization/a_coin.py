"""train_regularized: a network that is never trained."""

import torch
from torch import nn


def train_regularized(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    layers = (nn.Linear(X_train.shape[1], 16), nn.ReLU(), nn.Linear(16, 1), nn.Sigmoid())
    return nn.Sequential(*layers).to(X_train.device).eval()
