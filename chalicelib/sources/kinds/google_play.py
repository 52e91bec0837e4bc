"""Listens to the reviews that Google Play gives the maker of an app, and reads them
(https://developers.google.com/android-publisher/api-ref/rest/v3/reviews).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ...domain.entries import Entry
from ...domain.manners import Budget, Kind, Option, Period
from ...domain.reach import reach_of
from ...domain.sources import Document, FailureKind
from ...errors import SourceRefused, SourceUnavailable
from ..asking import Asking
from ..fetching import Request, Response
from .answers import document_of, rate_limited, refused, saying, status_told
from .google_accounts import access_token
from .json_documents import Json, load

_APP = re.compile(r"/applications/([\w.]+)/reviews")
_PAGE = "https://play.google.com/store/apps/details?id="
_NAME = re.compile(r"[A-Za-z]\w*(?:\.[A-Za-z]\w*)+", re.ASCII)
_SCOPE = "https://www.googleapis.com/auth/androidpublisher"

KIND = Kind(
    hears="Google Play: reviews with words of your own app",
    # https://developers.google.com/android-publisher/reply-to-reviews
    limits="what was written or changed in the last week",
    cannot="No ratings without words, nothing about test versions, no apps of others",
    home="https://androidpublisher.googleapis.com/",
    speaks_of_watch=True,
    key=("service_account",),
    options={"app": Option("the app's package name, as in com.example.app", is_required=True)},
    least_interval=15,
    most_interval=240,
    budget=Budget(200, per=Period.HOUR),
)


async def listen(asking: Asking) -> Document:
    """The reviews last written or changed. What is refused forgets its token: the next fetch gets another."""
    app = asking.option("app")
    if not _NAME.fullmatch(app):
        raise refused(FailureKind.NOT_CONFIGURED, f"option app must be a package name, not {app!r}")
    let_in = {"Authorization": f"Bearer {await access_token(asking, _SCOPE)}"}

    def page(token: str | None = None) -> Request:
        path = f"/androidpublisher/v3/applications/{app}/reviews"
        return asking.request(path, {"maxResults": 100, "token": token}, let_in)

    def turn(response: Response, _: Document) -> Request | None:
        token = load(response.body, response.content_type).raw("tokenPagination", "nextPageToken")
        return page(token) if token else None

    try:
        return await asking.pages([page()], turn)
    except SourceRefused:
        asking.memory.clear()
        raise


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
            reach=reach_of(None, said.number("thumbsUpCount"), said.number("thumbsDownCount")),
        )

    return entry


def _latest(review: Json) -> Json:
    """What the user says now. Until 2017, a tab divided it into a title and the rest."""
    said = [one.at("userComment") for one in review.each("comments") if one.is_object("userComment")]
    return said[-1] if said else Json()


def _failure(found: Json) -> SourceRefused | SourceUnavailable:
    """https://cloud.google.com/apis/design/errors; for a token, https://www.rfc-editor.org/rfc/rfc6749#section-5.2."""
    if found.raw("error"):
        said = saying(found.raw("error_description") or found.raw("error"))
        return refused(FailureKind.FORBIDDEN, f"does not let the service account in: {said}")
    status, said = found.number("error", "code"), saying(found.raw("error", "message"))
    reasons = {error.raw("reason") for error in found.each("error", "errors")}
    if reasons & {"rateLimitExceeded", "quotaExceeded", "userRateLimitExceeded"}:
        return rate_limited(f"asks us to come less often: {said}")
    return status_told(status, f"no list of reviews: {said}")
