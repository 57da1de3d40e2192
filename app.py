"""The launcher of the dashboard: `python app.py`, or any ASGI server.

The pages' router is `ui/main.py`, not this file: a main script beside a `pages` folder would be bypassed by
Streamlit's automatic pages whenever someone opens a deep link first.
"""

import asyncio
import contextlib
import os
import socket
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import streamlit as st

from ui.routes import routes


def port() -> int:
    """Return the port to listen on: GROUPLINE_PORT, or 8501."""
    wanted = os.environ.get("GROUPLINE_PORT", "8501")
    if not wanted.isdecimal() or not 0 < int(wanted) < 65536:
        sys.exit(f"GROUPLINE_PORT is '{wanted}'; it has to be a number from 1 to 65535.")
    return int(wanted)


async def _announce() -> None:
    """Print the address as soon as it answers."""
    while True:
        await asyncio.sleep(0.1)
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port())
            writer.close()
            break
    begun = os.environ.get("GROUPLINE_BEGUN", "")  # the second in which `make run` came to this phase
    if begun.isdecimal():
        print(f"start     {time.time() - int(begun):4.0f} s")
    print(f"\n  Groupline is ready: http://localhost:{port()}\n", flush=True)


@contextlib.asynccontextmanager
async def _lifespan(_app: object) -> AsyncIterator[None]:
    announcement = asyncio.create_task(_announce())
    yield
    announcement.cancel()


def _refuse_a_taken_port() -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port())) == 0:
            sys.exit(f"Port {port()} is in use. Stop what listens there, or choose another: make run PORT=8502")


app = st.App(Path(__file__).resolve().parent / "ui" / "main.py", routes=routes(), lifespan=_lifespan)

if __name__ == "__main__":
    _refuse_a_taken_port()
    app.run(config={"server.port": port()})
