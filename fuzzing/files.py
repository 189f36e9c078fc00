"""What a student hands in: right notebooks and archives, wrong ones, and the readers of both."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import stat
import tarfile
import tempfile
import zipfile
import zlib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from fuzzing import mutate
from fuzzing.watch import touching_nothing_but
from grader.submission import Cell, Entry, read_submission
from grader.submission.model import Unusable
from grader.submission.notebook import MOST_CODE, notebook_cells
from grader.submission.read import LARGEST_NOTEBOOK, LARGEST_SOURCE

_EXERCISES = ("vault", "adder")
_PYTHON = b"def double(x):\n    return 2 * x\n"
_BLOCK = 512
_CODE: tuple[Any, ...] = (
    "%%time\nf()\n", "%%bash\nls\n", "!ls {x}\n", "x = %time f()\n", "?f\n", "'''", '"""', "\\\n",
    "f(\n%x\n", "# '\n", "r'\\'", "x = [*a, b] = !ls\n", "\r\n", "\ufeff", "  %time 1",
    {"cell_type": "code", "source": ["a", "b"]}, {"cell_type": "code", "input": "x"},
    "cells", "worksheets", "source", "input", "cell_type", "code", "markdown", "nbformat",
)  # fmt: skip


def notebook_seeds() -> list[bytes]:
    """Give right notebooks of several formats."""
    cells = [
        {"cell_type": "code", "source": ["%matplotlib inline\n", "import numpy as np\n"]},
        {"cell_type": "markdown", "source": "# Title"},
        {"cell_type": "code", "source": "def double(x):\n    '''Twice'''\n    return 2 * x\n"},
        {"cell_type": "code", "source": "%%time\nfiles = !ls\nx = (1,\n  2)\ndouble?\n"},
    ]
    old = [{"cell_type": "code", "input": ["x = 1\n"]}]
    books: list[Any] = [
        {"cells": cells, "metadata": {"kernelspec": {}}, "nbformat": 4, "nbformat_minor": 5},
        {"worksheets": [{"cells": old}], "nbformat": 3},
        {"cells": []},
    ]
    return [json.dumps(book, indent=indent).encode() for book in books for indent in (None, 1)]


def mutated_notebook(chance: Random, content: bytes) -> bytes:
    """Change a notebook's bytes or, mostly, its tree."""
    if chance.random() < 0.25:
        return mutate.raw(chance, content)
    try:
        book = json.loads(content)
    except (ValueError, RecursionError):
        return mutate.raw(chance, content)
    return mutate.json_bytes(mutate.tree(chance, book, _CODE))[: mutate.LONGEST]


def read_notebook(content: bytes) -> str:
    """Read a notebook; say what came of it. Whatever else is raised is a finding."""
    try:
        cells = notebook_cells(content)
    except Unusable:
        return "refused with a reason"
    assert all(type(cell) is Cell for cell in cells)
    assert sum(len(cell.source) for cell in cells) <= 2 * MOST_CODE
    return "cells" if cells else "no cell"


def zip_seeds() -> list[bytes]:
    """Give zip archives: stored, deflated, with folders, links, odd packing and a 64-bit end."""
    packings = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    return [*map(_zip, packings), _zip(zipfile.ZIP_DEFLATED, large=True)]


def _zip(packing: int, *, large: bool = False) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", packing) as archive:
        archive.writestr(zipfile.ZipInfo("work/"), b"")  # by a name alone, the time would be in it
        with archive.open(_member("work/vault.py", packing), "w", force_zip64=large) as member:
            member.write(_PYTHON)
        archive.writestr(_member("work/adder.ipynb", packing), notebook_seeds()[0])
        archive.writestr(_member("work/é.py", packing), b"x = 1\n")
        link = zipfile.ZipInfo("work/link.py")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return packed.getvalue()


def _member(name: str, packing: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.compress_type = packing
    return member


def mutated_zip(chance: Random, content: bytes) -> bytes:
    """Change any bytes, or a field of one of the archive's own headers."""
    signature = chance.choice((b"PK\1\2", b"PK\3\4", b"PK\5\6", b"PK\6\6", b"PK\6\7"))
    found = _positions(content, signature)
    if not found or chance.random() < 0.3:
        return mutate.raw(chance, content)
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 3))):
        at = chance.choice(found) + chance.randrange(4, 56)
        size = chance.choice((1, 2, 4, 8))
        changed[at : at + size] = mutate.number_bytes(chance, size)
    return bytes(changed)


def _positions(content: bytes, word: bytes) -> list[int]:
    found, at = [], content.find(word)
    while at >= 0:
        found.append(at)
        at = content.find(word, at + 1)
    return found


def tar_seeds() -> list[bytes]:
    """Give tar archives of each format, plain and compressed."""
    formats = (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)
    plain = [_tar(each) for each in formats]
    return [*plain, _gzip(plain[0]), lzma.compress(plain[1], preset=0)]


def _tar(form: int) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
        long = "work/" + "n" * 90
        files = {"work/vault.py": _PYTHON, f"{long}.txt": b"x", "adder.ipynb": notebook_seeds()[0]}
        if form != tarfile.USTAR_FORMAT:
            files["work/" + "é" * 80 + ".py"] = b"y = 1\n"
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("work/link.py")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return packed.getvalue()


def _gzip(content: bytes) -> bytes:
    """Compress, the same at any time of day."""
    return gzip.compress(content, mtime=0)


def mutated_tar(chance: Random, content: bytes) -> bytes:
    """Change any bytes, or a member's header with its checksum put right, packed or not."""
    if chance.random() < 0.25:
        return mutate.raw(chance, content)
    for magic, unpack, pack in (
        (b"\x1f\x8b", gzip.decompress, _gzip),
        (b"\xfd7zXZ", lzma.decompress, _packed_quickly),
    ):
        if content.startswith(magic):
            try:
                return pack(_with_header_changed(chance, unpack(content)))
            except (OSError, EOFError, ValueError, lzma.LZMAError, zlib.error):
                return mutate.raw(chance, content)
    return _with_header_changed(chance, content)


def _packed_quickly(content: bytes) -> bytes:
    return lzma.compress(content, preset=0)


def _with_header_changed(chance: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    blocks = max(1, len(content) // _BLOCK)
    start = _BLOCK * chance.randrange(blocks)
    for _ in range(chance.choice((1, 1, 2))):
        field = chance.choice((0, 100, 124, 124, 148, 156, 156, 157, 257, 345))
        size = 1 if field == 156 else chance.choice((1, 8, 12))
        words = (b"\x80", b"\xff", b"7" * 12, b"0", b"L", b"x", b"5", b"\0" * 12, b"30 path=../x\n")
        changed[start + field : start + field + size] = chance.choice(words)[:size].ljust(
            size, b" "
        )
    header = changed[start : start + _BLOCK]
    if len(header) == _BLOCK and chance.random() < 0.9:
        header[148:156] = b" " * 8
        changed[start + 148 : start + 156] = b"%06o\0 " % sum(header)
    return bytes(changed[: mutate.LONGEST])


def read_archive(content: bytes) -> str:
    """Read an archive as a student's submission; say what came of it. It never raises."""
    path = Path(_folder().name) / "mallory.zip"
    path.write_bytes(content)
    with touching_nothing_but(path):
        return _read_submission(path)


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Give the folder of the archive that is read; it goes when Python ends."""
    return tempfile.TemporaryDirectory(prefix="fuzzing-")


def _read_submission(path: Path) -> str:
    submission = read_submission(Entry("mallory", path), _EXERCISES)
    assert submission.digest, "all of it can be written down"
    for work in submission.works:
        most = LARGEST_NOTEBOOK if work.notebook else LARGEST_SOURCE
        assert sum(len(cell.source) for cell in work.cells) <= most
    if any(work.cells for work in submission.works):
        return "code"
    return "a problem told" if submission.problems else "nothing"
