"""Text as Markdown, in which nothing that a student wrote has a meaning.

GitHub's Markdown is known, and Gradescope's is not: what is escaped here is shown as it is by
CommonMark and by its forerunners, which know fewer escapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from grader.feedback import clean, one_line
from grader.judging import Outcome, Result
from grader.reports import not_begun, signature
from grader.sandbox.levels import MEANING

CUT = "**Cut here, since a summary may not be longer. The rest is in the log.**\n"
_MARKUP = re.compile(r"[\\`*_{}\[\]()#+\-.!:|~=^$]")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escaped(text: str) -> str:
    """Write one line so that it is shown as it is: Markdown, HTML and mathematics are no more."""
    literal = _MARKUP.sub(lambda found: f"\\{found[0]}", one_line(text, 500))
    return re.sub("[&<>]", lambda found: _HTML[found[0]], literal)


def block(text: str) -> str:
    """Write clean text as a block of code, between more backticks than stand together in it."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text.strip(chr(10))}\n{fence}"


def indented(text: str) -> str:
    """Write text as a block of code where fences may be unknown, after a paragraph, not a list."""
    lines = clean(text).expandtabs(4).splitlines()
    return "\n".join(f"    {line}" if line.strip() else "" for line in lines).strip("\n")


def protection(level: str, environment: Mapping[str, str] | None = None) -> str:
    """Say behind which level of protection the code ran, if any did, and which grader judged."""
    if not level:
        return "Protection: none was needed, no code was run."
    signed = signature(environment or {})
    by = f" Judged by {signed}." if signed else ""
    return f"Protection {level}: {MEANING[level]}.{by}"


def table_of_parts(results: Iterable[Result]) -> str:
    """Draw how many checks of each part pass."""
    lines = ["| part | checks that pass | |", "|---|---|---|"]
    for result in results:
        waiting = not_begun(result)
        if result.reason is not None or not result.checks:
            lines.append(f"| {escaped(result.exercise)} | | {escaped(result.ending)} |")
            continue
        for part in result.judged_parts:
            checks = result.checks_of(part.part)
            passed = sum(check.outcome is Outcome.PASSED for check in checks)
            failed = any(check.outcome is Outcome.FAILED for check in checks)
            said = "✗" if failed else "✓" if passed == len(checks) else str(Outcome.NOT_JUDGED)
            said = "not written yet" if part.part in waiting else said
            name = f"{escaped(result.exercise)}: {escaped(part.part)}"
            lines.append(f"| {name} | {passed} of {len(checks)} | {said} |")
    return "\n".join(lines)


def fitted(pieces: Sequence[str], most: int) -> str:
    """Join pieces, and cut at the end of a line what would be more than ``most`` bytes."""
    text = "\n\n".join(pieces) + "\n"
    if len(text.encode()) <= most:
        return text
    room = most - len(CUT.encode()) - 1
    while True:
        kept = text.encode()[: max(room, 0)].decode(errors="ignore")
        kept = kept[: kept.rfind("\n") + 1]
        closing = _open_fence(kept)
        whole = f"{kept}{closing}\n{CUT}"
        if len(whole.encode()) <= most or not kept:
            return whole
        room -= len(closing)


def _open_fence(text: str) -> str:
    """Return the line that closes the last block of code, if it is still open."""
    fence = ""
    for line in text.splitlines():
        if fence:
            fence = "" if line == fence else fence
        elif re.fullmatch("`{3,}", line):
            fence = line
    return f"{fence}\n" if fence else ""
