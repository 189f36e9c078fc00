"""Symbolic links, and one whole student who is a link."""

from pathlib import Path


def build(folder: Path) -> None:
    """Link to what everybody may read."""
    mallory, solutions = folder / "mallory", folder.parent / "course" / "solutions" / "vault"
    mallory.mkdir()
    (mallory / "vault.py").symlink_to(folder.parent / "host.txt")
    (mallory / "vault.ipynb").symlink_to(folder / "neighbour" / "vault.py")
    (mallory / "helper.py").symlink_to(solutions / "vault.py")
    (mallory / "labels.csv").symlink_to("/dev/zero")
    (folder / "mallory-the-second").symlink_to(solutions)
