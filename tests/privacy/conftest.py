from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.privacy.phones import PHONE, Served, serving
from tests.samples import SAMPLES
from tests.videos import beginning


@pytest.fixture(scope="session")
def short_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first four seconds of a sample: a rep and a half, by a body the model sees."""
    target = tmp_path_factory.mktemp("clip") / "set.mp4"
    return beginning(SAMPLES / "squat_clean.mp4", target, end_s=4)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Phones come in by another address than this machine's own."""
    with serving(tmp_path_factory.mktemp("phones") / "data", PHONE) as made:
        yield made
