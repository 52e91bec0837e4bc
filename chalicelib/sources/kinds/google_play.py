"""Reads the reviews that Google Play gives the maker of an app
(https://developers.google.com/android-publisher/api-ref/rest/v3/reviews).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ...domain.entries import Entry
from ...domain.sources import Document
from ...errors import SourceRefused, SourceUnavailable
from .answers import document_of, rate_limited, saying, status_told
from .json_documents import Json, load

_APP = re.compile(r"/applications/([\w.]+)/reviews")
_PAGE = "https://play.google.com/store/apps/details?id="


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The users' words, never our answers to them. An empty object means that nobody wrote this week."""
    found = load(body, content_type)
    if not found.is_list("reviews") and (found.has("error") or not _is_empty(found)):
        raise _failure(found)
    return document_of(found.each("reviews"), _of_app(url))


def _is_empty(found: Json) -> bool:
    return found.is_object() and not {key for key, _ in found.below()} - {"tokenPagination", "pageInfo"}


def _of_app(url: str) -> Callable[[Json], Entry]:
    """The app's name is in the address that was asked, and nowhere in the answer."""
    app = _APP.search(url)

    def entry(review: Json) -> Entry:
        number = review.id("reviewId")
        said = _latest(review)
        title, tab, text = said.raw("text").partition("\t")
        return Entry(
            id=number,
            url=f"{_PAGE}{app[1]}&reviewId={number}" if app and number else None,
            title=Json(title if tab else "").plain(),
            text=Json(text if tab else title).plain(),
            author=review.plain("authorName") or None,
            updated_at=said.date("lastModified", "seconds"),
        )

    return entry


def _latest(review: Json) -> Json:
    """What the user says now. Until 2017, a tab divided it into a title and the rest."""
    said = [one.at("userComment") for one in review.each("comments") if one.is_object("userComment")]
    return said[-1] if said else Json()


def _failure(found: Json) -> SourceRefused | SourceUnavailable:
    """https://cloud.google.com/apis/design/errors."""
    status, said = found.number("error", "code"), saying(found.raw("error", "message"))
    reasons = {error.raw("reason") for error in found.each("error", "errors")}
    if reasons & {"rateLimitExceeded", "quotaExceeded", "userRateLimitExceeded"}:
        return rate_limited(f"asks us to come less often: {said}")
    return status_told(status, f"no list of reviews: {said}")
