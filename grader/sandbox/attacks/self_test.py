"""What the self-test tries in one guest before a level of protection is used.

Each function tries one thing that the level must stop, and returns True if it got through.
"""

import ctypes
import os
import socket
import subprocess


def _fails(action):
    try:
        action()
    except (OSError, ValueError, subprocess.SubprocessError):
        return False
    return True


def reads_a_host_file(path):
    return _fails(lambda: open(path, "rb").read(1))


def lists_the_host(path):
    return _fails(lambda: os.listdir(path))


def writes_a_host_file(path):
    return _fails(lambda: open(path, "ab").close())


def empties_a_host_file(path):
    return _fails(lambda: os.truncate(path, 0))


def marks_a_host_file(path):
    return _fails(lambda: os.utime(path))


def opens_a_socket():
    return _fails(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM).close())


def forks():
    def fork():
        if os.fork() == 0:
            os._exit(0)

    return _fails(fork)


def starts_a_program():
    return _fails(lambda: os.execv("/bin/true", ["true"])) or _fails(
        lambda: subprocess.run(["/bin/true"], check=False)
    )


def signals_another_process(pid):
    return _fails(lambda: os.kill(pid, 0)) or _fails(lambda: os.kill(os.getppid(), 0))


def asks_for_signals_of_input():
    import fcntl

    return _fails(lambda: fcntl.fcntl(0, fcntl.F_SETOWN, 1))


def traces_another_process(pid):
    libc = ctypes.CDLL(None, use_errno=True)
    attach = 16
    return libc.ptrace(attach, pid, 0, 0) == 0


def mounts_something():
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, None) == 0


def makes_namespaces():
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.unshare(0x10000000) == 0


def has_capabilities():
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    return libc.capget(header, sets) != 0 or any(sets)


def holds_other_descriptors():
    return any(_is_open(number) for number in range(3, 64) if not _is_own_call_socket(number))


def _is_open(number):
    return _fails(lambda: os.fstat(number))


def _is_own_call_socket(number):
    import stat

    try:
        return stat.S_ISSOCK(os.fstat(number).st_mode)
    except OSError:
        return False


def sees_other_processes(pid):
    return os.path.exists(f"/proc/{pid}/status")


def keeps_the_environment():
    own = {"HOME", "TMPDIR", "MPLBACKEND", "MPLCONFIGDIR", "LANG"}
    windows = {"SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP"}
    return bool(set(os.environ) - own - windows)
