"""How `grader play` calls this course's functions. Nothing here computes: a student's code does.

`ROLES` names for each role in a network the exercise, the function that plays it, and how that is
called with what the page has (columns are samples). The page runs this in its child process, beside
the students' files. Where a function is not written the page says so, and runs one of its own.
"""

from contextlib import contextmanager

import numpy as np


@contextmanager
def in_place(module, **functions):
    """Let other functions stand in a module under these names; give the set of those called."""
    names = vars(module)
    own = {name: names[name] for name in functions if name in names}
    called = set()

    def standing_in(name):
        def stand_in(*args):
            called.add(name)
            names.update(own)  # the page's choice may be the module's own function
            try:
                return functions[name](*args)
            finally:
                names.update(stand_ins)

        return stand_in

    stand_ins = {name: standing_in(name) for name in functions}
    names.update(stand_ins)
    try:
        yield called
    finally:
        for name in functions:
            del names[name]
        names.update(own)


def forward(module, X, W, b, hidden, last):
    """Call forward_propagation, with the page's choices where it calls sigmoid and softmax."""
    with in_place(module, sigmoid=hidden, softmax=last) as called:
        _, outputs = module.forward_propagation(X, W, b)
    z = np.array([[-1.0, 0.5], [0.0, 2.0]])
    if len(W) > 1 and "sigmoid" not in called and not np.allclose(hidden(z), 1 / (1 + np.exp(-z))):
        raise NotImplementedError("it computes its sigmoid itself, and can be asked for no other")
    if "softmax" not in called and not np.allclose(last(z), np.exp(z) / np.exp(z).sum(axis=0)):
        raise NotImplementedError("it computes its softmax itself, and can be asked for no other")
    return outputs


def deltas(module, outputs, W, error, slopes):
    """Call backprop_deltas: this Y makes A - Y the error of whatever loss was chosen."""

    def slope_of(a):
        for output, slope in zip(outputs[1:-1], slopes, strict=True):
            if np.array_equal(a, output):
                return slope
        raise ValueError("sigmoid_derivative was given something that is no layer's output")

    with in_place(module, sigmoid_derivative=slope_of) as called:
        found = module.backprop_deltas(outputs, W, outputs[-1] - error)
    of_sigmoids = [np.allclose(s, a * (1 - a)) for a, s in zip(outputs[1:-1], slopes, strict=True)]
    if not called and not all(of_sigmoids):
        what = "it computes the sigmoid's slope itself, and can be asked for no other"
        raise NotImplementedError(what)
    return found


def gradients(module, outputs, errors):
    """Call gradients."""
    return module.gradients(outputs, errors)


def gradient_step(module, w, gradient, memory, t, rate):
    """Call gradient_step with one array, as the weights and as the biases of one layer."""
    (new,), _ = module.gradient_step([w], [w], [gradient], [gradient], rate)
    return new, memory


def minibatches(module, X, Y, size, rng):
    """Call minibatches, whose samples are rows."""
    return ((x.T, y.T) for x, y in module.minibatches(X.T, Y.T, size, rng))


def optimizer(name):
    """Return how an optimizer without a count of its steps is called."""

    def call(module, w, gradient, memory, t, rate):
        answer = getattr(module, name)(w, gradient, *memory, lr=rate)
        return (answer[0], answer[1:]) if memory else (answer, memory)

    return call


def adam(module, w, gradient, memory, t, rate):
    """Call adam_update, which counts its steps."""
    new, *memory = module.adam_update(w, gradient, *memory, t, lr=rate)
    return new, memory


def curve(name):
    """Return how an activation is called: with z."""
    return lambda module, z: getattr(module, name)(z)


def sigmoid_slope(module, z, a):
    """Call sigmoid_derivative, which takes the activation."""
    return module.sigmoid_derivative(a)


def slope(name):
    """Return how an activation's derivative is called: with z, not with what came of it."""
    return lambda module, z, a: getattr(module, f"{name}_derivative")(z)


CURVES = {
    "linear": "identity", "step": "binary_step", "tanh": "tanh", "relu": "relu", "gelu": "gelu",
    "softplus": "softplus", "elu": "elu", "selu": "selu", "leaky relu": "leaky_relu",
}  # fmt: skip

ROLES = {
    "forward": ("forward_propagation", "forward_propagation", forward),
    "softmax": ("forward_propagation", "softmax", curve("softmax")),
    "sigmoid": ("forward_propagation", "sigmoid", curve("sigmoid")),
    "sigmoid slope": ("backpropagation", "sigmoid_derivative", sigmoid_slope),
    "deltas": ("backpropagation", "backprop_deltas", deltas),
    "gradients": ("backpropagation", "gradients", gradients),
    "gradient step": ("backpropagation", "gradient_step", gradient_step),
    "batches": ("optimizers", "minibatches", minibatches),
    "sgd": ("optimizers", "sgd_update", optimizer("sgd_update")),
    "momentum": ("optimizers", "momentum_update", optimizer("momentum_update")),
    "adagrad": ("optimizers", "adagrad_update", optimizer("adagrad_update")),
    "rmsprop": ("optimizers", "rmsprop_update", optimizer("rmsprop_update")),
    "adam": ("optimizers", "adam_update", adam),
}
for role, name in CURVES.items():
    ROLES[role] = ("activations", name, curve(name))
    ROLES[f"{role} slope"] = ("activations", f"{name}_derivative", slope(name))
