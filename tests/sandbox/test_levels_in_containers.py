"""docs/levels.md says which level a container has: it is started, and doctor is asked in it."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from grader.sandbox.guest import landlock
from tests.support import container, podman

ROOT = Path(__file__).parents[2]
TABLES = (ROOT / "docs" / "levels.md").read_text(encoding="utf-8")
PODMAN = re.findall(r"^\| `podman run ?(.*?)`( as an ordinary user)? \| (L\d) \|", TABLES, re.M)
DOCKER = re.findall(r"^\| (Docker's profile.*?) \| (L\d) \|", TABLES, re.M)
PROFILE = Path("/usr/share/containers/seccomp.json")
NEEDS_SYS_ADMIN = {
    "mount", "umount", "umount2", "unshare", "setns", "fsopen", "fsmount", "fsconfig", "fspick",
    "move_mount", "open_tree", "mount_setattr", "clone3",
}  # fmt: skip

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(landlock.abi() < 3, reason="this kernel has no Landlock that gives L2"),
]
needs_podman = pytest.mark.usefixtures("engine")
DOCTOR = (sys.executable, "-m", "grader", "doctor")


@pytest.fixture(scope="module")
def engine() -> None:
    """Skip with a word where Podman cannot run."""
    if reason := podman.why_not():
        pytest.skip(reason)


def level_in(said: str) -> str:
    """Read the level from what doctor says."""
    found = re.search(r"^ *protection +(\w+)", said, re.M)
    assert found, said
    return found[1]


@needs_podman
@pytest.mark.parametrize(("options", "ordinary", "level"), PODMAN)
def test_podman_gives_what_the_table_says(options: str, ordinary: str, level: str) -> None:
    """As it is started there, by root or an ordinary user; below L3 the cause and a remedy."""
    user = podman.ORDINARY_USER if ordinary else ""

    done = podman.in_podman(*DOCTOR, options=options.split(), user=user)

    assert level_in(done.stdout) == level, done.stdout + done.stderr
    assert ("cause" in done.stdout) == ("remedy" in done.stdout) == (level != "L3")


def test_the_tables_were_read() -> None:
    """All their rows, with each level in one of them."""
    assert len(PODMAN) == 8
    assert len(DOCKER) == 4
    assert {level for *_, level in (*PODMAN, *DOCKER)} == {"L1", "L2", "L3"}


@pytest.fixture
def docker_profile(tmp_path: Path) -> dict:
    """Podman's profile, with what Docker's refuses: namespaces and mounts to all but SYS_ADMIN."""
    profile = json.loads(PROFILE.read_text(encoding="utf-8"))
    allowed = []
    for rule in profile["syscalls"]:
        names = {*rule["names"]} - NEEDS_SYS_ADMIN - {"clone", "pivot_root"}
        allowed.append(rule | {"names": sorted(names)})
    allowed = [rule for rule in allowed if rule["names"]]
    new = {"names": ["clone"], "action": "SCMP_ACT_ALLOW", "args": [
        {"index": 0, "value": 0x7E020000, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"},
    ]}  # fmt: skip
    admin = {"names": sorted(NEEDS_SYS_ADMIN | {"clone"}), "action": "SCMP_ACT_ALLOW"}
    refused = {"names": sorted(NEEDS_SYS_ADMIN - {"clone3"}), "action": "SCMP_ACT_ERRNO"}
    nobody = {"names": ["pivot_root"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1}
    profile["syscalls"] = [
        *allowed, new | {"excludes": {"caps": ["CAP_SYS_ADMIN"]}},
        admin | {"includes": {"caps": ["CAP_SYS_ADMIN"]}},
        refused | {"errnoRet": 1, "excludes": {"caps": ["CAP_SYS_ADMIN"]}}, nobody,
    ]  # fmt: skip
    return profile


@needs_podman
@pytest.mark.parametrize(("how", "level"), DOCKER)
def test_docker_s_profile_gives_what_the_table_says(
    how: str, level: str, docker_profile: dict, tmp_path: Path
) -> None:
    """Its rules are put under Podman; before 2021 it had no Landlock in it."""
    if "before Landlock" in how:
        for rule in docker_profile["syscalls"]:
            rule["names"] = [name for name in rule["names"] if not name.startswith("landlock_")]
    (tmp_path / "profile.json").write_text(json.dumps(docker_profile), encoding="utf-8")
    options = ["--security-opt", f"seccomp={tmp_path}/profile.json"]
    options += [word for added in re.findall(r"`(.*?)`", how) for word in added.split()]

    user = podman.RESTRICTED if "ordinary user" in how else ""
    done = podman.in_podman(*DOCTOR, options=options, user=user)

    assert level_in(done.stdout) == level, done.stdout + done.stderr


@needs_podman
def test_the_grader_may_be_a_containers_first_process() -> None:
    """Its number is 1 then, as a guest's is in its own namespace: that is no attack got through."""
    done = podman.in_podman(*DOCTOR, options=["--privileged"], user="exec")

    assert level_in(done.stdout) == "L3", done.stdout


@pytest.mark.skipif(not container.WORKS, reason="needs root, to give up most of it")
@pytest.mark.parametrize(("without", "level"), [("", "L2"), ("landlock", "L1")])
def test_what_docker_leaves_of_root_gives_l2(without: str, level: str) -> None:
    """The same without any engine: its capabilities and calls; without Landlock nothing is left."""
    done = container.contained(*DOCTOR, without=without)

    assert level_in(done.stdout) == level, done.stdout + done.stderr
