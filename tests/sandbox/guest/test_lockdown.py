"""Tests of the lock-down, from within: what an honest student's code finds after it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from grader.sandbox.forked import ForkedSandbox
from tests.support.guests import session_with, student_of
from tests.support.processes import wait_until

FILES = """
import os, tempfile
def temporary():
    with tempfile.NamedTemporaryFile() as file:
        return os.path.dirname(file.name), os.getcwd()
def long():
    with open("long", "wb") as file:
        file.truncate(1 << 40)
"""
TREE = """
import os
def grow():
    os.mkdir("closed", 0)
    for _ in range(1500):
        os.mkdir("deeper")
        os.chdir("deeper")
"""


PREPARED = """
from grader.sandbox.guest import linux, lockdown, seccomp
from grader.sandbox.guest.settings import GuestView
lockdown.prepare(GuestView("L3", ()))
linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
seccomp.restrict(1)
lockdown._data_in_use()
print(seccomp.program.cache_info().misses, lockdown._data_in_use.cache_info().misses)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")
def test_what_a_zygote_prepares_is_not_made_again() -> None:
    """A guest finds its filter made, and its memory counted."""
    done = subprocess.run(
        [sys.executable, "-c", PREPARED], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["1", "1"]


def test_temporary_files_lie_in_the_guests_own_folder(sandbox: ForkedSandbox) -> None:
    """Though a library has asked for a folder of temporary files before the guest was born."""
    with student_of(sandbox, FILES) as student:
        folder, own = student.temporary()

        assert folder == own


def test_a_file_that_grows_too_long_is_an_error_and_no_crash(sandbox: ForkedSandbox) -> None:
    """As in any Python: the signal that the kernel sends with it is ignored."""
    with student_of(sandbox, FILES) as student, pytest.raises(OSError, match="large"):
        student.long()


def test_a_tree_without_end_is_gone_with_its_guest(sandbox: ForkedSandbox) -> None:
    """The zygote outlives it, and where a guest writes to the disk nothing stays."""
    if sandbox.settings.level == "L3":
        pytest.skip("a file system of its own is gone at once")
    folder = sandbox._folder

    with session_with(sandbox, TREE) as session:
        session.ask({"do": "call", "name": "grow", "args": (), "kwargs": {}})

    wait_until(lambda: os.listdir(folder) == [])
    with student_of(sandbox, FILES) as student:
        assert student.temporary()
