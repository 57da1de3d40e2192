"""People who log in through a provider (OIDC, `st.login`): the e-mail address that it tells is their name."""

import json
import time
from collections.abc import Mapping

from streamlit.auth_util import (
    encode_provider_token,
    get_cookie_with_chunks,
    get_origin_from_redirect_uri,
    get_secrets_auth_section,
)
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from ui.gate.sessions import LASTS

DEFAULT = "default"


def providers() -> tuple[str, ...]:
    """Return the names of the providers in [auth] of the secrets; 'default' is the one without a name of its own."""
    section = get_secrets_auth_section()
    named = tuple(str(name) for name, value in section.items() if hasattr(value, "items") and "client_id" in value)
    return ((DEFAULT,) if "client_id" in section else ()) + named


def login_address(provider: str) -> str:
    """Return where Streamlit sends a browser on to a provider; the address is good for two minutes."""
    return f"/auth/login?provider={encode_provider_token(provider)}"


def provider_name(cookies: Mapping[str, str]) -> str:
    """Return the e-mail address of who came back from a provider within the last hours; '' for nobody.

    The cookie is Streamlit's own, signed with the secrets' `cookie_secret`. An address that the provider has not
    verified counts for nobody.
    """
    facts = _facts(cookies)
    issued = facts.get("iat")
    fresh = isinstance(issued, int | float) and time.time() - issued < LASTS
    if not fresh or not facts.get("is_logged_in") or facts.get("email_verified") is False:
        return ""
    return str(facts.get("email") or "").strip().lower()


def _facts(cookies: Mapping[str, str]) -> dict[str, object]:
    if USER_COOKIE_NAME not in cookies:
        return {}
    secret = get_cookie_secret()

    def read(name: str) -> bytes | None:
        value = cookies.get(name)
        return None if value is None else decode_signed_value(secret, name, value.encode("latin-1"))

    try:
        facts = json.loads(get_cookie_with_chunks(read, USER_COOKIE_NAME) or b"{}")
    except (UnicodeDecodeError, ValueError):
        return {}
    same = isinstance(facts, dict) and facts.get("origin") == get_origin_from_redirect_uri()
    return facts if same else {}
