"""The search of X since version 2 of its interface, of which every post that is read costs money.

https://docs.x.com/x-api/posts/search/introduction
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...domain.entries import Entry
from ...domain.manners import Budget, Kind, Period
from ...domain.reach import Reach, reach_of
from ...domain.sources import Document
from ..asking import Asking
from . import tweets
from .answers import document_of, joined, saying
from .json_documents import Json, load
from .x_reading import read_on

KIND = Kind(
    hears="X: posts of the last seven days that name the watch, mention its accounts or link to its sites",
    limits="which cost $5; the key's `monthly_usd` sets another bound, which is never passed",
    costs="$0.005 a post that is read",
    cannot="Authors are told by number, since X charges for their names",
    home="https://api.x.com/",
    searches=True,
    key=("bearer_token",),
    may_have=("monthly_usd",),
    least_interval=15,
    gap_s=1.0,
    # A post costs half a cent: https://docs.x.com/x-api/getting-started/pricing
    budget=Budget(1_000, "posts", Period.MONTH, "monthly_usd", each=200),
)


async def listen(asking: Asking) -> Document:
    """What was said since, as far as the money goes."""
    return await read_on(asking)


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The posts. Date and author are only there when they were asked for, the author's name as an expansion.

    Nothing found is an answer without `data`; with `errors` beside the posts, some could not be shown.
    """
    answer = load(body, content_type)
    posts = answer if answer.is_list() else answer.at("data")
    if not posts.is_list() and answer.number("meta", "result_count") != 0:
        raise tweets.failure(answer)
    return document_of(posts.each(), _Expansions.of(answer).entry_of, notes=_notes(answer.each("errors")))


def _notes(errors: list[Json]) -> list[str]:
    if not errors:
        return []
    first = errors[0].raw("detail") or errors[0].raw("title")
    return [f"not everything could be shown ({len(errors):,}): {saying(first)}"]


@dataclass(frozen=True, slots=True)
class _Expansions:
    """What the posts of an answer refer to, by its id."""

    users: dict[str, str]
    posts: dict[str, Json]

    @classmethod
    def of(cls, answer: Json) -> _Expansions:
        users = {user.raw("id"): user.plain("username") for user in answer.each("includes", "users")}
        return cls(users, {post.raw("id"): post for post in answer.each("includes", "tweets")})

    def entry_of(self, post: Json) -> Entry:
        """The post; its author's number where the name was not asked for."""
        number = post.plain("author_id")
        name = post.id("id")
        return Entry(
            id=name,
            url=Json(f"https://x.com/i/status/{name}").url() if name else None,
            text=joined(self._texts(post)),
            author=self.users.get(number) or number or None,
            published_at=post.date("created_at"),
            reach=_reach(post.at("public_metrics")),
        )

    def _texts(self, post: Json) -> Iterator[str]:
        yield tweets.said_again(_words(post), next(self._referred(post, "retweeted"), ""))
        yield from tweets.linked(post.at("entities"))
        yield from (f"“{words}”" for words in self._referred(post, "quoted"))

    def _referred(self, post: Json, how: str) -> Iterator[str]:
        for reference in post.each("referenced_tweets"):
            if reference.raw("type") == how and reference.raw("id") in self.posts:
                yield _words(self.posts[reference.raw("id")])


def _reach(metrics: Json) -> Reach | None:
    reactions = (metrics.number(f"{what}_count") for what in ("like", "retweet", "reply", "quote"))
    return reach_of(metrics.number("impression_count"), *reactions)


def _words(post: Json) -> str:
    """Long posts are cut off in `text`."""
    return post.escaped("note_tweet", "text") or post.escaped("text")
