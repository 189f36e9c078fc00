"""Tests of what errors say: which line installs what is missing."""

from __future__ import annotations

import pytest

from grader.errors import MissingLibrary, UnknownName, install, install_or

SOME = ", ".join(map(str, range(10, 27)))
SMALL = "python -m pip install torch --index-url https://download.pytorch.org/whl/cpu"


@pytest.mark.parametrize(
    ("libraries", "system", "lines"),
    [
        (["torch"], "linux", SMALL),
        (["torch"], "win32", SMALL),
        (["torch"], "darwin", "python -m pip install torch"),
        (["sklearn"], "linux", "python -m pip install scikit-learn"),
        (["sklearn", "torch"], "linux", f"{SMALL}\npython -m pip install scikit-learn"),
        (["scipy", "seaborn", "scipy"], "linux", "python -m pip install scipy seaborn"),
        (["starlette", "uvicorn"], "linux", "python -m pip install starlette uvicorn"),
    ],
)
def test_what_is_missing_is_installed_by(libraries: list[str], system: str, lines: str) -> None:
    """The small build of torch first, where there is a large one; pip's names, each once."""
    assert install(libraries, system) == lines


def test_what_is_missing_is_said_with_the_line() -> None:
    """By the name that stands behind ``import``."""
    one, two = MissingLibrary("a needs", ["sklearn"]), MissingLibrary("b needs", ["torch", "scipy"])

    assert str(one) == "a needs sklearn, which is not installed"
    assert one.remedy == "python -m pip install scikit-learn"
    assert str(two) == "b needs torch and scipy, which are not installed"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ModuleNotFoundError("No module", name="sklearn.datasets"), install(["sklearn"])),
        (ModuleNotFoundError("No module", name="nunpy"), "fix it"),
        (ModuleNotFoundError("No module"), "fix it"),
        (ImportError("cannot import name 'x'", name="torch"), "fix it"),
        (ValueError("no"), "fix it"),
    ],
)
def test_a_typing_error_is_nothing_to_install(error: Exception, said: str) -> None:
    """An author reads how to get a library that is known, and else where to look."""
    assert install_or(error, "fix it") == said


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [
        ("ada", "did you mean lindqvistada?"),
        ("CHEN", "did you mean chenbo or chencyd?"),
        ("chenbp", "did you mean chenbo?"),
        ("wxyz", f"one of chenbo, chencyd, lindqvistada, {SOME}, and 73 more"),
    ],
)
def test_what_may_be_meant_is_named(typed: str, remedy: str) -> None:
    """Whose name holds what was typed, else who is called alike; of a large class only some."""
    names = ["chenbo", "chencyd", "lindqvistada", *map(str, range(10, 100))]

    assert UnknownName("student", typed, names).remedy == remedy
