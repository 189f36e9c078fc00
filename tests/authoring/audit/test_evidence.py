"""Tests of evidence: what is kept of a judged variant, and a journal that survives a kill."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.authoring.audit import evidence as module
from grader.authoring.audit.evidence import Evidence, Journal, gather, read
from grader.authoring.audit.variants import Kind, Variant
from grader.errors import SandboxError, StoreError
from grader.feedback.explanation import Explanation
from grader.judging.pool import Judged
from grader.judging.results import Check, Outcome, PartScore, Result
from grader.judging.warm_judge import JudgingPlan
from grader.submission import Submission

ORDER = JudgingPlan(Path(), ("rationals",), (), b"")


def variant(name: str = "one", sentence: str = "") -> Variant:
    """Give a variant; its submission is empty."""
    return Variant(Kind.CHAFF, "rationals", name, Submission(name), "add", "", sentence)


def result(student: str = "one", problem: str = "off", likely: str = "") -> Result:
    """Give a result: one part is right, one is wrong, and half of a third is held."""
    checks = (
        Check("hidden::test_a", "reduced", False, Outcome.PASSED),
        Check("hidden::test_b", "add", False, Outcome.FAILED, Explanation(problem, likely=likely)),
        Check("hidden::test_c", "gpu", False, Outcome.NOT_JUDGED),
    )
    parts = (PartScore("reduced", 3, 3), PartScore("add", 0.5, 2), PartScore("gpu", 1, 2, held=1))
    return Result(student, "rationals", 4.5, 7, "graded", parts, checks)


def test_what_is_kept_of_a_result() -> None:
    """Failed checks, lost points, and whether the variant's own sentence was told."""
    kept = read(variant(sentence="you add above"), result(likely="you add above"))

    assert (kept.failed, kept.passed, kept.losers) == (("hidden::test_b",), 1, {"add"})
    assert kept.named
    assert kept.names == ("you add above",)
    assert read(variant(), result()).names == ()
    assert not read(variant(sentence="you add above"), result()).named
    assert not read(variant(), result()).named


def test_what_is_told_is_why_the_first_check_failed() -> None:
    """What it raised, where that is known, and else what the student reads; not for ever."""
    kept = result(problem="off")
    raised = replace(kept.checks[1], detail="Mismatch: off by two")

    assert read(variant(), kept).told == "hidden::test_b: off"
    told = read(variant(), replace(kept, checks=(kept.checks[0], raised))).told
    assert told == "hidden::test_b: Mismatch: off by two"
    assert len(read(variant(), result(problem="x" * 1000)).told) == 300
    assert read(variant(), replace(kept, checks=kept.checks[:1])).told == ""


class TestJournal:
    """What was judged once is not judged again, as long as it is the same."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        """Where the journal lies."""
        return tmp_path / "out" / "audit.jsonl"

    def test_it_comes_back(self, path: Path) -> None:
        """In another process, too."""
        told = Evidence("one", "graded", ("a", "b"), 3, {"add": 1.0}, True, "a: off", ("x", "y"))
        Journal(path, {"rationals": "ground"}).write(variant(), told)

        assert Journal(path, {"rationals": "ground"}).find(variant()) == told

    def test_another_ground_or_work_is_another_matter(self, path: Path) -> None:
        """Another course or grader, another submission of the same name."""
        Journal(path, {"rationals": "ground"}).write(variant(), Evidence("one", "graded"))
        other = Variant(Kind.CHAFF, "rationals", "one", Submission("one", siblings={"x": "1"}))

        assert Journal(path, {"rationals": "another ground"}).find(variant()) is None
        assert Journal(path, {"rationals": "ground"}).find(other) is None

    @pytest.mark.parametrize("tail", ['{"key": "a', "null\n", '{"key": "a"}\n', "\0\n"])
    def test_a_line_that_was_cut_off_costs_itself_alone(self, path: Path, tail: str) -> None:
        """The run was killed while it wrote."""
        Journal(path, {"rationals": "ground"}).write(variant(), Evidence("one", "graded"))
        path.write_text(path.read_text() + tail)

        again = Journal(path, {"rationals": "ground"})
        for name in ("two", "three"):
            again.write(variant(name), Evidence(name, "graded"))

        assert again.find(variant()) is not None
        third = Journal(path, {"rationals": "ground"})
        found = [third.find(variant(name)) for name in ("one", "two", "three")]
        assert [each and each.id for each in found] == ["one", "two", "three"]

    def test_a_disk_that_refuses_is_told(self, path: Path) -> None:
        """With what to do next, and no traceback."""
        path.parent.mkdir()
        path.symlink_to("/dev/full")

        with pytest.raises(StoreError, match=r"audit\.jsonl: the disk is full") as caught:
            Journal(path, {"rationals": "ground"}).write(variant(), Evidence("one", "graded"))

        assert "run the same command again" in caught.value.remedy


class TestGather:
    """Variants are judged, once."""

    @pytest.fixture
    def judged(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """Judge without a border; give the names of those who were."""
        names: list[str] = []

        def judge_all(plan, submissions, emit, started, jobs=1) -> None:
            for each in submissions:
                names.append(each.student)
                problem = "the worker died" if each.student == "dead" else ""
                emit(Judged(each, () if problem else (result(each.student),), problem))

        monkeypatch.setattr(module, "judge_all", judge_all)
        return names

    def test_what_is_known_is_not_judged(self, judged: list[str], tmp_path: Path) -> None:
        """Both times all of it is found, and the bar goes to its end."""
        variants, ticks = [variant("one"), variant("two")], []
        for count in (1, 2, 2):
            journal = Journal(tmp_path / "audit.jsonl", {"rationals": "ground"})
            found = gather(variants[:count], ORDER, journal, 1, lambda: ticks.append(1))
            assert set(found) == {"one", "two"} & {each.name for each in variants[:count]}

        assert judged == ["one", "two"]
        assert len(ticks) == 1 + 2 + 2

    def test_who_cannot_be_judged_stops_the_audit(self, judged: list[str], tmp_path: Path) -> None:
        """It is no verdict on the course."""
        journal = Journal(tmp_path / "audit.jsonl", {"rationals": "ground"})
        with pytest.raises(SandboxError, match="dead: the worker died"):
            gather([variant("dead")], ORDER, journal, 1, lambda: None)
