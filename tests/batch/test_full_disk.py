"""A disk that is full from any write of a batch on: one sentence, and nothing done is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from formcheck.batch.run import Result
from formcheck.errors import InputError
from tests.batch.fakes import calls, make_clips
from tests.faults import full_disk

Run = Callable[..., Result]


def test_a_disk_that_is_full_at_every_write_in_turn(tmp_path: Path, run: Run) -> None:
    clips = make_clips(tmp_path / "clips", a="good a", b="bad b", c="broken c")
    whole = run(clips, out=tmp_path / "whole")
    with full_disk() as disk:
        run(clips, out=tmp_path / "counted")
    for full_at in range(disk.writes):
        out = tmp_path / f"out{full_at}"
        with full_disk(full_at), pytest.raises(InputError, match="Results cannot be kept"):
            run(clips, out=out)
        kept = {path: path.read_bytes() for path in out.rglob("*.json")}
        assert all(isinstance(json.loads(data), dict) for data in kept.values())  # each is whole
        assert not list(out.rglob(".*.part"))
        looked_at = calls()
        assert run(clips, out=out).summary == whole.summary
        documents = [path for path in kept if path.parent == out and path.name != "summary.json"]
        assert calls() - looked_at <= 3 - len([p for p in documents if marked(p)])


def marked(document: Path) -> bool:
    """Whether the clip of a document counts as done."""
    return (document.parent / ".formcheck" / document.name).exists()
