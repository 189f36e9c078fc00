"""Who hears of saved files: a thread that watches the folder of all exercises.

The folder, and not a file: many editors put a new file in an old one's place.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from pathlib import Path

from watchfiles import Change, watch

STEP_MS, DEBOUNCE_MS = 10, 200
"""How long a burst of changes may pause, and how long it may last."""

SOURCES = (".py", ".ipynb")


class Saves:
    """Tells ``saved`` which sources changed, from its thread, until it is closed.

    With ``poll`` it looks at the files again and again: network drives, and folders that a
    container or a virtual machine lends, tell nobody of a change.
    """

    def __init__(
        self, folder: Path, saved: Callable[[Collection[Path]], None], *, poll: bool = False
    ) -> None:
        self._folder, self._saved, self._poll = folder, saved, poll
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="saves", daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        try:
            self._hear(self._poll or None)
        except (OSError, RuntimeError):  # the system has no watch left to give
            self._hear(True)

    def _hear(self, poll: bool | None) -> None:
        changes = watch(
            self._folder, watch_filter=_is_source, step=STEP_MS, debounce=DEBOUNCE_MS,
            stop_event=self._over, force_polling=poll, raise_interrupt=False,
        )  # fmt: skip
        for found in changes:
            self._saved({Path(path) for _, path in found})

    def close(self) -> None:
        """Hear no more."""
        self._over.set()
        self._thread.join()


def _is_source(_: Change, path: str) -> bool:
    name = Path(path).name
    return name.endswith(SOURCES) and not name.startswith(".")
