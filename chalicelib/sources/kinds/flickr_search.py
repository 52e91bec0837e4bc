"""Searches Flickr for photos, by words or around a place. What it answers is read by `flickr_api`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...domain.manners import Budget, Kind, Option, Period
from ...domain.sources import Document, FailureKind
from ...domain.watches import Watch
from ..asking import Asking
from ..fetching import Request, Response
from ..paging import next_page, page_asked
from ..searching import phrases, quoted
from ..windows import Window, windowed
from .answers import refused
from .flickr_api import read
from .json_documents import load

__all__ = ["KIND", "listen", "read"]

# https://www.flickr.com/services/api/flickr.photos.search.html: 250 is the most of a search around a place.
_A_PAGE = 250
_EXTRAS = "description,tags,date_upload,last_update,owner_name,path_alias,views"
# How exactly it is known where a photo was taken: 16 is the very spot, and all that is found unless we say
# otherwise; 11 is a whole city, whose photos would all seem to be taken at its middle.
_ACCURACY = 14

KIND = Kind(
    hears="Flickr: photos that name the watch; with option `by=place` all that were taken around its place",
    # https://www.flickr.com/services/developer/api/
    limits="the newest 2,500 photos at once, the rest at the next fetch",
    costs="nothing; ask Flickr first if your use is commercial",
    home="https://www.flickr.com/",
    searches=True,
    key=("api_key",),
    options={"by": Option("text: photos that name the watch; place: all photos around its place", "text")},
    least_interval=15,
    most_interval=240,
    budget=Budget(3_600, per=Period.HOUR),
)


async def listen(asking: Asking) -> Document:
    """What was uploaded since. Photos around the place are about the watch, named or not."""
    wanted = _wanted(asking)

    def requests(window: Window) -> Iterator[Request]:
        # Without the earlier end, a search around a place finds the last twelve hours only.
        span = {
            "min_upload_date": int(window.since.timestamp()),
            "max_upload_date": int((window.until or asking.now).timestamp()),
        }
        for search in wanted:
            yield _search(asking, {**search, **span})

    document = await windowed(asking, requests, _following)
    return replace(document, speaks_of_watch=asking.option("by") == "place")


def _wanted(asking: Asking) -> list[dict[str, object]]:
    """What is searched for, each by itself: Flickr documents no way to ask for one phrase or another."""
    by = asking.option("by")
    if by == "place":
        return [_around(asking.subject)]
    if by != "text":
        raise refused(FailureKind.NOT_CONFIGURED, "option by must be text or place")
    wanted: list[dict[str, object]] = [{"text": quoted(phrase)} for phrase in phrases(asking.subject)]
    if not wanted:
        raise refused(FailureKind.NOT_CONFIGURED, "the watch has no name or term to search for")
    return wanted


def _around(watch: Watch) -> dict[str, object]:
    place = watch.place
    if place is None:
        detail = "the watch has no place to search around; give it one, or leave out by=place"
        raise refused(FailureKind.NOT_CONFIGURED, detail)
    circle = {"lat": place.latitude, "lon": place.longitude, "radius": place.radius_km}
    return {**circle, "radius_units": "km", "accuracy": _ACCURACY}


def _search(asking: Asking, wanted: dict[str, object]) -> Request:
    """Newest first; around a place it would otherwise be nearest first."""
    asked = {"method": "flickr.photos.search", "format": "json", "nojsoncallback": 1, "extras": _EXTRAS}
    paged = {"sort": "date-posted-desc", "per_page": _A_PAGE, "page": 1}
    return asking.request("/services/rest/", {**asked, "api_key": asking.key["api_key"], **wanted, **paged})


def _following(response: Response, _: Document) -> Request | None:
    """The next page. Ten are read at once, so that the 4,000th photo, behind which Flickr shows the same
    again, is never reached.
    """
    pages = load(response.body, response.content_type).number("photos", "pages") or 0
    return next_page(response) if page_asked(response) < pages else None
