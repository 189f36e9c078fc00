"""Dask's client as the dispatch knows it: calls to one worker each, and their replies as they come.

Each call names its worker: Dask carries it there, and says when that worker has gone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from grader.cluster.address import require_address
from grader.errors import GraderError

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_S = 10
RESULT_S = 10
"""How long a reply may take from its worker: if that has gone meanwhile, it never comes."""

Function = Callable[..., bytes]


@dataclass(frozen=True)
class Reply:
    """What came of a call: its bytes, or why none; or its worker was ``lost`` over it."""

    call: str
    content: bytes = b""
    failure: str = ""
    lost: bool = False


class Cluster:
    """The workers of a scheduler."""

    def __init__(self, client: Client, address: str) -> None:
        self._client, self._address = client, address
        self._futures: dict[str, Future[bytes]] = {}
        self._finished: SimpleQueue[str] = SimpleQueue()

    def workers(self) -> dict[str, int]:
        """Return the workers that are there now, by address, and how many threads each has."""
        try:
            known = self._client.scheduler_info()["workers"]
        except (OSError, TimeoutError, RuntimeError) as error:
            raise self._gone(error) from None
        return {address: each["nthreads"] for address, each in known.items()}

    def call(self, worker: str, function: Function, *arguments: bytes) -> str:
        """Let a worker call a function; return the call's name, which says nothing of a student."""
        call = f"nngrader-{uuid4().hex}"
        try:
            future = self._client.submit(
                function, *arguments, key=call, workers=[worker], pure=False
            )
        except Exception as error:  # Dask raises plain ones of a client that lost its scheduler
            raise self._gone(error) from None
        self._futures[call] = future
        future.add_done_callback(lambda _: self._finished.put(call))
        return call

    def reply(self, seconds: float) -> Reply | None:
        """Return the next reply, or None where none comes in time."""
        try:
            call = self._finished.get(timeout=seconds)
        except Empty:
            return None
        future = self._futures.get(call)
        if future is None:  # forgotten
            return None
        if future.status == "cancelled":
            raise self._gone("the connection broke")
        try:
            reply = self._reply(call, future)
        except TimeoutError:
            self._finished.put(call)
            return None
        del self._futures[call]
        future.release()
        return reply

    def _reply(self, call: str, future: Future[Any]) -> Reply:
        from distributed import KilledWorker

        try:
            if future.status == "error":
                raise future.exception(timeout=RESULT_S)
            # "skip": else Dask leaves a task behind where the worker has gone, whose exception
            # nobody retrieves, and asyncio says so whenever it is cleared away
            gather = partial(self._client.gather, [future], errors="skip", asynchronous=True)
            gathered = self._client.sync(gather, callback_timeout=RESULT_S)
        except TimeoutError:
            raise
        except KilledWorker:
            return Reply(call, lost=True)
        except Exception as error:  # the grader is not installed there, say
            return Reply(call, failure=f"{type(error).__name__}: {error}")
        if not gathered:  # it was cancelled meanwhile
            raise self._gone("the connection broke")
        if not isinstance(gathered[0], bytes):
            return Reply(call, failure="it answered with something else than bytes")
        return Reply(call, gathered[0])

    def forget(self, *calls: str) -> None:
        """Take calls back: no reply of theirs is heard any more."""
        known = [self._futures.pop(each) for each in calls if each in self._futures]
        if known:
            with suppress(Exception):  # the scheduler has gone
                self._client.cancel(known)

    def send(self, worker: str, function: Function) -> None:
        """Let a worker call a function, and wait for no reply."""
        from distributed import fire_and_forget

        call = f"nngrader-{uuid4().hex}"
        with suppress(Exception):
            fire_and_forget(self._client.submit(function, key=call, workers=[worker], pure=False))

    def _gone(self, why: object) -> GraderError:
        return GraderError(
            f"the scheduler at {self._address} is gone: {why}",
            "what is graded is kept: run the same command again",
        )


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """Yield the cluster of a scheduler. Raises `UsageError`, and `GraderError` if none answers."""
    require_address(address)
    from distributed import Client, Security

    for logger in ("distributed", "distributed.client"):  # what matters of theirs is said by us
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    security = Security(require_encryption=address.startswith("tls://"))
    try:
        client: Client = Client(
            address, timeout=CONNECT_S, security=security, set_as_default=False, name="nngrader"
        )
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        raise GraderError(
            f"no Dask scheduler answers at {address}: {error}", "dask scheduler starts one"
        ) from None
    try:
        yield Cluster(client, address)
    finally:
        client.close(timeout=2)
