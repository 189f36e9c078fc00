"""The server of a page on this machine, and the seven rules that keep others out."""

from __future__ import annotations

import os
import secrets
import socket
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = ("127.0.0.1", "localhost")
LARGEST_MESSAGE = 4 << 20
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


class Gate:
    """Who may come in: whoever has the token, and then the cookie.

    ``command`` is what opens the page: ``play`` of `grader play`.
    """

    def __init__(self, port: int, command: str) -> None:
        self.port = port
        self.token = secrets.token_urlsafe(16)
        self.not_allowed = f"Open the address that `grader {command}` printed."
        self._pass = secrets.token_urlsafe(16)
        self._cookie = f"grader-{command}-{port}"  # cookies know no ports

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


def file_response(gate: Gate, request: Request, path: Path) -> Response:
    """Return one of a page's own files to whoever has the token or the cookie."""
    fresh = gate.has_token(request)
    if not (fresh or gate.admits(request)):
        return PlainTextResponse(gate.not_allowed, 403)
    response = FileResponse(path, media_type=_TYPES[path.suffix])
    if fresh:
        gate.let_in(response)
    return response


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


def protected(routes: Sequence[BaseRoute]) -> Starlette:
    """Return the application of a page: what is asked under a foreign host's name is refused."""
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS), www_redirect=False)
    return Starlette(routes=routes, middleware=[Middleware(_WithHeaders), hosts])


def listen(port: int = 0) -> socket.socket:
    """Listen on this machine alone; raise OSError for a port that is taken."""
    return socket.create_server((HOSTS[0], port))


class Server(uvicorn.Server):
    """Uvicorn, which says nothing of itself; with ``sockets`` a page may talk over WebSockets."""

    def __init__(self, app: Starlette, *, sockets: bool = False) -> None:
        quiet: dict[str, Any] = {"log_level": "critical", "access_log": False, "lifespan": "off"}
        quiet |= {"server_header": False, "timeout_graceful_shutdown": 1}
        words: dict[str, Any] = {"ws": "none"}
        if sockets:
            words = {"ws": "websockets-sansio", "ws_max_size": LARGEST_MESSAGE}
        super().__init__(uvicorn.Config(app, **quiet, **words))

    def stop(self) -> None:
        """Let it end; Ctrl-C does the same."""
        self.should_exit = True


@contextmanager
def redirect_file(address: str, name: str) -> Iterator[Path]:
    """Make a page that leads to the address, and that only this user can read.

    A browser is told of the file: its command line, which all can see, holds no token.
    """
    text = f'<!doctype html><meta http-equiv="refresh" content="0; url={address}"><title>…</title>'
    handle, file_name = tempfile.mkstemp(".html", f"{name}-")  # readable by its owner alone
    assert os.name == "nt" or stat.S_IMODE(os.fstat(handle).st_mode) == 0o600
    path = Path(file_name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        yield path
    finally:
        path.unlink(missing_ok=True)
