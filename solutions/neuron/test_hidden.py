"""Hidden checks of the exercise neuron. The numbers, labels and seeds are never shown.

Weights of a LinearClassifier are set by the parameters' shapes, so its layer may have any name.
`gradient_descent_step` and `train` are judged on networks that the guest builds: a wrong class
costs its own part, and so does a wrong loss, for which the reference's stands in. A `train` that
calls the student's own step makes its mistakes: no other can stand in for what works in place, on
what is in .grad, and the lesson says so.
"""

from contextlib import suppress

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from grader.checks import GUESTS_WORD, as_floats, assert_close, assert_holds, assert_shape, unpack

SHAPES = ((1, 2), (1,))
LAYERS = "one nn.Linear(2, 1) with its bias, an attribute of self, and nothing hidden"
GRAPH = "no .detach(), .item(), .data, .numpy() or torch.tensor(...) on the way"
DEVICES = {
    "mixes devices": "forward mixes tensors on the CPU with those of the device",
    "leaves torch": "forward leaves torch on the way (.numpy())",
    "wrong device": "the answer comes back on another device",
}
STEP = "for every parameter w -= learning_rate * w.grad, inside torch.no_grad()"
EPOCH = "per epoch: clear, predict all of X, the mean loss, backward, one plain step"


@pytest.mark.part("forward_pass", weight=2)
def test_forward_pass_of_any_batch(guest, rng):
    """Batches of any length and with any number of inputs get their logits and probabilities."""
    calls = [_batch(rng, *sizes) for sizes in ((7, 3), (2, 5), (4, 4), (5, 1))]
    expected = [_forward(*call) for call in calls]

    answers = guest.many("forward_pass", calls)

    for answer, right in zip(answers, expected, strict=True):
        _assert_forward(answer, right, "X Wᵀ + b, then the sigmoid of each; both are (N, 1)")


@pytest.mark.part("forward_pass")
def test_forward_pass_of_a_single_row(guest, rng):
    """A single sample is a batch of one: both answers have the shape (1, 1)."""
    calls = [_batch(rng, *sizes) for sizes in ((1, 4), (1, 1))]
    expected = [_forward(*call) for call in calls]

    for answer, right in zip(guest.many("forward_pass", calls), expected, strict=True):
        _assert_forward(answer, right, "(N, n) gives (N, 1), also where N is 1")


@pytest.mark.part("forward_pass")
def test_forward_pass_far_from_the_line(student, rng):
    """Far from the line, on either side, the probabilities are nearly 0 and 1, and never NaN."""
    for scale in (1, 90):
        X, weights, bias = _batch(rng, 6, 2)
        X[:, 0] = torch.tensor([-9.0, 8.0, -7.0, 10.0, 0.5, -0.5]) * scale
        weights[0, 0] = float(rng.uniform(1.25, 1.75))
        right = _forward(X, weights, bias)

        answer = student.forward_pass(X, weights, bias)

        look = "torch.sigmoid is right for every logit; e^z is not, for a large one"
        _assert_forward(answer, right, look)


@pytest.mark.part("forward_pass")
def test_gradients_flow_through_the_forward_pass(student, rng):
    """Right logits and probabilities carry the gradients of weights and bias, and no others."""
    X, weights, bias = _batch(rng, 5, 3)
    right = _forward(X, weights, bias)

    for learnt in ("weights and bias", "weights", "bias", ""):
        weights.requires_grad_("weights" in learnt)
        bias.requires_grad_("bias" in learnt)

        answer = student.forward_pass(X, weights, bias)

        _assert_forward(answer, right, "X Wᵀ + b, then the sigmoid of each")
        for value, name in zip(answer, ("logits", "probabilities"), strict=True):
            carried = getattr(value, "far_requires_grad", False)
            sentence, look = f"no gradient comes back through the {name} to {learnt}", GRAPH
            if not learnt:
                sentence = f"the {name} carry gradients of tensors that were not sent"
                look = "compute with the weights and the bias themselves, not with a layer's own"
            assert_holds(carried is bool(learnt), sentence, look=look)


@pytest.mark.part("forward_pass", weight=GUESTS_WORD)
def test_forward_pass_changes_nothing(student, guest, rng):
    """Right answers leave the samples, the weights and the bias as they were."""
    call = _batch(rng, 6, 3)
    right = _forward(*call)

    answer = student.forward_pass(*call)

    changed = guest.changed_arguments()
    _assert_forward(answer, right, "X Wᵀ + b, then the sigmoid of each")
    look = "no function with a _ at its end, no *= and no += on what was sent"
    assert_holds(not changed, "a tensor that was sent has changed", look=look)


@pytest.mark.gpu
@pytest.mark.part("forward_pass")
def test_forward_pass_on_a_gpu(student, rng, device):
    """forward_pass works where its tensors are: on a GPU it gives the same answers."""
    call = _batch(rng, 6, 3)
    right = _forward(*call)

    answer = student.forward_pass(*[tensor.to(device) for tensor in call])

    look = "make no tensor without device=X.device, and move nothing to the CPU"
    _assert_forward(answer, right, look)


@pytest.mark.part("binary_cross_entropy", weight=2)
def test_loss_is_the_mean_over_any_batch(guest, rng):
    """The loss of a batch of any length is the mean of what its samples cost."""
    calls = [_judged(rng, n) for n in (6, 45, 2)]
    expected = [F.binary_cross_entropy(y_hat.double(), y.double()) for y_hat, y in calls]

    answers = guest.many("binary_cross_entropy", calls)

    for answer, right in zip(answers, expected, strict=True):
        look = "-[y ln ŷ + (1 - y) ln(1 - ŷ)], the mean over the samples, of shape ()"
        assert_close(answer, right, what="the loss", look=look)


@pytest.mark.part("binary_cross_entropy")
def test_loss_of_a_single_sample(guest, rng):
    """A single sample costs minus the logarithm of what was given to its true class."""
    p = rng.uniform(0.1, 0.4, (4, 1, 1))
    calls = [(_float32(p[i]), torch.full((1, 1), float(i % 2))) for i in range(4)]
    expected = [F.binary_cross_entropy(y_hat.double(), y.double()) for y_hat, y in calls]

    answers = guest.many("binary_cross_entropy", calls)

    for answer, right in zip(answers, expected, strict=True):
        look = "where y is 1 it is -ln ŷ, where y is 0 it is -ln(1 - ŷ)"
        assert_close(answer, right, what="the loss", look=look)


@pytest.mark.part("binary_cross_entropy")
def test_loss_of_one_class_only(guest, rng):
    """A batch in which all labels are alike has its loss, too."""
    calls = [(_judged(rng, 8)[0], torch.full((8, 1), label)) for label in (0.0, 1.0)]
    expected = [F.binary_cross_entropy(y_hat.double(), y.double()) for y_hat, y in calls]

    answers = guest.many("binary_cross_entropy", calls)

    for answer, right in zip(answers, expected, strict=True):
        look = "the mean over all N samples, whatever their label"
        assert_close(answer, right, what="the loss", look=look)


@pytest.mark.part("binary_cross_entropy")
def test_loss_of_the_certain(student, rng):
    """Probabilities of exactly 0 and 1 give a finite loss: 0 if right, beyond 10 if wrong."""
    y = _float32(rng.permutation([0, 1, 1, 0, 0])[:, None])
    look = "clamp ŷ to [1e-7, 1 - 1e-7], or each logarithm at -100; 1e-8 vanishes in float32"
    loss = student.binary_cross_entropy(y.clone(), y)
    assert_close(loss, 0.0, what="the loss of what is right", look=look)

    loss = student.binary_cross_entropy(1 - y, y)
    value = as_floats(loss, "the loss")
    assert_shape(loss, (), what="the loss", look="the mean is a tensor of shape ()")
    assert_holds(np.isfinite(value), "the loss of what is wrong is not finite", got=loss, look=look)
    sentence = "what is surely wrong costs less than 10"
    assert_holds(value > 10, sentence, got=loss, look="cut off later: at 1e-7")


@pytest.mark.part("binary_cross_entropy")
def test_loss_of_the_nearly_certain(student, rng):
    """Who is nearly sure and wrong pays for it: there the logarithm is not cut off yet."""
    sure = float(rng.uniform(2e-5, 5e-5))
    for y_hat, label in ((sure, 1.0), (1 - sure, 0.0)):
        y_hat, y = torch.full((1, 1), y_hat), torch.full((1, 1), label)
        right = F.binary_cross_entropy(y_hat.double(), y.double())

        loss = student.binary_cross_entropy(y_hat, y)

        look = "cut off only where ŷ is 0 or 1, or nearly so: at 1e-7"
        assert_close(loss, right, what="the loss", look=look, rtol=1e-2)


@pytest.mark.part("binary_cross_entropy")
def test_gradients_flow_through_the_loss(guest, rng):
    """From a right loss backward can start, and each probability gets the slope of its own cost."""
    for n in (5, 1):
        y_hat, y = _judged(rng, n)
        leaf = y_hat.double().requires_grad_()
        right = F.binary_cross_entropy(leaf, y.double())
        (expected,) = torch.autograd.grad(right, leaf)

        loss, (slopes, _) = guest.backward("binary_cross_entropy", y_hat.requires_grad_(), y)

        assert_close(loss, right, what="the loss", look="the mean over the samples, of shape ()")
        assert_holds(slopes is not None, "no gradient comes back through the loss", look=GRAPH)
        assert_close(slopes, expected, what="the gradient of the loss", look=GRAPH)


@pytest.mark.part("binary_cross_entropy", weight=GUESTS_WORD)
def test_loss_changes_nothing(student, guest, rng):
    """A right loss leaves probabilities and labels as they were, also a probability of 0 or 1."""
    y_hat, y = _judged(rng, 7)
    y[0], y[1] = 1, 0
    y_hat[0], y_hat[1] = y[0], y[1]
    right = F.binary_cross_entropy(y_hat.double(), y.double())

    loss = student.binary_cross_entropy(y_hat, y)

    changed = guest.changed_arguments()
    assert_close(loss, right, what="the loss", look="the mean over the samples")
    look = "clamp makes a new tensor, clamp_ changes the caller's"
    assert_holds(not changed, "ŷ or y was changed", look=look)


@pytest.mark.part("gradient_descent_step", weight=2)
def test_step_goes_against_the_gradient(student, guest, rng):
    """One step moves each weight and each bias of a network by -η times its gradient."""
    for n_inputs in (2, 4):
        network, state, gradients = _with_gradients(guest, rng, n_inputs)
        eta = float(rng.uniform(0.2, 0.9))

        student.gradient_descent_step(network.parameters(), eta)

        _assert_state(network, _stepped(state, gradients, eta))


@pytest.mark.part("gradient_descent_step")
def test_step_of_any_size(student, guest, rng):
    """Tiny steps and large ones have the length η times the gradient, however steep it is."""
    for eta, pull in ((0.003, 400.0), (5.0, 0.5), (1.0, 40.0)):
        network, state, gradients = _with_gradients(guest, rng, 3, pull)

        student.gradient_descent_step(network.parameters(), eta)

        _assert_state(network, _stepped(state, gradients, eta))


@pytest.mark.part("gradient_descent_step")
def test_steps_follow_each_other(student, guest, rng):
    """Each of three steps uses the gradient of where it starts, and nothing from before."""
    network, state, gradients = _with_gradients(guest, rng, 3)
    for _ in range(3):
        state = _stepped(state, gradients, 0.25)
        student.gradient_descent_step(network.parameters(), 0.25)
        points, pull = _float32(rng.normal(size=(4, 3))), rng.normal(size=(4, 1))
        gradients = _gradients(state, points, pull)
        network.vjp((points,), pull)

    _assert_state(network, state)


@pytest.mark.part("gradient_descent_step")
def test_no_gradient_is_left(student, guest, rng):
    """After the step the gradients are zero or None: another step moves nothing."""
    network, state, gradients = _with_gradients(guest, rng, 3)
    expected = _stepped(state, gradients, 0.5)

    student.gradient_descent_step(network.parameters(), 0.5)

    _assert_state(network, expected)
    look = "clear each gradient after its step; parameters() can be gone through once"
    _step_again(student, network.parameters())
    _assert_state(network, expected, look)


@pytest.mark.part("gradient_descent_step")
def test_parameters_in_a_list(student, guest, rng):
    """Parameters in a list move, and are cleared, as those that come one after the other."""
    network, state, gradients = _with_gradients(guest, rng, 2)
    expected = _stepped(state, gradients, 0.75)
    parameters = guest.sequential(("ParameterList", network.parameters())).get_submodule("0")

    student.gradient_descent_step(parameters, 0.75)

    look = "for parameter in parameters: works for both; clear each gradient after its step"
    _assert_state(network, expected, look)
    _step_again(student, parameters)
    _assert_state(network, expected, look)


@pytest.mark.part("gradient_descent_step")
def test_parameters_can_be_trained_on(student, guest, rng):
    """After a right step gradients arrive in the parameters again."""
    network, state, gradients = _with_gradients(guest, rng, 3)

    student.gradient_descent_step(network.parameters(), 0.4)

    stepped = _stepped(state, gradients, 0.4)
    _assert_state(network, stepped)
    remembers = getattr(network(torch.zeros(2, 3)), "far_requires_grad", False)
    look = "with torch.no_grad(): ends by itself, torch.set_grad_enabled(False) does not"
    assert_holds(remembers, "torch remembers nothing any more after the step", look=look)
    points, pull = _float32(rng.normal(size=(4, 3))), rng.normal(size=(4, 1))
    _, again = network.vjp((points,), pull)
    look = "torch.no_grad() is enough: requires_grad_(False) and detach_() are for good"
    for name, right in _gradients(stepped, points, pull).items():
        arrives = again[name] is not None
        assert_holds(arrives, "the parameters can no longer be trained", look=look)
        assert_close(again[name], right, what="a gradient after the step", look=look)


@pytest.mark.part("LinearClassifier")
def test_there_is_one_layer(student):
    """The network's parameters are those of one linear layer, a weight (1, 2) and a bias (1,)."""
    network = student.LinearClassifier()

    _names_by_shape(network)


@pytest.mark.part("LinearClassifier", weight=2)
def test_outputs_follow_the_formula(student, rng):
    """With given weights the network gives the formula's probabilities, for many points or one."""
    for n in (9, 1, 2):
        points, weight, bias = _batch(rng, n, 2)
        points[0] *= 50  # far out, where the answer is sure
        expected = _forward(points, weight, bias)[1]

        network = student.LinearClassifier()
        _load(network, weight, bias)

        look = "linear, then sigmoid: each once; the answer keeps its column"
        assert_close(network(points), expected, what="the network's answer", look=look)
        network.eval()
        what, look = "the network's answer after network.eval()", "the formula, in both modes"
        assert_close(network(points), expected, what=what, look=look)


@pytest.mark.part("LinearClassifier", weight=2)
def test_gradients_follow_the_formula(student, rng):
    """With given weights the weight, the bias and every point get the gradient of the formula."""
    leaves = [tensor.double().requires_grad_() for tensor in _batch(rng, 7, 2)]
    pull = rng.normal(size=(7, 1)).astype(np.float32)
    expected = torch.autograd.grad(_forward(*leaves)[1], leaves, torch.from_numpy(pull).double())
    points, weight, bias = (leaf.detach() for leaf in leaves)

    network = student.LinearClassifier()
    names = _load(network, weight, bias)
    points_gradient, gradients = network.vjp((points,), pull)

    found = [points_gradient, *(gradients.get(names[shape]) for shape in SHAPES)]
    missing = any(gradient is None for gradient in found)
    assert_holds(not missing, "a gradient does not arrive: the chain is cut", look=GRAPH)
    for gradient, right in zip(found, expected, strict=True):
        assert_close(gradient, right, what="a gradient", look=GRAPH)


@pytest.mark.part("LinearClassifier")
def test_the_start_is_that_of_a_linear_layer(student, guest, rng):
    """Each network starts with numbers of its own, evenly between -1/√2 and 1/√2."""
    guest.seed(int(rng.integers(2**31)))
    networks = [student.LinearClassifier() for _ in range(40)]
    names, states = _names_by_shape(networks[0]), [network.state() for network in networks]

    look = "leave the start to nn.Linear: no init, no zeros, no seed in __init__"
    starts = np.array([np.r_[s[names[1, 2]].ravel(), s[names[1,]].ravel()] for s in states])
    drawn = all(len(np.unique(column)) > 20 for column in starts.T)
    assert_holds(drawn, "networks start alike", got=starts, look=look)
    largest = np.abs(starts).max(axis=0) * np.sqrt(2)
    assert_holds(largest.max() < 1.0001, "a start is beyond 1/√2", got=starts, look=look)
    ends = np.minimum(starts.max(axis=0), -starts.min(axis=0)) * np.sqrt(2)
    both = ends.min() > 0.2  # else by chance in one of 10^8
    assert_holds(both, "a parameter does not start on both sides of 0", got=starts, look=look)
    wide = largest.max() > 0.85 and largest.min() > 0.6  # else by chance in one of 10^8
    assert_holds(wide, "the starts do not reach out to 1/√2", got=starts, look=look)


@pytest.mark.part("LinearClassifier")
def test_the_plane_is_not_bent(student, rng):
    """Wherever the network starts, its logits along any straight line rise evenly."""
    one, other = rng.uniform(-1.5, 1.5, (2, 6, 2))
    points = _float32(np.concatenate([one, (one + other) / 2, other]))
    network = student.LinearClassifier()

    p = as_floats(network(points), "the network's answer").ravel()

    look = "one nn.Linear and one sigmoid: no hidden layer, and the points as they are"
    inside = len(p) == 18 and (p > 0).all() and (p < 1).all()
    assert_holds(inside, "the answers must be probabilities, one per point", got=p, look=look)
    z = np.log(p / (1 - p)).reshape(3, 6)
    even = np.abs(z[0] + z[2] - 2 * z[1]).max() < 1e-3
    assert_holds(even, "the network bends the plane: more than a line is in it", got=p, look=look)
    again, look = as_floats(network(points)).ravel(), "make the layer once, in __init__"
    assert_close(again, p, what="the network's answer to the same points", look=look)


@pytest.mark.part("LinearClassifier", weight=GUESTS_WORD, alone=False)
def test_forward_works_on_any_device(student, guest):
    """forward works on the device that the network and the points are on, and stays there."""
    network = student.LinearClassifier()
    network(torch.zeros(3, 2))

    verdict = guest.device_check(network, np.zeros((3, 2), np.float32))

    look = "make no tensor on the CPU inside forward; no .cpu(), no .numpy(); layers belong to self"
    sentence = DEVICES.get(str(verdict), "forward does not work on a GPU")
    assert_holds(verdict in ("passed", "inconclusive"), sentence, look=look)


@pytest.mark.part("LinearClassifier", weight=GUESTS_WORD)
def test_forward_changes_no_points(student, guest, rng):
    """The right answer leaves the points that were sent as they were."""
    points, weight, bias = _batch(rng, 5, 2)
    expected = _forward(points, weight, bias)[1]
    network = student.LinearClassifier()
    _load(network, weight, bias)

    answer = network(points)

    changed = guest.changed_arguments()
    assert_close(answer, expected, what="the network's answer", look="the formula")
    look = "no function with a _ at its end, and no -=, on x itself"
    assert_holds(not changed, "the points were changed", look=look)


@pytest.mark.part("train", weight=2)
def test_weights_follow_gradient_descent(student, guest, rng):
    """After some epochs the weights are those of full-batch gradient descent on the mean loss."""
    for n_inputs, n, epochs, lr in ((3, 11, 12, 0.3), (2, 8, 30, 0.05)):
        state, X, y = _small_state(rng, n_inputs), *_labelled(rng, n, n_inputs)
        _, expected = _descent(state, X, y, epochs, lr)
        network = _small_network(guest, state)

        student.train(network, X, y, epochs=epochs, lr=lr)

        _assert_state(network, expected, EPOCH)


@pytest.mark.part("train", weight=2)
def test_losses_are_means_before_each_step(student, guest, rng):
    """train returns the mean loss before each epoch's step, of many samples and of a single one."""
    for n in (45, 1):
        state, X, y = _small_state(rng, 2), *_labelled(rng, n, 2)
        expected, _ = _descent(state, X, y, epochs=5, lr=0.4)

        losses = student.train(_small_network(guest, state), X, y, epochs=5, lr=0.4)

        _assert_losses(losses, expected)
    state, X, y = _surely_wrong(rng)
    expected, _ = _descent(state, X, y, epochs=1, lr=0.4)

    losses = student.train(_small_network(guest, state), X, y, epochs=1, lr=0.4)

    look = "the logarithm of the probability as it is: one that is sure and wrong costs much"
    _assert_losses(losses, expected, look)


@pytest.mark.part("train")
def test_defaults_are_those_of_the_signature(student, guest, rng):
    """Without epochs and lr, train takes 100 steps at 0.1, however small the loss gets."""
    X, y = _labelled(rng, 8, 2)
    X = X + 4 * (2 * y - 1)  # the classes lie apart, and the loss ends below 0.05
    state = {"0.weight": rng.uniform(0.1, 0.3, (1, 2)), "0.bias": rng.uniform(-0.5, 0.5, 1)}
    state = {name: array.astype(np.float32) for name, array in state.items()}
    expected, _ = _descent(state, X, y, 100, 0.1, _neuron_forward)
    network = guest.sequential(("Linear", 2, 1), ("Sigmoid",))
    network.load_state(state)

    losses = student.train(network, X, y)

    look = "100 epochs at the learning rate 0.1, from the first to the last: no schedule"
    assert_shape(_numbers(losses), (100,), what="the list of losses", look=look)
    _assert_losses(losses, expected, look)


@pytest.mark.part("train")
def test_gradients_from_before_do_not_count(student, guest, rng):
    """What the network's gradients were before the first epoch has no part in the training."""
    state, X, y = _small_state(rng, 2), *_labelled(rng, 9, 2)
    expected, weights = _descent(state, X, y, epochs=4, lr=0.2)
    network = _small_network(guest, state)
    network.vjp((X,), 5 * rng.choice([-1, 1], (9, 1)).astype(np.float32))

    losses = student.train(network, X, y, epochs=4, lr=0.2)

    look = "clear the gradients before backward, in the first epoch too"
    _assert_losses(losses, expected, look)
    _assert_state(network, weights, look)


@pytest.mark.part("train")
def test_a_second_call_goes_on(student, guest, rng):
    """A second call goes on from the weights where the first ended, at its own learning rate."""
    state, X, y = _small_state(rng, 2), *_labelled(rng, 10, 2)
    _, middle = _descent(state, X, y, epochs=3, lr=0.4)
    _, expected = _descent(middle, X, y, epochs=3, lr=0.15)
    network = _small_network(guest, state)

    student.train(network, X, y, epochs=3, lr=0.4)
    student.train(network, X, y, epochs=3, lr=0.15)

    _assert_state(network, expected, EPOCH)


@pytest.mark.part("train", alone=False)
def test_every_epoch_gives_a_plain_float(student, guest, rng):
    """train returns one plain float per epoch, not a tensor, also where the loss stays or rises."""
    X, y = _labelled(rng, 4, 2)
    contradictory = torch.cat([X, X]), torch.cat([y, 1 - y])  # no loss is below that of weights 0
    beyond = {"0.weight": np.array([[1.5, -1.0]]), "0.bias": np.array([0.5])}
    at_the_best = {"0.weight": np.zeros((1, 2)), "0.bias": np.zeros(1)}

    for state, epochs, lr in ((beyond, 6, 30.0), (at_the_best, 40, 0.3)):
        network = guest.sequential(("Linear", 2, 1), ("Sigmoid",))
        network.load_state(state)
        losses = student.train(network, *contradictory, epochs=epochs, lr=lr)
        look = "one loss per epoch, and all epochs"
        assert_shape(_numbers(losses), (epochs,), what="the list of losses", look=look)
        plain = all(isinstance(value, (float, np.floating)) for value in losses)
        assert_holds(plain, "the losses must be plain floats", look="loss.item() gives the number")


@pytest.mark.part("train", weight=GUESTS_WORD)
def test_train_changes_the_network_only(student, guest, rng):
    """A right training leaves X and y as they were."""
    state, X, y = _small_state(rng, 2), *_labelled(rng, 9, 2)
    expected, _ = _descent(state, X, y, epochs=3, lr=0.2)

    losses = student.train(_small_network(guest, state), X, y, epochs=3, lr=0.2)

    changed = guest.changed_arguments()
    _assert_losses(losses, expected)
    look = "no function with a _ at its end, and no -=, on X or y"
    assert_holds(not changed, "X or y was changed", look=look)


@pytest.mark.part("train")
def test_blobs_are_learnt(student, guest, gate, rng):
    """A neuron that train has trained tells two blobs apart at points never seen.

    What it tells is computed here, from its weights.
    """
    own = _is_right(student)
    _assert_small_steps(student, guest, int(rng.integers(2**31)), own=own)
    gate("blobs", lambda seed: _accuracy(student, guest, seed, _blobs, own=own))


@pytest.mark.part("train", alone=False)
def test_the_wall_stands(student, guest, rng):
    """On two circles a neuron ends where no line helps: it answers 0.5, and half is right."""
    seed = int(rng.integers(2**31))
    (X, y), _ = _two_draws(_circles, seed)
    network = _neuron(student, guest, seed, own=_is_right(student))

    losses = _numbers(student.train(network, _float32(X), _float32(y[:, None]), epochs=80, lr=0.9))

    assert_shape(losses, (80,), what="the list of losses", look="one loss per epoch")
    look = "one neuron, and the loss of its own answers for the points as they are"
    right = _share_right(network, X, y)
    assert_holds(right < 0.7, "more points are right than a line can get", got=right, look=look)
    ended = abs(losses[-1] - np.log(2)) < 0.005
    sentence = "the last loss is not that of a neuron that answers 0.5 everywhere"
    assert_holds(ended, sentence, got=losses[-1], look=look)


@pytest.mark.gpu
@pytest.mark.part("train")
def test_train_works_on_a_gpu(student, guest, rng, device):
    """train works where the network and the samples are: on a GPU it gives the same losses."""
    state, X, y = _small_state(rng, 2), *_labelled(rng, 13, 2)
    expected, _ = _descent(state, X, y, epochs=5, lr=0.2)
    network = _small_network(guest, state)
    network.to(device)

    losses = student.train(network, X.to(device), y.to(device), epochs=5, lr=0.2)

    look = "make no tensor without device=X.device, and move nothing to the CPU"
    _assert_losses(losses, expected, look)


def trivial_blobs(seed):
    """Give the accuracy on the gate's new points of the best line through the origin."""
    (X, y), (points, labels) = _two_draws(_blobs, seed)
    angles = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    normals = np.stack([np.cos(angles), np.sin(angles)])

    hits = ((X @ normals > 0) == y[:, None]).mean(axis=0)
    normal = normals[:, hits.argmax()]

    return float(((points @ normal > 0) == labels).mean())


def _accuracy(student, guest, seed, draw, *, own):
    """Train on a new sample, and score the network on points never sent before.

    With ``own`` it is the student's own network, which is right, else the guest's: one mistake
    costs once.
    """
    (X, y), (points, labels) = _two_draws(draw, seed)
    network = _neuron(student, guest, seed, own=own)

    student.train(network, _float32(X), _float32(y[:, None]), epochs=150, lr=0.5)

    return _share_right(network, points, labels)


def _share_right(network, points, labels):
    """Give the share of labels that a neuron's weights give, whatever its forward has become."""
    weight, bias = _weights_of(network)
    return float(((points @ weight[0] + bias > 0) == labels).mean())


def _weights_of(network):
    """Give a neuron's weight of shape (1, 2) and its bias of shape (1,), as they are now."""
    names, state = _names_by_shape(network), network.state()
    weights = [as_floats(state[names[shape]], "a trained weight") for shape in SHAPES]
    for array, shape in zip(weights, SHAPES, strict=True):
        assert_shape(array, shape, what="a trained weight")
    return weights


def _assert_small_steps(student, guest, seed, *, own):
    """Fail unless two epochs at a small learning rate move a neuron's weights, and not far.

    The gradient is below 5 there: so each right step is shorter than 0.05.
    """
    (X, y), _ = _two_draws(_blobs, seed)
    network = _neuron(student, guest, seed, own=own)
    before = np.concatenate([each.ravel() for each in _weights_of(network)])

    student.train(network, _float32(X), _float32(y[:, None]), epochs=2, lr=0.01)

    moved = np.abs(np.concatenate([each.ravel() for each in _weights_of(network)]) - before).max()
    look = "each epoch moves the weights of the network that is handed in by lr times the gradient"
    sentence = "two epochs at a learning rate of 0.01 moved the weights too far, or not at all"
    assert_holds(1e-6 < moved < 0.2, sentence, got=moved, look=look)


def _neuron(student, guest, seed, *, own):
    """Make a neuron of two inputs, the student's or the guest's, from a start of its own."""
    guest.seed(_seeds(seed)[0])
    return student.LinearClassifier() if own else guest.sequential(("Linear", 2, 1), ("Sigmoid",))


def _is_right(student):
    """Say whether the student's class is right; what is wrong with it, its own checks say."""
    points, weight, bias = _batch(np.random.default_rng(0), 9, 2)
    try:
        network = student.LinearClassifier()
        names = _load(network, weight, bias)
        close = np.allclose(
            as_floats(network(points)), _forward(points, weight, bias)[1], rtol=1e-4, atol=1e-5
        )
        _, gradients = network.vjp((points,), np.ones((9, 1), np.float32))
    except Exception:  # whatever a student's class may raise
        return False
    return bool(close and all(gradients.get(name) is not None for name in names.values()))


def _seeds(seed):
    """Give seeds that do not tell each other: of the start, the samples and the new points."""
    return [int(number) for number in np.random.SeedSequence(seed).generate_state(3)]


def _two_draws(draw, seed):
    """Draw samples to learn from, and new points of the same kind."""
    _, samples, new = _seeds(seed)
    return draw(300, samples, seed), draw(600, new, seed)


def _blobs(n, seed, place):
    """Give points of two blobs that lie one behind the other, seen from the origin."""
    angle = np.random.default_rng(place).uniform(0, 2 * np.pi)
    direction = np.array([np.cos(angle), np.sin(angle)])
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(n) % 2)
    return rng.normal(scale=0.5, size=(n, 2)) + np.outer(1 + 3 * y, direction), y


def _circles(n, seed, place):
    """Give points on two circles, and 1 for those on the inner one; ``place`` is of no account."""
    from sklearn.datasets import make_circles

    return make_circles(n, noise=0.03, factor=0.8, random_state=seed)


def _float32(array):
    """Give an array as a float32 tensor."""
    return torch.tensor(array, dtype=torch.float32)


def _batch(rng, n, n_inputs):
    """Draw X, weights and bias: the logits are of both signs where there are some of them."""
    weights, bias = rng.uniform(0.5, 2, (1, n_inputs)), rng.uniform(0.5, 1.5, 1)
    weights *= rng.choice([-1, 1], weights.shape)
    bias *= rng.choice([-1, 1])
    return _float32(rng.normal(size=(n, n_inputs))), _float32(weights), _float32(bias)


def _forward(X, weights, bias):
    """Give torch's logits and probabilities in float64."""
    logits = F.linear(X.double(), weights.double(), bias.double())
    return logits, torch.sigmoid(logits)


def _assert_forward(answer, right, look):
    """Fail unless logits and probabilities came, and are right."""
    logits, probabilities = unpack(answer, "logits", "probabilities")
    assert_close(logits, right[0], what="logits", look=look)
    assert_close(probabilities, right[1], what="probabilities", look=look)


def _judged(rng, n):
    """Draw probabilities, some of them on the wrong side, and labels of both classes."""
    y = np.zeros((n, 1))
    y[rng.permutation(n)[: (n + 1) // 3]] = 1
    return _float32(rng.uniform(0.02, 0.95, (n, 1))), _float32(y)


def _with_gradients(guest, rng, n_inputs, size=1.0):
    """Build a small network that holds gradients; give it, its weights and the gradients."""
    state = _small_state(rng, n_inputs)
    points, pull = _float32(rng.normal(size=(6, n_inputs))), size * rng.normal(size=(6, 1))
    network = _small_network(guest, state)
    network.vjp((points,), pull)
    return network, state, _gradients(state, points, pull)


def _gradients(state, points, pull):
    """Give the gradients of pull · network(points), by name."""
    leaves = [
        torch.tensor(array, dtype=torch.float64, requires_grad=True) for array in state.values()
    ]
    gradients = torch.autograd.grad(
        _small_forward(leaves, points.double()), leaves, torch.as_tensor(pull).double()
    )
    return {name: each.numpy() for name, each in zip(state, gradients, strict=True)}


def _stepped(state, gradients, eta):
    """Give the weights after one step."""
    return {name: state[name] - eta * gradients[name] for name in state}


def _step_again(student, parameters):
    """Take another step without a backward: it moves nothing, or fails where gradients are None."""
    with suppress(TypeError, AttributeError, RuntimeError, ValueError, AssertionError):
        student.gradient_descent_step(parameters, 0.5)


def _assert_state(network, expected, look=STEP):
    """Fail unless the network's weights are the expected ones."""
    found = network.state()
    for name, right in expected.items():
        assert_close(found[name], right, what=f"the parameter {name}", look=look, atol=5e-5)


def _names_by_shape(network):
    """Give {shape: parameter name}, or fail where the shapes are not those of the layer."""
    network(torch.zeros(1, 2))
    shapes = [(tuple(shape), name) for name, shape in network.parameter_shapes()]
    same = sorted(shape for shape, _ in shapes) == sorted(SHAPES)
    found = [shape for shape, _ in shapes]
    assert_holds(same, "the parameters have other shapes than the layer's", got=found, look=LAYERS)
    return dict(shapes)


def _load(network, weight, bias):
    """Set weight and bias by their shapes; give {shape: parameter name}."""
    names = _names_by_shape(network)
    network.load_state({names[1, 2]: weight.numpy(), names[1,]: bias.numpy()})
    return names


def _small_state(rng, n_inputs):
    """Draw the weights of a smooth network n_inputs → 3 → 1, under nn.Sequential's names."""
    shapes = {"0.weight": (3, n_inputs), "0.bias": (3,), "2.weight": (1, 3), "2.bias": (1,)}
    return {name: rng.normal(0, 0.8, shape).astype(np.float32) for name, shape in shapes.items()}


def _small_network(guest, state):
    """Build the network of these weights on the far side: linear, tanh, linear, sigmoid."""
    hidden, n_inputs = state["0.weight"].shape
    layers = (("Linear", n_inputs, hidden), ("Tanh",), ("Linear", hidden, 1), ("Sigmoid",))
    network = guest.sequential(*layers)
    network.load_state(state)
    return network


def _small_forward(weights, X):
    """Give the small network's probabilities of shape (N, 1)."""
    W1, b1, W2, b2 = weights
    return torch.sigmoid(torch.tanh(X @ W1.T + b1) @ W2.T + b2)


def _neuron_forward(weights, X):
    """Give a neuron's probabilities of shape (N, 1)."""
    weight, bias = weights
    return torch.sigmoid(X @ weight.T + bias)


def _labelled(rng, n, n_inputs):
    """Draw X of shape (n, n_inputs) and labels y of shape (n, 1), both classes among them."""
    y = np.zeros((n, 1))
    y[rng.permutation(n)[: n // 3]] = 1
    return _float32(rng.normal(size=(n, n_inputs))), _float32(y)


def _surely_wrong(rng):
    """Draw a small network, and samples of which it gives one a probability of 3e-4 (logit 8)."""
    state, (X, y) = _small_state(rng, 2), _labelled(rng, 20, 2)
    state["2.bias"][:] = 0
    weights = [torch.from_numpy(array).double() for array in state.values()]
    logits = torch.logit(_small_forward(weights, X.double()))[:, 0]
    surest = logits.abs().argmax()
    state["2.weight"] *= np.float32(8 / logits[surest].abs())
    y[surest] = float(logits[surest] < 0)
    return state, X, y


def _descent(state, X, y, epochs, lr, forward=_small_forward):
    """Train a network by gradient descent in float64; give the losses and the weights."""
    weights = {name: torch.tensor(a, dtype=torch.float64) for name, a in state.items()}
    X, y, losses = X.double(), y.double(), []
    for _ in range(epochs):
        leaves = [tensor.requires_grad_() for tensor in weights.values()]
        loss = F.binary_cross_entropy(forward(leaves, X), y)
        slopes = torch.autograd.grad(loss, leaves)
        losses.append(loss.item())
        weights = {
            name: (leaf - lr * slope).detach()
            for name, leaf, slope in zip(state, leaves, slopes, strict=True)
        }
    return losses, {name: tensor.detach().numpy() for name, tensor in weights.items()}


def _assert_losses(losses, expected, look=EPOCH):
    """Fail unless the losses are the expected ones, as far as float32 can tell."""
    came = _numbers(losses)
    assert_close(came, expected, what="the list of losses", look=look, rtol=1e-3, atol=1e-4)


def _numbers(losses):
    """Give the losses as floats; whether each is a plain float is another check's question."""
    if isinstance(losses, (list, tuple)):
        losses = [as_floats(value, "a loss").item() for value in losses]
    return as_floats(losses, "the list of losses")
