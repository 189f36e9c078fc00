"""This student lets torch do it: the sigmoid is the slope of softplus, softmax the gradient of
logsumexp (autograd finds both), and the network is an nn.Sequential whose outputs hooks collect."""

import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)


def gradient(function, z):
    """The derivatives of function(z).sum() by the entries of z, of the same shape."""
    z = torch.tensor(z, dtype=torch.float64, requires_grad=True)
    function(z).sum().backward()
    return z.grad.numpy()


def softplus(z):
    return torch.logaddexp(z, torch.zeros_like(z))


def sigmoid(z):
    slope = gradient(softplus, z)
    return slope.item() if slope.ndim == 0 else slope


def softmax(z):
    return gradient(lambda scores: torch.logsumexp(scores, dim=0), z)


def network(W, b):
    """The layers as torch has them: rows are samples there."""
    modules = []
    for weights, biases in zip(W, b, strict=True):
        n_out, n_in = weights.shape
        linear = nn.Linear(n_in, n_out, dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(weights))
            linear.bias.copy_(torch.tensor(biases).flatten())
        modules += [linear, nn.Sigmoid()]
    modules[-1] = nn.Softmax(dim=1)
    return nn.Sequential(*modules)


def forward_propagation(X, W, b):
    activations = [X]

    def remember(module, inputs, output):
        activations.append(output.numpy().T)

    net = network(W, b)
    for activation in net[1::2]:
        activation.register_forward_hook(remember)
    with torch.inference_mode():
        A = net(torch.tensor(X.T, dtype=torch.float64))
    return np.ascontiguousarray(A.numpy().T), activations
