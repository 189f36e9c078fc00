"""Tests of local_time: what an instructor writes as a time, and the hours that clocks repeat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course.local_time import WrongTime, moment, time_in_words

ZURICH, NEW_YORK, LORD_HOWE = map(
    ZoneInfo, ("Europe/Zurich", "America/New_York", "Australia/Lord_Howe")
)


def refused(written: str, zone: ZoneInfo | None = None) -> str:
    """Give what is said of a time, with the fix."""
    with pytest.raises(WrongTime) as caught:
        moment(written, zone)
    return f"{caught.value.what}: {caught.value.fix}"


@pytest.mark.parametrize(
    ("written", "zone", "utc"),
    [
        ("2026-11-30T23:59", ZURICH, "2026-11-30T22:59"),
        ("2026-07-01 12:00", ZURICH, "2026-07-01T10:00"),
        ("2026-07-01T12:00", NEW_YORK, "2026-07-01T16:00"),
        ("2026-12-01T12:00", LORD_HOWE, "2026-12-01T01:00"),
        ("2026-06-01T12:00", LORD_HOWE, "2026-06-01T01:30"),
        ("2026-11-30T23:59-05:00", ZURICH, "2026-12-01T04:59"),
        ("2026-11-30T23:59Z", None, "2026-11-30T23:59"),
    ],
)
def test_read(written, zone, utc):
    """Local time in the zone, in winter and summer; an offset that is written wins."""
    read = moment(written, zone)

    assert read == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert not isinstance(read.tzinfo, ZoneInfo), "two moments of one zone compare as clocks show"


@pytest.mark.parametrize(
    ("written", "zone", "offsets"),
    [
        ("2026-10-25T02:30", ZURICH, ("02:30:00+02:00", "02:30:00+01:00")),
        ("2026-11-01T01:00", NEW_YORK, ("01:00:00-04:00", "01:00:00-05:00")),
        ("2026-04-05T01:45", LORD_HOWE, ("01:45:00+11:00", "01:45:00+10:30")),
    ],
)
def test_an_hour_that_comes_twice(written, zone, offsets):
    """It is refused with both offsets; the half hour of Lord Howe too."""
    said = refused(written, zone)

    assert f"comes twice in {zone}" in said
    assert all(each in said for each in offsets)
    assert len({moment(f"{written[:11]}{each}", zone) for each in offsets}) == 2


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("2026-03-29T02:30", ZURICH),
        ("2026-03-08T02:00", NEW_YORK),
        ("2026-10-04T02:15", LORD_HOWE),
    ],
)
def test_an_hour_that_is_skipped(written, zone):
    """It is refused; what is offered instead can be read."""
    said = refused(written, zone)

    assert f"is skipped in {zone}" in said
    offered = said.partition("write ")[2].split(" or ")
    assert len({moment(each, zone) for each in offered}) == 2


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("soon", "is not a date and time"),
        ("", "is not a date and time"),
        ("01.12.2026 12:00", "is not a date and time"),
        ("2026-12-01", "has no time of day: write for example 2026-12-01T23:59"),
        ("9999-12-31T23:59", "is not between 1990 and 2199"),
        ("0001-01-01T00:00+14:00", "is not between 1990 and 2199"),
    ],
)
def test_refused(written, what):
    """What is no time, or none of a course, is refused with a fix."""
    assert what in refused(written, ZURICH)


def test_what_is_written_instead_fits_the_course():
    """In a course with a time zone a time needs no offset."""
    with pytest.raises(WrongTime) as local:
        moment("7.12.2026", ZURICH)
    with pytest.raises(WrongTime) as anywhere:
        moment("7.12.2026", None)

    assert local.value.fix == "write for example 2026-11-30T23:59"
    assert anywhere.value.fix == "write for example 2026-11-30T23:59:00+01:00"


def test_without_any_zone():
    """It is not guessed which zone was meant."""
    assert "has no time zone: write for example" in refused("2026-12-01T12:00")


@given(
    st.datetimes(datetime(1991, 1, 1), datetime(2198, 12, 31)),
    st.sampled_from([ZURICH, NEW_YORK, LORD_HOWE]),
)
def test_every_time_is_read_as_clocks_show_it(naive, zone):
    """What is not refused is shown again as it was written, by the clocks of the zone."""
    try:
        read = moment(naive.isoformat(), zone)
    except WrongTime:
        assert (
            naive.replace(tzinfo=zone).utcoffset() != naive.replace(tzinfo=zone, fold=1).utcoffset()
        )
    else:
        assert read.astimezone(zone).replace(tzinfo=None) == naive


def test_in_words():
    """In English on every machine, in the zone, with seconds only where there are any."""
    when = datetime(2026, 11, 30, 23, 14, tzinfo=UTC)

    assert time_in_words(when, ZURICH) == "Tue 1 Dec 2026 00:14 CET"
    assert time_in_words(when + timedelta(seconds=5), ZURICH) == "Tue 1 Dec 2026 00:14:05 CET"
    assert time_in_words(when) == "Mon 30 Nov 2026 23:14 UTC"
    assert time_in_words(moment("2026-12-01T00:14+05:30", None)) == (
        "Tue 1 Dec 2026 00:14 UTC+05:30"
    )
    assert time_in_words(when, LORD_HOWE) == "Tue 1 Dec 2026 10:14 UTC+1100"
