"""What is shipped is listed with its licence, and what is installed can be audited."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

import pytest

from scripts import audit, build_licences

ROOT = Path(__file__).parents[2]


def test_the_list_of_licences_is_what_the_script_makes() -> None:
    pinned = re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements.lock").read_text(), re.M)
    try:
        names = build_licences.installed(build_licences.asked_for())
    except importlib.metadata.PackageNotFoundError as missing:
        pytest.skip(f"it is made where the locked packages are installed: {missing}")
    if not all((name, importlib.metadata.version(name)) in pinned for name in names):
        pytest.skip("it is made where the locked packages are installed")
    assert build_licences.TARGET.read_text(encoding="utf-8") == build_licences.render()


def test_no_licence_is_unknown() -> None:
    page = build_licences.TARGET.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)`(?: \*)? \| (.+) \|$", page, re.MULTILINE)
    assert {name for name, _ in rows} >= build_licences.asked_for()
    known = r"MIT|BSD|Apache|PSF|MPL|ISC|0BSD|Zlib|CC0"
    assert [row for row in rows if not re.search(known, row[1])] == []


@pytest.mark.parametrize(
    ("packages", "said", "status"),
    [
        ([{"name": "a", "skip_reason": "not found"}], "Not checked", 0),
        ([{"name": "a", "version": "1", "vulns": []}, {"name": "b"}], "1 of 2", 0),
        (
            [{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}],
            "a 1: X-1, mended in 2",
            1,
        ),
    ],
)
def test_an_audit_says_what_it_could_check(packages: list, said: str, status: int) -> None:
    text, code = audit.verdict(packages)
    assert said in text
    assert code == status
