"""Architectures - Kavya Rao"""
import torch
from torch import nn
import torch.nn.functional as F


def count_parameters(module):
    return sum(p.numel() for p in module.parameters())


class SimpleNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = nn.Linear(10, 64)
        self.layer2 = nn.Linear(64, 32)
        self.layer3 = nn.Linear(32, 1)

    def forward(self, x):
        x = torch.relu(self.layer1(x))
        x = torch.relu(self.layer2(x))
        return self.layer3(x)


def gradient_norms(module, loss):
    loss.backward()
    norms = []
    for p in module.parameters():
        if p.grad is None:
            norms.append(0.0)
        else:
            norms.append(torch.sqrt((p.grad ** 2).sum()).item())
    return norms


def scaled_dot_product_attention(Q, K, V, mask=None):
    scores = torch.matmul(Q, K.transpose(-2, -1))
    if mask is not None:
        scores = scores.masked_fill(~mask, float('-inf'))
    return torch.matmul(torch.softmax(scores, dim=-1), V)


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        self.h = n_heads
        self.W_q = nn.Linear(d_model, d_model)
        self.W_k = nn.Linear(d_model, d_model)
        self.W_v = nn.Linear(d_model, d_model)
        self.W_o = nn.Linear(d_model, d_model)

    def forward(self, Q, K, V, mask=None):
        q = self.W_q(Q).unflatten(2, (self.h, -1)).transpose(1, 2)
        k = self.W_k(K).unflatten(2, (self.h, -1)).transpose(1, 2)
        v = self.W_v(V).unflatten(2, (self.h, -1)).transpose(1, 2)
        if mask is not None and mask.ndim == 3:
            mask = mask.unsqueeze(1)
        heads = F.scaled_dot_product_attention(q, k, v, mask)
        return self.W_o(heads.transpose(1, 2).flatten(2))


def conv2d(x, weight, bias, stride=1, padding=0):
    x = F.pad(x, (padding, padding, padding, padding))
    kH, kW = weight.shape[2], weight.shape[3]
    rows = []
    for i in range(0, x.shape[2] - kH + 1, stride):
        row = []
        for j in range(0, x.shape[3] - kW + 1, stride):
            window = x[:, None, :, i:i + kH, j:j + kW]
            row.append((window * weight[None]).sum(dim=(2, 3, 4)))
        rows.append(torch.stack(row, dim=-1))
    y = torch.stack(rows, dim=-2)
    if bias is None:
        return y
    return y + bias.view(-1, 1, 1)


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, kernel_size=5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = F.max_pool2d(torch.relu(self.conv2(x)), 2)
        x = x.flatten(start_dim=1)
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.fc3(x)


def rnn_cell(x, h, W_ih, W_hh, b_ih, b_hh):
    return torch.tanh(x @ W_ih.T + b_ih + h @ W_hh.T + b_hh)


class Autoencoder(nn.Module):
    def __init__(self, n_features, n_latent):
        super().__init__()
        self.down = nn.Linear(n_features, n_latent)
        self.up = nn.Linear(n_latent, n_features)

    def encode(self, x):
        return torch.tanh(self.down(x))

    def decode(self, z):
        return self.up(z)

    def forward(self, x):
        return self.decode(self.encode(x))


def physics_loss(model, t, u0, lam):
    t = t.detach().clone().requires_grad_(True)
    u = model(t)
    u_t = torch.autograd.grad(u.sum(), t, create_graph=True)[0]
    start = model(torch.zeros_like(t[:1])).squeeze()
    return (start - u0) ** 2 + lam * ((u_t + u) ** 2).sum()
