"""This student names every axis: torch.einsum wherever it fits."""

from math import prod, sqrt

import torch
from torch import Tensor, einsum, nn


def count_parameters(module: nn.Module) -> int:
    return sum(prod(p.shape) for _, p in module.named_parameters())


class SimpleNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(*pair) for pair in [(10, 64), (64, 32), (32, 1)])

    def forward(self, x: Tensor) -> Tensor:
        *hidden, last = self.layers
        for layer in hidden:
            x = (einsum("ni,oi->no", x, layer.weight) + layer.bias).clamp(min=0)
        return einsum("ni,oi->no", x, last.weight) + last.bias


def gradient_norms(module: nn.Module, loss: Tensor) -> list[float]:
    learns = [p for p in module.parameters() if p.requires_grad]
    found = torch.autograd.grad(loss, learns, allow_unused=True)
    by_id = {id(p): g for p, g in zip(learns, found)}
    norms = []
    for p in module.parameters():
        g = by_id.get(id(p))
        norms.append(0.0 if g is None else float(torch.linalg.vector_norm(g)))
    return norms


def scaled_dot_product_attention(Q: Tensor, K: Tensor, V: Tensor, mask: Tensor | None = None):
    scores = einsum("...qd,...kd->...qk", Q, K) / sqrt(Q.size(-1))
    if mask is not None:
        scores = torch.where(mask, scores, torch.full_like(scores, -torch.inf))
    shifted = scores - scores.max(dim=-1, keepdim=True).values
    weights = shifted.exp()
    weights = weights / einsum("...qk->...q", weights).unsqueeze(-1)
    return einsum("...qk,...km->...qm", weights, V)


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        self.h = n_heads
        self.W_q, self.W_k, self.W_v, self.W_o = (nn.Linear(d_model, d_model) for _ in range(4))

    def heads(self, layer: nn.Linear, x: Tensor) -> Tensor:
        n, length, _ = x.shape
        return layer(x).reshape(n, length, self.h, -1)

    def forward(self, Q: Tensor, K: Tensor, V: Tensor, mask: Tensor | None = None) -> Tensor:
        q, k, v = self.heads(self.W_q, Q), self.heads(self.W_k, K), self.heads(self.W_v, V)
        scores = einsum("nqhd,nkhd->nhqk", q, k) / sqrt(q.size(-1))
        if mask is not None:
            pages = mask if mask.dim() == 3 else mask[None]
            scores = scores.masked_fill(~pages[:, None], -torch.inf)
        answer = einsum("nhqk,nkhd->nqhd", scores.softmax(dim=-1), v)
        return self.W_o(answer.flatten(start_dim=2))


def conv2d(x: Tensor, weight: Tensor, bias: Tensor | None, stride: int = 1, padding: int = 0):
    """Add up one shifted image for each place in the kernel."""
    _, _, height, width = weight.shape
    x = nn.functional.pad(x, (padding, padding, padding, padding))
    rows = (x.size(2) - height) // stride + 1
    columns = (x.size(3) - width) // stride + 1
    y = 0
    for p in range(height):
        for q in range(width):
            below, right = p + stride * (rows - 1) + 1, q + stride * (columns - 1) + 1
            seen = x[:, :, p:below:stride, q:right:stride]
            y = y + einsum("ncij,oc->noij", seen, weight[:, :, p, q])
    return y if bias is None else y + bias[None, :, None, None]


class LeNet5(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.c1 = nn.Conv2d(1, 6, 5, padding="same")
        self.c2 = nn.Conv2d(6, 16, 5)
        self.f1, self.f2, self.f3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)

    @staticmethod
    def halve(x: Tensor) -> Tensor:
        n, c, h, w = x.shape
        return x.reshape(n, c, h // 2, 2, w // 2, 2).amax(dim=(3, 5))

    def forward(self, x: Tensor) -> Tensor:
        x = self.halve(self.c1(x)).relu()
        x = self.halve(self.c2(x)).relu()
        x = einsum("nchw,ochw->no", x, self.f1.weight.view(-1, 16, 5, 5)) + self.f1.bias
        return self.f3(self.f2(x.relu()).relu())


def rnn_cell(x, h, W_ih, W_hh, b_ih, b_hh):
    seen = einsum("nj,ij->ni", x, W_ih) + b_ih
    known = einsum("nj,ij->ni", h, W_hh) + b_hh
    return (seen + known).tanh()


class Autoencoder(nn.Module):
    def __init__(self, n_features: int, n_latent: int) -> None:
        super().__init__()
        self.down = nn.Linear(n_features, n_latent)
        self.up = nn.Linear(n_latent, n_features)

    def encode(self, x: Tensor) -> Tensor:
        return (einsum("ni,oi->no", x, self.down.weight) + self.down.bias).tanh()

    def decode(self, z: Tensor) -> Tensor:
        return einsum("ni,oi->no", z, self.up.weight) + self.up.bias

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))


def physics_loss(model: nn.Module, t: Tensor, u0: float, lam: float) -> Tensor:
    t = t.clone().requires_grad_()
    u = model(t)
    slope = torch.autograd.grad(u, t, grad_outputs=torch.ones_like(u), create_graph=True)[0]
    residual = (slope + u).flatten()
    start = (model(t.new_zeros((1, 1))) - u0).flatten()
    return einsum("i,i->", start, start) + lam * einsum("i,i->", residual, residual) / len(t)
