"""Who asks: before every route of the page's server, and for each run of the page.

Two listeners share one server. The one on the loopback is the owner's. The other, which is there
only while phones are let in, gives nothing to who has no cookie: pages, uploads, media, downloads
and the websocket have one and the same answer.

What no browser sends closes its connection and leaves one line on the terminal.

Only the page's own address may talk to its server: asked first, and without asking anybody.
Streamlit itself looks up this machine's address in the network before it refuses a foreign page's
websocket, so that any site a browser has open could make formcheck send packets.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import unquote, urlsplit

import streamlit as st
from starlette.requests import ClientDisconnect

from formcheck.page.phone_keys import Phone, PhoneKeys, TooManyKeysError

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))
HEADER = "x-formcheck-visitor"
"""The gate sets it on each request it lets through; what a client sends of it is dropped."""
OWNER = "owner"
_GATES: list[object] = []
"""From the first one on nobody is the owner without the gate's word."""
KEY_PATH = "/phone/"
COOKIE = "formcheck_phone"
VISITOR = "formcheck.visitor"
"""Where the phones' listener leaves word, in the scope, of whom it let in."""
REFUSED = b"Scan the code that formcheck shows on the computer.\n"
TOO_MANY = b"Too many wrong codes. Wait a minute, then scan the code again.\n"
POLICY_VIOLATION = 1008
FORGED = "A program sent this page what no browser sends: its connection was closed."
_FORGED = (
    "Error deserializing back message",
    "Invalid UTF-8 sequence received",
    "can't handle event type Response when role=SERVER and state=MUST_CLOSE",
)
"""Of what Streamlit and uvicorn say of such frames and requests; h11 says the last where an answer
to a request that it could not read is refused."""
_LOGGERS = ("uvicorn.error", "streamlit.web.server.starlette.starlette_websocket")
_NO_REFERRER = (b"referrer-policy", b"no-referrer")
_NOT_KEPT = (b"cache-control", b"no-store")
_PLAIN = (b"content-type", b"text/plain; charset=utf-8")


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


def asking_phone() -> str | None:
    """Which phone this run of the page is for, as `phone-1`; None for the owner.

    Behind a gate each request bears a name; a run without one (its window was just closed) is taken
    for a phone that owns nothing. Where there is no gate, there is no server but a page by itself.
    """
    if not _GATES:
        return None
    said = st.context.headers.get(HEADER) or ""
    return None if said == OWNER else said


class VisitorNamed:
    """ASGI middleware inside all others: the page is told who asks, by nobody but us."""

    def __init__(self, app: App) -> None:
        self._app = app
        _GATES.append(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on with the name of the visitor, or refuse who is neither owner nor phone."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        named = scope.get(VISITOR) or (OWNER if _is_here(scope) else None)
        if named is None:
            await refuse(scope, send)
            return
        ours = HEADER.encode()
        headers = [(name, value) for name, value in scope["headers"] if name != ours]
        headers.append((ours, named.encode()))
        if scope["type"] == "websocket":
            receive = _without_text(receive)
        with suppress(ClientDisconnect):  # a tab is closed while it sends a clip: no fault
            await self._app({**scope, "headers": headers}, receive, send)


def _without_text(receive: Receive) -> Receive:
    """The messages of a websocket until one is text, which no browser sends: there it ends."""

    async def received() -> MutableMapping[str, Any]:
        message = await receive()
        if message["type"] == "websocket.receive" and message.get("bytes") is None:
            logging.getLogger(_LOGGERS[0]).error(FORGED)
            return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}
        return message

    return received


def _is_here(scope: Scope) -> bool:
    """Whether it is this machine that asks, and asks for itself."""
    client = scope.get("client")
    forwarded = _values(scope, b"x-forwarded-for") + _values(scope, b"forwarded")
    here = client is not None and client[0] in LOOPBACK
    return here and not forwarded and is_request_own(scope)


def is_request_own(scope: Scope, address: str = "localhost") -> bool:
    """Whether a request is of the page itself, as `is_own` says."""
    return is_own(_values(scope, b"host"), _values(scope, b"origin"), address)


class PhoneGate:
    """ASGI application of the phones' listener, around the page's own.

    `hosts` are the only names it answers to, as `192.168.1.7:8501`; none for any.
    """

    def __init__(self, app: App, keys: PhoneKeys, hosts: frozenset[str], *, secure: bool) -> None:
        self._app, self._keys = app, keys
        self._hosts, self._secure = hosts, secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in who has a cookie, give one to who has the key, refuse everybody else."""
        if scope["type"] not in ("http", "websocket"):
            return
        hosts = _values(scope, b"host")
        if not is_request_own(scope, "") or (self._hosts and hosts[0] not in self._hosts):
            await refuse(scope, send)
        elif scope["type"] == "http" and scope["path"].startswith(KEY_PATH):
            await self._exchange(scope, send)
        elif phone := self._phone(scope):
            await self._let_in(phone, scope, receive, send)
        else:
            await refuse(scope, send)

    async def _exchange(self, scope: Scope, send: Send) -> None:
        if scope["method"] != "GET" or _values(scope, b"origin"):
            return await refuse(scope, send)
        try:
            phone = self._keys.exchange(unquote(scope["path"].removeprefix(KEY_PATH)))
        except TooManyKeysError:
            return await _answer(send, 429, TOO_MANY, [_PLAIN, (b"retry-after", b"60")])
        if phone is None:
            return await refuse(scope, send)
        cookie = f"{COOKIE}={phone.token}; Path=/; HttpOnly; SameSite=Strict"
        cookie += "; Secure" if self._secure else ""
        return await _answer(
            send, 303, b"", [(b"location", b"/"), (b"set-cookie", cookie.encode())]
        )

    def _phone(self, scope: Scope) -> Phone | None:
        try:
            cookies = SimpleCookie("; ".join(_values(scope, b"cookie")))
        except CookieError:
            return None
        return self._keys.known(cookies[COOKIE].value) if COOKIE in cookies else None

    async def _let_in(self, phone: Phone, scope: Scope, receive: Receive, send: Send) -> None:
        async def heard() -> object:
            message = await receive()
            self._keys.used()
            return message

        async def without_referrer(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), _NO_REFERRER]  # type: ignore[misc]
                message = {**message, "headers": headers}
            await send(message)

        await self._app({**scope, VISITOR: phone.name}, heard, without_referrer)  # type: ignore[arg-type]


async def refuse(scope: Scope, send: Send) -> None:
    """The one answer to everybody who is not let in."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})
    else:
        await _answer(send, 403, REFUSED, [_PLAIN])


async def _answer(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    headers = [*headers, _NO_REFERRER, _NOT_KEPT, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def forged_in_one_line() -> None:
    """Let the server's libraries print no traceback for what somebody made up."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.removeFilter(_in_one_line)
        logger.addFilter(_in_one_line)


def _in_one_line(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    if error is not None and any(sign in f"{record.msg} {error!r}" for sign in _FORGED):
        record.msg, record.args, record.exc_info = FORGED, None, None
    return True


def _values(scope: Scope, wanted: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name == wanted]
