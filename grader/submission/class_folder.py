"""A class's folder, or a platform's download, → one entry per student.

What a platform exports is read by ``exports``. In any other folder or zip each sub-folder and each
archive is a student's. Names are kept as they are, apart from what could move a cursor or break a
table (see ``escaped``).
"""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

from grader.errors import UnknownName, UsageError
from grader.submission.download import (
    REMEDY,
    Download,
    OpenZip,
    Pieces,
    open_download,
    open_zip_here,
)
from grader.submission.exports import (
    FOLDER,
    GITHUB,
    NBGRADER,
    PLAIN,
    PLATFORMS,
    Conditions,
    Export,
    KeyOf,
    read_export,
    recognised,
    require_each_once,
    safe_key,
)
from grader.submission.files import (
    ARCHIVES,
    SOURCES,
    TIMESTAMP,
    UNOPENED,
    has_source_name,
    is_archive,
    open_folder,
)
from grader.submission.model import Entry, Origin, listed, shown

_MACHINES_OWN = (".git", ".github", ".ipynb_checkpoints", ".venv", ".vscode", ".idea", ".grader")
_GRADEBOOK = "results.sqlite"
_MOST_WITH_TIMESTAMPS = 0.8


@dataclass(frozen=True)
class Survey:
    """The students of a folder, sorted by name, and what the instructor should know of it."""

    entries: tuple[Entry, ...]
    warnings: tuple[str, ...] = ()
    platform: str = FOLDER


def survey(
    folder: Path,
    exercise_names: Collection[str] = (),
    prefix: str | None = None,
    *,
    platform: str | None = None,
    zone: ZoneInfo | None = None,
    key_of: KeyOf = lambda origin: None,
    open_zip: OpenZip = open_zip_here,
) -> Survey:
    """Find the students of a folder or of a zip, and say what was left aside.

    It is read as a ``platform`` exports it, by default as its names say. ``zone`` is that of
    platforms which write times without one. ``key_of`` says by what key a student goes already.
    ``open_zip`` lists a zip: here, or in a process that may do no more than that.

    A folder that holds exercises and no student's folder is itself one student's. Without
    ``exercise_names`` any .py or .ipynb file counts as an exercise. A ``prefix`` is taken off the
    names, and what does not begin with it is left aside; without one, clones of a classroom lose
    what all their names begin with. Raises `UsageError` where there is no student, where two would
    become one, and where the download is broken or a mixture.
    """
    if platform not in (None, *PLATFORMS):
        raise UnknownName("platform", platform or "", PLATFORMS)
    conditions = Conditions(exercise_names, zone)
    download = _unwrapped(open_download(Path(folder), open_zip), exercise_names, platform)
    if layout := recognised(download, platform):
        if prefix:
            said = f"this is a download of {layout.platform}, whose names have no prefix"
            raise UsageError(said, "leave --prefix out; or --from folder, if it is none")
        export = read_export(download, layout, conditions, key_of)
    else:
        export = _of_students(download, exercise_names, prefix, platform)
        export = replace(export, entries=tuple(_keyed(export.entries, key_of)))
    require_each_once(export.entries)
    notes = (*_alike(export.entries), *export.notes, *download.problems)
    ordered = sorted(export.entries, key=lambda entry: entry.student)
    return Survey(tuple(ordered), notes, export.platform)


def _unwrapped(
    download: Download, names: Collection[str], platform: str | None, deepest: int = 3
) -> Download:
    """Go into the only folder, if it is called as what it lies in, or is a platform's download."""
    if len(download.folders) != 1 or download.files or not deepest:
        return download
    (folder,) = download.folders
    if folder.casefold() in {"exercises", *(name.casefold() for name in names)}:
        return download
    inside = download.into(folder)
    within = _unwrapped(inside, names, platform, deepest - 1)
    try:
        is_export = recognised(within, None if platform in PLAIN else platform)
    except UsageError:
        is_export = None
    several = len(within.folders) + len(_archives(within)) > 1
    same_name = folder.casefold() == download.name.casefold()
    return within if is_export or (several and same_name) else download


def _archives(download: Download) -> list[str]:
    return [name for name in download.files if is_archive(name)]


def _of_students(
    download: Download, names: Collection[str], prefix: str | None, platform: str | None
) -> Export:
    """Take each folder and each archive for a student's, or all for one student's."""
    archives = _archives(download)
    stray = sorted({*download.files, *download.odd} - {*archives})
    if not archives and _is_one_student(download, stray, names):
        name = download.name or "student"
        key = (prefix and _rest(name, prefix)) or name
        path = download.path
        if download.paths is None:  # what was typed may be a link; below it none is followed
            path = (path / download.within).resolve()
        return Export(FOLDER, (_entry(FOLDER, key, path, None, name),), ())
    gradebooks = [name for name in download.folders if _is_gradebook(download, name)]
    folders = [name for name in download.folders if name not in gradebooks]
    labels = {**{name: name for name in folders}, **{n: _stem(n) for n in archives}}
    if not labels:
        only = f", only {listed(stray)}" if stray else ""
        where = shown(str(download.path))
        raise UsageError(f"there are no submissions in {where}{only}", REMEDY)
    found = platform or _platform_of(download)
    taken_off = prefix
    if taken_off is None:
        taken_off = _shared(list(labels.values())) if found == GITHUB else ""
    kept = {each: rest for each, name in labels.items() if (rest := _rest(name, taken_off))}
    if not kept:
        known = listed(sorted(labels.values()))
        raise UsageError(f"no name begins with {shown(taken_off)}: {known}", "another --prefix")
    entries = [_entry(found, name, *download.place(each), each) for each, name in kept.items()]
    notes = [*_of_stray(stray), *_too_high(download, names)]
    if gradebooks:
        said = "left aside, being the grader's results and no student's work"
        notes.append(f"{said}: {listed(gradebooks)}")
    if download.paths is None:
        notes += _dotted(download.path / download.within)
    if taken_off and prefix is None:
        said = f"clones: {shown(taken_off)} is taken off each name (another beginning: --prefix)"
        notes.append(said)
    if others := sorted(name for each, name in labels.items() if each not in kept):
        said = f"left aside, since they do not begin with {shown(taken_off)}: {listed(others)}"
        notes.append(said)
    return Export(found, tuple(entries), tuple(notes))


def _entry(platform: str, name: str, path: Path, files: Pieces | None, label: str) -> Entry:
    ids = {"github": name} if platform == GITHUB else {}
    return Entry(safe_key(name), path, {}, Origin(platform, name, ids, label), files)


def _stem(name: str) -> str:
    """Return an archive's name without its ending, unless it is nothing else."""
    suffix = next(each for each in (*ARCHIVES, *UNOPENED) if name.lower().endswith(each))
    return name[: -len(suffix)] or name


def _rest(name: str, prefix: str) -> str:
    """Return what follows a prefix, as GitHub does, case aside; nothing where it does not."""
    length = len(prefix)
    return name[length:] if name[:length].casefold() == prefix.casefold() else ""


def _platform_of(download: Download) -> str:
    """Return whose a folder for each student is: clones, nbgrader's ``submitted``, or any."""
    folders = download.folders
    if not folders or _archives(download):
        return FOLDER
    if all(".git" in download.inner(folder) for folder in folders):
        return GITHUB
    dated = [
        folder
        for folder in folders
        if any(download.has(folder, inner, TIMESTAMP) for inner in download.inner(folder))
    ]
    return NBGRADER if len(dated) >= _MOST_WITH_TIMESTAMPS * len(folders) else FOLDER


def _shared(names: Sequence[str]) -> str:
    """Return what the names of several clones begin with, up to a hyphen."""
    if len(names) < 2:
        return ""
    starts = [name.split("-")[:-1] for name in names]
    shared = takewhile(lambda words: len(set(words)) == 1, zip(*starts, strict=False))
    return "".join(f"{words[0]}-" for words in shared)


def _is_one_student(download: Download, stray: Sequence[str], names: Collection[str]) -> bool:
    known = {name.casefold() for name in names}
    sources = [Path(name) for name in stray if Path(name).suffix.lower() in SOURCES]
    handed_in = [path for path in sources if not known or path.stem.casefold() in known]
    own = [name for name in download.folders if name.casefold() in known | {"exercises"}]
    if not (handed_in or own):
        return False
    others = [download.place(name) for name in download.folders if name not in own]
    return not any(
        has_source_name(path)
        for place, files in others
        for path in (files if files is not None else _paths(place))
    )


def _is_gradebook(download: Download, folder: str) -> bool:
    """Return whether a folder holds what `grader grade` writes, and no work."""
    if not download.has(folder, _GRADEBOOK):
        return False
    place, files = download.place(folder)
    return not any(has_source_name(path) for path in (_paths(place) if files is None else files))


def _paths(folder: Path) -> Iterable[str]:
    return (item.path for item in open_folder(folder).items)


def _keyed(entries: Iterable[Entry], key_of: KeyOf) -> Iterable[Entry]:
    for entry in entries:
        known = key_of(entry.origin) if entry.origin else None
        yield replace(entry, student=safe_key(known)) if known else entry


def _alike(entries: Iterable[Entry]) -> Iterable[str]:
    alike: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        alike[unicodedata.normalize("NFKC", entry.student).casefold()].append(entry.student)
    for students in alike.values():
        if len(students) > 1:
            names = listed(students)
            yield f"graded as different students, though their names hardly differ: {names}"


def _of_stray(stray: Sequence[str]) -> Iterable[str]:
    if stray:
        kinds = ", ".join(sorted(ARCHIVES))
        yield f"left aside, being neither folders nor archives ({kinds}): {listed(stray)}"


def _too_high(download: Download, names: Collection[str]) -> Iterable[str]:
    """Say where the only student has folders that may be students: each has one exercise."""
    if len(download.folders) != 1 or _archives(download):
        return
    (top,) = download.folders
    inside = download.into(top)
    for name in names:
        files = (f"{name}.py", f"{name}.ipynb")
        having = [each for each in inside.folders if any(inside.has(each, file) for file in files)]
        if len(having) > 1:
            yield (
                f"all is read as one student's, {shown(top)}, but {listed(sorted(having))} "
                f"each hold {name}: if they are students, give the folder {shown(top)} itself"
            )
            return


def _dotted(folder: Path) -> Iterable[str]:
    """Name the students whom a dot in front hides: what the machine puts there holds no work."""
    names = [each for each in sorted(os.listdir(folder)) if each.startswith(".")]
    folders = [folder / each for each in names if each not in _MACHINES_OWN]
    students = [path.name for path in folders if _holds_work(path)]
    if students:
        yield (
            "left aside, since a name that begins with a dot is hidden: "
            f"{listed(students)} (rename what a student handed in)"
        )


def _holds_work(path: Path) -> bool:
    if path.is_symlink() or path.name.startswith("._"):  # macOS's, beside each file
        return False
    if not path.is_dir():
        return path.is_file() and is_archive(path.name)
    return any(has_source_name(item.path) for item in open_folder(path).items)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
