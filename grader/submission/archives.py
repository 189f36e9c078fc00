"""The bytes of a .zip or .tar → a Tree, without a byte being written to the disk.

Names that lead out of the archive, links, devices and what is encrypted are never read. A bomb
costs nothing: of a zip only the wanted members are unpacked, each up to the size it states, and a
compressed tar is unpacked in memory up to a limit. Archives in archives are opened a few deep, and
all together hold no more than one may.
"""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from grader.submission.files import (
    FOLDER,
    LINK,
    LOOKED_AT,
    SPECIAL,
    TOO_MANY,
    UNOPENED,
    Item,
    Tree,
    code_first,
    has_source_name,
    is_archive,
    is_hidden,
    read_item,
)
from grader.submission.model import MIB, Unusable, listed, shown
from grader.submission.tar_reader import BrokenTar, tar_members

LARGEST_ARCHIVE = 128 * MIB
UNPACKED = 128 * MIB
XZ_MEMORY = 128 * MIB
LARGEST_DIRECTORY = 2 * MIB
LARGEST_DOWNLOADS_DIRECTORY = 64 * MIB  # of a class with its students' data and repositories
MOST_HEADERS = 20_000
LISTED = 1024
"""So many bytes of memory does it take to list a file of an archive."""
MOST_MEMBERS = 10_000
MOST_ARCHIVES = 10
DEEPEST_ARCHIVE = 3
PIECE = 65_536
AGAIN = "pack it again as an ordinary .zip"
ENCRYPTED = "is encrypted: pack it again without a password"
PACKED_ODDLY = f"is packed in a way that is not read here: {AGAIN}"
LONGEST_PATH = 4_096  # no disk takes more; and a path is taken apart again and again
OUTSIDE = "left aside, since the names lead out of the archive, or are too long"
BROKEN = f"the archive is damaged, or not what its name says: {AGAIN}"
CUT = f"the archive unpacks to more than {UNPACKED // MIB} MiB, and the rest was not read"
NOT_OPENED = "cannot be opened here: hand in a .zip"
_PADDING = re.compile(rb"\0*+")
_ZIP, _GZIP, _XZ = b"PK", b"\x1f\x8b", b"\xfd7zXZ\0"
_OTHERS = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh")


class _Careful(io.BytesIO):
    """Bytes that are not handed out by the heap, so that a zip's directory has a largest size."""

    def read(self, size: int | None = -1, /) -> bytes:
        return _at_most(super().read(size), LARGEST_DIRECTORY)


class _CarefulFile(io.RawIOBase):
    """The same of a file, open only while it is read: nobody closes it, and processes share it.

    One that is open already, given as a descriptor, stays open, and is this process's alone. It is
    asked nothing but its bytes: a locked process may not ask more.
    """

    def __init__(self, file: Path | int) -> None:
        self._file, self._at = file, 0
        if isinstance(file, int):
            self._size = os.lseek(file, 0, os.SEEK_END)
        else:
            self._size = file.stat().st_size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        start = {io.SEEK_CUR: self._at, io.SEEK_END: self._size}.get(whence, 0)
        self._at = max(start + offset, 0)
        return self._at

    def read(self, size: int | None = -1, /) -> bytes:
        asked = self._size if size is None or size < 0 else size
        most = min(asked, LARGEST_DOWNLOADS_DIRECTORY + 1)
        if isinstance(self._file, int):
            os.lseek(self._file, self._at, os.SEEK_SET)
            content = os.read(self._file, most)
        else:
            with open(self._file, "rb", buffering=0) as file:
                file.seek(self._at)
                content = file.read(most)
        self._at += len(content)
        return _at_most(content, LARGEST_DOWNLOADS_DIRECTORY)


def _at_most(content: bytes, most: int) -> bytes:
    if len(content) > most:
        raise zipfile.BadZipFile("more is asked for at once than any honest archive needs")
    return content


Unpack = Callable[[bytes, str, "int | None"], Tree]
"""Lists an archive as `open_archive` does: by its bytes, its name, and how much of it is unpacked.

One that does so elsewhere raises `Unusable` where that fails.
"""


def open_archive(
    content: bytes, name: str = "the archive", most: int | None = None, *, hidden: bool = False
) -> Tree:
    """List an archive's files. What kind it is, its first bytes say; a broken one has problems.

    ``most`` is how many bytes a compressed tar may unpack to. Of a zip ``hidden`` files can be
    listed, too.
    """
    if content.startswith(_ZIP):
        return _open_zip(content, hidden)
    if content.startswith(_OTHERS) or name.lower().endswith(UNOPENED):
        return empty_archive(f"{shown(name)} {NOT_OPENED}")
    problems: list[str] = []
    whole = _unpacked(content, problems, UNPACKED if most is None else most)
    tree = _open_tar(whole, problems)
    return tree if whole is content else replace(tree, held=tree.held + len(whole))


def open_zip(file: Path | int) -> tuple[Tree, frozenset[str]]:
    """List the files of a zip on the disk, however large and hidden ones too, and its folders.

    It is given by its path, or as an open descriptor that nothing else reads from. Nothing is read
    of it but its directory, and later what is asked for. Raises `OSError`.
    """
    try:
        archive = zipfile.ZipFile(_CarefulFile(file))
    except OSError:
        raise
    except Exception:  # as in _open_zip
        return empty_archive(BROKEN), frozenset()
    found = _zip_items(archive)
    folders = {path_inside(item.path) for item in found if item.place == FOLDER}
    tree = _tree(found, partial(_read_from_zip, archive), [], hidden=True, most=len(found))
    return tree, frozenset(filter(None, folders))


def with_inner_archives(
    tree: Tree, left: int = LARGEST_ARCHIVE, depth: int = 0, unpack: Unpack = open_archive
) -> Tree:
    """Put the files of the archives in a tree beside its others, below the archive's name.

    An archive that alone holds code takes the tree's place. ``left`` is how many bytes all
    archives may hold, ``depth`` how many of them lie around this tree, and ``unpack`` lists each.
    """
    archives = [item for item in tree.items if is_archive(item.path) and not item.refused]
    alone = len(archives) == 1 and not any(has_source_name(item.path) for item in tree.items)
    items = [item for item in tree.items if item.refused or not is_archive(item.path)]
    problems = [*tree.problems]
    held = tree.held
    for number, item in enumerate(archives):
        try:
            if depth >= DEEPEST_ARCHIVE or number >= MOST_ARCHIVES:
                raise Unusable(f"was not opened, being one archive too many: {AGAIN}")
            limit, cost = left, item.size if item.size <= left else 0
            left, held = left - cost, held + cost  # a damaged one is unpacked too, to find it out
            content = read_item(tree, item, limit)
            inner = unpack(content, item.path, left)
            inner = with_inner_archives(inner, left - inner.held, depth + 1, unpack)
        except Unusable as error:
            items.append(item)
            problems.append(f"{shown(item.path)} {error}")
            continue
        left, held = left - inner.held, held + inner.held
        if alone:
            return replace(inner, problems=(*problems, *inner.problems), held=held)
        items += [
            replace(each, path=f"{item.path}/{each.path}", archive=each.archive or inner)
            for each in inner.items
        ]
        where = f"{shown(item.path)}: "
        problems += [said if NOT_OPENED in said else where + said for said in inner.problems]
    return replace(tree, items=tuple(items), problems=tuple(problems), held=held)


def empty_archive(problem: str) -> Tree:
    """Return the tree of an archive in which nothing can be read."""
    return Tree((), lambda item, limit: b"", (problem,), archive=True)


def _open_zip(content: bytes, hidden: bool) -> Tree:
    try:
        archive = zipfile.ZipFile(_Careful(content))
    # Hostile bytes make zipfile raise nearly anything: struct.error, OverflowError, UnicodeError …
    except Exception:
        return empty_archive(BROKEN)
    return _tree(_zip_items(archive), partial(_read_from_zip, archive), [], hidden)


def _zip_items(archive: zipfile.ZipFile) -> list[Item]:
    return [
        Item(each.filename, each.file_size, _zip_problem(each), each)
        if not each.filename.endswith(("/", "\\"))
        else Item(each.filename, place=FOLDER)
        for each in archive.infolist()
    ]


def _zip_problem(info: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return LINK
    if kind not in (0, stat.S_IFREG):
        return SPECIAL
    if info.flag_bits & 0x1:
        return ENCRYPTED
    # zipfile unpacks bzip2 and LZMA without a limit on what comes out.
    ordinary = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    return "" if ordinary else PACKED_ODDLY


def _read_from_zip(archive: zipfile.ZipFile, item: Item, limit: int) -> bytes:
    try:
        with archive.open(item.place) as member:
            # zipfile stops at the size that the member states, and that is within the limit.
            return b"".join(iter(partial(member.read, PIECE), b""))
    # As above: a damaged member raises zlib.error, EOFError, RuntimeError, BadZipFile …
    except Exception:
        raise Unusable("is damaged inside the archive: pack it again") from None


def _open_tar(content: bytes | bytearray, problems: list[str]) -> Tree:
    found: list[Item] = []
    try:
        for member in islice(tar_members(content), MOST_HEADERS):
            refused = {"link": LINK, "special": SPECIAL}.get(member.kind, "")
            place = FOLDER if member.kind == "folder" else member
            found.append(Item(member.name, member.size, refused, place))
    except BrokenTar as error:
        if not problems:
            problems.append(f"the archive cannot be read to its end: {error}; {AGAIN}")

    def read(item: Item, limit: int) -> bytes:
        return bytes(content[item.place.start : item.place.start + item.size])

    return _tree(found, read, problems)


def _unpacked(content: bytes, problems: list[str], most: int) -> bytes | bytearray:
    """Return a tar's own bytes, as far as they can be had."""
    if content.startswith(_GZIP):
        pieces = _gzip_pieces(content)
    elif content.startswith(_XZ):
        pieces = _xz_pieces(content)
    else:
        return content
    whole = bytearray()
    try:
        for piece in pieces:
            whole += piece
            if len(whole) > most:
                problems.append(CUT)
                break
    except (OSError, EOFError, ValueError, zlib.error):
        problems.append(BROKEN)
    return whole


def _gzip_pieces(content: bytes) -> Iterator[bytes]:
    """Unpack the members of a gzip file, of which honest ones have a few."""
    at = 0
    for _ in range(MOST_MEMBERS):
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        while not member.eof:
            packed = content[at : at + PIECE]
            if not packed:
                raise EOFError
            at += len(packed)
            while packed and not member.eof:
                yield member.decompress(packed, MIB)
                packed = member.unconsumed_tail
        at -= len(member.unused_data)
        padding = _PADDING.match(content, at)
        at = padding.end() if padding else at
        if at >= len(content):
            return
    raise OSError("more members than any honest file has")


def _xz_pieces(content: bytes) -> Iterator[bytes]:
    try:
        import lzma  # some Pythons are built without it
    except ImportError:
        raise OSError("this Python cannot unpack .xz") from None
    decompressor = lzma.LZMADecompressor(memlimit=XZ_MEMORY)
    try:
        while not decompressor.eof:
            piece = decompressor.decompress(content, max_length=MIB)
            if not piece and not decompressor.eof:
                raise EOFError
            yield piece
            content = b""
    except lzma.LZMAError as error:
        raise OSError(str(error)) from None


def _tree(
    found: Sequence[Item],
    read: Callable[[Item, int], bytes],
    problems: list[str],
    hidden: bool = False,
    most: int = LOOKED_AT,
) -> Tree:
    """Keep what may be read of an archive's members, and say what was left aside."""
    inside = [replace(item, path=path) for item in found if (path := path_inside(item.path))]
    seen = [item for item in inside if hidden or not any(map(is_hidden, item.path.split("/")))]
    seen.sort(key=lambda item: code_first(item.path))
    items = [item for item in seen[:most] if item.place != FOLDER]
    last = {item.path: item for item in items}
    outside = [item.path for item in found if path_inside(item.path) is None]
    twice = [path for path, times in Counter(item.path for item in items).items() if times > 1]
    if len(seen) > most:
        problems.append(TOO_MANY)
    if outside:
        problems.append(f"{listed(outside)}: {OUTSIDE}")
    if twice:
        problems.append(f"{listed(twice)}: more than once in the archive, and the last one counts")
    held = LISTED * len(found)
    return Tree(tuple(last.values()), read, tuple(problems), archive=True, held=held)


def path_inside(name: str) -> str | None:
    """Return a name as a plain path (from Windows' too), or None if it leads out or is too long."""
    name = name.replace("\\", "/")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if name.startswith("/") or ".." in parts or re.match("[A-Za-z]:", "".join(parts[:1])):
        return None
    return "/".join(parts) if len(name) <= LONGEST_PATH else None
