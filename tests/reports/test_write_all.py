"""Tests of the files of a class: which there are, what they hold, and which go away."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import StoreError
from grader.judging import Result
from grader.reports import Kind, Note, class_table, signature, write_reports
from grader.reports.write_all import LONGEST_FILE_NAME, NO_RECORD
from grader.store import Attempt, Key, Store
from grader.submission import Cell, Submission, Work, pack
from tests.reports.conftest import Make

HERE = {"protection": "L3", "secret": "5ec2e7", "python": "3.11", "grader": "0.1.0"}


def written(out: Path) -> set[str]:
    """Name all files below a folder."""
    return {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}


def test_a_class_becomes_these_files(tmp_path: Path, school: list[Result]) -> None:
    """Four files of the class, and two for each student."""
    write_reports(school, HERE, tmp_path, notes=())

    assert written(tmp_path) == {
        "results.json", "grades.csv", "notes.csv", "class.html",
        "feedback/Ada.txt", "feedback/bob.txt", "feedback/zoë.txt",
        "feedback/Ada.html", "feedback/bob.html", "feedback/zoë.html",
    }  # fmt: skip
    assert len(json.loads((tmp_path / "results.json").read_bytes())["results"]) == len(school)
    assert (tmp_path / "grades.csv").read_text(encoding="utf-8-sig").count("\n") == 4
    assert (tmp_path / "grades.csv").read_bytes().startswith(b'\xef\xbb\xbf"student"')  # Excel


def test_notes_are_in_both_files(tmp_path: Path, school: list[Result]) -> None:
    """What a run has to say is not lost with the terminal; the next run's takes its place."""
    write_reports(school, HERE, tmp_path, [Note(Kind.WORK, "a.txt is no work", "bob")])

    assert "a.txt is no work" in (tmp_path / "notes.csv").read_text(encoding="utf-8")
    assert "a.txt is no work" in (tmp_path / "class.html").read_text(encoding="utf-8")

    write_reports(school, HERE, tmp_path)  # a correction, which has no notes

    assert "a.txt is no work" in (tmp_path / "notes.csv").read_text(encoding="utf-8")

    write_reports(school, HERE, tmp_path, ())

    assert (tmp_path / "notes.csv").read_text(encoding="utf-8").count("\n") == 2


def test_a_class_of_nobody(tmp_path: Path) -> None:
    """There are the files of the class, and no feedback."""
    write_reports([], HERE, tmp_path, ())

    assert written(tmp_path) == {"results.json", "grades.csv", "notes.csv", "class.html"}


def test_feedback_has_each_exercise_and_names_the_grade(
    tmp_path: Path, school: list[Result]
) -> None:
    """What a student gets is theirs alone, and can be judged again."""
    judged = [replace(each, attempt=2, digest="ab12" * 16) for each in school[1:2]]
    write_reports([school[0], *judged, *school[2:]], HERE, tmp_path)

    text = (tmp_path / "feedback" / "bob.txt").read_text(encoding="utf-8")
    assert text.index("perceptron: ") < text.index("circles: ")
    assert text.endswith(
        "\nperceptron: attempt 2, submission ab12ab12ab12, protection L3\n"
        "your instructor can have each of these judged again, bit for bit\n"
        f"graded by {signature(HERE)}\n"
    )
    assert "zoë" not in text and NO_RECORD not in text


def test_the_secret_is_in_no_file(tmp_path: Path, school: list[Result]) -> None:
    """Whoever knows it knows every input of a hidden check."""
    write_reports(school, HERE, tmp_path)

    for name in written(tmp_path):
        assert HERE["secret"] not in (tmp_path / name).read_text(encoding="utf-8")
    environment = json.loads((tmp_path / "results.json").read_bytes())["environment"]
    assert environment == {"protection": "L3", "python": "3.11", "grader": "0.1.0"}


def test_a_page_shows_what_is_in_the_store(tmp_path: Path, make: Make) -> None:
    """The work that counts, not the newer one, and both of them as attempts."""
    with Store(tmp_path / "results.sqlite") as store:
        for number, (code, counts) in enumerate([("x = 'old'", True), ("x = 'new'", False)], 1):
            cell = Cell("circles.py", f"def train(n):\n    {code}\n")
            work = Submission("ada", (Work("circles", "circles.py", (cell,)),))
            result = replace(make(), attempt=number, digest=work.code_digest)
            attempt = Attempt(result, Key(work.digest, "course", "grader"), counts=counts)
            store.save("ada", [attempt], [(work.digest, pack(work))])

        write_reports(store.load_all(), HERE, tmp_path / "out", works=store)

    page = (tmp_path / "out" / "feedback" / "ada.html").read_text(encoding="utf-8")
    assert "&#x27;old&#x27;" in page and "&#x27;new&#x27;" not in page
    assert ">1 (counts)<" in page and ">2<" in page


def test_a_page_goes_without_a_work_that_is_damaged(tmp_path: Path, make: Make) -> None:
    """The grades are there: what a student reads of them must not hang on it."""
    result = make(digest="ab12")
    with Store(tmp_path / "results.sqlite") as store:
        attempt = Attempt(result, Key("work", "course", "grader"))
        store.save("ada", [attempt], [("work", b"damaged")])

        write_reports([result], HERE, tmp_path / "out", works=store)

    page = (tmp_path / "out" / "feedback" / "ada.html").read_text(encoding="utf-8")
    assert "What was called" in page and "<figure>" not in page


def test_no_protection_is_said_first(tmp_path: Path, school: list[Result]) -> None:
    """Nobody takes it for a grade of record."""
    write_reports(school, {"protection": "L1"}, tmp_path)

    for student in ("Ada", "bob", "zoë"):
        text = (tmp_path / "feedback" / f"{student}.txt").read_text(encoding="utf-8")
        assert text.startswith(NO_RECORD)


@pytest.mark.parametrize("name", ["../ada", "a/b", "/tmp/ada", "..", "a\0b", "\ud800"])
def test_a_name_is_no_path(tmp_path: Path, make: Make, name: str) -> None:
    """A roster or a store may hold any name: its files lie in the folder of the feedback."""
    write_reports([make(name)], HERE, tmp_path / "out", ())

    stem = name.replace("/", "\\x2f").replace("\0", "\\x00").replace("\ud800", "\\ud800")
    assert written(tmp_path / "out" / "feedback") == {f"{stem}.html", f"{stem}.txt"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_name_that_is_too_long_for_a_file(tmp_path: Path, make: Make) -> None:
    """It is cut, and stays different from others that begin alike; the longest is kept whole."""
    names = ["a" * LONGEST_FILE_NAME, "a" * (LONGEST_FILE_NAME + 1), "é" * LONGEST_FILE_NAME]

    write_reports([make(name) for name in names], HERE, tmp_path)

    digests = [hashlib.sha256(name.encode()).hexdigest()[:16] for name in names]
    stems = [names[0], f"{'a' * 40}-{digests[1]}", f"{'é' * 40}-{digests[2]}"]
    assert written(tmp_path / "feedback") == {
        f"{stem}.{kind}" for stem in stems for kind in ("html", "txt")
    }


def test_a_disk_that_refuses_is_named(tmp_path: Path, school: list[Result]) -> None:
    """A folder lies where a file belongs, and a file where the folder belongs."""
    (tmp_path / "feedback").touch()

    with pytest.raises(StoreError, match="feedback") as caught:
        write_reports(school, HERE, tmp_path)

    assert caught.value.remedy


def test_the_order_of_results_does_not_matter(tmp_path: Path, school: list[Result]) -> None:
    """Workers finish when they do; the files are the same to the byte."""
    by_student = sorted(school, key=lambda result: result.student)
    write_reports(school, HERE, tmp_path / "one")
    write_reports(by_student, HERE, tmp_path / "other")

    for name in written(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    assert class_table.render(school, HERE) == class_table.render(by_student, HERE)
