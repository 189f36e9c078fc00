"""This student writes out every sum as a loop, and leaves no step to a function that hides it."""

import math

import torch
import torch.nn as nn


def count_parameters(module):
    total = 0
    for p in module.parameters():
        size = 1
        for side in p.shape:
            size *= side
        total += size
    return total


class SimpleNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(10, 64)
        self.second = nn.Linear(64, 32)
        self.third = nn.Linear(32, 1)
        self.relu = nn.ReLU()

    def forward(self, x):
        out = self.first(x)
        out = self.relu(out)
        out = self.second(out)
        out = self.relu(out)
        out = self.third(out)
        return out


def gradient_norms(module, loss):
    for p in module.parameters():
        p.grad = None
    loss.backward()
    norms = []
    for p in module.parameters():
        total = 0.0
        if p.grad is not None:
            for entry in p.grad.flatten().tolist():
                total += entry * entry
        norms.append(math.sqrt(total))
    return norms


def scaled_dot_product_attention(Q, K, V, mask=None):
    if Q.dim() > 2:
        pages = []
        for n in range(Q.shape[0]):
            page = None
            if mask is not None:
                page = mask
                if mask.dim() == Q.dim():
                    page = mask[n if mask.shape[0] > 1 else 0]
            pages.append(scaled_dot_product_attention(Q[n], K[n], V[n], page))
        return torch.stack(pages)
    if mask is not None:
        mask = mask.expand(Q.shape[0], K.shape[0])
    answers = []
    for i, q in enumerate(Q):
        scores = []
        for j, k in enumerate(K):
            if mask is None or mask[i, j]:
                scores.append(sum(a * b for a, b in zip(q, k)) / math.sqrt(len(q)))
            else:
                scores.append(None)
        top = max(s for s in scores if s is not None)
        powers = [None if s is None else torch.exp(s - top) for s in scores]
        below = sum(e for e in powers if e is not None)
        answers.append(sum(e / below * V[j] for j, e in enumerate(powers) if e is not None))
    return torch.stack(answers)


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        self.n_heads = n_heads
        self.width = d_model // n_heads
        self.W_q = nn.Linear(d_model, d_model)
        self.W_k = nn.Linear(d_model, d_model)
        self.W_v = nn.Linear(d_model, d_model)
        self.W_o = nn.Linear(d_model, d_model)

    def forward(self, Q, K, V, mask=None):
        q, k, v = self.W_q(Q), self.W_k(K), self.W_v(V)
        heads = []
        for i in range(self.n_heads):
            a, b = i * self.width, (i + 1) * self.width
            scores = torch.bmm(q[:, :, a:b], k[:, :, a:b].transpose(1, 2))
            scores = scores / math.sqrt(self.width)
            if mask is not None:
                scores = scores.masked_fill(mask == 0, -1e9)
            heads.append(torch.bmm(torch.softmax(scores, dim=2), v[:, :, a:b]))
        return self.W_o(torch.cat(heads, dim=2))


def conv2d(x, weight, bias, stride=1, padding=0):
    N, C, H, W = x.shape
    O, _, kH, kW = weight.shape
    padded = x.new_zeros(N, C, H + 2 * padding, W + 2 * padding)
    padded[:, :, padding : padding + H, padding : padding + W] = x
    rows = (H + 2 * padding - kH) // stride + 1
    columns = (W + 2 * padding - kW) // stride + 1
    y = x.new_zeros(N, O, rows, columns)
    for n in range(N):
        for o in range(O):
            for i in range(rows):
                for j in range(columns):
                    top, left = i * stride, j * stride
                    window = padded[n, :, top : top + kH, left : left + kW]
                    y[n, o, i, j] = (window * weight[o]).sum()
                    if bias is not None:
                        y[n, o, i, j] += bias[o]
    return y


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5, stride=1, padding=2)
        self.pool = nn.MaxPool2d(kernel_size=2, stride=2)
        self.conv2 = nn.Conv2d(6, 16, kernel_size=5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = self.relu(self.conv1(x))
        x = self.pool(x)
        x = self.relu(self.conv2(x))
        x = self.pool(x)
        x = x.view(-1, 16 * 5 * 5)
        x = self.relu(self.fc1(x))
        x = self.relu(self.fc2(x))
        return self.fc3(x)


def rnn_cell(x, h, W_ih, W_hh, b_ih, b_hh):
    rows = []
    for n in range(len(x)):
        row = []
        for i in range(len(b_ih)):
            z = b_ih[i] + b_hh[i]
            for j in range(x.shape[1]):
                z = z + W_ih[i, j] * x[n, j]
            for j in range(h.shape[1]):
                z = z + W_hh[i, j] * h[n, j]
            row.append(torch.tanh(z))
        rows.append(torch.stack(row))
    return torch.stack(rows)


class Autoencoder(nn.Module):
    def __init__(self, n_features, n_latent):
        super().__init__()
        self.there = nn.Linear(n_features, n_latent)
        self.back = nn.Linear(n_latent, n_features)

    def encode(self, x):
        z = self.there(x)
        return torch.tanh(z)

    def decode(self, z):
        return self.back(z)

    def forward(self, x):
        z = self.encode(x)
        return self.decode(z)


def physics_loss(model, t, u0, lam):
    total = 0.0
    for i in range(len(t)):
        time = t[i : i + 1].detach().clone()
        time.requires_grad = True
        u = model(time)
        slope = torch.autograd.grad(u, time, create_graph=True)[0]
        total = total + (slope + u) ** 2
    zero = torch.zeros(1, 1, dtype=t.dtype, device=t.device)
    start = (model(zero) - u0) ** 2
    return (start + lam * total / len(t)).sum()
