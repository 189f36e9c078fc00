"""roster.csv → who is in the class, under which ids, in which section and group, until when.

::

    key,name,email,section,group,extension,extra_time,canvas_id,moodle_id,sis_id,login,github

Only ``key`` has to be there. A file of a spreadsheet is read as it saves it: separated by commas,
semicolons or tabs, in UTF-8 or UTF-16. What is wrong is one `CourseError` of all lines.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Protocol

from grader.course import Course
from grader.course.local_time import WrongTime, moment
from grader.course.messages import suggestion
from grader.course.yaml_lines import all_broken, broken
from grader.errors import UsageError
from grader.submission.model import escaped, listed, shown

IDS = {
    "canvas_id": "canvas",
    "moodle_id": "moodle",
    "brightspace_id": "brightspace",
    "blackboard_id": "blackboard",
    "gradescope_id": "gradescope",
    "sis_id": "sid",
    "login": "username",
    "github": "github",
}
"""Columns that hold an id, and what platforms' downloads call it."""

_NOBODYS = {"moodle"}
"""Moodle's downloads number a student anew in each assignment: that is no id of a person."""

FILE = "roster.csv"
COLUMNS = ("key", "name", "email", "section", "group", "extension", "extra_time", *IDS)

_DURATION = re.compile(r"\+(?:(?P<days>\d{1,3})d)?(?:(?P<hours>\d{1,4})h)?(?<!\+)")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")

Extension = timedelta | datetime
Problem = tuple[int, str, str]


class Identity(Protocol):
    """What a download says of whose work something is: a display name, and ids by their names."""

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def ids(self) -> Mapping[str, str]: ...  # noqa: D102


@dataclass(frozen=True)
class Person:
    """Somebody of the class. ``key`` is how the gradebook calls them, safe to print.

    ``extension`` says by exercise until when a deadline is put off, or by how much; ``extra_time``
    is added to every deadline, an extended one too. ``group`` hands in together.
    """

    key: str
    name: str = ""
    email: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    section: str = ""
    group: str = ""
    extension: Mapping[str, Extension] = field(default_factory=dict)
    extra_time: timedelta = timedelta(0)


@dataclass(frozen=True)
class Roster:
    """The people of a class, in the order of the file."""

    people: tuple[Person, ...]

    @cached_property
    def by_key(self) -> dict[str, Person]:
        """The people by how the gradebook calls them."""
        return {each.key: each for each in self.people}

    def find(self, student: str, origin: Identity | None = None) -> Person | None:
        """Return whose work it is, or None for a stranger.

        Looked for by the key, and by the ids and the e-mail address that the download gives; where
        these find nobody, by the display name, if no id speaks against it. Raises `UsageError`
        where two people fit.
        """
        known = [("key", student)]
        known += [(kind, _folded_id(value)) for kind, value in _ids(origin).items() if value]
        found = self._called(known)
        if not found:
            called = self._called([("name", each) for each in _spellings(student, origin)])
            found = [each for each in called if _same(each, origin) is None]
        if len(found) > 1:
            keys = listed([each.key for each in found])
            fix = "give the roster an id that the download knows them by, such as canvas_id"
            raise UsageError(f"{shown(student)} may be any of {keys}", fix)
        return found[0] if found else None

    def _called(self, spellings: Iterable[tuple[str, str]]) -> list[Person]:
        """Return the people whom one of these means, in the order of the file."""
        places = {place for each in spellings for place in self._places.get(each, ())}
        return [self.people[place] for place in sorted(places)]

    @cached_property
    def _places(self) -> dict[tuple[str, str], list[int]]:
        """Where people stand, by the key, by each kind of id, and by how names may be spelt."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, person in enumerate(self.people):
            found["key", person.key].append(place)
            for kind, value in {**person.ids, "email": person.email}.items():
                if value and kind not in _NOBODYS:
                    found[kind, _folded_id(value)].append(place)
            for name in _names(person) - {""}:
                found["name", name].append(place)
        return found

    def who(self, student: str, origin: Identity | None = None) -> tuple[Person, ...]:
        """Return everybody whose work it is: a person with their group, or a group by its name.

        A group is known by what the gradebook calls its work, never by a display name, and only if
        no id says that it is somebody else's. Raises `UsageError` where several people or groups
        fit.
        """
        if person := self.find(student, origin):
            return self.members(person)
        alike = self._groups_alike.get(_folded(student), ())
        groups = [each for each in alike if each == student] or alike
        if len(groups) > 1:
            fix = "give them names that differ by a letter or a digit"
            raise UsageError(f"{shown(student)} may be any of the groups {listed(groups)}", fix)
        people = self._groups[groups[0]] if groups else ()
        return people if all(_same(each, origin) is None for each in people) else ()

    def members(self, person: Person) -> tuple[Person, ...]:
        """Return those who hand in with a person, who is one of them."""
        return self._groups[person.group] if person.group else (person,)

    @cached_property
    def _groups(self) -> dict[str, tuple[Person, ...]]:
        found: dict[str, list[Person]] = defaultdict(list)
        for each in self.people:
            if each.group:
                found[each.group].append(each)
        return {group: tuple(people) for group, people in found.items()}

    @cached_property
    def _groups_alike(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for each in self._groups:
            found[_folded(each)].append(each)
        return found

    def absent(self, students: Mapping[str, Identity | None]) -> tuple[Person, ...]:
        """Return the people of whom no work is there, nor any of their group's."""
        present = {each.key for key, origin in students.items() for each in self.who(key, origin)}
        return tuple(each for each in self.people if each.key not in present)

    def strangers(self, students: Mapping[str, Identity | None]) -> tuple[str, ...]:
        """Return the students of a download who are neither on the roster nor one of its groups."""
        return tuple(key for key, origin in students.items() if not self.who(key, origin))


def _same(person: Person, origin: Identity | None) -> bool | None:
    """Return whether a download's ids are a person's; None where there are none to compare."""
    own, given = {**person.ids, "email": person.email}, _ids(origin)
    shared = [name for name in own.keys() & given.keys() if own[name] and given[name]]
    same = [_folded_id(own[name]) == _folded_id(given[name]) for name in shared]
    return any(same) if same else None


def _ids(origin: Identity | None) -> dict[str, str]:
    """Return what a download knows somebody by, for as long as they are the same person."""
    given = origin.ids if origin else {}
    return {kind: value for kind, value in given.items() if kind not in _NOBODYS}


def _spellings(student: str, origin: Identity | None) -> set[str]:
    return {_folded(student), _folded(origin.name if origin else "")} - {""}


def _names(person: Person) -> set[str]:
    """Return how downloads may spell somebody: as it stands, and with the last name first."""
    words = person.name.replace(",", " ").split()
    turned = [words[place:] + words[:place] for place in range(len(words))]
    return {_folded("".join(each)) for each in turned}


def _folded(text: str) -> str:
    """Return letters and digits alone, as Canvas does: ``Lindqvist, Ada`` is ``lindqvistada``."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def roster_of(course: Course) -> Roster | None:
    """Return the people of the roster.csv beside course.yml, or None where there is none."""
    path = course.root / FILE
    return read_roster(path, course) if path.is_file() else None


def read_roster(path: Path, course: Course) -> Roster:
    """Read a roster for a course. Raises one `CourseError` of all that is wrong, with its fixes."""
    rows = csv_rows(path)
    if not rows:
        raise broken(1, "is empty", "begin with a line of column names: key,name,email", path.name)
    line, header = rows[0]
    columns = [each.strip().lower() for each in header]
    problems = list(_wrong_columns(line, columns))
    if problems:
        raise all_broken(problems, path.name)
    people: list[tuple[int, Person]] = []
    for line, cells in rows[1:]:
        if len(cells) != len(columns):
            what = f"has {len(cells)} cells, and there are {len(columns)} columns"
            problems.append((line, what, "compare the commas and quotes of this line"))
            continue
        fields = {key: cell.strip() for key, cell in zip(columns, cells, strict=True)}
        reader = _Row(line, fields, course)
        people.append((line, reader.person()))
        problems += reader.problems
    problems += _not_unique(people)
    if problems:
        raise all_broken(problems, path.name)
    return Roster(tuple(person for _, person in people))


def csv_rows(path: Path) -> list[tuple[int, list[str]]]:
    """Return the rows of a table that are not blank, each with the line in which it begins."""
    text = _text(path)
    first = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, begins = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not cells[0].startswith("sep="):
                rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        fix = "compare the quotes of this line: a quote inside of a name is written twice"
        raise broken(begins, f"is not CSV: {error}", fix, path.name) from None
    return rows


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        remedy = f"see whether {shown(str(path))} is there, and who may read it"
        raise broken(1, f"cannot be read: {error.strerror}", remedy, path.name) from None
    if content.startswith(b"PK"):
        fix = "save it in the spreadsheet as CSV UTF-8"
        raise broken(1, "is a workbook, not a CSV file", fix, path.name)
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fix = "save the file as CSV UTF-8: other encodings garble names"
        raise broken(line, "is not UTF-8 text", fix, path.name) from None


def _wrong_columns(line: int, columns: list[str]) -> Iterator[Problem]:
    if "key" not in columns:
        there = ", ".join(map(shown, filter(None, columns)))
        fix = f"call the column that names students `key`; the columns here are: {there}"
        yield line, "there is no column `key`", fix
    for place, column in enumerate(columns):
        if not column:
            yield line, f"column {place + 1} has no name", "name or remove it"
        elif column in columns[:place]:
            yield line, f"a second column is called `{shown(column)}`", "remove one of the two"
        elif column not in COLUMNS:
            fix = suggestion(column, COLUMNS, "columns may be")
            yield line, f"unknown column `{shown(column)}`", fix


class _Row:
    """One line of a roster, read; what is wrong with it is gathered in ``problems``."""

    def __init__(self, line: int, fields: Mapping[str, str], course: Course) -> None:
        self._line, self._fields, self._course = line, fields, course
        self.problems: list[Problem] = []

    def person(self) -> Person:
        fields = {column: self._fields.get(column, "") for column in COLUMNS}
        if not fields["key"]:
            self._wrong("there is no key", "write how the gradebook is to call this student")
        if fields["email"] and not _EMAIL.fullmatch(fields["email"]):
            self._wrong(f"`{shown(fields['email'])}` is no e-mail address", "ada@example.org")
        return Person(
            key=escaped(fields["key"]),
            name=fields["name"],
            email=fields["email"],
            ids={name: fields[column] for column, name in IDS.items() if fields[column]},
            section=self._section(fields["section"]),
            group=fields["group"],
            extension=self._extension(fields["extension"]),
            extra_time=self._extra_time(fields["extra_time"]),
        )

    def _wrong(self, what: str, fix: str) -> None:
        self.problems.append((self._line, what, fix))

    def _section(self, name: str) -> str:
        known = self._course.sections
        if name and known and name not in known:
            fix = suggestion(name, known, "the sections of course.yml are")
            self._wrong(f"no exercise has a section `{shown(name)}`", fix)
        return name

    def _extra_time(self, written: str) -> timedelta:
        if not written:
            return timedelta(0)
        if found := _DURATION.fullmatch(written):
            return _duration(found)
        what = f"extra_time is no duration: `{shown(written)}`"
        fix = "write +12h or +1d, which is added to each deadline; for some of them, extension"
        self._wrong(what, fix)
        return timedelta(0)

    def _extension(self, written: str) -> dict[str, Extension]:
        """Read ``+2d``, a time, or ``circles:+7d; adam:2026-12-01T12:00``, by exercise."""
        general: dict[str, Extension] = {}
        named: dict[str, Extension] = {}
        for item in filter(None, (each.strip() for each in written.split(";"))):
            parts = re.fullmatch(r"([^\W\d]\w*)\s*:\s*(.*)", item)
            until = self._until(parts[2] if parts else item)
            if until is None:
                continue
            if parts and self._may(parts[1], until):
                if parts[1] in named:
                    self._wrong(f"a second extension for `{parts[1]}`", "keep one of the two")
                named[parts[1]] = until
            elif not parts:
                if general:
                    self._wrong("a second extension for all exercises", "name the exercise of one")
                due = {each.name: self._due(each.name) for each in self._course.exercises}
                general = {name: until for name, when in due.items() if _puts_off(until, when)}
                if not general:
                    what = f"the extension `{shown(item)}` puts off no deadline"
                    self._wrong(what, "write a later time, or leave it out")
        return general | named

    def _due(self, exercise: str) -> datetime | None:
        return self._course.exercise(exercise).due(self._fields.get("section", ""))

    def _may(self, name: str, until: Extension) -> bool:
        """Return whether an exercise can be extended so, and say why not."""
        names = [each.name for each in self._course.exercises]
        if name not in names:
            fix = suggestion(name, names, "exercises are")
            self._wrong(f"an extension for `{shown(name)}`, which is no exercise", fix)
            return False
        due = self._due(name)
        if due is None:
            fix = "add one to course.yml, or leave the extension out"
            self._wrong(f"`{name}` has no deadline to be extended", fix)
        elif not _puts_off(until, due):
            what = f"the extension for `{name}` ends before its deadline"
            self._wrong(what, f"write a time after {due.isoformat()}")
        return _puts_off(until, due)

    def _until(self, written: str) -> Extension | None:
        if found := _DURATION.fullmatch(written):
            return _duration(found)
        try:
            return moment(written, self._course.zone)
        except WrongTime as error:
            what = f"the extension `{shown(written)}` {error.what}"
            by = " (or +2d for two days)" if "date" in error.what else ""
            self._wrong(what, error.fix + by)
            return None


def _duration(found: re.Match[str]) -> timedelta:
    return timedelta(days=int(found["days"] or 0), hours=int(found["hours"] or 0))


def _puts_off(until: Extension, due: datetime | None) -> bool:
    """Return whether there is a deadline that an extension makes later."""
    return due is not None and (isinstance(until, timedelta) or until > due)


def _not_unique(people: Collection[tuple[int, Person]]) -> Iterator[Problem]:
    """Name keys and ids that stand in two rows: works would go to the wrong person."""
    seen: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for line, person in people:
        own = {"key": person.key, "email": person.email}
        own |= {column: person.ids.get(name, "") for column, name in IDS.items()}
        for column, value in own.items():
            if value:
                seen[column, _folded_id(value)].append((line, value))
    for (column, _), rows in seen.items():
        first, *others = rows
        for line, value in others:
            what = f"{column} `{shown(value)}` stands in line {first[0]} too"
            yield line, what, "each person has one row, and ids of their own"


def _folded_id(value: str) -> str:
    return unicodedata.normalize("NFKC", value).casefold()
