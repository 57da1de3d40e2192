"""The launcher of the dashboard: `python app.py`, or any ASGI server.

The pages' router is `ui/main.py`, not this file: a main script beside a `pages` folder would be bypassed by
Streamlit's automatic pages whenever someone opens a deep link first.
"""

import asyncio
import contextlib
import ctypes
import os
import socket
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from grouping.settings import settings
from ui.gate.door import door_routes
from ui.gate.gate import Gate
from ui.gate.needed import refusal_to_start
from ui.routes import routes
from ui.warm import warm_up

ARENAS = -8
"""M_ARENA_MAX of glibc's mallopt."""


def _one_heap() -> None:
    """Have all threads share one heap, where the C library can: each keeps what it frees, for itself."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(ARENAS, 1)


def port() -> int:
    """Return the port to listen on: GROUPLINE_PORT, or 8501."""
    wanted = os.environ.get("GROUPLINE_PORT", "8501")
    if not wanted.isdecimal() or not 0 < int(wanted) < 65536:
        sys.exit(f"GROUPLINE_PORT is '{wanted}'; it has to be a number from 1 to 65535.")
    return int(wanted)


def address() -> str:
    """Return the address to listen on: GROUPLINE_ADDRESS, or loopback."""
    return settings().address


def _reached_at() -> str:
    """Return where this machine itself reaches the dashboard."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address(), address())


async def _announce() -> None:
    """Print the address as soon as it answers."""
    while True:
        await asyncio.sleep(0.1)
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(_reached_at(), port())
            writer.close()
            break
    begun = os.environ.get("GROUPLINE_BEGUN", "")  # the second in which `make run` came to this phase
    if begun.isdecimal():
        print(f"start     {time.time() - int(begun):4.0f} s")
    print(f"\n  Groupline is ready: http://localhost:{port()}\n", flush=True)


@contextlib.asynccontextmanager
async def _lifespan(_app: object) -> AsyncIterator[None]:
    await asyncio.to_thread(warm_up)
    announcement = asyncio.create_task(_announce())
    yield
    announcement.cancel()


def _refuse_a_taken_port() -> None:
    with contextlib.suppress(OSError):
        socket.create_connection((_reached_at(), port()), timeout=2).close()
        sys.exit(f"Port {port()} is in use. Stop what listens there, or choose another: make run PORT=8502")


app = st.App(
    Path(__file__).resolve().parent / "ui" / "main.py",
    routes=[*routes(), *door_routes()],
    middleware=[Middleware(Gate)],
    lifespan=_lifespan,
)

if __name__ == "__main__":
    _one_heap()
    if refusal := refusal_to_start():
        sys.exit(refusal)
    _refuse_a_taken_port()
    # Uvicorn would put the browser's address in the proxy's place, and the gate could not tell them apart.
    os.environ["FORWARDED_ALLOW_IPS"] = ""
    app.run(config={"server.port": port(), "server.address": address()})
