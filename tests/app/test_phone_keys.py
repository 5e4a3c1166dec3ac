"""The key, the cookies and the plan of letting phones in, without a network."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from formcheck.errors import OptionError
from formcheck.page import phone, serve
from formcheck.page.phone_keys import (
    IDLE_S,
    MINUTE_S,
    MOST_PHONES,
    WRONG_KEYS_A_MINUTE,
    PhoneKeys,
    TooManyKeysError,
)


class Clock:
    """A clock that stands until it is set."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_ten_wrong_keys_close_the_door_for_a_minute_also_to_the_right_one() -> None:
    clock = Clock()
    keys = PhoneKeys(clock)
    for wrong in ("", "x", keys.key[:-1], keys.key + "x", "é\ud800", *["y"] * 5):
        assert keys.exchange(wrong) is None
    assert WRONG_KEYS_A_MINUTE == 10
    clock.now_s = MINUTE_S - 1
    with pytest.raises(TooManyKeysError):
        keys.exchange(keys.key)
    clock.now_s = MINUTE_S
    assert keys.exchange(keys.key) is not None


def test_four_idle_hours_end_it_and_wrong_keys_are_no_use_of_it() -> None:
    clock = Clock()
    keys = PhoneKeys(clock)
    phone_1 = keys.exchange(keys.key)
    assert phone_1
    clock.now_s = IDLE_S - 1
    keys.exchange("wrong")
    keys.known("wrong")
    assert not keys.is_idle()
    clock.now_s = IDLE_S
    assert keys.is_idle()
    assert keys.known(phone_1.token) is phone_1
    assert not keys.is_idle()


async def nothing(scope: object, receive: object, send: object) -> None:
    """No page."""


def test_the_listener_closes_after_the_idle_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone, "IDLE_CHECK_S", 0.01)
    clock = Clock()
    monkeypatch.setattr(phone, "PhoneKeys", lambda: PhoneKeys(clock))
    phones = phone.Phones()

    async def four_idle_hours() -> None:
        phones.serve_for(nothing)
        wanted = phone.plan("127.0.0.2", 8501)
        await phones.begin_here(wanted)
        connected = await asyncio.open_connection(wanted.address, wanted.port)
        connected[1].close()
        clock.now_s = IDLE_S
        assert phones._task
        await phones._task
        assert not phones.are_in
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(wanted.address, wanted.port)

    # a thread of its own: a browser that was driven here before leaves its loop running
    with ThreadPoolExecutor(1) as alone:
        alone.submit(asyncio.run, four_idle_hours()).result()


def test_the_code_is_light_on_dark_in_every_terminal() -> None:
    """A code the other way round is read by few cameras."""
    for line in phone.qr_text("http://192.168.1.7:8501/phone/x").splitlines():
        assert line.startswith("\x1b[97;40m")
        assert line.endswith("\x1b[0m")


def test_each_phone_is_another_and_there_is_an_end_to_them() -> None:
    keys = PhoneKeys()
    phones = [keys.exchange(keys.key) for _ in range(MOST_PHONES)]
    assert len({each.token for each in phones if each}) == MOST_PHONES
    assert keys.exchange(keys.key) is None
    assert PhoneKeys().key != keys.key


def test_a_phone_sees_its_own_sets_and_shared_ones() -> None:
    keys = PhoneKeys()
    for _ in range(2):
        keys.exchange(keys.key)
    keys.add("phone-1", "a")
    keys.add("phone-9", "b")
    assert keys.handed_in() == {"a"}
    assert keys.sets("phone-1") == {"a"}
    assert keys.sets("phone-2") == keys.sets("phone-9") == keys.sets("") == frozenset()
    keys.share("c", wanted=True)
    assert keys.sets("phone-1") == {"a", "c"}
    assert keys.sets("phone-9") == frozenset()
    assert keys.owns("phone-1", "a")
    assert not keys.owns("phone-1", "c")
    keys.share("c", wanted=False)
    assert keys.sets("phone-2") == frozenset()


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.7", "gym-nas", "", None])
def test_the_page_listens_to_nobody_else(address: str | None) -> None:
    with pytest.raises(OptionError, match="--phone"):
        phone.require_loopback(address)
    for own in ("localhost", "127.0.0.1", "::1"):
        phone.require_loopback(own)


def test_a_tunnels_address_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    named = [("lo", "127.0.0.1"), ("tun0", "10.8.0.2"), ("wlan0", "192.168.1.7")]
    monkeypatch.setattr(serve, "_by_interface", lambda: iter(named))
    assert serve.reachable() == ["192.168.1.7", "10.8.0.2"]


def test_no_network_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "_by_interface", lambda: iter([("lo", "127.0.0.1")]))
    monkeypatch.setattr(serve, "_by_route", lambda _far: iter([]))
    with pytest.raises(OptionError, match="no network"):
        serve.reachable()


def test_a_network_of_ipv6_alone_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "_by_interface", lambda: iter([("lo", "127.0.0.1")]))
    routes = {serve._FAR: [], serve._FAR_6: ["fe80::1", "fd00::7"]}
    monkeypatch.setattr(serve, "_by_route", lambda far: iter(routes[far]))
    assert serve.reachable() == ["fd00::7"]


def test_no_network_is_found_by_asking_for_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "_by_interface", lambda: iter([]))
    monkeypatch.setattr(serve, "_by_route", lambda _far: iter([]))
    with pytest.raises(OptionError, match="no network"):
        phone.plan(None, 8501)
    assert phone.plan("0.0.0.0", 8501).shown == "localhost"  # a container's own
    assert phone.plan("0.0.0.0", 8501).hosts == frozenset()


def test_an_ipv6_address_stands_in_brackets() -> None:
    at = phone.PhonePlan("::1", "::1", (), 8501)
    assert at.url("K") == "http://[::1]:8501/phone/K"
    assert at.hosts == {"[::1]:8501"}


def test_a_certificate_needs_its_key_and_has_to_be_one(tmp_path: Path) -> None:
    no_cert = tmp_path / "cert.pem"
    no_cert.write_text("no certificate")
    pairs = [(str(no_cert), None), (None, "k"), (str(no_cert), str(no_cert)), ("gone", "gone")]
    # names out of a variable that is not set: it was plain http, and said to be encrypted
    for pair in (*pairs, ("", ""), ("", None)):
        with pytest.raises(OptionError):
            phone.plan("127.0.0.2", 8501, *pair)


def test_a_certificate_that_is_a_pipe_hangs_nothing(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "cert.pem")
    with pytest.raises(OptionError, match="cannot be read"):
        phone.plan("127.0.0.2", 8501, str(pipe), str(pipe))


def test_what_is_said_is_a_line_each() -> None:
    at = phone.PhonePlan("192.168.1.7", "192.168.1.7", ("10.8.0.2",), 8501)
    said = "\n".join(phone.words(at))
    for word in ("Plain http", "8501", "10.8.0.2", "VPN", "firewall", "four idle hours"):
        assert word in said
    assert phone.qr_svg("http://x").startswith("<svg")
