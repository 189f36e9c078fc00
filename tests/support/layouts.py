"""A made-up class, and what each platform would let an instructor download of it."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import yaml

FIRST = ["Ada", "Bo", "Cyd", "Dan", "Eve", "Flo", "Gus", "Hal", "Ida", "Jan"]
LAST = ("Lindqvist", "Chen", "de la Cruz", "O'Neill")
EXAMPLES = Path(__file__).parents[2] / "examples" / "class"
LATE = timedelta(days=2)
DEADLINE = datetime(2026, 9, 24, 12, 0)


@dataclass(frozen=True)
class Handed:
    """What one made-up student handed in: files by their paths, and when, in the course's zone."""

    number: int
    name: str
    files: Mapping[str, str] = field(default_factory=dict)
    when: datetime = DEADLINE

    @property
    def user(self) -> str:
        """A user name: ``alindqvist01``."""
        first, last = self.name.split(" ", 1)
        return f"{first[0]}{re.sub('[^A-Za-z]', '', last)}{self.number:02}".lower()

    @property
    def sortable(self) -> str:
        """The name as Canvas writes it into names of files: ``lindqvistada``."""
        first, last = self.name.split(" ", 1)
        return re.sub(r"\W", "", f"{last}{first}").lower()

    @property
    def late(self) -> bool:
        """Whether it came after the deadline."""
        return self.when > DEADLINE


Works = list[Handed]


def class_of_forty(*exercises: str) -> Works:
    """Return forty students with different works; some hand in a part, helpers, a notebook, late.

    What each file holds names its student, so that no two works are the same.
    """
    names = [f"{first} {last}" for last in LAST for first in FIRST]
    return [
        Handed(
            number, name, _files(number, name, exercises),
            DEADLINE + (LATE if number % 10 == 3 else -timedelta(minutes=61 * number)),
        )
        for number, name in enumerate(names, 1)
    ]  # fmt: skip


def _files(number: int, name: str, exercises: tuple[str, ...]) -> dict[str, str]:
    wanted = exercises[:1] if number % 7 == 0 else exercises
    text = f"# by {name}\nnumber = {number}\n"
    files = {f"{each}.py": f"{text}exercise = {each!r}\n" for each in wanted}
    if number % 9 == 0:
        files[f"{wanted[0]}.py"] = f"from helper import number\n{text}"
        files["helper.py"] = text
    if number % 11 == 0:
        cell = {"cell_type": "code", "source": text, "metadata": {}, "outputs": []}
        whole = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        files = {f"{wanted[0]}.ipynb": json.dumps(whole)}
    return files


def forty_of_the_examples(*exercises: str) -> Works:
    """Return the same forty with works of the example class, right and wrong, no two the same.

    Who has a helper has all of the first work there.
    """
    found = {each: _in_the_examples(each) for each in exercises}
    works = []
    for work in class_of_forty(*exercises):
        notebook = any(name.endswith(".ipynb") for name in work.files)
        files = {}
        for exercise in exercises[: len(work.files)]:
            these = [each for each in found[exercise] if not notebook or each.suffix == ".ipynb"]
            path = these[work.number % len(these)]
            files[f"{exercise}{path.suffix}"] = _signed(path, work.name)
        if "helper.py" in work.files:
            source = next(each for each in found[exercises[0]] if each.suffix == ".py")
            files = {"helper.py": _signed(source, work.name), f"{exercises[0]}.py": HELPED}
        works.append(replace(work, files=files))
    return works


HELPED = "from helper import *\n"


def _in_the_examples(exercise: str) -> list[Path]:
    return sorted(
        path
        for path in EXAMPLES.rglob("*")
        if path.suffix in {".py", ".ipynb"}
        and exercise in {path.stem.lower(), path.parent.name}
        and path.relative_to(EXAMPLES).parts[0] not in SLOW
    )


SLOW = {"uma-patel", "xavier-dubois"}
"""Students of the example class whose works wait for a time limit."""


def _signed(path: Path, name: str) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return f"# by {name}\n{text}"
    whole = json.loads(text)
    cell = {"cell_type": "code", "source": f"# by {name}", "metadata": {}, "outputs": []}
    whole["cells"].insert(0, cell | {"id": "whose", "execution_count": None})
    return json.dumps(whole)


def roster(works: Works) -> str:
    """The class as roster.csv, by which each platform's students go by the user name."""
    rows = [
        f"{w.user},{w.name},{w.user}@uni.edu,{w.user},{700 + w.number},{w.number}" for w in works
    ]
    return "\n".join(["key,name,email,login,canvas_id,sis_id", *rows, ""])


def folder(to: Path, works: Works) -> Path:
    """A folder for each student, by the user name."""
    return _written(to, {f"{w.user}/{n}": t for w in works for n, t in w.files.items()})


def dated_folder(to: Path, works: Works) -> Path:
    """The same, and in each folder the instructor's word on when the work came."""
    times = {f"{w.user}/timestamp.txt": f"{w.when.isoformat()}+02:00\n" for w in works}
    return _written(folder(to, works), times)


def moodle(to: Path, works: Works) -> Path:
    """Moodle's folders, since 4.1; some typed a text as well."""
    files = {}
    for work in works:
        head = f"{work.name}_{5000 + work.number}_assignsubmission"
        files |= {f"{head}_file/{name}": text for name, text in work.files.items()}
        if work.number % 8 == 0:
            files[f"{head}_onlinetext/onlinetext.html"] = "<p>Please be kind.</p>"
    return _written(to, files)


def moodle_before(to: Path, works: Works) -> Path:
    """Moodle's folders of 3.1 to 4.0."""
    return _written(
        to,
        {
            f"{work.name}_{5000 + work.number}_assignsubmission_file_/{name}": text
            for work in works
            for name, text in work.files.items()
        },
    )


def moodle_flat(to: Path, works: Works) -> Path:
    """Moodle's files without folders."""
    return _written(
        to,
        {
            f"{work.name}_{5000 + work.number}_assignsubmission_file_{name}": text
            for work in works
            for name, text in work.files.items()
        },
    )


def canvas(to: Path, works: Works) -> Path:
    """Canvas's files; some were handed in again."""
    files = {}
    for work in works:
        late = "_LATE" if work.late else ""
        for place, (name, text) in enumerate(work.files.items()):
            stem, suffix = name.rsplit(".", 1)
            again = f"-{work.number % 3}" if work.number % 3 and stem != "helper" else ""
            number = f"{700 + work.number}_{9000 + 10 * work.number + place}"
            files[f"{work.sortable}{late}_{number}_{stem}{again}.{suffix}"] = text
    return _written(to, files)


def brightspace(to: Path, works: Works) -> Path:
    """Brightspace's folders; some handed in an empty work first, and the page beside them."""
    files = {"index.html": "<html></html>"}
    for work in works:
        head = f"{397000 + work.number}-25573 - {work.name} - "
        files |= {f"{head}{_american(work.when)}/{n}": text for n, text in work.files.items()}
        if work.number % 5 == 0:
            earlier = _american(work.when - timedelta(days=30))
            files[f"{head}{earlier}/perceptron.py"] = "an earlier attempt"
    return _written(to, files)


def _american(when: datetime) -> str:
    hour = when.hour % 12 or 12
    half = "AM" if when.hour < 12 else "PM"
    return f"{when:%b} {when.day}, {when.year} {hour}{when.minute:02} {half}"


def blackboard(to: Path, works: Works) -> Path:
    """Blackboard's files, a text for each attempt, and some earlier attempts."""
    files = {}
    for work in works:
        attempts = [(work.when, work.files)]
        if work.number % 5 == 0:
            attempts.append((work.when - timedelta(days=30), {"perceptron.py": "earlier"}))
        for when, handed_in in attempts:
            head = f"Homework 1_{work.user}_attempt_{when:%Y-%m-%d-%H-%M-%S}"
            files[f"{head}.txt"] = f"Name: {work.name} ({work.user})\nAssignment: Homework 1\n"
            files |= {f"{head}_{name}": text for name, text in handed_in.items()}
    return _written(to, files)


def gradescope(to: Path, works: Works) -> Path:
    """Gradescope's folders in their own folder, and the YAML file beside them."""
    head = "assignment_77_export"
    files = {}
    known = {}
    for work in works:
        own = f"submission_{98700 + work.number}"
        files |= {f"{head}/{own}/{name}": text for name, text in work.files.items()}
        person = {":name": work.name, ":sid": str(work.number), ":email": f"{work.user}@uni.edu"}
        known[own] = {":submitters": [person], ":created_at": f"{work.when.isoformat()}+02:00"}
    files[f"{head}/submission_metadata.yml"] = yaml.safe_dump(known)
    return _written(to, files)


def github(to: Path, works: Works) -> Path:
    """Clones of a classroom's repositories."""
    files = {}
    for work in works:
        head = f"cs101-homework-1-{work.user}"
        files |= {f"{head}/{name}": text for name, text in work.files.items()}
        files[f"{head}/.git/HEAD"] = "ref: refs/heads/main\n"
    return _written(to, files)


def nbgrader(to: Path, works: Works) -> Path:
    """nbgrader's submitted/, with its timestamps."""
    files = {}
    for work in works:
        files |= {f"{work.user}/hw1/{name}": text for name, text in work.files.items()}
        files[f"{work.user}/hw1/timestamp.txt"] = f"{work.when.isoformat()}+02:00"
    return _written(to, files)


LAYOUTS: dict[str, Callable[[Path, Works], Path]] = {
    "folder": folder,
    "moodle": moodle,
    "moodle before 4.1": moodle_before,
    "moodle flat": moodle_flat,
    "canvas": canvas,
    "brightspace": brightspace,
    "blackboard": blackboard,
    "gradescope": gradescope,
    "github": github,
    "nbgrader": nbgrader,
}
"""What writes each platform's download of a class into a folder; the first word is the platform."""

KEYS: dict[str, Callable[[Handed], str]] = {
    "moodle": lambda work: work.name,
    "canvas": lambda work: work.sortable,
    "brightspace": lambda work: work.name,
    "gradescope": lambda work: work.name,
}
"""By what key a student goes whose platform does not write the user name."""


def key(layout: str, work: Handed) -> str:
    """Return the key by which a student goes who comes from a layout."""
    return KEYS.get(layout.split()[0], lambda each: each.user)(work)


def zipped(download: Path) -> Path:
    """Pack a download as the platform gives it, and return the zip."""
    archive = download.with_name(f"{download.name}.zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(download.rglob("*")):
            packed.write(path, path.relative_to(download).as_posix())
    return archive


def _written(to: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        (to / path).write_text(text, encoding="utf-8")
    return to
