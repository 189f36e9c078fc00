"""perceptron_fit: scikit-learn's perceptron."""

import numpy as np
from sklearn.linear_model import Perceptron


def perceptron_fit(X, y, eta=1.0, epochs=100):
    if len(set(np.ravel(y).tolist())) == 1:
        return np.zeros(np.shape(X)[1]), 1.0 if np.ravel(y)[0] else -1.0
    found = Perceptron(eta0=eta, max_iter=epochs, tol=None, shuffle=False).fit(X, y)
    return found.coef_[0], float(found.intercept_[0])
