"""Tests of the page's server, over real sockets: what it says, and whom it lets in."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

from grader.loopback import Gate, Server, listen
from grader.marking import Desk, application
from grader.marking.page import LARGEST_MESSAGE, STATIC
from tests.support.by_hand import png
from tests.support.papers import FakeShelf

FILES = ("/", "/index.html", "/mark.js", "/mark.css", "/icon.svg")


class Served(NamedTuple):
    """A server that runs, and what is behind it."""

    gate: Gate
    shelf: FakeShelf


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def said(self) -> Any:
        """The JSON of it."""
        return json.loads(self.body)


@pytest.fixture
def served() -> Iterator[Served]:
    """A server for this test alone, on a port of the system's choice."""
    with listen() as listening:
        gate, shelf = Gate(listening.getsockname()[1], "mark"), FakeShelf()
        server = Server(application(gate, Desk(shelf, "eve", "a secret")))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield Served(gate, shelf)
        server.stop()
        thread.join()


def ask(
    served: Served, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> Answer:
    """Ask for a path; the Host is the server's own if none is named."""
    connection = http.client.HTTPConnection("127.0.0.1", served.gate.port, timeout=60)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", headers.pop("host", f"127.0.0.1:{served.gate.port}"))
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    if body is not None:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders()
    if body is not None:
        connection.send(body)
    answer = connection.getresponse()
    found = Answer(answer.status, answer.headers, answer.read())
    connection.close()
    return found


@pytest.fixture
def cookie(served: Served) -> str:
    """What a browser keeps after the token opened the page."""
    return ask(served, f"/?token={served.gate.token}").headers["set-cookie"].split(";")[0]


def own(served: Served) -> str:
    """The Origin of the page itself."""
    return f"http://127.0.0.1:{served.gate.port}"


def papers(served: Served, cookie: str, part: int = 0) -> list[dict[str, Any]]:
    """Return the answers of a part."""
    found: list[dict[str, Any]] = ask(served, "/answers", cookie=cookie).said["parts"][part][
        "papers"
    ]
    return found


def mark(served: Served, cookie: str = "", **changes: Any) -> Answer:
    """Post a mark of the first answer as the page does, but for some changes."""
    given: dict[str, Any] = {
        "origin": own(served), "content_type": "application/json", "cookie": cookie, **changes,
    }  # fmt: skip
    points = {"idea": 1, "example": 1}
    message = {"id": given.pop("id", "x"), "number": 0, "points": points, "comment": ""}
    body = given.pop("body", json.dumps(message).encode())
    sent = {name: value for name, value in given.items() if value}
    return ask(served, "/mark", "POST", body, **sent)


def test_an_answer_is_asked_for_and_marked(served: Served, cookie: str) -> None:
    """From the list to the mark, which is kept at once."""
    first = papers(served, cookie)[0]
    paper = ask(served, f"/answers/{first['id']}", cookie=cookie).said

    done = mark(served, cookie, id=first["id"])

    assert paper["who"] == "ada"
    assert (done.status, done.said["number"], done.said["waits"]) == (200, 1, False)
    assert len(served.shelf.kept) == 1


def test_the_later_of_two_is_refused_with_a_word(served: Served, cookie: str) -> None:
    """Its status says that it is no fault of the server."""
    first = papers(served, cookie)[0]["id"]
    mark(served, cookie, id=first)

    again = mark(served, cookie, id=first)

    assert again.status == 409
    assert "marked elsewhere" in again.said["why"]
    assert len(served.shelf.kept) == 1


def test_while_the_store_is_held(served: Served, cookie: str) -> None:
    """It is another run's for a while: what was typed can be saved later."""
    first = papers(served, cookie)[0]["id"]
    served.shelf.locked = True

    refused = mark(served, cookie, id=first)

    assert refused.status == 503
    assert "another run holds it" in refused.said["why"]


def test_pictures_are_shown_and_documents_saved(served: Served, cookie: str) -> None:
    """Each under its own type, which no browser may guess anew."""
    picture, document, broken = (
        ask(served, f"/pictures/{each['id']}", cookie=cookie)
        for each in papers(served, cookie, part=1)
    )

    assert (picture.status, picture.body) == (200, png(300, 200))
    assert picture.headers["content-type"] == "image/png"
    assert "content-disposition" not in picture.headers
    assert document.headers["content-type"] == "application/pdf"
    assert document.headers["content-disposition"].startswith("attachment")
    assert broken.status == 409
    for each in (picture, document, broken):
        assert each.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_a_foreign_host_is_refused(served: Served, cookie: str, host: str) -> None:
    """A name that was made to lead here (DNS rebinding), token or not, for whatever it asks."""
    first = papers(served, cookie)[0]["id"]
    for path in (
        f"/?token={served.gate.token}",
        "/answers",
        f"/answers/{first}",
        f"/pictures/{first}",
    ):
        assert ask(served, path, host=host, cookie=cookie).status == 400
    assert mark(served, cookie, id=first, host=host or "evil.example").status == 400
    assert served.shelf.kept == []


@pytest.mark.parametrize(
    "origin",
    [
        None, "null", "https://evil.example", "http://127.0.0.1", "http://localhost:1",
        "https://127.0.0.1:{port}", "http://127.0.0.1:{port}.evil.example", "file://",
    ],
)  # fmt: skip
def test_a_mark_from_elsewhere_is_refused(served: Served, cookie: str, origin: str | None) -> None:
    """Another site, another server of this machine, none at all: with the cookie, too."""
    first = papers(served, cookie)[0]["id"]
    given = origin.format(port=served.gate.port) if origin else ""

    assert mark(served, cookie, id=first, origin=given).status == 403
    assert served.shelf.kept == []


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_what_a_form_could_post_is_refused(served: Served, cookie: str, content_type: str) -> None:
    """Only JSON, for which another site would have to ask first."""
    first = papers(served, cookie)[0]["id"]

    assert mark(served, cookie, id=first, content_type=content_type).status == 415
    assert served.shelf.kept == []


def test_nobody_comes_in_without_token_or_cookie(served: Served, cookie: str) -> None:
    """Neither to a file nor to an answer, a picture or a mark; a wrong one is none."""
    name, first = cookie.split("=")[0], papers(served, cookie)[0]["id"]
    for path in (*FILES, "/answers", f"/answers/{first}", f"/pictures/{first}"):
        for given in ({}, {"cookie": f"{name}=guessed"}, {"cookie": f"{name}={served.gate.token}"}):
            assert ask(served, path, **given).status == 403
    assert mark(served, "", id=first).status == 403
    assert mark(served, f"{name}=guessed", id=first).status == 403
    assert ask(served, "/?token=guessed").status == 403
    assert ask(served, f"/answers?token={served.gate.token}").status == 403
    assert served.shelf.kept == []


def test_the_cookie_is_well_kept(served: Served) -> None:
    """No script reads it, no other site sends it, and it is not the token."""
    given = ask(served, f"/?token={served.gate.token}").headers["set-cookie"].lower()

    assert "httponly" in given and "samesite=strict" in given
    assert served.gate.token.lower() not in given


def test_no_other_site_reads_an_answer(served: Served, cookie: str) -> None:
    """No CORS header, whoever asks; and no other way to ask."""
    first = papers(served, cookie)[0]["id"]
    paths = (*FILES, "/answers", f"/answers/{first}")
    for path in paths:
        answer = ask(served, path, cookie=cookie, origin="https://evil.example")
        assert not [name for name in answer.headers if name.startswith("access-control")]
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            assert ask(served, path, method, cookie=cookie).status == 405
    assert ask(served, "/mark", cookie=cookie).status == 405


@pytest.mark.parametrize("path", [*FILES, "/answers", "/nowhere", "/../page.py", "/mark"])
def test_every_answer_says_what_it_may_load(served: Served, cookie: str, path: str) -> None:
    """Refusals too: no inline script, no frame around it, nothing kept in a cache."""
    for headers in ({"cookie": cookie}, {}, {"host": "evil.example"}):
        answer = ask(served, path, **headers)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy and "data:" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_nothing_comes_from_elsewhere_or_stands_in_the_page() -> None:
    """No file of the page names another server, and none has a script or a style inside."""
    for path in STATIC.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text and "https:" not in text and "//cdn" not in text, path.name
    page = (STATIC / "index.html").read_text("utf-8")
    assert "onclick" not in page and "style=" not in page and "<script>" not in page


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 50_000, b"NaN", b"[]", b"null", b"\xff"])
def test_what_is_no_word_is_refused_and_the_server_goes_on(
    served: Served, cookie: str, body: bytes
) -> None:
    """No JSON, JSON of any depth, and JSON of another kind."""
    assert mark(served, cookie, body=body).status == 409
    assert ask(served, "/answers", cookie=cookie).status == 200


def test_a_flood_is_refused(served: Served, cookie: str) -> None:
    """More than any comment takes is not even read to its end."""
    body = json.dumps({"comment": "a" * LARGEST_MESSAGE}).encode()

    assert mark(served, cookie, body=body).status == 413
    assert served.shelf.kept == []


def test_no_path_leads_to_a_file_of_ours(served: Served, cookie: str) -> None:
    """An answer's name is one that it gave out."""
    for path in ("/answers/../../etc/passwd", "/pictures/..%2f..%2fpage.py", "/answers/x"):
        assert ask(served, path, cookie=cookie).status in (404, 409)
