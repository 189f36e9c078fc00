"""What is no file, in a tar."""

import tarfile
from pathlib import Path


def build(folder: Path) -> None:
    """Name devices and pipes as the work."""
    with tarfile.open(folder / "mallory.tar.xz", "w:xz") as archive:
        for name, kind in (("vault.py", tarfile.CHRTYPE), ("vault.ipynb", tarfile.FIFOTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.devmajor, member.devminor = kind, 1, 5
            archive.addfile(member)
        disk = tarfile.TarInfo("helper.py")
        disk.type, disk.devmajor, disk.devminor = tarfile.BLKTYPE, 8, 0
        archive.addfile(disk)
