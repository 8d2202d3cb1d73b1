"""Where a webhook may go: to other systems' addresses, never into our own walls unless the operator opened them.

The address is checked twice: as it is typed, and at every sending by what its name resolves to at that moment; the
connection then goes to that very address, so that a name cannot point elsewhere between the look and the call.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

from hotline_platform.errors import N_, Message
from hotline_platform.settings import Network, Settings

LONGEST = 500
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Walls:
    """What is open besides the public internet: networks that the operator named, and loopback outside production,
    there without TLS too.
    """

    loopback: bool = False
    networks: tuple[Network, ...] = ()

    def open(self, address: Address) -> bool:
        """Whether a message may go there."""
        real = _unwrapped(address)
        if self.loopback and real.is_loopback:
            return True
        return (real.is_global and not real.is_multicast) or any(
            real.version == network.version and real in network for network in self.networks
        )


def walls_of(settings: Settings) -> Walls:
    """As the settings of this process say."""
    return Walls(settings.environment != "production", settings.webhook_networks)


class Walled(Exception):
    """The name leads nowhere, or to where no webhook goes."""


def why_not_url(url: str, walls: Walls) -> Message | None:
    """Why an address cannot be subscribed with, as far as it can be seen without asking a name server."""
    parts = _split(url)
    if parts is None or len(url) > LONGEST:
        return N_("Write an address like https://example.org/hotline.")
    if parts.username or parts.password:
        return N_("No name and password in the address: the signature proves who sends.")
    literal = _literal(parts.hostname or "")
    local = parts.hostname == "localhost" or (literal is not None and _unwrapped(literal).is_loopback)
    if parts.scheme != "https" and not (walls.loopback and local):
        return N_("Only https addresses: what is sent must not be read on the way.")
    if (literal is not None and not walls.open(literal)) or (local and not walls.loopback):
        return N_("This address lies inside the hotline's own walls.")
    return None


async def vetted(url: str, walls: Walls) -> tuple[SplitResult, Address]:
    """The address in its parts, and one to which it resolves now and which is open. Raises Walled."""
    parts = _split(url)
    if parts is None or why_not_url(url, walls) is not None:
        raise Walled
    assert parts.hostname is not None
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            parts.hostname, parts.port or (443 if parts.scheme == "https" else 80), type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError):
        raise Walled from None
    addresses: Sequence[Address] = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not addresses or not all(walls.open(one) for one in addresses):
        raise Walled
    return parts, addresses[0]


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    plain = url.isascii() and url.isprintable() and " " not in url
    return (
        parts
        if plain and parts.scheme in ("http", "https") and parts.hostname and not parts.fragment
        else None
    )


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _unwrapped(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one: each of these forms would lead around the walls."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address.sixtofour is not None:
            return address.sixtofour
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
