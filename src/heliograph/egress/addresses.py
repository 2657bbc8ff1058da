"""Which addresses may be reached: public ones, and those that a person named for a source.

A page that is watched can answer with a redirect, and a name can answer with any address: without
this check a stranger's page could make us ask the user's own router, printer or cloud metadata.
`ipaddress` alone does not do: in Python 3.11 it calls several embedded IPv4 forms global, and all
of multicast. The table below follows the special-purpose registries of IANA (RFC 6890 and after).
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

NOT_PUBLIC: Final[tuple[tuple[Network, str], ...]] = tuple(
    (ipaddress.ip_network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a provider"),
        ("127.0.0.0/8", "this machine"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "for documentation"),
        ("192.88.99.0/24", "former 6to4 relays"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "for benchmarks"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "this machine"),
        ("100::/64", "discarded"),
        ("100:0:0:1::/64", "dummy prefix"),
        ("2001::/23", "reserved for protocols"),
        ("2001:db8::/32", "for documentation"),
        ("3fff::/20", "for documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "formerly site-local"),
        ("ff00::/8", "multicast"),
    )
)

_HERE: Final = re.compile(r"(?:.+\.)?localhost(?:\.localdomain)?", re.IGNORECASE)
_OLD_FORMS: Final = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}", re.IGNORECASE)
"""Of IPv4 addresses, as `inet_aton` has always taken them: 2130706433, 0x7f.1, 0177.0.0.1."""
_COMPATIBLE: Final = ipaddress.IPv6Network("::/96")
_TRANSLATED: Final = (
    ipaddress.IPv6Network("64:ff9b::/96"),
    ipaddress.IPv6Network("64:ff9b:1::/48"),
)
_LOW_32: Final = 0xFFFFFFFF

Resolver = Callable[[str, int], Sequence[str]]
"""Gives every address of a host name, as text. Raises `OSError` where there is none."""


class Refused(Struct, frozen=True, kw_only=True):
    """Why an address, or a name that leads to it, will not be reached."""

    host: str
    address: str
    what: str


def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for every address of a name, each once, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def why_not_public(address: Address) -> str | None:
    """Say what an address is, where it is not a public one; None where it is.

    IPv4 inside IPv6 (mapped, compatible, 6to4, Teredo, NAT64) is judged as what it leads to.
    """
    for network, what in NOT_PUBLIC:
        if address.version == network.version and address in network:
            return what
    inner = _inside(address)
    if inner is not None:
        return why_not_public(inner)
    return None if address.is_global else "not public"


def reachable(
    host: str, port: int, *, allowed: Sequence[str] = (), resolver: Resolver = resolve
) -> list[str] | Refused:
    """Resolve a name once and check every address it leads to: one bad one refuses the name.

    `allowed` are the hosts (`host` or `host:port`) that a person named as theirs to reach although
    they are not public. Connect to what this returns, and to nothing else. Raises `OSError` where
    the name is unknown.
    """
    named = host in allowed or f"{host}:{port}" in allowed
    addresses = list(resolver(host, port))
    for each in addresses:
        # A zone (`fe80::1%eth0`) names an interface, never a public place.
        what = why_not_public(ipaddress.ip_address(each.partition("%")[0]))
        if what is not None and not named:
            return Refused(host=host, address=each, what=what)
    return addresses


def why_not_by_proxy(host: str, port: int, *, allowed: Sequence[str] = ()) -> Refused | None:
    """Say why a proxy is not to be asked for a host, as far as shows without resolving its name.

    A number says what it leads to, in every way of writing it, and so does the name of whoever is
    asked: through a proxy they lead to its own machine and network. What any other name leads to is
    for the proxy to know; asking here would tell our resolver what is read.
    """
    if host in allowed or f"{host}:{port}" in allowed:
        return None
    if _HERE.fullmatch(host):
        return Refused(host=host, address=host, what="this machine")
    address = _number(host)
    what = None if address is None else why_not_public(address)
    return None if what is None else Refused(host=host, address=str(address), what=what)


def _number(host: str) -> Address | None:
    """Read a host that is a number; None where it is a name."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        if not _OLD_FORMS.fullmatch(host):
            return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def _inside(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _COMPATIBLE or any(address in network for network in _TRANSLATED):
        return ipaddress.IPv4Address(int(address) & _LOW_32)
    return None
