"""A student's folder or archive → a Submission.

Where several files are there for one exercise, the one with the most finished work is judged
(versions.py), then the likeliest by its place (candidates.py), then the .py.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from os.path import splitext
from types import MappingProxyType

from grader.course.model import Exercise
from grader.submission.answers import answers_in_cells, find_answers, without_doubles
from grader.submission.archives import (
    LARGEST_ARCHIVE,
    Unpack,
    empty_archive,
    open_archive,
    with_inner_archives,
)
from grader.submission.candidates import RELEASED, Candidate, alike, find_candidates
from grader.submission.download import OpenZip, open_pieces, open_zip_here
from grader.submission.encoding import python_text
from grader.submission.exports import FOLDER, NBGRADER
from grader.submission.files import (
    ALONE,
    Item,
    Tree,
    is_archive,
    open_folder,
    read_item,
    read_ordinary,
    size_problem,
    unwrap,
)
from grader.submission.magics import importable, script_without_magics
from grader.submission.model import (
    MIB,
    Answer,
    Cell,
    Entry,
    Submission,
    Unusable,
    Work,
    escaped,
    listed,
    shown,
)
from grader.submission.notebook import Notebook, is_notebook, is_python, read_notebook
from grader.submission.siblings import (
    find_siblings,
    find_strangers,
    handed_in_at,
    is_timestamp,
    missing_modules,
    nothing_found,
    outermost,
    remarks,
    why_missing,
)
from grader.submission.statements import definitions
from grader.submission.versions import choose

LARGEST_SOURCE = MIB
LARGEST_NOTEBOOK = 20 * MIB
LARGEST_TOGETHER = 128 * MIB
MOST_PROBLEMS = 20
TOO_MUCH = f"was not read: more than {LARGEST_TOGETHER // MIB} MiB were handed in; {ALONE}"
MOST_VERSIONS = 20
NOT_BELIEVED = (
    "says when it was handed in, and is not believed: whoever hands in a folder can write it "
    "(if nbgrader wrote it: --from nbgrader)"
)


class Wanted(dict[str, tuple[str, ...]]):
    """The names of each exercise's parts, by which finished work is known.

    ``answers`` are the files of the parts that a person marks, by exercise and part. Of an exercise
    that has no other parts no code is missed.
    """

    answers: Mapping[str, Mapping[str, str]]

    def __init__(
        self,
        parts: Mapping[str, tuple[str, ...]],
        answers: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    ) -> None:
        super().__init__(parts)
        self.answers = answers


def parts_of(exercises: Iterable[Exercise]) -> Wanted:
    """Return what is looked for in a submission: the parts of exercises, and files of answers."""
    every = list(exercises)
    return Wanted(
        {each.name: tuple(part.name for part in each.parts) for each in every},
        {e.name: {p.name: p.answer_file for p in e.marked} for e in every if e.marked},
    )


def read_submission(
    entry: Entry,
    exercises: Iterable[str] | Mapping[str, Collection[str]],
    archives: bool = True,
    unpack: Unpack = open_archive,
    open_zip: OpenZip = open_zip_here,
) -> Submission:
    """Read what a student handed in for these exercises. A student's trouble raises nothing.

    ``exercises`` are their names, or the names of each one's parts. In a folder that is still
    worked in ``archives`` are left alone: they hold what was once handed in. ``unpack`` lists an
    archive, and ``open_zip`` the class's zip that it came in: here, or in a process that may do no
    more than that.
    """
    parts = exercises if isinstance(exercises, Mapping) else dict.fromkeys(exercises, ())
    names = tuple(parts)
    asked = exercises.answers if isinstance(exercises, Wanted) else {}
    outer = _opened(entry, unpack, open_zip)
    left = LARGEST_ARCHIVE - outer.held
    inner = archives or outer.archive
    whole = with_inner_archives(outer, left, unpack=unpack) if inner else outer
    tree = unwrap(whole, {name.casefold() for name in (*names, RELEASED)})
    candidates = _affordable(find_candidates(tree.items, names))
    moments, untimely = _moments(entry, outer, tree)
    works: list[Work] = []
    items: list[Item] = []
    written: dict[str, str] = {}
    for name, found in candidates.items():
        if found:
            works_here, items_here = _judged(tree, found[:MOST_VERSIONS], parts[name], written)
            work, *other = [
                replace(version, submitted_at=outermost(moments, item))
                for version, item in zip(works_here, items_here, strict=True)
            ]
            works.append(replace(work, other=other[0] if other else None))
            items += items_here
    siblings, unread = find_siblings(tree, items, written, names)
    there = {*siblings, *(work.exercise for work in works)}
    works = [_noted(each, *missing_modules(each, tree, there, unread)) for each in works]
    answers, files = _answers(tree, works, items, asked, moments)
    claimed = {each.item.path for found in candidates.values() for each in found}
    claimed |= {item.path for item in files}
    coded = [name for name in names if parts[name] or name not in asked]
    absent = [name for name in coded if not candidates[name]]
    strangers = find_strangers((item for item in tree.items if item.path not in claimed), absent)
    more = remarks(tree.items, claimed, strangers)
    nothing = [] if works or answers else nothing_found(tree, coded or names)
    problems = (*tree.problems, *untimely, *unread.values(), *more, *nothing)
    missing = {
        name: said for name in absent if (said := why_missing(name, tree, strangers, nothing))
    }
    times = [each.submitted_at for each in works] + [each.submitted_at for each in answers]
    last = max(filter(None, times), default=None)
    return Submission(
        entry.student, tuple(works), siblings, last, _few(problems), entry.attempts, missing,
        tuple(answers),
    )  # fmt: skip


def _answers(
    tree: Tree,
    works: Iterable[Work],
    items: Sequence[Item],
    asked: Mapping[str, Mapping[str, str]],
    moments: dict[str, datetime],
) -> tuple[list[Answer], list[Item]]:
    """Return the answers that a person marks, and the files that were taken for them."""
    found, in_cells, claimed = list[Answer](), list[Answer](), list[Item]()
    for exercise, files in asked.items():
        answers, read = find_answers(tree, exercise, files)
        times = {shown(item.path): outermost(moments, item) for item in read}
        found += [replace(each, submitted_at=times[each.path]) for each in answers]
        claimed += read
        work = next((each for each in works if each.exercise == exercise and each.notebook), None)
        item = next((each for each in items if work and shown(each.path) == work.path), None)
        if work and item and not work.problem:
            texts = read_notebook(read_item(tree, item, LARGEST_NOTEBOOK)).texts
            cells = answers_in_cells(texts, exercise, work.path, files)
            in_cells += [replace(each, submitted_at=work.submitted_at) for each in cells]
    return without_doubles(found, in_cells), claimed


def _few(problems: tuple[str, ...]) -> tuple[str, ...]:
    """Keep the first problems and the last: those of one student must not hide another's."""
    if len(problems) <= MOST_PROBLEMS:
        return problems
    more = len(problems) - MOST_PROBLEMS + 1
    return (*problems[: MOST_PROBLEMS - 2], f"and {more} remarks of this kind more", problems[-1])


def _opened(entry: Entry, unpack: Unpack, open_zip: OpenZip) -> Tree:
    """Open a folder, an archive or the student's files in a download."""
    try:
        if entry.files is not None:
            return open_pieces(entry.path, entry.files, open_zip)
        if os.path.isdir(entry.path):
            return open_folder(entry.path)
        content = read_ordinary(entry.path, LARGEST_ARCHIVE)
        tree = unpack(content, entry.path.name, None)
    except Unusable as error:
        return empty_archive(f"the archive {error}")
    return replace(tree, held=tree.held + len(content))


def _moments(entry: Entry, outer: Tree, tree: Tree) -> tuple[dict[str, datetime], list[str]]:
    """Return when the folders of a tree were handed in, and what is not understood of it.

    Only what the platform wrote counts, and nothing in the work. A timestamp.txt is nbgrader's in
    what nbgrader collected, and anywhere else the student's own. Beside an archive it holds for
    that.
    """
    origin = entry.origin
    if origin and origin.handed_in:
        return {"": origin.handed_in}, []
    if origin is None or origin.platform != NBGRADER:
        plain = outer.items if origin and origin.platform == FOLDER and not outer.archive else ()
        found = [item.path for item in plain if is_timestamp(item)]
        return {}, [f"{listed(found)} {NOT_BELIEVED}"] if found else []
    moments, said = handed_in_at(outer)
    if tree.archive and not outer.archive:  # an archive that alone held code took its place
        around = [item for item in outer.items if is_archive(item.path) and not item.refused]
        moment = outermost(moments, around[0])
        return {"": moment} if moment else {}, said
    if taken_off := _taken_off(outer, tree):
        moments = {"": moments[taken_off]} if taken_off in moments else {}
    return moments, said


def _taken_off(outer: Tree, tree: Tree) -> str:
    """Return the only folder at the top of a tree, where `unwrap` took it off; or nothing."""
    tops = {item.path.partition("/")[0] for item in outer.items}
    top = min(tops, default="")
    inside = any(item.path.partition("/")[0] == top for item in tree.items)
    return top if len(tops) == 1 and not inside else ""


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


def _judged(
    tree: Tree, candidates: list[Candidate], parts: Collection[str], written: dict[str, str]
) -> tuple[list[Work], list[Item]]:
    """Read all that was handed in for one exercise; return what is judged, and their files.

    ``written`` takes the modules that its notebooks write.
    """
    read = [_work(tree, each, parts) for each in candidates]
    works = [work for work, _ in read]
    picked, said = choose(works, parts)
    modules = [module for each in picked for module in read[each][1].items()]
    other = [name for name, source in modules if written.setdefault(name, source) != source]
    if other:
        files = listed([f"{name}.py" for name in dict.fromkeys(other)])
        said.append(f"another notebook writes {files} too, and that one is read: rename yours")
    items = [candidates[each].item for each in picked]
    work = _noted(works[picked[0]], *said)
    same = alike(candidates) if candidates[picked[0]].called == "letters" else []
    if same:
        problem = (
            f"{listed(same)} differ only in case, and none of them was judged: keep one, called "
            f"{candidates[picked[0]].wanted}"
        )
        return [replace(work, cells=(), note="", problem=problem)], items[:1]
    return [work, *(works[each] for each in picked[1:])], items


def _noted(work: Work, *notes: str) -> Work:
    return replace(work, note="; ".join(filter(None, (work.note, *notes))))


def _work(
    tree: Tree, candidate: Candidate, parts: Collection[str]
) -> tuple[Work, Mapping[str, str]]:
    """Read a candidate as what it is by its content; return the modules too that it writes."""
    path = shown(candidate.item.path)
    notebook, note = candidate.notebook, candidate.note
    work = Work(candidate.exercise, path, notebook=notebook)
    written: Mapping[str, str] = {}
    beside = [item.name for item in tree.items if item.folder == candidate.item.folder]
    helpers = {name.removesuffix(".py") for name in beside if name.endswith(".py")}
    try:
        content = read_item(tree, candidate.item, LARGEST_NOTEBOOK)
        if is_python(content) if notebook else is_notebook(content):
            notebook = not notebook
            kind, name = ("a notebook", ".ipynb") if notebook else ("a Python file", ".py")
            note = f"{path} is {kind}: call it {candidate.exercise}{name}"
        if notebook:
            found = read_notebook(content, candidate.exercise, helpers)
            cells, written = found.cells, found.written
            not_run = islice(_not_run(found, helpers, parts), MOST_PROBLEMS)
            note = "; ".join(filter(None, (note, *not_run)))
        elif problem := size_problem(len(content), LARGEST_SOURCE):
            raise Unusable(problem)
        else:
            python, dropped = script_without_magics(python_text(content), helpers)
            cells = (Cell(escaped(candidate.item.name), python),)
            note = "; ".join(filter(None, (note, dropped and f"{path}, {dropped}")))
    except Unusable as error:
        return replace(work, problem=f"{path} {error}"), {}
    work = replace(work, cells=cells, notebook=notebook, note=note)
    if not any(cell.source.strip() for cell in cells):
        work = _noted(work, f"{path} holds no code")
    return work, written


def _not_run(notebook: Notebook, helpers: Collection[str], parts: Collection[str]) -> Iterator[str]:
    """Say what of a notebook was not run though its student may think so."""
    defined = definitions(cell.source for cell in notebook.cells)
    headers = definitions(notebook.texts)
    for name in parts:
        if name in headers and name not in defined:
            yield (
                f"`{name}` stands in a cell that is no code, but Markdown or raw: in Jupyter, "
                "click on it, then press Esc and Y"
            )
    there = {*helpers, *notebook.written}
    for label, name in notebook.runs:
        module, suffix = splitext(name)
        if suffix != ".py":
            yield f"{label} runs {shown(name)}, which is left out: only a .py beside it is run"
        elif module in helpers and not importable(module):
            yield f"{label} runs {shown(name)}, whose name cannot be imported: rename it"
        elif module not in there:
            yield f"{label} runs {shown(name)}, which was not handed in: hand it in too"
