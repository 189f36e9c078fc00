"""Trusted code answers a check as a student's code does over the real border."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch

from grader.checks.fixtures import CheckFixtures, Seeds
from grader.checks.remote import GuestTools, RemoteModule, RemoteObject
from grader.checks.trusted import TrustedSession
from grader.sandbox import wire
from grader.sandbox.connection import StudentError
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.session import Call, Conversation, NotDefined
from tests.support.guests import session_with

SOURCE = """
import random
from collections import namedtuple

import numpy as np
import torch
from torch import nn


class Counter:
    def __init__(self, start):
        self.value = start
    def add(self, step):
        self.value += step
        return self.value


class History(list):
    pass


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 3)
    def forward(self, x):
        return torch.relu(self.layer(x))


def same(value):
    return value

def kind(value):
    return f"{type(value).__module__}.{type(value).__name__}"

def count(counter, step):
    assert type(counter) is Counter
    return counter.add(step)

def numbers(n):
    for i in range(n):
        yield i, [i], Counter(i)

def spoil(x, items, *, more=None):
    x += 1
    items.append(2)
    return x

def pair():
    return namedtuple("Pair", "w b")(History([1.5]), np.float32(2))

def draw(rng):
    return rng.normal(size=3)

def luck():
    return random.random(), np.random.rand(), torch.rand(2)

def with_history(x):
    return torch.nn.Parameter(x) * 2

def far(network):
    return (network(torch.ones(1, 2)) ** 2).sum()

def fail(name):
    raise {"key": KeyError, "mine": Mine, "exit": SystemExit, "stop": StopIteration}[name]("no")

class Mine(ValueError):
    pass
"""
VALUES = [
    None, True, 7, -(2**70), 1.5, float("inf"), 2 + 3j, "words", b"bytes",
    (1, (2.0, "x")), [1, [2, None]], {"a": [1], 2: (3,)}, {(1, 2): "no plain key"},
    np.arange(6.0).reshape(2, 3), np.arange(3)[::-1], np.float32(0.1), np.bool_(True),
    np.zeros((0, 4), np.int8), np.array(5), np.array(["text"]),
    torch.arange(3.0, dtype=torch.float64), torch.ones(2, dtype=torch.bfloat16), torch.tensor(True),
]  # fmt: skip

Question = Callable[[Any, GuestTools], Any]


def weighted(network: Any) -> Any:
    """Set a network's weights, so that its answers do not depend on luck."""
    network.load_state({"layer.weight": np.ones((3, 2)), "layer.bias": np.array([0.0, 1.0, -9.0])})
    return network


POINTS = np.array([[1.0, 2.0], [-1.0, 0.5]], np.float32)
QUESTIONS: dict[str, Question] = {
    "an object stays": lambda student, _: student.Counter(5),
    "its methods": lambda student, _: student.Counter(5).add(2),
    "it goes back as itself": lambda student, _: student.count(student.Counter(5), 2),
    "objects within plain data": lambda student, _: student.same([{"c": student.Counter(1)}]),
    "an iterator": lambda student, _: list(student.numbers(3)),
    "a list that a class makes": lambda student, _: student.History([1]),
    "a named tuple": lambda student, _: student.pair(),
    "many at once": lambda _, guest: list(guest.many("kind", [((1,),), ([1],), (np.ones(1),)])),
    "a generator": lambda student, guest: student.draw(guest.generator(4)),
    "drawn after a seed": lambda student, guest: (guest.seed(3), student.luck()),
    "drawn at a check's begin": lambda student, _: student.luck(),
    "a tensor with a history": lambda student, _: student.with_history(torch.ones(2)),
    "state": lambda student, _: weighted(student.Net()).state(),
    "shapes": lambda student, _: student.Net().parameter_shapes(),
    "a forward pass": lambda student, _: weighted(student.Net())(torch.from_numpy(POINTS)),
    "gradients": lambda student, _: weighted(student.Net()).vjp((POINTS,), np.ones((2, 3))),
    "a loss that stays": lambda student, _: student.kind(
        weighted(student.Net()).weighted_sum((torch.from_numpy(POINTS),), 2.0)
    ),
    "backward": lambda student, guest: guest.backward("far", weighted(student.Net())),
    "backward from no history": lambda _, guest: guest.backward("same", 2.5),
    "backward from too many": lambda _, guest: guest.backward("with_history", torch.ones(2)),
    "a plain network": lambda student, guest: student.kind(guest.sequential(("Linear", 2, 1))),
    "a pretended GPU": lambda student, guest: guest.device_check(student.Net(), POINTS),
    "changed arguments": lambda student, guest: (
        student.spoil(np.zeros(2), [1], more=[3]), guest.changed_arguments()
    ),
    "no arguments are changed": lambda student, guest: (
        student.same([np.zeros(2)]), guest.changed_arguments()
    ),
    "an exception": lambda student, _: student.fail("key"),
    "an exception of its own": lambda student, _: student.fail("mine"),
    "an end": lambda student, _: student.fail("exit"),
    "a stop": lambda student, _: student.fail("stop"),
    "arguments that do not fit": lambda student, _: student.same(1, 2),
    "a name that is not there": lambda student, _: student.absent(1),
    "a method that is not there": lambda student, _: student.Counter(1).absent(),
    "an attribute": lambda student, _: student.Counter([5]).attribute("value"),
    "an attribute that stays": lambda student, _: student.Net().attribute("layer"),
    "an attribute that is not there": lambda student, _: student.Counter(1).attribute("absent"),
    "a private method": lambda student, _: student.Counter(1)._reset(),
    "an answer that is too large": lambda student, _: len(student.kind(np.zeros(9_000_000))),
    "a list that is too deep": lambda student, _: student.same(deep(wire.MAX_DEPTH - 2)),
}  # fmt: skip


def deep(levels: int) -> Any:
    """Nest a list."""
    return [deep(levels - 1)] if levels else 1


@pytest.fixture(scope="module")
def real(safe_sandbox: ForkedSandbox) -> Iterator[Conversation]:
    """The source behind the border."""
    with session_with(safe_sandbox, SOURCE) as session:
        yield session


@pytest.fixture(scope="module")
def trusted() -> TrustedSession:
    """The source in this process."""
    return TrustedSession(loaded())


def loaded() -> ModuleType:
    """Run the source here, as it is run over there, lines of its tracebacks and all."""
    module = ModuleType("work")
    linecache.cache["work.py"] = (len(SOURCE), None, SOURCE.splitlines(keepends=True), "work.py")
    exec(compile(SOURCE, "work.py", "exec"), vars(module))
    return module


def told(session: Conversation, question: Question) -> Any:
    """Ask, in a check of its own; describe what came, and what is remembered of it."""
    session.start_check(5)
    try:
        outcome: Any = plain(question(RemoteModule(session), GuestTools(session)))
    except (StudentError, NotDefined, AttributeError, TypeError, wire.TooLarge) as error:
        outcome = [base.__name__ for base in type(error).__mro__], str(error), vars(error)
    call = session.last_call
    return outcome, call and plain([call.name, call.args, call.kwargs, call.answer])


def plain(value: Any) -> Any:
    """Describe a value down to its types, bits and devices."""
    if isinstance(value, RemoteObject):
        return "object", value.kind
    if isinstance(value, torch.Tensor):
        return "tensor", str(value.dtype), repr(value), sorted(vars(value).items())
    if isinstance(value, (np.ndarray, np.generic)):
        return type(value), str(value.dtype), value.shape, value.tobytes()
    if isinstance(value, (list, tuple)):
        return type(value), [plain(item) for item in value]
    if isinstance(value, dict):
        return [(key, plain(item)) for key, item in value.items()]
    return type(value), repr(value)


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_and_goes_as_over_the_border(
    value: object, real: Conversation, trusted: Conversation
) -> None:
    """Of the same type there, and back, or as a handle."""

    def question(student: Any, _: GuestTools) -> Any:
        return student.kind(value), student.same(value)

    assert told(trusted, question) == told(real, question)


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_is_what_it_is_over_the_border(
    name: str, real: Conversation, trusted: Conversation
) -> None:
    """Objects, networks, exceptions, draws, changed arguments, and the calls that are kept."""
    assert told(trusted, QUESTIONS[name]) == told(real, QUESTIONS[name])


def test_nothing_is_shared_with_the_module(trusted: TrustedSession) -> None:
    """Arguments and answers are copies: what either side does to its own harms nobody."""
    student: Any = RemoteModule(trusted)
    array, items = np.zeros(2), [1]

    answer = student.spoil(array, items)
    answer += 1

    assert (array.tolist(), items) == ([0.0, 0.0], [1])
    assert trusted.answered("spoil")[-1].args[1] == [1]


def test_what_the_module_draws_is_seeded_for_each_check(trusted: TrustedSession) -> None:
    """By the check's name and the submission, whatever was drawn before."""
    seeds = Seeds(b"secret", "ada", "work")

    def drawn(check: str) -> Any:
        fixtures = CheckFixtures(trusted, None, seeds, check)  # type: ignore[arg-type]
        fixtures.start()
        np.random.rand()
        student: Any = fixtures.student
        return student.luck()[:2]

    assert drawn("a") == drawn("a")
    assert drawn("a") != drawn("b")


def test_each_check_begins_with_no_objects_and_no_calls(trusted: TrustedSession) -> None:
    """A thousand trainings keep no thousand networks."""
    student: Any = RemoteModule(trusted)
    old = student.Counter(1)
    trusted.record_answers((Call("same", (), {}),))

    trusted.start_check(1)

    assert trusted.last_call is None
    assert trusted.answered("same") == []
    with pytest.raises(KeyError):
        old.add(1)


def test_ctrl_c_is_no_exception_of_the_modules() -> None:
    """It stops us, as the alarm of a rehearsal does."""
    module = ModuleType("work")

    def stop() -> None:
        raise KeyboardInterrupt

    vars(module)["stop"] = stop
    student: Any = RemoteModule(TrustedSession(module))

    with pytest.raises(KeyboardInterrupt):
        student.stop()


def test_a_stopwatch_may_stand_around_what_is_carried_out() -> None:
    """A session of one's own sees each message that reaches the module."""
    seen: list[str] = []

    class Noting(TrustedSession):
        def carry_out(self, message: dict[str, Any]) -> Any:
            seen.append(message["do"])
            return super().carry_out(message)

    student: Any = RemoteModule(Noting(loaded()))
    student.Counter(1).add(2)
    list(student.numbers(1))

    assert seen == ["call", "method", "call", "iterate", "next", "next"]
