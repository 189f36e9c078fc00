"""The playground's application: a `Playground` for each page, over one WebSocket.

Who is let in, and from where, is `grader.loopback`'s; nothing is posted.
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from grader.loopback import Gate, file_response, protected
from grader.play.playground import Playground, Reply

STATIC = Path(__file__).with_name("static")
_FILES = ("index.html", "page.js", "playground.js", "playground.css", "icon.svg")


def application(gate: Gate, new_playground: Callable[[], Playground]) -> Starlette:
    """Return the server's application: the page's files, and the socket over which a page talks."""
    thread = ThreadPoolExecutor(1, "playground")  # one student: several pages take turns

    async def page(request: Request) -> Response:
        return file_response(gate, request, STATIC / (request.url.path[1:] or _FILES[0]))

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
    return protected([*routes, WebSocketRoute("/talk", talk)])


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
