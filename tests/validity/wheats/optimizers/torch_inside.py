"""This student wraps torch.optim and its DataLoader, and sets their state by hand."""

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def tensor(x):
    return torch.tensor(np.asarray(x), dtype=torch.float64)


def one_step(optimizer_class, w, grad, state, **settings):
    """Let a fresh torch optimizer that remembers `state` take one step."""
    parameter = torch.nn.Parameter(tensor(w))
    parameter.grad = tensor(grad)
    optimizer = optimizer_class([parameter], **settings)
    optimizer.state[parameter].update(state)
    optimizer.step()
    remembered = optimizer.state[parameter]
    return parameter.detach().numpy(), remembered


def sgd_update(w, grad, lr=0.01):
    new_w, _ = one_step(torch.optim.SGD, w, grad, {}, lr=lr)
    return new_w


def momentum_update(w, grad, m, lr=0.01, beta1=0.9):
    if beta1 == 0:
        return sgd_update(w, grad, lr), np.array(grad, dtype=float)
    state = {"momentum_buffer": tensor(m)}
    settings = {"lr": lr, "momentum": beta1, "dampening": beta1}
    new_w, state = one_step(torch.optim.SGD, w, grad, state, **settings)
    return new_w, state["momentum_buffer"].numpy()


def adagrad_update(w, grad, s, lr=0.01, eps=1e-10):
    state = {"step": torch.tensor(0.0), "sum": tensor(s)}
    new_w, state = one_step(torch.optim.Adagrad, w, grad, state, lr=lr, eps=eps)
    return new_w, state["sum"].numpy()


def rmsprop_update(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    state = {"step": torch.tensor(0.0), "square_avg": tensor(v)}
    new_w, state = one_step(torch.optim.RMSprop, w, grad, state, lr=lr, alpha=beta2, eps=eps)
    return new_w, state["square_avg"].numpy()


def adam_update(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    state = {"step": torch.tensor(float(t - 1)), "exp_avg": tensor(m), "exp_avg_sq": tensor(v)}
    settings = {"lr": lr, "betas": (beta1, beta2), "eps": eps}
    new_w, state = one_step(torch.optim.Adam, w, grad, state, **settings)
    return new_w, state["exp_avg"].numpy(), state["exp_avg_sq"].numpy()


def minibatches(X, y, batch_size, rng):
    samples = TensorDataset(torch.tensor(X), torch.tensor(y))
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    for x, label in DataLoader(samples, batch_size, shuffle=True, generator=generator):
        yield x.numpy(), label.numpy()
