"""What runs on a worker: bytes in, JSON out, and between them a process that stays warm.

Dask is sent these functions by their names. A submission is judged in a process of its own, with
its own limits: one that kills it leaves the worker as it is. Nothing is raised here: what went
wrong is an answer, so that no secret of an order stands in Dask's logs.
"""

from __future__ import annotations

import json
import multiprocessing as mp
import os
import platform
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from grader.cluster.answers import Broken, Done, Ready, Refused, pack_judged
from grader.cluster.orders import Order, described_here
from grader.course.model import load_course
from grader.errors import GraderError, SandboxError
from grader.judging import JudgingPlan, JudgingProcess, cores_of, require_device
from grader.store import fingerprints
from grader.submission import unpack

COURSE = "GRADER_COURSE"
"""Names the course's folder in a worker's environment, where it is not where the client has it."""

TRIM = "MALLOC_TRIM_THRESHOLD_"
"""A nanny has its worker hand freed memory back at once, by a variable that children inherit."""


class _Unfit(Exception):
    """Why this worker does not judge this class."""


class _Held:
    """The warm process of this worker, and the order, at any level, for which it was started.

    ``cores`` are this worker's own, of those of its machine; none where it has all for itself.
    """

    order: Order | None = None
    process: JudgingProcess | None = None
    cores: Collection[int] = ()

    def ready(self, order: Order) -> JudgingProcess:
        """Return a process that is warm for an order, at its level or a lower one."""
        if self.process is None or not self._serves(order):
            self.drop()
            plan = _plan_here(order)
            mp.current_process().daemon = False  # as Dask's nanny starts us; ours ends with us
            os.environ.pop(TRIM, None)  # Dask's own: it costs what judges a tenth of its time
            self.order, self.process = order, JudgingProcess(plan, self.cores)
        return self.process

    def settle(self, cores: Collection[int]) -> None:
        """Judge on these cores from now on."""
        if cores != self.cores:
            self.drop()
            self.cores = cores

    def _serves(self, order: Order) -> bool:
        if self.order is None or self.process is None:
            return False
        level = self.process.protection.level
        return self.order.at(order.plan.level) == order and level <= order.plan.level

    def drop(self) -> None:
        """End the process, if there is one."""
        process, self.process, self.order = self.process, None, None
        if process is not None:
            process.close()


_held = _Held()


def greet(order: bytes, place: bytes) -> bytes:
    """Warm up for an order, at its level at best; say at which, or why not.

    ``place`` says which of how many workers on its machine this is.
    """

    def greeted() -> bytes:
        _held.settle(cores_of(**json.loads(place)))
        protection = _held.ready(Order.unpack(order)).protection
        return Ready(level=protection.level, reasons=protection.reasons).pack()  # type: ignore[arg-type]

    return _answered(greeted, _refused)


def judge(order: bytes, about: bytes, packed: bytes) -> bytes:
    """Judge a packed submission, at the order's level; ``about`` says whose, and which attempts."""

    def judged() -> bytes:
        ordered = Order.unpack(order)
        process = _held.ready(ordered)
        if process.protection.level != ordered.plan.level:
            raise _Unfit(f"it has {process.protection.level}, and not {ordered.plan.level}")
        return pack_judged(process.judge(unpack(packed, **json.loads(about))))

    return _answered(judged, _failed)


def dismiss() -> bytes:
    """End the process that is kept warm."""
    _held.drop()
    return b""


def _plan_here(order: Order) -> JudgingPlan:
    """Return the plan with the course's place here; refuse what would grade otherwise."""
    here = described_here(order.plan)
    if fingerprints.grader_digest(here) != order.grader:
        differ = [f"{name} {said}" for name, said in here.items() if said != order.described[name]]
        raise _Unfit(f"another version here: {', '.join(differ) or 'of the grader'}")
    root = Path(os.environ.get(COURSE) or order.plan.root)
    try:
        digest = fingerprints.course_digest(load_course(root, exactly=True))
        require_device(order.plan.device)
    except GraderError as error:
        raise _Unfit(f"{error.message} (here {COURSE} may name the course's folder)") from None
    if digest != order.course:
        raise _Unfit(f"another course in {root}: course.yml, solutions/ or data/ differ")
    return replace(order.plan, root=root)


def _answered(work: Callable[[], bytes], otherwise: Callable[[str], bytes]) -> bytes:
    """Answer with what comes of work, or with why nothing did."""
    try:
        return work()
    except _Unfit as error:
        return _refused(str(error))
    except SandboxError as error:
        _drop()
        return _refused(error.message)
    except GraderError as error:
        _drop()
        return Broken(message=error.message, remedy=error.remedy).pack()
    except Exception as error:  # a full disk, no memory left: this machine's trouble
        _drop()
        return otherwise(f"{type(error).__name__}: {error}")


def _drop() -> None:
    with suppress(Exception):
        _held.drop()


def _refused(why: str) -> bytes:
    return Refused(why=f"{platform.node()}: {why}").pack()


def _failed(why: str) -> bytes:
    return Done(problem=f"{platform.node()}: {why}").pack()
