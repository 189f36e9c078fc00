"""Tests of the zygote's command: what it sees of the machine, and what it does not."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from grader.sandbox import launch
from grader.sandbox.guest.settings import GuestView

BWRAP = "/usr/bin/bwrap"


def view_with(*readable: Path, devices: tuple[str, ...] = ()) -> GuestView:
    """Return the view of a guest that may read these paths."""
    return GuestView("L3", tuple(map(str, readable)), devices=devices)


def command_with(*readable: Path, devices: tuple[str, ...] = ()) -> list[str]:
    """Return bubblewrap's command for a zygote that may read these paths."""
    return launch.bwrap_command(BWRAP, 7, view_with(*readable, devices=devices), 8)


def pairs_of(command: list[str], option: str) -> set[tuple[str, str]]:
    """Return the two words behind each mention of an option."""
    places = [place for place, word in enumerate(command) if word == option]
    return {(command[place + 1], command[place + 2]) for place in places}


def test_a_path_below_another_is_not_named_twice(tmp_path: Path) -> None:
    """Nor one that is missing; a name that merely begins alike is another folder."""
    for name in ("lib/below", "lib64"):
        (tmp_path / name).mkdir(parents=True)
    paths = [str(tmp_path / name) for name in ("lib64", "lib/below", "lib", "missing", "lib")]

    assert launch._outermost(paths) == [str(tmp_path / "lib"), str(tmp_path / "lib64")]


def test_an_interpreter_behind_links_is_readable_with_each_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A virtual environment's Python is a chain of links, and its configuration lies beside it."""
    real, middle, first = (tmp_path / name for name in ("real", "middle", "bin/python"))
    real.touch()
    first.parent.mkdir()
    middle.symlink_to("real")
    first.symlink_to("../middle")
    (tmp_path / "pyvenv.cfg").touch()
    monkeypatch.setattr(sys, "executable", str(first))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))

    readable = set(launch.readable_paths())

    assert {str(path) for path in (real, middle, first, tmp_path / "pyvenv.cfg")} <= readable


def test_neither_homes_nor_secrets_are_readable() -> None:
    """What a guest may read is libraries and an interpreter, and nothing above them."""
    readable = launch.readable_paths()

    assert all(os.path.exists(path) for path in readable)
    for path in ("/", "/etc", "/home", "/root", "/usr", "/var", "/tmp", str(Path(__file__))):
        assert path not in readable
        assert not any(path.startswith(f"{each}/") for each in readable)


def test_every_namespace_is_new_and_every_capability_gone() -> None:
    """All that L3 promises is asked of bubblewrap, before the command that it starts."""
    command = command_with()
    options = command[: command.index("--")]

    assert command[0] == BWRAP
    assert {
        "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts",
        "--die-with-parent", "--new-session", "--clearenv",
    } <= set(options)  # fmt: skip
    assert options[options.index("--cap-drop") + 1] == "ALL"


@pytest.mark.parametrize(
    ("uid", "added"), [(0, ["CAP_SETUID", "CAP_SETGID"]), (1000, [])], ids=["root", "ordinary"]
)
def test_root_keeps_only_what_it_needs_to_become_nobody(
    uid: int, added: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ordinary user gets a user namespace, and no capability at all."""
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    command = command_with()

    places = [place for place, word in enumerate(command) if word == "--cap-add"]
    assert [command[place + 1] for place in places] == added
    assert ("--unshare-user" in command) is (uid != 0)


def test_nothing_is_writable_but_an_empty_tmpfs(tmp_path: Path) -> None:
    """What is shown is shown read-only, and the root that holds it is closed behind it."""
    command = command_with(tmp_path)

    assert (str(tmp_path), str(tmp_path)) in pairs_of(command, "--ro-bind")
    assert "--bind" not in command and "--dev-bind" not in command
    last_mount = max(place for place, word in enumerate(command) if word == "--ro-bind")
    assert last_mount < command.index("--remount-ro") < command.index("--")
    assert command[command.index("--size") + 1] == str(8 << 20)


def test_of_ours_the_far_side_sees_its_own_files_alone() -> None:
    """Neither the near side's code nor the attacks nor any other room."""
    ours = Path(launch.grader.__file__).parent
    shown = {
        source: target
        for source, target in pairs_of(command_with(), "--ro-bind")
        if target.startswith(launch.FAR_ROOT)
    }

    names = ["__init__.py", "sandbox/__init__.py", "sandbox/channel.py", "sandbox/guest",
             "sandbox/wire.py"]  # fmt: skip
    assert sorted(shown) == [str(ours / name) for name in names]
    assert all(os.path.exists(source) for source in shown)


@pytest.mark.parametrize("devices", [(), ("/dev/nvidia0",)])
def test_only_with_a_gpu_is_a_device_shown(devices: tuple[str, ...]) -> None:
    """CUDA needs its files and /sys; without one neither is there."""
    command = command_with(devices=devices)

    assert pairs_of(command, "--dev-bind") == {(path, path) for path in devices}
    assert (("/sys", "/sys") in pairs_of(command, "--ro-bind")) is bool(devices)


def test_a_root_folder_is_shown_as_it_is_here(tmp_path: Path) -> None:
    """/lib may be a link, a folder, or not there: the far side finds libraries as we do."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib64").symlink_to("usr/lib64")
    folder, link, missing = (str(tmp_path / name) for name in ("lib", "lib64", "lib32"))

    assert launch._root_link(folder[1:]) == ["--ro-bind", folder, folder]
    assert launch._root_link(link[1:]) == ["--symlink", "usr/lib64", link]
    assert launch._root_link(missing[1:]) == []


def test_a_plain_zygote_imports_nothing_from_where_it_stands() -> None:
    """Neither the current folder nor the user's own packages; its words are one argument each."""
    view = view_with()
    command = launch.plain_command(7, view)

    assert command[:4] == [sys.executable, "-s", "-P", "-c"]
    assert command[-2:] == ["7", view.text()]


def test_a_machine_without_bubblewrap_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then there is no path, and no guess at one."""
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)

    assert launch.find_bwrap() is None
