"""What else students get wrong in activations, written without a look at the suites.

Each variant is right but for the one thing that its sentence names.
"""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D103

import math

import activations as right
import numpy as np

from grader.course import misconception


@misconception("identity", "x.copy() is for arrays: a float has no copy, and x itself will do")
def identity_by_copy(x):
    return x.copy()


@misconception("identity", "squeeze drops the axes of length 1: the answer has the shape of x")
def identity_that_squeezes(x):
    return np.squeeze(x)


@misconception("identity", "numbers beyond −100 and 100 are cut off: each x is its own answer")
def identity_that_is_cut_off(x):
    return np.clip(x, -100, 100)


@misconception("identity_derivative", "x / x is NaN where x is 0: the slope is 1 there too")
def identity_slope_by_division(x):
    return x / x


@misconception(
    "identity_derivative", "the difference for h = 1e-12 is lost among a float's digits: it is 1"
)
def identity_slope_by_a_tiny_difference(x):
    return ((x + 1e-12) - x) / 1e-12


@misconception("identity_derivative", "the slope is 0 where x is 0: a line is as steep there")
def identity_slope_without_zero(x):
    return np.where(x != 0, 1.0, 0.0)


@misconception(
    "identity_derivative", "len(x) counts the rows alone: the answer has x's whole shape"
)
def identity_slope_of_rows(x):
    return np.ones(len(x)) if np.ndim(x) else 1.0


@misconception("binary_step", "np.heaviside(x, 0.5) is 0.5 where x is 0: here the step is 0 there")
def step_of_a_half_at_zero(x):
    return np.heaviside(x, 0.5)


@misconception("binary_step", "a small positive x counts as 0: whatever is above 0 gives 1")
def step_with_a_tolerance(x):
    return np.where(x > 1e-3, 1.0, 0.0)


@misconception("binary_step", "x is rounded first, and jumps at a half: the step is at 0")
def step_that_rounds(x):
    return np.clip(np.round(x), 0.0, 1.0)


@misconception("binary_step", "where x is below 0 the sign is −1: a step is 0 or 1")
def step_of_signs(x):
    return np.sign(x)


@misconception(
    "binary_step_derivative", "the slope of the sigmoid stands in for the step's, which is 0"
)
def step_slope_of_the_sigmoid(x):
    return right.logistic_derivative(x)


@misconception(
    "binary_step_derivative",
    "a difference that reaches over the jump is no slope: 0 on both sides and at 0",
)
def step_slope_by_differences(x):
    h = 1e-3
    return (right.binary_step(x + h) - right.binary_step(x - h)) / (2 * h)


@misconception(
    "binary_step_derivative", "the slopes come flat: the answer has the shape of x, all its axes"
)
def step_slope_that_is_flat(x):
    return np.zeros(np.size(x)) if np.ndim(x) else 0.0


@misconception("logistic", "below 0 the denominator is 1 + eˣ, and eˣ belongs above it as well")
def logistic_without_its_numerator(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), 1 / (1 + np.exp(x)))


@misconception("logistic", "x is cut off at −8 and 8, and σ(8) is not 1 yet: leave x as it is")
def logistic_of_a_clipped_x(x):
    return 1 / (1 + np.exp(-np.clip(x, -8, 8)))


@misconception("logistic", "(1 + tanh(x)) / 2 is σ(2x): with tanh it takes x / 2")
def logistic_twice_as_steep(x):
    return (1 + np.tanh(x)) / 2


@misconception("logistic", "a straight line cut off at 0 and 1 is the hard sigmoid: σ is a curve")
def logistic_of_lines(x):
    return np.clip(x / 6 + 0.5, 0.0, 1.0)


@misconception("logistic_derivative", "s − 2s is no s − s²: the power is written with **")
def logistic_slope_without_the_power(x):
    s = right.logistic(x)
    return s - s * 2


@misconception("logistic_derivative", "the slope is kept above 0.0001: far out it does go to 0")
def logistic_slope_that_never_vanishes(x):
    s = right.logistic(x)
    return np.maximum(s * (1 - s), 1e-4)


@misconception("logistic_derivative", "a difference from x to x + 0.1 is a rough slope: σ (1 − σ)")
def logistic_slope_by_a_rough_difference(x):
    return (right.logistic(x + 0.1) - right.logistic(x)) / 0.1


@misconception("logistic_derivative", "e⁻ˣ / (1 + e⁻ˣ) lacks a square: that is 1 − σ(x)")
def logistic_slope_without_the_square(x):
    return 1 - right.logistic(x)


@misconception("tanh", "2σ(x) − 1 is tanh(x / 2): it takes 2σ(2x) − 1")
def tanh_half_as_steep(x):
    return 2 * right.logistic(x) - 1


@misconception("tanh", "x / (1 + |x|) is the softsign: it comes near 1 far more slowly than tanh")
def tanh_as_softsign(x):
    return x / (1 + np.abs(x))


@misconception("tanh", "math.tanh in a loop takes one axis: x may have any number of them")
def tanh_of_one_axis(x):
    return np.array([math.tanh(value) for value in x]) if np.ndim(x) else math.tanh(x)


@misconception("tanh", "(e²ˣ − 1) / (e²ˣ + 1) is ∞ / ∞ for x = 1000, which is NaN: take np.tanh")
def tanh_by_growing_powers(x):
    return (np.exp(2 * x) - 1) / (np.exp(2 * x) + 1)


@misconception("tanh_derivative", "you take the tanh of x²: it is tanh(x) that is squared")
def tanh_slope_of_the_square(x):
    return 1 - np.tanh(x**2)


@misconception("tanh_derivative", "(1 − tanh)² is another curve: 1 − tanh², the 1 is not squared")
def tanh_slope_with_all_squared(x):
    return (1 - np.tanh(x)) ** 2


@misconception("tanh_derivative", "t (1 − t) is the logistic function's rule: tanh has 1 − t²")
def tanh_slope_by_the_rule_of_logistic(x):
    t = np.tanh(x)
    return t * (1 - t)


@misconception("tanh_derivative", "cosh is squared in the denominator: 1 / cosh²(x)")
def tanh_slope_without_the_square(x):
    return 1 / np.cosh(x)


@misconception("relu", "the answer ends at 6, as ReLU6 does: ReLU goes on, max(0, x)")
def relu_that_ends_at_six(x):
    return np.clip(x, 0.0, 6.0)


@misconception("relu", "`x *= ...` changes the caller's array: make a new one")
def relu_in_place(x):
    x *= x > 0
    return x


@misconception("relu", "|x| is positive on both sides: to the left of 0 ReLU is 0")
def relu_of_absolute_values(x):
    return np.abs(x)


@misconception("relu", "softplus rounds the kink off: ReLU is exactly max(0, x)")
def relu_without_a_kink(x):
    return right.softplus(20 * x) / 20


@misconception(
    "relu_derivative", "relu(x) ≥ 0 holds for every x, so that the slope is 1 everywhere"
)
def relu_slope_of_one(x):
    return np.where(right.relu(x) >= 0, 1.0, 0.0)


@misconception("relu_derivative", "the slope grows with x, from 0 to 1: it is 1 for any positive x")
def relu_slope_as_a_ramp(x):
    return np.clip(x, 0.0, 1.0)


@misconception("relu_derivative", "a hundredth to the left is the leaky ReLU's: ReLU has 0 there")
def relu_slope_that_leaks(x):
    return np.where(x > 0, 1.0, 0.01)


@misconception("relu_derivative", "the difference reaches over the kink: just left of 0 it is 0")
def relu_slope_by_a_difference(x):
    return (right.relu(x + 0.1) - right.relu(x)) / 0.1


@misconception("gelu", "beyond −3 and 3 you take ReLU, which is 0.004 off there: x Φ(x) everywhere")
def gelu_that_ends_at_three(x):
    return np.where(np.abs(x) > 3, np.maximum(x, 0.0), right.gelu(x))


@misconception("gelu", "what is below 0 becomes 0: GELU dips below it")
def gelu_without_the_dip(x):
    return np.maximum(right.gelu(x), 0.0)


@misconception("gelu", "Φ is taken of |x|: to the left of 0 it is the small part, Φ(x)")
def gelu_of_absolute_values(x):
    return x * (1 + right.erf(np.abs(x) / np.sqrt(2))) / 2


@misconception("gelu", "√2 belongs to x alone, not to erf: erf(x / √2)")
def gelu_with_the_root_outside(x):
    return x * (1 + right.erf(x) / np.sqrt(2)) / 2


@misconception("gelu_derivative", "you cut the slope off at 0 and 1: GELU's goes beyond both")
def gelu_slope_between_zero_and_one(x):
    return np.clip(right.gelu_derivative(x), 0.0, 1.0)


@misconception("gelu_derivative", "Φ alone forgets that Φ depends on x too: x φ(x) is added")
def gelu_slope_without_the_product_rule(x):
    return (1 + right.erf(x / np.sqrt(2))) / 2


@misconception(
    "gelu_derivative", "the slope of the approximation by tanh is near: the exact one is asked for"
)
def gelu_slope_of_the_approximation(x):
    root = np.sqrt(2 / np.pi)
    t = np.tanh(root * (x + 0.044715 * x**3))
    return 0.5 * (1 + t) + 0.5 * x * (1 - t**2) * root * (1 + 3 * 0.044715 * x**2)


@misconception("gelu_derivative", "in φ stands x, not x / √2, which would halve the exponent twice")
def gelu_slope_with_a_wide_bell(x):
    scaled = x / np.sqrt(2)
    density = np.exp(-(scaled**2) / 2) / np.sqrt(2 * np.pi)
    return (1 + right.erf(scaled)) / 2 + x * density


@misconception("gelu_derivative", "the root is of 2π, not of 2 alone: np.sqrt(2 * np.pi)")
def gelu_slope_with_the_root_of_two(x):
    density = np.exp(-(x**2) / 2) / (np.sqrt(2) * np.pi)
    return (1 + right.erf(x / np.sqrt(2))) / 2 + x * density


@misconception("softplus", "np.logaddexp(x, 1) is ln(eˣ + e¹): the 1 is e⁰")
def softplus_with_the_wrong_power(x):
    return np.logaddexp(x, 1.0)


@misconception("softplus", "above 5 you take x itself, which is 0.007 off there: ln(1 + eˣ)")
def softplus_that_is_a_line_from_five(x):
    return np.where(x > 5, x, np.log1p(np.exp(np.minimum(x, 5.0))))


@misconception("softplus", "x is cut off at 500: softplus(1000) is 1000")
def softplus_of_a_clipped_x(x):
    return np.log1p(np.exp(np.clip(x, -500, 500)))


@misconception("softplus", "nan_to_num makes the largest float of ∞: softplus(1000) is 1000")
def softplus_of_the_largest_float(x):
    return np.nan_to_num(np.log(1 + np.exp(x)))


@misconception(
    "softplus", "the largest x of all is taken out of the logarithm: each x needs its own max(0, x)"
)
def softplus_by_the_largest_of_all(x):
    largest = np.max(np.maximum(x, 0.0), initial=0.0)
    return largest + np.log(np.exp(-largest) + np.exp(x - largest))


@misconception("softplus_derivative", "the inner slope eˣ is missing: 1 / (1 + eˣ) is σ(−x)")
def softplus_slope_without_the_inner(x):
    return right.logistic(-x)


@misconception("softplus_derivative", "below 0 you give eˣ, without its denominator 1 + eˣ")
def softplus_slope_without_the_denominator(x):
    return np.where(x > 0, right.logistic(x), np.exp(np.minimum(x, 0.0)))


@misconception("softplus_derivative", "the slope is ReLU's, 0 or 1: softplus has no kink")
def softplus_slope_of_relu(x):
    return np.where(x > 0, 1.0, 0.0)


@misconception("softplus_derivative", "you differentiate twice: σ (1 − σ) is the slope of σ")
def softplus_slope_of_the_slope(x):
    return right.logistic_derivative(x)


@misconception("elu", "α stands in the exponent, e^(αx) − 1: it is a factor before the bracket")
def elu_with_alpha_in_the_exponent(x, alpha=1.0):
    return np.where(x > 0, x, np.exp(alpha * np.minimum(x, 0.0)) - 1)


@misconception("elu", "the bracket is missing: α eˣ − 1 is right for α = 1 only")
def elu_without_the_bracket(x, alpha=1.0):
    return np.where(x > 0, x, alpha * np.exp(np.minimum(x, 0.0)) - 1)


@misconception("elu", "α = 0 is read as if none were given: it means a ReLU")
def elu_that_takes_zero_for_none(x, alpha=1.0):
    return right.elu(x, alpha or 1.0)


@misconception("elu", "α multiplies both sides: to the right of 0 the answer is x itself")
def elu_with_alpha_on_both_sides(x, alpha=1.0):
    return alpha * right.elu(x, 1.0)


@misconception("elu", "your α is 0.1 where none is given: the default is 1")
def elu_with_another_default(x, alpha=0.1):
    return right.elu(x, alpha)


@misconception("elu_derivative", "the slope is elu(x, α) + α: with the default of elu it is not")
def elu_slope_by_another_alpha(x, alpha=1.0):
    return np.where(x > 0, 1.0, right.elu(np.minimum(x, 0.0)) + alpha)


@misconception("elu_derivative", "the slope ends at 1, and where α is above 1 it goes beyond")
def elu_slope_of_one_at_most(x, alpha=1.0):
    return np.minimum(right.elu_derivative(x, alpha), 1.0)


@misconception("elu_derivative", "α is a factor: in the exponent, α e^(αx), it does not belong")
def elu_slope_with_alpha_in_the_exponent(x, alpha=1.0):
    return np.where(x > 0, 1.0, alpha * np.exp(alpha * np.minimum(x, 0.0)))


@misconception("elu_derivative", "α = 0 is read as if none were given: it means a slope of 0")
def elu_slope_that_takes_zero_for_none(x, alpha=1.0):
    return right.elu_derivative(x, alpha or 1.0)


@misconception("selu", "λ and α are the wrong way round: λ = 1.0507 and α = 1.67326")
def selu_with_swapped_constants(x):
    return 1.67326 * right.elu(x, 1.0507)


@misconception("selu", "the constants are rounded to 1.05 and 1.67: take the digits that are given")
def selu_with_rounded_constants(x):
    return 1.05 * right.elu(x, 1.67)


@misconception("selu", "the bracket is missing: λ (α eˣ − 1) does not meet λ x at 0")
def selu_without_the_bracket(x):
    return 1.0507 * np.where(x > 0, x, 1.67326 * np.exp(np.minimum(x, 0.0)) - 1)


@misconception("selu", "elu is called without α, and takes 1: SELU's is 1.67326")
def selu_with_the_default_alpha(x):
    return 1.0507 * right.elu(x)


@misconception("selu_derivative", "below 0 the slope is selu(x) + λα: you add α alone")
def selu_slope_without_a_lambda(x):
    return np.where(x > 0, 1.0507, right.selu(np.minimum(x, 0.0)) + 1.67326)


@misconception("selu_derivative", "λ stands on the right side only: to the left it is λ α eˣ")
def selu_slope_with_lambda_on_one_side(x):
    return np.where(x > 0, 1.0507, 1.67326 * np.exp(np.minimum(x, 0.0)))


@misconception(
    "selu_derivative", "the constants are rounded to 1.05 and 1.67: take the digits that are given"
)
def selu_slope_with_rounded_constants(x):
    return 1.05 * right.elu_derivative(x, 1.67)


@misconception("selu_derivative", "to the right of 0 the slope is λ, not 1: the factor stays")
def selu_slope_of_one(x):
    return np.where(x > 0, 1.0, right.selu_derivative(x))


@misconception("leaky_relu", "below 0 you give 0.01 |x|: the line goes on downwards, 0.01 x")
def leaky_relu_that_turns_up(x):
    return np.where(x > 0, x, 0.01 * np.abs(x))


@misconception("leaky_relu", "the answer ends at −1: it goes on, −10 for x = −1000")
def leaky_relu_that_ends_at_minus_one(x):
    return np.maximum(right.leaky_relu(x), -1.0)


@misconception("leaky_relu", "`x *= ...` changes the caller's array: make a new one")
def leaky_relu_in_place(x):
    x *= np.where(x > 0, 1.0, 0.01)
    return x


@misconception("leaky_relu", "0.01 x is added on both sides: to the right it is x alone")
def leaky_relu_with_a_leak_on_both_sides(x):
    return np.maximum(x, 0.0) + 0.01 * x


@misconception("leaky_relu_derivative", "0.01 is added on both sides: to the right the slope is 1")
def leaky_relu_slope_with_a_leak_on_both_sides(x):
    return (x > 0) + 0.01


@misconception("leaky_relu_derivative", "the slope is 1 from 0.01 on: it is 1 for any positive x")
def leaky_relu_slope_from_a_hundredth_on(x):
    return np.where(x > 0.01, 1.0, 0.01)


@misconception("leaky_relu_derivative", "below 0 you give 0.01 x, the value: its slope is 0.01")
def leaky_relu_slope_of_the_value(x):
    return np.where(x > 0, 1.0, 0.01 * x)


@misconception("leaky_relu_derivative", "the slope below 0 is 0.1: a hundredth is let through")
def leaky_relu_slope_of_a_tenth(x):
    return np.where(x > 0, 1.0, 0.1)
