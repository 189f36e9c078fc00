"""Results → a database that survives crashes; what they depend on → digests; text → whole files.

The database is imported when it is first asked for: `grader hint` writes a file, and needs none.
"""

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
    from grader.store.sqlite import Store

__all__ = [
    "Attempt", "JournalEntry", "KeptPicture", "Key", "Kind", "Pictures", "Store", "copy_store",
    "explained", "fingerprints", "in_force", "is_open_to_others", "lowers", "make_folder",
    "network_drive", "not_undone", "this_machine", "write_whole",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in ("Attempt", "Store", "copy_store", "lowers"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from grader.store import attempts, opening, sqlite

    places = {"Store": sqlite, "copy_store": opening}
    return getattr(places.get(name, attempts), name)
