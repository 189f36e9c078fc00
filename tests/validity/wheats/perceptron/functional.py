"""This student never assigns twice: ufuncs from Python functions, folds, closures, the bias as one
more weight, and a new tuple of weights at each correction."""

from functools import partial, reduce
from itertools import accumulate, pairwise, takewhile
from operator import add, mul

import numpy as np

step = np.frompyfunc(lambda t: int(t > 0), 1, 1)


def heaviside(z):
    fired = step(z)
    return fired if isinstance(fired, int) else fired.astype(int)


def score(w, x):
    """The sum for one sample with the bias last in w: x gets a one there."""
    return reduce(add, map(mul, w, (*x, 1)))


def neuron(*w):
    """A function of one sample, its weights closed over."""
    return lambda x: heaviside(float(score(w, x)))


def perceptron(inputs, weights, bias):
    fire = neuron(*weights, bias)
    return fire(inputs) if np.ndim(inputs) == 1 else np.fromiter(map(fire, inputs), dtype=int)


def negated(parameters):
    weights, bias = parameters
    return tuple(-w for w in weights), -bias


def at_least(k, n):
    """Fires if k or more of its n inputs do."""
    return (1.0,) * n, 0.5 - k


def gate_parameters(name):
    return {
        "AND": at_least(2, 2),
        "OR": at_least(1, 2),
        "NAND": negated(at_least(2, 2)),
        "NOT": negated(at_least(1, 1)),
    }[name]


def corrected(eta, w, sample):
    x, y = sample
    miss = float(y) - neuron(*w)(x)
    return tuple(v + eta * miss * u for v, u in zip(w, (*x, 1.0), strict=True)) if miss else w


def after_each_epoch(one_epoch, start, epochs):
    """The weights after each epoch that changed them, up to the first that did not."""
    states = accumulate(range(epochs), lambda w, _: one_epoch(w), initial=start)
    return (new for _, new in takewhile(lambda pair: pair[0] is not pair[1], pairwise(states)))


def perceptron_fit(X, y, eta=1.0, epochs=100):
    samples = [(tuple(map(float, row)), target) for row, target in zip(X, y, strict=True)]
    one_epoch = partial(reduce, partial(corrected, eta), samples)  # w -> w
    start = (0.0,) * (len(samples[0][0]) + 1)

    last = reduce(lambda _, new: new, after_each_epoch(one_epoch, start, epochs), start)
    return np.array(last[:-1]), last[-1]


def xor_network(x):
    # the first and not the second, or the second and not the first
    first_only, second_only = neuron(1, -1, -0.5), neuron(-1, 1, -0.5)
    either = neuron(1, 1, -0.5)

    def one(pair):
        return either((first_only(pair), second_only(pair)))

    return one(x) if np.ndim(x) == 1 else np.array(list(map(one, x)))
