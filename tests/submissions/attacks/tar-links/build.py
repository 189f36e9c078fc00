"""Links inside a tar."""

import tarfile
from pathlib import Path


def build(folder: Path) -> None:
    """Link to what lies outside, in the two ways that a tar has."""
    links = [
        ("vault.py", tarfile.LNKTYPE, folder.parent / "host.txt"),
        ("vault.ipynb", tarfile.SYMTYPE, folder / "neighbour" / "vault.py"),
        ("helper.py", tarfile.LNKTYPE, "../../course/solutions/vault/vault.py"),
        ("vault", tarfile.SYMTYPE, folder.parent / "course" / "solutions" / "vault"),
    ]
    with tarfile.open(folder / "mallory.tar", "w") as archive:
        for name, kind, target in links:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, str(target)
            archive.addfile(member)
