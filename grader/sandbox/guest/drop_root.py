"""How a far side that root started stops being root: above L1 a guest never is.

Root without a capability is still the owner of root's files: it reads those that are closed to all
others, and may change the mode of any.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress

from grader.sandbox.guest import linux
from grader.sandbox.guest.settings import STAYS_ROOT

ORDINARY_USER = 65534  # nobody: owns nothing
_FOLDERS_BYTES = 1 << 20


def give_up_root(readable: Iterable[str], level: str) -> None:
    """Become an ordinary user, if this is root, who can still read these paths.

    Where a level needs it in vain, the process ends with the reason and what to do.
    """
    if os.geteuid() != 0:
        return
    paths = sorted({os.path.realpath(path) for path in readable})
    if level == "L2" and (closed := [path for path in paths if _remedy_for(path)]):
        with suppress(OSError):  # no right to mount, as in most containers: reported below
            _show_without_closed_folders(closed)
    remedies = [remedy for remedy in map(_remedy_for, paths) if remedy]
    if not remedies and linux.become_ordinary_user(ORDINARY_USER):
        return
    if level != "L1":
        remedy = remedies[0] if remedies else "give this container CAP_SETUID and CAP_SETGID"
        sys.exit(f"{STAYS_ROOT}, and read what root alone may read: {remedy}")


def _remedy_for(path: str) -> str:
    """Return what would let any user read ``path``; nothing where any user may."""
    if folder := _closed_folder(path):
        return f"chmod o+x {folder}, where Python lies, or install Python elsewhere"
    return "" if os.stat(path).st_mode & stat.S_IROTH else f"chmod -R o+rX {path}"


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
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        os.makedirs(path if is_folder else os.path.dirname(path), exist_ok=True)
        if not os.path.exists(path):
            open(path, "xb").close()
        linux.bind(f"/proc/self/fd/{descriptor}", path)
        os.close(descriptor)


def _closed_folder(path: str) -> str:
    """Return the topmost folder above ``path`` that only some users may enter, or nothing."""
    parts = path.split("/")
    above = ["/".join(parts[:end]) or "/" for end in range(1, len(parts))]
    return next((f for f in above if not os.stat(f).st_mode & stat.S_IXOTH), "")
