"""Results → a database that survives crashes; what they depend on → digests; text → whole files.

The database is imported when it is first asked for: `grader hint` writes a file, and needs none.
"""

import importlib
from typing import TYPE_CHECKING, Any

from grader.store import fingerprints
from grader.store.files import explained, is_open_to_others, make_folder, write_whole
from grader.store.fingerprints import Key
from grader.store.journal import JournalEntry, Kind, in_force, not_undone
from grader.store.network_drives import network_drive
from grader.store.passport import this_machine
from grader.store.pictures import KeptPicture, Pictures

if TYPE_CHECKING:
    from grader.store.attempts import Attempt, lowers
    from grader.store.opening import copy_store
    from grader.store.packing import pack_result, unpack_result
    from grader.store.sqlite import Store

__all__ = [
    "Attempt", "JournalEntry", "KeptPicture", "Key", "Kind", "Pictures", "Store", "copy_store",
    "explained", "fingerprints", "in_force", "is_open_to_others", "lowers", "make_folder",
    "network_drive", "not_undone", "pack_result", "this_machine", "unpack_result", "write_whole",
]  # fmt: skip


_LATE = {
    "Attempt": "attempts",
    "Store": "sqlite",
    "copy_store": "opening",
    "lowers": "attempts",
    "pack_result": "packing",
    "unpack_result": "packing",
}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"grader.store.{_LATE[name]}"), name)
