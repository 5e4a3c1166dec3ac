"""What `formcheck app` does: one page for each folder, served without a checkout, and where.

Run again it leads to the page that is open already. Which of this machine's addresses a phone can
reach is found out here, too, without sending a packet.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import struct
import sys
import tomllib
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from formcheck.errors import OptionError
from formcheck.machine import shipped
from formcheck.machine.files import Lease

_SIOCGIFADDR = 0x8915
_FAR = ((socket.AF_INET, "192.168.255.255"), (socket.AF_INET, "10.255.255.255"))
_FAR_6 = ((socket.AF_INET6, "fd00::1"), (socket.AF_INET6, "2001:db8::1"))
_TUNNELS = ("tun", "tap", "wg", "ppp", "tailscale", "zt", "utun", "docker", "br-", "virbr", "veth")
FIRST_PORT = 8501
PORTS_TRIED = 50
EVERYWHERE = ("0.0.0.0", "::")
PageOptions = dict[str, Any]
"""Streamlit's settings, named as its flags are: `{"server.address": "localhost", ...}`."""
PATIENCE_S = 1.0
"""A page that was just closed needs a moment to end."""


def page_options(
    *, port: int | None = None, address: str | None = None, browser: bool = True
) -> PageOptions:
    """How to serve the page.

    Args:
        port: None takes the first free one from `FIRST_PORT` on.
        address: Which of this machine's own; others are for phones, see `page.phone`.
        browser: Whether to open one, where this machine has a screen.

    Raises:
        OptionError: The port is taken, or the address is none of this machine's.
    """
    options = settings()
    host = address or str(options["server.address"])
    options |= {"server.address": host, "server.port": free_port(host, port)}
    options["browser.serverAddress"] = host
    options["logger.hideWelcomeMessage"] = True  # it advertises, and may ask the web who we are
    options["logger.level"] = "warning"  # or it says again where the page is, in other words
    if not browser:
        options["server.headless"] = True
    return options


def settings() -> PageOptions:
    """What `.streamlit/config.toml` says.

    Streamlit reads that file only from the folder it is started in. As flags the settings hold
    everywhere, also over what the user's own ones say of telemetry.
    """
    file = shipped.app_folder() / ".streamlit" / "config.toml"
    return dict(_flat(tomllib.loads(file.read_text(encoding="utf-8"))))


def _flat(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


def without_brackets(address: str | None) -> str | None:
    """An address of IPv6 may stand in brackets, as it does in a browser."""
    inside = (address or "")[1:-1]
    return inside if inside and address == f"[{inside}]" else address


def free_port(host: str, wanted: int | None = None) -> int:
    """A port of this machine that nobody listens to.

    Raises:
        OptionError: The wanted one is taken, all that were tried are, or the address is not ours.
    """
    tried = [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)
    try:
        family, *_, address = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise OptionError(f"{host[:80]} is not an address.", "Leave --address out.") from None
    for port in tried:
        if _is_free(family, (address[0], port)):
            return port
    raise OptionError(
        f"Port {tried[0]} of {host} cannot be used.",
        "Choose another with --port, or leave --port and --address out.",
    )


def _is_free(family: int, address: tuple[Any, int]) -> bool:
    with socket.socket(family) as trial:
        if hasattr(socket, "SO_REUSEPORT"):  # not on Windows, where it would take others' ports
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
        except OSError:
            return False
        return True


def url(options: PageOptions) -> str:
    """Where a browser on this machine finds the page."""
    host = str(options.get("browser.serverAddress", options["server.address"]))
    return f"http://{f'[{host}]' if ':' in host else host}:{options['server.port']}"


def serve(options: PageOptions) -> None:
    """Serve the page until somebody presses Ctrl-C."""
    from streamlit.web import bootstrap

    script = str(shipped.app_folder() / "app.py")
    bootstrap.load_config_options(options)
    bootstrap.run_asgi_app(script, "app:app", [], options)


class OnePage:
    """The claim of one process to show the page of a folder of jobs."""

    def __init__(self, folder: Path) -> None:
        self._lease = Lease(folder / "page.lock")
        self._note = folder / "page.txt"  # a locked file cannot be read on Windows

    def claim(self) -> bool:
        """Take the folder; False when another process shows its page."""
        return self._lease.take(PATIENCE_S)

    def is_at(self, address: str) -> None:
        """Leave word of where the page is."""
        with suppress(OSError):  # a full disk: the next one will not be told where, only that
            self._note.write_text(address, encoding="utf-8")

    def address(self) -> str:
        """Where the page of whoever has the folder is; empty when nobody could say."""
        try:
            return self._note.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def give_up(self) -> None:
        """Let the next one have it."""
        self._lease.give_up()


def show_in_browser(address: str) -> None:
    """Open an address in the browser, where this machine has a screen."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    if sys.platform != "linux" or any(os.environ.get(name) for name in screens):
        webbrowser.open(address)


def reachable() -> list[str]:
    """Addresses that a phone may reach, the likeliest first: no loopback, a tunnel's last.

    Raises:
        OptionError: There is no network.
    """
    named = list(_by_interface())
    found = [address for name, address in named if not name.startswith(_TUNNELS)]
    found += [address for name, address in named if name.startswith(_TUNNELS)]
    usable = [address for address in dict.fromkeys(found) if _is_usable(address)]
    for far in (_FAR, _FAR_6):  # a network may be of IPv6 alone
        usable = usable or [address for address in _by_route(far) if _is_usable(address)]
    if not usable:
        raise OptionError(
            "This computer is in no network, so no phone can reach it.",
            "Join the Wi-Fi that the phone is in, and start again.",
        )
    return usable


def _is_usable(address: str) -> bool:
    known = ipaddress.ip_address(address)
    return not (known.is_loopback or known.is_unspecified or known.is_link_local)


def _by_interface() -> Iterator[tuple[str, str]]:
    """Each interface's IPv4 address, as Linux says it."""
    if sys.platform != "linux":
        return
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _, name in socket.if_nameindex():
            with suppress(OSError):  # it is down, or has none
                request = struct.pack("256s", name.encode()[:15])
                answer = fcntl.ioctl(asked.fileno(), _SIOCGIFADDR, request)
                yield name, socket.inet_ntoa(answer[20:24])


def _by_route(far: tuple[tuple[socket.AddressFamily, str], ...]) -> Iterator[str]:
    """The address that a packet to far away would bear; a datagram socket sends none to say so."""
    for family, target in far:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect((target, 9))
            yield str(asked.getsockname()[0])
