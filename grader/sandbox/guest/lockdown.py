"""How a freshly forked guest locks itself down, before it sees a byte of a submission.

A step that fails raises an `OSError`. The order matters: each needs what a later one takes away.

==========  ==========================================================================
level       what holds
==========  ==========================================================================
L3          own user, pid, mount and ipc namespaces, and all that L2 has
L2          Landlock, seccomp, no capabilities, no new privileges, and all that L1 has
L1          its own session, closed descriptors, rlimits, an empty environment
==========  ==========================================================================
"""

from __future__ import annotations

import os
import random
import resource
import signal
import tempfile
from contextlib import suppress
from functools import cache

from grader.sandbox.guest import landlock, linux, seccomp
from grader.sandbox.guest.settings import GuestLimits, GuestView

_GPU_FILES = ("/proc/self", "/proc/driver/nvidia", "/sys/devices", "/sys/bus/pci", "/sys/module")
_OPEN_FILES, _THREADS, _INODES = 64, 64, 1024


def prepare(view: GuestView) -> None:
    """Do once, in the zygote, what its guests then have from it. Its libraries are imported."""
    for number in range(1, signal.NSIG):
        if signal.getsignal(number) != signal.SIG_DFL:
            with suppress(OSError, ValueError):  # signals that nobody may set, or libc keeps
                signal.signal(number, signal.SIG_DFL)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # as Python has it: an OSError comes instead
        signal.signal(number, signal.SIG_IGN)
    _data_in_use()
    if view.level == "L3":  # each guest has the same folder, and is process 1
        reset_environment(view.work)
        with suppress(OSError):  # a processor that is not known: each guest will say so
            seccomp.program(1, bool(view.devices), files=True)


def lock_down(view: GuestView, limits: GuestLimits, keep: set[int], prints: int) -> None:
    """Turn this process into a guest; raise `OSError` if any step fails."""
    work = own_folder(view)
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(prints, 1)
    os.dup2(prints, 2)
    linux.close_descriptors_but(keep)
    if view.level == "L3":
        uid, gid = os.getuid(), os.getgid()
        linux.unshare(linux.CLONE_NEWUSER | linux.CLONE_NEWNS | linux.CLONE_NEWIPC)
        linux.map_own_ids(uid, gid)
        _mount_own_files(work, limits.disk_mb, cover_proc=not view.devices)
    else:
        os.mkdir(work, 0o700)
    os.chdir(work)
    _set_rlimits(limits, _data_in_use(), count_threads=view.level == "L3")
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    if view.level != "L1":
        linux.prctl(linux.PR_SET_DUMPABLE, 0)
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        linux.drop_capabilities()
        devices = ("/dev/null", "/dev/urandom", "/dev/random", "/dev/zero")
        gpu = _GPU_FILES if view.devices else ()
        readable = (*view.readable, *devices, *gpu)
        landlock.restrict(readable, (work, "/dev/null"), view.devices)
        seccomp.restrict(os.getpid(), bool(view.devices))
    if view.level != "L3":  # there the zygote's is the guest's
        reset_environment(work)
    tempfile.tempdir = None  # the zygote's libraries may have asked for it, and it is kept
    random.seed()


def own_folder(view: GuestView) -> str:
    """Return the folder in which this guest may write; it is its own alone."""
    return view.work if view.level == "L3" else f"{view.work}/{os.getpid()}"


def _mount_own_files(work: str, disk_mb: int, *, cover_proc: bool) -> None:
    linux.make_mounts_private()
    plain = linux.MS_NOSUID | linux.MS_NODEV
    linux.mount_tmpfs(work, plain, f"size={disk_mb}m,nr_inodes={_INODES},mode=0700")
    hidden = plain | linux.MS_RDONLY | linux.MS_NOEXEC
    if cover_proc:  # CUDA reads of it; then Landlock alone hides what others own
        linux.mount_tmpfs("/proc", hidden, "size=4k,nr_inodes=2,mode=0555")


def _set_rlimits(limits: GuestLimits, data_held: int, *, count_threads: bool) -> None:
    caps = [
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.disk_mb << 20),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_DATA, data_held + (limits.memory_mb << 20)),
    ]
    if count_threads:  # elsewhere the count is shared with all that this user runs
        caps += [(resource.RLIMIT_NPROC, _THREADS)]
    for which, value in caps:
        linux.limit(which, value)


@cache
def _data_in_use() -> int:
    """Return the bytes of private memory that a guest has from its zygote, which is asked first."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[5]) * resource.getpagesize()


def reset_environment(work: str) -> None:
    """Let the environment name the guest's own folder, and what libraries must not try here."""
    os.environ.clear()
    os.environ.update(HOME=work, TMPDIR=work, MPLBACKEND="Agg", MPLCONFIGDIR=work, LANG="C.UTF-8")
    os.environ["TORCHDYNAMO_DISABLE"] = "1"  # torch.compile needs a compiler: it changes nothing
