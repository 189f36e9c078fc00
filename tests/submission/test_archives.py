"""Tests of archives: what is in them, and what they may try."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.submission import archives
from grader.submission.archives import BROKEN, CUT, LONGEST_PATH, OUTSIDE, open_archive
from grader.submission.files import LINK, LOOKED_AT, SPECIAL, TOO_MANY, Tree, read_item
from grader.submission.model import MIB, Unusable
from grader.submission.tar_reader import BrokenTar, tar_members

Pack = Callable[[dict[str, bytes]], bytes]


def zipped(files: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The bytes of a zip with these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)  # by a name alone, the time would be in it
            info.compress_type = kind
            archive.writestr(info, content)
    return stream.getvalue()


def tarred(files: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    """The bytes of a tar with these files."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def tarred_one(name: str, kind: bytes, link: str = "") -> bytes:
    """The bytes of a tar with one member of a kind that has no content."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, link
        archive.addfile(info)
    return stream.getvalue()


def gzipped(files: dict[str, bytes]) -> bytes:
    """The bytes of a .tar.gz with these files."""
    return gzip.compress(tarred(files), mtime=0)


def xzipped(files: dict[str, bytes]) -> bytes:
    """The bytes of a .tar.xz with these files."""
    return lzma.compress(tarred(files))


PACKINGS = [zipped, tarred, gzipped, xzipped]


def contents(tree: Tree) -> dict[str, bytes]:
    """All that can be read of a tree."""
    return {item.path: read_item(tree, item, MIB) for item in tree.items if not item.refused}


def one(tree: Tree) -> str:
    """The only problem of a tree."""
    (problem,) = tree.problems
    return problem


@pytest.mark.parametrize("pack", PACKINGS)
def test_files_come_back(pack: Pack) -> None:
    """Every kind of archive gives back its files: code first, the top before what is deeper."""
    files = {"a/deep.py": b"1", "readme.txt": b"2", "b.py": b"3" * 1000, "empty.py": b""}

    tree = open_archive(pack(files))

    assert [item.path for item in tree.items] == ["b.py", "empty.py", "a/deep.py", "readme.txt"]
    assert contents(tree) == files
    assert tree.problems == ()
    assert tree.archive


@pytest.mark.parametrize("pack", PACKINGS)
def test_the_machines_own_files_are_not_seen(pack: Pack) -> None:
    """What macOS, editors and Python leave behind is passed over in silence."""
    hidden = ["__MACOSX/._a.py", ".git/a.py", "x/.ipynb_checkpoints/a.ipynb", "__pycache__/a.py"]

    tree = open_archive(pack(dict.fromkeys([*hidden, "a.py"], b"x")))

    assert contents(tree) == {"a.py": b"x"}
    assert tree.problems == ()


@pytest.mark.parametrize("pack", PACKINGS)
@pytest.mark.parametrize(
    "name",
    [
        "/etc/a.py", "../a.py", "x/../../a.py", "..\\a.py", "C:\\a.py", "c:a.py", "./c:a.py",
        "\\\\host\\a.py",
        "a/" * LONGEST_PATH + "a.py",
    ],
)  # fmt: skip
def test_names_that_lead_out(pack: Pack, name: str) -> None:
    """A name that leads out, or that no disk takes, is left aside and named; the rest is read."""
    tree = open_archive(pack({name: b"evil", "good.py": b"good"}))

    assert contents(tree) == {"good.py": b"good"}
    assert OUTSIDE in one(tree)


@pytest.mark.parametrize("pack", PACKINGS)
@pytest.mark.parametrize(
    ("name", "path"), [("./a.py", "a.py"), (".//x//a.py", "x/a.py"), ("x\\y\\a.py", "x/y/a.py")]
)
def test_other_ways_to_write_a_path(pack: Pack, name: str, path: str) -> None:
    """Dots and Windows' backslashes are no more than another way to write a path."""
    assert contents(open_archive(pack({name: b"1"}))) == {path: b"1"}


@pytest.mark.parametrize("pack", PACKINGS)
def test_hostile_names_are_shown_escaped(pack: Pack) -> None:
    """A name that would move the cursor is escaped in the sentence that names it."""
    problem = one(open_archive(pack({"../\x1b[2J\n\u202ea.py": b""})))

    assert problem.isprintable()
    assert "\\x1b[2J\\x0a\\u202ea.py" in problem


@pytest.mark.parametrize("pack", [tarred, gzipped, xzipped, zipped])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_thousands_of_files(pack: Pack) -> None:
    """No more files are looked at than a limit; code comes first; and all of it is quick."""
    files = {f"data/{number}.csv": b"" for number in range(3_000)} | {"z.py": b"z"}

    started = time.process_time()
    tree = open_archive(pack(files))

    assert len(tree.items) == LOOKED_AT
    assert tree.items[0].path == "z.py"
    assert one(tree) == TOO_MANY
    assert time.process_time() - started < 10


def test_members_twice() -> None:
    """Of two members with one name the last counts, as in unpacking, and that is said."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for content in (b"first", b"second"):
            info = tarfile.TarInfo("a.py")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))

    tree = open_archive(stream.getvalue())

    assert contents(tree) == {"a.py": b"second"}
    assert "more than once" in one(tree)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_twice_in_a_zip() -> None:
    """The last of two members counts in a zip too."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.py", b"first")
        archive.writestr("a.py", b"second")

    tree = open_archive(stream.getvalue())

    assert contents(tree) == {"a.py": b"second"}
    assert "more than once" in one(tree)


@pytest.mark.parametrize(
    ("kind", "refused"),
    [
        (tarfile.SYMTYPE, LINK),
        (tarfile.LNKTYPE, LINK),
        (tarfile.CHRTYPE, SPECIAL),
        (tarfile.BLKTYPE, SPECIAL),
        (tarfile.FIFOTYPE, SPECIAL),
        (tarfile.GNUTYPE_SPARSE, SPECIAL),
    ],
)
def test_only_ordinary_files_of_a_tar(kind: bytes, refused: str) -> None:
    """Links, devices and pipes in a tar are refused, with the reason."""
    tree = open_archive(tarred_one("a.py", kind, "/etc/passwd"))

    assert [(item.path, item.refused) for item in tree.items] == [("a.py", refused)]
    with pytest.raises(Unusable):
        read_item(tree, tree.items[0], MIB)


@pytest.mark.parametrize(
    ("mode", "refused"), [(stat.S_IFLNK, LINK), (stat.S_IFIFO, SPECIAL), (stat.S_IFCHR, SPECIAL)]
)
def test_only_ordinary_files_of_a_zip(mode: int, refused: str) -> None:
    """Links and devices in a zip are refused, with the reason."""
    info = zipfile.ZipInfo("a.py")
    info.external_attr = (mode | 0o777) << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(info, "/etc/passwd")

    assert [item.refused for item in open_archive(stream.getvalue()).items] == [refused]


def test_encrypted_zip() -> None:
    """An encrypted member is refused, with the reason."""
    content = bytearray(zipped({"a.py": b"x = 1"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1

    (item,) = open_archive(bytes(content)).items

    assert item.refused == archives.ENCRYPTED


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_odd_packings_of_a_zip(kind: int) -> None:
    """What zipfile would unpack without a limit is refused, with the reason."""
    (item,) = open_archive(zipped({"a.py": b"x = 1"}, kind)).items

    assert item.refused == archives.PACKED_ODDLY


BROKEN_ARCHIVES = {
    "two letters": b"PK",
    "a zip of nothing": b"PK\x03\x04" + b"\xff" * 1000,
    "half a zip": zipped({"a.py": b"x"})[:-10],
    "half a gzip": gzip.compress(b"x" * 10_000, mtime=0)[:20],
    "a gzip of nothing": b"\x1f\x8b" + b"x" * 100,
    "an xz of nothing": b"\xfd7zXZ\0" + b"x" * 100,
    "half an xz": lzma.compress(b"x" * 10_000)[:-30],
    "a text": b"x" * 10,
    "a gzip of no tar": gzip.compress(b"no tar " * 1000, mtime=0),
}


@pytest.mark.parametrize("content", BROKEN_ARCHIVES.values(), ids=BROKEN_ARCHIVES)
def test_broken_archives(content: bytes) -> None:
    """What is no archive, or half of one, has one problem and no files."""
    tree = open_archive(content)

    assert tree.items == ()
    assert "pack it again" in one(tree)


@pytest.mark.parametrize(
    "content",
    [
        b"Rar!\x1a\x07" + b"x" * 1000,
        b"7z\xbc\xaf\x27\x1c" + b"x" * 1000,
        bz2.compress(tarred({"a.py": b"x"})),
    ],
    ids=["a rar", "a 7z", "a bzip2"],
)
def test_archives_that_are_not_opened(content: bytes) -> None:
    """A kind of archive that is not read here says so, and what to hand in."""
    tree = open_archive(content, "alice.zip")

    assert tree.items == ()
    assert one(tree) == "alice.zip cannot be opened here: hand in a .zip"


def test_what_comes_before_the_damage_is_read() -> None:
    """A tar that breaks off gives the files that are whole."""
    tree = open_archive(tarred({"a.py": b"a", "b.py": b"b" * 2000})[:2000])

    assert contents(tree) == {"a.py": b"a"}
    assert "breaks off in the middle of a file" in one(tree)


def test_a_damaged_member_of_a_zip() -> None:
    """A member whose bytes were changed is no answer, and says so."""
    content = bytearray(zipped({"a.py": b"x = 1" * 100, "b.py": b"b"}))
    content[40] ^= 0xFF
    tree = open_archive(bytes(content))

    with pytest.raises(Unusable, match="damaged inside the archive"):
        read_item(tree, tree.items[0], MIB)
    assert read_item(tree, tree.items[1], MIB) == b"b"


def test_a_member_that_states_less_than_it_holds() -> None:
    """A member of a zip that lies about its size gives no more than it states."""
    content = zipped({"a.py": b"x" * MIB})
    lying = content.replace(MIB.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    tree = open_archive(lying)

    assert tree.items[0].size == 10
    with pytest.raises(Unusable):
        read_item(tree, tree.items[0], MIB)


def test_large_members_are_not_unpacked() -> None:
    """A member that states a size over the limit is refused unread; others of the zip are read."""
    tree = open_archive(zipped({"a.py": b"x" * 50 * MIB, "b.py": b"b"}))
    large, small = tree.items

    with pytest.raises(Unusable, match=r"holds 50.0 MiB, and no more than 1.0 MiB are read"):
        read_item(tree, large, MIB)
    assert read_item(tree, small, MIB) == b"b"


def test_a_large_stored_member() -> None:
    """A notebook of many MiB is read whole, packed or not: it is asked for in pieces."""
    content = bytes(range(256)) * 20_000

    for kind in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        tree = open_archive(zipped({"a.ipynb": content}, kind))
        assert read_item(tree, tree.items[0], 20 * MIB) == content


@pytest.mark.parametrize("packer", [gzip, lzma])
def test_a_bomb_in_a_tar(packer: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tar that unpacks to more than the limit is cut there, and what came before is read."""
    monkeypatch.setattr(archives, "UNPACKED", MIB)
    bomb = tarred({"a.py": b"a", "zeros.bin": bytes(32 * MIB), "z.py": b"z"})
    packed = packer.compress(bomb)  # type: ignore[attr-defined]

    tracemalloc.start()
    tree = open_archive(packed)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert contents(tree) == {"a.py": b"a"}
    assert one(tree) == CUT
    assert most < 16 * MIB


def test_an_xz_that_wants_much_memory() -> None:
    """An .xz whose dictionary would take a gigabyte is refused, not given it."""
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 4096}]
    content = bytearray(lzma.compress(tarred({"a.py": b"x"}), filters=filters))
    header = content[12:24]
    header[4] = 37  # the dictionary's size: 1.5 GiB
    header[8:12] = __import__("zlib").crc32(header[:8]).to_bytes(4, "little")
    content[12:24] = header

    assert one(open_archive(bytes(content))) == BROKEN


def test_a_zip_with_an_endless_directory() -> None:
    """A zip whose directory alone is megabytes is refused before its entries become objects."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(25_000):
            archive.writestr(f"{number:060}", b"")

    assert one(open_archive(stream.getvalue())) == BROKEN


# tar


def header(name: bytes = b"a.py", size: bytes = b"00000000001\0", kind: bytes = b"0") -> bytes:
    """One tar header, with the right checksum whatever it says."""
    block = bytearray(512)
    block[: len(name)] = name
    block[124 : 124 + len(size)] = size
    block[156:157] = kind
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


@pytest.mark.parametrize(
    "size",
    [
        b"\xff" * 12,
        b"-0000000001\0",
        b"0000000000_1",
        b"9" * 11,
        b"\x80" + b"\xff" * 11,
        b"\x80" * 12,
    ],
)
def test_impossible_sizes(size: bytes) -> None:
    """A negative size, one of no number or one beyond the end is where the reading ends."""
    with pytest.raises(BrokenTar):
        list(tar_members(header(size=size) + bytes(512)))


def test_a_size_of_256_bits() -> None:
    """Large sizes are written in another way, which is read as well."""
    (member,) = tar_members(header(size=b"\x80" + bytes(10) + b"\x03") + b"abc" + bytes(509))

    assert (member.size, member.start) == (3, 512)


@pytest.mark.parametrize(
    "records",
    [
        b"0 path=x\n",
        b"99 path=x\n",
        b"-9 path=x\n",
        b" path=x\n",
        b"x",
        b"",
        b"1" * 50_000,
        b"3 \n" * 9_000,
    ],
)
def test_odd_pax_headers(records: bytes) -> None:
    """A pax header that makes no sense changes no name, and takes no time."""
    long = header(size=b"%011o\0" % len(records), kind=b"x")
    padding = bytes(-len(records) % 512)

    started = time.process_time()
    (member,) = tar_members(long + records + padding + header() + bytes(512))

    assert member.name == "a.py"
    assert time.process_time() - started < 1


NAMES = st.text(st.characters(exclude_characters="\0/", exclude_categories=["Cs"]), min_size=1)
FORMATS = st.sampled_from([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])


@settings(deadline=None)
@given(
    st.dictionaries(NAMES.map(lambda name: name * 3), st.binary(max_size=1500), max_size=4), FORMATS
)
def test_what_tarfile_writes_is_read(files: dict[str, bytes], form: int) -> None:
    """Whatever names and bytes the standard library packs come back, in all three formats."""
    try:
        content = tarred(files, form)
    except (ValueError, UnicodeError):  # a name that is too long for the oldest format
        return

    members = list(tar_members(content))

    assert {each.name: content[each.start : each.start + each.size] for each in members} == files
    assert {each.kind for each in members} <= {"file"}


def block(kind: bytes, content: bytes = b"", name: str = "x") -> bytes:
    """Give a header of a tar, with its content."""
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, len(content)
    return info.tobuf(tarfile.USTAR_FORMAT) + content + b"\0" * (-len(content) % 512)


def test_a_flood_of_pax_records() -> None:
    """Records cost time each: of an archive only so many are read, and what came before them."""
    records = block(tarfile.XHDTYPE, b"5 a=\n" * 12_000)
    few, many = (
        open_archive(block(b"0", b"1", "a.py") + records * count + block(b"0", b"2", "b.py"))
        for count in (2, 40)
    )

    assert ([item.path for item in few.items], few.problems) == (["a.py", "b.py"], ())
    assert [item.path for item in many.items] == ["a.py"]
    assert "more about its files than any honest archive" in many.problems[0]


@pytest.mark.parametrize("kind", [b"g", b"K", b"L", b"x", b"0"])
def test_a_flood_of_headers(kind: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that name no file count as well."""
    monkeypatch.setattr("grader.submission.tar_reader.MOST_HEADERS", 100)

    with pytest.raises(BrokenTar, match="more about its files"):
        list(tar_members(block(kind) * 101 + block(b"0", b"1", "a.py")))


def test_members_of_a_gzip_file() -> None:
    """A few are one file, zeros behind them are padding, and thousands of empty ones are broken."""
    whole = tarred({"perceptron.py": b"x = 1", "data.txt": b"1" * 3 * MIB})
    pieces = [gzip.compress(whole[:1000]), gzip.compress(b""), gzip.compress(whole[1000:])]
    empty = gzip.compress(b"") * archives.MOST_MEMBERS

    plain, padded = open_archive(b"".join(pieces)), open_archive(b"".join(pieces) + bytes(MIB))
    flood = open_archive(empty + b"".join(pieces))

    for tree in (plain, padded):
        assert [item.path for item in tree.items] == ["perceptron.py", "data.txt"]
        assert tree.problems == ()
        assert read_item(tree, tree.items[0], MIB) == b"x = 1"
    assert flood.items == ()
    assert BROKEN in flood.problems


def test_what_is_listed_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Archives of endless directories, one in another, share what one may hold."""
    monkeypatch.setattr(archives, "LISTED", MIB)
    inner = zipped({f"{number}.txt": b"" for number in range(10)})
    outer = open_archive(zipped({f"{letter}.zip": inner for letter in "abc"}))

    tree = archives.with_inner_archives(outer, 15 * MIB)

    assert {item.path.partition("/")[0] for item in tree.items if "/" in item.path} == {
        "a.zip",
        "b.zip",
    }
    assert len(tree.problems) == 1
    assert tree.problems[0].startswith("c.zip holds")


def test_folders_and_long_names_of_a_tar() -> None:
    """Folders give no file, and names of any length come whole."""
    long = "/".join(["folder" * 10] * 10) + "/a.py"

    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        assert contents(open_archive(tarred({long: b"x"}, form))) == {long: b"x"}
    split = long[-150:].lstrip("/")
    assert contents(open_archive(tarred({split: b"x"}, tarfile.USTAR_FORMAT))) == {split: b"x"}
    assert open_archive(tarred_one("folder.py", tarfile.DIRTYPE)).items == ()


SEEDS = [pack({"a.py": b"x = 1\n" * 50, "b/" + "c" * 120 + ".py": b"y"}) for pack in PACKINGS]
CHANGES = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=8)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SEEDS), CHANGES, st.integers(0, 12_000))
def test_any_damage_is_a_problem_and_no_error(
    seed: bytes, changes: list[tuple[int, int]], end: int
) -> None:
    """Whatever happens to an archive's bytes, nothing but Unusable is raised."""
    content = bytearray(seed)
    for place, value in changes:
        content[place % len(content)] = value

    tree = open_archive(bytes(content[: end or None]))

    for item in tree.items:
        try:
            assert len(read_item(tree, item, MIB)) <= MIB
        except Unusable:
            continue


@given(st.sampled_from([b"", b"PK", b"PK\x05\x06", b"\x1f\x8b\x08\0", b"\xfd7zXZ\0"]), st.binary())
def test_any_bytes_are_a_tree(head: bytes, tail: bytes) -> None:
    """Whatever bytes are called an archive, they give a tree."""
    assert open_archive(head + tail).archive
