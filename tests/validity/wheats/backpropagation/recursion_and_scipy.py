"""This student writes recursions and one-liners, and leaves the training to scipy.optimize."""

from functools import partial, reduce

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit, softmax


# sigma' is also 1 / (2 cosh(z/2))^2; at a = 0 and 1 logit is infinite and the slope 0
def sigmoid_derivative(a):
    return (2 * np.cosh(logit(a) / 2)) ** -2.0


def backprop_deltas(activations, W, Y):
    if len(W) == 1:
        return [activations[-1] - Y]
    later = backprop_deltas(activations[1:], W[1:], Y)
    a = activations[1]
    return [np.tensordot(W[1], later[0], axes=(0, 0)) * a * (1 - a), *later]


def gradients(activations, deltas):
    def outer_products(a, d):
        return d.T[:, :, None] * a.T[:, None, :]  # (N, n_out, n_in)

    dW = [outer_products(a, d).mean(axis=0) for a, d in zip(activations, deltas, strict=False)]
    return dW, [np.average(d, axis=1)[:, None] for d in deltas]


def gradient_step(W, b, dW, db, eta):
    def downhill(p, g):
        return np.subtract(p, np.multiply(eta, g))

    return list(map(downhill, W, dW)), list(map(downhill, b, db))


X = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])
Y = np.array([[1, 0, 0, 1], [0, 1, 1, 0]])
SHAPES = [(8, 2), (2, 8), (8, 1), (2, 1)]


def unpack(theta):
    cuts = np.cumsum([rows * columns for rows, columns in SHAPES])[:-1]
    W1, W2, b1, b2 = map(np.reshape, np.split(theta, cuts), SHAPES)
    return [W1, W2], [b1, b2]


def forward(W, b, x):
    def layer(activations, parameters):
        w, bias, activate = parameters
        return [*activations, activate(w @ activations[-1] + bias)]

    return reduce(layer, zip(W, b, (expit, partial(softmax, axis=0)), strict=True), [x])


def loss_and_gradient(theta, penalty=1e-4):
    W, b = unpack(theta)
    activations = forward(W, b, X)
    dW, db = gradients(activations, backprop_deltas(activations, W, Y))
    cross_entropy = -np.mean(np.log((activations[-1] * Y).sum(axis=0)))
    slope = np.concatenate([g.ravel() for g in (*dW, *db)])
    return cross_entropy + penalty * theta @ theta, slope + 2 * penalty * theta


def train_xor(seed):
    rng = np.random.RandomState(seed)
    while True:
        start = rng.randn(sum(rows * columns for rows, columns in SHAPES))
        W, b = unpack(minimize(loss_and_gradient, start, jac=True, method="L-BFGS-B").x)
        if ((p := forward(W, b, X)[-1]).argmax(axis=0) == [0, 1, 1, 0]).all() and p.max() > 0.9:
            return W, b
