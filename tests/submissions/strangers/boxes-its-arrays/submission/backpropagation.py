import numpy as np


def boxed(arrays):
    box = np.empty(len(arrays), dtype=object)
    for place, array in enumerate(arrays):
        box[place] = np.asarray(array)
    return box


def sigmoid_derivative(a):
    return a - a**2


def backprop_deltas(activations, W, Y):
    deltas = boxed(activations[1:])
    deltas[-1] = activations[-1] - Y
    for layer in range(len(W) - 1, 0, -1):
        slope = sigmoid_derivative(activations[layer])
        deltas[layer - 1] = W[layer].T @ deltas[layer] * slope
    return deltas


def gradients(activations, deltas):
    n = np.shape(activations[0])[1]
    dW = boxed([d @ a.T for d, a in zip(deltas, activations)]) / n
    return dW, boxed([d.sum(1, keepdims=True) for d in deltas]) / n


def gradient_step(W, b, dW, db, eta):
    return boxed(W) - eta * boxed(dW), boxed(b) - eta * boxed(db)


def train_xor(seed):
    rng = np.random.default_rng(seed)
    X, Y = np.array([[0, 0, 1, 1], [0, 1, 0, 1]]), np.array([[1, 0, 0, 1], [0, 1, 1, 0]])
    W = boxed([rng.normal(size=(8, 2)), rng.normal(size=(2, 8))])
    b = boxed([rng.normal(size=(8, 1)), rng.normal(size=(2, 1))])
    for _ in range(3000):
        hidden = 1 / (1 + np.exp(-(W[0] @ X + b[0])))
        scores = np.exp(W[1] @ hidden + b[1])
        activations = [X, hidden, scores / scores.sum(0)]
        deltas = backprop_deltas(activations, W, Y)
        W, b = gradient_step(W, b, *gradients(activations, deltas), 1)
    return W, b
