from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from tests.privacy.phones import PHONE, Served, serving

SAMPLES = Path(__file__).parents[2] / "sample_videos"


@pytest.fixture(scope="session")
def short_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first four seconds of a sample: a rep and a half, by a body the model sees."""
    target = tmp_path_factory.mktemp("clip") / "set.mp4"
    with av.open(str(SAMPLES / "squat_clean.mp4")) as source, av.open(str(target), "w") as sink:
        stream = source.streams.video[0]
        copy = sink.add_stream_from_template(stream)
        for packet in source.demux(stream):
            if packet.dts is not None and packet.dts * stream.time_base < 4:
                packet.stream = copy
                sink.mux(packet)
    return target


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Phones come in by another address than this machine's own."""
    with serving(tmp_path_factory.mktemp("phones") / "data", PHONE) as made:
        yield made
