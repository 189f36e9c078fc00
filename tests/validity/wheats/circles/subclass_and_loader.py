"""This student lets PyTorch do all: a subclass of Sequential, a TensorDataset, a DataLoader."""

from collections import OrderedDict

import numpy as np
import torch
from torch import nn
from torch.utils.data import BatchSampler, DataLoader, SequentialSampler, TensorDataset


class CircleClassifier(nn.Sequential):
    def __init__(self):
        super().__init__(
            OrderedDict(
                hidden1=nn.Linear(2, 16),
                bend1=nn.ReLU(inplace=True),
                hidden2=nn.Linear(16, 8),
                bend2=nn.ReLU(inplace=True),
                score=nn.Linear(8, 1),
                probability=nn.Sigmoid(),
            )
        )


def train(model, X, y, epochs=200, lr=0.01):
    dataset = TensorDataset(X, y)
    everything = BatchSampler(SequentialSampler(dataset), batch_size=len(dataset), drop_last=False)
    loader = DataLoader(dataset, sampler=everything, batch_size=None)
    optimizer = torch.optim.Adam(params=model.parameters(), lr=lr, foreach=False)
    losses = []
    for _epoch in range(epochs):
        for X_batch, y_batch in loader:  # one batch: all of it
            p_batch = model(X_batch)
            loss = nn.functional.binary_cross_entropy(p_batch, y_batch, reduction="mean")
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            losses.append(loss.detach().cpu().item())
    return losses


def probability_field(model, xlim, ylim, steps):
    (left, right), (low, high) = xlim, ylim
    # The complex step is numpy's word for "so many values, both ends included".
    yy, xx = np.mgrid[low : high : steps * 1j, left : right : steps * 1j]
    points = torch.tensor(np.dstack([xx, yy]).reshape(-1, 2), dtype=torch.float32)
    device = next((w.device for w in model.parameters()), torch.device("cpu"))
    p = model(points.to(device)).detach().cpu().numpy()
    p.shape = (steps, steps)
    return xx, yy, p
