"""A bomb of one member, and one of many."""

import zipfile
from pathlib import Path

MIB = 1 << 20


def build(folder: Path) -> None:
    """Pack newlines, a thousand to one."""
    with zipfile.ZipFile(folder / "mallory.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("vault.py", "w", force_zip64=True) as member:
            for _ in range(200):
                member.write(b"\n" * MIB)
        for number in range(100):
            archive.writestr(f"helper{number}.py", b"\n" * MIB)
