"""The system libraries that the pose model and OpenCV load, and how to install them.

Uses the standard library only, since the set-up script imports it before packages are installed.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from formcheck.errors import SetupError
from formcheck.machine.shipped import how_to_mend

_LIBRARY = re.compile(r"\blib[\w.+-]*\.(?:so|dylib)(?:\.\d+)*|\b[\w-]+\.dll\b", re.IGNORECASE)
_OF_LINUX_OF_ANOTHER_KIND = re.compile(r"GLIBC(?:XX)?_[\d.]+|musl|ld-linux")


@dataclass(frozen=True)
class SystemLibrary:
    """A shared library: the name the loader knows, and the Debian/Ubuntu package that has it."""

    soname: str
    package: str

    def loads(self) -> bool:
        """Whether the loader finds it and everything it needs in turn."""
        try:
            ctypes.CDLL(self.soname)
        except OSError:
            return False
        return True


NEEDED = (
    SystemLibrary("libEGL.so.1", "libegl1"),
    SystemLibrary("libGLESv2.so.2", "libgles2"),
    SystemLibrary("libGL.so.1", "libgl1"),
    SystemLibrary("libglib-2.0.so.0", "libglib2.0-0"),
)


def missing_libraries() -> tuple[SystemLibrary, ...]:
    """The libraries that do not load; none on other systems than Linux, which always have them."""
    if not sys.platform.startswith("linux"):
        return ()
    return tuple(library for library in NEEDED if not library.loads())


def require_libraries() -> None:
    """Check that all libraries load.

    Raises:
        SetupError: One does not; the hint is the command that installs it.
    """
    missing = missing_libraries()
    if missing:
        names = ", ".join(library.soname for library in missing)
        raise SetupError(
            f"The pose model cannot load {names}.",
            install_hint(library.package for library in missing),
        )


def setup_problem(error: BaseException) -> SetupError | None:
    """The error for the user where `error` shows that something is not installed; else None.

    The loader's are `ImportError`, or `OSError` without an `errno` whose text names a library.
    """
    if isinstance(error, SetupError):
        return error
    if isinstance(error, OSError):
        if error.errno is not None or not _LIBRARY.search(str(error)):
            return None
    elif not isinstance(error, ImportError) or (error.name or "").startswith("formcheck"):
        return None
    try:
        require_libraries()
    except SetupError as missing:
        return missing
    text = str(error)
    library = _LIBRARY.search(text)
    if too_old := _OF_LINUX_OF_ANOTHER_KIND.search(text):
        return SetupError(
            f"formcheck's libraries are made for another kind of Linux ({too_old[0]} is wanted).",
            "Use the container, or a system with glibc 2.28 or newer; docs/install.md has both.",
        )
    if library:
        return SetupError(
            f"The library {library[0]} cannot be loaded.",
            "Install it with the system's package manager, then see: formcheck doctor",
        )
    package = getattr(error, "name", None)
    name = f"The package {package}" if package else "A package"
    return SetupError(f"{name} is missing or cannot be loaded.", how_to_mend())


def install_hint(packages: Iterable[str]) -> str:
    """One line that says how to install packages on this machine."""
    names = " ".join(packages)
    if shutil.which("apt-get"):
        sudo = "" if is_root() else "sudo "
        return f"Run: {sudo}apt-get update && {sudo}apt-get install -y {names}"
    return f"Install these with the system's package manager (Debian's names): {names}"


def is_root() -> bool:
    """Whether this user is root, who installs packages without `sudo`."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
