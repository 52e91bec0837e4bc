"""Reads what the search of Hacker News answers: stories and comments, without the marks around what it found
(https://hn.algolia.com/api).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from ...domain.entries import Entry
from ...domain.manners import Kind
from ...domain.reach import reach_of
from ...domain.sources import Document
from ..asking import Asking
from ..fetching import Request, Response
from ..searching import phrases, quoted
from ..windows import Window, windowed
from .answers import document_of, saying, status_told
from .json_documents import Json, load

_PAGE_OF = "https://news.ycombinator.com/item?id="
_A_PAGE = 100
_BOUND = re.compile(r"=(\d+)")

KIND = Kind(
    hears="Hacker News: stories and comments that name the watch",
    limits="10,000 requests an hour and address; the newest 1,000 hits of a query, then a narrower one",
    home="https://hn.algolia.com/",
    searches=True,
    least_interval=5,
)


async def listen(asking: Asking) -> Document:
    """What was said since. The search is fuzzy: what does not name the watch is dropped later."""
    names = phrases(asking.subject)

    def requests(window: Window) -> Iterator[Request]:
        until = int((window.until or asking.now).timestamp())
        for name in names:
            yield _search(asking, quoted(name), int(window.since.timestamp()), until)

    def turn(response: Response, document: Document) -> Request | None:
        return _following(asking, response, document)

    return await windowed(asking, requests, turn)


def _search(asking: Asking, query: str, since: int, until: int, page: int = 0) -> Request:
    span = f"created_at_i>={since},created_at_i<={until}"
    asked = {"query": query, "tags": "(story,comment)", "numericFilters": span, "hitsPerPage": _A_PAGE}
    return asking.request("/api/v1/search_by_date", {**asked, "page": page})


def _following(asking: Asking, response: Response, document: Document) -> Request | None:
    """The next page; after the last that a query shows, the first of what is older, if there is more."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(response.url).query).items()}
    since, until = map(int, _BOUND.findall(asked["numericFilters"]))
    answer = load(response.body, response.content_type)
    page = int(asked["page"]) + 1
    if page < (answer.number("nbPages") or 0):
        return _search(asking, asked["query"], since, until, page)
    shown = page * _A_PAGE
    dates = [entry.published_at for entry in document.entries if entry.published_at]
    if (answer.number("nbHits") or 0) <= shown or not dates:
        return None
    oldest = int(min(dates).timestamp())
    return _search(asking, asked["query"], since, oldest) if oldest < until else None


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The hits of a search, or the one thing that `items/ID` is about, without what was answered to it."""
    found = load(body, content_type)
    if found.is_list("hits"):
        return document_of(found.each("hits"), _entry)
    if found.has("id") and found.has("author"):
        return document_of([found], _entry)
    said = found.raw("message") or found.raw("error")
    raise status_told(found.number("status"), f"no list of hits: {saying(said)}")


def _entry(hit: Json) -> Entry:
    """A story leads to what it is about; a comment, and a story about nothing else, to its own page."""
    item = hit.id("objectID") or hit.id("id")
    page = f"{_PAGE_OF}{item}" if item else None
    return Entry(
        id=item,
        url=hit.url("url") or page,
        title=hit.escaped("title"),
        text=hit.html("story_text") or hit.html("comment_text") or hit.html("text"),
        author=hit.plain("author") or None,
        published_at=hit.date("created_at") or hit.date("created_at_i"),
        updated_at=hit.date("updated_at"),
        reach=reach_of(None, hit.number("points"), hit.number("num_comments")),
    )
