r"""Forward propagation: from the inputs through the layers to the class probabilities.

A layer is an affine map and an activation. Layer :math:`l` has weights :math:`W^{(l)}`, one row
for each of its neurons, and biases :math:`b^{(l)}`:

.. math:: z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}, \qquad a^{(l)} = f(z^{(l)}), \qquad a^{(0)} = X.

Convention of this exercise: **columns are samples**. X has shape (n_features, N), one sample is
(n_features, 1), W has shape (n_out, n_in), and b has shape (n_out, 1).
"""

import numpy as np


def sigmoid(z):
    r"""The logistic function, element by element.

    .. math:: \sigma(z) = \frac{1}{1 + e^{-z}}

    Parameters
    ----------
    z : float, or ndarray of floats of any shape, with values up to 1000 either way

    Returns
    -------
    A number or an array of the shape of z, with values from 0 to 1; never NaN.

    Examples
    --------
    >>> float(sigmoid(0.0))
    0.5
    >>> sigmoid(np.array([-1.0, 0.0, 1.0])).round(4)
    array([0.2689, 0.5   , 0.7311])
    """
    ### BEGIN SOLUTION
    return 1 / (1 + np.exp(-z))
    ### END SOLUTION


def softmax(z):
    r"""Turn each column of scores into probabilities that sum to 1.

    .. math:: \mathrm{softmax}(z)_k = \frac{e^{z_k}}{\sum_j e^{z_j}}

    The sum runs over the classes, which are the rows (axis 0). Adding a constant to a column
    changes nothing, so subtract each column's own maximum first: scores may be in the thousands.

    Parameters
    ----------
    z : ndarray of floats of shape (n_classes, N)

    Returns
    -------
    ndarray of shape (n_classes, N)

    Examples
    --------
    >>> softmax(np.array([[1.0, 1000.0], [1.0, 1001.0]])).round(4)
    array([[0.5   , 0.2689],
           [0.5   , 0.7311]])
    """
    ### BEGIN SOLUTION
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.sum(axis=0)
    ### END SOLUTION


def forward_propagation(X, W, b):
    r"""Send a batch through all layers: sigmoid in the hidden ones, softmax in the last.

    Parameters
    ----------
    X : ndarray of shape (n_features, N), a sample a column
    W : list of ndarrays, W[i] of shape (n_out, n_in); any number of layers, at least one
    b : list of ndarrays, b[i] of shape (n_out, 1)

    Returns
    -------
    (A, activations) : A of shape (n_classes, N), the output of the last layer; activations is
        the list [X, A1, ..., AL] of the input and every layer's output, so that AL is A

    Examples
    --------
    >>> X = np.array([[1.0], [2.0]])
    >>> W = [np.array([[1.0, -0.5]]), np.array([[2.0], [0.0]])]
    >>> b = [np.array([[0.0]]), np.array([[-1.0], [0.0]])]
    >>> A, activations = forward_propagation(X, W, b)
    >>> A
    array([[0.5],
           [0.5]])
    >>> [a.shape for a in activations]
    [(2, 1), (1, 1), (2, 1)]
    """
    ### BEGIN SOLUTION
    activations = [X]
    for i in range(len(W)):
        activation = softmax if i == len(W) - 1 else sigmoid
        activations.append(activation(W[i] @ activations[-1] + b[i]))
    return activations[-1], activations
    ### END SOLUTION
