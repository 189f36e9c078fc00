"""A date and time as an instructor writes it → a moment with its offset from UTC.

What is written without an offset is local time in the course's zone. Where clocks are put back an
hour comes twice, where they are put forward one is skipped: such a time is refused, with what to
write instead.
"""

from __future__ import annotations

from datetime import UTC, datetime, timezone
from zoneinfo import ZoneInfo

EXAMPLE = "2026-11-30T23:59:00+01:00"
_LOCAL_EXAMPLE = "2026-11-30T23:59"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FIRST_YEAR, _LAST_YEAR = 1990, 2199


class WrongTime(ValueError):
    """What is wrong with a time that somebody wrote, and the fix."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


def moment(written: str, zone: ZoneInfo | None) -> datetime:
    """Read an ISO date and time; without an offset it is local time in the ``zone``.

    The moment keeps the offset from UTC that holds there, and nothing else of the zone, so that
    moments are compared in UTC. Raises `WrongTime`.
    """
    try:
        naive = datetime.fromisoformat(written)
    except ValueError:
        example = _LOCAL_EXAMPLE if zone else EXAMPLE
        raise WrongTime("is not a date and time", f"write for example {example}") from None
    if not _FIRST_YEAR <= naive.year <= _LAST_YEAR:
        fix = "write a date of the term, or nothing where there is no deadline"
        raise WrongTime(f"is not between {_FIRST_YEAR} and {_LAST_YEAR}", fix)
    if naive.tzinfo is not None:
        return _fixed(naive)
    if zone is None:
        fix = f"write for example {EXAMPLE}, or add `time_zone: Europe/Zurich` to the course"
        raise WrongTime("has no time zone", fix)
    if not any(sign in written for sign in ":T "):
        raise WrongTime("has no time of day", f"write for example {written}T23:59")
    earlier, later = (_fixed(naive.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    if earlier.utcoffset() == later.utcoffset():
        return earlier
    either = f"{earlier.isoformat()} or {later.isoformat()}"
    back = naive.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    if back == naive:
        raise WrongTime(f"comes twice in {zone}, where clocks are put back", f"write {either}")
    raise WrongTime(f"is skipped in {zone}, where clocks are put forward", f"write {either}")


def _fixed(aware: datetime) -> datetime:
    offset = aware.utcoffset()
    assert offset is not None
    return aware.replace(tzinfo=timezone(offset), fold=0)


def time_in_words(when: datetime, zone: ZoneInfo | None = None) -> str:
    """Write a moment for a reader, in the ``zone`` or with its own offset, in English everywhere.

    ``Tue 1 Dec 2026 00:14 CET``, with the seconds where there are any.
    """
    there = when.astimezone(zone) if zone else when
    day = f"{_DAYS[there.weekday()]} {there.day} {_MONTHS[there.month - 1]} {there.year}"
    clock = f"{there:%H:%M:%S}" if there.second else f"{there:%H:%M}"
    name = there.tzname() or ""
    return f"{day} {clock} {name if name[:1].isalpha() else f'UTC{there:%z}'}"
