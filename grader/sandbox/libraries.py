"""Which libraries a zygote should have imported before it forks: those that the sources mention.

A check of a numpy exercise need not wait for torch.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable

ALLOWED = "numpy, scipy, pandas, torch, scikit-learn and matplotlib"
_KNOWN = ("numpy", "scipy", "pandas", "torch", "sklearn", "matplotlib")
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
    here = [n for n in _KNOWN if n in mentioned and importlib.util.find_spec(n) is not None]
    return tuple(_WARMED.get(name, name) for name in here)


def _imported(sources: Iterable[str]) -> set[str]:
    lists = (names for source in sources for names in _IMPORT.findall(source))
    return {word.split(".")[0] for names in lists for word in re.split(r"[,\s]+", names)}
