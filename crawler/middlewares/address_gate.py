"""The one gate that every connection of the crawler passes: no private address unless the operator allows it.

The check stands where the reactor dials, on the address that is really dialled: whatever a host name
resolves to, however an address is spelt, wherever a redirect points, it ends up here.
"""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.refusals import AddressRefused

Network = IPv4Network | IPv6Network

NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052


def is_allowed(host: str, allowed: Sequence[Network]) -> bool:
    """True when ``host`` (a literal address, as dialled) is on the public internet or in ``allowed``."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        address = _inner(address) or address
    if any(address.version == network.version and address in network for network in allowed):
        return True
    return address.is_global and not address.is_multicast


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a mapped, translated or tunnelled one stands for."""
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


class AddressGate:
    """Puts the check around the reactor's ``connectTCP``; as a middleware it refuses other schemes early."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        from twisted.internet import reactor  # importing it earlier would install a default one

        target: Any = reactor
        target.connectTCP = _guarded(getattr(target.connectTCP, "unguarded", target.connectTCP), allowed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler.settings["EVWATCH"].allow_networks)

    def process_request(self, request: Request) -> None:
        """Only the web: a seed such as ``file:///etc/hostname`` is no article."""
        if not request.url.startswith(("http://", "https://")):
            raise AddressRefused(f"not an http(s) address: {request.url}")


def _guarded(connect: Callable[..., Any], allowed: Sequence[Network]) -> Callable[..., Any]:
    def connect_tcp(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if not is_allowed(host, allowed):
            raise AddressRefused(f"{host} is a private address; allow_networks does not open it")
        return connect(host, port, *args, **kwargs)

    connect_tcp.unguarded = connect  # type: ignore[attr-defined]
    return connect_tcp
