"""A student's files → those that could be the work in each exercise.

Where an exercise is looked for, likeliest first (``*`` is .py or .ipynb)::

    0   <exercise>.*
    1   exercises/<exercise>/<exercise>.*     as released
    2   <exercise>/<exercise>.*
    3   <exercise>/<any name>.ipynb           nbgrader, if nothing else in there is a notebook
    4   <any folder>/<exercise>.*             nbgrader, an assignment of several exercises

A name in other letters (``Perceptron.py``) counts where none is exact. That is said, never silent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from os.path import splitext

from grader.submission.files import Item, has_source_name
from grader.submission.model import shown

RELEASED = "exercises"
_ONLY_NOTEBOOK = 3


@dataclass(frozen=True)
class Candidate:
    """A file that could be a student's work in an exercise; the lower its rank, the likelier."""

    exercise: str
    item: Item
    rank: int

    @property
    def notebook(self) -> bool:
        """Whether it is a notebook, by its name."""
        return self.item.name.lower().endswith(".ipynb")

    @property
    def wanted(self) -> str:
        """The name that the file should have."""
        return self.exercise + (".ipynb" if self.notebook else ".py")

    @property
    def note(self) -> str:
        """What to say of a name that is not as it should be; empty where it is."""
        if self.item.name == self.wanted:
            return ""
        return f"{shown(self.item.path)} was taken for {self.wanted}: call it that"


def find_candidates(items: Iterable[Item], names: Iterable[str]) -> dict[str, list[Candidate]]:
    """Return each exercise's candidates, likeliest first; an empty list where there are none."""
    sources = [item for item in items if has_source_name(item.path)]
    return {name: _candidates(sources, name) for name in names}


def _candidates(sources: list[Item], name: str) -> list[Candidate]:
    ranked = [(item, _rank(item, name)) for item in sources]
    near = [Candidate(name, item, rank) for item, rank in ranked if rank is not None]
    exact = [each for each in near if each.item.name == each.wanted]
    found = _with_only_notebook(exact or near, sources, name)
    return sorted(found, key=lambda each: (each.rank, each.notebook, each.item.path))


def _rank(item: Item, name: str) -> int | None:
    wanted = name.casefold()
    folders = [folder.casefold() for folder in item.folders]
    if splitext(item.name)[0].casefold() != wanted:
        return None
    known = {(): 0, (RELEASED, wanted): 1, (wanted,): 2}
    return known.get(tuple(folders), 4 if len(folders) == 1 else None)


def _with_only_notebook(found: list[Candidate], sources: list[Item], name: str) -> list[Candidate]:
    """Add the only notebook of the exercise's own folder, unless a file has the right name."""
    if any(each.rank < _ONLY_NOTEBOOK for each in found):
        return found
    own = [Candidate(name, item, _ONLY_NOTEBOOK) for item in sources if len(item.folders) == 1]
    own = [each for each in own if each.item.folder.casefold() == name.casefold()]
    notebooks = [each for each in own if each.notebook]
    return [*found, *notebooks] if len(notebooks) == 1 else found


def alike(candidates: Iterable[Candidate]) -> list[str]:
    """Return the paths among candidates that differ only in case, so that none can be preferred."""
    paths = [each.item.path for each in candidates]
    times = Counter(path.casefold() for path in paths)
    return [path for path in paths if times[path.casefold()] > 1]
