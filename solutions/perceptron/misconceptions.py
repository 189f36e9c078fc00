"""What students get wrong in the perceptron, and what each of them should read.

Each variant is right but for the one thing that its sentence names.
"""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D103

import numpy as np
import perceptron as right

from grader.course import misconception


@misconception("heaviside", "your step fires at exactly 0: H(0) = 0, so write z > 0 and not z >= 0")
def heaviside_fires_at_zero(z):
    return (np.asarray(z) >= 0).astype(int)


@misconception("heaviside", "your step gives one half at exactly 0: in this course H(0) = 0")
def heaviside_is_half_at_zero(z):
    return np.heaviside(z, 0.5)


@misconception("heaviside", "your step gives −1 below zero, like the sign: it must give 0 there")
def heaviside_is_the_sign(z):
    return np.sign(z)


@misconception("heaviside", "your step gives −1 where it should give 0: its two values are 0 and 1")
def heaviside_is_bipolar(z):
    return np.where(np.asarray(z) > 0, 1, -1)


@misconception("heaviside", "your step is upside down: it is 1 where z > 0, and 0 where z < 0")
def heaviside_is_upside_down(z):
    return (np.asarray(z) < 0).astype(int)


@misconception("heaviside", "you give z itself above zero, which is ReLU: a step gives 1 there")
def heaviside_is_relu(z):
    return np.maximum(0, z)


@misconception("heaviside", "you give a sigmoid, which is a slope: a step gives only 0 or 1")
def heaviside_is_a_sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(np.asarray(z, dtype=float), -500, 500)))


@misconception("heaviside", "your step is at one half: z is no probability here, compare it with 0")
def heaviside_steps_at_one_half(z):
    return (np.asarray(z) > 0.5).astype(int)


@misconception(
    "heaviside", "you cut off what stands behind the point first: compare z itself with 0"
)
def heaviside_of_whole_numbers(z):
    return (np.asarray(z).astype(int) > 0).astype(int)


@misconception("heaviside", "you give one answer for the whole array: compare element by element")
def heaviside_of_all_at_once(z):
    return int(np.all(np.asarray(z) > 0))


@misconception("heaviside", "your answer is flat: keep the shape of z, numpy compares element-wise")
def heaviside_is_flat(z):
    return np.array([1 if each > 0 else 0 for each in np.ravel(z)])


@misconception(
    "heaviside", "you write 0 and 1 into z, which is the caller's: make a new array, as z > 0 does"
)
def heaviside_in_place(z):
    if np.ndim(z) == 0:
        return int(z > 0)
    fired = z > 0
    z[fired], z[~fired] = 1, 0
    return z


@misconception("perceptron", "the bias is missing: H(w·x + b), not H(w·x)")
def perceptron_without_bias(inputs, weights, bias):
    return right.heaviside(np.dot(inputs, weights))


@misconception(
    "perceptron", "you subtract the bias as if it were a threshold: it is added, w·x + b"
)
def perceptron_with_threshold(inputs, weights, bias):
    return right.heaviside(np.dot(inputs, weights) - bias)


@misconception("perceptron", "the step is missing: give H(w·x + b), which is 0 or 1, not the sum")
def perceptron_without_step(inputs, weights, bias):
    return np.dot(inputs, weights) + bias


@misconception("perceptron", "you step first and add the bias then: H goes around all of w·x + b")
def perceptron_adds_bias_last(inputs, weights, bias):
    return right.heaviside(np.dot(inputs, weights)) + bias


@misconception(
    "perceptron", "your perceptron fires at a sum of exactly 0: H(0) = 0, write > and not >="
)
def perceptron_fires_on_the_line(inputs, weights, bias):
    return (np.dot(inputs, weights) + bias >= 0).astype(int)


@misconception(
    "perceptron", "the products are not added up: w·x is one sum per sample, as by np.dot"
)
def perceptron_without_sum(inputs, weights, bias):
    return right.heaviside(np.asarray(inputs) * np.asarray(weights) + bias)


@misconception(
    "perceptron", "you add up the whole batch: one sum for each row (axis 1) belongs here"
)
def perceptron_sums_the_batch(inputs, weights, bias):
    return right.heaviside(np.sum(np.asarray(inputs) * np.asarray(weights)) + bias)


@misconception("perceptron", "you add up the columns: a sample is a row, so sum over the last axis")
def perceptron_sums_down(inputs, weights, bias):
    return right.heaviside(np.sum(np.asarray(inputs) * np.asarray(weights), axis=0) + bias)


@misconception("perceptron", "the weights stand on the wrong side: a sample is a row, so X @ w")
def perceptron_from_the_left(inputs, weights, bias):
    return right.heaviside(np.dot(weights, inputs) + bias)


@misconception(
    "perceptron", "you add the bias once for each input: it is added once, to the whole sum"
)
def perceptron_adds_bias_to_each_input(inputs, weights, bias):
    return right.heaviside(np.sum(np.asarray(inputs) * np.asarray(weights) + bias, axis=-1))


@misconception("perceptron", "you take the mean of the products: w·x is their sum")
def perceptron_of_the_mean(inputs, weights, bias):
    return right.heaviside(np.mean(np.asarray(inputs) * np.asarray(weights), axis=-1) + bias)


@misconception("perceptron", "your answer to a batch is a column (N, 1): shape (N,) belongs here")
def perceptron_gives_a_column(inputs, weights, bias):
    answer = right.perceptron(inputs, weights, bias)
    return answer.reshape(-1, 1) if answer.ndim else answer


@misconception(
    "perceptron", "your answer to one sample is an array of one element: give one number"
)
def perceptron_always_gives_an_array(inputs, weights, bias):
    return np.atleast_1d(right.perceptron(inputs, weights, bias))


@misconception(
    "perceptron", "your answer to a batch of one row is a number: it stays an array (1,)"
)
def perceptron_squeezes(inputs, weights, bias):
    return np.squeeze(right.perceptron(inputs, weights, bias))


@misconception(
    "perceptron", "you return inside the loop, after the first row: collect an answer for each row"
)
def perceptron_of_the_first_row(inputs, weights, bias):
    return right.perceptron(np.atleast_2d(inputs)[0], weights, bias)


@misconception(
    "perceptron", "`inputs *= weights` changes the caller's inputs: inputs * weights makes new ones"
)
def perceptron_in_place(inputs, weights, bias):
    products = np.asarray(inputs)
    products[...] = products * np.asarray(weights)
    return right.heaviside(products.sum(axis=-1) + bias)


@misconception(
    "gate_parameters", "your biases suit a step with H(0) = 1: here a sum of 0 does not fire"
)
def gates_that_fire_on_the_line(name):
    gates = {"AND": ([1, 1], -2), "OR": ([1, 1], -1), "NAND": ([-1, -1], 1), "NOT": ([-1], 0)}
    weights, bias = gates[name]
    return np.array(weights), bias


@misconception(
    "gate_parameters", "you give the threshold: the bias is added, so it is its negative"
)
def gates_with_thresholds(name):
    weights, bias = right.gate_parameters(name)
    return weights, -bias


@misconception(
    "gate_parameters", "all your biases are 0, so that every line passes (0, 0): move it"
)
def gates_without_bias(name):
    weights, _ = right.gate_parameters(name)
    return weights, 0.0


@misconception(
    "gate_parameters", "your AND is OR: one input alone must not fire, so lower the bias"
)
def and_gate_is_or(name):
    return right.gate_parameters("OR" if name == "AND" else name)


@misconception("gate_parameters", "your OR is AND: one input alone must fire, so raise the bias")
def or_gate_is_and(name):
    return right.gate_parameters("AND" if name == "OR" else name)


@misconception("gate_parameters", "your NAND is NOR: it must fire for (0, 1) and (1, 0) as well")
def nand_gate_is_nor(name):
    return (np.array([-1.0, -1.0]), 0.5) if name == "NAND" else right.gate_parameters(name)


@misconception(
    "gate_parameters", "NAND is AND with the weights and the bias negated, not the weights only"
)
def nand_gate_negates_the_weights_only(name):
    return (np.array([-1.0, -1.0]), -1.5) if name == "NAND" else right.gate_parameters(name)


@misconception(
    "gate_parameters", "NAND is AND with the weights and the bias negated, not the bias only"
)
def nand_gate_negates_the_bias_only(name):
    return (np.array([1.0, 1.0]), 1.5) if name == "NAND" else right.gate_parameters(name)


@misconception(
    "gate_parameters", "your NOT gives back its input: its weight is negative, its bias positive"
)
def not_gate_repeats_its_input(name):
    return (np.array([1.0]), -0.5) if name == "NOT" else right.gate_parameters(name)


@misconception("gate_parameters", "your NOT has two weights: it has one input, so shape (1,)")
def not_gate_has_two_inputs(name):
    return (np.array([-1.0, 0.0]), 0.5) if name == "NOT" else right.gate_parameters(name)


@misconception("gate_parameters", "your gates suit inputs of −1 and 1: an input is 0 or 1 here")
def gates_for_bipolar_inputs(name):
    gates = {"AND": ([1, 1], -0.5), "OR": ([1, 1], 0.5), "NAND": ([-1, -1], 0.5), "NOT": ([-1], 0)}
    weights, bias = gates[name]
    return np.array(weights), bias


@misconception("gate_parameters", "you give (bias, weights): the weights come first")
def gates_give_the_bias_first(name):
    weights, bias = right.gate_parameters(name)
    return bias, weights


def fit(X, y, step, epochs):
    """Go through the samples by Rosenblatt's rule, with this step; stop after a faultless epoch."""
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        mistakes = 0
        for x, target in zip(X, y, strict=True):
            error = target - right.perceptron(x, weights, bias)
            dw, db = step(x, target, error)
            weights, bias = weights + dw, bias + db
            mistakes += abs(error)
        if mistakes == 0:
            break
    return weights, bias


@misconception(
    "perceptron_fit", "the bias never learns: it moves by eta (y − ŷ) at each sample too"
)
def fit_without_bias(X, y, eta=1.0, epochs=100):
    return fit(X, y, lambda x, target, error: (eta * error * x, 0), epochs)


@misconception(
    "perceptron_fit", "your error is ŷ − y, which walks away from the line: add eta (y − ŷ) x"
)
def fit_with_the_sign_flipped(X, y, eta=1.0, epochs=100):
    return fit(X, y, lambda x, target, error: (-eta * error * x, -eta * error), epochs)


@misconception("perceptron_fit", "w moves the wrong way, b the right one: add eta (y − ŷ) x to w")
def fit_turns_the_weights_away(X, y, eta=1.0, epochs=100):
    return fit(X, y, lambda x, target, error: (-eta * error * x, eta * error), epochs)


@misconception("perceptron_fit", "b moves the wrong way, w the right one: add eta (y − ŷ) to b")
def fit_turns_the_bias_away(X, y, eta=1.0, epochs=100):
    return fit(X, y, lambda x, target, error: (eta * error * x, -eta * error), epochs)


@misconception(
    "perceptron_fit", "your error has lost its sign: y − ŷ is −1 where ŷ is 1 and should be 0"
)
def fit_squares_the_error(X, y, eta=1.0, epochs=100):
    return fit(X, y, lambda x, target, error: (eta * error**2 * x, eta * error**2), epochs)


@misconception(
    "perceptron_fit", "the bias moves with an input: there is none in its step, eta (y − ŷ)"
)
def fit_moves_the_bias_by_an_input(X, y, eta=1.0, epochs=100):
    return fit(X, y, lambda x, target, error: (eta * error * x, eta * error * x[0]), epochs)


@misconception(
    "perceptron_fit", "you return inside the loop, after the first sample: go through all of them"
)
def fit_returns_after_a_sample(X, y, eta=1.0, epochs=100):
    return right.perceptron_fit(np.asarray(X)[:1], np.asarray(y)[:1], eta, 1)


@misconception(
    "perceptron_fit", "each step takes the place of w and b: add it to what they were before"
)
def fit_replaces_both(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        mistakes = 0
        for x, target in zip(X, y, strict=True):
            error = target - right.perceptron(x, weights, bias)
            weights, bias = eta * error * x, eta * error
            mistakes += abs(error)
        if mistakes == 0:
            break
    return weights, bias


@misconception("perceptron_fit", "eta is not used: it multiplies the steps of w and of b")
def fit_without_eta(X, y, eta=1.0, epochs=100):
    return fit(X, y, lambda x, target, error: (error * x, error), epochs)


@misconception("perceptron_fit", "the step of the bias lacks eta: b moves by eta (y − ŷ)")
def fit_moves_the_bias_without_eta(X, y, eta=1.0, epochs=100):
    return fit(X, y, lambda x, target, error: (eta * error * x, error), epochs)


@misconception("perceptron_fit", "the step of the weights lacks eta: w moves by eta (y − ŷ) x")
def fit_moves_the_weights_without_eta(X, y, eta=1.0, epochs=100):
    return fit(X, y, lambda x, target, error: (error * x, eta * error), epochs)


@misconception(
    "perceptron_fit", "the step of the weights lacks the input: w moves by eta (y − ŷ) x"
)
def fit_without_the_input(X, y, eta=1.0, epochs=100):
    return fit(X, y, lambda x, target, error: (eta * error * np.ones_like(x), eta * error), epochs)


@misconception(
    "perceptron_fit", "you add eta y x at each sample: the error y − ŷ belongs in y's place"
)
def fit_steps_by_the_label(X, y, eta=1.0, epochs=100):
    return fit(X, y, lambda x, target, error: (eta * target * x, eta * target), epochs)


@misconception(
    "perceptron_fit",
    "you only learn where ŷ is 0 and should be 1: learn from the other mistake too",
)
def fit_learns_from_misses_only(X, y, eta=1.0, epochs=100):
    return fit(
        X, y, lambda x, target, error: (eta * max(error, 0) * x, eta * max(error, 0)), epochs
    )


@misconception("perceptron_fit", "you go through the samples once: repeat it, up to `epochs` times")
def fit_for_one_epoch(X, y, eta=1.0, epochs=100):
    return right.perceptron_fit(X, y, eta, 1)


@misconception("perceptron_fit", "you make one epoch too few: range(epochs) has `epochs` rounds")
def fit_for_one_epoch_less(X, y, eta=1.0, epochs=100):
    return right.perceptron_fit(X, y, eta, epochs - 1)


@misconception(
    "perceptron_fit", "you make 100 epochs at most: make as many as `epochs` allows, if need be"
)
def fit_makes_a_hundred_epochs_at_most(X, y, eta=1.0, epochs=100):
    return right.perceptron_fit(X, y, eta, min(epochs, 100))


@misconception(
    "perceptron_fit", "you never stop early: leave the loop after an epoch without a mistake"
)
def fit_never_stops_early(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y, strict=True):
            error = target - right.perceptron(x, weights, bias)
            weights, bias = weights + eta * error * x, bias + eta * error
    return weights, bias


@misconception(
    "perceptron_fit", "you stop at the first sample that is right: a whole epoch must be"
)
def fit_stops_at_a_right_sample(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y, strict=True):
            error = target - right.perceptron(x, weights, bias)
            if error == 0:
                return weights, bias
            weights, bias = weights + eta * error * x, bias + eta * error
    return weights, bias


@misconception(
    "perceptron_fit", "you add up errors with their signs, so that two cancel: count them, |y − ŷ|"
)
def fit_lets_mistakes_cancel(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        mistakes = 0
        for x, target in zip(X, y, strict=True):
            error = target - right.perceptron(x, weights, bias)
            weights, bias = weights + eta * error * x, bias + eta * error
            mistakes += error
        if mistakes == 0:
            break
    return weights, bias


@misconception(
    "perceptron_fit",
    "you judge all samples by one line before you move it: move it after each sample",
)
def fit_of_whole_batches(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        error = y - right.perceptron(X, weights, bias)
        weights, bias = weights + eta * error @ X, bias + eta * error.sum()
        if not error.any():
            break
    return weights, bias


@misconception(
    "perceptron_fit",
    "you step by the mean of all errors: each sample moves the line by its own, eta (y − ŷ) x",
)
def fit_of_batch_means(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        error = y - right.perceptron(X, weights, bias)
        weights, bias = weights + eta * error @ X / len(X), bias + eta * error.mean()
        if not error.any():
            break
    return weights, bias


@misconception(
    "perceptron_fit",
    "you sum the errors of all samples, where +1 and −1 cancel: move the line after each sample, "
    "and count mistakes, |y − ŷ|",
)
def fit_of_whole_batches_that_cancel(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        error = y - right.perceptron(X, weights, bias)
        weights, bias = weights + eta * error @ X, bias + eta * error.sum()
        if error.sum() == 0:
            break
    return weights, bias


@misconception(
    "perceptron_fit", "your rule has a step of its own that fires at 0: H(0) = 0, so z > 0 here too"
)
def fit_fires_on_the_line(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        mistakes = 0
        for x, target in zip(X, y, strict=True):
            error = target - int(x @ weights + bias >= 0)
            weights, bias = weights + eta * error * x, bias + eta * error
            mistakes += abs(error)
        if mistakes == 0:
            break
    return weights, bias


@misconception(
    "perceptron_fit", "each mistake replaces the weights: add the step to those you have, += not ="
)
def fit_replaces_the_weights(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        mistakes = 0
        for x, target in zip(X, y, strict=True):
            error = target - right.perceptron(x, weights, bias)
            if error:
                weights, bias = eta * error * x, bias + eta * error
            mistakes += abs(error)
        if mistakes == 0:
            break
    return weights, bias


@misconception(
    "perceptron_fit",
    "you raise the bias at every mistake: it falls, like the weights, where ŷ is 1 and should be 0",
)
def fit_always_raises_the_bias(X, y, eta=1.0, epochs=100):
    return fit(X, y, lambda x, target, error: (eta * error * x, eta * abs(error)), epochs)


@misconception(
    "perceptron_fit",
    "your inner loop counts the columns of X: go through its rows, there are len(X) samples",
)
def fit_goes_through_the_columns(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    n_features = X.shape[1]
    weights, bias = right.perceptron_fit(X[:n_features], y[:n_features], eta, epochs)
    return weights, bias


@misconception(
    "perceptron_fit", "`y[y == 0] = -1` writes into the caller's labels: work on a copy of them"
)
def fit_writes_into_the_labels(X, y, eta=1.0, epochs=100):
    answer = right.perceptron_fit(X, np.array(y), eta, epochs)
    labels = np.asarray(y)
    labels[labels == 0] = -1
    return answer


@misconception("perceptron_fit", "your error is taken before the step: ŷ is H(w·x + b), 0 or 1")
def fit_without_step(X, y, eta=1.0, epochs=100):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y, strict=True):
            error = np.clip(target - (x @ weights + bias), -1e6, 1e6)
            weights, bias = weights + eta * error * x, bias + eta * error
    return weights, bias


@misconception("xor_network", "you have the hidden layer's OR alone: XOR is OR and NAND")
def xor_is_or(x):
    return right.perceptron(x, *right.gate_parameters("OR"))


@misconception("xor_network", "you have the hidden layer's NAND alone: XOR is OR and NAND")
def xor_is_nand(x):
    return right.perceptron(x, *right.gate_parameters("NAND"))


def two_layers(x, first, second, last):
    """Send a pair or a batch through two gates, and what they give through a third."""
    hidden = [right.perceptron(x, *right.gate_parameters(gate)) for gate in (first, second)]
    return right.perceptron(np.stack(hidden, axis=-1), *right.gate_parameters(last))


@misconception(
    "xor_network", "your hidden gates are OR and AND: the second must be NAND, 'not both'"
)
def xor_of_or_and_and(x):
    return two_layers(x, "OR", "AND", "AND")


@misconception(
    "xor_network", "your last gate is OR: both OR and NAND must fire, so AND belongs there"
)
def xor_ends_in_or(x):
    return two_layers(x, "OR", "NAND", "OR")


@misconception(
    "xor_network", "your network gives the opposite of XOR: the last gate is AND, not NAND"
)
def xor_ends_in_nand(x):
    return two_layers(x, "OR", "NAND", "NAND")


@misconception("xor_network", "your last gate reads x again: it must read what OR and NAND gave")
def xor_reads_the_inputs_again(x):
    return right.perceptron(x, *right.gate_parameters("AND"))


@misconception(
    "xor_network", "your hidden layer lacks its step, so it is only one line: use perceptrons"
)
def xor_without_hidden_steps(x):
    gates = [right.gate_parameters(gate) for gate in ("OR", "NAND")]
    hidden = np.stack([np.dot(x, weights) + bias for weights, bias in gates], axis=-1)
    return right.perceptron(hidden, *right.gate_parameters("AND"))


@misconception(
    "xor_network", "you add OR and NAND up: a last perceptron, AND, makes 0 or 1 of them"
)
def xor_without_last_step(x):
    or_, nand = (right.perceptron(x, *right.gate_parameters(gate)) for gate in ("OR", "NAND"))
    return or_ + nand


@misconception("xor_network", "you stack the hidden outputs as rows: a sample is a row, so axis=-1")
def xor_stacks_rows(x):
    gates = [right.gate_parameters(gate) for gate in ("OR", "NAND")]
    hidden = np.stack([right.perceptron(x, *gate) for gate in gates], axis=0)
    return right.perceptron(hidden, *right.gate_parameters("AND"))


@misconception(
    "xor_network", "reshape mixes the samples: np.stack(…, axis=-1) keeps each pair's two answers"
)
def xor_reshapes_into_pairs(x):
    gates = [right.gate_parameters(gate) for gate in ("OR", "NAND")]
    hidden = np.reshape([right.perceptron(x, *gate) for gate in gates], (-1, 2))
    answer = right.perceptron(hidden, *right.gate_parameters("AND"))
    return answer if np.ndim(x) == 2 else answer[0]


@misconception("xor_network", "you answer for the first pair only: a batch (N, 2) gives N answers")
def xor_of_the_first_pair(x):
    return right.xor_network(np.atleast_2d(x)[0])


@misconception("xor_network", "your answer to one pair is an array of one element: give one number")
def xor_always_gives_an_array(x):
    return np.atleast_1d(right.xor_network(x))


@misconception(
    "xor_network", "your answer to a batch of one pair is a number: it stays an array (1,)"
)
def xor_squeezes(x):
    return np.squeeze(right.xor_network(x))


@misconception(
    "xor_network", "you compare the first two rows of a batch: x1 and x2 are its columns"
)
def xor_of_the_first_two_rows(x):
    x = np.asarray(x)
    return (x[0] != x[1]).astype(int)


@misconception(
    "xor_network", "you write the hidden answers into x, which is the caller's: make a new array"
)
def xor_writes_into_the_inputs(x):
    pairs, answer = np.asarray(x), right.xor_network(x)
    or_, nand = (right.perceptron(x, *right.gate_parameters(gate)) for gate in ("OR", "NAND"))
    pairs[..., 0], pairs[..., 1] = or_, nand
    return answer
