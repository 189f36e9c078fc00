"""Tests of the files that CI systems run: valid by the schemas of their makers, and tried."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import junitparser
import pytest
import yaml

from grader.authoring.derive import bundle
from grader.course.model import Course
from tests.support.ci import ROOT, run_step, stand_ins, steps_of
from tests.support.fractions import RATIONALS, WORDS, WRONG_DIVISOR, class_of

GITHUB, GITLAB = "examples/platforms/github", "examples/platforms/gitlab/.gitlab-ci.yml"
RIGHT = {"rationals.py": RATIONALS, "words.py": WORDS}
SCHEMAS = {
    "action.yml": "vendor.github-actions",
    f"{GITHUB}/check.yml": "vendor.github-workflows",
    f"{GITHUB}/grade-class.yml": "vendor.github-workflows",
    f"{GITHUB}/grade-one.yml": "vendor.github-workflows",
    GITLAB: "vendor.gitlab-ci",
}
PINNED = re.compile(r"(actions/[\w-]+@v\d+|OWNER/nngrader@main)")


def schema_check(path: Path, schema: str) -> subprocess.CompletedProcess[str]:
    """Check a file by a schema that comes with check-jsonschema, without a network."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    if schema.endswith("gitlab-ci"):
        command += ["--data-transform", "gitlab-ci"]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize("path", SCHEMAS)
def test_the_files_are_valid(path: str, tmp_path: Path) -> None:
    """By the schemas of GitHub and GitLab, which refuse a mistyped key."""
    good = schema_check(ROOT / path, SCHEMAS[path])
    broken = tmp_path / "broken.yml"
    text = (ROOT / path).read_text(encoding="utf-8")
    broken.write_text(text.replace("runs-on:", "run-on:").replace("using:", "use:").replace(
        "when: always", "when: whenever"
    ))  # fmt: skip

    assert good.returncode == 0, good.stdout
    assert schema_check(broken, SCHEMAS[path]).returncode == 1


def all_files() -> list[Path]:
    """Give each file of this kind in the repository."""
    return [ROOT / "action.yml", *(ROOT / "examples/platforms").rglob("*.yml")]


def test_each_file_is_checked() -> None:
    """A new one must be named here."""
    assert {path.relative_to(ROOT).as_posix() for path in all_files()} == set(SCHEMAS)


@pytest.mark.parametrize("path", [path for path in SCHEMAS if path != GITLAB])
def test_no_formula_stands_in_a_script(path: str) -> None:
    """GitHub would paste the text of an input into it; scripts read the environment instead."""
    text = (ROOT / path).read_text(encoding="utf-8")
    found = yaml.safe_load(text)
    owners = [found["runs"]] if "runs" in found else found["jobs"].values()
    steps = [step for owner in owners for step in owner["steps"]]

    assert [step["run"] for step in steps if "${{" in step.get("run", "")] == []
    assert all(PINNED.fullmatch(step["uses"]) for step in steps if "uses" in step)


def test_students_workflows_need_no_secret() -> None:
    """Nor may they write anything."""
    text = (ROOT / GITHUB / "check.yml").read_text(encoding="utf-8")

    assert "secrets" not in text
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
    assert "$CI_" not in (ROOT / GITLAB).read_text(encoding="utf-8")


def test_the_page_has_the_action_s_inputs() -> None:
    """With their defaults and descriptions, in their order."""
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    page = (ROOT / "docs/github.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \| `(.*?)` \| (.*) \|$", page, re.MULTILINE)

    assert [(name, default) for name, default, _ in rows] == [
        (name, each["default"]) for name, each in inputs.items()
    ]
    for (_, _, said), each in zip(rows, inputs.values(), strict=True):
        assert said.replace("`", "").lower() == each["description"].lower()


@pytest.fixture
def github(tmp_path: Path) -> dict[str, str]:
    """The environment of a step, and stand-ins for what it calls."""
    (tmp_path / "temp").mkdir()
    return {
        **stand_ins(tmp_path / "tools"),
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_WORKSPACE": str(tmp_path / "work"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "GITHUB_REPOSITORY": "school/cs101-week-1-ada",
        "GITHUB_REPOSITORY_OWNER": "school",
        "GITHUB_WORKFLOW": "Grade the class",
        "RUNNER_OS": "Linux",
        "RUNNER_TEMP": str(tmp_path / "temp"),
    }


def calls(tmp_path: Path) -> list[str]:
    """Return how the stand-ins were called."""
    path = tmp_path / "tools" / "calls"
    return path.read_text().splitlines() if path.exists() else []


def inputs_of(step: dict[str, Any], **given: str) -> dict[str, str]:
    """Return what a step of the action finds in its environment: an input, or its default."""
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    names = {key: re.sub(r"\W+", " ", value).split()[1] for key, value in step["env"].items()}
    return {key: given.get(name, inputs[name]["default"]) for key, name in names.items()}


def test_the_action_installs(github: dict[str, str], tmp_path: Path) -> None:
    """The small torch first, then the grader from the action's own files, all of them pinned."""
    install = steps_of("action.yml", "runs")[1]

    full = run_step(install, tmp_path, github | inputs_of(install))
    bare = run_step(install, tmp_path, github | inputs_of(install, libraries=""))

    pip = f"pip install --quiet -c {ROOT}/constraints.txt"
    assert (full.returncode, bare.returncode) == (0, 0), full.stderr + bare.stderr
    assert calls(tmp_path) == [
        f"{pip} torch --index-url https://download.pytorch.org/whl/cpu",
        f"{pip} {ROOT} scikit-learn",
        f"{pip} {ROOT}",
    ]


def test_an_install_that_fails_ends_the_step(github: dict[str, str], tmp_path: Path) -> None:
    """Torch could not be had: nothing is checked without it."""
    install = steps_of("action.yml", "runs")[1]
    (tmp_path / "tools" / "modules" / "pip" / "__main__.py").write_text("raise SystemExit(1)")

    assert run_step(install, tmp_path, github | inputs_of(install)).returncode == 1


def test_the_action_lets_the_sandbox_work(github: dict[str, str], tmp_path: Path) -> None:
    """With the line for ubuntu-24.04, on Linux alone; where it is refused the step goes on."""
    sandbox = steps_of("action.yml", "runs")[2]
    line = "sudo -n sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"

    for system, expected in (("macOS", False), ("Linux", True)):
        done = run_step(sandbox, tmp_path, {**github, "RUNNER_OS": system})
        assert done.returncode == 0, done.stderr
        assert (line in calls(tmp_path)) is expected
    (tmp_path / "tools" / "bin" / "sudo").write_text("#!/bin/sh\nexit 1\n")
    assert run_step(sandbox, tmp_path, github).returncode == 0
    assert line.replace("sudo -n", "sudo") in (ROOT / "docs/github.md").read_text()


@pytest.mark.slow
def test_the_action_checks_a_student_s_repository(
    github: dict[str, str], course: Course, tmp_path: Path
) -> None:
    """The step's code, its annotations, its summary and its JUnit file."""
    bundle(course, tmp_path / "work")
    step = steps_of("action.yml", "runs")[3]
    given = inputs_of(step, **steps_of(f"{GITHUB}/check.yml", "jobs", "check")[1]["with"])
    (tmp_path / "work/exercises/rationals/rationals.py").write_text(WRONG_DIVISOR)

    red = run_step(step, tmp_path / "work", github | given)
    for name, text in RIGHT.items():
        (tmp_path / "work/exercises" / name.removesuffix(".py") / name).write_text(text)
    green = run_step(step, tmp_path / "work", github | given)

    assert (red.returncode, green.returncode) == (1, 0), red.stderr + green.stderr
    assert "\n::error file=exercises/rationals/rationals.py,line=2,title=" in red.stdout
    assert "\n::error" not in green.stdout
    summary = (tmp_path / "summary.md").read_text()
    assert "## Visible checks: 5 of 5 pass\n\nProtection L" in summary
    assert junitparser.JUnitXml.fromfile(str(tmp_path / "work/junit.xml")).failures == 0


GH = """
case "$1 $2" in
  "repo list") printf 'cs101-week-1-ada\\ncs101-week-2-ada\\nother\\ncs101-week-1-bob\\n' ;;
  "repo clone") mkdir -p "$4/.git"; cp "$SUBMISSIONS/${4##*-1-}"/* "$4" ;;
  "run list") printf '12\\n11\\n10\\n' ;;
  "run download") [ "$3" = 11 ] && cp -r "$LAST" results ;;
esac
"""


@pytest.mark.slow
def test_a_class_is_graded_on_github(
    github: dict[str, str], course: Course, tmp_path: Path
) -> None:
    """Cloned, graded under the students' names, with the results of the last run or not at all."""
    shutil.copytree(course.root, tmp_path / "work")
    class_of(tmp_path / "class", {"ada": RIGHT, "bob": {"rationals.py": WRONG_DIVISOR}})
    (tmp_path / "tools" / "bin" / "gh").write_text(f"#!/bin/bash\n{GH}")
    (tmp_path / "tools" / "bin" / "gh").chmod(0o755)
    _, clone, take_up, action, keep = steps_of(f"{GITHUB}/grade-class.yml", "jobs", "grade")
    environment = {
        **github, "SUBMISSIONS": str(tmp_path / "class"), "LAST": str(tmp_path / "last"),
        "GH_TOKEN": "none", "PREFIX": "cs101-week-1-",
    }  # fmt: skip
    words = action["with"]["arguments"].replace("${{ runner.temp }}", environment["RUNNER_TEMP"])
    words = words.replace("${{ inputs.prefix }}", environment["PREFIX"])
    step = steps_of("action.yml", "runs")[3]
    given = inputs_of(step, command=action["with"]["command"], arguments=words)
    work = tmp_path / "work"

    refused = run_step(take_up, work, {**environment, "FIRST": "false"})
    runs = []
    for first in ("true", "false"):
        here = {**environment, **given, "FIRST": first}
        runs.append([run_step(each, work, here) for each in (clone, take_up, step)])
        shutil.rmtree(tmp_path / "last", ignore_errors=True)
        (work / keep["with"]["path"]).rename(tmp_path / "last")
        shutil.rmtree(tmp_path / "temp" / "clones")

    begun, second = runs
    assert refused.returncode == 1
    assert refused.stdout.startswith("::error title=grade::no earlier results were found; ")
    assert [done.returncode for done in begun + second] == [0] * 6, begun[2].stderr
    assert "resumed: 2 of 2 were graded before" in second[2].stdout
    with closing(sqlite3.connect(tmp_path / "last" / "results.sqlite")) as store:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    results = json.loads((tmp_path / "last" / "results.json").read_text())["results"]
    assert {each["student"] for each in results} == {"ada", "bob"}
    assert "## Grades of 2 students\n" in (tmp_path / "summary.md").read_text()


@pytest.mark.slow
def test_one_student_is_graded_on_a_runner_of_one_s_own(
    github: dict[str, str], course: Course, tmp_path: Path
) -> None:
    """Each student has results of their own; a workflow of theirs beside the work is no work."""
    _, grade = steps_of(f"{GITHUB}/grade-one.yml", "jobs", "grade")
    work = tmp_path / "work" / "work"
    bundle(course, work)
    (work / ".git").mkdir()
    (work / "exercises/rationals/rationals.py").write_text(WRONG_DIVISOR)
    environment = {
        **github, "GRADER": "grader", "COURSE": str(course.root), "RESULTS": str(tmp_path / "all"),
    }  # fmt: skip

    done = run_step(grade, tmp_path / "work", environment)

    assert done.returncode == 0, done.stderr
    results = json.loads((tmp_path / "all/cs101-week-1-ada/results.json").read_text())["results"]
    assert {each["student"] for each in results} == {"cs101-week-1-ada"}
    assert "\n::error file=exercises/rationals/rationals.py,line=2,title=" in done.stdout
    assert "## Grades of 1 student\n" in (tmp_path / "summary.md").read_text()


@pytest.mark.slow
def test_gitlab_s_job(course: Course, tmp_path: Path) -> None:
    """Red with its JUnit file, which is kept whatever came of it; the level is in the log."""
    job = yaml.safe_load((ROOT / GITLAB).read_text(encoding="utf-8"))
    bundle(course, tmp_path / "work")
    (tmp_path / "work/exercises/words/words.py").write_text(WORDS)
    variables = {**stand_ins(tmp_path / "tools"), **job["variables"], "EXERCISES": "words"}
    script = {"run": "\n".join(job["check"]["script"])}

    green = run_step(script, tmp_path / "work", variables)
    red = run_step(script, tmp_path / "work", {**variables, "EXERCISES": "", "LIBRARIES": ""})

    assert (green.returncode, red.returncode) == (0, 1), green.stderr + red.stderr
    assert re.search(r"written to junit.xml as JUnit XML, protection L\d\n", red.stdout)
    assert "not written yet: greatest_common_divisor" in red.stdout
    report = job["check"]["artifacts"]["reports"]["junit"]
    assert junitparser.JUnitXml.fromfile(str(tmp_path / "work" / report)).failures == 3
    assert job["check"]["artifacts"]["when"] == "always"
    assert calls(tmp_path) == [
        "pip install --quiet torch --index-url https://download.pytorch.org/whl/cpu",
        "pip install --quiet THE-GRADER scikit-learn",
        "pip install --quiet THE-GRADER",
    ]
