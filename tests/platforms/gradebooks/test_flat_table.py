"""Tests of the flat table: numbers are numbers, and no text is a formula."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from grader.platforms.gradebooks import Instead, Known, flat_table


def test_it_has_all_that_is_known() -> None:
    """Key, name, address, each kind of id, the points; an empty cell where there are none."""
    known = [
        Known("ada", "Ada Lindqvist", "ada@uni.example", {"sid": ("0017",), "canvas": ("4001",)}),
        Known("bob", ids={"moodle": ("12",)}),
    ]
    columns = {
        "circles": {"ada": Decimal("7.5"), "bob": Instead.NOTHING},
        "total": {"ada": Decimal("-1"), "bob": Instead.EXCUSED},
    }

    assert flat_table(known, columns) == (
        '"student","name","email","canvas","moodle","sid","circles","total"\n'
        '"ada","Ada Lindqvist","ada@uni.example","4001","","0017",7.50,-1.00\n'
        '"bob","","","","12","","","EX"\n'
    )


def test_no_text_is_a_formula() -> None:
    """Of all that a student, a roster or a platform may have written."""
    evil = "=HYPERLINK(1)"
    text = flat_table([Known(evil, evil, evil, {evil: (evil,)})], {evil: {evil: Decimal(-2)}})

    header, row = csv.reader(io.StringIO(text))
    assert header[3:] == ["'" + evil, "'" + evil]
    assert row == ["'" + evil] * 4 + ["-2.00"]
