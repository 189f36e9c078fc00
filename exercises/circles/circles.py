r"""Circles: a multilayer perceptron bends the plane.

Two classes lie on two circles, one inside the other: no straight line separates them. Two hidden
layers with ReLU do, and the same code runs on a CPU and on a GPU. Rows are samples, as in
``torch.nn.Linear``: ``X`` has shape (N, 2), ``y`` and the probabilities have shape (N, 1).
"""

import numpy as np
import torch
from torch import nn


class CircleClassifier(nn.Module):
    r"""The network 2 → 16 → 8 → 1, from points of the plane to probabilities.

    .. math::
        H_1 = \mathrm{ReLU}(X W_1^T + b_1), \quad
        H_2 = \mathrm{ReLU}(H_1 W_2^T + b_2), \quad
        \hat{y} = \sigma(H_2 W_3^T + b_3)

    Three ``nn.Linear`` layers (2→16, 16→8, 8→1) with their biases: 193 parameters, no more. Call
    the layers as you like. ``forward(x)`` takes a float32 tensor of shape (N, 2), and gives one of
    shape (N, 1) with values between 0 and 1: the sigmoid belongs to the network. The weights start
    at random, as ``nn.Linear`` leaves them. ``forward`` works on whatever device the parameters and
    ``x`` are on.

    Examples
    --------
    >>> network = CircleClassifier()
    >>> network(torch.zeros(5, 2)).shape
    torch.Size([5, 1])
    >>> sum(p.numel() for p in network.parameters())
    193
    """

    def __init__(self):
        super().__init__()
        raise NotImplementedError("write your code here")

    def forward(self, x):
        """Give the probabilities, shape (N, 1), of the points ``x``, shape (N, 2)."""
        raise NotImplementedError("write your code here")


def train(model, X, y, epochs=200, lr=0.01):
    r"""Train ``model`` in place: full batch, Adam, binary cross-entropy. Return the losses.

    .. math:: L = -\frac{1}{N} \sum_i [ y_i \ln \hat{y}_i + (1 - y_i) \ln(1 - \hat{y}_i) ]

    One epoch is one step on all N samples: clear the gradients, predict, measure the loss, go
    backward, let the optimiser step.

    Parameters
    ----------
    model : nn.Module that gives probabilities of shape (N, 1): any such network, not only a
        CircleClassifier.
    X : float32 tensor of shape (N, n_inputs).
    y : float32 tensor of shape (N, 1) of zeros and ones; X, y and model are on the same device.
    epochs : int, the number of steps.
    lr : float, the learning rate of ``torch.optim.Adam``; its other settings stay as they are.

    Returns
    -------
    A list with one float an epoch: the mean loss over all samples *before* that epoch's step.

    Examples
    --------
    >>> network = nn.Sequential(nn.Linear(2, 1), nn.Sigmoid())
    >>> for parameter in network.parameters():
    ...     _ = nn.init.zeros_(parameter)
    >>> X = torch.tensor([[1.0, 0.0], [0.0, 2.0]])
    >>> y = torch.tensor([[1.0], [0.0]])
    >>> [round(loss, 4) for loss in train(network, X, y, epochs=3, lr=0.1)]
    [0.6931, 0.6213, 0.5546]
    """
    raise NotImplementedError("write your code here")


def probability_field(model, xlim, ylim, steps):
    r"""Ask ``model`` for its probability at every point of a grid: a picture of what it learnt.

    .. math:: p_{ij} = \mathrm{model}(x_j, y_i)

    Parameters
    ----------
    model : nn.Module that takes float32 points of shape (N, 2), columns x and y, and gives shape
        (N, 1). It may be on any device.
    xlim, ylim : pairs (lowest, highest): the grid's first and last values, both included.
    steps : int, the number of evenly spaced values along each axis.

    Returns
    -------
    (xx, yy, p), three arrays of shape (steps, steps) on the CPU, in ``numpy.meshgrid``'s order: x
    grows along a row, y grows down the rows. ``p[i, j]`` is the model's output at the point
    (xx[i, j], yy[i, j]).

    Examples
    --------
    >>> network = nn.Sequential(nn.Linear(2, 1), nn.Sigmoid())
    >>> weight, bias = torch.tensor([[1.0, -2.0]]), torch.zeros(1)
    >>> _ = network.load_state_dict({"0.weight": weight, "0.bias": bias})
    >>> xx, yy, p = probability_field(network, (0, 2), (0, 1), 3)
    >>> xx[0].tolist(), yy[:, 0].tolist()
    ([0.0, 1.0, 2.0], [0.0, 0.5, 1.0])
    >>> print(p.round(2))
    [[0.5  0.73 0.88]
     [0.27 0.5  0.73]
     [0.12 0.27 0.5 ]]
    """
    raise NotImplementedError("write your code here")
