"""Tests of the border itself: what a guest is, what it can reach, what is left behind."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import SandboxError
from grader.sandbox import forked, launch
from grader.sandbox.connection import Exit, GuestEnded, StudentError
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.guest import linux
from grader.sandbox.guest.settings import GuestLimits
from grader.sandbox.interface import SandboxSettings
from grader.sandbox.levels import LEVELS
from tests.support.guests import session_with, student_of, warm_sandbox
from tests.support.processes import command, wait_until

LOOK = """
import ctypes, os
def who(): return os.getuid(), os.getgid(), os.getpid()
def capabilities():
    libc = ctypes.CDLL(None)
    sets = (ctypes.c_uint32 * 6)()
    libc.capget((ctypes.c_uint32 * 2)(0x20080522, 0), sets)
    return list(sets)
def can_read(path):
    try:
        open(path, "rb").read(1)
        return True
    except OSError:
        return False
def can_list(path):
    try:
        return bool(os.listdir(path))
    except OSError:
        return False
def write(path, size):
    with open(path, "wb") as file:
        file.write(b"x" * size)
def files(n):
    for i in range(n): open(f"f{i}", "w").close()
def environment(): return dict(os.environ), os.getcwd()
def handlers():
    import signal
    return [n for n in range(1, signal.NSIG) if signal.getsignal(n) == signal.SIG_IGN]
"""


TOO_EARLY = """#!{python}
import os, sys, time
if os.fork():
    os._exit(1)
open({told!r}, "w").write(str(os.getpid()))
os.rename({told!r}, {child!r})
if {hangs_up}:
    os.close(int(sys.argv[-2]))
time.sleep(1000)
"""
"""A bwrap that ended between its fork and its first word to its child, which waits for it."""


@pytest.mark.parametrize("hangs_up", [False, True])
def test_what_a_bwrap_left_that_was_ended_too_early_ends_with_the_sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hangs_up: bool
) -> None:
    """It cannot die with its parent yet, holds all pipes open, and is waited for a moment only."""
    bwrap, told, child = (tmp_path / name for name in ("bwrap", "told", "child"))
    words = {"python": sys.executable, "told": str(told), "child": str(child)}
    bwrap.write_text(TOO_EARLY.format(**words, hangs_up=hangs_up))
    bwrap.chmod(0o755)
    monkeypatch.setattr(launch, "find_bwrap", lambda: str(bwrap))
    monkeypatch.setattr(forked, "START_SECONDS", 0.5)
    monkeypatch.setattr(forked, "LAST_WORDS_SECONDS", 0.5)
    sandbox = ForkedSandbox(SandboxSettings("L3", (), GuestLimits()))
    wait_until(child.exists)

    with pytest.raises(SandboxError, match="could not go on" if hangs_up else "answer in time"):
        sandbox.wait_until_warm()
    sandbox.close()

    wait_until(lambda: not command(int(child.read_text())))


def test_a_guest_has_no_capability_and_is_not_root(sandbox: ForkedSandbox) -> None:
    """Even a grader started as root gives a guest nothing of root's."""
    if sandbox.settings.level == "L1":
        pytest.skip("L1 is a plain process")

    with student_of(sandbox, LOOK) as student:
        assert student.capabilities() == [0] * 6
        if sandbox.settings.level == "L3":
            assert student.who()[0] not in (0,)


def test_a_guest_knows_its_own_folder_and_no_more(safe_sandbox: ForkedSandbox) -> None:
    """Its environment names its folder; signals are handled as in any fresh Python."""
    with student_of(safe_sandbox, LOOK) as student:
        environment, folder = student.environment()

        assert environment == {
            "HOME": folder, "TMPDIR": folder, "MPLCONFIGDIR": folder,
            "MPLBACKEND": "Agg", "LANG": "C.UTF-8", "TORCHDYNAMO_DISABLE": "1",
        }  # fmt: skip
        assert student.handlers() == [signal.SIGPIPE, signal.SIGXFSZ]


def test_a_guest_is_not_root_on_the_host_either(safe_sandbox: ForkedSandbox) -> None:
    """The guest's process belongs to an ordinary user as the host sees it."""
    if safe_sandbox.settings.level != "L3":
        pytest.skip("needs L3")

    guest = safe_sandbox.spawn()
    owner = os.stat(f"/proc/{guest.pid}").st_uid
    uid_line = next(
        line for line in Path(f"/proc/{guest.pid}/status").read_text().splitlines() if "Uid" in line
    )
    safe_sandbox.end(guest)

    assert uid_line.split()[1] != "0"
    assert owner in (0, int(uid_line.split()[1]))  # root's where the process is not dumpable


def test_a_guest_reads_no_file_that_root_alone_may_read(
    sandbox: ForkedSandbox, tmp_path: Path
) -> None:
    """Neither secrets, nor the course's solutions, nor the home folder, nor what is bound."""
    if sandbox.settings.level == "L1":
        pytest.skip("L1 does not hide files")
    secret = tmp_path / "secret"
    secret.write_text("canary")
    secret.chmod(0o600)
    solution = Path(__file__).parents[2] / "course.yml"

    with student_of(sandbox, LOOK) as student:
        for path in (secret, solution, "/etc/shadow", "/etc/passwd", "/proc/1/environ"):
            assert not student.can_read(str(path)), path
        for path in ("/", "/home", "/root", "/etc", str(tmp_path), "/proc", "/tmp"):
            assert not student.can_list(path), path


def test_nothing_is_bound_that_root_alone_may_read() -> None:
    """A walk over what a guest may read finds no file of root's own, where root grades."""
    if os.geteuid() != 0:
        pytest.skip("only where the grader is root")

    private = [path for path in launch.readable_paths() if _root_only(Path(path))]

    assert private == []


def _root_only(path: Path) -> bool:
    mode = path.stat().st_mode
    return not mode & (stat.S_IROTH | stat.S_IXOTH)


def test_disk_and_inodes_have_an_end(sandbox: ForkedSandbox) -> None:
    """At L3 a guest can fill neither the disk nor the table of files."""
    if sandbox.settings.level != "L3":
        pytest.skip("a quota needs a file system of one's own")

    with student_of(sandbox, LOOK) as student:
        with pytest.raises(OSError, match=r"space|large"):
            student.write("big", 64 << 20)
        with pytest.raises(OSError, match="space"):  # none of them too large for itself
            for number in range(4):
                student.write(f"part {number}", 4 << 20)
        with pytest.raises(OSError, match="space"):
            student.files(5000)


def test_a_guest_lives_in_an_empty_folder_of_its_own(sandbox: ForkedSandbox) -> None:
    """What one guest writes, the next does not find."""
    with student_of(sandbox, LOOK) as student:
        student.write("note", 3)
        assert student.can_read("note")
    with student_of(sandbox, LOOK) as student:
        assert not student.can_read("note")


def test_threads_work_and_processes_do_not(sandbox: ForkedSandbox) -> None:
    """numpy's and the student's threads run; a fork or a program is refused."""
    source = """
import os, subprocess, threading
def threads():
    done = []
    team = [threading.Thread(target=done.append, args=(i,)) for i in range(4)]
    [t.start() for t in team]; [t.join() for t in team]
    return sorted(done)
def fork(): return os.fork()
def run(): return subprocess.run(["/bin/true"]).returncode
"""
    with student_of(sandbox, source) as student:
        assert student.threads() == [0, 1, 2, 3]
        if sandbox.settings.level != "L1":
            with pytest.raises(StudentError):
                student.fork()
            with pytest.raises(StudentError):
                student.run()


def test_nothing_is_left_after_a_guest(sandbox: ForkedSandbox) -> None:
    """Every process of a guest is gone when it is ended, and its descriptors with it."""
    before = len(os.listdir("/proc/self/fd"))

    pids = []
    for _ in range(5):
        guest = sandbox.spawn()
        pids.append(guest.pid)
        sandbox.end(guest)

    assert len(os.listdir("/proc/self/fd")) == before
    assert not any(os.path.exists(f"/proc/{pid}") for pid in pids)


def test_a_guest_that_is_over_is_not_killed_again(
    sandbox: ForkedSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The watcher may come late: by then the number may be another process's."""
    signalled: list[object] = []
    guest = sandbox.spawn()
    sandbox.end(guest)
    for owner, name in ((os, "killpg"), (os, "kill"), (signal, "pidfd_send_signal")):
        monkeypatch.setattr(owner, name, lambda *given: signalled.append(given))

    guest.kill()

    assert signalled == []


def test_a_guest_that_ignores_signals_still_ends(sandbox: ForkedSandbox) -> None:
    """SIGKILL comes from outside; nothing inside can refuse it."""
    source = """
import signal, threading, time
def f():
    for number in signal.valid_signals():
        try: signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError): pass
    threading.Thread(target=lambda: time.sleep(1000)).start()
    while True: pass
"""
    with session_with(sandbox, source, seconds=0.5) as session:
        from grader.checks.remote import RemoteModule

        with pytest.raises(GuestEnded) as ended:
            RemoteModule(session).f()

    assert ended.value.verdict == "time limit"


def test_a_zygote_that_dies_is_an_error_of_ours() -> None:
    """A killed zygote is a SandboxError, never a student's failure, and leaves no process."""
    with ForkedSandbox(SandboxSettings("L1", limits=GuestLimits(256, 8, 60))) as sandbox:
        sandbox.wait_until_warm()
        os.kill(sandbox._process.pid, signal.SIGKILL)

        with pytest.raises(SandboxError):
            sandbox.spawn()


LATE = """
import json, socket, sys, time
control = socket.socket(fileno={})
control.send(json.dumps({{"ready": True, "problems": []}}).encode())
while order := json.loads(control.recv(1000) or "null"):
    late = order["n"] == 1
    time.sleep(1.0 if late else 0)
    answer = {{"n": order["n"], "status": 0, "cpu_seconds": 7.0, "far_cpu_seconds": 7.0}}
    control.send(json.dumps({{**answer, "filled": False}}).encode())
"""


@pytest.mark.parametrize("wrong_number", [False, True])
def test_a_late_answer_is_never_read_as_the_next_orders(
    monkeypatch: pytest.MonkeyPatch, wrong_number: bool
) -> None:
    """Whose zygote did not answer in time, or answers something else, has a new one or none."""
    script = LATE.replace('"n": order["n"], "s', '"n": 9, "s') if wrong_number else LATE
    monkeypatch.setattr(forked, "LAST_WORDS_SECONDS", 0.1)
    monkeypatch.setattr(forked, "ORDER_SECONDS", 60.0 if wrong_number else 0.3)
    monkeypatch.setattr(
        launch, "plain_command", lambda fd, _: [sys.executable, "-c", script.format(fd)]
    )
    with ForkedSandbox(SandboxSettings("L1", limits=GuestLimits(256, 8, 60))) as sandbox:
        sandbox.wait_until_warm()

        assert sandbox.reap(17) == Exit()
        assert sandbox._process.poll() is not None
        assert sandbox.reap(18) == Exit()
        with pytest.raises(SandboxError, match="could not go on"):
            sandbox.spawn()


def test_who_makes_files_without_number_is_ended(sandbox: ForkedSandbox) -> None:
    """At L3 there is no space for more of them; elsewhere somebody counts."""
    source = """
def fill():
    for number in range(200_000): open(f"f{number}", "w").close()
"""
    ends = OSError if sandbox.settings.level == "L3" else GuestEnded

    with student_of(sandbox, source) as student, pytest.raises(ends, match=r"space|file limit"):
        student.fill()


def test_a_guest_keeps_to_the_cores_that_it_was_given(sandbox: ForkedSandbox) -> None:
    """It has its zygote's, and cannot take others."""
    if sandbox.settings.level == "L1":
        pytest.skip("L1 is a plain process")
    source = """
import os
def mine(): return sorted(os.sched_getaffinity(0))
def take(): os.sched_setaffinity(0, os.sched_getaffinity(0))
"""
    with student_of(sandbox, source) as student:
        assert student.mine() == sorted(os.sched_getaffinity(sandbox._process.pid))
        with pytest.raises(PermissionError):
            student.take()


def test_an_answer_is_bounded_by_the_limits() -> None:
    """Its sender is told; a forger, who sends it all the same, is ended."""
    forged = """
import numpy as np
def honest(size): return np.zeros(size, np.uint8)
def forged(size):
    import sys
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "_channel"): frame = frame.f_back
    channel = frame.f_locals["self"]._channel
    channel._sends = type(channel._sends)()
    return honest(size)
"""
    settings = SandboxSettings("L1", limits=GuestLimits(256, 8, answer_mb=1))
    with warm_sandbox(settings) as sandbox, student_of(sandbox, forged) as student:
        assert len(student.honest(1 << 20)) == 1 << 20
        with pytest.raises(StudentError, match="too large to check"):
            student.honest((1 << 20) + 1)
        with pytest.raises(GuestEnded, match="protocol violation"):
            student.forged((1 << 20) + 1)


def test_there_is_no_second_name_for_a_file(sandbox: ForkedSandbox) -> None:
    """Hard links, pipes and devices: nobody needs one, and none is made."""
    if sandbox.settings.level == "L1":
        pytest.skip("L1 is a plain process")
    source = """
import os
def link(): open("a", "w").close(); os.link("a", "b")
def pipe(): os.mkfifo("p")
"""
    with student_of(sandbox, source) as student:
        for make in (student.link, student.pipe):
            with pytest.raises(PermissionError):
                make()


def test_what_a_dying_zygote_says_last_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It hangs up before it has said why: nobody kills it meanwhile."""
    script = "import os, sys, time; os.close({}); time.sleep(0.3); sys.exit('no room')"

    def command(descriptor: int, *_: object) -> list[str]:
        return [sys.executable, "-c", script.format(descriptor)]

    monkeypatch.setattr(launch, "plain_command", command)
    with ForkedSandbox(SandboxSettings("L1", limits=GuestLimits(256, 8, 60))) as sandbox:
        with pytest.raises(SandboxError, match="no room"):
            sandbox.wait_until_warm()


def test_a_library_that_cannot_be_imported_is_told() -> None:
    """A broken installation is named before the first submission is judged."""
    with ForkedSandbox(
        SandboxSettings("L1", ("numpy", "no_such_library"), GuestLimits(256, 8, 60))
    ) as sandbox:
        (problem,) = sandbox.wait_until_warm()

    assert "no_such_library" in problem


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder for temporary files, open to whoever a zygote becomes."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o1777)
        yield Path(name)


@pytest.mark.parametrize("level", LEVELS)
def test_a_border_leaves_nothing_when_its_owner_is_killed(level: str, open_folder: Path) -> None:
    """kill -9 of the grader ends the zygote and its guests too, and takes what they wrote."""
    busy = "open('left.txt', 'w').write('x')\nwhile True: pass"
    script = (
        "from grader.sandbox.forked import ForkedSandbox\n"
        "from grader.sandbox.interface import SandboxSettings\n"
        f"sandbox = ForkedSandbox(SandboxSettings({level!r}))\n"
        "sandbox.wait_until_warm(); guest = sandbox.spawn()\n"
        "print(sandbox._process.pid, guest.pid, flush=True)\n"
        f"cells = [['work.py', {busy!r}]]\n"
        "word = {'do': 'load', 'name': 'work', 'cells': cells, 'siblings': {}}\n"
        "guest.ask(word, 60, may_run=lambda place: True)\n"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env={**os.environ, "TMPDIR": str(open_folder)},
    )
    assert owner.stdout is not None
    pids = owner.stdout.readline().split()
    if not pids:
        owner.wait()
        pytest.skip(f"this machine has no {level}")
    wait_until(lambda: level == "L3" or bool([*open_folder.glob("guests-*/*/left.txt")]))

    owner.kill()
    owner.wait()
    owner.stdout.close()

    wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in pids))
    assert [*open_folder.iterdir()] == []


@pytest.mark.parametrize("level", LEVELS)
def test_root_that_may_end_no_guest_starts_none(
    level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without CAP_KILL a guest that is nobody's would run for ever: that is said, not tried."""
    monkeypatch.setattr(forked.os, "geteuid", lambda: 0)
    monkeypatch.setattr(forked.linux, "capabilities", lambda: linux.CAP_SETUID)

    with pytest.raises(SandboxError, match="may not end them") as refused:
        ForkedSandbox(SandboxSettings(level))
    assert "CAP_KILL" in refused.value.remedy


@pytest.mark.parametrize("held", [0, linux.CAP_SETUID | linux.CAP_KILL])
def test_root_that_stays_root_can_end_its_guests(
    held: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its guests are its own then, at L1; with both capabilities they are nobody's."""
    monkeypatch.setattr(forked.os, "geteuid", lambda: 0)
    monkeypatch.setattr(forked.linux, "capabilities", lambda: held)

    assert not forked._can_end_no_guest()
