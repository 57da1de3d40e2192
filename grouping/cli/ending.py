"""How every command of every command line ends."""

import sys
from collections.abc import Callable

from grouping.cli.output import complain
from grouping.errors import GrouplineError


def run(app: Callable[[], object]) -> None:
    """Run a Typer application; a user's error is one line on standard error and status 1, Ctrl-C is status 130.

    So is what the machine refuses: a disk that is full, a file that may not be written.
    """
    try:
        app()
    except GrouplineError as error:
        complain(str(error))
        sys.exit(1)
    except OSError as error:
        complain(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.")
        sys.exit(1)
    except KeyboardInterrupt:
        complain("Stopped. What was finished is kept; the same command goes on from there.")
        sys.exit(130)
