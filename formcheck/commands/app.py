"""`formcheck app`: opens the page in the browser."""

from __future__ import annotations

from formcheck.commands.console import note
from formcheck.machine.system_libraries import require_libraries


def run(port: int | None, address: str | None, *, browser: bool) -> None:
    """Serve the page until Ctrl-C.

    Raises:
        SetupError: A system library is missing.
        OptionError: The port or the address cannot be used.
    """
    require_libraries()  # now, with what to do about it, and not at the first clip
    from formcheck.page.serve import page_options, serve, url

    options = page_options(port=port, address=address, browser=browser)
    note(f"formcheck is open at {url(options)}")
    note("Ctrl-C ends it.")
    serve(options)
