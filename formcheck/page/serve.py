"""Opens the page without a checkout: what `formcheck app` does."""

from __future__ import annotations

import socket
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from formcheck.errors import OptionError
from formcheck.machine import shipped

FIRST_PORT = 8501
PORTS_TRIED = 50
EVERYWHERE = ("0.0.0.0", "::")

PageOptions = dict[str, Any]
"""Streamlit's settings, named as its flags are: `{"server.address": "localhost", ...}`."""


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


def free_port(host: str, wanted: int | None = None) -> int:
    """A port of this machine that nobody listens to.

    Raises:
        OptionError: The wanted one is taken, all that were tried are, or the address is not ours.
    """
    tried = [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)
    try:
        family, *_, address = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise OptionError(f"{host[:80]} is no address.", "Leave --address out.") from None
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
