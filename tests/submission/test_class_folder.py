"""Tests of finding the students in a class's folder."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.submission import Entry, read_submission, survey
from grader.submission.model import Origin, escaped, listed, shown

NAMES = ("perceptron", "circles")


def put(folder: Path, *paths: str) -> Path:
    """Fill a folder with files of a word, and with the folders whose paths end in a slash."""
    for path in paths:
        place = folder / path
        (place if path.endswith("/") else place.parent).mkdir(parents=True, exist_ok=True)
        if not path.endswith("/"):
            place.write_text("x")
    return folder


def plain(student: str, path: Path) -> Entry:
    """A student's own folder, by its name."""
    return Entry(student, path, origin=Origin("folder", student, label=path.name))


def students(folder: Path) -> list[str]:
    """The names of the students found."""
    return [entry.student for entry in survey(folder, NAMES).entries]


def test_folders_and_archives_are_students(tmp_path: Path) -> None:
    """Each folder and each archive is a student's, sorted by name, and nothing is said of them."""
    put(
        tmp_path, "dora.tar.gz", "bob/perceptron.py", "alice/", "carl.zip", "eve.tgz", "fred.TAR.XZ"
    )

    found = survey(tmp_path, NAMES)

    assert [entry.student for entry in found.entries] == [
        "alice",
        "bob",
        "carl",
        "dora",
        "eve",
        "fred",
    ]
    assert found.entries[0] == plain("alice", tmp_path / "alice")
    assert found.warnings == ()


@pytest.mark.parametrize("name", ["bob.7z", "bob.RAR", "bob.tar.bz2"])
def test_archives_that_cannot_be_opened(tmp_path: Path, name: str) -> None:
    """They are a student's all the same: there is a row, and a sentence that says what to do."""
    put(tmp_path, "alice/perceptron.py", name)

    _, bob = survey(tmp_path, NAMES).entries

    assert bob.student == "bob"
    assert read_submission(bob, NAMES).problems == (
        f"{name} cannot be opened here: hand in a .zip",
    )


def test_a_folder_too_high_is_said(tmp_path: Path) -> None:
    """One student whose folders each hold the same exercise may be a class: the fix is named."""
    put(tmp_path, "Abgaben/ada/perceptron.py", "Abgaben/bo/perceptron.ipynb", "Abgaben/cy/")

    found = survey(tmp_path, NAMES)

    assert [entry.student for entry in found.entries] == ["Abgaben"]
    assert found.warnings == (
        "all is read as one student's, Abgaben, but ada, bo each hold perceptron: "
        "if they are students, give the folder Abgaben itself",
    )


def test_one_students_folders_are_no_class(tmp_path: Path) -> None:
    """Each exercise in its own folder, or a second student beside it, is as it should be."""
    one = put(tmp_path / "1", "ada/perceptron/perceptron.py", "ada/circles/circles.py")
    two = put(tmp_path / "2", "ada/1/perceptron.py", "ada/2/perceptron.py", "bo/perceptron.py")

    assert survey(one, NAMES).warnings == survey(two, NAMES).warnings == ()


def test_stray_files_are_named_in_a_warning(tmp_path: Path) -> None:
    """What is neither a folder nor an archive is named; what the machine hides is not."""
    put(
        tmp_path,
        "alice/perceptron.py",
        "grades.csv",
        "bob.doc",
        ".DS_Store",
        "__MACOSX/x",
        ".git/x",
    )

    found = survey(tmp_path, NAMES)

    assert [entry.student for entry in found.entries] == ["alice"]
    (warning,) = found.warnings
    assert "bob.doc, grades.csv" in warning
    assert "neither folders nor archives (.tar, .tar.gz, .tar.xz, .tgz, .zip)" in warning


def test_students_whom_a_dot_hides_are_named(tmp_path: Path) -> None:
    """A folder or an archive with work in it; the machine's own files are passed over."""
    put(
        tmp_path,
        "alice/perceptron.py",
        ".bob/ps1/perceptron.py",
        ".carl.zip",
        "._alice.zip",
        ".cache/x.json",
        ".hidden.txt",
        ".git/hooks/x.py",
        ".ipynb_checkpoints/perceptron-checkpoint.ipynb",
    )
    (tmp_path / ".link").symlink_to(tmp_path / "alice")

    found = survey(tmp_path, NAMES)

    assert [entry.student for entry in found.entries] == ["alice"]
    assert found.warnings == (
        "left aside, since a name that begins with a dot is hidden: .bob, .carl.zip "
        "(rename what a student handed in)",
    )


def test_a_folder_of_results_is_no_student(tmp_path: Path) -> None:
    """What `grader grade` writes is left aside, and said; beside work it is a student."""
    put(tmp_path, "ada/perceptron.py", "results/results.sqlite", "results/feedback/ada.txt")
    put(tmp_path, "mallory/results.sqlite", "mallory/perceptron.py", "term/results.sqlite")

    found = survey(tmp_path, NAMES)

    assert [entry.student for entry in found.entries] == ["ada", "mallory"]
    assert found.warnings == (
        "left aside, being the grader's results and no student's work: results, term",
    )


def test_links_and_pipes_are_stray(tmp_path: Path) -> None:
    """A link to a folder or an archive, and a pipe called like one, are left aside and named."""
    put(tmp_path, "class/alice/perceptron.py", "secret/perceptron.py", "secret.zip")
    folder = tmp_path / "class"
    (folder / "bob").symlink_to(tmp_path / "secret")
    (folder / "carl.zip").symlink_to(tmp_path / "secret.zip")
    os.mkfifo(folder / "dora.zip")

    assert students(folder) == ["alice"]
    assert "bob, carl.zip, dora.zip" in survey(folder).warnings[0]


def test_a_missing_folder(tmp_path: Path) -> None:
    """A folder that is not there is an error of use that says what to give."""
    with pytest.raises(UsageError, match="there is no folder") as caught:
        survey(tmp_path / "nowhere")

    assert "grader grade SUBMISSIONS" in caught.value.remedy
    assert caught.value.exit_code == 2


def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    """A file is no folder, and one that is called .zip may be none."""
    put(tmp_path, "a.txt", "a.zip")

    with pytest.raises(UsageError, match=r"is a file, not a folder or a \.zip"):
        survey(tmp_path / "a.txt")
    with pytest.raises(UsageError, match=r"a\.zip is damaged, or no zip"):
        survey(tmp_path / "a.zip")


def test_an_empty_folder(tmp_path: Path) -> None:
    """An empty folder is an error of use, and so is one with stray files only, which are named."""
    with pytest.raises(UsageError, match="there are no submissions in"):
        survey(tmp_path)

    put(tmp_path, "notes.txt", ".hidden/perceptron.py")
    with pytest.raises(UsageError, match=r"only notes\.txt"):
        survey(tmp_path)


def test_an_unreadable_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that may not be read is an error of use that says how to see who may."""

    def refuse(folder: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "listdir", refuse)
    with pytest.raises(UsageError, match="cannot be read: Permission denied") as caught:
        survey(tmp_path)

    assert "ls -ld" in caught.value.remedy


@pytest.mark.parametrize("twice", [("alice/", "alice.zip"), ("alice.zip", "alice.tar.gz")])
def test_one_student_twice(tmp_path: Path, twice: tuple[str, str]) -> None:
    """Two submissions of one name are an error that names both: nobody guesses which one counts."""
    put(tmp_path, "bob/perceptron.py", *twice)

    with pytest.raises(UsageError, match="alice is there 2 times") as caught:
        survey(tmp_path)

    assert all(name.strip("/") in caught.value.message for name in twice)
    assert "keep the one that counts" in caught.value.remedy


def test_names_that_differ_in_case_or_form(tmp_path: Path) -> None:
    """Students whose names hardly differ are kept apart, and a warning names them."""
    decomposed = unicodedata.normalize("NFD", "zoë")
    put(tmp_path, "Alice/perceptron.py", "alice/perceptron.py", "zoë.zip", f"{decomposed}/")

    found = survey(tmp_path)

    assert len({entry.student for entry in found.entries}) == 4
    assert "Alice, alice" in found.warnings[0]
    assert len(found.warnings) == 2


def test_odd_names_are_harmless(tmp_path: Path) -> None:
    """Spaces and dots stay; what could move a cursor or break a table or UTF-8 is escaped."""
    put(tmp_path, "a b.c/", "x\ny\t\x1b[2J/", "back\\slash/", "rtl\u202eexe/")
    os.mkdir(os.fsencode(tmp_path) + b"/caf\xe9")

    assert students(tmp_path) == [
        "a b.c",
        "back\\\\slash",
        "caf\\udce9",
        "rtl\\u202eexe",
        "x\\x0ay\\x09\\x1b[2J",
    ]


def test_names_with_suffixes_in_them(tmp_path: Path) -> None:
    """Only the archive's own suffix goes, and a name that is nothing else stays."""
    put(tmp_path, "v1.0.tar.gz", "a.zip.zip")
    (tmp_path / "x.zip").mkdir()

    assert students(tmp_path) == ["a.zip", "v1.0", "x.zip"]


@pytest.mark.parametrize(
    "paths",
    [
        ("perceptron.py",),
        ("perceptron.ipynb", "data/titanic.csv", "README.md"),
        ("exercises/perceptron/perceptron.py",),
        ("perceptron/perceptron.py", "circles/circles.py"),
        ("Perceptron.py", "pictures/"),
    ],
)
def test_one_students_own_folder(tmp_path: Path, paths: tuple[str, ...]) -> None:
    """A folder that holds exercises and no student's folder is one student's, by its name."""
    folder = put(tmp_path / "alice", *paths)

    assert survey(folder, NAMES).entries == (plain("alice", folder),)


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (("perceptron.py", "bob/perceptron.py"), ["bob"]),
        (("perceptron.py", "bob.zip"), ["bob"]),
        (("grade_all.py", "bob/"), ["bob"]),
        (("bob/", "carl/notes.txt"), ["bob", "carl"]),
    ],
)
def test_a_class_with_files_beside(
    tmp_path: Path, paths: tuple[str, ...], found: list[str]
) -> None:
    """A class's folder stays one, whatever files lie in it."""
    assert students(put(tmp_path, *paths)) == found


def test_one_student_without_known_exercises(tmp_path: Path) -> None:
    """Where no exercise is named, any code at the top makes a folder one student's."""
    folder = put(tmp_path / "alice", "anything.py")

    assert [entry.student for entry in survey(folder).entries] == ["alice"]


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    """The instructor's own link to the class's folder is followed."""
    put(tmp_path / "class", "alice/perceptron.py")
    (tmp_path / "link").symlink_to(tmp_path / "class")

    assert students(tmp_path / "link") == ["alice"]


@given(st.text(max_size=200), st.text(max_size=200))
def test_escaped_names_are_one_harmless_line_each(one: str, other: str) -> None:
    """An escaped name can be printed and stored, and two names never become one."""
    assert escaped(one).replace(" ", "").isprintable()
    assert (escaped(one) == escaped(other)) == (one == other)
    escaped(one).encode()


def test_shown_names_have_an_end() -> None:
    """A name in a sentence is cut in the middle, and a list says how many more there are."""
    assert shown("a" * 5000 + "z") == "a" * 60 + "…" + "a" * 59 + "z"
    assert listed([str(number) for number in range(8)]) == "0, 1, 2, 3, 4 and 3 more"
    assert listed(["a", "b"]) == "a, b"


CLONES = ("cs101-week-1-ada/.git/", "cs101-week-1-bob-b/.git/", "cs101-week-1-carl/.git/")


def test_clones_lose_what_all_their_names_begin_with(tmp_path: Path) -> None:
    """Up to a hyphen, which is said; so do the worktrees of one clone, whose .git is a file."""
    put(tmp_path, *CLONES[:2], "cs101-week-1-carl/.git")

    found = survey(tmp_path, NAMES)

    assert [entry.student for entry in found.entries] == ["ada", "bob-b", "carl"]
    assert found.entries[0].path.name == "cs101-week-1-ada"
    assert found.warnings == (
        "clones: cs101-week-1- is taken off each name (another beginning: --prefix)",
    )


@pytest.mark.parametrize(
    "paths",
    [
        ("ada-a/perceptron.py", "ada-b/perceptron.py"),
        ("ada-a/.git/", "ada-b/perceptron.py"),
        ("ada-a/.git/", "ada-b/.git/", "ada-c.zip"),
        ("ada-a/.git/",),
        ("adaa/.git/", "adab/.git/"),
        ("ada/.git/", "ada-b/.git/"),
    ],
)
def test_other_names_stay_as_they_are(tmp_path: Path, paths: tuple[str, ...]) -> None:
    """No clones, clones among other folders, one clone alone, or nothing shared up to a hyphen."""
    put(tmp_path, *paths)

    whole = [path.split("/")[0].removesuffix(".zip") for path in paths]
    assert (students(tmp_path), survey(tmp_path).warnings) == (whole, ())


def test_a_prefix_that_is_given(tmp_path: Path) -> None:
    """It counts whether they are clones or not, case aside; what begins otherwise is left aside."""
    put(tmp_path, "CS101-week-1-ada/", "cs101-week-1-bob.zip", "cs101-week-1-", "cs101-week-2-ada/")

    found = survey(tmp_path, NAMES, "cs101-week-1-")

    assert [entry.student for entry in found.entries] == ["ada", "bob"]
    assert "left aside, since they do not begin with cs101-week-1-: cs101-week-2-ada" in (
        found.warnings
    )


def test_no_prefix_at_all(tmp_path: Path) -> None:
    """An empty one leaves clones their names."""
    put(tmp_path, *CLONES)

    found = survey(tmp_path, NAMES, "")

    assert found.entries[0].student == "cs101-week-1-ada"
    assert found.warnings == ()


def test_a_prefix_that_nobody_has(tmp_path: Path) -> None:
    """It is mistyped: what is there is named."""
    put(tmp_path, *CLONES)

    with pytest.raises(UsageError, match="no name begins with cs102-: cs101-week-1-ada, "):
        survey(tmp_path, NAMES, "cs102-")


def test_two_that_a_prefix_makes_one(tmp_path: Path) -> None:
    """They are refused, as two folders of one student are."""
    put(tmp_path, "week-ada/", "Week-ada/")

    with pytest.raises(UsageError, match="ada is there 2 times"):
        survey(tmp_path, NAMES, "week-")


def test_the_clone_of_one_student(tmp_path: Path) -> None:
    """A folder that is itself a student's loses a prefix, too."""
    put(tmp_path, "week-1-ada/exercises/perceptron/perceptron.py", "week-1-ada/.git/HEAD")

    for prefix, student in (("week-1-", "ada"), ("week-2-", "week-1-ada"), (None, "week-1-ada")):
        (entry,) = survey(tmp_path / "week-1-ada", NAMES, prefix).entries
        assert entry.student == student
