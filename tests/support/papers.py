"""A shelf of answers in memory: what the tests of the page mark."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace

from grader.errors import StoreError, UsageError
from grader.gradebook import Paper
from grader.judging import ItemMark, Marking
from grader.store import JournalEntry
from grader.submission import TEXT, Answer, Cell, Submission, Work
from tests.support.by_hand import png

HOSTILE = "<img src=x onerror=document.title=1><script>document.title=1</script>\u202e{{7*7}}"
CODE = "def forward(x):\n    return '<b>' + x  # so\n"
WHY = (ItemMark("idea", 2.0, "says why"), ItemMark("example", 1.0))
SKETCH = (ItemMark("axes", 0.5), ItemMark("curve", 1.5, HOSTILE))


class FakeShelf:
    """Answers to two parts: four texts, a picture, a document, and one that cannot be shown."""

    def __init__(self) -> None:
        self.locked = False
        self.kept: list[JournalEntry] = []
        self._papers: dict[tuple[str, str], Paper] = {}
        self._answers: dict[str, Answer] = {}
        long = "Since **both** are one.\n" * 3
        for student, text in (("ada", long), ("bob", HOSTILE), ("cyd", "=1+1"), (HOSTILE, "so")):
            self._add(student, "why", WHY, Answer("layers", "why", "why.md", TEXT, text))
        picture = base64.b64encode(png(300, 200)).decode()
        document = base64.b64encode(b"%PDF-1.7 <script>alert(1)</script>").decode()
        self._add(
            "ada", "sketch", SKETCH, Answer("layers", "sketch", "s.png", "image/png", picture)
        )
        pdf = Answer("layers", "sketch", "s.pdf", "application/pdf", document)
        self._add("bob", "sketch", SKETCH, pdf)
        broken = Answer("layers", "sketch", "s.png", "image/png", "", "s.png is no PNG")
        self._add("cyd", "sketch", SKETCH, broken)

    def _add(self, student: str, part: str, items: tuple[ItemMark, ...], answer: Answer) -> None:
        marking = Marking(f"{answer.digest}{student}", answer.path, items)
        self._papers[student, part] = Paper((student,), student, "layers", part, 1, marking, "w")
        self._answers[f"{student} {part}"] = answer

    def papers(self) -> Sequence[Paper]:
        """Return all answers, as they are marked now."""
        self._open()
        return list(self._papers.values())

    def read(self, paper: Paper) -> tuple[Answer | None, Submission | None]:
        """Return an answer, and code with it."""
        self._open()
        work = Work("layers", "layers.py", (Cell("layers.py", CODE),))
        return self._answers[f"{paper.kept_as} {paper.part}"], Submission(paper.kept_as, (work,))

    def keep(self, paper: Paper, entry: JournalEntry) -> int:
        """Keep a mark of an answer that is as it was read."""
        self._open()
        now = self._papers[paper.kept_as, paper.part]
        if now.marking.number != paper.marking.number:
            raise UsageError("somebody marked it since", "load it again")
        self.kept.append(entry)
        self.take(entry)
        return len(self.kept)

    def take(self, entry: JournalEntry) -> None:
        """Let a mark count, whoever gave it."""
        now = self._papers[entry.student, entry.part]
        items = tuple(replace(e, points=entry.value["items"][e.name]) for e in now.marking.items)
        marking = replace(
            now.marking, items=items, comment=entry.value["comment"], number=len(self.kept)
        )
        self._papers[entry.student, entry.part] = replace(now, marking=marking)

    def paper(self, student: str, part: str) -> Paper:
        """Return one of them."""
        return self._papers[student, part]

    def _open(self) -> None:
        if self.locked:
            raise StoreError("results.sqlite: another run holds it", "wait for it to end")
