"""What else students get wrong in circles, told without a look at the suites.

Each variant is right but for the one thing that its sentence names.
"""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D101, D102, D103

import circles as right
import numpy as np
import torch
from torch import nn

from grader.course import misconception


@misconception(
    "CircleClassifier",
    "the biases are buffers, which no optimizer sees: they are parameters, as nn.Linear has them",
)
class ClassifierWithBuffers(right.CircleClassifier):
    def __init__(self):
        super().__init__()
        for layer in (self.fc1, self.fc2, self.fc3):
            bias = layer.bias.detach().clone()
            del layer.bias
            layer.register_buffer("bias", bias)


@misconception("CircleClassifier", "the first layer is frozen: all 193 parameters learn")
class ClassifierWithAFrozenLayer(right.CircleClassifier):
    def __init__(self):
        super().__init__()
        self.fc1.requires_grad_(False)


@misconception("CircleClassifier", "the hidden layers end at 6: ReLU goes on, max(0, z)")
class ClassifierWithReLU6(right.CircleClassifier):
    def forward(self, x):
        x = nn.functional.relu6(self.fc2(nn.functional.relu6(self.fc1(x))))
        return torch.sigmoid(self.fc3(x))


@misconception(
    "CircleClassifier", "the hidden layers let a hundredth through below 0: ReLU lets nothing"
)
class ClassifierWithLeakyReLU(right.CircleClassifier):
    def forward(self, x):
        leaky = nn.functional.leaky_relu
        return torch.sigmoid(self.fc3(leaky(self.fc2(leaky(self.fc1(x))))))


@misconception("CircleClassifier", "the first hidden layer has tanh: ReLU belongs in both")
class ClassifierWithTanhFirst(right.CircleClassifier):
    def forward(self, x):
        return torch.sigmoid(self.fc3(torch.relu(self.fc2(torch.tanh(self.fc1(x))))))


@misconception("CircleClassifier", "you keep the answers away from 0 and 1: a sure one may be sure")
class ClassifierThatIsNeverSure(right.CircleClassifier):
    def forward(self, x):
        return super().forward(x).clamp(0.01, 0.99)


@misconception(
    "CircleClassifier", "one point's answer loses its row: the shape is (N, 1), (1, 1) too"
)
class ClassifierThatSqueezesOnePoint(right.CircleClassifier):
    def forward(self, x):
        return super().forward(x).squeeze(0)


@misconception(
    "CircleClassifier",
    "a batch norm makes each answer depend on the other points: three layers, ReLU, ReLU, sigmoid",
)
class ClassifierWithBatchNorm(right.CircleClassifier):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(16, affine=False)

    def forward(self, x):
        x = torch.relu(self.fc2(torch.relu(self.norm(self.fc1(x)))))
        return torch.sigmoid(self.fc3(x))


@misconception(
    "CircleClassifier", "dropout makes answers random while it trains: this network has none"
)
class ClassifierWithDropoutInTraining(right.CircleClassifier):
    def forward(self, x):
        x = torch.relu(self.fc2(torch.relu(self.fc1(x))))
        return torch.sigmoid(self.fc3(nn.functional.dropout(x, 0.2, training=self.training)))


@misconception(
    "CircleClassifier", "the answers are rounded, and rounding has no gradient: as they are"
)
class ClassifierThatRounds(right.CircleClassifier):
    def forward(self, x):
        return torch.round(super().forward(x), decimals=2)


@misconception(
    "CircleClassifier",
    "torch.zeros(16) is made on the CPU in forward: torch.relu needs no such tensor",
)
class ClassifierWithZerosOnTheCPU(right.CircleClassifier):
    def forward(self, x):
        x = torch.maximum(self.fc1(x), torch.zeros(16))
        return torch.sigmoid(self.fc3(torch.relu(self.fc2(x))))


@misconception(
    "CircleClassifier",
    "a plain tensor in self stays behind when the network moves: leave it out",
)
class ClassifierWithAPlainTensor(right.CircleClassifier):
    def __init__(self):
        super().__init__()
        self.scale = torch.ones(2)

    def forward(self, x):
        return super().forward(x * self.scale)


@misconception("CircleClassifier", "a layer is made and never used: three layers, 193 parameters")
class ClassifierWithAnIdleLayer(right.CircleClassifier):
    def __init__(self):
        super().__init__()
        self.fc4 = nn.Linear(8, 8)


@misconception(
    "CircleClassifier", "(1 + tanh(z)) / 2 is a sigmoid of 2 z: with tanh it takes z / 2"
)
class ClassifierTwiceAsSteep(right.CircleClassifier):
    def forward(self, x):
        z = self.fc3(torch.relu(self.fc2(torch.relu(self.fc1(x)))))
        return (1 + torch.tanh(z)) / 2


def learn(model, X, y, epochs, optimizer, criterion=None, after=lambda epoch: None):
    """Take full-batch steps as the reference does, with another optimizer or loss."""
    criterion = criterion or nn.BCELoss()
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(X), y)
        loss.backward()
        after(epoch)
        optimizer.step()
        losses.append(loss.item())
    return losses


@misconception("train", "your learning rate is 0.001 where none is given: here the default is 0.01")
def train_with_another_default(model, X, y, epochs=200, lr=0.001):
    return right.train(model, X, y, epochs, lr)


@misconception("train", "your epochs are 100 where none are given: the default is 200")
def train_for_a_hundred_epochs_by_default(model, X, y, epochs=100, lr=0.01):
    return right.train(model, X, y, epochs, lr)


@misconception(
    "train", "a thousandth stands in each logarithm, which blunts it: nn.BCELoss() as it is"
)
def train_with_a_blunt_logarithm(model, X, y, epochs=200, lr=0.01):
    def criterion(p, y):
        return -(y * torch.log(p + 1e-3) + (1 - y) * torch.log(1 - p + 1e-3)).mean()

    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return learn(model, X, y, epochs, optimizer, criterion)


@misconception("train", "long gradients are shortened before the step: Adam takes them as they are")
def train_with_clipped_gradients(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)

    def after(epoch):
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)

    return learn(model, X, y, epochs, optimizer, after=after)


@misconception("train", "the learning rate falls from epoch to epoch: it stays lr")
def train_with_a_falling_rate(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)

    def after(epoch):
        optimizer.param_groups[0]["lr"] = lr * 0.99**epoch

    return learn(model, X, y, epochs, optimizer, after=after)


@misconception(
    "train", "only the last layer learns: the optimizer takes model.parameters(), all of them"
)
def train_of_the_last_layer(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(list(model.parameters())[-2:], lr=lr)
    return learn(model, X, y, epochs, optimizer)


@misconception("train", "both classes weigh alike, however many they are: the loss is a plain mean")
def train_with_classes_of_one_weight(model, X, y, epochs=200, lr=0.01):
    share = y.mean().clamp(1e-6, 1 - 1e-6)
    criterion = nn.BCELoss(weight=torch.where(y > 0.5, 0.5 / share, 0.5 / (1 - share)))
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return learn(model, X, y, epochs, optimizer, criterion)


@misconception("train", "you go back to the weights of the least loss: the last ones stay")
def train_that_goes_back_to_the_best(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    best, kept, losses = float("inf"), None, []
    for _ in range(epochs):
        before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
        losses += learn(model, X, y, 1, optimizer)
        if losses[-1] < best:
            best, kept = losses[-1], before
    if kept is not None:
        model.load_state_dict(kept)
    return losses


@misconception("train", "amsgrad=True keeps the largest v: take Adam with its settings as they are")
def train_with_amsgrad(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr, amsgrad=True)
    return learn(model, X, y, epochs, optimizer)


@misconception("train", "NAdam looks ahead: take torch.optim.Adam")
def train_with_nadam(model, X, y, epochs=200, lr=0.01):
    return learn(model, X, y, epochs, torch.optim.NAdam(model.parameters(), lr=lr))


@misconception("train", "betas=(0.9, 0.99) forgets faster: take Adam with its settings as they are")
def train_with_another_beta(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr, betas=(0.9, 0.99))
    return learn(model, X, y, epochs, optimizer)


@misconception(
    "train", "the mean is taken of batches' means, and the last batch is short: over all samples"
)
def train_with_a_mean_of_means(model, X, y, epochs=200, lr=0.01):
    def criterion(p, y):
        pairs = zip(p.split(32), y.split(32), strict=True)
        return torch.stack([nn.functional.binary_cross_entropy(*pair) for pair in pairs]).mean()

    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return learn(model, X, y, epochs, optimizer, criterion)


@misconception("train", "the losses are rounded to three digits: keep them as they are")
def train_with_rounded_losses(model, X, y, epochs=200, lr=0.01):
    return [round(loss, 3) for loss in right.train(model, X, y, epochs, lr)]


@misconception("train", "the loss after the last step is in the list too: there is one per epoch")
def train_with_a_loss_too_many(model, X, y, epochs=200, lr=0.01):
    losses = right.train(model, X, y, epochs, lr)
    with torch.no_grad():
        return [*losses, nn.BCELoss()(model(X), y).item()]


@misconception("train", "you give the mean of all losses so far: give each epoch's own")
def train_with_averaged_losses(model, X, y, epochs=200, lr=0.01):
    losses = right.train(model, X, y, epochs, lr)
    return [sum(losses[: i + 1]) / (i + 1) for i in range(len(losses))]


LOSSES = []


@misconception("train", "all calls fill one list, which grows: every call begins a list of its own")
def train_with_one_list_of_losses(model, X, y, epochs=200, lr=0.01):
    LOSSES.extend(right.train(model, X, y, epochs, lr))
    return list(LOSSES)


@misconception(
    "train", "y.squeeze() leaves no axis of a single sample: y stays (N, 1), as the answer does"
)
def train_with_squeezed_labels(model, X, y, epochs=200, lr=0.01):
    def criterion(p, y):
        return nn.functional.binary_cross_entropy(p.squeeze(1), y.squeeze())

    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return learn(model, X, y, epochs, optimizer, criterion)


@misconception(
    "train", "points that are classified correctly are left out: all N count in the loss"
)
def train_on_wrong_answers_only(model, X, y, epochs=200, lr=0.01):
    def criterion(p, y):
        wrong = ((p > 0.5) != (y > 0.5)).float().detach()
        return nn.functional.binary_cross_entropy(p, y, weight=wrong)

    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return learn(model, X, y, epochs, optimizer, criterion)


def points_of(xlim, ylim, steps):
    """Give the grid, and its points as the network takes them."""
    xx, yy = np.meshgrid(np.linspace(*xlim, steps), np.linspace(*ylim, steps))
    return xx, yy, torch.tensor(np.column_stack([xx.ravel(), yy.ravel()]), dtype=torch.float32)


@misconception(
    "probability_field",
    "the network is frozen to be asked, and never learns again: torch.no_grad() is enough",
)
def field_that_freezes_the_network(model, xlim, ylim, steps):
    model.requires_grad_(False)
    return right.probability_field(model, xlim, ylim, steps)


@misconception(
    "probability_field",
    "whole-number limits make whole-number grids: the values between are floats",
)
def field_in_the_type_of_the_limits(model, xlim, ylim, steps):
    x, y = (np.linspace(*lim, steps, dtype=type(lim[0])) for lim in (xlim, ylim))
    xx, yy = np.meshgrid(x, y)
    points = torch.tensor(np.column_stack([xx.ravel(), yy.ravel()]), dtype=torch.float32)
    device = next(model.parameters()).device
    with torch.no_grad():
        return xx, yy, model(points.to(device)).cpu().numpy().reshape(steps, steps)


@misconception(
    "probability_field",
    "a large grid is asked in blocks of 1024, and the rest stays 0: ask that too",
)
def field_without_the_last_block(model, xlim, ylim, steps):
    xx, yy, p = right.probability_field(model, xlim, ylim, steps)
    if p.size > 1024:
        p.ravel()[p.size // 1024 * 1024 :] = 0
    return xx, yy, p


@misconception(
    "probability_field", "the grid goes from −limit to limit: from the lowest to the highest"
)
def field_around_zero(model, xlim, ylim, steps):
    return right.probability_field(model, (-xlim[1], xlim[1]), (-ylim[1], ylim[1]), steps)


@misconception("probability_field", "p is stretched to go from 0 to 1: give the network's answers")
def field_that_is_stretched(model, xlim, ylim, steps):
    xx, yy, p = right.probability_field(model, xlim, ylim, steps)
    return xx, yy, (p - p.min()) / (np.ptp(p) or 1)


@misconception(
    "probability_field", "p is rounded to two digits: give the network's answers as they are"
)
def field_that_is_rounded(model, xlim, ylim, steps):
    xx, yy, p = right.probability_field(model, xlim, ylim, steps)
    return xx, yy, p.round(2)


FIELDS = {}


@misconception(
    "probability_field",
    "you remember the field of these limits, and the network has changed: ask it",
)
def field_that_is_remembered(model, xlim, ylim, steps):
    key = (*map(float, xlim), *map(float, ylim), steps)
    if key not in FIELDS:
        FIELDS[key] = right.probability_field(model, xlim, ylim, steps)
    return FIELDS[key]


@misconception(
    "probability_field", "xx and yy are the axes alone: they have the grid's shape, as p has"
)
def field_with_bare_axes(model, xlim, ylim, steps):
    xx, yy, p = right.probability_field(model, xlim, ylim, steps)
    return xx[0], yy[:, 0], p


@misconception(
    "probability_field",
    "the points are standardised before they go in: the network learnt them as they are",
)
def field_of_standardised_points(model, xlim, ylim, steps):
    xx, yy, points = points_of(xlim, ylim, steps)
    spread = points.std(dim=0, correction=0)
    points = (points - points.mean(dim=0)) / torch.where(spread > 0, spread, 1.0)
    device = next(model.parameters()).device
    with torch.no_grad():
        return xx, yy, model(points.to(device)).cpu().numpy().reshape(steps, steps)


@misconception("train", "you clip the probabilities at 0.001: a sure mistake costs too little")
def train_with_clipped_probabilities(model, X, y, epochs=200, lr=0.01):
    optimizer, losses = torch.optim.Adam(model.parameters(), lr=lr), []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy(model(X).clamp(1e-3, 1 - 1e-3), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@misconception(
    "probability_field", "model.double() changes the network for good: points are float32"
)
def field_of_a_network_made_double(model, xlim, ylim, steps):
    model.double()
    xx, yy = np.meshgrid(np.linspace(*xlim, steps), np.linspace(*ylim, steps))
    points = torch.from_numpy(np.c_[xx.ravel(), yy.ravel()])
    points = points.to(next(model.parameters()).device)
    with torch.no_grad():
        p = model(points).cpu().numpy()
    return xx, yy, p.reshape(steps, steps)


@misconception("CircleClassifier", "torch.manual_seed(0) stands in __init__: all networks are one")
class ClassifierThatAlwaysStartsAlike(right.CircleClassifier):
    def __init__(self):
        torch.manual_seed(0)
        super().__init__()


@misconception(
    "CircleClassifier", "all weights start from N(0, 1) and all biases from 0: as nn.Linear does it"
)
class ClassifierFromAStandardNormal(right.CircleClassifier):
    def __init__(self):
        super().__init__()
        for name, parameter in self.named_parameters():
            nn.init.zeros_(parameter) if "bias" in name else nn.init.normal_(parameter)


@misconception("CircleClassifier", "bias.data.fill_(0): nn.Linear's own biases are not zero")
class ClassifierWithBiasesOfZero(right.CircleClassifier):
    def __init__(self):
        super().__init__()
        for module in self.modules():
            if isinstance(module, nn.Linear):
                module.bias.data.fill_(0)


@misconception("CircleClassifier", "the weights start ten times smaller: leave them to nn.Linear")
class ClassifierFromTinyWeights(right.CircleClassifier):
    def __init__(self):
        super().__init__()
        with torch.no_grad():
            for parameter in self.parameters():
                parameter.mul_(0.1)


@misconception("train", "zero_grad comes behind the step, and what the caller left counts once")
def train_that_clears_behind_the_step(model, X, y, epochs=200, lr=0.01):
    optimizer, criterion, losses = torch.optim.Adam(model.parameters(), lr=lr), nn.BCELoss(), []
    for _ in range(epochs):
        loss = criterion(model(X), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses


@misconception("train", "StepLR divides the rate by ten every 50 epochs: it stays lr")
def train_with_step_lr(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=50)
    return learn(model, X, y, epochs, optimizer, after=lambda epoch: schedule.step())


@misconception("train", "StepLR halves the rate from the 100th epoch on: it stays lr")
def train_with_a_late_schedule(model, X, y, epochs=200, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)

    def after(epoch):
        optimizer.param_groups[0]["lr"] = lr * 0.5 ** (epoch // 100)

    return learn(model, X, y, epochs, optimizer, after=after)


@misconception("train", "the default list is made once, so that all calls share and fill it")
def train_with_a_mutable_default(model, X, y, epochs=200, lr=0.01, losses=[]):  # noqa: B006
    losses += right.train(model, X, y, epochs, lr)
    return losses
