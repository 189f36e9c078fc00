"""Visible checks of the exercise architectures: the lesson's examples, its tables and its traps.

Where numbers are too many to be written down, torch's own layers say what is right.
"""

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
ANYWHERE = "make no tensor on the CPU; no .cpu(), no .numpy(); layers belong to self"
GRAPH = "no .detach(), .data, .numpy(), .item() or torch.tensor(...) on the way"
START = "leave the start to the layers of PyTorch: no init, no zeros, no seed in __init__"
PURE = "no function with a _ at its end, and no -=, on an argument itself"
SIMPLE = ((64, 10), (64,), (32, 64), (32,), (1, 32), (1,))
LENET = (
    (6, 1, 5, 5), (6,), (16, 6, 5, 5), (16,), (120, 400), (120,), (84, 120), (84,), (10, 84), (10,)
)  # fmt: skip
CODED = ((2, 3), (2,), (3, 2), (3,))
PROJECTIONS = ("W_q", "W_k", "W_v", "W_o")
LENET_LAYERS = (
    ("Conv2d", 1, 6, 5, 1, 2), ("ReLU",), ("MaxPool2d", 2), ("Conv2d", 6, 16, 5), ("ReLU",),
    ("MaxPool2d", 2), ("Flatten",), ("Linear", 400, 120), ("ReLU",), ("Linear", 120, 84),
    ("ReLU",), ("Linear", 84, 10),
)  # fmt: skip


def waves(*shape, start=0.0):
    """Return a tensor of numbers between -1 and 1, no two alike, always the same."""
    return torch.sin(start + 1.7 * torch.arange(int(np.prod(shape)))).reshape(shape)


def waves_of(shapes):
    """Return tensors of these shapes, weights such that the signal keeps its size."""
    scales = [2 / np.sqrt(np.prod(s[1:])) if len(s) > 1 else 0.5 for s in shapes]
    return [scale * waves(*s, start=len(s)) for scale, s in zip(scales, shapes, strict=True)]


def names_by_shape(network, shapes):
    """Return {shape: parameter name}, or fail where the shapes are not those of the layers."""
    found = [(tuple(shape), name) for name, shape in network.parameter_shapes()]
    look = "each layer of the docstring, with its bias and no more"
    if not found:
        look = "layers are found when they are attributes of self, or sit in an nn.Sequential"
    same = sorted(shape for shape, _ in found) == sorted(shapes)
    sentence = f"the parameters must have the shapes {', '.join(map(str, shapes))}"
    assert_holds(same, sentence, got=[shape for shape, _ in found], look=look)
    return dict(found)


def load(network, shapes, weights):
    """Set the parameters by their shapes."""
    names = names_by_shape(network, shapes)
    network.load_state({names[tuple(each.shape)]: each.numpy() for each in weights})


def torchs(layers, weights):
    """Return a network of torch's own layers with these weights, in float64."""
    network = nn.Sequential(*[getattr(nn, name)(*arguments) for name, *arguments in layers])
    nn.utils.vector_to_parameters(nn.utils.parameters_to_vector(weights), network.parameters())
    return network.double()


def simple():
    """Return weights for SimpleNet, and torch's own network with them."""
    layers = ("Linear", 10, 64), ("ReLU",), ("Linear", 64, 32), ("ReLU",), ("Linear", 32, 1)
    weights = waves_of(SIMPLE)
    return weights, torchs(layers, weights)


def check_gradients(network, shapes, right, inputs):
    """Fail unless all parameters and the inputs get the gradients of torch's own network."""
    inputs_64 = inputs.double().requires_grad_()
    answer = right(inputs_64)
    pull = waves(*answer.shape, start=0.5)
    expected = torch.autograd.grad(answer, [inputs_64, *right.parameters()], pull.double())

    by_input, gradients = network.vjp((inputs,), pull.numpy())

    names = names_by_shape(network, shapes)
    found = [by_input, *(gradients.get(names[shape]) for shape in shapes)]
    arrives = all(gradient is not None for gradient in found)
    assert_holds(arrives, "a gradient does not arrive: the chain is cut", look=GRAPH)
    for gradient, right_one in zip(found, expected, strict=True):
        assert_close(gradient, right_one, what="a gradient", look=GRAPH, rtol=1e-3, atol=1e-4)


def check_start(guest, make, shapes):
    """Fail unless each network starts with numbers of its own, between -1/√n and 1/√n."""
    guest.seed(1)
    first, second = make(), make()
    names, one, two = names_by_shape(first, shapes), first.state(), second.state()
    for weight, bias in zip(shapes[::2], shapes[1::2], strict=True):
        n = int(np.prod(weight[1:]))
        rows = np.concatenate([each[names[weight]].reshape(weight[0], -1) for each in (one, two)])
        different = len(np.unique(rows, axis=0)) == len(rows)
        assert_holds(different, "units or networks start alike", got=rows, look=START)
        for shape in (weight, bias):
            values = np.concatenate([np.ravel(one[names[shape]]), np.ravel(two[names[shape]])])
            inside = np.abs(values).max() <= 1.001 / np.sqrt(n)
            sentence = f"a start of shape {shape} is beyond 1/√{n}, or all of it is 0"
            assert_holds(inside and values.any(), sentence, got=values, look=START)
            both = values.size < 60 or values.min() < 0 < values.max()
            sentence = f"the starts of shape {shape} all have one sign"
            assert_holds(both, sentence, got=values, look=START)


def check_device(guest, network, *inputs):
    """Fail unless the network works on a device that is only pretended."""
    network(*inputs)
    verdict = guest.device_check(network, *[each.numpy() for each in inputs])
    sentence = DEVICES.get(str(verdict), "forward does not work on a GPU")
    assert_holds(verdict in ("passed", "inconclusive"), sentence, look=ANYWHERE)


def check_pure(guest, answer, expected):
    """Fail unless the answer is right, and what was sent is as it was."""
    changed = guest.changed_arguments()
    assert_close(answer, expected, what="the answer", rtol=1e-3)
    assert_holds(not changed, "an argument was changed", look=PURE)


def check_history(function, arguments, expected, *others):
    """Fail unless the answer hangs on each of the arguments."""
    for place in range(len(arguments)):
        given = [each.clone().requires_grad_(n == place) for n, each in enumerate(arguments)]
        answer = function(*given, *others)
        assert_close(answer, expected)
        hangs = getattr(answer, "far_requires_grad", False)
        assert_holds(hangs, "the answer cannot be differentiated", look=GRAPH)


def on_meta(guest, *shape):
    """Return a handle on a tensor over there, on torch's device `meta`, which holds no numbers."""
    holder = guest.sequential(("Linear", 1, int(np.prod(shape))))
    holder.requires_grad_(False)
    holder.to("meta")
    tensor = holder.get_parameter("0.weight")
    tensor.resize_(*shape)
    return tensor


def tried(call):
    """Make a call on the device `meta`: None where it asks for a number, which it may."""
    try:
        return call()
    except Exception as error:
        if any(words in str(error) for words in ELSEWHERE):
            mixes = "tensors on the CPU are mixed with those of the device"
            assert_holds(False, mixes, look=ANYWHERE)
        if "numpy" in str(error):
            assert_holds(False, "the way leads out of torch (.numpy())", look=ANYWHERE)
        return None


def check_stays(guest, function, arguments, *others):
    """Fail where a function brings a tensor of the CPU to those of another device."""
    there = [on_meta(guest, *each.shape) for each in arguments]
    answer = tried(lambda: function(*there, *others))
    stays = answer is None or getattr(answer, "kind", "") == "Tensor"
    assert_holds(stays, "the answer is no tensor on the arguments' device", look=ANYWHERE)


@pytest.mark.part("count_parameters")
def test_counts_of_the_lesson(student, guest):
    """The lesson's networks have 704, 2,817, 4,674 and 61,706 parameters."""
    networks = {
        704: [("Linear", 10, 64)],
        2817: [("Linear", 10, 64), ("ReLU",), ("Linear", 64, 32), ("ReLU",), ("Linear", 32, 1)],
        4674: [("Linear", 5, 64), ("ReLU",), ("Linear", 64, 64), ("ReLU",), ("Linear", 64, 2)],
        61706: LENET_LAYERS,
    }
    look = "of a linear layer n → m: m · n weights and m biases"
    for expected, layers in networks.items():
        assert_close(student.count_parameters(guest.sequential(*layers)), expected, look=look)


@pytest.mark.part("count_parameters")
def test_what_counts_and_what_does_not(student, guest):
    """Nested, frozen, 1-d and recurrent parameters count, shared ones once, buffers never."""
    inner = guest.sequential(("Linear", 3, 4), ("BatchNorm1d", 4))
    outer = guest.sequential(("Sequential", inner), ("Linear", 4, 2, False), ("RNN", 2, 5))
    look = "go through module.parameters(), which finds all of them, and no running means"
    assert_close(student.count_parameters(outer), 16 + 8 + 8 + 45, look=look)
    inner.requires_grad_(False)
    look = "frozen parameters count as well"
    assert_close(student.count_parameters(outer), 16 + 8 + 8 + 45, look=look)
    square = guest.sequential(("Linear", 3, 3))
    twice = guest.sequential(("Sequential", square), ("Sequential", square))
    look = "a parameter that two layers share counts once"
    assert_close(student.count_parameters(twice), 12, look=look)
    layer = guest.sequential(("LazyLinear", 2))
    weight = layer.get_parameter("0.weight")
    layer(torch.zeros(1, 3))
    tied = guest.sequential(("Sequential", layer), ("ParameterList", [weight]))
    assert_close(student.count_parameters(tied), 8, look=look)


@pytest.mark.part("SimpleNet")
def test_simple_net_gives_one_number_per_sample(student):
    """With given weights the answers are those of the same layers put together by hand."""
    weights, right = simple()
    x = waves(7, 10, start=0.3)
    expected = right(x.double())

    network = student.SimpleNet()
    load(network, SIMPLE, weights)

    look = "linear, ReLU, linear, ReLU, linear, and nothing behind; the answer keeps its column"
    for batch in (x, x[:1]):
        assert_close(network(batch), expected[: len(batch)], what="the answer", look=look)


@pytest.mark.part("SimpleNet")
def test_simple_net_passes_gradients_on(student):
    """Going backward, each parameter and each sample gets its gradient."""
    weights, right = simple()
    network = student.SimpleNet()
    load(network, SIMPLE, weights)

    check_gradients(network, SIMPLE, right, waves(3, 10, start=0.3))


@pytest.mark.part("SimpleNet", weight=0.5)
def test_simple_net_starts_anew(student, guest):
    """Weights and biases start anew for each network, evenly between -1/√n and 1/√n."""
    check_start(guest, student.SimpleNet, SIMPLE)


@pytest.mark.part("SimpleNet", weight=GUESTS_WORD)
def test_simple_net_needs_no_cpu(student, guest):
    """forward works where network and samples are, and leaves the samples as they were."""
    check_device(guest, student.SimpleNet(), torch.zeros(2, 10))
    weights, right = simple()
    network, x = student.SimpleNet(), waves(2, 10)
    load(network, SIMPLE, weights)
    check_pure(guest, network(x), right(x.double()))


def chain(guest, parameters, bend=""):
    """Return linear layers with these parameters, [(W, b), ...], a ``bend`` behind each, if any."""
    layers = []
    for W, _ in parameters:
        layers += [("Linear", len(W[0]), len(W)), *([(bend,)] if bend else [])]
    network = guest.sequential(*layers)
    places = range(0, len(layers), 2 if bend else 1)
    for k, (W, b) in zip(places, parameters, strict=True):
        network.load_state({f"{k}.weight": np.array(W), f"{k}.bias": np.array(b)})
    return network


def neuron_and_loss(guest):
    """Return the lesson's neuron, and its loss: three times its answer for (3, 4)."""
    neuron = chain(guest, [([[2.0, -1.0]], [0.5])])
    return neuron, neuron.weighted_sum((torch.tensor([[3.0, 4.0]]),), 3.0)


@pytest.mark.part("gradient_norms")
def test_norms_of_the_worked_examples(student, guest):
    """The norms of the lesson's neuron are 15 and 3; two layers have four, in their order."""
    network, loss = neuron_and_loss(guest)

    look = "a list: for each parameter the root of the sum of the squares of its gradient"
    norms = as_floats(student.gradient_norms(network, loss), "the list of norms")
    assert_close(norms.reshape(len(norms)), [15.0, 3.0], what="the list of norms", look=look)

    network = chain(guest, [([[1.0, 0.5], [-0.5, 2.0]], [0.0, 1.0]), ([[2.0, -3.0]], [0.0])])
    loss = network.weighted_sum((torch.tensor([[1.0, 2.0], [0.0, -1.0]]),), 1.0)
    norms = as_floats(student.gradient_norms(network, loss), "the list of norms")
    expected = [5.099020, 7.211103, 3.807887, 2.0]
    assert_close(norms.reshape(len(norms)), expected, what="the list of norms", look=look)


@pytest.mark.part("gradient_norms")
def test_five_sigmoids_and_five_relus(student, guest):
    """Through five sigmoids 0.0005 of the gradient is left for the first weight, with ReLU all."""
    expected = {
        "Sigmoid": [
            0.000486, 0.000486, 0.001808, 0.002473, 0.007609,
            0.011272, 0.033411, 0.050421, 0.148233, 0.224647,
        ],
        "ReLU": [1.0] * 10,
    }  # fmt: skip
    look = "in the order of module.parameters(): W1, b1, W2, b2, …"
    for bend, right in expected.items():
        network = chain(guest, [([[1.0]], [0.0])] * 5, bend)
        loss = network.weighted_sum((torch.ones(1, 1),), 1.0)
        norms = as_floats(student.gradient_norms(network, loss), "the list of norms")
        assert_shape(norms.reshape(len(norms)), (10,), what="the list of norms", look=look)
        assert_close(norms.reshape(-1), right, what="the list of norms", look=look, atol=1e-6)


@pytest.mark.part("gradient_norms")
def test_old_gradients_and_none(student, guest):
    """Gradients from before do not count, and where there is none the norm is 0."""
    network, loss = neuron_and_loss(guest)
    network.vjp((torch.ones(1, 2),), np.ones((1, 1), np.float32))

    norms = as_floats(student.gradient_norms(network, loss), "the list of norms")
    look = "clear the gradients before you go backward"
    assert_close(norms.reshape(len(norms)), [15.0, 3.0], what="the list of norms", look=look)

    network, loss = neuron_and_loss(guest)
    other = guest.sequential(("Linear", 1, 2), ("Sequential", network))
    norms = as_floats(student.gradient_norms(other, loss), "the list of norms")
    look = "a parameter that the loss does not depend on has no gradient (None): its norm is 0"
    assert_close(norms.reshape(len(norms)), [0, 0, 15.0, 3.0], what="the list of norms", look=look)


@pytest.mark.part("gradient_norms", weight=0.5)
def test_measuring_is_no_step(student, guest):
    """Right norms leave the weights as they were."""
    network, loss = neuron_and_loss(guest)

    norms = as_floats(student.gradient_norms(network, loss), "the list of norms")

    assert_close(norms.reshape(len(norms)), [15.0, 3.0], what="the list of norms")
    state = network.state()
    same = np.array_equal(state["0.weight"], [[2.0, -1.0]]) and state["0.bias"] == [0.5]
    assert_holds(same, "the weights have changed", look="measure the gradients, take no step")


def example():
    """Return Q, K and V of the lesson's example of attention."""
    Q = torch.tensor([[1.0, 0.0], [0.0, 2.0]])
    K = torch.tensor([[1.0, 1.0], [2.0, 0.0], [0.0, 1.0]])
    V = torch.tensor([[1.0, 0.0, 4.0], [2.0, 1.0, 0.0], [0.0, 3.0, 1.0]])
    return Q, K, V


@pytest.mark.part("scaled_dot_product_attention")
def test_attention_of_the_worked_example(student):
    """Two queries look at three keys, and get the means of the lesson."""
    answer = student.scaled_dot_product_attention(*example())

    expected = [[1.435946, 0.996063, 1.276011], [0.662575, 1.445808, 2.229041]]
    look = "scores QKᵀ/√d; softmax over the keys, the last axis; then times V"
    assert_close(answer, expected, look=look)


@pytest.mark.part("scaled_dot_product_attention")
def test_masked_attention_of_the_worked_example(student):
    """With the lesson's mask, a key that a query may not see has no weight."""
    mask = torch.tensor([[True, True, False], [False, True, True]])

    answer = student.scaled_dot_product_attention(*example(), mask)

    expected = [[1.669762, 0.669762, 1.320954], [0.391141, 2.608859, 0.804430]]
    look = "True where a query may look; hidden scores become minus infinity before the softmax"
    assert_close(answer, expected, look=look)


@pytest.mark.part("scaled_dot_product_attention")
def test_attention_of_many_samples(student):
    """Leading axes are carried along, masks broadcast, and the scale is that of d alone."""
    Q, K, V = waves(2, 3, 4, 5), waves(2, 3, 6, 5, start=0.4), waves(2, 3, 6, 2, start=0.7)
    look = "only the last two axes take part: K.transpose(-2, -1), and softmax over dim=-1"
    for mask in (None, waves(4, 6) > -0.6, waves(2, 1, 1, 6) > -0.6):
        wide = [each.double() for each in (3 * Q, K, V)]
        expected = nn.functional.scaled_dot_product_attention(*wide, attn_mask=mask)
        answer = student.scaled_dot_product_attention(3 * Q, K, V, mask)
        assert_close(answer, expected, look=look)


@pytest.mark.part("scaled_dot_product_attention")
def test_attention_is_stable(student):
    """Scores of 1000 and more are legal, of either sign."""
    Q, K = torch.tensor([[2000.0], [-2000.0]]), torch.tensor([[1.0], [1.001953125], [0.5]])
    V = torch.tensor([[1.0, 2.0], [3.0, 5.0], [7.0, 11.0]])

    answer = student.scaled_dot_product_attention(Q, K, V)

    expected = [[2.960506, 4.940759], [7.0, 11.0]]
    assert_close(answer, expected, look="torch.softmax is stable, exp divided by its sum is not")


MASK = torch.tensor([[True, True, False], [False, True, True]])
MASKED = [[1.669762, 0.669762, 1.320954], [0.391141, 2.608859, 0.804430]]


@pytest.mark.part("scaled_dot_product_attention", weight=0.5)
def test_attention_keeps_its_history(student, guest):
    """The answer can be differentiated, and it works on any device."""
    attention = student.scaled_dot_product_attention

    check_history(attention, example(), MASKED, MASK)
    check_stays(guest, attention, example())


@pytest.mark.part("scaled_dot_product_attention", weight=GUESTS_WORD)
def test_attention_leaves_its_arguments_alone(student, guest):
    """The right answer leaves Q, K, V and the mask as they were."""
    answer = student.scaled_dot_product_attention(*example(), MASK)

    check_pure(guest, answer, MASKED)


def projections(d_model):
    """Return {parameter name: tensor} of the four layers."""
    weights = {}
    for place, name in enumerate(PROJECTIONS):
        weights[f"{name}.weight"] = 2 * waves(d_model, d_model, start=place) / np.sqrt(d_model)
        weights[f"{name}.bias"] = waves(d_model, start=place + 0.5)
    return weights


def multi_head(student, d_model, n_heads, weights):
    """Return a student's layer with these weights."""
    network = student.MultiHeadAttention(d_model, n_heads)
    found = {name: tuple(shape) for name, shape in network.parameter_shapes()}
    look = "self.W_q, self.W_k, self.W_v and self.W_o, each nn.Linear(d_model, d_model), no more"
    wanted = {name: tuple(each.shape) for name, each in weights.items()}
    sentence = f"the parameters must be {', '.join(wanted)}"
    assert_holds(found == wanted, sentence, got=[*found.values()], look=look)
    network.load_state({name: each.numpy() for name, each in weights.items()})
    return network


def torchs_heads(weights, d_model, n_heads):
    """Return torch's own layer with these weights, in float64."""
    layer = nn.MultiheadAttention(d_model, n_heads, batch_first=True)
    own = {
        f"in_proj_{kind}": torch.cat([weights[f"W_{name}.{kind}"] for name in "qkv"])
        for kind in ("weight", "bias")
    }
    out = {f"out_proj.{kind}": weights[f"W_o.{kind}"] for kind in ("weight", "bias")}
    layer.load_state_dict(own | out)
    return layer.double()


@pytest.mark.part("MultiHeadAttention")
def test_two_heads_of_the_worked_example(student):
    """With four layers that change nothing, two heads of width 1 give the lesson's answer."""
    weights = {f"{name}.weight": torch.eye(2) for name in PROJECTIONS}
    weights |= {f"{name}.bias": torch.zeros(2) for name in PROJECTIONS}
    network = multi_head(student, 2, 2, weights)
    x = torch.tensor([[[1.0, 0.0], [0.0, 2.0]]])

    look = "the scale is the root of a head's own width, here 1"
    expected = [[[0.731059, 1.0], [0.5, 1.964028]]]
    assert_close(network(x, x, x), expected, what="the answer", look=look)


@pytest.mark.part("MultiHeadAttention")
def test_heads_are_those_of_torch(student):
    """The answer is that of torch.nn.MultiheadAttention with the same weights."""
    look = "head i is features i·d to (i+1)·d of the projections; W_o comes last"
    for d_model, n_heads, n_queries, n_keys in ((6, 3, 4, 5), (8, 2, 3, 3), (3, 1, 1, 2)):
        weights = projections(d_model)
        Q, K = waves(2, n_queries, d_model), waves(2, n_keys, d_model, start=0.4)
        V = waves(2, n_keys, d_model, start=0.8)
        right = torchs_heads(weights, d_model, n_heads)
        expected, _ = right(Q.double(), K.double(), V.double())

        answer = multi_head(student, d_model, n_heads, weights)(Q, K, V)

        assert_close(answer, expected, what="the answer", look=look)


@pytest.mark.part("MultiHeadAttention")
def test_masks_of_one_and_of_many_pages(student):
    """A mask (L, S) holds for all samples; of a mask (N, L, S), page n is sample n's."""
    weights, x = projections(4), waves(2, 3, 4)
    network, right = multi_head(student, 4, 2, weights), torchs_heads(weights, 4, 2)
    one = torch.tensor([[True, False, False], [True, True, False], [True, True, True]])
    pages = torch.stack([one, one.flip(0, 1)])

    look = (
        "True where a query may look, in all heads; a page for each sample wants an axis of heads"
    )
    for mask, hidden in ((one, ~one), (pages, ~pages.repeat_interleave(2, dim=0))):
        expected, _ = right(*[x.double()] * 3, attn_mask=hidden)
        assert_close(network(x, x, x, mask), expected, what="the answer", look=look)


@pytest.mark.part("MultiHeadAttention")
def test_heads_pass_gradients_on(student):
    """Going backward, each of the four layers gets the gradient that torch's layer gives it."""
    weights = projections(4)
    Q, K, V = waves(2, 3, 4), waves(2, 5, 4, start=0.4), waves(2, 5, 4, start=0.8)
    right, pull = torchs_heads(weights, 4, 2), waves(2, 3, 4, start=0.9)
    right(Q.double(), K.double(), V.double())[0].backward(pull.double())

    _, gradients = multi_head(student, 4, 2, weights).vjp((Q, K, V), pull.numpy())

    arrives = all(gradients.get(name) is not None for name in weights)
    assert_holds(arrives, "a gradient does not arrive: the chain is cut", look=GRAPH)
    for kind in ("weight", "bias"):
        found = np.concatenate([gradients[f"W_{name}.{kind}"] for name in "qkv"])
        expected = getattr(right, f"in_proj_{kind}").grad
        assert_close(found, expected, what="a gradient", look=GRAPH)


@pytest.mark.part("MultiHeadAttention", weight=0.5)
def test_heads_start_anew(student, guest):
    """The layers start with numbers of their own."""
    guest.seed(1)
    states = [student.MultiHeadAttention(4, 2).state() for _ in range(2)]
    starts = [state.get(f"{name}.{kind}") for state in states for name in PROJECTIONS
              for kind in ("weight", "bias")]  # fmt: skip
    fine = all(
        start is not None and start.any() and np.abs(start).max() < 0.5001 for start in starts
    )
    rows = np.stack([np.ravel(start) for start in starts[::2]]) if fine else np.zeros((2, 1))
    different = len(np.unique(rows, axis=0)) == len(rows)
    assert_holds(fine and different, "the layers do not start as nn.Linear does", look=START)


@pytest.mark.part("MultiHeadAttention", weight=GUESTS_WORD, alone=False)
def test_heads_need_no_cpu(student, guest):
    """forward works wherever the layers and its arguments are, with a mask and without."""
    three = [torch.zeros(2, 3, 4)] * 3
    check_device(guest, student.MultiHeadAttention(4, 2), *three)
    mask = torch.ones(2, 3, 3, dtype=torch.bool)
    check_device(guest, student.MultiHeadAttention(4, 2), *three, mask)


@pytest.mark.part("MultiHeadAttention", weight=GUESTS_WORD)
def test_heads_leave_their_arguments_alone(student, guest):
    """The right answer leaves queries, keys, values and mask as they were."""
    weights, x = projections(4), waves(2, 3, 4)
    mask = torch.tensor([[True, False, False], [True, True, False], [True, True, True]])
    expected, _ = torchs_heads(weights, 4, 2)(*[x.double()] * 3, attn_mask=~mask)

    answer = multi_head(student, 4, 2, weights)(x, x.clone(), x.clone(), mask)

    check_pure(guest, answer, expected)


def image():
    """Return the image, the kernel and the bias of the lesson's example of a convolution."""
    x = torch.tensor([[[[1.0, 2.0, 0.0, 1.0], [0.0, 3.0, 1.0, 2.0], [2.0, 1.0, 4.0, 0.0]]]])
    return x, torch.tensor([[[[1.0, -1.0], [0.0, 2.0]]]]), torch.tensor([0.5])


@pytest.mark.part("conv2d")
def test_convolution_of_the_worked_example(student):
    """The lesson's kernel fits its image 5.5, 4.5, 3.5 and -0.5, 10.5, -0.5 well."""
    look = "the kernel as it stands, not turned round; then the bias"
    expected = [[[[5.5, 4.5, 3.5], [-0.5, 10.5, -0.5]]]]
    assert_close(student.conv2d(*image()), expected, look=look)
    x = torch.tensor([[[[1.0, 2.0, 4.0], [0.0, 3.0, 1.0]]]])
    answer = student.conv2d(x, torch.tensor([[[[1.0, -1.0]]]]), torch.tensor([0.5]))
    assert_close(answer, [[[[-0.5, -1.5], [-2.5, 2.5]]]], look=look)


@pytest.mark.part("conv2d")
def test_stride_and_padding_of_the_worked_example(student):
    """With a stride of 2 and a padding of 1 the lesson's answer has two rows of three."""
    expected = [[[[2.5, 0.5, 0.5], [4.5, 10.5, 2.5]]]]

    look = "zeros all round the image; windows start at 0, stride, 2·stride, …"
    assert_close(student.conv2d(*image(), stride=2, padding=1), expected, look=look)
    assert_close(student.conv2d(*image(), 2, 1), expected, look=look)


@pytest.mark.part("conv2d")
def test_convolution_of_many_channels(student):
    """With several images, channels and kernels, none of them square, it is torch's own."""
    x, weight, bias = waves(2, 3, 6, 8), waves(4, 3, 2, 3, start=0.4), waves(4, start=0.8)
    look = "sum over channels, rows and columns of the window; ⌊(side + 2p − kernel) / s⌋ + 1"
    for given in (bias, None):
        for stride, padding in ((1, 0), (2, 0), (1, 1), (3, 2)):
            right = None if given is None else given.double()
            expected = nn.functional.conv2d(x.double(), weight.double(), right, stride, padding)
            answer = student.conv2d(x, weight, given, stride=stride, padding=padding)
            assert_close(answer, expected, look=look)


CONVOLVED = [[[[2.5, 0.5, 0.5], [4.5, 10.5, 2.5]]]]  # with a stride of 2 and a padding of 1


@pytest.mark.part("conv2d", weight=0.5)
def test_convolution_keeps_its_history(student, guest):
    """The answer can be differentiated, and it works on any device."""
    check_history(student.conv2d, image(), CONVOLVED, 2, 1)
    check_stays(guest, student.conv2d, image(), 2, 1)


@pytest.mark.part("conv2d", weight=GUESTS_WORD)
def test_convolution_leaves_its_arguments_alone(student, guest):
    """The right answer leaves the image, the kernel and the bias as they were."""
    check_pure(guest, student.conv2d(*image(), 2, 1), CONVOLVED)


@pytest.mark.part("LeNet5")
def test_lenet_has_61706_parameters(student):
    """LeNet5() has 61,706 parameters: 156 + 2,416 + 48,120 + 10,164 + 850."""
    names_by_shape(student.LeNet5(), LENET)


@pytest.mark.part("LeNet5")
def test_lenet_follows_its_table(student):
    """With given weights the scores are those of the table's layers put together by hand."""
    weights = waves_of(LENET)
    images = waves(3, 1, 28, 28, start=0.2)
    expected = torchs(LENET_LAYERS, weights)(images.double())

    network = student.LeNet5()
    load(network, LENET, weights)

    look = "convolution, ReLU, maximum, twice; flatten; linear, ReLU, linear, ReLU, linear"
    for batch in (images, images[:1]):
        assert_close(network(batch), expected[: len(batch)], what="the scores", look=look)


@pytest.mark.part("LeNet5")
def test_lenet_passes_gradients_on(student):
    """Going backward, each parameter and each pixel gets its gradient."""
    weights = waves_of(LENET)
    network = student.LeNet5()
    load(network, LENET, weights)

    check_gradients(network, LENET, torchs(LENET_LAYERS, weights), waves(1, 1, 28, 28, start=0.2))


@pytest.mark.part("LeNet5", weight=0.5)
def test_lenet_starts_anew(student, guest):
    """Weights start anew for each network."""
    check_start(guest, student.LeNet5, LENET)


@pytest.mark.part("LeNet5", weight=GUESTS_WORD)
def test_lenet_needs_no_cpu(student, guest):
    """forward works anywhere; its scores are right, and it leaves the images alone."""
    check_device(guest, student.LeNet5(), torch.zeros(2, 1, 28, 28))
    weights, images = waves_of(LENET), waves(2, 1, 28, 28, start=0.2)
    network = student.LeNet5()
    load(network, LENET, weights)
    check_pure(guest, network(images), torchs(LENET_LAYERS, weights)(images.double()))


def cell():
    """Return x, h and the parameters of the lesson's example of a recurrent step."""
    x, h = torch.tensor([[1.0, 2.0]]), torch.tensor([[0.5, -1.0]])
    W_ih, W_hh = torch.tensor([[1.0, -0.5], [0.25, 0.5]]), torch.tensor([[0.0, 1.0], [-0.5, 0.5]])
    return x, h, W_ih, W_hh, torch.tensor([0.25, 0.0]), torch.tensor([0.0, -0.5])


@pytest.mark.part("rnn_cell")
def test_steps_of_the_worked_example(student):
    """Two steps of the lesson's sequence give its two states."""
    x, h, *parameters = cell()
    look = "tanh of x W_ihᵀ + b_ih + h W_hhᵀ + b_hh"

    state = student.rnn_cell(x, h, *parameters)
    assert_close(state, [[-0.635149, 0.0]], what="the first state", look=look)
    state = student.rnn_cell(torch.tensor([[0.0, 1.0]]), state, *parameters)
    assert_close(state, [[-0.244919, 0.307312]], what="the second state", look=look)


@pytest.mark.part("rnn_cell")
def test_steps_of_many_sequences(student):
    """Of several sequences, with other sizes, the states are those of torch.nn.RNNCell."""
    shapes = (3, 2), (3, 4), (4, 2), (4, 4), (4,), (4,)
    arguments = [waves(*shape, start=0.3 * n) for n, shape in enumerate(shapes)]
    expected = torch.rnn_tanh_cell(*[each.double() for each in arguments])

    look = "rows are sequences: x @ W_ih.T"
    assert_close(student.rnn_cell(*arguments), expected, what="the state", look=look)


@pytest.mark.part("rnn_cell", weight=0.5)
def test_steps_keep_their_history(student, guest):
    """The state can be differentiated, and it works on any device."""
    check_history(student.rnn_cell, cell(), [[-0.635149, 0.0]])
    check_stays(guest, student.rnn_cell, cell())


@pytest.mark.part("rnn_cell", weight=GUESTS_WORD)
def test_steps_leave_their_arguments_alone(student, guest):
    """The right state leaves x, h and the parameters as they were."""
    check_pure(guest, student.rnn_cell(*cell()), [[-0.635149, 0.0]])


def coded(student):
    """Return an autoencoder that holds the lesson's example, and its sample."""
    network = student.Autoencoder(3, 2)
    weights = [
        torch.tensor([[0.5, 1.0, -0.5], [0.0, 0.25, 1.0]]),
        torch.tensor([0.0, 0.5]),
        torch.tensor([[2.0, 0.0], [1.0, -1.0], [0.0, 3.0]]),
        torch.tensor([0.1, 0.0, -0.2]),
    ]
    load(network, CODED, weights)
    return network, torch.tensor([[1.0, 0.0, -1.0]])


@pytest.mark.part("Autoencoder")
def test_codes_of_the_worked_example(student):
    """The lesson's three numbers become a code of two, and three numbers again."""
    network, x = coded(student)

    look = "tanh after the first layer, nothing after the second"
    assert_close(network.encode(x), [[0.761594, -0.462117]], what="encode(x)", look=look)
    codes = torch.tensor([[2.0, -1.0], [0.5, 0.0]])
    samples = [[4.1, 3.0, -3.2], [1.1, 0.5, -0.2]]
    assert_close(network.decode(codes), samples, what="decode(z)", look=look)
    through = [[1.623188, 1.223711, -1.586352]]
    assert_close(network(x), through, what="forward(x)", look="decode what encode gave")


@pytest.mark.part("Autoencoder")
def test_autoencoders_of_any_size(student):
    """Autoencoder(n_features, n_latent) has the layers of these sizes, and passes gradients on."""
    for n_features, n_latent in ((5, 2), (2, 4), (7, 1)):
        shapes = (n_latent, n_features), (n_latent,), (n_features, n_latent), (n_features,)
        weights = waves_of(shapes)
        layers = ("Linear", n_features, n_latent), ("Tanh",), ("Linear", n_latent, n_features)
        right = torchs(layers, weights)
        x = waves(3, n_features, start=0.6)
        network = student.Autoencoder(n_features, n_latent)
        load(network, shapes, weights)

        assert_close(network(x), right(x.double()), what="forward(x)", look="decode(encode(x))")
        check_gradients(network, shapes, right, x)


@pytest.mark.part("Autoencoder", weight=0.5)
def test_autoencoders_start_anew(student, guest):
    """Weights start anew for each network."""
    check_start(guest, lambda: student.Autoencoder(3, 2), CODED)


@pytest.mark.part("Autoencoder", weight=GUESTS_WORD)
def test_autoencoders_need_no_cpu(student, guest):
    """forward works anywhere; it gives the right samples back, and leaves those sent alone."""
    check_device(guest, student.Autoencoder(3, 2), torch.zeros(4, 3))
    network, x = coded(student)
    check_pure(guest, network(x), [[1.623188, 1.223711, -1.586352]])


def line(guest):
    """Return the line u(t) = 2t + 1 of the lesson's example, as a network over there."""
    network = guest.sequential(("Linear", 1, 1))
    network.load_state({"0.weight": np.array([[2.0]]), "0.bias": np.array([1.0])})
    return network


def decay(guest, rate, height):
    """Return u(t) = height · exp(−rate · t): ELU(z) is exp(z) − 1 for z below 0."""
    network = guest.sequential(("Linear", 1, 1), ("ELU",), ("Linear", 1, 1))
    values = {"0.weight": [[-rate]], "0.bias": [0.0], "2.weight": [[height]], "2.bias": [height]}
    network.load_state({name: np.array(value) for name, value in values.items()})
    return network


def check_loss(loss, expected, look):
    """Fail unless the loss is this single number."""
    value = as_floats(loss, "the loss")
    assert_holds(value.size == 1, "the loss is not a single number", got=loss, look=look)
    assert_close(value.reshape(()), expected, what="the loss", look=look)


@pytest.mark.part("physics_loss")
def test_losses_of_the_worked_example(student, guest):
    """For the line 2t + 1 the losses are the lesson's; λ weighs the equation alone."""
    t = torch.tensor([[1.0], [2.0]])
    look = "(u(0) − u0)² + lam · mean of (u' + u)² at the times t"
    for u0, lam, expected in ((4.0, 0.5, 27.5), (4.0, 0.0, 9.0), (1.0, 2.0, 74.0)):
        check_loss(student.physics_loss(line(guest), t, u0, lam), expected, look)
    check_loss(student.physics_loss(line(guest), t[:1], 0.5, 3.0), 75.25, look)
    check_loss(student.physics_loss(line(guest), t - 1, 0.5, 3.0), 51.25, look)


@pytest.mark.part("physics_loss")
def test_losses_of_the_solution_and_of_another_curve(student, guest):
    """exp(−t) has the loss 0, 2 exp(−2t) has not, and a start too high costs its square."""
    t = torch.tensor([[0.5], [1.0], [3.0]])
    cases = ((1.0, 1.0, 1.0, 0.0), (1.0, 1.5, 1.0, 0.25), (2.0, 2.0, 1.0, 1.409753))
    look = "the equation is u' = −u: what is squared is u' + u"
    for rate, height, u0, expected in cases:
        check_loss(student.physics_loss(decay(guest, rate, height), t, u0, 2.0), expected, look)


@pytest.mark.part("physics_loss")
def test_the_loss_can_be_trained_on(student, guest):
    """From a right loss one can go backward to the parameters, by way of u' too, on any device."""
    t = torch.tensor([[1.0], [2.0]])
    for u0, lam, right, weight, bias in ((2.0, 0.5, 19.5, 15.5, 4.0), (4.0, 2.0, 83.0, 62.0, 18.0)):
        loss, (gradients, *_) = guest.backward("physics_loss", line(guest), t, u0, lam)

        check_loss(loss, right, "the formula")
        arrives = all(gradients.get(name) is not None for name in ("0.weight", "0.bias"))
        assert_holds(arrives, "the loss cannot be trained on: it is cut off", look=GRAPH)
        look = "u', u and u(0) all keep their history"
        assert_close(gradients["0.weight"], [[weight]], what="the weight's gradient", look=look)
        assert_close(gradients["0.bias"], [bias], what="the bias's gradient", look=look)
    network = guest.sequential(("Linear", 1, 3), ("Tanh",), ("Linear", 3, 1))
    network.to("meta")  # a device that holds no numbers: tensors there cross as handles
    t = on_meta(guest, 4, 1)

    loss = tried(lambda: student.physics_loss(network, t, 1.5, 0.5))

    if loss is not None:
        on_device = getattr(loss, "kind", "") == "Tensor"
        look = "no .item(), no float(): the loss is a tensor on the device of model and t"
        assert_holds(on_device, "the loss is no tensor on that device", look=look)


@pytest.mark.part("physics_loss", weight=0.5)
def test_the_loss_changes_nothing(student, guest):
    """A right loss keeps its history, and leaves the weights as they were."""
    network = line(guest)

    loss = student.physics_loss(network, torch.tensor([[1.0], [2.0]]), 4.0, 0.5)

    check_loss(loss, 27.5, "the formula")
    history = getattr(loss, "far_requires_grad", False)
    assert_holds(history, "the loss cannot be differentiated", look=GRAPH)
    state = network.state()
    same = state["0.weight"] == [[2.0]] and state["0.bias"] == [1.0]
    assert_holds(same, "the weights have changed", look="measure, take no step")
    _, gradients = network.vjp((torch.ones(1, 1),), np.ones((1, 1), np.float32))
    learns = all(gradient is not None for gradient in gradients.values())
    assert_holds(learns, "the network can no longer be trained afterwards", look="freeze nothing")


@pytest.mark.part("physics_loss", weight=GUESTS_WORD)
def test_the_loss_leaves_the_times_alone(student, guest):
    """A right loss leaves t as it was."""
    loss = student.physics_loss(line(guest), torch.tensor([[1.0], [2.0]]), 4.0, 0.5)
    changed = guest.changed_arguments()

    check_loss(loss, 27.5, "the formula")
    assert_holds(not changed, "t was changed", look=PURE)
