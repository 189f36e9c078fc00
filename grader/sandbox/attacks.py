"""Small attacks that are sent to a guest as if students had handed them in; never imported here.

Each function is one. Its docstring says what it tries, and in brackets the lowest level that claims
to stop it, whether the self-test tries it each time before a level is used, and what it must end in
as work that `grader doctor --attack` judges. Whoever gets through says so: ``got through: …``.
"""

import builtins
import ctypes
import gc
import os
import signal
import socket
import stat
import subprocess
import sys
import unittest

import numpy as np

SECRET, NEAR_PID, PORT = "@SECRET@", "@NEAR_PID@", "@PORT@"


def _try(*acts):
    """Raise what refused the acts, unless one of them got through."""
    refusals = []
    for act in acts:
        try:
            result = act()
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            refusals.append(getattr(error, "strerror", None) or str(error))
        else:
            raise RuntimeError(f"got through: {result!r}")
    raise PermissionError("; ".join(refusals))


def _through_if(true):
    raise RuntimeError("got through: it is so") if true else PermissionError("it is not so")


def reads_a_file(x):
    """Reads a file of this machine and repeats what it says. [L2, self-test: an exception]"""
    _try(lambda: open(SECRET).read())


def lists_the_host(x):
    """Lists a folder of this machine. [L2, self-test]"""
    _try(lambda: os.listdir("/etc"))


def writes_a_host_file(x):
    """Opens a file of this machine to write to it. [L2, self-test]"""
    _try(lambda: open(SECRET, "ab").close())


def empties_a_host_file(x):
    """Cuts a file of this machine to nothing. [L2, self-test]"""
    _try(lambda: os.truncate(SECRET, 0))


def marks_a_host_file(x):
    """Changes when a file of this machine was last changed. [L2, self-test]"""
    _try(lambda: os.utime(SECRET))


def changes_a_file(x):
    """Appends to a file of this machine, empties it, renames it, puts another beside it.

    [L2: an exception]
    """
    _try(
        lambda: open(SECRET, "a").write("changed"),
        lambda: open(f"{SECRET}.new", "w").write("new"),
        lambda: os.truncate(SECRET, 1),
        lambda: os.rename(SECRET, f"{SECRET}.moved"),
    )


def changes_permissions(x):
    """Changes who may read a file of this machine, and when it was last changed.

    [L2: an exception]
    """
    _try(lambda: os.chmod(SECRET, 0o777), lambda: os.utime(SECRET, (1, 1)))


def fills_the_disk(x):
    """Writes several times what a guest may keep on the disk. [L3: an exception]"""
    for number in range(4):
        with open(f"full-{number}", "wb") as file:
            file.write(bytes(7 << 20))
    raise RuntimeError("got through: 28 MiB written")


def opens_a_socket(x):
    """Opens a socket. [L2, self-test]"""
    _try(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM).close())


def calls_home(x):
    """Opens a connection to another program. [L2: an exception]"""
    _try(lambda: socket.create_connection(("127.0.0.1", int(PORT)), timeout=1).close())


def forks(x):
    """Forks itself. [L2, self-test]"""
    _try(lambda: os.fork() or os._exit(0))


def starts_a_program(x):
    """Starts another program, becomes one, and forks itself. [L2, self-test: an exception]"""
    _try(
        lambda: subprocess.run([sys.executable, "-c", ""], check=False),
        lambda: os.execv("/bin/true", ["true"]),
        lambda: os.fork() or os._exit(0),
    )


def signals_another_process(x):
    """Reaches another process with a signal. [L2, self-test]"""
    others = {int(NEAR_PID), os.getppid()} - {os.getpid()}  # each may be 1: in its own namespace
    _try(*[lambda pid=pid: os.kill(pid, 0) for pid in others])


def asks_for_signals_of_input(x):
    """Lets the kernel send a signal to another process, whenever there is input. [L2, self-test]"""
    import fcntl  # Windows has none, and tries what L1 must stop

    _try(lambda: fcntl.fcntl(0, fcntl.F_SETOWN, 1))


def traces_another_process(x):
    """Follows the process that grades, as a debugger does. [L2, self-test]"""
    seize = 0x4206  # asks for the same right as to attach, and stops nobody who is not protected
    _through_if(ctypes.CDLL(None).ptrace(seize, int(NEAR_PID), None, None) == 0)


def sees_other_processes(x):
    """Looks whether the process that grades is in sight. [L3, self-test]"""
    _through_if(os.path.exists(f"/proc/{NEAR_PID}/status"))


def reads_foreign_memory(x):
    """Opens the memory and the environment of the process that grades. [L2: an exception]"""
    names = ("mem", "environ", "maps")
    _try(*[lambda name=name: open(f"/proc/{NEAR_PID}/{name}", "rb").close() for name in names])


def mounts_something(x):
    """Mounts a file system. [L2, self-test]"""
    _through_if(ctypes.CDLL(None).mount(b"tmpfs", b"/tmp", b"tmpfs", 0, None) == 0)


def makes_namespaces(x):
    """Leaves for a user namespace of its own. [L2, self-test]"""
    _through_if(ctypes.CDLL(None).unshare(0x10000000) == 0)


def has_capabilities(x):
    """Asks for the capabilities that it has. [L2, self-test]"""
    header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    _through_if(ctypes.CDLL(None).capget(header, sets) != 0 or any(sets))


def holds_other_descriptors(x):
    """Looks for open files that are not its own call socket. [L1, self-test]"""

    def is_foreign(number):
        try:
            return not stat.S_ISSOCK(os.fstat(number).st_mode)
        except OSError:
            return False

    _through_if(any(map(is_foreign, range(3, 64))))


def keeps_the_environment(x):
    """Looks for what the environment holds of ours. [L1, self-test]"""
    own = {"HOME", "TMPDIR", "MPLBACKEND", "MPLCONFIGDIR", "LANG", "TORCHDYNAMO_DISABLE"}
    windows = {"SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP"}
    _through_if(set(os.environ) - own - windows)


def eats_memory(x):
    """Asks for a gigabyte, piece by piece, and keeps it. [L2: an exception or memory limit]"""
    kept = [bytes([1]) * (8 << 20) for _ in range(128)]
    raise RuntimeError(f"got through: {len(kept)} pieces of 8 MiB")


def floods_the_output(x):
    """Prints without end. [L2: output limit]"""
    for _ in range(1024):
        print("x" * (64 << 10), flush=True)
    raise RuntimeError("got through: 64 MiB printed")


def leaves_early(x):
    """Ends its own process with success before the check can fail. [L1: left early]"""
    os._exit(0)


def never_ends(x):
    """Ignores every signal and loops for ever. [L1: time limit]"""
    for number in signal.valid_signals():
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            continue
    while True:
        pass


def _guest():
    """Find the guest that carries out this call, frame by frame."""
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "_channel"):
        frame = frame.f_back
    return frame.f_locals["self"]


def breaks_the_wire(x):
    """Writes a frame onto the grader's connection that claims to be of 2^64 bytes.

    [L1: protocol violation]
    """
    _guest()._channel._write(b"\xff" * 12)


def forges_an_answer(x):
    """Sends answers of its own over the connection: for this call, and for the next.

    [L1: a wrong answer or protocol violation]
    """
    guest = _guest()
    for number in range(guest._number, guest._number + 3):
        guest._channel.send({"n": number, "ok": True, "passed": True, "score": 1.0})


class _Anything:
    shape, dtype, ndim, size = (3,), float, 1, 3

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __array__(self, *_, **__):
        return self

    def __sub__(self, other):
        return 0

    __rsub__ = __le__ = __ge__ = all = any = __sub__


def equals_everything(x):
    """Returns an object that claims to equal all that it is compared with. [L1: a wrong answer]"""
    return _Anything()


def patches_the_libraries(x):
    """Replaces the functions that compare, in numpy, in unittest and in Python itself.

    [L1: a wrong answer]
    """

    def agree(*_, **__):
        return True

    for owner, names in (
        (np, ("allclose", "isclose", "array_equal", "all")),
        (np.testing, ("assert_allclose", "assert_array_equal")),
        (unittest.TestCase, ("assertEqual", "assertAlmostEqual")),
        (builtins, ("all", "abs")),
    ):
        for name in names:
            setattr(owner, name, agree)
    return np.zeros(3)


def searches_for_the_answer(x):
    """Searches its own memory, by module and by frame, for the expected value.

    [L1: a wrong answer or an exception]
    """
    frame, places = sys._getframe(), [vars(module) for module in [*sys.modules.values()]]
    while frame := frame.f_back:
        places.append(frame.f_locals)
    places += [each for each in gc.get_objects() if type(each) is dict]
    for place in places:
        for name, value in [*place.items()]:
            if name in ("expected", "right", "solution", "reference"):
                return value
            if isinstance(value, np.ndarray) and value.shape == x.shape and value is not x:
                return value
    raise LookupError("nothing is here but what was sent")
