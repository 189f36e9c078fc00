"""Tests of a class's zip read in a process apart: the same is found; a bad end is a sentence."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.submission import Submission, read_submission, survey
from grader.submission.files import read_item
from grader.submission.model import Unusable
from grader.unpacking import Unpacker, class_zip, start
from grader.unpacking.far import PAGE

NAMES = ("rationals",)
Far = Callable[[str], None]
STARTED = start.__file__


@pytest.fixture
def download(tmp_path: Path) -> Path:
    """The zip of a class of two, with a link and an empty folder."""
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ada/rationals.py", "a = 1\n")
        archive.writestr("bob/rationals.py", "b = 1\n")
        archive.writestr("zoe/", "")
        link = zipfile.ZipInfo("bob/link.py")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return path


@pytest.fixture
def far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Far:
    """Let the process do something else before it serves a zip."""

    def put(body: str) -> None:
        script = tmp_path / "far.py"
        script.write_text(
            f"import os, runpy, socket, sys\nrunpy.run_path({STARTED!r})['prepare']()\n"
            "from grader.submission.archives import empty_archive\n"
            "from grader.unpacking import far, frames\n"
            "far._LIMITS_OF_A_CLASS['RLIMIT_CPU'] = 2\n"
            f"{body}\n"
            "far.main(*sys.argv[1:])\n"
        )
        monkeypatch.setattr(start, "__file__", str(script))

    return put


def read_all(path: Path, unpacker: Unpacker) -> dict[str, Submission]:
    """What each student handed in, read apart."""
    entries = survey(path, NAMES, open_zip=unpacker.open_zip).entries
    read = [read_submission(each, NAMES, open_zip=unpacker.open_zip) for each in entries]
    return {each.student: each for each in read}


def test_the_same_is_found_and_this_process_opens_no_zip(
    download: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is in it, and all that each handed in, where `zipfile` does not work here at all."""
    here = survey(download, NAMES).entries
    read = {each.student: read_submission(each, NAMES) for each in here}
    monkeypatch.setattr(zipfile, "ZipFile", None)

    with Unpacker() as unpacker:
        assert survey(download, NAMES, open_zip=unpacker.open_zip).entries == here
        assert read_all(download, unpacker) == read

    assert [work.cells[0].source for work in read["ada"].works] == ["a = 1\n"]


def test_a_list_of_several_pages(tmp_path: Path) -> None:
    """Each file and folder is listed once, however many frames it takes; the process is one."""
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2 * PAGE):
            archive.writestr(f"{number:04}.py", str(number))
        for number in range(PAGE + 1):
            archive.writestr(f"empty{number:04}/", "")

    with Unpacker() as unpacker:
        found = unpacker.open_zip(path)
        assert unpacker.open_zip(path) is found
        assert [item.path for item in found.tree.items] == [f"{n:04}.py" for n in range(2 * PAGE)]
        assert len(found.folders) == PAGE + 1
        assert read_item(found.tree, found.items["0599.py"], 9) == b"599"


def test_a_zip_that_changes_is_listed_again(download: Path) -> None:
    """Also one with the same name; the process that had the earlier one is no more."""
    with Unpacker() as unpacker:
        before = unpacker.open_zip(download)
        with zipfile.ZipFile(download, "a") as archive:
            archive.writestr("eve/rationals.py", "e = 1\n")
        after = unpacker.open_zip(download)
        with pytest.raises(Unusable):
            read_item(before.tree, before.items["ada/rationals.py"], 99)

    assert "eve/rationals.py" in after.items


def sends(files: str = "[]", folders: str = "[]", problems: str = "[]") -> str:
    """A process that answers with these lists."""
    answer = f"{{'files': {files}, 'folders': {folders}, 'problems': {problems}}}"
    return f"far.serve_class = lambda: [frames.send(1, {answer}) for _ in range(9)]"


@pytest.mark.parametrize(
    "body",
    [
        "far.serve_class = lambda: os._exit(3)",
        "far.open_zip = lambda zip: 1 / 0",
        "def busy():\n    while True: pass\nfar.serve_class = busy",
        pytest.param(
            "far.open_zip = lambda zip: bytes(1200 << 20)",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="a limit that Linux has"),
        ),
        "far.serve_class = lambda: os.write(1, b'\\xff' * 99)",
        "far.serve_class = lambda: frames.send(1, [[[]]])",
        "far.serve_class = lambda: frames.send(1, {}, b'more')",
        sends(files="'abc'"),
        sends(files="[['../x', 1, '']]"),
        sends(files="[['x', -1, '']]"),
        sends(files="[['x', 1, 'read me']]"),
        sends(files="[['x', 1, '']] * 2"),
        sends(files="[['x', 1, '']] * 400"),
        sends(files="[[str(n), 1, ''] for n in range(300)]"),
        sends(folders="['/etc']"),
        sends(folders="[1]"),
        sends(problems="['\\x1b[2J']"),
        sends(problems="None"),
    ],
)
def test_a_list_that_is_none_is_said(body: str, download: Path, far: Far) -> None:
    """The process ends, takes too much, or answers what is no list of files: the zip is damaged."""
    far(body)

    with Unpacker() as unpacker, pytest.raises(UsageError, match="is damaged, or no zip") as error:
        survey(download, NAMES, open_zip=unpacker.open_zip)

    assert "download it again; or unpack it" in error.value.remedy


def test_a_list_without_end_is_ended(
    download: Path, far: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is longer than any zip of its size can hold."""
    monkeypatch.setattr(class_zip, "MOST_LISTED", 3 * PAGE)
    far(
        "def endless():\n"
        "    for n in range(99):\n"
        "        files = [[str(n * 300 + m), 1, ''] for m in range(300)]\n"
        "        frames.send(1, {'files': files, 'folders': [], 'problems': []})\n"
        "far.serve_class = endless"
    )

    with Unpacker() as unpacker, pytest.raises(Unusable):
        unpacker.open_zip(download)


@pytest.mark.parametrize(
    "answer",
    ["os._exit(0)", "frames.send(1, {'problem': 1})", "frames.send(1, {}, bytes(99 << 20))"],
)
def test_a_process_that_fails_over_a_file_costs_one_student(
    answer: str, download: Path, far: Far
) -> None:
    """The student reads why; the next one's is read by another process."""
    far(
        "real = far._send_file\n"
        "def evil(tree, order):\n"
        f"    {answer} if order['item'] == 0 else real(tree, order)\n"
        "far._send_file = evil"
    )

    with Unpacker() as unpacker:
        read = read_all(download, unpacker)

    assert class_zip.FAILED in read["ada"].works[0].problem
    assert [work.cells[0].source for work in read["bob"].works] == ["b = 1\n"]


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    """In the words that it has where it is read here; the process goes on."""
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ada/rationals.py", "a = 1\n" * 99)
        archive.writestr("bob/rationals.py", "b = 1\n")
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)

    with Unpacker() as unpacker:
        read = read_all(path, unpacker)

    assert "is damaged inside the archive" in read["ada"].works[0].problem
    assert read["bob"].works[0].problem == ""


def test_an_interrupt_leaves_no_answer_behind(
    download: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C between a question and its answer ends the process; the next one is another."""
    with Unpacker() as unpacker:
        found = unpacker.open_zip(download)
        with monkeypatch.context() as patched:
            patched.setattr(class_zip.ZipHelper, "ask", interrupted)
            with pytest.raises(KeyboardInterrupt):
                read_item(found.tree, found.items["ada/rationals.py"], 99)
        found = unpacker.open_zip(download)
        assert read_item(found.tree, found.items["bob/rationals.py"], 99) == b"b = 1\n"


def interrupted(*given: object) -> None:
    """Be interrupted."""
    raise KeyboardInterrupt


@pytest.mark.skipif(sys.platform != "linux", reason="the locks are Linux's")
def test_the_process_can_open_nothing(download: Path, far: Far) -> None:
    """It has the zip, and reaches no file, no socket and no process."""
    far(
        "def tries():\n"
        "    got = []\n"
        "    for what in (lambda: open('/etc/passwd').close(), lambda: os.stat('/'),\n"
        "                 lambda: socket.socket(), lambda: os.fork() or os._exit(0),\n"
        "                 lambda: os.write(2, b'x'), lambda: os.kill(os.getppid(), 9)):\n"
        "        try:\n"
        "            what()\n"
        "        except OSError:\n"
        "            continue\n"
        "        got.append('through')\n"
        "    return got\n"
        "far.open_zip = lambda zip: (empty_archive(f'{len(tries())} got through'), frozenset())"
    )
    before = download.read_bytes()

    with Unpacker() as unpacker:
        found = unpacker.open_zip(download)

    assert found.tree.problems == ("0 got through",)
    assert download.read_bytes() == before


def test_the_process_ends_with_the_unpacker(download: Path) -> None:
    """Nothing of it is left behind."""
    with Unpacker() as unpacker:
        unpacker.open_zip(download)
        (opened,) = unpacker._zips.values()
        pid = opened._helper._process.pid

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
