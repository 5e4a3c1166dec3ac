"""The README and the pages beside it say only what is there."""

import json
import re
import shlex
import subprocess
import sys
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *(
        ROOT / "docs" / f"{name}.md"
        for name in (
            "accuracy",
            "batch",
            "benchmark",
            "compare",
            "faults",
            "film",
            "history",
            "install",
            "measurement",
            "observations",
            "performance",
            "phone",
            "player",
            "reliability",
            "structure",
        )
    ),
    ROOT / "benchmarks/data/README.md",
    *sorted((ROOT / "docs/decisions").glob("*.md")),
)
SITE = ["Use it", "Film it", "How right it is", "How it measures", "Change it"]
COMMAND = re.compile(r"^ {4}(formcheck [^#\n]+)", re.MULTILINE)


def commands() -> list[str]:
    return [line.strip() for page in PAGES for line in COMMAND.findall(page.read_text())]


@cache
def help_of(*command: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "formcheck.cli", *command, "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return ran.stdout


@pytest.mark.parametrize("line", commands())
def test_commands_and_options_exist(line: str) -> None:
    _, command, *rest = shlex.split(line)
    called = (command, rest[0]) if command == "history" else (command,)
    shown = help_of(*called).split()
    for option in (word for word in rest if word.startswith("--")):
        assert option in shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_every_test_that_holds_what_failed_before_is_there() -> None:
    """One had moved to another file."""
    page = (ROOT / "docs/reliability.md").read_text()
    held = re.findall(r"`(tests/[\w/]+\.py)`((?:[:,] `[a-z_]+`)*)", page)
    names = [(file, name) for file, named in held for name in re.findall(r"`(\w+)`", named)]
    assert len(names) > 20
    gone = [at for at in names if f"def test_{at[1]}(" not in (ROOT / at[0]).read_text()]
    assert gone == []


def test_the_readme_opens_with_the_line_that_installs_and_the_one_that_opens() -> None:
    from formcheck import __version__

    lines = [line.strip() for line in (ROOT / "README.md").read_text().splitlines() if line]
    assert lines[1].startswith(f"uv tool install formcheck-{__version__}-py3-none-any.whl ")
    assert lines[2].startswith("formcheck app ")


def test_one_version_everywhere() -> None:
    from formcheck import __version__

    assert f'\nversion = "{__version__}"\n' in (ROOT / "pyproject.toml").read_text()
    assert f"\n## [{__version__}] - " in (ROOT / "CHANGELOG.md").read_text()
    assert f"formcheck-{__version__}-py3" in (ROOT / "docs/install.md").read_text()


def test_the_python_of_the_readme_runs_up_to_its_clip() -> None:
    from formcheck.errors import VideoError

    snippet = (ROOT / "README.md").read_text().split("In Python:")[1].split("##")[0]
    code = "\n".join(line[4:] for line in snippet.splitlines() if line.startswith("    "))
    with pytest.raises(VideoError, match=r"set\.mov"):
        exec(compile(code, "README", "exec"), {})


def test_every_dependency_has_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    reasons = (ROOT / "docs/decisions/0004-dependencies.md").read_text()
    for requirement in wanted:
        name = re.split(r"[<>=\[]", requirement)[0]
        assert re.search(rf"\b{re.escape(name)}\b", reasons), name


def test_every_entry_of_the_observation_format_is_documented_and_no_other() -> None:
    from formcheck.observation import format as observation_format
    from formcheck.observation.packing import MISSING
    from tests.observations import random_observation

    page = (ROOT / "docs/observations.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", page, re.MULTILINE)
    stored = observation_format.to_arrays(random_observation())
    kept = {re.sub(r"^(shoe|pass)\d", r"\1N", name) for name in stored if MISSING not in name}
    assert {name for name, _ in rows} == kept
    about = set(json.loads(str(stored["about"])))
    assert about <= set(re.findall(r"`(\w+)`", page.split("`about` holds")[1].split("##")[0]))


def test_every_column_of_a_table_and_every_metric_and_unit_in_it_is_explained() -> None:
    """`torso` and `rise_ratio` were explained nowhere."""
    from formcheck.metrics.table import METRICS
    from formcheck.report.tables import FindingRow, RepRow, SetRow

    named = set(re.findall(r"`([^`\n]+)`", (ROOT / "docs/batch.md").read_text()))
    columns = {*RepRow._fields, *FindingRow._fields, *SetRow._fields}
    units = {row.unit for row in METRICS.values()}
    assert {*columns, *METRICS, *units} <= named


def test_the_site_builds_with_every_page_in_one_of_five_parts(tmp_path: Path) -> None:
    """Strictly: a page that is in no part fails it, and so does a link that leads nowhere."""
    ran = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr
    home = (tmp_path / "index.html").read_text("utf-8")
    parts = re.findall(r"dropdown-toggle[^>]*>([^<]+)</a>", home)
    assert [part.strip() for part in parts if part.strip()] == SITE
    pages = chain.from_iterable(tmp_path.rglob(f"*.{kind}") for kind in ("html", "css"))
    fetched = re.compile(
        r"""<(?:script|link|img)\b[^>]*(?:src|href)="(?:https?:)?//|url\(["']?http"""
    )
    assert [path.name for path in pages if fetched.search(path.read_text("utf-8"))] == []


def test_no_page_keeps_the_marks_of_a_merge():
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
    marked = [page.name for page in pages if re.search(r"^(<{7}|>{7}) ", page.read_text(), re.M)]
    assert marked == []


def test_the_map_names_every_package() -> None:
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## The map")[1]
    packages = {init.parent.name for init in (ROOT / "formcheck").glob("*/__init__.py")}
    assert packages - set(re.findall(r"`(\w+)`", told)) == set()
