"""Tests of a student's page: all that it says, what it does not say, and that it says it kindly."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest

from grader.feedback import Explanation
from grader.judging import Flag, Outcome, Result, Standing
from grader.reports.student_page import student_page
from grader.sandbox.verdict import Verdict
from grader.store import KeptPicture
from grader.submission import NOTHING
from tests.reports.conftest import HOSTILE
from tests.support import student_pages as works

GOLDEN = Path(__file__).with_name("student_page.html")
RENEW = "GRADER_RENEW_PAGE"
"""Set it, run this test, and read the difference in git."""


def page(*results: Result) -> str:
    """The page of these results of one student."""
    return student_page(results, works.sources(), works.history(), works.HERE)


def read(html: str) -> str:
    """The words of a page on one line, as somebody reads them who sees no colour."""
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_the_page_of_three_works() -> None:
    """Its body is this one, to the letter; how it looks is another matter."""
    whole = page(works.perceptron(), works.circles(), works.neuron())
    made = whole[whole.index("<body>") :]
    if RENEW in os.environ:
        GOLDEN.write_text(made, encoding="utf-8")

    assert made == GOLDEN.read_text(encoding="utf-8"), f"if that is meant: set {RENEW}, and run"


def test_a_score_shows_its_arithmetic() -> None:
    """The points that count come first, then how they came to be."""
    said = read(page(works.perceptron()))

    assert "5.4 of 6 points 6 judged, 1 day late: -10 % = 5.4" in said
    assert "Every check passes. Well done!" in said


def test_a_failure_says_what_was_called_what_came_back_and_where() -> None:
    """And the part of the student's own source, with the line that raised marked."""
    html = page(works.circles())
    said = read(html)

    assert "What was called softmax(array([[1., 2.]]))" in said
    assert "What came back array([[1., 1.]])" in said
    assert "What was expected array([[0.27, 0.73]])" in said
    assert "What it likely is the sum runs over the wrong axis" in said
    assert "Your softmax , in circles.py 4 def softmax(z):" in said
    assert re.findall(r'marked"><span class="at">▸(\d+)<', html) == ["6"]
    assert "▸6 named above: return e / e.sum" in said


def test_a_hidden_check_is_said_to_be_one() -> None:
    """What it may show is decided before: here is only what the explanation holds."""
    said = read(page(works.circles()))

    assert "Does not pass yet (hidden): Sentence 1 of softmax." in said
    assert "Does not pass yet: Sentence 0 of softmax." in said
    assert said.count("What was expected") == 1


def test_what_to_try_next_begins_with_what_others_build_on() -> None:
    """The part that is sent to is named with those that wait for it; the rest follows."""
    said = read(page(works.circles()))

    assert (
        "What to try next Begin with softmax : loss can only work once it does. "
        "grader hint circles softmax gives a nudge, without giving it away. "
        "grader check circles softmax says at once whether it works." in said
    )
    assert "This part builds on softmax , above: fix that first." in said


def test_a_part_of_which_only_hidden_checks_fail() -> None:
    """There is no use in running the visible ones again and again: that is said."""
    wrong = works.circles()
    checks = [
        replace(each, outcome=Outcome.PASSED, explanation=None) if each.visible else each
        for each in wrong.checks
    ]

    assert "The visible checks of softmax pass; hidden ones do not." in read(
        page(replace(wrong, checks=tuple(checks)))
    )


def test_what_is_not_written_yet_shows_no_source() -> None:
    """A stub says nothing that the student does not know."""
    html = page(works.circles())

    assert "No check of this part passes yet: train is not written yet" in read(html)
    assert "Your <code>train" not in html


def test_what_is_held_is_said_with_the_reason() -> None:
    """It is neither won nor lost."""
    said = read(page(works.circles()))

    assert "3 points are held: neither won nor lost" in said
    assert "device 3 (+3 held) 6 some points, some are waiting" in said
    assert "Waiting (hidden): Sentence 1 of device. needs a GPU, and this machine has none" in said


def test_a_file_that_cannot_be_read_says_so_once_and_shows_the_line() -> None:
    """No table of parts with zeros, and no list of checks."""
    html = page(works.neuron())
    said = read(html)

    assert said.count("was never closed") == 1
    assert "Why nothing could be checked Python cannot read neuron.py, line 1" in said
    assert "Fix this first: until then none of the checks can say anything." in said
    assert re.findall(r'marked"><span class="at">▸(\d+)<', html) == ["1"]
    assert "Parts" not in said


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing.NOT_HANDED_IN, "Nothing was handed in."),
        (Standing.NOT_DUE, "Not due yet: there is time, and nothing is lost."),
        (Standing.NOT_GRADED, "That is not your mistake, and no points are lost"),
        (Standing.EXCUSED, "You are excused from this exercise"),
    ],
)
def test_why_there_is_no_score(standing: Standing, words: str) -> None:
    """Each is said as what it is, and none as a zero of six with failed checks."""
    said = read(page(works.standing("circles", standing)))

    assert words in said
    assert "no points yet" not in said and "What to try next" not in said


def test_what_does_not_count_is_not_in_the_sum() -> None:
    """What is not due and what is excused takes no points away; what is missing does."""
    names = {Standing.NOT_DUE: "circles", Standing.EXCUSED: "neuron"}
    without = [works.standing(name, each) for each, name in names.items()]
    missing = works.standing("titanic", Standing.NOT_HANDED_IN)

    assert "5.4 of 6 points in all" in read(page(works.perceptron(), *without))
    assert "5.4 of 12 points in all" in read(page(works.perceptron(), missing))


def test_what_was_judged_says_it_where_no_policy_does() -> None:
    """A verdict is enough: nothing handed in, or a grader that failed."""
    bare = replace(works.standing("neuron", Standing.JUDGED), reason=Explanation(NOTHING))
    found = replace(bare, reason=Explanation("neuron.txt is no Python file"))

    missing = read(page(replace(bare, verdict=Verdict.NOT_SUBMITTED)))
    failed = read(page(replace(bare, verdict=Verdict.NOT_GRADED)))
    other = read(page(replace(found, verdict=Verdict.NOT_SUBMITTED)))

    assert "neuron Nothing was handed in." in missing and NOTHING not in missing
    assert "The grader could not judge this work. That is not your mistake" in failed
    assert "Nothing was handed in." in other and "neuron.txt is no Python file" in other


def test_every_attempt_is_listed() -> None:
    """With its number, its times as far as they are known, and which counts."""
    said = read(page(works.circles()))

    assert (
        "attempt handed in judged points as judged 1 not known not known 3 (+3 held) of 24 "
        "2 (counts) 2026-11-20 18:30 UTC 2026-11-21 08:00 UTC 5 (+3 held) of 24" in said
    )


def test_an_attempt_that_was_judged_again_is_listed_as_it_was_judged() -> None:
    """The same number, the older judgement first."""
    newest, first = works.history()["circles"]
    again = replace(newest, result=replace(newest.result, score=4.0), judged=None, counts=False)
    history = {"circles": [newest, again, first]}

    said = read(student_page([works.circles()], {}, history, {}))

    rows = r"1 not known .* 2 2026\S+ \S+ UTC not known 4 .* 2 \(counts\) 2026"
    assert re.search(rows, said)


def test_the_passport_names_the_grade() -> None:
    """Level, libraries, attempt and submission, and never the secret."""
    html = page(works.circles())
    said = read(html)

    assert "Protection L3, python 3.11.7, numpy 2.1.0." in said
    assert "circles: attempt 2, handed in 2026-11-20 18:30 UTC, submission ab12ab12ab12" in said
    assert works.HERE["secret"] not in html


def test_no_protection_is_said_first() -> None:
    """Nobody takes it for a grade of record."""
    html = student_page([works.perceptron()], {}, {}, {"protection": "L1"})

    assert 0 < html.index("This is not a grade of record") < html.index("<main")
    assert "This is not a grade of record" not in page(works.perceptron())


def test_flags_are_for_a_person() -> None:
    """A suspicion that nobody has looked at is no feedback."""
    flagged = replace(works.circles(), flags=(Flag("softmax", "line 5", "calls torch.softmax"),))

    assert page(flagged) == page(works.circles())


@pytest.mark.parametrize(
    "hostile", [HOSTILE, "</pre><script>alert(1)</script>", "`<b>`", "x" * 10**6]
)
def test_hostile_words_stay_words(hostile: str) -> None:
    """Wherever a student can put them: name, note, values, traceback, source."""
    code = works.CODE.replace("# of all", f"# {hostile}")
    result = replace(works.circles(hostile), student=f"ada{hostile}")
    html = student_page([result], works.sources(code), works.history(), works.HERE)

    assert not re.search("[\x00-\x08\x1b\u202e\udc00-\udfff]", html)
    assert "<script" not in html and "<b>" not in html
    assert len(html) < 200_000
    html.encode("utf-8")


def test_a_page_without_a_store() -> None:
    """Sources and attempts are more than it needs."""
    said = read(student_page([works.circles()], {}, {}, {}))

    assert "What was called" in said
    assert "Your attempts" not in said and "Protection not known" in said


def headings(html: str) -> Sequence[int]:
    """The levels of a page's headings."""
    return [int(each) for each in re.findall(r"<h(\d)", html)]


def test_headings_lead_through_the_page() -> None:
    """One of the first level, and none is left out on the way down."""
    levels = headings(page(works.perceptron(), works.circles(), works.neuron()))

    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


MINE = KeptPicture(b"mine", "A field: 99 % right.", "The coastline closes.")
THEIRS = KeptPicture(b"theirs", "A field: all right.", "The `0.5` coastline closes.")


def test_a_picture_stands_beside_the_reference_s() -> None:
    """Each is in the page itself, with its words, and both with what to look for."""
    html = student_page([works.circles()], {}, {}, {}, {"circles": (MINE, THEIRS)})

    assert '<img src="data:image/png;base64,bWluZQ==" alt="A field: 99 % right.">' in html
    assert '<img src="data:image/png;base64,dGhlaXJz" alt="A field: all right.">' in html
    assert (
        "Your picture Drawn with your functions Drawn with the reference, as in the lesson "
        "What to look for: The 0.5 coastline closes." in read(html)
    )


def test_a_picture_may_stand_alone() -> None:
    """The reference's is shown where the lesson shows it; where nothing was drawn, nothing is."""
    html = student_page([works.circles()], {}, {}, {}, {"circles": (MINE, None)})

    assert html.count("<img") == 1
    assert "Drawn with the reference" not in html and "The coastline closes." in html
    assert "<img" not in page(works.circles()) and "Your picture" not in page(works.circles())


def test_a_picture_s_words_are_only_words() -> None:
    """What a student's function said may stand in them."""
    hostile = KeptPicture(b"mine", f'" onerror="x{HOSTILE}', HOSTILE)
    html = student_page([works.circles()], {}, {}, {}, {"circles": (hostile, None)})

    assert '" onerror' not in html and "<script" not in html
    assert not {"\x1b", "\u202e", "\udceb", "\0"} & set(html)


def test_what_does_not_count_shows_no_picture() -> None:
    """There is nothing to be learnt from what nobody asks for."""
    due = replace(works.standing("circles", Standing.NOT_DUE), note="There is time.")
    html = student_page([due], {}, {}, {}, {"circles": (MINE, THEIRS)})

    assert "There is time." in html and "<img" not in html
