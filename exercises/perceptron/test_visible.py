"""The visible checks of the perceptron: what lesson and docstrings say, on small examples."""

import time

import numpy as np
import pytest

from grader.checks import GUESTS_WORD, as_floats, assert_close, assert_holds, assert_shape, unpack

PAIRS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
RULE = "add eta (y - y_hat) x to the weights, and eta (y - y_hat) to the bias"
IN_PLACE = "the caller's array was written into: make a new one, or work on a copy"


def fires(answer, X):
    """Give what a perceptron with these parameters gives for each sample: 0 or 1."""
    weights, bias = unpack(answer, "weights", "bias")
    assert_shape(weights, (len(X[0]),), what="the weight vector")
    assert_holds(as_floats(bias, "bias").size == 1, "the bias must be one number", got=bias)
    finite = np.isfinite(as_floats(weights)).all() and np.isfinite(as_floats(bias)).all()
    assert_holds(finite, "weights and bias must be finite numbers", got=(weights, bias))
    return (np.asarray(X) @ as_floats(weights) + as_floats(bias).item() > 0).astype(int)


def assert_gate(answer, table, look, samples=PAIRS):
    """Fail unless a perceptron with these parameters has this truth table."""
    assert_close(fires(answer, samples), table, what="the gate's output", look=look)


def assert_unchanged(guest):
    """Fail if the last call changed what the caller had sent."""
    sentence = "the answer is right, but what was handed in has changed: leave it as it is"
    assert_holds(not guest.changed_arguments(), sentence, look=IN_PLACE)


@pytest.mark.part("heaviside", weight=0.5)
def test_heaviside_example(student):
    """heaviside gives 1 for positive numbers and 0 for all others, for numbers and arrays."""
    assert_close(student.heaviside(2.0), 1, look="H(z) is 1 where z > 0")
    answer = student.heaviside(np.array([-2.0, 0.0, 3.0]))
    assert_close(answer, [0, 0, 1], look="H(z) is 1 where z > 0, and H(0) = 0")


@pytest.mark.part("heaviside", weight=0.5)
def test_heaviside_of_small_and_whole_numbers(student):
    """However small it is, a positive number gives 1; whole numbers are welcome, and so is zero."""
    look = "compare z itself with 0, not what is left of it after rounding"
    for z, right in ((0.125, 1), (-0.125, 0), (6, 1), (-6, 0), (0, 0)):
        assert_close(student.heaviside(z), right, look=look)


@pytest.mark.part("heaviside", weight=0.5)
def test_heaviside_of_a_matrix(student):
    """An array of any shape gives an array of that shape."""
    z = np.array([[0.125, -0.125, 6.0], [0.0, -6.0, 0.375]])
    answer = student.heaviside(z)
    assert_close(answer, [[1, 0, 1], [0, 0, 1]], look="element by element: z > 0 has z's shape")


@pytest.mark.part("perceptron", weight=0.5)
def test_perceptron_example(student):
    """A perceptron gives 0 or 1 for one sample, and one answer per row for a batch."""
    weights, bias = [3.0, -1.0], -0.5
    for sample, right in (([1.0, 2.0], 1), ([0.0, 1.0], 0)):
        assert_close(student.perceptron(sample, weights, bias), right, look="H(w·x + b)")
    answer = student.perceptron([[1.0, 2.0], [0.0, 1.0]], weights, bias)
    assert_close(answer, [1, 0], look="a batch (N, n) gives an answer of shape (N,)")


@pytest.mark.part("perceptron", weight=0.5)
def test_perceptron_of_a_batch(student):
    """A batch of five samples with three inputs gives five answers."""
    X = np.array([[1, 0, 2], [0, 1, -1], [2, 1, 0], [-1, 0.5, 1], [1, 1, 1]])
    answer = student.perceptron(X, np.array([1.0, -2.0, 0.5]), 0.75)
    look = "inputs @ weights has one sum per row; the bias is added to each of them, once"
    assert_close(answer, [1, 0, 1, 0, 1], look=look)


@pytest.mark.part("perceptron", weight=0.5, alone=False)
def test_perceptron_of_one_row(student):
    """A batch of one sample is still a batch: its answer has shape (1,)."""
    answer = student.perceptron([[1.0, 2.0]], [3.0, -1.0], -0.5)
    assert_close(answer, [1], look="(N, n) gives (N,), also when N is 1")


@pytest.mark.part("perceptron", weight=0.5, alone=False)
def test_perceptron_on_the_line(student):
    """A sum of exactly 0 does not fire: with w = (1, 1) and b = -2 the pair (1, 1) gives 0."""
    for sample in PAIRS:
        answer = student.perceptron(sample, np.array([1.0, 1.0]), -2.0)
        assert_close(answer, 0, look="H(0) = 0: z > 0, not z >= 0")


@pytest.mark.part("gate_parameters", weight=0.5)
def test_and_gate_example(student):
    """The parameters of AND fire for the pair (1, 1) only."""
    look = "the sum of (1, 1) is above 0, those of the other pairs are not"
    assert_gate(student.gate_parameters("AND"), [0, 0, 0, 1], look)


@pytest.mark.part("gate_parameters", weight=0.5)
def test_or_gate_example(student):
    """The parameters of OR fire for every pair but (0, 0)."""
    look = "one input alone lifts the sum above 0: a sum of exactly 0 does not fire"
    assert_gate(student.gate_parameters("OR"), [0, 1, 1, 1], look)


@pytest.mark.part("gate_parameters", weight=0.5)
def test_nand_gate_example(student):
    """The parameters of NAND fire for every pair but (1, 1), also if AND is asked for before."""
    student.gate_parameters("AND")
    look = "the opposite of AND: what it takes is another sign of the weights and of the bias"
    assert_gate(student.gate_parameters("NAND"), [1, 1, 1, 0], look)
    look = "each gate has numbers of its own: NAND must not write into those of AND"
    assert_gate(student.gate_parameters("AND"), [0, 0, 0, 1], look)


@pytest.mark.part("gate_parameters", weight=0.5)
def test_not_gate_example(student):
    """The parameters of NOT, which has one input, turn 0 into 1 and 1 into 0."""
    look = "weights of shape (1,); the sum is above 0 for 0, and not for 1"
    assert_gate(student.gate_parameters("NOT"), [1, 0], look, samples=np.array([[0], [1]]))


@pytest.mark.part("perceptron_fit", weight=0.5, alone=False)
def test_fit_learns_and(student):
    """perceptron_fit learns AND from its four samples, given as lists."""
    answer = student.perceptron_fit(PAIRS.tolist(), [0, 0, 0, 1])
    assert_close(fires(answer, PAIRS), [0, 0, 0, 1], what="the fitted gate's output", look=RULE)


@pytest.mark.part("perceptron_fit", weight=0.5, alone=False)
def test_fit_learns_the_other_gates(student):
    """OR, NAND and NOT are learnt from arrays of whole numbers with eta = 0.25 as well."""
    look = "H(0) = 0 in the rule, too; the bias learns like the weights; weights are floats"
    tables = [(PAIRS, [0, 1, 1, 1]), (PAIRS, [1, 1, 1, 0]), (np.array([[0], [1]]), [1, 0])]
    for X, table in tables:
        answer = student.perceptron_fit(X, np.array(table), eta=0.25)
        assert_close(fires(answer, X), table, what="the fitted gate's output", look=look)


def points():
    """Give eight points with three features, and on which side of a plane each lies."""
    X = np.array(
        [
            [3, 1, 0],
            [0, 3, 1],
            [1, 2, -1],
            [4, 2, 2.5],
            [2, 0, 0],
            [0, 1, -1],
            [1, 1, 2],
            [-1, 2, 1],
        ]
    )
    return X, np.array([1, 1, 1, 1, 0, 0, 0, 0])  # the plane x1 + 2 x2 - x3 = 4 lies between


@pytest.mark.part("perceptron_fit", weight=0.5)
def test_fit_separates_points(student, rng):
    """Points with three features that a plane separates are learnt, whichever side is 1."""
    look = f"{RULE}; sample by sample, each with its own label"
    X, y = points()
    answer = student.perceptron_fit(X, y)
    assert_close(fires(answer, X), y, what="the fitted perceptron's output", look=look)
    X = X[:, rng.permutation(3)] + rng.integers(-3, 4, 3) / 4  # another plane, which none has seen
    for labels in (y, 1 - y):
        answer = student.perceptron_fit(X, labels)
        assert_close(fires(answer, X), labels, what="the fitted perceptron's output", look=look)


@pytest.mark.part("perceptron_fit", weight=GUESTS_WORD, alone=False)
def test_fit_leaves_its_samples(student, guest):
    """The samples are learnt, and X and y stay as they are."""
    X, y = points()
    answer = student.perceptron_fit(X, y)
    assert_close(fires(answer, X), y, what="the fitted perceptron's output", look=RULE)
    assert_unchanged(guest)


@pytest.mark.part("perceptron_fit", weight=0.5, alone=False)
def test_fit_scales_its_steps_by_eta(student):
    """A large eta makes large steps, of the weights and of the bias alike."""
    X, look = [[2.0], [4.0]], "eta multiplies both steps: those of w and those of b"
    answer = student.perceptron_fit(X, [0, 1], eta=1000.0)
    assert_close(fires(answer, X), [0, 1], what="the fitted perceptron's output", look=look)
    # no start at zeros or small numbers separates these; one round of eta = 1 moves w by 51
    answer = student.perceptron_fit([[50.0], [51.0]], [0, 1], eta=1000.0, epochs=1)
    largest = max(np.abs(as_floats(each)).max() for each in unpack(answer, "weights", "bias"))
    assert_holds(largest > 500, "with eta = 1000 the steps are small", got=answer, look=look)


@pytest.mark.part("perceptron_fit", weight=0.5, alone=False)
def test_fit_makes_as_many_epochs_as_it_may(student):
    """epochs=1 is one round through the samples, each with the line as it is at that moment."""
    answer = student.perceptron_fit([[3.0]], [1], epochs=1)
    look = "range(epochs) has `epochs` rounds"
    assert_close(fires(answer, [[3.0]]), [1], what="the fitted perceptron's output", look=look)
    look = "count the epochs: `while mistakes:` alone never ends on XOR"
    for X, y in (([[4.0], [5.0]], [0, 1]), ([[2.0]] * 9, [1] * 9)):
        _, bias = unpack(student.perceptron_fit(X, y, epochs=1), "weights", "bias")
        moved = np.abs(as_floats(bias, "bias")).max()
        sentence = "the bias moved further than one round can move it"
        assert_holds(
            moved <= 3, sentence, got=bias, look=f"move the line after each sample; {look}"
        )


@pytest.mark.part("perceptron_fit", weight=0.5, alone=False)
def test_fit_goes_on_as_long_as_it_may(student):
    """With 2000 epochs 7.0 and 7.25 are told apart, which takes the rule some 200."""
    X, y = [[7.0], [7.25]], [0, 1]  # exact in float32, and so are all sums of them
    answer = student.perceptron_fit(X, y, epochs=2000)
    look = "range(epochs): as many rounds as are allowed, while there are mistakes"
    assert_close(fires(answer, X), y, what="the fitted perceptron's output", look=look)


@pytest.mark.part("perceptron_fit", weight=0.5, alone=False)
def test_fit_stops_after_an_epoch_without_a_mistake(student):
    """Learning ends as soon as an epoch goes by without a mistake, however many are allowed."""
    X, y = np.array([[0.0, 1.5], [1.5, 0.0]]), np.array([0, 1])

    def seconds(epochs):
        start = time.perf_counter()
        answer = student.perceptron_fit(X, y, epochs=epochs)
        taken = time.perf_counter() - start
        assert_close(fires(answer, X), y, what="the fitted perceptron's output", look=RULE)
        return taken

    began, few, attempts = time.perf_counter(), np.inf, 0
    while attempts < 2 or time.perf_counter() - began < 2:  # a busy machine gets another try
        few, attempts = min(few, seconds(25)), attempts + 1
        if seconds(50_000) < max(0.01, 20 * few):
            return
    sentence = "a set learnt in a few epochs takes as long as all allowed epochs"
    assert_holds(False, sentence, look="count an epoch's mistakes; `break` where there are none")


@pytest.mark.part("xor_network", weight=0.5)
def test_xor_example(student):
    """xor_network gives 1 where exactly one of the two inputs is 1."""
    for pair, right in (([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0)):
        assert_close(student.xor_network(pair), right, look="one pair gives one number")


@pytest.mark.part("xor_network", weight=0.5)
def test_xor_of_the_truth_table(student):
    """The whole truth table gives one answer per pair."""
    answer = student.xor_network(PAIRS)
    assert_close(answer, [0, 1, 1, 0], look="XOR is: OR, and at the same time NAND")


@pytest.mark.part("xor_network", weight=0.5)
def test_xor_of_short_batches(student):
    """Batches of one, two and five pairs, as lists, are batches like any other."""
    look = "(N, 2) gives (N,): stack the hidden answers as columns, axis=-1"
    for X, right in (
        ([[1, 0]], [1]),
        ([[1, 1], [0, 1]], [0, 1]),
        ([[0, 1], [0, 1], [1, 1], [1, 0], [0, 0]], [1, 1, 0, 1, 0]),
    ):
        assert_close(student.xor_network(X), right, look=look)


UNTOUCHED = {
    "heaviside": ([np.array([[0.125, -0.125, 6.0], [0.0, -6.0, 0.375]])], [[1, 0, 1], [0, 0, 1]]),
    "perceptron": ([PAIRS.astype(float), np.array([1.0, -2.0]), 0.75], [1, 0, 1, 0]),
    "xor_network": ([PAIRS], [0, 1, 1, 0]),
}  # of each the arguments, and what comes back
untouched = [
    pytest.param(name, marks=pytest.mark.part(name, weight=GUESTS_WORD)) for name in UNTOUCHED
]


@pytest.mark.parametrize("name", untouched)
def test_the_arguments_stay_as_they_are(student, guest, name):
    """The right answer leaves what was handed in as it was."""
    sent, right = UNTOUCHED[name]
    assert_close(getattr(student, name)(*sent), right)
    assert_unchanged(guest)
