"""Which of this machine's addresses a phone in the same network can reach. Sends no packet."""

from __future__ import annotations

import ipaddress
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress

from formcheck.errors import OptionError

_SIOCGIFADDR = 0x8915
_FAR = ((socket.AF_INET, "192.168.255.255"), (socket.AF_INET, "10.255.255.255"))
_FAR_6 = ((socket.AF_INET6, "fd00::1"), (socket.AF_INET6, "2001:db8::1"))
_TUNNELS = ("tun", "tap", "wg", "ppp", "tailscale", "zt", "utun", "docker", "br-", "virbr", "veth")


def reachable() -> list[str]:
    """Addresses that a phone may reach, the likeliest first: no loopback, a tunnel's last.

    Raises:
        OptionError: There is no network.
    """
    named = list(_by_interface())
    found = [address for name, address in named if not name.startswith(_TUNNELS)]
    found += [address for name, address in named if name.startswith(_TUNNELS)]
    usable = [address for address in dict.fromkeys(found) if _is_usable(address)]
    for far in (_FAR, _FAR_6):  # a network may be of IPv6 alone
        usable = usable or [address for address in _by_route(far) if _is_usable(address)]
    if not usable:
        raise OptionError(
            "This computer is in no network, so no phone can reach it.",
            "Join the Wi-Fi that the phone is in, and start again.",
        )
    return usable


def _is_usable(address: str) -> bool:
    known = ipaddress.ip_address(address)
    return not (known.is_loopback or known.is_unspecified or known.is_link_local)


def _by_interface() -> Iterator[tuple[str, str]]:
    """Each interface's IPv4 address, as Linux says it."""
    if sys.platform != "linux":
        return
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _, name in socket.if_nameindex():
            with suppress(OSError):  # it is down, or has none
                request = struct.pack("256s", name.encode()[:15])
                answer = fcntl.ioctl(asked.fileno(), _SIOCGIFADDR, request)
                yield name, socket.inet_ntoa(answer[20:24])


def _by_route(far: tuple[tuple[socket.AddressFamily, str], ...]) -> Iterator[str]:
    """The address that a packet to far away would bear; a datagram socket sends none to say so."""
    for family, target in far:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect((target, 9))
            yield str(asked.getsockname()[0])
