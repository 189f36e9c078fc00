"""A folder → the network file system on which it lies, by the kernel's table of what is mounted.

SQLite's write-ahead log is for one machine: its own words are that it does not work over a network
file system. There a store keeps a rollback journal instead, which is slower, and right wherever
the file system's locks are.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

MOUNTED = Path("/proc/self/mountinfo")
NETWORK = {
    "9p", "acfs", "afs", "afpfs", "beegfs", "ceph", "cifs", "coda", "davfs", "drvfs", "gfs",
    "gfs2", "glusterfs", "gpfs", "lizardfs", "lustre", "mfs", "ncpfs", "nfs", "nfs4", "nfsd",
    "ocfs2", "orangefs", "panfs", "prl_fs", "pvfs2", "quobyte", "smb2", "smb3", "smbfs",
    "sshfs", "vboxsf", "virtiofs", "vmhgfs", "weka", "wekafs",
}  # fmt: skip
OVER_FUSE = {
    *NETWORK,
    "blobfuse", "blobfuse2", "curlftpfs", "cvmfs2", "davfs2", "gcsfuse", "goofys", "grpcfuse",
    "gvfsd-fuse", "juicefs", "moosefs", "mount-s3", "osxfs", "rclone", "s3fs", "s3ql",
    "seaweedfs", "smbnetfs", "vmhgfs-fuse",
}  # fmt: skip
"""What stands behind ``fuse.``: overlays and encrypted folders lie on a local disk, and do not."""


def network_drive(folder: Path, mounted: str | None = None) -> str:
    """Return the kind of the network file system under a folder: ``nfs4``; "" where there is none.

    ``mounted`` is Linux's table, by default that of this process. Elsewhere, and where the table
    cannot be read, nothing is known, and that is "" too. The folder may be one that is still to be
    made.
    """
    if mounted is None:
        try:
            mounted = MOUNTED.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return ""
    place, kind = PurePosixPath(folder.resolve()), ""
    longest = -1
    for line in mounted.splitlines():
        left, _, right = line.partition(" - ")
        fields, kinds = left.split(" "), right.split(" ")
        if len(fields) < 5:
            continue
        point = PurePosixPath(_spelled_out(fields[4]))
        if point in (place, *place.parents) and len(point.parts) >= longest:  # the last one hides
            longest, kind = len(point.parts), kinds[0]
    name, _, over = kind.partition(".")
    found = over in OVER_FUSE if name.startswith("fuse") and over else name in NETWORK
    return kind if found else ""


def _spelled_out(path: str) -> str:
    r"""Read a path of the table, in which a space is ``\040``."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), path)
