import copy
import numpy as np
import torch

# Ivan Kowalski, gr. 3


def dropout(x, p, rng, training=True):
    if not training:
        return x
    mask = rng.uniform(0, 1, x.shape) >= p
    return mask*x/(1-p)


def l2_penalty(weights, lam):
    s = 0
    for w in weights:
        s += (w*w).sum()
    return lam*s


def l2_gradient(weights, lam):
    return [2*lam*w for w in weights]


class EarlyStopping:
    def __init__(self, patience=10, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best = float('inf')
        self.best_weights = None
        self.n = 0

    def step(self, val_loss, weights):
        if val_loss < self.best - self.min_delta:
            self.best = val_loss
            self.best_weights = copy.deepcopy(weights)
            self.n = 0
            return False
        self.n = self.n+1
        return self.n >= self.patience


def three_way_split(n, seed, fractions=(0.7, 0.15, 0.15)):
    idx = np.arange(n)
    np.random.default_rng(seed).shuffle(idx)
    n1, n2, n3 = [int(f*n) for f in fractions]
    return idx[:n1], idx[n1:n1+n2], idx[n1+n2:n1+n2+n3]


def train_regularized(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    d = X_train.shape[1]
    net = torch.nn.Sequential(
        torch.nn.Linear(d, 32), torch.nn.Tanh(), torch.nn.Dropout(0.2),
        torch.nn.Linear(32, 32), torch.nn.Tanh(), torch.nn.Dropout(0.2),
        torch.nn.Linear(32, 1), torch.nn.Sigmoid()).to(X_train.device)
    bce = torch.nn.BCELoss()
    opt = torch.optim.Adam(net.parameters(), lr=0.01)
    es = EarlyStopping(patience=15)
    for i in range(100):
        net.train()
        opt.zero_grad()
        loss = bce(net(X_train), y_train)
        loss.backward()
        opt.step()
        net.eval()
        with torch.no_grad():
            v = bce(net(X_val), y_val).item()
        if es.step(v, net.state_dict()):
            break
    net.load_state_dict(es.best_weights)
    return net
