"""Tests of network_drives: which folders lie on another machine, by the table of mounts."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.store.network_drives import network_drive
from grader.store.sqlite import Store

MOUNTED = r"""22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:21 / /proc rw - proc proc rw
40 22 0:45 / /home rw,relatime shared:9 - nfs4 files:/home rw,vers=4.2
41 22 0:46 /x /home/ada/my\040disk rw - ext4 /dev/sdb1 rw
42 22 0:47 / /scratch rw - lustre 10.0.0.1@o2ib:/scratch rw
43 22 0:48 / /gpfs/work rw - gpfs work rw
44 22 0:49 / /mnt/there rw - fuse.sshfs ada@there: rw
45 22 0:50 / /mnt/layers rw - fuse.fuse-overlayfs overlay rw
46 22 0:51 / /mnt/share rw - cifs //files/share rw
47 22 0:52 / /mnt/twice rw - nfs files:/old rw
48 22 0:53 / /mnt/twice rw - tmpfs tmpfs rw
49 22 0:54 / /mnt/usb rw - fuseblk /dev/sdc1 rw
torn line
"""


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("/srv/results", ""),
        ("/home/bo/results", "nfs4"),
        ("/homework", ""),
        ("/home/ada/my disk/results", ""),
        ("/scratch/class", "lustre"),
        ("/gpfs/work", "gpfs"),
        ("/gpfs/other", ""),
        ("/mnt/there/results", "fuse.sshfs"),
        ("/mnt/layers/results", ""),
        ("/mnt/share/results", "cifs"),
        ("/mnt/twice/results", ""),
        ("/mnt/usb/results", ""),
    ],
)
def test_the_nearest_mount_says_it(folder: str, expected: str) -> None:
    """By whole names of folders; of two at one place the later one, and spaces are read."""
    assert network_drive(Path(folder), MOUNTED) == expected


def test_where_nothing_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the table no folder is said to be on a network; nor by an empty or odd one."""
    assert [network_drive(tmp_path, each) for each in ("", " - ", "nonsense\n")] == ["", "", ""]
    monkeypatch.setattr("grader.store.network_drives.MOUNTED", tmp_path / "nosuch")

    assert network_drive(tmp_path) == ""


def test_a_store_there_has_no_write_ahead_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Also one that had: a network drive gets a rollback journal, a local disk the log again."""
    path, modes = tmp_path / "results.sqlite", []
    for kind in ("", "nfs4", ""):
        monkeypatch.setattr("grader.store.sqlite.network_drive", lambda _, kind=kind: kind)
        with Store(path) as store:
            store.record_environment({"kind": kind or "local"})
            modes.append(store._db.execute("PRAGMA journal_mode").fetchone()[0])
            assert store.network_drive == kind
            assert path.with_name("results.sqlite-wal").exists() == (kind == "")

    assert modes == ["wal", "delete", "wal"]
