from __future__ import annotations

import asyncio
import datetime as dt
import ssl
from collections.abc import Iterable, Sequence
from pathlib import Path

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chalicelib.domain.sources import FailureKind
from chalicelib.errors import EarshotError, SourceRefused, SourceUnavailable
from chalicelib.network.guard import AddressGuard
from chalicelib.network.transport import GuardedTransport, Resolve, resolve
from chalicelib.sources.fetching import Fetcher, Limits, Request
from tests.sources.loopback import opened, page

OUTSIDE = AddressGuard()
LOCAL = AddressGuard(allow_private=True)


class Names:
    """A name server that gives its answers one after the other, the last one again and again."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Detour(httpcore.AsyncNetworkBackend):
    """The internet, all of which is one loopback port; it remembers which addresses were connected to."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connected: list[str] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.connected.append(host)
        return await httpcore.AnyIOBackend().connect_tcp("127.0.0.1", self.port, timeout)


def fetcher(
    guard: AddressGuard,
    resolve: Resolve = resolve,
    tls: ssl.SSLContext | None = None,
    network: httpcore.AsyncNetworkBackend | None = None,
    limits: Limits | None = None,
) -> Fetcher:
    transport = GuardedTransport(guard, resolve=resolve, ssl_context=tls, network=network)
    return Fetcher(guard=guard, contact="ops@earshot.example", transport=transport, limits=limits or Limits())


async def failure(of: Fetcher, url: str) -> SourceRefused | SourceUnavailable:
    with pytest.raises(EarshotError) as raised:
        await of.get(Request(url))
    await of.close()
    assert isinstance(raised.value, SourceRefused | SourceUnavailable)
    return raised.value


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "localhost.", "LOCALHOST"])
def test_loopback_is_refused_by_number_and_by_name_and_nothing_is_sent(host: str) -> None:
    """The guard is in the path of real connections: the site listens there and hears nothing."""

    async def scene() -> None:
        async with opened({"/feed": page(200, b"inside")}) as site:
            url = f"http://{host}:{site.port}/feed"
            error = await failure(Fetcher(guard=OUTSIDE, contact="ops@earshot.example"), url)

        assert isinstance(error, SourceRefused)
        assert error.failure.kind is FailureKind.BLOCKED_ADDRESS
        assert site.heads == []

    asyncio.run(scene())


def test_loopback_is_fetched_when_allowed() -> None:
    async def scene() -> None:
        async with opened({"/feed": page(200, b"inside")}) as site:
            reader = fetcher(LOCAL)
            response = await reader.get(Request(f"http://localhost:{site.port}/feed"))
            await reader.close()

        assert response.body == b"inside"
        assert f"Host: localhost:{site.port}" in site.heads[0]

    asyncio.run(scene())


def test_name_that_is_rebound_after_the_check_leads_nowhere_else() -> None:
    """The name is asked for once, and what was checked is what is connected to."""

    async def scene() -> None:
        async with opened({"/feed": page(200, b"public")}) as site:
            names, internet = Names(["93.184.216.34"], ["127.0.0.1"]), Detour(site.port)
            reader = fetcher(OUTSIDE, names, network=internet)
            response = await reader.get(Request("http://rebound.example/feed"))
            await reader.close()

        assert response.body == b"public"
        assert names.asked == ["rebound.example"]
        assert internet.connected == ["93.184.216.34"]

    asyncio.run(scene())


def test_name_that_turns_private_is_refused_at_the_next_connection() -> None:
    async def scene() -> None:
        async with opened({"/feed": page(200, b"public")}) as site:
            names, internet = Names(["93.184.216.34"], ["127.0.0.1"]), Detour(site.port)
            reader = fetcher(OUTSIDE, names, network=internet)
            await reader.get(Request("http://rebound.example/feed"))
            await reader.close()
            error = await failure(reader, "http://rebound.example/feed")

        assert str(error) == "rebound.example leads into a private network"
        assert internet.connected == ["93.184.216.34"]

    asyncio.run(scene())


@pytest.mark.parametrize(
    "ips",
    [
        ["93.184.216.34", "127.0.0.1"],
        ["169.254.169.254"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["0.0.0.0"],
    ],
)
def test_one_forbidden_address_condemns_the_name(ips: list[str]) -> None:
    internet = Detour(port=9)

    error = asyncio.run(failure(fetcher(OUTSIDE, Names(ips), network=internet), "http://mixed.example/"))

    assert isinstance(error, SourceRefused)
    assert error.failure.kind is FailureKind.BLOCKED_ADDRESS
    assert internet.connected == []


def test_next_address_is_tried_when_the_first_is_dead() -> None:
    async def scene() -> None:
        async with opened({"/feed": page(200, b"second")}) as site:
            reader = fetcher(LOCAL, Names(["127.0.0.2", "127.0.0.1"]))
            response = await reader.get(Request(f"http://two.example:{site.port}/feed"))
            await reader.close()

        assert response.body == b"second"

    asyncio.run(scene())


@pytest.mark.parametrize("ip", ["127.0.0.1", "::1"])
def test_address_that_is_an_ip_is_looked_up_nowhere(ip: str) -> None:
    """A loop that looked it up would fail: it has no threads left."""

    async def scene() -> Sequence[str]:
        await asyncio.get_running_loop().shutdown_default_executor()
        return await resolve(ip, 80)

    assert asyncio.run(scene()) == [ip]


def test_name_without_an_address_is_unreachable() -> None:
    error = asyncio.run(failure(fetcher(OUTSIDE, Names([])), "http://nobody.example/secret"))

    assert error.args == ("nobody.example cannot be reached",)


def test_name_that_does_not_exist_says_so() -> None:
    error = asyncio.run(failure(fetcher(OUTSIDE), "http://nobody.invalid/secret"))

    assert error.args == ("nobody.invalid is a name that leads nowhere",)


def test_slow_name_server_is_not_waited_for() -> None:
    async def never(host: str, port: int) -> Sequence[str]:
        await asyncio.sleep(60)
        return []

    reader = fetcher(LOCAL, never, limits=Limits(connect_s=0.05))

    error = asyncio.run(failure(reader, "http://slow.example/"))

    assert error.args == ("slow.example did not answer the call in time",)


def test_tls_names_and_verifies_the_host_and_not_the_address(tmp_path: Path) -> None:
    server, client = certificates(tmp_path, "feeds.example")

    async def scene() -> None:
        asked_names: list[str | None] = []
        server.sni_callback = lambda _socket, name, _context: asked_names.append(name)
        async with opened({"/feed": page(200, b"safe")}, server) as site:
            reader = fetcher(LOCAL, Names(["127.0.0.1"]), client)
            response = await reader.get(Request(f"https://feeds.example.:{site.port}/feed"))
            error = await failure(reader, f"https://other.example:{site.port}/feed?token=secret")

        assert response.body == b"safe"
        assert asked_names == ["feeds.example", "other.example"]
        assert isinstance(error, SourceUnavailable)
        assert error.failure.kind is FailureKind.UNREACHABLE
        assert "other.example has a certificate that cannot be trusted: Hostname mismatch" in str(error)
        assert "secret" not in str(error)

    asyncio.run(scene())


def test_certificate_of_a_stranger_is_not_trusted(tmp_path: Path) -> None:
    server, _ = certificates(tmp_path, "feeds.example")

    async def scene() -> None:
        async with opened({"/feed": page(200, b"unsafe")}, server) as site:
            reader = Fetcher(guard=LOCAL, contact="")
            error = await failure(reader, f"https://127.0.0.1:{site.port}/feed")

        assert "certificate that cannot be trusted" in str(error)

    asyncio.run(scene())


def test_who_is_to_be_trusted_is_read_with_the_first_address_by_tls() -> None:
    async def scene() -> None:
        transport = GuardedTransport(LOCAL)
        async with opened({"/feed": page(200, b"plain")}) as site:
            reader = Fetcher(guard=LOCAL, contact="ops@earshot.example", transport=transport)
            await reader.get(Request(f"http://localhost:{site.port}/feed"))
            before = transport.tls.cert_store_stats()["x509_ca"]
            await failure(reader, f"https://localhost:{site.port}/feed")

        assert before == 0
        assert transport.tls.cert_store_stats()["x509_ca"] > 0
        assert transport.tls.verify_mode is ssl.CERT_REQUIRED
        assert transport.tls.check_hostname

    asyncio.run(scene())


def test_tls_where_there_is_none_is_told_in_words() -> None:
    async def plain(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def scene() -> None:
        async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            error = await failure(fetcher(LOCAL), f"https://127.0.0.1:{port}/feed")

        assert error.failure.kind is FailureKind.UNREACHABLE
        assert str(error).startswith("127.0.0.1 could not agree with us on a secure connection")

    asyncio.run(scene())


def test_closed_fetcher_can_be_used_again_in_another_event_loop() -> None:
    """A warm Lambda function runs a new loop for each event, and keeps the certificates it has loaded."""
    reader = fetcher(LOCAL)

    async def scene() -> bytes:
        async with opened({"/feed": page(200, b"inside")}) as site:
            response = await reader.get(Request(f"{site.base}/feed"))
            await reader.close()
        return response.body

    assert [asyncio.run(scene()), asyncio.run(scene())] == [b"inside", b"inside"]


def certificates(folder: Path, host: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Contexts for a server with a certificate for `host`, and for a client that trusts it alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    client = ssl.create_default_context(cafile=str(pem))
    return server, client
