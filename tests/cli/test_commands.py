import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from formcheck import __version__
from formcheck.thresholds import Thresholds, limits_table
from tests.cli.conftest import FORMCHECK, RunCli

HEAVY = ("numpy", "scipy", "pydantic", "mediapipe", "cv2", "av", "streamlit", "pyarrow", "pandas")


def loaded_by(environment: dict[str, str], *arguments: str) -> set[str]:
    """The modules that the command has loaded when it ends."""
    look = (
        f"import sys; sys.argv = {['formcheck', *arguments]!r}\n"
        "from formcheck.cli import main\n"
        "try: main()\n"
        "except SystemExit: print(*sorted(sys.modules), file=sys.stderr)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", look], env=environment, capture_output=True, text=True, check=True
    )
    return set(ran.stderr.split())


def test_help_imports_nothing_heavy(environment: dict[str, str]) -> None:
    loaded = loaded_by(environment, "--help")
    assert {"formcheck.cli", "typer"} <= loaded
    assert not set(HEAVY) & loaded


@pytest.mark.model
def test_a_kept_look_loads_nothing_that_looks(
    cli: RunCli, environment: dict[str, str], clips: Path
) -> None:
    clip = str(clips / "nobody.mp4")
    assert cli("analyze", clip).status == 0
    loaded = loaded_by(environment, "analyze", clip)
    assert "formcheck.extraction.pose_cache" in loaded
    assert not {"cv2", "mediapipe", "av", "scipy"} & loaded


def test_help_takes_three_tenths_of_a_second_at_most(environment: dict[str, str]) -> None:
    def took_s() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [*FORMCHECK, "--help"], env=environment, stdout=subprocess.DEVNULL, check=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    # its own time, and the least of some runs: others may use this machine
    assert min(took_s() for _ in range(6)) <= 0.3


def test_every_command_is_in_the_help_and_has_help(cli: RunCli) -> None:
    shown = cli("--help").out
    for command in (
        "analyze", "app", "batch", "benchmark", "compare", "demo", "doctor", "history", "limits",
        "why",
    ):  # fmt: skip
        assert f"  {command} " in shown
        said = cli(command, "--help")
        assert said.status == 0
        assert said.out.splitlines()[0].count("...") < 2  # of several sources
    assert "..." not in shown.partition("Commands:")[2], "said to its end"


def test_the_command_is_there_as_a_module_too() -> None:
    """Where the folder of scripts is not on the path; it said that there is no __main__."""
    command = [sys.executable, "-m", "formcheck", "--version"]
    asked = subprocess.run(command, capture_output=True, text=True, check=True)
    assert asked.stdout == f"formcheck {__version__}\n"


def test_version(cli: RunCli) -> None:
    assert cli("--version").out == f"formcheck {__version__}\n"


def test_limits_lists_every_one(cli: RunCli) -> None:
    shown = cli("limits").out
    for row in limits_table():
        assert row.name in shown


def test_limits_as_toml_read_back(cli: RunCli, tmp_path: Path) -> None:
    (tmp_path / "limits.toml").write_text(cli("limits", "--toml").out)
    assert Thresholds.from_toml(tmp_path / "limits.toml") == Thresholds()


def test_why_answers_from_options(cli: RunCli) -> None:
    ran = cli("why", "--answer", "where=between_blades", "--json")
    assert ran.status == 0, ran.err
    assert json.loads(ran.out)


@pytest.mark.parametrize("plan", ["file/plan.md", "file/deeper/plan.html", "folder.md"])
def test_a_plan_that_cannot_be_written_is_said_before_the_questions(
    cli: RunCli, tmp_path: Path, plan: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder.md").mkdir()
    ran = cli("why", "--answer", "warm_up=none", "--plan", plan)
    assert (ran.status, ran.out, len(ran.lines)) == (2, "", 1)
    assert ran.err.startswith(plan)


def test_a_plan_that_fails_while_it_is_written_costs_not_the_answer(
    cli: RunCli, tmp_path: Path, environment: dict[str, str]
) -> None:
    """A disk that is full only then."""
    full = "import os; os.fsync = lambda _: (_ for _ in ()).throw(OSError(28, 'No space left'))"
    (tmp_path / "sitecustomize.py").write_text(full)
    ran = cli(
        *("why", "--answer", "warm_up=none", "--plan", "plan.md"),
        PYTHONPATH=f"{tmp_path}:{environment['PYTHONPATH']}",
    )
    assert ran.status == 2
    assert ran.out == cli("why", "--answer", "warm_up=none").out
    assert ran.lines == [
        "plan.md cannot be written: No space left. Free some space or choose another folder."
    ]
    assert not (tmp_path / "plan.md").exists()


def test_doctor_says_ready_on_a_machine_that_passes_the_tests(cli: RunCli) -> None:
    ran = cli("doctor")
    assert ran.status == 0, ran.out
    assert "NOT READY" not in ran.out
    for name in ("cv2", "pose model", "codecs", "system libraries", "mediapipe", "telemetry"):
        assert name in ran.out


@pytest.mark.parametrize(
    ("breakage", "row"),
    [
        (
            "import formcheck.pose.model_store as m; m.SHIPPED_SHA256 = '0'",
            "model",
        ),
        (
            "import importlib.metadata as m; m.packages_distributions = "
            "lambda: {'cv2': ['opencv-contrib-python', 'opencv-python']}; "
            "m.version = lambda name: '0.10.35' if name == 'mediapipe' else '5'",
            "mediapipe",
        ),
        (
            "import formcheck.machine.system_libraries as s; "
            "s.NEEDED = (s.SystemLibrary('libnowhere.so.9', 'libnowhere9'),)",
            "libnowhere9",
        ),
    ],
)
def test_doctor_says_what_is_wrong_and_what_to_do(
    cli: RunCli, tmp_path: Path, environment: dict[str, str], breakage: str, row: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text(breakage)
    ran = cli("doctor", PYTHONPATH=f"{tmp_path}:{environment['PYTHONPATH']}")
    assert ran.status == 3
    assert any(row in line for line in ran.out.splitlines() if line)
    assert "NOT READY" in ran.out


def test_doctor_sees_a_limit_that_no_clip_could_be_read_with(cli: RunCli) -> None:
    ran = cli("doctor", FORMCHECK_MOST_MEMORY_GB="abc")
    assert ran.status == 3
    assert "FORMCHECK_MOST_MEMORY_GB is 'abc'" in ran.out


def test_doctor_sees_a_cache_it_cannot_write(cli: RunCli, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = cli("doctor", FORMCHECK_CACHE=str(tmp_path / "file" / "poses"))
    assert ran.status == 3
    assert "pose cache" in ran.out
