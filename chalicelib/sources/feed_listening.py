"""Listens to one document that can be asked for conditionally: any feed, and what publishes like one."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from ..domain.sources import Document
from ..domain.subscriptions import Hub
from .asking import Asking
from .fetching import Request, Response
from .hub_links import hub_in_headers

FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)

_END_OF_PATH = re.compile("[?#]")
_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>")


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
    document = _read(asking, response)
    hub = _hub(asking, response, document)
    if not is_whole(response.body):  # what is missing must not be taken for known the next time
        return replace(document, moved_to=moved_to, hub=hub or _known_hub(asking))
    return replace(
        document,
        etag=response.etag,
        last_modified=response.last_modified,
        body_hash=body_hash,
        moved_to=moved_to,
        hub=hub,
    )


def _read(asking: Asking, response: Response) -> Document:
    """A link that is relative to a secret address would tell it, and so would one to the feed itself."""
    if not asking.kind.has_secret_address:
        return asking.read(response.body, response.content_type, response.url)
    document = asking.read(response.body, response.content_type, asking.source.url)
    own = _END_OF_PATH.split(asking.address)[0]
    entries = (
        replace(entry, url=None) if _END_OF_PATH.split(entry.url or "")[0] == own else entry
        for entry in document.entries
    )
    return replace(document, entries=tuple(entries))


def _hub(asking: Asking, response: Response, document: Document) -> Hub | None:
    """What the headers name, else what the feed does. No hub is told of a secret address."""
    if asking.kind.has_secret_address:
        return None
    return hub_in_headers(response.headers, response.url) or document.hub


def _known_hub(asking: Asking) -> Hub | None:
    return asking.source.subscription.hub if asking.source.subscription else None


def is_whole(body: bytes) -> bool:
    """False for XML that breaks off before the end of its feed, as it does where a proxy gives up."""
    text = body.replace(b"\0", b"").strip()  # UTF-16, too
    return not text.startswith(b"<") or _END.search(text[-4_000:].lower()) is not None
