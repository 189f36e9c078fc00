"""Gradescope's export of submissions: a folder for each, and who is who in a YAML file.

``assignment_123_export/submission_987/``, and beside them ``submission_metadata.yml``: the names,
the e-mail addresses and the student numbers of the submitters, several where it is a group's work,
and when it was handed in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import yaml

from grader.errors import UsageError
from grader.submission.download import Download
from grader.submission.exports.delivery import (
    Conditions,
    Delivery,
    Found,
    Layout,
    told_apart,
)
from grader.submission.model import MIB, Origin, Unusable, listed, shown

PLATFORM = "gradescope"
METADATA = "submission_metadata.yml"
LARGEST_METADATA = 256 * MIB  # it holds the outcome of each submission's tests
_FOLDER = re.compile(r"submission_\d+\Z")
_AGAIN = "download the export again, or name its folder with --from folder"
_SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same in C: ten times as fast


def _read(download: Download, names: Sequence[str], conditions: Conditions) -> Found:
    known = _metadata(download)
    folders = [name for name in names if _FOLDER.match(name)]
    deliveries = [_delivery(name, known.get(name, {}), conditions) for name in folders]
    nameless = [each.folder for each in deliveries if not each.members]
    absent = sorted(known.keys() - set(folders))
    notes = []
    if nameless:
        notes.append(f"{METADATA} does not say whose they are: {listed(nameless)}")
    if absent:
        notes.append(f"{METADATA} names submissions that are not there: {listed(absent)}")
    return Found(deliveries, tuple(notes))


def _metadata(download: Download) -> Mapping[str, Mapping[str, Any]]:
    """Return what the YAML file says of each folder."""
    if METADATA not in download.files:
        return {}
    name = shown(f"{download.path}/{download.within}{METADATA}")
    try:
        content = download.content(METADATA, LARGEST_METADATA)
        found = yaml.load(content, _SafeLoader)
    except Unusable as error:
        raise UsageError(f"{name} {error}", _AGAIN) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        why = getattr(error, "problem", None) or "it cannot be read"
        raise UsageError(f"{name}{line}: no YAML: {why}", _AGAIN) from None
    if not isinstance(found, dict):
        raise UsageError(f"{name}: it names no submissions", _AGAIN)
    return {str(key): each if isinstance(each, dict) else {} for key, each in found.items()}


def _delivery(folder: str, known: Mapping[str, Any], conditions: Conditions) -> Delivery:
    when = _when(known.get(":created_at"))
    submitters = known.get(":submitters")
    stated = submitters if isinstance(submitters, list) else []
    people = [_person(each) for each in stated if isinstance(each, dict)]
    number = folder.removeprefix("submission_")
    members = tuple(
        Origin(
            PLATFORM, person.get("name") or person.get("email") or person["sid"],
            {name: each for name, each in person.items() if name != "name"},
            folder, conditions.moment(when), attempt=number,
        )
        for person in people
        if person
    )  # fmt: skip
    whole = members[0] if len(members) == 1 else Origin(
        PLATFORM, " & ".join(each.name for each in members) or folder, {}, folder,
        conditions.moment(when), attempt=number,
    )  # fmt: skip
    id = ", ".join(filter(None, map(told_apart, members)))
    return Delivery(whole, id, folder=folder, when=when, members=members)


def _person(submitter: Mapping[str, Any]) -> dict[str, str]:
    found = {name: submitter.get(f":{name}") for name in ("name", "email", "sid")}
    said = {name: str(each).strip() for name, each in found.items() if isinstance(each, str | int)}
    return {name: each for name, each in said.items() if each}


def _when(stated: object) -> datetime | None:
    if isinstance(stated, datetime):
        return stated
    try:
        return datetime.fromisoformat(str(stated))
    except ValueError:
        return None


LAYOUTS = (Layout(PLATFORM, True, _FOLDER.match, _read, frozenset({METADATA})),)
