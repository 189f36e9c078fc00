"""What a suite is written with: a student's answer → nothing, or a `Mismatch` that teaches.

The fixtures of a check hand it the student's names; the words below say what an answer must be.
Suites import from here alone.
"""

from grader.checks.expect import (
    Mismatch,
    as_floats,
    assert_close,
    assert_holds,
    assert_shape,
    describe,
    unpack,
)
from grader.checks.fixtures import CheckFixtures, Seeds
from grader.checks.marks import GUESTS_WORD
from grader.checks.remote import GuestTools, RemoteModule, RemoteObject
from grader.checks.suites import CollectedCheck

__all__ = [
    "GUESTS_WORD",
    "CheckFixtures",
    "CollectedCheck",
    "GuestTools",
    "Mismatch",
    "RemoteModule",
    "RemoteObject",
    "Seeds",
    "as_floats",
    "assert_close",
    "assert_holds",
    "assert_shape",
    "describe",
    "unpack",
]
