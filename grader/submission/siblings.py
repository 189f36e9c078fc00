"""What lies beside a student's works: helpers, nbgrader's timestamps, files of unknown purpose."""

from __future__ import annotations

import difflib
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from os.path import splitext

from grader.submission.encoding import python_text
from grader.submission.files import SOURCES, TIMESTAMP, Item, Tree, has_source_name, read_item
from grader.submission.magics import importable
from grader.submission.model import Unusable, Work, listed, shown
from grader.submission.statements import imported

MOST_SIBLINGS = 20
LARGEST_SIBLING = 256 * 1024
NEAR = 0.75
MOST_STRANGERS = 200
_LARGEST_TIMESTAMP = 1024
_RELEASED = ("test_visible", "picture", "conftest", "setup")
_LIBRARIES = {
    "IPython", "grader", "matplotlib", "numpy", "pandas", "pytest", "scipy", "sitecustomize",
    "sklearn", "torch", "usercustomize",
}  # fmt: skip


def find_siblings(
    tree: Tree, works: Iterable[Item], written: Mapping[str, str], names: Collection[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the sources of the helper modules beside works, and why others were left aside.

    ``written`` are modules that notebooks write: what lies beside them is older, or the same. Why a
    module was left aside stands by the path of its file.
    """
    siblings: dict[str, str] = {}
    problems: dict[str, str] = {}
    for module, source in written.items():
        if _is_helper(module, names) and len(source) <= LARGEST_SIBLING and not _hides(module):
            siblings[module] = source
    for item in _helpers(tree, list(works), names):
        module = splitext(item.name)[0]
        if module in written:
            continue
        try:
            if _hides(module):
                raise Unusable(f"was left aside: it would hide the library {module}; rename it")
            if len(siblings) >= MOST_SIBLINGS:
                raise Unusable(f"was left aside: only {MOST_SIBLINGS} helper modules are read")
            source = python_text(read_item(tree, item, LARGEST_SIBLING))
            if siblings.setdefault(module, source) != source:
                raise Unusable(f"was left aside: another module {module} lies elsewhere")
        except Unusable as error:
            problems[item.path] = f"{shown(item.path)} {error}"
    return siblings, problems


def _hides(module: str) -> bool:
    return module in _LIBRARIES or module in sys.stdlib_module_names


def _is_helper(module: str, names: Collection[str]) -> bool:
    known = module in names or module.startswith("test_") or module in _RELEASED
    return importable(module) and not known


def _helpers(tree: Tree, works: list[Item], names: Collection[str]) -> Iterator[Item]:
    """Return the modules beside works that could be imported and are no exercise."""
    folders = {work.folder for work in works}
    judged = {work.path for work in works}
    for item in tree.items:
        module, suffix = splitext(item.name)
        beside = item.folder in folders and item.path not in judged
        if suffix == ".py" and _is_helper(module, names) and beside and not item.refused:
            yield item


def missing_modules(
    work: Work, tree: Tree, there: Collection[str], left_aside: Mapping[str, str]
) -> Iterator[str]:
    """Say of the modules that a work imports and does not get where they are, or are not.

    ``there`` are those that it gets of the student's; ``left_aside`` says of files why they are
    not among them.
    """
    files: dict[str, list[str]] = defaultdict(list)
    for item in tree.items:
        files[item.name].append(item.path)
    packages = {path.split("/")[-2] for path in files["__init__.py"] if "/" in path}
    for module in sorted(imported(cell.source for cell in work.cells) - {work.exercise, *there}):
        if module in _LIBRARIES or module in sys.stdlib_module_names:
            continue
        found = files.get(f"{module}.py", [])
        if aside := [left_aside[path] for path in found if path in left_aside]:
            yield aside[0]
        elif found:
            yield f"{shown(found[0])} is imported, and was not read: put it beside {work.path}"
        elif module in packages:
            yield (
                f"the folder {module}/ is imported, and only single files beside your work are "
                f"read: put what you need of it in {module}.py"
            )


@dataclass(frozen=True)
class Strangers:
    """Files that no exercise claims: by the exercise that was meant, and notebooks of none."""

    meant: Mapping[str, list[str]]
    unknown: list[str]


def find_strangers(items: Iterable[Item], absent: Sequence[str]) -> Strangers:
    """Find out which exercise without a work each file may have been meant for."""
    meant: dict[str, list[str]] = defaultdict(list)
    unknown = []
    for item in islice(items, MOST_STRANGERS):
        stem = item.name.split(".")[0].casefold()[:64]
        near = difflib.get_close_matches(stem, absent, n=1, cutoff=NEAR)
        if near:
            suffix = splitext(item.name)[1].lower()
            wanted = near[0] + (suffix if suffix in SOURCES else ".py")
            meant[near[0]].append(f"{shown(item.path)} was not judged: did you mean {wanted}?")
        elif item.name.lower().endswith(".ipynb"):
            unknown.append(item.path)
    return Strangers(meant, unknown)


def remarks(
    items: Collection[Item], claimed: Collection[str], strangers: Strangers
) -> Iterator[str]:
    """Say what else the student should know of what was handed in.

    ``claimed`` are the paths that could be the work in an exercise.
    """
    by_reason: dict[str, list[str]] = defaultdict(list)
    by_letters: dict[str, list[str]] = defaultdict(list)
    for item in items:
        if item.path not in claimed:
            by_reason[item.refused].append(item.path)
        if has_source_name(item.path):
            by_letters[item.path.casefold()].append(item.path)
    yield from (f"{listed(paths)} {reason}" for reason, paths in by_reason.items() if reason)
    for paths in by_letters.values():
        if len(paths) > 1:
            yield f"names that differ only in case are one file on some machines: {listed(paths)}"
    yield from chain.from_iterable(strangers.meant.values())
    if strangers.unknown:
        yield f"no exercise of this course, and not judged: {listed(strangers.unknown)}"


def nothing_found(tree: Tree, names: Iterable[str]) -> list[str]:
    """Say that there is no work at all, what there is, and what was looked for.

    Of an archive in which nothing could be read, its own problem says enough.
    """
    wanted = f"looked for {', '.join(names)} (.py or .ipynb)"
    if not tree.items:
        return [] if tree.problems else [f"nothing was handed in: {wanted}"]
    first = sorted(tree.items, key=lambda item: not has_source_name(item.path))
    return [f"no exercise was handed in: {wanted}, found {listed([item.path for item in first])}"]


def why_missing(name: str, tree: Tree, strangers: Strangers, nothing: Sequence[str]) -> str:
    """Return what to say to a student of an exercise without a work, where something was found."""
    said = list(strangers.meant.get(name, ()))
    if not said and (tree.items or tree.problems):
        said = [*tree.problems, *nothing]
        if strangers.unknown and not nothing:
            unknown = listed(strangers.unknown)
            said.append(f"no file is called {name}.py or {name}.ipynb; not judged: {unknown}")
    return "; ".join(said)


def handed_in_at(tree: Tree) -> tuple[dict[str, datetime], list[str]]:
    """Return the moment that each folder's timestamp.txt states, and what is not understood.

    ``tree`` is a student's folder in nbgrader's ``submitted``, or one assignment's. nbgrader writes
    the file at an assignment's top. One that lies deeper, or inside an archive, is the student's
    own word, and is not read.
    """
    moments: dict[str, datetime] = {}
    problems: list[str] = []
    for item in tree.items if not tree.archive else ():
        if is_timestamp(item):
            try:
                moments[item.folder] = _moment(read_item(tree, item, _LARGEST_TIMESTAMP))
            except Unusable as error:
                problems.append(f"{shown(item.path)} {error}")
    return moments, problems


def is_timestamp(item: Item) -> bool:
    """Return whether a file lies where nbgrader writes the time, and is called so."""
    return item.name == TIMESTAMP and len(item.folders) <= 1


def outermost(moments: dict[str, datetime], item: Item) -> datetime | None:
    """Return the moment stated farthest out around an item: nbgrader's, not one handed in."""
    folders = item.folders
    around = ("/".join(folders[:depth]) for depth in range(len(folders) + 1))
    return next((moments[folder] for folder in around if folder in moments), None)


def _moment(content: bytes) -> datetime:
    """Read ``2026-02-02 15:58:23.948203 UTC``, or with an offset; without either it is UTC."""
    words = content.decode("ascii", "replace").strip()
    try:
        moment = datetime.fromisoformat(re.sub(r" ?(UTC|GMT)\Z", "", words))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        right = "a line like 2026-02-02 15:58:23 UTC belongs in it"
        raise Unusable(f"is not understood: {right}") from None
