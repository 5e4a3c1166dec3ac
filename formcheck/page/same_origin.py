"""Only the page's own address may talk to its server: asked first, and without asking anybody.

Streamlit itself looks up this machine's address in the network before it refuses a foreign page's
websocket, so that any site a browser has open could make formcheck send packets.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


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
