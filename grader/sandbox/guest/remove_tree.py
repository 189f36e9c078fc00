"""Removes what a guest left on disk, however it lies there, and raises nothing.

A tree that a student's code made may be
deeper than `shutil.rmtree` recurses, than descriptors reach and than a path may be long, and its
folders may be closed to their owner: it is flattened, one folder after the other.
"""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress


def clear_away(folder: str) -> None:
    """Remove a folder and all that is in it, as far as this user may. Nobody else writes there."""
    with suppress(OSError):
        top = _open(folder)
        try:
            _empty(top)
        finally:
            os.close(top)
        os.rmdir(folder)


def _empty(top: int) -> None:
    waiting = _unlink_files(top)
    while waiting:
        folder = waiting.pop()
        with suppress(OSError):
            inner = _open(folder, top)
            try:
                for below in _unlink_files(inner):
                    _open_to_owner(below, inner)
                    waiting.append(secrets.token_hex(16))  # a name that nobody could have taken
                    os.rename(below, waiting[-1], src_dir_fd=inner, dst_dir_fd=top)
            finally:
                os.close(inner)
            os.rmdir(folder, dir_fd=top)


def _open(folder: str, within: int | None = None) -> int:
    _open_to_owner(folder, within)
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=within)


def _open_to_owner(folder: str, within: int | None) -> None:
    """Let its owner enter a folder, and move it; leave alone what a link leads to."""
    mode = os.stat(folder, dir_fd=within, follow_symlinks=False).st_mode
    if stat.S_ISDIR(mode) and mode & stat.S_IRWXU != stat.S_IRWXU:
        os.chmod(folder, stat.S_IRWXU, dir_fd=within)


def _unlink_files(descriptor: int) -> list[str]:
    """Remove a folder's files; return the names of what is left, its folders."""
    left = []
    for name in os.listdir(descriptor):
        try:
            os.unlink(name, dir_fd=descriptor)
        except OSError:
            left.append(name)
    return left
