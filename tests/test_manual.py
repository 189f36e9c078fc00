"""The manual builds without a warning, and names every command and every field of course.yml."""

from __future__ import annotations

import re
import runpy
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import grader.checks
from benchmarks.page import browser, chromium_path
from docs import screenshots
from grader.checks.marks import FIXTURE_NAMES
from grader.cli import app
from grader.course.model import course_schema, load_course
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


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of the manual's pages, and what Sphinx says of them."""
    for needed in ("sphinx", "myst_parser", "furo"):
        pytest.importorskip(needed)
    tmp_path = tmp_path_factory.mktemp("manual")
    build = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-q", "-b", "html"]

    done = subprocess.run(
        [*build, "-d", tmp_path / "read", DOCS, tmp_path / "html"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    return tmp_path / "html", done.stderr + f"ends with {done.returncode}"


@pytest.mark.slow
def test_the_manual_builds_without_a_warning(built: tuple[Path, str]) -> None:
    """No page is left out, no reference leads nowhere, and nothing is fetched."""
    html, said = built

    assert said == "ends with 0"
    pages = {path.stem for path in DOCS.glob("*.md")}
    assert {path.stem for path in html.glob("*.html")} >= pages
    made = [(html / f"{page}.html").read_text("utf-8") for page in ("command-line", "instructors")]
    assert not any("generated:" in text for text in made)
    assert "canvas-feedback --to feedback.zip" in re.sub(r"<[^>]*>", "", made[1])


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser; without one, or without axe, nothing need be built for it."""
    pytest.importorskip("playwright.sync_api")
    pytest.importorskip("axe_playwright_python.sync_playwright")
    if chromium_path() is None:
        pytest.skip("there is no Chromium")
    with browser() as started:
        yield started


@pytest.mark.slow
def test_pages_can_be_read_by_everybody(chromium: Any, built: tuple[Path, str]) -> None:
    """Axe finds nothing, in light and dark, wide and narrow; no page scrolls sideways."""
    from axe_playwright_python.sync_playwright import Axe

    the_themes_own = {"landmark-unique"}  # its two sidebars have no names
    found = {}

    for name, scheme, width in (("students", "light", 1280), ("course-yml", "dark", 390)):
        page = chromium.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
        page.set_default_timeout(600_000)
        page.goto((built[0] / f"{name}.html").as_uri())
        rules = {each["id"] for each in Axe().run(page).response["violations"]}
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        found[name] = rules - the_themes_own

    assert found == {"students": set(), "course-yml": set()}


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


def test_what_suites_are_written_with_is_there() -> None:
    """Each name that the face hands on, each fixture and each argument of a mark."""
    page = (DOCS / "checks-reference.md").read_text(encoding="utf-8")
    names = {*grader.checks.__all__, *FIXTURE_NAMES, "part", "weight", "alone", "gpu"}

    assert {name for name in names if not re.search(rf"\b{name}\b", page)} == set()


def test_pictures_are_photographed_and_shown() -> None:
    """Each that the script makes is there, no larger than it may be, and shown with its words."""
    shown = {
        name: words
        for page in [ROOT / "README.md", *DOCS.glob("*.md")]
        for words, name in re.findall(
            r"!\[([^]]*)\]\((?:docs/)?pictures/([^)]+)\)", page.read_text(encoding="utf-8")
        )
    }
    there = {path.name: path.stat().st_size for path in screenshots.PICTURES.iterdir()}
    films = {name for name in there if name.endswith(".gif")}  # of `make pictures`

    assert shown.keys() == there.keys() == {*screenshots.SHOTS} | films
    assert {name for name, words in shown.items() if len(words) < 40} == set()
    assert {n for n in screenshots.SHOTS if there[n] > screenshots.LARGEST} == set()


def test_every_extra_is_named() -> None:
    """install.md has those that a user may want, and none that is not there."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (DOCS / "install.md").read_text(encoding="utf-8")
    ours = {"test", "page", "check", "manual", "bench", "fuzz"}  # of who works on the grader

    named = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert {*named} == project["optional-dependencies"].keys() - ours


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
    assert said["audit"][0][1].endswith(clean)
    assert clean == "the audit is clean, as far as a sample goes\n"
    assert said["audit"][2][1].endswith("\nthe audit is clean\n")
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
