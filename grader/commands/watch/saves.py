"""Who hears of saved files: a thread that watches the folder of all exercises.

The folder, and not a file: many editors put a new file in an old one's place.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from watchfiles import Change, watch

STEP_MS, DEBOUNCE_MS = 10, 200
"""How long a burst of changes may pause, and how long it may last."""
POLL_SECONDS = 0.2

_Stamps = dict[Path, tuple[object, ...]]

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
        self._seen = _stamps(folder) if poll else {}
        self._thread = threading.Thread(target=self._watch, name="saves", daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        if not self._poll:
            try:
                self._hear()
            except (OSError, RuntimeError):  # the system has no watch left to give
                self._seen = _stamps(self._folder)
        self._look()

    def _hear(self) -> None:
        changes = watch(
            self._folder, watch_filter=_is_source, step=STEP_MS, debounce=DEBOUNCE_MS,
            stop_event=self._over, force_polling=False, raise_interrupt=False,
        )  # fmt: skip
        for found in changes:
            self._saved({Path(path) for _, path in found})

    def _look(self) -> None:
        """Look again and again. (watchfiles does, too, but at whole seconds only.)"""
        while not self._over.wait(POLL_SECONDS):
            before, self._seen = self._seen, _stamps(self._folder)
            if changed := {path for path, _ in before.items() ^ self._seen.items()}:
                self._saved(changed)

    def close(self) -> None:
        """Hear no more."""
        self._over.set()
        self._thread.join()


def _stamps(folder: Path) -> _Stamps:
    """Return the sources below a folder, each with what is another after every save."""
    return dict(_stamped(folder))


def _stamped(folder: Path) -> Iterator[tuple[Path, tuple[object, ...]]]:
    for inside, _, names in os.walk(folder):
        for name in names:
            path = Path(inside, name)
            if not _is_source(Change.modified, name):
                continue
            try:
                about = path.stat()
                content = b"" if about.st_mtime_ns % 1_000_000_000 else path.read_bytes()
            except OSError:  # it has gone meanwhile
                continue
            # Some drives know whole seconds only: there the content tells two saves apart.
            digest = hashlib.sha256(content).digest()
            yield path, (about.st_mtime_ns, about.st_size, about.st_ino, digest)


def _is_source(_: Change, path: str) -> bool:
    name = Path(path).name
    return name.endswith(SOURCES) and not name.startswith(".")
