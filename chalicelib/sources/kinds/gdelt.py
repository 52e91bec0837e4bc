"""Reads the list of articles that GDELT finds in the world's news
(https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ...domain.entries import Entry
from ...domain.manners import Kind, Option
from ...domain.sources import Document
from ..asking import Asking
from ..feed_entries import unreadable
from ..fetching import Request, Response
from ..paging import again, asked_with
from ..searching import any_of, phrases, quoted
from ..windows import Window, windowed
from .answers import document_of, rate_limited, saying
from .json_documents import Json, load
from .json_or_feed import is_json
from .odd_answers import wait_in_words, without_stray_escapes

_TOO_OFTEN = b"limit requests"
_A_PAGE = 250  # the most that can be asked for
_MOST_CHARS = 250
_UNTIL = "enddatetime"
_STAMP = "%Y%m%d%H%M%S"
# GDELT takes in the world's news every 15 minutes, and an article is found a while after it was seen.
_LAG = timedelta(minutes=45)

KIND = Kind(
    hears="GDELT: the world's online news in 65 languages, articles that name the watch",
    limits="one request every 5 seconds; 250 articles an answer, then the older ones; three months back",
    cannot="Only titles are heard: an article that names the watch further down is dropped",
    home="https://api.gdeltproject.org/",
    searches=True,
    options={
        "language": Option("only articles in this language, in English words, as in `german`"),
        "country": Option("only articles from this country, in one English word, as in `unitedkingdom`"),
    },
    least_interval=15,
    gap_s=5.0,
)


async def listen(asking: Asking) -> Document:
    """What was seen since."""
    queries = list(_queries(asking))

    def requests(window: Window) -> Iterator[Request]:
        for query in queries:
            yield _search(asking, query, window.since - _LAG, window.until or asking.now)

    return await windowed(asking, requests, _older)


def _queries(asking: Asking) -> Iterator[str]:
    """Parentheses must stand around alternatives, and nowhere else."""
    narrower = {"sourcelang": asking.option("language"), "sourcecountry": asking.option("country")}
    within = "".join(f" {name}:{''.join(value.split())}" for name, value in narrower.items() if value)
    for names in any_of(map(quoted, phrases(asking.subject)), _MOST_CHARS):
        yield (f"({names})" if '" OR "' in names else names) + within


def _search(asking: Asking, query: str, since: datetime, until: datetime) -> Request:
    asked = {"query": query, "mode": "artlist", "format": "json", "sort": "datedesc", "maxrecords": _A_PAGE}
    span = {"startdatetime": f"{since:{_STAMP}}", _UNTIL: f"{until:{_STAMP}}"}
    return asking.request("/api/v2/doc/doc", {**asked, **span})


def _older(response: Response, document: Document) -> Request | None:
    """There are no pages: after a full answer, the same query up to the oldest article in it."""
    until = datetime.strptime(asked_with(response, _UNTIL), _STAMP).replace(tzinfo=UTC)
    oldest = min((entry.published_at for entry in document.entries if entry.published_at), default=until)
    is_full = len(_found(response.body, response.content_type).each("articles")) >= _A_PAGE
    return again(response, {_UNTIL: f"{oldest:{_STAMP}}"}) if is_full and oldest < until else None


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The articles; an empty object where there are none. Errors come in plain text, whatever the status."""
    if not is_json(body) and _TOO_OFTEN in body[:500].lower():
        said = body[:500].decode("utf-8", "replace")
        raise rate_limited(f"asks us to come less often: {saying(said)}", wait_in_words(said))
    found = _found(body, content_type)
    if not found.is_list("articles") and found.value != {}:
        raise unreadable("JSON, but no list of articles")
    return document_of(found.each("articles"), _entry)


def _found(body: bytes, content_type: str | None) -> Json:
    return load(without_stray_escapes(body), content_type)


def _entry(article: Json) -> Entry:
    """Dated when GDELT saw the article, which is soon after it appeared. It knows no authors."""
    return Entry(
        url=article.url("url"),
        title=article.escaped("title"),
        published_at=article.date("seendate"),
    )
