"""Tests of reading what one student handed in."""

from __future__ import annotations

import io
import json
import os
import pickle
import socket
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.submission import (
    Cell,
    Entry,
    Origin,
    Submission,
    Work,
    archives,
    read,
    read_submission,
    unpack,
)
from grader.submission import pack as packed
from grader.submission.files import LOOKED_AT, TOO_MANY, Item
from grader.submission.model import MIB
from grader.submission.read import MOST_PROBLEMS
from grader.submission.siblings import MOST_SIBLINGS

NAMES = ("perceptron", "circles", "optimizers")
STUB = "def f():\n    raise NotImplementedError\n"

Files = dict[str, str | bytes]


def notebook(source: str) -> str:
    """A notebook of one cell."""
    return json.dumps({"cells": [{"cell_type": "code", "source": source}]})


def put(folder: Path, files: Files) -> Path:
    """Write files into a folder."""
    folder.mkdir(exist_ok=True)
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def pack(path: Path, files: Files) -> Path:
    """Write files into a zip."""
    path.write_bytes(put_zip(files))
    return path


def put_zip(files: Files) -> bytes:
    """The bytes of a zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.fixture
def reading(tmp_path: Path) -> Callable[[Files], Submission]:
    """Read files as the submission of alice."""

    def read_files(files: Files) -> Submission:
        collected = Origin("nbgrader", "alice")
        return read_submission(
            Entry("alice", put(tmp_path / "alice", files), origin=collected), NAMES
        )

    return read_files


Reading = Callable[[Files], Submission]


def only(submission: Submission) -> Work:
    """The only work of a submission."""
    (work,) = submission.works
    return work


def said(submission: Submission) -> str:
    """All problems of a submission."""
    return "\n".join(submission.problems)


# layouts


@pytest.mark.parametrize(
    "path",
    [
        "perceptron.py",
        "perceptron/perceptron.py",
        "exercises/perceptron/perceptron.py",
        "week1/perceptron.py",
        "week1/exercises/perceptron/perceptron.py",
        "week1/perceptron/perceptron.py",
    ],
)
def test_layouts(path: str, tmp_path: Path) -> None:
    """A file is found in every layout, in a folder and in an archive alike, and read the same."""
    files: Files = {path: "x = 1\n", path.replace("perceptron.py", "notes.txt"): "notes"}
    folder = read_submission(Entry("alice", put(tmp_path / "alice", files)), NAMES)
    archive = read_submission(Entry("bob", pack(tmp_path / "bob.zip", files)), NAMES)

    assert only(folder).cells == (Cell("perceptron.py", "x = 1\n"),)
    assert only(folder) == only(archive)
    assert (only(folder).problem, only(folder).note, folder.problems) == ("", "", ())
    assert folder.digest == archive.digest


@pytest.mark.parametrize("path", ["perceptron/homework 1.ipynb", "Perceptron/x.ipynb"])
def test_the_only_notebook_of_an_assignment(reading: Reading, path: str) -> None:
    """In nbgrader's folder of an exercise its only notebook counts, whatever it is called."""
    work = only(reading({path: notebook("x = 1")}))

    assert work.cells == (Cell("cell 1", "x = 1"),)
    assert work.notebook
    assert f"{path} was taken for perceptron.ipynb" in work.note


def test_two_notebooks_of_an_assignment(reading: Reading) -> None:
    """Of two notebooks of other names neither counts, and both are named."""
    submission = reading({"perceptron/a.ipynb": "", "perceptron/b.ipynb": ""})

    assert submission.works == ()
    assert "not judged: perceptron/a.ipynb, perceptron/b.ipynb" in said(submission)


def test_an_assignment_of_several_exercises(reading: Reading) -> None:
    """A folder of another name may hold several exercises, and there may be several of them."""
    submission = reading(
        {"ps1/perceptron.py": "", "ps1/circles.ipynb": notebook(""), "ps2/optimizers.py": ""}
    )

    assert [work.path for work in submission.works] == [
        "ps1/perceptron.py",
        "ps1/circles.ipynb",
        "ps2/optimizers.py",
    ]


def test_works_stand_in_the_courses_order(reading: Reading) -> None:
    """Works stand in the order of the course, and can be asked for by name."""
    submission = reading({"circles.py": "c", "perceptron.py": "p"})

    assert [work.exercise for work in submission.works] == ["perceptron", "circles"]
    assert submission.work("circles") == submission.works[1]
    assert submission.work("optimizers") is None


def test_an_archive_in_a_folder(tmp_path: Path) -> None:
    """A folder that holds nothing but an archive is read through it, as Moodle gives it."""
    folder = tmp_path / "alice"
    folder.mkdir()
    pack(folder / "homework.zip", {"homework/perceptron.py": "x = 1"})

    assert only(read_submission(Entry("alice", folder), NAMES)).cells[0].source == "x = 1"


def test_an_archive_in_an_archive(tmp_path: Path) -> None:
    """Archives in archives are opened, a few deep; one deeper still is named."""
    content = pack(tmp_path / "0.zip", {"perceptron.py": "x = 1"}).read_bytes()
    for depth in range(1, 5):
        outer = pack(tmp_path / f"{depth}.zip", {f"{depth - 1}.zip": content})
        content = outer.read_bytes()
        submission = read_submission(Entry("alice", outer), NAMES)
        if depth <= 3:
            assert only(submission).cells == (Cell("perceptron.py", "x = 1"),)
            assert (only(submission).note, submission.problems) == ("", ())

    assert submission.works == ()
    assert "0.zip was not opened" in said(submission)
    assert "pack it again" in submission.why_missing("perceptron")


@pytest.mark.parametrize(
    "beside", [{"report.pdf": "%PDF"}, {"timestamp.txt": "2026-02-02 15:00:00"}]
)
def test_an_archive_beside_a_stray_file(tmp_path: Path, beside: Files) -> None:
    """What is no code beside an archive is in nobody's way."""
    inner = pack(tmp_path / "x.zip", {"hw/perceptron.py": "x = 1"}).read_bytes()

    submission = read_submission(
        Entry("alice", put(tmp_path / "alice", {"hw.zip": inner, **beside})), NAMES
    )

    assert only(submission).path == "perceptron.py"
    assert submission.problems == ()


def test_several_archives(tmp_path: Path) -> None:
    """Several archives, and code beside one, are read as if they were folders."""
    one = pack(tmp_path / "1.zip", {"perceptron.py": "p", "helper.py": "h"}).read_bytes()
    other = pack(tmp_path / "2.zip", {"hw/circles.ipynb": notebook("c")}).read_bytes()
    files: Files = {"a.zip": one, "b.zip": other, "optimizers.py": "o", "b.rar": b"Rar!"}

    submission = read_submission(Entry("alice", put(tmp_path / "alice", files)), NAMES)

    assert [work.path for work in submission.works] == [
        "a.zip/perceptron.py",
        "b.zip/hw/circles.ipynb",
        "optimizers.py",
    ]
    assert submission.siblings == {"helper": "h"}
    assert submission.problems == ("b.rar cannot be opened here: hand in a .zip",)


def test_archives_together_hold_no_more_than_one_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What all archives unpack to is bounded, also where each of them holds little."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:gz") as archive:
        for name in ("perceptron.py", "junk.bin"):
            info = tarfile.TarInfo(name)
            info.size = MIB
            archive.addfile(info, io.BytesIO(b"#" * MIB))
    files: Files = {f"{number}.tar.gz": tar.getvalue() for number in range(6)}
    monkeypatch.setattr(archives, "UNPACKED", 5 * MIB)
    tree = read.with_inner_archives(read.open_folder(put(tmp_path / "alice", files)), 5 * MIB)

    assert tree.held <= 7 * MIB
    assert len(tree.items) < 12
    assert any("unpacks to more" in said for said in tree.problems)


def test_damaged_archives_are_unpacked_no_further(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive that turns out to be damaged has cost what it holds, as much as a whole one."""
    zeros = bytes(MIB)
    checksum = zlib.crc32(zeros).to_bytes(4, "little")
    bombs = put_zip({f"{number}.zip": zeros for number in range(3)}).replace(checksum, b"0000")
    files: Files = {f"{number}.zip": bombs for number in range(4)}
    unpacked: list[str] = []
    read_from_zip = archives._read_from_zip

    def counted(archive: zipfile.ZipFile, item: Item, limit: int) -> bytes:
        unpacked.append(item.path)
        return read_from_zip(archive, item, limit)

    monkeypatch.setattr(archives, "_read_from_zip", counted)

    tree = read.with_inner_archives(read.open_folder(put(tmp_path / "alice", files)), 5 * MIB)

    assert len(unpacked) == 4
    assert tree.held <= 5 * MIB
    assert any("is damaged inside the archive" in said for said in tree.problems)


def test_a_damaged_archive_says_no_more(tmp_path: Path) -> None:
    """That an archive is damaged is all there is to say: something was handed in."""
    (tmp_path / "alice.zip").write_bytes(b"PK and no more")

    submission = read_submission(Entry("alice", tmp_path / "alice.zip"), NAMES)

    (problem,) = submission.problems
    assert "damaged" in problem
    assert submission.why_missing("circles") == problem


# several files for one exercise


@pytest.mark.parametrize(
    ("files", "judged", "note"),
    [
        ({"perceptron.py": STUB, "perceptron.ipynb": notebook("y = 1")}, "perceptron.ipynb", ""),
        ({"perceptron.py": "y = 1", "perceptron.ipynb": notebook(STUB)}, "perceptron.py", ""),
        ({"perceptron.py": STUB * 2, "perceptron.ipynb": notebook(STUB)}, "perceptron.py", ""),
        (
            {"perceptron.py": STUB + STUB.replace(" f", " g"), "perceptron.ipynb": notebook(STUB)},
            "perceptron.ipynb",
            "",
        ),
        (
            {"perceptron.py": "# " + STUB.replace("\n", ""), "perceptron.ipynb": notebook("")},
            "perceptron.py",
            "perceptron.py was judged: perceptron.ipynb holds no code",
        ),
        (
            {"perceptron.py": "", "perceptron.ipynb": notebook("y = 1")},
            "perceptron.ipynb",
            "perceptron.ipynb was judged: perceptron.py holds no code",
        ),
        ({"perceptron.py": STUB, "perceptron.ipynb": notebook(STUB)}, "perceptron.py", ""),
        (
            {"perceptron.py": b"\xff", "perceptron.ipynb": notebook(STUB)},
            "perceptron.ipynb",
            "perceptron.ipynb was judged: perceptron.py is not UTF-8 (line 1): save it as UTF-8",
        ),
        (
            {"perceptron.py": STUB, "perceptron.ipynb": "not json"},
            "perceptron.py",
            "perceptron.py was judged: perceptron.ipynb is not a notebook",
        ),
        (
            {"exercises/perceptron/perceptron.py": STUB, "perceptron.py": "x = 1"},
            "perceptron.py",
            "",
        ),
        (
            {"exercises/perceptron/perceptron.py": "x = 1", "perceptron.py": STUB},
            "exercises/perceptron/perceptron.py",
            "",
        ),
        ({"perceptron.py": "x = 1", "perceptron.ipynb": notebook("x = 1")}, "perceptron.py", ""),
        ({"perceptron.py": STUB, "perceptron (1).py": "x = 1"}, "perceptron (1).py", "call it"),
        (
            {"perceptron.py": "x = 1", "perceptron.ipynb": notebook("from perceptron import *\nx")},
            "perceptron.py",
            "perceptron.py was judged, not perceptron.ipynb",
        ),
    ],
)
def test_several_files_for_one_exercise(
    reading: Reading, files: Files, judged: str, note: str
) -> None:
    """The file with the most finished work is judged; nothing is said of an untouched one."""
    work = only(reading(files))

    assert work.path == judged
    assert note in work.note
    assert bool(note) == bool(work.note)
    assert work.other is None


@pytest.mark.parametrize(
    ("files", "best", "other"),
    [
        (
            {"perceptron.py": "x = 1", "perceptron.ipynb": notebook("x = 2")},
            "perceptron.py",
            "perceptron.ipynb",
        ),
        (
            {"perceptron.py": "x = 1", "perceptron.ipynb": notebook("x = 2\nz = 3")},
            "perceptron.ipynb",
            "perceptron.py",
        ),
        (
            {"perceptron.py": "x = 1", "perceptron-1.py": "x = 2", "perceptron-2.py": "x = 3"},
            "perceptron.py",
            "perceptron-2.py",
        ),
    ],
)
def test_two_versions(reading: Reading, files: Files, best: str, other: str) -> None:
    """Where two files hold work of their own, both are judged, the fuller one first."""
    submission = reading(files)
    work = only(submission)

    assert work.path == best
    assert work.other is not None
    assert work.other.path == other
    assert len(submission.sources) == 2
    assert submission.digest != replace(submission, works=(replace(work, other=None),)).digest
    assert unpack(packed(submission), submission.student, submission.attempts) == submission


def test_all_of_several_files_are_unusable(reading: Reading) -> None:
    """Where none of the files can be used, the likeliest one says why."""
    work = only(reading({"perceptron.py": b"\xff", "perceptron.ipynb": "x"}))

    assert work.problem == "perceptron.py is not UTF-8 (line 1): save it as UTF-8"
    assert work.note == ""


# names


def test_a_name_in_other_letters(reading: Reading) -> None:
    """Perceptron.py is judged, and told what it should be called."""
    work = only(reading({"Perceptron.PY": "x = 1"}))

    assert work.cells == (Cell("Perceptron.PY", "x = 1"),)
    assert work.note == "Perceptron.PY was taken for perceptron.py: call it that"


def test_an_exact_name_beside_one_in_other_letters(reading: Reading) -> None:
    """The exact name is judged, the other is a module of its own, and both are named."""
    submission = reading({"perceptron.py": "x = 1", "Perceptron.py": "x = 2"})

    assert only(submission).cells == (Cell("perceptron.py", "x = 1"),)
    assert submission.siblings == {"Perceptron": "x = 2"}
    assert "differ only in case" in said(submission)


def test_two_names_in_other_letters(reading: Reading) -> None:
    """Of two names that are equally near none is judged, and the student is told to keep one."""
    work = only(reading({"Perceptron.py": "x = 1", "PERCEPTRON.py": "x = 2"}))

    assert work.cells == ()
    assert "PERCEPTRON.py, Perceptron.py differ only in case" in work.problem
    assert "keep one, called perceptron.py" in work.problem


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("perceptrn.py", "perceptron.py"),
        ("perceptron.txt", "perceptron.py"),
        ("optimizer.py", "optimizers.py"),
    ],
)
def test_did_you_mean(reading: Reading, path: str, wanted: str) -> None:
    """A file that is nearly an exercise's is named with what it should be called."""
    submission = reading({path: "", "circles.py": "x = 1"})

    assert [work.exercise for work in submission.works] == ["circles"]
    words = f"{path} was not judged: did you mean {wanted}?"
    assert words in said(submission)
    assert submission.why_missing(wanted.split(".")[0]) == words


@pytest.mark.parametrize(
    "path",
    [
        "perceptron (1).py",
        "perceptron(2).ipynb",
        "perceptron-Copy1.ipynb",
        "perceptron - Copy.py",
        "perceptron - Copy (2).py",
        "perceptron copy 2.py",
        "perceptron 2.py",
        "Copy of perceptron.ipynb",
        "Perceptron (1).PY",
        "perceptron (Ada's conflicted copy 2026-01-01).py",
        "perceptron (conflicted copy 2026-01-01 120000).py",
        "perceptron.sync-conflict-20260101-120000-ABCDEF7.py",
        "perceptron.py.txt",
        "perceptron.ipynb.txt",
        "perceptron.ipynb.json",
        "perceptron-1 (1).py",
    ],
)
def test_copies(reading: Reading, path: str) -> None:
    """What machines make of a name is judged, and the student reads what to call it."""
    wanted = "perceptron.ipynb" if ".ipynb" in path else "perceptron.py"
    code = notebook("x = 1") if wanted.endswith(".ipynb") else "x = 1"

    work = only(reading({path: code, "report.pdf": ""}))

    assert work.cells[0].source == "x = 1"
    assert work.note == f"{path} was taken for {wanted}: call it that"


@pytest.mark.parametrize(
    "path",
    [
        "perceptron-1.py",
        "doejane_12345_6789_perceptron-1.py",
        "doejane_LATE_12345_6789_perceptron.py",
        "anon_Ab3_6789_perceptron-2.py",
        "LATE_anon_Ab3_6789_perceptron.py",
        "Jane Doe_10019166_assignsubmission_file_perceptron.py",
        "Homework 1_jdoe_attempt_2026-01-01-12-00-00_perceptron.py",
    ],
)
def test_names_that_platforms_make(reading: Reading, path: str) -> None:
    """What a platform made of a name is judged, and is not the student's to change."""
    work = only(reading({path: "x = 1"}))

    assert work.cells[0].source == "x = 1"
    assert work.note == f"{path} was taken for perceptron.py"


@pytest.mark.parametrize(
    "path", ["my_perceptron_plots.py", "perceptron2.py", "perceptron_old.txt", "x-perceptron.csv"]
)
def test_names_that_are_no_copies(reading: Reading, path: str) -> None:
    """A name that could mean anything is not taken for an exercise's."""
    assert reading({path: "x = 1"}).works == ()


def test_a_file_that_lies_deep(reading: Reading) -> None:
    """A file below a repository's folders is found where none lies nearer."""
    files: Files = {
        "course-main/exercises/perceptron/perceptron.py": "x = 1",
        "course-main/old/perceptron.py": "x = 2",
        "src/circles/circles.py": "c = 1",
        "optimizers.py": "o = 1",
        "a/b/optimizers.py": "o = 2",
    }

    perceptron, circles, optimizers = reading(files).works

    assert perceptron.cells[0].source == "x = 1"
    assert circles.note == "src/circles/circles.py was found: next time, put it at the top"
    assert (optimizers.path, optimizers.note) == ("optimizers.py", "")


def test_a_notebook_called_py_and_the_reverse(reading: Reading) -> None:
    """A file is read as what it holds, and the note says what it should be called."""
    python = "import numpy as np\n\ndef f(x):\n    return x\n"

    one, other = reading({"perceptron.py": notebook("x = 1"), "circles.ipynb": python}).works

    assert (one.cells, one.notebook) == ((Cell("cell 1", "x = 1"),), True)
    assert one.note == "perceptron.py is a notebook: call it perceptron.ipynb"
    assert (other.cells, other.notebook) == ((Cell("circles.ipynb", python),), False)
    assert other.note == "circles.ipynb is a Python file: call it circles.py"


def test_what_was_found_instead(reading: Reading) -> None:
    """A student whose file lies there does not read that nothing was handed in."""
    notes = reading({"report.pdf": "", "week3.ipynb": ""})
    beside = reading({"circles.py": "x = 1", "week3.ipynb": ""})

    assert "found week3.ipynb, report.pdf" in notes.why_missing("circles")
    assert "not judged: week3.ipynb" in beside.why_missing("perceptron")
    assert reading({}).why_missing("circles") == "nothing was handed in for this exercise"


def test_helpers_are_not_nagged_about(reading: Reading) -> None:
    """A helper with a name near that of an exercise is no mistake where the exercise is there."""
    submission = reading(
        {"perceptron.py": "", "perceptron2.py": "x", "plots.py": "y", "data.csv": ""}
    )

    assert submission.problems == ()
    assert set(submission.siblings) == {"perceptron2", "plots"}


def test_an_unknown_notebook(reading: Reading) -> None:
    """A notebook of no exercise is named: it may be all that a student did."""
    submission = reading({"perceptron.py": "", "week3.ipynb": ""})

    assert said(submission) == "no exercise of this course, and not judged: week3.ipynb"


def test_nothing_handed_in(reading: Reading, tmp_path: Path) -> None:
    """An empty folder says so, and one without exercises says what it holds."""
    assert "nothing was handed in: looked for perceptron, circles" in said(reading({}))

    submission = reading({"report.pdf": "", "helper.py": ""})
    assert submission.works == ()
    assert "found helper.py, report.pdf" in said(submission)


def test_hostile_names_are_escaped(reading: Reading) -> None:
    """No control character of a file's name comes out of a submission."""
    submission = reading(
        {"\x1b[2J\n/perceptron.py": b"\xff", "circles.py": "", "circles\x07.ipynb": ""}
    )

    texts = [work.path + work.problem + work.note for work in submission.works]
    assert all(text.isprintable() for text in [*texts, *submission.problems])
    assert submission.works[0].path == "\\x1b[2J\\x0a/perceptron.py"


# files that cannot be used


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("perceptron.py", b"a = 1\nb = '\xe9'", "is not UTF-8 (line 2)"),
        ("perceptron.py", b"x\0", "holds a null byte"),
        ("perceptron.ipynb", b"x = 1", "is not a notebook"),
        ("perceptron.ipynb", b"", "is an empty file"),
        ("perceptron.py", b"#" * (MIB + 1), "holds 1.0 MiB, and no more than 1.0 MiB are read"),
    ],
)
def test_unusable_files(reading: Reading, name: str, content: bytes, words: str) -> None:
    """A file that cannot be used has no cells and says why; the others are read."""
    submission = reading({name: content, "circles.py": "x = 1"})
    work, other = submission.works

    assert work.cells == ()
    assert work.problem.startswith(f"{name} {words}")
    assert other.cells[0].source == "x = 1"


@pytest.mark.parametrize("name", ["perceptron.py", "perceptron.ipynb"])
def test_a_large_file_is_not_read(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of 100 MB is refused by its size alone, without being opened."""
    folder = put(tmp_path / "alice", {"circles.py": ""})
    with open(folder / name, "wb") as file:
        file.truncate(100 * MIB)
    opened: list[str] = []
    really_open = os.open
    monkeypatch.setattr(
        os,
        "open",
        lambda path, *more, **at: opened.append(str(path)) or really_open(path, *more, **at),
    )

    submission = read_submission(Entry("alice", folder), NAMES)

    assert "holds 100.0 MiB" in submission.works[0].problem
    assert [path for path in opened if path.endswith((".py", ".ipynb"))] == ["circles.py"]


def test_much_together_is_not_read(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes after more bytes than anyone hands in is not read, and says so."""
    monkeypatch.setattr(read, "LARGEST_TOGETHER", 1000)

    first, second = reading({"perceptron.py": "#" * 900, "circles.py": "#" * 101}).works

    assert first.problem == ""
    assert "circles.py was not read" in second.problem


def test_empty_files_are_judged(reading: Reading) -> None:
    """An empty file and a notebook without code define nothing, and the note says so."""
    empty, bare = reading({"perceptron.py": "\n", "circles.ipynb": notebook("")}).works

    assert (empty.problem, empty.note) == ("", "perceptron.py holds no code")
    assert (bare.problem, bare.note, bare.cells) == ("", "circles.ipynb holds no code", ())


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link is not followed, be it the file or a folder on the way, and is named."""
    secret = put(
        tmp_path / "secret", {"circles.py": "CANARY = 1", "circles/circles.py": "CANARY = 1"}
    )
    folder = put(tmp_path / "alice", {"helper.txt": ""})
    (folder / "perceptron.py").symlink_to(secret / "circles.py")
    (folder / "helper.py").symlink_to(secret / "circles.py")
    (folder / "circles").symlink_to(secret / "circles")

    submission = read_submission(Entry("alice", folder), NAMES)

    assert "CANARY" not in repr(submission)
    assert only(submission).problem.startswith("perceptron.py is a link")
    assert "helper.py, circles is a link, and links are not followed" in said(submission)


def test_links_in_the_folder_are_not_followed_either(tmp_path: Path) -> None:
    """One rule for all links: it needs no thought about where they lead."""
    folder = put(tmp_path / "alice", {"mine.py": "x = 1"})
    (folder / "perceptron.py").symlink_to("mine.py")

    assert "is a link" in only(read_submission(Entry("alice", folder), NAMES)).problem


def test_only_ordinary_files_are_opened(tmp_path: Path) -> None:
    """A pipe, a socket and a folder called like a file are refused, and nothing waits for them."""
    folder = put(tmp_path / "alice", {"optimizers.py/inside.txt": ""})
    os.mkfifo(folder / "perceptron.py")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(folder / "circles.py"))
        works = read_submission(Entry("alice", folder), NAMES).works

    assert len(works) == 3
    assert all("is not an ordinary file" in work.problem for work in works)


def test_a_file_that_becomes_a_link_or_a_pipe(tmp_path: Path) -> None:
    """Between the listing and the reading nothing changes what may be opened."""
    folder = put(tmp_path / "alice", {"perceptron.py": "x", "circles.py": "x"})
    tree = read.open_folder(folder)
    for name in ("perceptron.py", "circles.py"):
        (folder / name).unlink()
    (folder / "perceptron.py").symlink_to("/etc/passwd")
    os.mkfifo(folder / "circles.py")

    for item in tree.items:
        with pytest.raises(read.Unusable, match=r"is a link|is not an ordinary file"):
            read.read_item(tree, item, MIB)


def test_a_file_that_changes_while_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even after the last look at it a link is not followed, and a pipe is not waited for."""
    folder = put(tmp_path / "alice", {"ordinary.py": "x"})
    (folder / "link.py").symlink_to(folder / "ordinary.py")
    os.mkfifo(folder / "pipe.py")
    before, really_stat = os.lstat(folder / "ordinary.py"), os.stat

    def look(path: Any, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> Any:
        return before if dir_fd is not None else really_stat(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(os, "stat", look)

    for name in ("link.py", "pipe.py"):
        with pytest.raises(read.Unusable):
            read.read_ordinary(folder / name, MIB)


@pytest.mark.parametrize("at", ["", "exercises", "exercises/perceptron"])
@pytest.mark.parametrize("looked", [True, False])
def test_a_folder_that_becomes_a_link(tmp_path: Path, at: str, looked: bool) -> None:
    """Wherever on the way it lies, and whenever it is exchanged, what it leads to is not read."""
    put(tmp_path / "secret", {"perceptron.py": "s", "perceptron/perceptron.py": "s"})
    put(tmp_path / "secret", {"exercises/perceptron/perceptron.py": "s"})
    folder = put(tmp_path / "mallory", {"exercises/perceptron/perceptron.py": "x"})
    tree = read.open_folder(folder)
    (folder / at).rename(tmp_path / "spare")
    (folder / at).symlink_to(tmp_path / "secret" / at)

    if not looked:
        tree = read.open_folder(folder)
        assert [item.path for item in tree.items if not item.refused] == []
    for item in tree.items:
        with pytest.raises(read.Unusable):
            read.read_item(tree, item, MIB)


def test_no_open_file_is_left(tmp_path: Path) -> None:
    """Neither reading nor what goes wrong on the way leaves a descriptor open."""
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("open files are counted in /proc")
    folder = put(tmp_path / "alice", {"a/b/perceptron.py": "x", "a/circles.py": "x" * 10})
    before = os.listdir("/proc/self/fd")

    tree = read.open_folder(folder)
    for item in tree.items:
        with suppress(read.Unusable):
            read.read_item(tree, item, 5)
    for gone in (folder / "gone" / "x.py", folder / "a" / "circles.py" / "x.py"):
        with pytest.raises(read.Unusable):
            read.read_ordinary(gone, MIB)

    assert os.listdir("/proc/self/fd") == before


@pytest.mark.parametrize("levels", [True, False])
def test_a_system_that_opens_no_folders(
    tmp_path: Path, levels: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read is the same where each level can only be looked at, as on Windows."""
    monkeypatch.setattr("grader.submission.files._BY_LEVELS", levels)
    folder = put(tmp_path / "alice", {"exercises/circles/circles.py": "x = 1", "a/b.txt": ""})
    (folder / "exercises" / "perceptron").symlink_to(folder / "a")
    link = tmp_path / "link"
    link.symlink_to(folder)

    submission = read_submission(Entry("alice", folder), NAMES)

    assert only(submission).cells[0].source == "x = 1"
    assert "is a link" in said(submission)
    assert read_submission(Entry("alice", link), NAMES).works == ()


@pytest.mark.parametrize("function", ["scandir", "open", "stat"])
def test_what_may_not_be_read(
    tmp_path: Path, function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder or a file that may not be read is a sentence, not an error."""
    folder = put(tmp_path / "alice", {"perceptron.py": "x = 1"})

    really = getattr(os, function)

    def refuse(path: Any, *others: Any, **named: Any) -> Any:
        inside = isinstance(path, int) or named.get("dir_fd") is not None
        if not inside or (function == "open" and str(path) == "alice"):
            return really(path, *others, **named)
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, function, refuse)
    submission = read_submission(Entry("alice", folder), NAMES)
    monkeypatch.undo()

    texts = [work.problem for work in submission.works] + list(submission.problems)
    assert any("cannot be read: Permission denied" in text for text in texts)


def test_thousands_of_files(reading: Reading, tmp_path: Path) -> None:
    """Among thousands of files those of the exercises are found, and the student is told."""
    put(tmp_path / "alice", {f"a{number}.csv": "" for number in range(LOOKED_AT + 10)})

    submission = reading({"perceptron.py": "x = 1", "exercises/circles/circles.py": ""})

    assert submission.work("perceptron") is not None
    assert TOO_MANY in submission.problems


def test_so_many_problems_that_they_would_hide_anothers(reading: Reading) -> None:
    """A file with a problem of its own, a hundred times, makes a few lines."""
    helpers = {f"h{number:03}.py": "x = '\0'" for number in range(100)}

    problems = reading({"circles.py": "", **helpers}).problems

    assert len(problems) == MOST_PROBLEMS
    assert problems[0].startswith("h000.py holds a null byte")
    assert problems[-2] == "and 81 remarks of this kind more"
    assert problems[-1].startswith("h099.py holds a null byte")


def test_that_nothing_was_handed_in_is_told_however_much_there_is_to_tell(reading: Reading) -> None:
    """The last remark is kept, since it is the one that counts."""
    problems = reading({f"perceptron{number}.py": "" for number in range(100)}).problems

    assert len(problems) == MOST_PROBLEMS
    assert problems[-1].startswith("no exercise was handed in")


def test_a_deep_folder(tmp_path: Path) -> None:
    """Folders in folders are followed no further than any layout goes, and that is said."""
    folder = put(tmp_path / "alice", {"perceptron.py": "", "d/" * 300 + "circles.py": ""})

    submission = read_submission(Entry("alice", folder), NAMES)

    assert [work.exercise for work in submission.works] == ["perceptron"]
    assert said(submission) == (
        "d/d/d/d/d lies more than 4 folders deep, and was not looked into: "
        "put your files nearer to the top"
    )


def test_a_file_as_deep_as_is_looked(tmp_path: Path) -> None:
    """There is no word of a folder that was looked into, nor of the machine's own."""
    files = {"d/" * 4 + "perceptron.py": "", "d/" * 4 + ".git/x/y": "", "d/" * 4 + "x/.keep": ""}
    folder = put(tmp_path / "alice", files)

    submission = read_submission(Entry("alice", folder), NAMES)

    assert [work.exercise for work in submission.works] == ["perceptron"]
    assert "was not looked into" in said(submission)


def test_the_machines_own_files_are_not_seen(reading: Reading) -> None:
    """What editors, macOS and Python leave behind in a folder is passed over in silence."""
    submission = reading(
        {
            "circles.py": "x = 1",
            ".ipynb_checkpoints/perceptron.ipynb": notebook("old"),
            "__MACOSX/perceptron.py": "",
            "__pycache__/perceptron.py": "",
            ".DS_Store": "",
        }
    )

    assert only(submission).path == "circles.py"
    assert submission.problems == ()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"Rar!"])
def test_a_broken_archive(tmp_path: Path, content: bytes) -> None:
    """A broken archive is a problem of its student."""
    (tmp_path / "alice.zip").write_bytes(content)

    submission = read_submission(Entry("alice", tmp_path / "alice.zip"), NAMES)

    assert submission.works == ()
    assert submission.problems


def test_a_large_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive over the limit is not read at all."""
    with open(tmp_path / "alice.zip", "wb") as file:
        file.truncate(read.LARGEST_ARCHIVE + 1)

    submission = read_submission(Entry("alice", tmp_path / "alice.zip"), NAMES)

    assert "the archive holds 128.0 MiB" in said(submission)


def test_a_submission_that_is_gone(tmp_path: Path) -> None:
    """A folder that vanished is a problem of its student too."""
    assert "cannot be read" in said(read_submission(Entry("alice", tmp_path / "gone"), NAMES))


def test_a_link_in_a_zip(tmp_path: Path) -> None:
    """A work that is a link in an archive says so, as in a folder."""
    info = zipfile.ZipInfo("perceptron.py")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "alice.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")

    work = only(read_submission(Entry("alice", tmp_path / "alice.zip"), NAMES))

    assert work.problem.startswith("perceptron.py is a link")


# helper modules


def test_siblings(reading: Reading) -> None:
    """Python files beside a work come along, apart from exercises, tests and what is released."""
    submission = reading(
        {
            "perceptron.py": "import helper",
            "helper.py": "x = 1",
            "test_visible.py": "changed",
            "picture.py": "released",
            "conftest.py": "hostile",
            "setup.py": "hostile",
            "not a name.py": "",
            "class.py": "",
            "elsewhere/other.py": "",
            "exercises/circles/circles.py": "",
            "exercises/circles/drawing.py": "y = 1",
            "exercises/circles/perceptron.py": "copy",
        }
    )

    assert submission.siblings == {"helper": "x = 1", "drawing": "y = 1"}
    assert submission.problems == ()


@pytest.mark.parametrize("module", ["numpy", "torch", "json", "sitecustomize", "grader", "random"])
def test_siblings_hide_no_library(reading: Reading, module: str) -> None:
    """A file called like a library is left aside, and the student is told."""
    submission = reading({"perceptron.py": "", f"{module}.py": "x"})

    assert submission.siblings == {}
    assert f"{module}.py was left aside: it would hide the library {module}" in said(submission)


def test_unusable_siblings(reading: Reading, tmp_path: Path) -> None:
    """Helpers that are no text or too large are left aside with the reason."""
    submission = reading({"perceptron.py": "", "a.py": b"\xff", "b.py": "#" * 300_000, "c.py": "x"})

    assert submission.siblings == {"c": "x"}
    assert "a.py is not UTF-8" in said(submission)
    assert "b.py holds 293.0 KiB, and no more than 256.0 KiB are read" in said(submission)


def test_two_siblings_of_one_name(reading: Reading) -> None:
    """Of two different helpers of one name the first counts, and that is said."""
    files: Files = {f"{name}/{name}.py": "" for name in NAMES}
    submission = reading(
        files
        | {
            "circles/h.py": "1",
            "perceptron/h.py": "2",
            "circles/same.py": "",
            "optimizers/same.py": "",
        }
    )

    assert submission.siblings == {"h": "1", "same": ""}
    assert said(submission) == "perceptron/h.py was left aside: another module h lies elsewhere"


def test_many_siblings(reading: Reading) -> None:
    """No more helpers are read than a limit."""
    submission = reading({"perceptron.py": ""} | {f"m{number:02}.py": "" for number in range(25)})

    assert list(submission.siblings) == [f"m{number:02}" for number in range(MOST_SIBLINGS)]
    assert "m24.py was left aside: only 20" in said(submission)


def cells_of(*cells: tuple[str, str]) -> str:
    """A notebook of cells, each with its kind."""
    return json.dumps({"cells": [{"cell_type": kind, "source": source} for kind, source in cells]})


def test_modules_that_a_notebook_writes(reading: Reading) -> None:
    """They are helpers, and newer than what lies beside; a library is hidden by none."""
    source = cells_of(
        ("code", "%%writefile helper.py\nx = 2"),
        ("code", "%%writefile numpy.py\nx = 2"),
        ("code", "%%writefile circles.py\nx = 2"),
        ("code", "import helper"),
    )

    submission = reading({"perceptron.ipynb": source, "helper.py": "x = 1"})

    assert submission.siblings == {"helper": "x = 2"}
    assert [cell.label for cell in only(submission).cells] == ["cell 4"]


def test_a_module_that_two_notebooks_write(reading: Reading) -> None:
    """The first exercise's is read, and the other one's student is told, if they differ."""
    notebooks = {
        f"{name}.ipynb": cells_of(
            ("code", f"%%writefile helper.py\nx = {x}"), ("code", "%%writefile same.py\ny = 1")
        )
        for name, x in (("perceptron", 1), ("circles", 2))
    }

    submission = reading(notebooks)
    first, second = submission.works

    assert submission.siblings == {"helper": "x = 1", "same": "y = 1"}
    assert "another notebook" not in first.note
    assert "another notebook writes helper.py too, and that one is read" in second.note


def test_a_notebook_that_writes_its_own_exercise(reading: Reading) -> None:
    """What it writes is its work."""
    source = cells_of(("code", "%%writefile perceptron.py\nx = 1"), ("code", "y = 2"))

    work = only(reading({"perceptron.ipynb": source}))

    assert [cell.source for cell in work.cells] == ["\nx = 1", "y = 2"]


@pytest.mark.parametrize(
    ("magic", "note"),
    [
        ("%run helper.py", ""),
        ("%run other.py", "cell 1 runs other.py, which was not handed in: hand it in too"),
        ("%run 2-more.py", "cell 1 runs 2-more.py, which was not handed in: hand it in too"),
        ("%run more.ipynb", "cell 1 runs more.ipynb, which is left out: only a .py beside it"),
    ],
)
def test_what_a_notebook_runs(reading: Reading, magic: str, note: str) -> None:
    """A helper is run where it is there, and else the student reads why not."""
    work = only(reading({"perceptron.ipynb": notebook(f"{magic}\nx = 1"), "helper.py": "y = 1"}))

    assert note in work.note
    assert bool(note) == bool(work.note)
    assert work.cells[0].source.startswith("\n" if note else "from helper import *\n")


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_a_cell_that_is_no_code_any_more(tmp_path: Path, kind: str) -> None:
    """A part that stands in Markdown is named; one that is written in code as well is not."""
    source = cells_of(
        (kind, "def f(x):\n    return x\ndef g(): 1"), ("code", "def g():\n    return 1")
    )
    folder = put(tmp_path / "alice", {"lab.ipynb": source})

    work = only(read_submission(Entry("alice", folder), {"lab": ("f", "g")}))

    assert work.note.startswith("`f` stands in a cell that is no code, but Markdown or raw")
    assert "`g`" not in work.note


@pytest.mark.parametrize(
    ("files", "note"),
    [
        ({"perceptron/utils/__init__.py": "x"}, "the folder utils/ is imported, and only single"),
        ({"lib/utils.py": "x"}, "lib/utils.py is imported, and was not read: put it beside"),
        ({"perceptron/utils.py": b"\xff"}, "perceptron/utils.py is not UTF-8"),
        ({"perceptron/utils.py": "x = 1"}, ""),
        ({}, ""),
    ],
)
def test_what_is_imported_and_was_not_read(reading: Reading, files: Files, note: str) -> None:
    """The student reads where the module is that the work does not get."""
    source = (
        "'''\nimport notes\n'''\nimport numpy as np, os.path\nfrom utils.layers import (\n  a,\n)\n"
    )

    work = only(reading({"perceptron/perceptron.py": source, "x/notes.py": "", **files}))

    assert note in work.note
    assert bool(note) == bool(work.note)


@pytest.mark.parametrize("name", ["my-helper", "2_helper", "class"])
def test_a_helper_that_cannot_be_imported(reading: Reading, name: str) -> None:
    """It is not run, which costs no line beside it, and the student reads why."""
    files = {"perceptron.ipynb": notebook(f"%run {name}.py\nx = 1"), f"{name}.py": "y = 1"}

    work = only(reading(files))

    assert work.cells[0].source == "\nx = 1"
    assert f"cell 1 runs {name}.py, whose name cannot be imported" in work.note


def test_imports_by_the_thousand_among_files_by_the_thousand(reading: Reading) -> None:
    """To find out where each imported module lies costs no walk through all of the files."""
    imports = "".join(f"import a{number}\n" for number in range(20_000))
    files: Files = {f"notes/{number}.txt": "" for number in range(1_500)}

    started = time.process_time()
    submission = reading({"perceptron.py": imports, **files})

    assert only(submission).problem == ""
    assert time.process_time() - started < 3


def test_runs_by_the_thousand(reading: Reading) -> None:
    """Of very many files that a notebook runs in vain only the first are named."""
    runs = "".join(f"%run {number}.py\n" for number in range(60_000))

    work = only(reading({"perceptron.ipynb": notebook(runs)}))

    assert work.note.count("which was not handed in") == MOST_PROBLEMS


# when


def test_timestamps(reading: Reading) -> None:
    """nbgrader's timestamp counts for its own folder; the submission has the last of them."""
    submission = reading(
        {
            "ps1/perceptron.py": "",
            "ps1/timestamp.txt": "2026-02-02 15:58:23.948203 UTC",
            "ps2/circles.py": "",
            "ps2/timestamp.txt": "2026-03-01 01:00:00+01:00\n",
            "optimizers.py": "",
        }
    )

    assert [work.submitted_at for work in submission.works] == [
        datetime(2026, 2, 2, 15, 58, 23, 948203, tzinfo=UTC),
        datetime(2026, 3, 1, 0, 0, tzinfo=UTC),
        None,
    ]
    assert submission.submitted_at == datetime(2026, 3, 1, tzinfo=UTC)


def test_a_timestamp_at_the_top(reading: Reading) -> None:
    """A timestamp at the top counts for everything below that has none of its own."""
    submission = reading(
        {"timestamp.txt": "2026-02-02 15:00:00", "exercises/circles/circles.py": ""}
    )

    assert only(submission).submitted_at == datetime(2026, 2, 2, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["yesterday", "", "9999-12-31 23:59:59-23:59", "\xff", "2026-02-02 1 CET"]
)
def test_an_unreadable_timestamp(reading: Reading, text: str) -> None:
    """A timestamp that makes no sense is a problem, and no moment."""
    submission = reading({"timestamp.txt": text, "circles.py": ""})

    assert submission.submitted_at is None
    assert "timestamp.txt is not understood" in said(submission)


@pytest.mark.parametrize("path", ["ps1/perceptron/timestamp.txt", "ps1/a/b/timestamp.txt"])
def test_a_timestamp_below_an_assignments_top_is_the_students(reading: Reading, path: str) -> None:
    """nbgrader writes none there, and it states nothing where nbgrader's own is missing, either."""
    submission = reading({"ps1/perceptron/perceptron.py": "", path: "2020-01-01 00:00:00 UTC"})

    assert only(submission).submitted_at is None


def test_no_flood_of_files_hides_the_timestamp(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a folder with too many files nbgrader's word is seen all the same."""
    monkeypatch.setattr("grader.submission.files.LOOKED_AT", 5)
    flood = {f"ps1/z{number}.py": "" for number in range(10)}
    stated = {"ps1/timestamp.txt": "2026-02-02 15:00:00"}

    submission = reading({"ps1/perceptron.py": "", **flood, **stated})

    assert "the rest was not seen" in said(submission)
    assert only(submission).submitted_at == datetime(2026, 2, 2, 15, tzinfo=UTC)


@pytest.mark.parametrize("platform", [None, "folder", "github", "moodle"])
def test_a_timestamp_that_no_platform_wrote(tmp_path: Path, platform: str | None) -> None:
    """In a folder that nbgrader did not collect it is whoever's; in a plain one that is said."""
    folder = put(
        tmp_path / "alice",
        {"perceptron.py": "", "timestamp.txt": "2020-01-01 00:00:00 UTC"},
    )
    origin = platform and Origin(platform, "alice")

    submission = read_submission(Entry("alice", folder, origin=origin or None), NAMES)

    assert only(submission).submitted_at is None
    assert ("timestamp.txt" in said(submission)) == (platform == "folder")
    assert ("--from nbgrader" in said(submission)) == (platform == "folder")


def test_a_timestamp_in_an_archive_is_not_believed(tmp_path: Path) -> None:
    """Inside an archive the student could have written any moment."""
    archive = pack(
        tmp_path / "a.zip", {"circles.py": "", "timestamp.txt": "2020-01-01 00:00:00 UTC"}
    )

    assert read_submission(Entry("alice", archive), NAMES).submitted_at is None


# digest


def test_the_digest_is_stable(tmp_path: Path) -> None:
    """The digest depends on what was handed in, not on the student or on files of no matter."""
    files: Files = {"perceptron.py": "x = 1", "helper.py": "y"}
    one = read_submission(Entry("alice", put(tmp_path / "a", files)), NAMES)
    other = read_submission(Entry("bob", put(tmp_path / "b", files | {"pic.png": b"1"})), NAMES)

    assert one.digest == other.digest
    assert len(one.digest) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"perceptron.py": "x = 2"},
        {"helper.py": "z"},
        {"other.py": "y"},
        {"circles.py": ""},
        {"timestamp.txt": "2026-02-02 15:00:00"},
        {"week9.ipynb": ""},
    ],
)
def test_the_digest_changes(tmp_path: Path, change: Files) -> None:
    """The digest changes with anything that the grade or the feedback depends on."""
    files: Files = {"perceptron.py": "x = 1", "helper.py": "y"}
    folders = put(tmp_path / "a", files), put(tmp_path / "b", files | change)
    one, other = (
        read_submission(Entry("alice", each, origin=Origin("nbgrader", "alice")), NAMES)
        for each in folders
    )

    assert one.digest != other.digest


def test_a_submission_travels(reading: Reading) -> None:
    """A submission can be sent to another process, and is the same there."""
    submission = reading({"perceptron.py": "x = 1", "helper.py": "y"})

    there = pickle.loads(pickle.dumps(submission))

    assert there == submission
    assert there.digest == submission.digest


# anything

PARTS = st.sampled_from(
    ["exercises", "perceptron", "Perceptron", "circles", "x", "..", "numpy", ""]
)
FILES = st.sampled_from(
    [
        "perceptron.py",
        "Perceptron.py",
        "circles.ipynb",
        "helper.py",
        "timestamp.txt",
        "a.zip",
        ".py",
        "x.",
    ]
)
PATHS = st.builds(lambda parts, name: "/".join([*parts, name]), st.lists(PARTS, max_size=4), FILES)
CONTENTS = (
    st.sampled_from([b"x = 1", b"\xff", b"", STUB.encode(), notebook("%x\ny").encode()])
    | st.binary()
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
@given(st.lists(st.tuples(PATHS, CONTENTS), max_size=8))
def test_anything_is_a_submission(tmp_path: Path, files: list[tuple[str, bytes]]) -> None:
    """Whatever an archive holds, nothing is raised: works that have cells, or say why not."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, content in files:
            archive.writestr(path, content)
    (tmp_path / "alice.zip").write_bytes(stream.getvalue())

    started = time.process_time()
    submission = read_submission(Entry("alice", tmp_path / "alice.zip"), NAMES)

    assert time.process_time() - started < 5
    assert all(work.cells or work.problem or work.note for work in submission.works)
    assert not any(work.cells and work.problem for work in submission.works)
    assert submission.works or submission.problems
    assert submission.digest
