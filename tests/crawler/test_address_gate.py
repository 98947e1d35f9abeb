"""Which addresses may be dialled."""

from ipaddress import ip_network

import pytest

from crawler.middlewares.address_gate import is_allowed

INTRANET = (ip_network("10.1.0.0/16"), ip_network("127.0.0.2/32"), ip_network("fd00::/8"))


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_the_public_internet_is_open(address: str) -> None:
    assert is_allowed(address, ())


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("127.0.0.1", id="loopback"),
        pytest.param("127.8.8.8", id="all of loopback"),
        pytest.param("0.0.0.0", id="this host"),
        pytest.param("10.0.0.1", id="private 10"),
        pytest.param("172.16.0.1", id="private 172"),
        pytest.param("192.168.1.1", id="private 192"),
        pytest.param("169.254.169.254", id="cloud metadata"),
        pytest.param("100.64.0.1", id="carrier NAT"),
        pytest.param("224.0.0.1", id="multicast"),
        pytest.param("255.255.255.255", id="broadcast"),
        pytest.param("::1", id="loopback 6"),
        pytest.param("::", id="this host 6"),
        pytest.param("::ffff:127.0.0.1", id="mapped loopback"),
        pytest.param("::ffff:7f00:1", id="mapped loopback in hex"),
        pytest.param("fe80::1%eth0", id="link-local with a zone"),
        pytest.param("fd00::1", id="unique local"),
        pytest.param("ff02::1", id="multicast 6"),
        pytest.param("64:ff9b::7f00:1", id="loopback through NAT64"),
        pytest.param("2002:7f00:1::", id="loopback through 6to4"),
        pytest.param("localhost", id="a name, which nobody dials"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_not_the_public_internet_is_closed(address: str) -> None:
    assert not is_allowed(address, ())


@pytest.mark.parametrize("address", ["10.1.2.3", "127.0.0.2", "::ffff:127.0.0.2", "fd12::1"])
def test_what_the_operator_opens_is_open(address: str) -> None:
    assert is_allowed(address, INTRANET)


@pytest.mark.parametrize("address", ["10.2.0.1", "127.0.0.1", "::1", "192.168.0.1"])
def test_and_nothing_else(address: str) -> None:
    assert not is_allowed(address, INTRANET)
