"""Listens to the reviews of a business at Trustpilot (https://developers.trustpilot.com), and reads the lists
of its API, the events of its webhook, and the feed it offered companies until 2013.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from ...domain.entries import Entry
from ...domain.manners import Budget, Kind, Option, Period
from ...domain.reach import reach_of
from ...domain.sources import Document, FailureKind
from ...errors import SourceRefused
from ..asking import Asking
from ..feed_entries import unreadable
from ..fetching import Request, Response
from ..paging import next_page
from .answers import document_of, refused, saying, status_told
from .json_documents import Json, load

_REVIEWS = "https://www.trustpilot.com/reviews/"
_A_PAGE = 100

KIND = Kind(
    hears="Trustpilot: reviews of your own business",
    # https://developers.trustpilot.com/api-module-best-practices
    limits="Trustpilot's smallest plan; for a larger one, set the key's `requests_a_month`",
    costs="Trustpilot's API module, an addition to its paid plans",
    cannot="Reviews of others are a product of its own there, and a later edit is seen only among the newest",
    home="https://api.trustpilot.com/",
    speaks_of_watch=True,
    key=("api_key",),
    may_have=("requests_a_month",),
    options={"units": Option("business units by their ids; without, those of the watch's domains are found")},
    least_interval=30,
    most_interval=240,
    budget=Budget(16_600, per=Period.MONTH, most_key="requests_a_month"),
)


async def listen(asking: Asking) -> Document:
    """The newest reviews of each business unit. The position remembers which unit belongs to a domain."""
    given = asking.options("units")
    found = {} if given else await _units(asking)
    requests = [_reviews(asking, unit) for unit in (*given, *found.values())]
    document = await asking.pages(requests, _following)
    if given or document.broke_off:
        return document
    return replace(document, position=asking.with_turn(found, document.position))


async def _units(asking: Asking) -> dict[str, str]:
    """By domain. One that Trustpilot does not know is left out, unless it knows none."""
    domains = asking.subject.domains
    if not domains:
        detail = "the watch has no domain to find the business by; give it one, or set option units"
        raise refused(FailureKind.NOT_CONFIGURED, detail)
    units = {}
    for domain in domains:
        try:
            units[domain] = asking.source.position.get(domain) or await _unit_of(asking, domain)
        except SourceRefused as error:
            if error.failure.kind is not FailureKind.NOT_FOUND:
                raise
    if not units:
        raise refused(FailureKind.NOT_FOUND, f"Trustpilot knows no business at {', '.join(domains)}")
    return units


async def _unit_of(asking: Asking, domain: str) -> str:
    """https://developers.trustpilot.com/business-units-api-overview"""
    response = await asking.ask(asking.request("/v1/business-units/find", {"name": domain}, _let_in(asking)))
    found = load(response.body, response.content_type)
    if unit := found.id("id"):
        return unit
    raise unreadable(f"no business unit: {saying(found.raw('message'))}")


def _reviews(asking: Asking, unit: str) -> Request:
    """https://developers.trustpilot.com/business-units-api-(public)"""
    asked = {"orderBy": "createdat.desc", "perPage": _A_PAGE, "page": 1}
    return asking.request(f"/v1/business-units/{quote(unit, safe='')}/reviews", asked, _let_in(asking))


def _let_in(asking: Asking) -> dict[str, str]:
    return {"apikey": asking.key["api_key"]}


def _following(response: Response, _: Document) -> Request | None:
    """After a full page there may be another."""
    is_full = len(load(response.body, response.content_type).each("reviews")) >= _A_PAGE
    return next_page(response) if is_full else None


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
        reach=reach_of(None, review.number("numberOfLikes")),
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
