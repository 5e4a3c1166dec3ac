import json
from pathlib import Path

import pytest

from tests.cli.conftest import RunCli


@pytest.mark.model
@pytest.mark.slow
def test_a_folder_with_good_and_bad_clips(cli: RunCli, clips: Path, tmp_path: Path) -> None:
    ran = cli("batch", clips, "--out", "out", "--workers", "2")
    assert ran.status == 0, ran.err
    summary = json.loads((tmp_path / "out/summary.json").read_text())
    assert {each["clip"] for each in summary["failures"]} == {
        *("text.mp4", "empty.mp4", "sound.mp4", "cut.mp4")
    }
    written = {path.name for path in (tmp_path / "out").glob("*.json")}
    assert {"one.json", "nobody.json", "summary.json"} < written
    assert len(written) == 4  # cut.mkv meets the stem of cut.mp4
    assert "Not analyzed:" in ran.out
    assert "7 clips" in ran.out
    assert "[7/7]" in ran.err
    assert "\x1b" not in ran.out + ran.err
    again = cli("batch", clips, "--out", "out")
    assert "7 of 7 clips were done in an earlier run." in again.err
    assert again.out == ran.out


@pytest.mark.model
def test_file_addresses_are_files_and_folders(cli: RunCli, clips: Path, tmp_path: Path) -> None:
    """`--out file:///new` was an object store whose folders nobody made."""
    source, out = (clips / "nobody.mp4").as_uri(), (tmp_path / "new").as_uri()
    ran = cli("batch", source, "--out", out)
    assert ran.status == 0, ran.err
    assert (tmp_path / "new" / "summary.json").is_file()


def test_nothing_but_failures_is_bad_input(cli: RunCli, clips: Path) -> None:
    ran = cli("batch", clips / "text.mp4", clips / "sound.mp4", "--out", "out")
    assert ran.status == 2
    assert "text.mp4: It is not a video" in ran.out
    assert ran.lines[-1].startswith("No clip could be analyzed.")


def test_sources_that_are_not_there(cli: RunCli, tmp_path: Path) -> None:
    ran = cli("batch", "nowhere", "--out", "out")
    assert (ran.status, ran.out, len(ran.lines)) == (2, "", 1)
    assert list(tmp_path.iterdir()) == []


def test_results_that_cannot_be_kept_are_bad_input_and_no_defect(
    cli: RunCli, clips: Path, tmp_path: Path
) -> None:
    (tmp_path / "out" / ".formcheck" / "text.json").mkdir(parents=True)
    ran = cli("batch", clips / "text.mp4", "--out", "out", "--workers", "1")
    assert ran.status == 2
    assert ran.lines[-1].startswith(
        "Results cannot be kept in out: text.json: Is a directory. Move text.json elsewhere"
    )
    assert "again to do the rest" in ran.lines[-1]
    assert "Traceback" not in ran.err
