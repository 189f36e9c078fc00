"""Tests of bench: seeds that nobody can foretell, and all that a check may hold."""

from __future__ import annotations

import hmac
import itertools

import pytest

from grader.checks.fixtures import CheckFixtures, Seeds
from grader.checks.remote import GuestTools, RemoteModule
from grader.course.model import Course
from grader.errors import UnknownName
from grader.sandbox.interface import Sandbox
from grader.sandbox.session import NotDefined, Session, Source

DRAWS = "import random, numpy\ndef draw(): return [random.random(), float(numpy.random.rand())]"


def fixtures(
    course: Course, check: str = "check", secret: bytes = b"secret", session=None
) -> CheckFixtures:
    """Give a bench; its desk is empty by default."""
    return CheckFixtures(session, course.exercises[0], Seeds(secret, "ada"), check)


def test_seeds_differ_in_everything(pristine: Course) -> None:
    """Another secret, student, exercise, attempt or purpose gives another seed."""
    secrets, students, exercises = (b"", b"secret"), ("ada", "bob", "bob\udc80"), ("", "a", "1")
    seeds = {
        Seeds(secret, student, exercise, attempt).of(purpose)
        for secret, student, exercise, attempt, purpose in itertools.product(
            secrets, students, exercises, (1, 2), ("a", "b", "")
        )
    }

    assert len(seeds) == 2 * 3 * 3 * 2 * 3
    assert Seeds(b"secret", "ada", "a", 1).of("a") in seeds


def test_seeds_are_those_of_the_standard(pristine: Course) -> None:
    """HMAC-SHA256 of who, what, how often and what for: a grade can be replayed years later."""
    words = b'["ada", "circles", 2, "rng check"]'
    expected = hmac.new(b"secret", words, "sha256").digest()[:8]

    assert Seeds(b"secret", "ada", "circles", 2).of("rng check") == int.from_bytes(expected, "big")


def test_a_checks_inputs_are_its_own(pristine: Course) -> None:
    """Each check draws other inputs, the same each time that it is run."""
    first, again = fixtures(pristine).rng.random(4), fixtures(pristine).rng.random(4)
    other, elsewhere = fixtures(pristine, "other").rng.random(4), fixtures(pristine, secret=b"").rng

    assert (first == again).all()
    assert (first != other).all()
    assert (first != elsewhere.random(4)).all()


def test_the_far_side_never_has_the_seed_of_the_inputs(pristine: Course) -> None:
    """What seeds the student's draws tells nothing of what seeds the inputs."""
    sent = []
    session = type("Desk", (), {"start_check": lambda self, seed: sent.append(seed)})()
    held = fixtures(pristine, session=session)

    held.start()

    assert sent[0] != held.seeds.of(f"rng {held.check}") % 2**32
    assert 0 <= sent[0] < 2**32


def test_a_check_starts_with_seeds_of_its_own(pristine: Course, plain_sandbox: Sandbox) -> None:
    """A student's draws repeat from run to run, and differ from check to check."""
    session = Session(plain_sandbox, 5, 20)
    session.open(Source("work", (("work.py", DRAWS),), {}))
    drawn = []
    for check in ("one", "two", "one"):
        held = fixtures(pristine, check, session=session)
        held.start()
        drawn.append(held.student.draw())
    session.close()

    assert drawn[0] == drawn[2]
    assert drawn[0][0] != drawn[1][0]
    assert drawn[0][1] != drawn[1][1]


def test_a_bench_gives_the_fixtures(pristine: Course, plain_sandbox: Sandbox) -> None:
    """The student's names, the workbench, the device; no reference unless there is one."""
    session = Session(plain_sandbox, 5, 20)
    session.open(Source("work", (("work.py", DRAWS),), {}))
    held = fixtures(pristine, session=session)
    student, guest = held.student, held.guest
    session.close()

    assert (type(student), type(guest)) == (RemoteModule, GuestTools)
    assert (held.device, held.reference) == ("cpu", None)
    with pytest.raises(NotDefined):
        _ = student.softmax


def test_a_gate_gives_fresh_seeds(pristine: Course) -> None:
    """Trainings get integers that do not repeat, the same for all gates of a check."""
    first, second = fixtures(pristine, "x"), fixtures(pristine, "y")

    seeds = list(itertools.islice(first._gate_seeds(), 20))
    others = list(itertools.islice(second._gate_seeds(), 20))

    assert len(set(seeds) | set(others)) == 40
    assert seeds == list(itertools.islice(fixtures(pristine, "x")._gate_seeds(), 20))
    assert all(type(seed) is int and 0 <= seed < 2**31 for seed in seeds)


def test_a_gate_must_be_the_courses(pristine: Course) -> None:
    """A gate that course.yml does not know is the author's mistake."""
    with pytest.raises(UnknownName, match="'circles'"):
        fixtures(pristine).gate("circles", float)
