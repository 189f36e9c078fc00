"""Titanic: a whole network by hand, on real data.

In come class, sex and age of passengers; out comes who survives. The network has three inputs,
ten hidden units and one output; *rows are samples*, so a batch X has the shape (N, 3):

    Z2 = X W1 + b1,    A2 = max(0, Z2),    Z3 = A2 W2 + b2,    ŷ = σ(Z3)

with W1 of shape (3, 10), b1 (10,), W2 (10, 1) and b2 (1,). Labels y are 0 and 1, floats or
integers, of shape (N,); `loss`, `deltas` and `train` take (N, 1) too. ``y.reshape(-1, 1)`` makes a
column of either. Where nothing else is said, arrays are numpy's, of floats. No function changes its
arguments.
"""

import csv
from pathlib import Path

import numpy as np

HERE = Path(globals().get("__file__", "")).parent  # a notebook has no file, and runs in its folder


def load_passengers(path=HERE / "../../data/titanic.csv"):
    """Read the passengers whose age is known. (Given: nothing to do here.)

    Returns
    -------
    (pclass, sex, age, survived) : pclass, age and survived are arrays of shape (N,);
        sex is a list of N strings, "male" or "female"
    """
    with Path(path).open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["age"]]
    pclass, age, survived = (
        np.array([float(row[name]) for row in rows]) for name in ("pclass", "age", "survived")
    )
    return pclass, [row["sex"] for row in rows], age, survived


def zscore(X_train, X_test):
    """Shift and scale each column by the mean and standard deviation of the *training* rows.

        z = (x − μ) / σ

    σ is the population standard deviation (divide by N, as ``np.std`` does). A column that is
    constant in the training rows has σ = 0: count that as 1. The test rows have no say in μ and σ.
    The arguments stay as they are.

    Parameters
    ----------
    X_train : array of shape (N, k), of floats or integers
    X_test : array of shape (M, k), alike

    Returns
    -------
    (train, test) : new arrays of floats, of shapes (N, k) and (M, k)

    Examples
    --------
    >>> zscore(np.array([[1.0], [3.0]]), np.array([[5.0]]))
    (array([[-1.],
           [ 1.]]), array([[3.]]))
    """
    ### BEGIN SOLUTION
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std = np.where(std == 0, 1, std)
    return (X_train - mean) / std, (X_test - mean) / std
    ### END SOLUTION


def titanic_features(pclass, sex, age, mean=None, std=None):
    """Make the network's inputs: the columns pclass, sex, age.

    pclass and age are z-scored with the given statistics or, without them, with their own mean
    and population standard deviation. sex becomes 1 for "male" and 0 for "female", not scaled. The
    arguments stay as they are.

    Parameters
    ----------
    pclass, age : array_like (lists too) of N numbers, floats or integers; without given statistics
        neither is constant
    sex : list of N strings, "male" or "female"
    mean, std : both None, or two numbers each (array_like): that of pclass and that of age

    Returns
    -------
    X : array of shape (N, 3)

    Examples
    --------
    >>> titanic_features([1, 3], ["female", "male"], [20, 40])
    array([[-1.,  0., -1.],
           [ 1.,  1.,  1.]])
    """
    ### BEGIN SOLUTION
    scaled = np.column_stack([pclass, age])
    if mean is None:
        mean, std = scaled.mean(axis=0), scaled.std(axis=0)
    scaled = (scaled - mean) / std
    male = [person == "male" for person in sex]
    return np.column_stack([scaled[:, 0], male, scaled[:, 1]])
    ### END SOLUTION


def train_test_split(n, seed):
    """Deal the rows 0 to n - 1 to training (70 %) and testing (30 %), shuffled by the seed.

    Every row is in exactly one of the two. The same seed gives the same split, another seed
    another one. Where 0.7 n is no whole number, round it either way: ``int(0.7 * n)`` is right for
    every n. In which order the rows stand within a part is yours.

    Parameters
    ----------
    n : the number of rows
    seed : int

    Returns
    -------
    (train_rows, test_rows) : integer arrays, together the numbers 0 to n - 1

    Examples
    --------
    >>> train_rows, test_rows = train_test_split(10, seed=0)
    >>> len(train_rows), len(test_rows)
    (7, 3)
    """
    ### BEGIN SOLUTION
    rows = np.random.default_rng(seed).permutation(n)
    n_train = round(0.7 * n)
    return rows[:n_train], rows[n_train:]
    ### END SOLUTION


def forward(X, W1, b1, W2, b2):
    """Propagate a batch forward; every intermediate result is kept for the way back.

        Z2 = X W1 + b1
        A2 = max(0, Z2)
        Z3 = A2 W2 + b2
        ŷ = σ(Z3) = 1 / (1 + exp(−Z3))

    ŷ is a number in [0, 1] for every Z3, also for ±1000. The arguments stay as they are, and Z2
    comes back as it was before the ReLU.

    Parameters
    ----------
    X : array of shape (N, 3)
    W1, b1, W2, b2 : arrays of shapes (3, 10), (10,), (10, 1) and (1,)

    Returns
    -------
    (Z2, A2, Z3, y_hat) : arrays of shapes (N, 10), (N, 10), (N, 1) and (N, 1)

    Examples
    --------
    All weights 0.1 and all biases 0: each hidden unit gets 0.1 (1 + 2 + 3) = 0.6.

    >>> X, W1, W2 = np.array([[1.0, 2.0, 3.0]]), np.full((3, 10), 0.1), np.full((10, 1), 0.1)
    >>> Z2, A2, Z3, y_hat = forward(X, W1, np.zeros(10), W2, np.zeros(1))
    >>> Z3.round(4), y_hat.round(4)
    (array([[0.6]]), array([[0.6457]]))
    """
    ### BEGIN SOLUTION
    Z2 = X @ W1 + b1
    A2 = np.maximum(0, Z2)
    Z3 = A2 @ W2 + b2
    y_hat = 1 / (1 + np.exp(-Z3))
    return Z2, A2, Z3, y_hat
    ### END SOLUTION


def loss(y, y_hat):
    """Return the sum of the squared errors, halved: J = Σᵢ ½ (yᵢ − ŷᵢ)².

    **Trap:** y of shape (N,) minus y_hat of shape (N, 1) broadcasts to (N, N). The arguments stay
    as they are.

    Parameters
    ----------
    y : labels 0 and 1, array of floats or integers, of shape (N,) or (N, 1)
    y_hat : array of shape (N, 1)

    Returns
    -------
    J : float

    Examples
    --------
    >>> float(loss(np.array([1, 0]), np.array([[0.5], [0.5]])))
    0.25
    """
    ### BEGIN SOLUTION
    return 0.5 * np.sum((y.reshape(-1, 1) - y_hat) ** 2)
    ### END SOLUTION


def deltas(y, y_hat, Z3, Z2, W2):
    """Propagate the error back to the logits: δ3 = ∂J/∂Z3 and δ2 = ∂J/∂Z2.

        δ3 = −(y − ŷ) ⊙ σ'(Z3)
        δ2 = δ3 W2ᵀ ⊙ ReLU'(Z2)

    with σ'(z) = σ(z)(1 − σ(z)), and ReLU'(z) = 1 for z > 0, else 0, also at exactly 0. Nothing is
    divided by N. The arguments stay as they are.

    Parameters
    ----------
    y : labels 0 and 1, array of floats or integers, of shape (N,) or (N, 1)
    y_hat, Z3, Z2 : what `forward` gave, of shapes (N, 1), (N, 1) and (N, 10)
    W2 : array of shape (10, 1)

    Returns
    -------
    (delta3, delta2) : arrays of shapes (N, 1) and (N, 10)

    Examples
    --------
    At Z3 = 0 the output is 0.5 and the slope of the sigmoid 0.25:

    >>> half, zero, ones = np.array([[0.5]]), np.array([[0.0]]), np.ones((1, 10))
    >>> delta3, delta2 = deltas(np.array([1]), half, zero, ones, np.full((10, 1), 2.0))
    >>> delta3, delta2[:, :1]
    (array([[-0.125]]), array([[-0.25]]))
    """
    ### BEGIN SOLUTION
    slope = y_hat * (1 - y_hat)  # this is σ'(Z3), since y_hat = σ(Z3)
    delta3 = -(y.reshape(-1, 1) - y_hat) * slope
    delta2 = delta3 @ W2.T * (Z2 > 0)
    return delta3, delta2
    ### END SOLUTION


def gradients(X, A2, delta3, delta2):
    """Turn the deltas into the gradients of J, each of its parameter's own shape.

        ∂J/∂W1 = Xᵀ δ2      ∂J/∂b1 = the sum of δ2 over the rows
        ∂J/∂W2 = A2ᵀ δ3     ∂J/∂b2 = the sum of δ3 over the rows

    Sums over the rows, as J is one: nothing is divided by N. The arguments stay as they are.

    Parameters
    ----------
    X, A2 : arrays of shapes (N, 3) and (N, 10); A2 comes out of a ReLU, and is never below 0
    delta3, delta2 : arrays of shapes (N, 1) and (N, 10)

    Returns
    -------
    (dW1, db1, dW2, db2) : arrays of shapes (3, 10), (10,), (10, 1) and (1,)

    Examples
    --------
    >>> X, A2, delta3, delta2 = np.ones((2, 3)), np.ones((2, 10)), np.ones((2, 1)), np.ones((2, 10))
    >>> dW1, db1, dW2, db2 = gradients(X, A2, delta3, delta2)
    >>> dW1.shape, db1.shape, dW2.shape, db2
    ((3, 10), (10,), (10, 1), array([2.]))
    """
    ### BEGIN SOLUTION
    return X.T @ delta2, delta2.sum(axis=0), A2.T @ delta3, delta3.sum(axis=0)
    ### END SOLUTION


def train(X, y, seed):
    """Train the network with your own Adam and return its weights.

    Start from random weights of both signs and about 0.5 in size (and zero biases), then repeat:
    forward, deltas, gradients, one step of Adam for each of W1, b1, W2 and b2. A learning rate of
    0.01 and 500 rounds over all rows take a fraction of a second and are enough. All randomness
    comes from the seed: the same seed gives the same weights. X and y stay as they are.

    Parameters
    ----------
    X : array of shape (N, 3), as `titanic_features` makes it
    y : labels 0 and 1, array of floats or integers, of shape (N,) or (N, 1)
    seed : int

    Returns
    -------
    (W1, b1, W2, b2) : trained weights, of shapes (3, 10), (10,), (10, 1) and (1,)

    Examples
    --------
    >>> X = np.array([[0.0, 1.0, 0.0], [0.0, -1.0, 0.0]])
    >>> weights = train(X, np.array([1, 0]), seed=0)
    >>> [each.shape for each in weights]
    [(3, 10), (10,), (10, 1), (1,)]
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    W1, W2 = rng.normal(0, np.sqrt(2 / 3), (3, 10)), rng.normal(0, np.sqrt(2 / 10), (10, 1))
    weights = [W1, np.zeros(10), W2, np.zeros(1)]
    m = [np.zeros_like(w) for w in weights]
    v = [np.zeros_like(w) for w in weights]
    for t in range(1, 501):
        Z2, A2, Z3, y_hat = forward(X, *weights)
        delta3, delta2 = deltas(y, y_hat, Z3, Z2, weights[2])
        for i, grad in enumerate(gradients(X, A2, delta3, delta2)):
            m[i] = 0.9 * m[i] + 0.1 * grad
            v[i] = 0.999 * v[i] + 0.001 * grad**2
            m_hat, v_hat = m[i] / (1 - 0.9**t), v[i] / (1 - 0.999**t)
            weights[i] = weights[i] - 0.01 * m_hat / (np.sqrt(v_hat) + 1e-8)
    return tuple(weights)
    ### END SOLUTION


def predict(X, W1, b1, W2, b2):
    """Say who survives: 1 where ŷ > 0.5, else 0 (so ŷ = 0.5 gives 0).

    The arguments stay as they are.

    Parameters
    ----------
    X : array of shape (N, 3)
    W1, b1, W2, b2 : arrays of shapes (3, 10), (10,), (10, 1) and (1,)

    Returns
    -------
    survived : array of shape (N,), of 0 and 1

    Examples
    --------
    >>> W1, W2 = np.full((3, 10), 0.1), np.full((10, 1), 0.1)
    >>> predict(np.array([[1.0, 2.0, 3.0]]), W1, np.zeros(10), W2, np.zeros(1))
    array([1])
    """
    ### BEGIN SOLUTION
    y_hat = forward(X, W1, b1, W2, b2)[-1]
    return (y_hat[:, 0] > 0.5).astype(int)
    ### END SOLUTION
