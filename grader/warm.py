"""Which libraries a zygote should have imported before it forks: those that the sources mention.

In go Python texts; out come module names. A check of a numpy exercise need not wait for torch.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable

ALLOWED = "numpy, scipy, pandas, torch, scikit-learn and matplotlib"
_WARMED = {
    "numpy": "numpy",
    "scipy": "scipy",
    "pandas": "pandas",
    "torch": "torch",
    "sklearn": "sklearn",
    "matplotlib": "matplotlib.pyplot",
}
_IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t]+([A-Za-z_][\w., \t]*)", re.MULTILINE)


def libraries_of(sources: Iterable[str]) -> tuple[str, ...]:
    """Give the well-known libraries that any of the sources imports and that are installed."""
    mentioned = {"numpy"}
    for source in sources:
        for names in _IMPORT.findall(source):
            mentioned |= {word.split(".")[0] for word in re.split(r"[,\s]+", names)}
    known = [name for name in _WARMED if name in mentioned]
    return tuple(_WARMED[name] for name in known if importlib.util.find_spec(name) is not None)
