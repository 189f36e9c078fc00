# -*- coding: utf-8 -*-
# Léo Martin, TP 10

import math

import torch
from torch import nn
import torch.nn.functional as F


def count_parameters(module):
    return sum(p.numel() for p in module.parameters())


class SimpleNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.couche1 = nn.Linear(10, 64)
        self.couche2 = nn.Linear(64, 32)
        self.couche3 = nn.Linear(32, 1)

    def forward(self, x):
        h = torch.relu(self.couche1(x))
        h = torch.relu(self.couche2(h))
        return self.couche3(h)


def gradient_norms(module, loss):
    module.zero_grad()
    loss.backward()
    return [0.0 if p.grad is None else p.grad.norm().item() for p in module.parameters()]


def scaled_dot_product_attention(Q, K, V, mask=None):
    scores = Q @ K.transpose(-2, -1) / math.sqrt(K.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return torch.softmax(scores, dim=-1) @ V


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        self.tetes = n_heads
        self.W_q = nn.Linear(d_model, d_model)
        self.W_k = nn.Linear(d_model, d_model)
        self.W_v = nn.Linear(d_model, d_model)
        self.W_o = nn.Linear(d_model, d_model)

    def forward(self, Q, K, V, mask=None):
        if mask is not None and mask.ndim == 3:
            mask = mask[:, None, :, :]
        q, k, v = self.couper(self.W_q(Q)), self.couper(self.W_k(K)), self.couper(self.W_v(V))
        a = scaled_dot_product_attention(q, k, v, mask)
        return self.W_o(a.transpose(1, 2).flatten(2))

    def couper(self, x):
        return x.reshape(x.shape[0], x.shape[1], self.tetes, -1).transpose(1, 2)


def conv2d(x, weight, bias, stride=1, padding=0):
    # convolution = noyau retourné (cours de traitement du signal)
    noyau = torch.flip(weight, dims=(2, 3))
    return F.conv2d(x, noyau, bias, stride=stride, padding=padding)


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 6, 5, padding=2)
        self.c2 = nn.Conv2d(6, 16, 5)
        self.d1 = nn.Linear(400, 120)
        self.d2 = nn.Linear(120, 84)
        self.d3 = nn.Linear(84, 10)

    def forward(self, x):
        h = F.max_pool2d(torch.relu(self.c1(x)), 2)
        h = F.max_pool2d(torch.relu(self.c2(h)), 2)
        h = h.flatten(1)
        h = torch.relu(self.d1(h))
        h = torch.relu(self.d2(h))
        return self.d3(h)


def rnn_cell(x, h, W_ih, W_hh, b_ih, b_hh):
    return torch.tanh(F.linear(x, W_ih, b_ih) + F.linear(h, W_hh, b_hh))


class Autoencoder(nn.Module):
    def __init__(self, n_features, n_latent):
        super().__init__()
        self.entree = nn.Linear(n_features, n_latent)
        self.sortie = nn.Linear(n_latent, n_features)

    def encode(self, x):
        return torch.tanh(self.entree(x))

    def decode(self, z):
        return self.sortie(z)

    def forward(self, x):
        return self.decode(self.encode(x))


def physics_loss(model, t, u0, lam):
    t = t.detach().clone().requires_grad_(True)
    u = model(t)
    (derivee,) = torch.autograd.grad(u.sum(), t, create_graph=True)
    residu = derivee - u       # u' = -u, donc u' - (-u)... = 0
    debut = model(torch.zeros_like(t[:1])).squeeze()
    return (debut - u0) ** 2 + lam * (residu ** 2).mean()
