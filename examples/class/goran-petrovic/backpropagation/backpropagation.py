# G. Petrovic: functional programming meets neural networks, part 2
from functools import reduce
from itertools import accumulate

import numpy as np

f32 = np.float32

sigmoid_derivative = lambda a: f32(a) * (1 - f32(a))


def backprop_deltas(activations, W, Y):
    last = f32(activations[-1]) - f32(Y)
    pairs = reversed(list(zip(W[1:], activations[1:-1])))
    back = lambda delta, pair: (f32(pair[0]).T @ delta) * sigmoid_derivative(pair[1])
    return list(accumulate(pairs, back, initial=last))[::-1]


def gradients(activations, deltas):
    n = f32(deltas[0].shape[-1])
    return (
        [f32(d) @ f32(a).T / n for d, a in zip(deltas, activations)],
        [f32(d).sum(-1, keepdims=True) / n for d in deltas],
    )


def gradient_step(W, b, dW, db, eta):
    move = lambda p, g: f32(p) - f32(eta) * f32(g)
    return list(map(move, W, dW)), list(map(move, b, db))


def train_xor(seed):
    X, Y = f32([[0, 0, 1, 1], [0, 1, 0, 1]]), f32([[1, 0, 0, 1], [0, 1, 1, 0]])
    rng = np.random.default_rng(seed)
    draw = lambda *shape: rng.normal(size=shape).astype(f32)
    start = [draw(8, 2), draw(2, 8)], [draw(8, 1), draw(2, 1)]

    def forward(W, b):
        H = 1 / (1 + np.exp(-(W[0] @ X + b[0])))
        E = np.exp(W[1] @ H + b[1])
        return [X, H, E / E.sum(0)]

    def step(weights, _):
        A = forward(*weights)
        return gradient_step(*weights, *gradients(A, backprop_deltas(A, weights[0], Y)), 1.0)

    return reduce(step, range(1500), start)
