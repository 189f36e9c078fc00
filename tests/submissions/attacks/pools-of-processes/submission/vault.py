import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import torch


def total(values):
    with ProcessPoolExecutor(2) as pool:
        return float(sum(pool.map(float, values)))


def halve(t):
    loader = torch.utils.data.DataLoader(t, batch_size=1, num_workers=2)
    halves = torch.cat([part for part in loader]) / 2
    with multiprocessing.Pool(2) as pool:
        return pool.apply(torch.clone, (halves,))


def double(x):
    return 2 * np.asarray(x)


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g
