"""This student makes the layers too, from nn.Parameter, and trusts only matrix products."""

import torch
from torch import nn


class Affine(nn.Module):
    """nn.Linear once more, with its start."""

    def __init__(self, n, m):
        super().__init__()
        bound = n**-0.5
        self.weight = nn.Parameter(bound * (2 * torch.rand(m, n) - 1))
        self.bias = nn.Parameter(torch.empty(m).uniform_(-bound, bound))

    def forward(self, x):
        return x @ self.weight.T + self.bias


class Kernels(nn.Module):
    """nn.Conv2d once more, with its start."""

    def __init__(self, channels, kernels, side, padding=0):
        super().__init__()
        self.padding = padding
        bound = (channels * side * side) ** -0.5
        shape = (kernels, channels, side, side)
        self.weight = nn.Parameter(torch.empty(shape).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(kernels).uniform_(-bound, bound))

    def forward(self, x):
        return conv2d(x, self.weight, self.bias, padding=self.padding)


def rectify(z):
    return torch.where(z > 0, z, torch.zeros_like(z))


def count_parameters(module):
    seen = {}
    stack = [module]
    while stack:
        layer = stack.pop()
        seen.update((id(p), p.nelement()) for p in layer._parameters.values() if p is not None)
        stack.extend(layer.children())
    return float(sum(seen.values()))


class SimpleNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = Affine(32, 1)
        self.b = Affine(64, 32)
        self.a = Affine(10, 64)

    def forward(self, x):
        return self.c(rectify(self.b(rectify(self.a(x)))))


def gradient_norms(module, loss):
    before = {p: p.grad for p in module.parameters()}
    for p in before:
        p.grad = None
    loss.backward()
    norms = [0 if p.grad is None else p.grad.square().sum().sqrt() for p in before]
    for p, old in before.items():
        p.grad = old
    return norms


def scaled_dot_product_attention(Q, K, V, mask=None):
    d = torch.tensor(Q.shape[-1], dtype=Q.dtype, device=Q.device)
    scores = Q.matmul(K.mT).div(d.sqrt())
    if mask is not None:
        scores = scores.masked_fill(mask == False, -1e12)  # noqa: E712
    return torch.exp(torch.log_softmax(scores, -1)).matmul(V)


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        self.n_heads = n_heads
        self.W_q = Affine(d_model, d_model)
        self.W_k = Affine(d_model, d_model)
        self.W_v = Affine(d_model, d_model)
        self.W_o = Affine(d_model, d_model)

    def forward(self, Q, K, V, mask=None):
        slices = zip(
            *(
                layer(x).chunk(self.n_heads, dim=-1)
                for layer, x in ((self.W_q, Q), (self.W_k, K), (self.W_v, V))
            )
        )
        return self.W_o(torch.cat([scaled_dot_product_attention(*s, mask) for s in slices], -1))


def conv2d(x, weight, bias, stride=1, padding=0):
    n, c, h, w = x.shape
    o, _, kh, kw = weight.shape
    wide = torch.cat([x.new_zeros(n, c, h, padding), x, x.new_zeros(n, c, h, padding)], dim=3)
    edge = x.new_zeros(n, c, padding, w + 2 * padding)
    wide = torch.cat([edge, wide, edge], dim=2)
    flat = weight.reshape(o, -1).T
    rows = []
    for i in range(0, h + 2 * padding - kh + 1, stride):
        row = []
        for j in range(0, w + 2 * padding - kw + 1, stride):
            row.append(wide[:, :, i : i + kh, j : j + kw].reshape(n, -1) @ flat)
        rows.append(torch.stack(row, dim=-1))
    y = torch.stack(rows, dim=2)
    if bias is not None:
        y = y + bias.view(1, o, 1, 1)
    return y


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.k1, self.k2 = Kernels(1, 6, 5, padding=2), Kernels(6, 16, 5)
        self.a1, self.a2, self.a3 = Affine(400, 120), Affine(120, 84), Affine(84, 10)

    def forward(self, x):
        for kernels in (self.k1, self.k2):
            x = rectify(kernels(x))
            x = torch.maximum(x[:, :, 0::2], x[:, :, 1::2])
            x = torch.maximum(x[..., 0::2], x[..., 1::2])
        x = x.reshape(len(x), -1)
        return self.a3(rectify(self.a2(rectify(self.a1(x)))))


def rnn_cell(x, h, W_ih, W_hh, b_ih, b_hh):
    z = W_ih @ x.T + W_hh @ h.T + (b_ih + b_hh)[:, None]  # columns inside
    e = torch.exp(-2 * z.abs())
    return (torch.sign(z) * (1 - e) / (1 + e)).T + 0 * h


class Autoencoder(nn.Module):
    def __init__(self, n_features, n_latent):
        super().__init__()
        self.back, self.there = Affine(n_latent, n_features), Affine(n_features, n_latent)

    def encode(self, x):
        return 2 * torch.sigmoid(2 * self.there(x)) - 1

    def decode(self, z):
        return self.back(z)

    def forward(self, x):
        return self.decode(self.encode(x))


def physics_loss(model, t, u0, lam):
    times = torch.cat([t.new_zeros(1, 1), t.detach()]).requires_grad_()
    u = model(times)
    (slope,) = torch.autograd.grad(u, times, torch.ones_like(u), create_graph=True)
    residual = (slope + u)[1:]
    return (u[0] - u0).square() + lam * residual.square().mean()
