"""A work and what course.yml says of its parts → flags: what a person should look at.

A flag costs no point. The code is parsed and never run, so what is hidden well enough is not found:
a flag is evidence, and no flag is none.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from grader.course import Exercise
from grader.course.model import Part
from grader.feedback import one_line
from grader.judging.reach import LOOPS, Code, Sources
from grader.judging.results import Flag
from grader.submission import Submission, Work

MOST_CODE = 100_000
"""Letters that are looked through: of a work and all that it may import, ten times an honest one's
length."""
MOST_LINES = 5_000
MOST_CONSTANTS = 20
"""So many numbers with decimals in one list are no settings any more."""

TOO_MUCH = "is too much code to be looked through"
TOO_INTRICATE = "is too intricate to be looked through"
HARD_CODED = "has {} numbers in one list: is that a result, in the place of a training?"
UNTRAINED = "has no loop, goes no way back and takes no step: what does it learn?"
_OPERATORS = {"!=": ast.NotEq, "^": ast.BitXor}
_LEARNS = {
    "accumulate", "backward", "fit", "grad", "map", "minimize", "partial_fit", "reduce", "step",
}  # fmt: skip
_OF_SHAPES = {"dtype", "len", "ndim", "shape", "size", "type"}
_UNWRITTEN = (ast.Pass, ast.Raise)


def find_flags(submission: Submission, exercise: Exercise) -> tuple[Flag, ...]:
    """Return what a person should look at in a student's work for an exercise."""
    if not any(avoided(exercise, part) or part.trains for part in exercise.parts):
        return ()
    work = submission.work(exercise.name)
    versions = [each for each in work.versions if each.cells] if work else []
    siblings = submission.only(exercise.name).siblings
    found = (flag for each in versions for flag in _flags_of(each, siblings, exercise))
    return tuple(dict.fromkeys(found))


def avoided(exercise: Exercise, part: Part) -> tuple[str, ...]:
    """Return what a part is to be written without: what the whole exercise is, and its own."""
    return (*exercise.avoid, *part.avoid)


def _flags_of(work: Work, siblings: Mapping[str, str], exercise: Exercise) -> list[Flag]:
    code = [*(cell.source for cell in work.cells), *siblings.values()]
    path = one_line(work.path)
    if sum(map(len, code)) > MOST_CODE or sum(each.count("\n") for each in code) > MOST_LINES:
        return [Flag("", path, TOO_MUCH)]
    try:
        sources = Sources(exercise.name, work.cells, siblings)
        everywhere = [flag for each in exercise.avoid for flag in _of_all(sources, exercise, each)]
        parts = [flag for part in exercise.parts for flag in _of_part(sources, exercise, part)]
        return everywhere + parts
    except (RecursionError, MemoryError, ValueError):
        return [Flag("", path, TOO_INTRICATE)]


def _of_all(sources: Sources, exercise: Exercise, avoid: str) -> Iterator[Flag]:
    """Return one flag for what an exercise avoids: the first part's, which names the others."""
    used = [
        flag
        for part in exercise.parts
        if avoid not in part.avoid
        for flag in _first(_used(sources, _own(sources, exercise, part), part, avoid))
    ]
    if used:
        others = ", ".join(each.part for each in used[1:])
        likewise = f" (likewise {others})" if others else ""
        yield replace(used[0], what=used[0].what + likewise)


def _own(sources: Sources, exercise: Exercise, part: Part) -> Sequence[Code]:
    """Return the code that a part reaches, but for what is another part's, which answers for it."""
    return sources.reached(part.name, stop=[each.name for each in exercise.parts])


def _of_part(sources: Sources, exercise: Exercise, part: Part) -> Iterator[Flag]:
    """Return the flags of what a part alone avoids, and of a training that is none."""
    reached = _own(sources, exercise, part)
    for each in part.avoid:
        yield from _first(_used(sources, reached, part, each))
    if part.trains:
        yield from _first(_hard_coded(reached, part))
        if _is_written(reached) and not _may_learn(sources, sources.reached(part.name)):
            yield _flag(part, reached[0], getattr(reached[0].node, "lineno", 0), UNTRAINED)


def _first(flags: Iterable[Flag]) -> list[Flag]:
    return [flag for flag, _ in zip(flags, range(1), strict=False)]


def _flag(part: Part, code: Code, line: int, what: str) -> Flag:
    return Flag(part.name, f"{one_line(code.label)}, line {line}", what)


def _used(sources: Sources, reached: Sequence[Code], part: Part, avoid: str) -> Iterator[Flag]:
    for code in reached:
        inside = "" if code.name == part.name else f" in {one_line(code.name)}"
        if avoid in _OPERATORS:
            lines = [(avoid, line) for line in _operated(code.node, avoid)]
        else:
            lines = [
                (use.name, use.line)
                for use in sources.uses(code)
                if _is_of(use.name, avoid, sources.methods)
            ]
        for name, line in lines:
            without = "it" if name == avoid else avoid
            what = f"uses {one_line(name)}{inside}, and is to be written without {without}"
            yield _flag(part, code, line, what)


def _is_of(name: str, avoid: str, own: Collection[str]) -> bool:
    """Return whether a name is what is avoided, or in it; an own method is no library's."""
    if avoid.startswith("."):
        return name == avoid and name[1:] not in own
    return name == avoid or name.startswith(f"{avoid}.")


def _operated(code: ast.AST, operator: str) -> Iterator[int]:
    """Return the lines where an operator meets two values: no constant, and no shape or length."""
    kind = _OPERATORS[operator]
    for node in ast.walk(code):
        sides: list[ast.expr] = []
        if isinstance(node, ast.Compare) and any(isinstance(each, kind) for each in node.ops):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, kind):
            sides = [node.target if isinstance(node, ast.AugAssign) else node.left]
            sides.append(node.value if isinstance(node, ast.AugAssign) else node.right)
        if sides and all(map(_is_value, sides)):
            yield sides[0].lineno


def _is_value(side: ast.expr) -> bool:
    nodes = [*ast.walk(side)]
    words = {getattr(each, "attr", getattr(each, "value", "")) for each in nodes if _is_word(each)}
    names = {each.id for each in nodes if isinstance(each, ast.Name)}
    return bool(names) and not _OF_SHAPES & (names | words)


def _is_word(node: ast.AST) -> bool:
    constant = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return constant or isinstance(node, ast.Attribute)


def _hard_coded(reached: Iterable[Code], part: Part) -> Iterator[Flag]:
    """Return the lists of many numbers that have decimals, as weights have."""
    for code in reached:
        for node in ast.walk(code.node):
            if isinstance(node, ast.List | ast.Tuple):
                numbers = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
                count = sum(isinstance(each, float) and each % 1 != 0 for each in numbers)
                if count >= MOST_CONSTANTS:
                    yield _flag(part, code, node.lineno, HARD_CODED.format(count))


def _is_written(reached: Sequence[Code]) -> bool:
    """Return whether a function has more than a docstring, ``pass`` and a ``raise`` in it."""
    if not reached or not isinstance(reached[0].node, ast.FunctionDef):
        return False
    body = reached[0].node.body
    return any(
        not isinstance(each, _UNWRITTEN)
        and not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
        for each in body
    )


def _may_learn(sources: Sources, reached: Iterable[Code]) -> bool:
    """Return whether anything is done more than once, or looks like a step or the way to one."""
    for code in reached:
        for node in ast.walk(code.node):
            if isinstance(node, LOOPS):
                return True
            if getattr(node, "attr", getattr(node, "id", "")) in _LEARNS:
                return True
        if (code.module, code.name) in sources.wanted(code):
            return True
    return False
