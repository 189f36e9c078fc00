"""This student computes in float64, takes slopes by torch.func, and reduces lists with folds."""

from functools import reduce
from operator import add, mul

import numpy as np
import torch
from torch import nn
from torch.func import functional_call, grad, vmap


def count_parameters(module):
    return np.int64(reduce(add, (reduce(mul, p.size(), 1) for p in module.parameters()), 0))


def compose(*functions):
    return lambda x: reduce(lambda value, function: function(value), functions, x)


class SimpleNet(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [10, 64, 32, 1]
        self.affine = nn.ModuleDict({f"to{m}": nn.Linear(n, m) for n, m in zip(widths, widths[1:])})

    def forward(self, x):
        first, second, third = self.affine.values()
        return compose(first, torch.relu, second, nn.functional.relu, third)(x)


def gradient_norms(module, loss):
    module.zero_grad()
    loss.backward()

    def length(p):
        if p.grad is None:
            return 0.0
        return np.sqrt(np.sum(p.grad.detach().cpu().double().numpy() ** 2))

    return np.array(list(map(length, module.parameters())))


def scaled_dot_product_attention(Q, K, V, mask=None):
    Q, K, V = Q.double(), K.double(), V.double()
    scores = torch.matmul(Q, torch.swapaxes(K, -2, -1)) * Q.shape[-1] ** -0.5
    if mask is not None:
        scores[~mask.expand(scores.shape)] = -torch.inf
    weights = torch.softmax(scores, dim=scores.ndim - 1)
    return torch.matmul(weights, V)


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        self.n_heads = n_heads
        self.W_q, self.W_k = nn.Linear(d_model, d_model), nn.Linear(d_model, d_model)
        self.W_v, self.W_o = nn.Linear(d_model, d_model), nn.Linear(d_model, d_model)

    def forward(self, Q, K, V, mask=None):
        def split(x):
            return torch.stack(x.tensor_split(self.n_heads, dim=2), dim=1)

        q, k, v = map(split, (self.W_q(Q), self.W_k(K), self.W_v(V)))
        if mask is not None:
            mask = mask[..., None, :, :]
        answer = scaled_dot_product_attention(q, k, v, mask).to(Q.dtype)
        return self.W_o(torch.cat(answer.unbind(dim=1), dim=2))


def conv2d(x, weight, bias, stride=1, padding=0):
    x, weight = x.double(), weight.double()
    x = nn.ZeroPad2d(padding)(x)
    height, width = weight.shape[-2:]
    windows = x.unfold(2, height, stride).unfold(3, width, stride)
    y = torch.tensordot(windows, weight, dims=([1, 4, 5], [1, 2, 3])).movedim(3, 1)
    return y if bias is None else y + bias[:, None, None]


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.ModuleList(
            [
                nn.Conv2d(1, 6, 5, padding=2),
                nn.Conv2d(in_channels=6, out_channels=16, kernel_size=5),
            ]
        )
        self.head = nn.ModuleList([nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)])

    def forward(self, x):
        pool = nn.MaxPool2d(2, 2)
        x = reduce(lambda y, layer: pool(layer(y).relu()), self.body, x)
        x = torch.flatten(x, 1)
        x = reduce(lambda y, layer: layer(y).relu(), self.head[:-1], x)
        return self.head[-1](x)


def rnn_cell(x, h, W_ih, W_hh, b_ih, b_hh):
    parts = [x.double() @ W_ih.double().mT, h.double() @ W_hh.double().mT, b_ih, b_hh]
    return reduce(add, parts).tanh()


class Autoencoder(nn.Module):
    def __init__(self, n_features, n_latent):
        super().__init__()
        self.weights = nn.ModuleDict(
            {"in": nn.Linear(n_features, n_latent), "out": nn.Linear(n_latent, n_features)}
        )

    def encode(self, x):
        return self.weights["in"](x).tanh()

    def decode(self, z):
        return self.weights["out"](z)

    def forward(self, x):
        return compose(self.encode, self.decode)(x)


def physics_loss(model, t, u0, lam):
    parameters = dict(model.named_parameters())

    def u(time):
        return functional_call(model, parameters, (time.reshape(1, 1),)).squeeze()

    times = t.detach().reshape(-1)
    residual = vmap(grad(u))(times) + vmap(u)(times)
    start = u(torch.zeros_like(times[0])) - u0
    return start**2 + lam * residual.pow(2).mean()
