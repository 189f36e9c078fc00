"""The fixtures for trusted code offer what a suite asks of the border's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from grader.checks.trusted import Guest, Handle, Student, straight
from grader.course.modules import load_module
from grader.errors import CourseError

MODULE = """
import numpy as np

class Counter:
    def __init__(self, start):
        self.value = start
    def add(self, step):
        self.value += step
        return self.value
    def _reset(self):
        self.value = 0

def count(counter, step):
    assert type(counter) is Counter
    return counter.add(step)

def fresh_count(step):
    return Counter(0).add(step)

def pair(x):
    return x + 1, [x.sum(), None, "words"], {"counter": Counter(3)}

def numbers(n):
    return iter(range(n))

def draw(rng):
    return rng.normal(size=3)
"""


@pytest.fixture
def module(tmp_path: Path) -> ModuleType:
    """A module of ours, read from a file."""
    path = tmp_path / "ours.py"
    path.write_text(MODULE, encoding="utf-8")
    return load_module(path, "ours_for_a_test")


def test_objects_come_as_handles_and_go_back_as_themselves(module: ModuleType) -> None:
    """A handle can be passed to a function, and its public methods called."""
    student = Student(module)

    counter = student.Counter(5)

    assert isinstance(counter, Handle)
    assert counter.kind == "Counter"
    assert student.count(counter, 2) == 7
    assert counter.add(1) == 8


def test_private_names_of_a_handle_stay_private(module: ModuleType) -> None:
    """What begins with an underscore is no word of a handle."""
    with pytest.raises(AttributeError):
        Student(module).Counter(5)._reset()


def test_plain_data_comes_back_as_it_is(module: ModuleType) -> None:
    """Arrays, lists and tuples stay what they are; only what is no plain data becomes a handle."""
    array, listed, named = Student(module).pair(np.array([1, 2]))

    assert array.tolist() == [2, 3]
    assert listed == [3, None, "words"]
    assert named["counter"].add(1) == 4


def test_an_iterator_is_iterated_over_its_handle(module: ModuleType) -> None:
    """A generator of the student's is read item by item."""
    assert list(Student(module).numbers(3)) == [0, 1, 2]


def test_the_guests_generator_draws_what_its_seed_says(module: ModuleType) -> None:
    """The guest's generator is numpy's own, passed as rng."""
    drawn = Student(module).draw(Guest().generator(4))

    assert np.array_equal(drawn, np.random.default_rng(4).normal(size=3))


def test_a_network_has_the_words_of_a_module() -> None:
    """Weights go in and out, gradients come, and a pretended GPU is tried."""
    pytest.importorskip("torch")
    guest = Guest()
    network = guest.sequential(("Linear", 2, 1), ("Sigmoid",))
    network.load_state({"0.weight": np.array([[2.0, 0.0]]), "0.bias": np.zeros(1)})
    points = np.array([[0.0, 1.0]], np.float32)

    gradient, by_name = network.vjp((points,), np.ones((1, 1), np.float32))

    assert network.parameter_shapes() == [("0.weight", (1, 2)), ("0.bias", (1,))]
    assert network.state()["0.weight"].tolist() == [[2.0, 0.0]]
    assert gradient.tolist() == [[0.5, 0.0]]
    assert by_name["0.bias"].tolist() == [0.25]
    assert guest.device_check(network, points) == "passed"
    assert guest.changed_arguments() == []


def test_tensors_come_without_their_history() -> None:
    """An answer is a value: it has no graph behind it."""
    torch = pytest.importorskip("torch")

    answer = Guest().sequential(("Linear", 2, 1))(torch.ones(3, 2))

    assert answer.shape == (3, 1)
    assert not answer.requires_grad


def test_the_same_seed_builds_the_same_network() -> None:
    """A training can be repeated from its seed."""
    pytest.importorskip("torch")
    guest, drawn = Guest(), []
    for seed in (3, 3, 4):
        guest.seed(seed)
        drawn.append(guest.sequential(("Linear", 2, 3)).state()["0.weight"])

    assert np.array_equal(drawn[0], drawn[1])
    assert not np.array_equal(drawn[0], drawn[2])


def test_a_file_that_is_not_there_is_the_courses_error(tmp_path: Path) -> None:
    """The message names the file."""
    with pytest.raises(CourseError, match=r"absent\.py: there is no such file"):
        load_module(tmp_path / "absent.py", "absent")


def test_many_calls_are_made_one_after_the_other(module: ModuleType) -> None:
    """`guest.many` gives the answer to each tuple of arguments."""
    guest = Guest(Student(module))

    assert guest.many("fresh_count", [(1,), (2,)]) == [1, 2]


def test_every_call_of_the_modules_code_goes_through(module: ModuleType) -> None:
    """What lies between sees functions, methods and each step of an iteration."""
    seen: list[str] = []

    def through(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        seen.append(function.__name__)
        return straight(function, *args, **kwargs)

    student = Student(module, through)
    student.Counter(1).add(2)
    assert list(student.numbers(1)) == [0]

    assert seen == ["Counter", "add", "numbers", "iter", "next", "next"]
