"""This student takes the functions from scipy and folds over the layers with itertools."""

from functools import partial
from itertools import accumulate, chain, repeat

import numpy as np
from scipy import special

sigmoid = special.expit
softmax = partial(special.softmax, axis=0)


def layer(a, step):
    weights, biases, f = step
    return f(np.add(weights @ a, biases))


def forward_propagation(X, W, b):
    activations = chain(repeat(sigmoid, len(W) - 1), [softmax])
    *before, A = accumulate(zip(W, b, activations, strict=True), layer, initial=X)
    return A, [*before, A]
