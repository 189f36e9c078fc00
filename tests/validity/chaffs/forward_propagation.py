"""What else students get wrong in forward propagation, told without a look at the suites.

Each variant is right but for the one thing that its sentence names.
"""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D103

import forward_propagation as right
import numpy as np

from grader.course import misconception


@misconception(
    "sigmoid",
    "you choose one formula for the whole array, which is NaN where signs mix: choose by entry",
)
def sigmoid_with_one_branch_for_all(z):
    if np.all(np.asarray(z) >= 0):
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


@misconception(
    "sigmoid", "below zero a sign is wrong: exp(z) / (1 + exp(z)) is the same as 1 / (1 + exp(−z))"
)
def sigmoid_with_a_wrong_branch_below_zero(z):
    z = np.asarray(z)
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(-z)))


@misconception(
    "sigmoid", "z / (1 + |z|) has a similar shape and other values: the sigmoid takes exp(−z)"
)
def sigmoid_is_softsign(z):
    return (1 + z / (1 + np.abs(z))) / 2


@misconception("sigmoid", "you rounded e to 2.72: np.exp knows more of its digits")
def sigmoid_with_a_rounded_e(z):
    return 1 / (1 + 2.72 ** (-z))


@misconception("sigmoid", "you go through rows and columns, so that a number or a vector fails")
def sigmoid_of_matrices_only(z):
    return np.array([[1 / (1 + np.exp(-each)) for each in row] for row in z])


@misconception(
    "sigmoid", "you squeeze the answer, so that axes of length 1 are lost: keep z's shape"
)
def sigmoid_squeezes(z):
    return np.squeeze(right.sigmoid(z))


@misconception("sigmoid", "you round the values to three digits: give them as they are")
def sigmoid_rounds(z):
    return np.round(right.sigmoid(z), 3)


@misconception(
    "softmax",
    "you subtract the largest size, so that a column far below zero vanishes: its maximum",
)
def softmax_less_the_largest_size(z):
    powers = np.exp(z - np.abs(z).max(axis=0))
    return powers / powers.sum(axis=0)


@misconception(
    "softmax",
    "you stand the sums up as a column, which only fits one sample: they lie along axis 0",
)
def softmax_with_sums_stood_up(z):
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.sum(axis=0).reshape(-1, 1)


@misconception(
    "softmax", "you go through as many columns as there are classes: there are z.shape[1] of them"
)
def softmax_of_as_many_columns_as_rows(z):
    answer = np.zeros(z.shape)
    for k in range(min(z.shape)):
        powers = np.exp(z[:, k] - z[:, k].max())
        answer[:, k] = powers / powers.sum()
    return answer


@misconception(
    "softmax", "you give a sigmoid if there is one class: its probability is 1, by the formula"
)
def softmax_of_one_class_is_a_sigmoid(z):
    return right.sigmoid(z) if len(z) == 1 else right.softmax(z)


@misconception("softmax", "you take powers of 2: softmax takes powers of e, np.exp")
def softmax_of_powers_of_two(z):
    powers = np.exp2(z - z.max(axis=0))
    return powers / powers.sum(axis=0)


@misconception("softmax", "you keep the probabilities away from 0 and 1: a sure answer may be sure")
def softmax_that_is_never_sure(z):
    return np.clip(right.softmax(z), 0.001, 0.999)


PEAK = [0.0]


@misconception(
    "softmax", "you subtract the largest score of all calls so far: each column has its own maximum"
)
def softmax_with_a_remembered_maximum(z):
    PEAK[0] = max(PEAK[0], float(z.max()))
    powers = np.exp(z - PEAK[0])
    return powers / powers.sum(axis=0)


@misconception(
    "softmax",
    "you subtract a maximum only where scores are above 100: far below zero it is needed too",
)
def softmax_less_the_maximum_of_high_columns(z):
    top = z.max(axis=0)
    powers = np.exp(z - np.where(top > 100, top, 0.0))
    return powers / powers.sum(axis=0)


def layers(X, W, b, is_last=lambda i, W: i == len(W) - 1, numbers=None):
    """Send a batch through the layers, with another notion of the last, or of which there are."""
    activations = [X]
    for i in range(len(W)) if numbers is None else numbers:
        activation = right.softmax if is_last(i, W) else right.sigmoid
        activations.append(activation(W[i] @ activations[-1] + b[i]))
    return activations[-1], activations


@misconception(
    "forward_propagation", "you know the last layer by its width: a hidden one may be as wide"
)
def forward_knows_the_last_by_its_width(X, W, b):
    return layers(X, W, b, is_last=lambda i, W: len(W[i]) == len(W[-1]))


@misconception(
    "forward_propagation",
    "you go through the first and the last layer only: there may be more between",
)
def forward_of_two_layers_only(X, W, b):
    return layers(X, W, b, numbers=sorted({0, len(W) - 1}))


@misconception("forward_propagation", "the last layer has no bias: z is W[i] @ a + b[i] there too")
def forward_without_the_last_bias(X, W, b):
    return right.forward_propagation(X, W, [*b[:-1], np.zeros_like(b[-1])])


@misconception(
    "forward_propagation",
    "all neurons of a layer add its mean bias: each has its own entry of b[i]",
)
def forward_with_the_mean_bias(X, W, b):
    return right.forward_propagation(X, W, [np.full_like(bias, bias.mean()) for bias in b])


@misconception(
    "forward_propagation",
    "layers of one shape share an array, and the list holds the later one twice: make new arrays",
)
def forward_in_shared_arrays(X, W, b):
    kept, activations = {}, [X]
    for i in range(len(W)):
        activation = right.softmax if i == len(W) - 1 else right.sigmoid
        a = activation(W[i] @ activations[-1] + b[i])
        kept.setdefault(a.shape, np.empty(a.shape))[...] = a
        activations.append(kept[a.shape])
    return activations[-1], activations


LIST = []


@misconception(
    "forward_propagation",
    "all calls fill one list, which grows: every call begins a list of its own",
)
def forward_with_one_list_for_all_calls(X, W, b):
    A, activations = right.forward_propagation(X, W, b)
    LIST.extend(activations)
    return A, list(LIST)


@misconception(
    "forward_propagation", "you scale X to at most 1 before the first layer: it goes in as it is"
)
def forward_with_scaled_inputs(X, W, b):
    A, activations = right.forward_propagation(X / np.abs(X).max(), W, b)
    return A, [X, *activations[1:]]


@misconception("forward_propagation", "one sample loses its column: it stays of shape (n, 1)")
def forward_flattens_one_sample(X, W, b):
    A, activations = right.forward_propagation(X, W, b)
    return np.squeeze(A), [np.squeeze(a) if a.shape[1] == 1 else a for a in activations]


@misconception(
    "forward_propagation", "your softmax runs along the samples: the classes are the rows, axis 0"
)
def forward_with_softmax_along_the_samples(X, W, b):
    _, activations = right.forward_propagation(X, W, b)
    z = W[-1] @ activations[-2] + b[-1]
    A = right.softmax(z.T).T
    return A, [*activations[:-1], A]


@misconception(
    "forward_propagation",
    "W.pop empties the caller's list: loop over W and b, and leave them whole",
)
def forward_pops_the_layers_in_place(X, W, b):
    activations = [X]
    while W:
        z = W.pop(0) @ activations[-1] + b.pop(0)
        activations.append(right.sigmoid(z) if W else right.softmax(z))
    return activations[-1], activations


@misconception("sigmoid", "the first entry's sign chooses the formula for all: choose by entry")
def sigmoid_of_the_first_sign(z):
    z = np.asarray(z, dtype=float)
    if z.ravel()[0] < 0:
        return np.exp(z) / (1 + np.exp(z))
    return 1 / (1 + np.exp(-z))


@misconception(
    "forward_propagation", "a last layer of one neuron is softmax as well, whose only class has 1"
)
def forward_with_a_sigmoid_for_one_class(X, W, b):
    A, activations = right.forward_propagation(X, W, b)
    if len(A) == 1:
        A = right.sigmoid(W[-1] @ activations[-2] + b[-1])
    return A, [*activations[:-1], A]


@misconception(
    "sigmoid",
    "the type of the first answer, a whole number, cuts the others off: start from floats",
)
def sigmoid_that_begins_with_a_whole_number(z):
    def of_one(t):
        return 0 if t < -50 else 1 if t > 50 else 1 / (1 + np.exp(-t))

    return np.vectorize(of_one)(z)


@misconception(
    "forward_propagation",
    "softmax is written out inside, without its maximum: exp(1000) is infinite",
)
def forward_with_powers_written_out(X, W, b):
    A, activations = right.forward_propagation(X, W, b)
    powers = np.exp(W[-1] @ activations[-2] + b[-1])
    A = powers / np.sum(powers, axis=0, keepdims=True)
    return A, [*activations[:-1], A]
