"""Tests of address: what is encrypted, or on this machine, is let near a class; nothing else."""

from __future__ import annotations

import importlib.util

import pytest

from grader.cluster.address import require_address, require_safe
from grader.errors import MissingLibrary, UsageError

VARIABLES = (
    "DASK_DISTRIBUTED__COMM__TLS__CA_FILE",
    "DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT",
    "DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY",
)


@pytest.mark.parametrize(
    "address",
    ["tls://node7:8786", "tls://10.0.0.7:8786", "tcp://127.0.0.1:8786", "tcp://127.3.2.1:1",
     "tcp://[::1]:8786", "tcp://localhost:8786", "localhost:8786", "127.0.0.1:8786"],
)  # fmt: skip
def test_encrypted_ones_and_those_of_this_machine_are_safe(address: str) -> None:
    """Without a scheme it is Dask's default, tcp."""
    require_safe(address)


@pytest.mark.parametrize(
    "address",
    ["tcp://10.0.0.7:8786", "tcp://node7:8786", "node7:8786", "tcp://0.0.0.0:8786",
     "tcp://[::]:8786", "tcp://127.0.0.1.example.org:8786", "tcp://[::ffff:10.0.0.7]:8786",
     "tcp://localhost.example.org:8786", "tcp://2130706433:8786"],
)  # fmt: skip
def test_others_are_refused_with_the_reason(address: str) -> None:
    """Whoever reaches the port runs code; what to write instead is said."""
    with pytest.raises(UsageError, match="whoever reaches it runs code") as refused:
        require_safe(address)

    assert "tls://HOST:8786" in refused.value.remedy
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    "address", ["inproc://1.2.3.4/1/1", "ucx://127.0.0.1:1", "ws://127.0.0.1:1", "wss://a:1"]
)
def test_other_ways_are_refused(address: str) -> None:
    """Dask knows more schemes than are safe."""
    with pytest.raises(UsageError, match="not reached by"):
        require_safe(address)


@pytest.mark.parametrize(
    "address", ["tls://", "tls://node7", "tcp://127.0.0.1", "tls://node7:port", "tcp://[::1:80",
                "tcp://127.0.0.1:1@10.0.0.7:8786", "", "tls://:8786"]
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    """A port is named, and no user."""
    with pytest.raises(UsageError, match="is no address"):
        require_safe(address)


def test_tls_wants_certificates() -> None:
    """It says which of Dask's own settings are missing; with them it is let through."""
    pytest.importorskip("distributed")
    import dask

    tls = "distributed.comm.tls"
    none = {f"{tls}.ca-file": None, f"{tls}.client.cert": None, f"{tls}.client.key": None}
    some = none | {f"{tls}.ca-file": "ca.pem", f"{tls}.client.cert": "me.pem"}
    with dask.config.set(none), pytest.raises(UsageError, match="needs certificates") as refused:
        require_address("tls://node7:8786")
    assert all(each in refused.value.remedy for each in VARIABLES)

    with dask.config.set(some), pytest.raises(UsageError, match="needs certificates") as refused:
        require_address("tls://node7:8786")
    assert VARIABLES[2] in refused.value.remedy
    assert VARIABLES[0] not in refused.value.remedy

    with dask.config.set(some | {f"{tls}.client.key": "key.pem"}):
        require_address("tls://node7:8786")


def test_a_missing_dask_is_said_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A student's installation has none."""
    real = importlib.util.find_spec
    without = {"distributed": None}
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: without.get(name, "") and real(name)
    )

    with pytest.raises(MissingLibrary, match="--scheduler needs distributed") as missing:
        require_address("tcp://127.0.0.1:8786")

    assert missing.value.remedy == "python -m pip install distributed"
