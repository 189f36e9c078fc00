"""Small attacks that are sent to a guest as if students had handed them in; never imported here.

Each function is one. Its docstring says what it tries, and in brackets the lowest level that claims
to stop it, whether the self-test tries it each time before a level is used, and what it must end in
as work that `grader doctor --attack` judges. Whoever gets through says so: ``got through: …``.
"""

import ctypes
import errno
import os
import platform
import socket
import stat
import subprocess
import sys

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


def _call(x86_64, aarch64, *arguments):
    """Make a system call by its number; one that reaches the kernel got through, if in vain."""
    known = {"x86_64": x86_64, "aarch64": aarch64} if sys.platform == "linux" else {}
    number = known.get(platform.machine())
    if number is None:  # another system's call of this number may do anything
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    result = ctypes.CDLL(None, use_errno=True).syscall(number, *arguments)
    error = ctypes.get_errno()
    if result < 0 and error in (errno.EPERM, errno.ENOSYS):
        raise OSError(error, os.strerror(error))
    raise RuntimeError(f"got through: call {number} gave {result}, {os.strerror(error)}")


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
    _try(
        lambda: os.chmod(SECRET, 0o777),
        lambda: os.utime(SECRET, (1, 1)),
        lambda: os.utime(SECRET),  # now: whoever may write to it may do that
    )


def climbs_out_of_its_folder(x):
    """Reaches a file of this machine by `..`, by a link, and from the root of its own process.

    [L2: an exception]
    """
    os.symlink(SECRET, "link")
    ways = ("../" * 40 + SECRET, "link", f"/proc/self/root{SECRET}", f"/proc/self/cwd/..{SECRET}")
    _try(*[lambda way=way: open(way).read() for way in ways])


def changes_the_libraries(x):
    """Opens modules of Python's and of its packages to write to them. [L2: an exception]"""
    files = os.__file__, np.__file__, sys.executable
    _try(*[lambda file=file: open(file, "ab").close() for file in files])


def locks_a_shared_file(x):
    """Locks a file of Python's own for itself alone in both lasting ways; asks for a lease.

    [L2, self-test: an exception]
    """
    import fcntl  # Windows has none, and tries what L1 must stop

    request = bytes(32)  # a lock to read, from the first byte to the last
    with open(os.__file__) as file:
        _try(
            lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB),
            lambda: fcntl.fcntl(file, 37, request),  # F_OFD_SETLK
            lambda: fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK),
        )


def watches_a_folder(x):
    """Asks the kernel to say what happens in a folder: by inotify, by fanotify and by a signal.

    [L2: an exception]
    """
    import fcntl

    folder = os.open(os.path.dirname(os.__file__), os.O_RDONLY)
    _try(
        lambda: fcntl.fcntl(folder, fcntl.F_NOTIFY, fcntl.DN_ACCESS),
        lambda: _call(294, 26, 0),
        lambda: _call(300, 262, 0, 0),
    )


def makes_names_that_nothing_counts(x):
    """Makes hard links, devices and pipes in its own folder. [L2, self-test: an exception]"""
    open("own", "w").close()
    _try(
        lambda: os.link("own", "linked"),
        lambda: os.mknod("node"),
        lambda: os.mkfifo("pipe"),
    )


def opens_a_socket(x):
    """Opens a socket. [L2, self-test]"""
    _try(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM).close())


def calls_home(x):
    """Opens a connection to another program. [L2: an exception]"""
    _try(lambda: socket.create_connection(("127.0.0.1", int(PORT)), timeout=1).close())


def asks_who_reads_its_answers(x):
    """Asks the socket of its answers who is at the other end, and for a handle to that process.

    [L2: an exception]
    """
    sockets = [each for each in range(3, 64) if _is_socket(each)]
    so_peercred, so_peerpidfd = 17, 77
    room, size = bytes(12), (ctypes.c_uint * 1)(12)
    _try(
        *[
            lambda which=which, each=each: _call(55, 209, each, 1, which, room, size)  # getsockopt
            for which in (so_peercred, so_peerpidfd)
            for each in sockets
        ]
    )


def _is_socket(number):
    try:
        return stat.S_ISSOCK(os.fstat(number).st_mode)
    except OSError:
        return False


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


def takes_hold_of_another_process(x):
    """Opens a handle to the process that grades, and reads its memory by the kernel's help.

    [L2: an exception]
    """
    pid, room = int(NEAR_PID), bytes(64)
    _try(
        lambda: _call(434, 434, pid, 0),  # pidfd_open
        lambda: _call(438, 438, 3, 0, 0),  # pidfd_getfd
        lambda: _call(310, 270, pid, room, 1, room, 1, 0),  # process_vm_readv
        lambda: _call(440, 440, 3, room, 1, 20, 0),  # process_madvise
    )


def takes_more_than_its_share(x):
    """Chooses its cores, its priority and the scheduler's kindness. [L2: an exception]"""
    _try(
        lambda: _call(203, 122, 0, 8, bytes([255] * 8)),  # sched_setaffinity
        lambda: _call(141, 140, 0, 0, 5),  # setpriority
        lambda: _call(144, 119, 0, 0, bytes(4)),  # sched_setscheduler
        lambda: _call(314, 274, 0, bytes(56), 0),  # sched_setattr
    )


def raises_its_limits(x):
    """Lifts the limits of its memory and its time. [L2: an exception]"""
    import resource  # Windows has none

    endless = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    names = ("RLIMIT_DATA", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE")
    _try(
        *[lambda name=name: resource.setrlimit(getattr(resource, name), endless) for name in names]
    )


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


def regains_rights(x):
    """Asks for root, for other groups, for capabilities and for its filter to be taken off.

    [L2, self-test: an exception]
    """
    _try(
        lambda: os.setresuid(0, 0, 0),
        lambda: os.setgroups([0]),
        lambda: _call(126, 91, (ctypes.c_uint32 * 2)(0x20080522, 0), bytes([255] * 24)),  # capset
        lambda: _call(157, 167, 22, 0, 0, 0, 0),  # prctl: PR_SET_SECCOMP
        lambda: _call(157, 167, 4, 1, 0, 0, 0),  # prctl: PR_SET_DUMPABLE
    )


def lists_the_mounts(x):
    """Asks the kernel for the mounts and where they come from: by statmount, listmount, /proc.

    [L2: an exception]
    """
    request, room = (ctypes.c_uint64 * 4)(32, 2**64 - 1, 0, 0), bytes(512)
    request[0] = 24
    _try(
        lambda: _call(457, 457, request, room, 512, 0),
        lambda: _call(458, 458, request, room, 8, 0),
        lambda: open("/proc/self/mountinfo").read(),
    )


def opens_a_file_by_its_number(x):
    """Opens a file of this machine by its handle, past all names. [L2: an exception]"""
    handle, mount = (ctypes.c_uint32 * 34)(128), (ctypes.c_int * 1)()
    _try(
        lambda: _call(303, 264, -100, b"/", handle, mount, 0),
        lambda: _call(304, 265, -100, handle, 0),
    )


def fills_kernel_memory(x):
    """Makes what the kernel keeps and no limit counts: Landlock's rules, keys, rings, queues.

    [L2, self-test: an exception]
    """
    _try(
        lambda: _call(444, 444, (ctypes.c_uint64 * 1)(1), 8, 0),  # landlock_create_ruleset
        lambda: _call(248, 217, b"user", b"note", b"x", 1, -4),  # add_key
        lambda: _call(425, 425, 8, bytes(120)),  # io_uring_setup
        lambda: _call(68, 186, 0, 0o1600),  # msgget
    )


def leaves_memory_to_the_next(x):
    """Makes memory that has a name, or outlives it, for the next student's guest to find.

    [L2: an exception]
    """
    _try(
        lambda: _call(319, 279, b"note", 0),  # memfd_create
        lambda: _call(29, 194, 7, 4096, 0o1666),  # shmget
        lambda: _call(240, 180, b"note", 0o102, 0o666, 0),  # mq_open
        lambda: open("/dev/shm/note", "x").close(),
    )


def widens_the_kernels_surface(x):
    """Opens what holes in the kernel were found behind: bpf, perf, faults, mounts, splices.

    [L2: an exception]
    """
    room = bytes(128)
    _try(
        lambda: _call(321, 280, 0, room, 120),  # bpf
        lambda: _call(298, 241, room, 0, -1, -1, 0),  # perf_event_open
        lambda: _call(323, 282, 1),  # userfaultfd
        lambda: _call(430, 430, b"tmpfs", 0),  # fsopen
        lambda: _call(428, 428, -100, b"/", 0),  # open_tree
        lambda: _call(275, 76, 0, 0, 1, 0, 4096, 0),  # splice
    )


def calls_what_is_newer(x):
    """Makes system calls that are newer than the list of those that it may. [L2: an exception]"""
    _try(*[lambda number=number: _call(number, number, *[0] * 6) for number in range(451, 500)])


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
