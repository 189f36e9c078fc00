"""The address or the path of a handout → its folder on this machine.

The zip is read with the limits of a submission: no name leads out of it, no link is followed, and
a bomb costs nothing. What it holds is run, so it comes over https or from this machine.
"""

from __future__ import annotations

import tempfile
from email.message import Message
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from grader.errors import UsageError
from grader.submission.archives import LARGEST_ARCHIVE, UNPACKED, open_archive
from grader.submission.files import Tree, read_item, read_ordinary, unwrap
from grader.submission.model import MIB, Unusable

COURSE = "course.yml"
TIMEOUT = 30.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ASK = "ask your instructor for the address or the file of the handout"


def fetched(source: str) -> Path:
    """Return the folder of the course that a handout holds; raise `UsageError`."""
    source = str(source)
    if "://" not in source:
        path = Path(source).expanduser()
        if (path / COURSE).is_file():
            return path.resolve()
        content = _read(path)
    else:
        content = _downloaded(source)
    tree = unwrap(open_archive(content, hidden=True), ())
    if COURSE not in {item.path for item in tree.items}:
        problem = tree.problems[0] if tree.problems else f"there is no {COURSE} in it"
        raise UsageError(f"{source} is no handout: {problem}", _ASK)
    return _written(tree, source)


def _read(path: Path) -> bytes:
    try:
        return read_ordinary(path, LARGEST_ARCHIVE)
    except Unusable as error:
        raise UsageError(f"{path} {error}", _ASK) from None


def _downloaded(address: str) -> bytes:
    require_safe(address)
    try:
        with build_opener(_SafeRedirects).open(address, timeout=TIMEOUT) as answer:
            content: bytes = answer.read(LARGEST_ARCHIVE + 1)
    except (OSError, ValueError, URLError) as error:
        raise UsageError(f"{address} cannot be had: {error}", _ASK) from None
    if len(content) > LARGEST_ARCHIVE:
        raise UsageError(f"{address} holds more than {LARGEST_ARCHIVE // MIB} MiB", _ASK)
    return content


def require_safe(address: str) -> None:
    """Refuse what others on the way could change: the checks in it run in the student's kernel.

    Raises `UsageError` for what is no https address.
    """
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return
    raise UsageError(f"{address} is no https address, so anybody could change it", _ASK)


class _SafeRedirects(HTTPRedirectHandler):
    """Follows an address to another one that is as safe."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        """Return the request for the new address."""
        require_safe(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _written(tree: Tree, source: str) -> Path:
    """Write the files into a new folder, which goes when the machine tidies up."""
    if sum(item.size for item in tree.items) > UNPACKED:
        raise UsageError(f"{source} unpacks to more than {UNPACKED // MIB} MiB", _ASK)
    folder = Path(tempfile.mkdtemp(prefix="course-")).resolve()
    for item in tree.items:
        path = folder / item.path
        try:
            content = read_item(tree, item, UNPACKED)
        except Unusable as error:
            raise UsageError(f"{source}: {item.path} {error}", _ASK) from None
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
