"""Tests of which editor opens a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.commands.watch.editor import Opening, opening

PATH = Path("a b.py")


@pytest.mark.parametrize(
    ("environment", "command", "in_terminal"),
    [
        ({"EDITOR": "vim"}, ["vim", "+7", "a b.py"], True),
        (
            {"EDITOR": "vim", "VISUAL": "/usr/bin/nano -l"},
            ["/usr/bin/nano", "-l", "+7", "a b.py"],
            True,
        ),
        ({"EDITOR": "code --wait"}, ["code", "--goto", "a b.py:7"], False),
        ({"EDITOR": "gedit"}, ["gedit", "+7", "a b.py"], False),
        ({"EDITOR": "hx"}, ["hx", "a b.py"], True),
    ],
)
def test_an_editor_opens_at_the_line(
    environment: dict[str, str], command: list[str], in_terminal: bool
) -> None:
    """Where it is known how; one with a window of its own leaves the terminal alone."""
    assert opening(PATH, 7, environment) == Opening(command, in_terminal)


def test_a_terminal_of_vs_code_opens_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever EDITOR says; where its command is missing EDITOR counts."""
    environment = {"TERM_PROGRAM": "vscode", "EDITOR": "vim"}

    monkeypatch.setattr("shutil.which", lambda name: name if name == "codium" else None)
    assert opening(PATH, 7, environment) == Opening(["codium", "--goto", "a b.py:7"], False)
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert opening(PATH, 7, environment) == Opening(["vim", "+7", "a b.py"], True)


def test_without_an_editor_nothing_is_guessed() -> None:
    """The student is told what to set."""
    assert opening(PATH, 7, {}) is None
