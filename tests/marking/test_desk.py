"""Tests of the desk: what a page is told of answers, and what it may have kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grader.errors import StoreError, UsageError
from grader.gradebook import mark_of
from grader.marking import Desk
from tests.support.by_hand import png
from tests.support.papers import HOSTILE, FakeShelf


@pytest.fixture
def shelf() -> FakeShelf:
    """Answers to be marked."""
    return FakeShelf()


@pytest.fixture
def desk(shelf: FakeShelf) -> Desk:
    """Where eve marks them."""
    return Desk(shelf, "eve", "a secret")


def first(desk: Desk, part: str = "why", place: int = 0) -> dict[str, Any]:
    """Return an answer of a part, as the page has it."""
    found = next(each for each in desk.overview()["parts"] if each["part"] == part)
    return desk.paper(found["papers"][place]["id"])


def message(paper: dict[str, Any], *points: object, comment: str = "") -> dict[str, Any]:
    """Return what the page posts."""
    names = [item["name"] for item in paper["items"]]
    given = dict(zip(names, points, strict=False))
    return {"id": paper["id"], "number": paper["number"], "points": given, "comment": comment}


def test_the_overview_has_every_answer_by_part(desk: Desk) -> None:
    """In order, with who it is and whether it waits; all of it is JSON."""
    found = json.loads(json.dumps(desk.overview()))

    assert [(each["part"], len(each["papers"])) for each in found["parts"]] == [
        ("why", 4),
        ("sketch", 3),
    ]
    assert [each["who"] for each in found["parts"][0]["papers"]][:3] == ["ada", "bob", "cyd"]
    assert all(each["waits"] for part in found["parts"] for each in part["papers"])


def test_an_answer_is_text(desk: Desk) -> None:
    """As it was written, but for signs that turn the order of reading; beside it is the rubric."""
    paper = first(desk, place=1)

    assert paper["answer"]["kind"] == "text"
    assert paper["answer"]["text"].startswith("<img src=x onerror")
    assert "\u202e" not in json.dumps(paper, ensure_ascii=False)
    assert paper["items"] == [
        {"name": "idea", "of": 2.0, "text": "says why", "points": None},
        {"name": "example", "of": 1.0, "text": "", "points": None},
    ]
    assert (paper["number"], paper["comment"], paper["waits"]) == (0, "", True)


def test_code_comes_highlighted_and_escaped(desk: Desk) -> None:
    """It is the only markup that there is, and it is ours."""
    (code,) = first(desk)["code"]

    assert code["label"] == "layers.py"
    assert '<span class="k">def</span>' in code["lines"][0]
    assert "&lt;b&gt;" in code["lines"][1] and "<b>" not in code["lines"][1]


def test_pictures_documents_and_what_is_neither(desk: Desk) -> None:
    """A picture is shown, a document is saved, and of the third it is said why not."""
    kinds = [first(desk, "sketch", place) for place in range(3)]

    assert [each["answer"]["kind"] for each in kinds] == ["picture", "document", "problem"]
    assert desk.picture(kinds[0]["id"]).content == png(300, 200)
    assert desk.picture(kinds[1]["id"]).media == "application/pdf"
    assert kinds[2]["answer"]["text"] == "s.png is no PNG"
    for none in (kinds[2]["id"], first(desk)["id"], "nobody's"):
        with pytest.raises(UsageError):
            desk.picture(none)


def test_blind_says_nothing_of_who_it_is(shelf: FakeShelf) -> None:
    """No name, no file's name, and an order that is another one and stays the same."""
    blind, again = (Desk(shelf, "eve", "a secret", blind=True) for _ in range(2))
    text = json.dumps([blind.overview(), first(blind, "sketch")])

    assert not [name for name in ("ada", "bob", "cyd", "s.png") if name in text]
    assert blind.overview() == again.overview()
    orders = set()
    for secret in ("a", "b", "c", "d", "e", "f"):
        other = Desk(shelf, "eve", secret, blind=True)
        orders.add(tuple(first(other, place=n)["answer"]["text"] for n in range(4)))
    assert len(orders) > 1


class TestMarks:
    """Each is an entry of the journal at once."""

    def test_it_is_kept(self, desk: Desk, shelf: FakeShelf) -> None:
        """With the points, the comment and who gave it; the next save knows of it."""
        paper = first(desk)
        said = desk.mark(message(paper, 1.5, None, comment=" Nearly. "))

        (entry,) = shelf.kept
        assert (entry.student, entry.part, entry.who) == ("ada", "why", "eve")
        assert entry.value["items"] == {"idea": 1.5, "example": None}
        assert (said["number"], said["comment"], said["waits"]) == (1, "Nearly.", True)
        assert desk.mark({**message(paper, 2, 1), "number": 1})["waits"] is False
        assert first(desk)["number"] == 2

    def test_of_two_pages_the_later_is_refused(self, desk: Desk, shelf: FakeShelf) -> None:
        """It had read an older state, and says so."""
        paper = first(desk)
        desk.mark(message(paper, 2, 1))

        with pytest.raises(UsageError, match="marked elsewhere"):
            desk.mark(message(paper, 0, 0))
        assert len(shelf.kept) == 1

    def test_another_run_s_mark_is_not_overwritten(self, desk: Desk, shelf: FakeShelf) -> None:
        """What the store has counts, and not what the desk remembers."""
        paper = first(desk)
        entry = mark_of(shelf.paper("ada", "why"), {"idea": 0, "example": 0}, "", "bo")
        shelf.kept.append(entry)
        shelf.take(entry)

        with pytest.raises(UsageError, match="somebody marked it since"):
            desk.mark(message(paper, 2, 1))

    def test_while_another_run_holds_the_store(self, desk: Desk, shelf: FakeShelf) -> None:
        """It is said, and can be tried again."""
        paper = first(desk)
        shelf.locked = True
        with pytest.raises(StoreError):
            desk.mark(message(paper, 2, 1))
        shelf.locked = False

        assert desk.mark(message(paper, 2, 1))["number"] == 1

    @pytest.mark.parametrize(
        "change",
        [
            {"points": {"idea": 3}}, {"points": {"idea": -1}}, {"points": {"idea": "2"}},
            {"points": {"idea": True}}, {"points": {"idea": [1]}}, {"points": {"other": 1}},
            {"points": {"idea": float("nan")}}, {"points": {"idea": 1.001}}, {"points": [1]},
            {"comment": None}, {"comment": "a" * 5001}, {"id": None}, {"id": ["a"]}, {"id": "x"},
            {"number": None}, {"number": "0"},
        ],
    )  # fmt: skip
    def test_what_is_no_mark(self, desk: Desk, shelf: FakeShelf, change: dict[str, object]) -> None:
        """It is refused with a word, and nothing is kept."""
        with pytest.raises(UsageError):
            desk.mark({**message(first(desk), 1, 1), **change})
        assert shelf.kept == []

    @pytest.mark.parametrize("message", [None, [], "mark", 1])
    def test_what_is_no_message(self, desk: Desk, message: object) -> None:
        """Whatever was posted."""
        with pytest.raises(UsageError):
            desk.mark(message)


def test_hostile_names_are_one_line(desk: Desk) -> None:
    """What a folder may be called is shown as it is, without what acts."""
    assert "\u202e" not in first(desk, place=3)["who"]
    assert HOSTILE.partition("\u202e")[0] in first(desk, place=3)["who"]
