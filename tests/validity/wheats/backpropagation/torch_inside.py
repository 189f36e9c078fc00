"""This student trusts no formula of their own, and lets torch's autograd find every derivative."""

import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)  # four samples: threads would only wait for each other


def tensor(x):
    return torch.tensor(np.asarray(x), dtype=torch.float64)


def numpy_lists(tensors):
    return [t.detach().numpy() for t in tensors]


def sigmoid_derivative(a):
    a = tensor(a)
    slope = torch.ops.aten.sigmoid_backward(torch.ones_like(a), a)
    return slope.item() if slope.ndim == 0 else slope.numpy()


def backprop_deltas(activations, W, Y):
    # Nudge every z by a tensor of zeros: the nudge's gradient is the delta of its layer.
    nudges = [torch.zeros(a.shape, dtype=torch.float64, requires_grad=True) for a in activations]
    signal = tensor(activations[0])
    for w, nudge, a in zip(W, nudges[1:], activations[1:], strict=True):
        z = tensor(w) @ signal + nudge
        a = tensor(a)
        signal = a + a * (1 - a) * (z - z.detach())  # the value a, the slope of the sigmoid
    blame = tensor(activations[-1]) - tensor(Y)
    (z * blame).sum().backward()
    return [nudge.grad.numpy() for nudge in nudges[1:]]


def gradients(activations, deltas):
    dW, db = [], []
    for a, delta in zip(activations[:-1], deltas, strict=True):
        layer = nn.Linear(a.shape[0], delta.shape[0]).double()
        z = layer(tensor(a).T)
        z.backward(tensor(delta).T / delta.shape[1])
        dW.append(layer.weight.grad.numpy())
        db.append(layer.bias.grad.unsqueeze(1).numpy())
    return dW, db


def gradient_step(W, b, dW, db, eta):
    parameters = [nn.Parameter(tensor(p)) for p in [*W, *b]]
    for parameter, gradient in zip(parameters, [*dW, *db], strict=True):
        parameter.grad = tensor(gradient)
    torch.optim.SGD(parameters, lr=float(eta)).step()
    moved = numpy_lists(parameters)
    return moved[: len(W)], moved[len(W) :]


def train_xor(seed):
    torch.manual_seed(seed)
    X = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    classes = torch.tensor([0, 1, 1, 0])
    net = nn.Sequential(nn.Linear(2, 8), nn.Sigmoid(), nn.Linear(8, 2))
    for parameter in net.parameters():
        nn.init.normal_(parameter)
    loss_function = nn.CrossEntropyLoss()  # has the softmax inside
    optimizer = torch.optim.Adam(net.parameters(), lr=0.1)
    for _ in range(300):
        optimizer.zero_grad()
        loss = loss_function(net(X), classes)
        loss.backward()
        optimizer.step()
    W = numpy_lists([net[0].weight, net[2].weight])
    b = numpy_lists([net[0].bias[:, None], net[2].bias[:, None]])
    return W, b
