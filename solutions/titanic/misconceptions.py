"""What students get wrong in titanic, and what each of them should read."""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D103

import numpy as np
import titanic as right

from grader.course import misconception


@misconception(
    "zscore",
    "mean and deviation come from all rows, which is leakage: only the training rows decide",
)
def zscore_fitted_on_all_rows(X_train, X_test):
    rows = np.concatenate([X_train, X_test])
    _, scaled = right.zscore(rows, rows)
    return scaled[: len(X_train)], scaled[len(X_train) :]


@misconception(
    "zscore",
    "the test rows are scaled by their own mean and deviation: take those of the training rows",
)
def zscore_fitted_on_each(X_train, X_test):
    return right.zscore(X_train, X_train)[0], right.zscore(X_test, X_test)[0]


@misconception(
    "zscore",
    "this is the sample deviation, which divides by N − 1: divide by N, as np.std does",
)
def zscore_by_the_sample_deviation(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0, ddof=1)
    std = np.where(std == 0, 1, std)
    return (X_train - mean) / std, (X_test - mean) / std


@misconception(
    "zscore",
    "you divide by the variance: the deviation is its root",
)
def zscore_by_the_variance(X_train, X_test):
    mean, variance = X_train.mean(axis=0), X_train.var(axis=0)
    variance = np.where(variance == 0, 1, variance)
    return (X_train - mean) / variance, (X_test - mean) / variance


@misconception(
    "zscore",
    "one mean and one deviation serve all columns: each column has its own, axis=0",
)
def zscore_of_the_whole_array(X_train, X_test):
    mean, std = X_train.mean(), X_train.std() or 1
    return (X_train - mean) / std, (X_test - mean) / std


@misconception(
    "zscore",
    "the rows are scaled, each by its own mean: scale the columns, axis=0",
)
def zscore_of_the_rows(X_train, X_test):
    train, test = (right.zscore(rows.T, rows.T)[0].T for rows in (X_train, X_test))
    return train, test


@misconception(
    "zscore",
    "a constant column divides by zero: where the deviation is 0, take 1",
)
def zscore_without_the_constant_column(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - mean) / std, (X_test - mean) / std


@misconception(
    "zscore",
    "a tiny number beside the deviation blows a constant column up: where it is 0, take 1",
)
def zscore_with_a_tiny_number(X_train, X_test):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0) + 1e-8
    return (X_train - mean) / std, (X_test - mean) / std


@misconception(
    "zscore",
    "the columns are squeezed between 0 and 1: a z-score is (x − mean) / deviation",
)
def zscore_by_the_range(X_train, X_test):
    low, width = X_train.min(axis=0), np.ptp(X_train, axis=0)
    width = np.where(width == 0, 1, width)
    return (X_train - low) / width, (X_test - low) / width


@misconception(
    "zscore",
    "the columns are shifted only: divide by the deviation as well",
)
def zscore_that_only_shifts(X_train, X_test):
    return X_train - X_train.mean(axis=0), X_test - X_train.mean(axis=0)


@misconception(
    "zscore",
    "the results are cut to whole numbers, since integer arrays hold no others: make new arrays",
)
def zscore_into_the_given_type(X_train, X_test):
    train, test = right.zscore(X_train, X_test)
    return train.astype(X_train.dtype), test.astype(X_test.dtype)


@misconception(
    "zscore",
    "X_train -= ... changes the caller's rows: make new arrays, (X_train - mean) / std",
)
def zscore_in_place(X_train, X_test):
    train, test = right.zscore(X_train, X_test)
    for rows, scaled in ((X_train, train), (X_test, test)):
        if rows.dtype.kind == "f":
            rows[...] = scaled
    return train, test


@misconception(
    "titanic_features",
    "this is the sample deviation, which divides by N − 1: divide by N, as np.std does",
)
def features_by_the_sample_deviation(pclass, sex, age, mean=None, std=None):
    if mean is None:
        mean = np.mean(pclass), np.mean(age)
        std = np.std(pclass, ddof=1), np.std(age, ddof=1)
    return right.titanic_features(pclass, sex, age, mean, std)


@misconception(
    "titanic_features",
    "mean and std are not used where they are given: they scale pclass and age then",
)
def features_without_the_given_statistics(pclass, sex, age, mean=None, std=None):
    return right.titanic_features(pclass, sex, age)


@misconception(
    "titanic_features",
    "the given statistics are exchanged: mean[0] and std[0] belong to pclass, [1] to age",
)
def features_with_exchanged_statistics(pclass, sex, age, mean=None, std=None):
    if mean is None:
        return right.titanic_features(pclass, sex, age)
    return right.titanic_features(pclass, sex, age, mean[::-1], std[::-1])


@misconception(
    "titanic_features",
    "`if mean` asks an array whether it is true, which fails: ask `mean is None`",
)
def features_that_ask_if_mean(pclass, sex, age, mean=None, std=None):
    if mean:
        return right.titanic_features(pclass, sex, age, mean, std)
    return right.titanic_features(pclass, sex, age)


@misconception(
    "titanic_features",
    "sex is scaled too: it stays 0 or 1, only pclass and age are z-scored",
)
def features_with_scaled_sex(pclass, sex, age, mean=None, std=None):
    X = right.titanic_features(pclass, sex, age, mean, std)
    deviation = X[:, 1].std() or 1
    return np.column_stack([X[:, 0], (X[:, 1] - X[:, 1].mean()) / deviation, X[:, 2]])


@misconception(
    "titanic_features",
    "the sexes are exchanged: male is 1 and female 0",
)
def features_with_female_as_one(pclass, sex, age, mean=None, std=None):
    X = right.titanic_features(pclass, sex, age, mean, std)
    return np.column_stack([X[:, 0], 1 - X[:, 1], X[:, 2]])


@misconception(
    "titanic_features",
    "sex is coded −1 and 1: female is 0 and male 1",
)
def features_with_sex_as_signs(pclass, sex, age, mean=None, std=None):
    X = right.titanic_features(pclass, sex, age, mean, std)
    return np.column_stack([X[:, 0], 2 * X[:, 1] - 1, X[:, 2]])


@misconception(
    "titanic_features",
    "the code of sex depends on who is in the batch: compare each with the word male",
)
def features_with_sex_by_its_order(pclass, sex, age, mean=None, std=None):
    X = right.titanic_features(pclass, sex, age, mean, std)
    codes = np.unique(sex, return_inverse=True)[1]
    return np.column_stack([X[:, 0], codes, X[:, 2]])


@misconception(
    "titanic_features",
    "`sex == 'male'` compares the whole list with the word, which is never true: compare each one",
)
def features_that_compare_the_list(pclass, sex, age, mean=None, std=None):
    X = right.titanic_features(pclass, sex, age, mean, std)
    return np.column_stack([X[:, 0], np.full(len(X), float(sex == "male")), X[:, 2]])


@misconception(
    "titanic_features",
    "the columns are in another order: pclass, sex, age",
)
def features_in_another_order(pclass, sex, age, mean=None, std=None):
    return right.titanic_features(pclass, sex, age, mean, std)[:, [0, 2, 1]]


@misconception(
    "titanic_features",
    "each feature is a row: passengers are rows, so X has the shape (N, 3)",
)
def features_as_rows(pclass, sex, age, mean=None, std=None):
    return right.titanic_features(pclass, sex, age, mean, std).T


@misconception(
    "titanic_features",
    "age is not scaled: pclass and age are both z-scored",
)
def features_with_plain_age(pclass, sex, age, mean=None, std=None):
    X = right.titanic_features(pclass, sex, age, mean, std)
    return np.column_stack([X[:, 0], X[:, 1], age])


@misconception(
    "titanic_features",
    "a list has no .mean() and cannot be subtracted from: np.asarray makes an array of either",
)
def features_of_arrays_only(pclass, sex, age, mean=None, std=None):
    if mean is None:
        mean, std = (pclass.mean(), age.mean()), (pclass.std(), age.std())
    male = [person == "male" for person in sex]
    return np.column_stack([(pclass - mean[0]) / std[0], male, (age - mean[1]) / std[1]])


@misconception(
    "train_test_split",
    "nothing is shuffled: the passengers are sorted by class, so shuffle before the cut",
)
def split_without_a_shuffle(n, seed):
    return np.arange(n)[: round(0.7 * n)], np.arange(n)[round(0.7 * n) :]


@misconception(
    "train_test_split",
    "the rows are shuffled after the cut only: shuffle them all, then cut",
)
def split_shuffled_after_the_cut(n, seed):
    rng, n_train = np.random.default_rng(seed), round(0.7 * n)
    return rng.permutation(n_train), n_train + rng.permutation(n - n_train)


@misconception(
    "train_test_split",
    "the seed is not used: the same seed must give the same split, np.random.default_rng(seed)",
)
def split_without_the_seed(n, seed):
    return right.train_test_split(n, None)


@misconception(
    "train_test_split",
    "every seed gives the same split: use the argument seed, not a fixed one",
)
def split_with_a_fixed_seed(n, seed):
    return right.train_test_split(n, 42)


@misconception(
    "train_test_split",
    "the shares are exchanged: 70 % of the rows train, 30 % test",
)
def split_with_exchanged_shares(n, seed):
    train, test = right.train_test_split(n, seed)
    return test, train


@misconception(
    "train_test_split",
    "80 % of the rows train: here it is 70 %",
)
def split_of_four_fifths(n, seed):
    rows = np.random.default_rng(seed).permutation(n)
    return rows[: round(0.8 * n)], rows[round(0.8 * n) :]


@misconception(
    "train_test_split",
    "rows are drawn with replacement, so some come twice and some never: take a permutation",
)
def split_with_replacement(n, seed):
    rows = np.random.default_rng(seed).integers(0, n, n)
    return rows[: round(0.7 * n)], rows[round(0.7 * n) :]


@misconception(
    "train_test_split",
    "training and test rows are drawn apart and overlap: cut one permutation in two",
)
def split_that_overlaps(n, seed):
    rng, n_train = np.random.default_rng(seed), round(0.7 * n)
    return rng.permutation(n)[:n_train], rng.permutation(n)[: n - n_train]


@misconception(
    "train_test_split",
    "the last row is never dealt: the rows are 0 to n − 1, all of them",
)
def split_without_the_last_row(n, seed):
    rows = np.random.default_rng(seed).permutation(n - 1)
    return rows[: round(0.7 * n)], rows[round(0.7 * n) :]


@misconception(
    "train_test_split",
    "the rows are counted from 1: Python counts from 0, so they are 0 to n − 1",
)
def split_counted_from_one(n, seed):
    train, test = right.train_test_split(n, seed)
    return train + 1, test + 1


@misconception(
    "train_test_split",
    "each row is dealt by a die of its own, so the share is 70 % only on average: cut at 0.7 n",
)
def split_by_a_die(n, seed):
    trains = np.random.default_rng(seed).random(n) < 0.7
    return np.flatnonzero(trains), np.flatnonzero(~trains)


@misconception(
    "train_test_split",
    "each row trains in turn, seven of ten, and the seed draws nothing: shuffle by the seed first",
)
def split_by_counting(n, seed):
    trains = np.arange(n) % 10 < 7
    return np.flatnonzero(trains), np.flatnonzero(~trains)


def _onward(Z2, A2, W2, b2):
    """Go on from a hidden layer as the reference does."""
    Z3 = A2 @ W2 + b2
    return Z2, A2, Z3, 1 / (1 + np.exp(-Z3))


@misconception(
    "forward",
    "the hidden layer has no ReLU: A2 is max(0, Z2)",
)
def forward_without_relu(X, W1, b1, W2, b2):
    Z2 = X @ W1 + b1
    return _onward(Z2, Z2, W2, b2)


@misconception(
    "forward",
    "the hidden layer has a sigmoid: A2 is max(0, Z2), the sigmoid is for the output",
)
def forward_with_a_hidden_sigmoid(X, W1, b1, W2, b2):
    Z2 = X @ W1 + b1
    return _onward(Z2, 1 / (1 + np.exp(-Z2)), W2, b2)


@misconception(
    "forward",
    "ReLU stands in the output too, so ŷ never falls below 0.5: Z3 is A2 W2 + b2 as it is",
)
def forward_with_relu_in_the_output(X, W1, b1, W2, b2):
    Z2, A2, Z3, _ = right.forward(X, W1, b1, W2, b2)
    Z3 = np.maximum(0, Z3)
    return Z2, A2, Z3, 1 / (1 + np.exp(-Z3))


@misconception(
    "forward",
    "b1 is missing: Z2 is X W1 + b1",
)
def forward_without_b1(X, W1, b1, W2, b2):
    return right.forward(X, W1, 0 * b1, W2, b2)


@misconception(
    "forward",
    "b2 is missing: Z3 is A2 W2 + b2",
)
def forward_without_b2(X, W1, b1, W2, b2):
    return right.forward(X, W1, b1, W2, 0 * b2)


@misconception(
    "forward",
    "ŷ is the logit: the sigmoid of Z3 belongs there",
)
def forward_without_the_sigmoid(X, W1, b1, W2, b2):
    Z2, A2, Z3, _ = right.forward(X, W1, b1, W2, b2)
    return Z2, A2, Z3, Z3


@misconception(
    "forward",
    "ŷ is tanh of Z3, which goes down to −1: the sigmoid stays between 0 and 1",
)
def forward_with_tanh(X, W1, b1, W2, b2):
    Z2, A2, Z3, _ = right.forward(X, W1, b1, W2, b2)
    return Z2, A2, Z3, np.tanh(Z3)


@misconception(
    "forward",
    "a softmax over a single column is 1 for everybody: one output takes the sigmoid",
)
def forward_with_softmax(X, W1, b1, W2, b2):
    Z2, A2, Z3, _ = right.forward(X, W1, b1, W2, b2)
    powers = np.exp(Z3 - Z3.max(axis=1, keepdims=True))
    return Z2, A2, Z3, powers / powers.sum(axis=1, keepdims=True)


@misconception(
    "forward",
    "exp(z) / (1 + exp(z)) is NaN for a large z: 1 / (1 + exp(−z)) is not",
)
def forward_that_overflows(X, W1, b1, W2, b2):
    Z2, A2, Z3, _ = right.forward(X, W1, b1, W2, b2)
    return Z2, A2, Z3, np.exp(Z3) / (1 + np.exp(Z3))


@misconception(
    "forward",
    "ŷ lost its column: keep the shape (N, 1)",
)
def forward_that_flattens(X, W1, b1, W2, b2):
    Z2, A2, Z3, y_hat = right.forward(X, W1, b1, W2, b2)
    return Z2, A2, Z3, y_hat[:, 0]


@misconception(
    "forward",
    "Z2 comes back after ReLU: keep Z2 itself for the way back, and A2 beside it",
)
def forward_with_a_lost_z2(X, W1, b1, W2, b2):
    _, A2, Z3, y_hat = right.forward(X, W1, b1, W2, b2)
    return A2, A2, Z3, y_hat


@misconception(
    "forward",
    "the output takes Z2 in: Z3 is A2 W2 + b2, what ReLU has let through",
)
def forward_past_a2(X, W1, b1, W2, b2):
    Z2, A2, _, _ = right.forward(X, W1, b1, W2, b2)
    Z3 = Z2 @ W2 + b2
    return Z2, A2, Z3, 1 / (1 + np.exp(-Z3))


@misconception(
    "loss",
    "this is the mean over the passengers: J is their sum",
)
def loss_as_a_mean(y, y_hat):
    return right.loss(y, y_hat) / len(y_hat)


@misconception(
    "loss",
    "the half is missing: J is the sum of ½ (y − ŷ)²",
)
def loss_without_the_half(y, y_hat):
    return 2 * right.loss(y, y_hat)


@misconception(
    "loss",
    "y of shape (N,) minus ŷ of shape (N, 1) became (N, N): make y a column first",
)
def loss_that_broadcasts(y, y_hat):
    return 0.5 * np.sum((y - y_hat) ** 2)


@misconception(
    "loss",
    "ŷ is flattened and y is not, so a column of labels became (N, N): reshape both alike",
)
def loss_of_flat_labels_only(y, y_hat):
    return 0.5 * np.sum((y - y_hat.ravel()) ** 2)


@misconception(
    "loss",
    "this is the cross-entropy: here J is half the sum of the squared errors",
)
def loss_as_cross_entropy(y, y_hat):
    y, p = y.reshape(-1, 1), np.clip(y_hat, 1e-7, 1 - 1e-7)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))


@misconception(
    "loss",
    "the errors are not squared: J is the sum of ½ (y − ŷ)²",
)
def loss_of_absolute_errors(y, y_hat):
    return 0.5 * np.sum(np.abs(y.reshape(-1, 1) - y_hat))


@misconception(
    "loss",
    "you square the sum, where errors of both signs cancel: square each error, then add",
)
def loss_as_a_squared_sum(y, y_hat):
    return 0.5 * np.sum(y.reshape(-1, 1) - y_hat) ** 2


@misconception(
    "loss",
    "every passenger's loss comes back: J is their sum, one number",
)
def loss_of_each_passenger(y, y_hat):
    return 0.5 * (y.reshape(-1, 1) - y_hat) ** 2


@misconception(
    "loss",
    "a root is taken of the whole: J is the sum of ½ (y − ŷ)² itself",
)
def loss_with_a_root(y, y_hat):
    return np.sqrt(right.loss(y, y_hat))


@misconception(
    "loss",
    "y[:, None] gives a column of labels a third axis: y.reshape(-1, 1) makes a column of either",
)
def loss_with_a_third_axis(y, y_hat):
    return 0.5 * np.sum((y[:, None] - y_hat) ** 2)


@misconception(
    "loss",
    "y_hat -= ... changes the caller's array: take the difference in a new one",
)
def loss_in_place(y, y_hat):
    y_hat -= y.reshape(-1, 1)
    return 0.5 * np.sum(y_hat**2)


@misconception(
    "deltas",
    "the signs are turned: δ3 is −(y − ŷ) times the slope, which points uphill",
)
def deltas_with_turned_sign(y, y_hat, Z3, Z2, W2):
    delta3, delta2 = right.deltas(y, y_hat, Z3, Z2, W2)
    return -delta3, -delta2


@misconception(
    "deltas",
    "ŷ − y is the delta of the cross-entropy: with squared errors the slope σ'(Z3) stays",
)
def deltas_of_cross_entropy(y, y_hat, Z3, Z2, W2):
    delta3 = y_hat - y.reshape(-1, 1)
    return delta3, delta3 @ W2.T * (Z2 > 0)


@misconception(
    "deltas",
    "the sigmoid is applied again before its slope: ŷ is its output, the slope is ŷ (1 − ŷ)",
)
def deltas_with_a_second_sigmoid(y, y_hat, Z3, Z2, W2):
    again = 1 / (1 + np.exp(-y_hat))
    delta3 = (y_hat - y.reshape(-1, 1)) * again * (1 - again)
    return delta3, delta3 @ W2.T * (Z2 > 0)


@misconception(
    "deltas",
    "Z3 (1 − Z3) is not the slope of the sigmoid: it is σ(Z3) (1 − σ(Z3)), that is ŷ (1 − ŷ)",
)
def deltas_with_the_logit_as_output(y, y_hat, Z3, Z2, W2):
    delta3 = (y_hat - y.reshape(-1, 1)) * Z3 * (1 - Z3)
    return delta3, delta3 @ W2.T * (Z2 > 0)


@misconception(
    "deltas",
    "y of shape (N,) minus ŷ of shape (N, 1) became (N, N): make y a column first",
)
def deltas_that_broadcast(y, y_hat, Z3, Z2, W2):
    delta3 = -(y - y_hat) * y_hat * (1 - y_hat)
    return delta3, delta3[:, :1] @ W2.T * (Z2 > 0)


@misconception(
    "deltas",
    "δ2 lets the error through units whose Z2 is not above 0: ReLU' makes it zero there",
)
def deltas_without_the_slope_of_relu(y, y_hat, Z3, Z2, W2):
    delta3, _ = right.deltas(y, y_hat, Z3, Z2, W2)
    return delta3, delta3 @ W2.T


@misconception(
    "deltas",
    "δ2 is multiplied by ReLU itself: its slope belongs there, 1 where Z2 > 0, else 0",
)
def deltas_with_relu_itself(y, y_hat, Z3, Z2, W2):
    delta3, _ = right.deltas(y, y_hat, Z3, Z2, W2)
    return delta3, delta3 @ W2.T * np.maximum(0, Z2)


@misconception(
    "deltas",
    "δ2 has the slope of a sigmoid: the hidden layer is ReLU, with slope 1 where Z2 > 0, else 0",
)
def deltas_with_a_hidden_sigmoid(y, y_hat, Z3, Z2, W2):
    delta3, _ = right.deltas(y, y_hat, Z3, Z2, W2)
    a = 1 / (1 + np.exp(-Z2))
    return delta3, delta3 @ W2.T * a * (1 - a)


@misconception(
    "deltas",
    "ReLU' looks at Z3: each hidden unit has its own, at Z2",
)
def deltas_with_relu_of_the_output(y, y_hat, Z3, Z2, W2):
    delta3, _ = right.deltas(y, y_hat, Z3, Z2, W2)
    return delta3, delta3 @ W2.T * (Z3 > 0)


@misconception(
    "deltas",
    "δ2 starts from the plain error: it is δ3, slope included, that goes back through W2",
)
def deltas_past_delta3(y, y_hat, Z3, Z2, W2):
    delta3, _ = right.deltas(y, y_hat, Z3, Z2, W2)
    return delta3, (y_hat - y.reshape(-1, 1)) @ W2.T * (Z2 > 0)


@misconception(
    "deltas",
    "you divide by N: J is a sum over the passengers, so nothing is divided",
)
def deltas_divided_by_the_rows(y, y_hat, Z3, Z2, W2):
    delta3, delta2 = right.deltas(y, y_hat, Z3, Z2, W2)
    return delta3 / len(Z3), delta2 / len(Z3)


@misconception(
    "deltas",
    "a factor 2 is left: the half in J takes it away",
)
def deltas_without_the_half(y, y_hat, Z3, Z2, W2):
    delta3, delta2 = right.deltas(y, y_hat, Z3, Z2, W2)
    return 2 * delta3, 2 * delta2


@misconception(
    "deltas",
    "ReLU' is 1 at exactly 0 here: it is 1 above 0 only, so ask Z2 > 0",
)
def deltas_with_a_slope_at_zero(y, y_hat, Z3, Z2, W2):
    delta3, _ = right.deltas(y, y_hat, Z3, Z2, W2)
    return delta3, delta3 @ W2.T * (Z2 >= 0)


@misconception(
    "deltas",
    "the mask asks whether δ3 W2ᵀ is above 0: ReLU' is the slope at Z2, so ask Z2 > 0",
)
def deltas_with_a_mask_of_their_own(y, y_hat, Z3, Z2, W2):
    delta3, _ = right.deltas(y, y_hat, Z3, Z2, W2)
    back = delta3 @ W2.T
    return delta3, back * (back > 0)


@misconception(
    "deltas",
    "Z2[Z2 > 0] = 1 changes the caller's array: (Z2 > 0) is a new one",
)
def deltas_in_place(y, y_hat, Z3, Z2, W2):
    delta3, _ = right.deltas(y, y_hat, Z3, Z2, W2)
    Z2[...] = Z2 > 0
    return delta3, delta3 @ W2.T * Z2


@misconception(
    "gradients",
    "you divide by N: J is a sum over the passengers, so nothing is divided",
)
def gradients_as_means(X, A2, delta3, delta2):
    return tuple(slope / len(X) for slope in right.gradients(X, A2, delta3, delta2))


@misconception(
    "gradients",
    "db1 and db2 are means over the passengers: they are sums, as dW1 and dW2 are",
)
def gradients_with_mean_biases(X, A2, delta3, delta2):
    return X.T @ delta2, delta2.mean(axis=0), A2.T @ delta3, delta3.mean(axis=0)


@misconception(
    "gradients",
    "the biases have a row for each passenger: sum the deltas over the rows, axis=0",
)
def gradients_with_a_bias_a_passenger(X, A2, delta3, delta2):
    return X.T @ delta2, delta2, A2.T @ delta3, delta3


@misconception(
    "gradients",
    "db1 is one number for all hidden units: sum over the rows only, axis=0",
)
def gradients_with_one_bias_a_layer(X, A2, delta3, delta2):
    return X.T @ delta2, delta2.sum(), A2.T @ delta3, delta3.sum(axis=0)


@misconception(
    "gradients",
    "the bias gradients are summed over the units: passengers are rows, so sum over axis 0",
)
def gradients_with_biases_over_the_units(X, A2, delta3, delta2):
    return X.T @ delta2, delta2.sum(axis=1), A2.T @ delta3, delta3.sum(axis=1)


@misconception(
    "gradients",
    "keepdims=True makes db1 (1, 10) and db2 (1, 1): without it they have the shapes of b1 and b2",
)
def gradients_with_biases_as_rows(X, A2, delta3, delta2):
    biases = [delta.sum(axis=0, keepdims=True) for delta in (delta2, delta3)]
    return X.T @ delta2, biases[0], A2.T @ delta3, biases[1]


@misconception(
    "gradients",
    "dW1 and dW2 are transposed: X^T delta2 has the shape of W1",
)
def gradients_transposed(X, A2, delta3, delta2):
    dW1, db1, dW2, db2 = right.gradients(X, A2, delta3, delta2)
    return dW1.T, db1, dW2.T, db2


@misconception(
    "gradients",
    "the signs are turned: the minus belongs in the step, not into the gradient",
)
def gradients_with_turned_sign(X, A2, delta3, delta2):
    return tuple(-slope for slope in right.gradients(X, A2, delta3, delta2))


@misconception(
    "gradients",
    "the weights come before the biases: the order is (dW1, db1, dW2, db2)",
)
def gradients_in_another_order(X, A2, delta3, delta2):
    dW1, db1, dW2, db2 = right.gradients(X, A2, delta3, delta2)
    return dW1, dW2, db1, db2


@misconception(
    "gradients",
    "dW1 takes A2 in: a layer's input counts, X for W1 and A2 for W2",
)
def gradients_with_the_layers_own_output(X, A2, delta3, delta2):
    _, db1, dW2, db2 = right.gradients(X, A2, delta3, delta2)
    return A2.T @ delta2, db1, dW2, db2


@misconception(
    "gradients",
    "the first passenger is left out: range(1, N) begins with the second, range(N) with the first",
)
def gradients_without_the_first_passenger(X, A2, delta3, delta2):
    return right.gradients(X[1:], A2[1:], delta3[1:], delta2[1:])


def _start(seed):
    """Draw the weights as the reference does."""
    rng = np.random.default_rng(seed)
    W1, W2 = rng.normal(0, np.sqrt(2 / 3), (3, 10)), rng.normal(0, np.sqrt(2 / 10), (10, 1))
    return [W1, np.zeros(10), W2, np.zeros(1)]


def _adam(X, y, weights, rounds=500, lr=0.01, learn=(0, 1, 2, 3), power=2, m=None, v=None):
    """Train as the reference does, but for what is named."""
    m, v = m or [0.0] * 4, v or [0.0] * 4
    for t in range(1, rounds + 1):
        Z2, A2, Z3, y_hat = right.forward(X, *weights)
        delta3, delta2 = right.deltas(y, y_hat, Z3, Z2, weights[2])
        slopes = right.gradients(X, A2, delta3, delta2)
        for i in learn:
            m[i] = 0.9 * m[i] + 0.1 * slopes[i]
            v[i] = 0.999 * v[i] + 0.001 * slopes[i] ** power
            step = m[i] / (1 - 0.9**t) / (np.sqrt(v[i] / (1 - 0.999**t)) + 1e-8)
            weights[i] = weights[i] - lr * step
    return tuple(weights)


@misconception(
    "train",
    "the seed is not used: draw the start from np.random.default_rng(seed)",
)
def train_without_the_seed(X, y, seed):
    return right.train(X, y, None)


@misconception(
    "train",
    "the weights start at zero, so the ten hidden units stay copies of one: draw them at random",
)
def train_from_zeros(X, y, seed):
    return _adam(X, y, [0 * weights for weights in _start(seed)])


@misconception(
    "train",
    "the weights start alike, so the ten hidden units stay copies of one: draw them at random",
)
def train_from_equal_weights(X, y, seed):
    return _adam(X, y, [np.full((3, 10), 0.1), np.zeros(10), np.full((10, 1), 0.1), np.zeros(1)])


@misconception(
    "train",
    "the training climbs: subtract the step, so that the loss falls",
)
def train_uphill(X, y, seed):
    return _adam(X, y, _start(seed), lr=-0.01)


@misconception(
    "train",
    "the biases never learn: b1 and b2 take a step of Adam as well",
)
def train_without_biases(X, y, seed):
    return _adam(X, y, _start(seed), learn=(0, 2))


@misconception(
    "train",
    "only the output layer learns: W1 and b1 take a step of Adam as well",
)
def train_of_the_output_only(X, y, seed):
    return _adam(X, y, _start(seed), learn=(2, 3))


@misconception(
    "train",
    "the training ends far too soon: 500 rounds at a rate of 0.01 are enough",
)
def train_for_five_rounds(X, y, seed):
    return _adam(X, y, _start(seed), rounds=5)


@misconception(
    "train",
    "the learning rate is missing in the step: 0.01 times m̂ / (√v̂ + ε)",
)
def train_without_a_rate(X, y, seed):
    return _adam(X, y, _start(seed), lr=1.0)


@misconception(
    "train",
    "v has entries below 0, whose root is NaN: it averages squares, in a list of its own",
)
def train_without_the_square(X, y, seed):
    return _adam(X, y, _start(seed), power=1)


@misconception(
    "train",
    "a column of labels gets a third dimension: y.reshape(-1, 1) makes a column of either shape",
)
def train_on_flat_labels_only(X, y, seed):
    if y.ndim == 1:
        return right.train(X, y, seed)
    weights = _start(seed)
    for _ in range(50):
        Z2, A2, _, y_hat = right.forward(X, *weights)
        delta3 = -(y[:, None] - y_hat) * y_hat * (1 - y_hat)
        slopes = right.gradients(X, A2, delta3, delta3 @ weights[2].T * (Z2 > 0))
        weights = [w - 0.01 * slope for w, slope in zip(weights, slopes, strict=True)]
    return tuple(weights)


@misconception(
    "train",
    "the rows of X are shuffled and y is not: each passenger must keep their own label",
)
def train_on_shuffled_rows(X, y, seed):
    return right.train(np.random.default_rng(seed).permutation(X), y, seed)


M, V = [0.0] * 4, [0.0] * 4


@misconception(
    "train",
    "Adam's m and v are kept from the training before: every training starts with zeros",
)
def train_with_kept_moments(X, y, seed):
    return _adam(X, y, _start(seed), m=M, v=V)


@misconception(
    "train",
    "the starting weights come back: give those that the training ends with",
)
def train_that_gives_the_start(X, y, seed):
    right.train(X, y, seed)
    return tuple(_start(seed))


@misconception(
    "train",
    "the weights come in another order: give (W1, b1, W2, b2)",
)
def train_in_another_order(X, y, seed):
    W1, b1, W2, b2 = right.train(X, y, seed)
    return W1, W2, b1, b2


@misconception(
    "train",
    "train changes the X that it is given: scale or shuffle a copy, or not at all",
)
def train_that_changes_x(X, y, seed):
    weights = right.train(X, y, seed)
    if X.flags.writeable:
        X -= X.mean(axis=0)
    return weights


@misconception(
    "predict",
    "these are probabilities: say 1 where ŷ > 0.5, else 0",
)
def predict_probabilities(X, W1, b1, W2, b2):
    return right.forward(X, W1, b1, W2, b2)[-1][:, 0]


@misconception(
    "predict",
    "ŷ = 0.5 counts as survival: it is 1 only where ŷ > 0.5",
)
def predict_from_a_half_on(X, W1, b1, W2, b2):
    return (right.forward(X, W1, b1, W2, b2)[-1][:, 0] >= 0.5).astype(int)


@misconception(
    "predict",
    "the answer is a column: give one number per passenger, of shape (N,)",
)
def predict_a_column(X, W1, b1, W2, b2):
    return (right.forward(X, W1, b1, W2, b2)[-1] > 0.5).astype(int)


@misconception(
    "predict",
    "the threshold 0.5 is held against Z3: it is for ŷ, the sigmoid of Z3",
)
def predict_from_the_logit(X, W1, b1, W2, b2):
    return (right.forward(X, W1, b1, W2, b2)[2][:, 0] > 0.5).astype(int)


@misconception(
    "predict",
    "the threshold is 0, and every probability is above it: take ŷ > 0.5",
)
def predict_above_zero(X, W1, b1, W2, b2):
    return (right.forward(X, W1, b1, W2, b2)[-1][:, 0] > 0).astype(int)


@misconception(
    "predict",
    "the fates are exchanged: 1 is survival, where ŷ > 0.5",
)
def predict_exchanged(X, W1, b1, W2, b2):
    return 1 - right.predict(X, W1, b1, W2, b2)


@misconception(
    "predict",
    "argmax over a single column is always 0: compare ŷ with 0.5",
)
def predict_by_argmax(X, W1, b1, W2, b2):
    return right.forward(X, W1, b1, W2, b2)[-1].argmax(axis=1)


@misconception(
    "predict",
    "the sigmoid is applied again, and gives 0.5 or more for everybody: ŷ is its output already",
)
def predict_with_a_second_sigmoid(X, W1, b1, W2, b2):
    y_hat = right.forward(X, W1, b1, W2, b2)[-1][:, 0]
    return (1 / (1 + np.exp(-y_hat)) > 0.5).astype(int)


@misconception(
    "predict",
    "there is one answer for the whole batch: every passenger has one of their own",
)
def predict_the_batch(X, W1, b1, W2, b2):
    y_hat = right.forward(X, W1, b1, W2, b2)[-1]
    return np.full(len(X), int(y_hat.mean() > 0.5))
