"""Containerfile, as far as it can be held without an engine: what it copies, and its versions."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "Containerfile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_what_it_copies_is_there_and_let_in() -> None:
    """No folder of the course is: neither named, nor let into the build's context."""
    copied = [name for line in re.findall(r"^COPY (.*) \S+$", TEXT, re.M) for name in line.split()]
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line.removeprefix("!") for line in ignored if line.startswith("!")}

    assert {*copied} == let_in
    assert "*" in ignored
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert not {"solutions", "data", "course.yml", "results"} & {*copied}


def test_the_package_finds_all_that_its_build_reads() -> None:
    """The readme and the license that pyproject.toml names."""
    assert {PROJECT["readme"], "LICENSE", "pyproject.toml"} <= {*TEXT.split()}


def test_versions_and_extras_are_the_projects() -> None:
    """Each install is pinned; the extra and the Python are ones that there are."""
    installs = [line for line in TEXT.splitlines() if "pip install" in line]
    (extra,) = re.findall(r'"\.\[(\w+)\]"', TEXT)
    (python,) = re.findall(r"^FROM \S+python:(\d\.\d+)-", TEXT, re.M)

    assert all("-c constraints.txt" in line for line in installs)
    assert len(installs) == 2
    assert extra in PROJECT["optional-dependencies"]
    assert PROJECT["requires-python"] == f">={python}"
