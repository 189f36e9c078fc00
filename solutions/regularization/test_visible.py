"""The worked examples of the lesson, its defaults and its traps: run them as often as you like."""

import numpy as np
import pytest
import torch

from grader.checks import GUESTS_WORD, as_floats, assert_close, assert_holds, assert_shape, unpack

VALUES = "an element becomes 0 or x / (1 - p), in evaluation x"
ALONE = "one number of rng for each element: rng.random(x.shape)"
COPY = "copy.deepcopy(weights), where the loss is an improvement"
IN_PLACE = "make new arrays: no x *= ..., and no function with a _ at its end on what was sent"
DEVICES = {
    "mixes devices": "the network mixes tensors on the CPU with those of the device",
    "leaves torch": "the network leaves torch on the way (.numpy())",
    "wrong device": "the answer comes back on another device",
}


def assert_dropped(answer, x, p, least, most):
    """Fail unless each element is 0 or x / (1 - p), and as many are 0 as it should be."""
    answer = as_floats(answer)
    assert_shape(answer, x.shape)
    stays = answer != 0
    assert_close(answer, np.where(stays, x / (1 - p), 0), look=VALUES)
    count = int((~stays).sum())
    sentence = f"of {x.size} elements about {round(p * x.size)} should drop: p is their share"
    assert_holds(least <= count <= most, sentence, got=count, look="p is the chance to drop")


def mask_of(student, shape, p, generator):
    """Return which elements of an array of ones stay, in one call."""
    answer = as_floats(student.dropout(np.ones(shape), p, generator))
    assert_shape(answer, shape)
    return answer != 0


@pytest.mark.part("dropout")
def test_an_element_drops_or_grows(student, guest):
    """With p = 0.2 about one element in five becomes 0, and the others 1.25 times as large.

    Luck fails a right solution here less than twice in ten million runs, as below.
    """
    x = np.tile([4.0, -8.0, 12.0], (40, 10))

    answer = student.dropout(x, 0.2, guest.generator(1))

    assert_dropped(answer, x, 0.2, 172, 312)


@pytest.mark.part("dropout")
def test_p_is_the_chance_to_drop(student, guest):
    """With p = 0.75 three in four drop, and the fourth grows to 4 x; with p = 0 none drops."""
    x = np.arange(1.0, 1201.0).reshape(20, 5, 12)

    answer = student.dropout(x, 0.75, guest.generator(2))

    assert_dropped(answer, x, 0.75, 820, 975)
    x = np.array([4.0, -8.0, 12.0])
    assert_close(student.dropout(x, 0.0, guest.generator(2)), x, look="p = 0 drops nothing")


@pytest.mark.part("dropout", alone=False)
def test_evaluation_drops_nothing(student, guest):
    """With training=False the answer is x itself, and nothing is multiplied by 1 - p."""
    x = np.array([[4.0, -8.0, 12.0, 0.5], [1.0, 2.0, 3.0, -4.0]])

    for p in (0.2, 0.75):
        answer = student.dropout(x, p, guest.generator(3), training=False)
        assert_close(answer, x, look="inverted dropout has all its work in training")
    answer = student.dropout(x, 0.5, None, training=False)
    assert_close(answer, x, look="evaluation draws nothing, and needs no generator")


@pytest.mark.part("dropout")
def test_each_element_drops_on_its_own(student, guest):
    """No two rows, and no two columns, have the same mask; how many drop is not always the same."""
    mask = mask_of(student, (30, 40), 0.5, guest.generator(4))

    assert_holds(len(np.unique(mask, axis=0)) == 30, "two rows have the same mask", look=ALONE)
    assert_holds(len(np.unique(mask, axis=1).T) == 40, "two columns have the same mask", look=ALONE)
    generator = guest.generator(5)
    counts = {int(mask_of(student, (10,), 0.3, generator).sum()) for _ in range(40)}
    sentence = "of ten elements always the same number drops: each decides by itself"
    assert_holds(len(counts) > 1, sentence, got=sorted(counts), look=ALONE)


@pytest.mark.part("dropout")
def test_every_call_draws_from_rng(student, guest):
    """The same generator state gives the same mask, the next call and another state other ones."""
    generator = guest.generator(6)

    first, second = (mask_of(student, (8, 25), 0.4, generator) for _ in range(2))
    again, other = (mask_of(student, (8, 25), 0.4, guest.generator(seed)) for seed in (6, 7))

    look = "draw from rng, in every call, and from nothing else"
    same = np.array_equal(first, again)
    assert_holds(same, "the same generator state gave another mask", got=again, look=look)
    fresh = not np.array_equal(first, second) and not np.array_equal(first, other)
    assert_holds(fresh, "every call has the same mask", got=second, look=look)


@pytest.mark.part("dropout", weight=GUESTS_WORD)
def test_dropout_leaves_x_alone(student, guest):
    """The answer is right, and x is as it was, in training and in evaluation."""
    x = np.tile([4.0, -8.0, 12.0], (40, 10))
    for training, bounds in ((True, (172, 312)), (False, (0, 0))):
        answer = student.dropout(x, 0.2, guest.generator(8), training)
        changed = guest.changed_arguments()
        assert_dropped(answer, x, 0.2 if training else 0.0, *bounds)
        assert_holds(not changed, "x was changed", look=IN_PLACE)


def two_arrays():
    """Return the weights of the lesson's example."""
    return [np.array([[1.0, -2.0], [0.5, 0.0]]), np.array([[3.0], [-1.0]])]


@pytest.mark.part("l2_penalty")
def test_penalty_of_the_worked_example(student):
    """The squares of the lesson's two arrays add up to 15.25, and with λ = 0.1 that is 1.525."""
    penalty = student.l2_penalty(two_arrays(), 0.1)

    look = "lam times the sum of all squares of all arrays: no half, no root, no mean"
    assert_close(penalty, 1.525, what="the penalty", look=look)


@pytest.mark.part("l2_penalty")
def test_penalty_of_other_arrays(student):
    """One array or three, of any shape, have one number as their penalty; λ = 0 makes it 0."""
    look = "each array's own sum of squares, np.sum(w**2), and these added up"
    three = [np.array([2.0, -3.0]), np.array([[[1.0, 4.0]], [[0.5, -0.5]]]), np.array([[6.0]])]
    assert_close(student.l2_penalty(three, 0.5), 33.25, what="the penalty", look=look)
    assert_close(student.l2_penalty(three[:1], 2.0), 26.0, what="the penalty", look=look)
    assert_close(student.l2_penalty(three, 0.0), 0.0, what="the penalty for nothing", look=look)


@pytest.mark.part("l2_penalty", weight=GUESTS_WORD)
def test_penalty_leaves_the_weights_alone(student, guest):
    """The penalty is right, and the weights are as they were."""
    penalty = student.l2_penalty(two_arrays(), 0.1)

    assert_close(penalty, 1.525, what="the penalty")
    assert_holds(not guest.changed_arguments(), "the weights were changed", look=IN_PLACE)


def assert_gradient(answer, expected):
    """Fail unless a list of these arrays came back."""
    names = [f"gradient {number}" for number in range(1, len(expected) + 1)]
    for name, got, right in zip(names, unpack(answer, *names), expected, strict=True):
        assert_close(got, right, what=name, look="2 * lam * w, for each array by itself")


@pytest.mark.part("l2_gradient")
def test_gradient_of_the_worked_example(student):
    """With λ = 0.1 the gradient of the lesson's two arrays is 0.2 times each of them."""
    answer = student.l2_gradient(two_arrays(), 0.1)

    assert_gradient(answer, [[[0.2, -0.4], [0.1, 0.0]], [[0.6], [-0.2]]])


@pytest.mark.part("l2_gradient")
def test_gradient_of_other_arrays(student):
    """A gradient has its array's shape; a single array comes back in a list as well."""
    row, cube = np.array([2.0, -3.0, 0.5]), np.array([[[1.0, 4.0]], [[0.5, -0.5]]])

    assert_gradient(student.l2_gradient([row, cube], 1.5), [3 * row, 3 * cube])
    assert_gradient(student.l2_gradient([cube], 0.25), [cube / 2])
    assert_gradient(student.l2_gradient([row, cube], 0.0), [0 * row, 0 * cube])


@pytest.mark.part("l2_gradient", weight=GUESTS_WORD)
def test_gradient_leaves_the_weights_alone(student, guest):
    """The gradient is right, and the weights are as they were."""
    answer = student.l2_gradient(two_arrays(), 0.1)

    assert_gradient(answer, [[[0.2, -0.4], [0.1, 0.0]], [[0.6], [-0.2]]])
    assert_holds(not guest.changed_arguments(), "the weights were changed", look=IN_PLACE)


def weights_of(epoch):
    """Return two arrays as weights: those of an epoch are no other's."""
    return [np.arange(6.0).reshape(2, 3) + 10 * epoch, np.array([-epoch - 0.5])]


def says_stop(answer):
    """Say whether a step's answer means stop; None does not."""
    return answer is not None and bool(as_floats(answer, "step's answer").all())


def steps(stopping, losses):
    """Tell it an epoch after the other, and return what it says: True where it stops."""
    return [says_stop(stopping.step(loss, weights_of(epoch))) for epoch, loss in enumerate(losses)]


def assert_best(stopping, epoch):
    """Fail unless the weights that are kept are those of this epoch."""
    arrays = unpack(stopping.attribute("best_weights"), "the first array", "the second array")
    for got, right, which in zip(arrays, weights_of(epoch), ("first", "second"), strict=True):
        assert_close(got, right, what=f"the {which} array of best_weights", look=COPY)


def assert_stops(said, place, look="count the epochs in a row without an improvement"):
    """Fail unless it first says stop at this place, or one later."""
    assert_holds(True not in said[:place], "it stops too early", got=said, look=look)
    assert_holds(True in said[: place + 2], "it does not stop, or too late", got=said, look=look)


LOSSES = [0.9, 0.7, 0.8, 0.6, 0.65, 0.6, 0.7]


@pytest.mark.part("EarlyStopping")
def test_it_stops_as_in_the_table(student):
    """With patience=2 the lesson's losses go on to epoch 5, where 0.6 is no better than 0.6."""
    said = steps(student.EarlyStopping(patience=2), LOSSES)

    assert_stops(said, 5, "an improvement sets the count to 0; as good is not better")


@pytest.mark.part("EarlyStopping")
def test_it_keeps_the_best_weights(student):
    """In the lesson's example the weights of epoch 3 are kept; before the first there are none."""
    stopping = student.EarlyStopping(patience=2)

    sentence = "before the first epoch best_weights is not None"
    begins_with_none = stopping.attribute("best_weights") is None
    assert_holds(begins_with_none, sentence, look="begin with None, in __init__")
    for so_far, best in ((1, 0), (2, 1), (3, 1), (4, 3), (6, 3)):
        stopping = student.EarlyStopping(patience=2)
        steps(stopping, LOSSES[:so_far])
        assert_best(stopping, best)


@pytest.mark.part("EarlyStopping")
def test_small_improvements_do_not_count(student):
    """With min_delta=0.125 a loss that is lower by just as much, or by less, is no improvement."""
    losses, look = [1.0, 0.9375, 0.875, 0.8125], "val_loss < best - min_delta"

    stopping = student.EarlyStopping(patience=3, min_delta=0.125)
    said = steps(stopping, [*losses, 0.75, 0.71875, 0.6875, 0.6875])
    assert_stops(said, 6, look)
    assert_best(stopping, 3)

    stopping = student.EarlyStopping(patience=3, min_delta=0.125)
    steps(stopping, losses[:3])
    assert_best(stopping, 0)

    said = steps(student.EarlyStopping(patience=1, min_delta=0.125), [1.0, 0.875, 0.875])
    assert_stops(said, 1, look)


@pytest.mark.part("EarlyStopping")
def test_it_has_its_defaults(student):
    """Without arguments patience is 10 and min_delta 0: a loss that is lower by 1e-6 is better."""
    losses = [1.0, 1 - 1e-6, *[1.0] * 11]

    stopping = student.EarlyStopping()
    said = steps(stopping, losses)

    look = "the defaults patience=10 and min_delta=0.0"
    assert_stops(said, 11, look)
    explicit = steps(student.EarlyStopping(10, 0.0), losses)
    sentence = "with patience=10 and min_delta=0.0 it stops elsewhere than without arguments"
    assert_holds(said == explicit, sentence, got=said, look=look)
    assert_best(stopping, 1)


@pytest.mark.part("EarlyStopping")
def test_any_number_may_be_the_best(student):
    """The first loss is an improvement however large; 0 and losses below it may be the best."""
    look = "begin with infinity: a loss of 0 is a loss, and not 'none yet'"
    for losses, best in (([5000.0, 6000.0], 0), ([2.0, 0.0, 0.5], 1), ([-1.0, -3.0, -2.0], 1)):
        stopping = student.EarlyStopping(patience=3)
        said = steps(stopping, losses)
        assert_holds(True not in said, "it stops too early", got=said, look=look)
        assert_best(stopping, best)


@pytest.mark.part("EarlyStopping")
def test_nan_is_no_improvement(student):
    """A loss that is NaN is never an improvement, and counts as an epoch without one."""
    nan = float("nan")
    stopping = student.EarlyStopping(patience=2)

    said = steps(stopping, [1.0, nan, 0.5, nan, nan, nan])

    assert_stops(said, 4, "val_loss < ... is False for NaN: ask for what is better")
    assert_best(stopping, 2)


@pytest.mark.part("EarlyStopping", weight=3)
def test_best_weights_are_a_copy(student, guest):
    """The training goes on with a network that was handed in; best_weights stay what they were."""
    network, stopping = guest.sequential(("Linear", 2, 1)), student.EarlyStopping(patience=3)
    for epoch, loss in enumerate([0.5, 0.25, 0.75]):
        network.load_state({"0.weight": np.array([[epoch, -2.0]]), "0.bias": np.array([epoch])})
        stopping.step(loss, network)

    network.load_state({"0.weight": np.zeros((1, 2))})

    look = "copy.deepcopy copies any object, and all that is in it"
    kept = stopping.attribute("best_weights")
    sentence = "best_weights is no network, though a network was handed in"
    assert_holds(hasattr(kept, "state"), sentence, got=kept, look=look)
    assert_close(
        kept.state()["0.weight"], [[1.0, -2.0]], what="the weight matrix that is kept", look=look
    )


@pytest.mark.part("EarlyStopping")
def test_two_of_them_know_nothing_of_each_other(student):
    """Each EarlyStopping has a best loss and a count of its own."""
    one, other = (student.EarlyStopping(patience=2) for _ in range(2))
    steps(one, [0.5, 0.75])

    said = steps(other, [0.875, 1.0])

    look = "self.best_loss = ..., in __init__: what stands in the class belongs to all of them"
    assert_holds(True not in said, "it stops too early", got=said, look=look)
    assert_best(other, 0)


@pytest.mark.part("EarlyStopping", weight=GUESTS_WORD)
def test_step_leaves_the_weights_alone(student, guest):
    """The best weights are right, and those that were handed in are as they were."""
    stopping = student.EarlyStopping(patience=2)
    for epoch, loss in enumerate([0.5, 0.25, 0.75]):
        stopping.step(loss, weights_of(epoch))
        assert_holds(not guest.changed_arguments(), "the weights were changed", look=IN_PLACE)

    assert_best(stopping, 1)


def split(student, *args, **kwargs):
    """Return the three parts as arrays of whole numbers."""
    answer = student.three_way_split(*args, **kwargs)
    parts = unpack(answer, "train_rows", "val_rows", "test_rows")
    return [as_floats(rows, "the rows").ravel() for rows in parts]


def assert_parts(parts, n, shares):
    """Fail unless each row is in one part, and training and validation have their shares."""
    together, look = np.sort(np.concatenate(parts)), "one permutation of all rows, cut in three"
    found = len(np.unique(together)) == len(together) == n
    assert_holds(found, "a row is in two parts, or in none", got=together, look=look)
    assert_close(together, np.arange(n), what="the sorted list of all rows", look=look)
    sizes = [len(rows) for rows in parts]
    off = [abs(size - share * n) for size, share in zip(sizes, shares, strict=True)]
    near = max(off[:2]) < 1.001 and off[2] < 2.001  # what is left over is twice less than a row
    sentence = "a part has not its share of the rows: training, validation, test, in this order"
    assert_holds(near, sentence, got=sizes, look="fraction * n of them")


@pytest.mark.part("three_way_split")
def test_every_row_is_in_one_of_the_three(student):
    """Of 20 rows 14 train, 3 validate and 3 test, each row in one part; of 23 none is lost."""
    for n in (20, 23, 200):
        assert_parts(split(student, n, seed=0), n, (0.7, 0.15, 0.15))


@pytest.mark.part("three_way_split")
def test_fractions_decide_the_sizes(student):
    """With fractions=(0.5, 0.3, 0.2) 40 rows become 20, 12 and 8."""
    for shares in ((0.5, 0.3, 0.2), (0.6, 0.1, 0.3)):
        assert_parts(split(student, 40, seed=1, fractions=shares), 40, shares)


@pytest.mark.part("three_way_split", alone=False)
def test_the_seed_makes_the_split(student):
    """The same seed deals 100 rows alike, another seed deals them otherwise; 0 is a seed too."""
    look = "np.random.default_rng(seed), in every call"
    for seed in (0, 1):
        first, again, other = (split(student, 100, each) for each in (seed, seed, seed + 1))
        same = all(map(np.array_equal, map(np.sort, first), map(np.sort, again)))
        assert_holds(same, "the same seed gave another split", look=look)
        differs = not np.array_equal(np.sort(first[0]), np.sort(other[0]))
        assert_holds(differs, "another seed gave the same split", look=look)


@pytest.mark.part("three_way_split")
def test_all_rows_are_shuffled(student):
    """Each part has rows from everywhere: neither the first nor the last rows stay together."""
    for rows in split(student, 300, seed=2):
        third = [int(((rows >= 100 * k) & (rows < 100 * k + 100)).sum()) for k in range(3)]
        sentence = "a part has no rows from the beginning, the middle or the end"
        assert_holds(min(third) > 0, sentence, got=third, look="shuffle all rows, then cut")


def noisy_disc(n, rng):
    """Return n points of the lesson: class 1 in a disc, one label in ten is wrong."""
    X = rng.normal(size=(n, 2))
    inside = np.sum(X**2, axis=1) < 1.386
    y = np.where(rng.random(n) < 0.1, ~inside, inside)
    return tensors(X, y)


def tensors(X, y):
    """Return float32 tensors, y as a column."""
    return torch.tensor(X, dtype=torch.float32), torch.tensor(y[:, None], dtype=torch.float32)


def two_groups(n, n_features, rng, apart=0.6):
    """Return points of two groups that lie apart, near 0, and their labels."""
    y = np.arange(n) % 2
    X = rng.normal(0, 0.15, (n, n_features))
    X[:, 0] += apart * (y - 0.5)
    return tensors(X, y)


def four_corners(n, rng):
    """Return points around four corners; those of a diagonal have the same label."""
    corner = np.arange(n) % 4
    X = np.array([[2.0, 2.0], [-2.0, 2.0], [-2.0, -2.0], [2.0, -2.0]])[corner]
    return tensors(X + rng.normal(0, 0.3, (n, 2)), corner % 2)


def on_the_axes(rows):
    """Turn points by half a right angle: what lay around four corners then lies on the axes."""
    X, y = rows
    return X @ torch.tensor([[1.0, 1.0], [-1.0, 1.0]]) / 2**0.5, y


def answers_of(network, X):
    """Ask the network about rows, or fail where none came back."""
    sentence = "what came back is no network"
    assert_holds(hasattr(network, "kind"), sentence, got=network, look="return the network")
    return network(X)


def loss_of(network, X, y):
    """Return the network's mean binary cross-entropy on rows."""
    answers = answers_of(network, X)
    assert_shape(answers, (len(X), 1), what="the network's answer")
    p, y = np.clip(as_floats(answers), 1e-7, 1 - 1e-7), y.numpy()
    return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())


@pytest.mark.part("train_regularized", alone=False)
def test_the_network_is_ready_to_be_asked(student):
    """It gives one probability a row, for 2 features or 3, and the same ones each time."""
    rng = np.random.default_rng(0)
    for n_features in (2, 3):
        rows, (X_val, y_val) = two_groups(24, n_features, rng), two_groups(10, n_features, rng)
        network = student.train_regularized(*rows, X_val, 1 - y_val, seed=0)  # soon done

        first, again = (answers_of(network, rows[0]) for _ in range(2))

        assert_shape(first, (24, 1), what="the network's answer", look="nn.Linear(..., 1)")
        p = as_floats(first, "the network's answer")
        inside = p.min() >= 0 and p.max() <= 1
        assert_holds(inside, "the answers are no probabilities", got=p, look="a sigmoid ends it")
        look = "network.eval() before it is returned: in training mode dropout goes on"
        assert_close(again, p, what="the second answer to the same rows", look=look)
        assert_close(
            answers_of(network, rows[0][:1]), p[:1], what="the answer to a single row", look=look
        )


@pytest.mark.part("train_regularized", alone=False)
def test_the_seed_makes_the_network(student):
    """The same seed gives the same network, and another seed another one."""
    rng = np.random.default_rng(1)
    rows, (X_val, y_val) = two_groups(24, 2, rng), two_groups(10, 2, rng)

    networks = [student.train_regularized(*rows, X_val, 1 - y_val, seed) for seed in (0, 0, 1)]
    answers = [answers_of(network, rows[0]) for network in networks]

    first, again, other = (as_floats(each, "the network's answer") for each in answers)
    look = "torch.manual_seed(seed) before the network is made"
    assert_close(again, first, what="the answer of a second network", look=look)
    differs = np.abs(first - other).max() > 1e-6
    assert_holds(differs, "another seed gave the same network", got=other, look=look)


@pytest.mark.part("train_regularized")
def test_it_does_not_overfit(student):
    """On new points of the lesson's noisy disc two of three networks have a loss below 0.6.

    Before that, four groups on the axes are learnt: a formula of the disc is no training.
    """
    rng = np.random.default_rng(7)
    rows, val, new = (on_the_axes(four_corners(n, rng)) for n in (60, 40, 400))
    loss = loss_of(student.train_regularized(*rows, *val, 0), *new)
    look = "steps on X_train, stopped by X_val"
    assert_holds(loss < 0.5, "four groups on the axes are not learnt", got=loss, look=look)
    rng = np.random.default_rng(0)
    rows, val, new = noisy_disc(100, rng), noisy_disc(100, rng), noisy_disc(1000, rng)

    losses = []
    while len(losses) < 3 and sum(loss < 0.6 for loss in losses) < 2:
        losses.append(loss_of(student.train_regularized(*rows, *val, len(losses)), *new))

    good = sum(loss < 0.6 for loss in losses) == 2
    look = "hidden layers that can bend, and the weights of the epoch with the best validation loss"
    assert_holds(good, "on new points the loss is no better than a line's", got=losses, look=look)


@pytest.mark.part("train_regularized", alone=False)
def test_the_validation_rows_decide_when_to_stop(student):
    """Where every validation label is turned round, the first epochs are the best ones."""
    rng = np.random.default_rng(2)
    rows, (X_val, y_val) = two_groups(16, 2, rng, 1.5), two_groups(40, 2, rng, 1.5)

    network = student.train_regularized(*rows, X_val, 1 - y_val, seed=0)

    loss = loss_of(network, X_val, 1 - y_val)
    look = "the loss on X_val after each epoch; in the end the weights of its best epoch"
    sentence = "other epochs had a far lower loss on the validation rows"
    assert_holds(loss < 1.4, sentence, got=loss, look=look)


@pytest.mark.part("train_regularized", alone=False)
def test_nothing_is_learnt_from_the_validation_rows(student):
    """What only the validation rows could teach, the network does not know."""
    rng = np.random.default_rng(3)
    rows, val, new = two_groups(30, 2, rng), four_corners(80, rng), four_corners(400, rng)

    network = student.train_regularized(*rows, *val, seed=0)

    loss, look = loss_of(network, *new), "no step on X_val and y_val: that is leakage"
    sentence = "the network has learnt the validation rows"
    assert_holds(loss > 0.35, sentence, got=loss, look=look)


@pytest.mark.part("train_regularized")
def test_the_training_rows_are_learnt(student):
    """Two of four groups are in the training rows alone: what holds there is learnt as well."""
    rng = np.random.default_rng(6)
    rows, new, (X, y) = four_corners(80, rng), four_corners(400, rng), four_corners(40, rng)
    above = X[:, 1] > 0
    val = on_the_axes((X[above], y[above]))

    network = student.train_regularized(*on_the_axes(rows), *val, seed=0)

    loss = loss_of(network, *on_the_axes(new))
    sentence, look = "the training rows are not learnt", "steps on X_train, stopped by X_val"
    assert_holds(loss < 0.5, sentence, got=loss, look=look)


@pytest.mark.part("train_regularized", weight=GUESTS_WORD, alone=False)
def test_the_network_needs_no_cpu(student, guest):
    """What comes back is an nn.Module that works on any device; no GPU is needed to see that."""
    rng = np.random.default_rng(4)
    rows, (X_val, y_val) = two_groups(16, 2, rng), two_groups(10, 2, rng)
    network = student.train_regularized(*rows, X_val, 1 - y_val, seed=0)
    assert_shape(answers_of(network, rows[0]), (16, 1), what="the network's answer")

    verdict = guest.device_check(network, np.zeros((3, 2), np.float32))

    look = "make no tensor on the CPU inside forward; no .cpu(), no .numpy(); layers belong to self"
    sentence = DEVICES.get(str(verdict), "the network does not work on a GPU")
    assert_holds(verdict in ("passed", "inconclusive"), sentence, look=look)


@pytest.mark.part("train_regularized", weight=GUESTS_WORD, alone=False)
def test_training_leaves_the_rows_alone(student, guest):
    """The network has learnt something, and all four tensors are as they were."""
    rng = np.random.default_rng(5)
    rows, val = four_corners(40, rng), four_corners(30, rng)

    network = student.train_regularized(*rows, *val, seed=0)

    changed = guest.changed_arguments()
    loss = loss_of(network, *val)
    assert_holds(loss < 0.5, "the four corners are not learnt", got=loss)
    assert_holds(not changed, "a tensor that was handed in changed", look=IN_PLACE)
