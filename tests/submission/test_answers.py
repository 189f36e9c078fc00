"""Tests of answers: where a person's reading finds them, and what is no picture and no text."""

from __future__ import annotations

import base64
import io
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from grader.submission import NOTHING, Entry, Submission, Wanted, pack, read_submission, unpack
from grader.submission.answers import LARGEST_PICTURE, LARGEST_TEXT
from tests.support.by_hand import png

WANTED = Wanted(
    {"layers": ("forward",), "essay": ()},
    {"layers": {"why": "why.md"}, "essay": {"sketch": "sketch.png", "scan": "scan.jpg"}},
)
CODE = "def forward(x):\n    return x\n"
DIGEST = "d04af8e8fb864124892114907eb45830757a806feec3d89ae4d9e31e79b96fd0"
CODE_DIGEST = "212c5d23da1fffe2e4809538f3c2c218f24fbdc43f9bfb5df9493f40001c6398"


def read(folder: Path, files: dict[str, str | bytes]) -> Submission:
    """Read files as a student's folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_submission(Entry("ada", folder), WANTED)


def notebook(*markdown: str) -> str:
    """Return a notebook with these Markdown cells, and one of code."""
    cells = [{"cell_type": "markdown", "metadata": {}, "source": each} for each in markdown]
    code = {"cell_type": "code", "metadata": {}, "source": CODE, "outputs": []}
    return json.dumps({"cells": [code, *cells], "nbformat": 4, "nbformat_minor": 5, "metadata": {}})


@pytest.mark.parametrize(
    "path",
    [
        "why.md", "layers/why.md", "exercises/layers/why.md", "week 3/layers/why.md", "WHY.MD",
        "why (1).md", "why-Copy1.md", "doejane_LATE_12_345_why.md",
        "Jane Doe_77_assignsubmission_file_why.md",
    ],
)  # fmt: skip
def test_a_text_is_found(tmp_path: Path, path: str) -> None:
    """Wherever code would be, and under the names that platforms and browsers give it."""
    submission = read(tmp_path, {"layers.py": CODE, path: "Since **1/2** = 2/4.\r\nSo.\n"})

    (answer,) = submission.answers
    assert (answer.exercise, answer.part, answer.path) == ("layers", "why", path)
    assert (answer.content, answer.problem) == ("Since **1/2** = 2/4.\nSo.\n", "")
    assert submission.problems == ()


def test_of_several_the_one_in_its_own_folder_counts(tmp_path: Path) -> None:
    """The others are taken for versions of it, and no remark is made of them."""
    submission = read(tmp_path, {"why.md": "a", "exercises/layers/why.md": "b", "old/why.md": "c"})

    assert [each.content for each in submission.answers] == ["b"]


def test_pictures_keep_their_bytes(tmp_path: Path) -> None:
    """They are base64, through the store and back; a .jpeg is a .jpg."""
    jpeg = b"\xff\xd8\xff\xe0" + b"x" * 100
    submission = read(tmp_path, {"sketch.png": png(), "scan.jpeg": jpeg})

    scan, sketch = submission.answers
    assert (sketch.media, scan.media) == ("image/png", "image/jpeg")
    assert base64.b64decode(sketch.content) == png()
    assert base64.b64decode(scan.content) == jpeg
    assert unpack(pack(submission), "ada", {}) == submission
    assert submission.problems == ()


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"sketch.png": b"GIF89a"}, "sketch.png is no PNG: save it as sketch.png"),
        ({"sketch.png": b"<svg onload=alert(1)>"}, "sketch.png is no PNG"),
        ({"scan.jpg": png()}, "scan.jpg is no JPEG"),
        ({"why.md": b"\xff\xfe\x00"}, "why.md is not UTF-8 (line 1)"),
        ({"why.md": b"a\0b"}, "why.md holds a null byte"),
        ({"why.md": b" \n\n"}, "why.md is empty"),
        ({"why.md": b"a" * (LARGEST_TEXT + 1)}, "no more than 256.0 KiB are read"),
        ({"sketch.png": png() + b"0" * LARGEST_PICTURE}, "no more than 5.0 MiB are read"),
    ],
)
def test_what_cannot_be_shown(tmp_path: Path, files: dict[str, str | bytes], problem: str) -> None:
    """It is an answer all the same, without content: a person decides."""
    (answer,) = read(tmp_path, files).answers

    assert problem in answer.problem
    assert answer.content == ""


@pytest.mark.skipif(os.name == "nt", reason="links want rights there")
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """Wherever it leads."""
    (tmp_path / "secret").write_text("a secret")
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "why.md").symlink_to(tmp_path / "secret")

    (answer,) = read_submission(Entry("ada", tmp_path / "ada"), WANTED).answers

    assert "links are not followed" in answer.problem
    assert answer.content == ""


def test_in_an_archive(tmp_path: Path) -> None:
    """As in a folder."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("layers.py", CODE)
        archive.writestr("why.md", "so")
    (tmp_path / "ada.zip").write_bytes(content.getvalue())

    (answer,) = read_submission(Entry("ada", tmp_path / "ada.zip"), WANTED).answers

    assert answer.content == "so"


class TestInANotebook:
    """A text may stand in a Markdown cell, headed ``Answer: part``."""

    def test_below_its_heading(self, tmp_path: Path) -> None:
        """Other cells are the lesson's."""
        text = notebook(
            "# Layers\nwhy?", "## Answer: why\n\nSince it is.\n", "## Answer: other\nno"
        )
        submission = read(tmp_path, {"layers.ipynb": text})

        (answer,) = submission.answers
        assert (answer.part, answer.path, answer.content) == ("why", "layers.ipynb", "Since it is.")
        assert len(submission.works) == 1

    @pytest.mark.parametrize("cell", ["## Answer: why", "## Answer: why\n\n \n", "Answer: why\nso"])
    def test_nothing_below_it_is_no_answer(self, tmp_path: Path, cell: str) -> None:
        """As it was handed out; and without the heading it is any text."""
        assert read(tmp_path, {"layers.ipynb": notebook(cell)}).answers == ()

    def test_a_file_counts_before_it(self, tmp_path: Path) -> None:
        """It is what was asked for by name."""
        files = {"layers.ipynb": notebook("## Answer: `why`\nin the cell"), "why.md": "in the file"}

        assert [each.content for each in read(tmp_path, {**files}).answers] == ["in the file"]

    def test_one_that_is_too_long(self, tmp_path: Path) -> None:
        """It has no content, and a problem."""
        text = notebook("## Answer: why\n" + "a" * (LARGEST_TEXT + 1))

        (answer,) = read(tmp_path, {"layers.ipynb": text}).answers

        assert answer.content == ""
        assert "no more than" in answer.problem


def test_nothing_is_missed_of_an_exercise_without_code(tmp_path: Path) -> None:
    """What is missed is code where there is to be some; an answer alone is a hand-in."""
    submission = read(tmp_path, {"sketch.png": png()})

    assert [each.part for each in submission.answers] == ["sketch"]
    assert submission.problems == ()
    assert "essay" not in submission.missing
    assert submission.why_missing("layers") == NOTHING


def test_digests(tmp_path: Path) -> None:
    """An answer changes what is judged; its name and its time do not change the code's digest."""
    code = read(tmp_path / "a", {"layers.py": CODE})
    both = read(tmp_path / "b", {"layers.py": CODE, "why.md": "so"})
    moved = read(tmp_path / "c", {"layers.py": CODE, "layers/why.md": "so"})
    other = read(tmp_path / "d", {"layers.py": CODE, "why.md": "not so"})
    alone = read(tmp_path / "e", {"why.md": "so"})

    digests = [each.only("layers").code_digest for each in (code, both, moved, other, alone)]
    assert digests[1] == digests[2]
    assert len({*digests}) == 4
    assert all(digests)
    assert both.only("essay").code_digest == ""
    assert both.answers[0].digest == moved.answers[0].digest != other.answers[0].digest
    assert len({each.digest for each in (code, both, other)}) == 3


def test_a_submission_without_answers_is_what_it_was(tmp_path: Path) -> None:
    """Its digests are those of before there were answers: nobody is judged anew."""
    submission = read(tmp_path, {"layers.py": CODE})
    plain = read_submission(Entry("ada", tmp_path), ["layers"])

    assert replace(submission.only("layers"), attempts={}) == replace(
        plain.only("layers"), attempts={}
    )
    assert plain.only("layers").digest == DIGEST
    assert plain.only("layers").code_digest == CODE_DIGEST
