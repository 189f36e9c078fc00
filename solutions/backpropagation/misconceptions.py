"""What students get wrong in backpropagation, and what each of them should read."""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D103

import backpropagation as right
import numpy as np

from grader.course import misconception


@misconception(
    "sigmoid_derivative",
    "you apply the sigmoid once more: a is its output already, so the slope is a (1 − a)",
)
def slope_of_a_second_sigmoid(a):
    again = 1 / (1 + np.exp(-a))
    return again * (1 - again)


@misconception(
    "sigmoid_derivative",
    "this is the sigmoid of a, not its slope: a is the output already, and the slope is a (1 − a)",
)
def slope_is_the_sigmoid(a):
    return 1 / (1 + np.exp(-a))


@misconception(
    "sigmoid_derivative",
    "1 − a² is the slope of tanh; the sigmoid's is a (1 − a)",
)
def slope_of_tanh(a):
    return 1 - a**2


@misconception(
    "sigmoid_derivative",
    "the sign is turned: the sigmoid rises everywhere, so its slope is a (1 − a), not a (a − 1)",
)
def slope_with_turned_sign(a):
    return a * (a - 1)


@misconception(
    "sigmoid_derivative",
    "a factor is missing: 1 − a alone is not the slope, a (1 − a) is",
)
def slope_without_its_first_factor(a):
    return 1 - a


@misconception(
    "sigmoid_derivative",
    "these are the slopes of ReLU, 1 where a > 0; the sigmoid's slope is a (1 − a)",
)
def slope_of_relu(a):
    return np.where(np.asarray(a) > 0, 1.0, 0.0)


@misconception(
    "sigmoid_derivative",
    "you add up the slopes of all entries: give one slope per entry, in the shape of a",
)
def slopes_summed(a):
    return np.sum(a * (1 - a))


@misconception(
    "sigmoid_derivative",
    "this multiplies matrices: `*` multiplies entry by entry, a * (1 − a)",
)
def slope_as_a_matrix_product(a):
    return np.dot(a, np.transpose(1 - a))


@misconception(
    "sigmoid_derivative",
    "`a *= 1 - a` changes the caller's activations: a * (1 - a) makes a new array",
)
def slope_in_place(a):
    a *= 1 - a
    return a


@misconception(
    "backprop_deltas",
    "the signs are turned: the last delta is A − Y, not Y − A",
)
def deltas_with_turned_sign(activations, W, Y):
    deltas = [Y - activations[-1]]
    for i in range(len(W) - 1, 0, -1):
        a = activations[i]
        deltas.insert(0, W[i].T @ deltas[0] * right.sigmoid_derivative(a))
    return deltas


@misconception(
    "backprop_deltas",
    "you multiply a slope into the last delta: A − Y has softmax's derivative in it already",
)
def deltas_with_a_slope_in_the_last_layer(activations, W, Y):
    deltas = [(activations[-1] - Y) * right.sigmoid_derivative(activations[-1])]
    for i in range(len(W) - 1, 0, -1):
        deltas.insert(0, W[i].T @ deltas[0] * right.sigmoid_derivative(activations[i]))
    return deltas


@misconception(
    "backprop_deltas",
    "the weights are not transposed: on the way back it is W.T @ delta",
)
def deltas_without_the_transpose(activations, W, Y):
    deltas = [activations[-1] - Y]
    for i in range(len(W) - 1, 0, -1):
        deltas.insert(0, W[i] @ deltas[0] * right.sigmoid_derivative(activations[i]))
    return deltas


@misconception(
    "backprop_deltas",
    "a hidden delta goes back through the next layer's weights, not through the layer's own",
)
def deltas_through_the_layers_own_weights(activations, W, Y):
    deltas = [activations[-1] - Y]
    for i in range(len(W) - 1, 0, -1):
        deltas.insert(0, W[i - 1].T @ deltas[0] * right.sigmoid_derivative(activations[i]))
    return deltas


@misconception(
    "backprop_deltas",
    "the slope in a hidden delta is that of the layer's own activation, not of the one before it",
)
def deltas_with_the_slope_of_the_layer_before(activations, W, Y):
    deltas = [activations[-1] - Y]
    for i in range(len(W) - 1, 0, -1):
        deltas.insert(0, W[i].T @ deltas[0] * right.sigmoid_derivative(activations[i - 1]))
    return deltas


@misconception(
    "backprop_deltas",
    "the sigmoid's slope is missing in the hidden deltas: multiply by a (1 − a)",
)
def deltas_without_the_slope(activations, W, Y):
    deltas = [activations[-1] - Y]
    for i in range(len(W) - 1, 0, -1):
        deltas.insert(0, W[i].T @ deltas[0])
    return deltas


@misconception(
    "backprop_deltas",
    "the sigmoid is applied again before its slope: an activation's slope is a (1 − a)",
)
def deltas_with_a_second_sigmoid(activations, W, Y):
    deltas = [activations[-1] - Y]
    for i in range(len(W) - 1, 0, -1):
        again = 1 / (1 + np.exp(-activations[i]))
        deltas.insert(0, W[i].T @ deltas[0] * right.sigmoid_derivative(again))
    return deltas


@misconception(
    "backprop_deltas",
    "the hidden deltas have the slope of tanh, 1 − a²: the sigmoid's is a (1 − a)",
)
def deltas_with_the_slope_of_tanh(activations, W, Y):
    deltas = [activations[-1] - Y]
    for i in range(len(W) - 1, 0, -1):
        deltas.insert(0, W[i].T @ deltas[0] * (1 - activations[i] ** 2))
    return deltas


@misconception(
    "backprop_deltas",
    "you divide by the number of samples: that belongs into the gradients, not into the deltas",
)
def deltas_divided_by_the_samples(activations, W, Y):
    return [delta / Y.shape[1] for delta in right.backprop_deltas(activations, W, Y)]


@misconception(
    "backprop_deltas",
    "the list runs from the last layer to the first: give [delta1, ..., deltaL]",
)
def deltas_from_last_to_first(activations, W, Y):
    return right.backprop_deltas(activations, W, Y)[::-1]


@misconception(
    "backprop_deltas",
    "you go one layer too far: the input has no delta, so the list has one entry per layer",
)
def deltas_of_the_input_too(activations, W, Y):
    deltas = right.backprop_deltas(activations, W, Y)
    return [W[0].T @ deltas[0] * right.sigmoid_derivative(activations[0]), *deltas]


@misconception(
    "backprop_deltas",
    "you use weights that have made their step already: all deltas take those from before it",
)
def deltas_with_updated_weights(activations, W, Y):
    deltas = [activations[-1] - Y]
    for i in range(len(W) - 1, 0, -1):
        stepped = W[i] - 0.1 * deltas[0] @ activations[i].T / Y.shape[1]
        deltas.insert(0, stepped.T @ deltas[0] * right.sigmoid_derivative(activations[i]))
    return deltas


@misconception(
    "backprop_deltas",
    "you take the likeliest class, 0 or 1, for the output: A − Y takes the probabilities A",
)
def deltas_of_decisions(activations, W, Y):
    decided = np.eye(len(Y))[:, activations[-1].argmax(axis=0)]
    return right.backprop_deltas([*activations[:-1], decided], W, Y)


@misconception(
    "backprop_deltas",
    "`activations[-1] -= Y` changes the caller's output: activations[-1] - Y makes a new array",
)
def deltas_in_place(activations, W, Y):
    activations[-1] -= Y
    return right.backprop_deltas(activations, W, np.zeros_like(Y))


@misconception(
    "gradients",
    "you sum over the samples and do not divide: the gradient of a mean has 1 / N in it",
)
def gradients_as_sums(activations, deltas):
    n_samples = activations[0].shape[1]
    dW, db = right.gradients(activations, deltas)
    return [slope * n_samples for slope in dW], [slope * n_samples for slope in db]


@misconception(
    "gradients",
    "only dW is divided by the number of samples: db is a mean over them too",
)
def gradients_with_summed_biases(activations, deltas):
    dW, _ = right.gradients(activations, deltas)
    return dW, [delta.sum(axis=1, keepdims=True) for delta in deltas]


@misconception(
    "gradients",
    "db has a column per sample: sum delta over the samples, which gives the shape (n_out, 1)",
)
def gradients_with_a_bias_a_sample(activations, deltas):
    dW, _ = right.gradients(activations, deltas)
    return dW, [delta / delta.shape[1] for delta in deltas]


@misconception(
    "gradients",
    "db lost its column: keepdims=True keeps the shape (n_out, 1)",
)
def gradients_with_flat_biases(activations, deltas):
    dW, db = right.gradients(activations, deltas)
    return dW, [slope[:, 0] for slope in db]


@misconception(
    "gradients",
    "db is one number for the whole layer: every neuron has a sum of its own, over axis 1",
)
def gradients_with_one_bias_a_layer(activations, deltas):
    dW, _ = right.gradients(activations, deltas)
    return dW, [delta.sum() / delta.shape[1] for delta in deltas]


@misconception(
    "gradients",
    "db averages over the neurons: samples are columns, so sum over axis 1",
)
def gradients_with_biases_over_the_neurons(activations, deltas):
    dW, _ = right.gradients(activations, deltas)
    return dW, [delta.mean(axis=0, keepdims=True).T for delta in deltas]


@misconception(
    "gradients",
    "dW is transposed: delta @ a.T has the shape of W, (n_out, n_in)",
)
def gradients_transposed(activations, deltas):
    dW, db = right.gradients(activations, deltas)
    return [slope.T for slope in dW], db


@misconception(
    "gradients",
    "dW takes the layer's own output: it is delta times the layer's input, activations[i] for W[i]",
)
def gradients_with_the_layers_own_output(activations, deltas):
    _, db = right.gradients(activations, deltas)
    pairs = zip(deltas, activations[1:], strict=True)
    return [delta @ a.T / a.shape[1] for delta, a in pairs], db


@misconception(
    "gradients",
    "you divide by the number of inputs: samples are columns, so N is shape[1]",
)
def gradients_divided_by_the_inputs(activations, deltas):
    n = activations[0].shape[0]
    dW = [delta @ a.T / n for delta, a in zip(deltas, activations[:-1], strict=True)]
    return dW, [delta.sum(axis=1, keepdims=True) / n for delta in deltas]


@misconception(
    "gradients",
    "dW is a product of two means: it is the mean of the products, delta @ a.T / N",
)
def gradients_of_the_mean_sample(activations, deltas):
    _, db = right.gradients(activations, deltas)
    means = [a.mean(axis=1, keepdims=True) for a in activations[:-1]]
    return [slope @ a.T for slope, a in zip(db, means, strict=True)], db


@misconception(
    "gradients",
    "the signs are turned: the minus belongs into the step, not into the gradient",
)
def gradients_with_turned_sign(activations, deltas):
    dW, db = right.gradients(activations, deltas)
    return [-slope for slope in dW], [-slope for slope in db]


@misconception(
    "gradients",
    "you divide by the number of layers, len(deltas): N is the number of samples, shape[1]",
)
def gradients_divided_by_len_of_the_deltas(activations, deltas):
    n = len(deltas)
    dW = [delta @ a.T / n for delta, a in zip(deltas, activations[:-1], strict=True)]
    return dW, [delta.sum(axis=1, keepdims=True) / n for delta in deltas]


@misconception(
    "gradients",
    "you divide by the number of all entries: N is the number of samples, shape[1], not size",
)
def gradients_divided_by_all_entries(activations, deltas):
    n = deltas[-1].size
    dW = [delta @ a.T / n for delta, a in zip(deltas, activations[:-1], strict=True)]
    return dW, [delta.sum(axis=1, keepdims=True) / n for delta in deltas]


@misconception(
    "gradients",
    "`delta /= N` changes the caller's deltas: divide the product, or delta / N, which is new",
)
def gradients_in_place(activations, deltas):
    for delta in deltas:
        delta /= delta.shape[1]
    dW = [delta @ a.T for delta, a in zip(deltas, activations[:-1], strict=True)]
    return dW, [delta.sum(axis=1, keepdims=True) for delta in deltas]


@misconception(
    "gradient_step",
    "nothing moves: give the new values, w − eta * dw and b − eta * db",
)
def step_that_stands_still(W, b, dW, db, eta):
    return [weights.copy() for weights in W], [bias.copy() for bias in b]


@misconception(
    "gradient_step",
    "your biases step by dW, which stretches their column: they step by db",
)
def step_of_biases_by_the_weights_gradients(W, b, dW, db, eta):
    new_W, _ = right.gradient_step(W, b, dW, db, eta)
    return new_W, [bias - eta * slope for bias, slope in zip(b, dW, strict=True)]


@misconception(
    "gradient_step",
    "the step goes uphill: subtract eta times the gradient",
)
def step_uphill(W, b, dW, db, eta):
    return right.gradient_step(W, b, dW, db, -eta)


@misconception(
    "gradient_step",
    "the learning rate is missing: the step is eta times the gradient",
)
def step_without_eta(W, b, dW, db, eta):
    return right.gradient_step(W, b, dW, db, 1.0)


@misconception(
    "gradient_step",
    "the biases stay as they are: they step too, b − eta * db",
)
def step_of_the_weights_only(W, b, dW, db, eta):
    return right.gradient_step(W, b, dW, db, eta)[0], [bias.copy() for bias in b]


@misconception(
    "gradient_step",
    "the biases step with eta forgotten: they take the same rule as the weights",
)
def step_of_biases_without_eta(W, b, dW, db, eta):
    new_W, _ = right.gradient_step(W, b, dW, db, eta)
    return new_W, [bias - slope for bias, slope in zip(b, db, strict=True)]


@misconception(
    "gradient_step",
    "`w -= eta * dw` changes the caller's arrays: `w - eta * dw` makes new ones",
)
def step_in_place(W, b, dW, db, eta):
    for values, slopes in ((W, dW), (b, db)):
        for value, slope in zip(values, slopes, strict=True):
            value -= eta * slope
    return W, b


@misconception(
    "gradient_step",
    "`W[i] = ...` writes into the caller's list: build new lists",
)
def step_into_the_old_lists(W, b, dW, db, eta):
    for i in range(len(W)):
        W[i] = W[i] - eta * dW[i]
        b[i] = b[i] - eta * db[i]
    return W, b


@misconception(
    "gradient_step",
    "only the last layer steps: all layers do, each with its own gradient",
)
def step_of_the_last_layer(W, b, dW, db, eta):
    new_W, new_b = right.gradient_step(W, b, dW, db, eta)
    return [*W[:-1], new_W[-1]], [*b[:-1], new_b[-1]]


@misconception(
    "gradient_step",
    "all neurons of a layer step by the summed db: each bias takes its own entry of db",
)
def step_of_biases_by_their_sum(W, b, dW, db, eta):
    return right.gradient_step(W, b, dW, [slope.sum() for slope in db], eta)


@misconception(
    "gradient_step",
    "you step by the gradient's sign alone: its size counts, w − eta * dw",
)
def step_by_the_sign(W, b, dW, db, eta):
    return right.gradient_step(W, b, list(map(np.sign, dW)), list(map(np.sign, db)), eta)


@misconception(
    "gradient_step",
    "a bracket is out of place: eta scales the gradient only, w − eta * dw, not eta * (w − dw)",
)
def step_with_eta_times_all(W, b, dW, db, eta):
    new_W, new_b = right.gradient_step(W, b, dW, db, 1.0)
    return [eta * weights for weights in new_W], [eta * bias for bias in new_b]


PAIRS = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])
ONE_HOT = np.array([[1, 0, 0, 1], [0, 1, 1, 0]])


def _start(seed, *sizes):
    """Draw the weights and biases as the reference does."""
    rng = np.random.default_rng(seed)
    W = [rng.normal(size=(sizes[i + 1], sizes[i])) for i in range(len(sizes) - 1)]
    return W, [rng.normal(size=(size, 1)) for size in sizes[1:]]


def _learn(W, b, Y=ONE_HOT, steps=1000, eta=1.0):
    """Take full-batch steps with the reference's parts, through any number of layers."""
    for _ in range(steps):
        activations = [PAIRS]
        for weights, bias in zip(W[:-1], b[:-1], strict=True):
            activations.append(1 / (1 + np.exp(-(weights @ activations[-1] + bias))))
        logits = W[-1] @ activations[-1] + b[-1]
        powers = np.exp(logits - logits.max(axis=0))
        activations.append(powers / powers.sum(axis=0))
        dW, db = right.gradients(activations, right.backprop_deltas(activations, W, Y))
        W, b = right.gradient_step(W, b, dW, db, eta)
    return W, b


@misconception(
    "train_xor",
    "the seed is not used: draw the start from np.random.default_rng(seed)",
)
def xor_without_the_seed(seed):
    return _learn(*_start(None, 2, 8, 2))


@misconception(
    "train_xor",
    "every seed gives the same network: draw the start from the argument seed, not a fixed one",
)
def xor_with_a_fixed_seed(seed):
    return _learn(*_start(7, 2, 8, 2))


@misconception(
    "train_xor",
    "neighbouring seeds give one network: take the seed as it is, not a part of it",
)
def xor_with_a_halved_seed(seed):
    return _learn(*_start(seed // 2, 2, 8, 2))


@misconception(
    "train_xor",
    "the network starts from zeros: its hidden neurons then stay equal, so draw them at random",
)
def xor_from_zeros(seed):
    W, b = _start(seed, 2, 8, 2)
    return _learn([0 * weights for weights in W], [0 * bias for bias in b])


@misconception(
    "train_xor",
    "these are the labels of OR: XOR's classes are 0, 1, 1, 0",
)
def xor_with_the_labels_of_or(seed):
    return _learn(*_start(seed, 2, 8, 2), Y=np.array([[1, 0, 0, 0], [0, 1, 1, 1]]))


@misconception(
    "train_xor",
    "the one-hot rows are exchanged: row 0 of Y is class 0, [1, 0, 0, 1]",
)
def xor_with_exchanged_classes(seed):
    return _learn(*_start(seed, 2, 8, 2), Y=ONE_HOT[::-1])


@misconception(
    "train_xor",
    "there is no hidden layer, and one line cannot separate XOR: take a layer of eight sigmoids",
)
def xor_without_a_hidden_layer(seed):
    return _learn(*_start(seed, 2, 2))


@misconception(
    "train_xor",
    "training stops long before XOR is learnt: with eta = 1 it takes some hundred steps",
)
def xor_after_ten_steps(seed):
    return _learn(*_start(seed, 2, 8, 2), steps=10)


@misconception(
    "train_xor",
    "the learning rate is far too small for the number of steps: eta = 1 does well here",
)
def xor_with_a_tiny_learning_rate(seed):
    return _learn(*_start(seed, 2, 8, 2), eta=1e-4)


@misconception(
    "train_xor",
    "the training climbs: the loss grows with every step, so subtract the gradient",
)
def xor_uphill(seed):
    return _learn(*_start(seed, 2, 8, 2), eta=-1.0)


@misconception(
    "train_xor",
    "the weights have rows for inputs: W[i] has the shape (n_out, n_in), b[i] is a column",
)
def xor_with_rows_as_samples(seed):
    W, b = right.train_xor(seed)
    return [weights.T for weights in W], [bias[:, 0] for bias in b]


@misconception(
    "train_xor",
    "each bias became a row of four, one per sample: sum delta over the samples before the step",
)
def xor_with_a_bias_a_sample(seed):
    W, b = right.train_xor(seed)
    return W, [np.repeat(bias, 4, axis=1) for bias in b]
