"""Tests of the class's page as text: what is in it, and that nothing in it acts."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import re

from grader.feedback import Explanation
from grader.judging import Flag, Result
from grader.reports import Kind, Note
from grader.reports.class_page import render
from grader.reports.slowest import SlowWork
from tests.reports.conftest import HOSTILE, F, Make, N, P

L3 = {"protection": "L3"}
WHY = Explanation("values differ", likely="the gradient is summed")


class Cells(html.parser.HTMLParser):
    """Gathers tables by the heading above them, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.tags: list[str] = []
        self._table: list[list[str]] = []
        self._within = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        self.tags.append(tag)
        if label := dict(attributes).get("aria-label"):
            self._table = self.tables.setdefault(label, [])
        if tag == "tr":
            self._table.append([])
        if tag in ("td", "th"):
            self._table[-1].append("")
            self._within = True

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        self._within = self._within and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        """Add to a cell."""
        if self._within:
            self._table[-1][-1] += data.strip()


def table_of(page: str, title: str) -> list[list[str]]:
    """Give the rows of a table, without its headings."""
    cells = Cells()
    cells.feed(page)
    return cells.tables[f"{title}, table"][1:]


def test_tables(school: list[Result]) -> None:
    """Points, standing and all students of the small class."""
    page = render(school, L3)

    assert table_of(page, "All students") == [
        ["Ada", "4", "not handed in", "4", "33"],
        ["bob", "0", "0 (+6 held)", "0", "0"],
        ["zoë", "–", "6", "6", "100"],
    ]
    assert table_of(page, "Points") == [
        ["perceptron", "6", "2", "2", "2", "0", "4", "0"],
        ["circles", "6", "2", "3", "3", "0", "6", "1"],
        ["total, in %", "100", "3", "44.44", "33.33", "0", "100", "1"],
    ]
    assert table_of(page, "Standing of all works") == [
        ["perceptron", "2", "0", "0", "0", "0", "0"],
        ["circles", "1", "1", "1", "0", "0", "0"],
    ]
    assert "3 students, protection L3" in page


def test_pictures_say_their_numbers(school: list[Result]) -> None:
    """What a bar shows is in the alt text, and in a table."""
    page = render(school, L3)

    alt = "Total, students by share of the points: 1 from 0 to 10 %, 1 from 30 to 40 %, "
    assert f'<svg role="img" aria-label="{alt}1 from 90 to 100 %"' in page
    assert table_of(page, "The same as numbers")[-1] == [
        "total", "1", "0", "0", "1", "0", "0", "0", "0", "0", "1",
    ]  # fmt: skip


def test_whom_to_speak_with(make: Make) -> None:
    """Names beside the misconception; many unfold."""
    few = render([make(each, outcomes=(F,), why=WHY) for each in "ab"], L3)
    many = render([make(each, outcomes=(F,), why=WHY) for each in "abcdefg"], L3)

    (row,) = table_of(few, "Commonest misconceptions")
    assert row == ["2", "circles", "train", "the gradient is summed", "a, b"]
    assert "<details><summary>7 students</summary>a, b, c, d, e, f, g</details>" in many


def test_the_slowest_works(school: list[Result]) -> None:
    """Seconds, exercise and whose; a name can do nothing."""
    slow = [SlowWork(12.345, "circles", ("ada", HOSTILE)), SlowWork(0.5, "perceptron", ("bob",))]

    page = render(school, L3, (), slow)

    rows = table_of(page, "Slowest works")
    assert [row[:2] for row in rows] == [["12.35", "circles"], ["0.50", "perceptron"]]
    assert rows[1][2] == "bob"
    assert HOSTILE not in page
    assert "Of no work it is kept how long it took." in render(school, L3)


def test_flags_notes_and_what_waits(make: Make) -> None:
    """Each has its table, with whose it is."""
    flag = Flag("train", "circles.py:3", "calls torch.optim")
    results = [make("ada", outcomes=(P, N), flags=(flag,), why=Explanation("no GPU here"))]

    page = render(results, L3, [Note(Kind.FOLDER, "two names hardly differ")])

    assert table_of(page, "Works flagged for a person") == [
        ["ada", "circles", "train", "circles.py:3", "calls torch.optim"]
    ]
    assert table_of(page, "Notes of the last run") == [
        ["class folder", "", "", "", "two names hardly differ"]
    ]
    assert table_of(page, "What could not be judged") == [
        ["1", "circles", "held", "3", "no GPU here", "ada"]
    ]


def test_a_class_of_nobody() -> None:
    """The page says that there is nothing, and breaks nowhere."""
    page = render([], L3)

    assert "0 students" in page and "<table" not in page


def test_no_protection_is_said(school: list[Result]) -> None:
    """Nobody takes it for a grade of record."""
    assert "no grade of record" in render(school, {"protection": "L1"})
    assert "no grade of record" not in render(school, L3)


def test_no_text_becomes_a_tag(hostile: Result, make: Make) -> None:
    """Whatever students, checks and files are called, the page has the tags that it always has."""
    flag = Flag(HOSTILE, HOSTILE, HOSTILE)
    bad = make(HOSTILE, HOSTILE, (F, N), why=Explanation(HOSTILE, likely=HOSTILE), flags=(flag,))
    good = make("a", "b", (F, N), why=Explanation("c", likely="d"), flags=(Flag("e", "f", "g"),))

    page = render([hostile, bad], {"protection": HOSTILE}, [Note(Kind.FLAG, *[HOSTILE] * 4)])

    page.encode("utf-8")
    tags, ordinary = Cells(), Cells()
    tags.feed(page)
    ordinary.feed(render([good], L3))
    assert set(tags.tags) == set(ordinary.tags)
    assert tags.tags.count("script") == 1
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", page)


def test_only_our_script_may_run(school: list[Result]) -> None:
    """The policy names the digest of the one script as it stands in the page, and no other."""
    page = render(school, L3)

    (script,) = re.findall("<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = re.findall('Content-Security-Policy" content="([^"]+)"', page)
    assert f"script-src &#39;sha256-{digest}&#39;;" in policy
    assert policy.startswith("default-src &#39;none&#39;;")


def test_the_order_of_results_does_not_matter(school: list[Result]) -> None:
    """The same class is the same page, to the byte."""
    mixed = sorted(school, key=lambda result: result.student)

    assert render(mixed, L3) == render(school, L3)
