"""Searches GitHub, and reads what it answers about issues, pull requests, discussions and repositories, by
REST and GraphQL, and its feeds (https://docs.github.com/rest/search).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from ...domain.entries import Entry
from ...domain.manners import Kind
from ...domain.reach import reach_of
from ...domain.sources import Document, FailureKind
from ...errors import SourceRefused, SourceUnavailable
from ..asking import Asking
from ..feed_entries import Words
from ..feeds import read_feed
from ..fetching import Request, Response
from ..paging import next_page, page_asked
from ..searching import any_of, phrases, quoted
from ..windows import Window, windowed
from . import graphql
from .answers import document_of, rate_limited, refused, saying, status_told
from .json_documents import Json, load
from .json_or_feed import is_json

_A_PAGE = 100
# https://docs.github.com/rest/search/search#limitations-on-query-length
_MOST_PHRASES = 6
_LONGEST_QUERY = 256
_GAP_WITH_TOKEN_S = 2.0
_DISCUSSIONS = """
query($query: String!, $after: String) {
  search(type: DISCUSSION, query: $query, first: 50, after: $after) {
    nodes { ... on Discussion {
      id title bodyText url createdAt updatedAt author { login }
      upvoteCount comments { totalCount } reactions { totalCount }
    } }
    pageInfo { hasNextPage endCursor }
  }
}
"""

KIND = Kind(
    hears="GitHub: issues and pull requests that name the watch; with a token discussions, too",
    cannot="Comments are not searched",
    # https://docs.github.com/rest/search/search#rate-limit
    limits="10 searches a minute, with a token 30; the newest 1,000 of a search, then a narrower one",
    home="https://api.github.com/",
    searches=True,
    may_have=("token",),
    gap_s=6.0,
)


async def listen(asking: Asking) -> Document:
    """What was opened since, in title or text. Discussions can be searched by GraphQL only, with a token."""
    names, token = phrases(asking.subject), asking.key.get("token", "")
    pace = replace(asking, kind=replace(asking.kind, gap_s=_GAP_WITH_TOKEN_S)) if token else asking

    def requests(window: Window) -> Iterator[Request]:
        span = f"created:{_moment(window.since)}..{_moment(window.until or asking.now)}"
        yield from _searches(asking, names, span, token)
        for name in names if token else ():
            variables = {"query": f"{quoted(name)} {span}", "after": None}
            yield graphql.question(asking, "/graphql", _DISCUSSIONS, variables, token)

    return await windowed(pace, requests, _following)


def _searches(asking: Asking, names: tuple[str, ...], span: str, token: str) -> Iterator[Request]:
    """Issues and pull requests are searched for one by one: with a token both at once are refused
    (https://github.com/DataDog/ddqa/pull/116).
    """
    headers = {"X-GitHub-Api-Version": "2022-11-28"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    asked = {"sort": "created", "order": "desc", "advanced_search": "true", "per_page": _A_PAGE, "page": 1}
    for first in range(0, len(names), _MOST_PHRASES):
        for words in any_of(map(quoted, names[first : first + _MOST_PHRASES]), _LONGEST_QUERY):
            for what in ("issue", "pull-request"):
                query = f"({words}) in:title,body is:{what} {span}"
                yield asking.request("/search/issues", {"q": query, **asked}, headers)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _following(response: Response, _: Document) -> Request | None:
    """The next page. Beyond the 1,000 results that a search shows it is a narrower one's."""
    if response.asked is not None and response.asked.content is not None:
        return graphql.following(response, "data", "search")
    found = load(response.body, response.content_type).number("total_count") or 0
    is_more = found > page_asked(response) * _A_PAGE
    return next_page(response) if is_more else None


# What is counted of issues by REST, of discussions by GraphQL, and of repositories.
_REACTIONS = (
    ("comments",),
    ("comments", "totalCount"),
    ("reactions", "total_count"),
    ("reactions", "totalCount"),
    ("upvoteCount",),
    ("stargazers_count",),
    ("stargazerCount",),
)
_TOO_OFTEN = ("rate limit", "rate_limit", "abuse detection", "submitted too quickly")
_WITHOUT_RIGHT = ("bad credentials", "requires authentication", "forbidden", "not accessible")
_CODE = re.compile(r"(?<!`)`++[^`]++`++")
_IN_CODE = "\ue000"  # stands for `<`, and is a character that nobody writes


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """Raises SourceUnavailable for both kinds of rate limit, which have status 403, or 200 in GraphQL."""
    if not is_json(body):
        return read_feed(body, content_type, url)
    found = load(body, content_type)
    items = _items(found)
    if items is None:
        raise _failure(found)
    late = found.is_true("incomplete_results")
    notes = ["the search took GitHub too long: some results are missing"] if late else []
    return document_of(items, _entry, notes=notes)


def _items(found: Json) -> list[Json] | None:
    """A search, a plain list, or a search by GraphQL with or without edges around its nodes."""
    for path in ((), ("items",), ("data", "search", "nodes")):
        if found.is_list(*path):
            return found.each(*path)
    if found.is_list("data", "search", "edges"):
        return [edge.at("node") for edge in found.each("data", "search", "edges")]
    return None


def _entry(item: Json) -> Entry:
    """Names are those of REST, then those of GraphQL."""
    return Entry(
        id=item.id("id"),
        url=item.url("html_url") or item.url("url"),
        title=item.plain("title") or item.plain("full_name") or item.plain("nameWithOwner"),
        text=_words(item.raw("body")) or item.plain("bodyText") or item.plain("description"),
        author=item.plain("user", "login")
        or item.plain("author", "login")
        or item.plain("owner", "login")
        or None,
        published_at=item.date("created_at") or item.date("createdAt"),
        updated_at=item.date("updated_at") or item.date("updatedAt"),
        reach=reach_of(None, *(item.number(*path) for path in _REACTIONS)),
    )


def _words(markdown: str) -> str:
    """Markdown as people read it: the HTML in it is none where it is shown as code."""
    shielded = _CODE.sub(lambda code: code[0].replace("<", _IN_CODE), markdown)
    return Words(shielded).visible.replace(_IN_CODE, "<")


def _failure(found: Json) -> SourceRefused | SourceUnavailable:
    errors = [f"{error.raw('type')} {error.raw('message')}" for error in found.each("errors")]
    said = found.raw("message") or " ".join(errors).strip()
    folded = said.lower()
    if any(sign in folded for sign in _TOO_OFTEN):
        return rate_limited(f"asks us to come less often: {saying(said)}")
    if any(sign in folded for sign in _WITHOUT_RIGHT):
        return refused(FailureKind.FORBIDDEN, f"does not let us read this: {saying(said)}")
    status = 404 if folded == "not found" else found.number("status")
    return status_told(status, f"no list of results: {saying(said)}")
