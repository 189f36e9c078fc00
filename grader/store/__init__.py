"""Results → a database that survives crashes; what they depend on → digests; text → whole files.

The database is imported when it is first asked for: `grader hint` writes a file, and needs none.
"""

from typing import TYPE_CHECKING, Any

from grader.store import fingerprints
from grader.store.files import explained, remove, write_whole
from grader.store.fingerprints import Key

if TYPE_CHECKING:
    from grader.store.sqlite import Kept, Store

__all__ = ["Kept", "Key", "Store", "explained", "fingerprints", "remove", "write_whole"]


def __getattr__(name: str) -> Any:
    if name not in ("Kept", "Store"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from grader.store import sqlite

    return getattr(sqlite, name)
