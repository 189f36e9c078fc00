import torch

import numpy as np


def double(x):
    return np.broadcast_to(np.float64(1), (1 << 40, 1 << 20))


def total(values):
    return 1 << (1 << 27)


def classify(X):
    return [0.0] * (1 << 20)


def step(w, g):
    return {number: "w" * 1000 for number in range(1 << 15)}


def halve(t):
    return torch.zeros(1 << 25)
