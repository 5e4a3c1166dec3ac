"""The command as a user runs it, in a process of its own: forked from one that has imported it.

A second of each command is Python, which imports what the command needs; tests run hundreds. What
the new process does from then on, to its last flush, is what `python -m formcheck.cli` does.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from formcheck import cli, pipeline
from formcheck.extraction import pose_cache
from formcheck.history import store

IMPORTED = (pipeline, pose_cache, store)
"""And with them what most commands need; no library that starts threads."""
ROOT = Path(__file__).parents[1]
COMMAND = (sys.executable, "-m", "formcheck.cli")
LONGEST_S = 300.0
AT_START = ("LANG", "LC_", "LD_", "PYTHON")
"""How the variables begin that only a Python which starts anew heeds."""


class Ran(NamedTuple):
    """How it ended and what it said."""

    status: int
    out: str
    err: str


def run(arguments: Sequence[object], *, cwd: Path, env: Mapping[str, str]) -> Ran:
    """Run the command to its end; nobody types anything into it."""
    changed = {name for name, _ in env.items() ^ os.environ.items() if name.startswith(AT_START)}
    if changed - {"PYTHONPATH"} or env.get("PYTHONPATH", str(ROOT)) != str(ROOT):
        return _run_afresh(arguments, cwd, env)
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("out", "err")]
        order = {
            "arguments": list(map(str, arguments)),
            "cwd": str(cwd),
            "env": dict(env),
            "files": list(map(str, files)),
        }
        mother = _mother()
        assert mother.stdin
        assert mother.stdout
        print(json.dumps(order), file=mother.stdin, flush=True)
        status = int(mother.stdout.readline())
        out, err = (file.read_bytes().decode().replace("\r\n", "\n") for file in files)
    return Ran(status, out, err)


def _run_afresh(arguments: Sequence[object], cwd: Path, env: Mapping[str, str]) -> Ran:
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@cache
def _mother() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.commands"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(process.kill)
    return process


def _main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        number = os.fork()
        if not number:
            return _become(**order)
        _, ended = os.waitpid(number, 0)
        print(os.waitstatus_to_exitcode(ended), flush=True)  # noqa: T201
    return None


def _become(arguments: list[str], cwd: str, env: dict[str, str], files: list[str]) -> None:
    """The new process: goes on as the command, and ends as a Python does."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    for number, name in enumerate([os.devnull, *files]):
        opened = os.open(name, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, encoding="utf-8")
    sys.path[0] = cwd
    sys.argv = [str(cli.__file__), *arguments]
    sys.modules["__main__"] = cli  # which processes that it starts read again
    cli.main()


if __name__ == "__main__":
    _main()
