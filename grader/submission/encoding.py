"""A Python file's bytes → its text: by the coding that it declares (PEP 263), plain newlines."""

from __future__ import annotations

import codecs
import io
import re
import tokenize

from grader.submission.model import Unusable, shown

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Python knows stranger codings, some of which take minutes for a hostile file ("punycode").
_CODINGS = re.compile(
    r"(utf-8(-sig)?|ascii|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|gb\w+|big5\w*|shift_jis\w*|euc_\w+)\Z"
)


def python_text(content: bytes) -> str:
    """Decode a Python file with the coding that Python would use, or raise Unusable."""
    if content.startswith(_UTF_16):
        raise Unusable("is UTF-16: save it as UTF-8")
    try:
        name, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    except SyntaxError:
        # Where the first lines are not UTF-8, that is what is really wrong.
        beginning = b"".join(content.splitlines(keepends=True)[:2])
        decoded(beginning.replace(b"\0", b" "), "utf-8")
        raise Unusable("declares a coding that Python does not know: save it as UTF-8") from None
    coding = codecs.lookup(name).name if name != "utf-8-sig" else name
    if not _CODINGS.match(coding):
        why = f"declares the coding {shown(coding)}, which is not read here"
        raise Unusable(f"{why}: save it as UTF-8")
    return decoded(content, coding)


def decoded(content: bytes, coding: str) -> str:
    """Decode a file to text without null bytes, its lines ended by plain newlines."""
    try:
        text = content.decode(coding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        name = "UTF-8" if coding.startswith("utf-8") else coding
        raise Unusable(f"is not {name} (line {line}): save it as UTF-8") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Unusable(f"holds a null byte (line {line}): is it a text file, saved as UTF-8?")
    return with_plain_newlines(text)


def with_plain_newlines(text: str) -> str:
    r"""End lines as Python does when it reads a file: ``\r\n`` and ``\r`` are newlines too."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
