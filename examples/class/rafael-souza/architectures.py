# Rafael Souza
# tested on the CPU of my laptop, works :)

import math

import torch
import torch.nn as nn
import torch.nn.functional as F


def count_parameters(module):
    return sum(p.numel() for p in module.parameters())


class SimpleNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(10, 64)
        self.fc2 = nn.Linear(64, 32)
        self.fc3 = nn.Linear(32, 1)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


def gradient_norms(module, loss):
    module.zero_grad()
    loss.backward()
    return [p.grad.norm().item() if p.grad is not None else 0.0 for p in module.parameters()]


def scaled_dot_product_attention(Q, K, V, mask=None):
    scores = Q @ K.transpose(-2, -1) / math.sqrt(Q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return F.softmax(scores, dim=-1) @ V


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        self.n_heads = n_heads
        self.W_q = nn.Linear(d_model, d_model)
        self.W_k = nn.Linear(d_model, d_model)
        self.W_v = nn.Linear(d_model, d_model)
        self.W_o = nn.Linear(d_model, d_model)

    def forward(self, Q, K, V, mask=None):
        d = Q.shape[2] // self.n_heads
        if mask is not None and mask.dim() == 3:
            mask = mask.unsqueeze(1)
        q = self.W_q(Q).reshape(Q.shape[0], Q.shape[1], self.n_heads, d).transpose(1, 2)
        k = self.W_k(K).reshape(K.shape[0], K.shape[1], self.n_heads, d).transpose(1, 2)
        v = self.W_v(V).reshape(V.shape[0], V.shape[1], self.n_heads, d).transpose(1, 2)
        heads = scaled_dot_product_attention(q, k, v, mask)
        return self.W_o(heads.transpose(1, 2).reshape(Q.shape))


def conv2d(x, weight, bias, stride=1, padding=0):
    N, C, H, W = x.shape
    O, _, kH, kW = weight.shape
    image = torch.zeros(N, C, H + 2 * padding, W + 2 * padding, dtype=x.dtype)
    image[:, :, padding:padding + H, padding:padding + W] = x
    H2 = (H + 2 * padding - kH) // stride + 1
    W2 = (W + 2 * padding - kW) // stride + 1
    y = torch.zeros(N, O, H2, W2, dtype=x.dtype)
    for i in range(H2):
        for j in range(W2):
            window = image[:, :, i * stride:i * stride + kH, j * stride:j * stride + kW]
            y[:, :, i, j] = torch.einsum("ncpq,ocpq->no", window, weight)
    if bias is not None:
        y = y + bias.reshape(1, -1, 1, 1)
    return y


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.flatten(1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


def rnn_cell(x, h, W_ih, W_hh, b_ih, b_hh):
    return torch.tanh(x @ W_ih.T + b_ih + h @ W_hh.T + b_hh)


class Autoencoder(nn.Module):
    def __init__(self, n_features, n_latent):
        super().__init__()
        self.encoder = nn.Linear(n_features, n_latent)
        self.decoder = nn.Linear(n_latent, n_features)

    def encode(self, x):
        return torch.tanh(self.encoder(x))

    def decode(self, z):
        return self.decoder(z)

    def forward(self, x):
        return self.decode(self.encode(x))


def physics_loss(model, t, u0, lam):
    t = t.detach().clone().requires_grad_(True)
    u = model(t)
    du = torch.autograd.grad(u.sum(), t, create_graph=True)[0]
    start = model(torch.zeros_like(t[:1])).squeeze()
    return (start - u0) ** 2 + lam * ((du + u) ** 2).mean()
