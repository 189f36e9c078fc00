"""This student keeps everything in float32 and works in place, on arrays made beforehand."""

import numpy as np

np.seterr(over="ignore")


def sigmoid(z):
    # the formula as it stands: in float32, too, 1 / (1 + inf) is 0
    s = np.array(z, dtype=np.float32)
    np.negative(s, out=s)
    np.exp(s, out=s)
    s += 1
    np.reciprocal(s, out=s)
    return s[()]  # a number for a number


def softmax(z):
    p = np.array(z, dtype=np.float32)
    p -= np.max(p, axis=0, keepdims=True)
    np.exp(p, out=p)
    p /= np.sum(p, axis=0, keepdims=True)
    return p


def forward_propagation(X, W, b):
    n = X.shape[1]
    acts = [np.empty((w.shape[0], n), dtype=np.float32) for w in W]
    acts.insert(0, X.astype(np.float32))

    i = 0
    while i < len(W):
        z = acts[i + 1]
        np.matmul(W[i].astype(np.float32), acts[i], out=z)
        z += b[i].astype(np.float32)
        z[...] = softmax(z) if i == len(W) - 1 else sigmoid(z)
        i += 1
    return acts[-1], acts
