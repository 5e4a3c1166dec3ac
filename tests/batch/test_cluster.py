"""The same batch on a real Dask cluster of worker processes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from formcheck.batch.run import Result
from formcheck.errors import InputError
from tests.batch.fakes import calls, make_clips
from tests.batch.test_kill import same_results

Run = Callable[..., Result]


def test_a_cluster_gives_what_this_machine_gives(tmp_path: Path, run: Run) -> None:
    texts = {
        f"clip{n}": f"{kind} {n}" for n, kind in enumerate(("good", "bad", "broken", "nobody"))
    }
    clips = make_clips(tmp_path / "clips", **texts)
    run(clips, cluster="local", workers=2, out=tmp_path / "cluster")
    run(clips, out=tmp_path / "here")
    assert same_results(tmp_path / "cluster", tmp_path / "here")


@pytest.mark.slow
def test_clips_of_a_lost_worker_are_taken_over_and_a_killer_is_found(
    tmp_path: Path, run: Run
) -> None:
    clips = make_clips(
        tmp_path / "clips", a="slow 1", b="slow 22", once="die_once 333", killer="die 4444"
    )
    result = run(clips, cluster="local", workers=2)
    assert [each.clip for each in result.summary.failures] == ["killer.mp4"]
    assert "died" in result.summary.failures[0].reason
    assert result.summary.analyzed == 3
    assert calls("once") >= 2


def test_no_scheduler_is_one_plain_sentence(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formcheck.batch.cluster._CONNECT_S", 1)
    clips = make_clips(tmp_path / "clips", a="good")
    with pytest.raises(InputError, match=r"no Dask scheduler at tcp://127\.0\.0\.1:1"):
        run(clips, cluster="tcp://127.0.0.1:1")
