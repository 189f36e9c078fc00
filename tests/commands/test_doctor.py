"""Tests of doctor: what it says of a machine, good or bad."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.authoring.derive import bundle
from grader.commands import doctor
from grader.commands.doctor import Diagnosis, Finding, compared, examine, passport_here
from grader.course import PASSPORT, Course
from grader.errors import SandboxError
from grader.sandbox.interface import SandboxSettings
from grader.sandbox.levels import Probe, Protection
from grader.sandbox.obstacles import Obstacle

PROBES = (Probe("opens_a_socket", True), Probe("forks", True))


def diagnose(monkeypatch: pytest.MonkeyPatch, protection: Protection | None) -> Diagnosis:
    """Examine a machine that has this protection."""

    @contextmanager
    def given(_: SandboxSettings) -> Iterator[tuple[None, Protection]]:
        if protection is None:
            raise SandboxError("L3: no bwrap; L1: no Python")
        yield None, protection

    monkeypatch.setattr(doctor, "protected_sandbox", given)
    return examine()


def of(diagnosis: Diagnosis, name: str) -> list[Finding]:
    """Give the findings of one name."""
    return [finding for finding in diagnosis.findings if finding.name == name]


def test_this_machine_is_tried() -> None:
    """The level is what a guest could not get through just now."""
    found = examine()

    assert found.protection is not None
    (level,) = of(found, "protection")
    (tried,) = of(found, "self-test")
    assert level.value == found.protection.level
    assert tried.value == f"{len(found.protection.probes)} of {len(found.protection.probes)} " + (
        "attacks stopped"
    )
    assert of(found, "numpy")[0].value == sys.modules["numpy"].__version__
    assert of(found, "cores")[0].value.isdigit()


def test_why_not_better(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each level that did not hold is named with its reason."""
    reasons = ("L3: a guest opens a socket: odd", "L2: no Landlock")

    found = diagnose(monkeypatch, Protection("L1", PROBES, reasons))

    assert [(each.value, each.remark) for each in of(found, "not better")] == [
        ("L3", "a guest opens a socket: odd"),
        ("L2", "no Landlock"),
    ]
    assert "never for a grade of record" in of(found, "protection")[0].remark


def test_each_cause_stands_above_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where nothing protects; what came of the tries is what the causes are told from."""
    heard = []

    def obstacles(level: str, reasons: Sequence[str]) -> list[Obstacle]:
        heard.append((level, [*reasons]))
        return [Obstacle("no bwrap", "get it"), Obstacle("no Landlock", "a newer kernel")]

    monkeypatch.setattr(doctor, "obstacles", obstacles)

    for found in (
        diagnose(monkeypatch, Protection("L1", PROBES, ("L2: odd",))),
        diagnose(monkeypatch, None),
    ):
        rows = [each for each in found.findings if each.name in ("cause", "remedy")]
        assert [(each.name, each.remark) for each in rows] == [
            ("cause", "no bwrap"), ("remedy", "get it"),
            ("cause", "no Landlock"), ("remedy", "a newer kernel"),
        ]  # fmt: skip
    assert heard == [("L1", ["L2: odd"]), ("none", ["L3: no bwrap; L1: no Python"])]


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock is Linux's")
@pytest.mark.parametrize(("version", "said"), [(0, "missing"), (2, "ABI 2"), (7, "ABI 7")])
def test_landlock_is_named_by_its_abi(
    version: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kernel's version says little; what is too little is said to be so."""
    monkeypatch.setattr(doctor, "look", lambda: SimpleNamespace(landlock=version))

    (landlock,) = of(diagnose(monkeypatch, Protection("L3", PROBES, ())), "Landlock")

    assert landlock.value == said
    assert ("ABI 3 or later" in landlock.remark) == (version < 3)


def test_a_good_machine_needs_no_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """At L3 there is nothing to do."""
    found = diagnose(monkeypatch, Protection("L3", PROBES, ()))

    assert of(found, "remedy") == of(found, "cause") == of(found, "not better") == []
    assert of(found, "self-test")[0].value == "2 of 2 attacks stopped"


def test_no_protection_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even a plain process: the reason is told, and the versions all the same."""
    found = diagnose(monkeypatch, None)

    assert found.protection is None
    assert of(found, "protection") == [Finding("protection", "none", "L3: no bwrap; L1: no Python")]
    (python,) = of(found, "python")
    assert python.value == platform.python_version()
    assert python.remark.startswith("runs the students' code too")


def test_a_machine_without_bubblewrap(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is said to be needed."""
    monkeypatch.setattr(doctor, "find_bwrap", lambda: None)

    found = diagnose(monkeypatch, Protection("L2", PROBES, ()))

    assert of(found, "bubblewrap") == [Finding("bubblewrap", "missing", "needed for L3")]


@pytest.mark.parametrize(
    ("torch", "value"),
    [
        (None, "unknown"),
        (SimpleNamespace(cuda=SimpleNamespace(is_available=lambda: False)), "none"),
        (
            SimpleNamespace(
                cuda=SimpleNamespace(is_available=lambda: True, get_device_name=lambda n: "H100")
            ),
            "H100",
        ),
    ],
)
def test_the_gpu(monkeypatch: pytest.MonkeyPatch, torch: object, value: str) -> None:
    """A GPU is named; without one, or without torch, what follows is said."""
    monkeypatch.setitem(sys.modules, "torch", torch)

    (gpu,) = of(diagnose(monkeypatch, Protection("L3", PROBES, ())), "GPU")

    assert gpu.value == value
    assert gpu.remark


THERE = {"python": "3.11.7", "numpy": "2.4.6", "torch": "2.13.0+cpu", "blas": "x", "threads": "1"}


class TestPassport:
    """A student's machine beside that on which the course was calibrated."""

    @pytest.mark.parametrize(
        "here",
        [
            {},
            {"python": "3.11.2", "numpy": "2.4.1", "torch": "2.13.1+cu126"},
            {"numpy": "2.1.0", "torch": "2.2.0"},  # what works with an older one works there
        ],
    )
    def test_what_changes_no_result_is_not_named(self, here: dict[str, str]) -> None:
        """The last number of a version, another build, an older library of the same kind."""
        (said,) = compared(THERE, THERE | here)

        assert said.startswith("nothing here should change a result: python 3.11.")
        assert said.endswith("(the course was calibrated with 3.11.7, 2.4.6, 2.13.0+cpu)")

    @pytest.mark.parametrize(
        ("here", "said"),
        [
            (
                {"python": "3.13.1"},
                "Python is 3.13.1 here, and your work is judged by 3.11.7: what",
            ),
            ({"numpy": "1.26.4"}, "numpy is 1.26.4 here, and 2.4.6 where your work is judged: the"),
            ({"numpy": "2.5.0"}, "numpy is 2.5.0 here, and 2.4.6 where your work is judged: a fun"),
            ({"torch": "1.13.0"}, 'python -m pip install "torch==2.13.0"'),
            ({"blas": "accelerate"}, "multiplies matrices is accelerate here, and x where the"),
            ({"threads": "4"}, "the number of threads is 4 here, and 1 where the course"),
        ],
    )
    def test_what_could_change_one_is_a_sentence(self, here: dict[str, str], said: str) -> None:
        """What differs, and what may come of it; the rest is not mentioned."""
        (sentence,) = compared(THERE, THERE | here)

        assert said in sentence

    def test_a_library_that_is_missing(self) -> None:
        """It is no other version: nothing that uses it can be checked."""
        here = {name: value for name, value in THERE.items() if name != "torch"}

        assert compared(THERE, here) == [
            "torch is missing here: exercises that use it cannot be checked"
        ]

    def test_an_old_or_broken_passport(self) -> None:
        """What it does not say is not compared."""
        assert compared({}, THERE)[0].startswith("nothing here should change a result")

    def test_typed_in_a_students_folder(
        self, run, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Sentences there, and in the author's folder the table of all that was found."""
        bundle(course, tmp_path / "mine")
        monkeypatch.chdir(tmp_path / "mine" / "exercises" / "words")
        monkeypatch.setattr(doctor, "_try_protection", lambda: (Protection("L1", (), ()), ""))
        mine = run("doctor")
        monkeypatch.setattr(doctor, "_try_protection", lambda: (None, "no Python"))
        broken = run("doctor")
        monkeypatch.chdir(course.root)
        taught = run("doctor")

        assert (mine[0], mine[1].count("\n")) == (0, 1)
        assert mine[1].startswith("nothing here should change a result: python ")
        assert broken[0] == 3
        assert broken[1].startswith("no check can be run here: no Python\n")
        assert "bubblewrap" in taught[1]

    def test_a_folder_without_one(self, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nor one that somebody broke."""
        monkeypatch.chdir(course.root)
        assert passport_here() is None
        (course.root / ".grader").mkdir()
        (course.root / PASSPORT).write_text("[]")
        assert passport_here() is None


def test_results_on_a_network_drive(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file system is named, with what helps; of a local disk nothing is said."""
    monkeypatch.setattr(doctor, "_try_protection", lambda: (None, "no Python"))
    monkeypatch.setattr(doctor, "network_drive", lambda folder: "nfs4" if folder.name else "")

    (found,) = of(examine(Path("term")), "results")
    assert found.value == "network drive (nfs4)"
    assert "in term/" in found.remark
    assert "--out DIR" in found.remark
    assert of(examine(Path("/")), "results") == []
