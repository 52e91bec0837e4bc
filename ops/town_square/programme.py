"""What is published when: a pure function of the start, the moment asked about, the seed and the
pace.

The backlog is dated before the start; then the sites take turns, one post per pace. Nothing here
remembers anything, so a test may ask about any moment in any order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice

from .combinations import combined
from .dice import dice
from .markup import slug
from .posts import Post, without_query
from .sites import BY_KEY, SITES
from .texts import Text, by_key, written

OPEN_THREAD = "open-thread"
_NUMBER = re.compile(r"-([0-9]{1,9})(?:\.html)?$")


class Programme:
    """Every post that the square publishes by itself. Posts are numbered from 1 in the order of
    their publication.
    """

    def __init__(self, started_at: datetime, seed: int, pace: timedelta, *, backlog: bool = True) -> None:
        if pace <= timedelta(0):
            raise ValueError(f"pace must be longer than nothing, not {pace!r}")
        self._started_at, self._seed, self._pace = started_at, seed, pace
        self._backlog = _backlog() if backlog else ()
        self._live = {site.key: _running_order(site.key, seed) for site in SITES}
        self._numbers = self._numbers_by_key()
        self._post = lru_cache(4096)(self._make)

    @property
    def open_thread(self) -> str:
        """Where comments go that belong to no post in particular."""
        return self._link_of_key(OPEN_THREAD)

    def recent(self, site: str, now: datetime, limit: int) -> list[Post]:
        """The last posts of a site, newest first, those deleted since included."""
        return [self._as_of(n, now) for n in islice(self._numbers_of(site, now), limit)]

    def find(self, link: str, now: datetime) -> Post | None:
        """The post whose page is at this address, if it is out; deleted or not."""
        path = without_query(link)
        found = _NUMBER.search(path)
        if not found or not 1 <= int(found.group(1)) <= self.published(now):
            return None
        post = self._as_of(int(found.group(1)), now)
        return post if post.link == path else None

    def published(self, now: datetime) -> int:
        """How many posts are out."""
        return len(self._backlog) + self._live_count(now)

    def text(self, number: int) -> Text:
        """The words behind a numbered post, verdict included."""
        if number <= len(self._backlog):
            return self._backlog[number - 1]
        turn, site = self._turn(number)
        order = self._live[site]
        return order[turn] if turn < len(order) else combined(site, turn - len(order), self._seed)

    def _numbers_of(self, site: str, now: datetime) -> Iterator[int]:
        last, live = len(self._backlog), self._live_count(now)
        rank = [each.key for each in SITES].index(site)
        newest = live - 1 - (live - 1 - rank) % len(SITES)
        yield from (last + 1 + index for index in range(newest, -1, -len(SITES)))
        yield from (n for n in range(last, 0, -1) if self._backlog[n - 1].site == site)

    def _live_count(self, now: datetime) -> int:
        return max(0, (now - self._started_at) // self._pace)

    def _turn(self, number: int) -> tuple[int, str]:
        turn, rank = divmod(number - len(self._backlog) - 1, len(SITES))
        return turn, SITES[rank].key

    def _published_at(self, number: int) -> datetime:
        if number <= len(self._backlog):
            return self._started_at - (self._backlog[number - 1].ago or timedelta(0))
        return self._started_at + self._pace * (number - len(self._backlog))

    def _as_of(self, number: int, now: datetime) -> Post:
        post, text = self._post(number), self.text(number)
        seen_at = max(post.published_at, self._started_at)
        if text.later and now >= seen_at + self._pace * text.later.after:
            edited_at = seen_at + self._pace * text.later.after
            post = replace(post, html=text.later.html, truth=text.later.truth, edited_at=edited_at)
        if text.vanishes_after and now >= seen_at + self._pace * text.vanishes_after:
            post = replace(post, deleted_at=seen_at + self._pace * text.vanishes_after)
        return post

    def _make(self, number: int) -> Post:
        text, at = self.text(number), self._published_at(number)
        parent = self._link_of_key(text.on or OPEN_THREAD) if text.site == "comments" else ""
        original = self._link_of_key(text.copy_of) if text.copy_of else ""
        return Post(
            site=text.site,
            number=str(number),
            link=self._link(text, number, parent, original),
            title=text.title,
            author=text.author,
            html=by_key()[text.copy_of].html if text.copy_of else text.html,
            published_at=at,
            truth=text.truth,
            about=text.about,
            lang=text.lang,
            quiet=text.quiet,
            parent=parent,
            original=original,
            stars=text.stars,
            place=text.place,
            tags=text.tags,
        )

    def _link(self, text: Text, number: int, parent: str, original: str) -> str:
        if text.links_to_original and original:
            return f"{original}?utm_source={text.site}&utm_medium=rss&utm_campaign=syndication"
        return BY_KEY[text.site].entry.format(
            slug=slug(text.title), number=number, at=self._published_at(number), parent=parent
        )

    def _link_of_key(self, key: str) -> str:
        """The address of a text that others refer to; the blog's front page when it is not there."""
        number = self._numbers.get(key)
        return self._post(number).link if number else BY_KEY["blog"].home

    def _numbers_by_key(self) -> dict[str, int]:
        numbers = {text.key: n for n, text in enumerate(self._backlog, 1) if text.key}
        for rank, site in enumerate(SITES):
            for turn, text in enumerate(self._live[site.key]):
                if text.key:
                    numbers[text.key] = len(self._backlog) + turn * len(SITES) + rank + 1
        return numbers


def _backlog() -> tuple[Text, ...]:
    texts = [text for site in SITES for text in written(site.key) if text.ago]
    return tuple(sorted(texts, key=lambda text: text.ago or timedelta(0), reverse=True))


def _running_order(site: str, seed: int) -> tuple[Text, ...]:
    live = [text for text in written(site) if not text.ago]
    rest = [text for text in live if not text.opening]
    dice(seed, site).shuffle(rest)
    return tuple([text for text in live if text.opening] + rest)
