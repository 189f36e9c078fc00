"""What else students get wrong in backpropagation, told without a look at the suites.

Each variant is right but for the one thing that its sentence names.
"""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D103

import backpropagation as right
import numpy as np

from grader.course import misconception


@misconception("sigmoid_derivative", "brackets are missing: a * 1 − a is 0, write a * (1 − a)")
def slope_without_brackets(a):
    return a * 1 - a


@misconception("sigmoid_derivative", "only the first a belongs outside: a (1 − a), not a (1 − a²)")
def slope_with_a_square(a):
    return a * (1 - a**2)


@misconception(
    "sigmoid_derivative", "you give 1/4 everywhere, the slope at a = 0.5: elsewhere it is a (1 − a)"
)
def slope_that_is_always_a_quarter(a):
    return a * 0 + 0.25


@misconception(
    "sigmoid_derivative",
    "you keep the slope above 0.01: a saturated neuron's is smaller, a (1 − a)",
)
def slope_that_never_vanishes(a):
    return np.maximum(a * (1 - a), 0.01)


@misconception("sigmoid_derivative", "a number has no length to loop over: a * (1 − a) takes both")
def slope_of_arrays_only(a):
    return np.array([each * (1 - each) for each in a])


@misconception("sigmoid_derivative", "you squeeze the answer: a column (n, 1) must stay one")
def slope_that_squeezes(a):
    return np.squeeze(a * (1 - a))


@misconception(
    "sigmoid_derivative", "you put the slopes on a diagonal: give one an entry, in the shape of a"
)
def slope_on_a_diagonal(a):
    return np.diagflat(a * (1 - a)) if np.ndim(a) else a * (1 - a)


def back(activations, W, Y, step):
    """Go back through the layers with another step from a delta to the one before it."""
    deltas = [activations[-1] - Y]
    for i in range(len(W) - 1, 0, -1):
        deltas.insert(0, step(i, deltas))
    return deltas


@misconception(
    "backprop_deltas",
    "every hidden delta comes from the last one: it comes from the delta of the next layer",
)
def deltas_all_from_the_last(activations, W, Y):
    return back(
        activations,
        W,
        Y,
        lambda i, deltas: W[i].T @ deltas[-1] * right.sigmoid_derivative(activations[i]),
    )


@misconception(
    "backprop_deltas",
    "only the layer before the last gets its slope: every hidden layer does, on its way",
)
def deltas_with_one_slope_only(activations, W, Y):
    def step(i, deltas):
        error = W[i].T @ deltas[0]
        is_last = i == len(W) - 1
        return error * right.sigmoid_derivative(activations[i]) if is_last else error

    return back(activations, W, Y, step)


@misconception(
    "backprop_deltas", "you take the mean slope of all samples: each sample, a column, has its own"
)
def deltas_with_the_mean_slope(activations, W, Y):
    def step(i, deltas):
        slopes = right.sigmoid_derivative(activations[i])
        return W[i].T @ deltas[0] * slopes.mean(axis=1, keepdims=True)

    return back(activations, W, Y, step)


@misconception(
    "backprop_deltas", "you cut the deltas off at −1 and 1: large weights make larger ones"
)
def deltas_cut_off_at_one(activations, W, Y):
    return [np.clip(delta, -1, 1) for delta in right.backprop_deltas(activations, W, Y)]


@misconception(
    "backprop_deltas",
    "the slope stands inside the product, beside the next delta: the layer's own comes after W.T",
)
def deltas_with_the_slope_inside(activations, W, Y):
    return back(
        activations,
        W,
        Y,
        lambda i, deltas: W[i].T @ (deltas[0] * right.sigmoid_derivative(activations[i + 1])),
    )


@misconception(
    "backprop_deltas",
    "you compute the first class's error and turn it round for the others: that is so for two only",
)
def deltas_of_two_classes(activations, W, Y):
    first = activations[-1][:1] - Y[:1]
    others = max(len(Y) - 1, 1)
    A = Y + np.vstack([first] + [-first / others] * (len(Y) - 1))
    return right.backprop_deltas([*activations[:-1], A], W, Y)


@misconception(
    "backprop_deltas", "you learn from wrong answers only: a right one has an error too, A − Y"
)
def deltas_of_wrong_answers_only(activations, W, Y):
    wrong = activations[-1].argmax(axis=0) != Y.argmax(axis=0)
    return right.backprop_deltas([*activations[:-1], np.where(wrong, activations[-1], Y)], W, Y)


@misconception(
    "backprop_deltas", "one sample loses its column: deltas have the shape of activations"
)
def deltas_that_squeeze(activations, W, Y):
    return [np.squeeze(delta) for delta in right.backprop_deltas(activations, W, Y)]


@misconception(
    "backprop_deltas", "you go back two layers at most: a network may have any number of them"
)
def deltas_of_two_layers_only(activations, W, Y):
    delta = activations[-1] - Y
    if len(W) == 1:
        return [delta]
    return [W[-1].T @ delta * right.sigmoid_derivative(activations[-2]), delta]


@misconception(
    "gradients", "you divide by N − 1, which is 0 for one sample: the mean divides by N, shape[1]"
)
def gradients_divided_by_one_less(activations, deltas):
    n_samples = activations[0].shape[1]
    dW, db = right.gradients(activations, deltas)
    factor = n_samples / np.float64(n_samples - 1)
    return [factor * slope for slope in dW], [factor * slope for slope in db]


@misconception(
    "gradients", "you divide by the number of layers: N is the number of samples, shape[1]"
)
def gradients_divided_by_the_layers(activations, deltas):
    factor = activations[0].shape[1] / len(deltas)
    dW, db = right.gradients(activations, deltas)
    return [factor * slope for slope in dW], [factor * slope for slope in db]


@misconception("gradients", "db is a mean that is divided by N once more: sum or mean, not both")
def gradients_with_biases_divided_twice(activations, deltas):
    dW, _ = right.gradients(activations, deltas)
    return dW, [d.mean(axis=1, keepdims=True) / d.shape[1] for d in deltas]


@misconception("gradients", "only the first sample counts: take the mean over all columns")
def gradients_of_the_first_sample(activations, deltas):
    return right.gradients([a[:, :1] for a in activations], [delta[:, :1] for delta in deltas])


@misconception(
    "gradients", "both lists run from the last layer to the first: dW[0] belongs to W[0]"
)
def gradients_from_last_to_first(activations, deltas):
    dW, db = right.gradients(activations, deltas)
    return dW[::-1], db[::-1]


@misconception(
    "gradients", "you squeeze: a layer of one neuron, or with one input, must keep its shape"
)
def gradients_that_squeeze(activations, deltas):
    dW, db = right.gradients(activations, deltas)
    return [np.squeeze(slope) for slope in dW], db


@misconception(
    "gradients",
    "gradients longer than 1 are shortened, which is a trick of its own: give them as they are",
)
def gradients_of_length_one_at_most(activations, deltas):
    dW, db = right.gradients(activations, deltas)
    return [slope / max(1.0, np.linalg.norm(slope)) for slope in dW], db


@misconception(
    "gradients",
    "layers of one shape share an array, so that the later one overwrites: make new arrays",
)
def gradients_in_shared_arrays(activations, deltas):
    kept, (dW, db) = {}, right.gradients(activations, deltas)
    for slope in dW:
        kept.setdefault(slope.shape, np.empty(slope.shape))[...] = slope
    return [kept[slope.shape] for slope in dW], db


SUMS = {}


@misconception(
    "gradients", "you add to the gradients of the call before: every call begins at zero"
)
def gradients_that_pile_up(activations, deltas):
    dW, db = right.gradients(activations, deltas)
    key = tuple(slope.shape for slope in dW)
    before = SUMS.get(key, [0.0] * len(dW))
    SUMS[key] = [old + slope for old, slope in zip(before, dW, strict=True)]
    return SUMS[key], db


@misconception(
    "gradient_step", "the weights shrink a little besides: the step is −eta * dw, no more"
)
def step_with_weight_decay(W, b, dW, db, eta):
    new_W, new_b = right.gradient_step(W, b, dW, db, eta)
    return [new - 0.01 * eta * old for new, old in zip(new_W, W, strict=True)], new_b


@misconception(
    "gradient_step", "the last layer's biases stay as they are: they step like all others"
)
def step_without_the_last_bias(W, b, dW, db, eta):
    new_W, new_b = right.gradient_step(W, b, dW, db, eta)
    return new_W, [*new_b[:-1], b[-1].copy()]


@misconception(
    "gradient_step", "eta = 0 is read as if none were given: it means to stay where you are"
)
def step_that_takes_zero_for_none(W, b, dW, db, eta):
    return right.gradient_step(W, b, dW, db, eta or 0.1)


@misconception("gradient_step", "you cut gradients off at −1 and 1: a large one makes a large step")
def step_with_cut_off_gradients(W, b, dW, db, eta):
    cut = [[np.clip(slope, -1, 1) for slope in slopes] for slopes in (dW, db)]
    return right.gradient_step(W, b, *cut, eta)


@misconception("gradient_step", "you share eta among the layers: each takes the whole of it")
def step_shared_among_the_layers(W, b, dW, db, eta):
    return right.gradient_step(W, b, dW, db, eta / len(W))


@misconception(
    "gradient_step", "db is flattened, so that a column of biases becomes a square: keep (n_out, 1)"
)
def step_with_flat_bias_gradients(W, b, dW, db, eta):
    return right.gradient_step(W, b, dW, [slope.ravel() for slope in db], eta)


@misconception(
    "gradient_step",
    "W.copy() copies the list and not its arrays, so `-=` changes the caller's: make new ones",
)
def step_of_copied_lists_in_place(W, b, dW, db, eta):
    new_W, new_b = W.copy(), b.copy()
    for i in range(len(W)):
        new_W[i] -= eta * dW[i]
        new_b[i] -= eta * db[i]
    return new_W, new_b


@misconception(
    "gradient_step", "`bias -= ...` changes the caller's biases: make new ones, as for W"
)
def step_of_biases_in_place(W, b, dW, db, eta):
    new_W, _ = right.gradient_step(W, b, dW, db, eta)
    for bias, slope in zip(b, db, strict=True):
        bias -= eta * slope
    return new_W, list(b)


@misconception("gradient_step", "all layers step by the first layer's gradient: each has its own")
def step_by_the_first_gradient(W, b, dW, db, eta):
    return right.gradient_step(W, b, [dW[0]] * len(W), [db[0]] * len(b), eta)


PAIRS = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])
ONE_HOT = np.array([[1, 0, 0, 1], [0, 1, 1, 0]])


def logistic(z):
    """Give the sigmoid."""
    return 1 / (1 + np.exp(-z))


def start(rng, inputs=2, classes=2, scale=1.0):
    """Draw the weights and biases as the reference does."""
    W = [scale * rng.normal(size=(8, inputs)), scale * rng.normal(size=(classes, 8))]
    return W, [scale * rng.normal(size=(8, 1)), scale * rng.normal(size=(classes, 1))]


def learn(W, b, X=PAIRS, Y=ONE_HOT, hidden=logistic, slope=right.sigmoid_derivative, enough=5):
    """Take the reference's steps with other samples, neurons, or an end at `enough` right ones."""
    for _ in range(1000):
        a = hidden(W[0] @ X + b[0])
        scores = W[1] @ a + b[1]
        powers = np.exp(scores - scores.max(axis=0))
        A = powers / powers.sum(axis=0)
        if np.sum(A.argmax(axis=0) == Y.argmax(axis=0)) >= enough:
            break
        deltas = [W[1].T @ (A - Y) * slope(a), A - Y]
        W, b = right.gradient_step(W, b, *right.gradients([X, a, A], deltas), 1.0)
    return W, b


@misconception(
    "train_xor",
    "the weights come from the seed and the biases do not: one generator draws them all",
)
def xor_with_half_a_seed(seed):
    W, _ = start(np.random.default_rng(seed))
    _, b = start(np.random.default_rng())
    return learn(W, b)


GENERATORS = []


@misconception(
    "train_xor",
    "the generator of the first call goes on in the next: make one from the seed each time",
)
def xor_with_a_kept_generator(seed):
    if not GENERATORS:
        GENERATORS.append(np.random.default_rng(seed))
    return learn(*start(GENERATORS[0]))


NETWORKS = []


@misconception(
    "train_xor", "the second call goes on from the network of the first: each starts from its seed"
)
def xor_that_goes_on_from_before(seed):
    NETWORKS.append(learn(*(NETWORKS[-1] if NETWORKS else start(np.random.default_rng(seed)))))
    return NETWORKS[-1]


@misconception(
    "train_xor", "seed 0 is taken for no seed, so that it never gives the same network twice"
)
def xor_without_the_seed_zero(seed):
    return learn(*start(np.random.default_rng(seed or None)))


@misconception(
    "train_xor", "you stop with three of four pairs right, which one line can do: all four"
)
def xor_with_three_right(seed):
    return learn(*start(np.random.default_rng(seed)), enough=3)


@misconception(
    "train_xor", "your hidden neurons are ReLU while they learn: they are sigmoids later"
)
def xor_with_hidden_relu(seed):
    W, b = start(np.random.default_rng(seed))
    return learn(W, b, hidden=lambda z: np.maximum(0, z), slope=lambda a: a > 0)


@misconception("train_xor", "the last pair, (1, 1), is left out: all four are samples")
def xor_of_three_pairs(seed):
    return learn(*start(np.random.default_rng(seed)), X=PAIRS[:, :3], Y=ONE_HOT[:, :3])


@misconception(
    "train_xor", "the network has one output: softmax needs one for each of the two classes"
)
def xor_with_one_output(seed):
    W, b = learn(*start(np.random.default_rng(seed)))
    return [W[0], W[1][1:] - W[1][:1]], [b[0], b[1][1:] - b[1][:1]]


@misconception(
    "train_xor",
    "your samples are 0.0, 0.1, 1.0, 1.1, four numbers as seen in print: take four pairs",
)
def xor_of_the_printed_numbers(seed):
    W, b = start(np.random.default_rng(seed), inputs=1)
    return learn(W, b, X=np.array([[0.0, 0.1, 1.0, 1.1]]))


@misconception(
    "train_xor",
    "the starting weights are huge, so that all neurons are saturated: draw them from N(0, 1)",
)
def xor_from_huge_weights(seed):
    return learn(*start(np.random.default_rng(seed), scale=1000.0))


@misconception("sigmoid_derivative", "a @ (1 - a) is a product of matrices: multiply by entry")
def slope_as_a_product_of_matrices(a):
    square = np.ndim(a) == 2 and a.shape[0] == a.shape[1]
    return a @ (1 - a) if square else a * (1 - a)


@misconception("gradients", "each layer has an input of its own: yours is X wherever that fits")
def gradients_of_the_first_input(activations, deltas):
    inputs = [a if len(a) != len(activations[0]) else activations[0] for a in activations]
    return right.gradients(inputs, deltas)


@misconception("gradient_step", "you clip the gradients, which nobody asked for: a step is as long")
def step_with_clipped_gradients(W, b, dW, db, eta):
    return right.gradient_step(W, b, [np.clip(each, -15, 15) for each in dW], db, eta)


@misconception("train_xor", "seed % 10 gives many seeds one network: take the seed as it is")
def train_xor_with_ten_seeds(seed):
    return right.train_xor(seed % 10)


@misconception("train_xor", "the seed is rounded first, so that neighbours share one network")
def train_xor_with_rounded_seeds(seed):
    return right.train_xor(seed // 4 * 4)


@misconception(
    "backprop_deltas", "the output is rounded to a decision first: A − Y takes the probabilities"
)
def deltas_of_rounded_outputs(activations, W, Y):
    return right.backprop_deltas([*activations[:-1], np.round(activations[-1])], W, Y)
