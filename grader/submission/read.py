"""A student's folder or archive → a Submission.

Where several files are there for one exercise, the one with the fewest parts left undone is judged
(a released folder holds a stub as .py and as .ipynb, and the student fills in one of them), then
the likeliest by its place (candidates.py), then the .py. The note of the work says so.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import replace

from grader.submission.archives import (
    LARGEST_ARCHIVE,
    empty_archive,
    open_archive,
    with_inner_archives,
)
from grader.submission.candidates import RELEASED, Candidate, alike, find_candidates
from grader.submission.encoding import python_text
from grader.submission.files import (
    ALONE,
    Item,
    Tree,
    open_folder,
    read_item,
    read_ordinary,
    size_problem,
    unwrap,
)
from grader.submission.model import (
    MIB,
    Cell,
    Entry,
    Submission,
    Unusable,
    Work,
    escaped,
    listed,
    shown,
)
from grader.submission.notebook import is_notebook, is_python, notebook_cells
from grader.submission.siblings import (
    find_siblings,
    find_strangers,
    handed_in_at,
    nearest,
    nothing_found,
    remarks,
    why_missing,
)

LARGEST_SOURCE = MIB
LARGEST_NOTEBOOK = 20 * MIB
LARGEST_TOGETHER = 128 * MIB
MOST_PROBLEMS = 20
TOO_MUCH = f"was not read: more than {LARGEST_TOGETHER // MIB} MiB were handed in; {ALONE}"
_UNDONE = re.compile(r"^[ \t]*raise NotImplementedError\b", re.MULTILINE)


def read_submission(entry: Entry, exercise_names: Iterable[str]) -> Submission:
    """Read what a student handed in for these exercises. A student's trouble raises nothing."""
    names = tuple(exercise_names)
    tree = unwrap(_opened(entry), {name.casefold() for name in (*names, RELEASED)})
    candidates = _affordable(find_candidates(tree.items, names))
    moments, untimely = handed_in_at(tree)
    judged = [_judged(tree, found) for found in candidates.values() if found]
    works = tuple(replace(work, submitted_at=nearest(moments, item)) for work, item in judged)
    siblings, unread = find_siblings(tree, [item for _, item in judged], names)
    claimed = {each.item.path for found in candidates.values() for each in found}
    absent = [name for name in names if not candidates[name]]
    strangers = find_strangers((item for item in tree.items if item.path not in claimed), absent)
    more = remarks(tree.items, claimed, strangers)
    nothing = [] if works else nothing_found(tree, names)
    problems = (*tree.problems, *untimely, *unread, *more, *nothing)
    missing = {
        name: said for name in absent if (said := why_missing(name, tree, strangers, nothing))
    }
    last = max((work.submitted_at for work in works if work.submitted_at), default=None)
    return Submission(entry.student, works, siblings, last, _few(problems), entry.attempt, missing)


def _few(problems: tuple[str, ...]) -> tuple[str, ...]:
    """Keep the first problems and the last: those of one student must not hide another's."""
    if len(problems) <= MOST_PROBLEMS:
        return problems
    more = len(problems) - MOST_PROBLEMS + 1
    return (*problems[: MOST_PROBLEMS - 2], f"and {more} remarks of this kind more", problems[-1])


def _opened(entry: Entry) -> Tree:
    """Open a folder or an archive, and the archives in it."""
    try:
        if os.path.isdir(entry.path):
            return with_inner_archives(open_folder(entry.path))
        content = read_ordinary(entry.path, LARGEST_ARCHIVE)
    except Unusable as error:
        return empty_archive(f"the archive {error}")
    tree = open_archive(content, entry.path.name)
    return with_inner_archives(tree, LARGEST_ARCHIVE - len(content) - tree.held)


def _affordable(candidates: dict[str, list[Candidate]]) -> dict[str, list[Candidate]]:
    """Refuse the candidates that come after so many bytes that no honest class hands them in."""
    left = LARGEST_TOGETHER
    kept: dict[str, list[Candidate]] = {}
    for name, found in candidates.items():
        kept[name] = []
        for each in found:
            size = each.item.size if each.item.size <= LARGEST_NOTEBOOK else 0
            refused = each.item.refused or (TOO_MUCH if size > left else "")
            left -= 0 if refused else size
            kept[name].append(replace(each, item=replace(each.item, refused=refused)))
    return kept


def _judged(tree: Tree, candidates: list[Candidate]) -> tuple[Work, Item]:
    """Read all that was handed in for one exercise, and return the one that is judged."""
    works = [(_work(tree, each), each) for each in candidates]
    work, chosen = min(works, key=lambda each: (bool(each[0].problem), _undone(each[0])))
    same = alike(candidates) if chosen.called == "letters" else []
    if same:
        problem = (
            f"{listed(same)} differ only in case, and none of them was judged: keep one, called "
            f"{chosen.wanted}"
        )
        return replace(work, cells=(), note="", problem=problem), chosen.item
    others = [each for each, _ in works if each is not work]
    if others and not work.problem:
        note = f"{work.path} was judged, not {listed([each.path for each in others])}"
        if min(map(_undone, others)) <= _undone(work):  # else the others are stubs, or nearly
            note += ": the file with the fewest unwritten parts counts, then the .py"
        work = _noted(work, note)
    return work, chosen.item


def _noted(work: Work, note: str) -> Work:
    return replace(work, note="; ".join(filter(None, (work.note, note))))


def _undone(work: Work) -> int:
    return sum(len(_UNDONE.findall(cell.source)) for cell in work.cells)


def _work(tree: Tree, candidate: Candidate) -> Work:
    """Read a candidate as what it is by its content: a notebook, or Python."""
    path = shown(candidate.item.path)
    notebook, note = candidate.notebook, candidate.note
    work = Work(candidate.exercise, path, notebook=notebook)
    try:
        content = read_item(tree, candidate.item, LARGEST_NOTEBOOK)
        if is_python(content) if notebook else is_notebook(content):
            notebook = not notebook
            kind, name = ("a notebook", ".ipynb") if notebook else ("a Python file", ".py")
            note = f"{path} is {kind}: call it {candidate.exercise}{name}"
        if notebook:
            cells = notebook_cells(content)
        elif problem := size_problem(len(content), LARGEST_SOURCE):
            raise Unusable(problem)
        else:
            cells = (Cell(escaped(candidate.item.name), python_text(content)),)
    except Unusable as error:
        return replace(work, problem=f"{path} {error}")
    work = replace(work, cells=cells, notebook=notebook, note=note)
    if not any(cell.source.strip() for cell in cells):
        return _noted(work, f"{path} holds no code")
    return work
