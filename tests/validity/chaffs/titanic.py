"""What else students get wrong in titanic, told without a look at the suites.

Each variant is right but for the one thing that its sentence names.
"""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D103

import numpy as np
import titanic as right

from grader.course import misconception


@misconception(
    "zscore", "one constant column turns scaling off for all: only its own deviation counts as 1"
)
def zscore_with_one_for_all_columns(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    if np.any(std == 0):
        std = 1
    return (X_train - mean) / std, (X_test - mean) / std


@misconception(
    "zscore",
    "a small deviation counts as 1 too: only a deviation of exactly 0 does, units are free",
)
def zscore_with_small_deviations_as_one(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std = np.where(std < 1e-3, 1, std)
    return (X_train - mean) / std, (X_test - mean) / std


@misconception(
    "zscore",
    "you look for constant columns in the test rows, which may be a single one: in training",
)
def zscore_that_looks_into_the_test_rows(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std = np.where(X_test.std(axis=0) == 0, 1, std)
    return (X_train - mean) / std, (X_test - mean) / std


@misconception("zscore", "you cut values off at −3 and 3: one who is far out stays far out")
def zscore_cut_off(X_train, X_test):
    return tuple(np.clip(rows, -3, 3) for rows in right.zscore(X_train, X_test))


@misconception("zscore", "you subtract the median: a z-score is (x − mean) / deviation")
def zscore_around_the_median(X_train, X_test):
    middle, std = np.median(X_train, axis=0), X_train.std(axis=0)
    std = np.where(std == 0, 1, std)
    return (X_train - middle) / std, (X_test - middle) / std


@misconception("zscore", "the test rows lose their own mean: subtract that of the training rows")
def zscore_with_the_test_rows_own_mean(X_train, X_test):
    train, test = right.zscore(X_train, X_test)
    return train, test - test.mean(axis=0)


@misconception(
    "zscore",
    "X_train is scaled before its mean is taken for the test rows: keep mean and std first",
)
def zscore_from_scaled_rows(X_train, X_test):
    train, _ = right.zscore(X_train, X_test)
    return train, right.zscore(train, X_test)[1]


@misconception("zscore", "constant columns are left out: they stay, with deviation 1")
def zscore_without_constant_columns(X_train, X_test):
    varies = X_train.std(axis=0) > 0
    return right.zscore(X_train[:, varies], X_test[:, varies])


@misconception(
    "titanic_features", "`'male' in person` is true for female as well: compare the whole word"
)
def features_that_search_for_male(pclass, sex, age, mean=None, std=None):
    X = right.titanic_features(pclass, sex, age, mean, std)
    return np.column_stack([X[:, 0], ["male" in person for person in sex], X[:, 2]])


@misconception("titanic_features", "a mean of 0 is read as if none were given: ask `mean is None`")
def features_that_take_zero_for_none(pclass, sex, age, mean=None, std=None):
    if mean is not None and not np.any(mean):
        mean = None
    return right.titanic_features(pclass, sex, age, mean, std)


@misconception(
    "titanic_features",
    "you use the mean that is given, but the batch's own deviation: take std too",
)
def features_with_the_given_mean_only(pclass, sex, age, mean=None, std=None):
    own = np.column_stack([pclass, age]).std(axis=0)
    return right.titanic_features(pclass, sex, age, mean, std if mean is None else own)


@misconception(
    "titanic_features", "you cut ages to whole years, and babies to 0: a third of a year counts"
)
def features_of_whole_years(pclass, sex, age, mean=None, std=None):
    return right.titanic_features(pclass, sex, np.asarray(age).astype(int), mean, std)


STATISTICS = []


@misconception(
    "titanic_features",
    "the first batch's statistics are kept for the next: without given ones, each has its own",
)
def features_with_kept_statistics(pclass, sex, age, mean=None, std=None):
    if mean is None:
        rows = np.column_stack([pclass, age])
        if not STATISTICS:
            STATISTICS.extend([rows.mean(axis=0), rows.std(axis=0)])
        mean, std = STATISTICS
    return right.titanic_features(pclass, sex, age, mean, std)


@misconception(
    "titanic_features", "a single passenger's row is flattened: X stays (N, 3), (1, 3) here"
)
def features_that_squeeze(pclass, sex, age, mean=None, std=None):
    return np.squeeze(right.titanic_features(pclass, sex, age, mean, std))


@misconception(
    "titanic_features",
    "the given statistics lie along the passengers: mean[0] belongs to all of pclass",
)
def features_with_statistics_along_the_rows(pclass, sex, age, mean=None, std=None):
    if mean is None:
        return right.titanic_features(pclass, sex, age)
    scaled = (np.array([pclass, age], dtype=float) - np.asarray(mean)) / np.asarray(std)
    male = [person == "male" for person in sex]
    return np.column_stack([scaled[0], male, scaled[1]])


@misconception(
    "titanic_features", "std is read as a variance where it is given: divide by it as it is"
)
def features_with_the_root_of_std(pclass, sex, age, mean=None, std=None):
    return right.titanic_features(pclass, sex, age, mean, None if std is None else np.sqrt(std))


@misconception(
    "train_test_split", "both parts are rounded down, and a row is lost: test takes the rest"
)
def split_with_two_floors(n, seed):
    rows = np.random.default_rng(seed).permutation(n)
    n_train, n_test = 7 * n // 10, 3 * n // 10
    return rows[:n_train], rows[n_train : n_train + n_test]


@misconception(
    "train_test_split", "both parts are rounded up, and a row is in both: test takes the rest"
)
def split_with_two_ceilings(n, seed):
    rows = np.random.default_rng(seed).permutation(n)
    return rows[: -(-7 * n // 10)], rows[n + (-3 * n // 10) :]


@misconception(
    "train_test_split", "seed 0 is taken for no seed, and its split is another each time"
)
def split_without_the_seed_zero(n, seed):
    return right.train_test_split(n, seed or None)


GENERATORS = {}


@misconception(
    "train_test_split", "the seed counts in the first call only: make a generator from it each time"
)
def split_with_a_kept_generator(n, seed):
    rng = GENERATORS.setdefault(seed, np.random.default_rng(seed))
    rows = rng.permutation(n)
    return rows[: round(0.7 * n)], rows[round(0.7 * n) :]


@misconception(
    "train_test_split",
    "you only start at a random row, and neighbours stay together: shuffle them all",
)
def split_that_starts_anywhere(n, seed):
    rows = np.roll(np.arange(n), np.random.default_rng(seed).integers(n))
    return rows[: round(0.7 * n)], rows[round(0.7 * n) :]


@misconception("train_test_split", "you give masks of n truths: give the numbers of the rows")
def split_as_masks(n, seed):
    train, _ = right.train_test_split(n, seed)
    trains = np.isin(np.arange(n), train)
    return trains, ~trains


@misconception("train_test_split", "row 0 always trains: it is shuffled with the others")
def split_with_row_zero_in_training(n, seed):
    rows = np.append(0, 1 + np.random.default_rng(seed).permutation(n - 1))
    return rows[: round(0.7 * n)], rows[round(0.7 * n) :]


@misconception(
    "train_test_split", "a tenth of the rows is set aside and in neither part: 70 % and 30 %"
)
def split_with_rows_set_aside(n, seed):
    train, test = right.train_test_split(n, seed)
    return train, test[: -(-2 * len(test) // 3)]


def onward(Z2, A2, W2, b2):
    """Go on from a hidden layer as the reference does."""
    Z3 = A2 @ W2 + b2
    return Z2, A2, Z3, 1 / (1 + np.exp(-Z3))


@misconception("forward", "the hidden layer lets a hundredth through below 0: ReLU lets nothing")
def forward_with_leaky_relu(X, W1, b1, W2, b2):
    Z2 = X @ W1 + b1
    return onward(Z2, np.where(Z2 > 0, Z2, 0.01 * Z2), W2, b2)


@misconception("forward", "the hidden layer ends at 6: ReLU goes on, max(0, Z2)")
def forward_with_relu6(X, W1, b1, W2, b2):
    Z2 = X @ W1 + b1
    return onward(Z2, np.clip(Z2, 0, 6), W2, b2)


@misconception("forward", "ln(1 + exp(Z2)) is a rounded ReLU: A2 is max(0, Z2)")
def forward_with_softplus(X, W1, b1, W2, b2):
    Z2 = X @ W1 + b1
    return onward(Z2, np.logaddexp(0, Z2), W2, b2)


@misconception("forward", "b1 is added after ReLU: A2 is max(0, X W1 + b1)")
def forward_adds_b1_after_relu(X, W1, b1, W2, b2):
    return onward(X @ W1 + b1, np.maximum(0, X @ W1) + b1, W2, b2)


@misconception("forward", "b2 is added to A2, before W2: it comes last, A2 W2 + b2")
def forward_adds_b2_before_w2(X, W1, b1, W2, b2):
    Z2 = X @ W1 + b1
    A2 = np.maximum(0, Z2)
    Z3 = (A2 + b2) @ W2
    return Z2, A2, Z3, 1 / (1 + np.exp(-Z3))


@misconception("forward", "Z3 comes back cut off at ±30: cut inside the sigmoid, if at all")
def forward_with_z3_cut_off(X, W1, b1, W2, b2):
    Z2, A2, Z3, y_hat = right.forward(X, W1, b1, W2, b2)
    return Z2, A2, np.clip(Z3, -30, 30), y_hat


@misconception("forward", "you keep ŷ away from 0 and 1: a sure output may be sure")
def forward_that_is_never_sure(X, W1, b1, W2, b2):
    Z2, A2, Z3, y_hat = right.forward(X, W1, b1, W2, b2)
    return Z2, A2, Z3, np.clip(y_hat, 0.01, 0.99)


@misconception("forward", "one passenger's row is lost in Z2 and A2: they stay (1, 10)")
def forward_that_squeezes_one_row(X, W1, b1, W2, b2):
    Z2, A2, Z3, y_hat = right.forward(X, W1, b1, W2, b2)
    return np.squeeze(Z2), np.squeeze(A2), Z3, y_hat


@misconception(
    "loss", "ŷ takes the type of y, and is cut to 0 if y holds integers: y becomes a float"
)
def loss_in_the_type_of_the_labels(y, y_hat):
    y = y.reshape(-1, 1)
    return 0.5 * np.sum((y - y_hat.astype(y.dtype)) ** 2)


@misconception("loss", "only survivors count: the others' ŷ costs as well")
def loss_of_survivors_only(y, y_hat):
    y = y.reshape(-1, 1)
    return 0.5 * np.sum(y * (y - y_hat) ** 2)


@misconception(
    "loss", "errors above one half cost only as their size, as by Huber: square all of them"
)
def loss_by_huber(y, y_hat):
    error = np.abs(y.reshape(-1, 1) - y_hat)
    return np.sum(np.where(error <= 0.5, 0.5 * error**2, 0.5 * (error - 0.25)))


@misconception("loss", "ŷ is rounded first, so that this counts mistakes: take the probabilities")
def loss_of_decisions(y, y_hat):
    return right.loss(y, np.round(y_hat))


@misconception("loss", "e^T e is a matrix (1, 1): give a number")
def loss_as_a_matrix(y, y_hat):
    error = y.reshape(-1, 1) - y_hat
    return 0.5 * error.T @ error


TOTAL = [0.0]


@misconception("loss", "you add to the loss of the calls before: each call begins at zero")
def loss_that_adds_up(y, y_hat):
    TOTAL[0] += right.loss(y, y_hat)
    return TOTAL[0]


@misconception("loss", "the last passenger is left out: the sum runs over all rows")
def loss_without_the_last_passenger(y, y_hat):
    return right.loss(y[:-1], y_hat[:-1])


@misconception("loss", "the half is squared along: ½ (y − ŷ)², not (½ (y − ŷ))²")
def loss_with_a_squared_half(y, y_hat):
    return np.sum((0.5 * (y.reshape(-1, 1) - y_hat)) ** 2)


@misconception("deltas", "ReLU' is a hundredth where Z2 is below 0, as of a leaky one: it is 0")
def deltas_of_leaky_relu(y, y_hat, Z3, Z2, W2):
    delta3, _ = right.deltas(y, y_hat, Z3, Z2, W2)
    return delta3, delta3 @ W2.T * np.where(Z2 > 0, 1, 0.01)


@misconception(
    "deltas", "ReLU' looks at each unit's mean over the batch: each passenger has their own"
)
def deltas_with_relu_of_the_mean(y, y_hat, Z3, Z2, W2):
    delta3, _ = right.deltas(y, y_hat, Z3, Z2, W2)
    return delta3, delta3 @ W2.T * (Z2.mean(axis=0) > 0)


@misconception(
    "deltas", "you keep the slope of the sigmoid above 0.01: a sure output has a smaller one"
)
def deltas_with_a_slope_that_never_vanishes(y, y_hat, Z3, Z2, W2):
    delta3 = (y_hat - y.reshape(-1, 1)) * np.maximum(y_hat * (1 - y_hat), 0.01)
    return delta3, delta3 @ W2.T * (Z2 > 0)


@misconception("deltas", "y[:, None] gives a column of labels a third dimension: reshape(-1, 1)")
def deltas_of_flat_labels_only(y, y_hat, Z3, Z2, W2):
    delta3 = (y_hat - y[:, None]) * y_hat * (1 - y_hat)
    return delta3, delta3 @ W2.T * (Z2 > 0)


@misconception("deltas", "the error loses its sign: it is ŷ − y, below 0 for survivors")
def deltas_without_the_sign(y, y_hat, Z3, Z2, W2):
    delta3 = np.abs(y_hat - y.reshape(-1, 1)) * y_hat * (1 - y_hat)
    return delta3, delta3 @ W2.T * (Z2 > 0)


@misconception("deltas", "δ2 is cut off at −1 and 1: large weights make larger ones")
def deltas_cut_off_at_one(y, y_hat, Z3, Z2, W2):
    delta3, delta2 = right.deltas(y, y_hat, Z3, Z2, W2)
    return delta3, np.clip(delta2, -1, 1)


@misconception(
    "deltas", "a passenger is let through as a whole: ReLU' asks each hidden unit, Z2 > 0"
)
def deltas_with_relu_of_the_row(y, y_hat, Z3, Z2, W2):
    delta3, _ = right.deltas(y, y_hat, Z3, Z2, W2)
    return delta3, delta3 @ W2.T * (Z2 > 0).any(axis=1, keepdims=True)


@misconception(
    "deltas", "right answers have no delta here: they are never quite 0 or 1, so they have one"
)
def deltas_of_wrong_answers_only(y, y_hat, Z3, Z2, W2):
    delta3, delta2 = right.deltas(y, y_hat, Z3, Z2, W2)
    wrong = (y_hat > 0.5) != (y.reshape(-1, 1) > 0.5)
    return wrong * delta3, wrong * delta2


@misconception(
    "gradients", "the sums over the rows are multiplied: multiply row by row, then add, X^T delta2"
)
def gradients_as_products_of_sums(X, A2, delta3, delta2):
    _, db1, dW2, db2 = right.gradients(X, A2, delta3, delta2)
    return np.outer(X.sum(axis=0), db1), db1, dW2, db2


@misconception("gradients", "dW2 asks only whether a unit was active: how much counts, A2^T delta3")
def gradients_of_active_units(X, A2, delta3, delta2):
    dW1, db1, _, db2 = right.gradients(X, A2, delta3, delta2)
    return dW1, db1, 1.0 * (A2 > 0).T @ delta3, db2


@misconception("gradients", "you cut the gradients off at −1 and 1: give them as they are")
def gradients_cut_off_at_one(X, A2, delta3, delta2):
    return tuple(np.clip(slope, -1, 1) for slope in right.gradients(X, A2, delta3, delta2))


@misconception("gradients", "db2 is a bare number: it has the shape of b2, (1,)")
def gradients_with_a_bare_db2(X, A2, delta3, delta2):
    dW1, db1, dW2, _ = right.gradients(X, A2, delta3, delta2)
    return dW1, db1, dW2, delta3.sum()


@misconception(
    "gradients", "two halves of N // 2 rows are added, which loses the last of an odd number"
)
def gradients_of_two_halves(X, A2, delta3, delta2):
    even = 2 * (len(X) // 2)
    return right.gradients(X[:even], A2[:even], delta3[:even], delta2[:even])


SLOPES = [0.0] * 4


@misconception(
    "gradients", "you add to the gradients of the call before: every call begins at zero"
)
def gradients_that_pile_up(X, A2, delta3, delta2):
    for i, slope in enumerate(right.gradients(X, A2, delta3, delta2)):
        SLOPES[i] = SLOPES[i] + slope
    return tuple(SLOPES)


@misconception("gradients", "dW2 is flat: it has the shape of W2, (10, 1)")
def gradients_with_a_flat_dw2(X, A2, delta3, delta2):
    dW1, db1, dW2, db2 = right.gradients(X, A2, delta3, delta2)
    return dW1, db1, dW2[:, 0], db2


@misconception(
    "gradients", "you divide by N − 1: J is a sum over the passengers, so nothing is divided"
)
def gradients_divided_by_one_less(X, A2, delta3, delta2):
    n = max(len(X) - 1, 1)
    return tuple(slope / n for slope in right.gradients(X, A2, delta3, delta2))


def start(rng):
    """Draw the weights as the reference does."""
    W1, W2 = rng.normal(0, np.sqrt(2 / 3), (3, 10)), rng.normal(0, np.sqrt(2 / 10), (10, 1))
    return [W1, np.zeros(10), W2, np.zeros(1)]


def adam(batches, weights, learn=(0, 1, 2, 3), forward=right.forward, m=None, v=None):
    """Learn from these batches as the reference does, but for what is named."""
    m, v = m or [0.0] * 4, v or [0.0] * 4
    for t, (X, y) in enumerate(batches, start=1):
        Z2, A2, Z3, y_hat = forward(X, *weights)
        delta3, delta2 = right.deltas(y, y_hat, Z3, Z2, weights[2])
        slopes = right.gradients(X, A2, delta3, delta2)
        for i in learn:
            m[i] = 0.9 * m[i] + 0.1 * slopes[i]
            v[i] = 0.999 * v[i] + 0.001 * slopes[i] ** 2
            step = m[i] / (1 - 0.9**t) / (np.sqrt(v[i] / (1 - 0.999**t)) + 1e-8)
            weights[i] = weights[i] - 0.01 * step
    return tuple(weights)


@misconception("train", "W1 comes from the seed and W2 does not: one generator draws both")
def train_with_half_a_seed(X, y, seed):
    weights = start(np.random.default_rng(seed))
    weights[2] = np.random.default_rng().normal(0, np.sqrt(2 / 10), (10, 1))
    return adam([(X, y)] * 500, weights)


@misconception("train", "seed 0 is taken for no seed, and its weights are others each time")
def train_without_the_seed_zero(X, y, seed):
    return right.train(X, y, seed or None)


STARTS = []


@misconception(
    "train", "the second training goes on from the first one's weights: start from the seed"
)
def train_that_goes_on_from_before(X, y, seed):
    weights = STARTS.pop() if STARTS else start(np.random.default_rng(seed))
    STARTS.append(list(adam([(X, y)] * 500, weights)))
    return tuple(STARTS[-1])


@misconception("train", "b1 never learns: it takes a step of Adam like the others")
def train_without_b1(X, y, seed):
    return adam([(X, y)] * 500, start(np.random.default_rng(seed)), learn=(0, 2, 3))


@misconception("train", "b2 never learns: it takes a step of Adam like the others")
def train_without_b2(X, y, seed):
    return adam([(X, y)] * 500, start(np.random.default_rng(seed)), learn=(0, 1, 2))


@misconception("train", "W2 never learns: it takes a step of Adam like the others")
def train_without_w2(X, y, seed):
    return adam([(X, y)] * 500, start(np.random.default_rng(seed)), learn=(0, 1, 3))


@misconception(
    "train", "only the first half of the passengers is used: all rows that are given train"
)
def train_on_the_first_half(X, y, seed):
    half = -(-len(X) // 2)
    return right.train(X[:half], y[:half], seed)


@misconception(
    "train",
    "the last, short batch is left out in every round, and with few rows that is all: use it",
)
def train_without_the_last_batch(X, y, seed):
    begins = range(0, len(X) - 63, 64)
    batches = [(X[begin : begin + 64], y[begin : begin + 64]) for begin in begins]
    return adam(batches * 100, start(np.random.default_rng(seed)))


@misconception("train", "m and v are one list, so that each overwrites the other: make two")
def train_with_one_list_for_both_moments(X, y, seed):
    moments = [0.0] * 4
    return adam([(X, y)] * 500, start(np.random.default_rng(seed)), m=moments, v=moments)


def forward_without_relu(X, W1, b1, W2, b2):
    """Propagate forward without the hidden layer's bend."""
    Z2 = X @ W1 + b1
    return onward(Z2, Z2, W2, b2)


@misconception("train", "the hidden layer is linear while it learns: the network has a ReLU there")
def train_without_relu(X, y, seed):
    weights = start(np.random.default_rng(seed))
    return adam([(X, y)] * 500, weights, forward=forward_without_relu)


@misconception(
    "train", "the starting weights are huge, so that the output is saturated: small ones"
)
def train_from_huge_weights(X, y, seed):
    weights = [300 * each for each in start(np.random.default_rng(seed))]
    return adam([(X, y)] * 500, weights)


@misconception("train", "you turn the labels round: y = 1 is survival")
def train_on_exchanged_labels(X, y, seed):
    return right.train(X, 1 - y, seed)


@misconception(
    "train",
    "all columns are scaled once more in train, sex too, and the weights suit those: X as it is",
)
def train_on_scaled_columns(X, y, seed):
    return right.train(right.zscore(X, X)[0], y, seed)


@misconception("predict", "the threshold is the batch's mean: it is 0.5, whoever else is asked")
def predict_above_the_mean(X, W1, b1, W2, b2):
    y_hat = right.forward(X, W1, b1, W2, b2)[-1][:, 0]
    return (y_hat > y_hat.mean()).astype(int)


@misconception("predict", "you let the better half survive: the threshold is 0.5, not the median")
def predict_the_better_half(X, W1, b1, W2, b2):
    y_hat = right.forward(X, W1, b1, W2, b2)[-1][:, 0]
    return (y_hat > np.median(y_hat)).astype(int)


@misconception("predict", "the threshold is the share of survivors, 0.38: it is 0.5")
def predict_by_the_share_of_survivors(X, W1, b1, W2, b2):
    return (right.forward(X, W1, b1, W2, b2)[-1][:, 0] > 0.38).astype(int)


@misconception("predict", "the answer for one passenger is a bare number: it stays of shape (1,)")
def predict_that_squeezes(X, W1, b1, W2, b2):
    return np.squeeze(right.predict(X, W1, b1, W2, b2))


@misconception("predict", "you say −1 for those who die: say 0")
def predict_signs(X, W1, b1, W2, b2):
    return 2 * right.predict(X, W1, b1, W2, b2) - 1


@misconception("predict", "you list the rows of the survivors: give 0 or 1 for every passenger")
def predict_the_rows(X, W1, b1, W2, b2):
    return np.flatnonzero(right.predict(X, W1, b1, W2, b2))


@misconception(
    "predict", "exp(z) / (1 + exp(z)) is NaN for the surest survivors, and NaN > 0.5 is false"
)
def predict_that_overflows(X, W1, b1, W2, b2):
    z = right.forward(X, W1, b1, W2, b2)[2][:, 0]
    return (np.exp(z) / (1 + np.exp(z)) > 0.5).astype(int)


@misconception("predict", "you say that women survive, whatever the weights are: ask the network")
def predict_that_women_survive(X, W1, b1, W2, b2):
    return (X[:, 1] == 0).astype(int)


@misconception("predict", "the biases are left out on the way: take forward as it is")
def predict_without_biases(X, W1, b1, W2, b2):
    return right.predict(X, W1, 0 * b1, W2, 0 * b2)


@misconception("zscore", "a square table is scaled along its rows: columns are scaled, always")
def zscore_of_square_tables_by_row(X_train, X_test):
    axis = 1 if X_train.shape == X_test.shape and len(set(X_train.shape)) == 1 else 0
    mean = X_train.mean(axis=axis, keepdims=True)
    std = X_train.std(axis=axis, keepdims=True)
    std = np.where(std == 0, 1, std)
    return (X_train - mean) / std, (X_test - mean) / std


@misconception("train_test_split", "732 is 70 % of this ship alone: take it of any n")
def split_of_this_ship(n, seed):
    rows = np.random.default_rng(seed).permutation(n)
    n_train = 732 if n > 1000 else round(0.7 * n)
    return rows[:n_train], rows[n_train:]


@misconception("forward", "with ten rows b1 is added to them: it belongs to the ten hidden units")
def forward_with_b1_as_a_column(X, W1, b1, W2, b2):
    Z2, A2, Z3, y_hat = right.forward(X, W1, b1, W2, b2)
    if len(X) != len(b1):
        return Z2, A2, Z3, y_hat
    return right.forward(np.c_[X @ W1, b1], np.r_[np.eye(10), np.ones((1, 10))], 0 * b1, W2, b2)


@misconception("gradients", "with ten rows db1 sums along them: sum over the rows, axis 0")
def gradients_with_db1_of_ten_rows(X, A2, delta3, delta2):
    dW1, db1, dW2, db2 = right.gradients(X, A2, delta3, delta2)
    square = delta2.shape[0] == delta2.shape[1]
    return dW1, delta2.sum(axis=1) if square else db1, dW2, db2


@misconception(
    "train", "the seed makes the start and not the order of the rows: it decides all randomness"
)
def train_with_an_order_of_its_own(X, y, seed):
    rng = np.random.default_rng(seed)
    weights = [
        rng.normal(0, np.sqrt(2 / 3), (3, 10)), np.zeros(10),
        rng.normal(0, np.sqrt(2 / 10), (10, 1)), np.zeros(1),
    ]  # fmt: skip
    m, v, t = [0 * w for w in weights], [0 * w for w in weights], 0
    for _ in range(60):
        order = np.random.permutation(len(X))
        for start in range(0, len(X), 32):
            rows, t = order[start : start + 32], t + 1
            Z2, A2, Z3, y_hat = right.forward(X[rows], *weights)
            slopes = right.deltas(y[rows], y_hat, Z3, Z2, weights[2])
            for i, slope in enumerate(right.gradients(X[rows], A2, *slopes)):
                m[i] = 0.9 * m[i] + 0.1 * slope
                v[i] = 0.999 * v[i] + 0.001 * slope**2
                step = m[i] / (1 - 0.9**t) / (np.sqrt(v[i] / (1 - 0.999**t)) + 1e-8)
                weights[i] = weights[i] - 0.01 * step
    return tuple(weights)


@misconception("predict", "you round ŷ to one decimal before comparing it: 0.54 is above 0.5 too")
def predict_of_rounded_probabilities(X, W1, b1, W2, b2):
    y_hat = right.forward(X, W1, b1, W2, b2)[-1]
    return (np.round(y_hat[:, 0], 1) > 0.5).astype(int)


@misconception("deltas", "Z2 / |Z2| tells the sign, and is 0 / 0 where Z2 is exactly 0: ask Z2 > 0")
def deltas_by_the_sign(y, y_hat, Z3, Z2, W2):
    delta3, _ = right.deltas(y, y_hat, Z3, Z2, W2)
    return delta3, delta3 @ W2.T * (Z2 / np.abs(Z2) + 1) / 2


@misconception("deltas", "the slope of ReLU is 1 where Z2 is exactly 0: it is 0 there")
def deltas_with_relu_from_zero_on(y, y_hat, Z3, Z2, W2):
    delta3, _ = right.deltas(y, y_hat, Z3, Z2, W2)
    back = delta3 @ W2.T
    back[Z2 < 0] = 0
    return delta3, back


@misconception("deltas", "what goes back is cut off below 0: it is Z2 that decides, unit by unit")
def deltas_cut_off_below_zero(y, y_hat, Z3, Z2, W2):
    delta3, _ = right.deltas(y, y_hat, Z3, Z2, W2)
    return delta3, np.maximum(0, delta3 @ W2.T)


@misconception("loss", "np.expand_dims gives a column of labels a third dimension: reshape(-1, 1)")
def loss_of_expanded_labels(y, y_hat):
    return 0.5 * np.sum((np.expand_dims(y, 1) - y_hat) ** 2)


@misconception("gradients", "the loop over passengers begins with the second one, range(1, N)")
def gradients_from_the_second_on(X, A2, delta3, delta2):
    dW1, db1, dW2, db2 = np.zeros((3, 10)), np.zeros(10), np.zeros((10, 1)), np.zeros(1)
    for i in range(1, len(X)):
        dW1 += np.outer(X[i], delta2[i])
        db1 += delta2[i]
        dW2 += np.outer(A2[i], delta3[i])
        db2 += delta3[i]
    return dW1, db1, dW2, db2


@misconception("predict", "int(ŷ + 0.5) rounds a half up: 1 belongs only where ŷ is above 0.5")
def predict_that_rounds_up(X, W1, b1, W2, b2):
    return (right.forward(X, W1, b1, W2, b2)[-1][:, 0] + 0.5).astype(int)


@misconception("zscore", "the mean is subtracted in place, which shifts the caller's rows")
def zscore_that_shifts_the_callers_rows(X_train, X_test):
    train, test = right.zscore(X_train, X_test)
    if X_train.dtype.kind == "f":
        X_train -= X_train.mean(axis=0)
    return train, test


@misconception("deltas", "ŷ is made the error in place: the caller's probabilities are gone")
def deltas_that_eat_the_answers(y, y_hat, Z3, Z2, W2):
    slope = y_hat * (1 - y_hat)
    y_hat -= y.reshape(-1, 1)
    delta3 = y_hat * slope
    return delta3, delta3 @ W2.T * (Z2 > 0)
