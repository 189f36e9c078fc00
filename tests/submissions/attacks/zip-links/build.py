"""Links inside a zip."""

import stat
import zipfile
from pathlib import Path


def build(folder: Path) -> None:
    """Write links as Info-ZIP does: the target is the content."""
    solutions = folder.parent / "course" / "solutions" / "vault"
    links = {
        "vault.py": folder.parent / "host.txt",
        "vault.ipynb": folder / "neighbour" / "vault.py",
        "vault": solutions,
        "helper.py": solutions / "vault.py",
    }
    with zipfile.ZipFile(folder / "mallory.zip", "w") as archive:
        for name, target in links.items():
            info = zipfile.ZipInfo(name)
            info.create_system = 3
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, str(target))
