"""The page's server, for this machine's user alone: a `Playground` for each page, over one socket.

What protects it, since any site that is open in a browser can reach a loopback address:

1. it listens on 127.0.0.1 alone, on a port that the system chooses;
2. a request must name that host: a foreign name that leads here is refused;
3. a WebSocket must come from the page itself, by its Origin;
4. a token of 128 bits opens the page, from a file that only this user can read; a cookie
   (HttpOnly, SameSite=Strict) keeps it open;
5. no answer has a CORS header, and nothing is posted;
6. the page may load only its own files, and stand in no frame;
7. nothing comes from elsewhere: no font, no script.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from grader.play.playground import Playground, Reply

STATIC = Path(__file__).with_name("static")
HOSTS = ("127.0.0.1", "localhost")
LARGEST_MESSAGE = 4 << 20
_FILES = ("index.html", "page.js", "playground.js", "playground.css", "icon.svg")
_TYPES = {
    ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml",
}  # fmt: skip
_HEADERS = {
    "content-security-policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_NOT_ALLOWED = "Open the address that `grader play` printed."


class Gate:
    """Who may come in: whoever has the token, and then the cookie."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.token = secrets.token_urlsafe(16)
        self._pass = secrets.token_urlsafe(16)
        self._cookie = f"playground-{port}"  # cookies know no ports

    @property
    def address(self) -> str:
        """The address that opens the page."""
        return f"http://{HOSTS[0]}:{self.port}/?token={self.token}"

    def has_token(self, request: Request) -> bool:
        """Return whether a request brings the token."""
        return _same(request.query_params.get("token", ""), self.token)

    def admits(self, connection: HTTPConnection) -> bool:
        """Return whether it brings the cookie."""
        try:
            cookies = SimpleCookie(connection.headers.get("cookie", ""))
        except CookieError:
            return False
        return self._cookie in cookies and _same(cookies[self._cookie].value, self._pass)

    def is_own_page(self, connection: HTTPConnection) -> bool:
        """Return whether a page of this very server is asking."""
        origins = [f"http://{host}:{self.port}" for host in HOSTS]
        return connection.headers.get("origin") in origins

    def let_in(self, response: Response) -> None:
        """Give the cookie."""
        response.set_cookie(self._cookie, self._pass, httponly=True, samesite="strict")


def _same(given: str, right: str) -> bool:
    return secrets.compare_digest(given.encode(), right.encode())


class _WithHeaders:
    """Puts our headers on every answer, refusals too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
                message = {**message, "headers": [*message.get("headers", []), *ours]}
            await send(message)

        await self._app(scope, receive, send_with)


def application(gate: Gate, new_playground: Callable[[], Playground]) -> Starlette:
    """Return the server's application: the page's files, and the socket over which a page talks."""
    thread = ThreadPoolExecutor(1, "playground")  # one student: several pages take turns

    async def page(request: Request) -> Response:
        fresh = gate.has_token(request)
        if not (fresh or gate.admits(request)):
            return PlainTextResponse(_NOT_ALLOWED, 403)
        path = STATIC / (request.url.path[1:] or _FILES[0])
        response = FileResponse(path, media_type=_TYPES[path.suffix])
        if fresh:
            gate.let_in(response)
        return response

    async def talk(connection: WebSocket) -> None:
        if not (gate.is_own_page(connection) and gate.admits(connection)):
            await connection.close(1008)
            return
        await connection.accept()
        playground = new_playground()
        try:
            await _converse(connection, playground, thread)
        finally:
            thread.submit(playground.close)

    routes = [Route(f"/{name}", page, methods=["GET"]) for name in ("", *_FILES)]
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS), www_redirect=False)
    return Starlette(
        routes=[*routes, WebSocketRoute("/talk", talk)],
        middleware=[Middleware(_WithHeaders), hosts],
    )


async def _converse(
    connection: WebSocket, playground: Playground, thread: ThreadPoolExecutor
) -> None:
    """Answer message after message; whatever the student's code does, the server goes on."""
    loop = asyncio.get_running_loop()
    try:
        while True:
            message = _read(await connection.receive_text())
            reply = await loop.run_in_executor(thread, playground.answer, message)
            await connection.send_bytes(packed(reply))
    except WebSocketDisconnect:
        return


def _read(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def packed(reply: Reply) -> bytes:
    """Write a reply: how long its JSON is, the JSON with the buffers' lengths, the buffers."""
    lengths = [len(each) for each in reply.buffers]
    head = json.dumps({**reply.content, "lengths": lengths}, allow_nan=False).encode()
    return b"".join([struct.pack("!I", len(head)), head, *reply.buffers])


def listen(port: int = 0) -> socket.socket:
    """Listen on this machine alone; raise OSError for a port that is taken."""
    return socket.create_server((HOSTS[0], port))


class Server(uvicorn.Server):
    """Uvicorn, which says nothing of itself."""

    def __init__(self, app: Starlette) -> None:
        quiet: dict[str, Any] = {"log_level": "critical", "access_log": False, "lifespan": "off"}
        quiet |= {"server_header": False, "timeout_graceful_shutdown": 1}
        socket: dict[str, Any] = {"ws": "websockets-sansio", "ws_max_size": LARGEST_MESSAGE}
        super().__init__(uvicorn.Config(app, **quiet, **socket))

    def stop(self) -> None:
        """Let it end; Ctrl-C does the same."""
        self.should_exit = True
