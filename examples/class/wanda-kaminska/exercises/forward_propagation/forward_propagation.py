r"""Forward propagation: from the inputs through the layers to the class probabilities.

Convention of this exercise: **columns are samples**. X has shape (n_features, N), one sample is
(n_features, 1), W has shape (n_out, n_in), and b has shape (n_out, 1).
"""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    z = np.exp(z - np.max(z, axis=0))
    return z / np.sum(z, axis=0)


def forward_propagation(X, W, b):
    # only two layers so far, TODO: any number
    A1 = sigmoid(W[0] @ X + b[0])
    A2 = softmax(W[1] @ A1 + b[1])
    return A2, [X, A1, A2]
