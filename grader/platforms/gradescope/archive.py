"""A course → autograder.zip: scripts, settings, a wheel of this grader, the course's private part.

The versions of the libraries are those of the machine that exports: they go along as constraints,
so that a grade there is the grade that was tried here.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import secrets
import sys
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import grader
from grader.checks.suites import suite_paths
from grader.course import Course, Exercise
from grader.errors import UsageError, package
from grader.judging import SECRET_BYTES
from grader.platforms.gradescope.autograder import COURSE, SETTINGS
from grader.platforms.gradescope.settings import Settings
from grader.sandbox.libraries import KNOWN, imported_libraries
from grader.store import fingerprints

_SCRIPTS = ("setup.sh", "run_autograder")
_DISTRIBUTION = "nngrader"
_WHEEL = "Wheel-Version: 1.0\nGenerator: nngrader\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_FILE, _PROGRAM = 0o100600, 0o100700
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def autograder_zip(
    course: Course, exercises: Sequence[Exercise], *, unsandboxed: bool = False
) -> bytes:
    """Return the archive that Gradescope takes, with a new secret in it.

    Raises `UsageError` where the course has no solutions, or where this grader is no installed
    package.
    """
    if not course.solution_folder().is_dir():
        what = f"{course.root} has no solutions/: this is a student's folder of the course"
        raise UsageError(what, "--course with the folder in which the course is written")
    names = tuple(each.name for each in exercises)
    settings = Settings(names, secrets.token_bytes(SECRET_BYTES), unsandboxed)
    libraries = _libraries(course, exercises)
    files: dict[str, bytes] = {
        SETTINGS: settings.text().encode(),
        "python-version": "{}.{}\n".format(*sys.version_info).encode(),
        "constraints.txt": _lines(_constraints()),
        "requirements.txt": _lines(package(each) for each in libraries if each != "torch"),
        _wheel_name(): _wheel(),
    }
    if "torch" in libraries:  # installed first, from where it comes without CUDA
        files["torch.txt"] = _lines([f"torch=={_public(importlib.metadata.version('torch'))}"])
    for path in fingerprints.judging_files(course, names):
        files[f"{COURSE}/{path.relative_to(course.root).as_posix()}"] = path.read_bytes()
    scripts = Path(__file__).with_name("scripts")
    programs = {name: (scripts / name).read_bytes() for name in _SCRIPTS}
    return _zipped(files, programs)


def _libraries(course: Course, exercises: Iterable[Exercise]) -> list[str]:
    """Return the well-known libraries that references and suites import."""
    paths = [
        path
        for each in exercises
        for path in [*suite_paths(course, each, hidden=True), course.reference(each.name)]
    ]
    texts = [path.read_text(encoding="utf-8-sig") for path in paths]
    wanted = {name for text in texts for name in imported_libraries(text)}
    return [name for name in KNOWN if name in wanted]


def _constraints() -> list[str]:
    """Pin what is installed here, as far as a package index knows it."""
    found = {
        each.metadata["Name"].lower(): f"{each.metadata['Name']}=={_public(each.version)}"
        for each in importlib.metadata.distributions()
        if each.metadata["Name"] and each.metadata["Name"].lower() != _DISTRIBUTION
    }
    return [pin for _, pin in sorted(found.items())]


def _public(version: str) -> str:
    """Drop what names a build of a version: the ``+cpu`` of torch."""
    return version.partition("+")[0]


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _distribution() -> importlib.metadata.Distribution:
    try:
        return importlib.metadata.distribution(_DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        raise UsageError(
            "the grader is not installed as a package", "python -m pip install -e . in its folder"
        ) from None


def _wheel_name() -> str:
    return f"{_DISTRIBUTION}-{_distribution().version}-py3-none-any.whl"


def _wheel() -> bytes:
    """Pack the grader that runs here, as it is, into a wheel; it holds no course."""
    own = _distribution()
    root = Path(grader.__file__).parent
    paths = (path for path in sorted(root.rglob("*")) if path.is_file())
    files = {
        f"grader/{path.relative_to(root).as_posix()}": path.read_bytes()
        for path in paths
        if "__pycache__" not in path.parts
    }
    folder = f"{_DISTRIBUTION}-{own.version}.dist-info"
    for name in ("METADATA", "entry_points.txt"):
        files[f"{folder}/{name}"] = (own.read_text(name) or "").encode()
    files[f"{folder}/WHEEL"] = _WHEEL.encode()
    record = "".join(f"{name},{_hashed(each)},{len(each)}\n" for name, each in files.items())
    files[f"{folder}/RECORD"] = f"{record}{folder}/RECORD,,\n".encode()
    return _zipped(files, {}, 0o100644)


def _hashed(content: bytes) -> str:
    digest = urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
    return f"sha256={digest.decode()}"


def _zipped(files: Mapping[str, bytes], programs: Mapping[str, bytes], mode: int = _FILE) -> bytes:
    """Zip files, and programs that may be run; the same ones are the same bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, each in {**programs, **files}.items():
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.create_system = 3  # Unix: the permissions count, wherever it was packed
            info.external_attr = (_PROGRAM if name in programs else mode) << 16
            archive.writestr(info, each, zipfile.ZIP_DEFLATED)
    return content.getvalue()
