"""Whatever a clip is called, it gets its own result, and costs no other clip anything."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from formcheck.batch.run import Result
from formcheck.errors import InputError, printable

Run = Callable[..., Result]
LONG = "x" * 251 + ".mp4"
FOREIGN = os.fsdecode(b"na\xefve.mp4")
ESCAPES = "red\x1b[31m\x07set.mp4"
TURNED = "set\u202e4pm.mp4"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes are Linux's")


def make(folder: Path, *names: str, text: str = "good") -> Path:
    folder.mkdir()
    for n, name in enumerate(names):
        try:
            (folder / name).write_text(f"{text} {n}")
        except OSError:
            pytest.skip("this disk does not take such names")
    return folder


@pytest.mark.parametrize("text", ["good", "bad", "broken", "defect"])
def test_an_odd_name_costs_nothing(tmp_path: Path, run: Run, text: str) -> None:
    make(tmp_path / "clips", LONG, FOREIGN, ESCAPES, TURNED, "new\nline.mp4", text=text)
    (tmp_path / "clips/plain.mp4").write_text("good plain")
    for _ in range(2):  # and on every rerun
        summary = run(tmp_path / "clips").summary
        assert summary.clips == 6
        assert summary.analyzed == (1 if text in ("broken", "defect") else 6)
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    for path in written:
        assert printable(path.name) == path.name
        if path.suffix in (".json", ".csv", ".html"):
            content = path.read_text(encoding="utf-8")
            assert not {"\x1b", "\x07", "\u202e"} & set(content)
    documents = {path.name for path in (tmp_path / "out").glob("*.json")} - {"summary.json"}
    assert len(documents) == summary.analyzed


def test_names_that_are_shown_alike_keep_documents_of_their_own(tmp_path: Path, run: Run) -> None:
    names = [os.fsdecode(b"set\xff.mp4"), os.fsdecode(b"set\xfe.mp4"), LONG, LONG[1:-4] + "y.mp4"]
    make(tmp_path / "clips", *names)
    assert run(tmp_path / "clips").summary.analyzed == 4
    documents = [*(tmp_path / "out").glob("*.json")]
    assert len(documents) == 4 + 1
    clips = [json.loads(path.read_text()).get("clip") for path in documents]
    shas = {clip["sha256"] for clip in clips if clip and not isinstance(clip, str)}
    assert len(shas) == 4


def test_errors_carry_no_control_characters() -> None:
    error = InputError(f"{ESCAPES} is no video.", f"Not {FOREIGN}, {TURNED}.")
    assert str(error) == "red�[31m�set.mp4 is no video. Not na�ve.mp4, set�4pm.mp4."
    assert (
        printable("Kniebeuge früh – 5×100 kg 👨‍👩‍👧 深蹲\u00a0")
        == "Kniebeuge früh – 5×100 kg 👨‍👩‍👧 深蹲\u00a0"
    )
