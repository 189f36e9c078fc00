"""The cluster's benchmark counts CPU time and growth when all is warm; no time here counts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("distributed")

import dask

from benchmarks.cluster import CLUSTER_MD, QUIETER, Round, arguments, class_of, markdown
from benchmarks.engine import Engine, Nobody, Side
from benchmarks.load_figures import Sample
from benchmarks.report import BEGIN, END
from benchmarks.tree import cpu_seconds
from grader.course.model import load_course
from tests.support.fractions import HERE, RATIONALS, WORDS, hand_in, plan_of

OPERATORS = Path(__file__).parents[1] / "docs" / "operators.md"
COMPUTE = "import time\nwhile time.process_time() < 0.2: pass\nprint(flush=True)\ninput()"


def one(cpu_a_work: float, growth: float = 0.0, cold: float = 5.0) -> Round:
    """Give a round of 100 works; the first quarter cost so much more, and at the end one ends."""
    done = Round(100)
    for graded in range(1, 101):
        done.cpu.append(cpu_a_work * graded + cold * min(graded / 25, 1) - (graded > 95))
        memory = 50 + growth * graded / 1000
        done.samples.append(Sample(graded / 10, graded, memory, 2 * memory, 9, 9, {}))
    return done


def test_a_class_is_of_two_works_under_many_names() -> None:
    """As many as wished for."""
    works = class_of((hand_in("a", rationals=RATIONALS), hand_in("b", words=WORDS)), 5)

    assert len({each.student for each in works}) == 5
    assert [each.works[0].exercise for each in works] == ["rationals", "words"] * 2 + ["rationals"]


def test_it_is_measured_with_the_settings_that_the_manual_asks_for() -> None:
    """Those of Dask's, as whoever starts a cluster exports them."""
    exported = dict(re.findall(r"^export (DASK_\w+)=(\S+)", OPERATORS.read_text("utf-8"), re.M))
    asked = dask.config.collect_env(exported)

    assert {name: dask.config.get(name, config=asked) for name in QUIETER} == QUIETER


def test_warming_up_does_not_count() -> None:
    """Neither its CPU time, nor what memory grew meanwhile."""
    assert one(0.040).cpu_a_work == pytest.approx(0.040)
    assert one(0.040).seconds_a_work == pytest.approx(0.1)
    assert one(0.040, growth=8).growth == pytest.approx((8, 16, 0))


def test_what_is_written() -> None:
    """What a work costs more than in the pool, and what of it is no work at all."""
    engine = Engine(Side(5.0, 20.0), Side(2.5, 10.0), [(1000, 80.2, 70.0)])
    text = markdown(engine, {"pool": [one(0.040)], "cluster": [one(0.052)]})

    assert "| client and scheduler | 5.0 | 20 |" in text
    assert "| 1000 | 80 | 70 |" in text
    assert "| pool | 40.0 | 90000 | +0.0 | +0.0 | +0.0 |" in text
    assert "beyond the pool's 12 ms a work, of which Dask's idle processes make 4 ms" in text


def test_the_figures_have_their_place() -> None:
    """Between the markers, where --write puts them."""
    text = CLUSTER_MD.read_text(encoding="utf-8")

    assert (text.count(BEGIN), text.count(END)) == (1, 1)
    assert arguments(["--write"]).write


def test_who_judges_nothing_gives_results_of_the_right_works() -> None:
    """They pass every check of an answer."""
    course = load_course(HERE, exactly=True)
    ada = hand_in("ada", rationals=RATIONALS, words=WORDS)

    judged = Nobody(plan_of(course)).judge(ada)

    assert [each.digest for each in judged.results] == [
        ada.only(name).code_digest for name in ("rationals", "words")
    ]


def test_cpu_time_is_that_of_the_tree() -> None:
    """A child's counts while it lives, and after it."""
    before = cpu_seconds(os.getpid())
    child = subprocess.Popen(
        [sys.executable, "-c", COMPUTE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout
    child.stdout.readline()
    alive = cpu_seconds(os.getpid())
    child.communicate(b"\n")
    after = cpu_seconds(os.getpid())

    assert before + 0.15 < alive <= after + 0.02
