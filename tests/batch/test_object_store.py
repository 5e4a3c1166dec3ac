"""In from and out to a real S3-compatible server on the loopback."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import moto.settings
import pytest
import s3fs
from moto.server import ThreadedMotoServer

from benchmarks.clips import write_short
from formcheck.analysis import Analysis
from formcheck.batch.job import analyze_clip
from formcheck.batch.places import open_place
from formcheck.batch.run import Result
from formcheck.batch.sources import find_clips
from formcheck.errors import InputError
from formcheck.pipeline.options import Options
from tests.batch.fakes import calls, make_clips

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    # in a thread: the system gives it a free port, and nobody can take it in between
    threaded = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    threaded.start()
    host, port = threaded.get_host_and_port()
    yield f"http://{host}:{port}"
    threaded.stop()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[s3fs.S3FileSystem]:
    settings = {
        "AWS_ENDPOINT_URL": server,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "1",  # a server that does not answer is a failure, and soon
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    s3fs.S3FileSystem.clear_instance_cache()
    open_place.cache_clear()
    system = s3fs.S3FileSystem()
    system.mkdir("clips")
    yield system
    system.invalidate_cache()  # what other processes wrote belongs to the bucket, too
    system.rm("clips", recursive=True)


@pytest.fixture(params=["no keys", "wrong keys", "no network"])
def lacking(
    request: pytest.FixtureRequest,
    bucket: s3fs.S3FileSystem,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """What a store is reached without."""
    with monkeypatch.context() as changed:
        if request.param == "no keys":
            changed.setenv("AWS_EC2_METADATA_DISABLED", "true")
            for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
                changed.delenv(name)
        elif request.param == "wrong keys":  # from the first request on the server looks at them
            changed.setattr(moto.settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0)
        else:
            changed.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        s3fs.S3FileSystem.clear_instance_cache()
        open_place.cache_clear()
        yield request.param
    s3fs.S3FileSystem.clear_instance_cache()
    open_place.cache_clear()


def fill(system: s3fs.S3FileSystem, folder: Path) -> None:
    for file in folder.rglob("*.mp4"):
        system.put_file(str(file), f"clips/in/{file.relative_to(folder)}")


def test_from_bucket_to_bucket_and_on_where_it_stopped(
    tmp_path: Path, run: Run, bucket: s3fs.S3FileSystem
) -> None:
    fill(bucket, make_clips(tmp_path, a="bad 1", deep__b="good 22", same="good 22", c="broken"))
    first = run("s3://clips/in", out="s3://clips/out")
    assert (first.summary.analyzed, first.summary.failed) == (3, 1)
    assert first.summary.duplicates == 1
    assert calls() == 3
    names = {name.rsplit("/", 1)[-1] for name in bucket.find("clips/out")}
    assert {"a.json", "b.json", "same.json", "reps.parquet", "summary.json"} <= names
    assert json.loads(bucket.cat("clips/out/a.json"))["clip"]["name"] == "a.mp4"
    assert run("s3://clips/in", out="s3://clips/out").summary == first.summary
    assert calls() == 3


def test_one_object_and_patterns(tmp_path: Path, bucket: s3fs.S3FileSystem) -> None:
    fill(bucket, make_clips(tmp_path, a="1", deep__b="2"))
    assert [clip.name for clip in find_clips(["s3://clips/in/a.mp4"])] == ["a.mp4"]
    assert [clip.name for clip in find_clips(["s3://clips/in/**/*.mp4"])] == ["a.mp4", "b.mp4"]


def test_a_bucket_that_is_not_there(bucket: s3fs.S3FileSystem) -> None:
    with pytest.raises(InputError, match="s3://nowhere"):
        find_clips(["s3://nowhere/in"])


@pytest.mark.slow
@pytest.mark.usefixtures("lacking")
def test_a_store_without_keys_or_network_is_no_bug(tmp_path: Path, run: Run) -> None:
    with pytest.raises(InputError, match=r"cannot be listed: .*keys and the network"):
        find_clips(["s3://clips"])
    clips = make_clips(tmp_path / "clips", a="good 1")
    with pytest.raises(InputError, match=r"cannot be kept in s3.*keys and the network"):
        run(clips, out="s3://clips/out")


def test_from_bucket_to_bucket_on_a_cluster(
    tmp_path: Path, run: Run, bucket: s3fs.S3FileSystem
) -> None:
    fill(bucket, make_clips(tmp_path, a="bad 1", b="good 22"))
    run("s3://clips/in", out="s3://clips/out", cluster="local", workers=2)
    assert {"clips/out/a.json", "clips/out/b.json"} <= set(bucket.find("clips/out"))


@pytest.mark.model
@pytest.mark.slow
def test_a_real_clip_from_bucket_to_bucket_by_processes(
    tmp_path: Path, run: Run, bucket: s3fs.S3FileSystem
) -> None:
    write_short(tmp_path / "clips", 1, length_s=0.5)
    fill(bucket, tmp_path / "clips")
    found = run(
        "s3://clips/in",
        out="s3://clips/out",
        analyze=analyze_clip,
        workers=2,
        options=Options(use_cache=False),
    )
    assert (found.summary.analyzed, found.summary.failed) == (1, 0), found.summary.failures
    there = Analysis.from_json(bucket.cat("clips/out/short0000.json"))
    here = analyze_clip(tmp_path / "clips" / "short0000.mp4", Options(use_cache=False)).analysis
    assert replace(there, timing=here.timing) == here
    assert there.clip.name == "short0000.mp4"
    assert "clips/out/index.html" in bucket.find("clips/out")
