"""How it ended: the verdicts, from the end of a student's process up to the word in a report."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What became of a submission as a whole; most name how the student's process ended."""

    GRADED = "graded"
    NOT_GRADED = "not graded"
    NOT_SUBMITTED = "not submitted"
    UNREADABLE = "unreadable"
    IMPORT_FAILED = "import failed"
    TIME_LIMIT = "time limit"
    MEMORY_LIMIT = "memory limit"
    OUTPUT_LIMIT = "output limit"
    FILE_LIMIT = "file limit"
    CRASHED = "crashed"
    LEFT_EARLY = "left early"
    PROTOCOL_VIOLATION = "protocol violation"


def ending(verdict: Verdict, signal: str = "") -> str:
    """Return a verdict in words, with the signal of a crash: ``crashed (SIGSEGV)``."""
    return f"{verdict} ({signal})" if signal else str(verdict)
