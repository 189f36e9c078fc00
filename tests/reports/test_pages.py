"""Tests of pages: what a template is given is harmless on the page, and a page asks nobody."""

from __future__ import annotations

import re

import pytest

from grader.reports import pages
from tests.reports.conftest import HOSTILE


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Pages of the base, with hostile text as it stands and as prose."""
    from jinja2 import ChoiceLoader, DictLoader

    environment = pages._environment.__wrapped__()
    tried = DictLoader(
        {
            "tried.html": '{% extends "base.html" %}{% block title %}{{ said }}{% endblock %}'
            "{% block content %}<p>{{ said }}</p><p>{{ said | prose }}</p>{% endblock %}"
        }
    )
    environment.loader = ChoiceLoader([environment.loader, tried])
    monkeypatch.setattr(pages, "_environment", lambda: environment)
    return [pages.render_page("tried.html", said=said) for said in (HOSTILE, "`" + HOSTILE)]


def test_hostile_text_is_text(drawn: list[str]) -> None:
    """No tag, no control character, no turned order, no lone surrogate comes through."""
    for page in drawn:
        assert page.count("&lt;script&gt;") == 3
        assert "<script" not in page
        assert not re.search("[\x00-\x08\x1b\u202e\udc00-\udfff]", page)
        page.encode("utf-8")


def test_what_stands_in_backticks_is_code() -> None:
    """And it is escaped before it is code."""
    prose = pages._environment().filters["prose"]

    assert prose("fix `a<b` first") == "fix <code>a&lt;b</code> first"


def test_a_text_has_an_end() -> None:
    """A megabyte in one word makes no page that a browser cannot open."""
    made = pages._environment().from_string("{{ said }}{{ said | prose }}")

    assert len(made.render(said="x" * 1_000_000)) == 2 * pages.LONGEST_TEXT


def test_a_value_that_is_missing_is_our_mistake() -> None:
    """A page with a hole in it is written for nobody."""
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        pages._environment().from_string("{{ said }}").render()


def test_the_page_itself_forbids_scripts_and_requests(drawn: list[str]) -> None:
    """Should an escape be missing one day, the browser still runs and loads nothing."""
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', drawn[0])

    assert "default-src 'none'" in policy and "script-src" not in policy
    assert not re.search(r"(src|href)=[\"'](?!#)|url\(|@import", drawn[0])
