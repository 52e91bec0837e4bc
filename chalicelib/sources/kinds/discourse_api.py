"""Reads what Discourse forums answer in JSON (https://docs.discourse.org): searches, topics, latest posts."""

from __future__ import annotations

from collections.abc import Callable

from ...domain.entries import Entry
from ...domain.reach import Reach, reach_of
from ...domain.sources import Document, FailureKind
from ...errors import SourceRefused, SourceUnavailable
from ..feed_entries import address
from .answers import document_of, rate_limited, refused, saying
from .json_documents import Json, load
from .odd_answers import wait_of

_SMALL_ACTION = 3  # "closed this topic", "pinned it": nothing is said
_LIKE = 2  # https://github.com/discourse/discourse/blob/main/app/models/post_action_type.rb
_KINDS_OF_ERROR = {
    "not_logged_in": FailureKind.FORBIDDEN,
    "invalid_access": FailureKind.FORBIDDEN,
    "not_found": FailureKind.NOT_FOUND,
}


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """Every post by itself, under the title of its topic; of a list of topics, the topics."""
    found = load(body, content_type)
    if found.is_list("post_stream", "posts"):
        posts = found.each("post_stream", "posts")
        return document_of(posts, _in_one_topic(found, url), found.plain("title"))
    if found.is_list("latest_posts"):
        return document_of(found.each("latest_posts"), lambda post: _entry(post, Json(), url))
    if found.is_list("topic_list", "topics"):
        return document_of(found.each("topic_list", "topics"), _of_topics(found, url))
    if found.is_list("posts") or found.has("grouped_search_result"):
        return document_of(found.each("posts"), _of_many_topics(found, url), notes=_complaint(found))
    raise _failure(found)


def _in_one_topic(topic: Json, url: str) -> Callable[[Json], Entry | None]:
    """The post that opens the topic is found at the topic's own address."""

    def entry(post: Json) -> Entry | None:
        return _entry(post, topic, url, opens_page=post.number("post_number") == 1)

    return entry


def _of_many_topics(found: Json, url: str) -> Callable[[Json], Entry | None]:
    topics = {topic.id("id"): topic for topic in found.each("topics")}
    return lambda post: _entry(post, topics.get(post.id("topic_id"), Json()), url)


def _entry(post: Json, topic: Json, url: str, opens_page: bool = False) -> Entry | None:
    """None for what was taken back, and for what the forum itself noted down."""
    text = post.html("cooked") or post.plain("raw") or post.escaped("blurb")
    if post.is_true("user_deleted") or post.has("deleted_at"):
        return None
    if post.number("post_type") == _SMALL_ACTION and not text:
        return None
    return Entry(
        id=post.id("id"),
        url=_page(post, topic, url, opens_page),
        title=topic.plain("title") or post.plain("topic_title"),
        text=text,
        author=post.plain("username") or None,
        published_at=post.date("created_at"),
        updated_at=post.date("updated_at"),
        reach=_reach(post, topic),
    )


def _reach(post: Json, topic: Json) -> Reach | None:
    """Who read the post, else how often its topic was seen. Searches alone count likes apart from deeds."""
    seen = post.number("reads") if post.has("reads") else topic.number("views")
    deeds = post.each("actions_summary")
    likes = (deed.number("count") for deed in deeds if deed.number("id") == _LIKE)
    return reach_of(seen, post.number("like_count"), post.number("reply_count"), *likes)


def _page(post: Json, topic: Json, url: str, opens_page: bool) -> str | None:
    path = post.raw("post_url") or _path(
        post.raw("topic_slug") or topic.raw("slug"), post.raw("topic_id"), post.raw("post_number")
    )
    return address(path.removesuffix("/1") if opens_page else path, (url,))


def _path(*steps: str) -> str:
    """`/t/` and the steps there are; an address without the words of the title leads there as well."""
    return "/".join(["/t", *filter(None, steps)]) if any(steps[1:]) else ""


def _of_topics(found: Json, url: str) -> Callable[[Json], Entry]:
    names = {user.id("id"): user.plain("username") for user in found.each("users")}

    def entry(topic: Json) -> Entry:
        opener = next(iter(topic.each("posters")), Json())
        return Entry(
            id=topic.id("id"),
            url=address(_path(topic.raw("slug"), topic.raw("id")), (url,)),
            title=topic.plain("title"),
            text=topic.html("excerpt"),
            author=names.get(opener.id("user_id")) or None,
            published_at=topic.date("created_at"),
            reach=reach_of(topic.number("views"), topic.number("like_count"), topic.number("reply_count")),
        )

    return entry


def _complaint(found: Json) -> tuple[str, ...]:
    """Why a search found nothing, if the forum says so: a word too short to be searched for."""
    said = found.raw("grouped_search_result", "error")
    return (f"the search was not carried out: {saying(said)}",) if said else ()


def _failure(found: Json) -> SourceRefused | SourceUnavailable:
    said = saying(" ".join(error.plain() for error in found.each("errors")) or found.raw("error"))
    kind = found.raw("error_type")
    if kind == "rate_limit":
        return rate_limited(
            f"asks us to come less often: {said}", wait_of(found.number("extras", "wait_seconds"))
        )
    return refused(_KINDS_OF_ERROR.get(kind, FailureKind.UNREADABLE), f"no posts: {said}")
