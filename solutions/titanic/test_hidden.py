"""The parts against torch, scikit-learn and what a split is; the training on a fixed split.

A training is judged on passengers that were not sent. Two gates, since accuracy alone would nearly
let "women survive" through. The split is the same for all, so each threshold in course.yml is a
margin below what the reference reaches on these very rows.
"""

import csv
import functools
from pathlib import Path

import numpy as np
import pytest

from grader.checks import GUESTS_WORD, as_floats, assert_close, assert_holds, assert_shape, unpack

DATA = Path(__file__).resolve().parent / "../../data/titanic.csv"
SHAPES = {"W1": (3, 10), "b1": (10,), "W2": (10, 1), "b2": (1,)}

# On the rows of this split neither "women survive" nor a linear model comes near the network:
# elsewhere luck can hide the difference.
SPLIT = 40


def passengers():
    """Give (pclass, male, age, survived) of the passengers whose age is known, each (N,)."""
    with DATA.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["age"]]
    pclass, age, survived = np.array(
        [[float(row[name]) for row in rows] for name in ("pclass", "age", "survived")]
    )
    return pclass, np.array([float(row["sex"] == "male") for row in rows]), age, survived


@functools.cache
def fixed_split():
    """Give (X_train, y_train, X_test, y_test), scaled by the training rows; nobody may write."""
    pclass, male, age, survived = passengers()
    rows = np.random.default_rng(SPLIT).permutation(len(age))
    train, test = rows[: int(0.7 * len(rows))], rows[int(0.7 * len(rows)) :]
    columns = [(c - c[train].mean()) / c[train].std() for c in (pclass, age)]
    X = np.stack([columns[0], male, columns[1]], axis=1)
    split = X[train], survived[train], X[test], survived[test]
    for array in split:
        array.flags.writeable = False
    return split


def invented_rule(rng, n=200):
    """Draw n passengers, and labels by a line that is drawn too: nobody has learnt it at home.

    It has little to do with who survives: what the best line says of that has a correlation below
    0.3 with the labels, half of which are 1.
    """
    X, y, _, _ = fixed_split()
    fate = np.linalg.lstsq(np.c_[X, np.ones(len(X))], y, rcond=None)[0][:3]
    X = X[rng.permutation(len(X))[:n]]
    while True:
        z = X @ rng.normal(size=3)
        labels = (z > np.median(z)).astype(float)
        if labels.mean() > 0.3 and abs(np.corrcoef(X @ fate, labels)[0, 1]) < 0.3:
            return X, labels


def assert_learnt(X, y, weights):
    """Fail unless a network knows the labels that it was trained on.

    Right ones have a third of the labels' variance at most, after 100 steps already, on 200 rows;
    weights learnt at home on who survives have 0.84 at least, on 400 rules.
    """
    error = np.mean((probabilities(X, *weights) - y.ravel()) ** 2) / y.var()
    sentence = "labels that follow another rule are not learnt: the error is hardly below chance"
    look = "the weights are learnt from the X and y that are handed in"
    assert_holds(error < 0.6, sentence, look=look)


def network(answer):
    """Give the weights that came back as float64 arrays; biases may be rows here."""
    W1, b1, W2, b2 = unpack(answer, *SHAPES)
    assert_shape(W1, SHAPES["W1"], what="W1")
    assert_shape(W2, SHAPES["W2"], what="W2")
    return as_floats(W1), flat_bias(b1, "b1"), as_floats(W2), flat_bias(b2, "b2")


def flat_bias(bias, name):
    """Give a bias as an array of one dimension, or fail with the shape that it came in."""
    array = as_floats(bias, name)
    if array.size != SHAPES[name][0]:
        assert_shape(bias, SHAPES[name], what=name)
    return array.ravel()


def probabilities(X, W1, b1, W2, b2):
    """Give ŷ of shape (N,), in numpy, without overflow."""
    logits = np.maximum(0, X @ W1 + b1) @ W2 + b2
    return 0.5 * (1 + np.tanh(logits[:, 0] / 2))


def accuracy(y, y_hat):
    """Give the share of passengers whose fate is foretold."""
    return float(np.mean((y_hat > 0.5) == y))


def survival_by_sex(X, y, X_test):
    """Give the rule "women survive" as probabilities: the training rows' rate for each sex."""
    rates = np.array([y[X[:, 1] == male].mean() for male in (0, 1)])
    return rates[X_test[:, 1].astype(int)]


def skill(y, y_hat, rule):
    """Give by which share the squared error is smaller than the rule's: 0 is no better than it."""
    return float(1 - np.mean((y - y_hat) ** 2) / np.mean((y - rule) ** 2))


def linear_model(X, y, X_test):
    """Give the probabilities of a logistic regression, the best that a straight line can do."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=1e4).fit(X, y).predict_proba(X_test)[:, 1]


def trivial_titanic(seed):
    """Give the accuracy of the better one of "women survive" and a linear model."""
    X, y, X_test, y_test = fixed_split()
    return max(accuracy(y_test, rule(X, y, X_test)) for rule in (survival_by_sex, linear_model))


def trivial_titanic_skill(seed):
    """Give the skill of a linear model; that of "women survive" is 0."""
    X, y, X_test, y_test = fixed_split()
    return skill(y_test, linear_model(X, y, X_test), survival_by_sex(X, y, X_test))


def random_network(rng, scale=1.0):
    """Give weights and non-zero biases of the documented shapes."""
    return [scale * rng.normal(size=shape) for shape in SHAPES.values()]


def torch_forward(X, weights):
    """Give (Z2, A2, Z3, y_hat) as torch tensors whose gradients can be asked for."""
    import torch

    X, W1, b1, W2, b2 = (torch.as_tensor(array) for array in (X, *weights))
    Z2 = torch.nn.functional.linear(X, W1.T, b1).requires_grad_()
    A2 = torch.relu(Z2)
    Z3 = torch.nn.functional.linear(A2, W2.T, b2).requires_grad_()
    return Z2, A2, Z3, torch.sigmoid(Z3)


@pytest.mark.part("zscore")
def test_the_training_rows_are_standardised(student, rng):
    """Each training column is shifted by its mean and divided by its population deviation."""
    from sklearn.preprocessing import StandardScaler

    look = "columns, not rows; divide by N, not by N - 1"
    for n, n_test in ((6, 4), (3, 3)):
        X, other = rng.normal(3, 2, (n, 3)), rng.normal(3, 2, (n_test, 3))
        X[:, 2] *= 1e-4  # another unit
        expected = StandardScaler().fit_transform(X)

        train, _ = unpack(student.zscore(X, other), "train", "test")

        assert_close(train, expected, what="train", look=look)


@pytest.mark.part("zscore")
def test_the_test_rows_have_no_say(student, rng):
    """The test rows are scaled with the training rows' mean and deviation, whatever they hold."""
    from sklearn.preprocessing import StandardScaler

    X, other = rng.normal(3, 2, (8, 3)), rng.normal(-9, 5, (5, 3))
    scaler = StandardScaler().fit(X)

    train, test = unpack(student.zscore(X, other), "train", "test")

    look = "fitting on all rows is leakage"
    assert_close(test, scaler.transform(other), what="test", look=look)
    assert_close(train, scaler.transform(X), what="train", look=look)


@pytest.mark.part("zscore")
def test_a_constant_column_counts_as_deviation_one(student, rng):
    """A column that is constant in training, as each is in one row, is shifted only."""
    X, other = rng.normal(3, 2, (8, 2)), rng.normal(3, 2, (5, 2))
    X[:, 1], other[:, 1] = -2.5, -2.5 + np.arange(5)
    expected_test = np.stack(
        [(other[:, 0] - X[:, 0].mean()) / np.sqrt(X[:, 0].var()), np.arange(5)], axis=1
    )

    train, test = unpack(student.zscore(X, other), "train", "test")

    look = "where the deviation is 0, divide by 1; only the training rows decide"
    assert_close(as_floats(train)[:, 1], np.zeros(8), what="the constant column", look=look)
    assert_close(test, expected_test, what="test", look=look)
    train, test = unpack(student.zscore(X[:1], other), "train", "test")
    assert_close(train, np.zeros((1, 2)), what="train, of one row only", look=look)
    assert_close(test, other - X[0], what="test", look=look)


@pytest.mark.part("zscore")
def test_whole_numbers_and_a_single_test_row(student, rng):
    """Integer columns, such as classes, are scaled too; there may be one test row only."""
    from sklearn.preprocessing import StandardScaler

    X = np.stack([rng.permutation([1, 1, 2, 3, 3, 3, 2]), rng.permutation(7) + 20], axis=1)
    other = np.array([[2, 60]])
    scaler = StandardScaler().fit(X.astype(float))

    train, test = unpack(student.zscore(X, other), "train", "test")

    look = "integer arrays cannot hold the result: make a new array; only the training rows decide"
    assert_close(train, scaler.transform(X.astype(float)), what="train", look=look)
    assert_close(test, scaler.transform(other.astype(float)), what="test", look=look)


def some_passengers(rng, n=12):
    """Give (pclass, sex, age) of invented passengers: arrays and a list, no column constant."""
    pclass = rng.permutation(np.arange(n) % 3 + 1)
    sex = rng.permutation(["male", "female", "male"] * n)[:n].tolist()
    return pclass.astype(float), sex, rng.uniform(1, 70, n)


def columns(pclass, sex, age, mean, std):
    """Give the right features, column by column."""
    male = np.array([1.0 if person == "male" else 0.0 for person in sex])
    return np.array([(pclass - mean[0]) / std[0], male, (age - mean[1]) / std[1]]).T


@pytest.mark.part("titanic_features")
def test_features_with_their_own_statistics(student, rng):
    """Without given statistics, pclass and age are z-scored with their own; sex is 0 or 1."""
    from sklearn.preprocessing import StandardScaler

    pclass, sex, age = some_passengers(rng)
    scaler = StandardScaler().fit(np.column_stack([pclass, age]))
    expected = columns(pclass, sex, age, scaler.mean_, scaler.scale_)

    X = student.titanic_features(pclass, sex, age)

    look = "columns pclass, sex, age; divide by N, not by N - 1; sex is not scaled"
    assert_close(X, expected, what="X", look=look)


@pytest.mark.part("titanic_features")
def test_features_with_given_statistics(student, rng):
    """With given statistics, these scale pclass and age, and the batch's own play no part."""
    pclass, sex, age = some_passengers(rng, 7)
    mean, std = np.array([2.25, 30.5]), np.array([0.75, 14.5])

    X = student.titanic_features(pclass, sex, age, mean, std)

    look = "mean[0] and std[0] are for pclass, mean[1] and std[1] for age; a mean of 0 is given too"
    assert_close(X, columns(pclass, sex, age, mean, std), what="X", look=look)
    X = student.titanic_features(pclass, sex, age, np.zeros(2), std)
    assert_close(X, columns(pclass, sex, age, np.zeros(2), std), what="X", look=look)


@pytest.mark.part("titanic_features")
def test_features_of_men_or_of_women_only(student, rng):
    """Where all are men the sex column is 1, and where all are women 0."""
    mean, std = [2.25, 30.5], [0.75, 14.5]
    for person in ("male", "female"):
        pclass, _, age = some_passengers(rng, 5)
        sex = [person] * 5

        X = student.titanic_features(pclass, sex, age, mean=mean, std=std)

        look = "compare with the word, whoever else is in the batch"
        assert_close(X, columns(pclass, sex, age, mean, std), what="X", look=look)


@pytest.mark.part("titanic_features")
def test_features_of_one_passenger_in_lists(student, rng):
    """One passenger, in lists of one, gives X of shape (1, 3)."""
    pclass, age = int(rng.integers(1, 4)), int(rng.integers(1, 70))

    X = student.titanic_features([pclass], ["male"], [age], mean=[2.25, 30.5], std=[0.75, 14.5])

    expected = [[(pclass - 2.25) / 0.75, 1.0, (age - 30.5) / 14.5]]
    assert_close(X, expected, what="X", look="lists are array_like; the shape is (N, 3)")


def splits_of(guest, *calls):
    """Give, for each (n, seed), the two groups of rows as integer arrays."""
    for answer in guest.many("train_test_split", calls):
        groups = unpack(answer, "train_rows", "test_rows")
        train, test = (as_floats(rows, "the rows").ravel() for rows in groups)
        yield train.astype(int), test.astype(int)


@pytest.mark.part("train_test_split")
def test_every_row_is_dealt_once(guest, rng):
    """The two groups together hold each of the rows 0 to n - 1 exactly once."""
    sizes = (1046, 45, 10)  # shown: the README says how many passengers have an age
    splits = splits_of(guest, *((n, int(rng.integers(2**31))) for n in sizes))

    for n, (train, test) in zip(sizes, splits, strict=True):
        together = np.sort(np.concatenate([train, test]))
        look = "one permutation, cut in two"
        assert_holds(np.array_equal(together, np.arange(n)), "not every row came once", look=look)


@pytest.mark.part("train_test_split", alone=False)
def test_seven_rows_in_ten_train(guest, rng):
    """The first group holds 70 % of the rows, rounded either way."""
    sizes = (1046, 45, 17, 90, int(rng.integers(1500, 3000)))
    splits = splits_of(guest, *((n, int(rng.integers(2**31))) for n in sizes))

    for n, (train, _) in zip(sizes, splits, strict=True):
        near = abs(len(train) - 0.7 * n) < 1
        assert_holds(near, "the training rows are not 70 % of all", got=len(train))


@pytest.mark.part("train_test_split", alone=False)
def test_the_seed_decides_the_split(guest, rng):
    """The same seed gives the same split, and another seed another one."""
    seed = int(rng.integers(1, 2**31))
    seeds = (seed, seed, 0, 0, seed + 1)
    splits = splits_of(guest, *((1046, s) for s in seeds))
    first, again, *zero, other = (train for train, _ in splits)

    look = "np.random.default_rng(seed); 0 is a seed too"
    same = np.array_equal(first, again) and np.array_equal(*zero)
    assert_holds(same, "the same seed gave another split", look=look)
    assert_holds(set(first) != set(other), "another seed gave the same split", look=look)


@pytest.mark.part("train_test_split")
def test_the_split_is_shuffled(guest, rng):
    """Test rows come from everywhere: the passengers are sorted by class, so no block will do."""
    ((_, test),) = splits_of(guest, (1000, int(rng.integers(2**31))))

    neighbours = int(np.sum(np.diff(np.sort(test)) == 1))
    assert_holds(neighbours < 180, "the test rows are neighbours", look="shuffle before the cut")
    calls = [(10, int(seed)) for seed in rng.integers(2**31, size=40)]
    trained = np.zeros(10)
    for train, _ in guest.many("train_test_split", calls):
        trained += np.isin(np.arange(10), as_floats(train, "train_rows"))
    everywhere = trained.min() > 0 and trained.max() < len(calls)
    assert_holds(everywhere, "a row is always in the same part", look="shuffle all of the rows")


def assert_forward(answer, expected):
    """Fail unless all four arrays of a forward pass are right."""
    names = ("Z2", "A2", "Z3", "y_hat")
    looks = ("X W1 + b1", "max(0, Z2)", "A2 W2 + b2", "the sigmoid of Z3")
    for got, right, name, look in zip(unpack(answer, *names), expected, names, looks, strict=True):
        assert_close(got, right, what=name, look=look)


@pytest.mark.part("forward")
def test_a_batch_goes_forward(student, rng):
    """Z2, A2, Z3 and ŷ of a batch are those of the formulas, with biases that are not zero."""
    X, weights = rng.normal(size=(7, 3)), random_network(rng)
    expected = torch_forward(X, weights)

    assert_forward(student.forward(X, *weights), expected)


@pytest.mark.part("forward")
def test_one_sample_goes_forward(student, rng):
    """A single row is a batch like any other: every result keeps two dimensions."""
    for n in (1, 10):  # as many rows as hidden units are a batch as well
        X, weights = rng.normal(size=(n, 3)), random_network(rng)
        expected = torch_forward(X, weights)

        assert_forward(student.forward(X, *weights), expected)


@pytest.mark.part("forward")
def test_large_logits_stay_probabilities(student, rng):
    """Where Z3 is in the thousands ŷ is 0 or 1, and never NaN."""
    X, W1 = np.eye(3)[[0, 1, 0, 1, 2]], np.zeros((3, 10))
    W1[0, 4], W1[1, 7] = rng.uniform(40, 60, 2)
    W2 = np.zeros((10, 1))
    W2[4], W2[7] = 50, -50
    weights = [W1, rng.uniform(0.5, 1, 10), W2, rng.uniform(0.5, 1, 1)]
    expected = torch_forward(X, weights)

    assert_forward(student.forward(X, *weights), expected)


@pytest.mark.part("forward")
def test_a_silent_hidden_layer_leaves_the_bias(student, rng):
    """Where every Z2 is negative A2 is zero, and Z3 is b2 alone."""
    X, W1 = rng.uniform(1, 5, (4, 3)), -rng.uniform(1, 2, (3, 10))
    weights = [W1, -rng.uniform(0, 1, 10), rng.normal(size=(10, 1)), rng.uniform(1, 2, 1)]
    expected = torch_forward(X, weights)

    assert_forward(student.forward(X, *weights), expected)


def right_loss(y, y_hat):
    """Give torch's sum of squared errors, halved."""
    import torch

    prediction, target = torch.as_tensor(y_hat.ravel()), torch.as_tensor(y.astype(float).ravel())
    return 0.5 * torch.nn.functional.mse_loss(prediction, target, reduction="sum").item()


def labels(rng, n):
    """Give n labels, some 0 and some 1."""
    return rng.permutation(np.arange(n) % 3 == 0).astype(float)


@pytest.mark.part("loss")
def test_the_loss_of_a_batch(student, rng):
    """The loss is half the sum of the squared errors, with y of shape (N,)."""
    y, y_hat = labels(rng, 7), rng.uniform(0.05, 0.95, (7, 1))

    look = "y - y_hat broadcasts to (N, N) unless y is a column; a sum, not a mean"
    assert_close(student.loss(y, y_hat), right_loss(y, y_hat), what="the loss", look=look)


@pytest.mark.part("loss")
def test_the_loss_of_a_column_of_labels(student, rng):
    """The loss is the same sum where y is a column of shape (N, 1), and for whole numbers."""
    for n in (9, 4):
        y, y_hat = labels(rng, n)[:, None].astype(int), rng.uniform(0.05, 0.95, (n, 1))
        expected = right_loss(y, y_hat)
        look = "0.5 * sum((y - y_hat)**2)"
        assert_close(student.loss(y, y_hat), expected, what="the loss", look=look)


@pytest.mark.part("loss")
def test_the_loss_of_one_sample_and_of_none_wrong(student, rng):
    """One sample costs half its squared error, and a batch without errors nothing."""
    y, y_hat = np.array([1.0]), rng.uniform(0.05, 0.5, (1, 1))
    assert_close(student.loss(y, y_hat), right_loss(y, y_hat), what="the loss")

    y = labels(rng, 5)
    assert_close(student.loss(y, y[:, None]), 0.0, what="the loss of right answers")


def right_deltas(y, X, weights):
    """Give torch's (delta3, delta2) of J, and what the forward pass gave for them."""
    import torch

    Z2, _, Z3, y_hat = torch_forward(X, weights)
    J = 0.5 * torch.sum((torch.as_tensor(y.astype(float)).reshape(-1, 1) - y_hat) ** 2)
    delta3, delta2 = torch.autograd.grad(J, (Z3, Z2))
    given = tuple(tensor.detach().numpy() for tensor in (y_hat, Z3, Z2))
    return (delta3.numpy(), delta2.numpy()), given


def assert_deltas(student, y, X, weights):
    """Fail unless the student's deltas are the derivatives that autograd finds."""
    expected, given = right_deltas(y, X, weights)

    answer = student.deltas(y, *given, weights[2])
    delta3, delta2 = unpack(answer, "delta3", "delta2")

    look3 = "-(y - y_hat) times y_hat (1 - y_hat); y must be a column; not divided by N"
    assert_close(delta3, expected[0], what="delta3", look=look3, atol=1e-6)
    look2 = "delta3 W2^T, and zero where Z2 is not above 0"
    assert_close(delta2, expected[1], what="delta2", look=look2, atol=1e-6)


@pytest.mark.part("deltas")
def test_the_deltas_are_derivatives(student, rng):
    """δ3 and δ2 are what autograd finds for J, with y of shape (N,)."""
    assert_deltas(student, labels(rng, 7), rng.normal(size=(7, 3)), random_network(rng, 0.7))
    W1, b1, W2, b2 = random_network(rng, 0.7)
    large = [0.02 * W1, 0.02 * b1, 20 * W2, b2]  # deltas beyond 1
    assert_deltas(student, labels(rng, 8), rng.normal(size=(8, 3)), large)


@pytest.mark.part("deltas")
def test_the_deltas_of_a_column_of_labels(student, rng):
    """δ3 and δ2 are the same for y of shape (N, 1), and for whole numbers."""
    y = labels(rng, 6)[:, None].astype(int)

    assert_deltas(student, y, rng.normal(size=(6, 3)), random_network(rng, 0.7))


@pytest.mark.part("deltas")
def test_the_deltas_of_one_sample(student, rng):
    """For one sample the deltas have the shapes (1, 1) and (1, 10)."""
    y = np.array([float(rng.integers(2))])

    assert_deltas(student, y, rng.normal(size=(1, 3)), random_network(rng, 0.7))


@pytest.mark.part("deltas")
def test_relu_has_no_slope_at_zero(student, rng):
    """Where Z2 is exactly 0, δ2 is 0 as well, as the docstring says."""
    W1, _, W2, b2 = random_network(rng, 0.7)
    X = rng.normal(size=(6, 3))
    X[2:4] = 0

    assert_deltas(student, labels(rng, 6), X, [W1, np.zeros(10), W2, b2])


@pytest.mark.part("deltas", alone=False)
def test_a_sure_output_learns_nothing(student, rng):
    """Where the sigmoid is flat both deltas vanish, even for a wrong answer: its slope counts."""
    W1, b1, W2, _ = random_network(rng, 0.7)
    X = rng.normal(size=(5, 3))

    for b2 in (80.0, -80.0, 900.0, -900.0):
        assert_deltas(student, labels(rng, 5), X, [W1, b1, W2, np.array([b2])])


def assert_gradients(answer, expected):
    """Fail unless all four gradients are right, each of its own shape."""
    names = ("dW1", "db1", "dW2", "db2")
    looks = ("X^T delta2", "sum of delta2 over the rows", "A2^T delta3", "sum of delta3")
    for got, right, name, look in zip(unpack(answer, *names), expected, names, looks, strict=True):
        assert_close(got, right, what=name, look=look)


def layers(rng, n):
    """Return X, A2 (out of a ReLU: never below 0), delta3 and delta2 of n rows."""
    X, A2, delta3, delta2 = (rng.normal(size=(n, columns)) for columns in (3, 10, 1, 10))
    return X, np.maximum(0, A2), delta3, delta2


def vector_jacobian(X, A2, delta3, delta2):
    """Give what autograd finds for parameters whose layers get these deltas from above."""
    import torch

    W1, b1, W2, b2 = (torch.zeros(shape, dtype=torch.float64) for shape in SHAPES.values())
    parameters = [array.requires_grad_() for array in (W1, b1, W2, b2)]
    X, A2, delta3, delta2 = map(torch.as_tensor, (X, A2, delta3, delta2))
    outer, inner = A2 @ W2 + b2, X @ W1 + b1
    found = torch.autograd.grad((outer * delta3).sum() + (inner * delta2).sum(), parameters)
    return [gradient.numpy() for gradient in found]


@pytest.mark.part("gradients")
def test_the_gradients_of_any_deltas(student, rng):
    """Whatever the deltas are, the gradients are what autograd finds for them."""
    given = layers(rng, 7)
    expected = vector_jacobian(*given)

    assert_gradients(student.gradients(*given), expected)


@pytest.mark.part("gradients")
def test_the_gradients_of_one_sample(student, rng):
    """One sample gives gradients of the same shapes as many do."""
    for n in (1, 10):  # as many rows as hidden units are summed like others
        given = layers(rng, n)
        expected = vector_jacobian(*given)

        assert_gradients(student.gradients(*given), expected)


@pytest.mark.part("gradients")
def test_the_gradients_of_the_whole_network(student, rng):
    """With the deltas of a real batch, the gradients are those of J by all the weights."""
    import torch

    X, y, weights = rng.normal(size=(12, 3)), labels(rng, 12), random_network(rng, 0.7)
    (delta3, delta2), (_, _, Z2) = right_deltas(y, X, weights)
    parameters = [torch.tensor(array, requires_grad=True) for array in weights]
    W1, b1, W2, b2 = parameters
    y_hat = torch.sigmoid(torch.relu(torch.as_tensor(X) @ W1 + b1) @ W2 + b2)
    J = 0.5 * torch.sum((torch.as_tensor(y)[:, None] - y_hat) ** 2)
    expected = [gradient.numpy() for gradient in torch.autograd.grad(J, parameters)]

    assert_gradients(student.gradients(X, np.maximum(0, Z2), delta3, delta2), expected)


@pytest.mark.part("train", alone=False)
def test_the_same_seed_gives_the_same_weights(student, rng):
    """Training twice with the same seed gives the same weights, of the documented shapes."""
    X, y = invented_rule(rng)  # the more rows, the likelier there are several batches
    first, again = (unpack(student.train(X, y, 0), *SHAPES) for _ in range(2))

    for got, (name, shape) in zip(first, SHAPES.items(), strict=True):
        assert_shape(got, shape, what=name, look="(W1, b1, W2, b2)")
        assert_holds(np.isfinite(as_floats(got)).all(), "the weights hold NaN or infinity")
    assert_learnt(X, y, network(first))
    look = "default_rng(seed), and nothing drawn from elsewhere; 0 is a seed too"
    for before, after in zip(first, again, strict=True):
        assert_close(after, before, what="the second run's network", look=look)


@pytest.mark.part("train", alone=False)
def test_all_four_weights_learn(student, rng):
    """Each of W1, b1, W2 and b2 depends on the labels, and the hidden units do not stay alike.

    The labels are a column here: y of shape (N, 1) is welcome too. Those of the second half are
    exchanged: all rows train, not only the first ones. They are so few that a last, short batch is
    all there is; whether labels are learnt is seen on more.
    """
    (X, y), seed = invented_rule(rng, 40), int(rng.integers(2**31))
    column = y[:, None]
    exchanged = np.where(np.arange(len(y))[:, None] <= len(y) // 2, column, 1 - column)

    some, others = (network(student.train(X, labels, seed)) for labels in (column, exchanged))

    for one, other in zip(some, others, strict=True):
        moved = np.abs(one - other).max() > 1e-8  # two right biases may be near each other
        assert_holds(moved, "one of the weights is the same, whatever the labels are")
    alike = np.abs(some[0] - some[0][:, :1]).max() < 1e-6
    assert_holds(not alike, "all hidden units are alike", look="start from random weights")
    X, y = invented_rule(rng)
    assert_learnt(X, y, network(student.train(X, y[:, None], seed)))


@pytest.mark.part("train", weight=2)
def test_the_network_foretells_unseen_passengers(student, gate, rng):
    """On passengers it has not seen, the network is more often right than simple rules, and surer.

    What must be reached is first the accuracy, then the share by which the squared error is
    smaller than that of "women survive". The passengers are public: so another rule is learnt
    before, and then its opposite.
    """
    rows, labels = invented_rule(rng)
    for told in (labels, 1 - labels):
        assert_learnt(rows, told, network(student.train(rows, told, int(rng.integers(2**31)))))
    X, y, X_test, y_test = fixed_split()
    rule = survival_by_sex(X, y, X_test)

    @functools.cache  # both gates judge the same trainings
    def y_hat(seed):
        return probabilities(X_test, *network(student.train(X, y, seed)))

    gate("titanic", lambda seed: accuracy(y_test, y_hat(seed)))
    gate("titanic_skill", lambda seed: skill(y_test, y_hat(seed), rule))


def assert_predictions(student, X, weights):
    """Fail unless the predictions are those of the probabilities, at 0.5 and above it."""
    expected = probabilities(X, *weights) > 0.5

    answer = student.predict(X, *weights)

    look = "shape (N,), 1 where y_hat > 0.5 and 0 elsewhere"
    assert_close(answer, expected, what="the prediction", look=look)


def rows_of_both(rng):
    """Draw rows, and weights by which about half of the rows survive."""
    weights, X = random_network(rng), rng.normal(size=(41, 3))
    logits = np.maximum(0, X @ weights[0] + weights[1]) @ weights[2]
    weights[3] = np.array([0.15 - np.median(logits)])  # so that one Z3 is between 0 and 0.2
    return X[np.abs(logits[:, 0] + weights[3]) > 0.05], weights


@pytest.mark.part("predict")
def test_predictions_of_a_batch(student, rng):
    """A batch of N rows gives N predictions, 1 where ŷ is above a half."""
    assert_predictions(student, *rows_of_both(rng))


@pytest.mark.part("predict", alone=False)
def test_a_half_is_not_more_than_a_half(student, rng):
    """Where ŷ is exactly 0.5 the prediction is 0."""
    W1, b1, W2, b2 = random_network(rng)

    assert_predictions(student, rng.normal(size=(4, 3)), [W1, b1, 0 * W2, 0 * b2])


@pytest.mark.part("predict")
def test_predictions_are_all_alike_where_the_bias_decides(student, rng):
    """A large bias makes all the predictions 1, and its negative all 0; also for one row."""
    W1, b1, W2, _ = random_network(rng, 0.3)

    for n, b2 in ((1, 90.0), (6, 900.0), (1, -90.0), (6, -900.0)):
        X = rng.uniform(-1, 1, (n, 3))
        assert_predictions(student, X, [W1, b1, W2, np.array([b2])])


def arguments(rng, name):
    """Return what a part is sent: copies, so that a change shows."""
    X, weights, y = rng.normal(size=(4, 3)), random_network(rng), labels(rng, 4)
    Z2, A2, Z3, y_hat = (each.detach().numpy() for each in torch_forward(X, weights))
    (delta3, delta2), _ = right_deltas(y, X, weights)
    pclass, sex, age = some_passengers(rng, 4)
    passengers, decided = rows_of_both(rng)
    sent = {
        "zscore": (X, rng.normal(size=(2, 3))),
        "titanic_features": (pclass, sex, age, np.array([2.25, 30.5]), np.array([0.75, 14.5])),
        "forward": (X, *weights),
        "loss": (y[:, None], y_hat),
        "deltas": (y[:, None], y_hat, Z3, Z2, weights[2]),
        "gradients": (X, A2, delta3, delta2),
        "predict": (passengers, *decided),
    }
    return [np.array(each) if hasattr(each, "shape") else each for each in sent[name]]


PURE = ("zscore", "titanic_features", "forward", "loss", "deltas", "gradients", "predict")
pure = [pytest.param(name, marks=pytest.mark.part(name, weight=GUESTS_WORD)) for name in PURE]


@pytest.mark.parametrize("name", pure)
def test_no_argument_changes(student, guest, reference, rng, name):
    """The right answer leaves all that was handed in as it was."""
    sent = arguments(rng, name)
    right = getattr(reference, name)(*sent)
    right = right if isinstance(right, tuple) else (right,)

    answer = getattr(student, name)(*sent)

    names = [f"answer {number}" for number in range(1, len(right) + 1)]
    came = unpack(answer, *names) if len(right) > 1 else [answer]
    for what, got, wanted in zip(names, came, right, strict=True):
        assert_close(got, wanted, what=what if len(right) > 1 else "the answer")
    look = "X = X - mean makes a new array; X -= mean, and Z2[Z2 < 0] = 0, change the caller's"
    assert_holds(not guest.changed_arguments(), "an array that was handed in changed", look=look)


@pytest.mark.part("train", weight=GUESTS_WORD, alone=False)
def test_training_changes_no_argument(student, guest, rng):
    """A training that learns leaves the passengers and their labels as they were."""
    X, y = invented_rule(rng)

    weights = network(student.train(X, y, int(rng.integers(2**31))))

    assert_learnt(X, y, weights)
    assert_holds(not guest.changed_arguments(), "X or y changed", look="X = X - ..., not X -= ...")
