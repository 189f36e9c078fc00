"""What students get wrong in optimizers, and what each of them should read.

Each variant is right but for the one thing that its sentence names.
"""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D103

import numpy as np
import optimizers as right

from grader.course import misconception


@misconception("sgd_update", "you walk uphill: the gradient is subtracted, w − lr · grad")
def sgd_walks_uphill(w, grad, lr=0.01):
    return w + lr * grad


@misconception("sgd_update", "the learning rate is missing: w − lr · grad")
def sgd_without_lr(w, grad, lr=0.01):
    return w - grad


@misconception("sgd_update", "you always take the learning rate 0.01: use the lr that is given")
def sgd_with_fixed_lr(w, grad, lr=0.01):
    return w - 0.01 * grad


@misconception("sgd_update", "you give the step alone: the new weights belong here, w − lr · grad")
def sgd_gives_the_step(w, grad, lr=0.01):
    return -lr * grad


@misconception(
    "sgd_update",
    "you take only the gradient's sign: a steeper slope makes a longer step, lr · grad",
)
def sgd_takes_the_sign(w, grad, lr=0.01):
    return w - lr * np.sign(grad)


@misconception("sgd_update", "you scale the gradient to length 1: take it as it is, w − lr · grad")
def sgd_normalises(w, grad, lr=0.01):
    return w - lr * grad / (np.linalg.norm(grad) + 1e-12)


@misconception(
    "sgd_update",
    "you take one mean gradient for all weights: each weight has its own, w − lr · grad",
)
def sgd_takes_the_mean(w, grad, lr=0.01):
    return w - lr * grad.mean()


@misconception(
    "sgd_update", "you divide the gradient by its number of rows: take it as it is, w − lr · grad"
)
def sgd_divides_by_the_rows(w, grad, lr=0.01):
    return w - lr * grad / len(grad)


@misconception(
    "sgd_update", "you shrink w by 1 − lr: all of w stays, and lr multiplies the gradient only"
)
def sgd_shrinks_the_weights(w, grad, lr=0.01):
    return (1 - lr) * w - lr * grad


@misconception("sgd_update", "you multiply the step by w: subtract lr · grad from w as it is")
def sgd_multiplies(w, grad, lr=0.01):
    return w * (1 - lr * grad)


@misconception("sgd_update", "w -= ... changes the caller's array: make a new one, w − lr · grad")
def sgd_in_place(w, grad, lr=0.01):
    w -= lr * grad
    return w


@misconception(
    "momentum_update",
    "the factor 1 − β₁ of the gradient is missing: this course's m is a weighted mean",
)
def momentum_without_its_share(w, grad, m, lr=0.01, beta1=0.9):
    m = beta1 * m + grad
    return w - lr * m, m


@misconception(
    "momentum_update", "your shares are swapped: β₁ goes with the old m, 1 − β₁ with the gradient"
)
def momentum_with_shares_swapped(w, grad, m, lr=0.01, beta1=0.9):
    m = (1 - beta1) * m + beta1 * grad
    return w - lr * m, m


@misconception(
    "momentum_update", "your step goes along the old m: compute the new m first, then step along it"
)
def momentum_steps_along_the_old(w, grad, m, lr=0.01, beta1=0.9):
    return w - lr * m, beta1 * m + (1 - beta1) * grad


@misconception("momentum_update", "your step goes along the gradient: it goes along the new m")
def momentum_steps_along_the_gradient(w, grad, m, lr=0.01, beta1=0.9):
    return w - lr * grad, beta1 * m + (1 - beta1) * grad


@misconception(
    "momentum_update", "you give back the old m: the new one is the memory for the next step"
)
def momentum_returns_the_old(w, grad, m, lr=0.01, beta1=0.9):
    return right.momentum_update(w, grad, m, lr, beta1)[0], m.copy()


@misconception("momentum_update", "the step lacks the learning rate: w − lr · m")
def momentum_without_lr(w, grad, m, lr=0.01, beta1=0.9):
    m = beta1 * m + (1 - beta1) * grad
    return w - m, m


@misconception(
    "momentum_update",
    "the learning rate is in your m: m takes (1 − β₁) · grad, and lr multiplies the step",
)
def momentum_with_lr_inside(w, grad, m, lr=0.01, beta1=0.9):
    m = beta1 * m + lr * grad
    return w - m, m


@misconception("momentum_update", "you walk uphill: the step along m is subtracted, w − lr · m")
def momentum_walks_uphill(w, grad, m, lr=0.01, beta1=0.9):
    m = beta1 * m + (1 - beta1) * grad
    return w + lr * m, m


@misconception(
    "momentum_update",
    "you look ahead as Nesterov does: here the step is lr times the new m, no more",
)
def momentum_is_nesterov(w, grad, m, lr=0.01, beta1=0.9):
    m = beta1 * m + (1 - beta1) * grad
    return w - lr * (beta1 * m + (1 - beta1) * grad), m


@misconception(
    "momentum_update", "you correct m as the first step of Adam does: momentum takes m as it is"
)
def momentum_with_correction(w, grad, m, lr=0.01, beta1=0.9):
    m = beta1 * m + (1 - beta1) * grad
    return w - lr * m / (1 - beta1), m


@misconception("momentum_update", "you always take 0.9 for β₁: use the beta1 that is given")
def momentum_with_fixed_beta(w, grad, m, lr=0.01, beta1=0.9):
    return right.momentum_update(w, grad, m, lr, 0.9)


@misconception("momentum_update", "you give back (m, w): the weights come first")
def momentum_returns_m_first(w, grad, m, lr=0.01, beta1=0.9):
    w, m = right.momentum_update(w, grad, m, lr, beta1)
    return m, w


@misconception(
    "momentum_update", "m *= ... and w -= ... change the caller's arrays: make new ones, m = ..."
)
def momentum_in_place(w, grad, m, lr=0.01, beta1=0.9):
    m *= beta1
    m += (1 - beta1) * grad
    w -= lr * m
    return w, m


@misconception("adagrad_update", "ε stands inside your root: √s + ε, and not √(s + ε)")
def adagrad_with_eps_inside(w, grad, s, lr=0.01, eps=1e-10):
    s = s + grad**2
    return w - lr * grad / np.sqrt(s + eps), s


@misconception(
    "adagrad_update", "your step divides by the root of the old s: add g² first, then take the root"
)
def adagrad_divides_by_the_old(w, grad, s, lr=0.01, eps=1e-10):
    return w - lr * grad / (np.sqrt(s) + eps), s + grad**2


@misconception("adagrad_update", "your s forgets: it adds g² to the old s, s + g²")
def adagrad_forgets(w, grad, s, lr=0.01, eps=1e-10):
    s = grad**2
    return w - lr * grad / (np.sqrt(s) + eps), s


@misconception(
    "adagrad_update", "your s is a decaying mean, which is RMSProp: AdaGrad adds up all, s + g²"
)
def adagrad_is_rmsprop(w, grad, s, lr=0.01, eps=1e-10):
    s = 0.9 * s + 0.1 * grad**2
    return w - lr * grad / (np.sqrt(s) + eps), s


@misconception("adagrad_update", "the gradient is not squared in your s: s + g²")
def adagrad_without_square(w, grad, s, lr=0.01, eps=1e-10):
    s = s + np.abs(grad)
    return w - lr * grad / (np.sqrt(s) + eps), s


@misconception("adagrad_update", "the root is missing: the step divides by √s + ε")
def adagrad_without_root(w, grad, s, lr=0.01, eps=1e-10):
    s = s + grad**2
    return w - lr * grad / (s + eps), s


@misconception(
    "adagrad_update",
    "you add up the squares of all weights: each weight has its own s, element-wise",
)
def adagrad_with_one_rate_for_all(w, grad, s, lr=0.01, eps=1e-10):
    s = s + np.sum(grad**2)
    return w - lr * grad / (np.sqrt(s) + eps), s


@misconception(
    "adagrad_update", "the gradient is missing above the line: the step is lr · g / (√s + ε)"
)
def adagrad_without_gradient(w, grad, s, lr=0.01, eps=1e-10):
    s = s + grad**2
    return w - lr / (np.sqrt(s) + eps), s


@misconception(
    "adagrad_update", "ε is missing: without it a weight whose gradients were all 0 becomes 0 / 0"
)
def adagrad_without_eps(w, grad, s, lr=0.01, eps=1e-10):
    s = s + grad**2
    return w - lr * grad / np.sqrt(s), s


@misconception(
    "adagrad_update", "you give back the old s: the new one is the memory for the next step"
)
def adagrad_returns_the_old(w, grad, s, lr=0.01, eps=1e-10):
    return right.adagrad_update(w, grad, s, lr, eps)[0], s.copy()


@misconception("adagrad_update", "you walk uphill: the step is subtracted, w − lr · g / (√s + ε)")
def adagrad_walks_uphill(w, grad, s, lr=0.01, eps=1e-10):
    s = s + grad**2
    return w + lr * grad / (np.sqrt(s) + eps), s


@misconception("adagrad_update", "s += ... changes the caller's array: make a new one, s = s + g²")
def adagrad_in_place(w, grad, s, lr=0.01, eps=1e-10):
    s += grad**2
    return w - lr * grad / (np.sqrt(s) + eps), s


@misconception(
    "adagrad_update",
    "your ε stands outside the fraction: without parentheses it is added to the step",
)
def adagrad_with_eps_outside_the_fraction(w, grad, s, lr=0.01, eps=1e-10):
    s = s + grad**2
    return w - lr * grad / np.sqrt(s) + eps, s


@misconception("adagrad_update", "you add an ε of your own: use the eps that is given")
def adagrad_with_an_eps_of_its_own(w, grad, s, lr=0.01, eps=1e-10):
    s = s + grad**2
    return w - lr * grad / (np.sqrt(s) + 1e-8), s


@misconception("adagrad_update", "w does not move: subtract the step, lr · g / (√s + ε)")
def adagrad_without_a_step(w, grad, s, lr=0.01, eps=1e-10):
    s = s + grad**2
    return w * 1.0, s


@misconception(
    "adagrad_update",
    "w -= ... changes the caller's weights: make new ones, w = w − lr · g / (√s + ε)",
)
def adagrad_moves_the_weights_in_place(w, grad, s, lr=0.01, eps=1e-10):
    s = s + grad**2
    w -= lr * grad / (np.sqrt(s) + eps)
    return w, s


@misconception("rmsprop_update", "ε stands inside your root: √v + ε, and not √(v + ε)")
def rmsprop_with_eps_inside(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * grad**2
    return w - lr * grad / np.sqrt(v + eps), v


@misconception(
    "rmsprop_update", "the factor 1 − β₂ of g² is missing: v is a weighted mean of squares"
)
def rmsprop_without_its_share(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + grad**2
    return w - lr * grad / (np.sqrt(v) + eps), v


@misconception("rmsprop_update", "your shares are swapped: β₂ goes with the old v, 1 − β₂ with g²")
def rmsprop_with_shares_swapped(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = (1 - beta2) * v + beta2 * grad**2
    return w - lr * grad / (np.sqrt(v) + eps), v


@misconception(
    "rmsprop_update",
    "your v adds up all squares, which is AdaGrad: RMSProp forgets, by β₂ and 1 − β₂",
)
def rmsprop_is_adagrad(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = v + grad**2
    return w - lr * grad / (np.sqrt(v) + eps), v


@misconception(
    "rmsprop_update", "your step divides by the root of the old v: compute the new v first"
)
def rmsprop_divides_by_the_old(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    return w - lr * grad / (np.sqrt(v) + eps), beta2 * v + (1 - beta2) * grad**2


@misconception("rmsprop_update", "the gradient is not squared in your v: β₂ v + (1 − β₂) g²")
def rmsprop_without_square(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * np.abs(grad)
    return w - lr * grad / (np.sqrt(v) + eps), v


@misconception(
    "rmsprop_update", "you square 1 − β₂ along with the gradient: only g is squared, (1 − β₂) g²"
)
def rmsprop_squares_its_share(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + ((1 - beta2) * grad) ** 2
    return w - lr * grad / (np.sqrt(v) + eps), v


@misconception("rmsprop_update", "the root is missing: the step divides by √v + ε")
def rmsprop_without_root(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * grad**2
    return w - lr * grad / (v + eps), v


@misconception(
    "rmsprop_update",
    "you take the mean square of all weights: each weight has its own v, element-wise",
)
def rmsprop_with_one_rate_for_all(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * np.mean(grad**2)
    return w - lr * grad / (np.sqrt(v) + eps), v


@misconception(
    "rmsprop_update", "ε is missing: without it a weight whose gradients were all 0 becomes 0 / 0"
)
def rmsprop_without_eps(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * grad**2
    return w - lr * grad / np.sqrt(v), v


@misconception("rmsprop_update", "you always take 0.99 for β₂: use the beta2 that is given")
def rmsprop_with_fixed_beta(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    return right.rmsprop_update(w, grad, v, lr, 0.99, eps)


@misconception(
    "rmsprop_update", "you correct v as the first step of Adam does: RMSProp takes v as it is"
)
def rmsprop_with_correction(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * grad**2
    return w - lr * grad / (np.sqrt(v / (1 - beta2)) + eps), v


@misconception(
    "rmsprop_update", "you give back the old v: the new one is the memory for the next step"
)
def rmsprop_returns_the_old(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    return right.rmsprop_update(w, grad, v, lr, beta2, eps)[0], v.copy()


@misconception(
    "rmsprop_update", "v *= ... changes the caller's array: make a new one, v = β₂ v + (1 − β₂) g²"
)
def rmsprop_in_place(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v *= beta2
    v += (1 - beta2) * grad**2
    return w - lr * grad / (np.sqrt(v) + eps), v


@misconception(
    "rmsprop_update",
    "your ε stands outside the fraction: without parentheses it is added to the step",
)
def rmsprop_with_eps_outside_the_fraction(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * grad**2
    return w - lr * grad / np.sqrt(v) + eps, v


@misconception("rmsprop_update", "you add an ε of your own: use the eps that is given")
def rmsprop_with_an_eps_of_its_own(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * grad**2
    return w - lr * grad / (np.sqrt(v) + 1e-8), v


@misconception("rmsprop_update", "w does not move: subtract the step, lr · g / (√v + ε)")
def rmsprop_without_a_step(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * grad**2
    return w * 1.0, v


@misconception(
    "rmsprop_update",
    "w -= ... changes the caller's weights: make new ones, w = w − lr · g / (√v + ε)",
)
def rmsprop_moves_the_weights_in_place(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * grad**2
    w -= lr * grad / (np.sqrt(v) + eps)
    return w, v


@misconception(
    "rmsprop_update", "g² has the factor lr in your v: it has 1 − β₂, and lr multiplies the step"
)
def rmsprop_with_lr_in_the_mean(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + lr * grad**2
    return w - lr * grad / (np.sqrt(v) + eps), v


def means(grad, m, v, beta1, beta2):
    """Give Adam's new m and v."""
    return beta1 * m + (1 - beta1) * grad, beta2 * v + (1 - beta2) * grad**2


@misconception(
    "adam_update", "your step is Adam without bias correction: m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ)"
)
def adam_without_correction(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    return w - lr * m / (np.sqrt(v) + eps), m, v


@misconception("adam_update", "you correct m but not v: v̂ = v / (1 − β₂ᵗ) belongs under the root")
def adam_corrects_m_only(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v) + eps), m, v


@misconception("adam_update", "you correct v but not m: m̂ = m / (1 − β₁ᵗ) belongs above the line")
def adam_corrects_v_only(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    return w - lr * m / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception(
    "adam_update",
    "your corrections lack the power of t: 1 − β₁ᵗ and 1 − β₂ᵗ, not 1 − β₁ and 1 − β₂",
)
def adam_without_power(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    return w - lr * m / (1 - beta1) / (np.sqrt(v / (1 - beta2)) + eps), m, v


@misconception(
    "adam_update",
    "you count t from 0: the first step is t = 1, so take β₁ᵗ and not the power t + 1",
)
def adam_one_step_late(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    v_hat = v / (1 - beta2 ** (t + 1))
    return w - lr * m / (1 - beta1 ** (t + 1)) / (np.sqrt(v_hat) + eps), m, v


@misconception(
    "adam_update", "both your corrections use β₁: v is corrected by β₂, v̂ = v / (1 − β₂ᵗ)"
)
def adam_corrects_both_by_beta1(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta1**t)) + eps), m, v


@misconception(
    "adam_update", "you multiply by the corrections: m and v are divided by 1 − β₁ᵗ and 1 − β₂ᵗ"
)
def adam_multiplies_by_corrections(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    return w - lr * m * (1 - beta1**t) / (np.sqrt(v * (1 - beta2**t)) + eps), m, v


@misconception(
    "adam_update", "you give back m̂ and v̂: the memory is m and v as they are before the correction"
)
def adam_returns_the_corrected(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    w, m, v = right.adam_update(w, grad, m, v, t, lr, beta1, beta2, eps)
    return w, m / (1 - beta1**t), v / (1 - beta2**t)


@misconception("adam_update", "ε stands inside your root: √v̂ + ε, and not √(v̂ + ε)")
def adam_with_eps_inside(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    return w - lr * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t) + eps), m, v


@misconception("adam_update", "you add ε to √v before its correction: correct v first, then √v̂ + ε")
def adam_adds_eps_too_early(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    rate = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - rate * m / (np.sqrt(v) + eps), m, v


@misconception(
    "adam_update", "ε is missing: without it a weight whose gradients were all 0 becomes 0 / 0"
)
def adam_without_eps(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    return w - lr * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t)), m, v


@misconception("adam_update", "the root is missing: the step divides by √v̂ + ε")
def adam_without_root(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    return w - lr * m / (1 - beta1**t) / (v / (1 - beta2**t) + eps), m, v


@misconception(
    "adam_update", "the gradient stands above your line: m̂ belongs there, the mean of the gradients"
)
def adam_without_momentum(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    return w - lr * grad / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception("adam_update", "the gradient is not squared in your v: β₂ v + (1 − β₂) g²")
def adam_without_square(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = beta1 * m + (1 - beta1) * grad, beta2 * v + (1 - beta2) * np.abs(grad)
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception(
    "adam_update", "your v is the mean of m²: it is the mean of the squared gradients, g²"
)
def adam_squares_m(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * m**2
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception("adam_update", "your betas are swapped: β₁ belongs to m, β₂ to v")
def adam_with_betas_swapped(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    return right.adam_update(w, grad, m, v, t, lr, beta2, beta1, eps)


@misconception("adam_update", "you give back (w, v, m): m comes before v")
def adam_returns_v_first(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    w, m, v = right.adam_update(w, grad, m, v, t, lr, beta1, beta2, eps)
    return w, v, m


@misconception(
    "adam_update", "m *= ... and v *= ... change the caller's arrays: make new ones, m = ..."
)
def adam_in_place(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m[...], v[...] = means(grad, m, v, beta1, beta2)
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception(
    "adam_update", "w -= ... changes the caller's weights: make new ones, as `w = w − step` does"
)
def adam_moves_the_weights_in_place(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    new, m, v = right.adam_update(w, grad, m, v, t, lr, beta1, beta2, eps)
    w[...] = new
    return w, m, v


@misconception(
    "adam_update", "you raise 1 − β to the power t: it is β alone that is raised, 1 − βᵗ"
)
def adam_raises_the_difference(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    v_hat = v / (1 - beta2) ** t
    return w - lr * m / (1 - beta1) ** t / (np.sqrt(v_hat) + eps), m, v


@misconception("adam_update", "you correct v by 1 − β₂²: the power is t, the number of the step")
def adam_squares_beta2(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**2)) + eps), m, v


@misconception(
    "adam_update", "g² has the factor lr in your v: it has 1 − β₂, and lr multiplies the step"
)
def adam_with_lr_in_the_mean(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = beta1 * m + (1 - beta1) * grad, beta2 * v + lr * grad**2
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception(
    "adam_update", "your new m begins with v: it takes β₁ of the old m, β₁ m + (1 − β₁) g"
)
def adam_takes_v_into_m(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = beta1 * v + (1 - beta1) * grad, beta2 * v + (1 - beta2) * grad**2
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception(
    "adam_update",
    "your v is the mean of (g − m)², as in AdaBelief: Adam squares the gradient alone",
)
def adam_is_adabelief(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * (grad - m) ** 2
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception(
    "adam_update", "your ε stands outside the fraction: without parentheses it is added to the step"
)
def adam_with_eps_outside_the_fraction(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    return w - lr * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t)) + eps, m, v


@misconception("adam_update", "you add an ε of your own: use the eps that is given")
def adam_with_an_eps_of_its_own(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    return right.adam_update(w, grad, m, v, t, lr, beta1, beta2, 1e-8)


@misconception("adam_update", "w does not move: subtract the step, lr · m̂ / (√v̂ + ε)")
def adam_without_a_step(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    return w * 1.0, m, v


def batches_of(X, y, order, batch_size):
    """Yield the rows of X and y in this order, one batch at a time."""
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


@misconception(
    "minibatches", "nothing is shuffled: take the rows in the order of rng.permutation(len(X))"
)
def minibatches_without_shuffle(X, y, batch_size, rng):
    yield from batches_of(X, y, np.arange(len(X)), batch_size)


@misconception("minibatches", "you drop the last, short batch: its samples count too")
def minibatches_drop_the_last(X, y, batch_size, rng):
    full = len(X) // batch_size * batch_size
    yield from batches_of(X, y, rng.permutation(len(X))[:full], batch_size)


@misconception(
    "minibatches",
    "you fill the last batch up with samples from the first: each comes once, let it be short",
)
def minibatches_fill_the_last(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    missing = -len(X) % batch_size
    yield from batches_of(X, y, np.append(order, np.resize(order, missing)), batch_size)


@misconception(
    "minibatches", "your last batch may be empty: range(0, len(X), batch_size) stops in time"
)
def minibatches_end_in_an_empty_one(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for number in range(len(X) // batch_size + 1):
        rows = order[number * batch_size : (number + 1) * batch_size]
        yield X[rows], y[rows]


@misconception(
    "minibatches", "you draw from numpy's global generator: all randomness comes from rng"
)
def minibatches_of_the_global_generator(X, y, batch_size, rng):
    yield from batches_of(X, y, np.random.permutation(len(X)), batch_size)


@misconception(
    "minibatches",
    "you make a generator of your own, with a fixed seed: draw from rng, or every epoch is alike",
)
def minibatches_with_a_fixed_seed(X, y, batch_size, rng):
    yield from batches_of(X, y, np.random.default_rng(0).permutation(len(X)), batch_size)


@misconception("minibatches", "X is shuffled and y is not: one order for both, X[rows] and y[rows]")
def minibatches_shuffle_x_only(X, y, batch_size, rng):
    yield from batches_of(X[rng.permutation(len(X))], y, np.arange(len(X)), batch_size)


@misconception(
    "minibatches", "X and y are shuffled apart: one permutation for both keeps the labels"
)
def minibatches_shuffle_apart(X, y, batch_size, rng):
    mixed = X[rng.permutation(len(X))], y[rng.permutation(len(y))]
    yield from batches_of(*mixed, np.arange(len(X)), batch_size)


@misconception(
    "minibatches", "you draw with replacement, so that some samples come twice: use a permutation"
)
def minibatches_with_replacement(X, y, batch_size, rng):
    yield from batches_of(X, y, rng.integers(0, len(X), len(X)), batch_size)


@misconception(
    "minibatches", "you draw each batch from all samples anew: cut one permutation into batches"
)
def minibatches_drawn_anew(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        size = min(batch_size, len(X) - start)
        rows = rng.choice(len(X), size, replace=False)
        yield X[rows], y[rows]


@misconception(
    "minibatches",
    "you shuffle whole batches of neighbours: shuffle the samples, then cut the batches",
)
def minibatches_shuffle_the_batches(X, y, batch_size, rng):
    for start in rng.permutation(np.arange(0, len(X), batch_size)):
        yield X[start : start + batch_size], y[start : start + batch_size]


@misconception(
    "minibatches", "you shuffle inside each batch only: shuffle all samples, then cut the batches"
)
def minibatches_shuffle_inside(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        rows = start + rng.permutation(min(batch_size, len(X) - start))
        yield X[rows], y[rows]


@misconception(
    "minibatches",
    "you only start at a random sample: shuffle all of them, by rng.permutation(len(X))",
)
def minibatches_start_anywhere(X, y, batch_size, rng):
    order = np.roll(np.arange(len(X)), rng.integers(len(X)))
    yield from batches_of(X, y, order, batch_size)


@misconception("minibatches", "you make batch_size batches: a batch holds batch_size samples")
def minibatches_in_that_number(X, y, batch_size, rng):
    for rows in np.array_split(rng.permutation(len(X)), batch_size):
        yield X[rows], y[rows]


@misconception(
    "minibatches", "your batches share the samples evenly: all but the last hold batch_size"
)
def minibatches_of_even_shares(X, y, batch_size, rng):
    for rows in np.array_split(rng.permutation(len(X)), -(-len(X) // batch_size)):
        yield X[rows], y[rows]


@misconception(
    "minibatches", "you return the first batch: yield each one, so that the loop goes on"
)
def minibatches_give_the_first(X, y, batch_size, rng):
    rows = rng.permutation(len(X))[:batch_size]
    return iter([(X[rows], y[rows])])


@misconception("minibatches", "you yield (y_batch, X_batch): X comes first")
def minibatches_give_y_first(X, y, batch_size, rng):
    for X_batch, y_batch in right.minibatches(X, y, batch_size, rng):
        yield y_batch, X_batch


@misconception(
    "minibatches",
    "you shuffle the caller's arrays: index them with a permutation, they stay as they are",
)
def minibatches_shuffle_in_place(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    X[...], y[...] = X[order], y[order]
    yield from batches_of(X, y, np.arange(len(X)), batch_size)


@misconception(
    "minibatches",
    "every batch comes in the same two arrays, which the next one overwrites: make new ones",
)
def minibatches_in_shared_arrays(X, y, batch_size, rng):
    X_batch, y_batch = X[:batch_size] * 1.0, y[:batch_size] * 1.0
    for rows in np.split(rng.permutation(len(X)), range(batch_size, len(X), batch_size)):
        X_batch[: len(rows)], y_batch[: len(rows)] = X[rows], y[rows]
        yield X_batch[: len(rows)], y_batch[: len(rows)]


@misconception(
    "minibatches",
    "you ask for full batches only, and the last may be short: a slice needs no whole number",
)
def minibatches_of_full_batches(X, y, batch_size, rng):
    for rows in rng.permutation(len(X)).reshape(-1, batch_size):
        yield X[rows], y[rows]


@misconception(
    "minibatches", "you refuse a batch_size above N: then all samples make a single, short batch"
)
def minibatches_that_refuse_few_samples(X, y, batch_size, rng):
    if batch_size > len(X):
        raise ValueError("batch_size is larger than the number of samples")
    yield from right.minibatches(X, y, batch_size, rng)


@misconception(
    "minibatches", "your last batch is cut one sample too early: a slice ends before its stop"
)
def minibatches_cut_too_early(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : min(start + batch_size, len(X) - 1)]
        yield X[rows], y[rows]
