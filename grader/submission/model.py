"""The nouns of what was handed in, packed for a replay; and how a stranger's names are shown."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
import zlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

MIB = 1024 * 1024
LONGEST_NAME = 120
NAMED_AT_MOST = 5
NOTHING = "nothing was handed in for this exercise"
_COMPUTED = {"__import__", "import_module"}


class Unusable(Exception):
    """Why a file cannot be used: the words that follow its name in the student's sentence."""


@dataclass(frozen=True)
class Origin:
    """Where a work comes from, as far as the download says: exports and feedback need it back.

    ``platform`` is one of `exports.PLATFORMS`, ``name`` the display name as the platform writes
    it, ``ids`` what the platform knows the student by (``"canvas"``, ``"moodle"``, ``"email"``,
    ``"sid"``, ``"username"``, …), and ``label`` the folder's or file's own name in the download.
    ``handed_in`` is aware, and None where the platform does not say when, ``late`` its flag.
    ``files`` are the names in the download of the files that are read under another one;
    ``attempt`` is the platform's own number of the submission. ``members`` are the students of a
    group, who share the work.
    """

    platform: str
    name: str
    ids: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    handed_in: datetime | None = None
    late: bool | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    attempt: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One student's folder or archive, not yet opened. ``student`` is safe to print and store.

    ``attempts`` numbers the student's different works, by exercise and from 1; where it names any
    exercise, only those are judged. ``files`` are the student's in a folder or a zip that holds
    others' too, as ``path`` then does: the path of each as it is read, and its path in there.
    ``members`` are the students of a group's work; empty, it is the student's alone.
    """

    student: str
    path: Path
    attempts: Mapping[str, int] = field(default_factory=dict)
    origin: Origin | None = None
    files: Mapping[str, str] | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """A piece of code and where it stands: ``perceptron.py``, or ``cell 3`` of a notebook.

    Cells are counted among the code cells, from 1. ``source`` has the lines that the student sees.
    """

    label: str
    source: str


@dataclass(frozen=True)
class Work:
    """What one student handed in for one exercise.

    ``problem`` says why it cannot be judged; then there are no cells. ``note`` says what the
    student should know of work that is judged. ``submitted_at`` is nbgrader's word. ``other`` is a
    second version that is judged too, where both hold work of their own; the better counts.
    """

    exercise: str
    path: str
    cells: tuple[Cell, ...] = ()
    notebook: bool = False
    problem: str = ""
    note: str = ""
    submitted_at: datetime | None = None
    other: Work | None = None

    @property
    def versions(self) -> tuple[Work, ...]:
        """The work, and the other version where there is one."""
        return (self, self.other) if self.other else (self,)


@dataclass(frozen=True)
class Answer:
    """What one student handed in for a part that a person marks.

    ``content`` is the text where the ``media`` type is text/plain, and base64 of a picture or a
    document. ``problem`` says why it cannot be shown; then there is no content.
    """

    exercise: str
    part: str
    path: str
    media: str
    content: str
    problem: str = ""
    submitted_at: datetime | None = None

    @property
    def digest(self) -> str:
        """Sixty-four hex digits that change with what the answer says, and with nothing else."""
        return _digest([self.media, self.content, self.problem])


@dataclass(frozen=True)
class Submission:
    """All that one student handed in.

    ``works`` stand in the course's order, and hold no exercise that was not handed in.
    ``siblings`` are the sources of the student's own helper modules, by module name. ``missing``
    says, by exercise without a work, what was found instead, where anything was. ``attempts`` is
    the Entry's.
    """

    student: str
    works: tuple[Work, ...] = ()
    siblings: Mapping[str, str] = field(default_factory=dict)
    submitted_at: datetime | None = None
    problems: tuple[str, ...] = ()
    attempts: Mapping[str, int] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()

    def only(self, exercise: str) -> Submission:
        """Return all that decides an exercise's result: its work, and the modules that it names."""
        work = self.work(exercise)
        found = self.missing.get(exercise)
        return Submission(
            self.student, (work,) if work else (), self._reached(work) if work else {},
            problems=(found,) if found else (), attempts={exercise: self.attempts.get(exercise, 1)},
            missing={exercise: found} if found else {}, answers=self.answers_to(exercise),
        )  # fmt: skip

    def _reached(self, work: Work) -> dict[str, str]:
        """Return the modules that a work may import: those whose names are in it, and in them.

        Where names may be computed, that is all of them.
        """
        modules = self.importable(work.exercise)
        reached: dict[str, str] = {}
        sources = [cell.source for version in work.versions for cell in version.cells]
        while sources:
            words = set(re.findall(r"\w+", sources.pop()))
            wanted = modules if words & _COMPUTED else modules.keys() & words
            sources += [modules[name] for name in wanted if name not in reached]
            reached |= {name: modules[name] for name in wanted}
        return dict(sorted(reached.items()))

    def work(self, exercise: str) -> Work | None:
        """Return what was handed in for an exercise, or None."""
        return next((each for each in self.works if each.exercise == exercise), None)

    def answers_to(self, exercise: str) -> tuple[Answer, ...]:
        """Return what was handed in for an exercise's parts that a person marks."""
        return tuple(each for each in self.answers if each.exercise == exercise)

    def why_missing(self, exercise: str) -> str:
        """Say of an exercise without a work what was found instead, or that nothing was."""
        return self.missing.get(exercise, NOTHING)

    def importable(self, exercise: str) -> dict[str, str]:
        """Return the sources that an exercise's code may import: helpers, and other exercises."""
        others = (each for each in self.works if each.exercise != exercise and each.cells)
        sources = {each.exercise: "\n\n".join(c.source for c in each.cells) for each in others}
        return {**self.siblings, **sources}

    @property
    def sources(self) -> list[str]:
        """The source of every cell, in order."""
        works = [version for work in self.works for version in work.versions]
        return [cell.source for work in works for cell in work.cells]

    @property
    def digest(self) -> str:
        """Sixty-four hex digits that change when anything does that was handed in."""
        content = asdict(self)
        del content["student"], content["attempts"], content["missing"]  # the problems say it too
        for work in content["works"]:
            if work["other"] is None:  # as before there were two versions: the work is the same
                del work["other"]
        if not self.answers:  # as before there were any
            del content["answers"]
        return _digest(content)

    @property
    def code_digest(self) -> str:
        """Sixty-four hex digits that change when code or an answer does; nothing without either.

        Not with the name of a file, nor with what is remarked of it, nor when it was handed in.
        """
        versions = [version for work in self.works for version in work.versions]
        code = [
            (each.exercise, each.notebook, each.problem, [cell.source for cell in each.cells])
            for each in versions
        ]
        answers = [(each.exercise, each.part, each.digest) for each in self.answers]
        if not (code or answers):
            return ""
        return _digest([code, dict(self.siblings), *([answers] if answers else [])])


def _digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, default=datetime.isoformat)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def pack(submission: Submission) -> bytes:
    """Write a submission as compressed JSON, but for whose it is and which attempts."""
    content = asdict(submission)
    del content["student"], content["attempts"]
    return zlib.compress(json.dumps(content, default=datetime.isoformat).encode("ascii"))


def unpack(packed: bytes, student: str, attempts: Mapping[str, int]) -> Submission:
    """Read it again, as this student's. Raises `ValueError` for bytes that are damaged."""
    try:
        fields: dict[str, Any] = json.loads(zlib.decompress(packed))
        fields.pop("attempt", None)  # of a store of version 3
        fields |= {"student": student, "attempts": attempts}
        works = tuple(_unpacked_work(work) for work in fields["works"])
        moment = _moment(fields["submitted_at"])
        read = {"works": works, "submitted_at": moment, "problems": tuple(fields["problems"])}
        read["answers"] = tuple(map(_unpacked_answer, fields.get("answers", ())))
        return Submission(**fields | read)
    except (zlib.error, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this holds no submission: {error}") from error


def _unpacked_work(fields: dict[str, Any]) -> Work:
    cells = tuple(Cell(**each) for each in fields["cells"])
    moment, other = _moment(fields["submitted_at"]), fields.get("other")
    other = other and _unpacked_work(other)
    return Work(**fields | {"cells": cells, "submitted_at": moment, "other": other})


def _unpacked_answer(fields: dict[str, Any]) -> Answer:
    return Answer(**fields | {"submitted_at": _moment(fields["submitted_at"])})


def _moment(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)


def escaped(name: str) -> str:
    r"""Write a name so that it is one harmless line, and no two names become the same.

    Control and format characters, lone surrogates and odd spaces become ``\x1b`` or ``\u202e``, a
    backslash is doubled.
    """

    def written(character: str) -> str:
        if character == " " or unicodedata.category(character)[0] not in "CZ":
            return "\\\\" if character == "\\" else character
        code = ord(character)
        return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"

    return "".join(map(written, name))


def shown(name: str) -> str:
    """Write a name for a sentence: escaped, and cut in the middle where it is too long."""
    if len(name) > LONGEST_NAME:
        half = LONGEST_NAME // 2
        return f"{escaped(name[:half])}…{escaped(name[-half:])}"
    return escaped(name)


def listed(names: Collection[str]) -> str:
    """Name a few, and say how many more there are."""
    some = ", ".join(shown(name) for name in list(names)[:NAMED_AT_MOST])
    more = len(names) - NAMED_AT_MOST
    return f"{some} and {more} more" if more > 0 else some
