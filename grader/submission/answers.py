"""A student's files → the answers that a person marks: texts, pictures and documents.

Nothing of them is run or drawn here: a text is decoded, and of a picture or a document the first
bytes must be those of its kind.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from os.path import splitext

from grader.submission.candidates import COPY, PLATFORM, RELEASED
from grader.submission.encoding import decoded
from grader.submission.files import Item, Tree, read_item, size_problem
from grader.submission.model import MIB, Answer, Unusable, shown

LARGEST_TEXT = MIB // 4
LARGEST_PICTURE = 5 * MIB
TEXT = "text/plain"
_TYPES = {
    ".md": TEXT,
    ".txt": TEXT,
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".pdf": "application/pdf",
}
_BEGINNINGS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_BEGINNINGS["application/pdf"] = b"%PDF-"
_FAR = 3
_CELL = r"#{{1,6}}[ \t]+Answer:[ \t]+`?{part}`?[ \t]*(?:\n|\Z)"
"""How the Markdown cell begins in which a notebook's answer stands."""


def find_answers(
    tree: Tree, exercise: str, files: Mapping[str, str]
) -> tuple[list[Answer], list[Item]]:
    """Return an exercise's answers that are files, and these; ``files`` are their names, by part.

    Of several files of one name the one nearest to where it belongs counts.
    """
    answers, items = list[Answer](), list[Item]()
    for part, file in files.items():
        found = sorted(
            (each for each in tree.items if _pattern(file).match(each.name)),
            key=lambda item: (_rank(item, exercise), len(item.folders), item.path),
        )
        if found:
            answers.append(_read(tree, found[0], exercise, part, file))
            items += found
    return answers, items


def answers_in_cells(
    texts: Iterable[str], exercise: str, path: str, files: Mapping[str, str]
) -> list[Answer]:
    """Return the answers that stand in a notebook's Markdown, each in a cell of its own.

    The cell begins with a heading, ``## Answer: part``; where nothing follows, there is none.
    """
    answers = []
    for part, file in files.items():
        if _TYPES[splitext(file)[1]] != TEXT:
            continue
        begins = re.compile(_CELL.format(part=re.escape(part)))
        bodies = (text[found.end() :].strip() for text in texts if (found := begins.match(text)))
        written = "\n\n".join(filter(None, bodies))
        if written:
            answer = Answer(exercise, part, path, TEXT, written)
            if problem := size_problem(len(written.encode()), LARGEST_TEXT):
                answer = replace(answer, content="", problem=problem)
            answers.append(answer)
    return answers


def without_doubles(answers: Iterable[Answer], from_cells: Iterable[Answer]) -> list[Answer]:
    """Return one answer a part: a file counts before a notebook's cell."""
    found = {(each.exercise, each.part): each for each in from_cells}
    found |= {(each.exercise, each.part): each for each in answers}
    return [found[key] for key in sorted(found)]


def _read(tree: Tree, item: Item, exercise: str, part: str, file: str) -> Answer:
    path, media = shown(item.path), _TYPES[splitext(file)[1]]
    answer = Answer(exercise, part, path, media, "")
    try:
        if media == TEXT:
            return replace(answer, content=_text(read_item(tree, item, LARGEST_TEXT)))
        content = read_item(tree, item, LARGEST_PICTURE)
        if not content.startswith(_BEGINNINGS[media]):
            raise Unusable(f"is no {media.partition('/')[2].upper()}: save it as {file}")
        return replace(answer, content=base64.b64encode(content).decode("ascii"))
    except Unusable as error:
        return replace(answer, problem=f"{path} {error}")


def _text(content: bytes) -> str:
    text = decoded(content, "utf-8-sig")
    if not text.strip():
        raise Unusable("is empty")
    return text


def _rank(item: Item, exercise: str) -> int:
    folders = tuple(folder.casefold() for folder in item.folders)
    known = {(RELEASED, exercise.casefold()): 0, (exercise.casefold(),): 1, (): 2}
    return known.get(folders, _FAR)


@lru_cache
def _pattern(file: str) -> re.Pattern[str]:
    """Return what the names of files match that are this answer, as platforms rename them."""
    stem, suffix = splitext(file)
    suffixes = r"\.jpe?g" if suffix in (".jpg", ".jpeg") else re.escape(suffix)
    return re.compile(
        rf"(?:{PLATFORM})?(?:Copy of )?{re.escape(stem)}(?:-\d{{1,3}})?(?:{COPY}){{0,3}}"
        rf"{suffixes}\Z",
        re.IGNORECASE,
    )
