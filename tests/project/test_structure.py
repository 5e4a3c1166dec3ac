"""The figures of structure count what they say, and the net of documents holds what falls."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarks import store
from formcheck.observation.format import to_bytes
from tests import stick
from tests.observed import observed

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def script(name: str) -> SimpleNamespace:
    return SimpleNamespace(**runpy.run_path(str(SCRIPTS / f"{name}.py")))


structure = script("structure")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Four stages, a page, and one file that reaches past the curves."""
    files = {
        "pose/track.py": "def joints():\n    return 33\n",
        "motion/curves.py": "from made.reps import find\n",
        "reps/find.py": (
            "from made.motion import curves\nfrom made.motion.curves import find\n"
            "RATE = -0.5 + 1 - 2 + 0\nTOLD = True\n"
        ),
        "reps/late.py": "def turn(joints):\n    return joints() + 1.5\n",
        "reps/thresholds.py": "MOST = 77\n",
        "metrics/neck.py": "import made.pose.track\nfrom made.reps import find\nrow = 'neck_deg'\n",
        "metrics/texts.toml": "neck_deg_too = 3\n",
        "page/app.py": "a = 5\nb = 6\n",
    }
    for name, text in files.items():
        path = tmp_path / "made" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text)
    return tmp_path / "made"


def test_a_climb_is_an_import_that_the_stage_has_no_business_with(package: Path) -> None:
    assert structure.climbs(structure.imports(package)) == {
        ("motion/curves.py", "reps/find.py"),
        ("metrics/neck.py", "pose/track.py"),
    }


def test_a_climb_is_a_call_as_well(package: Path) -> None:
    def made(name: str) -> dict[str, object]:
        inside: dict[str, object] = {}
        exec(compile((package / name).read_text(), str(package / name), "exec"), inside)
        return inside

    turn, joints = made("reps/late.py")["turn"], made("pose/track.py")["joints"]
    files, calls = structure.calls_of(lambda: turn(joints), package)
    assert files == {"reps/late.py", "pose/track.py"}
    assert structure.climbs(calls) == {("reps/late.py", "pose/track.py")}


def test_lines_and_numbers_are_those_of_the_named_stages(package: Path) -> None:
    assert structure.lines(package, without="page") == 2 + 1 + 4 + 2 + 1 + 3 + 1
    assert structure.lines(package, ["reps"]) == 7
    assert structure.numbers(package, ["reps", "pose"]) == 3  # 0.5, 1.5, 33


def test_a_metric_is_named_by_its_whole_name(package: Path) -> None:
    assert structure.naming([package], "neck_deg") == [(package / "metrics/neck.py").as_posix()]


def test_it_prints_the_figures_that_the_page_explains() -> None:
    ran = subprocess.run(
        [sys.executable, SCRIPTS / "structure.py"], capture_output=True, text=True, check=True
    )
    figures = [line.rsplit(" ", 1) for line in ran.stdout.splitlines()]
    assert len(figures) == 6
    assert all(int(figure) > 0 for _, figure in figures)
    page = (SCRIPTS.parent / "docs/structure.md").read_text()
    assert all(f"| {name} |" in page for name, _ in figures)


def test_two_documents_that_part_are_told_by_where() -> None:
    same = script("same_documents")
    one = {"reps": [{"turn_s": 1.2}], "lift": "squat"}
    other = {"reps": [{"turn_s": 1.3}], "lift": "squat"}
    assert same.differences({"a": one}, {"a": one}) == []
    assert same.differences({"a": one, "b": one}, {"a": other}) == [
        "a: .reps[0].turn_s 1.2 -> 1.3",
        "b: only before",
    ]


def test_a_judged_clip_is_kept_and_found_equal_again(tmp_path: Path) -> None:
    def run() -> str:
        command = [SCRIPTS / "same_documents.py", tmp_path / "kept", "--data", tmp_path / "data"]
        return subprocess.run(
            [sys.executable, *command], capture_output=True, text=True, check=True
        ).stdout

    body = stick.squat(stick.paced(2))
    seen = to_bytes(observed(stick.film(body), runtime="mediapipe 0"))
    truth = {"lift": "squat", "synthetic": True, "n_reps": 2, "lifter": {"id": "one"}, "reps": []}
    store.add("check", [store.PackedClip("a", seen, truth)], tmp_path / "data")
    assert run() == "1 documents kept\n"
    assert run() == "1 documents, all equal\n"
