"""`formcheck app` and `formcheck demo` in a checkout; tests/project installs them."""

from __future__ import annotations

import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from formcheck.commands import app as command
from formcheck.commands.analyze import FLAGGED_REPS, flagged
from formcheck.errors import OptionError
from formcheck.machine import shipped
from formcheck.page import phone, serve
from formcheck.page.serve import OnePage
from tests.cli.conftest import RunCli
from tests.examples import all_examples

ROOT = Path(__file__).parents[2]


def test_the_page_is_served_with_what_the_settings_file_says() -> None:
    from streamlit.web import bootstrap

    options = serve.page_options()
    said = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert options["browser.gatherUsageStats"] is False
    assert options["server.address"] == "localhost"
    assert options["server.maxUploadSize"] == said["server"]["maxUploadSize"]
    assert options["theme.dark.primaryColor"] == said["theme"]["dark"]["primaryColor"]

    from streamlit import config

    before = config._config_options
    try:
        bootstrap.load_config_options(options)  # knows each of them, and takes it over all else
        assert {name: config.get_option(name) for name in options} == options
    finally:
        config._config_options = before


def test_a_browser_on_this_machine_finds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "_is_free", lambda *_: True)  # something else may listen there
    assert serve.url(serve.page_options(port=8765)) == "http://localhost:8765"
    assert serve.url(serve.page_options(port=8765, address="127.0.0.1")) == "http://127.0.0.1:8765"
    assert serve.url({"server.address": "::1", "server.port": 1}) == "http://[::1]:1"


def test_a_port_that_is_taken_is_left_alone() -> None:
    with socket.socket() as taken:
        taken.bind(("localhost", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OptionError, match=str(port)):
            serve.free_port("localhost", port)
        assert serve.free_port("localhost") >= serve.FIRST_PORT


@pytest.mark.parametrize("options", [("--address", "nowhere.invalid"), ("--address", "192.0.2.1")])
def test_an_address_that_is_not_ours_is_one_line(cli: RunCli, options: tuple[str, ...]) -> None:
    ran = cli("app", "--no-browser", *options)
    assert ran.status == 2
    assert len(ran.lines) == 1
    assert options[1] in ran.err


def test_an_address_of_ipv6_may_stand_in_brackets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a browser: `[::1]` was said to be no address."""
    served: list[serve.PageOptions] = []
    monkeypatch.setattr(serve, "serve", served.append)
    monkeypatch.setattr(serve, "_is_free", lambda *_: True)
    monkeypatch.setattr(phone.PHONES, "wanted", None)
    for told in ("::1", "[::1]"):
        command._serve(OnePage(tmp_path), None, command.PhoneOptions(address=told), browser=False)
    assert served[0] == served[1]
    assert phone.PHONES.wanted is None
    assert phone.plan("[fd00::7]", 8501) == phone.plan("fd00::7", 8501)
    assert phone.plan("[fd00::7]", 8501).url("K") == "http://[fd00::7]:8501/phone/K"


def test_a_certificate_of_unset_variables_serves_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--cert "$CERT" --key-file "$KEY"`: the page was served without one."""
    monkeypatch.setattr(serve, "serve", lambda _: pytest.fail("it was served"))
    monkeypatch.setattr(serve, "_is_free", lambda *_: True)
    phones = command.PhoneOptions(cert="", key_file="")
    with pytest.raises(OptionError, match="certificate"):
        command._serve(OnePage(tmp_path), None, phones, browser=False)


@pytest.mark.parametrize(
    ("name", "value"),
    [("FORMCHECK_MOST_MEMORY_GB", "abc"), ("FORMCHECK_DATA_DIR", "/proc/nowhere")],
)
def test_a_page_that_could_check_no_clip_is_not_served(
    environment: dict[str, str], name: str, value: str
) -> None:
    """Also as `make app` starts it."""
    command = ["-m", "streamlit", "run", "app.py", "--server.headless=true", "--server.port=0"]
    ran = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**environment, name: value},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 2
    assert name in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize("port", [(), ("--port", "8501")])
def test_a_second_app_leads_to_the_one_that_is_open(
    cli: RunCli, tmp_path: Path, port: tuple[str, ...]
) -> None:
    first = OnePage(tmp_path)
    assert first.claim()
    first.is_at("http://localhost:8501")
    ran = cli("app", "--no-browser", *port, FORMCHECK_DATA_DIR=str(tmp_path))
    assert ran.status == 0
    assert ran.err == "formcheck is already open at http://localhost:8501\n"
    first.give_up()
    assert OnePage(tmp_path).claim()


def test_a_page_that_cannot_say_where_it_is_is_open_all_the_same(tmp_path: Path) -> None:
    first, second = OnePage(tmp_path), OnePage(tmp_path)
    assert first.claim()
    (tmp_path / "page.txt").mkdir()  # nothing can be written there
    first.is_at("http://localhost:8501")
    assert not second.claim()
    assert second.address() == ""
    first.give_up()


def test_every_sample_has_its_truth() -> None:
    assert [clip.stem for clip in shipped.sample_clips()] == sorted(FLAGGED_REPS)
    assert all(clip.stem in FLAGGED_REPS for clip in shipped.sample_clips())


def test_the_numbers_of_reps_with_findings() -> None:
    for analysis in all_examples().values():
        assert len(flagged(analysis)) == sum(bool(rep.findings) for rep in analysis.reps)
