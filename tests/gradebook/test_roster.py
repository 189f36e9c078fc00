"""Tests of roster: what roster.csv may say, whose a work is, and who is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader.course import Course
from grader.errors import CourseError, UsageError
from grader.gradebook import Person, Roster, read_roster
from grader.gradebook import roster as roster_module

DUE = "2026-11-30T23:59:00+01:00"
DAY = timedelta(days=1)

GOOD = """\
key,name,email,section,group,extension,extra_time,canvas_id,sis_id,login,github
ada,Ada Lindqvist,ada@example.org,A,G1,,,11,s-1,alind,ada-l
bo,"Bo Ek, the second",bo@example.org,B,G1,+2d,+6h,12,s-2,bek,
cy,Çelik Yılmaz,,A,,layers:+7d; intro:2026-12-01T12:00,,,,,
"""


@dataclass(frozen=True)
class Origin:
    """What a download says of a student."""

    name: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)


@pytest.fixture
def course() -> Course:
    """Three exercises, of which one has no deadline, and two sections."""
    parts = [{"name": "f", "points": 10}]
    sections = {"A": {"deadline": DUE}, "B": {}}
    exercises = [
        {"name": "layers", "deadline": DUE, "sections": sections, "parts": parts, "title": "L"},
        {"name": "intro", "deadline": DUE, "parts": parts, "title": "I"},
        {"name": "extra", "parts": parts, "title": "E"},
    ]
    fields = {"name": "A", "time_zone": "Europe/Zurich", "exercises": exercises}
    return Course.model_validate(fields)


def read(folder: Path, course: Course, content: str | bytes) -> Roster:
    """Read a roster of this content."""
    path = folder / "roster.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_roster(path, course)


def said(folder: Path, course: Course, content: str | bytes) -> list[str]:
    """Give each line that is said of a broken roster: what and fix in turn."""
    with pytest.raises(CourseError) as caught:
        read(folder, course, content)
    assert caught.value.remedy
    return [*caught.value.message.splitlines(), caught.value.remedy]


class TestRight:
    """What a right roster becomes."""

    def test_people(self, tmp_path, course):
        """Every column, in the order of the file."""
        ada, bo, cy = read(tmp_path, course, GOOD).people

        assert ada == Person(
            "ada", "Ada Lindqvist", "ada@example.org",
            {"canvas": "11", "sid": "s-1", "username": "alind", "github": "ada-l"},
            section="A", group="G1",
        )  # fmt: skip
        assert (bo.name, bo.extra_time, bo.group) == ("Bo Ek, the second", DAY / 4, "G1")
        assert bo.extension == {"layers": 2 * DAY, "intro": 2 * DAY}, "extra is never due"
        assert (cy.name, cy.extra_time, dict(cy.ids)) == ("Çelik Yılmaz", 0 * DAY, {})
        assert cy.extension == {
            "layers": 7 * DAY,
            "intro": datetime(2026, 12, 1, 11, tzinfo=UTC),
        }

    @pytest.mark.parametrize(
        "content",
        [
            b"\xef\xbb\xbf" + GOOD.encode(),
            GOOD.replace("\n", "\r\n").encode(),
            GOOD.encode("utf-16"),
            GOOD.replace('"Bo Ek, the second"', '"Bo Ek; the second"')
            .replace("layers:+7d; intro:2026-12-01T12:00", '"layers:+7d; intro:2026-12-01T12:00"')
            .replace(",", ";")
            .replace("Ek; the", "Ek, the")
            .encode(),
            ("sep=\t\n" + GOOD.replace('"Bo Ek, the', '"Bo Ek@ the').replace(",", "\t"))
            .replace("@ the", ", the")
            .encode(),
            GOOD.replace("key,name", " Key ,NAME").encode(),
            (GOOD + ",,,,,,,,,,\n\n").encode(),
        ],
        ids=["BOM", "CRLF", "UTF-16", "semicolons", "tabs", "case", "blank rows"],
    )
    def test_as_spreadsheets_save_it(self, tmp_path, course, content):
        """The same people come of each."""
        assert read(tmp_path, course, content) == read(tmp_path, course, GOOD)

    def test_keys_alone(self, tmp_path, course):
        """Nothing but the key has to be there."""
        assert read(tmp_path, course, "key\nada\n").people == (Person("ada"),)

    def test_any_section_where_the_course_has_none(self, tmp_path, course):
        """A section is then a name, by which grades can be listed."""
        plain = course.exercises[1:]
        without = course.model_copy(update={"exercises": plain})

        assert read(tmp_path, without, "key,section\nada,Z\n").people[0].section == "Z"

    def test_one_exercise_is_an_exception(self, tmp_path, course):
        """What is said of one exercise is stronger than what is said of all."""
        (ada,) = read(tmp_path, course, "key,extension\nada,layers:+7d; +2d\n").people

        assert ada.extension == {"layers": 7 * DAY, "intro": 2 * DAY}

    def test_days_and_hours(self, tmp_path, course):
        """Hours alone, and both."""
        rows = "key,extension\nada,+36h\nbo,+1d12h\n"

        assert {each.extension["intro"] for each in read(tmp_path, course, rows).people} == {
            timedelta(hours=36)
        }


WRONG = [
    ("key,name", "ky,name", 1, "there is no column `key`", "columns here are: ky, name"),
    ("email", "e-mail", 1, "unknown column `e-mail`", "did you mean `email`?"),
    ("sis_id", "login", 1, "a second column is called `login`", "remove one"),
    ("github\n", "\n", 1, "column 11 has no name", "name or remove it"),
    ("bo,", ",", 3, "there is no key", "how the gradebook is to call"),
    ("bo,", "ada,", 3, "key `ada` stands in line 2 too", "one row"),
    ("bo,", "ADA,", 3, "key `ADA` stands in line 2 too", "one row"),
    ("bo@example", "Ada@example", 3, "email `Ada@example.org` stands in line 2", "one row"),
    ("+6h,12", "+6h,11", 3, "canvas_id `11` stands in line 2 too", "ids of their own"),
    ("bo@example.org", "bo", 3, "`bo` is no e-mail address", "ada@example.org"),
    ("org,B", "org,C", 3, "no exercise has a section `C`", "are: A, B"),
    ("org,B", "org,b", 3, "no exercise has a section `b`", "A, B"),
    ("+6h", "1.5", 3, "extra_time is no duration: `1.5`", "for some of them, extension"),
    ("+6h", "+", 3, "extra_time is no duration: `+`", "write +12h"),
    ("+6h", "-6h", 3, "extra_time is no duration: `-6h`", "write +12h"),
    ("+2d", "2 days", 3, "the extension `2 days` is not a date and time", "+2d for two days"),
    ("+2d", "-2d", 3, "is not a date and time", "+2d"),
    ("+2d", "+", 3, "is not a date and time", "+2d"),
    ("+2d", "01.12.2026", 3, "is not a date and time", "2026-11-30T23:59"),
    ("+2d", "2026-12-01", 3, "has no time of day", "2026-12-01T23:59"),
    ("+2d", "2026-10-25T02:30", 3, "comes twice in Europe/Zurich", "+02:00 or 2026"),
    ("+2d", "2026-11-01T12:00", 3, "puts off no deadline", "a later time"),
    ("+2d", "+2d; +3d", 3, "a second extension for all exercises", "name the exercise"),
    ("+2d", "layer:+2d", 3, "`layer`, which is no exercise", "did you mean `layers`?"),
    ("+2d", "extra:+2d", 3, "`extra` has no deadline to be extended", "course.yml"),
    ("+2d", "intro:2026-11-01T12:00", 3, "ends before its deadline", f"after {DUE}"),
    ("+2d", "intro:+1d;intro:+2d", 3, "a second extension for `intro`", "keep one"),
    ("ada-l\n", "ada-l,x\n", 2, "has 12 cells, and there are 11 columns", "commas"),
    ('second",', 'second"x,', 3, "is not CSV", "quotes"),
]


class TestWrong:
    """What is said of a broken roster."""

    @pytest.mark.parametrize(("old", "new", "line", "what", "fix"), WRONG)
    def test_line_and_fix(self, tmp_path, course, old, new, line, what, fix):
        """Every mistake is told with its file, line and fix."""
        assert GOOD.count(old) == 1

        told = said(tmp_path, course, GOOD.replace(old, new))

        assert any(each.startswith(f"roster.csv:{line}: ") and what in each for each in told), told
        assert any(fix in each for each in told), told

    def test_all_at_once(self, tmp_path, course):
        """In the order of the lines, each with its fix, and how many there are."""
        text = GOOD.replace("+6h", "x").replace("layers:+7d", "layer:+7d").replace("bo,", "ada,")

        told = said(tmp_path, course, text)

        assert [each.split(": ")[0] for each in told[:-1:2]] == [
            "roster.csv:3", "roster.csv:3", "roster.csv:4",
        ]  # fmt: skip
        assert told[-1] == "fix these 3 places in roster.csv"

    def test_lines_are_those_of_the_file(self, tmp_path, course):
        """Though a name goes over two lines, and a row is blank."""
        text = 'key,name,extra_time\n"ada","Ada\nLindqvist",\n\nbo,,x\n'

        assert said(tmp_path, course, text)[0].startswith("roster.csv:5: ")

    @pytest.mark.parametrize(
        ("content", "what", "fix"),
        [
            (b"", "roster.csv:1: is empty", "key,name,email"),
            (b"PK\x03\x04...", "is a workbook", "CSV UTF-8"),
            ("key\nada\nJürgen\n".encode("latin-1"), "roster.csv:3: is not UTF-8", "CSV UTF-8"),
        ],
    )
    def test_no_csv(self, tmp_path, course, content, what, fix):
        """Encodings are not guessed: names would be garbled."""
        told = said(tmp_path, course, content)

        assert what in told[0]
        assert fix in told[-1]

    def test_not_there(self, tmp_path, course):
        """A file that cannot be read is named."""
        with pytest.raises(CourseError, match=r"^roster\.csv:1: cannot be read: No such file"):
            read_roster(tmp_path / "roster.csv", course)

    def test_without_a_zone_a_time_needs_an_offset(self, tmp_path, course):
        """As in course.yml."""
        without = course.model_copy(update={"time_zone": None})
        rows = "key,extension\nada,2026-12-01T12:00\n"

        assert "has no time zone" in said(tmp_path, without, rows)[0]

    def test_no_key_moves_a_cursor(self, tmp_path, course):
        """A key is spelt as the names of folders are."""
        assert read(tmp_path, course, "key\nada\x1b[2J\n").people[0].key == "ada\\x1b[2J"
        told = said(tmp_path, course, "key,email\nada,\x1b[2J\n")
        assert "\x1b" not in "".join(told)


class TestFind:
    """Whose a work is."""

    @pytest.mark.parametrize(
        ("student", "origin", "key"),
        [
            ("ada", None, "ada"),
            ("submission_1", Origin("A. L.", {"email": "ADA@example.org"}), "ada"),
            ("lindqvistada", Origin("lindqvistada", {"canvas": "11"}), "ada"),
            ("lindqvistada", None, "ada"),
            ("Ada Lindqvist", None, "ada"),
            ("Lindqvist, Ada", Origin("Lindqvist, Ada"), "ada"),
            ("x", Origin("çelik yılmaz", {"moodle": "998877"}), "cy"),
            ("ada-l", Origin("ada-l", {"github": "Ada-L"}), "ada"),
            ("Ada", None, None),
            ("dan", Origin("Dan", {"canvas": "13"}), None),
            ("Ada Lindqvist", Origin("Ada Lindqvist", {"canvas": "99"}), None),
            ("Ada Lindqvist", Origin("Ada Lindqvist", {"email": "adaexample.org"}), None),
        ],
    )
    def test_found(self, tmp_path, course, student, origin, key):
        """By key, by an id, by a name that no id speaks against; a namesake is a stranger."""
        found = read(tmp_path, course, GOOD).find(student, origin)

        assert (found.key if found else None) == key

    def test_ambiguous(self, tmp_path, course):
        """Where two people fit it is for the instructor to say."""
        roster = read(tmp_path, course, GOOD + "ada2,Lindqvist Ada,,,,,,,,,\n")

        for student, origin in [
            ("lindqvistada", None),
            ("x", Origin("x", {"canvas": "11", "sid": "s-2"})),
            ("bo", Origin("x", {"canvas": "11"})),
        ]:
            with pytest.raises(UsageError, match="may be any of ada") as caught:
                roster.find(student, origin)
            assert "canvas_id" in caught.value.remedy
        assert roster.find("x", Origin("Ada Lindqvist", {"canvas": "11"})) == roster.people[0]

    def test_moodles_numbers_are_no_persons(self, tmp_path, course):
        """They are others in each assignment, and may be somebody else's id."""
        rows = "key,name,moodle_id\nada,Ada L,7\nbo,Bo E,8\n"
        roster = read(tmp_path, course, rows)

        found = roster.find("x", Origin("Bo E", {"moodle": "7"}))

        assert found and found.key == "bo"

    def test_groups(self, tmp_path, course):
        """One work is all members', under the name of one of them or of the group."""
        roster = read(tmp_path, course, GOOD + "dan,,,,,,,,,,\neve,,,,G2,,,,,,\n")
        ada, bo, cy, dan, eve = roster.people

        assert roster.members(ada) == roster.members(bo) == (ada, bo)
        assert (roster.members(dan), roster.members(eve)) == ((dan,), (eve,))
        assert roster.members(cy) == (cy,)
        assert roster.who("bo") == roster.who("g1", Origin("G1")) == (ada, bo)
        assert roster.who("") == ()

    def test_a_display_name_is_no_groups(self, tmp_path, course):
        """Nor is a key that an id speaks against: whoever is called as a group is a stranger."""
        roster = read(tmp_path, course, GOOD)
        ada, bo, _ = roster.people

        assert roster.who("dan", Origin("G1")) == ()
        assert roster.who("G1", Origin("G1", {"canvas": "99"})) == ()
        assert roster.who("G1", Origin("G1", {"moodle": "99"})) == (ada, bo)
        assert roster.strangers({"dan": Origin("G1")}) == ("dan",)

    def test_groups_that_are_spelt_alike(self, tmp_path, course):
        """The one that is meant to the letter, or none is guessed."""
        rows = "key,group\nada,Team 1\nbo,Team-1\n"
        roster = read(tmp_path, course, rows)

        assert [each.key for each in roster.who("Team-1")] == ["bo"]
        with pytest.raises(UsageError, match="any of the groups Team 1, Team-1"):
            roster.who("team1")

    def test_a_large_class_is_looked_through_once(self, tmp_path, course, monkeypatch):
        """However many strangers hand in: names are spelt once, and not for each of them."""
        rows = "".join(f"k{n},Person {n},g{n % 50}\n" for n in range(300))
        roster = read(tmp_path, course, f"key,name,group\n{rows}")
        spelt = []
        folded = roster_module._folded
        monkeypatch.setattr(
            roster_module, "_folded", lambda text: spelt.append(text) or folded(text)
        )

        found = roster.strangers({f"stranger {n}": Origin(f"S {n}") for n in range(300)})

        assert len(found) == 300
        assert len(spelt) < 10 * 300

    def test_absent_and_strangers(self, tmp_path, course):
        """Who handed in nothing, nor anybody of their group; and who is on no list."""
        roster = read(tmp_path, course, GOOD)
        handed_in = {"bo": None, "dan": Origin("Dan")}

        assert [each.key for each in roster.absent(handed_in)] == ["cy"]
        assert roster.strangers(handed_in) == ("dan",)
        assert [each.key for each in roster.absent({})] == ["ada", "bo", "cy"]
        assert roster.strangers({"G1": None, "cy": None}) == ()
