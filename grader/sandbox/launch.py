"""Build the command that starts a zygote, and decide what the zygote sees of the machine.

At L3 the command is bwrap's: no network, own pid, ipc and uts namespaces, a read-only root that
holds the interpreter, its packages and the far side's own files, and an empty tmpfs to work in.
"""

from __future__ import annotations

import os
import shutil
import site
import sys
import sysconfig
from pathlib import Path

import grader
from grader.sandbox.guest.settings import GuestView

ROOT = str(Path(grader.__file__).parent.parent)
FAR_ROOT = "/grader.border"
_START = (
    "import sys, socket; sys.path.insert(0, sys.argv[1]); "
    "from grader.sandbox.guest import zygote; "
    "zygote.main(socket.socket(fileno=int(sys.argv[2])), sys.argv[3])"
)
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",  # sets of texts in the same order each time: a grade can be replayed
    "PYTHONDONTWRITEBYTECODE": "1",
    "TORCHDYNAMO_DISABLE": "1",  # torch.compile would start a compiler
    "MPLBACKEND": "Agg",
    "MPLCONFIGDIR": "/tmp",
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
}
_FAR_FILES = (
    "__init__.py",
    "sandbox/__init__.py",
    "sandbox/wire.py",
    "sandbox/channel.py",
    "sandbox/guest",
)


def gpu_devices() -> tuple[str, ...]:
    """Return the files through which CUDA reaches the GPUs of this machine."""
    return tuple(sorted(str(path) for path in Path("/dev").glob("nvidia*") if not path.is_dir()))


def readable_paths() -> tuple[str, ...]:
    """Return all that a guest may read of the machine: libraries, packages and the interpreter."""
    paths = sysconfig.get_paths()
    folders = ["/usr/lib", "/usr/lib64", "/usr/local/lib", os.path.join(sys.base_prefix, "lib")]
    folders += [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    folders += site.getsitepackages()
    if site.ENABLE_USER_SITE:
        folders.append(site.getusersitepackages())
    return tuple(_outermost([*folders, *_interpreters()]))


def _interpreters() -> list[str]:
    """Return the interpreter's path and, in a virtual environment, the files that it leads to."""
    files = [sys.executable]
    while os.path.islink(files[-1]):
        target = os.path.join(os.path.dirname(files[-1]), os.readlink(files[-1]))
        files.append(os.path.normpath(target))
    configuration = os.path.join(sys.prefix, "pyvenv.cfg")
    return [*files, *([configuration] if os.path.exists(configuration) else [])]


def _outermost(paths: list[str]) -> list[str]:
    """Drop missing paths, and those that lie below another of them."""
    present = sorted({os.path.abspath(path) for path in paths if os.path.exists(path)})
    kept: list[str] = []
    for path in present:
        if not any(path.startswith(above + "/") for above in kept):
            kept.append(path)
    return kept


def find_bwrap() -> str | None:
    """Return bubblewrap's path, or None where it is not installed."""
    return shutil.which("bwrap", path="/usr/bin:/bin:/usr/local/bin") or shutil.which("bwrap")


def plain_command(descriptor: int, view: GuestView) -> list[str]:
    """Return the command of a zygote without namespaces."""
    return [*_start(), ROOT, str(descriptor), view.text()]


def _start() -> list[str]:
    """Start Python as -I does, but for the environment: that is ours alone already."""
    return [sys.executable, "-s", "-P", "-c", _START]


def bwrap_command(bwrap: str, descriptor: int, view: GuestView, disk_mb: int) -> list[str]:
    """Return the command of a zygote inside bubblewrap.

    An ordinary user needs a user namespace. Root does without one and keeps just the capability to
    become nobody, which the zygote does first of all: the guest's ids are then not root's on the
    host either, and folders of root's that hold the interpreter need not be open to all.
    """
    command = [bwrap, "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    command += ["--unshare-cgroup-try", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    if os.geteuid() == 0:
        command += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        command += ["--unshare-user"]
    command += ["--clearenv", "--perms", "1777", "--size", str(disk_mb << 20), "--tmpfs", "/tmp"]
    for name, value in ENVIRONMENT.items():
        command += ["--setenv", name, value]
    command += [*_mounts(view), "--remount-ro", "/", "--chdir", "/", "--"]
    return [*command, *_start(), FAR_ROOT, str(descriptor), view.text()]


def _mounts(view: GuestView) -> list[str]:
    """Return what the zygote sees: the readable paths, the far side's files, a GPU's."""
    mounts: list[str] = []
    places = [*view.readable, f"{view.work}/x", f"{FAR_ROOT}/grader/x"]
    # Every folder that they lie in, each after the one that holds it.
    for folder in sorted({str(parent) for path in places for parent in Path(path).parents} - {"/"}):
        mounts += ["--perms", "0755", "--dir", folder]
    mounts += ["--proc", "/proc", "--dev", "/dev"]
    for path in view.readable:
        mounts += ["--ro-bind", path, path]
    for name in ("lib", "lib64"):
        mounts += _root_link(name)
    for name in _FAR_FILES:
        mounts += ["--ro-bind", f"{ROOT}/grader/{name}", f"{FAR_ROOT}/grader/{name}"]
    for path in view.devices:
        mounts += ["--dev-bind", path, path]
    return [*mounts, "--ro-bind", "/sys", "/sys"] if view.devices else mounts


def _root_link(name: str) -> list[str]:
    """Return /lib or /lib64 as it is here: a link into /usr, or a folder of its own."""
    path = f"/{name}"
    if os.path.islink(path):
        return ["--symlink", os.readlink(path), path]
    return ["--ro-bind", path, path] if os.path.isdir(path) else []
