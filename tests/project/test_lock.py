"""The lock: satisfies the project, names no host, and one package owns cv2."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
HEADER = "uv pip compile pyproject.toml --all-extras --universal --generate-hashes"


def locked() -> dict[str, list[Requirement]]:
    """Every requirement of the lock by name; one name may have several, for different Pythons."""
    found: dict[str, list[Requirement]] = {}
    for line in LOCK.splitlines():
        if line[:1].isalnum():
            requirement = Requirement(line.removesuffix("\\").strip())
            found.setdefault(requirement.name, []).append(requirement)
    return found


def wanted() -> list[Requirement]:
    extras = [line for extra in PROJECT["optional-dependencies"].values() for line in extra]
    return [Requirement(line) for line in (*PROJECT["dependencies"], *extras)]


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_the_lock_satisfies_the_project(requirement: Requirement) -> None:
    pins = locked()[requirement.name.lower()]
    for pin in pins:
        version = Version(str(pin.specifier).removeprefix("=="))
        assert version in requirement.specifier


def test_every_package_is_pinned_with_hashes() -> None:
    blocks = re.split(r"\n(?=\w)", LOCK)
    packages = [block for block in blocks if "==" in block.splitlines()[0]]
    assert len(packages) > 100
    assert all("--hash=sha256:" in block for block in packages)


def test_no_host_and_no_path_is_named() -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links|@ file|^-", LOCK, re.MULTILINE)
    assert HEADER in LOCK.splitlines()[1]


def test_one_package_owns_cv2() -> None:
    owners = [name for name in locked() if name.startswith("opencv")]
    assert owners == ["opencv-contrib-python"]


def test_no_file_of_the_project_names_an_index() -> None:
    names = ("Makefile", "pyproject.toml", "scripts/bootstrap", "scripts/bootstrap.py", ".ci/run")
    for name in names:
        text = (ROOT / name).read_text()
        assert not re.search(
            r"https?://|index-url|/simple\b", text.replace('"index-url": "UV', "")
        ), name


def test_the_oldest_versions_are_those_that_the_project_allows() -> None:
    oldest = (ROOT / "requirements-oldest.lock").read_text()
    for requirement in map(Requirement, PROJECT["dependencies"]):
        least = min(spec.version for spec in requirement.specifier if spec.operator == ">=")
        pin = re.search(rf"^{requirement.name.lower()}==(\S+)", oldest, re.MULTILINE)
        assert pin, requirement
        assert Version(pin[1]).release[:2] >= Version(least).release[:2]
        assert Version(pin[1]).release[0] == Version(least).release[0], requirement
    assert not re.search(r"://|--(extra-)?index|--find-links|@ file", oldest)
