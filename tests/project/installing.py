"""What a user gets: formcheck built, and installed where nothing of this checkout is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.app.server import wait_until_up

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(sysconfig.get_path("scripts")).name  # `bin`, or `Scripts` on Windows
LONGEST_S = 580  # of a command, on a machine with other work to do
NO_REGISTRY = re.compile(r"error sending request|dns error|Failed to fetch|Could not connect", re.I)


@dataclass(frozen=True)
class Installed:
    """formcheck in an environment of its own, used by somebody with an empty home."""

    environment: Path
    home: Path

    def command(self, name: str) -> str:
        """A command that the environment brings."""
        return str(self.environment / SCRIPTS / name)

    def variables(self) -> dict[str, str]:
        """Nothing of this process's environment but where the system is."""
        kept = ("PATH", "SYSTEMROOT", "TEMP", "TMP")
        inherited = {name: os.environ[name] for name in kept if name in os.environ}
        return {**inherited, "HOME": str(self.home), "USERPROFILE": str(self.home)}

    def run(self, name: str, *arguments: str) -> str:
        """What a command says; it has to end well."""
        done = subprocess.run(
            [self.command(name), *arguments],
            cwd=self.home,
            env=self.variables(),
            capture_output=True,
            encoding="utf-8",
            timeout=LONGEST_S,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    def site_packages(self) -> Path:
        """Where its packages are."""
        return Path(self.run("python", "-c", "import av; print(av.__file__)").strip()).parents[1]

    @contextmanager
    def page(self) -> Iterator[str]:
        """The address of the page, served by `formcheck app`."""
        process = subprocess.Popen(
            [self.command("formcheck"), "app", "--no-browser"],
            cwd=self.home,
            env=self.variables(),
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            encoding="utf-8",
        )
        try:
            assert process.stderr
            told = process.stderr.readline()
            found = re.search(r"http://\S+", told)
            assert found, told
            wait_until_up(f"{found[0]}/_stcore/health", process)
            yield found[0]
        finally:
            process.terminate()
            process.communicate(timeout=60)


def build(folder: Path) -> tuple[Path, Path]:
    """Build wheel and source distribution; the paths of both."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))


def uv(*arguments: str) -> None:
    """Run the locked uv, with its usual cache and the index this machine is set up for."""
    done = subprocess.run(
        [sys.executable, "-m", "uv", *arguments], capture_output=True, text=True, check=False
    )
    if NO_REGISTRY.search(done.stderr):
        pytest.skip("no package index answers")
    assert done.returncode == 0, done.stderr


def install(package: Path, folder: Path, resolution: str = "highest") -> Installed:
    """Install a built package into a new environment, with the newest or the oldest it allows."""
    made = Installed(folder / "environment", folder / "home")
    made.home.mkdir(parents=True)
    python = str(made.environment / SCRIPTS / "python")
    uv("venv", "--quiet", "--python", sys.executable, str(made.environment))
    uv("pip", "install", "--quiet", "--python", python, "--resolution", resolution, str(package))
    return made
