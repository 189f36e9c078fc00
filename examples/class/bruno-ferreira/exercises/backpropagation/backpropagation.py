import numpy as np


def sigmoid_derivative(a):
    return a * (1 - a)


def backprop_deltas(activations, W, Y):
    delta = activations[-1] - Y
    backwards = [delta]
    i = len(W) - 1
    while i > 0:
        n_out, n_in = W[i].shape
        N = delta.shape[1]
        previous = np.zeros((n_in, N))
        for j in range(n_in):
            for n in range(N):
                blame = 0.0
                for k in range(n_out):
                    blame += W[i][k, j] * delta[k, n]
                previous[j, n] = blame * sigmoid_derivative(activations[i][j, n])
        delta = previous
        backwards.append(delta)
        i -= 1
    backwards.reverse()
    return backwards


def gradients(activations, deltas):
    dW = []
    db = []
    for l in range(len(deltas)):
        n_out, N = deltas[l].shape
        n_in = activations[l].shape[0]
        slope_W = np.zeros((n_out, n_in))
        slope_b = np.zeros((n_out, 1))
        for n in range(N):
            slope_W += np.outer(deltas[l][:, n], activations[l][:, n])
            slope_b[:, 0] += deltas[l][:, n]
        dW.append(slope_W / N)
        db.append(slope_b / N)
    return dW, db


def gradient_step(W, b, dW, db, eta):
    new_W = []
    new_b = []
    for l in range(len(W)):
        new_W.append(W[l] - eta * dW[l])
        new_b.append(b[l] - eta * db[l])
    return new_W, new_b


def train_xor(seed):
    # the loops above are too slow for thousands of steps, so matrices here
    rng = np.random.default_rng(seed)
    W1 = rng.normal(0, 1, (6, 2))
    b1 = rng.normal(0, 1, (6, 1))
    W2 = rng.normal(0, 1, (2, 6))
    b2 = np.zeros((2, 1))
    X = np.array([[0, 0, 1, 1], [0, 1, 0, 1]], dtype=float)
    Y = np.array([[1, 0, 0, 1], [0, 1, 1, 0]], dtype=float)
    for step in range(2000):
        A1 = 1 / (1 + np.exp(-(W1 @ X + b1)))
        E = np.exp(W2 @ A1 + b2)
        A2 = E / E.sum(axis=0)
        delta2 = (A2 - Y) / 4
        delta1 = (W2.T @ delta2) * A1 * (1 - A1)
        W2 = W2 - delta2 @ A1.T
        b2 = b2 - delta2.sum(axis=1, keepdims=True)
        W1 = W1 - delta1 @ X.T
        b1 = b1 - delta1.sum(axis=1, keepdims=True)
    return [W1, W2], [b1, b2]
