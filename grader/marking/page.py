"""The page's application: its files, what it asks of the `Desk`, and the one thing it may post.

Who is let in, and from where, is `grader.loopback`'s. A mark is posted as JSON, and by the page
itself: by its Origin, with the cookie.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from grader.errors import GraderError, UsageError
from grader.loopback import Gate, file_response, protected
from grader.marking.desk import PICTURES, Desk

STATIC = Path(__file__).with_name("static")
LARGEST_MESSAGE = 64 * 1024
_SAVED = 'attachment; filename="answer.pdf"'
_FILES = ("index.html", "mark.js", "mark.css", "icon.svg")


def application(gate: Gate, desk: Desk) -> Starlette:
    """Return the server's application. One request after the other asks the desk."""

    async def page(request: Request) -> Response:
        return file_response(gate, request, STATIC / (request.url.path[1:] or _FILES[0]))

    asked = _Questions(gate, desk)
    return protected([
        *(Route(f"/{name}", page, methods=["GET"]) for name in ("", *_FILES)),
        Route("/answers", asked.overview, methods=["GET"]),
        Route("/answers/{id}", asked.paper, methods=["GET"]),
        Route("/pictures/{id}", asked.picture, methods=["GET"]),
        Route("/mark", asked.mark, methods=["POST"]),
    ])  # fmt: skip


class _Questions:
    """What the page asks of the desk, and may ask."""

    def __init__(self, gate: Gate, desk: Desk) -> None:
        self._gate, self._desk, self._lock = gate, desk, Lock()

    async def overview(self, request: Request) -> Response:
        return await self._answered(request, lambda: JSONResponse(self._desk.overview()))

    async def paper(self, request: Request) -> Response:
        id = request.path_params["id"]
        return await self._answered(request, lambda: JSONResponse(self._desk.paper(id)))

    async def picture(self, request: Request) -> Response:
        id = request.path_params["id"]
        return await self._answered(request, lambda: _picture(self._desk, id))

    async def mark(self, request: Request) -> Response:
        if not (self._gate.is_own_page(request) and self._gate.admits(request)):
            return PlainTextResponse(self._gate.not_allowed, 403)
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return PlainTextResponse("a mark is JSON", 415)
        content = b""
        async for piece in request.stream():
            content += piece
            if len(content) > LARGEST_MESSAGE:
                return JSONResponse({"why": "the comment is too long"}, 413)
        message = _read(content)
        return await self._answered(request, lambda: JSONResponse(self._desk.mark(message)))

    async def _answered(self, request: Request, ask: Callable[[], Response]) -> Response:
        """Ask the desk in the place of whoever has the cookie; say what it refuses."""
        if not self._gate.admits(request):
            return PlainTextResponse(self._gate.not_allowed, 403)

        def one_at_a_time() -> Response:
            with self._lock:
                return ask()

        try:
            return await run_in_threadpool(one_at_a_time)
        except GraderError as error:
            status = 409 if isinstance(error, UsageError) else 503
            why = f"{error.message}; {error.remedy}" if error.remedy else error.message
            return JSONResponse({"why": why}, status)


def _picture(desk: Desk, id: str) -> Response:
    """Return a picture to be shown; a document is only to be saved."""
    found = desk.picture(id)
    kept = {} if found.media in PICTURES else {"content-disposition": _SAVED}
    return Response(found.content, media_type=found.media, headers=kept)


def _read(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
