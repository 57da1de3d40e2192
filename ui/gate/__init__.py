"""Log-in: who may reach the pages, the routes and the websocket, and as whom.

A route of our own needs the role viewer to be read (GET, HEAD) and labeler to be written to (POST, PUT, PATCH, DELETE),
without a word of its own. One that takes more says so where it is listed:

    guarded(Route("/upload/{batch}", take, methods=["PUT"]), "admin")

Inside a route `request.scope["groupline.person"]` is the `grouping.store.people.Person` who asks, or None where nobody
has to log in. Pages ask `ui.person`. What a person does through `Project` is checked there once more.
"""

from ui.gate.guard import guarded

__all__ = ["guarded"]
