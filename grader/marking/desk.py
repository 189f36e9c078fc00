"""What the page asks, and what it is told: the answers, one of them, a picture, and a mark.

Words are dicts for JSON. Of an answer's text nothing is markup to the page; code comes as our own
escaped HTML, and a picture as its bytes.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from grader.errors import UsageError
from grader.feedback import clean, encodable, one_line
from grader.gradebook import Paper, mark_of
from grader.reports import Sources, highlighted
from grader.store import JournalEntry
from grader.submission import TEXT, Answer, Submission

PICTURES = ("image/png", "image/jpeg")
LONGEST_SHOWN = 300_000
MOST_LINES = 2_000
RELOAD = "load the page again"


class Shelf(Protocol):
    """Where answers are kept."""

    def papers(self) -> Sequence[Paper]:
        """Return the answers that are to be marked, as they are now."""

    def read(self, paper: Paper) -> tuple[Answer | None, Submission | None]:
        """Return what was handed in, and all that came with it, as far as it is still there."""

    def keep(self, paper: Paper, entry: JournalEntry) -> int:
        """Keep a mark of an answer that is as it was read, and return its number.

        Raises `GraderError`.
        """


@dataclass(frozen=True)
class Picture:
    """A picture or a document, and what it is."""

    media: str
    content: bytes


class Desk:
    """The answers that somebody marks, each under a name that says nothing of whose it is.

    ``blind``, no student is named, and their order says nothing of them either; it stays the same
    for the same ``secret``.
    """

    def __init__(self, shelf: Shelf, who: str, secret: str, *, blind: bool = False) -> None:
        self._shelf, self._who, self._secret, self._blind = shelf, who, secret, blind
        self._papers: dict[str, Paper] = {}
        self.load()

    def load(self) -> None:
        """Look at all answers anew."""
        found = {self._id(each): each for each in self._shelf.papers()}
        parts = list(dict.fromkeys(map(_part, found.values())))
        if self._blind:  # the names that were given out are in no order of the students
            order = sorted(found, key=lambda id: (parts.index(_part(found[id])), id))
            found = {id: found[id] for id in order}
        self._papers = found

    def _id(self, paper: Paper) -> str:
        said = "\0".join([paper.kept_as, paper.exercise, paper.part, paper.marking.answer])
        return hmac.digest(self._secret.encode(), encodable(said).encode(), "sha256").hex()[:16]

    def overview(self) -> dict[str, Any]:
        """Return the parts, each with its answers in order, and which of them are marked."""
        self.load()
        parts: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for id, paper in self._papers.items():
            mine = parts.setdefault(_part(paper), [])
            mine.append({"id": id, "who": self._name(paper), "waits": paper.marking.waits})
        listed = [
            {"exercise": exercise, "part": part, "papers": mine}
            for (exercise, part), mine in parts.items()
        ]
        return {"parts": listed, "blind": self._blind}

    def _name(self, paper: Paper) -> str:
        return "" if self._blind else one_line(paper.who)

    def paper(self, id: str) -> dict[str, Any]:
        """Return one answer with its rubric, as it is marked now. Raises `UsageError`."""
        paper = self._paper(id)
        answer, submission = self._shelf.read(paper)
        return {
            "id": id,
            "who": self._name(paper),
            "exercise": paper.exercise,
            "part": paper.part,
            "attempt": paper.attempt,
            "path": "" if self._blind else one_line(paper.marking.path),
            "answer": _shown(answer),
            "code": _code(submission, paper.exercise),
            **_as_marked(paper),
        }

    def picture(self, id: str) -> Picture:
        """Return the picture or the document of an answer. Raises `UsageError`."""
        answer, _ = self._shelf.read(self._paper(id))
        if answer is None or answer.media == TEXT or answer.problem:
            raise UsageError("there is no picture here", RELOAD)
        return Picture(answer.media, base64.b64decode(answer.content))

    def mark(self, message: Any) -> dict[str, Any]:
        """Keep a mark, and return the answer as it is marked now.

        Raises `UsageError` for what is no mark, and where somebody marked it since it was read.
        """
        if not isinstance(message, dict):
            raise UsageError("this page and this grader do not know each other", RELOAD)
        paper = self._paper(message.get("id"))
        points, comment = message.get("points"), message.get("comment")
        if not (isinstance(points, dict) and isinstance(comment, str)):
            raise UsageError("this page and this grader do not know each other", RELOAD)
        if message.get("number") != paper.marking.number:
            raise UsageError("this was marked elsewhere since it was shown here", RELOAD)
        given = {str(name): _points(each) for name, each in points.items()}
        entry = mark_of(paper, given, comment, self._who)
        number = self._shelf.keep(paper, entry)
        items = tuple(replace(e, points=given.get(e.name)) for e in paper.marking.items)
        marking = replace(
            paper.marking, items=items, comment=comment.strip(), note="", number=number
        )
        self._papers[str(message["id"])] = replace(paper, marking=marking)
        return _as_marked(self._papers[str(message["id"])])

    def _paper(self, id: object) -> Paper:
        paper = self._papers.get(id) if isinstance(id, str) else None
        if paper is None:
            raise UsageError("there is no such answer any more", RELOAD)
        return paper


def _part(paper: Paper) -> tuple[str, str]:
    return paper.exercise, paper.part


def _points(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise UsageError("points are a number, or none yet", "for example 1.5")
    return float(value)


def _as_marked(paper: Paper) -> dict[str, Any]:
    marking = paper.marking
    return {
        "items": [
            {"name": each.name, "of": each.max_points, "text": each.text, "points": each.points}
            for each in marking.items
        ],
        "comment": marking.comment,
        "note": marking.note,
        "number": marking.number,
        "waits": marking.waits,
    }


def _shown(answer: Answer | None) -> dict[str, str]:
    """Say what is to be shown of an answer, and how."""
    if answer is None:
        return {"kind": "problem", "text": "the store does not have this answer any more"}
    if answer.problem:
        return {"kind": "problem", "text": clean(answer.problem)}
    if answer.media == TEXT:
        return {"kind": "text", "text": clean(answer.content, LONGEST_SHOWN)}
    return {"kind": "picture" if answer.media in PICTURES else "document", "text": ""}


def _code(submission: Submission | None, exercise: str) -> list[dict[str, Any]]:
    """Return the code that was handed in with an answer, in highlighted lines."""
    texts = Sources.of(submission, exercise).texts
    return [
        {
            "label": one_line(label),
            "lines": [
                str(each) for each in highlighted([clean(line) for line in lines[:MOST_LINES]])
            ],
        }
        for label, lines in texts.items()
    ]
