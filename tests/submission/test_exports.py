"""Tests of reading what platforms export: a made-up class of forty in each layout, and traps."""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from grader.errors import UnknownName, UsageError
from grader.submission import Entry, Origin, Submission, Survey, read_submission, survey
from grader.submission.exports.delivery import Conditions
from tests.support.layouts import LATE, LAYOUTS, Works, class_of_forty, key, zipped

NAMES = ("perceptron", "circles")
ZONE = ZoneInfo("Europe/Zurich")
DATED = ("brightspace", "blackboard", "gradescope", "nbgrader")


@pytest.fixture(scope="module")
def works() -> Works:
    """The class of forty."""
    return class_of_forty(*NAMES)


def put(folder: Path, *paths: str, **contents: str) -> Path:
    """Fill a folder with small files, and with the folders whose paths end in a slash."""
    for path in paths:
        place = folder / path
        (place if path.endswith("/") else place.parent).mkdir(parents=True, exist_ok=True)
        if not path.endswith("/"):
            place.write_text(contents.get(place.name, "x = 1"))
    return folder


def read(entry: Entry) -> Submission:
    """Read all that a student handed in."""
    return read_submission(entry, NAMES)


def code(entry: Entry) -> dict[str, list[str]]:
    """The sources of each exercise of a student, and of the helpers."""
    submission = read(entry)
    found = {work.exercise: [cell.source for cell in work.cells] for work in submission.works}
    return found | {name: [source] for name, source in submission.siblings.items()}


def said(found: Survey) -> str:
    """All that is to be said of a folder."""
    return "\n".join(found.warnings)


def students(found: Survey) -> list[str]:
    """The keys of the students found."""
    return [entry.student for entry in found.entries]


@pytest.mark.parametrize("packed", [False, True], ids=["unpacked", "zip"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_is_the_same_class(
    tmp_path: Path, works: Works, layout: str, packed: bool
) -> None:
    """The same students, exercises and code as a plain folder's, in each layout, as a zip too."""
    plain = survey(LAYOUTS["folder"](tmp_path / "plain", works), NAMES)
    download = LAYOUTS[layout](tmp_path / "download", works)

    found = survey(zipped(download) if packed else download, NAMES, zone=ZONE)

    assert found.platform == layout.split()[0]
    assert students(found) == sorted(key(layout, work) for work in works)
    by_user = {entry.student: code(entry) for entry in plain.entries}
    expected = {key(layout, work): by_user[work.user] for work in works}
    assert {entry.student: code(entry) for entry in found.entries} == expected
    assert all(read(entry).problems == () for entry in found.entries)


@pytest.mark.parametrize("packed", [False, True], ids=["unpacked", "zip"])
@pytest.mark.parametrize("layout", DATED)
def test_times_of_the_platform(tmp_path: Path, works: Works, layout: str, packed: bool) -> None:
    """What a platform writes becomes the time of each work; without a zone, the course's."""
    download = LAYOUTS[layout](tmp_path / "download", works)

    found = survey(zipped(download) if packed else download, NAMES, zone=ZONE)

    times = {entry.student: read(entry).submitted_at for entry in found.entries}
    assert times == {
        key(layout, work): work.when.replace(tzinfo=ZONE).astimezone(UTC) for work in works
    }


@pytest.mark.parametrize("layout", ["brightspace", "blackboard"])
def test_times_without_a_zone(tmp_path: Path, works: Works, layout: str) -> None:
    """They are not guessed: nobody's time is known, which is said once, and the newest counts."""
    found = survey(LAYOUTS[layout](tmp_path / "x", works), NAMES)

    assert {read(entry).submitted_at for entry in found.entries} == {None}
    assert said(found).count("writes times without a zone") == 1
    assert all(code(e) != {"perceptron": ["earlier"]} for e in found.entries)


def test_canvas_says_who_is_late(tmp_path: Path, works: Works) -> None:
    """Its flag is kept, with the number of the student and the names in the download."""
    found = survey(LAYOUTS["canvas"](tmp_path / "x", works), NAMES)

    late = {entry.student for entry in found.entries if entry.origin and entry.origin.late}
    assert late == {work.sortable for work in works if work.when > works[0].when + LATE / 2}
    (ada,) = [entry for entry in found.entries if entry.student == "lindqvistada"]
    assert ada.origin == Origin(
        "canvas", "lindqvistada", {"canvas": "701"}, "lindqvistada_701_9010_perceptron-1.py",
        late=False, files={
            "perceptron.py": "lindqvistada_701_9010_perceptron-1.py",
            "circles.py": "lindqvistada_701_9011_circles-1.py",
        },
    )  # fmt: skip


def test_entries_travel(tmp_path: Path, works: Works) -> None:
    """An entry of a zip is read in another process as it is here."""
    entry = survey(zipped(LAYOUTS["canvas"](tmp_path / "x", works)), NAMES).entries[0]

    there = pickle.loads(pickle.dumps(entry))

    assert there == entry
    assert read(there).digest == read(entry).digest


# Moodle


def test_moodle_twice_is_the_same_student(tmp_path: Path) -> None:
    """Though the number is another one in each assignment, and the layout another one too."""
    one = put(tmp_path / "1", "Ada L_12_assignsubmission_file_/perceptron.py")
    other = put(tmp_path / "2", "Ada L_34_assignsubmission_file_circles.py")

    assert students(survey(one, NAMES)) == students(survey(other, NAMES)) == ["Ada L"]


@pytest.mark.parametrize("packed", [False, True], ids=["unpacked", "zip"])
@pytest.mark.parametrize(
    "pattern",
    ["Wang Wei_{}_assignsubmission_file/{}.py", "Wang Wei_{}_assignsubmission_file_{}.py"],
    ids=["folders", "flat"],
)
def test_two_of_one_name_stay_two(tmp_path: Path, pattern: str, packed: bool) -> None:
    """They get their numbers, and this is said; each one's work is their own."""
    paths = [pattern.format(12, "perceptron"), pattern.format(34, "circles")]
    folder = put(tmp_path / "x", *paths)

    found = survey(zipped(folder) if packed else folder, NAMES)

    assert students(found) == ["Wang Wei 12", "Wang Wei 34"]
    assert [list(code(entry)) for entry in found.entries] == [["perceptron"], ["circles"]]
    assert "2 students are called Wang Wei: Wang Wei 12, Wang Wei 34" in said(found)


@pytest.mark.parametrize("word", ["Participant", "Osallistuja"])
def test_moodle_blind(tmp_path: Path, word: str) -> None:
    """Students without a name go by Moodle's word and number, in whatever language."""
    paths = [f"{word}_{number}_assignsubmission_file_/perceptron.py" for number in (7, 8, 9)]

    found = survey(put(tmp_path, *paths), NAMES)

    assert students(found) == [f"{word} 7", f"{word} 8", f"{word} 9"]
    assert "3 without a name (blind marking)" in said(found)
    assert "are called" not in said(found)


def test_moodle_teams(tmp_path: Path) -> None:
    """A team goes by its name; Moodle's group of those who are in none has no number."""
    found = survey(
        put(
            tmp_path,
            "Team A_7_assignsubmission_file_/perceptron.py",
            "Default group_assignsubmission_file_/perceptron.py",
        ),
        NAMES,
    )

    assert students(found) == ["Default group", "Team A"]
    assert [entry.origin and entry.origin.ids for entry in found.entries] == [{}, {"moodle": "7"}]


def test_moodle_online_text(tmp_path: Path) -> None:
    """A text that was typed is no student of its own and no work, and both are said."""
    found = survey(
        put(
            tmp_path,
            "Ada L_7_assignsubmission_file/perceptron.py",
            "Ada L_7_assignsubmission_onlinetext/onlinetext.html",
            "Bo C_8_assignsubmission_onlinetext/onlinetext.html",
        ),
        NAMES,
    )

    assert students(found) == ["Ada L", "Bo C"]
    assert "not judged: an online text of Ada L, Bo C" in said(found)
    assert list(code(found.entries[0])) == ["perceptron"]
    assert "no exercise was handed in" in read(found.entries[1]).problems[0]


# Canvas


def test_canvas_typed_and_groups(tmp_path: Path) -> None:
    """A text or an address that was typed is nobody's code; a group goes by its name."""
    found = survey(
        put(
            tmp_path,
            "chenbo_LATE_12_text.html",
            "lindqvistada_13_link.html",
            "teama_14_99_perceptron.py",
        ),
        NAMES,
    )

    assert students(found) == ["chenbo", "lindqvistada", "teama"]
    assert "typed into Canvas itself, of chenbo, lindqvistada" in said(found)
    assert [list(code(entry)) for entry in found.entries] == [[], [], ["perceptron"]]
    assert found.entries[0].origin and found.entries[0].origin.late


def test_canvas_anonymous(tmp_path: Path) -> None:
    """Without names the letters are the key, which does not last, as is said."""
    found = survey(
        put(
            tmp_path,
            "anon_aB3x9_12_perceptron.py",
            "LATE_anon_Zz1_13_perceptron.py",
            "anon_Yy1_LATE_14_circles.py",
        ),
        NAMES,
    )

    assert students(found) == ["anon_Yy1", "anon_Zz1", "anon_aB3x9"]
    assert [e.origin.late for e in found.entries if e.origin] == [True, True, False]
    assert "3 without a name (anonymous marking)" in said(found)


@pytest.mark.parametrize(
    ("names", "read_as"),
    [
        (["perceptron-2.py"], ["perceptron.py"]),
        (["week-2.py"], ["week-2.py"]),
        (["perceptron.py", "perceptron-1.py"], ["perceptron-1.py", "perceptron.py"]),
        (["perceptron-1.py", "perceptron.py"], ["perceptron-1.py", "perceptron.py"]),
        (["work.tar-1.gz"], ["work.tar.gz"]),
        (["Perceptron-1.ipynb"], ["Perceptron.ipynb"]),
    ],
)
def test_canvas_suffixes(tmp_path: Path, names: list[str], read_as: list[str]) -> None:
    """What Canvas adds is taken off an exercise's name and an archive's, and off no other."""
    folder = put(tmp_path, *(f"adal_1_{n}_{name}" for n, name in enumerate(names)))

    (entry,) = survey(folder, NAMES).entries

    assert entry.files is not None
    assert sorted(entry.files) == read_as


def test_canvas_two_of_one_name(tmp_path: Path) -> None:
    """Students whose names Canvas writes alike stay two."""
    found = survey(put(tmp_path, "lijan_1_8_perceptron.py", "lijan_2_9_perceptron.py"), NAMES)

    assert students(found) == ["lijan 1", "lijan 2"]


# Brightspace


def test_brightspace_the_newest_counts(tmp_path: Path) -> None:
    """Not by its name: at noon comes after nine, and September after April; the others are said."""
    one, two = "12-99 - Ada L - Apr 30, 2024 1159 PM", "12-99 - Ada L - Sep 2, 2024 926 AM"
    three = "12-99 - Ada L - Sep 2, 2024 1205 PM"
    other = "13-99 - Bo C - Sep 2, 2024 1205 AM"
    folder = put(tmp_path, *(f"{name}/perceptron.py" for name in (one, two, three, other)))

    found = survey(folder, NAMES, zone=ZONE)

    ada, bo = found.entries
    assert (ada.student, ada.path.name) == ("Ada L", three)
    assert f"Ada L handed in 3 times: {three} counts" in said(found)
    assert f"left aside: {one}, {two}" in said(found)
    assert read(bo).submitted_at == datetime(2024, 9, 1, 22, 5, tzinfo=UTC)


def test_brightspace_two_of_one_name(tmp_path: Path) -> None:
    """They are told apart by the number that is not the assignment's, whichever it is."""
    folder = put(
        tmp_path,
        "99-12 - Wang Wei - Sep 2, 2024 926 AM/perceptron.py",
        "99-13 - Wang Wei - Sep 2, 2024 927 AM/perceptron.py",
        "99-12 - Wang Wei - Sep 3, 2024 926 AM/circles.py",
    )

    found = survey(folder, NAMES, zone=ZONE)

    assert students(found) == ["Wang Wei 12", "Wang Wei 13"]
    assert [list(code(entry)) for entry in found.entries] == [["circles"], ["perceptron"]]


def test_brightspace_with_student_numbers(tmp_path: Path) -> None:
    """Some sites write them before the name; they belong to it no more."""
    found = survey(put(tmp_path, "9-1 - N0123456 - Ada L - Sep 2, 2024 926 AM/circles.py"), NAMES)

    assert students(found) == ["Ada L"]
    assert found.entries[0].origin and found.entries[0].origin.ids["sid"] == "N0123456"


def test_a_time_that_comes_twice_is_the_earlier_one() -> None:
    """When the clocks go back an hour comes twice, and the student is not late for it."""
    moment = Conditions((), ZONE).moment(datetime(2026, 10, 25, 2, 30))

    assert moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


# Blackboard


def test_blackboard_believes_no_students_file_name(tmp_path: Path) -> None:
    """A file that is called like another student's stays with the one who handed it in."""
    head = "HW_1_mallory_attempt_2024-09-24-10-00-00"
    other = "HW_1_ada_attempt_2024-09-25-10-00-00"
    folder = put(tmp_path, f"{head}_{other}_perceptron.py", f"{other}_circles.py")

    found = survey(folder, NAMES, zone=ZONE)

    assert students(found) == ["ada", "mallory"]
    assert list(code(found.entries[0])) == ["circles"]


def test_blackboard_user_names_with_an_underscore(tmp_path: Path) -> None:
    """Blackboard's own text says where the user name begins; without one nobody becomes another."""
    folder = put(
        tmp_path,
        "HW_a_l_attempt_2024-09-24-10-00-00.txt",
        "HW_a_l_attempt_2024-09-24-10-00-00_circles.py",
        "HW_b_l_attempt_2024-09-24-10-00-00_circles.py",
        "HW_c_l_attempt_2024-09-24-10-00-00_perceptron.py",
        **{"HW_a_l_attempt_2024-09-24-10-00-00.txt": "Name: Ada L. (a_l)\nName: Eve (e)\n"},
    )

    found = survey(folder, NAMES, zone=ZONE)

    assert students(found) == ["a_l", "l HW_b_l", "l HW_c_l"]
    assert found.entries[0].origin and found.entries[0].origin.name == "Ada L."


# Gradescope

METADATA = """\
submission_1:
  :submitters:
  - {':name': Ada L, ':sid': '1', ':email': a@x}
  - {':name': Bo C, ':sid': '2', ':email': b@x}
  :created_at: 2024-09-24 21:26:03.123456789 -07:00
submission_2:
  :submitters:
  - {':name': Wang Wei, ':email': w1@x}
submission_3:
  :submitters:
  - :name: Wang Wei
    :email: w2@x
submission_9:
  :submitters: []
"""


def test_gradescope_groups_and_names(tmp_path: Path) -> None:
    """Several submitters are a group with one work; what is on one side alone is said."""
    paths = [f"submission_{number}/perceptron.py" for number in (1, 2, 3, 4)]
    folder = put(
        tmp_path, *paths, "submission_metadata.yml", **{"submission_metadata.yml": METADATA}
    )

    found = survey(folder, NAMES)

    assert students(found) == ["Ada L & Bo C", "Wang Wei w1@x", "Wang Wei w2@x", "submission_4"]
    assert found.entries[0].members == ("Ada L", "Bo C")
    assert read(found.entries[0]).submitted_at == datetime(
        2024, 9, 25, 4, 26, 3, 123456, tzinfo=UTC
    )
    assert "does not say whose they are: submission_4" in said(found)
    assert "names submissions that are not there: submission_9" in said(found)


@pytest.mark.parametrize(
    ("text", "why"),
    [("a: 1\n]", "line 2: no YAML"), ("- 1", "names no submissions"), ("!!x/y a", "YAML")],
)
def test_gradescope_broken_metadata(tmp_path: Path, text: str, why: str) -> None:
    """Nothing is graded under a name that nobody knows."""
    names = {"submission_metadata.yml": text}
    folder = put(tmp_path, "submission_1/perceptron.py", *names, **names)

    with pytest.raises(UsageError, match=why) as caught:
        survey(folder, NAMES)

    assert "submission_metadata.yml" in caught.value.message


# recognised or named


def test_a_mixture_is_refused(tmp_path: Path) -> None:
    """Where names of a platform and others are mixed, both are named, and what to do."""
    folder = put(
        tmp_path,
        "Ada_1_assignsubmission_file/perceptron.py",
        "Bo_2_assignsubmission_file/perceptron.py",
        "cyd/perceptron.py",
    )

    with pytest.raises(
        UsageError, match=r"download of moodle \(Ada.*some is not \(cyd\)"
    ) as caught:
        survey(folder, NAMES)
    assert "--from moodle" in caught.value.remedy

    assert students(survey(folder, NAMES, platform="moodle")) == ["Ada", "Bo"]
    assert "left aside, not being named as moodle does: cyd" in said(
        survey(folder, NAMES, platform="moodle")
    )
    assert len(survey(folder, NAMES, platform="folder").entries) == 3


def test_a_few_others_are_said(tmp_path: Path) -> None:
    """Four in five names are enough, and the others are named."""
    paths = [f"ada{each}_{each}_7_perceptron.py" for each in range(8)]

    found = survey(put(tmp_path, *paths, "notes.docx", "cyd/perceptron.py"), NAMES)

    assert (found.platform, len(found.entries)) == ("canvas", 8)
    assert "left aside, not being named as canvas does: cyd, notes.docx" in said(found)


def test_a_platform_that_it_is_not(tmp_path: Path) -> None:
    """A download that is not the platform's that was named, or a platform that is none."""
    put(tmp_path, "ada/perceptron.py")

    with pytest.raises(UsageError, match="named as in a download of canvas: ada"):
        survey(tmp_path, NAMES, platform="canvas")
    with pytest.raises(UnknownName, match="no platform is called 'canvs'") as caught:
        survey(tmp_path, NAMES, platform="canvs")
    assert "did you mean canvas?" in caught.value.remedy


@pytest.mark.parametrize("packed", [False, True], ids=["unpacked", "zip"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_folder_too_many(tmp_path: Path, works: Works, layout: str, packed: bool) -> None:
    """Systems that pack and unpack put a folder of the same name around it all."""
    outer = tmp_path / "homework"
    LAYOUTS[layout](outer / "homework", works)

    found = survey(zipped(outer) if packed else outer, NAMES, zone=ZONE)

    assert students(found) == sorted(key(layout, work) for work in works)
    assert all(read(entry).sources for entry in found.entries)


def test_keys_that_are_known(tmp_path: Path) -> None:
    """A roster's key comes before the name, and no two students become one."""
    folder = put(tmp_path, "adal_1_8_perceptron.py", "boc_2_9_perceptron.py")
    by_number = {"1": "s-001"}

    found = survey(folder, NAMES, key_of=lambda origin: by_number.get(origin.ids["canvas"]))

    assert students(found) == ["boc", "s-001"]
    with pytest.raises(UsageError, match="s-001 is there 2 times"):
        survey(folder, NAMES, key_of=lambda origin: "s-001")


def test_a_prefix_of_a_platforms_download(tmp_path: Path) -> None:
    """It is refused, where it would do nothing, and may be meant of a folder."""
    put(tmp_path, "Ada_1_assignsubmission_file/perceptron.py")

    with pytest.raises(UsageError, match="download of moodle, whose names have no prefix"):
        survey(tmp_path, NAMES, "Ad")
    assert students(survey(tmp_path, NAMES, "Ada_1_assign", platform="folder")) == [
        "submission_file"
    ]


# times that a student writes


@pytest.mark.parametrize(
    "folder",
    ["Ada_1_assignsubmission_file", "9-1 - Ada - Sep 2, 2024 926 AM", "submission_1", "cs1-ada"],
)
def test_a_timestamp_in_the_work_is_not_believed(tmp_path: Path, folder: str) -> None:
    """In a download of another platform than nbgrader it is the student's own word."""
    put(tmp_path, f"{folder}/timestamp.txt", f"{folder}/perceptron.py", f"{folder}/.git/x")
    (tmp_path / folder / "timestamp.txt").write_text("2020-01-01 00:00:00 UTC")

    (entry,) = survey(tmp_path, NAMES).entries

    assert read(entry).submitted_at is None


def test_nbgraders_timestamp_comes_before_the_students(tmp_path: Path) -> None:
    """One that was handed in lies below nbgrader's own."""
    put(tmp_path, "ada/hw1/perceptron/perceptron.py")
    (tmp_path / "ada/hw1/timestamp.txt").write_text("2026-02-02 15:00:00 UTC")
    (tmp_path / "ada/hw1/perceptron/timestamp.txt").write_text("2020-01-01 00:00:00 UTC")

    (entry,) = survey(tmp_path, NAMES).entries

    assert read(entry).submitted_at == datetime(2026, 2, 2, 15, tzinfo=UTC)


def test_a_class_of_archives_is_not_nbgraders(tmp_path: Path) -> None:
    """One folder with a time of its own among archives makes no download of nbgrader."""
    put(tmp_path, "mallory/hw1/perceptron.py")
    (tmp_path / "mallory/hw1/timestamp.txt").write_text("2020-01-01 00:00:00 UTC")
    for name in ("ada", "bo"):
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            archive.writestr("perceptron.py", "x = 1")

    found = survey(tmp_path, NAMES)

    assert found.platform == "folder"
    assert [read(entry).submitted_at for entry in found.entries] == [None, None, None]


@pytest.mark.parametrize("at", ["ada", "ada/hw1"])
def test_opening_an_archive_keeps_the_time_beside_it(tmp_path: Path, at: str) -> None:
    """A zip that is handed in takes the folder's place, and not its time."""
    put(tmp_path, f"{at}/")
    (tmp_path / at / "timestamp.txt").write_text("2026-02-02 15:00:00 UTC")
    with zipfile.ZipFile(tmp_path / at / "work.zip", "w") as archive:
        archive.writestr("perceptron.py", "x = 1")
        archive.writestr("timestamp.txt", "2020-01-01 00:00:00 UTC")

    (entry,) = survey(tmp_path, NAMES, platform="nbgrader").entries

    assert list(code(entry)) == ["perceptron"]
    assert read(entry).submitted_at == datetime(2026, 2, 2, 15, tzinfo=UTC)


# zips


def test_an_archive_in_the_zip(tmp_path: Path) -> None:
    """What students packed themselves is opened where it lies, in each kind of layout."""
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("hw/perceptron.py", "x = 1")
    for name, path in {
        "canvas": "adal_1_8_work.zip",
        "moodle": "Ada_1_assignsubmission_file/work.zip",
        "folder": "ada.zip",
    }.items():
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            archive.write(inner, path)

        (entry,) = survey(tmp_path / f"{name}.zip", NAMES).entries

        assert code(entry) == {"perceptron": ["x = 1"]}


def test_a_hostile_zip(tmp_path: Path) -> None:
    """Names that lead out are left aside and said; a link is read by nobody."""
    link = zipfile.ZipInfo("bo/perceptron.py")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("ada/perceptron.py", "x = 1")
        archive.writestr("../eve/perceptron.py", "x = 1")
        archive.writestr("ada/../../circles.py", "x = 1")
        archive.writestr(link, "/etc/passwd")

    found = survey(tmp_path / "x.zip", NAMES)

    assert students(found) == ["ada", "bo"]
    assert "the names lead out of the archive" in said(found)
    assert code(found.entries[0]) == {"perceptron": ["x = 1"]}
    (work,) = read(found.entries[1]).works
    assert "is a link" in work.problem


def test_a_zip_that_is_one_students(tmp_path: Path) -> None:
    """A zip with the exercises at its top is one student's, by its name."""
    with zipfile.ZipFile(tmp_path / "ada.zip", "w") as archive:
        archive.writestr("perceptron.py", "x = 1")

    (entry,) = survey(tmp_path / "ada.zip", NAMES).entries

    assert (entry.student, code(entry)) == ("ada", {"perceptron": ["x = 1"]})


def test_empty_folders_in_a_zip_are_students(tmp_path: Path, works: Works) -> None:
    """Who handed in nothing at all has a row, as in a folder."""
    folder = put(tmp_path / "x", "ada/perceptron.py", "bo/", "cyd/notes.txt")

    assert students(survey(zipped(folder), NAMES)) == ["ada", "bo", "cyd"]


def test_a_zip_that_is_gone(tmp_path: Path, works: Works) -> None:
    """What cannot be opened any more is said in the submission, and raises nothing."""
    entry = survey(zipped(LAYOUTS["canvas"](tmp_path / "x", works)), NAMES).entries[0]
    (tmp_path / "x.zip").unlink()

    assert "cannot be read" in read(entry).problems[0]


def test_a_zip_is_not_unpacked_into_memory(
    tmp_path: Path, works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Finding the students reads the zip's directory, and no more of it."""
    archive = zipped(LAYOUTS["moodle"](tmp_path / "x", works))

    def refuse(*_: object) -> Callable[..., bytes]:
        raise AssertionError("a member was opened")

    monkeypatch.setattr(zipfile.ZipFile, "open", refuse)
    assert len(survey(archive, NAMES).entries) == 40
