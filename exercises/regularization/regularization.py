"""Regularization: a network that learns the rule, and not its few samples by heart.

A large network can learn every one of its training samples, the wrongly labelled ones too, and
then does badly on all others: it overfits. Here are three remedies, and the three-way split that
shows whether they help. All functions but the last use numpy, ``train_regularized`` uses torch;
rows are samples, as in ``torch.nn.Linear``. Arguments stay as they are in all of them.
"""

import copy

import numpy as np
import torch
from torch import nn


def dropout(x, p, rng, training=True):
    """Inverted dropout: each element becomes 0 with probability p, the others grow by 1 / (1 − p).

        in training     answer = x ⊙ mask / (1 − p),   each element of the mask 0 or 1
        in evaluation   answer = x

    So on average the answer is x. Each element of the mask is drawn on its own, whatever the
    others are, and anew in every call. All randomness comes from ``rng``: the same generator state
    gives the same answer. Which of its numbers drop what is yours. x stays as it is.

    Parameters
    ----------
    x : array of floats, of any shape with one axis or more; often activations (N, n_units)
    p : float, the probability of *dropping* an element, 0 ≤ p < 1
    rng : a numpy Generator, as ``np.random.default_rng(seed)`` makes it; evaluation needs none
    training : bool, False in evaluation

    Returns
    -------
    An array of the shape of x; in evaluation it may be x itself.

    Examples
    --------
    >>> answer = dropout(np.full(1000, 4.0), 0.2, np.random.default_rng(0))
    >>> np.unique(answer)
    array([0., 5.])
    >>> dropout(np.array([4.0, 8.0]), 0.2, np.random.default_rng(0), training=False)
    array([4., 8.])
    """
    raise NotImplementedError("write your code here")


def l2_penalty(weights, lam):
    """Return what the loss is raised by for large weights: λ times the sum of all squares.

        λ ‖w‖² = λ Σ w²

    The sum goes over all elements of all arrays; there is no half in front of it, no root, and
    nothing is divided by a number of weights or samples. Biases are left alone: whoever calls this
    does not put them into the list.

    Parameters
    ----------
    weights : list of arrays of floats; their shapes may differ, with one axis or more
    lam : float, the strength λ, 0 or more

    Returns
    -------
    The penalty, one number.

    Examples
    --------
    >>> W1, W2 = np.array([[1.0, -2.0], [0.5, 0.0]]), np.array([[3.0], [-1.0]])
    >>> round(float(l2_penalty([W1, W2], 0.1)), 4)
    1.525
    """
    raise NotImplementedError("write your code here")


def l2_gradient(weights, lam):
    """Return the gradient of `l2_penalty` by each of the weights: 2 λ w.

    This is what comes on top of the gradient of the loss. The arrays that are sent stay as they
    are.

    Parameters
    ----------
    weights : list of arrays of floats; their shapes may differ, with one axis or more
    lam : float, the strength λ, 0 or more

    Returns
    -------
    A list of new arrays, in the order and in the shapes of ``weights``.

    Examples
    --------
    >>> l2_gradient([np.array([[1.0, -2.0]]), np.array([3.0])], 0.25)
    [array([[ 0.5, -1. ]]), array([1.5])]
    """
    raise NotImplementedError("write your code here")


class EarlyStopping:
    """Says when to stop training, and keeps the weights of the best epoch.

    After every epoch `step` is told the loss on the validation rows. It is an *improvement* if

        val_loss < best loss so far − min_delta

    The first loss is always one, and NaN never is. Only an improvement changes what is best.

    Parameters
    ----------
    patience : int, at least 1: stop at the patience-th epoch in a row that is no improvement
    min_delta : float, 0 or more: an improvement is larger than this

    Attributes
    ----------
    best_weights : a copy of the weights of the best epoch, as they were then; None before the first

    Examples
    --------
    >>> stopping = EarlyStopping(patience=2)
    >>> losses = [0.9, 0.7, 0.8, 0.6, 0.65, 0.6]
    >>> [stopping.step(loss, [np.array([epoch])]) for epoch, loss in enumerate(losses)]
    [False, False, False, False, False, True]
    >>> stopping.best_weights
    [array([3])]
    """

    def __init__(self, patience=10, min_delta=0.0):
        raise NotImplementedError("write your code here")

    def step(self, val_loss, weights):
        """Take an epoch's loss and weights; return True when to stop, else False.

        Parameters
        ----------
        val_loss : float, of any size and sign
        weights : any object that holds weights, such as a list of arrays, a dict of them or an
            nn.Module. Training goes on with it, so a copy of all that it holds is kept, as
            ``copy.deepcopy`` makes one of any object. It stays as it is.
        """
        raise NotImplementedError("write your code here")


def three_way_split(n, seed, fractions=(0.7, 0.15, 0.15)):
    """Deal the rows 0 … n − 1 to training, validation and test.

    Each row is in exactly one of the three: a row in two of them would let the network be judged
    by what it has learnt (leakage). All rows are shuffled first; the same seed gives the same
    split, another seed another one.

    Parameters
    ----------
    n : int, the number of rows
    seed : int, 0 or more
    fractions : three floats that add up to 1: the shares of training, validation and test

    Returns
    -------
    (train_rows, val_rows, test_rows) : three arrays of row numbers, in any order. Training and
    validation have ``fraction * n`` of them, give or take one; test has all that are left.

    Examples
    --------
    >>> train_rows, val_rows, test_rows = three_way_split(20, seed=0)
    >>> len(train_rows), len(val_rows), len(test_rows)
    (14, 3, 3)
    >>> sorted([*train_rows, *val_rows, *test_rows]) == list(range(20))
    True
    """
    raise NotImplementedError("write your code here")


def train_regularized(X_train, y_train, X_val, y_val, seed):
    """Make and train a network that does not overfit, and return it ready to be asked.

    The training rows are few, and some of their labels are wrong: whoever learns them all by heart
    has a larger loss than a coin on other rows. Make a network with hidden layers of your choice
    (two with 64 units and ReLU do well, as nn.Linear starts them), and

    - take the steps on the training rows only: up to 500 full-batch epochs of Adam at 0.01 do well;
    - measure the loss on the validation rows after each epoch, with dropout off; stop when it has
      not improved for a while, and give back the network **with the weights of its best epoch**;
    - beside that, dropout, a penalty for large weights, both or neither, as you like.

    The validation rows decide when to stop, and nothing is learnt from them. All randomness comes
    from the seed: the same seed gives the same network. What is sent stays as it is.

    Parameters
    ----------
    X_train, X_val : float32 tensors of shape (N, n_features), all features about 1 in size
    y_train, y_val : float32 tensors of shape (N, 1), of zeros and ones; all four on one device
    seed : int, 0 or more

    Returns
    -------
    An nn.Module on the device of ``X_train``. It gives probabilities of shape (N, 1) for rows of
    shape (N, n_features), and is in evaluation mode: the same rows get the same answer each time.

    Examples
    --------
    >>> X = torch.tensor([[-1.5], [-1.0], [-0.5], [0.5], [1.0], [1.5]])
    >>> network = train_regularized(X, (X > 0).float(), X, (X > 0).float(), seed=0)
    >>> (network(X) > 0.5).squeeze().tolist()
    [False, False, False, True, True, True]
    """
    raise NotImplementedError("write your code here")


if __name__ == "__main__":  # python regularization.py draws what you have so far
    from grader.script import show

    show()
