"""YouTube's interface: videos, channels and playlists found or listed, and comments.

https://developers.google.com/youtube/v3/docs
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from ...domain.entries import Entry
from ...domain.manners import Budget, Kind
from ...domain.reach import reach_of
from ...domain.sources import Document
from ...errors import SourceRefused, SourceUnavailable
from ..asking import Asking
from ..feed_entries import unreadable
from .answers import document_of, saying, status_in, status_told
from .json_documents import Json, load
from .youtube_search import A_DAY, MOST_VIDEOS, found_since

_SITE = "https://www.youtube.com"
_PLACES = {"video": "watch?v=", "playlist": "playlist?list=", "channel": "channel/"}
_TOO_OFTEN = re.compile(r"quota|exhausted|rate.?limit|daily.?limit", re.IGNORECASE)
_SPENT = re.compile(r"quotaExceeded|dailyLimitExceeded")
_NO_ACCESS = re.compile(r"key.?(?:invalid|expired)|api.?key|accessNotConfigured", re.IGNORECASE)

KIND = Kind(
    hears="YouTube: videos that name the watch, and comments on those found last that do",
    limits=f"100 videos a search; the newest 100 comments of the last {MOST_VIDEOS} videos; "
    "the key's `searches_a_day` sets another bound",
    cannot="What is spoken in a video is not heard, nor what is said in a live chat",
    home="https://youtube.googleapis.com/",
    searches=True,
    key=("api_key",),
    may_have=("searches_a_day",),
    least_interval=60,
    most_interval=240,
    # The day is California's: https://developers.google.com/youtube/v3/determine_quota_cost
    budget=Budget(
        100, "searches", most_key="searches_a_day", midnight=timedelta(hours=-8), has_us_summer=True
    ),
)


async def listen(asking: Asking) -> Document:
    """What was published since, and what is said about what was found."""
    return await found_since(asking)


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """Everything listed; under a comment, the replies that come with it. There may be more pages."""
    answer = load(body, content_type)
    if answer.is_list("items"):
        return document_of(list(_items(answer)), _entry)
    if answer.has("error"):
        raise _failure(answer.at("error"))
    if answer.raw("kind").endswith("Response"):  # nothing found: some answers leave the list out
        return Document()
    raise unreadable("JSON, but no list of YouTube")


def _items(answer: Json) -> Iterator[Json]:
    for item in answer.each("items"):
        if item.is_object("snippet", "topLevelComment"):
            yield item.at("snippet", "topLevelComment")
            yield from item.each("replies", "comments")
        else:
            yield item


def _entry(item: Json) -> Entry:
    about = item.at("snippet")
    if about.has("textDisplay") or about.has("textOriginal"):
        return _comment(item.id("id"), about)
    name, page = _place(item)
    return Entry(
        id=name,
        url=Json(page).url(),
        title=about.escaped("title"),
        text=about.escaped("description"),
        author=about.escaped("videoOwnerChannelTitle") or about.escaped("channelTitle") or None,
        published_at=about.date("publishedAt"),
    )


def _place(item: Json) -> tuple[str | None, str]:
    """The id of what was found, and its page. In lists, it is named in the snippet beside the list's own."""
    about = item.at("snippet")
    details = [inner for _, inner in item.below("contentDetails")]
    for names in (item.at("id"), about.at("resourceId"), item.at("contentDetails"), *details):
        for kind, path in _PLACES.items():
            if name := names.id(f"{kind}Id"):
                return item.id("id") or name, f"{_SITE}/{path}{name}"
    own = item.id("id")
    place = _PLACES.get(item.raw("kind").rpartition("#")[2])
    return own, f"{_SITE}/{place}{own}" if own and place else ""


def _comment(name: str | None, about: Json) -> Entry:
    """Comments on a channel name no video; then its page has to do."""
    video, channel = about.raw("videoId"), about.raw("channelId")
    page = f"watch?v={video}&lc={name}" if video else f"channel/{channel}?lc={name}"
    return Entry(
        id=name,
        url=Json(f"{_SITE}/{page}").url() if name and (video or channel) else None,
        text=about.plain("textOriginal") or about.html("textDisplay"),
        author=about.plain("authorDisplayName") or None,
        published_at=about.date("publishedAt"),
        updated_at=about.date("updatedAt"),
        reach=reach_of(None, about.number("likeCount")),
    )


def _failure(error: Json) -> SourceRefused | SourceUnavailable:
    """Spent quota is a 403, and a wrong key a 400; only their reasons tell."""
    reasons = [one.raw("reason") for one in (*error.each("errors"), *error.each("details"))]
    words = " ".join((*reasons, error.raw("message"), error.raw("status"), error.raw()))
    detail = f"YouTube says: {saying(error.raw('message') or words)}"
    if _TOO_OFTEN.search(words):
        return status_told(429, detail, A_DAY if _SPENT.search(words) else None)
    if _NO_ACCESS.search(words):
        return status_told(403, detail)
    return status_told(error.number("code") or status_in(words), detail)
