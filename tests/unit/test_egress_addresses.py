"""Which addresses may be reached, over the forms in which a private one can hide."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.egress.addresses import Refused, reachable, resolve, why_not_public

PRIVATE = (
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.255.255.254",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.7", "192.88.99.1",
    "192.168.1.1", "198.18.0.1", "198.51.100.4", "203.0.113.9", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::", "100::1",
    "2001:db8::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1",
    "ff02::1", "ff0e::1",
)  # fmt: skip

PUBLIC = (
    "1.1.1.1", "8.8.8.8", "100.128.0.1", "172.32.0.1", "192.167.255.255", "198.20.0.1",
    "223.255.255.254", "2606:4700:4700::1111", "2a00:1450::1", "64:ff9b::101:101",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_no_address_of_a_machine_or_a_house_is_public(address: str):
    assert why_not_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_public_net_are_public(address: str):
    assert why_not_public(ipaddress.ip_address(address)) is None


@given(st.ip_addresses(v=4))
def test_an_address_hidden_in_a_longer_one_is_judged_as_what_it_leads_to(inner):
    hidden = why_not_public(ipaddress.ip_address(f"::ffff:{inner}"))
    assert (hidden is None) == (why_not_public(inner) is None)


@pytest.mark.parametrize("name", ["0x7f000001", "2130706433", "127.1", "0177.0.0.1", "localhost"])
def test_other_spellings_of_this_machine_are_refused_too(name: str):
    found = reachable(name, 80)
    assert isinstance(found, Refused)
    assert found.what == "this machine"


def test_one_private_address_among_public_ones_refuses_the_name():
    def two_faces(host: str, port: int) -> list[str]:
        return ["1.1.1.1", "10.0.0.8"]

    found = reachable("news.example", 443, resolver=two_faces)
    assert found == Refused(host="news.example", address="10.0.0.8", what="private")


def test_a_zone_does_not_hide_an_address():
    def zoned(host: str, port: int) -> list[str]:
        return ["fe80::1%eth0"]

    assert isinstance(reachable("printer.example", 80, resolver=zoned), Refused)


def test_a_host_that_a_person_named_may_be_reached_and_only_on_the_port_they_named():
    assert reachable("localhost", 8080, allowed=["localhost:8080"]) == list(
        resolve("localhost", 8080)
    )
    assert isinstance(reachable("localhost", 22, allowed=["localhost:8080"]), Refused)
