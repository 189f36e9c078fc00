"""Which libraries sources import: a zygote has them before it forks, or they are missing here.

A check of a numpy exercise need not wait for torch, nor have it.
"""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterable, Iterator

ALLOWED = "numpy, scipy, pandas, torch, scikit-learn and matplotlib"
KNOWN = ("numpy", "scipy", "pandas", "torch", "sklearn", "matplotlib")
# what is imported of it, where the package itself holds little; most of scipy needs its special
_WARMED = {"matplotlib": "matplotlib.pyplot", "scipy": "scipy.special"}
_CROSSING = {"torch"}  # of what suites import; an array of another library crosses as numpy's
_IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t]+([A-Za-z_][\w., \t]*)", re.MULTILINE)


def libraries_of(sources: Iterable[str], suites: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the well-known libraries that any of the sources imports and that are installed.

    ``suites`` run on the near side: of what they import, guests need only what crosses. Every
    library makes every guest slower to start.
    """
    mentioned = {"numpy"} | _imported(sources) | (_imported(suites) & _CROSSING)
    here = [n for n in KNOWN if n in mentioned and importlib.util.find_spec(n) is not None]
    return tuple(_WARMED.get(name, name) for name in here)


def missing_libraries(source: str) -> list[str]:
    """Return what a source imports and is not installed here, once each."""
    names = dict.fromkeys(imported_libraries(source))
    return [name for name in names if importlib.util.find_spec(name) is None]


def imported_libraries(source: str) -> Iterator[str]:
    """Give the packages that a source imports, but in a ``try``: there it has another way."""
    try:
        yield from _below(ast.parse(source))
    except SyntaxError:  # whoever runs it says so
        return


def _below(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (each.name.partition(".")[0] for each in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield node.module.partition(".")[0]
    elif not isinstance(node, ast.Try):
        for child in ast.iter_child_nodes(node):
            yield from _below(child)


def _imported(sources: Iterable[str]) -> set[str]:
    lists = (names for source in sources for names in _IMPORT.findall(source))
    return {word.split(".")[0] for names in lists for word in re.split(r"[,\s]+", names)}
