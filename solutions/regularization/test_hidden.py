"""Hidden checks of the exercise regularization: fresh numbers, torch's derivatives, and counts.

What is drawn is judged by counting. `LUCK` bounds how often a right solution fails at one end of
a count: all counts of this suite and of the visible one together fail less than one in 100,000.

A trained network is judged by what it answers, so that its layers are the student's choice.
"""

import numpy as np
import pytest
import torch

from grader.checks import GUESTS_WORD, as_floats, assert_close, assert_holds, assert_shape, unpack

LUCK = 1e-7  # at each end of a count
VALUES = "an element becomes 0 or x / (1 - p), in evaluation x"
ALONE = "one number of rng for each element, in every call"
COPY = "a deep copy, made where the loss is an improvement"
IMPROVES = "an improvement is val_loss < best - min_delta, and sets the count to 0"
IN_PLACE = "make new arrays: no x *= ..., and no function with a _ at its end on what was sent"
DEVICES = {
    "mixes devices": "the network mixes tensors on the CPU with those of the device",
    "leaves torch": "the network leaves torch on the way (.numpy())",
    "wrong device": "the answer comes back on another device",
}


def assert_count(count, n, chance, sentence, look):
    """Fail where a count is one that n independent draws of this chance hardly ever give."""
    from scipy.stats import binom

    usual = binom.ppf(LUCK, n, chance) <= count <= binom.isf(LUCK, n, chance)
    assert_holds(usual, sentence, got=int(count), look=look)


def nonzero(rng, shape):
    """Draw numbers of both signs, none near 0."""
    return rng.uniform(0.2, 3, shape) * rng.choice([-1, 1], shape)


def assert_values(answer, x, p):
    """Fail unless each element is 0 or x / (1 - p); return where it is not 0."""
    array = as_floats(answer)
    assert_shape(answer, x.shape)
    stays = array != 0
    assert_close(array, np.where(stays, x / (1 - p), 0), look=VALUES)
    return stays


def new_generator(guest, rng):
    """Return a generator on the far side, in a state that nobody knows."""
    return guest.generator(int(rng.integers(2**31)))


@pytest.mark.part("dropout", alone=False)
def test_elements_drop_or_grow_in_any_shape(student, guest, rng):
    """In arrays of one, two or three axes each element is 0 or has grown by 1 / (1 - p)."""
    for shape in ((7,), (1, 5), (6, 1), (4, 3, 5), (5, 5)):
        x, p = nonzero(rng, shape), float(rng.uniform(0.2, 0.7))
        assert_values(student.dropout(x, p, new_generator(guest, rng)), x, p)


@pytest.mark.part("dropout", weight=2)
def test_p_is_the_share_that_drops(student, guest, rng):
    """Of many elements the share p drops, for a small p and for a large one."""
    look = "p is the probability of dropping; what stays has probability 1 - p"
    for low, high in ((0.05, 0.15), (0.25, 0.4), (0.8, 0.95)):
        x, p = nonzero(rng, (60, 150)), float(rng.uniform(low, high))

        stays = assert_values(student.dropout(x, p, new_generator(guest, rng)), x, p)

        sentence = "too many or too few elements drop"
        assert_count(x.size - stays.sum(), x.size, p, sentence, look)


@pytest.mark.part("dropout", alone=False)
def test_dropout_keeps_the_expectation(student, guest, rng):
    """The mean over many columns of equal elements is what the elements were before."""
    values, n, p = nonzero(rng, 5), 2000, float(rng.uniform(0.3, 0.6))
    x = np.tile(values[:, None], n)

    means = as_floats(student.dropout(x, p, new_generator(guest, rng)))

    assert_shape(means, x.shape)
    for mean, value in zip(means.mean(axis=1), values, strict=True):
        stayed = mean / value * (1 - p) * n
        sentence = "on average an element is not what it was"
        assert_holds(np.isfinite(stayed), sentence, look=VALUES)
        assert_count(round(stayed), n, 1 - p, sentence, VALUES)


@pytest.mark.part("dropout", weight=2)
def test_elements_drop_independently(student, guest, rng):
    """Neighbours along each axis and in two calls drop alike as often as strangers do."""
    p, generator = float(rng.uniform(0.35, 0.65)), new_generator(guest, rng)
    x = np.ones((40, 50))

    one, two = (assert_values(student.dropout(x, p, generator), x, p) for _ in range(2))
    deep = assert_values(
        student.dropout(np.ones((20, 10, 10)), p, generator), np.ones((20, 10, 10)), p
    )

    alike = p**2 + (1 - p) ** 2
    for first, second, where in (
        (one[:, ::2], one[:, 1::2], "a row"),
        (one[::2], one[1::2], "a column"),
        (deep[::2], deep[1::2], "the first of three axes"),
        (deep[:, ::2], deep[:, 1::2], "the second of three axes"),
        (deep[..., ::2], deep[..., 1::2], "the last of three axes"),
        (one, two, "two calls"),
    ):
        sentence = f"elements of {where} drop together"
        assert_count((first == second).sum(), first.size, alike, sentence, ALONE)
    spread = [int(assert_values(student.dropout(x[0, :6], 0.5, generator), x[0, :6], 0.5).sum())
              for _ in range(40)]  # fmt: skip
    sentence = "of six elements always as many drop: each decides by itself"
    assert_holds(len(set(spread)) > 1, sentence, look=ALONE)  # by chance in one of 10^20


@pytest.mark.part("dropout")
def test_the_generator_decides_what_drops(student, guest, rng):
    """The same generator state gives the same answer; its next call, and another one, do not."""
    x, p, seed = nonzero(rng, (12, 25)), 0.45, int(rng.integers(2**31))
    generator = guest.generator(seed)

    first, second = (as_floats(student.dropout(x, p, generator)) for _ in range(2))
    again, other = (
        as_floats(student.dropout(x, p, guest.generator(each))) for each in (seed, seed + 1)
    )

    look = "draw from rng, and from nothing else"
    assert_close(again, first, what="the answer for the same generator state", look=look)
    fresh = not np.array_equal(first, second) and not np.array_equal(first, other)
    assert_holds(fresh, "another state of the generator gave the same answer", look=look)
    for answer in (first, second, other):
        assert_values(answer, x, p)


@pytest.mark.part("dropout", alone=False)
def test_evaluation_and_p_of_zero_give_x(student, guest, rng):
    """In evaluation the answer is x, whatever p is, and in training it is for p = 0."""
    for shape, p, training in (((7,), 0.6, False), ((5, 4), 0.3, False), ((4, 6), 0.0, True)):
        x = nonzero(rng, shape)
        answer = student.dropout(x, p, new_generator(guest, rng), training)
        assert_close(answer, x, look="in evaluation nothing drops, and nothing is scaled")
    answer = student.dropout(x, 0.5, None, training=False)
    assert_close(answer, x, look="evaluation draws nothing, and needs no generator")


@pytest.mark.part("dropout", weight=GUESTS_WORD)
def test_dropout_changes_no_argument(student, guest, rng):
    """A right answer leaves x as it was."""
    x, p = nonzero(rng, (9, 8)), float(rng.uniform(0.3, 0.6))
    for training in (True, False):
        answer = student.dropout(x, p, new_generator(guest, rng), training)
        changed = guest.changed_arguments()
        assert_values(answer, x, p if training else 0.0)
        assert_holds(not changed, "x was changed", look=IN_PLACE)


SHAPES = (((4, 3), (3,)), ((2, 5), (5, 2), (2, 1)), ((6,),), ((1, 1), (3, 2, 2)), ((3, 3), (3, 3)))


def arrays(rng, shapes):
    """Draw an array of each shape."""
    return [rng.normal(size=shape) for shape in shapes]


def penalty_and_gradient(weights, lam):
    """Give the penalty, and its gradient by each array as autograd finds it."""
    leaves = [torch.tensor(w, requires_grad=True) for w in weights]
    penalty = lam * sum(torch.linalg.vector_norm(w) ** 2 for w in leaves)
    return penalty.item(), [each.numpy() for each in torch.autograd.grad(penalty, leaves)]


@pytest.mark.part("l2_penalty", weight=2)
def test_penalty_is_lambda_times_the_squared_norm(student, rng):
    """For one array, or several of any shapes, the penalty is λ times the sum of all squares."""
    for shapes in SHAPES:
        weights, lam = arrays(rng, shapes), float(rng.uniform(0.2, 2))
        expected, _ = penalty_and_gradient(weights, lam)

        penalty = student.l2_penalty(weights, lam)

        look = "lam * sum of w**2 over all elements of all arrays"
        assert_close(penalty, expected, what="the penalty", look=look)


@pytest.mark.part("l2_penalty")
def test_penalty_of_small_and_large_weights(student, rng):
    """The penalty is the formula's for a tiny λ and large weights, and 0 where all are 0."""
    weights, lam = [1e4 * w for w in arrays(rng, SHAPES[1])], float(rng.uniform(1e-6, 2e-6))
    expected, _ = penalty_and_gradient(weights, lam)

    assert_close(student.l2_penalty(weights, lam), expected, what="the penalty")
    zeros = [np.zeros(shape) for shape in SHAPES[0]]
    assert_close(student.l2_penalty(zeros, 3.0), 0.0, what="the penalty of zeros")
    assert_close(student.l2_penalty(weights, 0.0), 0.0, what="the penalty for λ = 0")


@pytest.mark.part("l2_penalty", weight=GUESTS_WORD)
def test_penalty_changes_no_argument(student, guest, rng):
    """A right penalty leaves the weights as they were."""
    weights = arrays(rng, SHAPES[1])
    expected, _ = penalty_and_gradient(weights, 0.7)

    assert_close(student.l2_penalty(weights, 0.7), expected, what="the penalty")
    assert_holds(not guest.changed_arguments(), "the weights were changed", look=IN_PLACE)


@pytest.mark.part("l2_penalty", weight=0.5)
def test_penalty_comes_again(student, rng):
    """A right penalty comes again with the same call."""
    weights = arrays(rng, SHAPES[1])
    expected, _ = penalty_and_gradient(weights, 0.7)

    for _ in range(2):
        assert_close(student.l2_penalty(weights, 0.7), expected, what="the penalty")


def assert_gradients(answer, expected):
    """Fail unless a list of these arrays came back."""
    names = [f"gradient {number}" for number in range(1, len(expected) + 1)]
    for name, got, right in zip(names, unpack(answer, *names), expected, strict=True):
        assert_close(got, right, what=name, look="2 * lam * w, array by array")


@pytest.mark.part("l2_gradient", weight=2)
def test_gradient_is_the_slope_of_the_penalty(student, rng):
    """For any shapes the gradient is what autograd finds for the penalty."""
    for shapes in SHAPES:
        weights, lam = arrays(rng, shapes), float(rng.uniform(0.2, 2))
        _, expected = penalty_and_gradient(weights, lam)

        assert_gradients(student.l2_gradient(weights, lam), expected)


@pytest.mark.part("l2_gradient")
def test_gradient_of_large_weights_and_of_none(student, rng):
    """A tiny λ and large weights have the formula's gradient; λ = 0 has none."""
    weights, lam = [1e4 * w for w in arrays(rng, SHAPES[1])], float(rng.uniform(1e-4, 2e-4))
    _, expected = penalty_and_gradient(weights, lam)

    assert_gradients(student.l2_gradient(weights, lam), expected)
    assert_gradients(student.l2_gradient(weights, 0.0), [0 * w for w in weights])


@pytest.mark.part("l2_gradient", weight=GUESTS_WORD)
def test_gradient_changes_no_argument(student, guest, rng):
    """A right gradient leaves the weights as they were."""
    weights = arrays(rng, SHAPES[1])
    _, expected = penalty_and_gradient(weights, 0.7)

    assert_gradients(student.l2_gradient(weights, 0.7), expected)
    assert_holds(not guest.changed_arguments(), "the weights were changed", look=IN_PLACE)


@pytest.mark.part("l2_gradient", weight=0.5)
def test_gradient_comes_again(student, rng):
    """A right gradient comes again with the same call."""
    weights = arrays(rng, SHAPES[1])
    _, expected = penalty_and_gradient(weights, 0.7)

    for _ in range(2):
        assert_gradients(student.l2_gradient(weights, 0.7), expected)


def says_stop(answer):
    """Say whether a step's answer means stop; None does not."""
    return answer is not None and bool(as_floats(answer, "step's answer").all())


def steps(stopping, losses, weights):
    """Tell it an epoch after the other; return what it says, True where it stops."""
    return [says_stop(stopping.step(*told)) for told in zip(losses, weights, strict=True)]


def assert_best(stopping, expected):
    """Fail unless a list of these arrays is kept."""
    names = [f"array {number}" for number in range(1, len(expected) + 1)]
    for name, got, right in zip(
        names, unpack(stopping.attribute("best_weights"), *names), expected, strict=True
    ):
        assert_close(got, right, what=f"{name} of best_weights", look=COPY)


def assert_stops(said, place):
    """Fail unless it first says stop at this place, or one later."""
    assert_holds(True not in said[:place], "it stops too early", look=IMPROVES)
    assert_holds(True in said[: place + 2], "it does not stop, or too late", look=IMPROVES)


def course_of_losses(rng, patience):
    """Draw losses that fall with pauses, and then stay up; give the best epoch too.

    The pauses are shorter than the patience by one, so that one later is no stop either.
    """
    losses, level = [float(rng.uniform(2, 3))], 0.0
    for _ in range(3):
        level = min(losses)
        pause = level + rng.uniform(0.1, 0.5, patience - 1)
        losses += [*np.sort(pause)[::-1].tolist(), level - float(rng.uniform(0.1, 0.3))]
    best = len(losses) - 1
    return [*losses, *(losses[best] + rng.uniform(0.05, 0.5, patience + 1)).tolist()], best


@pytest.mark.part("EarlyStopping", weight=2)
def test_it_stops_after_its_patience(student, rng):
    """It goes on over pauses, and stops at the patience-th epoch in a row without improvement."""
    for patience in (3, int(rng.integers(4, 7))):
        losses, best = course_of_losses(rng, patience)
        weights = [arrays(rng, SHAPES[0]) for _ in losses]
        stopping = student.EarlyStopping(patience)

        said = steps(stopping, losses, weights)

        assert_stops(said, best + patience)
        assert_best(stopping, weights[best])


@pytest.mark.part("EarlyStopping", weight=2)
def test_best_weights_are_those_of_the_lowest_loss(student, rng):
    """After every epoch the weights of the best one so far are kept, in a list or in a dict."""
    losses = [*rng.permutation(np.linspace(1, 2, 7)).tolist(), 2.5, 2.25]  # falls, and is no better
    weights = [arrays(rng, SHAPES[1]) for _ in losses]
    stopping = student.EarlyStopping(patience=20)

    for epoch, (loss, arrays_of_epoch) in enumerate(zip(losses, weights, strict=True)):
        stopping.step(loss, arrays_of_epoch)
        assert_best(stopping, weights[int(np.argmin(losses[: epoch + 1]))])
    stopping = student.EarlyStopping(patience=20)
    for loss, (one, two, three) in zip(losses, weights, strict=True):
        stopping.step(loss, {"W": one, "b": two, "steps": [three]})
    kept, (one, two, three) = stopping.attribute("best_weights"), weights[int(np.argmin(losses))]
    as_it_was = isinstance(kept, dict) and kept.keys() == {"W", "b", "steps"}
    assert_holds(as_it_was, "a dict was handed in, and best_weights is another thing", look=COPY)
    for name, right in (("W", one), ("b", two), ("steps", [three])):
        assert_close(kept[name], right, what=f"best_weights['{name}']", look=COPY)


@pytest.mark.part("EarlyStopping")
def test_improvements_exceed_min_delta(student, rng):
    """Only a loss below the best by more than min_delta changes what is best, and the count."""
    start, delta = float(rng.integers(3, 9)), 0.25
    # as small a step as min_delta, twice; then one that is larger than it, from the best
    losses = [start, start - 0.125, start - 0.25, start - 0.375, start - 0.5, start - 0.625]
    weights = [arrays(rng, SHAPES[2]) for _ in losses]
    stopping = student.EarlyStopping(patience=3, min_delta=delta)
    said = steps(stopping, [*losses, *[start - 0.625] * 3], [*weights, *weights[:3]])
    assert_stops(said, 6)
    for so_far, best in ((3, 0), (4, 3), (6, 3)):
        stopping = student.EarlyStopping(patience=8, min_delta=delta)
        steps(stopping, losses[:so_far], weights[:so_far])
        assert_best(stopping, weights[best])
    stopping = student.EarlyStopping(patience=8, min_delta=delta)
    steps(stopping, [start, start + 0.125], weights[:2])
    assert_best(stopping, weights[0])
    said = steps(student.EarlyStopping(2, 2 * start), [start, 1.0, 0.5, 0.5], weights[:4])
    assert_stops(said, 2)


@pytest.mark.part("EarlyStopping")
def test_patience_is_ten_by_default(student, rng):
    """Without arguments it waits for ten epochs, and takes every lower loss for an improvement."""
    top = float(rng.uniform(1, 2))
    losses = [top, top - 1e-7, *[top] * 11]
    weights = [arrays(rng, SHAPES[2]) for _ in losses]
    stopping = student.EarlyStopping()

    said = steps(stopping, losses, weights)

    assert_stops(said, 11)
    assert_best(stopping, weights[1])
    explicit = steps(student.EarlyStopping(10), losses, weights)
    sentence = "with patience=10 it stops elsewhere than without arguments"
    assert_holds(said == explicit, sentence, look="the defaults patience=10 and min_delta=0.0")


@pytest.mark.part("EarlyStopping")
def test_losses_of_any_size_and_sign(student, rng):
    """Losses may be huge, 0, below 0 or NaN: only what is lower than the best is better."""
    huge, nan = float(rng.uniform(1e5, 1e7)), float("nan")
    runs = (
        ([huge, 2 * huge, huge], 0),
        ([1.0, 0.0, 0.5, 1.0], 1),
        ([0.5, -huge, -2.0, 1.0], 1),
        ([2.0, nan, 1.5, nan], 2),
    )
    for losses, best in runs:
        weights = [arrays(rng, SHAPES[0]) for _ in losses]
        stopping = student.EarlyStopping(patience=4)
        said = steps(stopping, losses, weights)
        assert_holds(True not in said, "it stops too early", look=IMPROVES)
        assert_best(stopping, weights[best])


@pytest.mark.part("EarlyStopping", weight=3)
def test_what_is_kept_does_not_go_on_learning(student, guest, rng):
    """Of a network that is changed from epoch to epoch, best_weights is a copy of the best one."""
    network, stopping = guest.sequential(("Linear", 3, 2)), student.EarlyStopping(patience=9)
    best = float(rng.uniform(1, 2))
    losses = [best + more for more in (0.5, 0.0, 0.75, 0.25, 2.0)]  # falls again, and is no better
    states = [{"0.weight": rng.normal(size=(2, 3)), "0.bias": rng.normal(size=2)} for _ in losses]

    for loss, state in zip(losses, states, strict=True):
        network.load_state(state)
        stopping.step(loss, network)

    kept = stopping.attribute("best_weights")
    sentence = "best_weights is no network, though a network was handed in"
    assert_holds(hasattr(kept, "state"), sentence, got=kept, look=COPY)
    found, right = kept.state(), states[int(np.argmin(losses))]
    for name in right:
        assert_close(found[name], right[name], what="an array of the kept network", look=COPY)
    now = network.state()
    for name in states[-1]:
        assert_close(now[name], states[-1][name], what="the network in training", look=COPY)


@pytest.mark.part("EarlyStopping")
def test_each_has_a_memory_of_its_own(student, rng):
    """Two of them, asked in turn, know nothing of each other."""
    low, high = float(rng.uniform(0.1, 0.2)), float(rng.uniform(0.5, 0.9))
    weights = [arrays(rng, SHAPES[0]) for _ in range(6)]
    one, other = student.EarlyStopping(2), student.EarlyStopping(5)

    for epoch, later in enumerate((low, low + 0.1)):
        one.step(later, weights[epoch])
        said = other.step(high - 0.1 * epoch, weights[3 + epoch])
        look = "what belongs to one of them is set in __init__, on self"
        assert_holds(not says_stop(said), "it stops too early", look=look)

    assert_best(one, weights[0])
    assert_best(other, weights[4])


@pytest.mark.part("EarlyStopping", weight=GUESTS_WORD)
def test_step_changes_no_weights(student, guest, rng):
    """The right weights are kept, and those handed in are as they were, also where it stops."""
    stopping = student.EarlyStopping(patience=2)
    weights = [arrays(rng, SHAPES[0]) for _ in range(5)]
    losses = (0.5, 0.25, 0.75, 0.5, 0.625)  # shown: dyadic; what is hidden are the weights
    for loss, each in zip(losses, weights, strict=True):
        stopping.step(loss, each)
        assert_holds(not guest.changed_arguments(), "the weights were changed", look=IN_PLACE)

    assert_best(stopping, weights[1])


def splits_of(guest, calls):
    """Give, for each tuple of arguments, the three groups of rows as whole numbers."""
    for answer in guest.many("three_way_split", calls):
        groups = unpack(answer, "train_rows", "val_rows", "test_rows")
        yield [as_floats(rows, "the rows").ravel().astype(int) for rows in groups]


def draw_seed(rng):
    """Draw a seed."""
    return int(rng.integers(1, 2**31))


SHARES = (  # shown: any shares may be asked for, and none tells a row
    (0.7, 0.15, 0.15),
    (0.6, 0.2, 0.2),
    (0.8, 0.1, 0.1),
    (0.5, 0.35, 0.15),
    (0.6, 0.1, 0.3),
)


@pytest.mark.part("three_way_split", weight=2)
def test_every_row_is_dealt_once(guest, rng):
    """The three groups together hold each of the rows 0 to n - 1 exactly once."""
    sizes = (1046, 45, 10, int(rng.integers(50, 90)), 7)
    calls = [(n, draw_seed(rng), shares) for n, shares in zip(sizes, SHARES, strict=True)]
    calls.append((5, draw_seed(rng)))  # so few that test may get none

    for (n, *_), groups in zip(calls, splits_of(guest, calls), strict=True):
        together = np.sort(np.concatenate(groups))
        look = "one permutation, cut in three; a row in two groups is leakage"
        assert_holds(np.array_equal(together, np.arange(n)), "not every row came once", look=look)


@pytest.mark.part("three_way_split", weight=2, alone=False)
def test_each_group_has_its_share(guest, rng):
    """Training and validation have their fractions of the rows, give or take one, test the rest."""
    calls = [(n, draw_seed(rng)) for n in (1046, 45, int(rng.integers(1500, 3000)))]
    calls += [(int(rng.integers(200, 900)), draw_seed(rng), shares) for shares in SHARES]

    for (n, _, *given), groups in zip(calls, splits_of(guest, calls), strict=True):
        shares = given[0] if given else SHARES[0]
        for rows, share, most in zip(groups, shares, (1, 1, 2), strict=True):
            sentence = "a group has not its share of the rows"
            look = "train, val, test; the fractions that are given, else 0.7, 0.15 and 0.15"
            near = abs(len(rows) - share * n) < most + 1e-3  # what two roundings leave over
            assert_holds(near, sentence, got=len(rows), look=look)


@pytest.mark.part("three_way_split")
def test_the_seed_decides_the_split(guest, rng):
    """The same seed gives the same split, and another seed another one."""
    seed = draw_seed(rng)
    calls = [(400, each) for each in (seed, seed, 0, 0, seed + 1)]

    first, again, zero, too, other = splits_of(guest, calls)

    look = "np.random.default_rng(seed); 0 is a seed too"
    for one, two in ((first, again), (zero, too)):
        same = all(set(a) == set(b) for a, b in zip(one, two, strict=True))
        assert_holds(same, "the same seed gave another split", look=look)
    for place in range(3):
        differs = set(first[place]) != set(other[place])
        assert_holds(differs, "another seed gave the same split", look=look)


@pytest.mark.part("three_way_split")
def test_the_split_is_shuffled(guest, rng):
    """Every row may come into any group, wherever it stands."""
    calls = [(10, draw_seed(rng), (0.4, 0.3, 0.3)) for _ in range(120)]
    counts = np.zeros((3, 10))
    for groups in splits_of(guest, calls):
        for place, rows in enumerate(groups):
            counts[place] += np.isin(np.arange(10), rows)

    everywhere = counts.min() > 0  # by chance not so in one of 10^17
    sentence = "a row never comes into one of the groups"
    assert_holds(everywhere, sentence, look="shuffle all of the rows, then cut")
    ((_, val, test),) = splits_of(guest, [(1000, draw_seed(rng), (0.4, 0.3, 0.3))])
    for rows in (val, test):
        neighbours = int(np.sum(np.diff(np.sort(rows)) == 1))
        assert_holds(neighbours < 170, "a group consists of neighbours", look="shuffle all rows")


def noisy_disc(n, rng):
    """Give points of a normal distribution, class 1 in a disc; one label in ten is wrong."""
    X = rng.normal(size=(n, 2))
    inside = np.sum(X**2, axis=1) < 1.386  # shown: the lesson draws such discs
    return X, np.where(rng.random(n) < 0.1, ~inside, inside).astype(float)


def tensors(X, y):
    """Give float32 tensors, y as a column."""
    return torch.tensor(X, dtype=torch.float32), torch.tensor(y[:, None], dtype=torch.float32)


def two_groups(n, rng, n_features=2, apart=0.6):
    """Give points of two groups that lie apart, near 0, and their labels."""
    y = rng.permutation(np.arange(n) % 2)
    X = rng.normal(0, 0.15, (n, n_features))
    X[:, -1] += apart * (y - 0.5)
    return tensors(X, y)


def four_corners(n, rng):
    """Give points around four corners; those of a diagonal have the same label."""
    corner = rng.permutation(np.arange(n) % 4)
    corners = [[2.0, 2.0], [-2.0, 2.0], [-2.0, -2.0], [2.0, -2.0]]  # shown: points, no answers
    X = np.array(corners)[corner]
    return tensors(X + rng.normal(0, 0.3, (n, 2)), corner % 2)


def five_groups(n, rng, angle, ones):
    """Give points of five groups around the origin, turned by an angle, and 1 for some of them."""
    group = rng.permutation(np.arange(n) % 5)
    angles = angle + 2 * np.pi / 5 * group
    X = 2.5 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return tensors(X + rng.normal(0, 0.3, (n, 2)), np.isin(group, ones).astype(float))


def assert_groups_are_learnt(student, rng):
    """Fail unless five groups are learnt that nobody has seen so, and again with other labels.

    The labels move one group on: a formula is wrong in a tenth of one of them, whichever side of it
    is 1, and so its loss is 0.325 at least.
    """
    angle, exchanged = float(rng.uniform(0, 2 * np.pi)), bool(rng.integers(2))
    for pair in ((0, 2), (1, 3)):
        ones = [group for group in range(5) if (group in pair) != exchanged]
        rows, val, new = (five_groups(n, rng, angle, ones) for n in (60, 40, 400))
        network = student.train_regularized(*rows, *val, draw_seed(rng))
        look = "a network that learns from the rows handed in: steps on X_train, stopped by X_val"
        assert_holds(loss_of(network, *new) < 0.3, "five groups are not learnt", look=look)


def answers_of(network, X):
    """Ask the network about rows, or fail where none came back."""
    sentence = "what came back is no network"
    assert_holds(hasattr(network, "kind"), sentence, got=network, look="return the network")
    return network(X)


def loss_of(network, X, y):
    """Give the network's mean binary cross-entropy on rows."""
    answers = answers_of(network, X)
    assert_shape(answers, (len(X), 1), what="the network's answer", look="a column: (N, 1)")
    return mean_loss(as_floats(answers), y.numpy())


def mean_loss(p, y):
    """Give the mean binary cross-entropy of probabilities."""
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())


def discs(seed):
    """Give training, validation and new points of a gate's seed, each (X, y), as arrays."""
    rng = np.random.default_rng(seed)
    return [noisy_disc(n, rng) for n in (100, 100, 1000)]


def skill(loss):
    """Give the share by which a loss is below that of the answer 0.5."""
    return 1 - loss / np.log(2)


def trivial_regularization(seed):
    """Give the skill of the better one of a line, and of a network that nothing holds back."""
    from sklearn.linear_model import LogisticRegression

    (X, y), _, (new, labels) = discs(seed)
    line = LogisticRegression(C=1e4).fit(X, y).predict_proba(new)[:, 1]
    return skill(min(mean_loss(line, labels), unregularized(seed)))


def unregularized(seed):
    """Give the loss on new points of 2 → 64 → 64 → 1 after 200 epochs: later it is only worse."""
    from torch import nn

    samples, _, (new, labels) = discs(seed)
    X, y = tensors(*samples)
    torch.manual_seed(seed)
    layers = (nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
    network = nn.Sequential(*layers, nn.Sigmoid())
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    for _ in range(200):
        optimizer.zero_grad()
        nn.functional.binary_cross_entropy(network(X), y).backward()
        optimizer.step()
    with torch.no_grad():
        return mean_loss(network(tensors(new, labels)[0]).numpy()[:, 0], labels)


@pytest.mark.part("train_regularized", alone=False)
def test_a_probability_for_each_row(student, rng):
    """The network gives one probability a row, whatever the number of features, rows and calls."""
    for n_features, n in ((4, 21), (1, 12)):
        rows, (X_val, y_val) = two_groups(n, rng, n_features), two_groups(n - 5, rng, n_features)
        network = student.train_regularized(*rows, X_val, 1 - y_val, draw_seed(rng))  # soon done

        first, again = (answers_of(network, rows[0]) for _ in range(2))

        assert_shape(first, (n, 1), what="the network's answer", look="nn.Linear(..., 1)")
        p = as_floats(first, "the network's answer")
        inside = p.min() >= 0 and p.max() <= 1
        assert_holds(inside, "the answers are no probabilities", got=p, look="a sigmoid ends it")
        look = "network.eval() before it is returned: in training mode dropout goes on"
        assert_close(again, p, what="the second answer to the same rows", look=look)
        assert_close(
            answers_of(network, rows[0][:1]), p[:1], what="the answer to a single row", look=look
        )


@pytest.mark.part("train_regularized", alone=False)
def test_the_seed_decides_the_network(student, rng):
    """The same seed gives the same network, and another seed another one; 0 is a seed too."""
    rows, (X_val, y_val), seed = two_groups(20, rng), two_groups(12, rng), draw_seed(rng)
    seeds = (0, 0, seed)

    networks = [student.train_regularized(*rows, X_val, 1 - y_val, each) for each in seeds]
    answers = [answers_of(network, X_val) for network in networks]

    first, again, other = (as_floats(each, "the network's answer") for each in answers)
    look = "torch.manual_seed(seed) before the network is made"
    assert_close(again, first, what="the answer of a second network", look=look)
    differs = np.abs(first - other).max() > 1e-6
    assert_holds(differs, "another seed gave the same network", look=look)


@pytest.mark.part("train_regularized", weight=2)
def test_it_beats_an_unregularized_network(student, gate, rng):
    """On new points of a noisy disc the loss is at least 10 % lower than that of always saying 0.5.

    A network that nothing holds back is far above it, and a line is there: see the calibration.
    The disc is the lesson's: so something is learnt before that nobody has seen.
    """
    assert_groups_are_learnt(student, rng)

    def reached(seed):
        rows, val, new = (tensors(*points) for points in discs(seed))
        network = student.train_regularized(*rows, *val, seed)
        return skill(loss_of(network, *new))

    gate("regularization", reached)


@pytest.mark.part("train_regularized", weight=2, alone=False)
def test_the_best_epoch_comes_back(student, rng):
    """Where training makes the validation loss worse from the start, an early epoch comes back."""
    rows, (X_val, y_val) = two_groups(16, rng, apart=1.5), two_groups(40, rng, apart=1.5)

    network = student.train_regularized(*rows, X_val, 1 - y_val, draw_seed(rng))

    # eight right ones, 40 seeds each: 1.00 at most; fifteen small steps further on: 1.48 at least
    loss = loss_of(network, X_val, 1 - y_val)
    look = "the weights of the epoch with the lowest loss on X_val, and not the last ones"
    sentence = "other epochs had a far lower loss on the validation rows"
    assert_holds(loss < 1.4, sentence, got=loss, look=look)


@pytest.mark.part("train_regularized", weight=2, alone=False)
def test_validation_rows_are_not_learnt(student, rng):
    """What only the validation rows could teach, the network does not know."""
    rows, val, new = two_groups(30, rng), four_corners(80, rng), four_corners(400, rng)

    network = student.train_regularized(*rows, *val, draw_seed(rng))

    loss, look = loss_of(network, *new), "no step on X_val and y_val: that is leakage"
    sentence = "the network has learnt the validation rows"
    assert_holds(loss > 0.35, sentence, got=loss, look=look)


@pytest.mark.part("train_regularized")
def test_the_training_rows_teach(student, rng):
    """What only the training rows can teach, the network knows, wherever it lies in the plane."""
    assert_groups_are_learnt(student, rng)
    (X, y), new, (X_val, y_val) = (
        four_corners(240, rng),
        four_corners(400, rng),
        four_corners(40, rng),
    )
    axis, side = int(rng.integers(2)), float(rng.choice([-1, 1]))
    some = X_val[:, axis] * side > 0  # two of the corners
    order = torch.argsort(X[:, axis] * side, descending=True)  # the others come late

    network = student.train_regularized(
        X[order], y[order], X_val[some], y_val[some], draw_seed(rng)
    )

    loss = loss_of(network, *new)
    sentence, look = "the training rows are not learnt", "steps on X_train, stopped by X_val"
    assert_holds(loss < 0.5, sentence, got=loss, look=look)


@pytest.mark.part("train_regularized", weight=GUESTS_WORD, alone=False)
def test_the_network_works_on_any_device(student, guest, rng):
    """What comes back is an nn.Module that works on the device that it and its rows are on."""
    rows, (X_val, y_val) = two_groups(16, rng, 3), two_groups(12, rng, 3)
    network = student.train_regularized(*rows, X_val, 1 - y_val, draw_seed(rng))
    assert_shape(answers_of(network, rows[0]), (16, 1), what="the network's answer")

    verdict = guest.device_check(network, np.zeros((5, 3), np.float32))

    look = "make no tensor on the CPU inside forward; no .cpu(), no .numpy(); layers belong to self"
    sentence = DEVICES.get(str(verdict), "the network does not work on a GPU")
    assert_holds(verdict in ("passed", "inconclusive"), sentence, look=look)


@pytest.mark.gpu
@pytest.mark.part("train_regularized")
def test_training_works_on_a_gpu(student, rng, device):
    """The network learns where its rows are: on a GPU it answers there, and has learnt."""
    rows, val = two_groups(40, rng), two_groups(30, rng)
    there = [each.to(device) for each in (*rows, *val)]

    network = student.train_regularized(*there, draw_seed(rng))

    loss = loss_of(network, there[2], val[1])
    look = "network.to(X_train.device), and no tensor made without device="
    assert_holds(loss < 0.5, "the two groups are not learnt", got=loss, look=look)


@pytest.mark.part("train_regularized", weight=GUESTS_WORD, alone=False)
def test_training_changes_no_argument(student, guest, rng):
    """A network that has learnt something leaves the rows and labels as they were."""
    rows, val = four_corners(40, rng), four_corners(30, rng)

    network = student.train_regularized(*rows, *val, draw_seed(rng))

    changed = guest.changed_arguments()
    loss = loss_of(network, *val)
    assert_holds(loss < 0.5, "the four corners are not learnt", got=loss)
    assert_holds(not changed, "a tensor that was handed in changed", look=IN_PLACE)
