"""Hidden checks of the exercise architectures: fresh weights and inputs, against torch in float64.

Weights are set by the parameters' shapes, so that layers may have any names, but for those of
MultiHeadAttention. A tensor that crosses the border is only its numbers, without its history: a
loss that is to have one is made over there, and stays.
"""

from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn

from grader.checks import GUESTS_WORD, as_floats, assert_close, assert_holds, assert_shape

DEVICES = {
    "mixes devices": "forward mixes tensors on the CPU with those of the device",
    "leaves torch": "forward leaves torch on the way (.numpy())",
    "wrong device": "the answer comes back on another device",
}
ELSEWHERE = "expected device", "same device", "copy out of meta"
"""What torch says where the CPU's tensors meet a device's, or are filled from them."""
ANYWHERE = "make no tensor on the CPU; no .cpu(), no .numpy(); layers belong to self"
GRAPH = (
    "if the answers are wrong too, mend those first; "
    "else no .detach(), .data, .numpy() or torch.tensor(...) on the way"
)
DOUBLE = "a network of float64 is sent float64: leave the dtype as it is"
START = "leave the start to the layers of PyTorch: no init, no zeros, no seed in __init__"
PURE = "no function with a _ at its end, and no -=, on an argument itself"
SIMPLE = ((64, 10), (64,), (32, 64), (32,), (1, 32), (1,))
LENET = (
    (6, 1, 5, 5), (6,), (16, 6, 5, 5), (16,), (120, 400), (120,), (84, 120), (84,), (10, 84), (10,)
)  # fmt: skip
CURVE = {"0.weight": (4, 1), "0.bias": (4,), "2.weight": (1, 4), "2.bias": (1,)}
PROJECTIONS = ("W_q", "W_k", "W_v", "W_o")


@pytest.mark.part("count_parameters")
def test_dense_networks_are_counted(student, guest, rng):
    """Of a chain of linear layers all weights and all biases are counted."""
    for depth in (1, 2, 4):
        widths = [int(width) for width in rng.permutation(np.arange(2, 12))[: depth + 1]]
        expected = sum(m * n + m for n, m in pairwise(widths))
        network = guest.sequential(*[("Linear", *pair) for pair in pairwise(widths)])

        look = "of each layer, m weights for each of n inputs, and m biases"
        assert_close(student.count_parameters(network), expected, look=look)


@pytest.mark.part("count_parameters")
def test_all_kinds_of_layers_are_counted(student, guest, rng):
    """Convolutions, recurrent layers and layers without a bias count like any other."""
    n, m, k = (int(number) for number in rng.permutation(np.arange(2, 9))[:3])
    cases = (
        (("Conv2d", n, m, k), m * n * k * k + m),
        (("Linear", n, m, False), m * n),
        (("RNN", n, m), m * n + m * m + 2 * m),
        (("Bilinear", n, m, k), k * n * m + k),
        (("LayerNorm", (n, m)), 2 * n * m),
        (("ReLU",), 0),
    )
    look = "every parameter that the module holds, whatever layer it belongs to"
    for layer, expected in cases:
        network = guest.sequential(layer, ("Tanh",))
        assert_close(student.count_parameters(network), expected, look=look)


@pytest.mark.part("count_parameters")
def test_nested_layers_are_counted(student, guest, rng):
    """Layers inside layers count, at any depth, and also those of the student's own classes."""
    n, m = (int(number) for number in rng.permutation(np.arange(2, 9))[:2])
    inner = guest.sequential(("Linear", n, m), ("Tanh",))
    middle = guest.sequential(("Sequential", inner), ("Linear", m, 2, False))
    outer = guest.sequential(("Sequential", middle), ("Linear", 2, 3))

    look = "module.parameters() goes into the layers, and into the layers of these"
    assert_close(student.count_parameters(outer), n * m + m + 2 * m + 9, look=look)


@pytest.mark.part("count_parameters")
def test_what_is_frozen_counts_and_buffers_do_not(student, guest, rng):
    """Frozen parameters count; running means do not; what two layers share counts once."""
    n, m = (int(number) for number in rng.permutation(np.arange(2, 12))[:2])
    network = guest.sequential(("Linear", n, m), ("BatchNorm1d", m), ("Linear", m, 2))
    frozen = guest.sequential(("Linear", m, n), ("Linear", n, 3))
    frozen.get_submodule("0").requires_grad_(False)
    square = guest.sequential(("Linear", n, n))
    twice = guest.sequential(("Sequential", square), ("Tanh",), ("Sequential", square))

    look = "count the running mean and variance of batch normalisation nowhere"
    expected = n * m + m + 2 * m + 2 * m + 2
    assert_close(student.count_parameters(network), expected, look=look)
    look = "requires_grad does not matter here"
    assert_close(student.count_parameters(frozen), n * m + n + 3 * n + 3, look=look)
    _, gradients = frozen.vjp((torch.ones(1, m),), np.ones((1, 3), np.float32))
    still = gradients["0.weight"] is None and gradients["1.weight"] is not None
    assert_holds(still, "what was frozen is so no more, or the rest is", look="count, and no more")
    look = "a parameter counts once, however often it is used"
    assert_close(student.count_parameters(twice), n * n + n, look=look)
    layer = guest.sequential(("LazyLinear", m))
    weight = layer.get_parameter("0.weight")
    layer(torch.zeros(1, n))
    tied = guest.sequential(("Sequential", layer), ("ParameterList", [weight]))
    assert_close(student.count_parameters(tied), n * m + m, look=look)


@pytest.mark.part("SimpleNet", weight=2)
def test_simple_net_follows_the_formula(student, rng):
    """With given weights the network gives the formula's numbers, for many samples or one."""
    many, one = _normal(rng, 9, 10), _normal(rng, 1, 10)
    weights = _weights_around_zero(rng, many)
    expected, expected_one = _simple(weights, many), _simple(weights, one)

    network = student.SimpleNet()
    _load(network, SIMPLE, weights)

    look = "linear, ReLU, linear, ReLU, linear: each once, in this order, and nothing behind"
    assert_close(network(many), expected, what="the network's answer", look=look)
    assert_close(network(one), expected_one, what="the answer for one sample", look=look)
    network.double()
    assert_close(network(one.double()), expected_one, what="the answer in float64", look=DOUBLE)


@pytest.mark.part("SimpleNet")
def test_simple_net_has_the_formulas_gradients(student, rng):
    """With given weights every parameter and every sample gets the gradient of the formula."""
    samples = _normal(rng, 6, 10)
    weights = _weights_around_zero(rng, samples)

    network = student.SimpleNet()
    _load(network, SIMPLE, weights)

    _assert_gradients(network, SIMPLE, weights, samples, _simple, rng)


@pytest.mark.part("SimpleNet", weight=0.5)
def test_simple_net_starts_as_torch_draws_it(student, guest, rng):
    """Each network starts with numbers of its own, evenly between -1/√n and 1/√n for n inputs."""
    _assert_start(guest, rng, student.SimpleNet, SIMPLE)


@pytest.mark.part("SimpleNet", weight=GUESTS_WORD, alone=False)
def test_simple_net_works_on_any_device(student, guest):
    """forward works on the device that the network and the samples are on, and stays there."""
    _assert_any_device(guest, student.SimpleNet(), np.zeros((3, 10), np.float32))


@pytest.mark.part("SimpleNet", weight=GUESTS_WORD)
def test_simple_net_changes_no_samples(student, guest, rng):
    """The right answer leaves the samples that were sent as they were."""
    samples = _normal(rng, 4, 10)
    weights = _weights_around_zero(rng, samples)
    expected = _simple(weights, samples)
    network = student.SimpleNet()
    _load(network, SIMPLE, weights)

    answer = network(samples)

    _assert_pure(guest, answer, expected)


@pytest.mark.part("gradient_norms", weight=2)
def test_norms_are_those_of_autograd(student, guest, rng):
    """The norms are those of autograd, one for each parameter, in the parameters' order."""
    for widths, activation, n in (((3, 5, 2), "Tanh", 7), ((4, 1), "Sigmoid", 1)):
        network, loss, expected = _network_and_loss(guest, rng, widths, activation, n)

        norms = student.gradient_norms(network, loss)

        look = "for W1, b1, W2, b2, …: the root of the sum of the squares of its gradient"
        assert_close(_listed(norms), expected, what="the list of norms", look=look)


@pytest.mark.part("gradient_norms")
def test_gradients_vanish_behind_sigmoids(student, guest, rng):
    """Behind five layers of sigmoids next to nothing of the gradient is left; with ReLU much is."""
    widths = (4, 6, 6, 6, 6, 6, 2)
    for activation in ("Sigmoid", "ReLU"):
        network, loss, expected = _network_and_loss(guest, rng, widths, activation, 8)

        norms = _listed(student.gradient_norms(network, loss))

        look = "each parameter's own norm, as small as it may be; in the order of parameters()"
        scale = expected.max()
        assert_shape(norms, expected.shape, what="the list of norms", look=look)
        assert_close(norms, expected, what="the list of norms", look=look, atol=1e-6 * scale)
        first, right = norms[0] / norms[-2], expected[0] / expected[-2]
        what = "the first layer's norm as a share of the last layer's"
        assert_close(first, right, what=what, look=look, rtol=1e-3, atol=0)


@pytest.mark.part("gradient_norms")
def test_old_gradients_have_no_part(student, guest, rng):
    """Gradients that the parameters held before do not count."""
    network, loss, expected = _network_and_loss(guest, rng, (3, 4, 2), "Tanh", 5, unused=2)
    network.vjp((_normal(rng, 6, 3),), rng.normal(size=(6, 2)).astype(np.float32))
    expected = np.append(expected, [0.0, 0.0])  # the last layer has old gradients alone

    norms = student.gradient_norms(network, loss)

    look = "clear the gradients before you go backward"
    assert_close(_listed(norms), expected, what="the list of norms", look=look)


@pytest.mark.part("gradient_norms")
def test_a_parameter_without_a_gradient_has_norm_0(student, guest, rng):
    """Frozen parameters, and those that the loss does not depend on, have the norm 0."""
    network, loss, expected = _network_and_loss(guest, rng, (3, 4, 2), "Tanh", 5, unused=2)
    look = "where there is no gradient (None), 0 stands in its place"
    norms = student.gradient_norms(network, loss)
    expected = np.append(expected, [0.0, 0.0])
    assert_close(_listed(norms), expected, what="the list of norms", look=look)

    network, loss, expected = _network_and_loss(guest, rng, (3, 4, 2), "Tanh", 5, frozen=True)
    norms = student.gradient_norms(network, loss)
    expected[:2] = 0.0
    assert_close(_listed(norms), expected, what="the list of norms", look=look)


@pytest.mark.part("gradient_norms", weight=0.5)
def test_the_weights_take_no_step(student, guest, rng):
    """Right norms leave the weights as they were, ready to be trained on."""
    network, loss, expected = _network_and_loss(guest, rng, (2, 3, 1), "Tanh", 4)
    before = network.state()

    norms = student.gradient_norms(network, loss)

    assert_close(_listed(norms), expected, what="the list of norms")
    after = network.state()
    same = all(np.array_equal(before[name], after[name]) for name in before)
    assert_holds(same, "the weights have changed", look="measure the gradients, take no step")
    _, gradients = network.vjp((_normal(rng, 1, 2),), np.ones((1, 1), np.float32))
    learns = all(gradient is not None for gradient in gradients.values())
    assert_holds(learns, "the network can no longer be trained afterwards", look="freeze nothing")


@pytest.mark.part("scaled_dot_product_attention", weight=2)
def test_attention_follows_the_formula(student, rng):
    """The answer is softmax(QKᵀ/√d)V, whatever L, S, d and m are, and for any leading axes."""
    cases = (((), 3, 5, 2, 4), ((), 1, 4, 3, 1), ((2,), 4, 3, 7, 2), ((3, 2), 2, 6, 5, 3))
    look = "scores divided by the root of d, a softmax over the keys, the mean of the values"
    for lead, n_queries, n_keys, d, m in cases:
        Q, K, V = _queries(rng, lead, n_queries, n_keys, d, m)
        expected = _attention(Q, K, V)

        answer = student.scaled_dot_product_attention(Q, K, V)

        assert_close(answer, expected, look=look)


@pytest.mark.part("scaled_dot_product_attention", weight=2)
def test_masks_hide_keys(student, rng):
    """Where the mask is False the key has no weight at all, for masks of any shape that fits."""
    cases = ((), (4, 6)), ((2,), (4, 6)), ((2, 3), (4, 6)), ((2, 3), (2, 1, 4, 6)), ((2,), (1, 6))
    look = "before the softmax, the scores of hidden keys become minus infinity"
    for lead, shape in cases:
        Q, K, V = _queries(rng, lead, 4, 6, 3, 2)
        mask = _mask(rng, shape)
        expected = _attention(Q, K, V, mask)

        answer = student.scaled_dot_product_attention(Q, K, V, mask)

        assert_close(answer, expected, look=look)


@pytest.mark.part("scaled_dot_product_attention")
def test_high_scores_are_no_trouble(student, rng):
    """Scores in the thousands, of either sign, give what they should, with a mask and without."""
    Q = torch.from_numpy(rng.integers(60, 90, (5, 4)) * rng.choice([-1.0, 1.0], (5, 1)))
    K, V = (
        torch.from_numpy(rng.integers(60, 90, (3, 4)) / 1.0),
        torch.from_numpy(rng.normal(size=(3, 2))),
    )
    K[1:] = K[0] + torch.tensor([[0.0, 0.0, 0.0, 1 / 64], [0.0, 1 / 128, 0.0, 0.0]])
    mask = torch.tensor([[True, False, True]])

    look = "subtract the largest score of a query before exp, or let torch.softmax do it"
    for given in (None, mask):
        expected = _attention(Q, K, V, given)
        answer = student.scaled_dot_product_attention(Q, K, V, given)
        assert_close(answer, expected, look=look)
    for times in (-2, 2):  # a hidden key has by far the largest score, for one sign or the other
        K[1] = times * K[0]
        expected = _attention(Q, K, V, mask)
        answer = student.scaled_dot_product_attention(Q, K, V, mask)
        assert_close(answer, expected, look="first hide keys, then subtract the largest score")


@pytest.mark.part("scaled_dot_product_attention", weight=0.5)
def test_attention_can_be_differentiated(student, rng):
    """A right answer still knows where it came from."""
    arguments = _queries(rng, (2,), 3, 4, 5, 2)
    mask = _mask(rng, (3, 4))
    expected = _attention(*arguments, mask)

    _assert_differentiable(student.scaled_dot_product_attention, arguments, expected, mask)


@pytest.mark.part("scaled_dot_product_attention", weight=GUESTS_WORD)
def test_attention_changes_no_arguments(student, guest, rng):
    """A right answer leaves its arguments as they were."""
    arguments, mask = _queries(rng, (2,), 3, 4, 5, 2), _mask(rng, (3, 4))
    expected = _attention(*arguments, mask)

    _assert_pure(guest, student.scaled_dot_product_attention(*arguments, mask), expected)


@pytest.mark.part("scaled_dot_product_attention", weight=0.5)
def test_attention_stays_on_its_device(student, guest, rng):
    """The right function works on any device; none is needed to see that."""
    arguments = _queries(rng, (2,), 3, 5, 4, 6)
    expected = _attention(*arguments)

    _assert_stays(guest, student.scaled_dot_product_attention, arguments, expected)


@pytest.mark.gpu
@pytest.mark.part("scaled_dot_product_attention", weight=0.5)
def test_attention_works_on_a_gpu(student, rng, device):
    """On a GPU the answer is the same, with a mask and without."""
    Q, K, V = _queries(rng, (2,), 3, 4, 5, 2)
    mask = _mask(rng, (3, 4))

    for given in (None, mask):
        expected = _attention(Q, K, V, given)
        there = [each if each is None else each.to(device) for each in (Q, K, V, given)]
        answer = student.scaled_dot_product_attention(*there)
        assert_close(answer, expected, look=ANYWHERE, rtol=1e-3, atol=1e-3)


@pytest.mark.part("MultiHeadAttention", weight=2)
def test_heads_are_those_of_torch(student, rng):
    """With given weights the answer is that of torch's own layer, for any number of heads."""
    look = "each head attends on its own slice of features, and is scaled by its own width"
    for (d_model, n_heads), n, n_queries, n_keys in (
        ((6, 2), 3, 4, 5),
        ((8, 4), 1, 1, 3),
        ((5, 1), 2, 3, 2),
        ((12, 3), 2, 5, 5),
    ):
        weights = _projections(rng, d_model)
        Q, K, V = _sequences(rng, n, n_queries, n_keys, d_model)
        expected = _heads(weights, n_heads, Q, K, V)
        network = student.MultiHeadAttention(d_model, n_heads)
        _load_projections(network, d_model, weights)

        assert_close(network(Q, K, V), expected, what="the answer", look=look)
        network.double()
        answer = network(Q.double(), K.double(), V.double())
        assert_close(answer, expected, what="the answer in float64", look=DOUBLE)


@pytest.mark.part("MultiHeadAttention", weight=2)
def test_heads_obey_masks(student, rng):
    """A mask of shape (L, S) holds for all samples, one of (N, L, S) has a page for each."""
    n, n_heads, d_model = 3, 3, 6
    weights = _projections(rng, d_model)
    Q, K, V = _sequences(rng, n, 4, 5, d_model)
    network = student.MultiHeadAttention(d_model, n_heads)
    _load_projections(network, d_model, weights)

    look = "True where a query may look; mask[n] belongs to sample n, in all of its heads"
    for shape in ((4, 5), (n, 4, 5)):
        mask = _mask(rng, shape)
        expected = _heads(weights, n_heads, Q, K, V, mask)
        assert_close(network(Q, K, V, mask), expected, what="the answer", look=look)
    Q, K, V, mask = Q[:2], K[:2], V[:2], _mask(rng, (2, 4, 5))
    expected = _heads(weights, n_heads, Q, K, V, mask)
    assert_close(network(Q, K, V, mask), expected, what="the answer", look=look)
    Q, K, V = Q[:, :3], K[:, :3], V[:, :3]
    causal = torch.ones(3, 3, dtype=torch.bool).tril()
    expected = _heads(weights, n_heads, Q, K, V, causal)
    assert_close(network(Q, K, V, mask=causal), expected, what="the answer", look=look)


@pytest.mark.part("MultiHeadAttention")
def test_heads_have_the_gradients_of_torch(student, rng):
    """Every layer, and the queries, get the gradient that torch's own layer gives them."""
    weights = _projections(rng, 6)
    Q, K, V = _sequences(rng, 2, 3, 4, 6)
    pull = rng.normal(size=(2, 3, 6)).astype(np.float32)
    leaves = [each.double().requires_grad_() for each in (Q, *weights.values())]
    again = dict(zip(weights, leaves[1:], strict=True))
    answer = _heads(again, 2, leaves[0], K, V)
    expected = torch.autograd.grad(answer, leaves, torch.from_numpy(pull).double())
    network = student.MultiHeadAttention(6, 2)
    _load_projections(network, 6, weights)

    queries, gradients = network.vjp((Q, K, V), pull)

    found = [queries, *(gradients[name] for name in weights)]
    arrives = all(gradient is not None for gradient in found)
    assert_holds(arrives, "a gradient does not arrive: the chain is cut", look=GRAPH)
    for gradient, right in zip(found, expected, strict=True):
        # the gradient of W_k's bias is 0, so that all of it is rounding
        assert_close(gradient, right, what="a gradient", look=GRAPH, rtol=1e-3, atol=1e-4)


@pytest.mark.part("MultiHeadAttention", weight=0.5)
def test_heads_start_as_torch_draws_them(student, guest, rng):
    """The four layers start with numbers of their own, each time anew."""
    guest.seed(int(rng.integers(2**31)))
    networks = [student.MultiHeadAttention(6, 2) for _ in range(3)]
    for network in networks:
        _assert_projections(network, 6)

    starts = [np.ravel(each.state()[f"{name}.weight"]) for each in networks for name in PROJECTIONS]
    different = len(np.unique(np.stack(starts), axis=0)) == len(starts)
    assert_holds(different, "two layers start alike", look=START)
    biases = np.stack([each.state()[f"{name}.bias"] for each in networks for name in PROJECTIONS])
    assert_holds(biases.all(), "a bias starts at 0", got=biases, look=START)
    largest = max(np.abs(np.stack(starts)).max(), np.abs(biases).max()) * np.sqrt(6)
    both = all(each.min() < 0 < each.max() for each in (np.stack(starts), biases))
    fine = both and 0.9 < largest < 1.0001
    assert_holds(fine, "the start is not nn.Linear's", look=START)


@pytest.mark.part("MultiHeadAttention", weight=GUESTS_WORD, alone=False)
def test_heads_work_on_any_device(student, guest):
    """forward works on the device that the network and what it is sent are on."""
    three = [np.zeros((2, 3, 4), np.float32) for _ in range(3)]

    _assert_any_device(guest, student.MultiHeadAttention(4, 2), *three)
    mask = np.ones((2, 3, 3), np.bool_)
    _assert_any_device(guest, student.MultiHeadAttention(4, 2), *three, mask)


@pytest.mark.part("MultiHeadAttention", weight=GUESTS_WORD)
def test_heads_change_no_arguments(student, guest, rng):
    """The right answer leaves queries, keys, values and mask as they were."""
    weights = _projections(rng, 4)
    Q, K, V = _sequences(rng, 2, 3, 3, 4)
    mask = _mask(rng, (2, 3, 3))
    expected = _heads(weights, 2, Q, K, V, mask)
    network = student.MultiHeadAttention(4, 2)
    _load_projections(network, 4, weights)

    answer = network(Q, K, V, mask)

    _assert_pure(guest, answer, expected)


@pytest.mark.part("conv2d", weight=2)
def test_windows_are_weighed(student, rng):
    """Each kernel is laid over each window, over all channels; kernels need not be square."""
    look = "over channels, rows and columns of the window: image times kernel, as it stands"
    for shape, kernel in (
        ((2, 3, 5, 6), (4, 3, 2, 3)),
        ((1, 1, 4, 7), (1, 1, 3, 1)),
        ((3, 2, 4, 4), (2, 2, 4, 4)),
        ((1, 4, 3, 5), (3, 4, 1, 1)),
    ):
        x, weight, bias = _images(rng, shape, kernel)
        expected = _convolution(x, weight, bias)

        assert_close(student.conv2d(x, weight, bias), expected, look=look)


@pytest.mark.part("conv2d", weight=2)
def test_strides_and_paddings_are_obeyed(student, rng):
    """Stride and padding have their effect, alone and together; what does not fit is left over."""
    x, weight, bias = _images(rng, (2, 2, 6, 9), (3, 2, 3, 2))
    settings = ((2, 0), (1, 1), (3, 2), (2, 1), (4, 3))
    expected = [_convolution(x, weight, bias, *each) for each in settings]

    look = "side' = ⌊(side + 2·padding − kernel) / stride⌋ + 1; zeros all round each image"
    for (stride, padding), right in zip(settings, expected, strict=True):
        answer = student.conv2d(x, weight, bias, stride=stride, padding=padding)
        assert_close(answer, right, look=look)
    answer = student.conv2d(x, weight, bias, 2, 1)
    assert_close(answer, expected[3], look="the order is stride, padding")


@pytest.mark.part("conv2d")
def test_bias_may_be_none(student, rng):
    """Without a bias nothing is added; with one each kernel has its own."""
    x, weight, bias = _images(rng, (2, 3, 4, 5), (5, 3, 2, 2))
    expected, plain = _convolution(x, weight, 10 * bias), _convolution(x, weight, None)

    look = "bias[o] belongs to all of y[:, o]"
    assert_close(student.conv2d(x, weight, 10 * bias), expected, look=look)
    assert_close(student.conv2d(x, weight, None), plain, look="bias=None: nothing is added")


@pytest.mark.part("conv2d", weight=0.5)
def test_convolution_can_be_differentiated(student, rng):
    """A right answer still knows where it came from."""
    arguments = _images(rng, (1, 2, 4, 4), (2, 2, 3, 3))
    expected = _convolution(*arguments, 1, 1)

    _assert_differentiable(student.conv2d, arguments, expected, 1, 1)


@pytest.mark.part("conv2d", weight=GUESTS_WORD)
def test_convolution_changes_no_arguments(student, guest, rng):
    """A right answer leaves its arguments as they were."""
    arguments = _images(rng, (1, 2, 4, 4), (2, 2, 3, 3))
    expected = _convolution(*arguments, 1, 1)

    _assert_pure(guest, student.conv2d(*arguments, 1, 1), expected)


@pytest.mark.part("conv2d", weight=0.5)
def test_convolution_stays_on_its_device(student, guest, rng):
    """The right function works on any device; none is needed to see that."""
    arguments = _images(rng, (1, 2, 4, 5), (3, 2, 2, 2))
    expected = _convolution(*arguments, 2, 1)

    _assert_stays(guest, student.conv2d, arguments, expected, 2, 1)


@pytest.mark.gpu
@pytest.mark.part("conv2d", weight=0.5)
def test_convolution_works_on_a_gpu(student, rng, device):
    """On a GPU the images are the same."""
    arguments = _images(rng, (2, 3, 6, 5), (4, 3, 3, 2))
    expected = _convolution(*arguments, 2, 1)

    answer = student.conv2d(*[each.to(device) for each in arguments], 2, 1)

    assert_close(answer, expected, look=ANYWHERE, rtol=1e-3, atol=1e-2)


@pytest.mark.part("LeNet5", weight=2)
def test_lenet_follows_the_table(student, rng):
    """With given weights the scores are those of the table, for many images or one."""
    many = _normal(rng, 4, 1, 28, 28)
    weights = _weights(rng, LENET)
    expected = _lenet(weights, many)

    network = student.LeNet5()
    _load(network, LENET, weights)

    look = "convolution, ReLU, maximum, twice; then three linear layers with two ReLUs, no softmax"
    assert_close(network(many), expected, what="the scores", look=look)
    assert_close(network(many[2:3]), expected[2:3], what="the scores of one image", look=look)
    network.double()
    scores = network(many[2:3].double())
    assert_close(scores, expected[2:3], what="the scores in float64", look=DOUBLE)


@pytest.mark.part("LeNet5")
def test_lenet_has_the_tables_gradients(student, rng):
    """With given weights every parameter and every pixel gets the gradient of the table."""
    images, weights = _normal(rng, 2, 1, 28, 28), _weights(rng, LENET)

    network = student.LeNet5()
    _load(network, LENET, weights)

    _assert_gradients(network, LENET, weights, images, _lenet, rng)


@pytest.mark.part("LeNet5", weight=0.5)
def test_lenet_starts_as_torch_draws_it(student, guest, rng):
    """Each network starts with numbers of its own, as PyTorch's layers draw them."""
    _assert_start(guest, rng, student.LeNet5, LENET)


@pytest.mark.part("LeNet5", weight=GUESTS_WORD, alone=False)
def test_lenet_works_on_any_device(student, guest):
    """forward works on the device that the network and the images are on, and stays there."""
    _assert_any_device(guest, student.LeNet5(), np.zeros((2, 1, 28, 28), np.float32))


@pytest.mark.part("LeNet5", weight=GUESTS_WORD)
def test_lenet_changes_no_images(student, guest, rng):
    """The right answer leaves the images that were sent as they were."""
    images, weights = _normal(rng, 2, 1, 28, 28), _weights(rng, LENET)
    expected = _lenet(weights, images)
    network = student.LeNet5()
    _load(network, LENET, weights)

    answer = network(images)

    _assert_pure(guest, answer, expected)


@pytest.mark.gpu
@pytest.mark.part("LeNet5", weight=0.5)
def test_lenet_works_on_a_gpu(student, rng, device):
    """On a GPU the scores are the same."""
    images, weights = _normal(rng, 3, 1, 28, 28), _weights(rng, LENET)
    expected = _lenet(weights, images)
    network = student.LeNet5()
    _load(network, LENET, weights)
    network.to(device)

    answer = network(images.to(device))

    assert_close(answer, expected, what="the scores", look=ANYWHERE, rtol=1e-2, atol=1e-2)


@pytest.mark.part("rnn_cell", weight=2)
def test_steps_are_those_of_torch(student, rng):
    """The new state is that of torch's own cell, for many sequences or one."""
    look = "tanh of all four: x W_ihᵀ, b_ih, h W_hhᵀ, b_hh"
    for n, n_inputs, n_hidden in ((5, 3, 4), (1, 2, 3), (3, 3, 3), (2, 4, 1)):
        arguments = _cell(rng, n, n_inputs, n_hidden)
        expected = torch.rnn_tanh_cell(*[each.double() for each in arguments])

        assert_close(student.rnn_cell(*arguments), expected, what="the state", look=look)


@pytest.mark.part("rnn_cell")
def test_steps_follow_each_other(student, rng):
    """Step after step the state goes in as h, and the last one has seen the whole sequence."""
    n_steps, n, n_inputs, n_hidden = 6, 3, 2, 4
    x, h, *parameters = _cell(rng, n, n_inputs, n_hidden)
    x = _normal(rng, n_steps, n, n_inputs)
    expected = h.double()
    for each in x.double():
        expected = torch.rnn_tanh_cell(each, expected, *[p.double() for p in parameters])

    for each in x:
        h = student.rnn_cell(each, h, *parameters)
        as_floats(h, "the state")

    assert_close(h, expected, what="the last state", look="the same weights at all times")


@pytest.mark.part("rnn_cell", weight=0.5)
def test_steps_can_be_differentiated(student, rng):
    """A right answer still knows where it came from."""
    arguments = _cell(rng, 2, 3, 4)
    expected = torch.rnn_tanh_cell(*[each.double() for each in arguments])

    _assert_differentiable(student.rnn_cell, arguments, expected)


@pytest.mark.part("rnn_cell", weight=GUESTS_WORD)
def test_steps_change_no_arguments(student, guest, rng):
    """A right state leaves its arguments as they were."""
    arguments = _cell(rng, 2, 3, 4)
    expected = torch.rnn_tanh_cell(*[each.double() for each in arguments])

    _assert_pure(guest, student.rnn_cell(*arguments), expected)


@pytest.mark.part("rnn_cell", weight=0.5)
def test_steps_stay_on_their_device(student, guest, rng):
    """The right function works on any device; none is needed to see that."""
    arguments = _cell(rng, 2, 3, 4)
    expected = torch.rnn_tanh_cell(*[each.double() for each in arguments])

    _assert_stays(guest, student.rnn_cell, arguments, expected)


@pytest.mark.gpu
@pytest.mark.part("rnn_cell", weight=0.5)
def test_steps_work_on_a_gpu(student, rng, device):
    """On a GPU the state is the same."""
    arguments = _cell(rng, 4, 3, 5)
    expected = torch.rnn_tanh_cell(*[each.double() for each in arguments])

    answer = student.rnn_cell(*[each.to(device) for each in arguments])

    assert_close(answer, expected, what="the state", look=ANYWHERE, rtol=1e-3, atol=1e-3)


@pytest.mark.part("Autoencoder", weight=2)
def test_there_and_back_follows_the_formula(student, rng):
    """With given weights codes, samples from codes, and the way through are the formulas'."""
    for n_features, n_latent, n in ((7, 3, 5), (2, 5, 1), (9, 1, 4)):
        shapes = _auto_shapes(n_features, n_latent)
        weights = _weights(rng, shapes)
        x, z = _normal(rng, n, n_features), _normal(rng, n, n_latent)
        We, be, Wd, bd = (each.double() for each in weights)
        codes, samples = torch.tanh(x.double() @ We.T + be), z.double() @ Wd.T + bd
        network = student.Autoencoder(n_features, n_latent)
        _load(network, shapes, weights)

        look = "tanh on the way in; the way out is linear, with weights of its own"
        assert_close(network.encode(x), codes, what="encode(x)", look=look)
        assert_close(network.decode(z), samples, what="decode(z)", look=look)
        through = _auto(weights, x)
        assert_close(network(x), through, what="forward(x)", look="decode what encode gave")
        network.double()
        assert_close(network(x.double()), through, what="forward(x) in float64", look=DOUBLE)


@pytest.mark.part("Autoencoder")
def test_there_and_back_has_the_formulas_gradients(student, rng):
    """With given weights every parameter and every sample gets the gradient of the formula."""
    shapes = _auto_shapes(6, 2)
    x, weights = _normal(rng, 5, 6), _weights(rng, shapes)
    network = student.Autoencoder(6, 2)
    _load(network, shapes, weights)

    _assert_gradients(network, shapes, weights, x, _auto, rng)


@pytest.mark.part("Autoencoder", weight=0.5)
def test_autoencoders_start_as_torch_draws_them(student, guest, rng):
    """Each network starts with numbers of its own, evenly between -1/√n and 1/√n for n inputs."""
    shapes = _auto_shapes(8, 5)

    _assert_start(guest, rng, lambda: student.Autoencoder(8, 5), shapes)


@pytest.mark.part("Autoencoder", weight=GUESTS_WORD, alone=False)
def test_autoencoders_work_on_any_device(student, guest):
    """forward works on the device that the network and the samples are on, and stays there."""
    _assert_any_device(guest, student.Autoencoder(5, 2), np.zeros((3, 5), np.float32))


@pytest.mark.part("Autoencoder", weight=GUESTS_WORD)
def test_autoencoders_change_no_samples(student, guest, rng):
    """The right answer leaves the samples that were sent as they were."""
    shapes = _auto_shapes(4, 2)
    x, weights = _normal(rng, 3, 4), _weights(rng, shapes)
    expected = _auto(weights, x)
    network = student.Autoencoder(4, 2)
    _load(network, shapes, weights)

    answer = network(x)

    _assert_pure(guest, answer, expected)


@pytest.mark.part("physics_loss", weight=2)
def test_losses_of_curves_that_are_known(student, guest, rng):
    """On the solution itself the loss is 0; on other curves it is what they deserve."""
    t = torch.from_numpy(rng.uniform(0.1, 2, (6, 1)).astype(np.float32))
    for rate, height, u0 in ((1.0, 1.5, 1.5), (1.0, -0.8, -0.8), (2.0, 1.2, 0.5), (0.5, 2.0, 2.0)):
        lam = float(rng.uniform(0.3, 3))
        u = height * torch.exp(-rate * t.double())
        expected = (height - u0) ** 2 + lam * ((1 - rate) * u).square().mean()

        loss = student.physics_loss(_decay(guest, rate, height), t, u0, lam)

        look = "(u(0) − u0)², and lam times the mean of (u' + u)²"
        _assert_loss(loss, expected, look)


@pytest.mark.part("physics_loss", weight=2)
def test_losses_of_networks(student, guest, rng):
    """For any network, any times and any λ the loss is the formula's; 0 need not be among them."""
    for n, lam in ((8, 0.7), (1, 2.5), (5, 0.0), (3, 40.0)):
        t = torch.from_numpy(rng.uniform(-1, 3, (n, 1)).astype(np.float32))
        t[5:6] = 0.0  # it may be among them as well
        t[4:5] = t[3:4]  # and one of them twice
        u0 = float(rng.normal())
        network, weights = _curve(guest, rng)
        expected = _physics(weights, t.double(), u0, lam)

        loss = student.physics_loss(network, t, u0, lam)

        look = "(u(0) − u0)² at the time 0, plus lam times the mean over t of (u' + u)²"
        _assert_loss(loss, expected, look)
        network.double()
        _assert_loss(student.physics_loss(network, t.double(), u0, lam), expected, DOUBLE)


@pytest.mark.part("physics_loss")
def test_the_loss_can_be_trained_on(student, guest, rng):
    """From a right loss one can go backward to the parameters, by way of u' too, on any device."""
    for n, lam in ((3, 0.5), (6, 4.0)):
        curve, weights = _curve(guest, rng)
        t, u0 = _normal(rng, n, 1), float(rng.normal())
        right = _physics([each.requires_grad_() for each in weights], t.double(), u0, lam)
        slopes = torch.autograd.grad(right, weights)

        loss, (gradients, *_) = guest.backward("physics_loss", curve, t, u0, lam)

        _assert_loss(loss, right, "the formula")
        arrives = all(gradients.get(name) is not None for name in CURVE)
        assert_holds(arrives, "the loss cannot be trained on: it is cut off", look=GRAPH)
        for name, slope in zip(CURVE, slopes, strict=True):
            what, look = "a gradient of the loss", "u', u and u(0) all keep their history"
            assert_close(gradients[name], slope, what=what, look=look, rtol=1e-3, atol=1e-4)
    network = guest.sequential(("Linear", 1, 3), ("Tanh",), ("Linear", 3, 1))
    network.to("meta")  # a device that holds no numbers: tensors there cross as handles
    t = _on_meta(guest, (4, 1))

    loss = _tried(lambda: student.physics_loss(network, t, 1.5, 0.5))

    if loss is not None:
        on_device = getattr(loss, "kind", "") == "Tensor"
        look = "no .item(), no float(): the loss is a tensor on the device of model and t"
        assert_holds(on_device, "the loss is no tensor on that device", look=look)


@pytest.mark.part("physics_loss", weight=GUESTS_WORD)
def test_the_loss_changes_no_times(student, guest, rng):
    """A right loss leaves t as it was."""
    t = torch.from_numpy(rng.uniform(0, 2, (4, 1)).astype(np.float32))
    network, weights = _curve(guest, rng)
    expected = _physics(weights, t.double(), 0.5, 1.5)

    loss = student.physics_loss(network, t, 0.5, 1.5)
    changed = guest.changed_arguments()

    _assert_loss(loss, expected, "the formula")
    assert_holds(not changed, "t was changed", look=PURE)


@pytest.mark.part("physics_loss", weight=0.5)
def test_the_loss_changes_nothing(student, guest, rng):
    """A right loss keeps its history, and leaves the weights as they were."""
    t = torch.from_numpy(rng.uniform(0, 2, (4, 1)).astype(np.float32))
    network, weights = _curve(guest, rng)
    before, expected = network.state(), _physics(weights, t.double(), 0.5, 1.5)

    loss = student.physics_loss(network, t, 0.5, 1.5)

    _assert_loss(loss, expected, "the formula")
    history = getattr(loss, "far_requires_grad", False)
    assert_holds(history, "the loss cannot be differentiated", look=GRAPH)
    after = network.state()
    same = all(np.array_equal(before[name], after[name]) for name in before)
    assert_holds(same, "the weights have changed", look="measure, take no step")
    _, gradients = network.vjp((t,), np.ones((4, 1), np.float32))
    learns = all(gradient is not None for gradient in gradients.values())
    assert_holds(learns, "the network can no longer be trained afterwards", look="freeze nothing")


@pytest.mark.gpu
@pytest.mark.part("physics_loss", weight=0.5)
def test_the_loss_works_on_a_gpu(student, guest, rng, device):
    """On a GPU the loss is the same."""
    t = torch.from_numpy(rng.uniform(0, 2, (4, 1)).astype(np.float32))
    network, weights = _curve(guest, rng)
    expected = _physics(weights, t.double(), 0.5, 1.5)
    network.to(device)

    loss = student.physics_loss(network, t.to(device), 0.5, 1.5)

    _assert_loss(loss, expected, ANYWHERE, rtol=1e-3)


def _normal(rng, *shape):
    """Draw a float32 tensor."""
    return torch.from_numpy(rng.normal(size=shape).astype(np.float32))


def _weights(rng, shapes):
    """Draw float32 tensors of these shapes, weights such that the signal keeps its size."""
    scales = [np.sqrt(2 / np.prod(s[1:])) if len(s) > 1 else 0.3 for s in shapes]
    return [scale * _normal(rng, *s) for s, scale in zip(shapes, scales, strict=True)]


def _weights_around_zero(rng, samples):
    """Draw weights of SimpleNet with which its answers to these samples have both signs."""
    *weights, bias = _weights(rng, SIMPLE)
    return [*weights, bias - _simple([*weights, bias], samples).mean().float()]


def _names_by_shape(network, shapes):
    """Give {shape: parameter name}, or fail where the shapes are not those of the layers."""
    found = [(tuple(shape), name) for name, shape in network.parameter_shapes()]
    same = sorted(shape for shape, _ in found) == sorted(shapes)
    look = "the layers of the docstring, each with its bias, as attributes of self"
    sentence = "the parameters have other shapes than the layers'"
    assert_holds(same, sentence, got=[shape for shape, _ in found], look=look)
    return dict(found)


def _load(network, shapes, weights):
    """Set the parameters by their shapes; give {shape: parameter name}."""
    names = _names_by_shape(network, shapes)
    network.load_state({names[tuple(each.shape)]: each.numpy() for each in weights})
    return names


def _assert_gradients(network, shapes, weights, inputs, formula, rng):
    """Fail unless the inputs and all parameters get the formula's gradient of a random pull."""
    leaves = [each.double().requires_grad_() for each in (inputs, *weights)]
    answer = formula(leaves[1:], leaves[0])
    pull = rng.normal(size=tuple(answer.shape)).astype(np.float32)
    expected = torch.autograd.grad(answer, leaves, torch.from_numpy(pull).double())

    by_input, gradients = network.vjp((inputs,), pull)

    names = _names_by_shape(network, shapes)
    found = [by_input, *(gradients.get(names[shape]) for shape in shapes)]
    arrives = all(gradient is not None for gradient in found)
    assert_holds(arrives, "a gradient does not arrive: the chain is cut", look=GRAPH)
    for gradient, right in zip(found, expected, strict=True):
        assert_close(gradient, right, what="a gradient", look=GRAPH, rtol=1e-3, atol=1e-4)


def _assert_start(guest, rng, make, shapes):
    """Fail unless networks start as torch's layers do: ±1/√n for n inputs, each time anew."""
    guest.seed(int(rng.integers(2**31)))
    networks = [make() for _ in range(3)]
    names, states = _names_by_shape(networks[0], shapes), [each.state() for each in networks]
    for weight, bias in zip(shapes[::2], shapes[1::2], strict=True):
        n = int(np.prod(weight[1:]))
        rows = np.concatenate([state[names[weight]].reshape(weight[0], -1) for state in states])
        different = len(np.unique(rows, axis=0)) == len(rows)
        assert_holds(different, "units or networks start alike", look=START)
        for shape in (weight, bias):
            starts = np.stack([state[names[shape]] for state in states])
            largest = np.abs(starts).max() * np.sqrt(n)
            sentence = f"a start of the parameter of shape {shape} is beyond 1/√{n}, or all are 0"
            assert_holds(0 < largest < 1.0001, sentence, got=starts, look=START)
            narrow = starts.size > 30 and largest < 0.5  # by chance in one of 10^9
            sentence = f"the starts of shape {shape} do not reach out to 1/√{n}"
            assert_holds(not narrow, sentence, got=starts, look=START)
            both = starts.min() < 0 < starts.max()  # not so by chance in one of 10^8
            sentence = f"the starts of shape {shape} all have one sign"
            assert_holds(starts.size < 30 or both, sentence, got=starts, look=START)


def _assert_any_device(guest, network, *inputs):
    """Fail unless the network works on a device that is only pretended."""
    network(*[torch.from_numpy(each) for each in inputs])
    verdict = guest.device_check(network, *inputs)
    sentence = DEVICES.get(str(verdict), "forward does not work on a GPU")
    assert_holds(verdict in ("passed", "inconclusive"), sentence, look=ANYWHERE)


def _assert_pure(guest, answer, expected):
    """Fail unless the answer is right and the last call's arguments are as they were sent."""
    changed = guest.changed_arguments()
    assert_close(answer, expected, what="the answer", look="the formula", rtol=1e-3)
    assert_holds(not changed, "an argument was changed", look=PURE)


def _assert_differentiable(function, arguments, expected, *others):
    """Fail unless the answer hangs on each of the arguments."""
    for place in range(len(arguments)):
        given = [each.clone().requires_grad_(n == place) for n, each in enumerate(arguments)]
        answer = function(*given, *others)
        assert_close(answer, expected, look="the formula")
        hangs = getattr(answer, "far_requires_grad", False)
        assert_holds(hangs, "the answer cannot be differentiated", look=GRAPH)


def _on_meta(guest, shape):
    """Make a tensor over there on torch's device without numbers; it crosses as a handle."""
    holder = guest.sequential(("Linear", 1, int(np.prod(shape))))
    holder.requires_grad_(False)
    holder.to("meta")
    tensor = holder.get_parameter("0.weight")
    tensor.resize_(*shape)
    return tensor


def _tried(call):
    """Make a call on the device without numbers: None where it asks for one, which it may."""
    try:
        return call()
    except Exception as error:
        if any(words in str(error) for words in ELSEWHERE):
            mixes = "tensors on the CPU are mixed with those of the device"
            assert_holds(False, mixes, look=ANYWHERE)
        if "numpy" in str(error):
            assert_holds(False, "the way leads out of torch (.numpy())", look=ANYWHERE)
        return None


def _assert_stays(guest, function, arguments, expected, *others):
    """Fail where a right function brings a tensor of the CPU to those of another device."""
    assert_close(function(*arguments, *others), expected, look="the formula")
    there = [_on_meta(guest, tuple(each.shape)) for each in arguments]
    answer = _tried(lambda: function(*there, *others))
    stays = answer is None or getattr(answer, "kind", "") == "Tensor"
    assert_holds(stays, "the answer is no tensor on the arguments' device", look=ANYWHERE)


def _simple(weights, x):
    """Give the answer of SimpleNet in float64."""
    W1, b1, W2, b2, W3, b3 = (each.double() for each in weights)
    hidden = torch.clamp(x.double() @ W1.T + b1, min=0)
    return torch.clamp(hidden @ W2.T + b2, min=0) @ W3.T + b3


def _lenet(weights, x):
    """Give the scores of LeNet-5 in float64."""
    K1, b1, K2, b2, *dense = (each.double() for each in weights)
    x = nn.functional.max_pool2d(nn.functional.conv2d(x.double(), K1, b1, padding=2), 2).clamp(0)
    x = nn.functional.max_pool2d(nn.functional.conv2d(x, K2, b2), 2).clamp(0)
    W1, c1, W2, c2, W3, c3 = dense
    x = (x.reshape(len(x), -1) @ W1.T + c1).clamp(0)
    return (x @ W2.T + c2).clamp(0) @ W3.T + c3


def _auto_shapes(n_features, n_latent):
    """Give the shapes of an autoencoder's parameters."""
    return (n_latent, n_features), (n_latent,), (n_features, n_latent), (n_features,)


def _auto(weights, x):
    """Give what an autoencoder gives back, in float64."""
    We, be, Wd, bd = (each.double() for each in weights)
    return torch.tanh(x.double() @ We.T + be) @ Wd.T + bd


def _listed(norms):
    """Give the norms as floats; a list may hold numbers or tensors of one number each."""
    if isinstance(norms, (list, tuple)):
        norms = [as_floats(each, "a norm").reshape(-1).tolist() for each in norms]
        norms = [each[0] if len(each) == 1 else each for each in norms]
    return as_floats(norms, "the list of norms")


def _network_and_loss(guest, rng, widths, activation, n, unused=0, frozen=False):
    """Make a network over there, and a loss; give both, and the right norms.

    The loss is a weighted sum of the answers for n samples. With ``unused`` there is another layer
    that it does not ask; with ``frozen`` the first layer's parameters take no gradient.
    """
    layers = [layer for pair in pairwise(widths) for layer in (("Linear", *pair), (activation,))]
    shapes = [s for n_from, m in pairwise(widths) for s in ((m, n_from), (m,))]
    names = [f"{2 * k}.{kind}" for k in range(len(widths) - 1) for kind in ("weight", "bias")]
    while True:
        weights = _weights(rng, shapes)
        X, factors = _normal(rng, n, widths[0]), _normal(rng, n, widths[-1])
        norms = _right_norms(weights, activation, X, factors)
        if norms.min() > 1e-5 * norms.max():
            break
    network = guest.sequential(*layers[:-1])
    network.load_state({name: each.numpy() for name, each in zip(names, weights, strict=True)})
    if frozen:
        network.get_submodule("0").requires_grad_(False)
    loss = network.weighted_sum((X,), factors)
    if unused:
        network = guest.sequential(("Sequential", network), ("Linear", widths[-1], unused))
    return network, loss, norms


def _right_norms(weights, activation, X, factors):
    """Give the norms by autograd in float64."""
    leaves = [each.double().requires_grad_() for each in weights]
    answer, bend = X.double(), getattr(nn, activation)()
    for k, (W, b) in enumerate(zip(leaves[::2], leaves[1::2], strict=True)):
        answer = (bend(answer) if k else answer) @ W.T + b
    gradients = torch.autograd.grad((answer * factors.double()).sum(), leaves)
    return np.array([float(each.pow(2).sum().sqrt()) for each in gradients])


def _queries(rng, lead, n_queries, n_keys, d, m):
    """Draw Q, K and V."""
    shapes = (n_queries, d), (n_keys, d), (n_keys, m)
    return [2 * _normal(rng, *lead, *shape) for shape in shapes]


def _mask(rng, shape):
    """Draw a mask: about half are True, and in each row the first or the last, not both, is."""
    mask = rng.random(shape) < 0.5
    mask[..., 0] = rng.random(shape[:-1]) < 0.5
    mask[..., -1] = ~mask[..., 0]
    return torch.from_numpy(mask)


def _attention(Q, K, V, mask=None):
    """Give the formula's answer in float64, by exp of what is left below the largest score."""
    scores = Q.double() @ K.double().mT / np.sqrt(Q.shape[-1])
    if mask is not None:
        scores = torch.where(mask, scores, -np.inf)
    weights = torch.exp(scores - scores.amax(dim=-1, keepdim=True))
    return (weights / weights.sum(dim=-1, keepdim=True)) @ V.double()


def _sequences(rng, n, n_queries, n_keys, d_model):
    """Draw queries, keys and values, each of d_model features."""
    return _queries(rng, (n,), n_queries, n_keys, d_model, d_model)


def _projections(rng, d_model):
    """Draw {parameter name: tensor} of the four layers."""
    drawn = {}
    for name in PROJECTIONS:
        drawn[f"{name}.weight"] = _normal(rng, d_model, d_model) / np.float32(np.sqrt(d_model))
        drawn[f"{name}.bias"] = _normal(rng, d_model) / 2
    return drawn


def _assert_projections(network, d_model):
    """Fail unless the parameters are the four layers', by name and shape."""
    found = {name: tuple(shape) for name, shape in network.parameter_shapes()}
    wanted = {f"{name}.weight": (d_model, d_model) for name in PROJECTIONS}
    wanted |= {f"{name}.bias": (d_model,) for name in PROJECTIONS}
    look = "self.W_q, self.W_k, self.W_v and self.W_o, each nn.Linear(d_model, d_model), no more"
    sentence = "the parameters are not those of the four layers"
    assert_holds(found == wanted, sentence, got=[*found.values()], look=look)


def _load_projections(network, d_model, weights):
    """Set the four layers."""
    _assert_projections(network, d_model)
    network.load_state({name: each.numpy() for name, each in weights.items()})


def _heads(weights, n_heads, Q, K, V, mask=None):
    """Give the answer of torch's own layer in float64; its mask is True where nobody may look."""
    each = {name: value.double() for name, value in weights.items()}
    if mask is not None:
        mask = ~mask if mask.ndim == 2 else ~mask.repeat_interleave(n_heads, dim=0)
    answer, _ = nn.functional.multi_head_attention_forward(
        *(x.double().transpose(0, 1) for x in (Q, K, V)),
        Q.shape[-1],
        n_heads,
        torch.cat([each[f"W_{name}.weight"] for name in "qkv"]),
        torch.cat([each[f"W_{name}.bias"] for name in "qkv"]),
        None,
        None,
        False,
        0.0,
        each["W_o.weight"],
        each["W_o.bias"],
        need_weights=False,
        attn_mask=mask,
    )
    return answer.transpose(0, 1)


def _images(rng, shape, kernel):
    """Draw images, kernels and biases."""
    return _normal(rng, *shape), _normal(rng, *kernel), _normal(rng, kernel[0])


def _convolution(x, weight, bias, stride=1, padding=0):
    """Give torch's own convolution in float64."""
    bias = None if bias is None else bias.double()
    return nn.functional.conv2d(x.double(), weight.double(), bias, stride, padding)


def _cell(rng, n, n_inputs, n_hidden):
    """Draw x, h and the four parameters of a cell; each counts about as much as the others."""
    shapes = (n, n_inputs), (n, n_hidden), (n_hidden, n_inputs), (n_hidden, n_hidden)
    scales = 1.0, 1.0, 0.4, 0.4
    drawn = [scale * _normal(rng, *shape) for shape, scale in zip(shapes, scales, strict=True)]
    return [*drawn, _normal(rng, n_hidden) / 2, _normal(rng, n_hidden) / 2]


def _decay(guest, rate, height):
    """Build u(t) = height · exp(−rate · t) over there: ELU(z) is exp(z) − 1 for z below 0."""
    network = guest.sequential(("Linear", 1, 1), ("ELU",), ("Linear", 1, 1))
    values = {"0.weight": [[-rate]], "0.bias": [0.0], "2.weight": [[height]], "2.bias": [height]}
    network.load_state({name: np.array(value, np.float32) for name, value in values.items()})
    return network


def _curve(guest, rng):
    """Build a smooth network of the time over there; give it, and its weights."""
    weights = {name: _normal(rng, *shape) for name, shape in CURVE.items()}
    network = guest.sequential(("Linear", 1, 4), ("Tanh",), ("Linear", 4, 1))
    network.load_state({name: each.numpy() for name, each in weights.items()})
    return network, [each.double() for each in weights.values()]


def _physics(weights, t, u0, lam):
    """Give the loss of a smooth network, its slope by the chain rule, in float64."""
    W1, b1, W2, b2 = weights
    hidden = torch.tanh(t @ W1.T + b1)
    u, slope = hidden @ W2.T + b2, (1 - hidden**2) @ (W1 * W2.T)
    start = torch.tanh(b1) @ W2[0] + b2[0]
    return (start - u0) ** 2 + lam * (slope + u).square().mean()


def _assert_loss(loss, expected, look, rtol=1e-4):
    """Fail unless the loss is this single number; it may have axes of length 1."""
    value = as_floats(loss, "the loss")
    assert_holds(value.size == 1, "the loss is not a single number", got=loss, look=look)
    assert_close(value.reshape(()), expected, what="the loss", look=look, rtol=rtol)
