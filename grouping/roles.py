"""Who may do what: three roles, and for each action the least of them that may do it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from grouping.errors import GrouplineError

ROLES = ("viewer", "labeler", "admin")
"""From least to most; each may do all that the one before it may."""

LEAST: Mapping[str, str] = MappingProxyType(
    {
        "look": "viewer",
        "download": "viewer",
        "edit groups": "labeler",
        "label": "labeler",
        "undo": "labeler",
        "freeze": "labeler",
        "export to a folder": "labeler",
        "import labels": "labeler",
        "import uploads": "labeler",
        "run jobs": "labeler",
        "import from paths and addresses": "admin",
        "create projects": "admin",
        "undo what others did": "admin",
        "manage people": "admin",
    }
)


def check_role(role: str) -> str:
    """Return the role; raises GrouplineError, which lists the three, for any other."""
    if role not in ROLES:
        raise GrouplineError(f"There is no role '{role}'; the roles are {', '.join(ROLES)}.")
    return role


def covers(role: str | None, least: str) -> bool:
    """Whether a role (None: none at all) may do what takes the role `least`."""
    return role is not None and ROLES.index(role) >= ROLES.index(least)


def refusal(user: str, role: str | None, action: str, admins: Sequence[str]) -> str:
    """Return why a user may not do something, and whom to ask; '' where they may.

    `action` is a key of LEAST; `admins` are the names of those who may change roles.
    """
    if covers(role, LEAST[action]):
        return ""
    ask = f"Ask {' or '.join(admins[:3])}" if admins else "Ask whoever runs Groupline"
    if role is None:
        return f"{user} is not among the people of this workspace and may not {action}. {ask} for a role."
    return f"{user} is a {role} and may not {action}: that takes the role {LEAST[action]}. {ask} for it."
