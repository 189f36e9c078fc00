"""Tests of `grader mark` on a page: from the store to the page, and from a save to grades.csv."""

from __future__ import annotations

import csv
import http.client
import importlib.util
import json
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

from grader.cli import app
from grader.commands import mark_page as command
from grader.commands.marking import Asked
from grader.course.model import Course, load_course
from grader.errors import MissingLibrary, StoreError, UsageError
from grader.sandbox.interface import Sandbox
from grader.store import Store
from tests.support.by_hand import hand_in, png, with_answers
from tests.support.fractions import RATIONALS


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the class lies that was graded for the first test, once it was."""
    return tmp_path_factory.mktemp("kept") / "class"


@pytest.fixture
def graded(course: Course, tmp_path: Path, kept: Path, lent_sandbox: Sandbox) -> Course:
    """A course whose class was graded into ``out`` beside it."""
    course = with_answers(course)
    if kept.exists():
        shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
        return load_course(course.root, exactly=True)
    files = {"rationals.py": RATIONALS, "why_reduce.md": "So.", "sketch.png": png()}
    folder = hand_in(tmp_path / "class", {"ada": files, "bob": {"why_reduce.md": "No."}})
    line = ["grade", str(folder), "--out", str(tmp_path / "out"), "--course", str(course.root)]
    assert CliRunner().invoke(app, line).exit_code == 0
    shutil.copytree(tmp_path, kept)
    return course


def row(out: Path, student: str) -> dict[str, str]:
    """Return a row of grades.csv."""
    rows = csv.DictReader((out / "grades.csv").read_text("utf-8-sig").splitlines())
    return next(each for each in rows if each["student"] == student)


class Browser:
    """What a browser asks of an opened page."""

    def __init__(self, address: str) -> None:
        place, _, path = address.removeprefix("http://").partition("/")
        self.host, self.port = place.split(":")
        self._cookie = ""
        _, headers = self._ask("GET", f"/{path}")
        self._cookie = headers["set-cookie"].split(";")[0]

    def _ask(self, method: str, path: str, message: object = None) -> tuple[bytes, Any]:
        connection = http.client.HTTPConnection(self.host, int(self.port), timeout=60)
        headers = {"cookie": self._cookie, "origin": f"http://{self.host}:{self.port}"}
        body = None if message is None else json.dumps(message)
        connection.request(method, path, body, {**headers, "content-type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        assert answer.status == 200, content
        return content, answer.headers

    def get(self, path: str) -> Any:
        """Return what is said at a path."""
        return json.loads(self._ask("GET", path)[0])

    def mark(self, paper: dict[str, Any], *points: float | None) -> Any:
        """Post a mark."""
        names = [each["name"] for each in paper["items"]]
        given = dict(zip(names, points, strict=True))
        message = {"id": paper["id"], "number": paper["number"], "points": given, "comment": "Yes."}
        return json.loads(self._ask("POST", "/mark", message)[0])


def test_from_the_page_to_the_grades(graded: Course, tmp_path: Path) -> None:
    """Each save is kept at once, in a store that others may open; the reports come at the end."""
    out = tmp_path / "out"
    with command.opened(graded, out, Asked()) as page:
        serving = threading.Thread(target=page.serve)
        serving.start()
        browser = Browser(page.address)
        parts = browser.get("/answers")["parts"]
        paper = browser.get(f"/answers/{parts[0]['papers'][0]['id']}")
        browser.mark(paper, 1.5, 1)

        assert [(each["exercise"], len(each["papers"])) for each in parts] == [
            ("rationals", 2),
            ("essay", 1),
        ]
        assert (paper["who"], paper["answer"]["text"]) == ("ada", "So.")
        assert [each["label"] for each in paper["code"]] == ["rationals.py"]
        with Store(out / "results.sqlite") as store:
            assert [entry.value["comment"] for entry in store.journal()] == ["Yes."]
        assert row(out, "ada")["rationals"] == "7.50"
        page.stop()
        serving.join()

    assert row(out, "ada")["rationals"] == "10.00"
    assert "comment: Yes." in (out / "feedback" / "ada.txt").read_text("utf-8")
    assert command.ended(page).plain == "1 mark kept, reports written; 1 of 3 marked"
    assert not page.file.exists()


def test_nothing_is_written_where_nothing_was_marked(graded: Course, tmp_path: Path) -> None:
    """The reports stay the files that they were."""
    out = tmp_path / "out"
    before = (out / "grades.csv").stat().st_mtime_ns

    with command.opened(graded, out, Asked()) as page:
        assert "0 of 3 marked" in command.shown(page).plain

    assert (out / "grades.csv").stat().st_mtime_ns == before
    assert command.ended(page).plain == "nothing was marked; 0 of 3 marked"


def test_one_part_alone(graded: Course, tmp_path: Path) -> None:
    """As it was asked for."""
    shelf = command.StoreShelf(graded, tmp_path / "out", Asked("essay", "sketch"))

    (paper,) = shelf.papers()
    answer, submission = shelf.read(paper)
    assert answer and answer.media == "image/png"
    assert submission and submission.answers == (answer,)


def test_a_store_that_another_run_holds(graded: Course, tmp_path: Path) -> None:
    """The page says so, and nothing of it is lost."""
    shelf = command.StoreShelf(graded, tmp_path / "out", Asked())
    with Store(tmp_path / "out" / "results.sqlite"), pytest.raises(StoreError, match="another run"):
        shelf.papers()

    assert len(shelf.papers()) == 3


def test_nothing_to_mark(graded: Course, tmp_path: Path) -> None:
    """It is said before a page opens."""
    with Store(tmp_path / "empty" / "results.sqlite"):
        pass
    with pytest.raises(UsageError, match="nothing that is marked by hand"):
        with command.opened(graded, tmp_path / "empty", Asked()):
            pass


def test_a_port_that_is_taken(graded: Course, tmp_path: Path) -> None:
    """Another page of the same command has it."""
    with command.opened(graded, tmp_path / "out", Asked()) as page:
        port = int(page.address.partition("/?")[0].rpartition(":")[2])
        with pytest.raises(UsageError, match=f"port {port} cannot be used"):
            with command.opened(graded, tmp_path / "out", Asked(), port=port):
                pass


def test_missing_libraries_are_named(
    graded: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the line that installs them; the table needs none."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingLibrary) as caught:
        with command.opened(graded, tmp_path / "out", Asked()):
            pass

    assert "python -m pip install starlette uvicorn" in caught.value.remedy
