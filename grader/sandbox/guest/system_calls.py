"""The system calls that a guest may make, and why; whatever is not listed is refused.

The list was measured: Python, numpy, scipy, pandas, torch, scikit-learn, matplotlib and the example
class ran under it (docs/system-calls.md). Beside what was seen stand calls in whose place another
libc, Python or processor makes the ones seen: `stat` for `newfstatat`.

A row is ``name: (number on x86_64, number on aarch64)``, None where there is no such call. The
numbers are those of the kernel's headers, up to Linux 6.1.
"""

from __future__ import annotations

Numbers = tuple[int | None, int | None]

FIRST_UNKNOWN = 451
"""The calls from here on are newer than this list: to a guest they do not exist."""

_MEMORY: dict[str, Numbers] = {
    "brk": (12, 214), "mmap": (9, 222), "munmap": (11, 215), "mprotect": (10, 226),
    "mremap": (25, 216), "madvise": (28, 233),
    "msync": (26, 227),  # flush() of numpy's memmap
}  # fmt: skip
_THREADS: dict[str, Numbers] = {  # OpenMP's and OpenBLAS's, a student's own, and their locks
    "exit": (60, 93), "exit_group": (231, 94), "futex": (202, 98), "futex_waitv": (449, 449),
    "set_robust_list": (273, 99), "get_robust_list": (274, 100), "rseq": (334, 293),
    "set_tid_address": (218, 96), "membarrier": (324, 283), "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123), "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120), "sched_get_priority_max": (146, 125),
    "sched_get_priority_min": (147, 126), "getcpu": (309, 168), "gettid": (186, 178),
    "arch_prctl": (158, None),  # asks for the tiles of newer processors: oneDNN multiplies in them
}  # fmt: skip
_OWN_SIGNALS: dict[str, Numbers] = {  # and children, of which a guest has none
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "rt_sigpending": (127, 136), "rt_sigsuspend": (130, 133), "rt_sigtimedwait": (128, 137),
    "sigaltstack": (131, 132), "restart_syscall": (219, 128), "pause": (34, None),
    "alarm": (37, None), "setitimer": (38, 103), "getitimer": (36, 102), "wait4": (61, 260),
    "waitid": (247, 95),
}  # fmt: skip
_CLOCKS: dict[str, Numbers] = {
    "time": (201, None), "gettimeofday": (96, 169), "clock_gettime": (228, 113),
    "clock_getres": (229, 114), "nanosleep": (35, 101), "clock_nanosleep": (230, 115),
    "times": (100, 153), "getrusage": (98, 165),
}  # fmt: skip
_ITSELF: dict[str, Numbers] = {  # what a process asks about itself and the machine
    "getpid": (39, 172), "getppid": (110, 173), "getpgrp": (111, None), "getuid": (102, 174),
    "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177), "getgroups": (115, 158),
    "getresuid": (118, 148), "getresgid": (120, 150), "getrlimit": (97, 163),
    "setrlimit": (160, 164), "capget": (125, 90), "uname": (63, 160), "sysinfo": (99, 179),
    "getrandom": (318, 278), "umask": (95, 166),
}  # fmt: skip
_OPEN_FILES: dict[str, Numbers] = {  # Landlock says which may be opened
    "open": (2, None), "openat": (257, 56), "openat2": (437, 437), "creat": (85, None),
    "close": (3, 57), "close_range": (436, 436), "dup": (32, 23), "dup2": (33, None),
    "dup3": (292, 24), "lseek": (8, 62), "read": (0, 63), "write": (1, 64), "pread64": (17, 67),
    "pwrite64": (18, 68), "readv": (19, 65), "writev": (20, 66), "preadv": (295, 69),
    "pwritev": (296, 70), "preadv2": (327, 286), "pwritev2": (328, 287), "sendfile": (40, 71),
    "copy_file_range": (326, 285), "fsync": (74, 82), "fdatasync": (75, 83),
    "ftruncate": (77, 46), "fallocate": (285, 47), "fadvise64": (221, 223), "pipe": (22, None),
    "pipe2": (293, 59), "poll": (7, None), "ppoll": (271, 73), "select": (23, None),
    "pselect6": (270, 72),
}  # fmt: skip
_NAMES: dict[str, Numbers] = {  # of files; hard links, devices and pipes have none
    "stat": (4, None), "lstat": (6, None), "fstat": (5, 80), "newfstatat": (262, 79),
    "statx": (332, 291), "statfs": (137, 43), "fstatfs": (138, 44), "access": (21, None),
    "faccessat": (269, 48), "faccessat2": (439, 439), "readlink": (89, None),
    "readlinkat": (267, 78), "getcwd": (79, 17), "chdir": (80, 49), "fchdir": (81, 50),
    "getdents": (78, None), "getdents64": (217, 61), "mkdir": (83, None), "mkdirat": (258, 34),
    "rmdir": (84, None), "unlink": (87, None), "unlinkat": (263, 35), "rename": (82, None),
    "renameat": (264, 38), "renameat2": (316, 276), "symlink": (88, None),
    "symlinkat": (266, 36), "truncate": (76, 45),
}  # fmt: skip

ALLOWED = {
    **_MEMORY, **_THREADS, **_OWN_SIGNALS, **_CLOCKS, **_ITSELF, **_OPEN_FILES, **_NAMES,
}  # fmt: skip
"""What is allowed whatever its arguments are."""

NAMING = {*_NAMES, "open", "openat", "openat2", "creat"} - {"fstat"}
"""What opens a file, or asks for it, by a name: a process that only reads bytes needs none."""

BY_ARGUMENT: dict[str, Numbers] = {
    "clone": (56, 220), "clone3": (435, 435), "kill": (62, 129), "tgkill": (234, 131),
    "prlimit64": (302, 261), "fcntl": (72, 25), "ioctl": (16, 29), "prctl": (157, 167),
}  # fmt: skip
"""What `seccomp` decides by an argument."""

OF_A_GPU: dict[str, Numbers] = {  # from documents of its driver; beside it all of `ioctl`
    "mlock": (149, 228), "mlock2": (325, 284), "munlock": (150, 229), "mincore": (27, 232),
    "mbind": (237, 235), "get_mempolicy": (239, 236), "set_mempolicy": (238, 237),
    "eventfd2": (290, 19), "epoll_create1": (291, 20), "epoll_ctl": (233, 21),
    "epoll_wait": (232, None), "epoll_pwait": (281, 22), "epoll_pwait2": (441, 441),
    "sendmsg": (46, 211), "recvmsg": (47, 212), "getpriority": (140, 141),
}  # fmt: skip
"""What CUDA may make as well, where a guest is given the driver's files. Not measured."""

# Duplicates, flags, questions. Not the locks of others' files, nor owners, leases, notices of them.
FCNTLS = {
    "F_DUPFD": 0, "F_GETFD": 1, "F_SETFD": 2, "F_GETFL": 3, "F_SETFL": 4, "F_GETLK": 5,
    "F_DUPFD_CLOEXEC": 1030, "F_GETPIPE_SZ": 1032,
}  # fmt: skip
FCNTLS_OF_NO_EFFECT = {"F_SETLK": 6, "F_SETLKW": 7}
"""Locks that keep out other processes, of which none may open what a guest can write: they are
answered as if they were taken, so that sqlite3 works on a file. A real one would be everybody's on
a file of Python's, and memory of the kernel that no limit counts."""
# What a file that is no terminal may be asked, and the flags of a descriptor.
IOCTLS = {
    "TCGETS": 0x5401, "TCGETS2": 0x802C_542A, "TIOCGWINSZ": 0x5413, "FIONREAD": 0x541B,
    "FIONBIO": 0x5421, "FIONCLEX": 0x5450, "FIOCLEX": 0x5451, "FICLONE": 0x4004_9409,
}  # fmt: skip
OWNERSHIP_IOCTLS = {"FIOSETOWN": 0x8901, "SIOCSPGRP": 0x8902, "TIOCSTI": 0x5412}
"""Signals to, and typing for, others: refused even where a GPU is controlled."""
PRCTLS = {
    "PR_SET_NAME": 15, "PR_GET_NAME": 16,  # of a thread
    "PR_SVE_SET_VL": 50, "PR_SVE_GET_VL": 51,  # how long the vectors of an aarch64 are
    "PR_SET_VMA": 0x5356_4D41,  # malloc names what it maps
}  # fmt: skip
