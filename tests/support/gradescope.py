"""Gradescope's folders below one folder, as its documents lay them out, and its two steps."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Mapping
from pathlib import Path

from tests.support.container import contained

METADATA = {
    "id": 123456,
    "created_at": "2031-02-28T14:22:32.365935-08:00",
    "assignment": {"due_date": "2031-02-28T23:00:00.000000-08:00", "total_points": "12.5"},
    "users": [{"email": "ada@example.com", "id": 1234, "name": "Ada <b>Lovelace</b>"}],
    "previous_submissions": [],
}
_FAKE_PYTHON3 = """#!/bin/sh
# python3 -m venv DIR: a folder with the uv of this test, and a Python that takes note of pip.
echo "python3 $*" >> "$LOG"
mkdir -p "$3/bin"
printf '#!/bin/sh\\necho "tools $*" >> "$LOG"\\n' > "$3/bin/python"
printf '#!/bin/sh\\nexec "%s" -m tests.support.gradescope "$@"\\n' "$PYTHON" > "$3/bin/uv"
chmod +x "$3/bin/python" "$3/bin/uv"
"""
_FAKE = '#!/bin/sh\necho "$(basename "$0") $*" >> "$LOG"\n'


def lay_out(archive: Path, home: Path) -> Path:
    """Unpack an autograder's zip as Gradescope does, permissions too; return ``home``."""
    source = home / "source"
    with zipfile.ZipFile(archive) as packed:
        for info in packed.infolist():
            path = Path(packed.extract(info, source))
            path.chmod(info.external_attr >> 16 & 0o777)
    shutil.copy2(source / "run_autograder", home / "run_autograder")
    for folder in ("submission", "results"):
        (home / folder).mkdir()
    (home / "submission_metadata.json").write_text(json.dumps(METADATA), encoding="utf-8")
    home.chmod(0o755)
    return home


def set_up(home: Path) -> str:
    """Run setup.sh without a network: return what it asked apt-get, pip and uv for."""
    programs, log = home / "fakes", home / "log"
    programs.mkdir()
    for name, text in (("apt-get", _FAKE), ("python3", _FAKE_PYTHON3)):
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "LOG": str(log)}
    environment |= {"PYTHON": sys.executable, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        ["bash", home / "source" / "setup.sh"],
        env=environment, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return log.read_text(encoding="utf-8") + done.stdout


def hand_in(home: Path, files: Mapping[str, str]) -> None:
    """Let these files be the submission, and nothing else."""
    shutil.rmtree(home / "submission")
    (home / "submission").mkdir()
    for name, text in files.items():
        (home / "submission" / name).write_text(text, encoding="utf-8")


def run_autograder(home: Path, without: str = "") -> subprocess.CompletedProcess:
    """Run it as Gradescope does: as a container's root, in the folder of all others."""
    return contained(home / "run_autograder", without=without)


def results(home: Path) -> dict:
    """Return what results.json holds."""
    return json.loads((home / "results" / "results.json").read_text(encoding="utf-8"))


def _uv(*words: str) -> None:
    """Do what uv would, with what is installed here."""
    with open(os.environ["LOG"], "a", encoding="utf-8") as log:
        log.write(f"uv {' '.join(words)}\n")
    if words[0] == "venv":
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", words[-1]], check=True)
        _link_libraries(_packages(Path(words[-1])))
    for word in words:
        if word.endswith(".whl"):
            home = Path(words[words.index("--python") + 1]).parents[1]
            with zipfile.ZipFile(word) as wheel:
                wheel.extractall(_packages(home))


def _packages(environment: Path) -> Path:
    python = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return environment / "lib" / python / "site-packages"


def _link_libraries(to: Path) -> None:
    """Put what the grader needs by itself into an environment, without a copy where it can be."""
    here = Path(sysconfig.get_path("purelib"))
    wanted, seen = ["nngrader"], set()
    while wanted:
        if (name := wanted.pop()) not in seen:
            seen.add(name)
            wanted += _needs(name)
    for name in seen - {"nngrader"}:
        for file in importlib.metadata.files(name) or ():
            source = here / file
            if ".." not in file.parts and source.is_file() and source.suffix != ".pyc":
                (to / file).parent.mkdir(parents=True, exist_ok=True)
                _link(source, to / file)


def _needs(name: str) -> list[str]:
    """Return what a distribution needs, without its extras, as far as it is here."""
    lines = importlib.metadata.requires(name) or []
    names = [re.split(r"[\s;<>=!~\[(]", line)[0] for line in lines if "extra ==" not in line]
    return [each.lower().replace("_", "-") for each in names if _is_here(each)]


def _is_here(name: str) -> bool:
    try:
        return bool(importlib.metadata.distribution(name))
    except importlib.metadata.PackageNotFoundError:
        return False


def _link(source: Path, to: Path) -> None:
    try:
        to.hardlink_to(source)
    except OSError:  # another disk
        shutil.copy2(source, to)


if __name__ == "__main__":
    _uv(*sys.argv[1:])
