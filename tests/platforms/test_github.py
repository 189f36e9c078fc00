"""Tests of what a step of GitHub Actions prints and leaves."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from grader.feedback.explanation import Explanation, explain_needs
from grader.judging.results import Check, Outcome, PartScore, Result
from grader.platforms.github import (
    MOST_BYTES,
    Annotation,
    Place,
    annotated,
    check_summary,
    class_summary,
    of_parts,
)
from grader.sandbox.verdict import Verdict
from tests.support.own_results import check_of

P, F, N = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_JUDGED
ENCODED = {"%25": "%", "%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","}


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Read a workflow command as GitHub's runner does: its name, its properties and its text."""
    assert line.startswith("::") and len(line.splitlines()) == 1
    command, _, text = line[2:].partition("::")
    kind, _, properties = command.partition(" ")
    pairs = [each.split("=", 1) for each in properties.split(",") if each]
    return kind, {name: decoded(value) for name, value in pairs}, decoded(text)


def decoded(text: str) -> str:
    """Undo GitHub's escapes."""
    return re.sub("%(25|0D|0A|3A|2C)", lambda found: ENCODED[found[0]], text)


def of(signs: dict[str, str], **changes: object) -> Result:
    """Give a result with a sign for each check of each part."""
    checks = [
        check_of(part, i, sign) for part, each in signs.items() for i, sign in enumerate(each)
    ]
    parts = tuple(PartScore(part, 0, 1) for part in signs)
    blank = Result("you", "words", 0.0, 5.0, Verdict.GRADED, parts, tuple(checks))
    return replace(blank, **changes)  # type: ignore[arg-type]


def nowhere(exercise: str, part: str, why: Explanation | None) -> Place:
    """Know no place."""
    return Place()


def test_an_annotation_is_a_workflow_command() -> None:
    """Its file, line and title are properties, and its text keeps its lines."""
    annotation = Annotation("error", "a: b, c", "100 %\nnext", Place("exercises/x/x.py", 7))

    assert str(annotation) == (
        "::error file=exercises/x/x.py,line=7,title=a%3A b%2C c::100 %25%0Anext"
    )
    assert str(Annotation("notice", "a", "b")) == "::notice title=a::b"


TEXT = st.text(st.characters(blacklist_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), max_size=50)


@given(TEXT, TEXT, TEXT)
def test_no_text_ends_a_property_or_the_line(path: str, title: str, text: str) -> None:
    """What GitHub reads is what was meant."""
    line = str(Annotation("error", title, text, Place(path, 3)))

    kind, properties, said = read(line)
    meant = {"file": path, "line": "3", "title": title}
    assert (kind, said) == ("error", text)
    assert properties == {name: value for name, value in meant.items() if value}


def test_control_characters_never_reach_the_log() -> None:
    """Neither from a text nor from a file's name."""
    hostile_text = "a\x1b[2J\rb\x00"

    line = str(Annotation("error", "t", hostile_text, Place(hostile_text, 1)))

    assert not set(line) & {"\x1b", "\r", "\x00"}


def test_one_annotation_a_part() -> None:
    """What fails is an error; what waits, is not begun or cannot be judged is a notice."""
    result = of({"a": "++", "b": "+--", "c": "..", "d": "?+", "e": "-"})
    waits = Check("e-0", "e", True, F, explain_needs(["b"]), 1.0, "e 0.")
    result = replace(result, checks=(*result.checks[:-1], waits))

    found = of_parts([result], nowhere)

    assert [(each.kind, each.title) for each in found] == [
        ("error", "b: 1 of 3 checks pass"),
        ("notice", "c: not written yet"),
        ("notice", "d: 1 of 2 checks pass"),
        ("notice", "e: 0 of 1 check pass"),
    ]
    assert found[0].text.startswith("failed: b 1.\nthe sign is off\n  got       1")
    assert found[2].text.startswith("not judged: d 0.")
    assert found[3].text.endswith("builds on `b`, above: fix that first")


def test_the_failure_shown_is_the_part_s_own() -> None:
    """A check that only waits for an earlier part says nothing of this one."""
    own = replace(check_of("a", 1, "-"), sentence="Own.")
    waits = replace(own, explanation=explain_needs(["z"]), sentence="Waits.")

    (found,) = of_parts([of({"a": "--"}, checks=(waits, own))], nowhere)

    assert (found.kind, found.text.splitlines()[0]) == ("error", "failed: Own.")


def test_a_file_that_cannot_be_run_is_one_error() -> None:
    """Placed by its reason, not once for each part."""
    reason = Explanation("Python cannot read words.py, line 3: x")
    result = of({"a": "--", "b": "-"}, reason=reason, verdict=Verdict.IMPORT_FAILED)

    (found,) = of_parts([result], lambda *asked: Place(str(asked), 3))

    assert (found.kind, found.title) == ("error", "words: import failed")
    assert found.place == Place(str(("words", "", reason)), 3)


def test_ten_of_a_kind_and_errors_first() -> None:
    """GitHub drops the rest without a word; so we say it."""
    parts = [Annotation("notice", f"n{i}", "") for i in range(12)]
    parts += [Annotation("error", f"e{i}", "") for i in range(11)]

    *lines, last = annotated(parts)

    assert [read(line)[0] for line in lines] == ["error"] * 10 + ["notice"] * 10
    assert read(lines[0])[1] == {"title": "e0"}
    assert last == "3 more: GitHub shows ten of a kind; the summary has all of them"
    assert annotated(parts[:10]) == lines[10:]


def test_a_text_has_an_end() -> None:
    """A page of a student's words is no annotation."""
    assert len(str(Annotation("error", "t", "x" * 100_000))) < 5_000


def test_the_summary_of_a_check() -> None:
    """How many pass, the level, a row for each part, and the words of the command."""
    result = of({"a_b": "++", "c": "+-", "d": "..", "e": "?"})
    broken = of({"f": ""}, exercise="sums", reason=Explanation("x"), verdict=Verdict.IMPORT_FAILED)

    text = check_summary([result, broken], "L2", ["as `check` says it"])

    assert text.startswith("## Visible checks: 3 of 7 pass\n\nProtection L2: Landlock, seccomp")
    rows = [line for line in text.splitlines() if line.startswith("|")][2:]
    assert rows == [
        "| words: a\\_b | 2 of 2 | ✓ |",
        "| words: c | 1 of 2 | ✗ |",
        "| words: d | 0 of 2 | not written yet |",
        "| words: e | 0 of 1 | not judged |",
        "| sums | | import failed |",
    ]
    assert text.endswith("```\nas `check` says it\n```\n")


def test_the_summary_of_a_class() -> None:
    """The level, what is to be known, and the table; nobody's feedback."""
    results = [of({"a": "+-"}, student=name) for name in ("ada", "bob")]

    text = class_summary(results, {"protection": "L3"}, ["bob: <b>x</b>"])

    assert text.startswith("## Grades of 2 students\n\nProtection L3: ")
    assert "- bob\\: &lt;b&gt;x&lt;/b&gt;\n" in text
    assert "\n ada " in text
    assert "the sign is off" not in text
    assert "NOT SANDBOXED" not in text


def test_a_single_student_reads_why() -> None:
    """There is nobody else whom the feedback could be shown to."""
    text = class_summary([of({"a": "+-"})], {"protection": "L1"}, [])

    assert text.startswith("## Grades of 1 student\n\n**NOT SANDBOXED: no grade of record**\n")
    assert "failed: a 1.\n      the sign is off" in text


def test_a_summary_is_never_refused() -> None:
    """It stays under a mebibyte, however many students there are and whatever they wrote."""
    one, many = of({"a": "-"}), [of({"a": "-"}, student=f"s{i:0>110}") for i in range(8_000)]

    for text in (
        check_summary([one], "L3", ["é" * 100 + "\n"] * 20_000),
        class_summary(many, {"protection": "L3"}, []),
    ):
        assert 800_000 < len(text.encode()) <= MOST_BYTES < 1 << 20
        assert "Cut here" in text[-200:]
