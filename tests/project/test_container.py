"""The container image, where an engine is to be had; and what it asks of formcheck, where not."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.privacy import watch
from tests.project.installing import ROOT, Installed, build, install

pytestmark = pytest.mark.slow
CONTAINERFILE = ROOT / "Containerfile"
TAG = "formcheck-test"
ENGINES = ("docker", "podman")
LONGEST_S = 280

AS_IN_A_CONTAINER = """
set -e
ip link set lo up
mount --make-rprivate /
mount --bind "$HOME" "$HOME"
mount -o remount,bind,ro /
! touch "$ENVIRONMENT/written" 2>/dev/null
"$ENVIRONMENT/bin/formcheck" app --no-browser --address 0.0.0.0 --port 8501 &
app=$!
for second in $(seq 60); do
    if "$ENVIRONMENT/bin/python" -c "$HEALTH" 2>/dev/null; then healthy=yes; break; fi
    sleep 1
done
"$ENVIRONMENT/bin/formcheck" doctor
kill $app
wait $app || true
test "$healthy" = yes && echo healthy
"""


def engine() -> str:
    """A container engine that answers; skips where there is none."""
    for name in filter(shutil.which, ENGINES):
        if subprocess.run([name, "info"], capture_output=True, check=False).returncode == 0:
            return name
    pytest.skip("no container engine answers on this machine")


def run(*command: str) -> str:
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_S, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def image() -> Iterator[tuple[str, str]]:
    """The engine and the image's name."""
    name = engine()
    made = subprocess.run(
        [name, "build", "--file", str(CONTAINERFILE), "--tag", TAG, "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if re.search(r"pull|resolve|network|timeout", made.stderr, re.I) and made.returncode:
        pytest.skip("the base image cannot be had here")
    assert made.returncode == 0, made.stderr
    yield name, TAG
    subprocess.run([name, "rmi", "--force", TAG], capture_output=True, check=False)


@pytest.mark.model
def test_the_image_checks_the_samples_without_root_or_network(image: tuple[str, str]) -> None:
    name, tag = image
    alone = ("run", "--rm", "--read-only", "--network", "none", "--tmpfs", "/tmp", tag)
    assert "NOT READY" not in run(name, *alone, "doctor")
    assert "samples read as they were made" in run(name, *alone, "demo")
    assert run(name, "inspect", "--format", "{{.Config.User}}", tag).strip() == "10001"


def test_the_image_says_when_it_is_healthy(image: tuple[str, str]) -> None:
    name, tag = image
    running = run(name, "run", "--detach", "--rm", "--read-only", "--tmpfs", "/tmp", tag).strip()
    try:
        end_s = time.monotonic() + 120
        health = ""
        while time.monotonic() < end_s and health != "healthy":
            time.sleep(2)
            health = run(name, "inspect", "--format", "{{.State.Health.Status}}", running).strip()
        assert health == "healthy"
    finally:
        run(name, "stop", running)


def test_it_runs_where_only_its_own_folder_can_be_written_and_there_is_no_network(
    tmp_path: Path,
) -> None:
    if watch.namespace() != ("unshare", "-n") or not shutil.which("ip"):
        pytest.skip("this machine allows no namespaces")
    made = install_wheel(tmp_path)
    health = re.search(r'"(import urllib.*?)"', CONTAINERFILE.read_text())
    assert health
    environment = {
        **made.variables(),
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "ENVIRONMENT": str(made.environment),
        "HEALTH": health[1],
        "TMPDIR": str(made.home),
        "FORMCHECK_DATA_DIR": str(made.home / "app"),
        "FORMCHECK_CACHE": str(made.home / "poses"),
    }
    done = subprocess.run(
        ["unshare", "--net", "--mount", "sh", "-c", AS_IN_A_CONTAINER],
        cwd=made.home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("healthy\n")
    assert "NOT READY" not in done.stdout
    assert not (made.environment / "written").exists()


def install_wheel(folder: Path) -> Installed:
    return install(build(folder / "built")[0], folder / "installed")


def test_the_image_takes_only_what_it_needs() -> None:
    text = CONTAINERFILE.read_text()
    copied = re.findall(r"^COPY (?!--from)(.+) /\S+$", text, re.MULTILINE)
    listed = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert sorted(" ".join(copied).split()) == sorted(listed)
    assert "USER 10001" in text
    assert not re.search(r"https?://(?!localhost)|docker\.io|index-url", text)
