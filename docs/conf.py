"""How Sphinx builds the manual: ``make manual`` writes it to build/manual, without a network.

The pages are plain Markdown, which GitHub shows as well. Three things are put in while Sphinx reads
them: the contents (from the lists of index.md), files of the repository that are pages of the
manual, too, and what is generated from the grader itself.
"""

from __future__ import annotations

import posixpath
import re
import sys
from pathlib import Path
from typing import Any

from pygments.lexers.special import TextLexer

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT), str(HERE)]

import generated  # noqa: E402 (the folder is on the path only now)

project = "nngrader"
html_title = "nngrader"
extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["pictures"]
html_theme = "furo"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_use_index = False
html_static_path = ["static"]
html_css_files = ["manual.css"]
highlight_language = "text"
default_role = "code"  # of docstrings: `name` is a name
myst_heading_anchors = 4
autodoc_typehints = "none"
autodoc_member_order = "bysource"
nitpick_ignore = [("py:class", "AssertionError")]

WHOLE_FILES = {
    "readme": "README.md",
    "security": "SECURITY.md",
    "validity": "validity/README.md",
    "benchmarks": "benchmarks/README.md",
    "load": "benchmarks/LOAD.md",
    "cluster": "benchmarks/CLUSTER.md",
    "fuzzing": "fuzzing/README.md",
    "contributing": "CONTRIBUTING.md",
    "changelog": "CHANGELOG.md",
    "data": "data/README.md",
}
"""Pages that are files outside docs/: in docs/ lies only a line that leads there."""
_PAGE_OF = {path: f"docs/{page}.md" for page, path in WHOLE_FILES.items()}
_LINK = re.compile(r"(?<=\]\()(?!https?:|#|mailto:)([^)#\s]+)")


def as_page(text: str, path: str) -> str:
    """Return a file of the repository as a page of docs/: what it links to is found from there."""

    def found(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), link[1]))
        return posixpath.relpath(_PAGE_OF.get(target, target), "docs")

    return _LINK.sub(found, text)


def with_contents(text: str) -> str:
    """Return index.md with the contents that its lists are: a part for each heading."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    for heading, words in zip(parts[1::2], parts[2::2], strict=True):
        pages = re.findall(r"^- \[(.*?)\]\(([\w-]+)\.md\)", words, re.MULTILINE)
        lines = [f"{title} <{page}>" for title, page in pages]
        tree = "\n".join(["```{toctree}", ":hidden:", f":caption: {heading}", "", *lines, "```"])
        text = f"{text}\n\n{tree}"
    return text


def _read(app: Any, docname: str, source: list[str]) -> None:
    """Fill in a page, before its Markdown is parsed."""
    if docname in WHOLE_FILES:
        path = WHOLE_FILES[docname]
        source[0] = as_page((ROOT / path).read_text(encoding="utf-8"), path)
    else:
        source[0] = as_page(source[0], f"docs/{docname}.md")
    if docname == "index":
        source[0] = with_contents(source[0])
    for name in ("commands", "course_fields", "day"):
        if (place := f"<!-- generated: {name} -->") in source[0]:
            source[0] = source[0].replace(place, getattr(generated, name)())


def _for_keyboards(app: Any, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Let what is wider than the page be scrolled by keys; give captions their level."""
    context["body"] = re.sub(
        r'<pre|<div(?= class="table-wrapper)', r'\g<0> tabindex="0"', context.get("body", "")
    )
    contents = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = contents.replace(
        'role="heading"', 'role="heading" aria-level="2"'
    )


def setup(app: Any) -> None:
    """Have each page filled in as it is read; a table in CSV has no colours."""
    app.add_lexer("csv", TextLexer)
    app.connect("source-read", _read)
    app.connect("html-page-context", _for_keyboards, priority=900)  # after furo, whose tree it is
