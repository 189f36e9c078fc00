"""What else students get wrong in the perceptron, told without a look at the suites.

Each variant is right but for the one thing that its sentence names.
"""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D103

import numpy as np
import perceptron as right

from grader.course import misconception


@misconception(
    "heaviside", "you let small numbers pass as zero: however small it is, z > 0 gives 1"
)
def heaviside_with_a_tolerance(z):
    return (np.asarray(z) > 1e-6).astype(int)


@misconception(
    "heaviside", "you divide z by its size, which is 0 / 0 at zero: H(0) = 0, write z > 0"
)
def heaviside_of_a_quotient(z):
    z = np.asarray(z, dtype=float)
    return (1 + z / np.abs(z)) / 2


@misconception(
    "heaviside", "you go through one axis only, so that a matrix fails: numpy compares any shape"
)
def heaviside_of_lines_only(z):
    if np.ndim(z) == 0:
        return int(z > 0)
    return np.array([1 if each > 0 else 0 for each in z])


@misconception("heaviside", "your answer to a number is an array of one element: give one number")
def heaviside_makes_an_array_of_a_number(z):
    return (np.atleast_1d(z) > 0).astype(int)


@misconception(
    "heaviside", "you squeeze the answer, so that axes of length 1 are lost: keep z's shape"
)
def heaviside_squeezes(z):
    return np.squeeze(right.heaviside(z))


@misconception(
    "heaviside", "between 0 and 1 you give z itself: a step gives 1 as soon as z is above 0"
)
def heaviside_is_a_ramp(z):
    return np.clip(z, 0, 1)


@misconception("perceptron", "@ does not work between two lists: np.dot takes lists and arrays")
def perceptron_of_arrays_only(inputs, weights, bias):
    return right.heaviside(inputs @ weights + bias)


@misconception("perceptron", "you add two products only: there are as many as there are weights")
def perceptron_of_two_inputs(inputs, weights, bias):
    x = np.asarray(inputs)
    return right.heaviside(x[..., 0] * weights[0] + x[..., 1] * weights[1] + bias)


@misconception(
    "perceptron",
    "you put the weights on the left where that fits, which mixes the samples of a square batch",
)
def perceptron_turns_square_batches(inputs, weights, bias):
    if len(inputs) == len(weights):
        return right.heaviside(np.dot(weights, inputs) + bias)
    return right.heaviside(np.dot(inputs, weights) + bias)


@misconception(
    "perceptron", "you round the sum, so that a small positive one is lost: step it as it is"
)
def perceptron_rounds_the_sum(inputs, weights, bias):
    return right.heaviside(np.round(np.dot(inputs, weights) + bias, 2))


@misconception(
    "perceptron", "you cut the inputs to whole numbers, which only gates survive: keep floats"
)
def perceptron_of_whole_inputs(inputs, weights, bias):
    return right.heaviside(np.dot(np.asarray(inputs).astype(int), weights) + bias)


@misconception("perceptron", "you forget the bias for one sample: it is added there as in a batch")
def perceptron_adds_bias_to_batches_only(inputs, weights, bias):
    if np.ndim(inputs) == 1:
        return right.heaviside(np.dot(inputs, weights))
    return right.heaviside(np.dot(inputs, weights) + bias)


@misconception(
    "perceptron", "you scale w to length 1 and not the bias, which moves the line: take w as it is"
)
def perceptron_with_unit_weights(inputs, weights, bias):
    length = np.linalg.norm(weights) or 1.0
    return right.heaviside(np.dot(inputs, weights) / length + bias)


ANSWERS = {}


@misconception(
    "perceptron", "you remember the answers to inputs of before, and other weights change them"
)
def perceptron_remembers_its_answers(inputs, weights, bias):
    key = str(np.asarray(inputs, dtype=float).tolist())
    if key not in ANSWERS:
        ANSWERS[key] = right.perceptron(inputs, weights, bias)
    return ANSWERS[key]


@misconception(
    "gate_parameters",
    "you ask whether AND is in the name, and it is in NAND too: compare the names",
)
def gates_by_a_part_of_the_name(name):
    for gate in ("AND", "OR", "NOT", "NAND"):
        if gate in name:
            return right.gate_parameters(gate)
    raise ValueError(name)


@misconception("gate_parameters", "you look at the first letter only, which NAND and NOT share")
def gates_by_the_first_letter(name):
    return right.gate_parameters({"A": "AND", "O": "OR", "N": "NOT"}[name[0]])


@misconception(
    "gate_parameters", "your OR misses (0, 1): its second weight alone must outweigh the bias too"
)
def or_gate_misses_a_corner(name):
    return (np.array([2.0, 1.0]), -1.5) if name == "OR" else right.gate_parameters(name)


@misconception(
    "gate_parameters", "your AND fires for (1, 0): no weight alone may outweigh the bias"
)
def and_gate_fires_for_one_input(name):
    return (np.array([2.0, 1.0]), -1.5) if name == "AND" else right.gate_parameters(name)


@misconception(
    "gate_parameters", "your NAND only looks at the first input: it must fire for (1, 0) too"
)
def nand_gate_looks_at_one_input(name):
    return (np.array([-1.0, 0.0]), 0.5) if name == "NAND" else right.gate_parameters(name)


@misconception(
    "gate_parameters", "your NAND fires for (1, 1) too: two inputs must outweigh the bias"
)
def nand_gate_always_fires(name):
    return (np.array([-1.0, -1.0]), 2.5) if name == "NAND" else right.gate_parameters(name)


@misconception("gate_parameters", "your NOT fires for 1 too: its weight must outweigh the bias")
def not_gate_always_fires(name):
    return (np.array([-0.5]), 1.0) if name == "NOT" else right.gate_parameters(name)


@misconception(
    "gate_parameters", "you cut the biases to whole numbers, which puts NAND and NOT on the line"
)
def gates_of_whole_numbers(name):
    weights, bias = right.gate_parameters(name)
    return weights, int(bias)


AND_WEIGHTS = np.array([1.0, 1.0])


@misconception(
    "gate_parameters",
    "your NAND turns AND's own weights round, so that the next call finds them so",
)
def gates_that_share_their_weights(name):
    if name == "NAND":
        AND_WEIGHTS[:] = -AND_WEIGHTS
        return AND_WEIGHTS.copy(), 1.5
    return (AND_WEIGHTS.copy(), -1.5) if name == "AND" else right.gate_parameters(name)


@misconception("gate_parameters", "your weights are a column (2, 1): shape (2,) belongs here")
def gates_with_columns(name):
    weights, bias = right.gate_parameters(name)
    return weights.reshape(-1, 1), bias


@misconception(
    "gate_parameters", "you give a bias for each input: a neuron has one, a single number"
)
def gates_with_a_bias_an_input(name):
    weights, bias = right.gate_parameters(name)
    return weights, np.full(weights.shape, bias)


def fit(X, y, eta, epochs, *, done=lambda mistakes, before: mistakes == 0, rate=lambda epoch: 1):
    """Learn as the reference does, with another end or another rate from epoch to epoch."""
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    weights, bias, before = np.zeros(X.shape[1]), 0.0, None
    for epoch in range(epochs):
        mistakes = 0
        for x, target in zip(X, y, strict=True):
            error = target - right.perceptron(x, weights, bias)
            weights = weights + rate(epoch) * eta * error * x
            bias = bias + rate(epoch) * eta * error
            mistakes += abs(error)
        if done(mistakes, before):
            break
        before = mistakes
    return weights, bias


@misconception(
    "perceptron_fit", "you stop when one sample in ten is still wrong: go on until none is"
)
def fit_that_stops_when_nearly_right(X, y, eta=1.0, epochs=100):
    return fit(X, y, eta, epochs, done=lambda mistakes, before: mistakes <= 0.1 * len(X))


@misconception(
    "perceptron_fit", "you stop when an epoch brings no fewer mistakes: they may rise on the way"
)
def fit_that_stops_at_a_standstill(X, y, eta=1.0, epochs=100):
    def done(mistakes, before):
        return mistakes == 0 or (before is not None and mistakes >= before)

    return fit(X, y, eta, epochs, done=done)


@misconception(
    "perceptron_fit",
    "eta falls to a tenth after each epoch, and the line soon stands still: keep it",
)
def fit_with_a_falling_rate(X, y, eta=1.0, epochs=100):
    return fit(X, y, eta, epochs, rate=lambda epoch: 0.1**epoch)


@misconception("perceptron_fit", "you always make 100 epochs: use the epochs that are given")
def fit_with_fixed_epochs(X, y, eta=1.0, epochs=100):
    return fit(X, y, eta, 100)


@misconception("perceptron_fit", "your epochs are 10 where none are given: the default is 100")
def fit_for_ten_epochs_by_default(X, y, eta=1.0, epochs=10):
    return fit(X, y, eta, epochs)


@misconception(
    "perceptron_fit", "you set the count to 0 at each sample, so that only the last decides the end"
)
def fit_that_counts_the_last_sample(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y, strict=True):
            mistakes = 0
            error = target - right.perceptron(x, weights, bias)
            weights, bias = weights + eta * error * x, bias + eta * error
            mistakes += abs(error)
        if mistakes == 0:
            break
    return weights, bias


@misconception(
    "perceptron_fit", "the bias moves once an epoch: it moves after each sample, as w does"
)
def fit_that_moves_the_bias_once_an_epoch(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        mistakes = 0
        for x, target in zip(X, y, strict=True):
            error = target - right.perceptron(x, weights, bias)
            weights = weights + eta * error * x
            mistakes += abs(error)
        bias = bias + eta * error
        if mistakes == 0:
            break
    return weights, bias


@misconception("perceptron_fit", "you leave out the last sample: an epoch goes through all of them")
def fit_without_the_last_sample(X, y, eta=1.0, epochs=100):
    return right.perceptron_fit(X[:-1], y[:-1], eta, epochs)


@misconception(
    "perceptron_fit", "you shuffle X and not y after an epoch: each sample keeps its own label"
)
def fit_that_shuffles_x_only(X, y, eta=1.0, epochs=100):
    X, y, rng = np.array(X, dtype=float), np.asarray(y), np.random.default_rng(0)
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        mistakes = 0
        for x, target in zip(X, y, strict=True):
            error = target - right.perceptron(x, weights, bias)
            weights, bias = weights + eta * error * x, bias + eta * error
            mistakes += abs(error)
        if mistakes == 0:
            break
        rng.shuffle(X)
    return weights, bias


@misconception(
    "perceptron_fit",
    "you standardise X first, and your line suits those points: learn from X itself",
)
def fit_of_standardised_samples(X, y, eta=1.0, epochs=100):
    X = np.asarray(X, dtype=float)
    return right.perceptron_fit((X - X.mean(axis=0)) / (X.std(axis=0) + 1e-12), y, eta, epochs)


@misconception(
    "perceptron_fit",
    "your weights take the type of X, which cuts them if X holds integers: use floats",
)
def fit_in_the_type_of_the_inputs(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X), np.asarray(y)
    weights, bias = np.zeros(X.shape[1], dtype=X.dtype), 0.0
    for _ in range(epochs):
        mistakes = 0
        for x, target in zip(X, y, strict=True):
            error = target - right.perceptron(x, weights, bias)
            weights[:] = weights + eta * error * x
            bias = bias + eta * error
            mistakes += abs(error)
        if mistakes == 0:
            break
    return weights, bias


@misconception("perceptron_fit", "you always make two weights: there is one for each column of X")
def fit_of_two_features(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    weights, bias = np.zeros(2), 0.0
    for _ in range(epochs):
        mistakes = 0
        for x, target in zip(X, y, strict=True):
            error = target - right.perceptron(x, weights, bias)
            weights, bias = weights + eta * error * x, bias + eta * error
            mistakes += abs(error)
        if mistakes == 0:
            break
    return weights, bias


@misconception(
    "perceptron_fit", "your ŷ is −1 or 1 and y is 0 or 1: both must speak of the same classes"
)
def fit_with_bipolar_answers(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        mistakes = 0
        for x, target in zip(X, y, strict=True):
            error = target - (1 if np.dot(x, weights) + bias > 0 else -1)
            weights, bias = weights + eta * error * x, bias + eta * error
            mistakes += abs(error)
        if mistakes == 0:
            break
    return weights, bias


def hidden_gates(x):
    """Give what OR and NAND say of a pair or of a batch."""
    return [right.perceptron(x, *right.gate_parameters(gate)) for gate in ("OR", "NAND")]


@misconception(
    "xor_network", "you reshape the hidden outputs, which mixes the pairs: stack them along axis=-1"
)
def xor_reshapes_the_hidden_layer(x):
    hidden = np.array(hidden_gates(x)).reshape(np.shape(x))
    return right.perceptron(hidden, *right.gate_parameters("AND"))


@misconception("xor_network", "you see (1, 0) only: (0, 1) is the other half of XOR")
def xor_of_one_half(x):
    return right.perceptron(x, np.array([1.0, -1.0]), -0.5)


@misconception(
    "xor_network", "your last bias is −2, and a sum of exactly 0 does not fire: take −1.5"
)
def xor_never_fires(x):
    return right.perceptron(np.stack(hidden_gates(x), axis=-1), np.array([1.0, 1.0]), -2.0)


@misconception("xor_network", "you give x1 − x2, which is −1 for (0, 1): XOR is 0 or 1")
def xor_is_the_difference(x):
    x = np.asarray(x, dtype=int)
    return x[..., 0] - x[..., 1]


@misconception("xor_network", "a list has no columns to take: np.asarray makes an array of either")
def xor_of_arrays_only(x):
    x1_only = right.heaviside(x[..., 0] - x[..., 1] - 0.5)
    x2_only = right.heaviside(x[..., 1] - x[..., 0] - 0.5)
    return right.heaviside(x1_only + x2_only - 0.5)


@misconception("xor_network", "your hidden layer has room for four pairs: a batch has any length")
def xor_of_four_pairs(x):
    if np.ndim(x) == 1:
        return right.xor_network(x)
    hidden = np.zeros((4, 2))
    hidden[: len(x)] = np.stack(hidden_gates(x), axis=-1)
    return right.perceptron(hidden, *right.gate_parameters("AND"))


@misconception("xor_network", "your answer to a batch is a column (N, 1): shape (N,) belongs here")
def xor_gives_a_column(x):
    answer = right.xor_network(x)
    return answer.reshape(-1, 1) if np.ndim(x) == 2 else answer


@misconception("heaviside", "a whole number is a number too: you take floats alone for one")
def heaviside_of_floats_alone(z):
    if isinstance(z, float):
        return int(z > 0)
    return (z > 0).astype(int) if z.shape else int(z > 0)


@misconception("perceptron", "you round the sum before the step: however small it is, it may fire")
def perceptron_with_a_rounded_sum(inputs, weights, bias):
    return right.heaviside(np.round(np.asarray(inputs) @ np.asarray(weights) + bias, 6))


@misconception("perceptron", "a batch of three is taken for one sample of three inputs")
def perceptron_of_three_by_three(inputs, weights, bias):
    X = np.asarray(inputs)
    if len(X) == len(weights) == 3:
        return right.heaviside(np.asarray(weights) @ X + bias)
    return right.perceptron(inputs, weights, bias)


_TABLE = {"AND": (np.array([2.0, 2.0]), -3.0), "OR": (np.array([2.0, 2.0]), -1.0)}


@misconception(
    "gate_parameters", "NAND turns the stored weights of AND round: give a copy, -weights"
)
def gate_parameters_that_turn_round(name):
    if name == "NOT":
        return np.array([-2.0]), 1.0
    if name == "NAND":
        weights, bias = _TABLE["AND"]
        weights *= -1
        return weights, -bias
    return _TABLE[name]


@misconception("perceptron_fit", "your epochs are ten if nobody says how many: the default is 100")
def fit_with_little_patience(X, y, eta=1.0, epochs=10):
    return right.perceptron_fit(X, y, eta, epochs)


@misconception("perceptron_fit", "eta scales the steps of the weights alone: the bias has it too")
def fit_with_a_bias_of_whole_steps(X, y, eta=1.0, epochs=100):
    X = np.asarray(X, dtype=float)
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        wrong = 0
        for x, target in zip(X, y, strict=True):
            error = target - int(x @ weights + bias > 0)
            weights, bias = weights + eta * error * x, bias + error
            wrong += abs(error)
        if not wrong:
            break
    return weights, bias


@misconception("xor_network", "you unpack a batch of two as x1 and x2: its rows are pairs")
def xor_of_two_rows(x):
    x = np.asarray(x)
    if len(x) == 2:
        x1, x2 = x
        return right.xor_network(np.stack([x1, x2], axis=-1))
    return right.xor_network(x)


_REMEMBERED: dict = {}


@misconception("xor_network", "you keep the first batch's answer for every batch of its length")
def xor_that_remembers(x):
    x = np.asarray(x)
    if x.ndim == 1:
        return right.xor_network(x)
    return _REMEMBERED.setdefault(len(x), right.xor_network(x))
