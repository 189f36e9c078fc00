"""This student knows torch better than numpy: autograd finds the deltas and the gradients."""

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)


def tensor(a) -> torch.Tensor:
    return torch.tensor(np.asarray(a), dtype=torch.float64)


def column(y) -> torch.Tensor:
    return tensor(y).view(-1, 1)


def zscore(X_train, X_test):
    train, test = tensor(X_train), tensor(X_test)
    std, mean = torch.std_mean(train, dim=0, correction=0)
    std = torch.where(std == 0, torch.ones_like(std), std)
    return ((train - mean) / std).numpy(), ((test - mean) / std).numpy()


def titanic_features(pclass, sex, age, mean=None, std=None):
    numbers = torch.stack([tensor(pclass), tensor(age)]).double()
    if mean is None:
        mean = numbers.mean(dim=1)
        std = numbers.std(dim=1, unbiased=False)
        std[std == 0] = 1
    scaled = (numbers - tensor(mean)[:, None]) / tensor(std)[:, None]
    women = torch.tensor([s == "female" for s in sex])
    return torch.stack([scaled[0], (~women).double(), scaled[1]], dim=1).numpy()


def train_test_split(n, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    size = int(0.7 * n)
    return order[:size].numpy(), order[size:].numpy()


def net(X, W1, b1, W2, b2):
    Z2 = F.linear(X, W1.T, b1)
    A2 = F.relu(Z2)
    Z3 = F.linear(A2, W2.T, b2)
    return Z2, A2, Z3, torch.sigmoid(Z3)


def forward(X, W1, b1, W2, b2):
    return tuple(t.numpy() for t in net(*map(tensor, (X, W1, b1, W2, b2))))


def loss(y, y_hat):
    return F.mse_loss(tensor(y_hat), column(y), reduction="sum").item() / 2


def deltas(y, y_hat, Z3, Z2, W2):
    Z2, W2 = tensor(Z2).requires_grad_(), tensor(W2)
    product = F.relu(Z2) @ W2
    # The given Z3 is the product plus the bias, which we are not told: so what is missing is it.
    logits = product + (tensor(Z3) - product).detach()
    J = F.mse_loss(torch.sigmoid(logits), column(y), reduction="sum") / 2
    delta3, delta2 = torch.autograd.grad(J, [logits, Z2])
    return delta3.numpy(), delta2.numpy()


def layer_gradient(inputs, delta):
    layer = torch.nn.Linear(inputs.shape[1], delta.shape[1], dtype=torch.float64)
    layer(tensor(inputs)).backward(tensor(delta))
    return layer.weight.grad.T.contiguous().numpy(), layer.bias.grad.numpy()


def gradients(X, A2, delta3, delta2):
    return (*layer_gradient(X, delta2), *layer_gradient(A2, delta3))


class MyAdam:
    def __init__(self, parameters, lr):
        self.parameters, self.lr, self.t = parameters, lr, 0
        self.m = [torch.zeros_like(p) for p in parameters]
        self.v = [torch.zeros_like(p) for p in parameters]

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, m, v in zip(self.parameters, self.m, self.v, strict=True):
            m.lerp_(p.grad, 0.1)
            v.mul_(0.999).addcmul_(p.grad, p.grad, value=0.001)
            root = (v / (1 - 0.999**self.t)).sqrt() + 1e-8
            p.addcdiv_(m / (1 - 0.9**self.t), root, value=-self.lr)
            p.grad = None


def train(X, y, seed):
    generator = torch.Generator().manual_seed(seed)
    X, y = tensor(X), column(y)
    weights = [torch.zeros(s, dtype=torch.float64) for s in [(3, 10), (10,), (10, 1), (1,)]]
    for w in weights[::2]:
        w.normal_(0, w.shape[0] ** -0.5, generator=generator)
    for w in weights:
        w.requires_grad_()
    optimizer = MyAdam(weights, lr=0.02)
    for _ in range(300):
        J = ((y - net(X, *weights)[-1]) ** 2).sum() / 2
        J.backward()
        optimizer.step()
    return tuple(w.detach().numpy() for w in weights)


def predict(X, W1, b1, W2, b2):
    return torch.from_numpy(forward(X, W1, b1, W2, b2)[3]).gt(0.5).long().flatten().numpy()
