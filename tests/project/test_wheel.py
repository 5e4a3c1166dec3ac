"""What is installed from a wheel works without the repository."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_a_wheel_brings_models_and_data(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    wheel = next(tmp_path.glob("*.whl"))
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "site")
    package = tmp_path / "site" / "formcheck"
    for file in (ROOT / "formcheck").rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            assert (package / file.relative_to(ROOT / "formcheck")).is_file(), file
    look = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from formcheck.pose import model_store; found = model_store.find_model();"
        "assert found.path.is_relative_to(sys.argv[1]), found"
    )
    subprocess.run([sys.executable, "-c", look, str(tmp_path / "site")], cwd=tmp_path, check=True)
