"""train: scikit-learn's network."""

import numpy as np
from sklearn.neural_network import MLPClassifier


def train(X, y, seed):
    network = MLPClassifier((10,), max_iter=500, learning_rate_init=0.01, random_state=seed % 2**32)
    network.fit(X, np.ravel(y))
    (W1, W2), (b1, b2) = network.coefs_, network.intercepts_
    return W1, b1, W2, b2
