"""Fetches one address politely: says who asks, asks only for what changed, takes no for an answer.

It does not retry: the polling wheel comes round. It speaks to httpx's transport directly, so there are no
cookies, proxies or credentials to keep out; a client in between would also log whole addresses.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from weakref import WeakValueDictionary

import httpx

from .. import __version__
from ..domain.rechecks import Answer
from ..domain.sources import Failure, FailureKind
from ..errors import InvalidInput, SourceRefused, SourceUnavailable
from ..network.guard import AddressGuard
from ..network.transport import GuardedTransport
from .decoding import ACCEPTED, decoded, too_large
from .failures import in_words, status_failure

_PERMANENT = frozenset({301, 308})
_REDIRECTS = _PERMANENT | {302, 303, 307}
_SUCCESS = frozenset({200, 203})  # 203: a proxy on the way has touched it
_STAY_POSTS = frozenset({307, 308})
_LONGEST_VALIDATOR = 512
# Bodies of more bytes than this are read one at a time: a run asks ten hosts at once, and has 320 MB.
_LARGE = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask for. `etag` and `last_modified` are what the server said last time, to the letter.

    With `content` it is a POST, of this type. `headers` may hold secrets: they are sent to the address's own
    host only.
    `explains_failures` means that the body of a refusal says more than its status, and is wanted. Without
    `reads`, no body is: the status is all there is to know.
    """

    url: str = field(repr=False)
    etag: str | None = None
    last_modified: str | None = None
    accept: str = "*/*"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: bytes | None = field(default=None, repr=False)
    content_type: str | None = None
    explains_failures: bool = False
    reads: bool = True


@dataclass(frozen=True, slots=True)
class Response:
    """An answer that can be read: status 200 or 203 with its decoded body, or 304 with none.

    `url` is where it was found in the end; `moved_to` is where every hop up to there said, for good, to ask
    from now on. `failure` is what any other status means by itself, where its body was wanted all the same.
    `asked` is what it answers.
    """

    url: str = field(repr=False)
    status: int
    body: bytes = field(default=b"", repr=False)
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = field(default=None, repr=False)
    headers: httpx.Headers = field(default_factory=httpx.Headers, repr=False)
    failure: SourceRefused | SourceUnavailable | None = None
    asked: Request | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take. `body_bytes` counts what is sent and, separately, what it decodes to."""

    body_bytes: int = 8 * 1024 * 1024
    redirects: int = 5
    connect_s: float = 5.0
    read_s: float = 10.0
    total_s: float = 20.0


class Fetcher:
    """Keeps connections between fetches; after `close` it may be used again, also in another event loop.

    `contact` is a web page or mail address at which the asked can reach whoever runs this; without one only
    private addresses are fetched. A `transport` given must ask the guard itself.
    """

    def __init__(
        self,
        *,
        guard: AddressGuard,
        contact: str,
        limits: Limits = Limits(),
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        if not (contact.isascii() and contact.isprintable()):
            raise InvalidInput("contact", "must be a web page or mail address in plain ASCII")
        self._guard = guard if contact else replace(guard, allow_public=False)
        self._transport = transport or GuardedTransport(self._guard)
        self._agent = f"Earshot/{__version__} (+{contact})" if contact else f"Earshot/{__version__}"
        self._limits = limits
        self._now = now
        self._in_flight: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._transport.aclose()

    async def get(self, request: Request) -> Response:
        """Ask, follow redirects, read. Raises SourceUnavailable or SourceRefused."""
        try:
            async with asyncio.timeout(self._limits.total_s):
                found = await self._follow(request)
        except TimeoutError as error:
            detail = f"the answer took longer than {self._limits.total_s:g} seconds"
            raise SourceUnavailable(Failure(FailureKind.TIMED_OUT, detail)) from error
        if not found.body:
            return found
        # Last of all, and then whoever asked reads it: what may be large now waits for nothing.
        encoding = found.headers.get("content-encoding", "")
        return replace(found, body=decoded(found.body, encoding, self._limits.body_bytes))

    async def peek(self, url: str) -> Answer:
        """Whether anything is there: asked as above, with nothing read and nothing raised."""
        try:
            response = await self.get(Request(url, explains_failures=True, reads=False))
        except (SourceUnavailable, SourceRefused) as error:
            return Answer(url, error.failure)
        return Answer(response.url, response.failure.failure if response.failure else None)

    async def _follow(self, request: Request) -> Response:
        url = self._guard.approve(request.url)
        asked = {url}
        moved_to = None
        for_good = True
        while True:
            async with self._answer(url, request) as answer:
                if answer.status_code not in _REDIRECTS or "location" not in answer.headers:
                    return await self._read(answer, url, request, moved_to)
                target = self._target(url, answer.headers["location"])
            if request.headers and _origin(target) != _origin(url):
                raise _lost(f"{url.host} redirects elsewhere, where our key must not go")
            if request.content is not None and answer.status_code not in _STAY_POSTS:
                raise _lost(f"{url.host} redirects what was sent to it")
            if target in asked:
                raise _lost(f"{url.host} redirects in a circle, as sites do that insist on cookies")
            if len(asked) > self._limits.redirects:
                raise _lost(f"there are more than {self._limits.redirects} redirects")
            # Back to plain http for good is somebody's mistake: it is followed, but not kept.
            for_good &= answer.status_code in _PERMANENT and (url.scheme, target.scheme) != ("https", "http")
            moved_to = str(target) if for_good else moved_to
            url = target
            asked.add(url)

    def _target(self, url: httpx.URL, location: str) -> httpx.URL:
        try:
            target = url.join(location.strip(" "))
        except (httpx.InvalidURL, ValueError) as error:
            raise _lost(f"{url.host} redirects to what is not a web address") from error
        return self._guard.approve(str(target.copy_with(fragment=None)))

    @asynccontextmanager
    async def _answer(self, url: httpx.URL, request: Request) -> AsyncIterator[httpx.Response]:
        limits = self._limits
        times = {"connect": limits.connect_s, "read": limits.read_s, "write": limits.read_s, "pool": None}
        asking = httpx.Request(
            "GET" if request.content is None else "POST",
            url,
            headers=self._headers(request),
            content=request.content,
            extensions={"timeout": times},
        )
        # One in flight per host, also where several hosts redirect to the same one.
        async with self._lock(f"{url.host}:{url.port}"):
            with in_words(url.host):
                answer = await self._transport.handle_async_request(asking)
                try:
                    yield answer
                finally:
                    await answer.aclose()

    def _lock(self, what: str) -> asyncio.Lock:
        """One at a time has it. It lives as long as somebody holds or awaits it."""
        return self._in_flight.setdefault(what, asyncio.Lock())

    def _headers(self, request: Request) -> dict[str, str]:
        """The validators go along to every hop: they came from wherever the last redirect led."""
        headers = {"User-Agent": self._agent, "Accept": request.accept, "Accept-Encoding": ACCEPTED}
        if request.content_type:
            headers["Content-Type"] = request.content_type
        headers |= request.headers
        if etag := _validator(request.etag):
            headers["If-None-Match"] = etag
        if last_modified := _validator(request.last_modified):
            headers["If-Modified-Since"] = last_modified
        return headers

    async def _read(
        self, answer: httpx.Response, url: httpx.URL, request: Request, moved_to: str | None
    ) -> Response:
        status, headers = answer.status_code, answer.headers
        asked_for_changes = _validator(request.etag) or _validator(request.last_modified)
        if status == 304 and asked_for_changes:
            await (
                answer.aread()
            )  # there is nothing, but a connection that was not read to its end is not kept
            return Response(str(url), status, moved_to=moved_to, asked=request)
        failure = status_failure(answer, url.host, self._now()) if status not in _SUCCESS else None
        if failure and not (request.explains_failures and failure.failure.kind is not FailureKind.BOT_WALL):
            raise failure
        return Response(
            str(url),
            status,
            await self._body(answer) if request.reads else b"",
            content_type=headers.get("content-type"),
            etag=_validator(headers.get("etag")),
            last_modified=_validator(headers.get("last-modified")),
            moved_to=moved_to,
            headers=headers,
            failure=failure,
            asked=request,
        )

    async def _body(self, answer: httpx.Response) -> bytes:
        """The body as it is sent, and read no further than the bound."""
        most = self._limits.body_bytes
        announced = answer.headers.get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > most:
            raise too_large(most)
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        body = bytearray()
        async with AsyncExitStack() as alone:
            async for chunk in answer.stream:
                if len(body) <= _LARGE < len(body) + len(chunk):
                    await alone.enter_async_context(self._lock("whatever is large"))
                body += chunk
                if len(body) > most:
                    raise too_large(most)
        return bytes(body)


def _validator(value: str | None) -> str | None:
    """A validator that can be kept and sent back; what no honest server sends is not."""
    if value and len(value) <= _LONGEST_VALIDATOR and value.isascii() and value.isprintable():
        return value
    return None


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _lost(detail: str) -> SourceRefused:
    return SourceRefused(Failure(FailureKind.REDIRECTS, detail))
