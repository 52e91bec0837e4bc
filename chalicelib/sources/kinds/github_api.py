"""Reads what GitHub answers about issues, pull requests, discussions and repositories, by REST and GraphQL,
and its feeds (https://docs.github.com/rest/search).
"""

from __future__ import annotations

import re

from ...domain.entries import Entry
from ...domain.sources import Document, FailureKind
from ...errors import SourceRefused, SourceUnavailable
from ..feed_entries import Words
from ..feeds import read_feed
from .answers import document_of, rate_limited, refused, saying, status_told
from .json_documents import Json, load
from .json_or_feed import is_json

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
