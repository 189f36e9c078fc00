"""Tests of archives read in a process apart: what it gives, may not do, and what its end costs."""

from __future__ import annotations

import gzip
import io
import lzma
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import SandboxError
from grader.submission import Entry, Submission, read_submission
from grader.submission.archives import BROKEN, MOST_MEMBERS, open_archive
from grader.submission.files import Tree, read_item
from grader.submission.model import MIB, Unusable
from grader.unpacking import Unpacker, helper, start
from grader.unpacking.unpacker import FAILED

WORK = b"def add(a, b):\n    return a + b\n"
FILES = {"rationals.py": WORK, "helper.py": b"x = 1\n", "n\xe4me.txt": b"", "a/b/deep.py": b"y"}

STARTED = start.__file__
if sys.platform == "linux":
    from grader.sandbox.guest import landlock

linux = pytest.mark.skipif(sys.platform != "linux", reason="the locks are Linux's")
Far = Callable[..., None]


def zipped(files: dict[str, bytes]) -> bytes:
    """The bytes of a zip with these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    """The bytes of a tar with these files."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def with_pax_records(count: int) -> bytes:
    """A tar whose first file has so many headers of 12,000 records."""
    records = b"5 a=\n" * 12_000
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, len(records)
    header = info.tobuf(tarfile.USTAR_FORMAT) + records + b"\0" * (-len(records) % 512)
    return header * count + tarred(FILES)


def nested(depth: int) -> bytes:
    """A zip in a zip, and so on."""
    content = zipped(FILES)
    for number in range(depth):
        content = zipped({f"{number}.zip": content})
    return content


ODD = {
    "pax flood": with_pax_records(60),
    "gzip members": gzip.compress(b"") * (MOST_MEMBERS + 1) + gzip.compress(tarred(FILES)),
    "nested": nested(6),
    "65,536 entries": zipped({f"{number:05}": b"" for number in range(65_536)}),
    "a bomb": gzip.compress(tarred({"zeros.bin": bytes(160 * MIB)}), 1),
    "garbage": b"\x1f\x8b" + bytes(99),
}


@pytest.fixture
def far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Far:
    """Let the process do something else over an archive that is called ``evil.zip``."""

    def put(body: str, before: str = "") -> None:
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        script = tmp_path / "far.py"
        script.write_text(
            f"import os, runpy, socket, sys, time\nrunpy.run_path({STARTED!r})['prepare']()\n"
            "from grader.submission.archives import empty_archive\n"
            "from grader.unpacking import far, frames\n"
            "far._LIMITS['RLIMIT_CPU'] = 2\n"
            f"{before}\n"
            f"def evil():\n{lines}    return empty_archive('it went on')\n"
            "def opened(content, name, most):\n"
            "    return evil() if name == 'evil.zip' else real(content, name, most)\n"
            "real, far.open_archive = far.open_archive, opened\n"
            "far.main(*sys.argv[1:])\n"
        )
        monkeypatch.setattr(start, "__file__", str(script))

    return put


def contents(tree: Tree) -> dict[str, bytes]:
    """What all files of a tree hold."""
    return {item.path: read_item(tree, item, MIB) for item in tree.items}


def read(unpacker: Unpacker, content: bytes, name: str = "a.zip") -> dict[str, bytes]:
    """Read all of one student's archive."""
    with unpacker.of_one_student() as unpack:
        return contents(unpack(content, name, None))


def handed_in(unpacker: Unpacker, folder: Path, content: bytes) -> Submission:
    """Read an archive as what a student handed in."""
    path = folder / "ada.zip"
    path.write_bytes(content)
    with unpacker.of_one_student() as unpack:
        return read_submission(Entry("ada", path), ["rationals"], unpack=unpack)


@pytest.mark.parametrize("forks", [True, False])
def test_what_is_read_is_what_lies_in_it(forks: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each kind of archive, of one student after the other, and where nothing forks too."""
    monkeypatch.setattr(helper, "FORKS", forks and helper.FORKS)
    packed = [zipped(FILES), tarred(FILES), gzip.compress(tarred(FILES))]
    packed += [lzma.compress(tarred(FILES)), b"nothing", b"", b"7z\xbc\xaf\x27\x1c"]

    with Unpacker() as unpacker:
        for content in packed:
            with unpacker.of_one_student() as unpack:
                here, there = open_archive(content, "a.zip"), unpack(content, "a.zip", None)

                assert contents(there) == contents(here)
                assert (there.problems, there.held) == (here.problems, here.held)


def test_several_archives_of_one_student() -> None:
    """Each file is that of its own archive, in whatever order they are read."""
    with Unpacker() as unpacker, unpacker.of_one_student() as unpack:
        first, second = (
            unpack(zipped({"a": b"1"}), "a.zip", None),
            unpack(zipped({"a": b"2"}), "b.zip", None),
        )

        assert contents(second) == {"a": b"2"}
        assert contents(first) == {"a": b"1"}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_an_odd_archive_has_its_sentences(content: bytes, tmp_path: Path) -> None:
    """They are the ones that it has where it is read here; and the next one is read."""
    path = tmp_path / "ada.zip"
    path.write_bytes(content)
    here = read_submission(Entry("ada", path), ["rationals"])

    with Unpacker() as unpacker:
        there = handed_in(unpacker, tmp_path, content)
        after = handed_in(unpacker, tmp_path, zipped(FILES))

    assert there.problems == here.problems != ()
    assert there.works == here.works
    assert [work.cells[0].source.encode() for work in after.works] == [WORK]


def test_a_damaged_member_says_so() -> None:
    """What an archive's reader says of one file is said."""
    content = bytearray(zipped({"a.py": WORK * 99}))
    content[40] ^= 0xFF

    with Unpacker() as unpacker, unpacker.of_one_student() as unpack:
        tree = unpack(bytes(content), "a.zip", None)
        with pytest.raises(Unusable, match="is damaged inside the archive"):
            contents(tree)


@pytest.mark.parametrize("forks", [True, False])
@pytest.mark.parametrize(
    "body",
    [
        "os._exit(0)",
        "os._exit(3)",
        "raise ValueError",
        "while True: pass",
        pytest.param("bytes(1200 << 20)", marks=linux),
        "os.write(1, bytes(99)); os._exit(0)",
        "os.write(1, b'\\xff' * 99); os._exit(0)",
        "frames.send(1, [[[]]]); os._exit(0)",
        "frames.send(1, {'items': [['../x', 1, '']], 'problems': [], 'held': 0})",
        "frames.send(1, {'items': [['/etc/x', 1, '']], 'problems': [], 'held': 0})",
        "frames.send(1, {'items': [['x', -1, '']], 'problems': [], 'held': 0})",
        "frames.send(1, {'items': [['x', 1.5, '']], 'problems': [], 'held': 0})",
        "frames.send(1, {'items': [['x', 1, 'read me']], 'problems': [], 'held': 0})",
        "frames.send(1, {'items': [['x', 1]], 'problems': [], 'held': 0})",
        "frames.send(1, {'items': [['x', 1, '']] * 2, 'problems': [], 'held': 0})",
        "frames.send(1, {'items': [], 'problems': ['\\x1b[2J'], 'held': 0})",
        "frames.send(1, {'items': [], 'problems': 'abc', 'held': 0})",
        "frames.send(1, {'items': [], 'problems': [], 'held': True})",
        "more = [[str(n), 1, ''] for n in range(3000)]\n"
        "frames.send(1, {'items': more, 'problems': [], 'held': 0})",
        "frames.send(1, {'items': [], 'problems': [], 'held': 0}, b'more')",
    ],
)
def test_a_process_that_fails_costs_one_student(
    body: str, forks: bool, far: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends, takes too much, or says what is no answer: all of this student's is unread."""
    monkeypatch.setattr(helper, "FORKS", forks and helper.FORKS)
    far(body)

    with Unpacker() as unpacker:
        before = read(unpacker, zipped({"a": b"1"}))
        with unpacker.of_one_student() as unpack:
            honest = unpack(zipped(FILES), "b.zip", None)
            with pytest.raises(Unusable) as error:
                unpack(zipped(FILES), "evil.zip", None)
            with pytest.raises(Unusable):
                contents(honest)
        after = read(unpacker, zipped({"a": b"2"}))

    assert str(error.value) == FAILED
    assert (before, after) == ({"a": b"1"}, {"a": b"2"})


def test_a_process_that_sleeps_is_ended(far: Far, monkeypatch: pytest.MonkeyPatch) -> None:
    """It costs one student, and the limit is one of time that passes."""
    far("time.sleep(600)")

    with Unpacker() as unpacker:
        with monkeypatch.context() as patched:
            patched.setattr(helper, "WALL_SECONDS", 1.0)
            with unpacker.of_one_student() as unpack, pytest.raises(Unusable):
                unpack(b"", "evil.zip", None)
        after = read(unpacker, zipped({"a": b"2"}))

    assert after == {"a": b"2"}


@pytest.mark.parametrize(
    "body",
    [
        "frames.send(1, {'items': [['a', 6, '']], 'problems': [], 'held': 0}); "
        "frames.send(1, {}, b'forged'); frames.send(1, {}, b'forged'); "
        "frames.receive(0, 1 << 20); frames.receive(0, 1 << 20); os._exit(0)",
        "frames.send(1, {'items': [['a', 6, '']], 'problems': [], 'held': 0}); "
        "frames.send(1, {}, b'forged'); frames.send(1, {}, b'forged'); time.sleep(600)",
    ],
)
def test_answers_for_the_next_student_are_thrown_away(body: str, far: Far) -> None:
    """A process can forge what its own student handed in, and nobody else's."""
    far(body)

    with Unpacker() as unpacker:
        forged = read(unpacker, b"", "evil.zip")
        after = read(unpacker, zipped({"a": b"2"}))

    assert forged == {"a": b"forged"}
    assert after == {"a": b"2"}


def test_a_process_keeps_nothing_of_another_student(far: Far) -> None:
    """What one has changed in its own process is not there for the next."""
    far("far.open_archive = lambda *given: empty_archive('changed for good')")

    with Unpacker() as unpacker:
        read(unpacker, b"", "evil.zip")
        after = read(unpacker, zipped({"a": b"2"}))

    assert after == {"a": b"2"}


ATTEMPTS = """
tried = {
    "reads": lambda: open("/etc/passwd").close(),
    "reads itself": lambda: open(far.__file__).close(),
    "reads the grader": lambda: open(f"/proc/{os.getppid()}/mem").close(),
    "writes": lambda: open("/tmp/left-behind", "w").write("x"),
    "lists": lambda: os.listdir("/"),
    "looks": lambda: os.stat("/etc/passwd"),
    "connects": lambda: socket.socket(),
    "forks": lambda: os.fork() or os._exit(0),
    "starts": lambda: os.execv("/bin/true", ["true"]),
    "kills": lambda: os.kill(os.getppid(), 9),
}
for name, attempt in tried.items():
    try:
        attempt()
    except OSError:
        continue
    got.append(name)
return empty_archive(", ".join(got) or "nothing got through")
"""


@linux
@pytest.mark.parametrize(
    ("less", "through"),
    [
        ("", "nothing got through"),
        ("far.landlock.restrict = lambda *given: None", "nothing got through"),
        ("far.seccomp.restrict = lambda *given, **more: None", "looks, connects"),
    ],
    ids=["all", "without Landlock", "without seccomp"],
)
def test_the_process_can_open_nothing(less: str, through: str, far: Far) -> None:
    """No file, socket, process or signal; and where the kernel lacks a lock, the others hold."""
    attempts = ATTEMPTS
    if "seccomp" in less and landlock.abi() == 0:
        pytest.skip("this kernel has no Landlock")
    if "seccomp" in less:  # nothing else would keep it from these, but that it has no rights
        attempts = "\n".join(
            each for each in ATTEMPTS.splitlines() if '"kills"' not in each and "fork" not in each
        )
    far(attempts, f"got = []\n{less}")

    with Unpacker() as unpacker, unpacker.of_one_student() as unpack:
        tree = unpack(b"", "evil.zip", None)

    assert tree.problems == (through,)


@linux
def test_limits_hold_where_nothing_locks(far: Far, tmp_path: Path) -> None:
    """Without Landlock and seccomp archives are read; no byte is written, and time ends."""
    far(
        "try:\n"
        f"    with open({str(tmp_path / 'left')!r}, 'w') as file: file.write('x')\n"
        "except OSError:\n"
        "    while True: pass",
        "far.landlock.restrict = far.seccomp.restrict = lambda *given, **more: None",
    )

    with Unpacker() as unpacker:
        before = read(unpacker, zipped({"a": b"1"}))
        with unpacker.of_one_student() as unpack, pytest.raises(Unusable):
            unpack(b"", "evil.zip", None)
        after = read(unpacker, zipped({"a": b"2"}))

    assert (before, after) == ({"a": b"1"}, {"a": b"2"})
    assert (tmp_path / "left").read_bytes() == b""


def test_a_process_that_dies_between_two_students_is_started_again() -> None:
    """Nobody's archive ended it, and nobody's is unread."""
    with Unpacker() as unpacker:
        first = read(unpacker, zipped({"a": b"1"}))
        assert unpacker._helper is not None
        unpacker._helper._process.kill()
        unpacker._helper._process.wait()
        second = read(unpacker, zipped({"a": b"2"}))

    assert (first, second) == ({"a": b"1"}, {"a": b"2"})


def test_a_process_that_never_starts_is_the_graders_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no student's, and it is said."""
    monkeypatch.setattr(start, "__file__", str(tmp_path / "absent.py"))

    with Unpacker() as unpacker, pytest.raises(SandboxError, match="does not start"):
        read(unpacker, zipped({"a": b"1"}))


def test_an_interrupt_leaves_no_answer_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C between a question and its answer ends the process; the next one is another."""
    real = helper.Helper.ask

    def interrupted(self: helper.Helper, *given: object) -> object:
        real(self, *given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with Unpacker() as unpacker:
        with monkeypatch.context() as patched:
            patched.setattr(helper.Helper, "ask", interrupted)
            with pytest.raises(KeyboardInterrupt):
                read(unpacker, zipped({"a": b"1"}))
        assert read(unpacker, zipped({"a": b"2"})) == {"a": b"2"}


def test_one_process_serves_a_class_and_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is started for the first archive, not before, and not again."""
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def counted(*given: object, **more: object) -> subprocess.Popen[bytes]:
        started.append(real(*given, **more))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(helper.subprocess, "Popen", counted)
    with Unpacker() as unpacker:
        with unpacker.of_one_student():
            pass
        assert started == []
        for _ in range(3):
            read(unpacker, zipped(FILES))
        assert [each.poll() for each in started] == [None]

    assert [each.poll() is not None for each in started] == [True]


def test_the_process_knows_nothing_of_the_course() -> None:
    """It imports what reads bytes, and no library at all."""
    program = (
        "import runpy, sys; sys.argv = ['start.py']; "
        f"runpy.run_path({start.__file__!r}, run_name='__main__'); "
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "importtime", "-c", program],
        stdin=subprocess.DEVNULL, capture_output=True, check=False,
    )  # fmt: skip
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}

    assert "grader.submission.archives" in imported
    assert not {"grader.course", "pydantic", "yaml", "numpy", "torch"} & imported


def test_what_fails_is_said_as_any_archive_that_cannot_be_read(tmp_path: Path, far: Far) -> None:
    """In the words of a student's feedback, once."""
    far("os._exit(1)")
    path = tmp_path / "evil.zip"
    path.write_bytes(zipped(FILES))

    with Unpacker() as unpacker, unpacker.of_one_student() as unpack:
        submission = read_submission(Entry("ada", path), ["rationals"], unpack=unpack)

    assert submission.works == ()
    assert submission.problems == (f"the archive {FAILED}",)
    assert BROKEN not in submission.problems
