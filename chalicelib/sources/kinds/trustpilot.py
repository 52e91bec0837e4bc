"""Reads reviews from Trustpilot: the lists of its API and the events of its webhook
(https://developers.trustpilot.com), and the feed it offered companies until 2013.
"""

from __future__ import annotations

from ...domain.entries import Entry
from ...domain.sources import Document
from .answers import document_of, saying, status_told
from .json_documents import Json, load

_REVIEWS = "https://www.trustpilot.com/reviews/"


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The reviews; of a webhook's events, all that carry one that is not deleted."""
    found = load(body, content_type)
    if found.is_list("events"):
        return document_of(found.each("events"), _from_event)
    if found.is_list("Reviews"):
        return document_of(found.each("Reviews"), _from_old_feed, found.plain("DomainName"))
    for name in ("reviews", "productReviews"):
        if found.is_list(name):
            return document_of(found.each(name), _entry)
    said = found.raw("message") or found.raw("fault", "faultstring") or found.raw("error")
    raise status_told(found.number("errorCode"), f"no list of reviews: {saying(said)}")


def _from_event(event: Json) -> Entry | None:
    if event.raw("eventName").endswith("-deleted"):
        return None
    return _entry(event.at("eventData"))


def _entry(review: Json) -> Entry:
    """The API links to itself only, in a list; there, the page for people is meant."""
    number, link = review.id("id"), review.url("link")
    return Entry(
        id=number,
        url=link or (f"{_REVIEWS}{number}" if number else None),
        title=review.plain("title"),
        text=review.plain("text") or review.plain("content"),
        author=review.plain("consumer", "displayName") or review.plain("consumer", "name") or None,
        published_at=review.date("createdAt"),
        updated_at=review.date("updatedAt"),
    )


def _from_old_feed(review: Json) -> Entry:
    """Its two times differ by an hour where it was summer; the number is the right one."""
    return Entry(
        url=review.url("Url"),
        title=review.plain("Title"),
        text=review.plain("Content"),
        author=review.plain("User", "Name") or None,
        published_at=review.date("Created", "UnixTime") or review.date("Created", "Human"),
    )
