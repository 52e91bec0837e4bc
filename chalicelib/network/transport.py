"""Connects only where the guard allows: a name is resolved once, and the checked address is connected to.

Resolving again for the connection would let a name answer with a public address first and a private one then.
TLS still names and verifies the host, since only the socket's address is replaced.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from ipaddress import ip_address

import certifi
import httpcore
import httpx

from .guard import AddressGuard
from .sockets import AsyncioNetwork

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_MOST_ADDRESSES = 4  # of one host are tried, each for its share of the time


async def resolve(host: str, port: int) -> Sequence[str]:
    """The IP addresses of a host, best first. Raises OSError when there are none."""
    with suppress(ValueError):
        return [str(ip_address(host))]  # a thread looks names up, and there is nothing to look up
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport over a network that asks the guard. HTTP/1.1, no proxies, no retries.

    It trusts those whom certifi does; who they are is read with the first address by TLS, as it takes 15 ms.
    """

    def __init__(
        self,
        guard: AddressGuard,
        *,
        ssl_context: ssl.SSLContext | None = None,
        resolve: Resolve = resolve,
        network: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self.tls = ssl_context or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # which verifies, and trusts nobody
        self._knows_whom_to_trust = ssl_context is not None
        super().__init__(verify=self.tls, trust_env=False)
        # httpx offers no argument for the network. Its pool looks at all connections for every request
        # (https://github.com/encode/httpx/issues/3215), so none is kept for more hosts than a call of the
        # function asks: with twenty, a poll that finds nothing took a sixth more of the processor.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=self.tls,
            max_connections=100,
            max_keepalive_connections=10,
            keepalive_expiry=5.0,
            network_backend=_GuardedNetwork(guard, resolve, network or AsyncioNetwork()),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.scheme == "https" and not self._knows_whom_to_trust:
            self.tls.load_verify_locations(certifi.where())
            self._knows_whom_to_trust = True
        return await super().handle_async_request(request)


class _GuardedNetwork(httpcore.AsyncNetworkBackend):
    def __init__(self, guard: AddressGuard, resolve: Resolve, network: httpcore.AsyncNetworkBackend) -> None:
        self._guard = guard
        self._resolve = resolve
        self._network = network

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await self._checked_addresses(host, port, timeout)
        share = timeout / len(addresses) if timeout else None
        for ip in addresses[:-1]:
            try:
                return await self._network.connect_tcp(ip, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(addresses[-1], port, share, local_address, socket_options)

    async def _checked_addresses(self, host: str, port: int, timeout: float | None) -> Sequence[str]:
        """One forbidden address among them condemns the host: honest names do not lead to both."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._resolve(host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        except OSError as error:
            raise httpcore.ConnectError from error
        for ip in addresses:
            self._guard.check_ip(ip, host)
        if not addresses:
            raise httpcore.ConnectError
        return addresses[:_MOST_ADDRESSES]
