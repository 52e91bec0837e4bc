"""Searches a site of Stack Exchange, and reads what its API answers (https://api.stackexchange.com/docs):
questions, answers and comments, the seconds to wait, and errors, which all come with status 400.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...domain.entries import Entry
from ...domain.manners import Budget, Kind, Option
from ...domain.reach import reach_of
from ...domain.sources import Document
from ...errors import SourceRefused, SourceUnavailable
from ..asking import Asking
from ..fetching import Request, Response
from ..paging import next_page
from ..searching import phrases, quoted
from ..windows import Window, windowed
from .answers import document_of, rate_limited, saying, status_told
from .json_documents import Json, load
from .odd_answers import wait_in_words, wait_of

# A comment also names the post it belongs to, an answer its question: the first of these is its own.
_IDS = ("comment_id", "answer_id", "question_id", "post_id", "user_id")
# https://api.stackexchange.com/docs/error-handling, as statuses mean elsewhere.
_THROTTLED = 502
_STATUS_OF_ERROR = {405: 403, 406: 403}
_A_PAGE = 100

KIND = Kind(
    hears="Stack Overflow, or another `site` of Stack Exchange: questions that name the watch",
    cannot="Answers and comments are not searched. Who shows it elsewhere must name its author (CC BY-SA)",
    # https://api.stackexchange.com/docs/throttle
    limits="with a free key 10,000, put down as the key's `requests_a_day`; waits as long as it asks",
    home="https://api.stackexchange.com/",
    searches=True,
    may_have=("key", "requests_a_day"),
    options={"site": Option("the site that is searched, as the API calls it", "stackoverflow")},
    least_interval=15,
    gap_s=0.1,
    budget=Budget(most=300, most_key="requests_a_day"),
)


async def listen(asking: Asking) -> Document:
    """What was asked since. The search has rules that nobody wrote down; it is matched again later."""
    site, names = asking.option("site"), phrases(asking.subject)
    always = {
        "site": site,
        "sort": "creation",
        "order": "desc",
        "filter": "withbody",
        "pagesize": _A_PAGE,
        "page": 1,
        "key": asking.key.get("key"),
    }

    def requests(window: Window) -> Iterator[Request]:
        until = int((window.until or asking.now).timestamp())
        for name in names:
            span = {"fromdate": int(window.since.timestamp()), "todate": until}
            yield asking.request("/2.3/search/advanced", {"q": quoted(name), **span, **always})

    return await windowed(_resting(asking), requests, _following)


def _resting(asking: Asking) -> Asking:
    """Obeys `backoff`, which any good answer may hold: so many seconds until the same may be asked again."""

    async def get(request: Request) -> Response:
        response = await asking.get(request)
        if response.failure is None:
            wait = wait_of(load(response.body, response.content_type).number("backoff"))
            if wait:
                asking.rest(wait)
        return response

    return replace(asking, get=get)


def _following(response: Response, _: Document) -> Request | None:
    is_more = load(response.body, response.content_type).is_true("has_more")
    return next_page(response) if is_more else None


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """Raises SourceUnavailable with the wait that the words of a throttled answer name."""
    found = load(body, content_type)
    if not found.is_list("items"):
        raise _failure(found)
    wait = found.number("backoff") or 0
    notes = [f"asks us to wait {wait:,} seconds before asking the same again"] if wait > 0 else []
    return document_of(found.each("items"), _entry, notes=notes)


def _entry(item: Json) -> Entry:
    return Entry(
        id=next(filter(None, (item.id(key) for key in _IDS)), None),
        url=item.url("link"),
        title=item.escaped("title"),
        text=item.html("body") or item.html("excerpt") or item.escaped("body_markdown"),
        author=item.escaped("owner", "display_name") or None,
        published_at=item.date("creation_date"),
        updated_at=item.date("last_edit_date"),
        reach=reach_of(item.number("view_count"), item.number("score"), item.number("answer_count")),
    )


def _failure(found: Json) -> SourceRefused | SourceUnavailable:
    error, said = found.number("error_id"), found.raw("error_message")
    if error == _THROTTLED:
        return rate_limited(f"asks us to come less often: {saying(said)}", wait_in_words(said))
    status = _STATUS_OF_ERROR.get(error, error) if error is not None else None
    return status_told(status, f"no list of items: {saying(said)}")
