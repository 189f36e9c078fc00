"""Tests of the platforms' pages: what is to be typed can be typed, and what is named is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer

from grader.cli import app
from tests.support.ci import ROOT

PAGES = sorted((ROOT / "docs").glob("*.md"))
COMMANDS = [
    pytest.param(line.strip().removeprefix("$ "), id=f"{page.stem}-{number}")
    for page in PAGES
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines())
    if re.match(r" *(\$ )?grader \w", line)
]


@pytest.mark.parametrize("typed", COMMANDS)
def test_commands_can_be_typed(typed: str) -> None:
    """The command line knows the command, and each option with its value.

    Behind some spaces stands what a line says of its command.
    """
    command_line = re.split(r" {2}| > ", typed)[0]
    words = shlex.split(command_line, comments=True)[1:]
    command = typer.main.get_command(app)
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]  # type: ignore[attr-defined]

    with command.make_context(typed, words, resilient_parsing=False) as context:
        assert context.args == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_names_is_there(page: Path) -> None:
    """Each link to a file of this repository leads somewhere."""
    links = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))

    gone = [
        link
        for link in links
        if not link.startswith("https://") and not (page.parent / link).exists()
    ]
    assert gone == []
