"""Reads any source: the registry of kinds, each asking through the polite fetcher and parsing the answer.

A kind is an asynchronous function in a module of its own, and one line here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import replace

from ..domain.sources import Document, Failure, FailureKind, Source
from ..errors import SourceRefused
from .fetching import Fetcher, Request, Response

Get = Callable[[Request], Awaitable[Response]]
Kind = Callable[[Source, Get], Awaitable[Document]]

_FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)


class SourceReader:
    """The `Reader` port: what is at a source now, and what to remember for asking again."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    async def read(self, source: Source) -> Document:
        """Raises SourceUnavailable or SourceRefused. What else a parser raises is a defect, and passes."""
        kind = KINDS.get(source.kind)
        if kind is None:
            detail = f"there is no kind of source called {source.kind!r}"
            raise SourceRefused(Failure(FailureKind.NOT_CONFIGURED, detail))
        return await kind(source, self._fetcher.get)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._fetcher.close()


async def _feed(source: Source, get: Get) -> Document:
    request = Request(source.url, source.etag, source.last_modified, _FEED_TYPES)
    response = await get(request)
    body_hash = _hash(response.body)
    if response.status == 304 or body_hash == source.body_hash:
        return Document(
            unchanged=True,
            etag=source.etag,
            last_modified=source.last_modified,
            body_hash=source.body_hash,
            moved_to=response.moved_to,
        )
    from .feeds import read_feed

    document = read_feed(response.body, response.content_type, response.url)
    return replace(
        document,
        etag=response.etag,
        last_modified=response.last_modified,
        body_hash=body_hash,
        moved_to=response.moved_to,
    )


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


KINDS: dict[str, Kind] = {"feed": _feed}
