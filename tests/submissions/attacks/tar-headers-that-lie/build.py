"""A tar whose extended headers contradict the plain ones."""

import tarfile
from pathlib import Path

HONEST = """import numpy as np


def double(x):
    return 2 * np.asarray(x)


def total(values):
    return float(np.sum(values))


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
"""


def build(folder: Path) -> None:
    """Put honest work first, then header after header."""
    lies = [
        pax(b"path=../../open/pax.py") + plain("innocent.py"),
        pax(b"path=helper.py") + plain("other.py", type=tarfile.SYMTYPE, linkname="../../host.txt"),
        pax(b"size=99999999999") + plain("sized.py"),
        pax(b"linkpath=/etc/passwd") + plain("linked.py", type=tarfile.LNKTYPE),
        pax(b"GNU.sparse.major=1") + pax(b"GNU.sparse.name=/etc/passwd") + plain("sparse.py"),
        record(b"9" * 400 + b" path=digits.py\n") + plain("digits.py"),
        record(b"0 path=nothing.py\n" * 20) + plain("nothing.py"),
        plain("././@LongLink", b"../" * 300 + b"open/gnu.py\0", type=tarfile.GNUTYPE_LONGNAME),
        plain("long.py"),
        plain("global", b"24 path=../../global.py\n", type=tarfile.XGLTYPE),
        plain("vault.ipynb", size=b"\xff" * 12),
    ]
    content = plain("vault.py", HONEST.encode()) + b"".join(lies)
    (folder / "mallory.tar").write_bytes(content + bytes(1024))


def plain(name, content=b"pass", size=None, **fields):
    """Give a member: its header, and its content in whole blocks."""
    member = tarfile.TarInfo(name)
    member.size = 0 if "linkname" in fields else len(content)
    for field, value in fields.items():
        setattr(member, field, value)
    header = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    if size is not None:
        header[124:136] = size
        header[148:156] = b"%06o\0 " % (sum(header) - sum(header[148:156]) + 8 * 32)
    return bytes(header) + content[: member.size].ljust(-(-member.size // 512) * 512, b"\0")


def record(content):
    """Give a pax header of any content."""
    return plain("PaxHeader", content, type=tarfile.XHDTYPE)


def pax(words):
    """Give a pax header whose length is right."""
    return record(b"%d %s\n" % (len(words) + 4, words) if len(words) < 96 else words)
