"""The set-up script, as far as it can be tried without setting up again."""

import resource
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from formcheck.errors import SetupError
from formcheck.machine import system_libraries

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "path", [*sys.path])
    spec = spec_from_file_location("bootstrap", ROOT / "scripts" / "bootstrap.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def processor_s() -> float:
    """What the ended children of this process have cost so far, however busy the machine was."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_the_second_run_has_nothing_to_do(bootstrap: ModuleType) -> None:
    if bootstrap.read_stamp() != bootstrap.wanted_stamp():
        pytest.skip("this environment was not made by scripts/bootstrap")
    begun_s = processor_s()
    ran = subprocess.run([ROOT / "scripts/bootstrap"], capture_output=True, text=True, check=True)
    assert (ran.stdout, ran.stderr) == ("", "")
    assert processor_s() - begun_s < 5


def test_a_changed_lock_is_noticed(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bootstrap.wanted_stamp()
    changed = tmp_path / "requirements.lock"
    changed.write_text(bootstrap.LOCK.read_text() + "# changed\n")
    monkeypatch.setattr(bootstrap, "LOCK", changed)
    assert bootstrap.wanted_stamp() != before


def test_uv_is_taken_from_the_lock_with_its_hashes(bootstrap: ModuleType) -> None:
    first, *rest = bootstrap.locked_requirement("uv").splitlines()
    assert first.startswith("uv==")
    assert len(rest) > 5
    assert all(line.strip().startswith("--hash=sha256:") for line in rest)


def test_no_python_is_one_sentence_and_three(tmp_path: Path) -> None:
    (tmp_path / "dirname").symlink_to("/usr/bin/dirname")
    ran = subprocess.run(
        ["/bin/sh", ROOT / "scripts/bootstrap"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 3
    assert "Python 3.11, 3.12 or 3.13" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_a_missing_library_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nowhere = system_libraries.SystemLibrary("libnowhere.so.9", "libnowhere9")
    monkeypatch.setattr(system_libraries, "NEEDED", (*system_libraries.NEEDED, nowhere))
    if not sys.platform.startswith("linux"):
        assert system_libraries.missing_libraries() == ()
        return
    assert system_libraries.missing_libraries() == (nowhere,)
    with pytest.raises(SetupError, match=r"libnowhere\.so\.9.*libnowhere9"):
        system_libraries.require_libraries()


def test_nothing_is_installed_where_that_would_ask(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert not bootstrap.install_without_asking(["libnowhere9"])
    assert not bootstrap.runs_quietly(["/nowhere/apt-get"])
    assert "libnowhere9" in system_libraries.install_hint(["libnowhere9"])


def test_every_make_target_that_runs_something_sets_up_first() -> None:
    shown = subprocess.run(
        ["make", "-n", "app", "test", "demo"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert shown.index("scripts/bootstrap") < shown.index("streamlit run app.py")
    assert "scripts/bootstrap --for test" in shown
    assert "pytest" in shown
