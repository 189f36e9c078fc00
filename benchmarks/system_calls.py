"""`python -m benchmarks.system_calls`: which system calls honest work makes, and what is refused.

In go the workloads (`benchmarks.workloads`) and the example class; each runs in guests under
`strace`, which counts what a process calls after it has put its filter on. Out comes, with
``--write``, the table of docs/system-calls.md: the proof of the guests' allow list
(`grader.sandbox.guest.system_calls`).

With the names of Python files it says what their functions without arguments return, which calls
they make, and which of these are refused: for a library that the list does not know.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.sandbox.connection import GuestEnded, StudentError
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.guest.system_calls import ALLOWED, BY_ARGUMENT
from grader.sandbox.interface import SandboxSettings
from grader.sandbox.libraries import libraries_of
from grader.sandbox.session import Session, Source

ROOT = Path(__file__).parent.parent
WORKLOADS = Path(__file__).with_name("workloads")
DOCUMENT = ROOT / "docs" / "system-calls.md"
CLASS = "class"
BEGIN, END = "<!-- measured -->\n", "<!-- /measured -->\n"
_NO_WORK = "def nothing():\n    return True\n"
_CALL = re.compile(r"(\d+) +(?:<\.\.\. )?(\w+)(?:\(| resumed>)(.*)")
_END = re.compile(r"(\d+) +\+\+\+ ")
_THREAD = re.compile(r"(\d+)(?: in strace's PID NS \*/)?$")
_REFUSALS = ("EPERM", "ENOSYS")


@dataclass
class Calls:
    """What guests called, by name: the calls that were made, and those that were refused."""

    made: set[str] = field(default_factory=set)
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def counted(lines: Iterable[str]) -> Calls:
    """Read what strace writes; nothing counts that a process calls before its filter is on.

    A thread may call before the line that says who made it. The number of a process that ended is
    another's soon.
    """
    by_process: dict[str, Calls] = defaultdict(Calls)
    guests, threads = set[str](), list[tuple[str, str]]()
    begun: dict[str, str] = {}
    ended: dict[str, int] = defaultdict(int)
    for line in lines:
        if end := _END.match(line):
            begun.pop(f"{end[1]}.{ended[end[1]]}", None)
            ended[end[1]] += 1
            continue
        if not (found := _CALL.match(line)):
            continue
        number, name, rest = found.groups()
        pid = f"{number}.{ended[number]}"
        if rest.endswith("<unfinished ...>"):
            begun[pid] = rest
            continue
        rest = begun.pop(pid, "") + rest
        if "PR_SET_SECCOMP" in rest and rest.endswith("= 0"):
            by_process[pid] = Calls()
            guests.add(pid)
            continue
        if name == "clone" and (thread := _THREAD.search(rest)):
            threads.append((pid, f"{thread[1]}.{ended[thread[1]]}"))
        if any(f"= -1 {error} " in rest for error in _REFUSALS):
            by_process[pid].refused[name] += 1
        else:
            by_process[pid].made.add(name)
    guests |= {thread for pid, thread in threads if pid in guests}
    return _together(by_process[pid] for pid in guests)


def _together(many: Iterable[Calls]) -> Calls:
    calls = Calls()
    for each in many:
        calls.made |= each.made
        for name, times in each.refused.items():
            calls.refused[name] += times
    return calls


def acts_of(text: str) -> list[str]:
    """Return the names of a workload's functions without arguments."""
    found = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return [node.name for node in found if not node.args.args]


def run(text: str, level: str = "L3") -> Iterator[tuple[str, object]]:
    """Let a guest carry out a workload; give each act's name, and what it returned or raised."""
    with ForkedSandbox(SandboxSettings(level, libraries_of([text]))) as sandbox:
        sandbox.wait_until_warm()
        session = Session(sandbox, 300.0, 900.0)
        try:
            session.open(Source("work", (("work.py", text),), {}))
            for name in acts_of(text):
                try:
                    yield name, session.ask({"do": "call", "name": name, "args": (), "kwargs": {}})
                except (StudentError, GuestEnded) as error:
                    yield name, error
        finally:
            session.close()


def measured(*command: str) -> tuple[Calls, int]:
    """Run a command under strace; return what its guests called, and its exit code."""
    with tempfile.TemporaryDirectory(prefix="calls-") as folder:
        pipe = os.path.join(folder, "calls")
        os.mkfifo(pipe)
        traced = ["strace", "-f", "--pidns-translation", "-q", "-s", "0", "-o", pipe, *command]
        with subprocess.Popen(traced) as process, open(pipe) as lines:
            calls = counted(line.rstrip("\n") for line in lines)
    return calls, process.returncode


def workloads() -> dict[str, Path]:
    """Return the measured libraries' workloads, Python's own first."""
    found = {path.stem: path for path in sorted(WORKLOADS.glob("[!_]*.py"))}
    return {"python": found.pop("python"), **found}


def _measure_all() -> dict[str, Calls]:
    with tempfile.TemporaryDirectory(prefix="calls-") as folder:
        nothing = Path(folder) / "serving.py"
        nothing.write_text(_NO_WORK, encoding="utf-8")
        found = {}
        for name, path in {"serving": nothing, **workloads()}.items():
            print(f"measuring {name}", flush=True)
            found[name] = _measured_whole(*_inside(path))
        print("measuring the example class: minutes", flush=True)
        out = os.path.join(folder, "out")
        grade = ["grade", str(ROOT / "examples/class"), "--out", out, "--course", str(ROOT)]
        found[CLASS] = _measured_whole(sys.executable, "-m", "grader", *grade)
    return found


def _measured_whole(*command: str) -> Calls:
    calls, code = measured(*command)
    if code:
        raise SystemExit(f"{' '.join(command)} ended in {code}")
    return calls


def _inside(path: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.system_calls", "--inside", str(path)]


def table(found: dict[str, Calls]) -> str:
    """Draw who makes which call, which listed ones nobody makes, and what is refused to whom."""
    names = sorted({name for calls in found.values() for name in calls.made})
    rows = [f"| call | {' | '.join(found)} |", f"|---|{'---|' * len(found)}"]
    for name in names:
        marks = ("x" if name in calls.made else "" for calls in found.values())
        rows.append(f"| `{name}` | {' | '.join(marks)} |")
    unused = sorted({*ALLOWED, *BY_ARGUMENT} - {*names})
    rows += ["", f"Listed, and made by none of these: {_listed(unused)}.", ""]
    rows += ["Refused, while everything above still worked:", "", "| by | call |", "|---|---|"]
    for by, calls in found.items():
        if calls.refused and by != CLASS:  # there hostile students and the self-test try things
            rows.append(f"| {by} | {_listed(sorted(calls.refused))} |")
    return "\n".join(rows) + "\n"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _say(calls: Calls) -> None:
    print("makes:", ", ".join(sorted(calls.made)))
    refused = (f"{name} ({times} times)" for name, times in sorted(calls.refused.items()))
    print("is refused:", ", ".join(refused) or "nothing")


def main(words: Sequence[str] | None = None) -> None:
    """Measure what is asked for, and print or write it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.system_calls", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="functions without arguments in them")
    parser.add_argument("--write", action="store_true", help=f"update {DOCUMENT.name}")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(words)
    for path in asked.files:
        if not path.is_file():
            parser.error(f"{path} is no file")
    if asked.inside:
        acts = dict(run(asked.inside.read_text(encoding="utf-8")))
        for name, value in acts.items():
            print(f"{name}: {value!r}")
        raise SystemExit(any(value is not True for value in acts.values()))
    if not shutil.which("strace"):
        raise SystemExit("strace is not installed: apt-get install strace")
    if asked.files:
        for path in asked.files:
            _say(measured(*_inside(path))[0])
        return
    drawn = table(_measure_all())
    if asked.write:
        before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        DOCUMENT.write_text(f"{before}{BEGIN}{drawn}{END}{after}", encoding="utf-8")
    print(drawn)


if __name__ == "__main__":
    main()
