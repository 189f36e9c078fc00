"""Linux's own words for self-restriction, through ctypes: prctl, namespaces, mounts, capabilities.

The numbers are the kernel headers'. Each word raises an `OSError` where the kernel refuses.
"""

from __future__ import annotations

import ctypes
import os
import resource
import struct

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long

CLONE_NEWNS = 0x0002_0000
CLONE_NEWIPC = 0x0800_0000
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWPID = 0x2000_0000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 1 << 12, 1 << 14, 1 << 18

CAP_KILL, CAP_SETUID, CAP_NET_ADMIN, CAP_SYS_ADMIN = 1 << 5, 1 << 7, 1 << 12, 1 << 21

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4

_SYS_CLOSE_RANGE = 436
_CAPABILITY_VERSION_3 = 0x2008_0522
_CAPABILITIES = 64


def check(result: int, what: str) -> int:
    """Return the result of a libc call, or raise the `OSError` that it left in errno."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def prctl(option: int, *arguments: int) -> int:
    """Call prctl(2), its unused arguments zero."""
    padded = [*arguments, 0, 0, 0, 0][:4]
    return check(libc.prctl(option, *map(ctypes.c_ulong, padded)), f"prctl {option}")


def unshare(flags: int) -> None:
    """Leave the namespaces of ``flags`` for new ones."""
    check(libc.unshare(flags), "unshare")


def join_pid_namespace(descriptor: int) -> None:
    """Let the children to come live in the pid namespace that ``descriptor`` names."""
    check(libc.setns(descriptor, CLONE_NEWPID), "setns")


def map_own_ids(uid: int, gid: int) -> None:
    """Map this process's own ids, and no others, into its new user namespace."""
    prctl(PR_SET_DUMPABLE, 1)  # /proc/self/uid_map is not writable otherwise
    maps = {"setgroups": "deny", "uid_map": f"{uid} {uid} 1", "gid_map": f"{gid} {gid} 1"}
    for name, line in maps.items():
        with open(f"/proc/self/{name}", "wb", buffering=0) as file:
            file.write(line.encode())
    prctl(PR_SET_DUMPABLE, 0)


def become_ordinary_user(uid: int) -> bool:
    """Give up root for ``uid``, if this is root and the kernel lets it; return whether it did."""
    if os.geteuid() != 0:
        return False
    try:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    except OSError:  # a container whose root may not change its id
        return False
    return True


def mount_tmpfs(target: str, flags: int, options: str) -> None:
    """Mount an empty tmpfs over ``target``."""
    arguments = (b"tmpfs", target.encode(), b"tmpfs", ctypes.c_ulong(flags), options.encode())
    check(libc.mount(*arguments), f"mount {target}")


def bind(source: str, target: str) -> None:
    """Show at ``target`` what lies at ``source``."""
    arguments = (source.encode(), target.encode(), None, ctypes.c_ulong(MS_BIND | MS_REC), None)
    check(libc.mount(*arguments), f"bind {target}")


def make_mounts_private() -> None:
    """Keep the mounts to come from the processes outside."""
    check(libc.mount(b"none", b"/", None, ctypes.c_ulong(MS_REC | MS_PRIVATE), None), "mount /")


def capabilities() -> int:
    """Return the effective capabilities of this process, a bit for each."""
    with open("/proc/self/status") as file:
        lines = dict(line.split(":\t", 1) for line in file.read().splitlines() if ":\t" in line)
    return int(lines["CapEff"], 16)


def drop_capabilities() -> None:
    """Give up every capability, for this process and all it could ever start."""
    for number in range(_CAPABILITIES):
        if libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0) != 0:
            break
    libc.prctl(PR_CAP_AMBIENT, ctypes.c_ulong(PR_CAP_AMBIENT_CLEAR_ALL), 0, 0, 0)
    header = struct.pack("<Ii", _CAPABILITY_VERSION_3, 0)
    check(libc.capset(header, bytes(24)), "capset")


def close_descriptors_but(keep: set[int]) -> None:
    """Close every descriptor from 3 on that is not in ``keep``."""
    first = 3
    for descriptor in [*sorted(keep), 1 << 30]:
        if descriptor > first:
            last = ctypes.c_uint(descriptor - 1)
            check(libc.syscall(_SYS_CLOSE_RANGE, ctypes.c_uint(first), last, 0), "close_range")
        first = max(first, descriptor + 1)


def limit(which: int, value: int) -> None:
    """Lower one rlimit, soft and hard, never above what this process was given."""
    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, value))
