"""Listens to one document that can be asked for conditionally: any feed, and what publishes like one."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from ..domain.sources import Document
from .asking import Asking
from .fetching import Request

FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)

_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)


async def listen(asking: Asking) -> Document:
    """The feed at the source's address, unless it is as it was."""
    source = asking.source
    request = Request(asking.address, source.etag, source.last_modified, FEED_TYPES)
    response = await asking.ask(request)
    body_hash = hashlib.sha256(response.body).hexdigest()[:32]
    # A move is remembered only where the address may be stored at all.
    moved_to = None if asking.kind.has_secret_address else response.moved_to
    if response.status == 304 or body_hash == source.body_hash:
        return Document(
            unchanged=True,
            etag=source.etag,
            last_modified=source.last_modified,
            body_hash=source.body_hash,
            moved_to=moved_to,
        )
    document = asking.read(response.body, response.content_type, response.url)
    if not _is_whole(response.body):  # what is missing must not be taken for known the next time
        return replace(document, moved_to=moved_to)
    return replace(
        document,
        etag=response.etag,
        last_modified=response.last_modified,
        body_hash=body_hash,
        moved_to=moved_to,
    )


def _is_whole(body: bytes) -> bool:
    """False for XML that breaks off before the end of its feed, as it does where a proxy gives up."""
    text = body.replace(b"\0", b"").strip()  # UTF-16, too
    return not text.startswith(b"<") or _END.search(text[-4_000:]) is not None
