"""Tests of a course of one's own, and of one more exercise: whole, sound, and nothing half."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

from grader.authoring import new_exercise, own_course, stale, write_files
from grader.authoring.scaffolding import with_entry
from grader.course.model import Course, load_course
from grader.errors import CourseError, UsageError
from tests.support.files import edit, tree

ENTRY = "- name: third\n  title: Third\n  parts: [{name: f, points: 1}]"


@pytest.fixture
def own(tmp_path: Path) -> Course:
    """A course of one exercise, to begin with."""
    return own_course(tmp_path / "own")


def test_what_a_course_begins_with(own: Course) -> None:
    """Each file of an exercise, what is derived, and what surrounds it."""
    files = tree(own.root)

    exercise = {"README.md", "hints.md", "scaling.py", "test_visible.py"}
    solution = exercise | {"test_hidden.py", "misconceptions.py"}
    assert {name for name in files if name.startswith("solutions/")} == {
        f"solutions/scaling/{name}" for name in solution
    }
    assert {name for name in files if "/" not in name} == {
        ".gitignore", "README.md", "course.schema.json", "course.yml",
    }  # fmt: skip
    assert stale(own) == []
    assert [*own.root.parent.iterdir()] == [own.root]


def test_no_name_of_the_scaffold_is_left(own: Course) -> None:
    """Nor a title; what is to be replaced says TODO in a comment, and none in a student's code."""
    files = tree(new_exercise(own, "layers", "Layers").root)
    text = "".join(each.decode() for each in files.values())

    assert "EXERCISE TITLE" not in text
    assert "exercise_name" not in text
    for name in files:
        if name.startswith("solutions/"):
            assert re.search(r"(#|<!--) TODO", files[name].decode()), name
    assert b"TODO" not in files["exercises/layers/layers.py"]
    assert files["solutions/layers/README.md"].startswith(b"# Layers\n")


def test_only_numpy_is_needed(own: Course) -> None:
    """Suites and reference import Python's own modules, numpy, pytest and the grader's faces."""
    imported = {
        (each.module if isinstance(each, ast.ImportFrom) else each.names[0].name) or ""
        for path in own.solution_folder("scaling").glob("*.py")
        for each in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(each, (ast.Import, ast.ImportFrom))
    }

    assert imported == {
        "numpy", "pytest", "scaling", "statistics", "grader.checks", "grader.course",
    }  # fmt: skip


def test_a_title_is_written_as_it_is(own: Course) -> None:
    """Quotes, colons and letters of any language; without one it is made of the name."""
    title = 'How "wrong": 1 − y, #1, ŷ?'
    course = new_exercise(new_exercise(own, "losses", title), "two_layers")

    assert [each.title for each in course.exercises[1:]] == [title, "Two layers"]
    assert title in (own.root / "solutions/losses/README.md").read_text(encoding="utf-8")


def test_all_else_of_the_file_stays(own: Course) -> None:
    """Comments, blank lines and formatting are the author's."""
    before = (own.root / "course.yml").read_bytes()
    new_exercise(own, "losses")
    after = (own.root / "course.yml").read_bytes()

    assert after.startswith(before)
    assert after.count(b"TODO") == before.count(b"TODO") + 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "exercises:\n- name: a  # the first\n  parts: [{name: g}]",
            "exercises:\n- name: a  # the first\n  parts: [{name: g}]\n\n{0}\n",
        ),
        (
            "exercises:\n    - name: a\n      # of a\n\n# of the prices\nhint_prices: [0]\n",
            "exercises:\n    - name: a\n      # of a\n\n{4}\n\n# of the prices\nhint_prices: [0]\n",
        ),
        (
            "exercises:\r\n  - name: a\r\n  - name: b\r\n",
            "exercises:\r\n  - name: a\r\n  - name: b\r\n{2}\r\n",
        ),
        (
            "exercises:\n  - name: a\n\n  # the last\n  - name: b\n\n\n",
            "exercises:\n  - name: a\n\n  # the last\n  - name: b\n\n{2}\n\n\n",
        ),
        (
            "\ufeffexercises:\n  - name: a\n    title: >\n      long\n\n      text\n# end",
            "\ufeffexercises:\n  - name: a\n    title: >\n      long\n\n      text\n\n{2}\n# end",
        ),
    ],
)
def test_where_an_entry_is_added(before: str, after: str) -> None:
    """Behind the last one, in its column, with the file's line ends; comments keep their place."""
    ending = "\r\n" if "\r\n" in before else "\n"

    def indented(found: re.Match[str]) -> str:
        return ending.join(" " * int(found[1]) + line for line in ENTRY.split("\n"))

    assert with_entry(before, ENTRY) == re.sub(r"\{(\d)\}", indented, after)


def test_no_entry_is_added_to_brackets() -> None:
    """No line can be; it is said where, and how to write them."""
    with pytest.raises(
        CourseError, match=r"course\.yml:2: its exercises stand in brackets"
    ) as said:
        with_entry("name: A\nexercises: [{name: a}]\n", ENTRY)
    assert "after a `-`" in said.value.remedy


def test_an_entry_that_cannot_be_added_is_shown() -> None:
    """The file would come to mean something else: here the blank lines are a part of the text."""
    with pytest.raises(CourseError, match=r"course\.yml:2: no exercise can be added") as said:
        with_entry("exercises:\n  - name: a\n    title: |+\n      b\n\n\n", ENTRY)
    assert ENTRY in said.value.remedy


@pytest.mark.parametrize(
    ("name", "what", "fix"),
    [
        ("2x", "no Python name", "letters a-z"),
        ("deep-nets", "no Python name", "grader new deep_nets"),
        ("class", "a word of Python's own", "my_class"),
        ("random", "a module of Python's own", "my_random"),
        ("numpy", "a library", "my_numpy"),
        ("picture", "another file of each exercise", "my_picture"),
        ("scaling", "called scaling already", "name another"),
        ("Scaling", "called scaling already", "name another"),
    ],
)
def test_a_name_that_cannot_be(own: Course, name: str, what: str, fix: str) -> None:
    """It is refused with what to type, and nothing is written."""
    before = tree(own.root)
    with pytest.raises(UsageError, match=what) as said:
        new_exercise(own, name)
    assert fix in said.value.remedy
    assert tree(own.root) == before


def test_a_title_of_two_lines_is_refused(own: Course) -> None:
    """A heading is one line."""
    with pytest.raises(UsageError, match="not one line") as said:
        new_exercise(own, "losses", "One\nTwo")
    assert said.value.remedy.startswith("--title")


def test_a_folder_that_is_somebodys_is_refused(own: Course) -> None:
    """What an author has begun by hand is not written over."""
    (own.solution_folder("losses")).mkdir()
    (own.solution_folder("losses") / "losses.py").write_text("mine", encoding="utf-8")
    before = tree(own.root)

    with pytest.raises(UsageError, match="solutions/losses/ is there") as said:
        new_exercise(own, "losses")
    assert "add losses to course.yml" in said.value.remedy
    assert tree(own.root) == before


def test_a_students_folder_has_none(course: Course, tmp_path: Path) -> None:
    """It is said where to go."""
    (course.root / "solutions").rename(tmp_path / "gone")
    with pytest.raises(UsageError, match="student's folder"):
        new_exercise(course, "losses")


class Killed(BaseException):
    """The plug is pulled: nothing of ours catches it."""


def test_half_a_course_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped in the middle it leaves nothing, and killed outright nothing that is in the way."""
    with monkeypatch.context() as patch:
        patch.setattr("grader.authoring.scaffolding.release", _stop)
        with pytest.raises(Killed):
            own_course(tmp_path / "own")
    assert [*tmp_path.iterdir()] == []

    (tmp_path / ".own.new").mkdir()
    (tmp_path / ".own.new" / "course.yml").write_text("half", encoding="utf-8")
    own_course(tmp_path / "own")
    assert [*tmp_path.iterdir()] == [tmp_path / "own"]


@pytest.mark.parametrize("stopped_at", ["new_folder", "write_files"])
def test_half_an_exercise_is_finished(
    own: Course, monkeypatch: pytest.MonkeyPatch, stopped_at: str
) -> None:
    """Stopped at any step, the course still is one; the same command again completes it."""
    with monkeypatch.context() as patch:
        if stopped_at == "new_folder":
            patch.setattr("grader.authoring.derive.Path.rename", _stop)
        else:
            write = write_files
            patch.setattr(
                "grader.authoring.scaffolding.write_files",
                lambda files, to: _stop() if "course.yml" in files else write(files, to),
            )
        with pytest.raises(Killed):
            new_exercise(own, "losses")
    assert stale(load_course(own.root)) == []

    course = new_exercise(own, "losses")

    assert [each.name for each in course.exercises] == ["scaling", "losses"]
    assert stale(course) == []


def _stop(*given: object) -> None:
    raise Killed


def test_an_empty_folder_may_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The author may even stand in it."""
    (tmp_path / "own").mkdir()
    monkeypatch.chdir(tmp_path / "own")

    own_course(Path())

    assert Path("course.yml").is_file()
    assert [*tmp_path.iterdir()] == [tmp_path / "own"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """It is said, and the file stays."""
    (tmp_path / "own").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file"):
        own_course(tmp_path / "own")
    assert tree(tmp_path) == {"own": b"mine"}


def test_an_exercise_of_a_course_of_others(course: Course) -> None:
    """Any course can be added to; of other exercises nothing is derived anew."""
    edit(course.root / "solutions/words/hints.md", "dict.get", "dict.setdefault")

    whole = new_exercise(load_course(course.root), "losses")

    assert stale(whole) == ["exercises/words/hints.md is stale"]
    fields = yaml.safe_load((course.root / "course.yml").read_text(encoding="utf-8"))
    assert [each["name"] for each in fields["exercises"]][-1] == "losses"
