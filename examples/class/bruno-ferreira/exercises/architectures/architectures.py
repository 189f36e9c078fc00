import math

import torch
from torch import nn


def count_parameters(module):
    total = 0
    for parameter in module.parameters():
        numbers = 1
        for side in parameter.shape:
            numbers *= side
        total += numbers
    return total


class SimpleNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.network = nn.Sequential(
            nn.Linear(10, 64),
            nn.ReLU(),
            nn.Linear(64, 32),
            nn.ReLU(),
            nn.Linear(32, 1),
        )

    def forward(self, x):
        return self.network(x)


def gradient_norms(module, loss):
    for parameter in module.parameters():
        parameter.grad = None
    loss.backward()
    norms = []
    for parameter in module.parameters():
        total = 0.0
        if parameter.grad is not None:
            for number in parameter.grad.flatten().tolist():
                total += number * number
        norms.append(math.sqrt(total))
    return norms


def scaled_dot_product_attention(Q, K, V, mask=None):
    scores = torch.matmul(Q, K.transpose(-1, -2)) / math.sqrt(Q.shape[-1])
    if mask is not None:
        hidden = torch.full_like(scores, -math.inf)
        scores = torch.where(mask, scores, hidden)
    answers = []
    for i in range(Q.shape[-2]):  # one query at a time
        row = scores[..., i, :]
        largest = row.max(dim=-1, keepdim=True).values
        weights = torch.exp(row - largest)
        weights = weights / weights.sum(dim=-1, keepdim=True)
        answers.append((weights.unsqueeze(-1) * V).sum(dim=-2))
    return torch.stack(answers, dim=-2)


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        self.d_model = d_model
        self.n_heads = n_heads
        self.W_q = nn.Linear(d_model, d_model)
        self.W_k = nn.Linear(d_model, d_model)
        self.W_v = nn.Linear(d_model, d_model)
        self.W_o = nn.Linear(d_model, d_model)

    def forward(self, Q, K, V, mask=None):
        d = self.d_model // self.n_heads
        q = self.W_q(Q)
        k = self.W_k(K)
        v = self.W_v(V)
        heads = []
        for i in range(self.n_heads):
            first, last = i * d, (i + 1) * d
            head = scaled_dot_product_attention(
                q[:, :, first:last], k[:, :, first:last], v[:, :, first:last], mask
            )
            heads.append(head)
        return self.W_o(torch.cat(heads, dim=2))


def conv2d(x, weight, bias, stride=1, padding=0):
    N, C, H, W = x.shape
    O, C, kH, kW = weight.shape
    big = x.new_zeros(N, C, H + 2 * padding, W + 2 * padding)
    big[:, :, padding:padding + H, padding:padding + W] = x
    rows = []
    i = 0
    while i + kH <= H + 2 * padding:
        row = []
        j = 0
        while j + kW <= W + 2 * padding:
            place = 0
            for p in range(kH):
                for q in range(kW):
                    for c in range(C):
                        # (N, 1) times (O,) gives (N, O)
                        place = place + big[:, c, i + p, j + q].unsqueeze(1) * weight[:, c, p, q]
            if bias is not None:
                place = place + bias
            row.append(place)
            j += stride
        rows.append(torch.stack(row, dim=2))
        i += stride
    return torch.stack(rows, dim=2)


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.network = nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(400, 120),
            nn.ReLU(),
            nn.Linear(120, 84),
            nn.ReLU(),
            nn.Linear(84, 10),
        )

    def forward(self, x):
        return self.network(x)


def rnn_cell(x, h, W_ih, W_hh, b_ih, b_hh):
    states = []
    for n in range(x.shape[0]):
        units = []
        for k in range(h.shape[1]):
            z = (W_ih[k] * x[n]).sum() + b_ih[k] + (W_hh[k] * h[n]).sum() + b_hh[k]
            units.append(torch.tanh(z))
        states.append(torch.stack(units))
    return torch.stack(states)


class Autoencoder(nn.Module):
    def __init__(self, n_features, n_latent):
        super().__init__()
        self.there = nn.Sequential(nn.Linear(n_features, n_latent), nn.Tanh())
        self.back = nn.Linear(n_latent, n_features)

    def encode(self, x):
        return self.there(x)

    def decode(self, z):
        return self.back(z)

    def forward(self, x):
        return self.back(self.there(x))


def physics_loss(model, t, u0, lam):
    # one time after the other
    total = 0
    for i in range(t.shape[0]):
        ti = t[i:i + 1].detach().clone()
        ti.requires_grad = True
        u = model(ti)
        slope = torch.autograd.grad(u.sum(), ti, create_graph=True)[0]
        total = total + (slope[0, 0] + u[0, 0]) ** 2
    start = model(torch.zeros_like(t[0:1]))[0, 0]
    return (start - u0) ** 2 + lam * total / t.shape[0]
