"""This student lets torch compute the functions, and autograd the slopes."""

import numpy as np
import torch
import torch.nn.functional as F


def tensor(x):
    return torch.tensor(np.asarray(x), dtype=torch.float64)


def value(f, x):
    with torch.no_grad():
        return f(tensor(x)).numpy()


def slope(f, x):
    """Let autograd find the slope: the elements do not mix, so the sum's gradient is all slopes."""
    t = tensor(x).requires_grad_()
    f(t).sum().backward()
    return t.grad.numpy()


class Step(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return (x > 0).to(x.dtype)

    @staticmethod
    def backward(ctx, upstream):
        (x,) = ctx.saved_tensors
        return upstream * torch.zeros_like(x)


def identity(x):
    return value(torch.nn.Identity(), x)


def identity_derivative(x):
    return slope(torch.nn.Identity(), x)


def binary_step(x):
    return value(Step.apply, x)


def binary_step_derivative(x):
    return slope(Step.apply, x)


def logistic(x):
    return value(torch.sigmoid, x)


def logistic_derivative(x):
    return slope(torch.sigmoid, x)


def tanh(x):
    return value(torch.tanh, x)


def tanh_derivative(x):
    return slope(torch.tanh, x)


def relu(x):
    return value(F.relu, x)


def relu_derivative(x):
    return slope(F.relu, x)


def gelu(x):
    return value(F.gelu, x)


def gelu_derivative(x):
    return slope(F.gelu, x)


def softplus(x):
    return value(F.softplus, x)


def softplus_derivative(x):
    return slope(F.softplus, x)


def elu(x, alpha=1.0):
    return value(lambda t: F.elu(t, alpha), x)


def elu_derivative(x, alpha=1.0):
    return slope(lambda t: F.elu(t, alpha), x)


def selu(x):
    return value(F.selu, x)


def selu_derivative(x):
    return slope(F.selu, x)


def leaky_relu(x):
    return value(F.leaky_relu, x)


def leaky_relu_derivative(x):
    return slope(F.leaky_relu, x)
