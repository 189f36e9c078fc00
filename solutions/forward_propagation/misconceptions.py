"""What students get wrong in forward propagation, and what each of them should read.

Each variant is right but for the one thing that its sentence names.
"""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D103

import forward_propagation as right
import numpy as np

from grader.course import misconception


@misconception("sigmoid", "the minus is missing: 1 / (1 + exp(−z)), so that large z give 1")
def sigmoid_without_minus(z):
    return 1 / (1 + np.exp(z))


@misconception(
    "sigmoid", "exp(z) / (1 + exp(z)) is infinity / infinity for large z: write 1 / (1 + exp(−z))"
)
def sigmoid_is_nan_far_out(z):
    return np.exp(z) / (1 + np.exp(z))


@misconception(
    "sigmoid", "brackets are missing: 1 / 1 + exp(−z) divides first, write 1 / (1 + exp(−z))"
)
def sigmoid_without_brackets(z):
    return 1 / 1 + np.exp(-z)


@misconception("sigmoid", "your function is tanh, from −1 to 1: the sigmoid goes from 0 to 1")
def sigmoid_is_tanh(z):
    return np.tanh(z)


@misconception(
    "sigmoid",
    "your sigmoid is twice as steep: by tanh it is (1 + tanh(z / 2)) / 2, with a half inside",
)
def sigmoid_is_twice_as_steep(z):
    return (1 + np.tanh(z)) / 2


@misconception("sigmoid", "you give the derivative σ(1 − σ): σ itself belongs here")
def sigmoid_is_its_derivative(z):
    return right.sigmoid(z) * (1 - right.sigmoid(z))


@misconception("sigmoid", "you give a step of 0 and 1: the sigmoid is smooth, 1 / (1 + exp(−z))")
def sigmoid_is_a_step(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


@misconception("sigmoid", "you give ReLU, max(0, z): the sigmoid is 1 / (1 + exp(−z))")
def sigmoid_is_relu(z):
    return np.maximum(0.0, z)


@misconception(
    "sigmoid", "you subtract the maximum first, which belongs to softmax: σ takes z itself"
)
def sigmoid_less_the_maximum(z):
    return right.sigmoid(z - np.max(z))


@misconception(
    "sigmoid",
    "you cut z off so near to 0 that far values are not yet 0 or 1: cut at 500 or not at all",
)
def sigmoid_cut_off(z):
    return right.sigmoid(np.clip(z, -5, 5))


@misconception(
    "sigmoid", "your answer is flat: keep the shape of z, np.exp works element by element"
)
def sigmoid_is_flat(z):
    answers = [right.sigmoid(each) for each in np.ravel(z)]
    return np.array(answers) if np.ndim(z) else answers[0]


@misconception(
    "sigmoid",
    "np.vectorize takes the type of your first answer, a whole 0: np.exp takes arrays by itself",
)
def sigmoid_in_the_type_of_its_first_answer(z):
    return np.vectorize(lambda t: 0 if t < -500 else 1 / (1 + np.exp(-t)))(z)


@misconception("sigmoid", "you compute inside z, which is the caller's: -z makes a new array")
def sigmoid_in_place(z):
    if np.ndim(z) == 0:
        return right.sigmoid(z)
    z[...] = right.sigmoid(z)
    return z


@misconception("softmax", "your sum runs over the samples: the classes are the rows, so axis 0")
def softmax_along_the_rows(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@misconception(
    "softmax", "you divide by the sum of the whole array: each column has its own sum, axis 0"
)
def softmax_of_the_whole(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum()


@misconception(
    "softmax", "exp of large scores is infinite: subtract each column's own maximum first"
)
def softmax_without_maximum(z):
    powers = np.exp(z)
    return powers / powers.sum(axis=0)


@misconception(
    "softmax", "you subtract the maximum of all columns: each column has its own, axis 0"
)
def softmax_less_the_largest_of_all(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum(axis=0)


@misconception("softmax", "you subtract each row's maximum: each column has its own, axis 0")
def softmax_less_the_largest_of_the_row(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=0)


@misconception(
    "softmax",
    "you subtract the column's minimum, which leaves large scores large: take the maximum",
)
def softmax_less_the_minimum(z):
    powers = np.exp(z - z.min(axis=0))
    return powers / powers.sum(axis=0)


@misconception(
    "softmax", "you subtract the column's mean, which leaves large scores large: take the maximum"
)
def softmax_less_the_mean(z):
    powers = np.exp(z - z.mean(axis=0))
    return powers / powers.sum(axis=0)


@misconception(
    "softmax", "you subtract the maximum above the line only: the sum below takes the same powers"
)
def softmax_less_the_maximum_above_only(z):
    return np.exp(z - z.max(axis=0)) / np.exp(z).sum(axis=0)


@misconception(
    "softmax", "you divide the scores by their maximum: subtract it, that alone changes nothing"
)
def softmax_by_the_maximum(z):
    powers = np.exp(z / z.max(axis=0))
    return powers / powers.sum(axis=0)


@misconception(
    "softmax", "you cut large scores off, so that they all look alike: subtract the maximum instead"
)
def softmax_cut_off(z):
    powers = np.exp(np.clip(z, -500, 500))
    return powers / powers.sum(axis=0)


@misconception(
    "softmax", "the exponential is missing: e to the power of each score, over their sum"
)
def softmax_without_exp(z):
    return z / z.sum(axis=0)


@misconception(
    "softmax",
    "you use the sigmoid for each score: softmax divides exponentials by the column's sum",
)
def softmax_is_a_sigmoid(z):
    return right.sigmoid(z)


@misconception(
    "softmax",
    "you give the logarithm of the probabilities: the probabilities themselves belong here",
)
def softmax_is_its_logarithm(z):
    return np.log(right.softmax(z) + 1e-300)


@misconception(
    "softmax", "you give 1 to the largest score and 0 to all others: softmax gives probabilities"
)
def softmax_is_the_largest(z):
    return (z == z.max(axis=0)).astype(float)


@misconception(
    "softmax", "you divide by the mean of the powers: divide by their sum, so that columns add to 1"
)
def softmax_by_the_mean(z):
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.mean(axis=0)


@misconception(
    "softmax",
    "the exponential is missing below the line: divide by the sum of the powers, not of the scores",
)
def softmax_by_the_sum_of_the_scores(z):
    return np.exp(z - z.max(axis=0)) / z.sum(axis=0)


@misconception(
    "softmax", "`z -= z.max(axis=0)` changes the caller's scores: z - z.max(axis=0) makes new ones"
)
def softmax_in_place(z):
    z -= z.max(axis=0)
    powers = np.exp(z)
    return powers / powers.sum(axis=0)


def layers(X, W, b, affine=None, hidden=None, last=None):
    """Send a batch through all layers, with other steps in the place of the right ones."""
    affine = affine or (lambda weights, a, bias: weights @ a + bias)
    hidden, last = hidden or right.sigmoid, last or right.softmax
    activations = [X]
    for i in range(len(W)):
        activation = last if i == len(W) - 1 else hidden
        activations.append(activation(affine(W[i], activations[-1], b[i])))
    return activations[-1], activations


@misconception(
    "forward_propagation", "your last layer is a sigmoid: the last activation is softmax"
)
def forward_ends_in_sigmoid(X, W, b):
    return layers(X, W, b, last=right.sigmoid)


@misconception(
    "forward_propagation", "your last layer gives its scores: softmax makes probabilities of them"
)
def forward_ends_in_scores(X, W, b):
    return layers(X, W, b, last=lambda z: z)


@misconception(
    "forward_propagation",
    "your hidden layers use softmax: only the last one does, the others sigmoid",
)
def forward_with_softmax_everywhere(X, W, b):
    return layers(X, W, b, hidden=right.softmax)


@misconception(
    "forward_propagation",
    "your hidden layers have no activation, so that all is one affine map: use sigmoid",
)
def forward_without_hidden_activations(X, W, b):
    return layers(X, W, b, hidden=lambda z: z)


@misconception(
    "forward_propagation", "your hidden layers use ReLU: in this exercise they use the sigmoid"
)
def forward_with_relu(X, W, b):
    return layers(X, W, b, hidden=lambda z: np.maximum(0, z))


@misconception(
    "forward_propagation", "your hidden layers use tanh: in this exercise they use the sigmoid"
)
def forward_with_tanh(X, W, b):
    return layers(X, W, b, hidden=np.tanh)


@misconception(
    "forward_propagation", "your last layer takes a sigmoid before softmax: softmax takes z itself"
)
def forward_with_both_in_the_last_layer(X, W, b):
    return layers(X, W, b, last=lambda z: right.softmax(right.sigmoid(z)))


@misconception(
    "forward_propagation", "you take softmax twice: once, of the last layer's z, is enough"
)
def forward_with_softmax_twice(X, W, b):
    return layers(X, W, b, last=lambda z: right.softmax(right.softmax(z)))


@misconception(
    "forward_propagation",
    "the softmax of your last layer takes exp of large scores: subtract each column's maximum",
)
def forward_with_a_naive_softmax(X, W, b):
    return layers(X, W, b, last=lambda z: np.exp(z) / np.exp(z).sum(axis=0))


@misconception(
    "forward_propagation",
    "the softmax of your last layer subtracts one maximum for all samples: each column has its own",
)
def forward_with_one_maximum_for_all(X, W, b):
    def softmax(z):
        powers = np.exp(z - z.max())
        return powers / powers.sum(axis=0)

    return layers(X, W, b, last=softmax)


@misconception(
    "forward_propagation",
    "the sigmoid of your hidden layers is infinity / infinity for large z: write 1 / (1 + exp(−z))",
)
def forward_with_a_sigmoid_that_is_nan_far_out(X, W, b):
    return layers(X, W, b, hidden=lambda z: np.exp(z) / (1 + np.exp(z)))


@misconception("forward_propagation", "the biases are missing: z is W[i] @ a + b[i]")
def forward_without_biases(X, W, b):
    return layers(X, W, b, affine=lambda weights, a, bias: weights @ a)


@misconception("forward_propagation", "you subtract the biases: z is W[i] @ a + b[i]")
def forward_subtracts_biases(X, W, b):
    return layers(X, W, b, affine=lambda weights, a, bias: weights @ a - bias)


@misconception(
    "forward_propagation",
    "you add the bias after the activation: activate W[i] @ a + b[i] as a whole",
)
def forward_adds_biases_last(X, W, b):
    activations = [X]
    for i in range(len(W)):
        activation = right.softmax if i == len(W) - 1 else right.sigmoid
        activations.append(activation(W[i] @ activations[-1]) + b[i])
    return activations[-1], activations


@misconception(
    "forward_propagation",
    "you lay the biases along the samples: b[i] of shape (n_out, 1) is a column, keep it",
)
def forward_with_biases_as_rows(X, W, b):
    return layers(X, W, b, affine=lambda weights, a, bias: weights @ a + bias.ravel())


@misconception(
    "forward_propagation",
    "all neurons of a layer add the first one's bias: add the whole column b[i]",
)
def forward_with_the_first_bias_for_all(X, W, b):
    return layers(X, W, b, affine=lambda weights, a, bias: weights @ a + bias[0])


@misconception(
    "forward_propagation", "you transpose the weights: W[i] has a row for each neuron, so W[i] @ a"
)
def forward_with_transposed_weights(X, W, b):
    return layers(X, W, b, affine=lambda weights, a, bias: weights.T @ a + bias)


@misconception(
    "forward_propagation",
    "your first layer is always a sigmoid: if it is the only one, it is softmax",
)
def forward_with_sigmoid_first(X, W, b):
    activations = [X]
    for i in range(len(W)):
        activation = right.softmax if 0 < i == len(W) - 1 else right.sigmoid
        activations.append(activation(W[i] @ activations[-1] + b[i]))
    return activations[-1], activations


@misconception(
    "forward_propagation",
    "your second layer is always the last: take softmax where i == len(W) − 1",
)
def forward_with_softmax_second(X, W, b):
    activations = [X]
    for i in range(len(W)):
        activation = right.softmax if i == 1 or i == len(W) - 1 else right.sigmoid
        activations.append(activation(W[i] @ activations[-1] + b[i]))
    return activations[-1], activations


@misconception("forward_propagation", "your list lacks the input: it begins with X")
def forward_lists_no_input(X, W, b):
    A, activations = right.forward_propagation(X, W, b)
    return A, activations[1:]


@misconception(
    "forward_propagation", "your list lacks the output: it ends with A, the last layer's activation"
)
def forward_lists_no_output(X, W, b):
    A, activations = right.forward_propagation(X, W, b)
    return A, activations[:-1]


@misconception(
    "forward_propagation",
    "your list holds the sums z: it holds the activations, sigmoid(z) and softmax(z)",
)
def forward_lists_the_sums(X, W, b):
    A, activations = right.forward_propagation(X, W, b)
    sums = [W[i] @ activations[i] + b[i] for i in range(len(W))]
    return A, [X, *sums]


@misconception(
    "forward_propagation",
    "your answer has a row per sample: here columns are samples, A is (n_classes, N)",
)
def forward_gives_rows(X, W, b):
    A, activations = right.forward_propagation(X, W, b)
    return A.T, activations


@misconception(
    "forward_propagation", "you give the likeliest class: A holds the probabilities of all classes"
)
def forward_gives_the_class(X, W, b):
    A, activations = right.forward_propagation(X, W, b)
    return A.argmax(axis=0), activations


@misconception(
    "forward_propagation", "you give the list of activations alone: give A too, as (A, activations)"
)
def forward_gives_the_list_alone(X, W, b):
    return right.forward_propagation(X, W, b)[1]


@misconception(
    "forward_propagation",
    "`z = b[i]; z += …` writes into the caller's biases if there is one sample: add with + instead",
)
def forward_adds_into_the_biases(X, W, b):
    def affine(weights, a, bias):
        z = weights @ a
        if z.shape != bias.shape:
            return z + bias
        bias += z
        return bias

    return layers(X, W, b, affine=affine)


@misconception(
    "forward_propagation",
    "W.pop takes layers out of the caller's list: loop over W and b, and leave them whole",
)
def forward_pops_the_last_layer(X, W, b):
    last_W, last_b = W.pop(), b.pop()
    return right.forward_propagation(X, [*W, last_W], [*b, last_b])
