"""The hidden checks of the activations: torch's functions, its autograd, central differences."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from grader.checks import GUESTS_WORD, as_floats, assert_close, assert_holds, assert_shape

FUNCTIONS = {
    "identity": torch.clone,
    "binary_step": lambda x: torch.heaviside(x.detach(), torch.zeros_like(x)) + 0 * x,
    "logistic": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": functional.relu,
    "gelu": functional.gelu,
    "softplus": lambda x: functional.softplus(x, threshold=50.0),
    "elu": functional.elu,
    "selu": functional.selu,
    "leaky_relu": functional.leaky_relu,
}
SLOPES = [f"{name}_derivative" for name in FUNCTIONS]
NAMES = [name for pair in zip(FUNCTIONS, SLOPES, strict=True) for name in pair]
KINKED = ["relu_derivative", "elu_derivative", "selu_derivative", "leaky_relu_derivative"]
SHAPE = "element by element: the answer has the shape of x"
FINITE = "a power that grows becomes infinite, and infinity times 0 or over infinity is NaN"


def parts(names, weight=1.0, alone=True):
    """Mark each name as that of a part."""
    marks = {name: pytest.mark.part(name, weight=weight, alone=alone) for name in names}
    return [pytest.param(name, marks=mark) for name, mark in marks.items()]


def right(name, x, **options):
    """Give what a part gives for x: torch's function, or its slope by autograd."""
    at = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    value = FUNCTIONS[name.removesuffix("_derivative")](at, **options)
    if name in FUNCTIONS:
        return value.detach().numpy()
    (slope,) = torch.autograd.grad(value.sum(), at)
    return slope.numpy()


def mixed(rng, *shape):
    """Draw numbers of both signs, none of them near 0; the last is positive, the first is not."""
    x = rng.uniform(0.1, 4, shape) * rng.choice([-1.0, 1.0], shape)
    x.flat[0], x.flat[-1] = rng.uniform(-2, -1), rng.uniform(1, 2)
    return x


@pytest.mark.parametrize("name", parts(NAMES))
def test_arrays_of_any_shape(guest, rng, name):
    """Whatever the shape of x, each element is treated alone, and the shape stays."""
    arrays = [mixed(rng, *shape) for shape in [(7,), (4, 5), (4, 1), (1, 6), (3, 3)]]
    expected = [right(name, x) for x in arrays]

    answers = guest.many(name, [(x,) for x in arrays])

    for answer, wanted in zip(answers, expected, strict=True):
        assert_close(answer, wanted, look=SHAPE)


@pytest.mark.parametrize("name", parts(["identity", "binary_step", "logistic", "gelu"]))
def test_three_axes(student, rng, name):
    """An array of three axes is treated as any other: element by element.

    Of four parts: none is written differently for its axes.
    """
    x = mixed(rng, 2, 3, 4)
    expected = right(name, x)

    assert_close(getattr(student, name)(x), expected, look=SHAPE)


@pytest.mark.parametrize("name", parts(NAMES))
def test_single_numbers(guest, rng, name):
    """A number gives a number, and an array of one element an array of one."""
    numbers = (rng.uniform([0.2, 1, 2], [0.9, 2, 4]) * rng.permutation([-1, -1, 1])).tolist()
    sent = [*numbers, *(-x for x in numbers), np.array([numbers[0]]), np.array([[numbers[1]]])]
    expected = [right(name, x) for x in sent]

    answers = guest.many(name, [(x,) for x in sent])

    for answer, wanted in zip(answers, expected, strict=True):
        assert_close(answer, wanted, look="a number goes in, a number comes out")


@pytest.mark.parametrize("name", parts(NAMES))
def test_a_fine_grid(student, rng, name):
    """On a fine grid the function is torch's, and its slope what central differences say."""
    x, h = np.linspace(-6, 6, 151) + rng.uniform(0.02, 0.06), 1e-4
    expected = right(name, x)
    if name in SLOPES:
        base = name.removesuffix("_derivative")
        expected = (right(base, x + h) - right(base, x - h)) / (2 * h)

    answer = getattr(student, name)(x)

    assert_close(answer, expected, look="the formula, for negative and positive x alike")


def shuffled(rng, x):
    """Shuffle, but begin below 0: some solutions take the type of their first answer for all."""
    x = rng.permutation(x)
    return np.roll(x, -int(np.argmax(x < 0)))


@pytest.mark.parametrize("name", parts(NAMES))
def test_far_out(guest, rng, name):
    """Far from zero the answer is finite and right, beside near elements and alone."""
    far = rng.uniform([20, 60, 90, 400, 720, 900], [60, 90, 400, 700, 900, 1000])
    both = shuffled(rng, np.concatenate([far, -far, mixed(rng, 4)]))
    single = both.astype(np.float32)
    alone = [float(far[-1]), -float(far[-1]), float(far[-2]), -float(far[-2]), -float(far[0])]
    sent = [both, single, *alone, np.abs(both[:3]), -np.abs(both[3:6])]
    expected = [right(name, np.asarray(x, dtype=float)) for x in sent]

    answers = guest.many(name, [(x,) for x in sent])

    for answer, wanted in zip(answers, expected, strict=True):
        assert_close(answer, wanted, look=FINITE)


@pytest.mark.parametrize("name", parts(NAMES, alone=False))
def test_near_zero(student, rng, name):
    """Just left and just right of zero each side follows its own formula; so does float32."""
    size = 10.0 ** rng.uniform([-9, -7, -5, -3], [-8, -6, -4, -2])
    x = shuffled(rng, np.concatenate([size, -size]))
    expected = right(name, x)

    for each in (x, x.astype(np.float32)):
        assert_close(getattr(student, name)(each), expected, look="the sign decides, not the size")


@pytest.mark.parametrize("name", parts(each for each in NAMES if each not in KINKED))
def test_zero_among_others(student, rng, name):
    """An element that is exactly 0 has the right answer, whatever stands beside it."""
    x = mixed(rng, 3, 4)
    x.flat[rng.choice(12, 3, replace=False)] = 0.0
    expected = right(name, x)

    assert_close(getattr(student, name)(x), expected, look="what the formula says of 0")


@pytest.mark.parametrize("name", parts(KINKED))
def test_the_kink_among_others(student, rng, name):
    """At a kink any slope between the two sides' passes; the elements beside it are as ever."""
    x = mixed(rng, 3, 4)
    x.flat[rng.choice(12, 3, replace=False)] = 0.0
    expected, (left, after) = right(name, x), right(name, np.array([-1e-12, 1e-12]))

    answer = getattr(student, name)(x)

    assert_shape(answer, x.shape, look=SHAPE)
    slopes = as_floats(answer)
    near = np.clip(slopes[x == 0], *sorted((left, after)))
    look = "compare x with 0: a fraction is 0 / 0 there"
    kink = np.abs(slopes[x == 0] - near) < 1e-4
    assert_holds(kink.all(), "the slope at 0 is neither of the two", got=answer, look=look)
    assert_close(slopes[x != 0], expected[x != 0], what="the slope beside 0", look=look)


@pytest.mark.parametrize("name", parts(["elu", "elu_derivative"]))
def test_any_alpha(student, rng, name):
    """alpha scales the left side alone, by position or by name, and may be 0."""
    look = "the alpha that is given, on the left side alone"
    for alpha in (*rng.uniform([0.1, 1.3], [0.8, 3]).tolist(), 0.0):
        x = mixed(rng, 2, 5)
        expected = right(name, x, alpha=alpha)

        assert_close(getattr(student, name)(x, alpha=alpha), expected, look=look)
        assert_close(getattr(student, name)(x, alpha), expected, look=look)
        number = getattr(student, name)(float(x[0, 0]), alpha)
        assert_close(number, expected[0, 0], look=look)


@pytest.mark.parametrize("name", parts(["elu", "elu_derivative"]))
def test_any_alpha_far_out(student, rng, name):
    """With another alpha the answer far from zero is finite and right as well."""
    far, alpha = rng.uniform([60, 720], [90, 1000]), float(rng.uniform(1.3, 3))
    x = np.concatenate([far, -far, mixed(rng, 2)])
    expected = right(name, x, alpha=alpha)

    assert_close(getattr(student, name)(x, alpha=alpha), expected, look=FINITE)


@pytest.mark.parametrize("name", parts(NAMES, weight=0.5))
def test_the_same_call_has_the_same_answer(student, rng, name):
    """The right answer comes again with the same call."""
    x = mixed(rng, 4, 3)
    expected = right(name, x)

    for what in ("the answer", "the answer to the same call again"):
        answer = getattr(student, name)(x)
        assert_close(answer, expected, what=what, look="the formula; keep no globals")


@pytest.mark.parametrize("name", parts(NAMES, weight=GUESTS_WORD))
def test_x_stays_as_it_was(student, guest, rng, name):
    """The right answer comes without writing into x."""
    x = mixed(rng, 4, 3)
    expected = right(name, x)

    assert_close(getattr(student, name)(x), expected, look="the formula")

    look = "x[...] = ... and -= write into the caller's array: np.where makes a new one"
    assert_holds(not guest.changed_arguments(), "the answer is right, but x has changed", look=look)


@pytest.mark.part("logistic_derivative")
def test_slopes_along_a_chain(guest, rng):
    """The slopes along a chain of logistic functions multiply to what autograd finds for it."""
    at = torch.tensor(rng.uniform(-2, 2, 5), requires_grad=True)
    chain, sent = at, []
    for _ in range(4):
        sent.append(chain.detach().numpy())
        chain = torch.sigmoid(chain)
    (expected,) = torch.autograd.grad(chain.sum(), at)

    answers = guest.many("logistic_derivative", [(x,) for x in sent])

    slopes = [as_floats(answer) for answer in answers]
    for slope in slopes:
        assert_shape(slope, (5,), look=SHAPE)
    look = "s * (1 - s), where s is logistic(x)"
    product = np.prod(slopes, axis=0)
    # a product of four is about 0.003
    assert_close(product, expected, what="the product", look=look, atol=1e-7)
    assert_holds((product <= 0.25**4).all(), "a chain of four passes on too much", look=look)
