"""Several files for one exercise → the one that is judged, or two of which the better counts.

A released folder holds a stub as .py and as .ipynb, and the student works in one of them: the file
with more finished work is judged, and of an untouched one nothing is said. Where both hold work of
their own, both are judged. A bracket that is never closed hides what is written below it: such a
file is no untouched one, and where another one is judged its line is said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from grader.submission.model import Work
from grader.submission.statements import Definition, definitions, unclosed

Written = Mapping[str, Definition]
_NOTHING = Definition()


def choose(works: Sequence[Work], parts: Collection[str]) -> tuple[list[int], list[str]]:
    """Return which of the works to judge, one or two, the best first; say why not the others.

    ``works`` stand with the likeliest first. ``parts`` are what the exercise asks for; without
    them all that a work defines counts.
    """
    if len(works) == 1:
        return [0], []
    found = [_written(work, parts) for work in works]
    first, *rest = sorted(range(len(works)), key=lambda each: _unlikely(works[each], found[each]))
    if works[first].problem:
        return [first], []
    changed = [each for each in rest if _is_changed(found[each], found[first])][:1]
    same = [each for each in rest if found[each] and found[each] == found[first]]
    left = [each for each in rest if each not in (*changed, *same)]
    said = [_why_not(works[each], found[each], works[first].path) for each in left]
    said += [_open_end(works[each]) for each in changed]
    return [first, *changed], list(filter(None, said))


def _written(work: Work, parts: Collection[str]) -> Written:
    """Return what a work defines of the parts, without what it only takes from the other one."""
    found = definitions((cell.source for cell in work.cells), work.exercise)
    return {name: each for name, each in found.items() if not parts or name in (*parts, "*")}


def _unlikely(work: Work, written: Written) -> tuple[int, ...]:
    """A key to sort by, with the most finished work first."""
    begun = [each for each in written.values() if each.body]
    undone = [each for each in written.values() if each.undone]
    finished = [each for each in begun if not each.undone]
    untouched = not _open_end(work)
    return bool(work.problem), -len(finished), untouched, -len(begun), len(undone)


def _is_changed(mine: Written, best: Written) -> bool:
    """Return whether a work has anything of its own that may be better than the best one's."""
    return any(
        each.body
        and each.body != best.get(name, _NOTHING).body
        and (not each.undone or name not in best or best[name].undone)
        for name, each in mine.items()
    )


def _why_not(work: Work, written: Written, judged: str) -> str:
    """Say why a work is not judged; nothing of one that is as it was released."""
    if work.problem:
        return f"{judged} was judged: {work.problem}"
    if not any(cell.source.strip() for cell in work.cells):
        return f"{judged} was judged: {work.path} holds no code"
    if why := _open_end(work):
        return f"{judged} was judged; {why}"
    if any(each.body for each in written.values()):
        return f"{judged} was judged, not {work.path}, which holds no other finished work"
    untouched = any(each.undone for each in written.values())
    return "" if untouched else f"{judged} was judged, not {work.path}"


def _open_end(work: Work) -> str:
    """Say where a bracket or a quote of a work is never closed, if one is not."""
    for cell in work.cells:
        if line := unclosed(cell.source):
            where = f"{work.path}, {cell.label}" if work.notebook else work.path
            return f"{where}, line {line}: a bracket or a quote is never closed, there or above"
    return ""
