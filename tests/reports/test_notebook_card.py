"""Tests of cards: what a check says under its cell, as HTML and as text."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from grader.feedback import Explanation, explain_needs
from grader.judging import Check, Outcome
from grader.reports import Card, Drawing, Ladder, card_of_part

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&`<b>`\x1b[31m\u202e"
PASSED = Check("visible::a", "softmax", True, Outcome.PASSED, sentence="Columns sum to 1.")
WHY = Explanation("the values differ", called="softmax(z)", got="array([1.])", expected="0.5")
FAILED = Check("visible::b", "softmax", True, Outcome.FAILED, WHY, sentence="Large `z` are right.")
UNWRITTEN = Explanation(
    "`softmax` is not written yet (cell [3], line 4 raises NotImplementedError)"
)


class Page(HTMLParser):
    """Reads a card as a browser does; each element has to be closed in its place."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element."""
        self.tags.append((tag, dict(attrs)))
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the last one, which has to be this."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Remember a text."""
        self.text.append(data)


def page(card: Card) -> Page:
    """Read a card's HTML."""
    return Page(card._repr_html_())


def test_all_pass() -> None:
    """It says so, and that these are examples; nobody needs a hint."""
    card = card_of_part("softmax", [PASSED, PASSED], Ladder(("a hint",), 1))

    assert card.title == "softmax: all 2 checks pass"
    assert card.good is True and card.hints == Ladder()
    assert "“What is judged”" in card.said[0]


def test_one_fails() -> None:
    """The first failure is open, the next ones can be opened; the hints are there."""
    card = card_of_part("softmax", [PASSED, FAILED, replace(FAILED)], Ladder(("one", "two"), 2))
    read = page(card)

    assert card.title == "softmax: 1 of 3 checks pass"
    assert card.good is False
    assert [("open" in attrs) for tag, attrs in read.tags if tag == "details"] == [
        True, False, False, False,
    ]  # fmt: skip
    assert "  called    softmax(z)" in "".join(read.text)


@pytest.mark.parametrize("free", [(), ("first",)])
def test_what_a_hint_costs_is_said_in_its_place(free: tuple[str, ...]) -> None:
    """Behind those that cost nothing, and once; where nothing fails nobody is offered one."""
    hints = Ladder(free, 3, "The next one costs 0.5 points.")

    read = page(card_of_part("softmax", [FAILED], hints))

    lines = [each for each in read.text if each.startswith(("Hint ", "first", "The next"))]
    opened = ["Hint 1 of 3", "first"] if free else []
    assert lines == [*opened, "The next one costs 0.5 points."]
    assert "costs" not in card_of_part("softmax", [PASSED], hints)._repr_html_()


def test_hints_lie_in_each_other() -> None:
    """The second can only be opened where the first one is."""
    html = card_of_part("softmax", [FAILED], Ladder(("first", "second", "third"), 3))._repr_html_()

    places = [html.index(each) for each in ("Hint 1 of 3", "first", "Hint 2", "second", "Hint 3")]
    assert places == sorted(places)
    assert html.endswith("</details></details></details></div>")


def test_what_is_not_written_is_kindly_said() -> None:
    """No check is shown, and no mark of failure; the hints are."""
    unwritten = Check(
        "visible::b", "softmax", True, Outcome.FAILED, UNWRITTEN, sentence="It holds."
    )

    card = card_of_part("softmax", [unwritten, unwritten], Ladder(("one",), 1))

    assert card.title == "softmax is not written yet"
    assert card.checks == () and card.good is None
    assert card.hints == Ladder(("one",), 1)


def test_a_part_that_needs_an_unwritten_one_is_not_called_unwritten() -> None:
    """It is sent there."""
    folded = Check(
        "visible::b", "net", True, Outcome.FAILED, explain_needs(["softmax"]), sentence="It holds."
    )

    assert "builds on <code>softmax</code>" in card_of_part("net", [folded], Ladder())._repr_html_()


def test_what_could_not_be_judged_is_no_failure() -> None:
    """It passes nothing and fails nothing."""
    unjudged = Check("v", "softmax", True, Outcome.NOT_JUDGED, WHY, sentence="On a GPU.")

    card = card_of_part("softmax", [PASSED, unjudged], Ladder())

    assert card.title == "softmax: 1 of 2 checks pass"
    assert card.good is None
    assert "– not judged:" in "".join(page(card).text)


@pytest.mark.parametrize("field", ["problem", "traceback", "likely", "called", "got", "printed"])
def test_a_students_words_are_text(field: str) -> None:
    """Whatever it names, raises or prints: no element, no attribute and no script comes of it."""
    why = Explanation(**{"problem": "", field: HOSTILE})
    check = Check("v", "softmax", True, Outcome.FAILED, why, sentence=HOSTILE)
    hints = Ladder((HOSTILE,), 2, HOSTILE)
    card = Card(HOSTILE, (HOSTILE,), (check,), hints, Drawing(b"", HOSTILE, HOSTILE), False)

    read = page(card)

    allowed = {"div", "h3", "p", "ul", "li", "details", "summary", "strong", "pre", "code", "img"}
    assert {tag for tag, _ in read.tags} <= allowed
    names = {name for _, attrs in read.tags for name in attrs}
    assert names == {"style", "open", "src", "alt"}
    assert "\x1b" not in card._repr_html_() and "\u202e" not in card._repr_html_()
    assert "<script>alert(1)</script>" in "".join(read.text)
    assert "\x1b" not in repr(card)


def test_a_picture_lies_in_the_card() -> None:
    """With its words for whoever does not see it, and nothing to be loaded from elsewhere."""
    card = Card("Sums", drawing=Drawing(b"\x89PNG", "Sums: 5/6.", "It rises."))

    (image,) = [attrs for tag, attrs in page(card).tags if tag == "img"]
    assert image["src"] == "data:image/png;base64,iVBORw=="
    assert image["alt"] == "Sums: 5/6."
    assert repr(card) == "Sums\nSums: 5/6."


def test_a_terminal_reads_the_same() -> None:
    """Each check with its outcome; what failed, with why."""
    assert repr(card_of_part("softmax", [PASSED, FAILED], Ladder(("a hint",), 1))).splitlines() == [
        "softmax: 1 of 2 checks pass",
        "  passed: Columns sum to 1.",
        "  failed: Large `z` are right.",
        "    the values differ",
        "      called    softmax(z)",
        "      got       array([1.])",
        "      expected  0.5",
    ]


@pytest.mark.parametrize("paper", ["#ffffff", "#111111", "#1e1e1e", "#383838"])
def test_the_edge_is_seen_on_any_paper(paper: str) -> None:
    """Its colours stand out by 3:1 (WCAG 1.4.11), on the papers of Jupyter, VS Code and Colab.

    Words have the page's own colour; what passed and what failed is said in words, too.
    """
    from grader.reports import notebook_card

    for edge in (notebook_card._PASSED, notebook_card._FAILED, notebook_card._OPEN):
        light, dark = sorted((_luminance(edge), _luminance(paper)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
