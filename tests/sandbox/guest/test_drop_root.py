"""Tests of how root stops being root: with real guests, where the grader itself is root."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox import launch
from grader.sandbox.guest import drop_root
from grader.sandbox.guest.settings import GuestLimits
from grader.sandbox.interface import SandboxSettings
from grader.sandbox.levels import protected_sandbox
from tests.support.guests import student_of, warm_sandbox

ROOT = Path(__file__).parents[3]
SMALL = GuestLimits(256, 8, 60)
LOOK = """
import os
def who(): return os.getuid(), os.getgid(), os.getgroups()
def can_read(path):
    try: return bool(open(path, "rb").read())
    except OSError: return False
def can_change(path):
    try: os.chmod(path, 0o666)
    except OSError: return False
    return True
"""
WITHOUT_MOUNTS = """
import os, sys
from grader.sandbox import launch
from grader.sandbox.guest import linux
from grader.sandbox.levels import protected_sandbox
from grader.sandbox.interface import SandboxSettings
CAP_SYS_ADMIN = 21
if sys.argv[2:]:
    linux.prctl(linux.PR_CAPBSET_DROP, CAP_SYS_ADMIN)
    os.execv(sys.executable, [sys.executable, "-c", os.environ["SCRIPT"], sys.argv[1]])
real = launch.readable_paths
launch.readable_paths = lambda: (*real(), sys.argv[1])
with protected_sandbox(SandboxSettings("L2")) as (_, protection):
    print(protection.level, *protection.reasons)
"""

pytestmark = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only where the grader is root"
)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that guests may read, in one that root alone may enter; a secret lies in it."""
    closed = tmp_path / "closed"
    folder = closed / "library"
    folder.mkdir(parents=True)
    closed.chmod(0o700)
    (folder / "module.py").write_text("open = True")
    (folder / "secret.txt").write_text("canary")
    (folder / "secret.txt").chmod(0o600)
    real = launch.readable_paths
    monkeypatch.setattr(launch, "readable_paths", lambda: (*real(), str(folder)))
    return folder


@pytest.mark.parametrize("level", ["L3", "L2"])
def test_a_guest_of_roots_is_nobody_and_reads_only_what_all_may(level: str, library: Path) -> None:
    """Below a readable folder too: what root alone may read or change, a guest may not."""
    with protected_sandbox(SandboxSettings(level, limits=SMALL)) as (sandbox, protection):
        if protection.level != level:
            pytest.skip(f"this machine has no {level}: {protection.reasons}")
        with student_of(sandbox, LOOK) as student:
            assert student.who()[0] == drop_root.ORDINARY_USER
            assert student.can_read(str(library / "module.py"))
            assert not student.can_read(str(library / "secret.txt"))
            assert not student.can_change(str(library / "secret.txt"))
            assert not student.can_change(str(library.parent))
    assert (library.parent.stat().st_mode & 0o777) == 0o700


def test_others_of_the_closed_folder_are_out_of_sight(library: Path) -> None:
    """A guest at L2 does not even see which other names lie beside what it may read."""
    beside = library.parent / "beside.txt"
    beside.write_text("closed")
    with warm_sandbox(SandboxSettings("L2", limits=SMALL)) as sandbox:
        source = "import os\ndef sees(path): return os.path.exists(path)"
        with student_of(sandbox, source) as student:
            assert student.sees(str(library))
            assert not student.sees(str(beside))
    assert beside.exists()


def test_no_level_is_given_where_a_library_is_roots_alone(library: Path) -> None:
    """Nobody could import it, and root is no guest: the reason says what to do."""
    library.chmod(0o700)

    with protected_sandbox(SandboxSettings("L3", limits=SMALL)) as (_, protection):
        assert protection.level == "L1"
        assert len(protection.reasons) == 2
        for reason in protection.reasons:
            assert f"chmod -R o+rX {library}" in reason


def test_no_level_is_given_where_root_may_not_mount(tmp_path: Path) -> None:
    """In a container without that right, a closed folder above Python makes root stay: no L2."""
    library = tmp_path / "closed" / "library"
    library.mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)

    told = subprocess.run(
        [sys.executable, "-c", WITHOUT_MOUNTS, str(library), "first without the right"],
        env={**os.environ, "SCRIPT": WITHOUT_MOUNTS}, cwd=ROOT,
        capture_output=True, text=True, timeout=300, check=True,
    ).stdout  # fmt: skip

    assert told.startswith("L1 L2: the zygote could not go on: a guest would be root here")
    assert "chmod o+x /" in told


def test_at_l1_root_stays_where_it_must(library: Path) -> None:
    """A plain process promises nothing of the kind, and goes on."""
    library.chmod(0o700)

    with (
        warm_sandbox(SandboxSettings("L1", limits=SMALL)) as sandbox,
        student_of(sandbox, LOOK) as student,
    ):
        assert student.who()[0] == 0
