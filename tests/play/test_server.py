"""Tests of the server, over real sockets: who is let in, and seven rules that keep others out."""

from __future__ import annotations

import http.client
import json
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")
client = pytest.importorskip("websockets.sync.client")

from websockets.exceptions import InvalidStatus  # noqa: E402 - only where it is there

from grader.loopback import Gate, Server, listen  # noqa: E402
from grader.play import Reply, application  # noqa: E402

FILES = ("/", "/index.html", "/page.js", "/playground.js", "/playground.css", "/icon.svg")


class Echo:
    """In the place of a playground: it says what it was told."""

    def answer(self, message: Any) -> Reply:
        """Return the message, and two buffers."""
        return Reply({"kind": "echo", "message": message}, [b"ab", b"c"])

    def close(self) -> None:
        """End."""


@pytest.fixture(scope="module")
def gate() -> Iterator[Gate]:
    """A server that runs, on a port of the system's choice."""
    with listen() as listening:
        gate = Gate(listening.getsockname()[1], "play")
        server = Server(application(gate, Echo), sockets=True)  # type: ignore[arg-type]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield gate
        server.should_exit = True
        thread.join()


def get(gate: Gate, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    """Ask for a path; the Host is the server's own if none is named."""
    connection = http.client.HTTPConnection("127.0.0.1", gate.port, timeout=30)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", headers.pop("host", f"127.0.0.1:{gate.port}"))
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


@pytest.fixture
def cookie(gate: Gate) -> str:
    """What a browser keeps after the token opened the page."""
    return get(gate, f"/?token={gate.token}").headers["set-cookie"].split(";")[0]


def talk(gate: Gate, cookie: str, *, origin: str | None = None, host: str = "") -> Any:
    """Open a WebSocket and say a word; return what was said, or the status of the refusal."""
    place = f"127.0.0.1:{gate.port}"
    headers = {"Cookie": cookie} if cookie else {}
    raw = socket.create_connection(("127.0.0.1", gate.port), 30)
    try:
        with client.connect(
            f"ws://{host or place}/talk", sock=raw, origin=origin, additional_headers=headers
        ) as connection:
            connection.send('{"do": "look"}')
            return connection.recv()
    except InvalidStatus as refused:
        return refused.response.status_code
    finally:
        raw.close()


def own(gate: Gate) -> str:
    """The Origin of the page itself."""
    return f"http://127.0.0.1:{gate.port}"


def test_the_page_talks_and_is_answered(gate: Gate, cookie: str) -> None:
    """A head that says how long it is, JSON with the buffers' lengths, the buffers."""
    said = talk(gate, cookie, origin=own(gate))

    length = int.from_bytes(said[:4], "big")
    content = json.loads(said[4 : 4 + length])
    assert content == {"kind": "echo", "message": {"do": "look"}, "lengths": [2, 1]}
    assert said[4 + length :] == b"abc"
    assert talk(gate, cookie, origin=f"http://localhost:{gate.port}")[:4] == said[:4]


def test_rule_1_it_listens_on_this_machine_alone(gate: Gate) -> None:
    """At 127.0.0.1, and at no other address of the machine."""
    with listen() as listening:
        assert listening.getsockname()[0] == "127.0.0.1"
        assert listening.getsockname()[1] > 0
    with socket.create_server(("127.0.0.2", gate.port)) if os.name == "posix" else listen():
        pass  # another address of this machine with this port is free


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", ""])
def test_rule_2_a_foreign_host_is_refused(gate: Gate, cookie: str, host: str) -> None:
    """A name that was made to lead here, for the page and for the socket, token or not."""
    assert get(gate, f"/?token={gate.token}", host=host, cookie=cookie).status == 400
    if host:
        assert talk(gate, cookie, origin=f"http://{host}", host=host) == 400


@pytest.mark.parametrize(
    "origin",
    [
        None, "null", "https://evil.example", "http://127.0.0.1", "http://localhost:1",
        "https://127.0.0.1:{port}", "http://127.0.0.1:{port}.evil.example", "file://",
    ],
)  # fmt: skip
def test_rule_3_a_foreign_origin_is_refused(gate: Gate, cookie: str, origin: str | None) -> None:
    """Another site, another server of this machine, none at all: with the cookie, too."""
    given = origin.format(port=gate.port) if origin else None

    assert talk(gate, cookie, origin=given) == 403


def test_rule_4_nobody_comes_in_without_token_or_cookie(gate: Gate, cookie: str) -> None:
    """Neither to a file nor to the socket; a wrong one is none."""
    name = cookie.split("=")[0]
    for path in FILES:
        assert get(gate, path).status == 403
        assert get(gate, path, cookie=f"{name}=guessed").status == 403
        assert get(gate, path, cookie=f"{name}={gate.token}").status == 403
        assert get(gate, path, cookie=cookie).status == 200
    assert get(gate, "/?token=").status == get(gate, "/?token=guessed").status == 403
    assert talk(gate, "", origin=own(gate)) == 403
    assert talk(gate, f"{name}=guessed", origin=own(gate)) == 403
    assert get(gate, "/", cookie="=;\x7f; playground").status == 403


def test_rule_4_token_and_cookie_are_long_and_well_kept(gate: Gate) -> None:
    """128 bits each, new for each server; no script reads the cookie, no other site sends it."""
    given = get(gate, f"/?token={gate.token}").headers["set-cookie"].lower()

    assert (
        "httponly" in given and "samesite=strict" in given and f"grader-play-{gate.port}=" in given
    )
    assert len(gate.token) >= 22 and Gate(1, "play").token != Gate(1, "play").token
    assert gate.token not in given


def test_rule_5_no_other_site_reads_an_answer_and_nothing_is_posted(
    gate: Gate, cookie: str
) -> None:
    """No CORS header, whoever asks; a POST is no word that it knows."""
    for path in FILES:
        answer = get(gate, path, cookie=cookie, origin="https://evil.example")
        assert not [name for name in answer.headers if name.startswith("access-control")]
    assert {
        get(gate, "/", method, cookie=cookie).status for method in ("POST", "PUT", "OPTIONS")
    } == {405}
    assert get(gate, "/talk", "POST", cookie=cookie).status == 404


@pytest.mark.parametrize("path", [*FILES, "/nowhere", "/../server.py", "/static/index.html"])
def test_rule_6_every_answer_says_what_it_may_load(gate: Gate, cookie: str, path: str) -> None:
    """Refusals too."""
    for headers in ({"cookie": cookie}, {}, {"host": "evil.example"}):
        answer = get(gate, path, **headers)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy and "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "path", ["/nowhere", "/../server.py", "/%2e%2e/server.py", "/static/index.html"]
)
def test_only_the_page_s_files_are_there(gate: Gate, cookie: str, path: str) -> None:
    """No path leads elsewhere."""
    assert get(gate, path, cookie=cookie).status == 404


def test_rule_7_nothing_comes_from_elsewhere() -> None:
    """No file of the page names another server; the name of an XML dialect is fetched by nobody."""
    from grader.play.server import STATIC

    for path in STATIC.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text and "https:" not in text and "//cdn" not in text, path.name


def test_what_is_no_word_is_refused_and_the_server_goes_on(gate: Gate, cookie: str) -> None:
    """No JSON, or JSON of any depth, is None to the playground."""
    place = f"ws://127.0.0.1:{gate.port}/talk"
    with client.connect(place, origin=own(gate), additional_headers={"Cookie": cookie}) as page:
        for text in ("{", "[" * 100_000, "NaN"):
            page.send(text)
            assert b'"kind": "echo"' in page.recv()
