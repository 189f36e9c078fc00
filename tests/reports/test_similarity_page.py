"""Tests of the page that shows alike works: what is in it, and that nothing in it acts."""

from __future__ import annotations

import re

from grader.reports import similarity_page
from grader.similarity import Pair, Similarity
from tests.reports.conftest import HOSTILE

SOURCE = "import numpy as np\n" + "\n".join(f"a{n} = {n}" for n in range(40))
PAIR = Pair(("ann", "bob"), 0.93, (SOURCE, SOURCE), (frozenset({2, 3}), frozenset({3, 30})), False)
NEAREST = {"ann": 0.93, "bob": 0.93, "cy": 0.12, "dee": 0.0}


def page_of(*pairs: Pair, left_out: int = 0, too_many: int = 0) -> str:
    """Return the page of one exercise."""
    return similarity_page.render(
        [Similarity("perceptron", NEAREST, 0.5, pairs, left_out, too_many)]
    )


def test_a_pair_stands_side_by_side_with_its_lines() -> None:
    """Both names, how alike, and of each source the lines that are shared with what is around."""
    page = page_of(PAIR)

    assert "ann and bob: 93% alike, 2 and 2 lines" in page
    assert page.count('class="line marked"') == 4
    assert "… 20 more lines …" in page
    assert "verdict" in page


def test_the_distribution_is_in_words() -> None:
    """Who cannot see the bars reads the same numbers."""
    said = "1 from 0 to 5 %, 1 from 10 to 15 %, 2 from 90 to 95 %"

    assert f'aria-label="works by how alike the nearest other one is: {said}"' in page_of()
    assert "No pair stands out." in page_of()


def test_where_all_are_alike_that_is_said() -> None:
    """No pair, and why there is none."""
    page = page_of(too_many=4)

    assert "4 students are in such pairs" in page
    assert "No pair stands out." not in page


def test_hostile_text_stays_text() -> None:
    """Names and sources of strangers make no tag, no script and no control character."""
    pair = Pair((HOSTILE, "bob"), 0.9, (HOSTILE, HOSTILE), (frozenset({1}), frozenset({1})), True)

    page = page_of(pair)

    assert "<script" not in page
    assert "<img" not in page
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]", page)
    assert "default-src 'none'" in page


def test_pairs_that_are_left_out_are_counted() -> None:
    """A page that a browser opens, whatever was found."""
    page = page_of(PAIR, PAIR, left_out=30)

    assert page.count("<details>") == 2
    assert "and 30 pairs more" in page
    assert "(32)" in page
