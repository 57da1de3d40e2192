"""From where people may import who have no other access to this machine: folders below the allowed roots, addresses."""

import ipaddress
import os
import socket
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from grouping.errors import GrouplineError
from grouping.settings import settings

PROTOCOLS = ("http", "https", "s3", "gs", "gcs", "abfs", "abfss", "az", "sftp", "ftp")
"""Kinds of address that lead to another machine, never to this one's files."""

BY_HOST = ("http", "https", "sftp", "ftp")
"""Those whose address names the machine itself; the others name a bucket of a provider."""

METADATA = (ipaddress.ip_address("fd00:ec2::254"), ipaddress.ip_address("100.100.100.200"))
"""Metadata services of clouds outside the link-local range: they hand out this machine's own credentials."""


def roots() -> tuple[Path, ...]:
    """Return the allowed folders: GROUPLINE_IMPORT_ROOTS, or the home and the current one; links resolved."""
    named = [part for part in settings().import_roots.split(os.pathsep) if part.strip()]
    folders = [Path(part.strip()).expanduser() for part in named] or [Path.home(), Path.cwd()]
    return tuple(dict.fromkeys(folder.resolve() for folder in folders))


def is_within(path: str | os.PathLike[str], folders: Iterable[Path]) -> bool:
    """Whether a path, with its links resolved, is one of the folders or lies below one."""
    place = Path(os.path.realpath(path))
    return any(place.is_relative_to(folder) for folder in folders)


def allowed_path(text: str) -> str:
    """Return the path, absolute and without links.

    Raises GrouplineError where it lies outside the roots, whether it exists there or not, or does not exist.
    """
    if not text.strip() or "\0" in text:
        raise GrouplineError("Name a folder, an image or an archive on this machine.")
    path = Path(text.strip()).expanduser().absolute().resolve()
    if not any(path.is_relative_to(root) for root in roots()):
        there = ", ".join(map(str, roots()))
        raise GrouplineError(
            f"{path} lies outside the folders from which imports are allowed: {there}. "
            "Whoever runs Groupline may allow more of them with GROUPLINE_IMPORT_ROOTS."
        )
    if not path.exists():
        raise GrouplineError(f"{path} does not exist. Check the path; a folder, an image or an archive will do.")
    return str(path)


def allowed_url(text: str) -> str:
    """Return the address; raises GrouplineError where it is none, or may lead to this machine's own files."""
    url = text.strip()
    protocol, separator, rest = url.partition("://")
    if not separator or not rest or protocol.lower() not in PROTOCOLS or "::" in url:
        raise GrouplineError(
            f"'{url}' is no address to import from. It starts with one of {', '.join(PROTOCOLS)} and '://'; "
            "name files of this machine by their path."
        )
    return url


def reachable_url(text: str) -> str:
    """Return the address as `allowed_url` does, after a look at where its host lies.

    Raises GrouplineError where that is a link-local address or a cloud's metadata service. Other addresses of the
    local network are allowed: that is where a plant's file servers are.
    """
    url = allowed_url(text)
    if urlsplit(url).scheme.lower() in BY_HOST and any(map(_gives_credentials, _addresses(url))):
        raise GrouplineError(f"'{url}' leads to a service of this machine's own network card; nothing is read there.")
    return url


def _addresses(url: str) -> set[str]:
    host = urlsplit(url).hostname
    if not host:
        raise GrouplineError(f"'{url}' names no machine. Check the address.")
    try:
        return {str(found[4][0]).partition("%")[0] for found in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError) as error:
        raise GrouplineError(f"The machine '{host}' cannot be found ({error}). Check the address.") from error


def _gives_credentials(text: str) -> bool:
    address = ipaddress.ip_address(text)
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_link_local or mapped in METADATA)
