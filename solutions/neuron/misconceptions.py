"""What students get wrong in neuron, and what each of them should read.

Each variant is right but for the one thing that its sentence names.
"""

# The sentence beside a variant says what it gets wrong; a docstring would say it twice.
# ruff: noqa: D101, D102, D103

import neuron as right
import torch
from torch import nn
from torch.nn import functional as F

from grader.course import misconception


@misconception("forward_pass", "the bias is not added: a logit is X Wᵀ + b")
def forward_without_bias(X, weights, bias):
    return right.forward_pass(X, weights, 0 * bias)


@misconception("forward_pass", "the bias is subtracted, like a threshold: here it is added")
def forward_with_a_threshold(X, weights, bias):
    return right.forward_pass(X, weights, -bias)


@misconception("forward_pass", "the probabilities come first: give (logits, probabilities)")
def forward_in_the_wrong_order(X, weights, bias):
    return right.forward_pass(X, weights, bias)[::-1]


@misconception(
    "forward_pass", "only the probabilities come back: give both, (logits, probabilities)"
)
def forward_of_probabilities_only(X, weights, bias):
    return right.forward_pass(X, weights, bias)[1]


@misconception("forward_pass", "your probabilities are the logits: put them through the sigmoid")
def forward_without_sigmoid(X, weights, bias):
    logits, _ = right.forward_pass(X, weights, bias)
    return logits, logits


@misconception("forward_pass", "the sigmoid is applied twice: once makes a probability of a logit")
def forward_with_two_sigmoids(X, weights, bias):
    logits, probabilities = right.forward_pass(X, weights, bias)
    return logits, torch.sigmoid(probabilities)


@misconception(
    "forward_pass", "your sigmoid falls where it should rise: it is 1 / (1 + e⁻ᶻ), mind the minus"
)
def forward_with_the_sign_flipped(X, weights, bias):
    logits, _ = right.forward_pass(X, weights, bias)
    return logits, torch.sigmoid(-logits)


@misconception("forward_pass", "tanh goes from −1 to 1: a probability takes the sigmoid")
def forward_with_tanh(X, weights, bias):
    logits, _ = right.forward_pass(X, weights, bias)
    return logits, torch.tanh(logits)


@misconception(
    "forward_pass", "a softmax over a single column is 1 for every sample: take the sigmoid"
)
def forward_with_softmax(X, weights, bias):
    logits, _ = right.forward_pass(X, weights, bias)
    return logits, torch.softmax(logits, dim=1)


@misconception(
    "forward_pass",
    "a softmax over the batch makes the samples share one probability: take the sigmoid of each",
)
def forward_with_softmax_over_the_batch(X, weights, bias):
    logits, _ = right.forward_pass(X, weights, bias)
    return logits, torch.softmax(logits, dim=0)


@misconception(
    "forward_pass", "your probabilities are decisions, 0 or 1: give the sigmoid itself, no step"
)
def forward_that_decides(X, weights, bias):
    logits, probabilities = right.forward_pass(X, weights, bias)
    return logits, (probabilities > 0.5).float() + 0 * probabilities


@misconception(
    "forward_pass", "your sigmoid is not finite for large logits: torch.sigmoid is, e^z is not"
)
def forward_that_overflows(X, weights, bias):
    logits, _ = right.forward_pass(X, weights, bias)
    return logits, torch.exp(logits) / (1 + torch.exp(logits))


@misconception("forward_pass", "the answers lost their column: (N, 1) stays, do not squeeze")
def forward_that_squeezes(X, weights, bias):
    return tuple(each.squeeze() for each in right.forward_pass(X, weights, bias))


@misconception("forward_pass", "the answers lie down, (1, N): a sample is a row, so X Wᵀ, not W Xᵀ")
def forward_with_columns(X, weights, bias):
    return tuple(each.T for each in right.forward_pass(X, weights, bias))


@misconception(
    "forward_pass", "inputs and weights are multiplied but not summed: @ does both, with weights.T"
)
def forward_without_sum(X, weights, bias):
    logits = X * weights + bias
    return logits, torch.sigmoid(logits)


@misconception(
    "forward_pass", "X @ weights does not fit, (N, n) and (1, n): turn the weights, weights.T"
)
def forward_without_transpose(X, weights, bias):
    logits = X @ weights + bias
    return logits, torch.sigmoid(logits)


@misconception(
    "forward_pass", "nn.Linear draws weights of its own: compute with those that are handed in"
)
def forward_with_new_weights(X, weights, bias):
    logits = nn.Linear(X.shape[1], 1)(X)
    return logits, torch.sigmoid(logits)


@misconception(
    "forward_pass", "the probabilities are cut off from the weights: no detach, .data or .numpy()"
)
def forward_that_detaches(X, weights, bias):
    logits, probabilities = right.forward_pass(X, weights, bias)
    return logits, probabilities.detach()


@misconception(
    "forward_pass",
    "all is computed without gradients: no torch.no_grad() in it, nor .detach() or .item()",
)
def forward_without_gradients(X, weights, bias):
    with torch.no_grad():
        return right.forward_pass(X, weights, bias)


@misconception("forward_pass", "X is scaled where it lies: `*=` changes the caller's, `*` does not")
def forward_in_place(X, weights, bias):
    answer = right.forward_pass(X, weights, bias)
    X *= weights
    return answer


def _terms(y_hat, y):
    """Give the loss of each sample, of shape (N, 1), cut off as in the reference."""
    y_hat = y_hat.clamp(1e-7, 1 - 1e-7)
    return -(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat))


@misconception("binary_cross_entropy", "the loss is a sum over the samples: it is their mean")
def loss_as_a_sum(y_hat, y):
    return _terms(y_hat, y).sum()


@misconception(
    "binary_cross_entropy", "the minus is missing: logarithms of probabilities are negative"
)
def loss_without_minus(y_hat, y):
    return -right.binary_cross_entropy(y_hat, y)


@misconception(
    "binary_cross_entropy", "the second term is missing: (1 − y) ln(1 − ŷ) counts where y is 0"
)
def loss_of_class_one_only(y_hat, y):
    return (y * _terms(y_hat, y)).mean()


@misconception("binary_cross_entropy", "the first term is missing: y ln ŷ counts where y is 1")
def loss_of_class_zero_only(y_hat, y):
    return ((1 - y) * _terms(y_hat, y)).mean()


@misconception("binary_cross_entropy", "both terms have ln ŷ: the second is (1 − y) ln(1 − ŷ)")
def loss_with_the_same_logarithm(y_hat, y):
    return _terms(y_hat, torch.ones_like(y)).mean()


@misconception(
    "binary_cross_entropy", "the labels are turned round: y goes with ln ŷ, 1 − y with ln(1 − ŷ)"
)
def loss_of_the_other_labels(y_hat, y):
    return _terms(y_hat, 1 - y).mean()


@misconception(
    "binary_cross_entropy",
    "the arguments are exchanged: the logarithm is of the probabilities, not of the labels",
)
def loss_with_exchanged_arguments(y_hat, y):
    return right.binary_cross_entropy(y, y_hat)


@misconception(
    "binary_cross_entropy", "you give the mean squared error: the cross-entropy takes logarithms"
)
def loss_of_squared_errors(y_hat, y):
    return ((y_hat - y) ** 2).mean()


@misconception(
    "binary_cross_entropy", "your logarithm has the base 2: torch.log is the natural one"
)
def loss_in_bits(y_hat, y):
    return right.binary_cross_entropy(y_hat, y) / torch.log(torch.tensor(2.0))


@misconception(
    "binary_cross_entropy", "your logarithm has the base 10: torch.log is the natural one"
)
def loss_with_the_common_logarithm(y_hat, y):
    return right.binary_cross_entropy(y_hat, y) / torch.log(torch.tensor(10.0))


@misconception(
    "binary_cross_entropy",
    "this loss puts a sigmoid before the logarithm: ŷ is a probability already",
)
def loss_of_logits(y_hat, y):
    return F.binary_cross_entropy_with_logits(y_hat, y)


@misconception(
    "binary_cross_entropy", "the loss is NaN at 0 and 1: keep ŷ between 1e-7 and 1 − 1e-7"
)
def loss_without_clamp(y_hat, y):
    return -(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat)).mean()


@misconception("binary_cross_entropy", "in float32 1 − 1e-8 is 1, and ln 0 comes again: take 1e-7")
def loss_with_a_clamp_that_vanishes(y_hat, y):
    y_hat = y_hat.clamp(1e-8, 1 - 1e-8)
    return -(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat)).mean()


@misconception("binary_cross_entropy", "ŷ is cut off at 0.01, where it still says much: take 1e-7")
def loss_with_a_wide_clamp(y_hat, y):
    return right.binary_cross_entropy(y_hat.clamp(0.01, 0.99), y)


@misconception("binary_cross_entropy", "you give a loss per sample: their mean is one number")
def loss_per_sample(y_hat, y):
    return _terms(y_hat, y)


CUT_OFF = "the loss is cut off, by .item(), .detach() or torch.tensor: no backward starts from it"


@misconception("binary_cross_entropy", CUT_OFF)
def loss_as_a_float(y_hat, y):
    return right.binary_cross_entropy(y_hat, y).item()


@misconception(
    "binary_cross_entropy",
    "ln(1 − ŷ) is cut off, and the gradient does not pass through it: no .detach(), no .data",
)
def loss_with_half_a_gradient(y_hat, y):
    p = y_hat.clamp(1e-7, 1 - 1e-7)
    return -(y * torch.log(p) + (1 - y) * torch.log(1 - p.detach())).mean()


@misconception(
    "binary_cross_entropy",
    "y lost its column, and (N, 1) against (N,) makes (N, N): keep both shapes",
)
def loss_of_all_pairs(y_hat, y):
    return _terms(y_hat, y.flatten()).mean()


@misconception(
    "binary_cross_entropy",
    "the cross-entropy of a softmax over one column is always 0: this is for two and more columns",
)
def loss_of_many_classes(y_hat, y):
    return F.cross_entropy(y_hat, y)


@misconception("binary_cross_entropy", "the loss is halved: ½ belongs to squared errors")
def loss_halved(y_hat, y):
    return right.binary_cross_entropy(y_hat, y) / 2


@misconception(
    "binary_cross_entropy", "clamp_ changes the caller's probabilities: clamp makes a new tensor"
)
def loss_that_clamps_in_place(y_hat, y):
    loss = right.binary_cross_entropy(y_hat, y)
    with torch.no_grad():
        y_hat.clamp_(1e-6, 1 - 1e-6)
    return loss


def _step(parameters, change):
    """Change each parameter by a function of it and of its gradient, and clear that."""
    with torch.no_grad():
        for parameter in parameters:
            parameter.copy_(change(parameter, parameter.grad))
            parameter.grad = None


@misconception("gradient_descent_step", "you walk uphill: the gradient is subtracted, not added")
def step_uphill(parameters, learning_rate):
    _step(parameters, lambda w, g: w + learning_rate * g)


@misconception(
    "gradient_descent_step", "the learning rate is not used: w −= learning_rate · w.grad"
)
def step_without_learning_rate(parameters, learning_rate):
    _step(parameters, lambda w, g: w - g)


@misconception(
    "gradient_descent_step", "the step replaces the parameter: it is subtracted from what was there"
)
def step_that_replaces(parameters, learning_rate):
    _step(parameters, lambda w, g: -learning_rate * g)


@misconception(
    "gradient_descent_step", "the gradients stay, and backward would add to them: clear them"
)
def step_that_keeps_the_gradients(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter -= learning_rate * parameter.grad


@misconception(
    "gradient_descent_step",
    "your second loop finds no parameters, as they can be gone through once: step and clear in one",
)
def step_in_two_loops(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter -= learning_rate * parameter.grad
    for parameter in parameters:
        parameter.grad = None


@misconception(
    "gradient_descent_step", "the parameters do not move: clear the gradients after the step"
)
def step_that_clears_first(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter.grad.zero_()
            parameter -= learning_rate * parameter.grad


@misconception(
    "gradient_descent_step",
    "`p = p - ...` makes a new tensor, without a gradient: `p -= ...` changes the caller's",
)
def step_of_new_tensors(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter = parameter - learning_rate * parameter.grad
            parameter.grad.zero_()


@misconception(
    "gradient_descent_step",
    "torch.no_grad() is missing: without it no parameter may change in place",
)
def step_without_no_grad(parameters, learning_rate):
    for parameter in parameters:
        parameter -= learning_rate * parameter.grad
        parameter.grad = None


@misconception(
    "gradient_descent_step",
    "the parameter itself is set to zero: clear its gradient, parameter.grad.zero_()",
)
def step_that_clears_the_parameter(parameters, learning_rate):
    _step(parameters, lambda w, g: torch.zeros_like(w))


@misconception("gradient_descent_step", "only the first parameter moves: no return inside the loop")
def step_of_the_first_parameter(parameters, learning_rate):
    for parameter in parameters:
        return _step([parameter], lambda w, g: w - learning_rate * g)
    return None


@misconception(
    "gradient_descent_step", "the biases do not move: they are parameters like the weights"
)
def step_without_biases(parameters, learning_rate):
    _step(parameters, lambda w, g: w - learning_rate * g if w.ndim > 1 else w)


@misconception(
    "gradient_descent_step",
    "this is Adam's step, as long as the learning rate: take the gradient's",
)
def step_of_adam(parameters, learning_rate):
    optimizer = torch.optim.Adam(parameters, lr=learning_rate)
    optimizer.step()
    optimizer.zero_grad()


@misconception(
    "gradient_descent_step",
    "the gradients are cut at ±1: each step is as long as its gradient says",
)
def step_with_clipped_gradients(parameters, learning_rate):
    _step(parameters, lambda w, g: w - learning_rate * g.clamp(-1, 1))


@misconception(
    "gradient_descent_step", "the weights shrink as well: w −= learning_rate · w.grad, and no more"
)
def step_with_weight_decay(parameters, learning_rate):
    _step(parameters, lambda w, g: w - learning_rate * (g + 0.01 * w))


@misconception(
    "gradient_descent_step",
    "the parameters no longer require gradients afterwards: torch.no_grad() is enough",
)
def step_that_freezes(parameters, learning_rate):
    for parameter in parameters:
        gradient = parameter.grad
        parameter.requires_grad_(False)
        parameter -= learning_rate * gradient
        parameter.grad = None


@misconception(
    "gradient_descent_step",
    "you ask for .parameters() of what is the parameters already: go through them with for",
)
def step_of_a_model(parameters, learning_rate):
    right.gradient_descent_step(parameters.parameters(), learning_rate)


@misconception(
    "gradient_descent_step",
    "parameters[0] works for a list only: go through them with for, whatever they come in",
)
def step_by_index(parameters, learning_rate):
    weights, bias = parameters[0], parameters[1]
    right.gradient_descent_step([weights, bias], learning_rate)


@misconception(
    "LinearClassifier", "the network gives logits: the sigmoid belongs to it, after the layer"
)
class ClassifierOfLogits(right.LinearClassifier):
    def forward(self, x):
        return self.linear(x)


@misconception("LinearClassifier", "the sigmoid is applied twice: once, after the layer")
class ClassifierWithTwoSigmoids(right.LinearClassifier):
    def forward(self, x):
        return torch.sigmoid(super().forward(x))


@misconception(
    "LinearClassifier",
    "a softmax over a single column is 1 for every point: one output takes the sigmoid",
)
class ClassifierWithSoftmax(right.LinearClassifier):
    def forward(self, x):
        return torch.softmax(self.linear(x), dim=1)


@misconception("LinearClassifier", "tanh goes from −1 to 1: a probability takes the sigmoid")
class ClassifierWithTanh(right.LinearClassifier):
    def forward(self, x):
        return torch.tanh(self.linear(x))


@misconception(
    "LinearClassifier", "a ReLU before the sigmoid lets nothing fall below 0.5: leave it out"
)
class ClassifierWithReLU(right.LinearClassifier):
    def forward(self, x):
        return torch.sigmoid(torch.relu(self.linear(x)))


@misconception(
    "LinearClassifier", "the answer lost its column: keep the shape (N, 1), do not squeeze"
)
class ClassifierThatSqueezes(right.LinearClassifier):
    def forward(self, x):
        return super().forward(x).squeeze()


@misconception(
    "LinearClassifier",
    "the answer is a decision of 0 or 1: give the probability, the threshold comes later",
)
class ClassifierThatDecides(right.LinearClassifier):
    def forward(self, x):
        return (super().forward(x) > 0.5).float()


@misconception(
    "LinearClassifier", "there is a hidden layer: this network is one nn.Linear(2, 1) and a sigmoid"
)
class ClassifierWithAHiddenLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 8)
        self.output = nn.Linear(8, 1)

    def forward(self, x):
        return torch.sigmoid(self.output(torch.relu(self.hidden(x))))


@misconception(
    "LinearClassifier",
    "two layers follow each other without a bend between them: one nn.Linear(2, 1) says the same",
)
class ClassifierWithTwoLinearLayers(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 4)
        self.second = nn.Linear(4, 1)

    def forward(self, x):
        return torch.sigmoid(self.second(self.first(x)))


@misconception(
    "LinearClassifier", "there are two outputs, one per class: a single one, the probability of 1"
)
class ClassifierWithTwoOutputs(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(2, 2)

    def forward(self, x):
        return torch.softmax(self.linear(x), dim=1)


@misconception(
    "LinearClassifier", "the widths are exchanged: nn.Linear(2, 1), two inputs and one output"
)
class ClassifierWithExchangedWidths(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 2)

    def forward(self, x):
        return torch.sigmoid(self.linear(x))


@misconception(
    "LinearClassifier", "the points are squared first, which bends the plane: take x as it is"
)
class ClassifierOfSquares(right.LinearClassifier):
    def forward(self, x):
        return super().forward(x**2)


@misconception(
    "LinearClassifier", "the layer has no bias: nn.Linear has one unless you say bias=False"
)
class ClassifierWithoutBias(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(2, 1, bias=False)

    def forward(self, x):
        return torch.sigmoid(self.linear(x))


@misconception(
    "LinearClassifier", "super().__init__() is missing: without it nn.Module cannot hold layers"
)
class ClassifierWithoutSuper(right.LinearClassifier):
    def __init__(self):
        self.linear = nn.Linear(2, 1)


@misconception(
    "LinearClassifier",
    "a layer in a plain list is not found: make it an attribute of self",
)
class ClassifierWithItsLayerInAList(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(2, 1)]

    def forward(self, x):
        return torch.sigmoid(self.layers[0](x))


@misconception(
    "LinearClassifier", "the layer is made anew in every forward: make it once, in __init__"
)
class ClassifierWithItsLayerInForward(nn.Module):
    def forward(self, x):
        return torch.sigmoid(nn.Linear(2, 1)(x))


@misconception("LinearClassifier", "weight and bias start at zero: leave the start to nn.Linear")
class ClassifierFromZeros(right.LinearClassifier):
    def __init__(self):
        super().__init__()
        for parameter in self.parameters():
            nn.init.zeros_(parameter)


@misconception(
    "LinearClassifier", "the bias starts at zero: nn.Linear draws it like the weight, leave it so"
)
class ClassifierFromAZeroBias(right.LinearClassifier):
    def __init__(self):
        super().__init__()
        nn.init.zeros_(self.linear.bias)


@misconception(
    "LinearClassifier",
    "the weights start from a normal distribution: leave the start to nn.Linear",
)
class ClassifierFromNormalWeights(right.LinearClassifier):
    def __init__(self):
        super().__init__()
        nn.init.normal_(self.linear.weight)


@misconception(
    "LinearClassifier",
    "a seed in __init__ makes every network start alike: leave torch.manual_seed to the caller",
)
class ClassifierWithASeed(right.LinearClassifier):
    def __init__(self):
        torch.manual_seed(42)
        super().__init__()


@misconception(
    "LinearClassifier",
    "no gradient gets through forward: no detach, no torch.no_grad() and no numpy in it",
)
class ClassifierThatDetaches(right.LinearClassifier):
    def forward(self, x):
        return torch.sigmoid(self.linear(x).detach())


@misconception(
    "LinearClassifier",
    "the points are standardised inside forward, by whoever else is in the batch: take x as it is",
)
class ClassifierThatStandardises(right.LinearClassifier):
    def forward(self, x):
        return super().forward((x - x.mean(dim=0)) / (x.std(dim=0, correction=0) + 1e-8))


@misconception(
    "LinearClassifier", "forward moves the points to the CPU: it works where x and parameters are"
)
class ClassifierOnTheCPU(right.LinearClassifier):
    def forward(self, x):
        return super().forward(x.cpu())


@misconception(
    "LinearClassifier", "x is shifted where it lies: `-=` changes the caller's, `-` does not"
)
class ClassifierThatChangesThePoints(right.LinearClassifier):
    def forward(self, x):
        answer = super().forward(x)
        with torch.no_grad():
            x -= 1
        return answer


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


def _sgd(model, lr):
    return torch.optim.SGD(model.parameters(), lr=lr)


@misconception(
    "train", "the gradients pile up from epoch to epoch: clear them in each, before backward"
)
def train_without_zero_grad(model, X, y, epochs=100, lr=0.1):
    model.zero_grad()
    return _learn(model, X, y, epochs, _sgd(model, lr), clear=False)


@misconception(
    "train",
    "the gradients are cleared after the step only: old ones count in the first epoch, clear first",
)
def train_that_clears_last(model, X, y, epochs=100, lr=0.1):
    optimizer = _sgd(model, lr)
    losses = []
    for _ in range(epochs):
        losses += _learn(model, X, y, 1, optimizer, clear=False)
        optimizer.zero_grad()
    return losses


@misconception(
    "train",
    "the network does not move: each epoch ends in a step, with no zero_grad() since backward",
)
def train_without_a_step(model, X, y, epochs=100, lr=0.1):
    return _learn(model, X, y, epochs, _sgd(model, 0.0))


@misconception(
    "train", "the loss grows from step to step: go against the gradient, w −= lr · w.grad"
)
def train_uphill(model, X, y, epochs=100, lr=0.1):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, maximize=True)
    return _learn(model, X, y, epochs, optimizer)


@misconception(
    "train", "the optimizer is Adam: this neuron learns by plain gradient descent, torch.optim.SGD"
)
def train_with_adam(model, X, y, epochs=100, lr=0.1):
    return _learn(model, X, y, epochs, torch.optim.Adam(model.parameters(), lr=lr))


@misconception("train", "the steps have momentum: plain gradient descent forgets the step before")
def train_with_momentum(model, X, y, epochs=100, lr=0.1):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    return _learn(model, X, y, epochs, optimizer)


@misconception("train", "weight_decay pulls the weights to zero: leave SGD's settings as they are")
def train_with_weight_decay(model, X, y, epochs=100, lr=0.1):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, weight_decay=0.01)
    return _learn(model, X, y, epochs, optimizer)


@misconception("train", "lr does not reach the step: it is 0.1 whatever you are given")
def train_without_lr(model, X, y, epochs=100, lr=0.1):
    return _learn(model, X, y, epochs, _sgd(model, 0.1))


@misconception("train", "the learning rate is 0.01 unless another is given: the default is lr=0.1")
def train_with_another_default(model, X, y, epochs=100, lr=0.01):
    return right.train(model, X, y, epochs, lr)


@misconception("train", "a schedule lowers the learning rate on the way: it stays lr to the last")
def train_with_a_schedule(model, X, y, epochs=100, lr=0.1):
    losses = []
    for epoch in range(epochs):
        losses += _learn(model, X, y, 1, _sgd(model, lr * 0.95**epoch))
    return losses


@misconception(
    "train", "the loss is summed over the samples: it is their mean, as nn.BCELoss() gives it"
)
def train_with_a_summed_loss(model, X, y, epochs=100, lr=0.1):
    return _learn(model, X, y, epochs, _sgd(model, lr), nn.BCELoss(reduction="sum"))


@misconception(
    "train", "the loss is the mean squared error: it is the binary cross-entropy, nn.BCELoss()"
)
def train_with_squared_errors(model, X, y, epochs=100, lr=0.1):
    return _learn(model, X, y, epochs, _sgd(model, lr), nn.MSELoss())


@misconception(
    "train",
    "BCEWithLogitsLoss applies a sigmoid, and the network has one already: take nn.BCELoss()",
)
def train_with_the_loss_of_logits(model, X, y, epochs=100, lr=0.1):
    return _learn(model, X, y, epochs, _sgd(model, lr), nn.BCEWithLogitsLoss())


@misconception(
    "train", "half of the cross-entropy is missing: (1 − y) ln(1 − ŷ) counts where y is 0"
)
def train_on_one_class_only(model, X, y, epochs=100, lr=0.1):
    return _learn(model, X, y, epochs, _sgd(model, lr), lambda p, y: -(y * torch.log(p)).mean())


@misconception(
    "train",
    "the loss takes its arguments the wrong way round: the network's answer first, then y",
)
def train_with_exchanged_arguments(model, X, y, epochs=100, lr=0.1):
    criterion = nn.BCELoss()
    return _learn(model, X, y, epochs, _sgd(model, lr), lambda p, y: criterion(y, p))


@misconception("train", "these are the losses after each step: keep the one measured before it")
def train_with_losses_after_the_step(model, X, y, epochs=100, lr=0.1):
    losses = right.train(model, X, y, epochs, lr)
    with torch.no_grad():
        return [*losses[1:], nn.BCELoss()(model(X), y).item()]


@misconception("train", "the list holds tensors: loss.item() gives the plain number")
def train_with_losses_as_tensors(model, X, y, epochs=100, lr=0.1):
    return [torch.tensor(loss) for loss in right.train(model, X, y, epochs, lr)]


@misconception("train", "only the last loss comes back: give a list with one loss per epoch")
def train_with_the_last_loss_only(model, X, y, epochs=100, lr=0.1):
    return right.train(model, X, y, epochs, lr)[-1]


@misconception(
    "train", "one epoch is missing: range(epochs) counts them all, range(1, epochs) does not"
)
def train_with_an_epoch_too_few(model, X, y, epochs=100, lr=0.1):
    return right.train(model, X, y, epochs - 1, lr)


@misconception(
    "train", "the training stops where the loss rises: take all epochs that are asked for"
)
def train_that_stops_early(model, X, y, epochs=100, lr=0.1):
    losses = []
    while len(losses) < epochs and (len(losses) < 2 or losses[-1] < losses[-2]):
        losses += _learn(model, X, y, 1, _sgd(model, lr))
    return losses


@misconception(
    "train", "the training stops where the loss is small enough: take all that are asked for"
)
def train_that_stops_when_good(model, X, y, epochs=100, lr=0.1):
    losses = [1.0]
    while len(losses) <= epochs and losses[-1] > 0.05:
        losses += _learn(model, X, y, 1, _sgd(model, lr))
    return losses[1:]


@misconception(
    "train", "an epoch takes many small steps, one per sample: here it is a single step on all"
)
def train_sample_by_sample(model, X, y, epochs=100, lr=0.1):
    optimizer = _sgd(model, lr)
    losses = []
    for _ in range(epochs):
        pairs = zip(X.split(1), y.split(1), strict=True)
        each = [_learn(model, x, label, 1, optimizer)[0] for x, label in pairs]
        losses.append(sum(each) / len(each))
    return losses


@misconception("train", "a new start is drawn in train: go on from the weights that are there")
def train_from_new_weights(model, X, y, epochs=100, lr=0.1):
    for layer in model.modules():
        if isinstance(layer, nn.Linear):
            layer.reset_parameters()
    return right.train(model, X, y, epochs, lr)


@misconception(
    "train", "another network is trained, one that train makes: the one that was given learns"
)
def train_another_network(model, X, y, epochs=100, lr=0.1):
    return right.train(right.LinearClassifier(), X, y, epochs, lr)


@misconception(
    "train", "the samples are standardised in train, so it learns other points: take X as it is"
)
def train_on_standardised_samples(model, X, y, epochs=100, lr=0.1):
    return right.train(model, (X - X.mean(dim=0)) / (X.std(dim=0) + 1e-8), y, epochs, lr)


@misconception("train", "the biases do not learn: they are parameters like the weights")
def train_without_biases(model, X, y, epochs=100, lr=0.1):
    weights = [parameter for parameter in model.parameters() if parameter.ndim > 1]
    return _learn(model, X, y, epochs, torch.optim.SGD(weights, lr=lr))


@misconception(
    "train", "X is shifted where it lies, so the caller's points are others: take X as it is"
)
def train_that_changes_the_points(model, X, y, epochs=100, lr=0.1):
    losses = right.train(model, X, y, epochs, lr)
    X -= X.mean(dim=0)
    return losses
