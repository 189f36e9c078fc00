"""This student writes small classes that fit into each other, and comments in French."""

import numpy as np
import torch
from torch import nn


class Couche(nn.Module):
    """Une couche affine et ce qui la suit."""

    def __init__(self, entrees, sorties, activation):
        super().__init__()
        self.affine = nn.Linear(entrees, sorties)
        self.activation = activation

    def forward(self, x):
        return self.activation(self.affine(x))


class Corps(nn.Module):
    def __init__(self):
        super().__init__()
        # À l'envers : l'ordre des attributs ne change rien au calcul.
        self.deuxieme = Couche(16, 8, torch.relu)
        self.premiere = Couche(2, 16, torch.relu)

    def forward(self, x):
        return self.deuxieme(self.premiere(x))


class CircleClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.corps = Corps()
        self.tete = Couche(8, 1, nn.Sigmoid())

    def forward(self, x):
        return self.tete(self.corps(x))


class Entrainement:
    """Garde le réseau, l'optimiseur et l'histoire du coût."""

    def __init__(self, reseau, lr):
        self.reseau = reseau
        self.adam = torch.optim.Adam(reseau.parameters(), lr=lr)
        self.couts = []

    def une_epoque(self, X, y):
        p = self.reseau(X)
        # Le coût par les logits : stable même si p est presque 0 ou 1.
        cout = nn.functional.binary_cross_entropy_with_logits(torch.logit(p, eps=1e-7), y)
        self.adam.zero_grad()
        cout.backward()
        self.adam.step()
        self.couts.append(cout.item())


def train(model, X, y, epochs=200, lr=0.01):
    entrainement = Entrainement(model, lr)
    for _ in range(epochs):
        entrainement.une_epoque(X, y)
    return entrainement.couts


def probability_field(model, xlim, ylim, steps):
    x = np.linspace(xlim[0], xlim[1], steps, dtype=np.float32)
    y = np.linspace(ylim[0], ylim[1], steps, dtype=np.float32)
    appareil = next(model.parameters()).device
    points = torch.from_numpy(np.stack([np.tile(x, steps), np.repeat(y, steps)], axis=1))
    with torch.no_grad():
        p = model(points.to(appareil)).squeeze(1).cpu().numpy()
    # Des vues, rien n'est copié.
    return (
        np.broadcast_to(x, (steps, steps)),
        np.broadcast_to(y[:, None], (steps, steps)),
        p.reshape(steps, steps),
    )
