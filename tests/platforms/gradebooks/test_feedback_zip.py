"""Tests of feedback zips: each file under the name by which the platform finds its student."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from grader.platforms.gradebooks import feedback_zip

FEEDBACK = {"ada": ("feedback.html", b"<p>well done"), "bob": ("feedback.txt", b"nearly")}


def files(content: bytes) -> dict[str, bytes]:
    """Return what a zip holds."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("platform", "label", "name"),
    [
        (
            "moodle", "Ada Lindqvist_123_assignsubmission_file",
            "Ada Lindqvist_123_assignsubmission_file/feedback.html",
        ),
        (
            "moodle", "Ada Lindqvist_123_assignsubmission_file_",
            "Ada Lindqvist_123_assignsubmission_file/feedback.html",
        ),
        (
            "moodle", "Participant_123_assignsubmission_onlinetext_onlinetext.html",
            "Participant_123_assignsubmission_onlinetext/feedback.html",
        ),
        ("canvas", "lindqvistada_12_34_circles-1.py", "lindqvistada_12_34_feedback.html"),
        ("canvas", "lindqvistada_LATE_12_34_a_5_6.py", "lindqvistada_LATE_12_34_feedback.html"),
        (
            "moodle", "Zo\udceb_123_assignsubmission_file",
            "Zo-_123_assignsubmission_file/feedback.html",
        ),
        ("canvas", "anon_x7Yz_34_circles.py", "anon_x7Yz_34_feedback.html"),
    ],
)  # fmt: skip
def test_a_name_is_what_the_platform_reads(platform: str, label: str, name: str) -> None:
    """The work's own name, as far as the platform looks at it."""
    packed = feedback_zip(platform, FEEDBACK, {"ada": [label]})

    assert files(packed.content) == {name: b"<p>well done"}
    assert (packed.files, packed.left_out) == (1, ("bob",))


def test_the_platforms_readers_find_the_student() -> None:
    """Moodle cuts at underscores and takes the second piece, Canvas the first two numbers."""
    moodle = feedback_zip("moodle", FEEDBACK, {"ada": ["Ada_123_assignsubmission_file"]})
    canvas = feedback_zip("canvas", FEEDBACK, {"ada": ["adal_LATE_12_34_circles.py"]})

    (path,) = files(moodle.content)
    folder, _, name = path.partition("/")
    assert folder.split("_", 4)[1:] == ["123", "assignsubmission", "file"]
    assert not name.startswith((".", "~"))
    (path,) = files(canvas.content)
    numbers = [piece for piece in path.split("_") if re.fullmatch(r"\d+", piece)]
    assert numbers[:2] == ["12", "34"]
    assert not path.split("_")[-1].startswith("link")


def test_all_works_of_a_student_are_in_it_once() -> None:
    """Several downloads of one student; the same feedback makes the same bytes."""
    first, second = "Ada_7_assignsubmission_file", "Ada_9_assignsubmission_file"
    labels = {"ada": [first, second, first, f"{first}_", "no such name"]}

    packed = feedback_zip("moodle", FEEDBACK, labels)

    assert [*files(packed.content)] == [f"{first}/feedback.html", f"{second}/feedback.html"]
    assert (packed.files, packed.left_out) == (2, ("bob",))
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert {each.date_time[0] for each in archive.infolist()} == {1980}


@pytest.mark.parametrize(
    ("platform", "label"),
    [("moodle", "Team 1_7_assignsubmission_file"), ("canvas", "team1_12_34_circles.py")],
)
def test_a_teams_name_is_left_out(platform: str, label: str) -> None:
    """Its number may be another student's, and one student's feedback is not the others'."""
    packed = feedback_zip(platform, FEEDBACK, {"ada": [label], "bob": [label]})

    assert (files(packed.content), packed.left_out) == ({}, ("ada", "bob"))


@pytest.mark.parametrize(
    "label", ["ada", "../../x", "ada_12.py", "../x_1_2_f.py", "x/y_1_2_f", "..\\x_1_2_f"]
)
def test_other_names_are_left_out(label: str) -> None:
    """No name leads out of the zip, and none that the platform would not read is in it."""
    for platform in ("moodle", "canvas"):
        packed = feedback_zip(platform, FEEDBACK, {"ada": [label]})

        assert (files(packed.content), packed.left_out) == ({}, ("ada", "bob"))
