"""Tests of Markdown: what a student wrote is shown as it is, and a summary has an end."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader.feedback import clean, one_line
from grader.platforms.markdown import CUT, block, escaped, fitted, indented

READ = MarkdownIt("gfm-like", {"html": True, "linkify": False})
ANY = st.text(st.characters(blacklist_categories=("Cs",)), max_size=80)
NASTY = "a`b``c <script>x</script> [a](http://b.c) **d** _e_ | $f$ ~~g~~ & &amp; # - 1. > ! \\"


@given(ANY)
@example(NASTY)
def test_a_line_is_shown_as_it_is(text: str) -> None:
    """No tag, link, emphasis or entity is made of it, inside a line and in a table's cell."""
    shown = escape(one_line(text, 500), quote=False).replace('"', "&quot;")

    assert READ.render(f"x{escaped(text)}x") == f"<p>x{shown}x</p>\n"
    assert f"<td>x{shown}x</td>" in READ.render(f"|a|\n|---|\n|x{escaped(text)}x|\n")


@given(ANY)
@example("```\n# out\n````\n~~~\n")
def test_a_block_ends_where_it_ends(text: str) -> None:
    """No backticks in it close it before."""
    lines = [line for line in clean(text).splitlines() if line.strip()]

    page = READ.parse(block("\n".join(lines)) + "\nbehind\n")

    assert [token.type for token in page] == [
        "fence",
        "paragraph_open",
        "inline",
        "paragraph_close",
    ]
    assert page[0].content.splitlines() == lines or not lines


@given(ANY)
@example("    x\n\n\t# y\n<b>")
def test_an_indented_block_is_code_and_nothing_else(text: str) -> None:
    """For whoever knows no fences: all of it, and the paragraph behind it is none of it."""
    lines = [line for line in clean(text).splitlines() if line.strip()]

    page = READ.parse("before\n\n" + indented("\n".join(lines)) + "\n\nbehind\n")

    kinds = [token.type for token in page if not token.type.startswith("paragraph")]
    assert kinds == ["inline", *["code_block"] * bool(lines), "inline"]


def test_words_stay_readable_where_escapes_are_unknown() -> None:
    """A comma, a quote or a slash has no meaning, and older Markdown would show its backslash."""
    assert escaped('it isn\'t, "a/b" is; 50 % of @me?') == 'it isn\'t, "a/b" is; 50 % of @me?'


def test_what_fits_is_whole() -> None:
    """To the byte, with an empty line between the pieces."""
    assert fitted(["# é", "b"], 8) == "# é\n\nb\n"
    assert fitted(["# é", "b"], 7) != "# é\n\nb\n"


@pytest.mark.parametrize("most", [100, 150, 333, 1000, 5000])
def test_what_is_cut_says_so_and_closes_its_block(most: int) -> None:
    """At the end of a line, within the bytes, letters of two bytes whole."""
    text = "\n".join(f"``` é{number}" for number in range(1000))

    cut = fitted(["# title", block("whole"), block(text)], most)

    assert len(cut.encode()) <= most
    assert cut.endswith(CUT)
    kinds = [token.type for token in READ.parse(cut)]
    assert kinds[-3:] == ["paragraph_open", "inline", "paragraph_close"]
    assert "strong_open" in [child.type for child in READ.parse(cut)[-2].children or []]


def test_no_room_at_all() -> None:
    """Where earlier commands of the step have filled it, the word alone is left."""
    assert fitted(["# title", "text"], 5) == f"\n{CUT}"
