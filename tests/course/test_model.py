"""Tests of course: what course.yml may say, and what is said of it when it is broken."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from grader.course.model import course_schema, find_course, load_course, schema_text
from grader.errors import CourseError, UnknownName, UsageError

HOME = Path(__file__).parents[2]

GOOD = """\
name: A course
limits: {call_seconds: 5, memory_mb: 512}
exercises:
  - name: layers
    title: Layers
    deadline: 2031-05-01T23:59:00+02:00
    limits: {call_seconds: 7}
    parts:
      - {name: sigmoid, points: 2}
      - {name: forward, points: 0.5, needs: [sigmoid]}
      - name: train
        points: 3
    gates:
      - name: circles
        part: train
        threshold: 0.9
        seeds: 3
        need: 2
        trivial: 0.7
        calibration: {runs: 10000, failures: 25, upper: 0.0035, false_fail: 3.7e-05}
  - name: other
    title: Another one
    parts: [{name: f, points: 1}]
"""


def write(folder: Path, text: str | bytes) -> Path:
    """Write a course file into a folder."""
    path = folder / "course.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return folder


def said(folder: Path, text: str | bytes) -> str:
    """Give everything that a broken course file is told: message and remedy."""
    with pytest.raises(CourseError) as caught:
        load_course(write(folder, text), exactly=True)
    assert caught.value.remedy, "every error names the fix"
    assert caught.value.exit_code == 2
    return f"{caught.value.message}\n    {caught.value.remedy}"


def changed(old: str, new: str) -> str:
    """Give the good course with one change."""
    assert GOOD.count(old) == 1, f"{old!r} stands {GOOD.count(old)} times"
    return GOOD.replace(old, new)


class TestRight:
    """What a right course.yml becomes."""

    def test_nouns(self, tmp_path):
        """Exercises, parts, points, needs and gates come back in order."""
        course = load_course(write(tmp_path, GOOD))

        layers = course.exercise("layers")
        assert [exercise.name for exercise in course.exercises] == ["layers", "other"]
        assert [(part.name, part.points) for part in layers.parts] == [
            ("sigmoid", 2),
            ("forward", 0.5),
            ("train", 3),
        ]
        assert layers.part("forward").needs == ("sigmoid",)
        assert layers.max_score == 5.5
        assert layers.gate("circles").calibration.false_fail == 3.7e-5
        assert layers.deadline == datetime.fromisoformat("2031-05-01T23:59:00+02:00")

    def test_limits_of_an_exercise_are_the_courses_overridden(self, tmp_path):
        """An exercise's own limit wins, then the course's, then the default."""
        course = load_course(write(tmp_path, GOOD))

        own, shared = course.exercise("layers").limits, course.exercise("other").limits
        assert (own.call_seconds, own.memory_mb, own.disk_mb) == (7, 512, 64)
        assert (shared.call_seconds, shared.memory_mb, shared.output_kb) == (5, 512, 1024)
        assert (shared.answer_mb, shared.check_seconds) == (4, 10)

    @pytest.mark.parametrize("most", ["0", "65", "1.5"])
    def test_answers_are_of_a_mebibyte_up_to_what_a_message_holds(self, tmp_path, most):
        """More than 64 MiB never cross."""
        text = GOOD.replace("memory_mb: 512", f"memory_mb: 512, answer_mb: {most}", 1)

        with pytest.raises(CourseError, match="answer_mb"):
            load_course(write(tmp_path, text))

    def test_lateness(self, tmp_path):
        """Lateness is optional, and costs at most everything."""
        course = load_course(write(tmp_path, GOOD + "lateness: {percent_per_day: 10}\n"))

        assert course.lateness is not None
        assert (course.lateness.percent_per_day, course.lateness.at_most_percent) == (10, 100)

    def test_hint_prices(self, tmp_path):
        """Hints cost nothing, unless the course says so."""
        course = load_course(write(tmp_path, GOOD + "hint_prices: [0, 0.25]\n"))

        assert course.hint_prices == (0, 0.25)
        assert load_course(write(tmp_path, GOOD)).hint_prices is None

    @pytest.mark.parametrize(
        ("prices", "what"),
        [
            ("[0, -1]", "an entry of `hint_prices` is less than 0: -1"),
            ("[0.125]", "an entry of `hint_prices` has more than two decimals: 0.125"),
            ("0.5", "`hint_prices` is not a list: 0.5"),
            ("[0, 99]", "all hints of a part cost 99, and "),
        ],
    )
    def test_wrong_hint_prices(self, tmp_path, prices, what):
        """Nothing is given for a hint, and all of a part cost no more than it is worth."""
        assert what in said(tmp_path, f"{GOOD}hint_prices: {prices}\n")

    def test_what_a_part_is_written_without(self, tmp_path):
        """An exercise's parts do without what it names, and each without more."""
        more = "avoid: [torch.optim, .backward, '!=']"
        text = GOOD.replace("title: Layers", "title: Layers\n    avoid: [torch.nn]")
        text = text.replace("points: 2}", f"points: 2, {more}}}").replace(
            "points: 3\n", "points: 3\n        trains: true\n"
        )
        exercise, other = load_course(write(tmp_path, text)).exercises

        assert exercise.avoid == ("torch.nn",)
        assert exercise.part("sigmoid").avoid == ("torch.optim", ".backward", "!=")
        assert [part.trains for part in exercise.parts] == [False, False, True]
        assert (other.avoid, other.parts[0].avoid) == ((), ())

    @pytest.mark.parametrize(
        ("line", "what"),
        [
            ("avoid: torch.optim", "`avoid` is not a list"),
            ("avoid: [torch optim]", 'an entry of `avoid` is no Python name: "torch optim"'),
            ("avoid: [torch.]", 'an entry of `avoid` is no Python name: "torch."'),
            ("avoid: [.a.b]", 'an entry of `avoid` is no Python name: ".a.b"'),
            ("avoid: ['==']", 'an entry of `avoid` is no Python name: "=="'),
            ("avoid: [1]", "an entry of `avoid` is not text: 1"),
            ("avoid: [torch, torch]", "`avoid` names torch twice"),
            ("trains: 1", "`trains` is not true or false: 1"),
            ("trains: 'yes'", '`trains` is not true or false: "yes"'),
            ("avoids: [torch]", "unknown key `avoids`"),
        ],
    )
    def test_wrong_ways_of_writing_a_part(self, tmp_path, line, what):
        """What nobody could look for is refused, with an example."""
        told = said(tmp_path, GOOD.replace("points: 2}", f"points: 2, {line}}}"))

        assert what in told
        assert "avoid" in told.partition(what)[2] or "trains: true" in told

    def test_found_upwards(self, tmp_path, monkeypatch):
        """From a folder deep inside the course, its root is found."""
        deep = write(tmp_path, GOOD) / "exercises" / "layers"
        deep.mkdir(parents=True)

        assert load_course(deep).root == tmp_path
        monkeypatch.chdir(deep)
        assert load_course().root == tmp_path

    def test_exactly_there(self, tmp_path):
        """--course DIR does not look above DIR, and takes the file itself too."""
        inner = write(tmp_path, GOOD) / "inner"
        inner.mkdir()

        assert find_course(tmp_path / "course.yml", exactly=True) == tmp_path
        with pytest.raises(UsageError, match=r"^there is no course\.yml in"):
            load_course(inner, exactly=True)

    def test_nowhere(self, tmp_path, monkeypatch):
        """Outside of any course the error says where to go."""
        monkeypatch.setattr("grader.course.model.FILE", "no-such-course.yml")

        with pytest.raises(UsageError) as caught:
            load_course(tmp_path)

        assert "--course DIR" in caught.value.remedy

    def test_frozen(self, tmp_path):
        """Nobody can change a course's points while it is graded."""
        course = load_course(write(tmp_path, GOOD))

        with pytest.raises(ValidationError):
            course.exercises[0].parts[0].points = 100

    def test_crosses_to_other_processes(self, tmp_path):
        """A pickled course comes back equal, with its root."""
        course = load_course(write(tmp_path, GOOD))

        copy = pickle.loads(pickle.dumps(course))

        assert (copy, copy.root) == (course, tmp_path)

    @pytest.mark.parametrize("kind", ["exercise", "part", "gate"])
    def test_unknown_names(self, tmp_path, kind):
        """A name mistyped is answered with the nearest one."""
        course = load_course(write(tmp_path, GOOD))
        layers = course.exercise("layers")
        ask = {"exercise": course.exercise, "part": layers.part, "gate": layers.gate}[kind]
        wrong, right = {
            "exercise": ("layer", "layers"),
            "part": ("sigmod", "sigmoid"),
            "gate": ("circle", "circles"),
        }[kind]

        with pytest.raises(UnknownName) as caught:
            ask(wrong)

        assert caught.value.remedy == f"did you mean {right}?"

    def test_byte_order_mark_and_windows_line_ends(self, tmp_path):
        """What Windows editors add harms nothing."""
        text = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()

        assert load_course(write(tmp_path, text)).name == "A course"

    def test_exponent_without_a_dot(self, tmp_path):
        """37e-6 is a number, though YAML 1.1 reads it as text."""
        course = load_course(write(tmp_path, changed("3.7e-05", "37e-6")))

        assert course.exercises[0].gates[0].calibration.false_fail == pytest.approx(3.7e-5)


WRONG = [
    ("name: A course", "nam: A course", 1, "unknown key `nam`", "did you mean `name`?"),
    ("name: A course", "name: yes", 1, "`name` is not text: true", "in quotes"),
    ("name: A course", 'name: " "', 1, "`name` is not one line of text", "in quotes"),
    ("memory_mb: 512", "memory: 512", 2, "unknown key `memory`", "did you mean `memory_mb`?"),
    (
        "memory_mb: 512",
        "memory_mb: 1.5",
        2,
        "`memory_mb` is not a whole number: 1.5",
        "memory_mb: ",
    ),
    (
        "memory_mb: 512",
        "memory_mb: true",
        2,
        "`memory_mb` is not a whole number: true",
        "memory_mb",
    ),
    ("memory_mb: 512", "memory_mb: 0", 2, "`memory_mb` is less than 1: 0", "memory_mb: 2048"),
    (
        "memory_mb: 512",
        "exercise_seconds: 3",
        2,
        "a call may take 5 s, but",
        "raise exercise_seconds",
    ),
    ("{call_seconds: 7}", "{call_seconds: 700}", 7, "a call may take 700 s", "lower call_seconds"),
    ("- name: layers", "- name: two words", 4, '`name` is no Python name: "two words"', "letters"),
    ("- name: layers", "- name: ../up", 4, "`name` is no Python name", "letters"),
    ("- name: layers", "- name: _hidden", 4, "`name` is no Python name", "beginning with a letter"),
    ("- name: layers", "- name: statistics", 4, "a module of", "`my_statistics`, and so its"),
    (
        "- name: layers",
        "- name: numpy",
        4,
        "a library, which it would hide",
        "`my_numpy`, and so its",
    ),
    ("- name: layers", "- name: picture", 4, "another file of each", "`my_picture`, and so its"),
    ("name: A course", "lateness: {}\nname: A course", 1, "this lateness has no", "add `percent"),
    ("- name: layers", "- name: OTHER", 21, "a second exercise is called `other`", "rename"),
    ("title: Layers", "titel: Layers", 5, "unknown key `titel`", "did you mean `title`?"),
    ("title: Layers", "limit: {}", 5, "unknown key `limit`", "did you mean `limits`?"),
    ("title: Layers", "title: 5", 5, "`title` is not text: 5", "one line of text"),
    ("T23:59:00+02:00", "", 6, "`deadline` has no time zone", "+01:00"),
    ("2031-05-01T23:59:00+02:00", "soon", 6, '`deadline` is not a date and time: "soon"', "+01:00"),
    ("2031-05-01T23:59:00+02:00", "20310501", 6, "`deadline` is not a date and time", "+01:00"),
    (
        "name: sigmoid, points: 2",
        "name: sigmoid",
        9,
        "part `sigmoid` has no `points`",
        "`points: 2`",
    ),
    ("sigmoid, points: 2", "sigmoid, points: 0", 9, "`points` is not above 0: 0", "above 0"),
    ("sigmoid, points: 2", "sigmoid, points: -1", 9, "`points` is not above 0: -1", "above 0"),
    ("sigmoid, points: 2", "sigmoid, points: .nan", 9, "`points` is not a number: NaN", "above 0"),
    ("sigmoid, points: 2", "sigmoid, points: '2'", 9, '`points` is not a number: "2"', "above 0"),
    ("sigmoid, points: 2", "sigmoid, points: yes", 9, "`points` is not a number: true", "above 0"),
    ("sigmoid, points: 2", "sigmoid, points: 2.005", 9, "more than two decimals", "two decimals"),
    ("sigmoid, points: 2", "sigmoid, points:", 9, "nothing stands there", "above 0"),
    ("name: sigmoid, points", "name: class, points", 9, "a word of Python", "such as `my_class`"),
    ("name: forward,", "name: sigmoid,", 10, "a second part is called `sigmoid`", "rename"),
    ("needs: [sigmoid]", "needs: [train]", 10, "needs `train`", "move `train` above `forward`"),
    (
        "needs: [sigmoid]",
        "needs: [forward]",
        10,
        "needs `forward`, which is no earlier",
        "are: sigm",
    ),
    ("needs: [sigmoid]", "needs: [sigmod]", 10, "needs `sigmod`", "did you mean `sigmoid`?"),
    ("needs: [sigmoid]", "needs: [f]", 10, "needs `f`, which is no earlier part", "earlier parts"),
    ("needs: [sigmoid]", "needs: sigmoid", 10, "`needs` is not a list", "needs: [sigmoid]"),
    (
        "needs: [sigmoid]",
        "needs: [7]",
        10,
        "an entry of `needs` is not text: 7",
        "needs: [sigmoid]",
    ),
    (
        "points: 3\n",
        "points: 3\n        points: 4\n",
        13,
        "a second time, first in line 12",
        "remove",
    ),
    (
        "part: train\n",
        "part: trian\n",
        15,
        "which the exercise does not have",
        "did you mean `train`?",
    ),
    ("need: 2", "need: 4", 18, "4 of 3 seeds cannot be reached", "need at most 3"),
    (
        "trivial: 0.7",
        "sure: {first: 1, threshold: 0.8}\n        trivial: 0.7",
        19,
        "sure.threshold is 0.8, below the gate's own threshold 0.9",
        "write 0.9, or more",
    ),
    (
        "trivial: 0.7",
        "sure: {first: 2, threshold: 0.95}\n        trivial: 0.7",
        19,
        "the first 2 are no fewer than the 2 that the gate needs",
        "less than 2",
    ),
    (
        "trivial: 0.7",
        "sure: {first: 1}\n        trivial: 0.7",
        19,
        "has no `threshold`",
        "threshold: 0.9",
    ),
    ("trivial: 0.7", "trivial: 0.9", 19, "so passes the threshold 0.9", "raise the threshold"),
    ("trivial: 0.7", "trivial: .inf", 19, "`trivial` is not a number", "trivial: 0.7"),
    (
        "trivial: 0.7",
        "sure: {first: 2, threshold: 0.8}\n        trivial: 0.7",
        19,
        "the first 2 are no fewer than the 2 that the gate needs",
        "less than 2",
    ),
    ("runs: 10000", "runs: .nan", 20, "`runs` is not a whole number: NaN", "runs: 10000"),
    ("title: Layers", "1: 2\n    title: Layers", 5, "unknown key `1`", "the keys here are: name,"),
    ("failures: 25", "failures: 20000", 20, "20000 of 10000 runs cannot have failed", "calibrate"),
    (
        "upper: 0.0035",
        "upper: 0.0025",
        20,
        "25 failures of 10000 have the bound 0.0035",
        "upper: 0.0",
    ),
    ("3.7e-05", "3.7e-06", 20, "2 of 3 seeds give 3.7e-05", "`false_fail: 3.7e-05`"),
    ("3.7e-05", "1e-4", 20, "`false_fail` is not below 0.0001", "take more seeds"),
    ("    parts: [{name: f, points: 1}]", "    parts: []", 23, "`parts` is empty", "parts: ["),
    (
        "    parts: [{name: f, points: 1}]",
        "    deadline:",
        21,
        "exercise `other` has no `parts`",
        "add",
    ),
    (
        "    parts: [{name: f, points: 1}]",
        "    parts: {f: 1}",
        23,
        "`parts` is not a list",
        "parts: [",
    ),
    (
        "    parts: [{name: f, points: 1}]",
        "    parts: [f]",
        23,
        "an entry of `parts` is not",
        "parts: [",
    ),
]


class TestWrong:
    """What is said of a broken course.yml."""

    @pytest.mark.parametrize(("old", "new", "line", "what", "fix"), WRONG)
    def test_line_and_fix(self, tmp_path, old, new, line, what, fix):
        """Every mistake is told with its line and its fix."""
        told = said(tmp_path, changed(old, new)).splitlines()

        at = [
            i
            for i, each in enumerate(told)
            if each.startswith(f"course.yml:{line}: ") and what in each
        ]
        assert at, told
        assert any(fix in each for each in [told[at[0] + 1], told[-1]]), told

    def test_no_mistake_is_told_of_the_good_course(self, tmp_path):
        """The course that the others are changed from is right."""
        assert load_course(write(tmp_path, GOOD)).name == "A course"

    def test_a_misspelt_key_is_not_missing_as_well(self, tmp_path):
        """One mistake is said once; another key that is missing beside it is said, too."""
        once = said(tmp_path, GOOD.replace("- name: layers", "- nam: layers"))
        twice = said(tmp_path, GOOD.replace("{name: sigmoid, points: 2", "{nam: sigmoid"))

        assert "course.yml:4: unknown key `nam`" in once
        assert "has no" not in once
        assert ("unknown key `nam`" in twice, "has no `points`" in twice) == (True, True)
        assert "has no `name`" not in twice

    def test_gate_without_calibration(self, tmp_path):
        """A gate that nobody calibrated fails right students, we know not how many."""
        lines = [line for line in GOOD.splitlines() if "calibration" not in line]

        told = said(tmp_path, "\n".join(lines))

        assert told.startswith("course.yml:14: gate `circles` has no `calibration`\n")
        assert "run `grader calibrate layers circles`, and add what it prints" in told

    def test_gates_together_fail_too_many(self, tmp_path):
        """Three gates, each fair alone, are unfair together."""
        gate = GOOD[GOOD.index("      - name: circles") : GOOD.index("  - name: other")]
        more = "".join(gate.replace("circles", name) for name in ("second", "third"))

        told = said(tmp_path, GOOD.replace(gate, gate + more))

        assert (
            "course.yml:34: the exercise's gates together fail 0.00011 of right solutions" in told
        )

    def test_duplicate_gate(self, tmp_path):
        """Two gates of one name are told apart by nobody."""
        gate = GOOD[GOOD.index("      - name: circles") : GOOD.index("  - name: other")]

        told = said(tmp_path, GOOD.replace(gate, gate + gate))

        assert "course.yml:21: a second gate is called `circles`" in told

    def test_all_problems_at_once(self, tmp_path):
        """One run names every mistake, in the order of the lines, each with its fix."""
        text = changed("sigmoid, points: 2", "sigmoid, points: 0, pionts: 2").replace(
            "need: 2", "need: 4"
        )
        text = text.replace("part: train", "part: trian").replace("title: Another one", "title: 3")

        told = said(tmp_path, text)

        lines = [line.split(":")[1] for line in told.splitlines() if line.startswith("course.yml:")]
        assert lines == ["9", "9", "15", "18", "22"]
        assert told.count("\n    ") == 6
        assert "fix these 5 places" in told

    @pytest.mark.parametrize(
        ("text", "start"),
        [
            ("", "course.yml:1: is empty"),
            ("# nothing\n", "course.yml:1: is empty"),
            ("name: x\n  exercises: []\n", "course.yml:2: is not YAML"),
            ("name: x\nexercises:\n\t- name: y\n", "course.yml:3: is not YAML"),
            ("name: x\nexercises: [\n", "course.yml:3: is not YAML"),
            ("name: x\n---\nname: y\n", "course.yml:2: is not YAML"),
            ("name: !!python/object/apply:os.getcwd []\n", "course.yml:1: is not YAML"),
            ("name: !!int word\n", "course.yml:1: is not YAML"),
            ("{[a]: 1}\n", "course.yml:1: is not YAML"),
            ("name: x\nexercises: \x07\n", "course.yml:2: holds a control character"),
            (b"name: x\ntitle: \xff\xfe\n", "course.yml:2: is not UTF-8"),
            ("- a\n- b\n", "course.yml:1: `the file` is not a set of `key: value` lines"),
            ("name: x\nexercises: &a [*a]\n", "course.yml:2: an entry of `exercises` is not a set"),
            ("[" * 1200, "course.yml:1: is not YAML"),
        ],
    )
    def test_no_yaml_at_all(self, tmp_path, text, start):
        """What is not even YAML, or not text, is told with its line and no traceback of ours."""
        assert said(tmp_path, text).startswith(start)

    def test_tabs_are_named(self, tmp_path):
        """The commonest mistake has a fix of its own."""
        assert "YAML allows no tabs" in said(tmp_path, "name: x\nexercises:\n\t- name: y\n")

    def test_expanding_anchors_stay_cheap(self, tmp_path):
        """A file of a few lines that would expand to billions of values is refused at once."""
        bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
        bomb += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 20)]

        assert "course.yml:20: unknown key `a19`" in said(tmp_path, "\n".join(bomb))

    def test_unreadable(self, tmp_path, monkeypatch):
        """A file that may not be read is told as that."""
        write(tmp_path, GOOD)
        monkeypatch.setattr(Path, "read_bytes", _refused)

        with pytest.raises(CourseError, match=r"^course.yml:1: cannot be read: Permission denied"):
            load_course(tmp_path)


def _refused(path):
    raise PermissionError(13, "Permission denied")


class TestHurry:
    """The course of an audit, which has less time."""

    def test_no_call_takes_longer(self, tmp_path):
        """Not than what is asked for, and not than course.yml says; all else is as it was."""
        course = load_course(write(tmp_path, GOOD))

        hurried = course.in_a_hurry(6.0)

        assert [each.limits.call_seconds for each in course.exercises] == [7, 5]
        assert [each.limits.call_seconds for each in hurried.exercises] == [6, 5]
        assert [each.limits.memory_mb for each in hurried.exercises] == [512, 512]
        assert hurried.root == course.root
        assert [each.model_copy(update={"limits": None}) for each in hurried.exercises] == [
            each.model_copy(update={"limits": None}) for each in course.exercises
        ]


class TestSchema:
    """The JSON Schema, with which editors complete course.yml."""

    def test_committed_one_is_fresh(self):
        """course.schema.json is what `python -m grader.course` prints."""
        committed = (HOME / "course.schema.json").read_text(encoding="utf-8")

        assert committed == schema_text(), "run: python -m grader.course > course.schema.json"

    def test_command_prints_it(self):
        """The command of that remedy works."""
        command = [sys.executable, "-m", "grader.course"]
        done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=True)

        assert json.loads(done.stdout) == course_schema()

    def test_unknown_keys_are_wrong_everywhere(self):
        """Editors underline an unknown key in every section."""
        schema = course_schema()

        sections = [schema, *schema["$defs"].values()]
        assert all(section["additionalProperties"] is False for section in sections)

    def test_every_field_says_what_it_is(self):
        """Editors show it beside the field, and the manual and errors say it."""
        schema = course_schema()

        assert [
            f"{name}: {field}"
            for name, section in {"Course": schema, **schema["$defs"]}.items()
            for field, said in section["properties"].items()
            if not said.get("description")
        ] == []

    def test_points_and_chances_have_bounds(self):
        """The bounds stand in the schema too."""
        sections = course_schema()["$defs"]

        assert sections["Part"]["properties"]["points"]["exclusiveMinimum"] == 0
        assert sections["Calibration"]["properties"]["false_fail"]["exclusiveMaximum"] == 1e-4
        assert "calibration" in sections["Gate"]["required"]


class TestThisCourse:
    """The course.yml of this repository."""

    def test_ten_exercises_in_order(self):
        """The course has its ten exercises, and each has parts with points."""
        course = load_course(HOME, exactly=True)

        assert [(each.name, each.max_score) for each in course.exercises] == [
            ("perceptron", 10),
            ("neuron", 20),
            ("activations", 20),
            ("forward_propagation", 10),
            ("backpropagation", 20),
            ("optimizers", 20),
            ("titanic", 20),
            ("circles", 20),
            ("regularization", 20),
            ("architectures", 30),
        ]

    def test_editors_find_the_schema(self):
        """The first line of course.yml tells editors its schema, which is there."""
        first = (HOME / "course.yml").read_text(encoding="utf-8").splitlines()[0]

        assert first == "# yaml-language-server: $schema=course.schema.json"
        assert (HOME / "course.schema.json").is_file()

    def test_gates_are_fair(self):
        """Every gate judges a part, and can be failed by the trivial rule alone."""
        course = load_course(HOME, exactly=True)

        gates = [gate for exercise in course.exercises for gate in exercise.gates]
        assert {"circles", "xor"} <= {gate.name for gate in gates}
        assert all(gate.trivial < gate.threshold for gate in gates)

    def test_schema_accepts_it(self):
        """What the grader accepts, an editor does not underline."""
        jsonschema = pytest.importorskip("jsonschema")
        plain = yaml.safe_load((HOME / "course.yml").read_text(encoding="utf-8"))

        assert list(jsonschema.Draft202012Validator(course_schema()).iter_errors(plain)) == []
