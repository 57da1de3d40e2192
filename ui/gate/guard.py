"""The least role that a route takes."""

from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from grouping.roles import check_role, covers


def guarded(route: Route, least_role: str) -> Route:
    """Return the route, closed (403) to people with less than a role: 'viewer', 'labeler' or 'admin'.

    Where nobody has to log in, everybody may. Raises GrouplineError for another role.
    """
    check_role(least_role)
    inner = route.app

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        person = scope.get("groupline.person")
        if person is None or covers(person.role, least_role):
            await inner(scope, receive, send)
        else:
            sentence = f"{person.name} is a {person.role}; this takes the role {least_role}."
            await PlainTextResponse(sentence, status_code=403)(scope, receive, send)

    route.app = app
    return route
