"""A container of Podman's whose root is this machine's own ``/``, which it may change for itself.

It needs root, and no image. Where control groups are of both versions at once, crun wants one of
them out of sight: that is done in a mount namespace of our own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_START = """
mount --make-rprivate /
umount -l /sys/fs/cgroup/unified 2>/dev/null
exec podman "$@"
"""
_HOW = (
    "run --rm --network none --cgroups=disabled --ulimit nofile=1024:1024 --ulimit nproc=4096:4096"
)
_IN_IT = """
for folder in $CLOSED; do chmod o+x "$folder"; done
$AS "$@"
"""
ORDINARY_USER = "setpriv --reuid 1000 --regid 1000 --clear-groups"
RESTRICTED = f"{ORDINARY_USER} --bounding-set=-all --no-new-privs"


def in_podman(
    *command: object, options: Sequence[str] = (), user: str = ""
) -> subprocess.CompletedProcess:
    """Run a command in a container that is started with these options, as root or through ``user``.

    There, folders are open in which Python lies, as they are in an image.
    """
    given = {"CLOSED": " ".join(_closed_folders()), "AS": user, "PYTHONPATH": str(ROOT)}
    words = [word for name, value in given.items() for word in ("-e", f"{name}={value}")]
    start = ["unshare", "-m", "sh", "-c", _START, "sh", *_HOW.split(), *options, *words]
    inside = ["--rootfs", "/:O", "/bin/sh", "-c", _IN_IT, "sh", *map(str, command)]
    return subprocess.run([*start, *inside], capture_output=True, text=True, timeout=600)


def _closed_folders() -> list[str]:
    """Return the folders above this Python that not everybody may enter."""
    paths = {Path(sys.executable), Path(os.path.realpath(sys.executable)), Path(sys.base_prefix)}
    above = {folder for path in (*paths, ROOT) for folder in path.parents}
    return sorted(str(folder) for folder in above if not folder.stat().st_mode & 0o001)


@cache
def why_not() -> str:
    """Say why Podman cannot be used here; nothing if it can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "needs root on Linux"
    if not all(map(shutil.which, ("podman", "unshare", "setpriv"))):
        return "podman, unshare or setpriv is not installed"
    tried = in_podman("true")
    return "" if tried.returncode == 0 else f"podman cannot run here: {tried.stderr.strip()[-200:]}"
