"""The town square itself: the programme it publishes, plus whatever people said, changed and took
back.

Time comes from a clock that is passed in, so tests move it by value. No HTTP here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Lock

from .markup import paragraphs, slug
from .posts import Post, without_query
from .programme import Programme
from .sites import BY_KEY, SITES

Clock = Callable[[], datetime]
DEFAULT_PACE = timedelta(seconds=20)
FEED_LENGTH = 30


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person wants to say. `url`, if given, is where it claims to live: a path of the square
    or an address.
    """

    site: str
    title: str
    text: str
    author: str
    url: str = ""


def utc_now() -> datetime:
    """The clock of an ordinary day."""
    return datetime.now(UTC)


class TownSquare:
    """Everything that can be read on the square at this moment. Safe to use from many threads."""

    def __init__(
        self,
        clock: Clock = utc_now,
        seed: int = 1,
        pace: timedelta = DEFAULT_PACE,
        *,
        started_at: datetime | None = None,
        backlog: bool = True,
    ) -> None:
        self.clock = clock
        self.started_at = started_at or clock()
        self.pace = pace
        self.programme = Programme(self.started_at, seed, pace, backlog=backlog)
        self._lock = Lock()
        self._said: list[Post] = []
        self._edits: dict[str, tuple[datetime, str]] = {}
        self._deletions: dict[str, datetime] = {}

    def posts(self, site: str, limit: int = FEED_LENGTH) -> list[Post]:
        """What a site's feed shows, newest first."""
        return [post for post in self._window(site, limit) if not post.deleted_at]

    def changed_at(self, site: str) -> datetime:
        """When a site's feed last changed, by a new post, an edit or a deletion."""
        changes = [post.changed_at for post in self._window(site, FEED_LENGTH)]
        return max(changes, default=self.started_at)

    def latest(self, limit: int) -> list[Post]:
        """What was said last, on any site, newest first."""
        everywhere = [post for site in SITES for post in self.posts(site.key, limit)]
        return sorted(everywhere, key=lambda post: post.published_at, reverse=True)[:limit]

    def comments_on(self, link: str) -> list[Post]:
        """The recent comments on a post, oldest first."""
        recent = self.posts("comments", 200)
        return [post for post in reversed(recent) if post.parent == link]

    def find(self, link: str) -> Post | None:
        """The post that lives at this address, deleted or not; None if nothing ever did."""
        key = without_query(link)
        with self._lock:
            said = [post for post in self._said if without_query(post.link) == key]
        post = said[0] if said else self.programme.find(key, self.clock())
        return post and self._with_changes(post)

    def publish(self, draft: Draft) -> Post:
        """Say something now. It is in the site's feed and on a page of its own at once."""
        now = self.clock()
        parent = self.programme.open_thread if draft.site == "comments" else ""
        with self._lock:
            number = f"s{len(self._said) + 1}"
            link = draft.url or BY_KEY[draft.site].entry.format(
                slug=slug(draft.title), number=number, at=now, parent=parent
            )
            post = Post(
                site=draft.site,
                number=number,
                link=link,
                title=draft.title,
                author=draft.author,
                html=paragraphs(draft.text),
                published_at=now,
                parent=parent,
            )
            self._said.append(post)
        return post

    def edit(self, link: str, text: str) -> Post | None:
        """Change the words of whatever lives at this address; None if nothing is there to change."""
        post = self.find(link)
        if not post or post.deleted_at:
            return None
        with self._lock:
            self._edits[without_query(link)] = self.clock(), paragraphs(text)
        return self.find(link)

    def delete(self, link: str) -> Post | None:
        """Take it out of the feeds; its page is gone from now on. None if nothing is there to
        delete.
        """
        post = self.find(link)
        if not post or post.deleted_at:
            return None
        with self._lock:
            self._deletions[without_query(link)] = self.clock()
        return self.find(link)

    def _window(self, site: str, limit: int) -> list[Post]:
        with self._lock:
            said = [post for post in reversed(self._said) if post.site == site][:limit]
        posts = said + self.programme.recent(site, self.clock(), limit)
        posts.sort(key=lambda post: post.published_at, reverse=True)
        return [self._with_changes(post) for post in posts[:limit]]

    def _with_changes(self, post: Post) -> Post:
        key = without_query(post.link)
        if key in self._edits:
            edited_at, html = self._edits[key]
            post = replace(post, html=html, edited_at=edited_at, truth=None)
        if key in self._deletions and not post.deleted_at:
            post = replace(post, deleted_at=self._deletions[key])
        return post
