"""Which addresses may be connected to: a link in a feed must not lead into our own network (CWE-918)."""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass

from watchlist.errors import FetchError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_EXPECTED = "expected a public address, or one that fetch.private_networks permits"


@dataclass(frozen=True, slots=True)
class Reach:
    """Addresses of the public internet, and those of `networks`."""

    networks: tuple[Network, ...] = ()

    def permits(self, address: str) -> bool:
        """Whether an address may be connected to; what is no address may not."""
        try:
            plain = _plain(ipaddress.ip_address(address.partition("%")[0]))
        except ValueError:
            return False
        is_public = plain.is_global and not plain.is_multicast
        return is_public or any(plain in network for network in self.networks if network.version == plain.version)

    def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a host that may be connected to, in the order of its name server.

        Raises:
            FetchError: there is none.
            OSError: the name is not known.
        """
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if permitted := [one for one in addresses if self.permits(one)]:
            return permitted
        raise FetchError(f"{host} is {', '.join(addresses)}, inside a private network; " + _EXPECTED)

    def check_literal(self, host: str) -> None:
        """Refuse a host that is itself an address beyond reach; for requests whose names a proxy looks up.

        Raises:
            FetchError: it is.
        """
        try:
            # Also 2130706433, 0x7f.1 and 127.1: what resolvers read as an address.
            address = str(ipaddress.IPv4Address(socket.inet_aton(host)))
        except OSError:
            address = host.strip("[]")
            if ":" not in address:
                return
        if not self.permits(address):
            raise FetchError(f"{host} is inside a private network; {_EXPECTED}")


def _plain(address: Address) -> Address:
    """The IPv4 address that stands in an IPv6 one: mapped, 6to4, or behind NAT64 (RFC 4291, 3056, 6052)."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if inner := address.ipv4_mapped or address.sixtofour:
        return inner
    return ipaddress.IPv4Address(address.packed[12:]) if address in _NAT64 else address


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
OUTSIDE = Reach()
# For addresses that the operator wrote into the settings.
ANYWHERE = Reach((ipaddress.IPv4Network("0.0.0.0/0"), ipaddress.IPv6Network("::/0")))


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Networks as in 10.0.0.0/8, or single addresses.

    Raises:
        ValueError: one of them is neither.
    """
    return tuple(ipaddress.ip_network(text) for text in texts)
