"""A bomb that says that it is none."""

import struct
import zipfile
from pathlib import Path

STATED = 500


def build(folder: Path) -> None:
    """Pack 64 MiB, then write another size over the true one."""
    path = folder / "mallory.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("vault.py", b"\n" * (64 << 20))
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, 22, STATED)
    struct.pack_into("<I", content, content.index(b"PK\x01\x02") + 24, STATED)
    path.write_bytes(content)
