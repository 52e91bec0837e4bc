"""Bluesky's `app.bsky.feed.searchPosts`; feeds hold the same posts, one level deeper.

https://docs.bsky.app/docs/api/app-bsky-feed-search-posts
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ...domain.entries import Entry
from ...domain.manners import Kind
from ...domain.reach import reach_of
from ...domain.sources import Document, FailureKind
from ...domain.watches import Watch
from ...errors import SourceRefused
from ..asking import Asking
from ..feed_entries import unreadable
from ..fetching import Request, Response
from ..paging import again
from ..searching import phrases, quoted
from ..windows import Window, windowed
from .answers import document_of, joined, saying, status_in, status_told
from .bluesky_session import bearing, renewed, session
from .json_documents import Json, load

_SEARCH = "/xrpc/app.bsky.feed.searchPosts"
_A_PAGE = 100
_MOST_PAGES = 5
_PROFILES = "https://bsky.app/profile"
_COLLECTION = "/app.bsky.feed.post/"

KIND = Kind(
    hears="Bluesky: posts that name the watch, link to its sites or mention its accounts",
    limits="a search per name, site and account, one a second, at `bsky.social` or your own server",
    cannot="Handles count as accounts where they are whole, as in `@acme.bsky.social`",
    home="https://bsky.social/",
    searches=True,
    key=("handle", "app_password"),
    least_interval=15,
    gap_s=1.0,
)


async def listen(asking: Asking) -> Document:
    """What was said since, asked at the account's own server: elsewhere, only the first page is shown
    (https://github.com/bluesky-social/bsky-docs/issues/296).
    """
    token = await session(asking)
    try:
        return await _found(asking, token)
    except SourceRefused as error:
        if error.failure.kind is not FailureKind.FORBIDDEN:
            raise
    return await _found(asking, await renewed(asking))


async def _found(asking: Asking, token: str) -> Document:
    def requests(window: Window) -> Iterator[Request]:
        for query in _queries(asking.subject):
            span = {**_span(window), "sort": "latest", "limit": _A_PAGE}
            yield asking.request(_SEARCH, {**query, **span}, bearing(token))

    def turn(response: Response, _: Document) -> Request | None:
        cursor = load(response.body, response.content_type).raw("cursor")
        return again(response, {"cursor": cursor}) if cursor else None

    return await windowed(asking, requests, turn, _MOST_PAGES)


def _queries(watch: Watch) -> Iterator[dict[str, object]]:
    """What to ask for: one thing at a time, since it takes "OR" for a word
    (https://github.com/bluesky-social/atproto/issues/3751). `*` finds all, where a filter says the rest.
    """
    for phrase in phrases(watch):
        yield {"q": quoted(phrase), "lang": watch.language}
    for domain in watch.domains:
        yield {"q": "*", "domain": domain}
    for handle in watch.handles:
        if "." in handle:
            yield {"q": "*", "mentions": handle.lstrip("@")}


def _span(window: Window) -> dict[str, object]:
    """`until` belongs to the window, but not to what Bluesky finds."""
    until = window.until and _written(window.until + timedelta(seconds=1))
    return {"since": _written(window.since), "until": until}


def _written(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The posts; `cursor` and `hitsTotal` are for whoever asks for the next page."""
    answer = load(body, content_type)
    if answer.is_list("posts"):
        return document_of(answer.each("posts"), _entry)
    if answer.is_list("feed"):
        return document_of([item.at("post") for item in answer.each("feed")], _entry)
    if answer.has("error") or answer.has("message"):
        name, words = answer.raw("error"), answer.raw("message")
        detail = f"Bluesky says: {saying(f'{name}: {words}' if words else name)}"
        raise status_told(status_in(f"{name} {words}"), detail)
    raise unreadable("JSON, but no posts of Bluesky")


def _entry(post: Json) -> Entry:
    uri = post.id("uri") or ""
    did, _, key = uri.removeprefix("at://").partition(_COLLECTION)
    who = _name(post, did)
    return Entry(
        id=uri or None,
        url=Json(f"{_PROFILES}/{who}/post/{key}").url() if who and key else None,
        text=joined(_texts(post)),
        author=who or None,
        published_at=post.date("record", "createdAt") or post.date("indexedAt"),
        reach=reach_of(None, *(post.number(f"{what}Count") for what in ("like", "repost", "reply", "quote"))),
    )


def _name(post: Json, did: str) -> str:
    """The handle; where it no longer leads to its owner, the name that lasts."""
    handle = post.plain("author", "handle")
    return post.plain("author", "did") or did if handle in ("", "handle.invalid") else handle


def _texts(post: Json) -> Iterator[str]:
    yield post.plain("record", "text")
    yield from _shown_with(post)
    yield from _unseen(post.at("record"))


def _shown_with(post: Json) -> Iterator[str]:
    """The words of what is embedded: pictures' descriptions, the title of a linked page, a post quoted.

    Searches answer with `embed` made ready for display; where it is missing, the record holds most of it.
    """
    embed = post.at("embed") if post.is_object("embed") else post.at("record", "embed")
    for part in (embed, embed.at("media")):
        for image in part.each("images"):
            yield image.plain("alt")
        yield part.plain("alt")
        yield part.plain("external", "title")
        yield part.plain("external", "uri")
    for other in (embed.at("record"), embed.at("record", "record")):
        if words := other.plain("value", "text"):
            yield f"“{words}”"


def _unseen(record: Json) -> Iterator[str]:
    """Addresses that the text shows shortened or under other words, and tags beside the text."""
    for facet in record.each("facets"):
        for feature in facet.each("features"):
            yield feature.plain("uri")
    for tag in record.each("tags"):
        yield f"#{tag.plain()}" if tag.plain() else ""
