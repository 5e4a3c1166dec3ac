"""`formcheck doctor`: whether this machine is ready, and what to do where it is not."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from formcheck.commands.console import print_table
from formcheck.errors import FormcheckError, SetupError
from formcheck.machine.shipped import app_folder, how_to_mend

NOT_READY = SetupError.exit_status
DECODERS = ("h264", "hevc", "vp9")
ENCODER = "libx264"


@dataclass(frozen=True)
class Check:
    """The result of one check; `todo` is what to do about it, empty when it is ready."""

    name: str
    ready: bool
    found: str
    todo: str = ""


def run() -> int:
    """Do all checks and write a table; gives the exit status, 0 when ready and 3 when not."""
    from rich.table import Table

    checks = tuple(all_checks())
    table = Table(box=None, pad_edge=False, show_header=False)
    for number in range(3):
        table.add_column(overflow="fold", no_wrap=number < 2)
    for check in checks:
        found = f"{check.found} {check.todo}".strip()
        table.add_row("ok" if check.ready else "NOT READY", check.name, found)
    print_table(table)
    return 0 if all(check.ready for check in checks) else NOT_READY


def all_checks() -> Iterator[Check]:
    """Every check, one after the other; one that raises an error is "not ready"."""
    checks: tuple[Callable[[], Check], ...] = (
        python, system_libraries, one_owner_of_cv2, mediapipe_version, pose_model, codecs,
        work_limits, cache_folder, telemetry,
    )  # fmt: skip
    for check in checks:
        name = check.__name__.replace("_", " ")
        try:
            yield check()
        except FormcheckError as error:
            yield Check(name, False, error.what, error.hint)
        except (ImportError, OSError) as error:
            first = (str(error).splitlines() or [type(error).__name__])[0]
            yield Check(name, False, first, how_to_mend())


def python() -> Check:
    """The interpreter's version."""
    fits = (3, 11) <= sys.version_info < (3, 14)
    found = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    return Check("python", fits, found, "" if fits else "Install Python 3.11, 3.12 or 3.13.")


def system_libraries() -> Check:
    """The shared libraries that wheels do not have."""
    from formcheck.machine.system_libraries import NEEDED, require_libraries

    require_libraries()
    return Check("system libraries", True, ", ".join(each.soname for each in NEEDED))


def one_owner_of_cv2() -> Check:
    """Only one installed package may have `cv2`: two overwrite each other's files."""
    owners = sorted(set(importlib.metadata.packages_distributions().get("cv2", ())))
    found = ", ".join(f"{owner} {importlib.metadata.version(owner)}" for owner in owners)
    if len(owners) == 1:
        return Check("cv2", True, found)
    return Check("cv2", False, f"owned by: {found or 'nobody'}.", how_to_mend())


def mediapipe_version() -> Check:
    """The version of mediapipe: from 0.10.35 on it contacts a logging host."""
    version = importlib.metadata.version("mediapipe")
    numbers = tuple(int(part) for part in version.split(".")[:3])
    fits = (0, 10, 33) <= numbers < (0, 10, 35)
    todo = "" if fits else f"0.10.33 or 0.10.34 is wanted. {how_to_mend()}"
    return Check("mediapipe", fits, f"{version}{'' if fits else '.'}", todo)


def pose_model() -> Check:
    """The model file, by its checksum."""
    from formcheck.pose.model_store import find_model

    model = find_model()
    return Check("pose model", True, f"{model.name}, sha256 {model.sha256[:12]}…")


def codecs() -> Check:
    """What the video library reads and writes."""
    import av

    missing = [name for name in DECODERS if not _has_codec(name, "r")]
    missing += [] if _has_codec(ENCODER, "w") else [ENCODER]
    if missing:
        return Check("codecs", False, f"PyAV lacks {', '.join(missing)}.", how_to_mend())
    return Check(
        "codecs", True, f"reads {', '.join(DECODERS)}; writes h264 (PyAV {av.__version__})"
    )


def _has_codec(name: str, mode: Literal["r", "w"]) -> bool:
    from av.codec import Codec
    from av.codec.codec import UnknownCodecError

    try:
        Codec(name, mode)
    except UnknownCodecError:
        return False
    return True


def work_limits() -> Check:
    """The limits of `WorkLimits`, with the environment variables that change them."""
    from formcheck.machine.limits import WorkLimits

    limits = WorkLimits.from_environment()
    found = f"{limits.clip_minutes:g} min and {limits.memory_gb:g} GB a clip"
    return Check("work limits", True, found)


def cache_folder() -> Check:
    """The folder of cached observations, which make a second analysis quick."""
    from formcheck.extraction.pose_cache import cache_folder as folder_of_poses

    folder = folder_of_poses()
    every = (folder, *folder.parents)
    existing = next(path for path in every if os.path.exists(path))  # noqa: PTH110  (never raises)
    size = sum(map(_size, folder.rglob("*"))) if existing == folder else 0
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  (`Path.home` raises where there is none)
    shown = f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) else folder
    found = f"{shown}, {size / 1e6:.0f} MB"
    if existing.is_dir() and os.access(existing, os.W_OK):
        return Check("pose cache", True, found)
    return Check(
        "pose cache", False, f"{found}.", "It cannot be written to; check its permissions."
    )


def _size(file: Path) -> int:
    with suppress(OSError):  # an analysis has just removed it
        return file.stat().st_size if file.is_file() else 0
    return 0


def telemetry() -> Check:
    """Whether Streamlit's usage reports are off."""
    settings = app_folder() / ".streamlit" / "config.toml"
    said = tomllib.loads(settings.read_text(encoding="utf-8")).get("browser", {})
    if said.get("gatherUsageStats") is False:
        return Check("telemetry", True, "off")
    return Check("telemetry", False, "Streamlit would report usage.", how_to_mend())
