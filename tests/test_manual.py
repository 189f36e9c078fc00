"""The manual builds without a warning, and names every command and every field of course.yml."""

from __future__ import annotations

import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from grader.cli import app
from grader.course.model import course_schema
from tests.support.command_line import Run
from tests.support.files import edit

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
    """Each block of course.yml has a row for each of its fields."""
    text, schema = conf["generated"].course_fields(), course_schema()
    blocks = [schema, *schema["$defs"].values()]

    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == [
        field for block in blocks for field in block["properties"]
    ]


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
    monkeypatch.chdir(tmp_path)
    said: dict[str, list[tuple[int, str, str]]] = {}
    todo = set()

    for step in STEP.finditer(guide):
        if step["path"]:
            (course / step["path"]).parent.mkdir(parents=True, exist_ok=True)
            (course / step["path"]).write_text(step["text"], encoding="utf-8")
        for line in (step["typed"] or "").splitlines():
            grader, *words = shlex.split(line.removeprefix("$ "))
            if grader == "cd":
                monkeypatch.chdir(*words)
            else:
                said.setdefault(words[0], []).append(run(*words))
        todo |= {p for p in course.glob("solutions/losses/*.*") if b"TODO" in p.read_bytes()}
    edit(course / "course.yml", "[errors]", "[erors]")
    mistyped = run("list")

    codes = {command: [code for code, _, _ in each] for command, each in said.items()}
    assert codes == {
        "new-course": [0], "new": [0], "release": [0] * 5, "audit": [0, 1, 0], "grade": [0],
    }, said  # fmt: skip
    fresh, clean, to_fix, bos, _, error = re.findall(r"```text\n(.*?)```", guide, re.DOTALL)[:6]
    assert [out for _, out, _ in said["release"][1:4:2]] == [fresh, fresh]
    assert [said["audit"][number][1].endswith(clean) for number in (0, 2)] == [True, True]
    assert to_fix in said["audit"][1][1]
    assert bos in (course / "results/feedback/bo.txt").read_text(encoding="utf-8")
    assert mistyped[::2] == (2, error)
    assert len(todo) == 6
    assert not [path for path in todo if b"TODO" in path.read_bytes()]
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
