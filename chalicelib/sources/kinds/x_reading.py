"""Reads on in X's search from the newest post that was read, and never for more money than may be spent.

    since ─────────── left ─────────── read ──▶ now        position: ids of since, and of the two ends of left

https://docs.x.com/x-api/posts/search/integrate/paginate
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...domain.sources import Document, FailureKind
from ...domain.watches import Watch
from ...errors import SourceRefused, SourceUnavailable
from ..asking import Asking
from ..found import Found
from ..searching import any_of, phrases, quoted
from .json_documents import Json, load

_SEARCH = "/2/tweets/search/recent"
_FEWEST, _MOST = 10, 100  # posts of an answer
_MOST_PAGES = 5
_LONGEST_QUERY = 512
# Fields of a post cost nothing; accounts and other posts, had as expansions, would be charged as well.
_FIELDS = "author_id,created_at,entities,note_tweet,public_metrics"
_SHOWN_FOR = timedelta(days=7) - timedelta(minutes=10)
_FIRST_ID_MS = 1_288_834_974_657  # ids count milliseconds from here, in all but their last 22 bits
_ID_BITS = 22
_ID = re.compile(r"[0-9]{1,19}")
_HANDLE = re.compile(r"@\w{1,15}", re.ASCII)
# X answered, and with no post that it could charge; of other failures we do not know.
_FREE = frozenset(
    {
        FailureKind.FORBIDDEN,
        FailureKind.BOT_WALL,
        FailureKind.RATE_LIMITED,
        FailureKind.NOT_FOUND,
        FailureKind.SERVER_ERROR,
        FailureKind.UNEXPECTED_STATUS,
    }
)


@dataclass(frozen=True, slots=True)
class _Span:
    """The posts between two ids, neither of which belongs to it; None is as far as X goes."""

    since: int | None = None
    until: int | None = None


async def read_on(asking: Asking) -> Document:
    """What was said since, and the next part of what was left over, for as long as there is money.

    Raises what fails at the very first page; what fails later breaks off, and all of it is asked again.
    """
    found = Found()
    left = []
    try:
        for span in _spans(asking):
            for query in _queries(asking.subject):
                rest = await _read(asking, query, span, found)
                left += [rest] if rest else []
    except (SourceUnavailable, SourceRefused) as error:
        if not found.pages:
            raise
        return found.document(broke_off=error.failure)
    if asking.source.first_read_at is None:
        left = []  # nothing is owed yet of what was said before we listened
    if left:
        found.note("more was said than is read at once; the next fetch goes on with the rest")
    return found.document(dict(_position(asking, found, left)))


def _spans(asking: Asking) -> Iterator[_Span]:
    """What is new, then what was left over of what was new before."""
    position = asking.source.position
    yield _Span(_shown(position.get("since_id"), asking.now))
    if until := _shown(position.get("left_until"), asking.now):
        yield _Span(_shown(position.get("left_since"), asking.now), until)


def _shown(post_id: str | None, now: datetime) -> int | None:
    """The id, unless it is older than what X shows: it refuses to go on from there."""
    number = _number(post_id or "")
    said_ms = ((number or 0) >> _ID_BITS) + _FIRST_ID_MS
    return number if said_ms > (now - _SHOWN_FOR).timestamp() * 1000 else None


def _queries(watch: Watch) -> tuple[str, ...]:
    """https://docs.x.com/x-api/posts/search/integrate/operators"""
    handles = filter(_HANDLE.fullmatch, watch.handles)
    sites = (f"url:{quoted(domain)}" for domain in watch.domains)
    language = (watch.language or "").partition("-")[0]
    ending = f" -is:retweet lang:{language}" if language else " -is:retweet"
    room = _LONGEST_QUERY - len("()") - len(ending)
    names = any_of([*map(quoted, phrases(watch)), *handles, *sites], room)
    return tuple(f"({name}){ending}" for name in names)


async def _read(asking: Asking, query: str, span: _Span, found: Found) -> _Span | None:
    """Reads page after page, newest first; answers with what is left of the span, if anything is."""
    until, token = span.until, None
    for _ in range(_MOST_PAGES if "since_id" in asking.source.position else 1):
        if found.pages and asking.is_late:
            break
        asked = {"query": query, "since_id": span.since, "until_id": span.until, "next_token": token}
        try:
            document, answer = await _bought(asking, asked)
        except SourceUnavailable as error:
            if found.pages and error.failure.kind is FailureKind.OUT_OF_BUDGET:
                break  # what was paid for is kept, and not read again
            raise
        found.add(document)
        until = min(_numbers(document), default=until)
        token = answer.raw("meta", "next_token")
        if not token:
            return None
    return _Span(span.since, until)


async def _bought(asking: Asking, asked: Mapping[str, object]) -> tuple[Document, Json]:
    """A page of as many posts as there is money for. The worst case is put down as spent before it is asked
    for, and what turns out not to be charged is given back.
    """
    size = max(_FEWEST, min(_MOST, await asking.left()))
    query = {**asked, "max_results": size, "tweet.fields": _FIELDS}
    headers = {"Authorization": f"Bearer {asking.key['bearer_token']}"}
    try:
        response = await asking.ask(asking.request(_SEARCH, query, headers), size)
    except (SourceUnavailable, SourceRefused) as error:
        if error.failure.kind in _FREE:
            await asking.give_back(size)
        raise
    document = asking.read(response.body, response.content_type, response.url)
    answer = load(response.body, response.content_type)
    posts = max(len(answer.each("data")), answer.number("meta", "result_count") or 0)
    await asking.give_back(size - posts)
    return document, answer


def _position(asking: Asking, found: Found, left: Sequence[_Span]) -> Iterator[tuple[str, str]]:
    """Two remainders become one that spans both."""
    known = _number(asking.source.position.get("since_id", ""))
    newest = max([known or 0, *_numbers(found.document())])
    if not newest:
        return
    yield "since_id", str(newest)
    if left:
        yield "left_until", str(max(span.until or newest + 1 for span in left))
        if all(span.since for span in left):
            yield "left_since", str(min(span.since or 0 for span in left))


def _numbers(document: Document) -> Iterator[int]:
    """The ids of its posts."""
    return filter(None, (_number(entry.id or "") for entry in document.entries))


def _number(post_id: str) -> int | None:
    return int(post_id) if _ID.fullmatch(post_id) else None
