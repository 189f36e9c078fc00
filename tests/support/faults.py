"""The grader with a fault built in: `python -m tests.support.faults grade …`.

The command line runs as ever, but at the n-th passage of a stage something happens to it, once.
Nothing in grader/ knows of this.

In goes the environment variable FAULT, a `Fault` as JSON; workers of a pool read it as well.
"""

from __future__ import annotations

import functools
import importlib
import itertools
import json
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from tests.support.processes import descendants, kill, zygotes


@dataclass(frozen=True)
class Stage:
    """A place in the code: just before a function of a module, just after it, or in its block."""

    module: str
    function: str
    where: Literal["before", "after", "within"] = "before"


STAGES = {
    "before the first submission": Stage("grader.commands.grade", "judge_all"),
    "a workshop opens": Stage("grader.judging.warm_judge", "protected_sandbox"),
    "a worker starts": Stage("grader.judging.pool", "_Worker.__init__", "after"),
    "libraries are warmed": Stage("grader.sandbox.forked", "ForkedSandbox.wait_until_warm"),
    "an exercise is judged": Stage("grader.judging.judge", "_judge_exercise"),
    "a guest is asked": Stage("grader.sandbox.connection", "GuestProcess.ask"),
    "judged, not saved": Stage("grader.store.sqlite", "Store.save"),
    "inside the transaction": Stage("grader.store.sqlite", "_transaction", "within"),
    "committed": Stage("grader.store.sqlite", "Store.save", "after"),
    "a report is half written": Stage("os", "fsync"),
    "between reports": Stage("grader.reports.write_all", "write_whole", "after"),
}


@dataclass(frozen=True)
class Fault:
    """What happens at the n-th passage of a stage; ``once`` is a file that then comes to be.

    At passage 0 nothing happens, and ``once`` grows by a byte with every passage.
    """

    stage: str
    deed: str
    once: str
    passage: int = 1
    out: str = ""

    def text(self) -> str:
        """Write the fault for an environment variable."""
        return json.dumps(asdict(self))


def _kill_grader(fault: Fault, *_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _kill_zygote(fault: Fault, *_: Any) -> None:
    while not (found := zygotes()):  # it was started a moment ago
        time.sleep(0.01)
    kill(found)


def _kill_guest(fault: Fault, guest: Any, *_: Any) -> None:
    os.kill(guest.pid, signal.SIGKILL)


def _press_ctrl_c(fault: Fault, *_: Any) -> None:
    os.kill(os.getpid(), signal.SIGINT)


def _interrupt_workers(fault: Fault, *_: Any) -> None:
    """Press Ctrl-C where a terminal's reaches the workers: while they import what they need."""
    until = time.monotonic() + 1
    while time.monotonic() < until:
        for pid, command in descendants().items():
            if "spawn_main" in command and _handles_ctrl_c(pid):
                os.kill(pid, signal.SIGINT)
        time.sleep(0.02)


def _handles_ctrl_c(pid: int) -> bool:
    """Say whether Python has got so far as to have a handler, which would show a traceback."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (caught,) = (int(line.split()[1], 16) for line in lines if line.startswith("SigCgt:"))
    return bool(caught >> (signal.SIGINT - 1) & 1)


def _fill_disk(fault: Fault, *_: Any) -> None:
    """Let no file of this process grow any more: the kernel refuses as a full disk does."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def _cut_power(fault: Fault, *_: Any) -> None:
    """Keep what lies on the disk now; this run goes on, and does not matter any more."""
    shutil.copytree(fault.out, f"{fault.out}-cut")


def _wait_a_moment(fault: Fault, *_: Any) -> None:
    time.sleep(2)


DEEDS: dict[str, Callable[..., None]] = {
    "kill the grader": _kill_grader,
    "kill the zygote": _kill_zygote,
    "kill the guest": _kill_guest,
    "press Ctrl-C": _press_ctrl_c,
    "interrupt the workers": _interrupt_workers,
    "fill the disk": _fill_disk,
    "cut the power": _cut_power,
    "wait a moment": _wait_a_moment,
}


def build_in(fault: Fault) -> None:
    """Wrap the stage's function where whoever calls it looks it up."""
    stage = STAGES[fault.stage]
    holder: Any = importlib.import_module(stage.module)
    *inner, name = stage.function.split(".")
    for part in inner:
        holder = getattr(holder, part)
    real, passages = getattr(holder, name), itertools.count(1)

    def pass_by(*args: Any) -> None:
        if not fault.passage:
            _count(fault)
        elif next(passages) == fault.passage and _is_first(fault):
            DEEDS[fault.deed](fault, *args)

    @functools.wraps(real)
    def passing(*args: Any, **kwargs: Any) -> Any:
        if stage.where == "before":
            pass_by(*args)
        given = real(*args, **kwargs)
        if stage.where == "after":
            pass_by(*args)
        return given

    @contextmanager
    def block(*args: Any) -> Iterator[None]:
        with real(*args):
            yield
            pass_by(*args)

    setattr(holder, name, block if stage.where == "within" else passing)


def _count(fault: Fault) -> None:
    with open(fault.once, "ab", buffering=0) as file:
        file.write(b"x")


def _is_first(fault: Fault) -> bool:
    """Claim the fault for this process: in a pool it strikes one worker, and not the next too."""
    try:
        Path(fault.once).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


if "FAULT" in os.environ and __name__ in ("__main__", "__mp_main__"):
    build_in(Fault(**json.loads(os.environ["FAULT"])))

if __name__ == "__main__":
    from grader.cli import main

    sys.argv[0] = "grader"
    main()
