"""Listens to tags on DEV, and reads its articles and other Forem sites' (https://developers.forem.com/api)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ...domain.entries import Entry
from ...domain.manners import Kind
from ...domain.reach import reach_of
from ...domain.sources import Document
from ..asking import Asking
from ..fetching import Request, Response
from ..paging import next_page
from ..windows import Window, windowed
from .answers import document_of, joined, saying, status_told
from .json_documents import Json, load
from .odd_answers import wait_in_words

_A_PAGE = 1000  # the most that it gives
_DAY = timedelta(days=1)

KIND = Kind(
    hears="DEV: articles under the watch's hashtags",
    cannot="Nothing but tags can be asked for; title, summary and tags are heard, neither text nor comments",
    limits="1,000 articles a request",
    home="https://dev.to/",
    searches=True,
    least_interval=15,
    gap_s=1.0,
)


async def listen(asking: Asking) -> Document:
    """What was published since, by whole days. With a tag only `top` bounds the time, not `state`:
    https://github.com/forem/forem/blob/main/app/services/article_api_index_service.rb
    """
    tags = [tag for tag in ("".join(filter(str.isalnum, tag)) for tag in asking.subject.hashtags) if tag]

    def requests(window: Window) -> Iterator[Request]:
        days = -((window.since - asking.now) // _DAY)
        for tag in dict.fromkeys(tags):
            yield asking.request("/api/articles", {"tag": tag, "top": days, "per_page": _A_PAGE, "page": 1})

    return await windowed(asking, requests, _following)


def _following(response: Response, _: Document) -> Request | None:
    is_full = len(load(response.body, response.content_type).each()) >= _A_PAGE
    return next_page(response) if is_full else None


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """A list of articles, or one with its text."""
    found = load(body, content_type)
    if found.is_list():
        return document_of(found.each(), _entry)
    if found.has("id") and found.has("title"):
        return document_of([found], _entry)
    said = found.raw("error") or found.raw("message")
    raise status_told(found.number("status"), f"no articles: {saying(said)}", wait_in_words(said))


def _entry(article: Json) -> Entry:
    return Entry(
        id=article.id("id"),
        url=article.url("url") or article.url("canonical_url"),
        title=article.plain("title"),
        text=article.html("body_html") or joined((article.plain("description"), _tags(article))),
        author=article.plain("user", "username") or None,
        published_at=article.date("published_at") or article.date("published_timestamp"),
        updated_at=article.date("edited_at"),
        reach=reach_of(None, article.number("public_reactions_count"), article.number("comments_count")),
    )


def _tags(article: Json) -> str:
    """As the article's page shows them; older answers hold them in one text."""
    tags = [tag.plain() for tag in article.each("tag_list")] or article.raw("tag_list").split(", ")
    return " ".join(f"#{tag}" for tag in tags if tag)
