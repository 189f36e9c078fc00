"""What students get wrong in regularization, and what each of them should read.

Each variant is right but for the one thing that its sentence names.
"""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D101, D102, D103

import copy

import numpy as np
import regularization as right
import torch
from torch import nn

from grader.course import misconception


@misconception(
    "dropout",
    "p is taken for the probability of keeping: here an element drops with probability p",
)
def dropout_keeps_with_p(x, p, rng, training=True):
    return x * (rng.random(x.shape) < p) / (p or 1) if training else x


@misconception(
    "dropout",
    "the mask is turned round: those that drop should stay, which are the ones at p or above",
)
def dropout_with_the_mask_turned_round(x, p, rng, training=True):
    return x * (rng.random(x.shape) < p) / (1 - p) if training else x


@misconception(
    "dropout", "what stays does not grow: divide by 1 − p in training, so that the mean is x"
)
def dropout_without_scaling(x, p, rng, training=True):
    return x * (rng.random(x.shape) >= p) if training else x


@misconception(
    "dropout", "what stays is multiplied by 1 − p: divide by it, so that the mean is x again"
)
def dropout_that_multiplies(x, p, rng, training=True):
    return x * (rng.random(x.shape) >= p) * (1 - p) if training else x


@misconception("dropout", "what stays is divided by p: its share is 1 − p, so divide by that")
def dropout_divided_by_p(x, p, rng, training=True):
    return x * (rng.random(x.shape) >= p) / (p or 1) if training else x


@misconception(
    "dropout", "what stays is divided by the share that happened to stay: divide by 1 − p"
)
def dropout_scaled_by_what_stayed(x, p, rng, training=True):
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return x * mask / max(mask.mean(), 1e-9)


@misconception(
    "dropout",
    "evaluation multiplies by 1 − p, as older books do: inverted dropout leaves x alone there",
)
def dropout_that_scales_in_evaluation(x, p, rng, training=True):
    return right.dropout(x, p, rng) if training else x * (1 - p)


@misconception("dropout", "evaluation drops as well: with training=False the answer is x")
def dropout_in_evaluation_too(x, p, rng, training=True):
    return right.dropout(x, p, rng)


@misconception(
    "dropout", "training and evaluation are exchanged: drop where training is True, which is usual"
)
def dropout_in_evaluation_only(x, p, rng, training=True):
    return right.dropout(x, p, rng, not training)


@misconception("dropout", "evaluation gives nothing back: the answer is x there")
def dropout_without_an_answer_in_evaluation(x, p, rng, training=True):
    return right.dropout(x, p, rng) if training else None


@misconception(
    "dropout",
    "whole rows drop: draw a number for each element, rng.random(x.shape), not for each row",
)
def dropout_of_rows(x, p, rng, training=True):
    if not training:
        return x
    mask = rng.random((len(x),) + (1,) * (x.ndim - 1)) >= p
    return x * mask / (1 - p)


@misconception(
    "dropout", "all rows have the same mask: draw a number for each element, rng.random(x.shape)"
)
def dropout_of_columns(x, p, rng, training=True):
    return x * (rng.random(x.shape[-1]) >= p) / (1 - p) if training else x


@misconception("dropout", "a single number decides for the whole array: draw one for each element")
def dropout_of_everything(x, p, rng, training=True):
    return x * (rng.random() >= p) / (1 - p) if training else x


@misconception(
    "dropout",
    "always the same number of elements drops: each decides by itself, whatever the others do",
)
def dropout_of_a_fixed_number(x, p, rng, training=True):
    if not training:
        return x
    mask = np.ones(x.size)
    mask[rng.permutation(x.size)[: round(p * x.size)]] = 0
    return x * mask.reshape(x.shape) / (1 - p)


@misconception(
    "dropout", "np.random draws the mask: take rng, whose state the caller can set and repeat"
)
def dropout_from_np_random(x, p, rng, training=True):
    return x * (np.random.random(x.shape) >= p) / (1 - p) if training else x


@misconception(
    "dropout", "a generator of your own has the same mask ready in each call: draw from rng"
)
def dropout_from_a_generator_of_its_own(x, p, rng, training=True):
    return right.dropout(x, p, np.random.default_rng(0), training)


@misconception(
    "dropout", "the mask is drawn from a normal distribution: rng.random is even between 0 and 1"
)
def dropout_with_normal_numbers(x, p, rng, training=True):
    return x * (rng.normal(size=x.shape) >= p) / (1 - p) if training else x


@misconception(
    "dropout", "half of the elements drop, whatever p is: compare with the p that is given"
)
def dropout_with_one_half(x, p, rng, training=True):
    return x * (rng.random(x.shape) >= 0.5) / (1 - p) if training and p else x


@misconception("dropout", "the mask comes back beside the answer: give the answer alone")
def dropout_with_its_mask(x, p, rng, training=True):
    if not training:
        return x, np.ones(x.shape)
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p), mask)


@misconception("dropout", "the mask comes back scaled, without x: multiply x by it")
def dropout_without_x(x, p, rng, training=True):
    return (rng.random(x.shape) >= p) / (1 - p) if training else x


@misconception(
    "dropout", "x is written into: x *= mask changes the caller's array, x * mask makes a new one"
)
def dropout_in_place(x, p, rng, training=True):
    if training:
        x *= rng.random(x.shape) >= p
        x /= 1 - p
    return x


@misconception("l2_penalty", "there is a half in front of your sum: here it is λ Σ w², without one")
def penalty_halved(weights, lam):
    return right.l2_penalty(weights, lam) / 2


@misconception("l2_penalty", "λ is missing: multiply the sum of the squares by lam")
def penalty_without_lam(weights, lam):
    return right.l2_penalty(weights, 1)


@misconception("l2_penalty", "the root is taken: ‖w‖² is the sum of the squares itself")
def penalty_of_the_norm(weights, lam):
    return lam * np.sqrt(right.l2_penalty(weights, 1))


@misconception("l2_penalty", "each array's norm is added, a root: add its square, np.sum(w**2)")
def penalty_of_norms(weights, lam):
    return lam * sum(np.sqrt(np.sum(w**2)) for w in weights)


@misconception("l2_penalty", "the squares are averaged in each array: add them up, np.sum")
def penalty_of_means(weights, lam):
    return lam * sum(np.mean(w**2) for w in weights)


@misconception("l2_penalty", "the squares are averaged over all weights: add them up")
def penalty_of_one_mean(weights, lam):
    return right.l2_penalty(weights, lam) / sum(w.size for w in weights)


@misconception(
    "l2_penalty", "the sum is divided by the number of arrays: add up, and do not divide"
)
def penalty_divided_by_the_arrays(weights, lam):
    return right.l2_penalty(weights, lam) / len(weights)


@misconception("l2_penalty", "the absolute values are added up, which is L1: square each weight")
def penalty_is_l1(weights, lam):
    return lam * sum(np.sum(np.abs(w)) for w in weights)


@misconception(
    "l2_penalty", "the weights are added up before they are squared: square each of them first"
)
def penalty_of_squared_sums(weights, lam):
    return lam * sum(np.sum(w) ** 2 for w in weights)


@misconception("l2_penalty", "the weights are not squared: λ Σ w²")
def penalty_without_squares(weights, lam):
    return lam * sum(np.sum(w) for w in weights)


@misconception("l2_penalty", "only the first array counts: go through all of them")
def penalty_of_the_first_array(weights, lam):
    return right.l2_penalty(weights[:1], lam)


@misconception("l2_penalty", "only the last array counts: add its share to those of the others")
def penalty_of_the_last_array(weights, lam):
    return right.l2_penalty(weights[-1:], lam)


@misconception("l2_penalty", "λ is squared along with the weights: it stands outside, λ Σ w²")
def penalty_with_lam_squared(weights, lam):
    return right.l2_penalty(weights, lam**2)


@misconception("l2_penalty", "each array has a penalty of its own: add them up to one number")
def penalty_as_a_list(weights, lam):
    return [lam * np.sum(w**2) for w in weights]


@misconception(
    "l2_penalty",
    "np.linalg.norm(w, 2) is another norm where w is a matrix: np.sum(w**2) is meant",
)
def penalty_of_the_spectral_norm(weights, lam):
    return lam * sum(np.linalg.norm(np.atleast_2d(w.reshape(len(w), -1)), 2) ** 2 for w in weights)


@misconception("l2_penalty", "arrays with one axis are left out as biases: the list holds none")
def penalty_of_matrices_only(weights, lam):
    return right.l2_penalty([w for w in weights if w.ndim > 1], lam)


@misconception("l2_penalty", "w **= 2 changes the caller's arrays: w**2 makes a new one")
def penalty_in_place(weights, lam):
    penalty = right.l2_penalty(weights, lam)
    for w in weights:
        w **= 2
    return penalty


@misconception(
    "l2_gradient", "the 2 is missing: λ w is the gradient of the halved penalty, λ Σ w² has 2 λ w"
)
def gradient_halved(weights, lam):
    return [lam * w for w in weights]


@misconception("l2_gradient", "λ is missing: the gradient of λ Σ w² is 2 λ w")
def gradient_without_lam(weights, lam):
    return [2 * w for w in weights]


@misconception(
    "l2_gradient",
    "the sign is turned round: the penalty grows with w, and the step subtracts later",
)
def gradient_with_the_sign_flipped(weights, lam):
    return [-2 * lam * w for w in weights]


@misconception("l2_gradient", "only the sign of w counts, as in L1: the slope of w² is 2 w")
def gradient_is_that_of_l1(weights, lam):
    return [lam * np.sign(w) for w in weights]


@misconception("l2_gradient", "the weights are squared still: the slope of w² is 2 w")
def gradient_of_squares(weights, lam):
    return [2 * lam * w**2 for w in weights]


@misconception(
    "l2_gradient", "these are the penalties of the elements, λ w²: the gradient is 2 λ w"
)
def gradient_is_the_penalty(weights, lam):
    return [lam * w**2 for w in weights]


@misconception("l2_gradient", "w is taken without its sign: the slope of w² is 2 w, below 0 too")
def gradient_of_absolute_values(weights, lam):
    return [2 * lam * np.abs(w) for w in weights]


@misconception("l2_gradient", "each array is added up: the gradient has one number a weight")
def gradient_summed(weights, lam):
    return [2 * lam * np.sum(w) for w in weights]


@misconception(
    "l2_gradient", "the gradient is divided by the array's size: nothing is averaged here"
)
def gradient_of_the_mean(weights, lam):
    return [2 * lam * w / w.size for w in weights]


@misconception("l2_gradient", "these are the weights after a step: give the gradient itself, 2 λ w")
def gradient_is_a_step(weights, lam):
    return [w - 2 * lam * w for w in weights]


@misconception("l2_gradient", "only the first array has a gradient: give one for each")
def gradient_of_the_first_array(weights, lam):
    return right.l2_gradient(weights[:1], lam)


@misconception(
    "l2_gradient", "all gradients are in one row: give a list, each in its array's shape"
)
def gradient_in_one_row(weights, lam):
    return np.concatenate([2 * lam * w.ravel() for w in weights])


@misconception("l2_gradient", "arrays with one axis get 0 as biases: the list holds no biases")
def gradient_of_matrices_only(weights, lam):
    return [2 * lam * w * (w.ndim > 1) for w in weights]


@misconception("l2_gradient", "the gradients are flat: keep each array's shape")
def gradient_flat(weights, lam):
    return [2 * lam * w.ravel() for w in weights]


@misconception(
    "l2_gradient", "w *= ... changes the caller's weights: 2 * lam * w makes a new array"
)
def gradient_in_place(weights, lam):
    for w in weights:
        w *= 2 * lam
    return weights


@misconception(
    "EarlyStopping", "the count is never set back: an improvement begins a new row of epochs"
)
class StoppingWithoutReset(right.EarlyStopping):
    def step(self, val_loss, weights):
        waited = self.waited
        super().step(val_loss, weights)
        self.waited = max(self.waited, waited)
        return self.waited >= self.patience


@misconception(
    "EarlyStopping", "each loss is compared with the one before: compare it with the best so far"
)
class StoppingByTheLastLoss(right.EarlyStopping):
    def step(self, val_loss, weights):
        stop = super().step(val_loss, weights)
        self.best_loss = val_loss
        return stop


@misconception(
    "EarlyStopping", "a loss as good as the best counts as an improvement: it must be below it"
)
class StoppingThatTakesEqualLosses(right.EarlyStopping):
    def step(self, val_loss, weights):
        if val_loss <= self.best_loss - self.min_delta:
            self.best_loss, self.best_weights = val_loss, copy.deepcopy(weights)
            self.waited = 0
        else:
            self.waited += 1
        return self.waited >= self.patience


@misconception("EarlyStopping", "min_delta is not used: an improvement is below best − min_delta")
class StoppingWithoutMinDelta(right.EarlyStopping):
    def __init__(self, patience=10, min_delta=0.0):
        super().__init__(patience)


@misconception(
    "EarlyStopping", "min_delta has the wrong sign: subtract it from the best loss, do not add it"
)
class StoppingWithMinDeltaAdded(right.EarlyStopping):
    def __init__(self, patience=10, min_delta=0.0):
        super().__init__(patience, -min_delta)


@misconception(
    "EarlyStopping", "min_delta is taken as a share of the best loss: it is an amount of loss"
)
class StoppingWithARelativeMinDelta(right.EarlyStopping):
    def step(self, val_loss, weights):
        share = self.min_delta
        if np.isfinite(self.best_loss):
            self.min_delta = share * abs(self.best_loss)
        stop = super().step(val_loss, weights)
        self.min_delta = share
        return stop


@misconception(
    "EarlyStopping",
    "a small improvement changes the best loss: only one of more than min_delta does",
)
class StoppingThatCreeps(right.EarlyStopping):
    def step(self, val_loss, weights):
        stop = super().step(val_loss, weights)
        self.best_loss = min(self.best_loss, val_loss)
        return stop


@misconception(
    "EarlyStopping", "it stops an epoch too early: at the patience-th without an improvement"
)
class StoppingOneTooEarly(right.EarlyStopping):
    def step(self, val_loss, weights):
        super().step(val_loss, weights)
        return self.waited >= max(self.patience - 1, 1)


@misconception(
    "EarlyStopping", "it stops too late: at the patience-th epoch in a row without an improvement"
)
class StoppingTwoTooLate(right.EarlyStopping):
    def step(self, val_loss, weights):
        super().step(val_loss, weights)
        return self.waited >= self.patience + 2


@misconception("EarlyStopping", "it never says stop: give back whether it has waited for patience")
class StoppingThatNeverStops(right.EarlyStopping):
    def step(self, val_loss, weights):
        super().step(val_loss, weights)
        return False


@misconception("EarlyStopping", "step gives True while the training may go on: True means stop")
class StoppingTurnedRound(right.EarlyStopping):
    def step(self, val_loss, weights):
        return not super().step(val_loss, weights)


@misconception("EarlyStopping", "the weights of the last epoch are kept: keep those of the best")
class StoppingWithTheLastWeights(right.EarlyStopping):
    def step(self, val_loss, weights):
        stop = super().step(val_loss, weights)
        self.best_weights = copy.deepcopy(weights)
        return stop


@misconception(
    "EarlyStopping", "the first weights are kept for ever: each improvement brings new ones"
)
class StoppingWithTheFirstWeights(right.EarlyStopping):
    def step(self, val_loss, weights):
        first = self.best_weights
        stop = super().step(val_loss, weights)
        self.best_weights = self.best_weights if first is None else first
        return stop


@misconception(
    "EarlyStopping",
    "best_weights go on learning: copy.deepcopy(weights) copies a network, and all that is in it",
)
class StoppingWithoutACopy(right.EarlyStopping):
    def step(self, val_loss, weights):
        best = self.best_loss
        stop = super().step(val_loss, weights)
        if self.best_loss != best:
            self.best_weights = weights
        return stop


@misconception(
    "EarlyStopping",
    "a copy of a list or an array is made, which not all weights are: copy.deepcopy(weights)",
)
class StoppingWithACopyOfAList(right.EarlyStopping):
    def step(self, val_loss, weights):
        best = self.best_loss
        stop = super().step(val_loss, weights)
        if self.best_loss != best:
            self.best_weights = [np.array(w) for w in weights]
        return stop


@misconception(
    "EarlyStopping",
    "the higher loss counts as the better one: a loss should fall, so compare with <",
)
class StoppingByTheHighestLoss(right.EarlyStopping):
    def step(self, val_loss, weights):
        return super().step(-val_loss, weights)


@misconception(
    "EarlyStopping", "the best loss begins at 1, so that larger ones are never better: take np.inf"
)
class StoppingFromOne(right.EarlyStopping):
    def __init__(self, patience=10, min_delta=0.0):
        super().__init__(patience, min_delta)
        self.best_loss = 1.0


@misconception(
    "EarlyStopping", "the best loss begins at 0, and no loss is ever below it: take np.inf"
)
class StoppingFromZero(right.EarlyStopping):
    def __init__(self, patience=10, min_delta=0.0):
        super().__init__(patience, min_delta)
        self.best_loss = 0.0


@misconception(
    "EarlyStopping", "a best loss of 0 is taken for none yet: begin with np.inf, or ask `is None`"
)
class StoppingThatForgetsZero(right.EarlyStopping):
    def step(self, val_loss, weights):
        self.best_loss = self.best_loss or np.inf
        return super().step(val_loss, weights)


@misconception("EarlyStopping", "NaN counts as an improvement: ask whether a loss is lower, with <")
class StoppingThatTakesNaN(right.EarlyStopping):
    def step(self, val_loss, weights):
        return super().step(-np.inf if np.isnan(val_loss) else val_loss, weights)


@misconception("EarlyStopping", "patience is always 10: use the one that is given")
class StoppingWithAFixedPatience(right.EarlyStopping):
    def __init__(self, patience=10, min_delta=0.0):
        super().__init__(10, min_delta)


@misconception("EarlyStopping", "the default of patience is not 10: patience=10, min_delta=0.0")
class StoppingWithAnotherDefault(right.EarlyStopping):
    def __init__(self, patience=5, min_delta=0.0):
        super().__init__(patience, min_delta)


@misconception("EarlyStopping", "the default of min_delta is not 0: patience=10, min_delta=0.0")
class StoppingWithAnotherDelta(right.EarlyStopping):
    def __init__(self, patience=10, min_delta=1e-4):
        super().__init__(patience, min_delta)


@misconception(
    "EarlyStopping",
    "all of them share one best loss: set it on self, in __init__, and not in the class",
)
class StoppingThatShares(right.EarlyStopping):
    shared = [np.inf]  # noqa: RUF012

    def step(self, val_loss, weights):
        self.best_loss = self.shared[0]
        stop = super().step(val_loss, weights)
        self.shared[0] = self.best_loss
        return stop


@misconception(
    "EarlyStopping",
    "step writes the best weights into those that are handed in: the caller restores, step keeps",
)
class StoppingThatRestores(right.EarlyStopping):
    def step(self, val_loss, weights):
        stop = super().step(val_loss, weights)
        if self.waited and isinstance(weights, list):
            for now, best in zip(weights, self.best_weights, strict=True):
                now[...] = best
        return stop


def _split(rows, n, fractions):
    """Cut rows in three, as the reference does."""
    n_train, n_val = round(fractions[0] * n), round(fractions[1] * n)
    return rows[:n_train], rows[n_train : n_train + n_val], rows[n_train + n_val :]


SHARES = (0.7, 0.15, 0.15)


@misconception(
    "three_way_split", "nothing is shuffled: rows that are sorted would come into one part together"
)
def split_without_shuffling(n, seed, fractions=SHARES):
    return _split(np.arange(n), n, fractions)


@misconception(
    "three_way_split",
    "the seed is not used: np.random.default_rng(seed) draws alike for the same one",
)
def split_without_the_seed(n, seed, fractions=SHARES):
    return _split(np.random.permutation(n), n, fractions)


@misconception("three_way_split", "every seed gives the same split: use the one that is given")
def split_with_a_fixed_seed(n, seed, fractions=SHARES):
    return right.three_way_split(n, 42, fractions)


@misconception("three_way_split", "a seed of 0 is taken for none: 0 is a seed like any other")
def split_without_seed_zero(n, seed, fractions=SHARES):
    rng = np.random.default_rng(seed or None)
    return _split(rng.permutation(n), n, fractions)


@misconception(
    "three_way_split", "the fractions are not used: the shares are those that are given, else 0.7 …"
)
def split_with_fixed_fractions(n, seed, fractions=SHARES):
    return right.three_way_split(n, seed)


@misconception("three_way_split", "validation and test are exchanged: (train, val, test)")
def split_with_test_before_validation(n, seed, fractions=SHARES):
    train, val, test = right.three_way_split(n, seed, fractions)
    return train, test, val


@misconception(
    "three_way_split", "validation and test share rows: the test rows begin where validation ends"
)
def split_with_one_part_twice(n, seed, fractions=SHARES):
    rows = np.random.default_rng(seed).permutation(n)
    n_train, n_test = round(fractions[0] * n), round(fractions[2] * n)
    return rows[:n_train], _split(rows, n, fractions)[1], rows[n_train : n_train + n_test]


@misconception(
    "three_way_split",
    "the validation rows are training rows as well, which is leakage: cut in three",
)
def split_with_validation_in_training(n, seed, fractions=SHARES):
    rows = np.random.default_rng(seed).permutation(n)
    _, val, test = _split(rows, n, fractions)
    n_train = round(fractions[0] * n)
    return rows[:n_train], rows[: len(val)], test


@misconception(
    "three_way_split", "each part is drawn by itself, so that they share rows: cut one permutation"
)
def split_drawn_three_times(n, seed, fractions=SHARES):
    rng = np.random.default_rng(seed)
    return tuple(rng.permutation(n)[: round(share * n)] for share in fractions)


@misconception(
    "three_way_split",
    "rows are drawn with replacement, so that some come twice: rng.permutation(n)",
)
def split_with_replacement(n, seed, fractions=SHARES):
    return _split(np.random.default_rng(seed).integers(0, n, n), n, fractions)


@misconception(
    "three_way_split",
    "rows are lost where the sizes are rounded down: the last part takes the rest",
)
def split_that_loses_rows(n, seed, fractions=SHARES):
    rows = np.random.default_rng(seed).permutation(n)
    a, b, c = (int(share * n) for share in fractions)
    return rows[:a], rows[a : a + b], rows[a + b : a + b + c]


@misconception(
    "three_way_split", "the second cut is at fractions[1] * n: add the size of the training part"
)
def split_with_the_cuts_at_the_fractions(n, seed, fractions=SHARES):
    rows = np.random.default_rng(seed).permutation(n)
    a, b = round(fractions[0] * n), round(fractions[1] * n)
    return rows[:a], rows[a:b], rows[b:]


@misconception(
    "three_way_split", "a row lies between two parts, in none of them: a slice ends before its stop"
)
def split_with_gaps(n, seed, fractions=SHARES):
    train, val, test = right.three_way_split(n, seed, fractions)
    return train, val[1:], test[1:]


@misconception("three_way_split", "the rows are counted from 1: they are 0 … n − 1")
def split_counted_from_one(n, seed, fractions=SHARES):
    return tuple(rows + 1 for rows in right.three_way_split(n, seed, fractions))


@misconception(
    "three_way_split",
    "these are masks of True and False: give the numbers of the rows, np.flatnonzero",
)
def split_into_masks(n, seed, fractions=SHARES):
    return tuple(np.isin(np.arange(n), rows) for rows in right.three_way_split(n, seed, fractions))


@misconception(
    "three_way_split",
    "the test rows are always the last ones: shuffle all rows before the first cut",
)
def split_with_the_last_rows_for_test(n, seed, fractions=SHARES):
    n_test = n - round(fractions[0] * n) - round(fractions[1] * n)
    rows = np.random.default_rng(seed).permutation(n - n_test)
    return _split(np.concatenate([rows, np.arange(n - n_test, n)]), n, fractions)


@misconception(
    "three_way_split", "validation is missing: three parts come back, (train, val, test)"
)
def split_in_two(n, seed, fractions=SHARES):
    train, val, test = right.three_way_split(n, seed, fractions)
    return train, np.concatenate([val, test])


def _network(n_features, *, hidden=True, end=True):
    """Make the reference's network, or a part of it."""
    layers = [nn.Linear(n_features, 64 if hidden else 1)]
    if hidden:
        layers += [nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.3)]
        layers += [nn.Linear(64, 1)]
    return nn.Sequential(*layers, *([nn.Sigmoid()] if end else []))


def _train(network, X, y, X_val, y_val, *, best=True, patience=30, epochs=500):
    """Train it with early stopping; without ``best`` its last weights stay."""
    stopping = right.EarlyStopping(patience)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    criterion = nn.BCELoss()
    for _ in range(epochs):
        network.train()
        optimizer.zero_grad()
        criterion(network(X), y).backward()
        optimizer.step()
        network.eval()
        with torch.no_grad():
            stop = stopping.step(criterion(network(X_val), y_val).item(), network.state_dict())
        if stop and patience:
            break
    if best:
        network.load_state_dict(stopping.best_weights)
    return network


@misconception(
    "train_regularized",
    "nothing holds the network back: take the weights of the epoch with the best validation loss",
)
def train_without_stopping(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    network = nn.Sequential(
        *(nn.Linear(X_train.shape[1], 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU()),
        *(nn.Linear(64, 1), nn.Sigmoid()),
    )
    return _train(network, X_train, y_train, X_val, y_val, best=False, patience=0)


@misconception(
    "train_regularized",
    "the last weights come back: load those of the epoch with the best validation loss",
)
def train_with_the_last_weights(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    network = _network(X_train.shape[1])
    return _train(network, X_train, y_train, X_val, y_val, best=False)


@misconception(
    "train_regularized",
    "the best state_dict is kept without a copy, so it is the last one: copy.deepcopy",
)
def train_without_a_copy(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    network = _network(X_train.shape[1])
    _train(network, X_train, y_train, X_val, y_val, best=False, patience=12)
    return network


@misconception(
    "train_regularized",
    "the training loss decides when to stop: it only falls, measure the loss on X_val",
)
def train_stopped_by_the_training_loss(X_train, y_train, X_val, y_val, seed):
    return right.train_regularized(X_train, y_train, X_train, y_train, seed)


@misconception(
    "train_regularized",
    "the network learns from the validation rows as well, which is leakage: they say when to stop",
)
def train_on_all_rows(X_train, y_train, X_val, y_val, seed):
    X, y = torch.cat([X_train, X_val]), torch.cat([y_train, y_val])
    return right.train_regularized(X, y, X_val, y_val, seed)


@misconception(
    "train_regularized",
    "training and validation rows are exchanged: learn from X_train, and stop by X_val",
)
def train_with_exchanged_rows(X_train, y_train, X_val, y_val, seed):
    return right.train_regularized(X_val, y_val, X_train, y_train, seed)


@misconception(
    "train_regularized",
    "the network comes back in training mode, and dropout goes on: call network.eval()",
)
def train_that_stays_in_training_mode(X_train, y_train, X_val, y_val, seed):
    return right.train_regularized(X_train, y_train, X_val, y_val, seed).train()


@misconception(
    "train_regularized",
    "the seed is not used: torch.manual_seed(seed) comes before the network is made",
)
def train_without_a_seed(X_train, y_train, X_val, y_val, seed):
    network = _network(X_train.shape[1])
    return _train(network, X_train, y_train, X_val, y_val)


@misconception(
    "train_regularized",
    "the seed is set after the network is made, whose start it does not decide: set it first",
)
def train_seeded_too_late(X_train, y_train, X_val, y_val, seed):
    network = _network(X_train.shape[1])
    torch.manual_seed(seed)
    return _train(network, X_train, y_train, X_val, y_val)


@misconception("train_regularized", "every seed gives the same network: use the one that is given")
def train_with_a_fixed_seed(X_train, y_train, X_val, y_val, seed):
    return right.train_regularized(X_train, y_train, X_val, y_val, 42)


@misconception(
    "train_regularized", "there is no hidden layer: a straight line cannot bend around a disc"
)
def train_a_line(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    network = _network(X_train.shape[1], hidden=False)
    return _train(network, X_train, y_train, X_val, y_val)


@misconception(
    "train_regularized", "the network gives logits: the sigmoid belongs to it, after the last layer"
)
def train_a_network_of_logits(X_train, y_train, X_val, y_val, seed):
    return right.train_regularized(X_train, y_train, X_val, y_val, seed)[:-1]


@misconception(
    "train_regularized", "the network has two inputs always: it has X_train.shape[1] of them"
)
def train_with_two_features(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    return _train(_network(2), X_train, y_train, X_val, y_val)


@misconception(
    "train_regularized", "the weights come back: load them into the network, and return that"
)
def train_that_gives_the_weights(X_train, y_train, X_val, y_val, seed):
    return right.train_regularized(X_train, y_train, X_val, y_val, seed).state_dict()


@misconception("train_regularized", "nothing comes back: return the network")
def train_without_a_return(X_train, y_train, X_val, y_val, seed):
    right.train_regularized(X_train, y_train, X_val, y_val, seed)


@misconception(
    "train_regularized", "a function comes back: return the network itself, an nn.Module"
)
def train_that_gives_a_function(X_train, y_train, X_val, y_val, seed):
    network = right.train_regularized(X_train, y_train, X_val, y_val, seed)
    return lambda X: network(X).detach()


@misconception(
    "train_regularized",
    "the penalty is so large that all weights vanish: with a smaller λ the network can bend",
)
def train_with_a_huge_penalty(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    network = _network(X_train.shape[1])
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01, weight_decay=2.0)
    for _ in range(200):
        optimizer.zero_grad()
        nn.BCELoss()(network(X_train), y_train).backward()
        optimizer.step()
    return network.eval()


@misconception(
    "train_regularized",
    "the training ends after one epoch: go on until the loss on X_val has not improved for a while",
)
def train_for_one_epoch(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    network = _network(X_train.shape[1])
    return _train(network, X_train, y_train, X_val, y_val, epochs=1)


@misconception(
    "train_regularized",
    "X_train is standardised where it lies, so the caller's rows are changed: leave them alone",
)
def train_that_changes_the_rows(X_train, y_train, X_val, y_val, seed):
    network = right.train_regularized(X_train, y_train, X_val, y_val, seed)
    X_train -= X_train.mean(dim=0)
    return network


@misconception(
    "train_regularized", "the labels are turned round: the answer is the probability of class 1"
)
def train_on_the_other_class(X_train, y_train, X_val, y_val, seed):
    return right.train_regularized(X_train, 1 - y_train, X_val, 1 - y_val, seed)
