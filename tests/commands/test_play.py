"""Tests of `grader play`: what it reads of a student, and how it says where the page is."""

from __future__ import annotations

import http.client
import importlib.util
import os
import stat
import threading
from contextlib import nullcontext

import pytest

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")
pytest.importorskip("websockets")

from grader.commands import play as command
from grader.course.model import Course
from grader.errors import UsageError
from grader.sandbox.interface import Sandbox
from grader.sandbox.levels import Protection
from tests.support.fractions import RATIONALS

ROLES = 'ROLES = {"sgd": ("rationals", "add", lambda module, *given: module.add(*given))}\n'


@pytest.fixture
def playing(course: Course, plain_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course with a playground, on a border that is warm already."""
    (course.root / command.FILE).write_text(ROLES, encoding="utf-8")
    protection = Protection(plain_sandbox.settings.level, (), ())
    lent = nullcontext((plain_sandbox, protection))
    monkeypatch.setattr(command, "protected_sandbox", lambda _: lent)
    return course


def test_it_reads_what_the_roles_name_and_no_more(playing: Course) -> None:
    """The student's file, and the reference where it is there to be read."""
    file = playing.stub("rationals")
    file.write_text(RATIONALS, encoding="utf-8")

    code = command.reader(playing)()

    assert (code.roles, set(code.works)) == (ROLES, {"rationals"})
    assert code.works["rationals"] == RATIONALS
    assert code.paths["rationals"].endswith("rationals.py")
    assert set(code.references) == {"rationals"}


def test_a_student_s_folder_has_no_reference(playing: Course) -> None:
    """So nothing of it is played."""
    playing.reference("rationals").unlink()

    assert command.reader(playing)().references == {}


def test_a_saved_file_is_read_again_and_no_other(playing: Course) -> None:
    """What is unchanged is the very same."""
    file = playing.stub("rationals")
    file.write_text(RATIONALS, encoding="utf-8")
    read = command.reader(playing)
    first = read()

    assert read() is first
    file.write_text(f"{RATIONALS}\n# saved\n", encoding="utf-8")
    assert read().works["rationals"].endswith("# saved\n")


def test_a_course_without_a_playground_says_so(course: Course) -> None:
    """With what there is instead."""
    with pytest.raises(UsageError, match="this course has no playground"):
        command.reader(course)


def test_missing_libraries_are_named_with_the_line_that_installs_them(
    playing: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything starts."""
    real = importlib.util.find_spec
    missing = lambda name: None if name == "uvicorn" else real(name)  # noqa: E731 - a stand-in
    monkeypatch.setattr(importlib.util, "find_spec", missing)

    with pytest.raises(UsageError, match="needs uvicorn") as caught, command.opened(playing):
        pass
    assert caught.value.remedy == "python -m pip install uvicorn"


def test_a_port_that_is_taken_is_said(playing: Course) -> None:
    """With the way that works."""
    with command.listen() as taken, pytest.raises(UsageError, match="cannot be used") as caught:
        with command.opened(playing, taken.getsockname()[1]):
            pass
    assert "grader play" in caught.value.remedy


def test_the_file_that_leads_there_is_this_user_s_alone(playing: Course) -> None:
    """It holds the token, which no command line does; it goes when the server ends."""
    with command.opened(playing) as page:
        text = page.file.read_text(encoding="utf-8")
        mode = stat.S_IMODE(page.file.stat().st_mode)

    assert page.address in text and "token=" in page.address
    assert os.name == "nt" or mode == 0o600
    assert not page.file.exists()
    assert command.shown(page.address).plain == f"the playground: {page.address}\nCtrl-C ends it"


def test_it_serves(playing: Course) -> None:
    """What is opened answers, until it is told to end."""
    with command.opened(playing) as page:
        serving = threading.Thread(target=page.serve)
        serving.start()
        port, _, path = page.address.removeprefix("http://127.0.0.1:").partition("/")
        connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=60)
        connection.request("GET", f"/{path}")
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        page.stop()
        serving.join()

    assert (answer.status, b"playground.css" in body) == (200, True)
