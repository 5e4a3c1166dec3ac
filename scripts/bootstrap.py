"""Makes `.venv`: the locked packages, formcheck itself, and the system libraries they load.

Run through `scripts/bootstrap`. A second run finds nothing to do and takes a fraction of a second;
a changed lock or pyproject syncs again. Standard library only, no address of any package index:
pip's own configuration says where packages come from, and uv is told the same.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
STAMP = VENV / "formcheck-stamp"
Command = list[str | Path]
IMPORTED = (
    "formcheck.cli", "formcheck.pipeline.document", "formcheck.pipeline.run",
    "formcheck.extraction.clip_to_observation",
    "formcheck.report.text", "formcheck.page", "mediapipe", "av",
    "streamlit.web.bootstrap", "pytest",
)  # fmt: skip
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

sys.path.insert(0, str(ROOT))
from formcheck.machine import system_libraries  # noqa: E402  (not installed yet: that is what this is for)


class SetupFailedError(Exception):
    """Something this script cannot mend; the text is the one line to show."""


def main() -> int:
    parser = argparse.ArgumentParser(description="Set this folder up.")
    parser.add_argument("--for", dest="goal", choices=("app", "test"), default="app")
    goal = parser.parse_args().goal
    try:
        if read_stamp() != wanted_stamp():
            make_environment()
        make_system_ready(goal)
    except SetupFailedError as failed:
        print(failed, file=sys.stderr)
        return 3
    return 0


def wanted_stamp() -> str:
    """Names everything the environment is made from; the folder too, as a venv cannot move."""
    parts = (LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def read_stamp() -> str:
    return STAMP.read_text() if STAMP.exists() and runs(PYTHON) else ""


def runs(python: Path) -> bool:
    return runs_quietly([python, "-c", ""])


def make_environment() -> None:
    say("Setting up .venv (once; about a minute) ...")
    if not runs(PYTHON):
        make_venv()
    index = index_settings()
    install_uv(index)
    uv = BIN / "uv"
    into: Command = ["--quiet", "--python", PYTHON]
    step([uv, "pip", "sync", *into, "--require-hashes", LOCK], index)
    alone: Command = ["--no-deps", "--no-build-isolation", "--editable", ROOT]
    step([uv, "pip", "install", *into, *alone], index)
    compile_what_is_used()
    STAMP.write_text(wanted_stamp())


def compile_what_is_used() -> None:
    """Import what every start imports, so that its bytecode lies beside it.

    uv writes none. Where PYTHONDONTWRITEBYTECODE is set (many containers do), each process would
    compile all of it anew: half a second, and three times as long to start.
    """
    writing = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    command = [str(PYTHON), "-c", f"import {', '.join(IMPORTED)}"]
    # what is missing (a system library, say) is installed, or told of, later on
    subprocess.run(command, env=writing, cwd=ROOT, capture_output=True, check=False)


def make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None:  # Debian packs it apart
        install_packages([f"python3.{sys.version_info.minor}-venv"])
    venv.create(VENV, with_pip=True, clear=VENV.exists())


def index_settings() -> dict[str, str]:
    """What pip is told about the package index, in the words uv understands.

    uv reads no pip configuration, so a machine behind a mirror would need both set up.
    """
    if not has_pip():
        return {}
    listed = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    found: dict[str, str] = {}
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        found[key.rpartition(".")[2]] = value.strip("'\"")
    names = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE"}
    return {ours: found[pips] for pips, ours in names.items() if pips in found}


def has_pip() -> bool:
    return runs_quietly([PYTHON, "-c", "import pip"])


def runs_quietly(command: Command, stderr: int | None = subprocess.DEVNULL) -> bool:
    quiet = subprocess.DEVNULL
    try:
        done = subprocess.run(command, stdin=quiet, stdout=quiet, stderr=stderr, check=False)
    except OSError:
        return False
    return done.returncode == 0


def install_uv(index: dict[str, str]) -> None:
    """Get the locked uv, by its hashes, with the pip that every venv brings."""
    requirement = locked_requirement("uv")
    version = requirement.split()[0].partition("==")[2]
    have = subprocess.run([PYTHON, "-m", "uv", "--version"], capture_output=True, text=True)
    if have.returncode == 0 and have.stdout.split()[1] == version:
        return
    if not has_pip():
        step([PYTHON, "-m", "ensurepip"], index)
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "uv.txt")
        wanted.write_text(requirement)
        flags = ["--quiet", "--disable-pip-version-check", "--require-hashes"]
        step([PYTHON, "-m", "pip", "install", *flags, "--requirement", wanted], index)


def locked_requirement(name: str) -> str:
    """The lines of one package in the lock, hashes included."""
    lines = LOCK.read_text().splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith(f"{name}=="))
    rest = (n for n in range(first + 1, len(lines)) if not lines[n].startswith("    --hash"))
    return "\n".join(lines[first : next(rest, len(lines))]) + "\n"


def step(command: Command, index: dict[str, str]) -> None:
    """Run one command of the set-up; what the environment already says wins over `index`."""
    environment = {**index, **os.environ}
    if subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode != 0:
        shown = " ".join(Path(part).name if isinstance(part, Path) else part for part in command)
        raise SetupFailedError(
            f"The set-up stopped at: {shown}. The reason stands above. Once it is mended "
            "(often: the connection), the same command goes on where it stopped."
        )


def make_system_ready(goal: str) -> None:
    packages = [library.package for library in system_libraries.missing_libraries()]
    if goal == "test" and not any(map(shutil.which, BROWSERS)):
        packages.append("chromium")
    if packages:
        install_packages(packages)


def install_packages(packages: Iterable[str]) -> None:
    names = list(packages)
    say(f"Installing system packages: {' '.join(names)} ...")
    if not install_without_asking(names):
        raise SetupFailedError(
            f"formcheck needs {', '.join(names)}. {system_libraries.install_hint(names)}"
        )


def install_without_asking(names: list[str]) -> bool:
    """Install packages where no password and no answer is needed; False where that is not so."""
    if not shutil.which("apt-get"):
        return False
    prefix: Command = [] if system_libraries.is_root() else ["sudo", "-n"]
    if prefix and not runs_quietly([*prefix, "true"], None):
        return False
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    runs_quietly([*apt, "update"], None)  # a stale list is no reason to give up before trying
    return runs_quietly([*apt, "install", "-y", "--no-install-recommends", *names], None)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
