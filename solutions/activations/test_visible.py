"""The visible checks of the activations: the lesson's tables, its facts and its traps."""

import numpy as np
import pytest

from grader.checks import GUESTS_WORD, as_floats, assert_close, assert_holds, assert_shape

X = np.array([-3.0, -0.5, 0.25, 2.0])
TABLE = {
    "identity": [-3.0, -0.5, 0.25, 2.0],
    "identity_derivative": [1.0, 1.0, 1.0, 1.0],
    "binary_step": [0.0, 0.0, 1.0, 1.0],
    "binary_step_derivative": [0.0, 0.0, 0.0, 0.0],
    "logistic": [0.04742587, 0.37754067, 0.5621765, 0.88079708],
    "logistic_derivative": [0.04517666, 0.23500371, 0.24613408, 0.10499359],
    "tanh": [-0.99505475, -0.46211716, 0.24491866, 0.96402758],
    "tanh_derivative": [0.00986604, 0.78644773, 0.94001485, 0.07065082],
    "relu": [0.0, 0.0, 0.25, 2.0],
    "relu_derivative": [0.0, 0.0, 1.0, 1.0],
    "gelu": [-0.00404969, -0.15426877, 0.14967658, 1.95449974],
    "gelu_derivative": [-0.01194565, 0.13250488, 0.69537335, 1.0852318],
    "softplus": [0.04858735, 0.47407698, 0.82593942, 2.12692801],
    "softplus_derivative": [0.04742587, 0.37754067, 0.5621765, 0.88079708],
    "elu": [-0.95021293, -0.39346934, 0.25, 2.0],
    "elu_derivative": [0.04978707, 0.60653066, 1.0, 1.0],
    "selu": [-1.67056873, -0.69175819, 0.26267525, 2.10140197],
    "selu_derivative": [0.08753061, 1.06634115, 1.05070099, 1.05070099],
    "leaky_relu": [-0.03, -0.005, 0.25, 2.0],
    "leaky_relu_derivative": [0.01, 0.01, 1.0, 1.0],
}  # of each part what it gives for X, by the lesson's tables
HALF = {"elu": [-0.47510647, -0.19673467, 0.25, 2.0]}
HALF["elu_derivative"] = [0.02489353, 0.30326533, 1.0, 1.0]  # for X with alpha = 0.5
FAR = {
    "identity": [-1000.0, 1000.0],
    "identity_derivative": [1.0, 1.0],
    "binary_step": [0.0, 1.0],
    "binary_step_derivative": [0.0, 0.0],
    "logistic": [0.0, 1.0],
    "logistic_derivative": [0.0, 0.0],
    "tanh": [-1.0, 1.0],
    "tanh_derivative": [0.0, 0.0],
    "relu": [0.0, 1000.0],
    "relu_derivative": [0.0, 1.0],
    "gelu": [0.0, 1000.0],
    "gelu_derivative": [0.0, 1.0],
    "softplus": [0.0, 1000.0],
    "softplus_derivative": [0.0, 1.0],
    "elu": [-1.0, 1000.0],
    "elu_derivative": [0.0, 1.0],
    "selu": [-1.7580993, 1050.70099],
    "selu_derivative": [0.0, 1.0507010],
    "leaky_relu": [-10.0, 1000.0],
    "leaky_relu_derivative": [0.01, 1.0],
}  # what it gives for -1000 and 1000
AT_ZERO = {
    "identity": 0.0,
    "identity_derivative": 1.0,
    "binary_step": 0.0,
    "binary_step_derivative": 0.0,
    "logistic": 0.5,
    "logistic_derivative": 0.25,
    "tanh": 0.0,
    "tanh_derivative": 1.0,
    "relu": 0.0,
    "gelu": 0.0,
    "gelu_derivative": 0.5,
    "softplus": 0.69314718,
    "softplus_derivative": 0.5,
    "elu": 0.0,
    "elu_derivative": 1.0,
    "selu": 0.0,
    "leaky_relu": 0.0,
}  # what it gives for 0, where no convention decides
KINKS = {
    "relu_derivative": (0.0, 1.0),
    "elu_derivative": (0.5, 1.0),
    "selu_derivative": (1.7580993, 1.0507010),
    "leaky_relu_derivative": (0.01, 1.0),
}  # the slopes to the left and to the right of 0; that of elu with alpha = 0.5
LOOK = {
    "identity": "x as it is",
    "identity_derivative": "a 1 for each element of x",
    "binary_step": "1 where x > 0, else 0, so 0 at 0",
    "binary_step_derivative": "a 0 for each element of x, also at 0",
    "logistic": "1 / (1 + exp(-x))",
    "logistic_derivative": "s * (1 - s), where s is logistic(x)",
    "tanh": "np.tanh, or 2 * logistic(2 * x) - 1",
    "tanh_derivative": "1 - t**2, where t is tanh(x)",
    "relu": "of x and 0 the larger one, element by element",
    "relu_derivative": "1 where x > 0, 0 where x < 0",
    "gelu": "x times Phi(x), by erf of x / sqrt(2)",
    "gelu_derivative": "Phi(x) + x phi(x): both terms of the product rule",
    "softplus": "ln(1 + exp(x)), written without a power that grows",
    "softplus_derivative": "it is the logistic function",
    "elu": "x where x > 0, else alpha (exp(x) - 1)",
    "elu_derivative": "1 where x > 0, alpha exp(x) where x < 0",
    "selu": "lambda times elu, with lambda = 1.0507 and alpha = 1.67326",
    "selu_derivative": "lambda times the slope of elu, with the same two constants",
    "leaky_relu": "x where x > 0, else 0.01 x",
    "leaky_relu_derivative": "1 where x > 0, 0.01 where x < 0",
}


def parts(names, weight=0.5, alone=True):
    """Mark each name as that of a part."""
    marks = {name: pytest.mark.part(name, weight=weight, alone=alone) for name in names}
    return [pytest.param(name, marks=mark) for name, mark in marks.items()]


@pytest.mark.parametrize("name", parts(TABLE))
def test_the_lessons_table(student, name):
    """The lesson's table: what the function, or its slope, is at -3, -0.5, 0.25 and 2."""
    assert_close(getattr(student, name)(X), TABLE[name], look=LOOK[name])


@pytest.mark.parametrize("name", parts(TABLE))
def test_the_shape_is_that_of_x(student, name):
    """A matrix gives a matrix, a column a column, and a number gives a number."""
    function, right = getattr(student, name), np.array(TABLE[name])
    look = f"{LOOK[name]}; element by element, in the shape of x"
    for places in ([[1, 3, 2], [0, 2, 1]], [[2], [0], [3]], [3], 1, 2):
        x = X[places] if np.ndim(places) else float(X[places])
        assert_close(function(x), right[places], look=look)


@pytest.mark.parametrize("name", parts(TABLE, weight=GUESTS_WORD))
def test_x_stays_as_it_is(student, guest, name):
    """The answer is right, and the array that was handed in is as it was."""
    assert_close(getattr(student, name)(X), TABLE[name], look=LOOK[name])
    look = "x[...] = ... and -= write into the caller's array: np.where makes a new one"
    assert_holds(not guest.changed_arguments(), "the answer is right, but x has changed", look=look)


@pytest.mark.parametrize("name", parts(TABLE))
def test_far_from_zero(student, name):
    """At -1000 and 1000 the answer is finite and right: in an array beside others, and alone."""
    function, (left, right) = getattr(student, name), FAR[name]
    look = f"{LOOK[name]}; exp(1000) is infinite, and infinity times 0 or over infinity is NaN"
    answer = function(np.array([-1000.0, X[2], 1000.0]))
    assert_close(answer, [left, TABLE[name][2], right], look=look)
    assert_close(function(-1000.0), left, look=look)
    assert_close(function(1000.0), right, look=look)


@pytest.mark.parametrize("name", parts(AT_ZERO))
def test_at_zero(student, name):
    """At exactly 0 the answer is the right one: as a number, and in an array."""
    function, right = getattr(student, name), AT_ZERO[name]
    assert_close(function(0.0), right, look=LOOK[name])
    x = np.array([[0.0, 2.0], [-3.0, 0.0]])
    answer = [[right, TABLE[name][3]], [TABLE[name][0], right]]
    assert_close(function(x), answer, look=LOOK[name])


@pytest.mark.parametrize("name", parts(KINKS))
def test_at_the_kink_either_slope_passes(student, name):
    """At exactly 0 the left slope, the right one and all between pass; beside 0 one alone."""
    options = {"alpha": 0.5} if name == "elu_derivative" else {}
    function, slopes = getattr(student, name), KINKS[name]
    look = f"{LOOK[name]}; compare x with 0: a fraction is 0 / 0 there"
    beside = function(np.array([-1e-6, 1e-6]), **options)
    assert_close(beside, slopes, what="the slope just left and right of 0", look=look)
    for x in (0.0, np.zeros((2, 3))):
        answer = function(x, **options)
        assert_shape(answer, np.shape(x), look="element by element, in the shape of x")
        slope = as_floats(answer)
        between = (slope >= min(slopes) - 1e-4) & (slope <= max(slopes) + 1e-4)
        assert_holds(between.all(), "the slope at 0 is neither of the two", got=answer, look=look)


@pytest.mark.parametrize("name", parts(HALF))
def test_alpha_is_used(student, name):
    """With alpha = 0.5 the left side is half as deep, and with alpha = 0 it is flat."""
    function = getattr(student, name)
    look = f"{LOOK[name]}; the alpha that is given"
    assert_close(function(X, 0.5), HALF[name], look=look)
    assert_close(function(-0.5, alpha=0.5), HALF[name][1], look=look)
    assert_close(function(X, alpha=0.0), TABLE[name.replace("elu", "relu")], look=look)


@pytest.mark.parametrize("name", parts(HALF))
def test_alpha_is_1_by_default(student, name):
    """Without alpha it is 1, so that both answers are the same."""
    function = getattr(student, name)
    look = f"{LOOK[name]}; the default alpha=1.0"
    assert_close(function(X[:2]), TABLE[name][:2], look=look)
    assert_close(function(X[:2], alpha=1.0), TABLE[name][:2], look=look)


@pytest.mark.parametrize("name", parts((n for n in TABLE if "_derivative" in n), alone=False))
def test_the_slope_is_the_functions(student, name):
    """The slope is that of your own function: its central differences are nearly the same."""
    function, h = getattr(student, name.removesuffix("_derivative")), 2.0**-6
    ahead, behind = as_floats(function(X + h)), as_floats(function(X - h))
    assert_shape(ahead, X.shape, what="the function's answer", look="in the shape of x")
    assert_shape(behind, X.shape, what="the function's answer", look="in the shape of x")
    look = f"{LOOK[name]}; nearly (f(x + h) - f(x - h)) / (2 h)"
    assert_close(getattr(student, name)(X), (ahead - behind) / (2 * h), look=look, atol=1e-3)


@pytest.mark.part("logistic_derivative", weight=0.5)
def test_the_slope_of_the_logistic_function_is_a_quarter_at_most(student):
    """The slope is 0.25 at 0, and smaller everywhere else; at 10 it is 0.000045."""
    slopes = as_floats(student.logistic_derivative(np.linspace(-8, 8, 65)))
    look = LOOK["logistic_derivative"]
    assert_shape(slopes, (65,), look="in the shape of x")
    assert_close(slopes[32], 0.25, what="the slope at 0", look=look)
    assert_holds((np.delete(slopes, 32) < 0.25).all(), "a slope is not below 0.25", look=look)
    assert_holds((slopes > 0).all(), "a slope is not above 0", look=look)
    answer = student.logistic_derivative(10.0)
    assert_close(answer, 0.0000454, what="the slope at 10", look=look, atol=1e-6)


@pytest.mark.part("logistic_derivative", weight=0.5)
def test_a_chain_of_sigmoids_vanishes(student):
    """The slopes along a chain of ten sigmoids multiply to what the lesson's table says."""
    a, slope, passed = 0.0, 1.0, []
    for _ in range(10):
        factor, a = as_floats(student.logistic_derivative(a)), as_floats(student.logistic(a))
        assert_shape(factor, (), what="the slope of one number", look="a number gives a number")
        assert_shape(a, (), what="the function of one number", look="a number gives a number")
        slope, a = slope * float(factor), float(a)
        passed.append(slope)
    expected = [0.25, 0.05875093, 0.01335209, 0.00067634, 3.8752e-7]
    found = [passed[n - 1] for n in (1, 2, 3, 5, 10)]
    look = LOOK["logistic_derivative"]
    assert_close(found, expected, what="the chain's slope", look=look, rtol=1e-3, atol=1e-9)


@pytest.mark.part("gelu", weight=0.5)
def test_gelu_dips_below_zero(student):
    """GELU is -0.17 at -0.75, and exact: the approximation by tanh is off at 2.5."""
    answer = student.gelu(np.array([-0.75, -2.5, 2.5]))
    assert_close(answer, [-0.16997051, -0.01552416, 2.48447584], look=LOOK["gelu"])


@pytest.mark.part("gelu_derivative", weight=0.5)
def test_the_slope_of_gelu_climbs_over_1(student):
    """The slope is nearly 0 at -0.75, where GELU is lowest, and 1.129 at the root of 2."""
    answer = student.gelu_derivative(np.array([-0.75, 2**0.5]))
    assert_close(answer, [0.00077428, 1.12890415], look=LOOK["gelu_derivative"])
