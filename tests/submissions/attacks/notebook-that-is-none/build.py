"""Files that are called notebooks, one for each student."""

import json
from pathlib import Path

NONE = {
    "list": b"[1, 2]",
    "text": b'"vault"',
    "sheets": json.dumps({"worksheets": 5, "cells": []}).encode(),
    "broken": b'{"cells": [',
    "pickle": b"\x80\x04cposix\nsystem\n(S'exit'\ntR.",
    "utf-16": '{"cells": []}'.encode("utf-16"),
    "bom": b"\xef\xbb\xbf" * 3 + b"{}",
    "nothing": b" \n",
    "zip": b"PK\x03\x04",
}


def build(folder: Path) -> None:
    """Let a student hand in each."""
    for name, content in NONE.items():
        (folder / f"mallory-{name}").mkdir()
        (folder / f"mallory-{name}" / "vault.ipynb").write_bytes(content)
