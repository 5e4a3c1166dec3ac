"""Writes docs/licences.md, what formcheck ships and installs: `python scripts/build_licences.py`.

Read off the packages of this environment, so run it where the locked ones are installed.
"""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from packaging.requirements import Requirement

from formcheck.benchmark.tables import table

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "licences.md"
LONGEST = 40  # of a licence's name; some packages put its whole text there
INTRO = """\
# Licences

Made by `scripts/build_licences.py`; a test fails when it is out of date.
"""
WHEEL = """\
## In the wheel

"""
OURS = (
    ("code, knowledge, drawings, icon", "Apache-2.0", "this project, see LICENSE"),
    (
        "the pose model, `pose_landmarker_full.task`",
        "Apache-2.0",
        "Google; `models/README.md` says where it is from",
    ),
    ("two sample clips, rendered", "Apache-2.0", "this project; nobody was filmed"),
)
INSTALLED = """\
## Installed with it

By your installer, from the package index that it uses; formcheck ships none of them. What a package
says of itself stands here; `*` marks those that formcheck asks for by name.
"""
INSIDE = """\
## Inside those

Some packages bring native libraries with licences of their own; each has their texts in its
`.dist-info` folder. Two matter to whoever passes an installed formcheck on, as a container image
does:

- `av` brings FFmpeg built with x264 and x265, which are under GPL-2.0-or-later.
- `opencv-contrib-python` brings FFmpeg and Qt under LGPL-2.1 and LGPL-3.0.
"""
_SHORT = (
    (r"\bapache", "Apache-2.0"),
    (r"\bmit\b", "MIT"),
    (r"3-clause|bsd-3", "BSD-3-Clause"),
    (r"2-clause|bsd-2", "BSD-2-Clause"),
    (r"\bbsd", "BSD"),
    (r"\bisc\b", "ISC"),
    (r"psf|python software", "PSF-2.0"),
    (r"mozilla|\bmpl", "MPL-2.0"),
    (r"hpnd|historical", "HPND"),
)


def asked_for() -> frozenset[str]:
    """The names of the packages in pyproject.toml that a user needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return frozenset(map(_name, project["dependencies"]))


def installed(names: frozenset[str]) -> Mapping[str, str]:
    """The licence of each of these packages and of all that they ask for, by name."""
    found: dict[str, str] = {}
    waiting = sorted(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        package = importlib.metadata.distribution(name)
        found[name] = licence_of(package)
        waiting += _needs(package)
    return dict(sorted(found.items()))


def _needs(package: importlib.metadata.Distribution) -> Iterator[str]:
    for line in package.requires or ():
        marker = Requirement(line).marker
        if marker is None or marker.evaluate({"extra": ""}):
            yield _name(line)


def _name(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", Requirement(requirement).name.lower())


def licence_of(package: importlib.metadata.Distribution) -> str:
    """What a package says about its licence, as an SPDX name where it can be told."""
    about = package.metadata
    # by index what is missing is a KeyError once somebody has imported importlib_metadata
    for expression in about.get_all("License-Expression") or []:
        return str(expression)
    classifiers = about.get_all("Classifier") or []
    said = [line.rpartition("::")[2].strip() for line in classifiers if line.startswith("License")]
    text = " ".join(about.get_all("License") or []).strip()
    if text and len(text) <= LONGEST and "dual" not in text.lower():
        return _short(text)
    return " OR ".join(sorted(set(map(_short, said)))) or "not said"


def _short(words: str) -> str:
    for pattern, name in _SHORT:
        if re.search(pattern, words, re.IGNORECASE):
            return name
    return words


def render() -> str:
    names = asked_for()
    rows = [
        (f"`{name}`{' *' if name in names else ''}", licence)
        for name, licence in installed(names).items()
    ]
    parts = (
        INTRO,
        WHEEL + table(("what", "licence", "whose"), OURS),
        INSTALLED,
        table(("package", "licence"), rows),
        INSIDE,
    )
    return "\n".join(part.strip("\n") + "\n" for part in parts)


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
