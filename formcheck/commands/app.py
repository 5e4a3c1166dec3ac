"""`formcheck app`: opens the page in the browser."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.commands.console import note
from formcheck.errors import OptionError
from formcheck.machine.files import FULL, make_files_private
from formcheck.machine.limits import WorkLimits
from formcheck.machine.system_libraries import require_libraries

if TYPE_CHECKING:
    from formcheck.page.serve import OnePage


@dataclass(frozen=True)
class PhoneOptions:
    """Whether phones are let in, and how.

    Attributes:
        wanted: Whether `--phone` was given.
        address: The address of this computer that they use; None for the likeliest. `localhost` is
            for the page itself and not for phones.
        cert, key_file: Certificate and key of an encrypted connection.
    """

    wanted: bool = False
    address: str | None = None
    cert: str | None = None
    key_file: str | None = None


def run(port: int | None, phones: PhoneOptions, *, browser: bool) -> None:
    """Serve the page until Ctrl-C, or open the one that is served already.

    Raises:
        SetupError: A system library is missing.
        OptionError: The port, the address or an environment variable cannot be used.
    """
    root = checked_folder()
    from formcheck.page.serve import OnePage, show_in_browser

    page = OnePage(root)
    if not page.claim():
        at = page.address()
        note(f"formcheck is already open at {at}" if at else "formcheck is already open.")
        if browser and at:
            show_in_browser(at)
        return
    try:
        _serve(page, port, phones, browser=browser)
    finally:
        page.give_up()


def checked_folder() -> Path:
    """The page's private folder, after checking that this machine can analyze clips at all.

    So the user learns of a problem now, and not from the first clip.

    Raises:
        SetupError: A system library is missing.
        OptionError: An environment variable cannot be used.
    """
    require_libraries()
    from formcheck.jobs.settings import JobSettings

    make_files_private()
    WorkLimits.from_environment()
    root = JobSettings.from_environment().root
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if error.errno not in FULL:  # a disk that is full now may have space later
            raise OptionError(
                f"The page's folder cannot be made: {error.strerror}.",
                "Name another one in FORMCHECK_DATA_DIR.",
            ) from error
    return root


def _serve(page: OnePage, port: int | None, phones: PhoneOptions, *, browser: bool) -> None:
    from formcheck.page import phone
    from formcheck.page.gate import LOOPBACK
    from formcheck.page.serve import page_options, serve, url, without_brackets

    address = without_brackets(phones.address)
    own = address in LOOPBACK
    options = page_options(port=port, address=address if own else None, browser=browser)
    named = {phones.cert, phones.key_file} != {None}
    if phones.wanted or named or (address and not own):
        at = None if own else address
        port = int(options["server.port"])
        phone.PHONES.wanted = phone.plan(at, port, phones.cert, phones.key_file)
    page.is_at(url(options))
    note(f"formcheck is open at {url(options)}")
    note("Ctrl-C ends it.")
    serve(options)
