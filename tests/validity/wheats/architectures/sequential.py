"""This student builds everything from nn.Sequential, prints on the way, and comments in German."""

import torch
from torch import nn


def count_parameters(module):
    anzahl = 0
    for name, parameter in module.named_parameters():
        print(name, tuple(parameter.shape))
        anzahl += parameter.numel()
    return torch.tensor(anzahl)


class SimpleNet(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1)
        )


def gradient_norms(module, loss):
    # Alte Gradienten weg, dann rückwärts.
    torch.optim.SGD(module.parameters(), lr=0.1).zero_grad()
    loss.backward()
    laengen = []
    for parameter in module.parameters():
        try:
            laengen.append(float((parameter.grad * parameter.grad).sum().sqrt()))
        except TypeError:  # None mal None
            laengen.append(0.0)
    return laengen


def scaled_dot_product_attention(Q, K, V, mask=None):
    punkte = (Q / Q.shape[-1] ** 0.5) @ K.transpose(-1, -2)
    if mask is not None:
        # Was verdeckt ist, bekommt so gut wie nichts.
        punkte = punkte + torch.zeros_like(punkte).masked_fill(mask.logical_not(), float("-inf"))
    gewichte = nn.Softmax(dim=-1)(punkte)
    return gewichte @ V


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        assert d_model % n_heads == 0
        self.koepfe, self.breite = n_heads, d_model // n_heads
        self.W_q = nn.Linear(d_model, d_model)
        self.W_k = nn.Linear(d_model, d_model)
        self.W_v = nn.Linear(d_model, d_model)
        self.W_o = nn.Linear(d_model, d_model)

    def teilen(self, x):
        n, laenge, _ = x.shape
        x = x.view(n, laenge, self.koepfe, self.breite).permute(0, 2, 1, 3)
        return x.reshape(n * self.koepfe, laenge, self.breite)

    def forward(self, Q, K, V, mask=None):
        n, laenge, d_model = Q.shape
        if mask is not None and mask.dim() == 3:
            mask = torch.repeat_interleave(mask, self.koepfe, dim=0)
        q, k, v = self.teilen(self.W_q(Q)), self.teilen(self.W_k(K)), self.teilen(self.W_v(V))
        antwort = scaled_dot_product_attention(q, k, v, mask)
        antwort = antwort.view(n, self.koepfe, laenge, self.breite).permute(0, 2, 1, 3)
        return self.W_o(antwort.contiguous().view(n, laenge, d_model))


def conv2d(x, weight, bias, stride=1, padding=0):
    # Fenster als Spalten, dann ein einziges Produkt.
    n, _, hoehe, breite = x.shape
    o, _, kh, kw = weight.shape
    spalten = nn.Unfold((kh, kw), padding=padding, stride=stride)(x)
    y = weight.reshape(o, -1) @ spalten
    if bias is not None:
        y = y + bias[:, None]
    zeilen = (hoehe + 2 * padding - kh) // stride + 1
    return y.reshape(n, o, zeilen, (breite + 2 * padding - kw) // stride + 1)


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.sehen = nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2),
            nn.MaxPool2d(2),
            nn.ReLU(),
            nn.Conv2d(6, 16, 5),
            nn.MaxPool2d(2),
            nn.ReLU(),
        )
        self.urteilen = nn.Sequential(
            nn.Flatten(),
            nn.Linear(400, 120),
            nn.ReLU(inplace=True),
            nn.Linear(120, 84),
            nn.ReLU(inplace=True),
            nn.Linear(84, 10),
        )

    def forward(self, x):
        return self.urteilen(self.sehen(x))


def rnn_cell(x, h, W_ih, W_hh, b_ih, b_hh):
    # Beides nebeneinander: eine Matrix statt zweier.
    beides = torch.cat([x, h], dim=1)
    gewichte = torch.cat([W_ih, W_hh], dim=1)
    return torch.tanh(torch.addmm(b_ih + b_hh, beides, gewichte.t()))


class Autoencoder(nn.Module):
    def __init__(self, n_features, n_latent):
        super().__init__()
        self.hin = nn.Sequential(nn.Linear(n_features, n_latent), nn.Tanh())
        self.zurueck = nn.Sequential(nn.Linear(n_latent, n_features))

    def encode(self, x):
        return self.hin(x)

    def decode(self, z):
        return self.zurueck(z)

    def forward(self, x):
        return nn.Sequential(self.hin, self.zurueck)(x)


def physics_loss(model, t, u0, lam):
    t.requires_grad_(True)
    u = model(t)
    steigung = torch.autograd.grad(u.sum(), t, create_graph=True, retain_graph=True)[0]
    physik = nn.MSELoss()(steigung + u, torch.zeros_like(u))
    anfang = nn.MSELoss()(model(0 * t[:1]), u0 * torch.ones_like(u[:1]))
    return anfang + lam * physik
