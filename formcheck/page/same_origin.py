"""Only the page's own address may talk to its server: asked first, and without asking anybody.

Streamlit itself looks up this machine's address in the network before it refuses a foreign page's
websocket, so that any site a browser has open could make formcheck send packets.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))
REFUSED = b"This page talks to its own address only.\n"
POLICY_VIOLATION = 1008


class SameOriginOnly:
    """ASGI middleware that refuses requests and websockets of other pages.

    Args:
        app: What answers everybody else.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what comes from the page itself, or from no page at all."""
        if scope["type"] == "lifespan" or _is_own(scope["headers"]):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            headers = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 403, "headers": headers})
            await send({"type": "http.response.body", "body": REFUSED})


def _is_own(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    found: dict[bytes, list[str]] = {b"host": [], b"origin": []}
    for name, value in headers:
        if name in found:
            found[name].append(value.decode("latin-1"))
    return is_own(found[b"host"], found[b"origin"], str(st.get_option("server.address")))


def is_own(hosts: list[str], origins: list[str], address: str) -> bool:
    """Whether a request is the page's own, or a program's.

    Args:
        hosts: Its Host headers. On a page for this machine alone they name this machine: another
            name that leads here is how a foreign page gets around the rest.
        origins: Its Origin headers; browsers send one with what a page asks for, programs none.
        address: What the server listens to.
    """
    if len(hosts) != 1 or len(origins) > 1:
        return False
    try:
        name = urlsplit(f"//{hosts[0]}").hostname
        parts = [urlsplit(origin) for origin in origins]
    except ValueError:
        return False
    if not name or (address in LOOPBACK and name not in LOOPBACK):
        return False
    return all(part.scheme in ("http", "https") and part.netloc == hosts[0] for part in parts)
