"""Tests of what a check holds in its hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from grader.checks.expect import Mismatch, assert_close, unpack
from grader.checks.remote import GuestTools, RemoteModule, RemoteObject
from grader.sandbox.connection import StudentError
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.session import MOST_CROSSINGS, Call, NotDefined, Source
from tests.support.guests import pair_of, session_with, student_of

NETWORK = """
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 3)
    def forward(self, x):
        return torch.relu(self.layer(x))
"""
ON_CPU = "self.layer(x) + torch.zeros(3)"
DEVICES = {
    "passed": "torch.relu(self.layer(x))",
    "mixes devices": "self.layer(x) + torch.ones(x.shape[0], 3)",
    "leaves torch": "torch.tensor(self.layer(x).detach().numpy())",
    "wrong device": "self.layer(x).cpu()",
    "inconclusive": "self.layer(x) if x.sum().item() > 0 else x",
}


def test_arguments_and_answers_are_copies(safe_sandbox: ForkedSandbox) -> None:
    """What the student's code does to its arguments harms nobody, and can be seen."""
    source = "def f(x, y, *, z):\n    x += 1; z.append(2); return x"
    array, items = np.zeros(3), [1]

    with pair_of(safe_sandbox, source) as (student, guest):
        answer = student.f(array, np.zeros(2), z=items)
        changed = guest.changed_arguments()

    assert answer.tolist() == [1, 1, 1]
    assert array.tolist() == [0, 0, 0]
    assert items == [1]
    assert changed == [0, "z"]


def test_arguments_that_stay_as_they_are_are_not_named(safe_sandbox: ForkedSandbox) -> None:
    """Purity is seen as purity: arrays, lists, tensors and NaN-free scalars."""
    with pair_of(safe_sandbox, "import torch\ndef f(*a): return None") as (student, guest):
        student.f(np.ones(3), [np.zeros(2), 1], torch.ones(2), {"a": 1}, "text", None)

        assert guest.changed_arguments() == []


def test_an_iterator_is_read_item_by_item(safe_sandbox: ForkedSandbox) -> None:
    """A generator stays over there and yields here."""
    source = "def batches(n):\n    for i in range(n): yield i, [i]"

    with student_of(safe_sandbox, source) as student:
        assert list(student.batches(3)) == [(0, [0]), (1, [1]), (2, [2])]


def test_what_is_yielded_can_be_held_side_by_side(safe_sandbox: ForkedSandbox) -> None:
    """Items wait for the last one over there, so one shared buffer shows; no loop is endless."""
    source = """
import itertools
import numpy as np

def batches(n):
    buffer = np.zeros(1)
    for i in itertools.islice(itertools.count(), n):
        buffer[0] = i
        yield buffer
"""
    with pair_of(safe_sandbox, source) as (student, guest):
        assert [each.item() for each in student.batches(3)] == [0, 1, 2]
        assert [each.item() for each in guest.items(student.batches(3))] == [2, 2, 2]
        assert guest.items([1, 2]) == [1, 2]
        with pytest.raises(StudentError, match="more items than can be checked"):
            guest.items(student.batches(None))


def test_what_a_class_makes_is_an_object_though_it_be_a_list(safe_sandbox: ForkedSandbox) -> None:
    """Its methods can be called; a function's named tuple is the tuple that it is."""
    source = """
from collections import namedtuple

class History(list):
    def best(self):
        return min(self)

def pair():
    return namedtuple("Pair", "w b")(History([1.5]), 2)
"""
    with student_of(safe_sandbox, source) as student:
        assert student.History([3.0, 0.5]).best() == 0.5
        assert student.pair() == ([1.5], 2)


def test_an_attribute_is_read_and_kept_as_a_call(safe_sandbox: ForkedSandbox) -> None:
    """Plain data is a copy, anything else a handle; nobody here reads what is private."""
    source = """
class Stopping:
    def __init__(self):
        self.best, self._count = [1.5, None], 0
        self.inner = object()
    @property
    def share(self):
        return 1 / self._count
"""
    with session_with(safe_sandbox, source) as session:
        stopping = RemoteModule(session).Stopping()
        best = stopping.attribute("best")
        best.append(7)

        assert stopping.attribute("best") == [1.5, None]
        assert session.last_call == Call("Stopping().best", (), {}, [1.5, None], is_attribute=True)
        assert session.answered("Stopping")[-1] == session.last_call
        assert stopping.attribute("inner").kind == "object"
        with pytest.raises(AttributeError, match="_count"):
            stopping.attribute("_count")
        with pytest.raises(StudentError, match="no attribute 'worst'") as missing:
            stopping.attribute("worst")
        with pytest.raises(StudentError, match="division by zero") as raised:
            stopping.attribute("share")

    assert missing.value.frames == []
    assert [frame.function for frame in raised.value.frames] == ["share"]


def test_what_a_class_makes_of_a_tuple_is_the_tuple(safe_sandbox: ForkedSandbox) -> None:
    """A class in a function's place answers by what it holds, as it does to all who unpack it."""
    source = """
from typing import NamedTuple
import numpy as np

class fit(tuple):
    def __new__(cls, w, b):
        return super().__new__(cls, (w, b))

class pair(NamedTuple):
    w: list
    b: float = 0.5
    def scaled(self):
        return self.w

class grid(np.ndarray):
    def __new__(cls, n):
        return np.zeros(n).view(cls)
"""
    with student_of(safe_sandbox, source) as student:
        assert student.fit([1.5], 2) == ([1.5], 2)
        assert student.pair([1.5]) == ([1.5], 0.5)
        assert student.grid(2).tolist() == [0, 0]


def test_what_a_generator_raises_is_not_lost(safe_sandbox: ForkedSandbox) -> None:
    """A mistake of its own inside is said, and not that a generator came back."""
    source = "def f():\n    yield 1\n    yield 1 + 'a'\n"
    with student_of(safe_sandbox, source) as student:
        with pytest.raises(StudentError, match="unsupported operand"):
            unpack(student.f(), "w", "b")


def test_an_object_that_can_be_unpacked_is_unpacked(safe_sandbox: ForkedSandbox) -> None:
    """As `w, b = fit()` would; one that cannot is not what belongs there."""
    source = """
class Plain:
    pass

class Fitted(Plain):
    def __iter__(self):
        return iter(([1.5], 2))
"""
    with student_of(safe_sandbox, source) as student:
        assert unpack(student.Fitted(), "w", "b") == [[1.5], 2]
        with pytest.raises(Mismatch, match=r"came back, not \(w, b\)"):
            unpack(student.Plain(), "w", "b")


def test_a_generator_of_numpy_is_passed_as_an_argument(safe_sandbox: ForkedSandbox) -> None:
    """An rng lives over there, and goes on where it stopped."""
    with pair_of(safe_sandbox, "def f(rng): return rng.integers(1000, size=3)") as (student, guest):
        rng = guest.generator(3)
        drawn = [student.f(rng).tolist(), student.f(rng).tolist()]

    expected = np.random.default_rng(3)
    assert drawn == [expected.integers(1000, size=3).tolist() for _ in range(2)]


def test_many_calls_cross_at_once(safe_sandbox: ForkedSandbox) -> None:
    """A batch of calls gives a batch of answers, in order."""
    with pair_of(safe_sandbox, "def f(a, b): return a - b") as (_, guest):
        assert list(guest.many("f", [(5, 1), (1, 5)])) == [4, -4]
        with pytest.raises(NotDefined):
            guest.many("g", [(1,)])


def test_calls_are_kept_with_their_answers(safe_sandbox: ForkedSandbox) -> None:
    """By name, those of a batch too; the latest crossings only, and those of one check."""
    with session_with(safe_sandbox, "def f(a, b=1): return a - b\ndef g(): return 7") as session:
        student, guest = RemoteModule(session), GuestTools(session)
        student.f(5, b=2)
        student.g()
        guest.many("f", [(5, 1), (1, 5)])
        kept = session.answered("f")
        for _ in range(2 * MOST_CROSSINGS):
            student.g()
        after = len(session.answered("g")), session.answered("f")
        session.start_check(1)

        assert kept == [
            Call("f", (5,), {"b": 2}, 3), Call("f", (5, 1), {}, 4), Call("f", (1, 5), {}, -4)
        ]  # fmt: skip
        assert after == (MOST_CROSSINGS, [])
        assert session.answered("g") == []


COUNTER = """
calls = 0
def train(seed):
    global calls
    calls += 1
    if seed < 0:
        raise ValueError("no seed")
    return [float(seed), calls]
"""


def test_a_training_that_several_checks_look_at_is_done_once(safe_sandbox: ForkedSandbox) -> None:
    """The same arguments give the same answer, in another check too, and it is kept as a call."""
    with session_with(safe_sandbox, COUNTER) as session:
        student, guest = RemoteModule(session), GuestTools(session)
        first = guest.once("train", 3)
        session.start_check(1)
        again, other = guest.once("train", 3), guest.once("train", 4)

        assert (first, again, other) == ([3.0, 1], [3.0, 1], [4.0, 2])
        assert student.train(3) == [3.0, 3]
        assert [call.args for call in session.answered("train")] == [(3,), (4,), (3,)]
        assert session.answered("train")[0] == Call("train", (3,), {}, [3.0, 1])


def test_what_is_done_once_is_done_anew_by_other_code(safe_sandbox: ForkedSandbox) -> None:
    """By a fresh guest, by another exercise; and what failed is tried again."""
    with session_with(safe_sandbox, COUNTER) as session:
        guest = GuestTools(session)
        guest.once("train", 3)
        session.put_in_place({})
        fresh = guest.once("train", 3)
        session.open(Source("work", [("work.py", "def train(seed): return 7")], {}))
        another = guest.once("train", 3)

        assert (fresh, another) == ([3.0, 1], 7)
    with session_with(safe_sandbox, COUNTER) as session:
        guest = GuestTools(session)
        for _ in range(2):
            with pytest.raises(StudentError):
                guest.once("train", -1)
        assert guest.once("train", 3) == [3.0, 3]
        with pytest.raises(NotDefined):
            guest.once("predict", 3)


def test_many_answers_that_are_not_as_many_are_a_failure(safe_sandbox: ForkedSandbox) -> None:
    """A guest that answers a batch with something else is no match."""
    source = """
import grader.sandbox.guest.serve as far
far.GuestServer.word_many = lambda *_, **__: [1]
def f(a): return a
"""
    with pair_of(safe_sandbox, source) as (_, guest), pytest.raises(Mismatch):
        guest.many("f", [(1,), (2,)])


def test_a_module_is_called_seen_and_set_from_here(safe_sandbox: ForkedSandbox) -> None:
    """State in and out, shapes, training mode and a forward pass at weights that we set."""
    weights = {"layer.weight": np.ones((3, 2)), "layer.bias": np.array([0.0, 1.0, -9.0])}

    with student_of(safe_sandbox, NETWORK) as student:
        net = student.Net()
        net.load_state(weights)
        output = net(torch.tensor([[1.0, 2.0]]))
        shapes = net.parameter_shapes()
        state = net.state()

    assert isinstance(net, RemoteObject)
    assert net.kind == "Net"
    assert output.tolist() == [[3.0, 4.0, 0.0]]
    assert shapes == [("layer.weight", (3, 2)), ("layer.bias", (3,))]
    assert np.array_equal(state["layer.bias"], weights["layer.bias"])


def test_a_network_that_says_it_is_huge_is_refused(safe_sandbox: ForkedSandbox) -> None:
    """On the meta device a gigabyte costs nothing; here somebody may make it."""
    source = NETWORK.replace("nn.Linear(2, 3)", 'nn.Linear(1 << 13, 1 << 13, device="meta")')

    with student_of(safe_sandbox, source) as student:
        with pytest.raises(StudentError, match="too large to check"):
            student.Net().parameter_shapes()


def test_gradients_come_from_the_far_side(safe_sandbox: ForkedSandbox) -> None:
    """The vector-Jacobian product equals what autograd gives for the same layer here."""
    x = np.array([[1.0, 2.0], [-1.0, 0.5]])
    output_gradient = np.array([[1.0, 2.0, 3.0], [0.5, 0.0, 1.0]])
    layer = torch.nn.Linear(2, 3)

    with student_of(safe_sandbox, NETWORK) as student:
        net = student.Net()
        net.load_state({f"layer.{n}": p.detach().numpy() for n, p in layer.named_parameters()})
        by_input, by_parameter = net.vjp((x,), output_gradient)

    inputs = torch.tensor(x, dtype=torch.float32, requires_grad=True)
    torch.relu(layer(inputs)).backward(torch.tensor(output_gradient, dtype=torch.float32))
    assert inputs.grad is not None
    assert layer.weight.grad is not None
    assert np.allclose(by_input, inputs.grad.numpy())
    assert np.allclose(by_parameter["layer.weight"], layer.weight.grad.numpy())


def test_a_loss_that_stays_has_its_history(safe_sandbox: ForkedSandbox) -> None:
    """Over there one can go backward from it, also where gradients were switched off."""
    source = (
        f"{NETWORK}\ntorch.set_grad_enabled(False)\n"
        "def slopes(net, loss):\n"
        "    loss.backward()\n"
        "    return loss.item(), net[0].weight.grad\n"
    )
    x, weights = torch.tensor([[1.0, 2.0], [3.0, 5.0]]), torch.tensor([[1.0], [-2.0]])

    with session_with(safe_sandbox, source) as session:
        net = GuestTools(session).sequential(("Linear", 2, 1))
        net.load_state({"0.weight": np.array([[2.0, 0.5]]), "0.bias": np.array([1.0])})
        value, slopes = RemoteModule(session).slopes(net, net.weighted_sum((x,), weights))

    assert value == pytest.approx(4.0 - 2 * 9.5)
    assert slopes.tolist() == [[1.0 - 2 * 3.0, 2.0 - 2 * 5.0]]


LOSSES = """
import torch
def loss(model, x, scale):
    return scale * (model(x) ** 2).mean()
def cut(model, x, scale):
    return loss(model, x, scale).detach()
def number(model, x, scale):
    with torch.no_grad():
        return loss(model, x, scale).item()
"""


FORGED = """
import sys

torch_calls = sys.modules["grader.sandbox.guest.torch_calls"]
torch_calls.backward = lambda function, args: (1.0, [7])
torch_calls.WORDS["vjp"] = lambda module, inputs, pull: (1.0, 7)


def loss(network):
    return 1.0
"""


def test_forged_gradients_fail_a_check_and_do_not_break_it(safe_sandbox: ForkedSandbox) -> None:
    """Whoever changes the far side's words gets no points held for what then comes back."""
    with session_with(safe_sandbox, FORGED) as session:
        guest = GuestTools(session)
        network = guest.sequential(("Linear", 2, 1))
        with pytest.raises(Mismatch, match="by name"):
            guest.backward("loss", network)
        with pytest.raises(Mismatch, match="by name"):
            network.vjp((np.zeros((1, 2), np.float32),), np.ones((1, 1), np.float32))


def test_backward_goes_from_what_a_function_returns(safe_sandbox: ForkedSandbox) -> None:
    """The number and its gradients come back, also the second time, and are kept as calls."""
    x = torch.tensor([[1.0, -2.0], [0.5, 3.0]], requires_grad=True)
    layer = torch.nn.Linear(2, 1)
    (3 * (layer(x) ** 2).mean()).backward()
    assert layer.weight.grad is not None and layer.bias.grad is not None and x.grad is not None
    with session_with(safe_sandbox, LOSSES) as session:
        guest = GuestTools(session)
        network = guest.sequential(("Linear", 2, 1))
        network.load_state(
            {f"0.{name}": p.detach().numpy() for name, p in layer.named_parameters()}
        )
        for _ in range(2):
            value, (by_parameter, by_input, by_scale) = guest.backward("loss", network, x, 3.0)
            changed = guest.changed_arguments()
        kept = session.answered("loss")
        with pytest.raises(NotDefined):
            guest.backward("absent", network)

    assert value.item() == pytest.approx(3 * (layer(x) ** 2).mean().item())
    assert np.allclose(by_parameter["0.weight"], layer.weight.grad.numpy())
    assert np.allclose(by_parameter["0.bias"], layer.bias.grad.numpy())
    assert np.allclose(by_input, x.grad.numpy())
    assert by_scale is None
    assert changed == []
    assert [call.name for call in kept] == ["loss", "loss().backward"] * 2
    assert (kept[2].args, kept[2].answer) == ((network, x, 3.0), value)
    assert session.last_call is kept[2]


@pytest.mark.parametrize("name", ["cut", "number"])
def test_a_number_without_history_has_no_gradients(safe_sandbox: ForkedSandbox, name: str) -> None:
    """Those of a call before do not count, and it is the check that says what is wrong."""
    x = torch.ones(1, 2, requires_grad=True)
    with pair_of(safe_sandbox, LOSSES) as (_, guest):
        network = guest.sequential(("Linear", 2, 1))
        guest.backward("loss", network, x, 1.0)
        value, gradients = guest.backward(name, network, x, 1.0)

    assert float(value) > 0
    assert gradients == [{"0.weight": None, "0.bias": None}, None, None]


def test_gradients_that_are_not_as_many_are_a_failure(safe_sandbox: ForkedSandbox) -> None:
    """A guest that says something else of them is no match."""
    for said in ("7", "(1.0, [None, None])"):
        source = f"""
import grader.sandbox.guest.serve as far
far.GuestServer.word_backward = lambda *_, **__: {said}
def f(a): return a
"""
        with pair_of(safe_sandbox, source) as (_, guest), pytest.raises(Mismatch):
            guest.backward("f", 1)


def test_what_is_forged_in_an_objects_place_fails_a_check(safe_sandbox: ForkedSandbox) -> None:
    """A guest that gives a number where an object was to stay gets no points held for that."""
    source = """
import grader.sandbox.guest.serve as far
far.GuestServer.word_generator = far.GuestServer.word_torch = lambda *_, **__: 7
"""
    with pair_of(safe_sandbox, source) as (_, guest):
        for ask in (guest.generator, lambda n: guest.sequential(("Linear", n, 1))):
            with pytest.raises(Mismatch, match="is none"):
                ask(3)


def test_a_plain_network_is_built_over_there(safe_sandbox: ForkedSandbox) -> None:
    """A part can be judged with a plain torch network in the place of the student's class."""
    with pair_of(safe_sandbox, "def count(m): return sum(p.numel() for p in m.parameters())") as (
        student,
        guest,
    ):
        network = guest.sequential(("Linear", 2, 16), ("ReLU",), ("Linear", 16, 1))

        assert student.count(network) == 65


@pytest.mark.parametrize("verdict", DEVICES)
def test_the_device_check_tells_gpu_mistakes_without_a_gpu(
    safe_sandbox: ForkedSandbox, verdict: str
) -> None:
    """Tensors made on the CPU, .numpy(), .cpu() and wrong devices are caught; right ones pass."""
    source = NETWORK.replace("torch.relu(self.layer(x))", DEVICES[verdict])

    with pair_of(safe_sandbox, source) as (student, guest):
        assert guest.device_check(student.Net(), np.ones((4, 2), np.float32)) == verdict


def test_a_loop_holds_no_more_than_can_be_judged(safe_sandbox: ForkedSandbox) -> None:
    """A check may keep every item of a loop: together they are bounded, as one answer is."""
    source = "import numpy as np\ndef f():\n    while True: yield np.zeros(3_000_000, np.int8)"
    got = []

    with pair_of(safe_sandbox, source) as (student, _), pytest.raises(StudentError) as caught:
        got.extend(student.f())

    assert caught.value.kind == "TooLarge"


INDEXED = {
    "self.layer(x[:, 0:2])": "passed",
    "torch.relu(self.layer(x) + self.layer.bias[None, :])": "passed",
    "(lambda h: h.masked_fill(h < 0, 0))(self.layer(x))[:, 0:1]": "passed",
    "self.layer(x[:, 0:2]) + torch.ones(3)": "mixes devices",
    "self.layer(x[:, 0:2].cpu())": "mixes devices",
    "torch.from_numpy(self.layer(x)[:, 0:1].numpy())": "leaves torch",
    "self.layer(x)[:, 0:1].cpu()": "wrong device",
    "self.layer(x.cuda())": "inconclusive",
    "self.to(x.device).layer(x)": "inconclusive",
}


@pytest.mark.parametrize("forward", INDEXED)
def test_the_device_check_lets_tensors_be_indexed(
    safe_sandbox: ForkedSandbox, forward: str
) -> None:
    """A build of torch without CUDA cannot index pretended CUDA tensors; mistakes still show."""
    source = NETWORK.replace("torch.relu(self.layer(x))", forward)

    with pair_of(safe_sandbox, source) as (student, guest):
        verdict = guest.device_check(student.Net(), np.ones((4, 2), np.float32))

    assert verdict == INDEXED[forward]


def test_the_device_check_sees_a_layer_that_is_not_registered(safe_sandbox: ForkedSandbox) -> None:
    """Layers in a plain list stay behind when a model moves: they mix devices."""
    source = NETWORK.replace("self.layer = nn.Linear(2, 3)", "self.layers = [nn.Linear(2, 3)]")
    source = source.replace("self.layer(x)", "self.layers[0](x)")

    with pair_of(safe_sandbox, source) as (student, guest):
        verdict = guest.device_check(student.Net(), np.ones((4, 2), np.float32))

    assert verdict == "mixes devices"


def test_private_names_do_not_cross(safe_sandbox: ForkedSandbox) -> None:
    """A check cannot reach into what the student kept private, nor an object's insides."""
    with student_of(safe_sandbox, NETWORK) as student:
        with pytest.raises(AttributeError):
            _ = student._hidden
        with pytest.raises(AttributeError):
            _ = student.Net()._modules


@pytest.mark.parametrize(
    "answer",
    [
        "(x, 2 * x)",
        "zip([1, 2], [1, 2])",
        "iter([x, 2 * x])",
        "(n * x for n in (1, 2))",
        "map(lambda n: n * x, (1, 2))",
        "collections.deque([x, 2 * x])",
        "np.stack([x, 2 * x])",
        "np.array([[1.0, 1.0], [2.0, 2.0]], dtype=object)",
        "torch.stack([torch.ones(2), 2 * torch.ones(2)])",
        "dict(a=x, b=2 * x).values()",
        "pd.DataFrame([x, 2 * x])",
    ],
)
def test_a_right_value_in_an_odd_dress_is_right(safe_sandbox: ForkedSandbox, answer: str) -> None:
    """What goes through as a list does is judged as one, taken apart or as numbers."""
    source = "import collections, torch\nimport numpy as np\nimport pandas as pd\nx = np.ones(2)\n"

    with student_of(safe_sandbox, f"{source}def f(): return {answer}") as student:
        first, second = unpack(student.f(), "a", "b")

        assert_close(first, [1, 1])
        assert_close(second, [2, 2])


def test_numbers_that_come_one_by_one(safe_sandbox: ForkedSandbox) -> None:
    """A generator of losses is their list; a network is no list of numbers."""
    source = "import torch\ndef f(): return (n / 2 for n in range(3))\n"

    with student_of(safe_sandbox, source + "def g(): return torch.nn.Linear(1, 1)") as student:
        assert_close(student.f(), [0, 0.5, 1])
        with pytest.raises(Mismatch, match="is a Linear, not numbers"):
            assert_close(student.g(), [0])


def test_numbers_that_never_end(safe_sandbox: ForkedSandbox) -> None:
    """They are given up at a length, in one crossing: nobody waits for the time limit."""
    with student_of(safe_sandbox, "def f(): return (1.0 for _ in iter(int, 1))") as student:
        for say in (lambda: assert_close(student.f(), [1.0]), lambda: unpack(student.f(), "a")):
            with pytest.raises(StudentError, match="more items than can be checked"):
                say()


def test_an_object_array_comes_as_a_list(safe_sandbox: ForkedSandbox) -> None:
    """Of arrays of several shapes numpy makes one too; a 0-d one is what it holds."""
    source = """
import numpy as np
def f():
    box = np.empty(2, dtype=object)
    box[:] = [np.ones(2), np.ones((1, 3))]
    return box
def g(): return np.array(None), np.array(2.5, dtype=object), np.float64(1), np.bool_(True)
"""
    with student_of(safe_sandbox, source) as student:
        box, small = student.f(), student.g()

    assert [each.shape for each in box] == [(2,), (1, 3)]
    assert small == (None, 2.5, 1.0, True)


def test_compiling_a_network_changes_nothing(safe_sandbox: ForkedSandbox) -> None:
    """Where no compiler is, torch.compile hands back what it is given."""
    source = "import torch\n@torch.compile\ndef f(x): return torch.as_tensor(x) * 2\n"
    source += "def g(): return type(torch.compile(torch.nn.Linear(1, 1))).__name__"

    with student_of(safe_sandbox, source) as student:
        assert (student.f(2.0).item(), student.g()) == (4.0, "Linear")
