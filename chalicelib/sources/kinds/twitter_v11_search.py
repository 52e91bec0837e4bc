"""What Twitter answered to searches in version 1.1 of its interface, and archives still hold."""

from __future__ import annotations

from collections.abc import Iterator

from ...domain.entries import Entry
from ...domain.reach import reach_of
from ...domain.sources import Document
from . import tweets
from .answers import document_of, joined
from .json_documents import Json, load

_REACTIONS = ("favorite_count", "retweet_count", "reply_count", "quote_count")


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The tweets: `statuses` of the standard search, `results` of the premium one, or a bare list."""
    answer = load(body, content_type)
    for found in (answer, answer.at("statuses"), answer.at("results")):
        if found.is_list():
            return document_of(found.each(), _entry)
    raise tweets.failure(answer)


def _entry(tweet: Json) -> Entry:
    name = tweet.id("id_str") or tweet.id("id")
    author = tweet.plain("user", "screen_name")
    return Entry(
        id=name,
        url=Json(f"https://twitter.com/{author or 'i'}/status/{name}").url() if name else None,
        text=joined(_texts(tweet)),
        author=author or None,
        published_at=tweet.date("created_at"),
        reach=reach_of(tweet.number("user", "followers_count"), *(tweet.number(each) for each in _REACTIONS)),
    )


def _texts(tweet: Json) -> Iterator[str]:
    yield tweets.said_again(_words(tweet), _words(tweet.at("retweeted_status")))
    yield from tweets.linked(tweet.at("extended_tweet", "entities"))
    yield from tweets.linked(tweet.at("entities"))
    if quoted := _words(tweet.at("quoted_status")):
        yield f"“{quoted}”"


def _words(tweet: Json) -> str:
    """The whole text. In compatibility mode it stands apart, and `text` ends in the middle."""
    for whole in (tweet.at("extended_tweet", "full_text"), tweet.at("full_text"), tweet.at("text")):
        if words := whole.escaped():
            return words
    return ""
