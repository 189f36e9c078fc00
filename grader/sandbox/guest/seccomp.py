"""A seccomp filter: which system calls this process may no longer make.

The filter is a deny list over an allowed rest, since numpy, torch and their threads need many
calls: everything that starts a process, reaches another one, opens a socket, changes mounts or
identities, marks files, or widens the kernel's surface is refused with EPERM. Threads stay
allowed, and signals to oneself. A call that is newer than the list does not exist: libc knows what
to do without it.

Numbers: the kernel's syscall tables for x86_64 and for the generic table that aarch64 uses.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from functools import cache
from platform import machine

from grader.sandbox.guest.linux import PR_SET_DUMPABLE, PR_SET_PDEATHSIG, check, libc

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_ALLOW, _ERRNO, _KILL = 0x7FFF_0000, 0x0005_0000, 0x8000_0000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _GO_ON, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x05, 0x06
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16
_X32_BIT = 0x4000_0000
_FIRST_UNKNOWN = 463  # setxattrat: the calls that are newer than this filter
_CLONE_THREAD = 0x0001_0000

_FCNTLS = [8, 10, 15, 1024]  # F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE
_IOCTLS = [0x8901, 0x8902, 0x5412]  # FIOSETOWN, SIOCSPGRP, TIOCSTI
_PRCTLS = [PR_SET_PDEATHSIG, PR_SET_DUMPABLE]

_AUDIT_ARCH = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}

# name: (x86_64, aarch64); None where the architecture has no such call
_DENIED: dict[str, tuple[int | None, int | None]] = {
    # other processes
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "kcmp": (312, 272),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "tkill": (200, 130),
    "setpriority": (141, 140), "ioprio_set": (251, 30), "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118), "sched_setattr": (314, 274), "sched_setaffinity": (203, 122),
    "migrate_pages": (256, 238), "move_pages": (279, 239),
    # sockets and shared memory
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200),
    "listen": (50, 201), "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190),
    "semop": (65, 193), "semctl": (66, 191), "semtimedop": (220, 192), "msgget": (68, 186),
    "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187), "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    # what can be changed or watched of files that Landlock hides: it sees none of these
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, None), "lchown": (94, None), "fchown": (93, 55), "fchownat": (260, 54),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    "utime": (132, None), "utimes": (235, None), "futimesat": (261, None),
    "utimensat": (280, 88), "inotify_init": (253, None), "inotify_init1": (294, 26),
    # names for what is there already, and files that are none: nobody needs them
    "link": (86, None), "linkat": (265, 37), "mknod": (133, None), "mknodat": (259, 33),
    # mounts and namespaces
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "unshare": (272, 97), "setns": (308, 268),
    "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264),
    # identities
    "setuid": (105, 146), "setgid": (106, 144), "setreuid": (113, 145), "setregid": (114, 143),
    "setresuid": (117, 147), "setresgid": (119, 149), "setgroups": (116, 159),
    "setfsuid": (122, 151), "setfsgid": (123, 152), "capset": (126, 91),
    # the kernel's wider surface
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "swapon": (167, 224),
    "swapoff": (168, 225), "reboot": (169, 142), "acct": (163, 89), "quotactl": (179, 60),
    "quotactl_fd": (443, 443), "personality": (135, 92), "sethostname": (170, 161),
    "setdomainname": (171, 162), "iopl": (172, None), "ioperm": (173, None),
    "modify_ldt": (154, None), "uselib": (134, None), "syslog": (103, 116),
    "vhangup": (153, 58), "clock_settime": (227, 112), "settimeofday": (164, 170),
    "adjtimex": (159, 171), "clock_adjtime": (305, 266), "lookup_dcookie": (212, 18),
    "fanotify_init": (300, 262), "io_setup": (206, 0),
}  # fmt: skip
_BY_ARGUMENT = {
    "clone": (56, 220), "clone3": (435, 435), "kill": (62, 129), "tgkill": (234, 131),
    "prlimit64": (302, 261), "fcntl": (72, 25), "ioctl": (16, 29), "prctl": (157, 167),
}  # fmt: skip


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, value)


def _refuse(error: int) -> bytes:
    return _instruction(_RETURN, _ERRNO | error)


_ALLOWED, _REFUSED = _instruction(_RETURN, _ALLOW), _refuse(errno.EPERM)


def _deny_all(numbers: set[int]) -> bytes:
    """Refuse these calls; the rest goes on behind.

    They are found by their ranges, in rising order: the kernel compiles a filter for each guest,
    and goes through it with every number that there is.
    """
    firsts = sorted(number for number in numbers if number - 1 not in numbers)
    lasts = sorted(number for number in numbers if number + 1 not in numbers)
    tests = b""
    for left, (first, last) in enumerate(zip(reversed(firsts), reversed(lasts), strict=True)):
        tests = (
            _instruction(_AT_LEAST, last + 1, 1, 0)
            + _instruction(_AT_LEAST, first, 2 * left + 1, 2 * left + 2)
            + tests
        )
    return tests + _instruction(_GO_ON, 1) + _REFUSED


def _decide(
    number: int, argument: int, values: list[int], listed: bytes, others: bytes, test: int = _EQUAL
) -> bytes:
    """Decide one call by an argument: by whether it equals one of ``values``, or has its bit."""
    tests = [_instruction(test, value, len(values) - i, 0) for i, value in enumerate(values)]
    block = _instruction(_LOAD, _ARGUMENTS_AT + 8 * argument) + b"".join(tests) + others + listed
    return _instruction(_EQUAL, number, 0, len(block) // 8) + block


@cache
def program(own_pid: int) -> bytes:
    """Return the filter as BPF instructions for this machine's processor.

    Raises `OSError` (ENOSYS) on a processor whose numbers are not known.
    """
    processor = machine()
    if processor not in _AUDIT_ARCH:
        raise OSError(errno.ENOSYS, f"no seccomp filter for {processor}")
    column = 0 if processor == "x86_64" else 1
    numbers = {name: row[column] for name, row in _BY_ARGUMENT.items()}
    parts = [_instruction(_LOAD, _ARCH_AT), _instruction(_EQUAL, _AUDIT_ARCH[processor], 1, 0)]
    parts += [_instruction(_RETURN, _KILL), _instruction(_LOAD, _NUMBER_AT)]
    if processor == "x86_64":
        parts += [_instruction(_AT_LEAST, _X32_BIT, 0, 1), _instruction(_RETURN, _KILL)]
    parts += [_instruction(_AT_LEAST, _FIRST_UNKNOWN, 0, 1), _refuse(errno.ENOSYS)]
    denied = (row[column] for row in _DENIED.values())
    parts += [_deny_all({number for number in denied if number is not None})]
    parts += [
        _instruction(_EQUAL, numbers["clone3"], 0, 1),
        _refuse(errno.ENOSYS),  # so that libc falls back to clone
        _decide(numbers["clone"], 0, [_CLONE_THREAD], _ALLOWED, _REFUSED, _ANY_BIT),
        _decide(numbers["kill"], 0, [own_pid], _ALLOWED, _REFUSED),
        _decide(numbers["tgkill"], 0, [own_pid], _ALLOWED, _REFUSED),
        _decide(numbers["prlimit64"], 0, [0, own_pid], _ALLOWED, _REFUSED),
        _decide(numbers["fcntl"], 1, _FCNTLS, _REFUSED, _ALLOWED),
        _decide(numbers["ioctl"], 1, _IOCTLS, _REFUSED, _ALLOWED),
        _decide(numbers["prctl"], 0, _PRCTLS, _REFUSED, _ALLOWED),
        _ALLOWED,
    ]
    return b"".join(parts)


def restrict(own_pid: int) -> None:
    """Put the filter on this process, for good. NO_NEW_PRIVS must be set before."""
    code = program(own_pid)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("<HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    arguments = (ctypes.c_ulong(_MODE_FILTER), ctypes.c_char_p(header), 0, 0)
    check(libc.prctl(_PR_SET_SECCOMP, *arguments), "seccomp")
