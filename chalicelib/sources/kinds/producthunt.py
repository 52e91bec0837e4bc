"""Listens to the launches on Product Hunt, and reads them as its API (https://api.producthunt.com/v2/docs) or
its feed tells them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from ...domain.entries import Entry
from ...domain.manners import Kind
from ...domain.reach import reach_of
from ...domain.sources import Document
from ...errors import SourceRefused, SourceUnavailable
from ..asking import Asking
from ..feeds import read_feed
from ..fetching import Request, Response
from ..windows import Window, windowed
from . import graphql
from .answers import document_of, joined, rate_limited, saying, status_in, status_told
from .feed_elements import adjusted
from .json_documents import Json, load
from .json_or_feed import is_json
from .odd_answers import wait_of

_LAUNCHES = """
query($since: DateTime, $until: DateTime, $after: String) {
  posts(order: NEWEST, first: 20, postedAfter: $since, postedBefore: $until, after: $after) {
    nodes { id name tagline description url createdAt votesCount commentsCount user { username } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
_REDACTED = "[REDACTED]"  # who is not its own user: https://api.producthunt.com/v2/docs

KIND = Kind(
    hears="Product Hunt: all launches, of which those that name a watch count",
    cannot="It cannot be searched, comments are not heard, and who launched is not told. Without a token, "
    "producthunt.com/feed can be added as a `feed`",
    # https://api.producthunt.com/v2/docs/rate_limits/headers
    limits="6,250 points of complexity in 15 minutes, and waits when they are spent; 20 launches a page",
    costs="nothing for what is not commercial; for the rest Product Hunt must agree",
    home="https://api.producthunt.com/",
    key=("token",),
    least_interval=15,
    gap_s=1.0,
)


async def listen(asking: Asking) -> Document:
    """What was launched since."""

    def requests(window: Window) -> Iterator[Request]:
        until = window.until.isoformat() if window.until else None
        variables = {"since": window.since.isoformat(), "until": until, "after": None}
        yield graphql.question(asking, "/v2/api/graphql", _LAUNCHES, variables, asking.key["token"])

    return await windowed(asking, requests, _following)


def _following(response: Response, _: Document) -> Request | None:
    return graphql.following(response, "data", "posts")


# `published` is when a launch began to be prepared: mostly days before it, near enough, but at times months.
_LONGEST_PREPARED = timedelta(days=30)
_LINKS = " Discussion | Link"


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`. All launches are of the last days: where `published` is old, `updated` is nearer."""
    if not is_json(body):
        return adjusted(read_feed(body, content_type, url), _adjusted)
    found = load(body, content_type)
    if not found.is_list("data", "posts", "nodes"):
        raise _failure(found)
    return document_of(found.each("data", "posts", "nodes"), _launch)


def _launch(post: Json) -> Entry:
    author = post.plain("user", "username")
    return Entry(
        id=post.id("id"),
        url=post.url("url"),
        title=post.plain("name"),
        text=joined((post.plain("tagline"), post.plain("description"))),
        author=None if author in ("", _REDACTED) else author,
        published_at=post.date("createdAt"),
        reach=reach_of(None, post.number("votesCount"), post.number("commentsCount")),
    )


def _failure(found: Json) -> SourceRefused | SourceUnavailable:
    """Told in the shape of GraphQL, or in the service's own, with the seconds until more may be asked."""
    error = next(iter(found.each("errors")), found)
    said = error.raw("error_description") or error.raw("message") or error.raw("error")
    detail = f"Product Hunt says: {saying(said)}"
    status = status_in(f"{error.raw('error')} {said}")
    if status == 429:
        return rate_limited(detail, wait_of(error.number("details", "reset_in")))
    return status_told(status, detail)


def _adjusted(entry: Entry) -> Entry:
    published, updated = entry.published_at, entry.updated_at
    if published and updated and updated - published > _LONGEST_PREPARED:
        published = updated
    return replace(entry, published_at=published, text=entry.text.removesuffix(_LINKS))
