"""What else students get wrong in regularization, told without a look at the suites.

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
    "a fixed number of elements drops in each call: each one is drawn on its own",
)
def dropout_of_a_fixed_number(x, p, rng, training=True):
    if not training:
        return x
    mask = np.ones(x.size)
    mask[rng.permutation(x.size)[: round(p * x.size)]] = 0
    return x * mask.reshape(x.shape) / (1 - p)


@misconception(
    "dropout",
    "you divide by the share that happens to stay: the others grow by 1 / (1 − p), always",
)
def dropout_by_the_share_that_stays(x, p, rng, training=True):
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return x * mask / (mask.mean() or 1)


@misconception(
    "dropout", "you draw from np.random, which heeds no rng: all randomness comes from `rng`"
)
def dropout_from_numpys_own_generator(x, p, rng, training=True):
    if not training:
        return x
    return x * (np.random.random(x.shape) >= p) / (1 - p)


@misconception(
    "dropout", "with three axes or more the later ones drop together: one number for each element"
)
def dropout_of_whole_maps(x, p, rng, training=True):
    if not training:
        return x
    mask = rng.random(x.shape[:2]) >= p
    return x * mask.reshape(mask.shape + (1,) * (x.ndim - mask.ndim)) / (1 - p)


@misconception(
    "dropout", "the mask is drawn in evaluation too, where rng may be None: return x before that"
)
def dropout_that_always_draws(x, p, rng, training=True):
    mask = rng.random(x.shape) >= p
    return x * mask / (1 - p) if training else x


@misconception("dropout", "your default is evaluation: training is True where nothing is said")
def dropout_with_another_default(x, p, rng, training=False):
    return right.dropout(x, p, rng, training)


@misconception(
    "dropout",
    "numbers from 0 to 9 know tenths only, so that p = 0.25 drops three in ten: rng.random",
)
def dropout_in_tenths(x, p, rng, training=True):
    if not training:
        return x
    return x * (rng.integers(0, 10, x.shape) >= 10 * p) / (1 - p)


@misconception(
    "dropout",
    "you draw from a copy of rng, so that the next call drops the same elements: from rng itself",
)
def dropout_from_a_copy_of_the_generator(x, p, rng, training=True):
    return right.dropout(x, p, copy.deepcopy(rng), training)


@misconception("dropout", "an x with one axis comes back with two: the answer has the shape of x")
def dropout_in_two_axes(x, p, rng, training=True):
    return right.dropout(np.atleast_2d(x), p, rng, training)


@misconception(
    "l2_penalty",
    "np.linalg.norm(w, 2) of a matrix is its largest singular value: the sum of all squares",
)
def penalty_by_the_spectral_norm(weights, lam):
    return lam * sum(np.linalg.norm(w, 2) ** 2 if w.ndim == 2 else np.sum(w**2) for w in weights)


@misconception(
    "l2_penalty", "arrays with one axis are left out as biases: whoever calls has left biases out"
)
def penalty_without_vectors(weights, lam):
    return right.l2_penalty([w for w in weights if w.ndim > 1], lam)


@misconception(
    "l2_penalty", "wᵀ w multiplies each column with each other one: only the squares, w**2"
)
def penalty_with_mixed_products(weights, lam):
    rows = [w.reshape(len(w), -1) for w in weights]
    return lam * sum(np.sum(w.T @ w) for w in rows)


@misconception("l2_penalty", "λ is squared along with the weights: it stands outside, λ Σ w²")
def penalty_with_a_squared_lambda(weights, lam):
    return right.l2_penalty([lam * w for w in weights], 1.0)


@misconception("l2_penalty", "only the first two arrays count: go through all of them")
def penalty_of_two_arrays(weights, lam):
    return right.l2_penalty(weights[:2], lam)


@misconception("l2_penalty", "`w **= 2` squares the caller's weights: `w**2` makes a new array")
def penalty_that_squares_in_place(weights, lam):
    total = 0
    for w in weights:
        w **= 2
        total += w.sum()
    return lam * total


@misconception("l2_penalty", "arrays of different shapes do not go into one: take each array's sum")
def penalty_of_one_large_array(weights, lam):
    return lam * np.sum(np.stack(weights) ** 2)


@misconception("l2_penalty", "λ = 0 is read as if none were given: it means no penalty at all")
def penalty_that_takes_zero_for_none(weights, lam):
    return right.l2_penalty(weights, lam or 0.01)


@misconception("l2_gradient", "the last layer's gradient comes first: keep the order of weights")
def gradient_from_the_back(weights, lam):
    return right.l2_gradient(weights[::-1], lam)


@misconception(
    "l2_gradient", "arrays with one axis get 0 as biases: whoever calls has left biases out"
)
def gradient_without_vectors(weights, lam):
    return [2 * lam * w if w.ndim > 1 else np.zeros_like(w) for w in weights]


@misconception("l2_gradient", "you divide by the length: that belongs to λ ‖w‖ without the square")
def gradient_of_the_norm(weights, lam):
    return [lam * w / (np.sqrt(np.sum(w**2)) or 1) for w in weights]


@misconception("l2_gradient", "`w *= ...` changes the caller's weights: `2 * lam * w` is new")
def gradient_in_place(weights, lam):
    for w in weights:
        w *= 2 * lam
    return weights


@misconception("l2_gradient", "with λ = 0 you give bare zeros: one array of zeros for each array")
def gradient_of_bare_zeros(weights, lam):
    return right.l2_gradient(weights, lam) if lam else [0.0] * len(weights)


@misconception(
    "l2_gradient",
    "arrays of one shape share one buffer, and the second overwrites the first: a new one for each",
)
def gradient_in_shared_buffers(weights, lam):
    buffers = {w.shape: np.empty(w.shape) for w in weights}
    return [np.multiply(w, 2 * lam, out=buffers[w.shape]) for w in weights]


@misconception("l2_gradient", "the arrays come back transposed: in the shapes of weights")
def gradient_transposed(weights, lam):
    return [2 * lam * w.T for w in weights]


@misconception("l2_gradient", "the sign is lost, so that negative weights grow: 2 λ w")
def gradient_without_the_sign(weights, lam):
    return [2 * lam * np.abs(w) for w in weights]


@misconception(
    "EarlyStopping", "you copy lists only: weights may be a dict or a network, copy.deepcopy"
)
class StoppingForLists(right.EarlyStopping):
    def step(self, val_loss, weights):
        return super().step(val_loss, [w.copy() for w in weights])


@misconception(
    "EarlyStopping", "NaN is not above the best loss, and so counts as better: it never is"
)
class StoppingThatLikesNaN(right.EarlyStopping):
    def step(self, val_loss, weights):
        if val_loss >= self.best_loss - self.min_delta:
            self.waited += 1
        else:
            self.best_loss, self.best_weights = val_loss, copy.deepcopy(weights)
            self.waited = 0
        return self.waited >= self.patience


@misconception(
    "EarlyStopping",
    "an epoch with NaN is left out of the count: it is no improvement, so it counts",
)
class StoppingThatSkipsNaN(right.EarlyStopping):
    def step(self, val_loss, weights):
        if np.isnan(val_loss):
            return False
        return super().step(val_loss, weights)


@misconception(
    "EarlyStopping", "you read min_delta as a share of the best loss: subtract it as it is"
)
class StoppingByAShare(right.EarlyStopping):
    def step(self, val_loss, weights):
        share = self.min_delta
        if np.isfinite(self.best_loss):
            self.min_delta = share * abs(self.best_loss)
        stop = super().step(val_loss, weights)
        self.min_delta = share
        return stop


@misconception(
    "EarlyStopping",
    "every lower loss becomes the best, so many small ones never add up: only an improvement does",
)
class StoppingWithABestThatCreeps(right.EarlyStopping):
    def step(self, val_loss, weights):
        stop = super().step(val_loss, weights)
        self.best_loss = min(self.best_loss, val_loss)
        return stop


@misconception(
    "EarlyStopping",
    "weights are kept for every lower loss, by less than min_delta too: only at an improvement",
)
class StoppingThatKeepsEveryLower(right.EarlyStopping):
    def __init__(self, patience=10, min_delta=0.0):
        super().__init__(patience, min_delta)
        self.lowest, self.kept = np.inf, None

    def step(self, val_loss, weights):
        stop = super().step(val_loss, weights)
        if val_loss < self.lowest:
            self.lowest, self.kept = val_loss, copy.deepcopy(weights)
        self.best_weights = self.kept
        return stop


@misconception(
    "EarlyStopping",
    "the best loss begins at 1000, and a first loss above that is none: begin with infinity",
)
class StoppingThatBeginsAtAThousand(right.EarlyStopping):
    def __init__(self, patience=10, min_delta=0.0):
        super().__init__(patience, min_delta)
        self.best_loss = 1000.0


@misconception(
    "EarlyStopping", "−1 stands for 'no loss yet', but a loss may be negative: begin with infinity"
)
class StoppingWithASignForNone(right.EarlyStopping):
    def step(self, val_loss, weights):
        if self.best_loss < 0:
            self.best_loss = np.inf
        return super().step(val_loss, weights)


@misconception(
    "EarlyStopping", "an improvement takes one from the count: it sets the count back to 0"
)
class StoppingThatCountsDown(right.EarlyStopping):
    def step(self, val_loss, weights):
        before = self.waited
        stop = super().step(val_loss, weights)
        if self.waited == 0:
            self.waited = max(before - 1, 0)
            return self.waited >= self.patience
        return stop


@misconception(
    "EarlyStopping", "all of them share one memory, in the class: each has its own, in __init__"
)
class StoppingWithASharedMemory:
    memory = {"best": np.inf, "weights": None, "waited": 0}  # noqa: RUF012

    def __init__(self, patience=10, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta

    @property
    def best_weights(self):
        return self.memory["weights"]

    def step(self, val_loss, weights):
        if val_loss < self.memory["best"] - self.min_delta:
            self.memory.update(best=val_loss, weights=copy.deepcopy(weights), waited=0)
        else:
            self.memory["waited"] += 1
        return self.memory["waited"] >= self.patience


@misconception("EarlyStopping", "your min_delta is 0.0001 where none is given: the default is 0")
class StoppingWithAnotherDefault(right.EarlyStopping):
    def __init__(self, patience=10, min_delta=1e-4):
        super().__init__(patience, min_delta)


@misconception(
    "EarlyStopping",
    "at the end you write the best weights into the caller's own: what is sent stays as it is",
)
class StoppingThatPutsThemBack(right.EarlyStopping):
    def step(self, val_loss, weights):
        stop = super().step(val_loss, weights)
        if stop and isinstance(weights, nn.Module):
            weights.load_state_dict(self.best_weights.state_dict())
        elif stop and self.best_weights is not None:
            for key in weights if isinstance(weights, dict) else range(len(weights)):
                weights[key][...] = self.best_weights[key]
        return stop


@misconception(
    "three_way_split",
    "with no row left for test, `rows[-0:]` is all of them: slice from the front, n_train + n_val",
)
def split_from_the_back(n, seed, fractions=(0.7, 0.15, 0.15)):
    rows = np.random.default_rng(seed).permutation(n)
    n_train, n_val = round(fractions[0] * n), round(fractions[1] * n)
    n_test = n - n_train - n_val
    return rows[:n_train], rows[n_train : n_train + n_val], rows[-n_test:]


@misconception(
    "three_way_split", "test always has the last rows, and only the others are shuffled: all rows"
)
def split_with_the_last_rows_for_test(n, seed, fractions=(0.7, 0.15, 0.15)):
    n_train, n_val = round(fractions[0] * n), round(fractions[1] * n)
    rows = np.random.default_rng(seed).permutation(n_train + n_val)
    return rows[:n_train], rows[n_train:], np.arange(n_train + n_val, n)


@misconception(
    "three_way_split",
    "validation and test share what training leaves in halves: validation has its own fraction",
)
def split_in_halves(n, seed, fractions=(0.7, 0.15, 0.15)):
    rows = np.random.default_rng(seed).permutation(n)
    n_train = round(fractions[0] * n)
    n_val = (n - n_train) // 2
    return rows[:n_train], rows[n_train : n_train + n_val], rows[n_train + n_val :]


@misconception("three_way_split", "your rows go from 1 to n: they go from 0 to n − 1")
def split_of_rows_from_one(n, seed, fractions=(0.7, 0.15, 0.15)):
    return tuple(rows + 1 for rows in right.three_way_split(n, seed, fractions))


@misconception(
    "three_way_split",
    "validation gets its share of what training leaves: a fraction is one of all n rows",
)
def split_of_the_rest(n, seed, fractions=(0.7, 0.15, 0.15)):
    rows = np.random.default_rng(seed).permutation(n)
    n_train = round(fractions[0] * n)
    n_val = round(fractions[1] * (n - n_train))
    return rows[:n_train], rows[n_train : n_train + n_val], rows[n_train + n_val :]


@misconception(
    "three_way_split", "you give True and False for every row: give the numbers of the rows"
)
def split_in_masks(n, seed, fractions=(0.7, 0.15, 0.15)):
    return tuple(np.isin(np.arange(n), rows) for rows in right.three_way_split(n, seed, fractions))


@misconception(
    "three_way_split",
    "the rows are only rotated, so that neighbours stay together: shuffle all of them",
)
def split_of_rotated_rows(n, seed, fractions=(0.7, 0.15, 0.15)):
    rows = np.roll(np.arange(n), np.random.default_rng(seed).integers(n))
    n_train, n_val = round(fractions[0] * n), round(fractions[1] * n)
    return rows[:n_train], rows[n_train : n_train + n_val], rows[n_train + n_val :]


GENERATORS = {}


@misconception(
    "three_way_split",
    "a seed's generator is kept, and the second call draws on: the same seed gives the same split",
)
def split_from_a_kept_generator(n, seed, fractions=(0.7, 0.15, 0.15)):
    rng = GENERATORS.setdefault(seed, np.random.default_rng(seed))
    rows = rng.permutation(n)
    n_train, n_val = round(fractions[0] * n), round(fractions[1] * n)
    return rows[:n_train], rows[n_train : n_train + n_val], rows[n_train + n_val :]


@misconception("three_way_split", "seed 0 is read as if none were given: it is a seed like others")
def split_that_takes_zero_for_none(n, seed, fractions=(0.7, 0.15, 0.15)):
    seed = seed or np.random.default_rng().integers(2**31)
    return right.three_way_split(n, int(seed), fractions)


@misconception(
    "three_way_split",
    "your fractions are 0.8, 0.1, 0.1 where none are given: the default is 0.7, 0.15, 0.15",
)
def split_with_another_default(n, seed, fractions=(0.8, 0.1, 0.1)):
    return right.three_way_split(n, seed, fractions)


def make_network(n_features, p=0.0):
    """Make the lesson's network, with dropout if p is more than 0."""
    return nn.Sequential(
        nn.Linear(n_features, 64),
        nn.ReLU(),
        nn.Dropout(p),
        nn.Linear(64, 64),
        nn.ReLU(),
        nn.Dropout(p),
        nn.Linear(64, 1),
        nn.Sigmoid(),
    )


def learn(network, train, val, criterion=None, epochs=300, batches=None):
    """Stop early and go back to the best epoch; ``batches`` cuts the rows, None into one batch."""
    criterion = criterion or nn.BCELoss()
    network.to(train[0].device)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    stopping = right.EarlyStopping(patience=25)
    for _ in range(epochs):
        network.train()
        for X, y in batches(*train) if batches else [train]:
            optimizer.zero_grad()
            criterion(network(X), y).backward()
            optimizer.step()
        network.eval()
        with torch.no_grad():
            val_loss = criterion(network(val[0]), val[1]).item()
        if stopping.step(val_loss, network.state_dict()):
            break
    if stopping.best_weights is not None:
        network.load_state_dict(stopping.best_weights)
    return network.eval()


@misconception(
    "train_regularized",
    "it learns from rows divided by their largest value, and is asked about rows as they are",
)
def train_on_scaled_rows(X_train, y_train, X_val, y_val, seed):
    largest = X_train.abs().max()
    return right.train_regularized(X_train / largest, y_train, X_val / largest, y_val, seed)


@misconception(
    "train_regularized",
    "at the end it learns from the validation rows as well: nothing is learnt from them",
)
def train_with_a_last_round_on_all_rows(X_train, y_train, X_val, y_val, seed):
    network = right.train_regularized(X_train, y_train, X_val, y_val, seed).train()
    X, y = torch.cat([X_train, X_val]), torch.cat([y_train, y_val])
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    for _ in range(20):
        optimizer.zero_grad()
        nn.BCELoss()(network(X), y).backward()
        optimizer.step()
    return network.eval()


@misconception(
    "train_regularized",
    "only the first hundred rows are learnt, four batches of 25: go through all N rows",
)
def train_in_batches_for_a_hundred(X_train, y_train, X_val, y_val, seed):
    def batches(X, y):
        for k in range(4):
            yield X[25 * k : 25 * (k + 1)], y[25 * k : 25 * (k + 1)]

    torch.manual_seed(seed)
    network = make_network(X_train.shape[1])
    return learn(network, (X_train, y_train), (X_val, y_val), batches=batches)


@misconception(
    "train_regularized",
    "BCEWithLogitsLoss takes a second sigmoid of the answers: nn.BCELoss() takes probabilities",
)
def train_with_two_sigmoids(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    network = make_network(X_train.shape[1])
    return learn(network, (X_train, y_train), (X_val, y_val), nn.BCEWithLogitsLoss())


@misconception(
    "train_regularized", "the answers have shape (N,): a column, (N, 1), as the labels are"
)
def train_of_a_flat_network(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    network = make_network(X_train.shape[1]).append(nn.Flatten(0))
    return learn(network, (X_train, y_train.flatten()), (X_val, y_val.flatten()))


@misconception(
    "train_regularized",
    "the best weights come back only where it stops early, and 200 epochs with a patience of 200 "
    "never do: bring them back after the loop",
)
def train_that_never_goes_back(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    network = make_network(X_train.shape[1]).to(X_train.device)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    stopping = right.EarlyStopping(patience=200)
    for _ in range(200):
        network.train()
        optimizer.zero_grad()
        nn.BCELoss()(network(X_train), y_train).backward()
        optimizer.step()
        network.eval()
        with torch.no_grad():
            val_loss = nn.BCELoss()(network(X_val), y_val).item()
        if stopping.step(val_loss, network.state_dict()):
            network.load_state_dict(stopping.best_weights)
            break
    return network


@misconception(
    "train_regularized",
    "np.random.seed is numpy's, and torch draws on by itself: torch.manual_seed(seed)",
)
def train_with_numpys_seed(X_train, y_train, X_val, y_val, seed):
    np.random.seed(seed)
    network = make_network(X_train.shape[1], p=0.3)
    return learn(network, (X_train, y_train), (X_val, y_val))


@misconception(
    "train_regularized", "seed 0 is read as if none were given: it is a seed like others"
)
def train_that_takes_zero_for_none(X_train, y_train, X_val, y_val, seed):
    if seed:
        torch.manual_seed(seed)
    network = make_network(X_train.shape[1], p=0.3)
    return learn(network, (X_train, y_train), (X_val, y_val))


@misconception(
    "train_regularized",
    "noise is added to the caller's X_train, in each epoch more: add it to a copy",
)
def train_with_noise_in_place(X_train, y_train, X_val, y_val, seed):
    def batches(X, y):
        X += 0.02 * torch.randn_like(X)
        return [(X, y)]

    torch.manual_seed(seed)
    network = make_network(X_train.shape[1], p=0.3)
    return learn(network, (X_train, y_train), (X_val, y_val), batches=batches)


class AlwaysDropping(nn.Module):
    """Give the network of the variant below: F.dropout does not know of eval()."""

    def __init__(self, n_features):
        super().__init__()
        self.fc1, self.fc2, self.fc3 = (
            nn.Linear(n_features, 64),
            nn.Linear(64, 64),
            nn.Linear(64, 1),
        )

    def forward(self, x):
        x = nn.functional.dropout(torch.relu(self.fc1(x)), 0.3)
        x = nn.functional.dropout(torch.relu(self.fc2(x)), 0.3)
        return torch.sigmoid(self.fc3(x))


@misconception(
    "train_regularized",
    "F.dropout drops in evaluation too unless it is told: training=self.training",
)
def train_with_dropout_that_never_ends(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    return learn(AlwaysDropping(X_train.shape[1]), (X_train, y_train), (X_val, y_val))


NETWORKS = {}


@misconception(
    "train_regularized",
    "the second call goes on with the network of the first: each call makes its own",
)
def train_of_one_network(X_train, y_train, X_val, y_val, seed):
    torch.manual_seed(seed)
    if X_train.shape[1] not in NETWORKS:
        NETWORKS[X_train.shape[1]] = make_network(X_train.shape[1], p=0.3)
    return learn(NETWORKS[X_train.shape[1]], (X_train, y_train), (X_val, y_val))


@misconception(
    "train_regularized", "the rows are shuffled and their labels are not: one permutation for both"
)
def train_on_labels_of_other_rows(X_train, y_train, X_val, y_val, seed):
    def batches(X, y):
        return [(X[torch.randperm(len(X), device=X.device)], y)]

    torch.manual_seed(seed)
    network = make_network(X_train.shape[1], p=0.3)
    return learn(network, (X_train, y_train), (X_val, y_val), batches=batches)
