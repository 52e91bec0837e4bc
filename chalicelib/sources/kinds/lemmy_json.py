"""Searches an instance of Lemmy, and reads what it answers: posts and comments.

https://join-lemmy.org/api/
"""

from __future__ import annotations

from collections.abc import Iterator

from ...domain.entries import Entry
from ...domain.manners import Kind
from ...domain.reach import Reach, reach_of
from ...domain.sources import Document
from ..asking import Asking
from ..feed_entries import unreadable
from ..fetching import Request, Response
from ..paging import next_page
from ..searching import phrases
from .answers import document_of, joined, saying, status_in, status_told
from .json_documents import Json, load

_LISTS = {"posts": "post", "comments": "comment"}
_A_PAGE = 50  # the most that it gives

KIND = Kind(
    hears="Lemmy: posts and comments that name the watch, as far as the instance knows of them",
    limits="what the instance allows, mostly 60 to 100 searches in 10 minutes; the newest 500 of each search",
    searches=True,
    least_interval=15,
    gap_s=2.0,
)


async def listen(asking: Asking) -> Document:
    """What was said since, on any server. The search finds parts of words, too, which are dropped later."""
    return await asking.pages(_searches(asking), _following)


def _searches(asking: Asking) -> Iterator[Request]:
    asked = {"sort": "New", "listing_type": "All", "limit": _A_PAGE, "page": 1}
    for name in phrases(asking.subject):
        for what in ("Posts", "Comments"):
            yield asking.request("/api/v3/search", {"q": name, "type_": what, **asked})


def _following(response: Response, _: Document) -> Request | None:
    answer = load(response.body, response.content_type)
    is_full = any(len(answer.each(key)) >= _A_PAGE for key in _LISTS)
    return next_page(response) if is_full else None


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """Posts and comments in the document's order. Communities and users are nothing that somebody said."""
    answer = load(body, content_type)
    views = [view for key, found in answer.below() if key in _LISTS for view in found.each()]
    if views or any(answer.is_list(key) for key in _LISTS):
        return document_of(views, _entry)
    if answer.has("error"):
        words = f"{answer.raw('error')} {answer.raw('message')}"
        raise status_told(status_in(words), f"the server says: {saying(words)}")
    raise unreadable("JSON, but no posts or comments of Lemmy")


def _entry(view: Json) -> Entry:
    """`ap_id` names it on all servers; its number is another one on each, and one of a post and a comment."""
    said = view.at("comment") if view.is_object("comment") else view.at("post")
    is_gone = said.is_true("deleted") or said.is_true("removed")
    return Entry(
        id=said.id("ap_id") or said.id("id"),
        url=said.url("ap_id"),
        title="" if is_gone else said.escaped("name"),
        text="" if is_gone else _text(said),
        author=view.plain("creator", "name") or None,
        published_at=said.date("published") or said.date("published_at"),
        updated_at=said.date("updated") or said.date("updated_at"),
        is_deleted=is_gone,
        reach=_reach(view.at("counts") if view.is_object("counts") else said),
    )


def _reach(counts: Json) -> Reach | None:
    """A post is answered by comments, a comment by its children. Since version 1 all is told with words."""
    answers = counts.number("child_count") if counts.has("child_count") else counts.number("comments")
    return reach_of(None, counts.number("upvotes"), counts.number("downvotes"), answers)


def _text(said: Json) -> str:
    """A comment's words; a post's, and the page it links to."""
    if said.has("content"):
        return said.escaped("content")
    return joined((said.escaped("body"), said.url("url") or "", said.escaped("alt_text")))
