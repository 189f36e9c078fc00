r"""A notebook cell's source → Python: what only IPython understands is dropped, line for line.

``%matplotlib inline``, ``!pip install``, ``?help``, ``files = !ls`` become empty lines (``pass``
where they are indented), so that every other line keeps its number. ``%time f()`` becomes ``f()``.
A cell under ``%%time``, ``%%timeit``, ``%%capture`` or ``%%prun`` keeps its body; under any other
cell magic it is in another language, and all of it is dropped. ``%run helper.py`` becomes
``from helper import *`` where there is such a helper, and ``%pylab`` the imports that it makes.

Where a statement begins, none of these is Python; inside brackets, strings and continued lines they
may be. So quotes and brackets are followed, and a cell of plain Python is returned as it came.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection
from os.path import splitext

from grader.submission.model import shown
from grader.submission.statements import Place

_KEPT_CELLS = re.compile(r"%%(time|timeit|capture|prun)\b")
_STATEMENT = re.compile(r"\s*[^\s#\\]")
_INDENT = re.compile(r"[ \t]+(?=[^\s#\\])")
_MAGIC = re.compile(r"[ \t]*[%!?]")
_HELP = re.compile(r"[ \t]*[\w.*]+\?{1,2}[ \t]*\Z")
_ASSIGNED = re.compile(r"(?:[\w\s.,*]|\[[^\]]*\])+=[ \t]*(?=[%!])")
_TIMED = re.compile(r"%time[ \t]+(?=[^\s!%?-])")
_RUN = re.compile(r"%run[ \t]+(?:-\w+[ \t]+)*(['\"]?)([^'\"\s]+)\1(?=\s|\Z)")
_PYLAB = re.compile(r"%pylab\b")
_PYLAB_IMPORTS = "import numpy, numpy as np, matplotlib, matplotlib.pyplot as plt"
_PYLAB_NAMES = "; from pylab import *; from numpy import *"
_NO_HELPERS: Collection[str] = ()


def without_magics(source: str, helpers: Collection[str] = _NO_HELPERS) -> str:
    """Return a cell as Python of as many lines (lines end with a plain newline).

    ``helpers`` are the modules that it may run.
    """
    lines = _dedented(source.split("\n"))
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith("%%") and not _KEPT_CELLS.match(first):
        return "\n" * (len(lines) - 1)
    return "\n".join(_python_lines(lines, helpers))


def files_run(source: str) -> list[str]:
    """Return the names of the files that ``%run`` lines of a cell name, without their folders."""
    found = (_RUN.match(line.strip()) for line in source.split("\n"))
    return [match[2].split("/")[-1] for match in found if match]


def script_without_magics(source: str, helpers: Collection[str] = _NO_HELPERS) -> tuple[str, str]:
    """Return a script as Python, and a note where it held a notebook's commands.

    It is what Colab or Jupyter saves of a notebook; of plain Python not a line is changed.
    """
    lines = source.split("\n")
    python = _python_lines(lines, helpers)
    pairs = enumerate(zip(lines, python, strict=True), start=1)
    changed = [
        (number, line.strip(), kept.strip()) for number, (line, kept) in pairs if line != kept
    ]
    dropped = [(number, line) for number, line, kept in changed if kept in ("", "pass")]
    if not dropped:
        return "\n".join(python), ""
    number, line = dropped[0]
    more = f" (and {len(dropped) - 1} more)" if len(dropped) > 1 else ""
    note = f"line {number}, `{shown(line)}`, is a notebook's command and was left out{more}"
    return "\n".join(python), note


def _dedented(lines: list[str]) -> list[str]:
    """Take off the indentation of a cell's first statement, as IPython does."""
    first = next(filter(_STATEMENT.match, lines), "")
    indent = _INDENT.match(first)
    return [line.removeprefix(indent[0]) for line in lines] if indent else lines


def _python_lines(lines: list[str], helpers: Collection[str]) -> list[str]:
    kept: list[str] = []
    place, dropping = Place(), False
    for line in lines:
        python = "" if dropping else _python(line, helpers) if place.is_statement else line
        dropped = dropping or (python != line and python.strip() in ("", "pass"))
        dropping = dropped and line.endswith("\\")
        place = place if dropped else place.follow(python)[0]
        kept.append(python)
    return kept


def _python(line: str, helpers: Collection[str]) -> str:
    """Return a line that begins a statement as Python."""
    assigned = _ASSIGNED.match(line)
    if not (assigned or _MAGIC.match(line) or _HELP.match(line)):
        return line
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    target, magic = (assigned[0], line[assigned.end() :]) if assigned else (indent, line.lstrip())
    timed = _TIMED.match(magic)
    if timed:
        return target + magic[timed.end() :]
    if indent or assigned:  # a star import belongs at the top level
        return indent + "pass" if indent else ""
    if _PYLAB.match(magic):
        return _PYLAB_IMPORTS + ("" if "--no-import-all" in magic else _PYLAB_NAMES)
    run = _RUN.match(magic)
    module, suffix = splitext(run[2].split("/")[-1]) if run else ("", "")
    runs = suffix == ".py" and module in helpers and importable(module)
    return f"from {module} import *" if runs else ""


def importable(module: str) -> bool:
    """Return whether an import statement can name a module."""
    return module.isidentifier() and not keyword.iskeyword(module)
