"""Whether people have to log in, and in which ways they can."""

import ipaddress

from streamlit.auth_util import get_secrets_auth_section

from grouping.settings import settings
from grouping.store.people import has_people
from grouping.store.workspace import Workspace

CANNOT_START = (
    "Groupline does not listen on {address} without log-in. Add somebody (python -m grouping people add NAME --role "
    "admin), or set up a provider ([auth] in .streamlit/secrets.toml), or name the header of a proxy that logs people "
    "in (GROUPLINE_TRUSTED_HEADER)."
)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address or a host's name."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def has_provider() -> bool:
    """Whether `st.login` has a provider to send people to."""
    return "redirect_uri" in get_secrets_auth_section()


def ways() -> tuple[str, ...]:
    """Return how people can log in: 'people' (name and password), 'provider', 'proxy'; empty where they cannot."""
    found = {
        "people": has_people(Workspace.at().database),
        "provider": has_provider(),
        "proxy": bool(settings().trusted_header),
    }
    return tuple(name for name, there in found.items() if there)


def login_needed(listens_on: str = "127.0.0.1") -> bool:
    """Whether people have to log in: there is a way to, or it is wanted, or more than this machine reaches the port.

    `listens_on` is the address of the server's end of a connection; GROUPLINE_ADDRESS counts as well.
    """
    now = settings()
    if now.login == "on" or not is_loopback(now.address) or not is_loopback(listens_on):
        return True
    return bool(ways())


def refusal_to_start() -> str:
    """Return why the dashboard must not start, '' where it may."""
    now = settings()
    if (is_loopback(now.address) and now.login == "auto") or ways():
        return ""
    return CANNOT_START.format(address=now.address)
