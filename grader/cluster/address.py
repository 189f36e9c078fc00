"""Which addresses are let near a class: encrypted ones, and those of this machine.

Dask unpickles what it gets, so that whoever reaches a port runs code there; by default its ``tcp``
neither asks who it is nor encrypts.
"""

from __future__ import annotations

import importlib.util
import ipaddress
from urllib.parse import urlsplit

from grader.errors import MissingLibrary, UsageError

USE_TLS = (
    "--scheduler tls://HOST:8786, with certificates in Dask's configuration; or, of a scheduler on "
    "this machine, tcp://127.0.0.1:8786"
)
_CERTIFICATES = {
    "tls_ca_file": "DASK_DISTRIBUTED__COMM__TLS__CA_FILE",
    "tls_client_cert": "DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT",
    "tls_client_key": "DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY",
}


def require_address(address: str) -> None:
    """Refuse an address of a scheduler that is not safe, or for which something is missing here.

    Raises `UsageError`, of which `MissingLibrary` is one.
    """
    require_safe(address)
    if importlib.util.find_spec("distributed") is None:
        raise MissingLibrary("--scheduler needs", ["distributed"])
    if address.startswith("tls://"):
        from distributed.security import Security

        security = Security()
        missing = [name for field, name in _CERTIFICATES.items() if not getattr(security, field)]
        if missing:
            raise UsageError(
                f"{address} needs certificates, and Dask's configuration does not name them here",
                f"set {', '.join(missing)}: each the path of a .pem file",
            )


def require_safe(address: str) -> None:
    """Refuse an address at which anybody may listen, or answer. Raises `UsageError`."""
    scheme, found, _ = address.partition("://")
    if found and scheme not in ("tls", "tcp"):
        raise UsageError(f"a cluster is not reached by {scheme}: {address}", USE_TLS)
    host = _host(address if found else f"tcp://{address}")
    if scheme != "tls" and not _is_here(host):
        raise UsageError(
            f"{address} is neither encrypted nor asks who comes, and Dask unpickles: whoever "
            "reaches it runs code, and reads the class",
            USE_TLS,
        )


def _host(address: str) -> str:
    """Return the host; refuse what names none, or no port."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not port or "@" in address:
        raise UsageError(f"{address} is no address of a scheduler", USE_TLS)
    return host


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
