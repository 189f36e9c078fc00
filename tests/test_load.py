"""The load run makes a class, sees what a run holds, and tells growth from none; no time counts."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import report
from benchmarks.load import LOAD_MD, Run, arguments, make_class, watch
from benchmarks.load_figures import Load, Sample, drawn, markdown
from benchmarks.tree import look, peak_mb
from grader.course.model import Course
from grader.submission import read_submission, survey
from tests.support.fractions import STUDENTS, class_of

NAMES = ("perceptron", "forward_propagation", "optimizers")
LOOPING = "uma-patel"
TREE = """
import subprocess, sys
def start(mark):
    code = f"import sys; sys.stdin.read()  # {mark}"
    return subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE)
far, near = start("zygote.main"), start("spawn_main")
print(far.pid, flush=True)
sys.stdin.read()
for each in (far, near):
    each.communicate()
"""


class TestClass:
    """The class that is graded."""

    def test_it_is_as_large_as_wished(self, tmp_path: Path) -> None:
        """Folders and archives, each a student with a number, and all but a few with work."""
        entries = survey(make_class(tmp_path / "class", 60), NAMES).entries

        assert [each.student for each in entries] == [f"student-{n:04}" for n in range(1, 61)]
        assert {each.path.suffix for each in entries} == {"", ".zip"}
        assert sum(bool(read_submission(each, NAMES).works) for each in entries) > 40

    def test_it_is_the_same_every_time_and_no_two_files_are(self, tmp_path: Path) -> None:
        """A last line names the student."""
        once, again = (make_class(tmp_path / name, 50) for name in ("once", "again"))

        files = {path.relative_to(once): path.read_bytes() for path in once.rglob("*.py")}
        assert len(set(files.values())) == len(files) > 50
        assert all((again / path).read_bytes() == text for path, text in files.items())

    def test_who_never_ends_is_there_once_in_a_hundred(self, tmp_path: Path) -> None:
        """Time limits would be most of the time."""
        folder = make_class(tmp_path / "class", 250)
        own = Path(__file__).parents[1] / "examples" / "class" / LOOPING
        (first, *_) = sorted(own.rglob("*.py"))
        text = first.read_text()

        patient = [
            each.name
            for each in sorted(folder.iterdir())
            if each.is_dir() and any(text in path.read_text() for path in each.rglob(first.name))
        ]
        assert patient == ["student-0050", "student-0150", "student-0250"]


class TestLook:
    """What is seen of a tree of processes."""

    @pytest.fixture
    def tree(self, tmp_path: Path) -> Iterator[tuple[int, int]]:
        """A process with a far one and a worker below it; give its number, and the far one's."""
        script = tmp_path / "tree.py"
        script.write_text(TREE)
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        process = subprocess.Popen([sys.executable, script], **pipes)
        assert process.stdout is not None
        yield process.pid, int(process.stdout.readline())
        process.communicate()

    def test_near_and_far_are_told_apart(self, tree: tuple[int, int]) -> None:
        """Memory of the parent, of the workers, and of each far process; all processes."""
        parent, far = tree

        seen = look(parent)

        assert seen.processes == 3
        assert list(seen.far_mb) == [far]
        assert 1 < seen.parent_mb < 100
        assert 1 < seen.workers_mb < 100
        assert seen.descriptors >= 6
        assert seen.parent_mb <= peak_mb(parent)

    def test_what_has_ended_is_nothing(self) -> None:
        """A process may end between two looks."""
        ended = subprocess.Popen([sys.executable, "-c", ""])
        ended.wait()

        assert look(ended.pid) == (0, 0, 0, 0, {})
        assert peak_mb(ended.pid) == 0


class TestRun:
    """A grader that is watched."""

    def test_it_is_watched_to_its_end(self, pristine: Course, tmp_path: Path) -> None:
        """The bar is read for how far it is; the processes are there while it judges."""
        folder = class_of(tmp_path / "class", STUDENTS)
        words = ["grade", folder, "--out", tmp_path / "out", "--jobs", 2]
        words += ["--course", pristine.root]

        run = Run([sys.executable, "-m", "grader", *map(str, words)])
        samples = list(watch(run, 0.02, Console(file=io.StringIO())))

        assert (run.code, run.graded) == (0, 5)
        assert max(sample.processes for sample in samples) > 5
        assert any(sample.workers_mb for sample in samples)
        assert any(sample.far_mb for sample in samples)
        assert run.peak_mb >= max(sample.parent_mb for sample in samples) > 10
        assert 0 < samples[-1].seconds <= run.seconds

    def test_what_went_wrong_can_be_read(self, tmp_path: Path) -> None:
        """The code, and the last that was said."""
        run = Run([sys.executable, "-m", "grader", "grade", str(tmp_path / "nowhere")])

        assert list(watch(run, 60, Console(file=io.StringIO()))) == []
        assert run.code == 2
        assert "there is no" in run.said()


def load_of(**growth: float) -> Load:
    """Make a run over 1,000 submissions, one a second, in which something grows by the thousand."""
    samples = [
        Sample(
            seconds=float(n),
            graded=n,
            parent_mb=50 + growth.get("parent", 0) * n / 1000,
            workers_mb=400 + growth.get("workers", 0) * n / 1000,
            descriptors=40 + int(growth.get("descriptors", 0) * n / 1000),
            processes=14 + int(growth.get("processes", 0) * n / 1000),
            far_mb={1: 300 + growth.get("zygotes", 0) * n / 1000, 1000 + n: 5.0 * n},
        )
        for n in range(1001)
    ]
    late = growth.get("late", 0.0)
    samples = [replace(s, seconds=s.seconds + late * max(0, s.graded - 900)) for s in samples]
    return Load(samples, 1000, 2, samples[-1].seconds, 99.0)


class TestFigures:
    """Growth, and none."""

    def test_a_run_that_stays_as_it_is_meets_every_target(self) -> None:
        """A far process that lives for a moment is a guest, and counts for nothing."""
        load = load_of()

        assert all(each.met for each in load.verdicts)
        assert len(load.verdicts) == 6
        assert load.slope(load.zygotes_mb) == 0
        assert [tenth.graded for tenth in load.tenths] == list(range(100, 1001, 100))
        assert {tenth.seconds for tenth in load.tenths[1:]} == {100}

    @pytest.mark.parametrize(
        ("grown", "by", "said"),
        [
            ("parent", 6.0, "+6.0 MB"),
            ("workers", 6.0, "+6.0 MB"),
            ("zygotes", 6.0, "+6.0 MB"),
            ("descriptors", 20.0, "59"),
            ("processes", 20.0, "33"),
            ("late", 0.5, "1.50 times"),
        ],
    )
    def test_whatever_grows_misses_its_target(self, grown: str, by: float, said: str) -> None:
        """That one, and no other; with the figure."""
        missed = [each for each in load_of(**{grown: by}).verdicts if not each.met]

        assert [each.reached for each in missed] == [said]
        assert grown in missed[0].what or grown == "late"

    def test_the_first_tenth_does_not_count(self) -> None:
        """What is warmed up, and kept, is no growth."""
        steady = load_of()
        warming = [s for s in steady.samples if s.graded < 100]
        samples = [
            Sample(*[s.seconds, s.graded, 1.0, *list(vars(s).values())[3:]]) for s in warming
        ]

        load = Load([*samples, *steady.samples[100:]], 1000, 2, 1000.0, 99.0)

        assert load.slope(lambda sample: sample.parent_mb) == 0

    def test_workers_that_have_no_more_to_do_are_no_saving(self) -> None:
        """They end while the last submissions are judged: that would hide what grew before."""
        grown = load_of(workers=6.0)
        ended = [replace(each, workers_mb=0.0) for each in grown.samples[-3:]]

        load = Load([*grown.samples[:-3], *ended], 1000, 2, 1000.0, 99.0)

        assert load.slope(lambda sample: sample.workers_mb) == pytest.approx(6.0)

    def test_a_short_run_has_no_tenths_and_no_error(self) -> None:
        """One sample, or none."""
        for count in (0, 1):
            load = Load(load_of().samples[:count], 1000, 2, 0.0, 1.0)
            assert len(load.verdicts) == 3
            assert "1000 submissions" in markdown(load, "M.")

    def test_the_tables(self) -> None:
        """For the terminal and as Markdown: a row a tenth, the targets, the notes."""
        console = Console(file=io.StringIO(), width=160)
        load = load_of(parent=6.0)

        console.print(drawn(load))
        text = markdown(load, "M.")

        assert text.startswith("M.\n\n| graded | seconds |")
        assert "| 500 | 100 | 53 | 400 | 300 | 40 | 14 |" in text
        assert (
            "| the parent's memory, a thousand submissions | <= 5 MB | +6.0 MB | missed |" in text
        )
        assert "1000 submissions, --jobs 2: 1000 s in all, 1.00 a second" in text
        assert "reports at the end: 99 MB" in text
        assert "missed" in console.file.getvalue()  # type: ignore[attr-defined]


def test_there_is_where_to_write() -> None:
    """`--write` finds its markers."""
    text = LOAD_MD.read_text(encoding="utf-8")

    assert text.count(report.BEGIN) == text.count(report.END) == 1


def test_the_command_line_has_its_defaults() -> None:
    """Two thousand, on two processes, a look a second, and nothing is written."""
    wish = arguments([])

    assert (wish.submissions, wish.jobs, wish.seconds, wish.write) == (2000, 2, 1.0, False)
