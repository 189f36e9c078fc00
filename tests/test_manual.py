"""The manual builds without a warning, and names every command and every field of course.yml."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from grader.cli import app
from grader.course.model import course_schema, load_course
from tests.support.command_line import Run

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.fixture(scope="module")
def conf() -> Iterator[dict[str, Any]]:
    """What docs/conf.py defines; Sphinx is not needed for it."""
    path = [*sys.path]
    yield runpy.run_path(str(DOCS / "conf.py"))
    sys.path[:] = path


@pytest.mark.slow
def test_the_manual_builds_without_a_warning(tmp_path: Path) -> None:
    """No page is left out, no reference leads nowhere, and nothing is fetched."""
    pytest.importorskip("sphinx")
    for extension in ("myst_parser", "furo"):
        pytest.importorskip(extension)
    build = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-q", "-b", "html"]

    done = subprocess.run(
        [*build, "-d", tmp_path / "read", DOCS, tmp_path / "html"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.stderr, done.returncode) == ("", 0)
    pages = {path.stem for path in DOCS.glob("*.md")}
    assert {path.stem for path in (tmp_path / "html").glob("*.html")} >= pages
    assert "generated:" not in (tmp_path / "html/command-line.html").read_text(encoding="utf-8")


def test_links_lead_somewhere_on_github_too() -> None:
    """Each page can be read where it lies: its links are files beside it or in the repository."""
    dead = {
        f"{page.name}: {target}"
        for page in DOCS.glob("*.md")
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (DOCS / target).exists()
    }

    assert dead == set()


def test_pages_that_lie_elsewhere_are_led_to(conf: dict[str, Any]) -> None:
    """No text stands in two places: docs/ holds one line that leads to the file."""
    for page, path in conf["WHOLE_FILES"].items():
        text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
        assert text == f"This page of the manual is [{path}](../{path}).\n"


def test_links_of_a_file_elsewhere(conf: dict[str, Any]) -> None:
    """They are found from docs/: a page of the manual as that page, all else where it lies."""
    text = "[a](names.yml) [b](../SECURITY.md#x) [c](../docs/levels.md) [d](#here) [e](https://f/g)"

    assert conf["as_page"](text, "validity/README.md") == (
        "[a](../validity/names.yml) [b](security.md#x) [c](levels.md) [d](#here) [e](https://f/g)"
    )


def test_contents_are_the_lists(conf: dict[str, Any]) -> None:
    """Each heading is a part, in order; links inside a sentence add no page."""
    contents = conf["with_contents"]("# M\n\n## One\n\n- [A](a.md): see [b](b.md)\n\n## Two\n")

    parts = re.findall(r":caption: (\w+)\n\n(.*?)```", contents, re.DOTALL)
    assert parts == [("One", "A <a>\n"), ("Two", "")]


def test_every_command_is_there(conf: dict[str, Any]) -> None:
    """With each argument and option that its help shows, and no other."""
    text = conf["generated"].commands()

    for name, command in _commands("grader", get_command(app)):
        section = text.split(f"## `{name}`\n")[1].split("\n## ")[0]
        words = re.findall(r"^\| `(.+?)` \|", section, re.MULTILINE)
        shown = [each for each in command.params if not each.hidden]
        assert len(words) == (0 if hasattr(command, "commands") else len(shown)), name
        for word, each in zip(words, shown, strict=False):
            first = each.opts[0]
            assert word.startswith(first if first.startswith("-") else first.upper()), name


def test_what_pages_show_can_be_typed() -> None:
    """Each command in code, or named in a sentence, is one of ours, with its options."""
    known = dict(_commands("grader", get_command(app)))
    shown = {
        (page.name, line)
        for page in [ROOT / "README.md", *DOCS.glob("*.md")]
        for text in [page.read_text(encoding="utf-8")]
        for line in re.findall(r"(?:^(?:\$ )?|`)(grader [a-z][^`\n#]*)", text, re.MULTILINE)
    }

    assert len(shown) > 100
    for page, line in sorted(shown):
        words = line.split()
        name = (
            " ".join(words[:3]) if words[1] == "export" and len(words) > 2 else " ".join(words[:2])
        )
        assert name in known, (page, line)
        options = {option for each in known[name].params for option in each.opts}
        assert {word for word in words if word.startswith("--")} <= options, (page, line)


def _commands(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    for word, each in getattr(command, "commands", {}).items():
        yield f"{name} {word}", each
        yield from _commands(f"{name} {word}", each)


def test_every_field_is_there(conf: dict[str, Any]) -> None:
    """Each block of course.yml has a row for each of its fields, with what the field says."""
    text, schema = conf["generated"].course_fields(), course_schema()
    blocks = [schema, *schema["$defs"].values()]
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", text, re.MULTILINE)

    assert sorted(field for field, _ in rows) == sorted(
        field for block in blocks for field in block["properties"]
    )
    assert [field for field, says in rows if not says or says.startswith("for example")] == []


def test_blocks_stand_as_a_reader_meets_them(conf: dict[str, Any]) -> None:
    """The file comes first, then what it holds, and what that holds."""
    headings = re.findall(r"^## (.*)$", conf["generated"].course_fields(), re.MULTILINE)

    places = [headings.index(each) for each in ("The file", "Exercise", "Part", "Rubric item")]
    assert places == sorted(places) and places[0] == 0


def test_the_small_course(tmp_path: Path) -> None:
    """The example on the page is a course, as it stands there."""
    page = (DOCS / "course-yml.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "course.yml").write_text(example, encoding="utf-8")

    course = load_course(tmp_path, exactly=True)

    assert [each.max_score for each in course.exercises] == [3, 4]


STEP = re.compile(
    r"^`(?P<path>[./\w]+)`:\n\n```\w+\n(?P<text>.*?)^```$|^```console\n(?P<typed>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@pytest.mark.slow
def test_an_exercise_in_ten_minutes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What authors.md has written and typed, in its order, ends in the feedback that it shows."""
    guide = (DOCS / "authors.md").read_text(encoding="utf-8")
    course = tmp_path / "course"
    course.mkdir()
    monkeypatch.chdir(course)
    said = {}

    for step in STEP.finditer(guide):
        if step["path"]:
            (course / step["path"]).parent.mkdir(parents=True, exist_ok=True)
            (course / step["path"]).write_text(step["text"], encoding="utf-8")
        for line in (step["typed"] or "").splitlines():
            words = line.removeprefix("$ grader ").split()
            said[len(said), line] = run(*words)

    audited = [came for (_, line), came in said.items() if "audit" in line]
    assert [code for code, _, _ in said.values()] == [0, 0, 1, 0, 0, 0], said
    to_fix, bos = re.findall(r"```text\n(.*?)```", guide, re.DOTALL)[:2]
    assert to_fix in audited[0][1]
    assert "the audit is clean" in audited[1][1]
    assert (course / "results/feedback/bo.txt").read_text(encoding="utf-8").startswith(bos)
    assert not list((tmp_path / "handout").rglob("*hidden*"))


def test_what_a_dean_reads_is_what_was_measured() -> None:
    """The sums that deans.md tells are those of the audit's tables."""
    dean = (DOCS / "deans.md").read_text(encoding="utf-8")
    tables = (ROOT / "validity/README.md").read_text(encoding="utf-8")
    right, wrong = (
        [sum(map(int, column)) for column in zip(*re.findall(pattern, tables), strict=True)]
        for pattern in (r"- false-fail: (\d+)/(\d+) ", r"; false-pass: (\d+)/(\d+) ")
    )

    assert right[0] == 0
    assert f"of {right[1]:,} parts of such solutions none loses a point" in " ".join(dean.split())
    assert f"Of {wrong[1]:,} wrong ones {wrong[0]} lose no point" in " ".join(dean.split())
