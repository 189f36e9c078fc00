"""Tests of other_ways: what libraries do by default is possible in a guest, too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.sandbox.forked import ForkedSandbox
from tests.support.guests import student_of, warm_sandbox

ACTS = """
import os, selectors, sqlite3

def waits():
    end, start = os.pipe()
    os.write(start, b"x")
    with selectors.DefaultSelector() as selector:
        selector.register(end, selectors.EVENT_READ)
        return len(selector.select(1))

def keeps_a_table():
    with sqlite3.connect("kept.sqlite") as first:
        first.execute("CREATE TABLE losses (epoch INTEGER, loss REAL)")
        first.executemany("INSERT INTO losses VALUES (?, ?)", [(1, 0.5), (2, 0.25)])
    with sqlite3.connect("kept.sqlite") as second:
        second.execute("DELETE FROM losses WHERE epoch = 1")
        second.rollback()
    second.execute("PRAGMA journal_mode=WAL")
    return sqlite3.connect("kept.sqlite").execute("SELECT sum(loss) FROM losses").fetchone()[0]
"""
LEARNS = """
import joblib
import numpy as np
from sklearn.cluster import KMeans
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier

x = np.repeat([[0.0], [1.0]], 30, axis=0)
y = x.ravel()

def clusters(): return sorted(KMeans(2, n_init=1, random_state=0).fit(x).cluster_centers_.ravel())
def boosts(): return HistGradientBoostingClassifier(max_iter=3).fit(x, y).score(x, y)
def grows(): return RandomForestClassifier(2, n_jobs=2).fit(x, y).score(x, y)
def loops(): return joblib.Parallel(n_jobs=2)(joblib.delayed(pow)(n, 2) for n in range(4))
"""


def test_a_guest_waits_for_files_and_keeps_tables(sandbox: ForkedSandbox) -> None:
    """`selectors` and `sqlite3` want `epoll` and locks; with poll, and alone, they do without."""
    with student_of(sandbox, ACTS) as student:
        assert student.waits() == 1
        assert student.keeps_a_table() == 0.75


def test_a_guest_learns_with_scikit_learn(sandbox: ForkedSandbox) -> None:
    """It counts cores, asks which libraries are loaded, and would work in processes."""
    if sandbox.settings.level == "L1":
        pytest.skip("nothing is missing there")
    settings = replace(sandbox.settings, libraries=("sklearn",))
    with warm_sandbox(settings) as learning, student_of(learning, LEARNS) as student:
        assert student.clusters() == [0, 1]
        assert student.boosts() == student.grows() == 1
        assert student.loops() == [0, 1, 4, 9]
