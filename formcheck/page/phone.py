"""Phones in the same network: the listener that is there only while they are let in.

The page itself listens to this machine alone, always. Letting phones in opens a second listener
before the same server, behind a key; ending it closes that one and forgets all cookies.
"""

from __future__ import annotations

import asyncio
import io
import os
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from formcheck.errors import OptionError
from formcheck.page import serve
from formcheck.page.gate import KEY_PATH, LOOPBACK, App, PhoneGate
from formcheck.page.phone_keys import PhoneKeys
from formcheck.page.serve import EVERYWHERE, free_port

ENVIRONMENT = "FORMCHECK_PHONE"
"""`1`, or an address of this machine: let phones in from the start, as `make app PHONE=1` does."""
IDLE_CHECK_S = 60.0
_PATIENCE_S = 10.0
_DARK_GROUND, _AS_BEFORE = "\x1b[97;40m", "\x1b[0m"


@dataclass(frozen=True)
class PhonePlan:
    """Where phones come in.

    Attributes:
        address: What is listened to; of all addresses `0.0.0.0` or `::`.
        shown: The address that a phone is told.
        others: More addresses of this machine, if the phone is in another network.
        port: Free when it was looked for.
        cert, key_file: Of an encrypted connection; None for plain http.
    """

    address: str
    shown: str
    others: tuple[str, ...]
    port: int
    cert: str | None = None
    key_file: str | None = None

    @property
    def secure(self) -> bool:
        """Whether the connection is encrypted."""
        return self.cert is not None

    @property
    def hosts(self) -> frozenset[str]:
        """The names that the listener answers to; none for any."""
        if self.address in EVERYWHERE:
            return frozenset()
        return frozenset((_bracketed(self.shown) + f":{self.port}",))

    def url(self, key: str) -> str:
        """What the phone opens, once."""
        scheme = "https" if self.secure else "http"
        return f"{scheme}://{_bracketed(self.shown)}:{self.port}{KEY_PATH}{key}"


def plan(
    address: str | None, port: int, cert: str | None = None, key_file: str | None = None
) -> PhonePlan:
    """Choose where phones come in.

    Args:
        address: None for the likeliest one of this machine.
        port: That of the page; the same is taken if it is free there.
        cert: A certificate, as a PEM file.
        key_file: Its private key.

    Raises:
        OptionError: No network, no such address, no free port, no usable certificate.
    """
    _check_certificate(cert, key_file)
    address = serve.without_brackets(address)
    first, *others = [address] if address else serve.reachable()
    if first in EVERYWHERE:
        first, *others = _addresses(first)
    listened = address or first
    if listened in EVERYWHERE:
        port += 1  # the page has its own on the loopback, which is one of all
    for wanted in (port, None):
        try:
            free = free_port(listened, wanted)
        except OptionError:
            if wanted is None:
                raise
        else:
            break
    return PhonePlan(listened, first, tuple(others), free, cert, key_file)


def _addresses(everywhere: str) -> list[str]:
    """What to tell of an address that stands for all; a container may have no other at all."""
    try:
        return serve.reachable()
    except OptionError:
        return ["::1" if ":" in everywhere else "localhost"]


def _check_certificate(cert: str | None, key_file: str | None) -> None:
    if (cert is None) != (key_file is None):
        raise OptionError("--cert and --key-file belong together.", "Name both, or neither.")
    if cert is not None and key_file is not None:
        try:
            if not (Path(cert).is_file() and Path(key_file).is_file()):
                raise OSError("a pipe, for which one may wait forever")
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key_file)
        except OSError:  # ssl.SSLError is one
            raise OptionError(
                "The certificate or its key cannot be read.", "Both are PEM files of one pair."
            ) from None


def require_loopback(address: str | None) -> None:
    """End the start of a server that would listen to others without a key.

    Raises:
        OptionError: The address is not this machine's own.
    """
    if address not in LOOPBACK:
        raise OptionError(
            "The page itself is for this computer alone, and does not listen to "
            f"{address or 'all addresses'}.",
            "Leave the address out; phones come in by formcheck app --phone or make app PHONE=1.",
        )


class Phones:
    """Whether phones are let in, and how that begins and ends. One a server."""

    def __init__(self) -> None:
        self.plan: PhonePlan | None = None
        self.keys: PhoneKeys | None = None
        self.wanted: PhonePlan | None = None
        """What the command line asked for, before there was a server."""
        self._app: App | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._task: asyncio.Task[None] | None = None
        self._lock = threading.Lock()

    def serve_for(self, app: App) -> None:
        """Tell which page phones get; from the server's own event loop."""
        self._app, self._loop = app, asyncio.get_running_loop()

    async def begin_as_asked(self, port: int) -> None:
        """Let phones in from the start, where the command line or `ENVIRONMENT` says so."""
        said = os.environ.get(ENVIRONMENT, "")
        if self.wanted is None and said in ("", "0"):
            return
        try:
            wanted = self.wanted or plan(None if said == "1" else said, port)
            await self.begin_here(wanted)
        except OptionError as error:
            _say(str(error))
            return
        if self.keys:
            _say(*_announcement(wanted, self.keys.key))

    @property
    def are_in(self) -> bool:
        """Whether phones are let in."""
        return self.keys is not None

    def begin(self, wanted: PhonePlan) -> None:
        """Let phones in; from any thread but the server's own.

        Raises:
            OptionError: Somebody else has taken the port meanwhile.
        """
        with self._lock:
            if self._loop is None or self.are_in:
                return
            taken = _listen(wanted)
            begun = asyncio.run_coroutine_threadsafe(self.begin_here(wanted, taken), self._loop)
            begun.result(_PATIENCE_S)

    async def begin_here(self, wanted: PhonePlan, taken: socket.socket | None = None) -> None:
        """The same from the server's own thread."""
        if self._app is None or self.are_in:
            return
        taken = taken or _listen(wanted)
        self.plan, self.keys, self._stop = wanted, PhoneKeys(), asyncio.Event()
        self._task = asyncio.create_task(self._serve(wanted, self.keys, self._stop, taken))

    def end(self) -> None:
        """Close the listener and forget key and cookies; from any thread but the server's own."""
        with self._lock:
            if self._loop is not None:
                asyncio.run_coroutine_threadsafe(self.end_here(), self._loop).result(_PATIENCE_S)

    async def end_here(self) -> None:
        """The same from the server's own thread."""
        if self._stop and self._task:
            self._stop.set()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _serve(
        self, wanted: PhonePlan, keys: PhoneKeys, stop: asyncio.Event, taken: socket.socket
    ) -> None:
        assert self._app is not None
        config = uvicorn.Config(
            PhoneGate(self._app, keys, wanted.hosts, secure=wanted.secure),
            ssl_certfile=wanted.cert,
            ssl_keyfile=wanted.key_file,
            lifespan="off",
            access_log=False,
            log_config=None,
            proxy_headers=False,  # nobody says for a phone that it is another
            server_header=False,
            timeout_graceful_shutdown=1,
            ws_ping_interval=30,
            ws_ping_timeout=30,
        )
        server = _SignalFreeServer(config)
        serving = asyncio.create_task(server.serve([taken]))
        try:
            while not (stop.is_set() or keys.is_idle() or serving.done()):
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), IDLE_CHECK_S)
        finally:
            self.plan = self.keys = None
            server.should_exit = True
            await serving
            taken.close()


class _SignalFreeServer(uvicorn.Server):
    """A server that leaves the signals to the one it stands beside."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listen(wanted: PhonePlan) -> socket.socket:
    family = socket.AF_INET6 if ":" in wanted.address else socket.AF_INET
    taken = socket.socket(family)
    try:
        if os.name != "nt":
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((wanted.address, wanted.port))
        taken.listen()
    except OSError:
        taken.close()
        raise OptionError(
            f"Port {wanted.port} of {wanted.address} cannot be used.", "Try again."
        ) from None
    taken.setblocking(False)
    return taken


def words(wanted: PhonePlan) -> list[str]:
    """What who lets phones in should know, a line each."""
    lines = [
        "Encrypted, with your certificate."
        if wanted.secure
        else "Plain http: whoever runs or shares this Wi-Fi could read along. At home that is you; "
        "elsewhere use --cert and --key-file.",
        "If the phone does not open it: same Wi-Fi, no guest network, no VPN on either, and this "
        f"computer's firewall has to let port {wanted.port} in.",
    ]
    if wanted.others:
        lines.append(f"More addresses of this computer for --address: {', '.join(wanted.others)}")
    lines.append("It ends after four idle hours, or with the app.")
    return lines


def _say(*lines: str) -> None:
    sys.stderr.write("\n".join((*lines, "")))
    sys.stderr.flush()


def _announcement(wanted: PhonePlan, key: str) -> list[str]:
    """What the terminal says; the key goes to no file, as a log is one."""
    if not sys.stderr.isatty():
        return ["Phones are let in; the page shows the code under On your phone."]
    return [f"On your phone: {wanted.url(key)}", qr_text(wanted.url(key)), *words(wanted)]


def qr_svg(text: str) -> str:
    """A code for a phone's camera, dark on white whatever the page's colors are."""
    import segno

    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, light="#fff", dark="#000", scale=5, border=4
    )
    return drawn.getvalue().decode()


def qr_text(text: str) -> str:
    """The same for a terminal, light on dark whatever its colors are."""
    import segno

    drawn = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(out=drawn, compact=True, border=2)
    return "\n".join(f"{_DARK_GROUND}{line}{_AS_BEFORE}" for line in drawn.getvalue().splitlines())


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


PHONES = Phones()
