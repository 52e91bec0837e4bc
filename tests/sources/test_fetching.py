from __future__ import annotations

import asyncio
import contextlib
import gzip
import logging
import random
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli  # type: ignore[import-untyped]  # it publishes no typesfrom typing import Any
import httpx
import pytest
import zstandard

from chalicelib import __version__
from chalicelib.domain.rechecks import Answer
from chalicelib.domain.sources import Failure, FailureKind
from chalicelib.errors import EarshotError, InvalidInput, SourceRefused, SourceUnavailable
from chalicelib.network.guard import AddressGuard
from chalicelib.network.transport import GuardedTransport
from chalicelib.sources.fetching import Fetcher, Limits, Request, Response

from .loopback import Site, Writing, opened, page, redirect

LOCAL = AddressGuard(allow_private=True)
CONTACT = "https://earshot.example/who"
SMALL = Limits(body_bytes=1024 * 1024)
QUICK = Limits(total_s=0.3)
SECRET = "s3cret"  # stands in the path and query of everything asked for, and must never be told
PATH = f"/{SECRET}/feed?token={SECRET}"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

Pages = Mapping[str, bytes | Writing]


def fetched(pages: Pages, limits: Limits = SMALL, **request: Any) -> tuple[Response, Site]:
    """What one fetch of PATH brings, and the site that was asked."""

    async def scene() -> tuple[Response, Site]:
        async with opened(pages) as site:
            fetcher = Fetcher(guard=LOCAL, contact=CONTACT, limits=limits)
            try:
                return await fetcher.get(Request(site.base + PATH, **request)), site
            finally:
                await fetcher.close()

    return asyncio.run(scene())


def failed(pages: Pages, limits: Limits = SMALL, **request: Any) -> tuple[Failure, bool]:
    """How one fetch of PATH fails, and whether to try again."""
    with pytest.raises(EarshotError) as raised:
        fetched(pages, limits, **request)

    assert isinstance(raised.value, SourceRefused | SourceUnavailable)
    assert SECRET not in "".join(traceback.format_exception(raised.value))
    assert "\n" not in raised.value.failure.detail
    return raised.value.failure, isinstance(raised.value, SourceUnavailable)


def mocked(
    answers: Callable[[httpx.Request], httpx.Response], url: str, guard: AddressGuard = LOCAL
) -> Response:
    fetcher = Fetcher(guard=guard, contact=CONTACT, transport=httpx.MockTransport(answers), now=lambda: NOW)
    return asyncio.run(fetcher.get(Request(url)))


# Asking


def test_request_says_who_asks_and_what_can_be_read() -> None:
    response, site = fetched({PATH: page(200, b"<rss/>")}, accept="application/rss+xml")

    assert response.body == b"<rss/>"
    head = site.heads[0].split("\r\n")
    assert f"User-Agent: Earshot/{__version__} (+{CONTACT})" in head
    assert "Accept: application/rss+xml" in head
    assert "Accept-Encoding: gzip, br, zstd" in head
    assert not [line for line in head if line.lower().startswith(("if-", "cookie", "authorization"))]


def test_validators_go_out_as_they_came_in() -> None:
    """The second fetch asks only for changes, and hears that there are none."""
    pages = {PATH: page(200, b"<rss/>", ETag='W/"a, b"', Last_Modified="Mon, 02 Feb 2026 03:04:05 GMT")}
    first, _ = fetched(pages)
    assert first.etag is not None
    assert first.last_modified is not None

    second, site = fetched(
        {PATH: b"HTTP/1.1 304 Not Modified\r\n\r\n"}, etag=first.etag, last_modified=first.last_modified
    )

    assert 'If-None-Match: W/"a, b"' in site.heads[0]
    assert "If-Modified-Since: Mon, 02 Feb 2026 03:04:05 GMT" in site.heads[0]
    assert (second.status, second.body) == (304, b"")


@pytest.mark.parametrize("etag", ["x" * 600, '"größe"', '"\t"'])
def test_validator_that_no_honest_server_sends_is_neither_kept_nor_sent(etag: str) -> None:
    response, _ = fetched({PATH: page(200, b"<rss/>", ETag=etag)})
    _, site = fetched({PATH: page(200, b"<rss/>")}, etag=etag)

    assert response.etag is None
    assert "If-None-Match" not in site.heads[0]


def test_not_modified_to_one_who_knows_nothing_is_no_answer() -> None:
    failure, _ = failed({PATH: b"HTTP/1.1 304 Not Modified\r\n\r\n"})

    assert failure.kind is FailureKind.UNEXPECTED_STATUS


def test_cookies_are_not_kept() -> None:
    async def scene() -> Site:
        async with opened({"/feed": page(200, b"<rss/>", Set_Cookie="id=1; Path=/")}) as site:
            fetcher = Fetcher(guard=LOCAL, contact=CONTACT)
            await fetcher.get(Request(f"{site.base}/feed"))
            await fetcher.get(Request(f"{site.base}/feed"))
            await fetcher.close()
        return site

    assert "cookie" not in "".join(asyncio.run(scene()).heads).lower()


@pytest.mark.parametrize("status", [200, 304])
def test_connection_is_used_again_by_the_next_source_of_the_host(status: int) -> None:
    async def scene() -> Site:
        async with opened({"/a": page(status), "/b": page(200, b"b")}) as site:
            fetcher = Fetcher(guard=LOCAL, contact=CONTACT)
            await fetcher.get(Request(f"{site.base}/a", etag='"known"'))
            await fetcher.get(Request(f"{site.base}/b"))
            await fetcher.close()
        return site

    site = asyncio.run(scene())

    assert (len(site.heads), len(site.visits)) == (2, 1)


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    response, _ = fetched({PATH: page(200, b"direct")})

    assert response.body == b"direct"


def test_nothing_of_the_address_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        fetched({PATH: page(200, b"<rss/>")})

    assert SECRET not in caplog.text


def test_addresses_do_not_show_in_representations() -> None:
    response, _ = fetched({PATH: redirect(301, "/new?token=" + SECRET), "/new?token=" + SECRET: page(200)})

    assert SECRET in response.url
    assert SECRET not in repr(response) + repr(Request(response.url))


@pytest.mark.parametrize("contact", ["ops@bücher.example", "ops@earshot.example\r\nCookie: a", "a\0b"])
def test_contact_that_cannot_stand_in_a_header_is_refused_at_once(contact: str) -> None:
    with pytest.raises(InvalidInput):
        Fetcher(guard=LOCAL, contact=contact)


def test_without_a_contact_address_only_private_addresses_are_asked() -> None:
    async def scene() -> None:
        fetcher = Fetcher(guard=LOCAL, contact="")
        async with opened({"/feed": page(200, b"local")}) as site:
            response = await fetcher.get(Request(f"{site.base}/feed"))
            with pytest.raises(SourceRefused, match="set a contact address first") as refusal:
                await fetcher.get(Request("http://93.184.216.34/feed"))
            await fetcher.close()

        assert response.body == b"local"
        assert f"User-Agent: Earshot/{__version__}\r\n" in site.heads[0]
        assert refusal.value.failure.kind is FailureKind.NOT_CONFIGURED

    asyncio.run(scene())


# Redirects


def test_permanent_redirects_are_remembered() -> None:
    response, site = fetched(
        {PATH: redirect(301, "/a"), "/a": redirect(308, "{base}/b?c"), "/b?c": page(200, b"<rss/>")}
    )

    assert response.moved_to == response.url == f"{site.base}/b?c"
    assert site.paths == [PATH, "/a", "/b?c"]


def test_only_the_permanent_beginning_of_a_chain_is_remembered() -> None:
    response, site = fetched(
        {
            PATH: redirect(308, "/a"),
            "/a": redirect(302, "/b"),
            "/b": redirect(301, "/c"),
            "/c": page(200, b"<rss/>"),
        }
    )

    assert response.moved_to == f"{site.base}/a"
    assert response.url == f"{site.base}/c"


@pytest.mark.parametrize("status", [302, 303, 307])
def test_temporary_redirect_is_followed_and_forgotten(status: int) -> None:
    response, _ = fetched({PATH: redirect(status, "../moved"), "/moved": page(200, b"<rss/>")})

    assert response.body == b"<rss/>"
    assert response.moved_to is None


def test_validators_go_along_to_where_they_came_from() -> None:
    response, site = fetched(
        {PATH: redirect(301, "/new"), "/new": b"HTTP/1.1 304 Not Modified\r\n\r\n"}, etag='"1"'
    )

    assert [head.count('If-None-Match: "1"') for head in site.heads] == [1, 1]
    assert (response.status, response.moved_to) == (304, f"{site.base}/new")


def test_way_back_to_plain_http_is_followed_but_not_remembered() -> None:
    def answers(request: httpx.Request) -> httpx.Response:
        if request.url.scheme == "https":
            return httpx.Response(301, headers={"Location": "http://example.com/feed"})
        return httpx.Response(200, content=b"<rss/>")

    response = mocked(answers, "https://example.com/feed")

    assert (response.url, response.moved_to) == ("http://example.com/feed", None)


def test_redirects_in_a_circle_are_recognised() -> None:
    failure, again = failed({PATH: redirect(302, "/a"), "/a": redirect(301, "/b"), "/b": redirect(302, "/a")})

    assert (failure.kind, again) == (FailureKind.REDIRECTS, False)
    assert "in a circle" in failure.detail


def test_redirects_have_an_end() -> None:
    def answers(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(302, headers={"Location": f"/{len(asked)}"})

    asked: list[str] = []
    with pytest.raises(SourceRefused, match="more than 5 redirects") as refusal:
        mocked(answers, "http://example.com/")

    assert refusal.value.failure.kind is FailureKind.REDIRECTS
    assert len(asked) == 6


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:10.0.0.1]/",
        "http://2130706433/",
        "//10.0.0.1/feed",
        "http://user:s3cret@example.com/",
        "http://example.com:25/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_x",
        "mailto:someone@example.com",
    ],
)
def test_every_hop_is_guarded(location: str) -> None:
    asked: list[str] = []

    def answers(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(302, headers={"Location": location})

    with pytest.raises(SourceRefused) as refusal:
        mocked(answers, "http://example.com/", AddressGuard())

    assert refusal.value.failure.kind is FailureKind.BLOCKED_ADDRESS
    assert len(asked) == 1


@pytest.mark.parametrize("location", ["http://[::1", "http://exa\tmple.com/", "http://example.com:port/"])
def test_redirect_to_what_is_no_address_is_told(location: str) -> None:
    with pytest.raises(SourceRefused, match="redirects to what is not a web address"):
        mocked(lambda _: httpx.Response(302, headers={"Location": location}), "http://example.com/")


def test_redirect_to_nowhere_is_no_answer() -> None:
    failure, _ = failed({PATH: page(301)})

    assert failure.kind is FailureKind.UNEXPECTED_STATUS


# Answers other than success


def test_refusal_carries_what_the_host_asked_for() -> None:
    failure, again = failed({PATH: page(429, Retry_After="120")})

    assert (failure.kind, again) == (FailureKind.RATE_LIMITED, True)
    assert failure.retry_after == timedelta(minutes=2)


def test_gone_is_for_good() -> None:
    failure, again = failed({PATH: page(410)})

    assert (failure.kind, again) == (FailureKind.GONE, False)


def test_body_of_a_refusal_is_not_read() -> None:
    sent = Endless()

    failure, _ = failed({PATH: sent.after(b"HTTP/1.1 403 Forbidden\r\n\r\n")}, Limits())

    assert failure.kind is FailureKind.FORBIDDEN
    assert sent.megabytes < 50


# Bodies


class Endless:
    """Sends 200 MB without saying so, and counts how much of it the reader let it send."""

    def __init__(self) -> None:
        self.megabytes = 0

    def after(self, head: bytes, piece: bytes = b"<item>again</item>\n") -> Writing:
        megabyte = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]

        async def write(writer: asyncio.StreamWriter) -> None:
            writer.write(head)
            for _ in range(200):
                writer.write(megabyte)
                await writer.drain()
                self.megabytes += 1

        return write


def test_endless_body_is_cut_off_at_the_bound() -> None:
    """What the site got rid of beyond the bound of 8 MiB lies in the buffers between."""
    sent = Endless()

    failure, again = failed({PATH: sent.after(b"HTTP/1.1 200 OK\r\n\r\n")}, Limits())

    assert (failure.kind, again) == (FailureKind.TOO_LARGE, False)
    assert failure.detail == "the answer is larger than 8 MiB"
    assert 8 <= sent.megabytes < 50


def test_body_announced_as_too_large_is_not_read_at_all() -> None:
    sent = Endless()

    failure, _ = failed({PATH: sent.after(b"HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n")}, Limits())

    assert failure.kind is FailureKind.TOO_LARGE
    assert sent.megabytes < 40


def test_body_that_announces_less_than_it_sends_is_read_as_announced() -> None:
    response, _ = fetched({PATH: b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>and more"})

    assert response.body == b"<rss/>"


def test_large_bodies_are_read_one_at_a_time_and_hold_up_no_small_ones() -> None:
    large = bytes(3_000_000)

    async def here(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    async def scene() -> None:
        go_on = asyncio.Event()

        async def held(writer: asyncio.StreamWriter) -> None:
            writer.write(page(200, large)[:-1])
            await go_on.wait()
            writer.write(large[-1:])

        async with opened({"/held": held, "/large": page(200, large), "/small": page(200, b"s")}) as site:
            transport = GuardedTransport(LOCAL, resolve=here)
            fetcher = Fetcher(guard=LOCAL, contact=CONTACT, transport=transport)
            first, second, third = (
                asyncio.create_task(fetcher.get(Request(f"http://{page}.example:{site.port}/{page}")))
                for page in ("held", "large", "small")
            )
            await third
            for _ in range(1_000):
                await asyncio.sleep(0)
            assert not second.done()
            go_on.set()
            assert [len((await each).body) for each in (first, second)] == [3_000_000, 3_000_000]
            await fetcher.close()

    asyncio.run(scene())


ENCODED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "br": lambda body: bytes(brotli.compress(body, quality=1)),
    "zstd": zstandard.compress,
    "identity": bytes,
}


@pytest.mark.parametrize("encoding", ENCODED)
def test_body_is_decoded(encoding: str) -> None:
    body = random.Random(3).randbytes(200_000) + b"again " * 50_000

    response, _ = fetched({PATH: page(200, ENCODED[encoding](body), Content_Encoding=encoding)})

    assert response.body == body


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_bomb_is_refused(encoding: str) -> None:
    bomb = ENCODED[encoding](bytes(100_000_000))
    assert len(bomb) < 200_000

    failure, again = failed({PATH: page(200, bomb, Content_Encoding=encoding)})

    assert (failure.kind, again) == (FailureKind.TOO_LARGE, False)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a number\r\n",
        b"HTTP/1.1 200 OK\r\nContent-",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n<rss/>",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n<rss/>",
        b"220 smtp.example.com ESMTP\r\n",
        b"\x16\x03\x01\x02\x00",
        b"HTTP/1.1 999999 What\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 200_000 + b"\r\n\r\n",
        b"",
    ],
    ids="short chunks-end no-chunk head lengths negative smtp tls status headers nothing".split(),
)
def test_answer_that_breaks_off_or_breaks_the_rules_is_never_taken_for_a_whole_one(answer: bytes) -> None:
    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(answer)

    failure, again = failed({PATH: write})

    assert (failure.kind, again) == (FailureKind.UNREACHABLE, True)
    assert failure.detail == "127.0.0.1 broke off, or does not speak HTTP as it should"


# Peeking


def peeked(pages: Pages, limits: Limits = SMALL) -> tuple[Answer, Site]:
    """What PATH answers to whoever only asks whether anything is there."""

    async def scene() -> tuple[Answer, Site]:
        async with opened(pages) as site:
            fetcher = Fetcher(guard=LOCAL, contact=CONTACT, limits=limits)
            try:
                return await fetcher.peek(site.base + PATH), site
            finally:
                await fetcher.close()

    return asyncio.run(scene())


def test_peek_reads_nothing_of_what_is_there() -> None:
    sent = Endless()

    answer, site = peeked({PATH: sent.after(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")}, Limits())

    assert answer == Answer(site.base + PATH)
    assert sent.megabytes < 50
    assert f"User-Agent: Earshot/{__version__} (+{CONTACT})" in site.heads[0].split("\r\n")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, FailureKind.NOT_FOUND),
        (410, FailureKind.GONE),
        (403, FailureKind.FORBIDDEN),
        (500, FailureKind.SERVER_ERROR),
        (204, FailureKind.UNEXPECTED_STATUS),
    ],
)
def test_peek_tells_what_is_wrong_instead_of_failing(status: int, kind: FailureKind) -> None:
    answer, site = peeked({PATH: page(status)})

    assert answer.url == site.base + PATH
    assert answer.failure is not None
    assert answer.failure.kind is kind
    assert SECRET not in answer.failure.detail


def test_peek_says_where_it_ended() -> None:
    answer, site = peeked({PATH: redirect(302, "/elsewhere"), "/elsewhere": page(404)})

    assert answer.url == f"{site.base}/elsewhere"
    assert answer.failure is not None
    assert answer.failure.kind is FailureKind.NOT_FOUND


def test_peek_hears_how_long_to_wait() -> None:
    answer, _ = peeked({PATH: page(429, Retry_After="120")})

    assert answer.failure is not None
    assert (answer.failure.kind, answer.failure.retry_after) == (
        FailureKind.RATE_LIMITED,
        timedelta(minutes=2),
    )


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (page(403, cf_mitigated="challenge"), FailureKind.BOT_WALL),
        (redirect(302, "http://169.254.169.254/"), FailureKind.BLOCKED_ADDRESS),
        (redirect(302, PATH), FailureKind.REDIRECTS),
        (b"nonsense\r\n\r\n", FailureKind.UNREACHABLE),
    ],
    ids=["wall", "forbidden address", "circle", "nonsense"],
)
def test_peek_is_guarded_and_bounded_like_every_fetch(answer: bytes, kind: FailureKind) -> None:
    found, site = peeked({PATH: answer})

    assert found.url == site.base + PATH
    assert found.failure is not None
    assert found.failure.kind is kind


# Time


def test_silence_has_an_end() -> None:
    async def silence(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    failure, again = failed({PATH: silence}, Limits(read_s=0.15))

    assert (failure.kind, again) == (FailureKind.TIMED_OUT, True)
    assert failure.detail == "127.0.0.1 fell silent in the middle"


@pytest.mark.parametrize(
    "drop",
    [b"X-Y: z\r\n", b"\r\n<item/>", b"HTTP/1.1 103 Early Hints\r\n\r\n"],
    ids=["head", "body", "hints"],
)
def test_drip_has_an_end(drop: bytes) -> None:
    """Each drop comes in time; all together do not."""

    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"" if drop.startswith(b"HTTP") else b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(0.02)

    failure, again = failed({PATH: drip}, QUICK)

    assert (failure.kind, again) == (FailureKind.TIMED_OUT, True)
    assert failure.detail == "the answer took longer than 0.3 seconds"


def test_slow_hops_share_one_time_limit() -> None:
    def slow(answer: bytes) -> Writing:
        async def write(writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(0.12)
            writer.write(answer)

        return write

    pages = {
        PATH: slow(redirect(302, "/a")),
        "/a": slow(redirect(302, "/b")),
        "/b": slow(redirect(302, "/c")),
    }

    failure, _ = failed({**pages, "/c": slow(page(200))}, QUICK)

    assert failure.kind is FailureKind.TIMED_OUT


def test_closed_port_is_unreachable() -> None:
    async def scene() -> None:
        async with opened({}) as site:
            pass
        fetcher = Fetcher(guard=LOCAL, contact=CONTACT)
        with pytest.raises(SourceUnavailable, match=r"127\.0\.0\.1 refuses connections") as raised:
            await fetcher.get(Request(site.base + PATH))
        await fetcher.close()

        assert raised.value.failure.kind is FailureKind.UNREACHABLE

    asyncio.run(scene())


def test_one_who_stops_waiting_is_let_go() -> None:
    """Cancelling is not a failure of the source."""

    async def silence(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    async def scene() -> None:
        async with opened({"/feed": silence}) as site:
            fetcher = Fetcher(guard=LOCAL, contact=CONTACT)
            task = asyncio.create_task(fetcher.get(Request(f"{site.base}/feed")))
            while not site.heads:
                await asyncio.sleep(0.005)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await fetcher.close()

    asyncio.run(scene())


def test_failure_of_one_does_not_touch_its_neighbours() -> None:
    async def silence(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    pages: Pages = {"/well": page(200, b"<rss/>"), "/silent": silence, "/gone": page(410)}

    async def scene() -> list[Response | BaseException]:
        async with opened(pages) as site, contextlib.AsyncExitStack() as closing:
            fetcher = Fetcher(guard=LOCAL, contact=CONTACT, limits=Limits(read_s=0.5))
            closing.push_async_callback(fetcher.close)
            asks = [fetcher.get(Request(site.base + path)) for path in ["/well", "/silent", "/gone"] * 10]
            return await asyncio.gather(*asks, return_exceptions=True)

    results = asyncio.run(scene())

    assert [type(result).__name__ for result in results[:3]] == [
        "Response",
        "SourceUnavailable",
        "SourceRefused",
    ]
    assert sum(isinstance(result, Response) for result in results) == 10
