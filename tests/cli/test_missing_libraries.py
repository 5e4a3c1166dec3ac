"""A machine that lacks a library: every command says which and the line to run, with status 3."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from formcheck.errors import SetupError
from formcheck.jobs.spool import spool_file
from formcheck.jobs.store import Store
from formcheck.jobs.worker import work_to_outcome
from formcheck.machine.system_libraries import NEEDED, SystemLibrary, setup_problem
from tests.cli.conftest import ROOT, RunCli

pytestmark = pytest.mark.long

SAMPLE = ROOT / "sample_videos/squat_clean.mp4"
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="as Linux loads libraries")


COMMANDS = ("analyze", "demo", "batch", "benchmark", "app")
# what loads them is one function: one of them names all, and each command one
LACKING = [("doctor", library) for library in NEEDED] + [
    (command, NEEDED[place % len(NEEDED)]) for place, command in enumerate(COMMANDS)
]


@linux
@pytest.mark.parametrize(
    ("command", "library"), LACKING, ids=lambda each: getattr(each, "soname", each)
)
def test_every_command_names_what_is_missing_and_the_line_to_run(
    cli: RunCli, tmp_path: Path, command: str, library: SystemLibrary
) -> None:
    soname, package = library.soname, library.package
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / soname).touch()  # found first, and no library
    arguments = {
        "analyze": (SAMPLE, "--no-cache"),
        "demo": ("--no-cache",),
        "batch": (SAMPLE, "--out", "out", "--no-cache", "--workers", "1"),
        "benchmark": (SAMPLE.parent, "--no-cache"),
        "app": ("--no-browser",),
    }.get(command, ())
    ran = cli(command, *arguments, LD_LIBRARY_PATH=str(hidden), FORMCHECK_DATA_DIR=str(tmp_path))
    assert ran.status == 3
    told = ran.out + ran.err
    assert soname in told
    assert package in told
    assert "Traceback" not in told
    if command != "doctor":
        assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ImportError("libGLX.so.0: cannot open shared object file: No such file"), "libGLX.so.0"),
        (OSError("libEGL_x.so.1: cannot open shared object file"), "libEGL_x.so.1"),
        (ImportError("/lib/libc.so.6: version `GLIBC_2.28' not found (by x.so)"), "GLIBC_2.28"),
        (
            ImportError("Error loading shared library ld-linux-x86-64.so.2: No such file"),
            "ld-linux",
        ),
        (ImportError("DLL load failed while importing cv2", name="cv2"), "cv2"),
        (ModuleNotFoundError("No module named 'av'", name="av"), "av"),
    ],
)
def test_what_the_loader_says_is_no_bug(error: Exception, said: str) -> None:
    problem = setup_problem(error)
    assert problem is not None
    assert problem.exit_status == 3
    assert said in str(problem)
    assert len(str(problem)) < 250


@pytest.mark.parametrize(
    "error",
    [
        ImportError("cannot import name 'x' from 'formcheck.y'", name="formcheck.y"),
        ModuleNotFoundError("No module named 'formcheck.z'", name="formcheck.z"),
        FileNotFoundError(2, "No such file or directory", "libx.so.1"),
        OSError("something else"),
        ValueError("libGL.so.1"),
    ],
)
def test_a_bug_stays_one(error: Exception) -> None:
    assert setup_problem(error) is None


def test_the_pages_worker_tells_it_too(tmp_path: Path) -> None:
    def lacks(*_: object) -> None:
        raise ImportError("libGLX.so.0: cannot open shared object file: No such file")

    store = Store(tmp_path)
    job = store.create(spool_file(SAMPLE, store.clips))
    assert work_to_outcome(store, job, lacks) == SetupError.exit_status
    outcome = store.outcome(job.id)
    assert outcome is not None
    assert "libGLX.so.0" in outcome.what
