from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from formcheck.batch.pool import ExecutorTeam
from formcheck.batch.run import Batch, Result, run_batch
from formcheck.pipeline.options import Options
from tests.batch import fakes


@pytest.fixture(autouse=True)
def looked_at(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("looked_at")
    monkeypatch.setenv("LOOKED_AT", str(folder))
    return folder


@pytest.fixture
def here() -> Iterator[ExecutorTeam]:
    """A thread of this process: quick, for tests that are not about processes."""
    with ThreadPoolExecutor(1) as executor:
        yield ExecutorTeam(executor, most_in_flight=1)


@pytest.fixture
def run(tmp_path: Path, here: ExecutorTeam) -> Callable[..., Result]:
    """Runs a batch of fake analyses into `tmp_path/out`; `workers=` makes it use processes."""

    def run_here(*sources: str | Path, **settings: object) -> Result:
        out = str(settings.pop("out", tmp_path / "out"))
        on_step = settings.pop("on_step", None)
        options = settings.pop("options", Options())
        settings = {"analyze": fakes.look, **settings}
        if not settings.keys() & {"workers", "cluster"}:
            settings["team"] = here
        batch = Batch([str(source) for source in sources], out, options, **settings)
        return run_batch(batch, on_step=on_step)

    return run_here
