"""What students get wrong in circles, and what each of them should read."""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D101, D102, D103

import circles as right
import numpy as np
import torch
from torch import nn

from grader.course import misconception


@misconception(
    "CircleClassifier",
    "the second ReLU is missing: both hidden layers bend what they pass on",
)
class ClassifierWithoutTheSecondReLU(right.CircleClassifier):
    def forward(self, x):
        return torch.sigmoid(self.fc3(self.fc2(torch.relu(self.fc1(x)))))


@misconception(
    "CircleClassifier",
    "there is no ReLU at all: layers without one between them are a single straight line",
)
class ClassifierWithoutReLU(right.CircleClassifier):
    def forward(self, x):
        return torch.sigmoid(self.fc3(self.fc2(self.fc1(x))))


@misconception(
    "CircleClassifier",
    "a ReLU after the last layer lets nothing fall below 0.5: only the sigmoid belongs there",
)
class ClassifierWithReLUAfterTheLastLayer(right.CircleClassifier):
    def forward(self, x):
        x = torch.relu(self.fc2(torch.relu(self.fc1(x))))
        return torch.sigmoid(torch.relu(self.fc3(x)))


@misconception(
    "CircleClassifier",
    "the network gives logits: the sigmoid belongs to it, after the last layer",
)
class ClassifierOfLogits(right.CircleClassifier):
    def forward(self, x):
        return self.fc3(torch.relu(self.fc2(torch.relu(self.fc1(x)))))


@misconception(
    "CircleClassifier",
    "the sigmoid is applied twice: once, after the last layer",
)
class ClassifierWithTwoSigmoids(right.CircleClassifier):
    def forward(self, x):
        return torch.sigmoid(super().forward(x))


@misconception(
    "CircleClassifier",
    "the hidden layers have sigmoids: ReLU belongs there, the sigmoid in the last layer only",
)
class ClassifierWithHiddenSigmoids(right.CircleClassifier):
    def forward(self, x):
        x = torch.sigmoid(self.fc2(torch.sigmoid(self.fc1(x))))
        return torch.sigmoid(self.fc3(x))


@misconception(
    "CircleClassifier",
    "a softmax over a single column is 1 for every point: one output takes the sigmoid",
)
class ClassifierWithSoftmax(right.CircleClassifier):
    def forward(self, x):
        x = torch.relu(self.fc2(torch.relu(self.fc1(x))))
        return torch.softmax(self.fc3(x), dim=1)


@misconception(
    "CircleClassifier",
    "the answer lost its column: keep the shape (N, 1), do not squeeze",
)
class ClassifierThatSqueezes(right.CircleClassifier):
    def forward(self, x):
        return super().forward(x).squeeze()


@misconception(
    "CircleClassifier",
    "the answer is a decision of 0 or 1: give the probability, the threshold comes later",
)
class ClassifierThatDecides(right.CircleClassifier):
    def forward(self, x):
        return (super().forward(x) > 0.5).float()


@misconception(
    "CircleClassifier",
    "nn.ReLU(x) makes a layer and does not apply one: write nn.ReLU()(x) or torch.relu(x)",
)
class ClassifierWithReLUNotCalled(right.CircleClassifier):
    def forward(self, x):
        x = nn.ReLU(self.fc1(x))
        x = nn.ReLU(self.fc2(x))
        return torch.sigmoid(self.fc3(x))


@misconception(
    "CircleClassifier",
    "super().__init__() is missing: without it nn.Module cannot hold layers",
)
class ClassifierWithoutSuper(right.CircleClassifier):
    def __init__(self):
        self.fc1 = nn.Linear(2, 16)
        self.fc2 = nn.Linear(16, 8)
        self.fc3 = nn.Linear(8, 1)


@misconception(
    "CircleClassifier",
    "layers in a plain list are not found: make them attributes of self, or take nn.ModuleList",
)
class ClassifierWithLayersInAList(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(2, 16), nn.Linear(16, 8), nn.Linear(8, 1)]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
        return torch.sigmoid(self.layers[-1](x))


@misconception(
    "CircleClassifier",
    "the layers are made anew in every forward: make them once, in __init__",
)
class ClassifierWithLayersInForward(nn.Module):
    def forward(self, x):
        x = torch.relu(nn.Linear(2, 16)(x))
        x = torch.relu(nn.Linear(16, 8)(x))
        return torch.sigmoid(nn.Linear(8, 1)(x))


@misconception(
    "CircleClassifier",
    "your parameters hold no biases: nn.Linear has them unless you say bias=False",
)
class ClassifierWithoutBiases(right.CircleClassifier):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 16, bias=False)
        self.fc2 = nn.Linear(16, 8, bias=False)
        self.fc3 = nn.Linear(8, 1, bias=False)


@misconception(
    "CircleClassifier",
    "the widths are exchanged: it goes 2 → 16 → 8 → 1",
)
class ClassifierWithExchangedWidths(right.CircleClassifier):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 8)
        self.fc2 = nn.Linear(8, 16)
        self.fc3 = nn.Linear(16, 1)


@misconception(
    "CircleClassifier",
    "all weights start alike, so the units of a layer stay alike: leave the start to nn.Linear",
)
class ClassifierFromEqualWeights(right.CircleClassifier):
    def __init__(self):
        super().__init__()
        for parameter in self.parameters():
            nn.init.constant_(parameter, 0.1)


@misconception(
    "CircleClassifier",
    "no gradient gets through forward: no detach, no torch.no_grad() and no numpy in it",
)
class ClassifierThatDetaches(right.CircleClassifier):
    def forward(self, x):
        x = torch.relu(self.fc2(torch.relu(self.fc1(x)).detach()))
        return torch.sigmoid(self.fc3(x))


@misconception(
    "CircleClassifier",
    "dropout makes the answers random: this network is three layers, ReLU, ReLU, sigmoid, no more",
)
class ClassifierWithDropout(right.CircleClassifier):
    def forward(self, x):
        x = torch.relu(self.fc2(torch.relu(self.fc1(x))))
        return torch.sigmoid(self.fc3(nn.functional.dropout(x, 0.5)))


@misconception(
    "CircleClassifier",
    "the points are standardised inside forward, by whoever else is in the batch: take x as it is",
)
class ClassifierThatStandardises(right.CircleClassifier):
    def forward(self, x):
        return super().forward((x - x.mean(dim=0)) / (x.std(dim=0, correction=0) + 1e-8))


@misconception(
    "CircleClassifier",
    "forward moves the points to the CPU: it works where x and the parameters are",
)
class ClassifierOnTheCPU(right.CircleClassifier):
    def forward(self, x):
        return super().forward(x.cpu())


@misconception(
    "CircleClassifier",
    "a seed in __init__ makes every network start alike: leave torch.manual_seed to the caller",
)
class ClassifierWithASeed(right.CircleClassifier):
    def __init__(self):
        torch.manual_seed(42)
        super().__init__()


@misconception(
    "CircleClassifier",
    "the biases start at zero: nn.Linear draws them like the weights, leave the start to it",
)
class ClassifierFromZeroBiases(right.CircleClassifier):
    def __init__(self):
        super().__init__()
        for layer in (self.fc1, self.fc2, self.fc3):
            nn.init.zeros_(layer.bias)


@misconception(
    "CircleClassifier",
    "the weights start from a normal distribution: leave the start to nn.Linear",
)
class ClassifierFromNormalWeights(right.CircleClassifier):
    def __init__(self):
        super().__init__()
        for layer in (self.fc1, self.fc2, self.fc3):
            nn.init.normal_(layer.weight)


def _learn(model, X, y, epochs, optimizer, criterion=None, *, clear=True):
    """Take full-batch steps as the reference does, with another optimizer or loss."""
    criterion = criterion or nn.BCELoss()
    losses = []
    for _ in range(epochs):
        if clear:
            optimizer.zero_grad()
        loss = criterion(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@misconception(
    "train",
    "the gradients pile up from epoch to epoch: call optimizer.zero_grad() in each",
)
def train_without_zero_grad(model, X, y, epochs=200, lr=0.01):
    model.zero_grad()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return _learn(model, X, y, epochs, optimizer, clear=False)


@misconception(
    "train",
    "the gradients are cleared after the step only: old ones count in the first epoch, clear first",
)
def train_that_clears_last(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        losses += _learn(model, X, y, 1, optimizer, clear=False)
        optimizer.zero_grad()
    return losses


@misconception(
    "train",
    "a schedule lowers the learning rate on the way: it stays lr, from first to last",
)
def train_with_a_schedule(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 50, 0.5)
    losses = []
    for _ in range(epochs):
        losses += _learn(model, X, y, 1, optimizer)
        schedule.step()
    return losses


@misconception(
    "train",
    "X is shifted where it lies, so the caller's points are others afterwards: take X as it is",
)
def train_that_changes_the_points(model, X, y, epochs=200, lr=0.01):
    losses = right.train(model, X, y, epochs, lr)
    X -= X.mean(dim=0)
    return losses


@misconception(
    "train",
    "the optimizer is plain gradient descent, torch.optim.SGD: take torch.optim.Adam",
)
def train_with_sgd(model, X, y, epochs=200, lr=0.01):
    return _learn(model, X, y, epochs, torch.optim.SGD(model.parameters(), lr=lr))


@misconception(
    "train",
    "the optimizer is RMSprop, which has no momentum: take torch.optim.Adam",
)
def train_with_rmsprop(model, X, y, epochs=200, lr=0.01):
    return _learn(model, X, y, epochs, torch.optim.RMSprop(model.parameters(), lr=lr))


@misconception(
    "train",
    "AdamW also shrinks the weights: take torch.optim.Adam with its settings as they are",
)
def train_with_adamw(model, X, y, epochs=200, lr=0.01):
    return _learn(model, X, y, epochs, torch.optim.AdamW(model.parameters(), lr=lr))


@misconception(
    "train",
    "weight_decay pulls the weights to zero: take torch.optim.Adam with its settings as they are",
)
def train_with_weight_decay(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr, weight_decay=0.001)
    return _learn(model, X, y, epochs, optimizer)


@misconception(
    "train",
    "lr does not reach the optimizer: torch.optim.Adam(model.parameters(), lr=lr)",
)
def train_without_lr(model, X, y, epochs=200, lr=0.01):
    return _learn(model, X, y, epochs, torch.optim.Adam(model.parameters()))


@misconception(
    "train",
    "the optimizer is made anew in every epoch and forgets its moments: make it before the loop",
)
def train_with_an_optimizer_per_epoch(model, X, y, epochs=200, lr=0.01):
    return [right.train(model, X, y, 1, lr)[0] for _ in range(epochs)]


@misconception(
    "train",
    "the loss is summed over the samples: it is their mean, as nn.BCELoss() gives it",
)
def train_with_a_summed_loss(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return _learn(model, X, y, epochs, optimizer, nn.BCELoss(reduction="sum"))


@misconception(
    "train",
    "the loss is the mean squared error: it is the binary cross-entropy, nn.BCELoss()",
)
def train_with_squared_errors(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return _learn(model, X, y, epochs, optimizer, nn.MSELoss())


@misconception(
    "train",
    "BCEWithLogitsLoss applies a sigmoid, and the network has one already: take nn.BCELoss()",
)
def train_with_the_loss_of_logits(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return _learn(model, X, y, epochs, optimizer, nn.BCEWithLogitsLoss())


@misconception(
    "train",
    "half of the cross-entropy is missing: the term (1 − y) ln(1 − p) counts where y is 0",
)
def train_on_one_class_only(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return _learn(model, X, y, epochs, optimizer, lambda p, y: -(y * torch.log(p)).mean())


@misconception(
    "train",
    "there is no optimizer.step(): backward computes the gradients, the step uses them",
)
def train_without_a_step(model, X, y, epochs=200, lr=0.01):
    return _learn(model, X, y, epochs, torch.optim.Adam(model.parameters(), lr=0.0))


@misconception(
    "train",
    "these are the losses after each step: keep the one that was measured before it",
)
def train_with_losses_after_the_step(model, X, y, epochs=200, lr=0.01):
    losses = right.train(model, X, y, epochs, lr)
    with torch.no_grad():
        return [*losses[1:], nn.BCELoss()(model(X), y).item()]


@misconception(
    "train",
    "the list holds tensors: loss.item() gives the plain number",
)
def train_with_losses_as_tensors(model, X, y, epochs=200, lr=0.01):
    return [torch.tensor(loss) for loss in right.train(model, X, y, epochs, lr)]


@misconception(
    "train",
    "only the last loss comes back: give a list with one loss per epoch",
)
def train_with_the_last_loss_only(model, X, y, epochs=200, lr=0.01):
    return right.train(model, X, y, epochs, lr)[-1]


@misconception(
    "train",
    "one epoch is missing: range(epochs) counts them all, range(1, epochs) does not",
)
def train_with_an_epoch_too_few(model, X, y, epochs=200, lr=0.01):
    return right.train(model, X, y, epochs - 1, lr)


@misconception(
    "train",
    "the training stops where the loss rises: take all epochs that are asked for",
)
def train_that_stops_early(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    while len(losses) < epochs and (len(losses) < 2 or losses[-1] < losses[-2]):
        losses += _learn(model, X, y, 1, optimizer)
    return losses


@misconception(
    "train",
    "the training stops where the loss is small enough: take all epochs that are asked for",
)
def train_that_stops_when_good(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = [1.0]
    while len(losses) <= epochs and losses[-1] > 0.05:
        losses += _learn(model, X, y, 1, optimizer)
    return losses[1:]


@misconception(
    "train",
    "an epoch takes many small steps, one per batch: here it is a single step on all samples",
)
def train_in_batches(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    half = len(X) // 2
    losses = []
    for _ in range(epochs):
        first = _learn(model, X[:half], y[:half], 1, optimizer)
        second = _learn(model, X[half:], y[half:], 1, optimizer)
        losses.append((first[0] + second[0]) / 2)
    return losses


@misconception(
    "train",
    "a new start is drawn in train: go on from the weights that the network has",
)
def train_from_new_weights(model, X, y, epochs=200, lr=0.01):
    for layer in model.modules():
        if isinstance(layer, nn.Linear):
            layer.reset_parameters()
    return right.train(model, X, y, epochs, lr)


@misconception(
    "train",
    "the optimizer of the first call is kept for the second: every call makes an Adam of its own",
)
def train_with_the_first_optimizer(model, X, y, epochs=200, lr=0.01):
    if not hasattr(model, "optimizer"):
        model.optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return _learn(model, X, y, epochs, model.optimizer)


@misconception(
    "train",
    "the loss takes its arguments the wrong way round: the network's answer first, then y",
)
def train_with_exchanged_arguments(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    criterion = nn.BCELoss()
    return _learn(model, X, y, epochs, optimizer, lambda p, y: criterion(y, p))


@misconception(
    "train",
    "the samples are standardised in train, so the network learns other points: take X as it is",
)
def train_on_standardised_samples(model, X, y, epochs=200, lr=0.01):
    return right.train(model, (X - X.mean(dim=0)) / X.std(dim=0), y, epochs, lr)


@misconception(
    "train",
    "a copy of the network is trained: the one that was given learns, in place",
)
def train_a_copy(model, X, y, epochs=200, lr=0.01):
    weights = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    losses = right.train(model, X, y, epochs, lr)
    model.load_state_dict(weights)
    return losses


@misconception(
    "probability_field",
    "the axes are exchanged: x grows along a row, as numpy.meshgrid gives it by default",
)
def field_with_matrix_indexing(model, xlim, ylim, steps):
    return tuple(array.T for array in right.probability_field(model, xlim, ylim, steps))


@misconception(
    "probability_field",
    "y runs from the highest down, as in a picture: the first row is the lowest y",
)
def field_upside_down(model, xlim, ylim, steps):
    return right.probability_field(model, xlim, ylim[::-1], steps)


@misconception(
    "probability_field",
    "the points have y in front: their columns are x, then y",
)
def field_of_exchanged_columns(model, xlim, ylim, steps):
    xx, yy = np.meshgrid(np.linspace(*xlim, steps), np.linspace(*ylim, steps))
    points = torch.tensor(np.column_stack([yy.ravel(), xx.ravel()]), dtype=torch.float32)
    with torch.no_grad():
        return xx, yy, model(points).numpy().reshape(steps, steps)


@misconception(
    "probability_field",
    "p is transposed against xx and yy: p[i, j] belongs to the point (xx[i, j], yy[i, j])",
)
def field_with_a_transposed_answer(model, xlim, ylim, steps):
    xx, yy, p = right.probability_field(model, xlim, ylim, steps)
    return xx, yy, p.T


@misconception(
    "probability_field",
    "the highest values are left out: both limits are included, as in np.linspace",
)
def field_without_the_last_values(model, xlim, ylim, steps):
    return tuple(array[:-1, :-1] for array in right.probability_field(model, xlim, ylim, steps + 1))


@misconception(
    "probability_field",
    "there is one value too many along each axis: steps is the number of values, not of gaps",
)
def field_with_a_value_too_many(model, xlim, ylim, steps):
    return right.probability_field(model, xlim, ylim, steps + 1)


@misconception(
    "probability_field",
    "both axes take the limits of x: y runs from ylim[0] to ylim[1]",
)
def field_with_the_limits_of_x(model, xlim, ylim, steps):
    return right.probability_field(model, xlim, xlim, steps)


@misconception(
    "probability_field",
    "p is still a column of all points: give it the shape of the grid, (steps, steps)",
)
def field_as_a_column(model, xlim, ylim, steps):
    xx, yy, p = right.probability_field(model, xlim, ylim, steps)
    return xx, yy, p.reshape(-1, 1)


@misconception(
    "probability_field",
    "p holds decisions of 0 and 1: give the network's probabilities as they are",
)
def field_of_decisions(model, xlim, ylim, steps):
    xx, yy, p = right.probability_field(model, xlim, ylim, steps)
    return xx, yy, (p > 0.5).astype(float)


@misconception(
    "probability_field",
    "you apply a sigmoid to what is a probability already: take the network's answer as it is",
)
def field_with_a_second_sigmoid(model, xlim, ylim, steps):
    xx, yy, p = right.probability_field(model, xlim, ylim, steps)
    return xx, yy, 1 / (1 + np.exp(-p))


@misconception(
    "probability_field",
    "p is the other class's probability: give the network's answer, not one minus it",
)
def field_of_the_other_class(model, xlim, ylim, steps):
    xx, yy, p = right.probability_field(model, xlim, ylim, steps)
    return xx, yy, 1 - p


@misconception(
    "probability_field",
    "the answer still carries its gradients, so .numpy() fails: wrap the call in torch.no_grad()",
)
def field_with_gradients(model, xlim, ylim, steps):
    xx, yy = np.meshgrid(np.linspace(*xlim, steps), np.linspace(*ylim, steps))
    points = torch.tensor(np.column_stack([xx.ravel(), yy.ravel()]), dtype=torch.float32)
    return xx, yy, model(points).numpy().reshape(steps, steps)


@misconception(
    "probability_field",
    "the points are float64 and the network's weights float32: say dtype=torch.float32",
)
def field_of_doubles(model, xlim, ylim, steps):
    xx, yy = np.meshgrid(np.linspace(*xlim, steps), np.linspace(*ylim, steps))
    with torch.no_grad():
        p = model(torch.tensor(np.column_stack([xx.ravel(), yy.ravel()])))
    return xx, yy, p.numpy().reshape(steps, steps)
