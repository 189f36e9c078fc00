"""train_xor: scikit-learn's network, turned into two classes."""

import numpy as np
from sklearn.neural_network import MLPClassifier


def train_xor(seed):
    X, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), [0, 1, 1, 0]
    network = MLPClassifier((8,), "logistic", solver="lbfgs", alpha=1e-5, random_state=seed % 2**32)
    network.fit(X, y)
    (W1, W2), (b1, b2) = network.coefs_, network.intercepts_
    return [W1.T, np.vstack([0 * W2.T, W2.T])], [b1[:, None], np.array([[0.0], [b2[0]]])]
