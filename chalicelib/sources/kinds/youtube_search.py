"""Searches YouTube within the few searches that a day has, and looks at the comments on what was found last.

search ─▶ videos ─▶ the newest of them and of those before ─▶ comments on each
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ...domain.sources import Document, Failure, FailureKind
from ...errors import SourceRefused, SourceUnavailable
from ..asking import Asking
from ..fetching import Request, Response
from ..found import Found
from ..paging import again
from ..searching import any_of, phrases, quoted
from ..windows import Requests, Window, windowed
from .json_documents import load

A_DAY = timedelta(days=1)  # the most that is left of a day whose quota is spent
MOST_VIDEOS = 20
# Of the 10,000 that a day has for all that is no search, each page of comments takes one:
# https://developers.google.com/youtube/v3/determine_quota_cost
_MOST_PAGES_OF_COMMENTS = 5_000
_MOST_PAGES = 2  # each is a search to YouTube, too
_LONGEST_QUERY = 500
# A video may be found long after it was published:
# https://github.com/Elijas/auto-youtube-subscription-playlist-2/issues/41
_LAG = timedelta(hours=6)
_VIDEO = re.compile(r"[\w-]{1,40}", re.ASCII)
# Comments are switched off, or the video is private or gone: https://developers.google.com/youtube/v3/docs/errors
_SILENT = frozenset({FailureKind.FORBIDDEN, FailureKind.NOT_FOUND})


async def found_since(asking: Asking) -> Document:
    """Videos published since, and the newest comments on those that were found last."""
    try:
        document = await _with_comments(asking, await windowed(asking, _searches(asking), _turn, _MOST_PAGES))
    except SourceUnavailable as error:
        raise SourceUnavailable(_until_midnight(asking, error.failure)) from error
    if document.broke_off:
        return replace(document, broke_off=_until_midnight(asking, document.broke_off))
    return document


def _searches(asking: Asking) -> Requests:
    """One search for all names: https://developers.google.com/youtube/v3/docs/search/list"""
    queries = any_of(map(quoted, phrases(asking.subject)), _LONGEST_QUERY, "|")

    def searches(window: Window) -> Iterator[Request]:
        since = window.since if window.until else window.since - _LAG
        for query in queries:
            span = {
                "publishedAfter": _written(since),
                "publishedBefore": _written(window.until) if window.until else None,
            }
            asked = {"q": query, "type": "video", "order": "date", "part": "snippet", "maxResults": 50}
            yield _request(asking, "search", {**asked, **span})

    return searches


def _turn(response: Response, _: Document) -> Request | None:
    token = load(response.body, response.content_type).raw("nextPageToken")
    return again(response, {"pageToken": token}) if token else None


async def _with_comments(asking: Asking, videos: Document) -> Document:
    """The videos with the comments on the latest, which are remembered, save those that have none to show."""
    if videos.broke_off:
        return videos
    found = Found()
    found.add(videos)
    latest = _latest(asking, videos)
    for video in list(latest):
        if asking.is_late or not await _may_look(asking):
            found.note("there was neither time nor quota left for the comments on every video")
            break
        try:
            found.add(await _comments(asking, video))
        except SourceRefused as error:
            if error.failure.kind not in _SILENT:
                return found.document(broke_off=error.failure)
            latest.remove(video)
        except SourceUnavailable as error:
            return found.document(broke_off=error.failure)
    return found.document({**(videos.position or {}), "videos": ",".join(latest)})


def _latest(asking: Asking, videos: Document) -> list[str]:
    """What is found for the first time, before what was found earlier, as it stood."""
    known = asking.source.position.get("videos", "").split(",")
    new = (entry.id or "" for entry in videos.entries if not asking.source.seen.knows(entry))
    return [video for video in dict.fromkeys((*new, *known)) if _VIDEO.fullmatch(video)][:MOST_VIDEOS]


async def _may_look(asking: Asking) -> bool:
    """Puts one more page of comments down as spent, if the day allows it: what they take is no search."""
    assert asking.kind.budget is not None
    account, period = f"{asking.source.kind}:comments", asking.kind.budget.period(asking.now)
    return await asyncio.to_thread(asking.budgets.spend, account, period, 1, _MOST_PAGES_OF_COMMENTS)


async def _comments(asking: Asking, video: str) -> Document:
    """https://developers.google.com/youtube/v3/docs/commentThreads/list"""
    asked = {"videoId": video, "part": "snippet,replies", "order": "time", "maxResults": 100}
    _, document = await asking.page(
        _request(asking, "commentThreads", {**asked, "textFormat": "plainText"}), units=0
    )
    return document


def _request(asking: Asking, path: str, query: Mapping[str, object]) -> Request:
    return asking.request(f"/youtube/v3/{path}", query, {"X-Goog-Api-Key": asking.key["api_key"]})


def _written(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _until_midnight(asking: Asking, failure: Failure) -> Failure:
    """A spent quota comes back when the day ends."""
    assert asking.kind.budget is not None
    if failure.retry_after != A_DAY:
        return failure
    return replace(failure, retry_after=asking.kind.budget.ends_at(asking.now) - asking.now)
