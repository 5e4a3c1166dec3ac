"""A file is the old one, the whole new one, or not there."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from formcheck.analysis import Analysis
from formcheck.errors import InputError
from formcheck.machine.files import (
    atomic_path,
    held_atomic_path,
    parts_in,
    write_bytes,
    write_text,
)
from formcheck.report.document import read_document, write_document
from tests.examples import all_examples


def test_a_failing_writer_leaves_the_old_file_alone(tmp_path: Path) -> None:
    target = tmp_path / "table.csv"
    write_text(target, "old")
    with contextlib.suppress(RuntimeError), atomic_path(target) as part:
        part.write_text("half of the new")
        raise RuntimeError
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_killed_writer_leaves_the_old_file_alone(tmp_path: Path) -> None:
    target = tmp_path / "table.csv"
    write_text(target, "old")
    script = f"""
        import os, signal
        from pathlib import Path
        from formcheck.machine.files import atomic_path
        with atomic_path(Path({str(target)!r})) as part:
            part.write_text("half of the new")
            os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert target.read_text() == "old"


HELD = """
    import os, signal, sys, time
    from pathlib import Path
    from formcheck.machine.files import held_atomic_path
    with held_atomic_path(Path(sys.argv[1])) as part:
        part.write_text("half of it")
        then = time.time() - 3600
        os.utime(part, (then, then))
        print("at work", flush=True)
        sys.stdin.read()
"""


def test_what_a_killed_drawing_left_goes_with_the_next_one(tmp_path: Path) -> None:
    """Hidden halves of videos gathered beside the outputs; one at work is left alone."""
    target = tmp_path / "set.mp4"
    script = [sys.executable, "-c", textwrap.dedent(HELD)]
    theirs = tmp_path / ".notes.part"
    theirs.write_text("somebody else's")
    with subprocess.Popen(
        [*script, target], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as at_work:
        assert at_work.stdout
        at_work.stdout.readline()
        with held_atomic_path(tmp_path / "other.mp4") as part:
            part.write_text("whole")
        assert len(parts_in(tmp_path)) == 1, "its writer is at work"
        at_work.kill()
    assert len(parts_in(tmp_path)) == 1
    with held_atomic_path(target) as part:
        part.write_text("whole")
    assert {one.name for one in tmp_path.iterdir()} == {"set.mp4", "other.mp4", theirs.name}


def test_the_new_file_can_be_read_by_those_the_folder_allows(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_bytes(b"x")
    write_bytes(tmp_path / "new" / "ours", b"x")
    assert (tmp_path / "new" / "ours").stat().st_mode == plain.stat().st_mode


def test_a_very_long_name_still_works(tmp_path: Path) -> None:
    longest = "n" * os.pathconf(tmp_path, "PC_NAME_MAX")
    write_bytes(tmp_path / longest, b"x")
    assert (tmp_path / longest).read_bytes() == b"x"


@pytest.mark.parametrize("analysis", all_examples().values(), ids=all_examples())
def test_documents_come_back_equal(analysis: Analysis, tmp_path: Path) -> None:
    write_document(analysis, tmp_path / "set.json")
    assert read_document(tmp_path / "set.json") == analysis


@pytest.mark.parametrize("content", [b"", b"{}", b"not json", b"\xff\xfe", b'{"clip": 3}'])
def test_what_is_no_document_is_refused_with_a_hint(content: bytes, tmp_path: Path) -> None:
    source = tmp_path / "odd.json"
    source.write_bytes(content)
    with pytest.raises(InputError, match=r"odd\.json") as refused:
        read_document(source)
    assert str(tmp_path) not in str(refused.value)


def test_a_missing_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_document(tmp_path / "nowhere.json")


@pytest.mark.parametrize("letter", ["深", "é", "🏋"])
def test_a_long_name_in_letters_of_several_bytes_works(letter: str, tmp_path: Path) -> None:
    most = os.pathconf(tmp_path, "PC_NAME_MAX") - len(".json")
    name = letter * (most // len(letter.encode())) + ".json"
    write_bytes(tmp_path / name, b"x")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_name_that_is_no_utf8_works(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"n\xff" * 100)
    write_bytes(odd, b"x")
    assert odd.read_bytes() == b"x"
