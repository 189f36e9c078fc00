"""A student's files → those that could be the work in each exercise.

What a work may be called (``*`` is .py or .ipynb, in capitals or not; it may end in .txt too)::

    exact     <exercise>.*
    letters   Perceptron.*                            counts where no name is exact
    copy      <exercise> (1).*, -Copy1, " - Copy", " 2", (Ada's conflicted copy 2026-01-01)
    platform  <exercise>-1.*, doejane_LATE_12_345_<exercise>.*, as Canvas, Moodle and Blackboard do
    folder    <exercise>/<any name>.ipynb             nbgrader, if it is the only notebook there

Where it is looked for, likeliest first::

    0   at the top
    1   exercises/<exercise>/     as released
    2   <exercise>/
    3   <exercise>/ as well, but the only notebook, of another name
    4   <any folder>/             nbgrader, an assignment of several exercises
    5   …/<exercise>/             anywhere below, where there is nothing at the places above
    6   …/

A name that is not as it should be is said, never silently taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from grader.submission.files import Item, has_source_name
from grader.submission.model import shown

RELEASED = "exercises"
_ONLY_NOTEBOOK, _DEEP = 3, 5
_LONGEST_NAME = 255
PLATFORM = (
    r"(?:LATE_)?anon_[a-z\d]+_\d+_"  # Canvas, without names
    r"|[^_]+_(?:LATE_)?\d+_\d+_"  # Canvas: name, late or not, ids of the user and of the file
    r"|[^_]*_\d+_assignsubmission_file_"  # Moodle
    r"|.+_attempt_\d{4}(?:-\d\d){5}_"  # Blackboard
)
COPY = (
    r" ?\(\d{1,3}\)"  # browsers
    r"|-Copy\d{1,3}"  # Jupyter
    r"| - Copy(?: \(\d{1,3}\))?| copy(?: \d{1,3})?| \d{1,2}"  # Windows, macOS
    r"| \([^()]*conflicted copy[^()]*\)|\.sync-conflict-[\w-]+"  # Dropbox, Nextcloud, Syncthing
)


@dataclass(frozen=True)
class Candidate:
    """A file that could be a student's work in an exercise; the lower its rank, the likelier.

    ``called`` says how its name comes to be taken for the exercise's.
    """

    exercise: str
    item: Item
    rank: int
    called: str = "exact"
    resubmission: int = 0

    @property
    def notebook(self) -> bool:
        """Whether it is a notebook, by its name."""
        return ".ipynb" in self.item.name.lower()

    @property
    def wanted(self) -> str:
        """The name that the file should have."""
        return self.exercise + (".ipynb" if self.notebook else ".py")

    @property
    def note(self) -> str:
        """What to say of a name or a place that is not as it should be; empty where both are."""
        path = shown(self.item.path)
        if self.called == "platform":
            return f"{path} was taken for {self.wanted}"
        if self.called != "exact":
            return f"{path} was taken for {self.wanted}: call it that"
        return f"{path} was found: next time, put it at the top" if self.rank >= _DEEP else ""

    @property
    def likelihood(self) -> tuple[object, ...]:
        """A key to sort an exercise's candidates by, likeliest first."""
        depth = len(self.item.folders)
        copied = self.called in ("copy", "platform")
        return copied, self.rank, depth, -self.resubmission, self.notebook, self.item.path


def find_candidates(items: Iterable[Item], names: Iterable[str]) -> dict[str, list[Candidate]]:
    """Return each exercise's candidates, likeliest first; an empty list where there are none."""
    sources = [item for item in items if has_source_name(item.path)]
    return {name: _candidates(sources, name) for name in names}


def _candidates(sources: list[Item], name: str) -> list[Candidate]:
    found = [each for item in sources if (each := _candidate(item, name))]
    if any(each.called == "exact" for each in found):
        found = [each for each in found if each.called != "letters"]
    near = [each for each in found if each.rank < _DEEP] or found
    return sorted(_with_only_notebook(near, sources, name), key=lambda each: each.likelihood)


def _candidate(item: Item, name: str) -> Candidate | None:
    match = _pattern(name).match(item.name) if len(item.name) <= _LONGEST_NAME else None
    if not match:
        return None
    called = "exact" if match["name"] == name and match["suffix"].islower() else "letters"
    if match["drive"] or match["copy"] or match["again"]:
        called = "copy"
    elif match["platform"] or match["number"]:
        called = "platform"
    return Candidate(name, item, _rank(item, name), called, int(match["number"] or 0))


@lru_cache
def _pattern(name: str) -> re.Pattern[str]:
    """Return what the names of files match that are the exercise's."""
    return re.compile(
        rf"(?P<platform>{PLATFORM})?(?P<drive>Copy of )?(?P<name>{re.escape(name)})"
        rf"(?:-(?P<number>\d{{1,3}}))?(?P<copy>(?:{COPY}){{0,3}})"
        r"(?P<suffix>\.(?:py|ipynb))(?P<again>\.txt|\.json)?\Z",
        re.IGNORECASE,
    )


def _rank(item: Item, name: str) -> int:
    wanted = name.casefold()
    folders = tuple(folder.casefold() for folder in item.folders)
    known = {(): 0, (RELEASED, wanted): 1, (wanted,): 2}
    below = 4 if len(folders) == 1 else _DEEP if folders[-1:] == (wanted,) else _DEEP + 1
    return known.get(folders, below)


def _with_only_notebook(found: list[Candidate], sources: list[Item], name: str) -> list[Candidate]:
    """Add the only notebook of the exercise's own folder, unless a file has the right name."""
    if any(each.rank < _ONLY_NOTEBOOK for each in found):
        return found
    own = [item for item in sources if item.folder.casefold() == name.casefold()]
    notebooks = [item for item in own if ".ipynb" in item.name.lower()]
    if len(notebooks) != 1:
        return found
    return [*found, Candidate(name, notebooks[0], _ONLY_NOTEBOOK, "folder")]


def alike(candidates: Iterable[Candidate]) -> list[str]:
    """Return the paths among candidates that differ only in case, so that none can be preferred."""
    paths = [each.item.path for each in candidates]
    times = Counter(path.casefold() for path in paths)
    return [path for path in paths if times[path.casefold()] > 1]
