"""How a far side that root started stops being root: above L1 a guest never is.

In go the paths that it must still be able to read, and the level; out comes nothing, or the end of
this process, with the reason and what to do. Root without a capability is still the owner of root's
files: it reads those that are closed to all others, and may change the mode of any.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress

from grader.sandbox.guest import linux

ORDINARY_USER = 65534  # nobody: owns nothing
_FOLDERS_BYTES = 1 << 20


def give_up_root(readable: Iterable[str], level: str) -> None:
    """Become an ordinary user, if this is root; end the process where a level needs it in vain."""
    if os.geteuid() != 0:
        return
    paths = sorted({os.path.realpath(path) for path in readable})
    if level == "L2" and any(map(_mend_for, paths)):
        with suppress(OSError):  # no right to mount, as in most containers: reported below
            _show_without_closed_folders([path for path in paths if _mend_for(path)])
    mends = [mend for mend in map(_mend_for, paths) if mend]
    if not mends and linux.become_ordinary_user(ORDINARY_USER):
        return
    if level != "L1":
        mend = mends[0] if mends else "give this container CAP_SETUID and CAP_SETGID"
        sys.exit(f"a guest would be root here, and read what root alone may read: {mend}")


def _mend_for(path: str) -> str:
    """Say what would let any user read ``path``; nothing where any user may."""
    for folder in _folders_above(path):
        if not os.stat(folder).st_mode & stat.S_IXOTH:
            return f"chmod o+x {folder}, where Python lies, or install Python elsewhere"
    return "" if os.stat(path).st_mode & stat.S_IROTH else f"chmod -R o+rX {path}"


def _folders_above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:end]) or "/" for end in range(1, len(parts))]


def _show_without_closed_folders(paths: list[str]) -> None:
    """Lay an open, empty folder over each closed one, and in it these paths where they were.

    Only this process and its children see it so. All of the closed folder's other content is gone
    from their sight.
    """
    linux.unshare(linux.CLONE_NEWNS)
    linux.make_mounts_private()
    os.umask(0o022)
    held = [(path, os.open(path, os.O_PATH | os.O_CLOEXEC)) for path in paths]
    for folder in dict.fromkeys(filter(None, map(_closed_folder, paths))):
        plain = linux.MS_NOSUID | linux.MS_NODEV
        linux.mount_tmpfs(folder, plain, f"size={_FOLDERS_BYTES},mode=0755")
    for path, descriptor in held:
        _make_place(path, is_folder=stat.S_ISDIR(os.fstat(descriptor).st_mode))
        linux.bind(f"/proc/self/fd/{descriptor}", path)
        os.close(descriptor)


def _closed_folder(path: str) -> str:
    """Return the topmost folder above ``path`` that only some users may enter."""
    closed = (f for f in _folders_above(path) if not os.stat(f).st_mode & stat.S_IXOTH)
    return next(closed, "")


def _make_place(path: str, *, is_folder: bool) -> None:
    os.makedirs(path if is_folder else os.path.dirname(path), exist_ok=True)
    if not os.path.exists(path):
        open(path, "xb").close()
