"""What else students get wrong in optimizers, told without a look at the suites.

Each variant is right but for the one thing that its sentence names.
"""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D103

import numpy as np
import optimizers as right

from grader.course import misconception


@misconception("sgd_update", "your learning rate is 0.1 where none is given: the default is 0.01")
def sgd_with_another_default(w, grad, lr=0.1):
    return w - lr * grad


@misconception(
    "sgd_update", "you cut the gradient off at −1 and 1: a steep slope makes a long step"
)
def sgd_with_a_cut_off_gradient(w, grad, lr=0.01):
    return w - lr * np.clip(grad, -1, 1)


@misconception("sgd_update", "a small gradient counts as none: it makes a small step")
def sgd_without_small_gradients(w, grad, lr=0.01):
    return w - lr * np.where(np.abs(grad) < 1e-3, 0, grad)


@misconception("sgd_update", "lr = 0 is read as if none were given: it means to stay where you are")
def sgd_that_takes_zero_for_none(w, grad, lr=0.01):
    return w - (lr or 0.01) * grad


@misconception("sgd_update", "your answer is flat: keep the shape of w, numpy works entry by entry")
def sgd_is_flat(w, grad, lr=0.01):
    return np.ravel(w) - lr * np.ravel(grad)


@misconception("sgd_update", "the weights shrink a little besides: w − lr · grad, no more")
def sgd_with_weight_decay(w, grad, lr=0.01):
    return w - lr * (grad + 0.01 * w)


GRADIENTS = {}


@misconception(
    "sgd_update", "you mix in the gradient of the call before: descent remembers nothing"
)
def sgd_that_remembers(w, grad, lr=0.01):
    before = GRADIENTS.get(np.shape(grad), grad)
    GRADIENTS[np.shape(grad)] = grad
    return w - lr * (0.5 * grad + 0.5 * before)


@misconception(
    "sgd_update",
    "a gradient longer than 5 is shortened, which is a trick of its own: w − lr · grad",
)
def sgd_with_a_longest_gradient(w, grad, lr=0.01):
    return w - lr * grad / max(1.0, np.linalg.norm(grad) / 5)


@misconception("momentum_update", "your β₁ is 0.99 where none is given: the default is 0.9")
def momentum_with_another_default(w, grad, m, lr=0.01, beta1=0.99):
    return right.momentum_update(w, grad, m, lr, beta1)


@misconception(
    "momentum_update",
    "your first m is the whole gradient: it is (1 − β₁) · grad, since m is zero before",
)
def momentum_begins_with_the_gradient(w, grad, m, lr=0.01, beta1=0.9):
    m = beta1 * m + (1 - beta1) * grad if np.any(m) else grad * 1.0
    return w - lr * m, m


@misconception(
    "momentum_update", "you give back the step lr · m as memory: m itself goes into the next step"
)
def momentum_returns_the_step(w, grad, m, lr=0.01, beta1=0.9):
    w, m = right.momentum_update(w, grad, m, lr, beta1)
    return w, lr * m


@misconception("momentum_update", "β₁ = 0 is read as if none were given: it means to forget all")
def momentum_that_takes_zero_for_none(w, grad, m, lr=0.01, beta1=0.9):
    return right.momentum_update(w, grad, m, lr, beta1 or 0.9)


MEMORY = {}


@misconception(
    "momentum_update", "you keep m to yourself and ignore the one that is given: it is an argument"
)
def momentum_with_a_memory_of_its_own(w, grad, m, lr=0.01, beta1=0.9):
    old = MEMORY.get(np.shape(w), m) if np.any(m) else m
    MEMORY[np.shape(w)] = right.momentum_update(w, grad, old, lr, beta1)[1]
    return w - lr * MEMORY[np.shape(w)], MEMORY[np.shape(w)].copy()


@misconception(
    "momentum_update", "`w -= ...` changes the caller's weights: make new ones, w − lr · m"
)
def momentum_steps_in_place(w, grad, m, lr=0.01, beta1=0.9):
    m = beta1 * m + (1 - beta1) * grad
    w -= lr * m
    return w, m


@misconception(
    "momentum_update", "m starts afresh where the gradient turns: older gradients still count"
)
def momentum_that_restarts_at_a_turn(w, grad, m, lr=0.01, beta1=0.9):
    return right.momentum_update(w, grad, np.where(m * grad < 0, 0, m), lr, beta1)


@misconception("adagrad_update", "your ε is 1e-8 where none is given: here the default is 1e-10")
def adagrad_with_another_default(w, grad, s, lr=0.01, eps=1e-8):
    return right.adagrad_update(w, grad, s, lr, eps)


@misconception(
    "adagrad_update", "your s keeps the largest square: AdaGrad adds up all of them, s + g²"
)
def adagrad_that_keeps_the_largest(w, grad, s, lr=0.01, eps=1e-10):
    s = np.maximum(s, grad**2)
    return w - lr * grad / (np.sqrt(s) + eps), s


@misconception("adagrad_update", "your s begins at 0.1: it is zero before the first step")
def adagrad_that_begins_at_a_tenth(w, grad, s, lr=0.01, eps=1e-10):
    s = np.where(s == 0, 0.1, s) + grad**2
    return w - lr * grad / (np.sqrt(s) + eps), s


@misconception(
    "adagrad_update", "you add the roots, √s + |g|: first add the squares, then take the root"
)
def adagrad_that_adds_the_roots(w, grad, s, lr=0.01, eps=1e-10):
    return w - lr * grad / (np.sqrt(s) + np.abs(grad) + eps), s + grad**2


@misconception("adagrad_update", "you take the larger of √s and ε: the step divides by their sum")
def adagrad_by_the_larger(w, grad, s, lr=0.01, eps=1e-10):
    s = s + grad**2
    return w - lr * grad / np.maximum(np.sqrt(s), eps), s


@misconception(
    "adagrad_update", "ε gets into the s that you give back: s + g² is the memory, no more"
)
def adagrad_with_eps_in_the_memory(w, grad, s, lr=0.01, eps=1e-10):
    w, s = right.adagrad_update(w, grad, s, lr, eps)
    return w, s + eps


@misconception(
    "adagrad_update", "the sign is lost, so that every weight falls: g stands above the line"
)
def adagrad_without_the_sign(w, grad, s, lr=0.01, eps=1e-10):
    s = s + grad**2
    return w - lr * np.abs(grad) / (np.sqrt(s) + eps), s


@misconception("rmsprop_update", "your β₂ is 0.9 where none is given: here the default is 0.99")
def rmsprop_with_another_default(w, grad, v, lr=0.01, beta2=0.9, eps=1e-8):
    return right.rmsprop_update(w, grad, v, lr, beta2, eps)


@misconception(
    "rmsprop_update", "your first v is the whole g²: it is (1 − β₂) · g², since v is zero before"
)
def rmsprop_begins_with_the_square(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * grad**2 if np.any(v) else grad**2
    return w - lr * grad / (np.sqrt(v) + eps), v


CALLS = [0]


@misconception(
    "rmsprop_update", "your learning rate falls from call to call: take the lr that is given"
)
def rmsprop_with_a_falling_rate(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    CALLS[0] += 1
    return right.rmsprop_update(w, grad, v, lr / np.sqrt(CALLS[0]), beta2, eps)


@misconception("rmsprop_update", "your ε is 1e-6 where none is given: the default is 1e-8")
def rmsprop_with_another_eps(w, grad, v, lr=0.01, beta2=0.99, eps=1e-6):
    return right.rmsprop_update(w, grad, v, lr, beta2, eps)


@misconception("rmsprop_update", "your v never falls: it forgets large squares, β₂ v + (1 − β₂) g²")
def rmsprop_that_never_forgets(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = np.maximum(v, beta2 * v + (1 - beta2) * grad**2)
    return w - lr * grad / (np.sqrt(v) + eps), v


@misconception(
    "rmsprop_update", "you take one v a row, the mean of its squares: each weight has its own v"
)
def rmsprop_with_one_rate_a_row(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    squares = np.mean(grad**2, axis=-1, keepdims=True) if np.ndim(grad) > 1 else grad**2
    v = beta2 * v + (1 - beta2) * squares
    return w - lr * grad / (np.sqrt(v) + eps), v


@misconception(
    "rmsprop_update",
    "`w -= ...` changes the caller's weights: make new ones, as `w = w − step` does",
)
def rmsprop_steps_in_place(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    v = beta2 * v + (1 - beta2) * grad**2
    w -= lr * grad / (np.sqrt(v) + eps)
    return w, v


def adam_step(w, m, v, rates, lr, eps):
    """Take Adam's step with these corrections."""
    return w - lr * m / rates[0] / (np.sqrt(v / rates[1]) + eps), m, v


def means(grad, m, v, beta1, beta2):
    """Give Adam's new m and v."""
    return beta1 * m + (1 - beta1) * grad, beta2 * v + (1 - beta2) * grad**2


@misconception(
    "adam_update", "you correct the first ten steps only: β₂ᵗ is far from 0 for a thousand"
)
def adam_that_corrects_ten_steps(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    return adam_step(w, m, v, (1 - beta1**t, 1 - beta2**t) if t <= 10 else (1, 1), lr, eps)


@misconception("adam_update", "you raise 1 − β to the power t: it is β that is raised, 1 − βᵗ")
def adam_with_the_power_of_the_difference(
    w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8
):
    m, v = means(grad, m, v, beta1, beta2)
    return adam_step(w, m, v, ((1 - beta1) ** t, (1 - beta2) ** t), lr, eps)


@misconception("adam_update", "you multiply β by t: it is raised to the power t, 1 − βᵗ")
def adam_with_a_product_for_the_power(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    return adam_step(w, m, v, (1 - beta1 * t, 1 - beta2 * t), lr, eps)


@misconception("adam_update", "your m forgets by β₁ᵗ: the power t belongs to the correction only")
def adam_that_forgets_by_the_power(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1**t * m + (1 - beta1**t) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return adam_step(w, m, v, (1 - beta1, 1 - beta2**t), lr, eps)


@misconception(
    "adam_update", "your learning rate is 0.01 where none is given: Adam's default is 0.001"
)
def adam_with_another_rate(w, grad, m, v, t, lr=1e-2, beta1=0.9, beta2=0.999, eps=1e-8):
    return right.adam_update(w, grad, m, v, t, lr, beta1, beta2, eps)


@misconception("adam_update", "your β₂ is 0.99 where none is given: Adam's default is 0.999")
def adam_with_another_default(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.99, eps=1e-8):
    return right.adam_update(w, grad, m, v, t, lr, beta1, beta2, eps)


STEPS = [0]


@misconception("adam_update", "you count the calls yourself: the number of the step is given, t")
def adam_that_counts_its_calls(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    STEPS[0] += 1
    return right.adam_update(w, grad, m, v, STEPS[0], lr, beta1, beta2, eps)


@misconception("adam_update", "your v never falls, as in AMSGrad: Adam's forgets large squares")
def adam_that_never_forgets(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, new = means(grad, m, v, beta1, beta2)
    return adam_step(w, m, np.maximum(v, new), (1 - beta1**t, 1 - beta2**t), lr, eps)


@misconception(
    "adam_update", "the weights shrink a little besides, as in AdamW: only the step is taken"
)
def adam_with_weight_decay(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    new, m, v = right.adam_update(w, grad, m, v, t, lr, beta1, beta2, eps)
    return new - 0.01 * lr * w, m, v


@misconception("adam_update", "you look ahead as NAdam does: m̂ alone stands above the line")
def adam_that_looks_ahead(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = means(grad, m, v, beta1, beta2)
    ahead = beta1 * m + (1 - beta1) * grad
    return adam_step(w, ahead, v, (1 - beta1**t, 1 - beta2**t), lr, eps)[0], m, v


@misconception("adam_update", "you add √ε: ε itself stands beside the root")
def adam_with_the_root_of_eps(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    return right.adam_update(w, grad, m, v, t, lr, beta1, beta2, np.sqrt(eps))


@misconception(
    "adam_update", "`w -= ...` changes the caller's weights: make new ones, as `w = w − step` does"
)
def adam_steps_in_place(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    new, m, v = right.adam_update(w, grad, m, v, t, lr, beta1, beta2, eps)
    w[...] = new
    return w, m, v


def cut(X, y, order, batch_size):
    """Yield the rows of X and y in this order, one batch at a time."""
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


@misconception("minibatches", "a last batch of one sample is left out: its sample counts as well")
def minibatches_without_a_single_one(X, y, batch_size, rng):
    for number, (X_batch, y_batch) in enumerate(right.minibatches(X, y, batch_size, rng)):
        if number == 0 or len(X_batch) > 1:
            yield X_batch, y_batch


@misconception(
    "minibatches", "nothing comes if batch_size exceeds N: then all samples make one short batch"
)
def minibatches_of_enough_samples_only(X, y, batch_size, rng):
    if len(X) >= batch_size:
        yield from right.minibatches(X, y, batch_size, rng)


@misconception("minibatches", "the last sample always comes last: it is shuffled with the others")
def minibatches_with_a_fixed_last(X, y, batch_size, rng):
    yield from cut(X, y, np.append(rng.permutation(len(X) - 1), len(X) - 1), batch_size)


ORDERS = {}


@misconception("minibatches", "the order of the first epoch is kept: draw a new one in every call")
def minibatches_with_a_kept_order(X, y, batch_size, rng):
    if len(X) not in ORDERS:
        ORDERS[len(X)] = rng.permutation(len(X))
    yield from cut(X, y, ORDERS[len(X)], batch_size)


@misconception(
    "minibatches",
    "each column of X is shuffled by itself, which makes new samples: shuffle whole rows",
)
def minibatches_that_mix_the_columns(X, y, batch_size, rng):
    both = rng.permuted(np.column_stack([X, np.arange(len(X))]), axis=0)
    rows = both[:, -1].astype(int)
    yield from cut(both[:, :-1], y[rows], np.arange(len(X)), batch_size)


@misconception("minibatches", "y comes as a column: rows of y keep their shape, as rows of X do")
def minibatches_with_labels_as_columns(X, y, batch_size, rng):
    for X_batch, y_batch in right.minibatches(X, y, batch_size, rng):
        yield X_batch, y_batch.reshape(-1, 1) if y.ndim == 1 else y_batch


@misconception("minibatches", "y is flattened: with several outputs each sample has a row of them")
def minibatches_with_flat_labels(X, y, batch_size, rng):
    for X_batch, y_batch in right.minibatches(X, y, batch_size, rng):
        yield X_batch, y_batch.ravel()


@misconception(
    "minibatches",
    "you look the label up by the features, and two samples may have the same: index X and y alike",
)
def minibatches_that_look_labels_up(X, y, batch_size, rng):
    for X_batch, _ in right.minibatches(X, y, batch_size, rng):
        found = [np.flatnonzero((row == X).all(axis=1))[0] for row in X_batch]
        yield X_batch, y[found]


@misconception(
    "minibatches", "you shuffle each half of the samples by itself: all of them change places"
)
def minibatches_of_two_halves(X, y, batch_size, rng):
    half = len(X) // 2
    order = np.append(rng.permutation(half), half + rng.permutation(len(X) - half))
    yield from cut(X, y, order, batch_size)


@misconception("sgd_update", "your answer has lost its axes of length 1: keep the shape of w")
def sgd_that_squeezes(w, grad, lr=0.01):
    return np.squeeze(right.sgd_update(w, grad, lr))


@misconception("adagrad_update", "grad @ grad is a product of matrices: square entry by entry")
def adagrad_with_a_product_of_matrices(w, grad, s, lr=0.01, eps=1e-10):
    square = np.ndim(grad) == 2 and grad.shape[0] == grad.shape[1]
    s = s + (grad @ grad if square else grad**2)
    return w - lr * grad / (np.sqrt(np.abs(s)) + eps), s


@misconception("rmsprop_update", "where the gradient is 0 you keep v: it becomes smaller there")
def rmsprop_that_skips_zeros(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    new, after = right.rmsprop_update(w, grad, v, lr, beta2, eps)
    return new, np.where(grad == 0, v, after)


@misconception("adam_update", "a gradient of 0 ends your step: m rolls on, and v becomes smaller")
def adam_that_stands_still(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    if not np.any(grad):
        return w.copy(), m.copy(), v.copy()
    return right.adam_update(w, grad, m, v, t, lr, beta1, beta2, eps)


@misconception(
    "minibatches", "your permutation leaves out the first sample, which always comes last"
)
def minibatches_that_begin_with_the_second(X, y, batch_size, rng):
    yield from cut(X, y, np.append(1 + rng.permutation(len(X) - 1), 0), batch_size)


@misconception("minibatches", "what fits into one batch is not shuffled: its order counts too")
def minibatches_that_shuffle_when_there_are_two(X, y, batch_size, rng):
    if len(X) <= batch_size:
        yield X, y
    else:
        yield from right.minibatches(X, y, batch_size, rng)


@misconception(
    "minibatches", "all batches are handed out in the same two buffers: each needs its own arrays"
)
def minibatches_of_two_buffers(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    rows_of_X, rows_of_y = np.empty_like(X[:batch_size]), np.empty_like(y[:batch_size])
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        np.take(X, rows, axis=0, out=rows_of_X[: len(rows)])
        np.take(y, rows, axis=0, out=rows_of_y[: len(rows)])
        yield rows_of_X[: len(rows)], rows_of_y[: len(rows)]


@misconception("adam_update", "v is the mean of (g − m)² with the old m: it is that of g² alone")
def adam_that_squares_the_surprise(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    new, v = beta1 * m + (1 - beta1) * grad, beta2 * v + (1 - beta2) * (grad - m) ** 2
    return adam_step(w, new, v, (1 - beta1**t, 1 - beta2**t), lr, eps)
