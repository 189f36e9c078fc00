"""Brackets without end."""

from pathlib import Path

HEAD, TAIL = '{"nbformat": 4, "metadata": {"deep": ', '}, "cells": []}'


def build(folder: Path) -> None:
    """Nest lists in the metadata; nothing of it is ever needed."""
    (folder / "mallory").mkdir()
    for name, one, other, deep in (("vault", "[", "]", 100_000), ("valut", '{"a":', "1}", 40_000)):
        text = HEAD + one * deep + other * (deep if one == "[" else 1) + TAIL
        (folder / "mallory" / f"{name}.ipynb").write_text(text)
