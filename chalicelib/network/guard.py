"""The one guard against addresses that must not be fetched: how an address may look, and where it may lead.

It decides; `transport` makes every connection ask it. Both halves are needed: what an address looks like says
nothing about where its name leads, and a name may lead elsewhere each time it is asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx

from ..domain.sources import Failure, FailureKind
from ..errors import SourceRefused

# Below 1024 the web lives on two ports; above, these speak other protocols, which a request could be made to
# look like. The second half of the "bad ports" that browsers refuse (https://fetch.spec.whatwg.org/#port-blocking).
_WEB_PORTS = frozenset({80, 443})
_BAD_PORTS = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6679, 6697, 10080, *range(6665, 6670)}
)

_LABEL = "(?!-)[a-z0-9_-]{1,63}(?<!-)"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*")
# A host whose last label is a number is an IPv4 address to everything that resolves names, in spellings
# (decimal, octal, hex, short) that nobody uses in good faith. https://url.spec.whatwg.org/#ends-in-a-number-checker
_NUMBER_LAST = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)")

_PRIVATE_4 = tuple(map(IPv4Network, ("10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
_PRIVATE_6 = tuple(map(IPv6Network, ("::1/128", "fc00::/7")))

# Never, whatever is allowed: multicast, what IANA's registries of special addresses name or reserve, and
# where clouds tell their guests secrets. Written out: what `ipaddress` calls global depends on the release.
# https://www.iana.org/assignments/iana-ipv4-special-registry, .../iana-ipv6-special-registry
_NEVER_4 = tuple(
    map(
        IPv4Network,
        """0.0.0.0/8 100.64.0.0/10 168.63.129.16/32 169.254.0.0/16 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24
        198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4""".split(),
    )
)
# 2001::/23 holds Teredo and 2002::/16 is 6to4: tunnels to any IPv4 address, which no public site needs.
_NEVER_6 = tuple(
    map(IPv6Network, "2001::/23 2001:db8::/32 2002::/16 3fff::/20 fd00:ec2::/32 fd20:ce::254/128".split())
)
_GLOBAL_6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """What may be fetched. Loopback and private networks only with `allow_private`, which is for local use.

    `allow_public` is False while no contact address is set: we ask nobody outside without saying who asks.
    """

    allow_private: bool = False
    allow_public: bool = True

    def approve(self, address: str) -> httpx.URL:
        """The address as it may be requested. Raises SourceRefused.

        The answer is the very value that is connected to: no second parser can read it another way.
        """
        try:
            url = httpx.URL(address.strip(" "))
        except (httpx.InvalidURL, ValueError) as error:
            raise _refused("this is not a web address") from error
        if url.scheme not in ("http", "https"):
            raise _refused("only http and https addresses can be fetched")
        if url.userinfo:
            raise _refused("the address holds a user name or password")
        if url.port is not None and not _is_web_port(url.port):
            raise _refused(f"port {url.port} is not one that the web uses")
        return self._with_checked_host(url)

    def _with_checked_host(self, url: httpx.URL) -> httpx.URL:
        named = url.raw_host.decode("ascii")
        host = named.removesuffix(".")
        if _is_ip(host):
            self.check_ip(host, host)
        elif _NUMBER_LAST.fullmatch(host):
            raise _refused("the host is a number in disguise")
        elif len(host) > 253 or not _HOST.fullmatch(host):
            raise _refused("the host's name is not a valid one")
        return url if host == named else url.copy_with(host=host)

    def check_ip(self, ip: str, host: str) -> None:
        """Raises SourceRefused unless a socket may be connected to this IP address, found for `host`."""
        address = _unwrapped(ip_address(ip))
        if _is_private(address):
            if not self.allow_private:
                raise _refused(f"{host} leads into a private network")
        elif not _is_public(address):
            raise _refused(f"{host} leads to an address that is not on the public internet")
        elif not self.allow_public:
            detail = "set a contact address first: nobody outside this machine is asked without one"
            raise SourceRefused(Failure(FailureKind.NOT_CONFIGURED, detail))


def _refused(detail: str) -> SourceRefused:
    return SourceRefused(Failure(FailureKind.BLOCKED_ADDRESS, detail))


def _is_web_port(port: int) -> bool:
    return port in _WEB_PORTS or (1024 <= port <= 65535 and port not in _BAD_PORTS)


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _unwrapped(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that a mapped or translated (NAT64) IPv6 address leads to; any other as it is."""
    if isinstance(ip, IPv6Address):
        if ip in _NAT64:
            return IPv4Address(int(ip) & 0xFFFFFFFF)
        return ip.ipv4_mapped or ip
    return ip


def _is_private(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv4Address):
        return any(ip in net for net in _PRIVATE_4)
    return any(ip in net for net in _PRIVATE_6) and not any(ip in net for net in _NEVER_6)


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv4Address):
        return not any(ip in net for net in (*_PRIVATE_4, *_NEVER_4))
    return ip in _GLOBAL_6 and not any(ip in net for net in _NEVER_6)
