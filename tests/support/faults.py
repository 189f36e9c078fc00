"""The grader with a fault built in: `python -m tests.support.faults grade …`.

The command line runs as ever, but at a stage, named by what happens there, something happens to
it, once. Nothing in grader/ knows of this. The class is that of tests/support/fractions.py: ada,
bob, cyd, dan and eve.

The environment variable FAULT holds a `Fault` as JSON; workers of a pool read it as well.
"""

from __future__ import annotations

import functools
import importlib
import json
import multiprocessing
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
from typing import Any, Literal, cast

from tests.support.processes import descendants, kill, wait_until, zygotes


@dataclass
class Now:
    """Who is judged in this process at the moment, in which exercise, and who is saved."""

    student: str = ""
    exercise: str = ""
    saved: str = ""


NOW = Now()


def _always(*_: Any) -> bool:
    return True


def _is_asked(student: str, exercise: str, *words: str) -> Callable[..., bool]:
    """Say whether a guest is asked one of these words, for this student's exercise."""

    def at(guest: Any, message: dict[str, Any], *_: Any) -> bool:
        return (NOW.student, NOW.exercise) == (student, exercise) and message["do"] in words

    return at


@dataclass(frozen=True)
class Stage:
    """A place in the code: just before a function of a module, just after it, or in its block.

    It is reached when the function is called with arguments of which `when` is true.
    """

    module: str
    function: str
    where: Literal["before", "after", "within"] = "before"
    when: Callable[..., bool] = _always


_ASKED = ("grader.sandbox.connection", "GuestProcess.ask", "before")
_JUDGED = ("grader.judging.judge", "_judge_exercise", "before")
_SAVED = ("grader.store.sqlite", "Store.save")
_CALLS = ("call", "many")
STAGES = {
    "before the first submission": Stage("grader.commands.grade", "judge_all"),
    "a workshop opens": Stage("grader.judging.warm_judge", "protected_sandbox"),
    "a worker starts": Stage("grader.judging.pool", "Worker.__init__", "after"),
    "libraries are warmed": Stage("grader.sandbox.forked", "ForkedSandbox.wait_until_warm"),
    "the sandbox tests itself": Stage(*_ASKED, lambda *_: not NOW.student),
    "the second student's second exercise is judged": Stage(
        *_JUDGED, lambda submission, exercise, *_: (submission.student, exercise.name) == SECOND
    ),
    "the second student's first call": Stage(*_ASKED, _is_asked("bob", "rationals", *_CALLS)),
    "the third student's last exercise": Stage(*_ASKED, _is_asked("cyd", "words", *_CALLS)),
    "the last import of all": Stage(*_ASKED, _is_asked("dan", "rationals", "load")),
    "the third student is judged, not saved": Stage(
        *_SAVED, "before", lambda store, student, *_: student == "cyd"
    ),
    "inside the second student's transaction": Stage(
        "grader.store.sqlite", "_transaction", "within", lambda *_: NOW.saved == "bob"
    ),
    "a student is committed": Stage(*_SAVED, "after"),
    "the third student is committed": Stage(
        *_SAVED, "after", lambda store, student, *_: student == "cyd"
    ),
    "the first report is half written": Stage("os", "fsync"),
    "the second student's feedback is written": Stage(
        "grader.reports.write_all", "write_whole", "after", lambda path, *_: path.stem == "bob"
    ),
}
SECOND = ("bob", "words")


@dataclass(frozen=True)
class Fault:
    """What happens when a stage is first reached; ``once`` is a file that then comes to be.

    Where the deed is to count, ``once`` grows by a byte each time that the stage is reached.
    """

    stage: str
    deed: str
    once: str
    out: str = ""

    def text(self) -> str:
        """Write the fault for an environment variable."""
        return json.dumps(asdict(self))


def _grader() -> int:
    """Return the process that was typed, also from a worker of its."""
    parent = multiprocessing.parent_process()
    return os.getpid() if parent is None else cast(int, parent.pid)


def _kill_grader(fault: Fault, *_: Any) -> None:
    os.kill(_grader(), signal.SIGKILL)
    time.sleep(60)  # a worker ends with it


def _kill_worker(fault: Fault, *_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _kill_zygote(fault: Fault, *_: Any) -> None:
    while not (found := zygotes()):  # it was started a moment ago
        time.sleep(0.01)
    kill(found)


def _kill_guest(fault: Fault, guest: Any, *_: Any) -> None:
    os.kill(guest.pid, signal.SIGKILL)


def _press_ctrl_c(fault: Fault, *_: Any) -> None:
    os.kill(_grader(), signal.SIGINT)
    if _grader() != os.getpid():
        time.sleep(60)  # a worker is ended by it


def _freeze_zygote(fault: Fault, *_: Any) -> None:
    """Let the zygote hear nothing and never be warm; then press Ctrl-C."""
    wait_until(lambda: any(map(_imports_numpy, zygotes())))  # by then it dies with its parent
    for pid in zygotes():
        os.kill(pid, signal.SIGSTOP)
    _press_ctrl_c(fault)


def _imports_numpy(pid: int) -> bool:
    try:
        return "numpy" in Path(f"/proc/{pid}/maps").read_text()
    except OSError:  # it is gone, or it is another's
        return False


def _interrupt_workers(fault: Fault, *_: Any) -> None:
    """Press Ctrl-C where a terminal's reaches the workers: until they ignore it of themselves."""
    deaf = False
    while not deaf:
        workers = [pid for pid, command in descendants().items() if "spawn_main" in command]
        deaf = bool(workers) and all(_knows_ctrl_c(pid, "SigIgn") for pid in workers)
        for pid in workers:
            if _knows_ctrl_c(pid, "SigCgt"):
                os.kill(pid, signal.SIGINT)
        time.sleep(0.02)


def _knows_ctrl_c(pid: int, how: str) -> bool:
    """Say whether Python ignores it, or has got so far as to have a handler, with a traceback."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (signals,) = (int(line.split()[1], 16) for line in lines if line.startswith(f"{how}:"))
    return bool(signals >> (signal.SIGINT - 1) & 1)


def _fill_disk(fault: Fault, *_: Any) -> None:
    """Let no file of this process grow any more: the kernel refuses as a full disk does."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def _cut_power(fault: Fault, *_: Any) -> None:
    """Keep what lies on the disk now; this run goes on, and does not matter any more."""
    shutil.copytree(fault.out, f"{fault.out}-cut")


def _wait_for_word(fault: Fault, *_: Any) -> None:
    wait_until(Path(f"{fault.once}-go-on").exists)


DEEDS: dict[str, Callable[..., None]] = {
    "kill the grader": _kill_grader,
    "kill the worker": _kill_worker,
    "kill the zygote": _kill_zygote,
    "kill the guest": _kill_guest,
    "press Ctrl-C": _press_ctrl_c,
    "freeze the zygote, press Ctrl-C": _freeze_zygote,
    "interrupt the workers": _interrupt_workers,
    "fill the disk": _fill_disk,
    "cut the power": _cut_power,
    "wait for word": _wait_for_word,
}


def build_in(fault: Fault) -> None:
    """Wrap the stage's function where whoever calls it looks it up."""
    stage = STAGES[fault.stage]
    holder, name = _holder_of(stage.module, stage.function)
    real = getattr(holder, name)

    def pass_by(*args: Any) -> None:
        if not stage.when(*args):
            return
        if fault.deed == "count":
            _count(fault)
        elif _is_first(fault):
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
    _take_notice("grader.judging.judge", "_judge_exercise", _notice_judged)
    _take_notice("grader.store.sqlite", "Store.save", _notice_saved)


def _holder_of(module: str, function: str) -> tuple[Any, str]:
    holder: Any = importlib.import_module(module)
    *inner, name = function.split(".")
    for part in inner:
        holder = getattr(holder, part)
    return holder, name


def _take_notice(module: str, function: str, notice: Callable[..., None]) -> None:
    """Let `NOW` say what is under way while a function runs."""
    holder, name = _holder_of(module, function)
    real = getattr(holder, name)

    @functools.wraps(real)
    def noticed(*args: Any, **kwargs: Any) -> Any:
        notice(*args)
        try:
            return real(*args, **kwargs)
        finally:
            NOW.student = NOW.exercise = NOW.saved = ""

    setattr(holder, name, noticed)


def _notice_judged(submission: Any, exercise: Any, *_: Any) -> None:
    NOW.student, NOW.exercise = submission.student, exercise.name


def _notice_saved(store: Any, student: str, *_: Any) -> None:
    NOW.saved = student


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
