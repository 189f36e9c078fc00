"""Visible checks of the exercise neuron: the lesson's numbers, its defaults and its traps."""

from contextlib import suppress

import numpy as np
import pytest
import torch

from grader.checks import GUESTS_WORD, as_floats, assert_close, assert_holds, assert_shape, unpack

SAMPLES = [[1.0, 2.0], [-1.5, 0.5], [0.5, -1.0]]
LABELS = [[1.0], [0.0], [1.0]]
WEIGHTS, BIAS = [[0.8, -0.4]], [0.1]
PROBABILITIES = [[0.524979], [0.214165], [0.710950]]
SLOPES = [[-0.634946], [0.424177], [-0.468857]]  # of the loss by each probability
SHAPES = {(1, 2): "weight", (1,): "bias"}
DEVICES = {
    "mixes devices": "forward mixes tensors on the CPU with those of the device",
    "leaves torch": "forward leaves torch on the way (.numpy())",
    "wrong device": "the answer comes back on another device",
}
CUT = "the gradients are cut off: no .detach(), .item(), .numpy() or torch.tensor(...) on the way"
LAYERS = (("Linear", 3, 2), ("Tanh",), ("Linear", 2, 1))
STATE = {
    "0.weight": np.array([[0.5, -1.0, 0.25], [1.5, 0.75, -0.5]], np.float32),
    "0.bias": np.array([0.125, -0.25], np.float32),
    "2.weight": np.array([[2.0, -1.5]], np.float32),
    "2.bias": np.array([0.375], np.float32),
}


def tensors(*lists, learnt=False):
    """Return lists as float32 tensors, which require gradients if they are to be learnt."""
    return [torch.tensor(numbers, requires_grad=learnt) for numbers in lists]


def carries_gradients(answer):
    """Say whether a tensor, over there, knows how it was computed."""
    return getattr(answer, "far_requires_grad", False)


def neuron(guest, weight, bias=None):
    """Return a network of one neuron on the far side, with these weights."""
    network = guest.sequential(("Linear", 2, 1, bias is not None), ("Sigmoid",))
    state = {"0.weight": np.array([weight])}
    network.load_state(state if bias is None else {**state, "0.bias": np.array([bias])})
    return network


def network_with_gradients(guest):
    """Return a network of two layers that holds gradients, and what these and its numbers are."""
    points, pull = np.array([[1.0, -0.5, 2.0], [0.25, 1.0, -1.0]]), np.array([[1.5], [-4.0]])
    network = guest.sequential(*LAYERS)
    network.load_state(STATE)
    network.vjp((points,), pull)

    leaves = [torch.tensor(array.astype(float), requires_grad=True) for array in STATE.values()]
    W1, b1, W2, b2 = leaves
    answer = torch.tanh(torch.tensor(points) @ W1.T + b1) @ W2.T + b2
    gradients = torch.autograd.grad(answer, leaves, torch.tensor(pull))
    return network, dict(zip(STATE, (each.numpy() for each in gradients), strict=True))


def assert_stepped(network, gradients, learning_rate, look="w -= learning_rate * w.grad"):
    """Fail unless each parameter is one step away from where it was."""
    found = network.state()
    for name, gradient in gradients.items():
        right = STATE[name] - learning_rate * gradient
        assert_close(found[name], right, what=f"the parameter {name}", look=look)


def step_again(student, parameters):
    """Take another step without a backward: it moves nothing, or fails where gradients are None."""
    with suppress(TypeError, AttributeError, RuntimeError, ValueError, AssertionError):
        student.gradient_descent_step(parameters, 0.5)


def two_points():
    """Return X and y of the lesson's example of a training."""
    return torch.tensor([[1.0, 0.0], [0.0, 2.0]]), torch.tensor([[1.0], [0.0]])


@pytest.mark.part("forward_pass")
def test_forward_pass_of_three_samples(student):
    """The lesson's samples have the logits 0.1, -1.3 and 0.9, and the probabilities that follow."""
    answer = student.forward_pass(*tensors(SAMPLES, WEIGHTS, BIAS))

    logits, probabilities = unpack(answer, "logits", "probabilities")
    look = "X Wᵀ + b, one logit per row: shape (N, 1)"
    assert_close(logits, [[0.1], [-1.3], [0.9]], what="logits", look=look)
    look = "the sigmoid of each logit, element by element"
    assert_close(probabilities, PROBABILITIES, what="probabilities", look=look)


@pytest.mark.part("forward_pass")
def test_forward_pass_of_one_sample(student):
    """One sample of three inputs gives one logit and one probability, both of shape (1, 1)."""
    answer = student.forward_pass(*tensors([[2.0, -1.0, 0.5]], [[0.5, 1.0, -2.0]], [0.25]))

    logits, probabilities = unpack(answer, "logits", "probabilities")
    assert_close(logits, [[-0.75]], what="logits", look="X Wᵀ + b keeps its one row and column")
    assert_close(probabilities, [[0.320821]], what="probabilities", look="σ(z) = 1 / (1 + e⁻ᶻ)")


@pytest.mark.part("forward_pass")
def test_forward_pass_of_large_logits(student):
    """Logits of about 1000 and -1000 give the probabilities 1 and 0."""
    answer = student.forward_pass(*tensors([[1000.0], [-1000.0], [0.5]], [[1.0]], [0.25]))

    logits, probabilities = unpack(answer, "logits", "probabilities")
    assert_close(logits, [[1000.25], [-999.75], [0.75]], what="logits", look="X Wᵀ + b")
    look = "e^1000 is more than float32 holds: torch.sigmoid knows how to avoid it"
    assert_close(probabilities, [[1.0], [0.0], [0.679179]], what="probabilities", look=look)


@pytest.mark.part("forward_pass")
def test_gradients_find_their_way_through_forward_pass(student):
    """Logits and probabilities both carry the gradients of weights and bias."""
    for learnt in ("weights and bias", "weights", "bias"):
        (X,), (weights,) = tensors(SAMPLES), tensors(WEIGHTS, learnt="weights" in learnt)
        (bias,) = tensors(BIAS, learnt="bias" in learnt)

        answer = student.forward_pass(X, weights, bias)

        logits, probabilities = unpack(answer, "logits", "probabilities")
        assert_close(logits, [[0.1], [-1.3], [0.9]], what="logits", look="X Wᵀ + b")
        assert_close(probabilities, PROBABILITIES, what="probabilities", look="the sigmoid")
        for value, name in ((logits, "logits"), (probabilities, "probabilities")):
            sentence = f"no gradient comes through the {name} to {learnt}"
            assert_holds(carries_gradients(value), sentence, look=CUT)


@pytest.mark.part("forward_pass", weight=GUESTS_WORD)
def test_forward_pass_leaves_its_tensors_alone(student, guest):
    """The logits are right, and what was sent is as it was."""
    answer = student.forward_pass(*tensors(SAMPLES, WEIGHTS, BIAS))

    assert_close(
        unpack(answer, "logits", "probabilities")[0], [[0.1], [-1.3], [0.9]], what="logits"
    )
    look = "no function with a _ at its end, no *= and no += on what was sent"
    assert_holds(not guest.changed_arguments(), "a tensor that was sent has changed", look=look)


@pytest.mark.part("binary_cross_entropy")
def test_loss_of_three_samples(student):
    """The docstring's samples cost 0.4149, the lesson's 0.4089, and after its step 0.3340."""
    look = "the mean of -ln ŷ where y is 1 and of -ln(1 - ŷ) where y is 0; shape ()"
    loss = student.binary_cross_entropy(*tensors([[0.9], [0.2], [0.6]], [[1.0], [0.0], [0.0]]))
    assert_close(loss, 0.414932, what="the loss", look=look)

    later = [[0.630203], [0.198231], [0.726658]]
    for y_hat, right in ((PROBABILITIES, 0.408853), (later, 0.333983)):
        loss = student.binary_cross_entropy(*tensors(y_hat, LABELS))
        assert_close(loss, right, what="the loss", look=look)


@pytest.mark.part("binary_cross_entropy")
def test_loss_of_one_sample(student):
    """One sample with ŷ = 0.3 costs 1.2040 where y is 1, and 0.3567 where y is 0."""
    for label, right in ((1.0, 1.203973), (0.0, 0.356675)):
        loss = student.binary_cross_entropy(*tensors([[0.3]], [[label]]))
        look = "-[y ln ŷ + (1 - y) ln(1 - ŷ)]: minus the natural logarithm"
        assert_close(loss, right, what="the loss", look=look)


@pytest.mark.part("binary_cross_entropy")
def test_loss_is_a_mean(student):
    """Five samples cost 0.7326, and the same five twice still do."""
    y_hat, y = [[0.3], [0.6], [0.05], [0.8], [0.75]], [[1.0], [1.0], [0.0], [0.0], [1.0]]

    for times in (1, 2):
        loss = student.binary_cross_entropy(*tensors(y_hat * times, y * times))
        assert_close(loss, 0.732642, what="the loss", look="the mean over the samples, no sum")


@pytest.mark.part("binary_cross_entropy")
def test_loss_is_finite_at_zero_and_one(student):
    """Where ŷ is exactly 0 or 1 the loss is finite: 0 if it is right, above 10 if it is wrong."""
    look = "keep ŷ between 1e-7 and 1 - 1e-7: in float32 1 - 1e-8 is 1, and 0 · ln 0 is NaN"
    loss = student.binary_cross_entropy(*tensors([[1.0], [0.0]], [[1.0], [0.0]]))
    assert_close(loss, 0.0, what="the loss of what is right", look=look)

    for y_hat, y in ((0.0, 1.0), (1.0, 0.0)):
        loss = student.binary_cross_entropy(*tensors([[y_hat]], [[y]]))
        value = as_floats(loss, "the loss")
        finite = np.isfinite(value).all()
        assert_holds(finite, "the loss of what is wrong is not finite", got=loss, look=look)
        dear = value.size == 1 and value.item() > 10
        sentence = "a probability that is surely wrong costs less than 10"
        assert_holds(dear, sentence, got=loss, look="cut off later, at 1e-7")


@pytest.mark.part("binary_cross_entropy")
def test_sure_and_wrong_costs_much(student):
    """A probability of 0.001 for what is true costs 6.9078: it is not cut off yet."""
    for y_hat, y in ((0.001, 1.0), (0.999, 0.0)):
        loss = student.binary_cross_entropy(*tensors([[y_hat]], [[y]]))
        look = "only what is nearly 0 or 1 is cut off"
        assert_close(loss, 6.907755, what="the loss", look=look, rtol=1e-3)


@pytest.mark.part("binary_cross_entropy")
def test_gradients_find_their_way_through_the_loss(guest):
    """The loss is a tensor from which backward starts, and brings each ŷ the slope of its cost."""
    (y_hat,), (y,) = tensors(PROBABILITIES, learnt=True), tensors(LABELS)

    loss, (slopes, _) = guest.backward("binary_cross_entropy", y_hat, y)

    assert_close(loss, 0.408853, what="the loss", look="the mean over the samples")
    assert_holds(slopes is not None, "no gradient comes through the loss", look=CUT)
    assert_close(slopes, SLOPES, what="the gradient of the loss", look=CUT)


@pytest.mark.part("binary_cross_entropy", weight=GUESTS_WORD)
def test_loss_leaves_its_tensors_alone(student, guest):
    """The loss is right, and ŷ and y are as they were, also where something was cut off."""
    loss = student.binary_cross_entropy(*tensors([[1.0], [0.0], [0.3]], [[1.0], [0.0], [1.0]]))

    assert_close(loss, 0.401324, what="the loss", look="the mean over the samples")
    look = "y_hat.clamp(...) makes a new tensor, y_hat.clamp_(...) changes the caller's"
    assert_holds(not guest.changed_arguments(), "ŷ or y was changed", look=look)


@pytest.mark.part("gradient_descent_step")
def test_step_of_the_lesson(student, guest):
    """After one step with η = 0.5 the lesson's neuron has w = (0.9568, -0.3077) and b = 0.1917."""
    network = neuron(guest, WEIGHTS[0], BIAS[0])
    network.vjp(tensors(SAMPLES), np.array(SLOPES))

    student.gradient_descent_step(network.parameters(), 0.5)

    state, look = network.state(), "w -= learning_rate * w.grad for each parameter"
    assert_close(state["0.weight"], [[0.956799, -0.307682]], what="the weight", look=look)
    assert_close(state["0.bias"], [0.191651], what="the bias", look=look)


@pytest.mark.part("gradient_descent_step")
def test_step_of_all_parameters(student, guest):
    """The weights and biases of two layers all move against their gradients."""
    for learning_rate in (0.1, 2.0):
        network, gradients = network_with_gradients(guest)

        student.gradient_descent_step(network.parameters(), learning_rate)

        assert_stepped(network, gradients, learning_rate)


@pytest.mark.part("gradient_descent_step")
def test_step_clears_the_gradients(student, guest):
    """After a step no gradient is left: another step, without a backward, moves nothing."""
    network, gradients = network_with_gradients(guest)

    student.gradient_descent_step(network.parameters(), 0.5)

    assert_stepped(network, gradients, 0.5)
    look = "clear after the step, and in the same loop: a generator gives each parameter once"
    step_again(student, network.parameters())
    assert_stepped(network, gradients, 0.5, look)


@pytest.mark.part("gradient_descent_step")
def test_step_takes_a_list(student, guest):
    """Parameters that come in a list move, and are cleared, like those that come one by one."""
    network, gradients = network_with_gradients(guest)
    holder = guest.sequential(("ParameterList", network.parameters()))
    parameters = holder.get_submodule("0")

    student.gradient_descent_step(parameters, 0.5)

    look = "for parameter in parameters: works for both; clear each gradient after its step"
    assert_stepped(network, gradients, 0.5, look)
    step_again(student, parameters)
    assert_stepped(network, gradients, 0.5, look)


@pytest.mark.part("gradient_descent_step")
def test_step_leaves_parameters_that_learn(student, guest):
    """After a right step the network can be trained on: gradients arrive again."""
    network, gradients = network_with_gradients(guest)

    student.gradient_descent_step(network.parameters(), 0.25)

    look = "torch.no_grad() is enough: requires_grad_(False) is for good"
    assert_stepped(network, gradients, 0.25, look)
    _, again = network.vjp((np.ones((1, 3)),), np.ones((1, 1)))
    learns = all(gradient is not None for gradient in again.values())
    assert_holds(learns, "the parameters can no longer be trained", look=look)


def loaded(student, weight=WEIGHTS, bias=BIAS):
    """Return a LinearClassifier with these parameters, or fail where it has others."""
    network = student.LinearClassifier()
    names = names_by_shape(network)
    network.load_state({names[1, 2]: np.array(weight), names[1,]: np.array(bias)})
    return network


def names_by_shape(network):
    """Return {shape: parameter name}, or fail where the shapes are not those of nn.Linear(2, 1)."""
    found = [(tuple(shape), name) for name, shape in network.parameter_shapes()]
    look = "one nn.Linear(2, 1) with its bias, and no hidden layer"
    if not found:
        look = "a layer is found when it is an attribute of self, or sits in an nn.Sequential"
    same = sorted(shape for shape, _ in found) == sorted(SHAPES)
    sentence = "the parameters must have the shapes (1, 2) and (1,)"
    assert_holds(same, sentence, got=[shape for shape, _ in found], look=look)
    return dict(found)


@pytest.mark.part("LinearClassifier")
def test_network_has_three_parameters(student):
    """LinearClassifier() has three parameters, a weight (1, 2) and a bias (1,), and no more."""
    network = student.LinearClassifier()

    names_by_shape(network)

    assert_shape(network(torch.zeros(1, 2)), (1, 1), what="the network's answer for one point")


@pytest.mark.part("LinearClassifier")
def test_network_gives_one_probability_per_point(student):
    """With the lesson's weights the lesson's points get its probabilities, as (N, 1)."""
    network = loaded(student)

    points = torch.tensor([*SAMPLES, [3.0, -4.0], [200.0, -500.0]])
    expected = [*PROBABILITIES, [0.983698], [1.0]]
    for _ in range(2):  # the same each time
        look = "nn.Linear, then one sigmoid; the answer keeps its one column"
        assert_close(network(points), expected, what="the network's answer", look=look)


@pytest.mark.part("LinearClassifier")
def test_every_parameter_gets_a_gradient(student):
    """Going backward, a gradient reaches the weight and the bias."""
    network = loaded(student)

    _, gradients = network.vjp(tensors(SAMPLES), np.ones((3, 1), np.float32))

    arrives = all(gradient is not None for gradient in gradients.values())
    look = "no .detach(), .data, .numpy(), torch.tensor(...) or torch.no_grad() in forward"
    assert_holds(arrives, "a gradient does not arrive: the chain is cut", look=look)


@pytest.mark.part("LinearClassifier")
def test_each_network_starts_as_torch_draws_it(student, guest):
    """Weight and bias start anew for each network, evenly between -1/√2 and 1/√2."""
    guest.seed(1)
    networks = [student.LinearClassifier() for _ in range(16)]
    names, states = names_by_shape(networks[0]), [network.state() for network in networks]

    look = "leave the start to nn.Linear: no init, no zeros, no manual_seed in __init__"
    for shape in SHAPES:
        starts = np.array([state[names[shape]] for state in states])
        alike = (starts == starts[0]).all()
        assert_holds(not alike, "all networks start alike", got=starts, look=look)
        inside = np.abs(starts).max() <= 1.001 / np.sqrt(2)
        sentence = f"a start of the parameter of shape {shape} is beyond 1/√2"
        assert_holds(inside, sentence, got=starts, look=look)
        wide = np.abs(starts).max() > 0.2
        assert_holds(wide, "the starts do not reach out to 1/√2", got=starts, look=look)


@pytest.mark.part("LinearClassifier")
def test_one_neuron_draws_a_straight_line(student):
    """The logits of (0, 0) and (2, 2) add up to those of (0, 2) and (2, 0): there is no bend."""
    network = student.LinearClassifier()

    corners = torch.tensor([[0.0, 0.0], [2.0, 2.0], [0.0, 2.0], [2.0, 0.0]])
    p = as_floats(network(corners), "the network's answer").ravel()

    look = "one nn.Linear and one sigmoid"
    inside = len(p) == 4 and (p > 0).all() and (p < 1).all()
    assert_holds(inside, "the answers must be four probabilities", got=p, look=look)
    z = np.log(p / (1 - p))
    look = "no hidden layer, and the points as they are"
    straight = abs(z[0] + z[1] - z[2] - z[3]) < 1e-3
    assert_holds(straight, "the network bends the plane", got=p, look=look)
    again, look = as_floats(network(corners)).ravel(), "make the layer once, in __init__"
    assert_close(again, p, what="the network's answer to the same points", look=look)


@pytest.mark.part("LinearClassifier", weight=GUESTS_WORD, alone=False)
def test_forward_needs_no_cpu(student, guest):
    """forward works where network and points are, on a GPU too; none is needed to see that."""
    network = student.LinearClassifier()
    network(torch.zeros(3, 2))

    verdict = guest.device_check(network, np.zeros((3, 2), np.float32))

    look = "make no tensor on the CPU inside forward; no .cpu(), no .numpy(); layers belong to self"
    sentence = DEVICES.get(str(verdict), "forward does not work on a GPU")
    assert_holds(verdict in ("passed", "inconclusive"), sentence, look=look)


@pytest.mark.part("LinearClassifier", weight=GUESTS_WORD)
def test_forward_leaves_the_points_alone(student, guest):
    """The network's answer is right, and the points that it was sent are as they were."""
    answer = loaded(student)(*tensors(SAMPLES))

    assert_close(answer, PROBABILITIES, what="the network's answer")
    look = "no function with a _ at its end, and no -=, on x itself"
    assert_holds(not guest.changed_arguments(), "the points were changed", look=look)


@pytest.mark.part("train")
def test_train_gives_the_losses_of_the_worked_example(student, guest):
    """Three epochs of the docstring's example give the losses 0.6931, 0.6626 and 0.6345."""
    losses = student.train(neuron(guest, [0.0, 0.0], 0.0), *two_points(), epochs=3, lr=0.1)

    expected = [0.693147, 0.662561, 0.634485]
    look = "full batch, plain gradient descent, the mean loss before each step"
    assert_close(losses, expected, what="the list of losses", look=look)
    plain = all(isinstance(value, (float, np.floating)) for value in losses)
    assert_holds(plain, "the losses must be plain floats", look="loss.item() gives the number")


@pytest.mark.part("train")
def test_train_changes_the_weights_by_gradient_descent(student, guest):
    """After 20 epochs on five points, of which two contradict others, the weights are right."""
    X = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 2.0], [0.0, 2.0], [1.0, 1.0]])
    y = torch.tensor([[1.0], [0.0], [0.0], [1.0], [1.0]])
    network = neuron(guest, [1.0, -0.5], 0.25)

    student.train(network, X, y, epochs=20, lr=0.2)

    look = "w - lr · ∂L/∂w in every epoch, on the network that was handed in"
    state, expected = network.state(), {"0.weight": [[0.819440, -0.068358]], "0.bias": [0.169396]}
    for name, right in expected.items():
        assert_close(state[name], right, what=f"the trained {name[2:]}", look=look, atol=1e-4)


@pytest.mark.part("train")
def test_train_has_its_defaults(student, guest):
    """Without epochs and lr it takes 100 epochs at 0.1, all of them, though the loss is small."""
    losses = student.train(neuron(guest, [3.0, -2.0], 0.0), *two_points())

    look = "epochs=100, lr=0.1 from the first epoch to the last, and no early end"
    assert_shape(losses, (100,), what="the list of losses", look=look)
    some = [float(losses[epoch]) for epoch in (0, 1, 50, 99)]
    expected = [0.033369, 0.033259, 0.028644, 0.025166]
    what = "the losses number 1, 2, 51 and 100"
    assert_close(some, expected, what=what, look=look, rtol=1e-3)


@pytest.mark.part("train")
def test_old_gradients_do_not_count(student, guest):
    """Gradients that the network holds from before are cleared before the first epoch."""
    network, (X, y) = neuron(guest, [0.0, 0.0], 0.0), two_points()
    network.vjp((X,), np.ones((2, 1), np.float32))  # leaves gradients in the network

    losses = student.train(network, X, y, epochs=3, lr=0.1)

    look = "clear the gradients before backward, in every epoch"
    expected = [0.693147, 0.662561, 0.634485]
    assert_close(losses, expected, what="the list of losses", look=look)


@pytest.mark.part("train")
def test_training_goes_on_and_goes_through(student, guest):
    """A second call goes on, with its own lr; all epochs are taken, though the losses rise."""
    network, (X, y) = neuron(guest, [0.0, 0.0], 0.0), two_points()
    student.train(network, X, y, epochs=3, lr=0.1)

    losses = student.train(network, X, y, epochs=3, lr=0.1)

    look = "train the network as it is, without a new start"
    expected = [0.608644, 0.584794, 0.562717]
    assert_close(losses, expected, what="the losses of the second call", look=look)
    contradictory = torch.cat([X, X]), torch.cat([y, 1 - y])
    losses = student.train(neuron(guest, [2.0, -1.0]), *contradictory, epochs=6, lr=10.0)
    look = "take all epochs, and each step as long as it is"
    expected = [1.126927, 1.752951, 1.431155, 1.704715, 1.474266, 1.671418]
    assert_close(losses, expected, what="the losses", look=look, rtol=1e-3)


@pytest.mark.part("train", weight=GUESTS_WORD)
def test_train_leaves_the_samples_alone(student, guest):
    """The losses are right, and X and y are afterwards as they were."""
    losses = student.train(neuron(guest, [0.0, 0.0], 0.0), *two_points(), epochs=2, lr=0.1)

    assert_close(losses, [0.693147, 0.662561], what="the list of losses")
    look = "no function with a _ at its end, and no -=, on X or y"
    assert_holds(not guest.changed_arguments(), "X or y was changed", look=look)


@pytest.mark.part("train")
def test_two_blobs_are_learnt_and_two_circles_are_not(student, guest):
    """A neuron gets two blobs right; on two circles it ends where it answers 0.5 everywhere."""
    from sklearn.datasets import make_blobs, make_circles

    blobs = make_blobs(200, centers=[[-1, 0], [1, 1.5]], cluster_std=0.5, random_state=0)
    circles = make_circles(200, noise=0.03, factor=0.8, random_state=0)
    accuracies, last = [], []
    for X, y in (blobs, circles):
        X, labels = torch.tensor(X, dtype=torch.float32), y[:, None]
        network = neuron(guest, [0.5, -0.25], 0.125)
        y = torch.tensor(labels, dtype=torch.float32)
        losses = as_floats(student.train(network, X, y, epochs=100, lr=0.5), "the list of losses")
        assert_shape(losses, (100,), what="the list of losses", look="one loss per epoch")
        accuracies.append(float(((as_floats(network(X)) > 0.5) == labels).mean()))
        last.append(losses[-1])

    look = "step against the gradient of the mean cross-entropy, in every epoch"
    learnt = accuracies[0] > 0.95 and last[0] < 0.1
    assert_holds(learnt, "two blobs that lie apart are not learnt", got=accuracies[0], look=look)
    stuck = accuracies[1] < 0.65 and abs(last[1] - 0.693) < 0.002
    sentence = "the last loss on two circles is not that of a neuron that answers 0.5: 0.693"
    assert_holds(stuck, sentence, got=last[1], look=look)
