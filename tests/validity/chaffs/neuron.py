"""What else students get wrong in neuron, written without a look at the suites.

Each variant is right but for the one thing that its sentence names.
"""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D101, D102, D103

import itertools
import math

import neuron as right
import torch
from torch import nn

from grader.course import misconception


@misconception(
    "forward_pass", "one sample's answers lose their row: the shape is (N, 1), (1, 1) too"
)
def forward_that_squeezes_one_sample(X, weights, bias):
    return tuple(answer.squeeze(0) for answer in right.forward_pass(X, weights, bias))


@misconception(
    "forward_pass", "the logits end at −100 and 100: a logit may be as large as the sum makes it"
)
def forward_with_clamped_logits(X, weights, bias):
    logits = (X @ weights.T + bias).clamp(-100, 100)
    return logits, torch.sigmoid(logits)


@misconception(
    "forward_pass", "the logits are detached before the sigmoid: the probabilities have no way back"
)
def forward_with_detached_probabilities(X, weights, bias):
    logits = X @ weights.T + bias
    return logits, torch.sigmoid(logits.detach())


@misconception("forward_pass", "bias.item() is a plain float, so that the bias gets no gradient")
def forward_with_a_bias_as_float(X, weights, bias):
    logits = X @ weights.T + bias.item()
    return logits, torch.sigmoid(logits)


@misconception(
    "forward_pass",
    "an nn.Linear with a copy of the weights gets the gradients, and the caller's weights get none",
)
def forward_by_a_layer_of_its_own(X, weights, bias):
    layer = nn.Linear(weights.shape[1], 1)
    with torch.no_grad():
        layer.weight.copy_(weights)
        layer.bias.copy_(bias)
    logits = layer(X)
    return logits, torch.sigmoid(logits)


@misconception("forward_pass", "(1 + tanh(z)) / 2 is a sigmoid of 2 z: with tanh it takes z / 2")
def forward_twice_as_steep(X, weights, bias):
    logits = X @ weights.T + bias
    return logits, (1 + torch.tanh(logits)) / 2


@misconception(
    "forward_pass", "the probabilities stay between 0.001 and 0.999: a sure neuron may be sure"
)
def forward_that_is_never_sure(X, weights, bias):
    logits, probabilities = right.forward_pass(X, weights, bias)
    return logits, probabilities.clamp(0.001, 0.999)


@misconception(
    "forward_pass", "view(2, 1) holds for two inputs only: weights.T is right for any number"
)
def forward_of_two_inputs(X, weights, bias):
    logits = X @ weights.view(2, 1) + bias
    return logits, torch.sigmoid(logits)


@misconception(
    "forward_pass", "`X *= weights` changes the caller's samples: X * weights makes a new tensor"
)
def forward_that_weighs_in_place(X, weights, bias):
    X *= weights
    logits = X.sum(dim=1, keepdim=True) + bias
    return logits, torch.sigmoid(logits)


@misconception(
    "forward_pass", "the probabilities are rounded, and rounding has no gradient: as they are"
)
def forward_that_rounds(X, weights, bias):
    logits, probabilities = right.forward_pass(X, weights, bias)
    return logits, torch.round(probabilities, decimals=4)


@misconception("binary_cross_entropy", "0.0001 is too early to cut off: from 0.00001 it is ln ŷ")
def entropy_cut_off_at_a_ten_thousandth(y_hat, y):
    y_hat = y_hat.clamp(1e-4, 1 - 1e-4)
    return -(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat)).mean()


@misconception(
    "binary_cross_entropy", "0.00001 in each logarithm doubles the smallest ŷ: cut off instead"
)
def entropy_with_a_blunt_logarithm(y_hat, y):
    return -(y * torch.log(y_hat + 1e-5) + (1 - y) * torch.log(1 - y_hat + 1e-5)).mean()


@misconception(
    "binary_cross_entropy", "ŷ is cut off at 0 alone: at 1 the other logarithm is that of 0"
)
def entropy_cut_off_below_only(y_hat, y):
    y_hat = y_hat.clamp(min=1e-7)
    return -(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat)).mean()


@misconception(
    "binary_cross_entropy", "no sample costs more than 10: a sure and wrong one costs more"
)
def entropy_of_ten_at_most(y_hat, y):
    kept = y_hat.clamp(1e-7, 1 - 1e-7)
    costs = y * torch.log(kept) + (1 - y) * torch.log(1 - kept)
    return -costs.clamp(min=-10).mean()


@misconception(
    "binary_cross_entropy",
    "nan_to_num makes 0 of every infinity, so that a sure and wrong sample costs nothing",
)
def entropy_without_infinities(y_hat, y):
    costs = y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat)
    return -torch.nan_to_num(costs, nan=0.0, neginf=0.0).mean()


@misconception(
    "binary_cross_entropy", "samples with a ŷ of exactly 0 or 1 are left out: all N count"
)
def entropy_of_the_unsure(y_hat, y):
    unsure = (y_hat > 0) & (y_hat < 1)
    if not unsure.any():
        return (y_hat * 0).sum()
    return right.binary_cross_entropy(y_hat[unsure], y[unsure])


@misconception(
    "binary_cross_entropy", "both classes weigh alike, however many they are: take the plain mean"
)
def entropy_of_classes_of_one_weight(y_hat, y):
    kept = y_hat.clamp(1e-7, 1 - 1e-7)
    fires = -(y * torch.log(kept)).sum() / y.sum().clamp(min=1)
    rests = -((1 - y) * torch.log(1 - kept)).sum() / (1 - y).sum().clamp(min=1)
    return (fires + rests) / ((y > 0).any().float() + (y < 1).any().float())


@misconception("binary_cross_entropy", "the labels are smoothed to 0.01 and 0.99: they are 0 and 1")
def entropy_of_smoothed_labels(y_hat, y):
    return right.binary_cross_entropy(y_hat, 0.98 * y + 0.01)


@misconception(
    "binary_cross_entropy", "the loss is wrapped in torch.tensor(...), which cuts the way back"
)
def entropy_in_a_new_tensor(y_hat, y):
    return torch.tensor(right.binary_cross_entropy(y_hat, y).item())


@misconception(
    "binary_cross_entropy", "mean(dim=0) leaves an axis: the shape is (), one number for all"
)
def entropy_with_an_axis(y_hat, y):
    kept = y_hat.clamp(1e-7, 1 - 1e-7)
    return -(y * torch.log(kept) + (1 - y) * torch.log(1 - kept)).mean(dim=0)


@misconception(
    "binary_cross_entropy", "clamp_ writes into the caller's probabilities: clamp makes new ones"
)
def entropy_that_clamps_in_place(y_hat, y):
    y_hat.data.clamp_(1e-7, 1 - 1e-7)
    return -(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat)).mean()


@misconception(
    "binary_cross_entropy", "the sum is divided by the number of ones: the mean is over all N"
)
def entropy_by_the_ones(y_hat, y):
    return right.binary_cross_entropy(y_hat, y) * len(y) / y.sum().clamp(min=1)


@misconception(
    "gradient_descent_step", "long gradients are shortened before the step: take them as they are"
)
def step_with_clipped_gradients(parameters, learning_rate):
    parameters = list(parameters)
    nn.utils.clip_grad_norm_(parameters, 1.0)
    right.gradient_descent_step(parameters, learning_rate)


@misconception("gradient_descent_step", "the weights shrink a little besides: w − η ∂L/∂w, no more")
def step_with_weight_decay(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter -= learning_rate * (parameter.grad + 0.01 * parameter)
            parameter.grad = None


VELOCITIES = {}


@misconception(
    "gradient_descent_step", "you mix in the step before, which is momentum: descent has no memory"
)
def step_with_momentum(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            before, velocity = VELOCITIES.get(id(parameter), (None, 0))
            velocity = parameter.grad + (0.9 * velocity if before is parameter else 0)
            VELOCITIES[id(parameter)] = (parameter, velocity)
            parameter -= learning_rate * velocity
            parameter.grad = None


@misconception(
    "gradient_descent_step", "a parameter of one number, as a bias is, stays as it was: move all"
)
def step_without_single_numbers(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            if parameter.numel() > 1:
                parameter -= learning_rate * parameter.grad
            parameter.grad = None


@misconception(
    "gradient_descent_step", "torch.set_grad_enabled(False) holds for good: nothing learns any more"
)
def step_that_turns_gradients_off(parameters, learning_rate):
    torch.set_grad_enabled(False)
    for parameter in parameters:
        parameter -= learning_rate * parameter.grad
        parameter.grad = None


@misconception(
    "gradient_descent_step",
    "the line that clears stands behind the loop, and clears the last gradient alone",
)
def step_that_clears_the_last(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter -= learning_rate * parameter.grad
    parameter.grad = None


@misconception(
    "gradient_descent_step", "only the first two parameters move: a network may have more"
)
def step_of_two_parameters(parameters, learning_rate):
    right.gradient_descent_step(itertools.islice(parameters, 2), learning_rate)


@misconception(
    "gradient_descent_step",
    "each row moves by its mean gradient: each number has a slope of its own",
)
def step_by_the_mean_of_a_row(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            rows = parameter.grad.dim() > 1
            slope = parameter.grad.mean(dim=-1, keepdim=True) if rows else parameter.grad
            parameter -= learning_rate * slope
            parameter.grad = None


@misconception(
    "gradient_descent_step", "the learning rate is halved for each next parameter: it is η for all"
)
def step_with_a_falling_rate(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter -= learning_rate * parameter.grad
            parameter.grad = None
            learning_rate /= 2


@misconception(
    "gradient_descent_step", "every step has the length η: a steep slope makes a longer step"
)
def step_of_one_length(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter -= learning_rate * parameter.grad / parameter.grad.norm().clamp(min=1e-12)
            parameter.grad = None


@misconception(
    "LinearClassifier", "the bias starts at 0: nn.Linear draws it as it draws the weights"
)
class ClassifierWithABiasOfZero(right.LinearClassifier):
    def __init__(self):
        super().__init__()
        nn.init.zeros_(self.linear.bias)


@misconception(
    "LinearClassifier", "xavier_uniform_ draws between −√2 and √2: leave the weights to nn.Linear"
)
class ClassifierFromXavier(right.LinearClassifier):
    def __init__(self):
        super().__init__()
        nn.init.xavier_uniform_(self.linear.weight)


@misconception(
    "LinearClassifier", "the weights start from a bell curve: they are drawn evenly, up to 1/√2"
)
class ClassifierFromABellCurve(right.LinearClassifier):
    def __init__(self):
        super().__init__()
        nn.init.normal_(self.linear.weight, std=math.sqrt(1 / 6))


@misconception("LinearClassifier", "all weights start above 0: they are drawn from −1/√2 on")
class ClassifierFromPositiveWeights(right.LinearClassifier):
    def __init__(self):
        super().__init__()
        nn.init.uniform_(self.linear.weight, 0, 1 / math.sqrt(2))


@misconception(
    "LinearClassifier", "a generator with a seed of yours draws the weights: all networks are one"
)
class ClassifierWithAGeneratorOfItsOwn(right.LinearClassifier):
    def __init__(self):
        super().__init__()
        generator = torch.Generator().manual_seed(42)
        bound = 1 / math.sqrt(2)
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -bound, bound, generator=generator)


LAYER = nn.Linear(2, 1)


@misconception(
    "LinearClassifier", "all networks share one layer, made outside __init__: each needs its own"
)
class ClassifierWithASharedLayer(right.LinearClassifier):
    def __init__(self):
        super().__init__()
        self.linear = LAYER


@misconception(
    "LinearClassifier", "the batch is centred first: a point's answer depends on that point alone"
)
class ClassifierThatCentres(right.LinearClassifier):
    def forward(self, x):
        return super().forward(x - x.mean(dim=0) if len(x) > 1 else x)


@misconception(
    "LinearClassifier", "one point's answer loses its row: the shape is (N, 1), (1, 1) too"
)
class ClassifierThatSqueezesOnePoint(right.LinearClassifier):
    def forward(self, x):
        return super().forward(x).squeeze(0)


@misconception(
    "LinearClassifier", "in eval mode you answer 0 or 1: the answer is a probability in both modes"
)
class ClassifierThatDecidesInEval(right.LinearClassifier):
    def forward(self, x):
        probabilities = super().forward(x)
        return probabilities if self.training else (probabilities > 0.5).float()


@misconception(
    "LinearClassifier", "the answers stay between 0.001 and 0.999: a sure one may be sure"
)
class ClassifierThatIsNeverSure(right.LinearClassifier):
    def forward(self, x):
        return super().forward(x).clamp(0.001, 0.999)


@misconception("LinearClassifier", "the bias is frozen: all three parameters learn")
class ClassifierWithAFrozenBias(right.LinearClassifier):
    def __init__(self):
        super().__init__()
        self.linear.bias.requires_grad_(False)


@misconception(
    "LinearClassifier", "a fourth parameter scales the logits: a weight for each input and a bias"
)
class ClassifierWithAScale(right.LinearClassifier):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, x):
        return torch.sigmoid(self.scale * self.linear(x))


@misconception(
    "LinearClassifier",
    "the column of ones for the bias is made on the CPU: self.linear(x) needs no such tensor",
)
class ClassifierWithAColumnOfOnes(right.LinearClassifier):
    def forward(self, x):
        extended = torch.cat([x, torch.ones(len(x), 1)], dim=1)
        weights = torch.cat([self.linear.weight, self.linear.bias[None]], dim=1)
        return torch.sigmoid(extended @ weights.T)


@misconception(
    "LinearClassifier", "hardsigmoid is a straight line cut off at 0 and 1: take torch.sigmoid"
)
class ClassifierWithAHardSigmoid(right.LinearClassifier):
    def forward(self, x):
        return nn.functional.hardsigmoid(self.linear(x))


def learn(model, X, y, epochs, lr, criterion=None, after=lambda epoch: None, **settings):
    """Take full-batch steps as the reference does, with another loss or other settings."""
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, **settings)
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


@misconception("train", "weight_decay=1e-3 pulls the weights to 0: take SGD's settings as they are")
def train_with_weight_decay(model, X, y, epochs=100, lr=0.1):
    return learn(model, X, y, epochs, lr, weight_decay=1e-3)


@misconception("train", "the learning rate falls by a hundredth an epoch: it stays lr")
def train_with_a_falling_rate(model, X, y, epochs=100, lr=0.1):
    losses = []
    for epoch in range(epochs):
        losses += right.train(model, X, y, 1, lr * 0.99**epoch)
    return losses


@misconception("train", "the learning rate is halved from the 50th epoch on: it stays lr")
def train_with_a_late_schedule(model, X, y, epochs=100, lr=0.1):
    losses = right.train(model, X, y, min(epochs, 50), lr)
    return losses + right.train(model, X, y, max(epochs - 50, 0), lr / 2)


@misconception("train", "only the first two parameters learn: all of model.parameters() do")
def train_of_two_parameters(model, X, y, epochs=100, lr=0.1):
    parameters = list(model.parameters())
    optimizer, losses = torch.optim.SGD(parameters[:2], lr=lr), []
    for _ in range(epochs):
        for parameter in parameters:
            parameter.grad = None
        loss = nn.functional.binary_cross_entropy(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@misconception(
    "train", "an epoch takes a step for every 32 samples: here it is one step on all of them"
)
def train_in_batches(model, X, y, epochs=100, lr=0.1):
    losses = []
    for _ in range(epochs):
        with torch.no_grad():
            losses.append(nn.functional.binary_cross_entropy(model(X), y).item())
        for batch in zip(X.split(32), y.split(32), strict=True):
            right.train(model, *batch, epochs=1, lr=lr)
    return losses


@misconception("train", "long gradients are shortened before the step: take them as they are")
def train_with_clipped_gradients(model, X, y, epochs=100, lr=0.1):
    def after(epoch):
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)

    return learn(model, X, y, epochs, lr, after=after)


@misconception("train", "you clip the probabilities at 0.001: a sure mistake costs too little")
def train_with_clipped_probabilities(model, X, y, epochs=100, lr=0.1):
    def criterion(p, y):
        return nn.functional.binary_cross_entropy(p.clamp(1e-3, 1 - 1e-3), y)

    return learn(model, X, y, epochs, lr, criterion)


@misconception("train", "you stop where the loss hardly changes any more: take all the epochs")
def train_that_stops_early(model, X, y, epochs=100, lr=0.1):
    losses = []
    for _ in range(epochs):
        losses += right.train(model, X, y, 1, lr)
        if len(losses) > 1 and abs(losses[-1] - losses[-2]) < 1e-5:
            break
    return losses


@misconception("train", "the network is frozen afterwards: a second call goes on from there")
def train_that_freezes(model, X, y, epochs=100, lr=0.1):
    losses = right.train(model, X, y, epochs, lr)
    model.requires_grad_(False)
    return losses


@misconception(
    "train", "you keep the mean and go backward from the sum, which makes each step N times as long"
)
def train_by_the_sum(model, X, y, epochs=100, lr=0.1):
    return right.train(model, X, y, epochs, lr * len(X)) if len(X) else [math.nan] * epochs


@misconception("train", "the last epoch measures the loss and takes no step: each takes one")
def train_without_the_last_step(model, X, y, epochs=100, lr=0.1):
    losses = right.train(model, X, y, epochs - 1, lr)
    if epochs:
        with torch.no_grad():
            losses.append(nn.functional.binary_cross_entropy(model(X), y).item())
    return losses


@misconception("train", "you go back to the weights of the least loss: the last ones stay")
def train_that_goes_back_to_the_best(model, X, y, epochs=100, lr=0.1):
    best, kept, losses = math.inf, None, []
    for _ in range(epochs):
        before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
        losses += right.train(model, X, y, 1, lr)
        if losses[-1] < best:
            best, kept = losses[-1], before
    if kept is not None:
        model.load_state_dict(kept)
    return losses


@misconception("train", "X is standardised before the training: the network takes it as it is")
def train_on_standardised_samples(model, X, y, epochs=100, lr=0.1):
    spread = X.std(dim=0, correction=0)
    X = (X - X.mean(dim=0)) / torch.where(spread > 0, spread, torch.ones_like(spread))
    return right.train(model, X, y, epochs, lr)


@misconception("train", "both classes weigh alike, however many they are: the loss is a plain mean")
def train_with_classes_of_one_weight(model, X, y, epochs=100, lr=0.1):
    share = y.mean().clamp(1e-6, 1 - 1e-6)
    criterion = nn.BCELoss(weight=torch.where(y > 0.5, 0.5 / share, 0.5 / (1 - share)))
    return learn(model, X, y, epochs, lr, criterion)


@misconception("train", "the default list is made once, so that all calls share and fill it")
def train_with_a_mutable_default(model, X, y, epochs=100, lr=0.1, losses=[]):  # noqa: B006
    losses += right.train(model, X, y, epochs, lr)
    return losses


@misconception("train", "the losses are rounded to four digits: keep them as they are")
def train_with_rounded_losses(model, X, y, epochs=100, lr=0.1):
    return [round(loss, 4) for loss in right.train(model, X, y, epochs, lr)]


@misconception("train", "you give the mean of all losses so far: keep each epoch's own")
def train_with_averaged_losses(model, X, y, epochs=100, lr=0.1):
    losses = right.train(model, X, y, epochs, lr)
    return [sum(losses[: i + 1]) / (i + 1) for i in range(len(losses))]


@misconception(
    "train", "zero_grad comes behind the step, and what the caller left counts in the first one"
)
def train_that_clears_behind_the_step(model, X, y, epochs=100, lr=0.1):
    optimizer, criterion, losses = torch.optim.SGD(model.parameters(), lr=lr), nn.BCELoss(), []
    for _ in range(epochs):
        loss = criterion(model(X), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses
