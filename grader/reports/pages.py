"""Values and a template → one page of HTML that stands alone: it loads nothing, and asks nobody.

Every word that a template is given is escaped, and made harmless before: no control character, no
turned reading order, no lone surrogate, and an end. Markup is only what our own code made.
"""

from __future__ import annotations

import base64
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from grader.feedback import clean

if TYPE_CHECKING:
    from jinja2 import Environment

LONGEST_TEXT = 20_000
_CODE = re.compile(r"`([^`\n]+)`")


def render_page(template: str, **values: Any) -> str:
    """Return the page that a template of this room makes of values, such as ``base.html``.

    jinja2 is imported with the first page: who only checks their own work waits for none.
    """
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup, escape

    def harmless(value: Any) -> Any:
        return clean(value, LONGEST_TEXT) if type(value) is str else value

    def prose(text: str) -> Markup:
        """Set what stands in backticks as code."""
        return Markup(_CODE.sub(r"<code>\1</code>", str(escape(clean(text, LONGEST_TEXT)))))

    def source(png: bytes) -> Markup:
        """Say where a picture is: in the page itself."""
        return Markup("data:image/png;base64," + base64.b64encode(png).decode("ascii"))

    made = Environment(
        loader=PackageLoader("grader.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"prose": prose, "source": source}
    return made
