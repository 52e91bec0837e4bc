"""Listens to the App Store's feed of reviews, which is documented nowhere, and reads it, in JSON and XML."""

from __future__ import annotations

import re
from dataclasses import replace

from ...domain.entries import Entry
from ...domain.manners import Kind, Option
from ...domain.reach import reach_of
from ...domain.sources import Document, FailureKind
from ..asking import Asking
from ..feed_entries import unreadable
from ..feeds import read_feed
from ..fetching import Request, Response
from ..walls import is_page
from .answers import document_of, refused, saying
from .json_documents import Json, load
from .json_or_feed import is_json

_PAST_THE_LAST_PAGE = b"page depth is limited"
_XML_ENTRY = re.compile(rb"<entry>.*?(?:</entry>|\Z)", re.DOTALL)
# Beside the review itself, each entry holds it once more in HTML, under the name of the app.
_SECOND_CONTENT = re.compile(rb"<content type=\"html\">.*?(?:</content>|\Z)", re.DOTALL)

_ASKED = re.compile(r"/(\w\w)/rss/customerreviews/page=(\d+)/")
_A_PAGE = 50
_LAST_PAGE = 10
_MOST_COUNTRIES = 10

KIND = Kind(
    hears="App Store: reviews of your own app, in the countries you name",
    limits=f"the newest 500 reviews of a country, at most {_MOST_COUNTRIES} countries a source",
    cannot="Apple documents none of this and at times shows no reviews; to some servers it never does",
    home="https://itunes.apple.com/",
    speaks_of_watch=True,
    options={
        "app": Option("the app's number: the digits after `id` in its App Store address", is_required=True),
        "countries": Option("two letters for each App Store, with commas between them", "us"),
    },
    least_interval=30,
    most_interval=240,
)


async def listen(asking: Asking) -> Document:
    """The newest reviews of each country. Where a page among them was empty, the next fetch reads them all
    again, once. That there are none at all is noted: it may not be true.
    """
    app, countries = asking.option("app"), asking.options("countries")
    if not re.fullmatch(r"\d{1,12}", app, re.ASCII):
        raise refused(FailureKind.NOT_CONFIGURED, f"option app must be the app's number, not {app!r}")
    wrong = [country for country in countries if not re.fullmatch("[a-z]{2}", country)]
    if wrong or not 0 < len(countries) <= _MOST_COUNTRIES:
        detail = f"option countries must be 1 to {_MOST_COUNTRIES} countries, as in us,gb,de"
        raise refused(FailureKind.NOT_CONFIGURED, detail)
    pages = _Pages(asking, app)
    reads_all = "read_all" in asking.source.position
    first = [pages.page(country, 1) for country in countries]
    document = await asking.pages(first, pages.after, stops_at_known=not reads_all)
    if document.broke_off:
        return document
    notes = () if document.entries else ("the App Store shows no reviews, as it does at times",)
    read_all = {"read_all": "once"} if pages.doubtful and not reads_all else {}
    position = asking.with_turn(read_all, document.position)
    return replace(document, position=position, notes=document.notes + notes)


class _Pages:
    """The pages of all countries. An empty one may be no end: the page after it is asked for, too, unless the
    one before it had room left. `doubtful` are those that turned out to be none.
    """

    def __init__(self, asking: Asking, app: str) -> None:
        self._asking = asking
        self._app = app
        self._with_room: set[tuple[str, int]] = set()
        self.doubtful: set[tuple[str, int]] = set()

    def page(self, country: str, number: int) -> Request:
        """Its address, as the feed itself writes it in its links."""
        path = f"/{country}/rss/customerreviews/page={number}/id={self._app}/sortby=mostrecent/json"
        return self._asking.request(path)

    def after(self, response: Response, document: Document) -> Request | None:
        """For the page after this one."""
        assert response.asked is not None
        asked = _ASKED.search(response.asked.url)
        assert asked is not None
        country, number = asked[1], int(asked[2])
        is_end = not document.entries and (country, number - 1) in self._with_room
        if len(document.entries) < _A_PAGE:
            self._with_room.add((country, number))
        if is_end:
            self.doubtful.discard((country, number - 1))
        elif not document.entries and number > 1:  # the first is asked for at every fetch
            self.doubtful.add((country, number))
        return None if is_end or number >= _LAST_PAGE else self.page(country, number + 1)


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The reviews. There are none past the end, where what the answer looks like depends on how far past.

    All reviews of an app have one address: they are told apart by their ids.
    """
    if not is_json(body) and not is_page(body):
        return _not_in_json(body, content_type, url)
    found = load(body, content_type)
    if not found.is_object("feed"):
        raise unreadable(f"no feed of reviews: {saying(found.raw('errorMessage') or found.raw('message'))}")
    reviews = [entry for entry in _entries(found.at("feed")) if not _is_the_app(entry)]
    return document_of(reviews, _entry, found.plain("feed", "title", "label"))


def _not_in_json(body: bytes, content_type: str | None, url: str) -> Document:
    if _PAST_THE_LAST_PAGE in body[:500]:
        return Document(notes=("there are no reviews past the tenth page",))
    return read_feed(_XML_ENTRY.sub(_review_alone, body), content_type, url)


def _entries(feed: Json) -> list[Json]:
    """A single one stands without the list around it."""
    return [feed.at("entry")] if feed.is_object("entry") else feed.each("entry")


def _is_the_app(entry: Json) -> bool:
    """The first entry may describe the app itself."""
    return entry.has("im:name")


def _review_alone(entry: re.Match[bytes]) -> bytes:
    """What `_is_the_app` and the doubled content are in XML, left out."""
    return b"" if b"<im:name" in entry[0] else _SECOND_CONTENT.sub(b"", entry[0])


def _entry(review: Json) -> Entry:
    """The date is that of its last change, the only one there is; in 2021 there was none."""
    return Entry(
        id=review.id("id", "label"),
        url=review.url("link", "attributes", "href"),
        title=review.plain("title", "label"),
        text=review.plain("content", "label"),
        author=review.plain("author", "name", "label") or None,
        published_at=review.date("updated", "label"),
        reach=reach_of(None, review.number("im:voteCount", "label")),
    )
