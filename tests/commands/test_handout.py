"""Tests of handouts that come from an address or a path: what is read of them, and what is not."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from grader.commands import handout
from grader.commands.handout import fetched
from grader.errors import UsageError

FILES = {
    "course.yml": b"name: it",
    ".grader-misconceptions.json": b"{}",
    "exercises/nets/nets.py": b"x = 1",
}


def zipped(files: dict[str, bytes]) -> bytes:
    """Return the bytes of a zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


class Answers(BaseHTTPRequestHandler):
    """Answers with a handout, or sends elsewhere."""

    content = b""
    location = ""

    def do_GET(self) -> None:
        """Answer."""
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", self.location)
            self.end_headers()
        elif self.path == "/handout.zip":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.content)
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server on this machine, with a handout."""
    monkeypatch.setattr(Answers, "content", zipped(FILES))
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("top", ["", "course-2026/"])
def test_a_zip_is_unpacked(tmp_path: Path, top: str) -> None:
    """All of it, hidden files too; a single folder around the rest is taken off."""
    path = tmp_path / "handout.zip"
    path.write_bytes(zipped({f"{top}{name}": content for name, content in FILES.items()}))

    folder = fetched(str(path))

    assert {name: (folder / name).read_bytes() for name in FILES} == FILES


def test_a_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    """In Drive, say: nothing is copied."""
    (tmp_path / "course.yml").write_text("name: it")

    assert fetched(str(tmp_path)) == tmp_path.resolve()


@pytest.mark.parametrize("page", ["/handout.zip", "/moved"])
def test_an_address_will_do(address: str, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Directly, and where it has moved to."""
    monkeypatch.setattr(Answers, "location", f"{address}/handout.zip")

    assert (fetched(f"{address}{page}") / "course.yml").read_bytes() == FILES["course.yml"]


@pytest.mark.parametrize(
    "unsafe",
    [
        "http://example.org/x.zip",
        "ftp://127.0.0.1/x.zip",
        "file:///etc/passwd",
        "http://127.0.0.1.evil.org/",
    ],
)
def test_what_others_could_change_is_refused(
    address: str, unsafe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an address, and behind one that is safe: what it holds would be run."""
    monkeypatch.setattr(Answers, "location", unsafe)

    for source in (unsafe, f"{address}/moved"):
        with pytest.raises(UsageError, match=r"https|cannot be had"):
            fetched(source)


def test_an_address_without_a_handout(address: str) -> None:
    """It is named, with what the server said."""
    with pytest.raises(UsageError, match="404"):
        fetched(f"{address}/else.zip")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>Sign in</html>", "is no handout"),
        (zipped({"readme.txt": b""}), "there is no course.yml in it"),
        (b"PK\x03\x04broken", "the archive is damaged"),
    ],
)
def test_what_is_no_handout(tmp_path: Path, content: bytes, words: str) -> None:
    """Such as a page to sign in, which many an address gives."""
    path = tmp_path / "handout.zip"
    path.write_bytes(content)

    with pytest.raises(UsageError, match=words):
        fetched(str(path))


def test_a_missing_file(tmp_path: Path) -> None:
    """It is named."""
    with pytest.raises(UsageError, match=r"nothing\.zip"):
        fetched(str(tmp_path / "nothing.zip"))


def test_no_name_leads_out(tmp_path: Path) -> None:
    """Such a file is left aside."""
    path = tmp_path / "handout.zip"
    path.write_bytes(zipped({**FILES, "../evil.py": b"", "/etc/evil": b"", "a/../../evil": b""}))

    folder = fetched(str(path))

    assert {
        each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()
    } == {*FILES}
    assert not [*folder.parent.glob("evil*")]


def test_a_link_is_refused(tmp_path: Path) -> None:
    """It could bring a file of this machine along."""
    info = zipfile.ZipInfo("exercises/link")
    info.external_attr = 0o120777 << 16
    stream = io.BytesIO(zipped(FILES))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(info, "/etc/passwd")
    path = tmp_path / "handout.zip"
    path.write_bytes(stream.getvalue())

    with pytest.raises(UsageError, match="exercises/link is a link"):
        fetched(str(path))


def test_limits(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither what comes nor what it unpacks to is larger than a submission may be."""
    path = tmp_path / "handout.zip"
    path.write_bytes(zipped(FILES))
    monkeypatch.setattr(handout, "UNPACKED", 10)
    with pytest.raises(UsageError, match="unpacks to more than"):
        fetched(str(path))

    monkeypatch.setattr(handout, "LARGEST_ARCHIVE", 10)
    with pytest.raises(UsageError, match="holds more than"):
        fetched(f"{address}/handout.zip")
    with pytest.raises(UsageError, match="no more than"):
        fetched(str(path))
