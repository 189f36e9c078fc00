"""Folders that are elsewhere."""

from pathlib import Path


def build(folder: Path) -> None:
    """Link to folders in which a vault.py lies."""
    mallory, solutions = folder / "mallory", folder.parent / "course" / "solutions"
    (mallory / "exercises").mkdir(parents=True)
    (mallory / "vault").symlink_to(solutions / "vault")
    (mallory / "exercises" / "vault").symlink_to(solutions / "vault")
    (mallory / "neighbour").symlink_to(folder / "neighbour")
    (mallory / "root").symlink_to("/")
