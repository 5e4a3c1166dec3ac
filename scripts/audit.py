"""Known vulnerabilities of what formcheck installs, as locked: `make audit`.

Exit status 1 when there are some. Where no registry answers, or it keeps no advisories (many
mirrors do not), it says that nothing was checked, and ends with 0.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
UV = (sys.executable, "-m", "uv")
Package = Mapping[str, Any]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder, "pins.txt")
        what = ("pip", "compile", "pyproject.toml", "--constraint", "requirements.lock")
        locked = _run(*what, "--no-annotate", "--no-header", "--quiet", "--output-file", str(pins))
        if locked.returncode != 0:
            return _nothing("no package index answers")
        audit = ("tool", "run", "pip-audit", "--disable-pip", "--no-deps", "--format=json")
        said = _run(*audit, "--progress-spinner=off", "--requirement", str(pins)).stdout
    try:
        packages = json.loads(said)["dependencies"]
    except (ValueError, KeyError):
        return _nothing("no registry answers")
    text, status = verdict(packages)
    print(text)
    return status


def verdict(packages: Iterable[Package]) -> tuple[str, int]:
    """What to say about the answer of pip-audit, and the exit status."""
    packages = list(packages)
    checked = [package for package in packages if "vulns" in package]
    if not checked:
        return f"Not checked: the registry knows no advisories ({len(packages)} packages).", 0
    bad = [
        f"{package['name']} {package['version']}: {flaw['id']}, mended in "
        f"{', '.join(flaw.get('fix_versions') or ['no version yet'])}"
        for package in checked
        for flaw in package["vulns"]
    ]
    count = f"{len(checked)} of {len(packages)} packages checked"
    if bad:
        return "\n".join([*bad, f"{count}: {len(bad)} known vulnerabilities."]), 1
    return f"{count}: no known vulnerability.", 0


def _nothing(why: str) -> int:
    print(f"Not checked: {why}.")
    return 0


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*UV, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
