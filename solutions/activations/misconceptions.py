"""What students get wrong in the activations, and what each of them should read.

Each variant is right but for the one thing that its sentence names.
"""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D103

import activations as right
import numpy as np

from grader.course import misconception

LAMBDA, ALPHA = 1.0507, 1.67326


def flat(answer):
    """Give an answer without its shape; a number stays one."""
    return np.ravel(answer) if np.ndim(answer) else answer


def written(x, answer):
    """Write an answer into x, as far as x is an array."""
    if np.ndim(x) == 0:
        return answer
    x[...] = answer
    return x


def below(x):
    """Give Φ(x), the probability that a normal number is below x."""
    return (1 + right.erf(x / np.sqrt(2))) / 2


def bell(x):
    """Give φ(x), the slope of Φ."""
    return np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)


@misconception("identity", "you give 1, the slope: the identity gives x itself")
def identity_is_its_slope(x):
    return np.ones_like(x)


@misconception("identity", "negative numbers come back as 0, as from ReLU: give each as it is")
def identity_is_relu(x):
    return np.maximum(x, 0)


@misconception("identity", "negative numbers lose their sign: give each as it is")
def identity_is_the_absolute_value(x):
    return np.abs(x)


@misconception("identity", "your answer is −x: the identity changes nothing, not even the sign")
def identity_turns_round(x):
    return -x


@misconception("identity", "numbers beyond −1 and 1 are cut off: the identity has no limits")
def identity_is_cut_off(x):
    return np.clip(x, -1, 1)


@misconception("identity", "what stands behind the point is cut off: give x as it is")
def identity_of_whole_numbers(x):
    return np.trunc(x)


@misconception(
    "identity", "you give the identity matrix, np.eye: here f(x) = x, the numbers themselves"
)
def identity_is_a_matrix(x):
    return np.eye(np.size(x)) if np.ndim(x) else 1.0


@misconception("identity", "your answer is flat: x comes back in the shape that it has")
def identity_is_flat(x):
    return flat(x)


@misconception("identity", "you subtract the mean of the array: each element is treated alone")
def identity_less_the_mean(x):
    return x - np.mean(x)


@misconception("identity", "your values are rounded to one decimal: give x as it is")
def identity_rounds(x):
    return np.round(x, 1)


@misconception(
    "identity_derivative",
    "you give a single 1: each element of x has its own slope, in an array like x",
)
def slope_of_identity_is_one_number(x):
    return 1.0


@misconception("identity_derivative", "you give x, the function: its slope is 1, wherever you look")
def slope_of_identity_is_x(x):
    return x


@misconception(
    "identity_derivative", "you give 0, the slope of a constant: x grows as fast as x, so 1"
)
def slope_of_identity_is_zero(x):
    return np.zeros_like(x)


@misconception(
    "identity_derivative",
    "your slope is −1 where x < 0: the identity is one straight line, with slope 1",
)
def slope_of_identity_is_the_sign(x):
    return np.sign(x) + (x == 0)


@misconception(
    "identity_derivative", "your slope is 0 where x < 0, as that of ReLU: here it is 1 everywhere"
)
def slope_of_identity_is_a_step(x):
    return np.where(x < 0, 0.0, 1.0)


@misconception(
    "identity_derivative",
    "your ones are in a flat array: it must have the shape of x, as np.ones_like gives it",
)
def slope_of_identity_is_flat(x):
    return flat(np.ones_like(x))


@misconception(
    "identity_derivative",
    "you give a matrix with ones on its diagonal: a 1 for each element is all that belongs here",
)
def slope_of_identity_is_a_matrix(x):
    return np.eye(np.size(x)) if np.ndim(x) else 1.0


@misconception(
    "identity_derivative",
    "your answer has a 1 for each row only: one for each element, as np.ones_like gives it",
)
def slope_of_identity_by_the_rows(x):
    return np.ones(len(x)) if np.ndim(x) else 1.0


@misconception(
    "identity_derivative",
    "you write the ones into x, which is the caller's: np.ones_like makes a new array",
)
def slope_of_identity_in_place(x):
    return written(x, np.ones_like(x))


@misconception(
    "identity_derivative", "x / x is 0 / 0 at 0: the slope is 1 there too, without a division"
)
def slope_of_identity_is_a_fraction(x):
    return np.divide(x, x)


@misconception(
    "binary_step", "your step is 1 at exactly 0: f(0) = 0, so write x > 0 and not x >= 0"
)
def step_fires_at_zero(x):
    return np.where(x >= 0, 1.0, 0.0)


@misconception("binary_step", "your step is one half at exactly 0: in this course f(0) = 0")
def step_is_half_at_zero(x):
    return np.heaviside(x, 0.5)


@misconception("binary_step", "your step is −1 below 0, like the sign: it must be 0 there")
def step_is_the_sign(x):
    return np.sign(x)


@misconception("binary_step", "your step is −1 where it should be 0: its two values are 0 and 1")
def step_is_bipolar(x):
    return np.where(x > 0, 1.0, -1.0)


@misconception("binary_step", "your step is upside down: 1 where x > 0, and 0 where x < 0")
def step_is_upside_down(x):
    return np.where(x < 0, 1.0, 0.0)


@misconception("binary_step", "you give x itself above 0, which is ReLU: a step is 1 there")
def step_is_relu(x):
    return np.maximum(x, 0)


@misconception("binary_step", "you give the logistic function, which is a slope: a step is 0 or 1")
def step_is_a_sigmoid(x):
    return right.logistic(x)


@misconception(
    "binary_step", "your step is at one half: x is no probability here, compare it with 0"
)
def step_at_one_half(x):
    return np.where(x > 0.5, 1.0, 0.0)


@misconception("binary_step", "your step is at 1: it is 1 wherever x > 0")
def step_at_one(x):
    return np.where(x > 1, 1.0, 0.0)


@misconception(
    "binary_step",
    "one number comes back for a whole array: each element of x has an answer of its own",
)
def step_of_all_at_once(x):
    return float(np.all(x > 0))


@misconception(
    "binary_step", "your answer is flat: keep the shape of x, numpy compares element by element"
)
def step_is_flat(x):
    return flat(right.binary_step(x))


@misconception(
    "binary_step", "you write 0 and 1 into x, which is the caller's: np.where makes a new array"
)
def step_in_place(x):
    return written(x, right.binary_step(x))


@misconception("binary_step", "your step rises slowly from 0 to 1, between −1 and 1: it jumps at 0")
def step_is_a_ramp(x):
    return np.clip((x + 1) / 2, 0, 1)


@misconception(
    "binary_step_derivative", "you give 1: a step is flat on either side, so its slope is 0"
)
def slope_of_step_is_one(x):
    return np.ones_like(x)


@misconception(
    "binary_step_derivative",
    "you give infinity at 0, where the step jumps: in this course it is 0 there as well",
)
def slope_of_step_is_infinite_at_zero(x):
    return np.where(x == 0, np.inf, 0.0)


@misconception(
    "binary_step_derivative",
    "you give 1 at exactly 0, the height of the jump: in this course the slope is 0 there",
)
def slope_of_step_is_one_at_zero(x):
    return np.where(x == 0, 1.0, 0.0)


@misconception(
    "binary_step_derivative",
    "you give NaN at 0, where the step has no slope: in this course it is 0 there",
)
def slope_of_step_is_nan_at_zero(x):
    return np.where(x == 0, np.nan, 0.0)


@misconception(
    "binary_step_derivative",
    "you give the step itself, or the slope of ReLU: the step's slope is 0 on both sides",
)
def slope_of_step_is_the_step(x):
    return right.binary_step(x)


@misconception(
    "binary_step_derivative",
    "you give the slope of the logistic function: the step's own is 0 everywhere",
)
def slope_of_step_is_that_of_a_sigmoid(x):
    return right.logistic_derivative(x)


@misconception(
    "binary_step_derivative",
    "you give a single 0: each element of x has its own slope, in an array like x",
)
def slope_of_step_is_one_number(x):
    return 0.0


@misconception(
    "binary_step_derivative",
    "your zeros are in a flat array: it must have the shape of x, as np.zeros_like gives it",
)
def slope_of_step_is_flat(x):
    return flat(np.zeros_like(x))


@misconception(
    "binary_step_derivative",
    "you write the zeros into x, which is the caller's: np.zeros_like makes a new array",
)
def slope_of_step_in_place(x):
    return written(x, np.zeros_like(x))


@misconception(
    "binary_step_derivative",
    "your slope is 1 between −1 and 1, as one that only training pretends: the true one is 0",
)
def slope_of_step_is_a_box(x):
    return np.where(np.abs(x) <= 1, 1.0, 0.0)


@misconception("binary_step_derivative", "you give x: the step's slope is 0, wherever x is")
def slope_of_step_is_x(x):
    return x * 1.0


@misconception("logistic", "the minus is missing: 1 / (1 + exp(−x)), so that large x give 1")
def logistic_without_minus(x):
    return 1 / (1 + np.exp(x))


@misconception(
    "logistic", "exp(x) / (1 + exp(x)) is infinity / infinity for large x: write 1 / (1 + exp(−x))"
)
def logistic_is_nan_far_out(x):
    return np.exp(x) / (1 + np.exp(x))


@misconception(
    "logistic", "brackets are missing: 1 / 1 + exp(−x) divides first, write 1 / (1 + exp(−x))"
)
def logistic_without_brackets(x):
    return 1 / 1 + np.exp(-x)


@misconception("logistic", "your function is tanh, from −1 to 1: the logistic one goes from 0 to 1")
def logistic_is_tanh(x):
    return np.tanh(x)


@misconception(
    "logistic",
    "your function is twice as steep: by tanh it is (1 + tanh(x / 2)) / 2, with a half inside",
)
def logistic_is_twice_as_steep(x):
    return (1 + np.tanh(x)) / 2


@misconception("logistic", "you give the slope σ(1 − σ): σ itself belongs here")
def logistic_is_its_slope(x):
    return right.logistic_derivative(x)


@misconception(
    "logistic", "you give a step of 0 and 1: the logistic function is smooth, 1 / (1 + exp(−x))"
)
def logistic_is_a_step(x):
    return np.where(x > 0, 1.0, 0.0)


@misconception("logistic", "the 1 below the line is missing: 1 / exp(−x) is exp(x)")
def logistic_without_one(x):
    return 1 / np.exp(-x)


@misconception(
    "logistic",
    "you divide by the sum over the array, which is softmax: each element is treated alone",
)
def logistic_is_softmax(x):
    return np.exp(x - np.max(x)) / np.sum(np.exp(x - np.max(x)))


@misconception(
    "logistic",
    "you cut x off so near to 0 that far values are not yet 0 or 1: cut at 500 or not at all",
)
def logistic_is_cut_off(x):
    return right.logistic(np.clip(x, -5, 5))


@misconception(
    "logistic",
    "you give a straight line cut off at 0 and 1, the hard sigmoid: write 1 / (1 + exp(−x))",
)
def logistic_is_a_straight_line(x):
    return np.clip(0.2 * x + 0.5, 0, 1)


@misconception(
    "logistic", "your answer is flat: keep the shape of x, np.exp works element by element"
)
def logistic_is_flat(x):
    return flat(right.logistic(x))


@misconception("logistic", "you compute inside x, which is the caller's: -x makes a new array")
def logistic_in_place(x):
    return written(x, right.logistic(x))


@misconception(
    "logistic_derivative",
    "you take x for σ(x): x (1 − x) is the slope from the value, here σ(x) comes first",
)
def slope_of_logistic_of_an_activation(x):
    return x * (1 - x)


@misconception("logistic_derivative", "you give σ itself: its slope is σ (1 − σ)")
def slope_of_logistic_is_logistic(x):
    return right.logistic(x)


@misconception("logistic_derivative", "you add where a minus belongs: σ (1 − σ)")
def slope_of_logistic_with_plus(x):
    return right.logistic(x) * (1 + right.logistic(x))


@misconception(
    "logistic_derivative", "your slope is negative: σ (1 − σ), and not σ (σ − 1), since σ grows"
)
def slope_of_logistic_is_negative(x):
    return right.logistic(x) * (right.logistic(x) - 1)


@misconception("logistic_derivative", "you give 1 − σ: the factor σ before it is missing")
def slope_of_logistic_is_one_minus(x):
    return 1 - right.logistic(x)


@misconception(
    "logistic_derivative", "you give 1 − σ², which is the rule of tanh: for σ it is σ (1 − σ)"
)
def slope_of_logistic_by_the_rule_of_tanh(x):
    return 1 - right.logistic(x) ** 2


@misconception(
    "logistic_derivative", "you give the slope of tanh: that of σ is a quarter at 0, σ (1 − σ)"
)
def slope_of_logistic_is_that_of_tanh(x):
    return right.tanh_derivative(x)


@misconception(
    "logistic_derivative", "you take σ twice: s (1 − s) with s = σ(x), not with s = σ(σ(x))"
)
def slope_of_logistic_squashed_twice(x):
    return right.logistic_derivative(right.logistic(x))


@misconception(
    "logistic_derivative",
    "exp(x) / (1 + exp(x))² is infinity / infinity for large x: σ (1 − σ) is finite",
)
def slope_of_logistic_is_nan_to_the_right(x):
    return np.exp(x) / (1 + np.exp(x)) ** 2


@misconception(
    "logistic_derivative",
    "exp(−x) / (1 + exp(−x))² is infinity / infinity far to the left: σ (1 − σ) is finite",
)
def slope_of_logistic_is_nan_to_the_left(x):
    return np.exp(-x) / (1 + np.exp(-x)) ** 2


@misconception(
    "logistic_derivative",
    "your slope is 1 at 0, four times too large: σ (1 − σ) is 0.5 · 0.5 there",
)
def slope_of_logistic_with_height_one(x):
    return 4 * right.logistic_derivative(x)


@misconception("logistic_derivative", "you give σ²: the slope is σ (1 − σ)")
def slope_of_logistic_is_a_square(x):
    return right.logistic(x) ** 2


@misconception("logistic_derivative", "you give −σ², without the inner slope exp(−x): σ (1 − σ)")
def slope_of_logistic_by_the_inner_slope(x):
    return -(right.logistic(x) ** 2)


@misconception(
    "logistic_derivative",
    "you compute inside x, which is the caller's: give σ(x) a name and a new array",
)
def slope_of_logistic_in_place(x):
    return written(x, right.logistic_derivative(x))


@misconception(
    "tanh", "(exp(x) − exp(−x)) / (exp(x) + exp(−x)) is infinity / infinity far out: np.tanh is not"
)
def tanh_is_nan_far_out(x):
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


@misconception(
    "tanh", "(exp(2x) − 1) / (exp(2x) + 1) is infinity / infinity for large x: np.tanh is not"
)
def tanh_is_nan_to_the_right(x):
    return (np.exp(2 * x) - 1) / (np.exp(2 * x) + 1)


@misconception("tanh", "your function is the logistic one, from 0 to 1: tanh goes from −1 to 1")
def tanh_is_logistic(x):
    return right.logistic(x)


@misconception("tanh", "you give the tangent of an angle, np.tan: the hyperbolic one is np.tanh")
def tanh_is_the_tangent(x):
    return np.tan(x)


@misconception("tanh", "you give the arc tangent, np.arctan: the hyperbolic tangent is np.tanh")
def tanh_is_the_arc_tangent(x):
    return np.arctan(x)


@misconception("tanh", "your function is half as steep: 2 σ(2x) − 1, with a 2 inside as well")
def tanh_is_half_as_steep(x):
    return 2 * right.logistic(x) - 1


@misconception("tanh", "your sign is wrong: above the line stands exp(x) − exp(−x)")
def tanh_turns_round(x):
    return -np.tanh(x)


@misconception("tanh", "your values go from 0 to 1: tanh goes from −1 to 1, and is 0 at 0")
def tanh_from_zero_to_one(x):
    return (1 + np.tanh(x)) / 2


@misconception("tanh", "you cut x off at −1 and 1, the hard tanh: the real one is smooth")
def tanh_is_a_straight_line(x):
    return np.clip(x, -1, 1)


@misconception("tanh", "you give the hyperbolic sine: it is still to be divided by the cosine")
def tanh_is_sinh(x):
    return np.sinh(x)


@misconception("tanh", "your fraction is upside down: exp(x) − exp(−x) belongs above the line")
def tanh_is_upside_down(x):
    return 1 / np.tanh(x)


@misconception("tanh", "you give the slope 1 − tanh²: tanh itself belongs here")
def tanh_is_its_slope(x):
    return right.tanh_derivative(x)


@misconception("tanh", "you give x / (1 + |x|), which is softsign: tanh is nearer to −1 and 1")
def tanh_is_softsign(x):
    return x / (1 + np.abs(x))


@misconception("tanh", "you compute inside x, which is the caller's: np.tanh(x) makes a new array")
def tanh_in_place(x):
    return written(x, np.tanh(x))


@misconception("tanh_derivative", "the square is missing: 1 − tanh²(x)")
def slope_of_tanh_without_square(x):
    return 1 - np.tanh(x)


@misconception("tanh_derivative", "you add the square, as the slope of tan has it: 1 − tanh²(x)")
def slope_of_tanh_with_plus(x):
    return 1 + np.tanh(x) ** 2


@misconception(
    "tanh_derivative", "your slope is negative: 1 − tanh², and not tanh² − 1, since tanh grows"
)
def slope_of_tanh_is_negative(x):
    return np.tanh(x) ** 2 - 1


@misconception(
    "tanh_derivative",
    "you take x for tanh(x): 1 − x² is the slope from the value, here tanh comes first",
)
def slope_of_tanh_of_an_activation(x):
    return 1 - x**2


@misconception(
    "tanh_derivative",
    "you give t (1 − t), the rule of the logistic function: for tanh it is 1 − t²",
)
def slope_of_tanh_by_the_rule_of_logistic(x):
    return np.tanh(x) * (1 - np.tanh(x))


@misconception(
    "tanh_derivative",
    "you give the slope of the logistic function: that of tanh is 1 at 0, 1 − tanh²",
)
def slope_of_tanh_is_that_of_logistic(x):
    return right.logistic_derivative(x)


@misconception("tanh_derivative", "you square x and not tanh(x): 1 − tanh²(x) is 1 − (tanh(x))²")
def slope_of_tanh_squares_x(x):
    return 1 - np.tanh(x**2)


@misconception("tanh_derivative", "the square is missing: the slope is 1 / cosh², or 1 − tanh²")
def slope_of_tanh_is_one_over_cosh(x):
    return 1 / np.cosh(x)


@misconception("tanh_derivative", "you give tanh itself: its slope is 1 − tanh²")
def slope_of_tanh_is_tanh(x):
    return np.tanh(x)


@misconception("tanh_derivative", "you give tanh²: it is still to be subtracted from 1")
def slope_of_tanh_is_only_the_square(x):
    return np.tanh(x) ** 2


@misconception(
    "tanh_derivative", "you take np.tan, the tangent of an angle: 1 − tanh² needs np.tanh"
)
def slope_of_tanh_is_that_of_tan(x):
    return 1 - np.tan(x) ** 2


@misconception("tanh_derivative", "you take tanh twice: 1 − t² with t = tanh(x)")
def slope_of_tanh_taken_twice(x):
    return 1 - np.tanh(np.tanh(x)) ** 2


@misconception(
    "tanh_derivative",
    "your tanh of exponentials is infinity / infinity far out, and so is its slope: use np.tanh",
)
def slope_of_tanh_is_nan_far_out(x):
    powers, others = np.exp(x), np.exp(-x)
    return 1 - ((powers - others) / (powers + others)) ** 2


@misconception(
    "tanh_derivative",
    "you compute inside x, which is the caller's: give tanh(x) a name and a new array",
)
def slope_of_tanh_in_place(x):
    return written(x, right.tanh_derivative(x))


@misconception("relu", "you take the smaller of x and 0: ReLU takes the larger one")
def relu_takes_the_smaller(x):
    return np.minimum(x, 0)


@misconception("relu", "negative numbers lose their sign: they become 0")
def relu_is_the_absolute_value(x):
    return np.abs(x)


@misconception("relu", "you give 1 above 0, which is a step: ReLU gives x itself there")
def relu_is_a_step(x):
    return np.where(x > 0, 1.0, 0.0)


@misconception(
    "relu", "you let a hundredth of the negative numbers through: that is the leaky ReLU"
)
def relu_leaks(x):
    return right.leaky_relu(x)


@misconception("relu", "your values end at 1: above 0 all of x comes through")
def relu_is_cut_off_at_one(x):
    return np.clip(x, 0, 1)


@misconception("relu", "your values end at 6, as those of ReLU6: here all of x comes through")
def relu_is_cut_off_at_six(x):
    return np.clip(x, 0, 6)


@misconception("relu", "you give softplus, a ReLU without its kink: max(0, x) is meant")
def relu_is_softplus(x):
    return right.softplus(x)


@misconception("relu", "you give ELU, which goes on below 0: ReLU is 0 there")
def relu_is_elu(x):
    return right.elu(x)


@misconception(
    "relu", "np.max takes the largest along an axis: np.maximum compares each element with 0"
)
def relu_takes_one_maximum(x):
    return np.max(x, 0) if np.ndim(x) else max(x, 0.0)


@misconception("relu", "your ReLU is mirrored: it gives −x where x < 0, and 0 to the right")
def relu_is_mirrored(x):
    return np.maximum(-x, 0)


@misconception("relu", "you decide once for the whole array: each element is compared with 0")
def relu_decides_for_all(x):
    return x * 1.0 if np.all(x > 0) else x * 0.0


@misconception(
    "relu", "np.vectorize takes the type of your first answer, a whole 0, and cuts the others off"
)
def relu_in_the_type_of_its_first_answer(x):
    return np.vectorize(lambda t: t if t > 0 else 0)(x)


@misconception(
    "relu", "your answer is flat: keep the shape of x, np.maximum works element by element"
)
def relu_is_flat(x):
    return flat(right.relu(x))


@misconception("relu", "x[x < 0] = 0 writes into the caller's array: np.maximum makes a new one")
def relu_in_place(x):
    return written(x, right.relu(x))


@misconception("relu_derivative", "you give x above 0, the function: its slope is 1 there")
def slope_of_relu_is_relu(x):
    return np.maximum(x, 0)


@misconception(
    "relu_derivative",
    "your sides are exchanged: the slope is 1 to the right of 0, and 0 to the left",
)
def slope_of_relu_is_upside_down(x):
    return np.where(x > 0, 0.0, 1.0)


@misconception(
    "relu_derivative", "your slope is −1 below 0, like that of |x|: ReLU is flat there, so 0"
)
def slope_of_relu_is_the_sign(x):
    return np.sign(x)


@misconception(
    "relu_derivative", "your slope is 0.01 below 0, that of the leaky ReLU: here it is 0"
)
def slope_of_relu_leaks(x):
    return right.leaky_relu_derivative(x)


@misconception("relu_derivative", "your slope is 1 everywhere: to the left of 0 it is 0")
def slope_of_relu_is_one(x):
    return np.ones_like(x)


@misconception("relu_derivative", "your slope is 0 everywhere: to the right of 0 it is 1")
def slope_of_relu_is_zero(x):
    return np.zeros_like(x)


@misconception("relu_derivative", "relu(x) / x is 0 / 0 at exactly 0: compare x with 0 instead")
def slope_of_relu_is_nan_at_zero(x):
    return np.divide(np.maximum(x, 0), x)


@misconception("relu_derivative", "your slope is 1 only where x > 1: compare x with 0")
def slope_of_relu_begins_at_one(x):
    return np.where(x > 1, 1.0, 0.0)


@misconception(
    "relu_derivative", "your slope ends where x = 1: ReLU goes on for ever, with slope 1"
)
def slope_of_relu_ends_at_one(x):
    return np.where((x > 0) & (x < 1), 1.0, 0.0)


@misconception(
    "relu_derivative", "you give the logistic function, the slope of softplus: ReLU's is 0 or 1"
)
def slope_of_relu_is_a_sigmoid(x):
    return right.logistic(x)


@misconception("relu_derivative", "your slope is one half to the right: it is 1 there")
def slope_of_relu_is_half(x):
    return np.where(x > 0, 0.5, 0.0)


@misconception(
    "relu_derivative",
    "one number comes back for a whole array: each element of x has an answer of its own",
)
def slope_of_relu_for_all(x):
    return float(np.all(x > 0))


@misconception(
    "relu_derivative", "your answer is flat: keep the shape of x, numpy compares element by element"
)
def slope_of_relu_is_flat(x):
    return flat(right.relu_derivative(x))


@misconception(
    "relu_derivative", "x[x > 0] = 1 writes into the caller's array: np.where makes a new one"
)
def slope_of_relu_in_place(x):
    return written(x, right.relu_derivative(x))


@misconception(
    "gelu", "your values are those of the approximation by tanh: here the exact one belongs, by erf"
)
def gelu_by_tanh(x):
    return x / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


@misconception(
    "gelu",
    "your values are those of the approximation x σ(1.702 x): here the exact one belongs, by erf",
)
def gelu_by_logistic(x):
    return x * right.logistic(1.702 * x)


@misconception("gelu", "you give x σ(x), which is SiLU or swish: GELU has Φ in the place of σ")
def gelu_is_silu(x):
    return x * right.logistic(x)


@misconception("gelu", "the root of 2 is missing: erf takes x / √2, and not x")
def gelu_without_root(x):
    return x * (1 + right.erf(x)) / 2


@misconception("gelu", "you divide by 2 inside erf: it takes x / √2")
def gelu_with_two_for_its_root(x):
    return x * (1 + right.erf(x / 2)) / 2


@misconception("gelu", "you multiply by √2 inside erf: x is divided by it")
def gelu_multiplies_by_the_root(x):
    return x * (1 + right.erf(x * np.sqrt(2))) / 2


@misconception("gelu", "the half is missing: Φ(x) = ½ (1 + erf(x / √2)), so that it ends at 1")
def gelu_without_half(x):
    return x * (1 + right.erf(x / np.sqrt(2)))


@misconception("gelu", "you give Φ(x): it is still to be multiplied by x")
def gelu_without_x(x):
    return (1 + right.erf(x / np.sqrt(2))) / 2


@misconception("gelu", "the 1 before erf is missing: Φ(x) = ½ (1 + erf(x / √2))")
def gelu_without_one(x):
    return x * right.erf(x / np.sqrt(2)) / 2


@misconception("gelu", "a bracket is misplaced: x multiplies all of ½ (1 + erf), not erf alone")
def gelu_with_a_misplaced_bracket(x):
    return (1 + x * right.erf(x / np.sqrt(2))) / 2


@misconception("gelu", "only erf is halved: the half is of all of 1 + erf")
def gelu_halves_erf_alone(x):
    return x * (1 + right.erf(x / np.sqrt(2)) / 2)


@misconception("gelu", "your Φ falls: it is 1 + erf, and not 1 − erf")
def gelu_is_mirrored(x):
    return x * (1 - right.erf(x / np.sqrt(2))) / 2


@misconception("gelu", "you give ReLU, which lets all or nothing through: GELU lets x Φ(x) through")
def gelu_is_relu(x):
    return np.maximum(x, 0)


@misconception("gelu", "you multiply by the bell curve φ: Φ belongs there, the probability below x")
def gelu_by_the_density(x):
    return x * bell(x)


@misconception("gelu", "you compute inside x, which is the caller's: x * ... makes a new array")
def gelu_in_place(x):
    return written(x, right.gelu(x))


@misconception("gelu_derivative", "half of the product rule is missing: to Φ(x) comes x φ(x)")
def slope_of_gelu_without_the_second_term(x):
    return below(x)


@misconception("gelu_derivative", "half of the product rule is missing: before x φ(x) stands Φ(x)")
def slope_of_gelu_without_the_first_term(x):
    return x * bell(x)


@misconception("gelu_derivative", "you subtract: the product rule adds, Φ(x) + x φ(x)")
def slope_of_gelu_with_minus(x):
    return below(x) - x * bell(x)


@misconception("gelu_derivative", "the factor x before φ is missing: Φ(x) + x φ(x)")
def slope_of_gelu_without_x(x):
    return below(x) + bell(x)


@misconception("gelu_derivative", "your bell curve is too high: φ is divided by √(2π)")
def slope_of_gelu_without_norm(x):
    return below(x) + x * np.exp(-(x**2) / 2)


@misconception(
    "gelu_derivative", "your bell curve is too narrow: its exponent is −x² / 2, with a half"
)
def slope_of_gelu_without_half_in_the_power(x):
    return below(x) + x * np.exp(-(x**2)) / np.sqrt(2 * np.pi)


@misconception(
    "gelu_derivative", "the minus of the exponent is missing, so that φ grows: exp(−x² / 2)"
)
def slope_of_gelu_without_minus_in_the_power(x):
    return below(x) + x * np.exp(x**2 / 2) / np.sqrt(2 * np.pi)


@misconception("gelu_derivative", "you divide φ by 2π: it is the square root of 2π")
def slope_of_gelu_without_root_of_the_norm(x):
    return below(x) + x * np.exp(-(x**2) / 2) / (2 * np.pi)


@misconception(
    "gelu_derivative", "your root is of 2 alone, and π stands outside: φ is divided by √(2π)"
)
def slope_of_gelu_with_the_root_of_two_alone(x):
    return below(x) + x * np.exp(-(x**2) / 2) / (np.sqrt(2) * np.pi)


@misconception(
    "gelu_derivative",
    "the inner slope 1 / √2 of erf(x / √2) is missing: your second term is √2 times too large",
)
def slope_of_gelu_without_the_inner_slope(x):
    return below(x) + np.sqrt(2) * x * bell(x)


@misconception("gelu_derivative", "the root of 2 is missing in Φ: erf takes x / √2")
def slope_of_gelu_without_root_in_erf(x):
    return (1 + right.erf(x)) / 2 + x * bell(x)


@misconception(
    "gelu_derivative",
    "your values are those of the approximation by tanh: here the exact slope belongs",
)
def slope_of_gelu_by_tanh(x):
    inner = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)
    rate = np.sqrt(2 / np.pi) * (1 + 0.134145 * x**2)
    return (1 + np.tanh(inner)) / 2 + x / 2 * (1 - np.tanh(inner) ** 2) * rate


@misconception(
    "gelu_derivative", "you give the slope of x σ(x), which is SiLU: GELU has Φ in the place of σ"
)
def slope_of_gelu_is_that_of_silu(x):
    s = right.logistic(x)
    return s + x * s * (1 - s)


@misconception("gelu_derivative", "you give GELU itself, x Φ(x): its slope is Φ(x) + x φ(x)")
def slope_of_gelu_is_gelu(x):
    return x * below(x)


@misconception(
    "gelu_derivative", "you multiply the slopes of x and of Φ: the product rule is u′ v + u v′"
)
def slope_of_gelu_is_a_product_of_slopes(x):
    return bell(x)


@misconception(
    "gelu_derivative",
    "you compute inside x, which is the caller's: give Φ and φ names of their own",
)
def slope_of_gelu_in_place(x):
    return written(x, right.gelu_derivative(x))


@misconception(
    "softplus", "ln(1 + exp(x)) is infinite for large x: max(0, x) + ln(1 + exp(−|x|)) is not"
)
def softplus_is_infinite_to_the_right(x):
    return np.log(1 + np.exp(x))


@misconception(
    "softplus", "x + ln(1 + exp(−x)) is infinite far to the left: take max(0, x) and −|x|"
)
def softplus_is_infinite_to_the_left(x):
    return x + np.log(1 + np.exp(-x))


@misconception(
    "softplus", "you multiply an infinite exponential by 0, which is NaN: choose with np.where"
)
def softplus_is_nan_to_the_right(x):
    return (x > 30) * x + (x <= 30) * np.log(1 + np.exp(x))


@misconception("softplus", "your sign is wrong: ln(1 + exp(x)), which grows with x")
def softplus_is_mirrored(x):
    return np.logaddexp(0, -x)


@misconception("softplus", "the 1 inside the logarithm is missing: ln(exp(x)) is x again")
def softplus_without_one(x):
    return x * 1.0


@misconception("softplus", "exp is missing: ln(1 + exp(x)), not ln(1 + x)")
def softplus_without_exp(x):
    return np.log(1 + x)


@misconception("softplus", "your logarithm is that of base 10: np.log is the natural one")
def softplus_with_another_base(x):
    return np.logaddexp(0, x) / np.log(10)


@misconception("softplus", "your logarithm is that of base 2: np.log is the natural one")
def softplus_by_base_two(x):
    return np.logaddexp(0, x) / np.log(2)


@misconception("softplus", "you give ReLU: softplus is smooth, and ln 2 at 0")
def softplus_is_relu(x):
    return np.maximum(x, 0)


@misconception("softplus", "you give the logistic function, its slope: ln(1 + exp(x)) belongs here")
def softplus_is_its_slope(x):
    return right.logistic(x)


@misconception("softplus", "your bracket closes too early: ln(1) + exp(x) is exp(x)")
def softplus_closes_its_bracket_early(x):
    return np.log(1) + np.exp(x)


@misconception(
    "softplus", "you cut x off at 500, so that 1000 gives 500: far to the right the answer is x"
)
def softplus_is_cut_off(x):
    return np.log(1 + np.exp(np.clip(x, -500, 500)))


@misconception(
    "softplus", "your function is 0 at 0, since ln 2 is subtracted: softplus is ln 2 there"
)
def softplus_less_its_value_at_zero(x):
    return np.logaddexp(0, x) - np.log(2)


@misconception(
    "softplus", "you give x itself where ln(1 + exp(x)) is still larger: that is so near 0"
)
def softplus_is_x_too_early(x):
    return np.where(x > 1, x, np.logaddexp(0, x))


@misconception(
    "softplus", "the |…| is missing in max(0, x) + ln(1 + exp(−|x|)), which doubles the left side"
)
def softplus_without_absolute_value(x):
    return np.maximum(x, 0) + np.logaddexp(0, -x)


@misconception("softplus", "you compute inside x, which is the caller's: make a new array")
def softplus_in_place(x):
    return written(x, right.softplus(x))


@misconception(
    "softplus_derivative",
    "exp(x) / (1 + exp(x)) is infinity / infinity for large x: write 1 / (1 + exp(−x))",
)
def slope_of_softplus_is_nan_to_the_right(x):
    return np.exp(x) / (1 + np.exp(x))


@misconception(
    "softplus_derivative",
    "you give σ (1 − σ), the slope of the slope: that of softplus is σ itself",
)
def slope_of_softplus_is_one_slope_too_many(x):
    return right.logistic_derivative(x)


@misconception(
    "softplus_derivative",
    "the inner slope exp(x) is missing: 1 / (1 + exp(x)) times exp(x) is σ(x)",
)
def slope_of_softplus_without_the_inner_one(x):
    return right.logistic(-x)


@misconception(
    "softplus_derivative",
    "you give exp(x), the inner slope: 1 / (1 + exp(x)) is still to be multiplied",
)
def slope_of_softplus_without_the_outer_one(x):
    return np.exp(x)


@misconception(
    "softplus_derivative", "you give a step, the slope of ReLU: that of softplus is smooth, σ(x)"
)
def slope_of_softplus_is_a_step(x):
    return np.where(x > 0, 1.0, 0.0)


@misconception("softplus_derivative", "you give softplus itself: its slope is σ(x)")
def slope_of_softplus_is_softplus(x):
    return right.softplus(x)


@misconception(
    "softplus_derivative", "you give 1: the slope of softplus is near 0 to the left, σ(x)"
)
def slope_of_softplus_is_one(x):
    return np.ones_like(x)


@misconception("softplus_derivative", "you give tanh: the slope of softplus goes from 0 to 1, σ(x)")
def slope_of_softplus_is_tanh(x):
    return np.tanh(x)


@misconception(
    "softplus_derivative", "the logarithm stays below your line: the slope of ln(u) is 1 / u"
)
def slope_of_softplus_keeps_the_logarithm(x):
    return np.exp(np.minimum(x, 700)) / np.logaddexp(0, x)


@misconception("softplus_derivative", "brackets are missing: exp(x) / 1 + exp(x) divides first")
def slope_of_softplus_without_brackets(x):
    return np.exp(x) / 1 + np.exp(x)


@misconception(
    "softplus_derivative", "your sign is wrong: softplus grows, so its slope is above 0, σ(x)"
)
def slope_of_softplus_is_negative(x):
    return -right.logistic(x)


@misconception("softplus_derivative", "you give x σ(x): the slope is σ(x) alone")
def slope_of_softplus_times_x(x):
    return x * right.logistic(x)


@misconception(
    "softplus_derivative",
    "your answer is flat: keep the shape of x, np.exp works element by element",
)
def slope_of_softplus_is_flat(x):
    return flat(right.logistic(x))


@misconception(
    "softplus_derivative", "you compute inside x, which is the caller's: -x makes a new array"
)
def slope_of_softplus_in_place(x):
    return written(x, right.logistic(x))


@misconception("elu", "you always take 1 for α: use the alpha that is given")
def elu_with_fixed_alpha(x, alpha=1.0):
    return right.elu(x)


@misconception("elu", "the −1 is missing: α (exp(x) − 1), so that both sides meet at 0")
def elu_without_minus_one(x, alpha=1.0):
    return np.where(x > 0, x, alpha * np.exp(np.minimum(x, 0)))


@misconception("elu", "α multiplies the right side too: there x comes as it is")
def elu_with_alpha_on_both_sides(x, alpha=1.0):
    return alpha * right.elu(x)


@misconception("elu", "your α stands in the exponent: it multiplies all of exp(x) − 1")
def elu_with_alpha_in_the_power(x, alpha=1.0):
    return np.where(x > 0, x, np.exp(alpha * np.minimum(x, 0)) - 1)


@misconception(
    "elu", "brackets are missing: α exp(x) − 1 subtracts a whole 1, α (exp(x) − 1) is meant"
)
def elu_without_brackets(x, alpha=1.0):
    return np.where(x > 0, x, alpha * np.exp(np.minimum(x, 0)) - 1)


@misconception("elu", "you multiply exp(x) by 0, and 0 times infinity is NaN: choose with np.where")
def elu_is_nan_to_the_right(x, alpha=1.0):
    return (x > 0) * x + (x <= 0) * alpha * (np.exp(x) - 1)


@misconception("elu", "your left side is above 0: α (exp(x) − 1), not α (1 − exp(x))")
def elu_turns_up(x, alpha=1.0):
    return np.where(x > 0, x, alpha * (1 - np.exp(np.minimum(x, 0))))


@misconception("elu", "your sides are exchanged: x where x > 0, the power where x is below")
def elu_with_sides_exchanged(x, alpha=1.0):
    return np.where(x > 0, alpha * (np.exp(x) - 1), x)


@misconception("elu", "your left side is α x, a straight line: α (exp(x) − 1) belongs there")
def elu_is_leaky(x, alpha=1.0):
    return np.where(x > 0, x, alpha * x)


@misconception("elu", "your left side is 0, as that of ReLU: α (exp(x) − 1) belongs there")
def elu_is_relu(x, alpha=1.0):
    return np.maximum(x, 0)


@misconception("elu", "your values are those of SELU, with its two constants: ELU has alpha alone")
def elu_is_selu(x, alpha=1.0):
    return right.selu(x) * 1.0


@misconception("elu", "your alpha is 0.01 where none is given: the default is 1")
def elu_with_another_default(x, alpha=0.01):
    return right.elu(x, alpha)


@misconception(
    "elu", "your exponent is −x, so that the left side grows beyond all bounds: exp(x) is meant"
)
def elu_with_another_sign_in_the_power(x, alpha=1.0):
    return np.where(x > 0, x, alpha * (np.exp(-x) - 1))


@misconception("elu", "alpha = 0 is read as if none were given: it makes the left side 0")
def elu_takes_zero_for_none(x, alpha=1.0):
    return right.elu(x, alpha or 1.0)


@misconception("elu", "x[x < 0] = ... writes into the caller's array: np.where makes a new one")
def elu_in_place(x, alpha=1.0):
    return written(x, right.elu(x, alpha))


@misconception("elu_derivative", "you always take 1 for α: use the alpha that is given")
def slope_of_elu_with_fixed_alpha(x, alpha=1.0):
    return right.elu_derivative(x)


@misconception(
    "elu_derivative",
    "your left side is α (exp(x) − 1), the function: the slope of the 1 is 0, so α exp(x)",
)
def slope_of_elu_keeps_minus_one(x, alpha=1.0):
    return np.where(x > 0, 1.0, alpha * (np.exp(np.minimum(x, 0)) - 1))


@misconception("elu_derivative", "your right side is x, the function: its slope is 1")
def slope_of_elu_keeps_x(x, alpha=1.0):
    return np.where(x > 0, x, alpha * np.exp(np.minimum(x, 0)))


@misconception(
    "elu_derivative",
    "you add 1 to the left side: elu + α is the slope there, and only for α = 1 the same",
)
def slope_of_elu_is_elu_plus_one(x, alpha=1.0):
    return np.where(x > 0, 1.0, right.elu(x, alpha) + 1)


@misconception("elu_derivative", "your left side is α everywhere: the slope there is α exp(x)")
def slope_of_elu_is_constant(x, alpha=1.0):
    return np.where(x > 0, 1.0, alpha)


@misconception("elu_derivative", "α multiplies the right side too: there the slope is 1")
def slope_of_elu_with_alpha_on_both_sides(x, alpha=1.0):
    return alpha * right.elu_derivative(x)


@misconception(
    "elu_derivative", "you multiply exp(x) by 0, and 0 times infinity is NaN: choose with np.where"
)
def slope_of_elu_is_nan_to_the_right(x, alpha=1.0):
    return (x > 0) * 1.0 + (x <= 0) * alpha * np.exp(x)


@misconception("elu_derivative", "your left side is 0, as that of ReLU: α exp(x) belongs there")
def slope_of_elu_is_that_of_relu(x, alpha=1.0):
    return np.where(x > 0, 1.0, 0.0)


@misconception(
    "elu_derivative",
    "your exponent is −x, so that the left side grows beyond all bounds: exp(x) is meant",
)
def slope_of_elu_with_another_sign(x, alpha=1.0):
    return np.where(x > 0, 1.0, alpha * np.exp(-x))


@misconception(
    "elu_derivative", "your left side is below 0: ELU grows everywhere, its slope there is α exp(x)"
)
def slope_of_elu_is_negative(x, alpha=1.0):
    return np.where(x > 0, 1.0, -alpha * np.exp(np.minimum(x, 0)))


@misconception(
    "elu_derivative", "you treat exp(x) like a power of x, x exp(x − 1): its slope is exp(x) itself"
)
def slope_of_elu_by_the_power_rule(x, alpha=1.0):
    return np.where(x > 0, 1.0, alpha * x * np.exp(np.minimum(x, 0) - 1))


@misconception("elu_derivative", "α stands twice in your left side: α exp(x) has it once")
def slope_of_elu_with_alpha_twice(x, alpha=1.0):
    return np.where(x > 0, 1.0, alpha * right.elu_derivative(x, alpha))


@misconception(
    "elu_derivative",
    "you take x for elu(x): x + α is the slope from the value, here α exp(x) belongs",
)
def slope_of_elu_of_an_activation(x, alpha=1.0):
    return np.where(x > 0, 1.0, x + alpha)


@misconception("elu_derivative", "your alpha is 0.01 where none is given: the default is 1")
def slope_of_elu_with_another_default(x, alpha=0.01):
    return right.elu_derivative(x, alpha)


@misconception(
    "elu_derivative", "alpha = 0 is read as if none were given: it makes the left side 0"
)
def slope_of_elu_takes_zero_for_none(x, alpha=1.0):
    return right.elu_derivative(x, alpha or 1.0)


@misconception(
    "elu_derivative", "x[x < 0] = ... writes into the caller's array: np.where makes a new one"
)
def slope_of_elu_in_place(x, alpha=1.0):
    return written(x, right.elu_derivative(x, alpha))


@misconception("selu", "λ is missing: SELU is 1.0507 times ELU with α = 1.67326")
def selu_is_elu(x):
    return right.elu(x, ALPHA)


@misconception("selu", "λ multiplies the right side only: it belongs before both")
def selu_scales_the_right_alone(x):
    return np.where(x > 0, LAMBDA * x, right.elu(x, ALPHA))


@misconception("selu", "λ multiplies the left side only: it belongs before both")
def selu_scales_the_left_alone(x):
    return np.where(x > 0, x, LAMBDA * right.elu(x, ALPHA))


@misconception(
    "selu", "your constants are exchanged: λ = 1.0507 scales all, α = 1.67326 the left side"
)
def selu_with_constants_exchanged(x):
    return ALPHA * right.elu(x, LAMBDA)


@misconception("selu", "α is missing: the left side is λ α (exp(x) − 1)")
def selu_without_alpha(x):
    return LAMBDA * right.elu(x)


@misconception("selu", "the −1 is missing: λ α (exp(x) − 1), so that both sides meet at 0")
def selu_without_minus_one(x):
    return LAMBDA * np.where(x > 0, x, ALPHA * np.exp(np.minimum(x, 0)))


@misconception(
    "selu", "brackets are missing: α exp(x) − 1 subtracts a whole 1, α (exp(x) − 1) is meant"
)
def selu_without_brackets(x):
    return LAMBDA * np.where(x > 0, x, ALPHA * np.exp(np.minimum(x, 0)) - 1)


@misconception("selu", "α multiplies the right side too: there it is λ x")
def selu_with_alpha_on_both_sides(x):
    return LAMBDA * ALPHA * right.elu(x)


@misconception("selu", "your constants are rounded too far: 1.0507 and 1.67326")
def selu_of_rounded_constants(x):
    return 1.05 * right.elu(x, 1.67)


@misconception(
    "selu", "you multiply exp(x) by 0, and 0 times infinity is NaN: choose with np.where"
)
def selu_is_nan_to_the_right(x):
    return LAMBDA * ((x > 0) * x + (x <= 0) * ALPHA * (np.exp(x) - 1))


@misconception("selu", "your left side is λ α x, a straight line: λ α (exp(x) − 1) belongs there")
def selu_is_leaky(x):
    return LAMBDA * np.where(x > 0, x, ALPHA * x)


@misconception("selu", "your left side is 0, as that of ReLU: λ α (exp(x) − 1) belongs there")
def selu_is_relu(x):
    return LAMBDA * np.maximum(x, 0)


@misconception("selu", "your sides are exchanged: λ x where x > 0, the power where x is below")
def selu_with_sides_exchanged(x):
    return LAMBDA * np.where(x > 0, ALPHA * (np.exp(x) - 1), x)


@misconception("selu", "x[x < 0] = ... writes into the caller's array: np.where makes a new one")
def selu_in_place(x):
    return written(x, right.selu(x))


@misconception(
    "selu_derivative", "λ is missing: the slope is 1.0507 times that of ELU with α = 1.67326"
)
def slope_of_selu_is_that_of_elu(x):
    return right.elu_derivative(x, ALPHA)


@misconception("selu_derivative", "λ multiplies the right side only: it belongs before both")
def slope_of_selu_scales_the_right_alone(x):
    return np.where(x > 0, LAMBDA, right.elu_derivative(x, ALPHA))


@misconception("selu_derivative", "λ multiplies the left side only: it belongs before both")
def slope_of_selu_scales_the_left_alone(x):
    return np.where(x > 0, 1.0, LAMBDA * right.elu_derivative(x, ALPHA))


@misconception(
    "selu_derivative",
    "your constants are exchanged: λ = 1.0507 scales all, α = 1.67326 the left side",
)
def slope_of_selu_with_constants_exchanged(x):
    return ALPHA * right.elu_derivative(x, LAMBDA)


@misconception("selu_derivative", "α is missing: the left side is λ α exp(x)")
def slope_of_selu_without_alpha(x):
    return LAMBDA * right.elu_derivative(x)


@misconception(
    "selu_derivative", "your left side is λ α (exp(x) − 1), the function: the slope of the 1 is 0"
)
def slope_of_selu_keeps_minus_one(x):
    return np.where(x > 0, LAMBDA, right.selu(x))


@misconception("selu_derivative", "your right side is λ x, the function: its slope is λ")
def slope_of_selu_keeps_x(x):
    return np.where(x > 0, right.selu(x), right.selu_derivative(x))


@misconception("selu_derivative", "α multiplies the right side too: there the slope is λ")
def slope_of_selu_with_alpha_on_both_sides(x):
    return LAMBDA * ALPHA * right.elu_derivative(x)


@misconception("selu_derivative", "your constants are rounded too far: 1.0507 and 1.67326")
def slope_of_selu_of_rounded_constants(x):
    return 1.05 * right.elu_derivative(x, 1.67)


@misconception(
    "selu_derivative", "you multiply exp(x) by 0, and 0 times infinity is NaN: choose with np.where"
)
def slope_of_selu_is_nan_to_the_right(x):
    return LAMBDA * ((x > 0) + (x <= 0) * ALPHA * np.exp(x))


@misconception("selu_derivative", "your left side is λ α everywhere: the slope there is λ α exp(x)")
def slope_of_selu_is_constant(x):
    return np.where(x > 0, LAMBDA, LAMBDA * ALPHA)


@misconception("selu_derivative", "your left side is 0, as that of ReLU: λ α exp(x) belongs there")
def slope_of_selu_is_that_of_relu(x):
    return np.where(x > 0, LAMBDA, 0.0)


@misconception(
    "selu_derivative",
    "you take x for selu(x): x + λ α is the slope from the value, here λ α exp(x) belongs",
)
def slope_of_selu_of_an_activation(x):
    return np.where(x > 0, LAMBDA, x + LAMBDA * ALPHA)


@misconception(
    "selu_derivative",
    "your exponent is −x, so that the left side grows beyond all bounds: exp(x) is meant",
)
def slope_of_selu_with_another_sign(x):
    return LAMBDA * np.where(x > 0, 1.0, ALPHA * np.exp(-x))


@misconception(
    "selu_derivative", "x[x < 0] = ... writes into the caller's array: np.where makes a new one"
)
def slope_of_selu_in_place(x):
    return written(x, right.selu_derivative(x))


@misconception("leaky_relu", "your left side is 0, as that of ReLU: 0.01 x belongs there")
def leaky_relu_is_tight(x):
    return np.maximum(x, 0)


@misconception("leaky_relu", "your left side is 0.1 x: in this course the leak is 0.01")
def leaky_relu_leaks_a_tenth(x):
    return np.where(x > 0, x, 0.1 * x)


@misconception("leaky_relu", "your left side is 0.2 x: in this course the leak is 0.01")
def leaky_relu_leaks_a_fifth(x):
    return np.where(x > 0, x, 0.2 * x)


@misconception("leaky_relu", "your left side is 0.001 x: in this course the leak is 0.01")
def leaky_relu_leaks_a_thousandth(x):
    return np.where(x > 0, x, 0.001 * x)


@misconception("leaky_relu", "your left side is above 0: 0.01 x is negative where x is")
def leaky_relu_turns_up(x):
    return np.where(x > 0, x, -0.01 * x)


@misconception("leaky_relu", "your left side is the number 0.01: x belongs behind it, 0.01 x")
def leaky_relu_is_constant(x):
    return np.where(x > 0, x, 0.01)


@misconception("leaky_relu", "0.01 multiplies the right side too: there x comes as it is")
def leaky_relu_leaks_on_both_sides(x):
    return 0.01 * x


@misconception("leaky_relu", "your sides are exchanged: x where x > 0, 0.01 x where it is below")
def leaky_relu_with_sides_exchanged(x):
    return np.where(x > 0, 0.01 * x, x)


@misconception("leaky_relu", "the leak is added on the right side too, 1.01 x: there x comes alone")
def leaky_relu_adds_its_leak(x):
    return np.maximum(x, 0) + 0.01 * x


@misconception("leaky_relu", "negative numbers lose their sign: 0.01 x belongs there")
def leaky_relu_is_the_absolute_value(x):
    return np.abs(x)


@misconception("leaky_relu", "you give the slope, 1 or 0.01: x belongs behind it")
def leaky_relu_is_its_slope(x):
    return right.leaky_relu_derivative(x)


@misconception("leaky_relu", "your left side is exp(x) − 1, that of ELU: 0.01 x belongs there")
def leaky_relu_is_elu(x):
    return right.elu(x)


@misconception(
    "leaky_relu", "your left side is 0.01 (exp(x) − 1), that of ELU: 0.01 x belongs there"
)
def leaky_relu_is_elu_with_a_small_alpha(x):
    return right.elu(x, 0.01)


@misconception(
    "leaky_relu", "x[x < 0] *= 0.01 writes into the caller's array: np.where makes a new one"
)
def leaky_relu_in_place(x):
    return written(x, right.leaky_relu(x))


@misconception(
    "leaky_relu_derivative", "your slope is 0 to the left, as that of ReLU: it is 0.01 there"
)
def slope_of_leaky_relu_is_that_of_relu(x):
    return np.where(x > 0, 1.0, 0.0)


@misconception(
    "leaky_relu_derivative", "you give the function, x or 0.01 x: its slope is 1 or 0.01"
)
def slope_of_leaky_relu_is_leaky_relu(x):
    return right.leaky_relu(x)


@misconception("leaky_relu_derivative", "your left side is 0.01 x: its slope is 0.01, without x")
def slope_of_leaky_relu_keeps_x_to_the_left(x):
    return np.where(x > 0, 1.0, 0.01 * x)


@misconception("leaky_relu_derivative", "your right side is x: its slope is 1")
def slope_of_leaky_relu_keeps_x_to_the_right(x):
    return np.where(x > 0, x, 0.01)


@misconception(
    "leaky_relu_derivative", "your slope to the left is 0.1: in this course the leak is 0.01"
)
def slope_of_leaky_relu_of_a_tenth(x):
    return np.where(x > 0, 1.0, 0.1)


@misconception(
    "leaky_relu_derivative", "your slope to the left is 0.2: in this course the leak is 0.01"
)
def slope_of_leaky_relu_of_a_fifth(x):
    return np.where(x > 0, 1.0, 0.2)


@misconception(
    "leaky_relu_derivative", "your slope to the left is −0.01: 0.01 x grows with x, so 0.01"
)
def slope_of_leaky_relu_is_negative(x):
    return np.where(x > 0, 1.0, -0.01)


@misconception(
    "leaky_relu_derivative",
    "your sides are exchanged: the slope is 1 to the right of 0, and 0.01 to the left",
)
def slope_of_leaky_relu_with_sides_exchanged(x):
    return np.where(x > 0, 0.01, 1.0)


@misconception("leaky_relu_derivative", "your slope is 1 everywhere: to the left it is 0.01")
def slope_of_leaky_relu_is_one(x):
    return np.ones_like(x)


@misconception("leaky_relu_derivative", "your slope is 0.01 everywhere: to the right it is 1")
def slope_of_leaky_relu_leaks_on_both_sides(x):
    return np.full_like(x, 0.01)


@misconception(
    "leaky_relu_derivative", "your slope to the right is 1.01: the leak is on the left side alone"
)
def slope_of_leaky_relu_adds_its_leak(x):
    return np.where(x > 0, 1.01, 0.01)


@misconception(
    "leaky_relu_derivative", "leaky_relu(x) / x is 0 / 0 at exactly 0: compare x with 0 instead"
)
def slope_of_leaky_relu_is_nan_at_zero(x):
    return np.divide(right.leaky_relu(x), x)


@misconception("leaky_relu_derivative", "your slope is −1 to the left: it is 0.01 there")
def slope_of_leaky_relu_is_the_sign(x):
    return np.sign(x)


@misconception(
    "leaky_relu_derivative",
    "your answer is flat: keep the shape of x, numpy compares element by element",
)
def slope_of_leaky_relu_is_flat(x):
    return flat(right.leaky_relu_derivative(x))


@misconception(
    "leaky_relu_derivative", "x[x > 0] = 1 writes into the caller's array: np.where makes a new one"
)
def slope_of_leaky_relu_in_place(x):
    return written(x, right.leaky_relu_derivative(x))
